//! Which mentions a report wants to quote.

use std::collections::BTreeSet;

use super::Rollups;
use crate::metrics::rollup::ranks_before;
use crate::model::{BrandId, MentionId, Polarity, Subject, TopMention, Window};

/// Most mentions asked for per list.
const MOST: usize = 120;

/// The mentions the caller must load for a report on `brand` over `window`, in ascending order of id: the heaviest, the
/// heaviest negative ones and the heaviest with links. At most 360.
pub fn needed_mentions(rollups: &Rollups, brand: &BrandId, window: Window) -> Vec<MentionId> {
    let subject = Subject::Brand(brand.clone());
    let days = (subject.clone(), window.from)..(subject, window.to.max(window.from));
    let mut all: Vec<&TopMention> = rollups.range(days).flat_map(|(_, rollup)| &rollup.top).collect();
    all.sort_by(|a, b| {
        if ranks_before(a, b) {
            std::cmp::Ordering::Less
        } else {
            std::cmp::Ordering::Greater
        }
    });
    let heaviest = |keep: &dyn Fn(&TopMention) -> bool| -> Vec<MentionId> {
        all.iter()
            .filter(|top| keep(top))
            .map(|top| top.id)
            .take(MOST)
            .collect()
    };
    let lists = [
        heaviest(&|_| true),
        heaviest(&|top| top.sentiment == Polarity::Negative),
        heaviest(&|top| top.backlinks),
    ];
    let ids: BTreeSet<MentionId> = lists.into_iter().flatten().collect();
    ids.into_iter().collect()
}
