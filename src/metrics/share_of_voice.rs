//! How much of the talk in the market is about us.

use super::interval::wilson;
use super::{Better, Facts, Metric, Unit};
use crate::model::Figure;

/// The metric.
pub const METRIC: Metric = Metric {
    name: "share_of_voice",
    label: "Share of voice",
    unit: Unit::Percent,
    formula: "mentions ÷ (mentions + mentions of the competitors) × 100",
    source: "share of voice by mentions; 95 % range by Wilson",
    better: Better::Higher,
    goal: true,
    headline: true,
    additive: false,
    compute,
};

fn compute(facts: &Facts<'_>) -> Figure {
    if facts.competitors.is_empty() {
        return Figure::unknown("no competitor is watched: give one a `competitor_of`");
    }
    let ours = facts.totals.mentions();
    let theirs: u32 = facts
        .competitors
        .iter()
        .map(super::totals::Totals::mentions)
        .sum();
    let all = f64::from(ours) + f64::from(theirs);
    match wilson(ours.into(), all) {
        Some((low, high)) => Figure::Estimate {
            low: low * 100.0,
            value: f64::from(ours) / all * 100.0,
            high: high * 100.0,
            basis: format!("{ours} of {all} mentions heard; 95 % range"),
        },
        None => Figure::unknown("neither we nor the competitors were mentioned"),
    }
}
