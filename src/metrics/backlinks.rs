//! How many links point to us.

use super::{Better, Facts, Metric, Unit};
use crate::model::Figure;

/// The metric.
pub const METRIC: Metric = Metric {
    name: "backlinks",
    label: "Backlinks",
    unit: Unit::Count,
    formula: "links to the brand's domains in the mentions, followed or not",
    source: "count",
    better: Better::Higher,
    goal: true,
    headline: true,
    additive: true,
    compute,
};

fn compute(facts: &Facts<'_>) -> Figure {
    let totals = facts.totals;
    if totals.narrow {
        // Cells do not keep whose domain is linked; links of one influencer or platform to other brands are rare.
        return Figure::exact(totals.cells.values().map(|cell| cell.backlinks).sum::<u32>());
    }
    let (followed, other) = counts(facts);
    Figure::exact(followed.saturating_add(other))
}

/// Links to the brand: followed by search engines, and not.
pub fn counts(facts: &Facts<'_>) -> (u32, u32) {
    let ours = facts.totals.backlinks.iter().filter(|(key, _)| {
        key.split_once(' ')
            .is_some_and(|(brand, _)| brand == facts.brand.as_str())
    });
    ours.fold((0, 0), |(followed, other), (_, counts)| {
        (followed.saturating_add(counts.0), other.saturating_add(counts.1))
    })
}
