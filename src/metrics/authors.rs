//! How many different people spoke.

use super::{Better, Facts, Metric, Unit, totals::wide};
use crate::model::Figure;

/// The metric.
pub const METRIC: Metric = Metric {
    name: "authors",
    label: "Unique authors",
    unit: Unit::Count,
    formula: "number of different accounts, or people in bylines of one site, among the mentions, without those of programs",
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
        return Figure::unknown("authors are counted for the whole brand or campaign only");
    }
    if totals.mentions() > 0 && totals.authors.is_empty() {
        return Figure::unknown("the sources name no authors");
    }
    let programs = totals
        .automated
        .keys()
        .filter(|author| totals.authors.contains_key(author));
    Figure::exact(wide(totals.authors.len().saturating_sub(programs.count()) as u64))
}
