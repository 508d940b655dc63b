//! How often mentions were seen.

use std::sync::Arc;

use super::totals::{Part, combine};
use super::{Better, Facts, Metric, Unit};
use crate::model::Figure;

/// The metric.
pub const METRIC: Metric = Metric {
    name: "impressions",
    label: "Impressions",
    unit: Unit::Count,
    formula: "sum of the views of each mention: counted by the platform, else followers × view rate, else visits of \
              the site × share that sees one article",
    source: "view rates by platform in the rate table; errors of one rate add up, of different rates in quadrature",
    better: Better::Higher,
    goal: true,
    headline: true,
    additive: true,
    compute,
};

fn compute(facts: &Facts<'_>) -> Figure {
    let totals = facts.totals;
    let parts = totals
        .cells
        .values()
        .filter(|cell| cell.is_exposed())
        .map(|cell| Part {
            provenance: cell.key.provenance,
            basis: Arc::clone(&cell.key.basis),
            range: cell.impressions,
        });
    combine(parts, totals.mentions(), totals.unexposed(), &[])
}
