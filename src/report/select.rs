//! Which mentions a report wants to quote.

use std::collections::BTreeSet;

use super::Rollups;
use crate::model::{BrandId, MentionId, Subject, Window};

/// The mentions the caller must load for a report on `brand` over `window`, in ascending order of id.
pub fn needed_mentions(rollups: &Rollups, brand: &BrandId, window: Window) -> Vec<MentionId> {
    let subject = Subject::Brand(brand.clone());
    let days = (subject.clone(), window.from)..(subject, window.to);
    let ids: BTreeSet<MentionId> = rollups
        .range(days)
        .flat_map(|(_, rollup)| rollup.top.iter().map(|top| top.id))
        .collect();
    ids.into_iter().collect()
}
