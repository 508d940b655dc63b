//! How often a brand was named.

use super::{Better, Facts, Metric, Unit};
use crate::model::Figure;

/// The metric.
pub const METRIC: Metric = Metric {
    name: "mentions",
    label: "Mentions",
    unit: Unit::Count,
    formula: "number of items that match the brand; each item once, spam set aside",
    source: "count",
    better: Better::Higher,
    goal: true,
    headline: true,
    additive: true,
    compute,
};

fn compute(facts: &Facts<'_>) -> Figure {
    Figure::exact(facts.totals.mentions())
}
