//! Corrections in the words of a person: the same for the command and the endpoint.

use jiff::Timestamp;

use crate::{
    io::store::Corrected,
    model::{BrandId, Correction, Mention, MentionId, Polarity},
};

/// What a person wants to have corrected.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The mention.
    pub id: MentionId,
    /// Towards which brand; `None`: as a whole.
    pub brand: Option<BrandId>,
    /// The verdict; `None` takes the one given before back.
    pub label: Option<Polarity>,
    /// Why.
    pub note: String,
}

impl Wish {
    /// The verdict as it is kept; `None` takes one back.
    pub fn verdict(&self, now: Timestamp) -> Option<Correction> {
        self.label.map(|label| Correction {
            brand: self.brand.clone(),
            label,
            at: now,
            note: self.note.trim().to_owned(),
        })
    }
}

/// The mention as it is now.
///
/// # Errors
/// One sentence that says why nothing was corrected.
pub fn mention_of(corrected: Corrected) -> Result<Mention, String> {
    match corrected {
        Corrected::Done(mention, _) => Ok(*mention),
        Corrected::Unknown => {
            Err("there is no mention of that id; `mentiond mentions` lists them".to_owned())
        }
        Corrected::Foreign(brands) => {
            let brands: Vec<&str> = brands.iter().map(BrandId::as_str).collect();
            Err(format!(
                "the mention is not about that brand; it is about `{}`",
                brands.join("`, `")
            ))
        }
    }
}

/// A correction on a line: `towards acme: negative (sarcasm)`.
pub fn shown(correction: &Correction) -> String {
    let whom = correction
        .brand
        .as_ref()
        .map_or_else(|| "as a whole".to_owned(), |brand| format!("towards {brand}"));
    let note = if correction.note.is_empty() {
        String::new()
    } else {
        format!(" ({})", correction.note)
    };
    format!("{whom}: {}{note}", correction.label.as_str())
}
