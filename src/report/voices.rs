//! New voices: authors who speak of the brand unasked and might be worth a talk.

use std::collections::BTreeMap;

use super::ledger::Ledger;
use super::said;
use crate::metrics::Totals;
use crate::metrics::rollup::author_key;
use crate::metrics::totals::wide;
use crate::model::{MediaKind, Mention, Polarity, VoiceRow};

/// Most rows.
const ROWS: usize = 8;

/// Authors of earned mentions who are not on the roster, the most promising first: mentions, followers and reactions,
/// each by its logarithm; those who only complain are left out.
pub(super) fn rows(ledger: &Ledger<'_>, now: &Totals) -> Vec<VoiceRow> {
    let mut by_author: BTreeMap<u64, Vec<&Mention>> = BTreeMap::new();
    for mention in said::candidates(ledger) {
        let unasked =
            mention.influencer.is_none() && mention.media == MediaKind::Earned && !mention.author.bot;
        if let Some(author) = author_key(mention).filter(|_| unasked) {
            by_author.entry(author).or_default().push(mention);
        }
    }
    let mut rows: Vec<(f64, u64, VoiceRow)> = by_author
        .into_iter()
        .filter(|(_, mentions)| mentions.iter().any(|m| m.sentiment.label != Polarity::Negative))
        .filter_map(|(author, mentions)| {
            let row = row(author, &mentions, now)?;
            Some((promise(&row), author, row))
        })
        .collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    rows.into_iter().map(|(_, _, row)| row).take(ROWS).collect()
}

fn row(author: u64, mentions: &[&Mention], now: &Totals) -> Option<VoiceRow> {
    let heaviest = mentions.first()?;
    let told = mentions.iter().filter_map(|mention| mention.engagement.actions());
    let seen = u32::try_from(mentions.len()).unwrap_or(u32::MAX);
    Some(VoiceRow {
        name: said::author(heaviest)?,
        url: mentions.iter().find_map(|mention| mention.author.url.clone()),
        platform: heaviest.platform,
        mentions: now.authors.get(&author).copied().unwrap_or(seen),
        followers: mentions.iter().filter_map(|mention| mention.followers).max(),
        engagement: told.reduce(u64::saturating_add),
    })
}

fn promise(row: &VoiceRow) -> f64 {
    let followers = wide(row.followers.unwrap_or(0));
    let reactions = wide(row.engagement.unwrap_or(0));
    3.0 * f64::from(row.mentions).ln_1p() + followers.ln_1p() + reactions.ln_1p()
}
