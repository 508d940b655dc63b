//! Which mentions a report wants to quote.

use std::collections::BTreeSet;

use super::Rollups;
use crate::metrics::rollup::ranks_before;
use crate::model::{BrandId, MentionId, Polarity, Subject, TopMention, Window};

/// Most mentions asked for per list.
const MOST: usize = 120;
/// Most questions, and most complaints, asked for beyond that.
const MOST_OF_KIND: usize = 40;

/// The mentions the caller must load for a report on `brand` over `window`, in ascending order of id: the heaviest, the
/// heaviest negative ones, the heaviest with links, questions and complaints. At most 440.
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
        heaviest(&|top| top.question)
            .into_iter()
            .take(MOST_OF_KIND)
            .collect(),
        heaviest(&|top| top.complaint)
            .into_iter()
            .take(MOST_OF_KIND)
            .collect(),
    ];
    let ids: BTreeSet<MentionId> = lists.into_iter().flatten().collect();
    ids.into_iter().collect()
}
