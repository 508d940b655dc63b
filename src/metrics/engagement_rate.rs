//! How many of those who follow reacted.

use super::ratio::DayPart;
use super::totals::wide;
use super::{Better, Facts, Metric, Unit};
use crate::model::{Cell, Figure};

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
    let (actions, followers) = sums(facts.totals.cells.values());
    if followers == 0 {
        return Figure::unknown("no mention tells both reactions and the followers of its author");
    }
    Figure::exact(wide(actions) / wide(followers) * 100.0)
}

/// Reactions, and followers of those who drew them.
fn sums<'c>(cells: impl Iterator<Item = &'c Cell>) -> (u64, u64) {
    cells.fold((0_u64, 0_u64), |(actions, followers), cell| {
        (
            actions.saturating_add(cell.engaged_actions),
            followers.saturating_add(cell.engaged_followers),
        )
    })
}

/// A day's reactions, and followers of those who drew them; how single followers acted is not known.
pub fn part(cells: &[Cell]) -> DayPart {
    let (actions, followers) = sums(cells.iter());
    DayPart {
        sum: wide(actions),
        of: wide(followers),
        squares: None,
    }
}
