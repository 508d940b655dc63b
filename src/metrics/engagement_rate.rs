//! How many of those who follow reacted.

use super::totals::wide;
use super::{Better, Facts, Metric, Unit};
use crate::model::Figure;

/// The metric.
pub const METRIC: Metric = Metric {
    name: "engagement_rate",
    label: "Engagement rate",
    unit: Unit::Percent,
    formula: "reactions ÷ followers of the authors × 100, over the mentions that tell both (a ratio of sums, not the \
              median of posts)",
    source: "engagement rate by followers",
    better: Better::Higher,
    goal: true,
    headline: true,
    additive: false,
    compute,
};

fn compute(facts: &Facts<'_>) -> Figure {
    let cells = facts.totals.cells.values();
    let (actions, followers) = cells.fold((0_u64, 0_u64), |(a, f), cell| {
        (
            a.saturating_add(cell.engaged_actions),
            f.saturating_add(cell.engaged_followers),
        )
    });
    if followers == 0 {
        return Figure::unknown("no mention tells both reactions and the followers of its author");
    }
    Figure::exact(wide(actions) / wide(followers) * 100.0)
}
