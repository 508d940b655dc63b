//! What people say about a mention instead of us.

use super::{StoreError, ingest::store_change, tx::Tx};
use crate::model::{BrandId, Correction, Mention, MentionId};

/// Longest note kept with a correction, in characters.
pub const MAX_NOTE_CHARS: usize = 1_000;

/// What became of a correction.
#[derive(Clone, Debug, PartialEq)]
pub enum Corrected {
    /// There is no such mention.
    Unknown,
    /// The mention is not about that brand; these it is about.
    Foreign(Vec<BrandId>),
    /// The mention as it is now, and whether anything of it changed.
    Done(Box<Mention>, bool),
}

/// Keeps a verdict in the place of the one given before towards the same brand, or takes that one back. Day totals move
/// with it in the same commit.
pub(super) fn correct(
    tx: &mut Tx<'_>,
    id: MentionId,
    brand: Option<BrandId>,
    verdict: Option<Correction>,
) -> Result<Corrected, StoreError> {
    let Some(old) = tx.record(id)? else {
        return Ok(Corrected::Unknown);
    };
    if let Some(brand) = brand
        .as_ref()
        .filter(|brand| !old.mention.brands.contains(*brand))
    {
        let given = old.mention.corrections.iter();
        // What was said about a brand that it is no longer about can still be taken back.
        if verdict.is_some()
            || !given
                .map(|one| &one.brand)
                .any(|known| known.as_ref() == Some(brand))
        {
            return Ok(Corrected::Foreign(old.mention.brands));
        }
    }
    let mut mention = old.mention.clone();
    mention.corrections.retain(|known| known.brand != brand);
    mention.corrections.extend(verdict.map(|verdict| Correction {
        brand,
        note: verdict.note.chars().take(MAX_NOTE_CHARS).collect(),
        ..verdict
    }));
    mention
        .corrections
        .sort_by(|one, other| one.brand.cmp(&other.brand));
    // Saying the same again changes nothing but when it was said.
    let told = |mention: &Mention| {
        let corrections = mention.corrections.iter();
        corrections
            .map(|one| (one.brand.clone(), one.label, one.note.clone()))
            .collect::<Vec<_>>()
    };
    if told(&mention) == told(&old.mention) {
        return Ok(Corrected::Done(Box::new(old.mention), false));
    }
    store_change(tx, &old, mention.clone())?;
    Ok(Corrected::Done(Box::new(mention), true))
}
