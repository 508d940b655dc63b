//! What is measured and how: one file for each metric, its formula beside it in words, and the statistics they share.

pub mod exposure;
pub mod range;
pub mod rates;
pub mod rollup;

pub use range::{round_people, round_range};
pub use rates::TABLE_VERSION;

/// One metric.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Name in goals, JSON and CSV.
    pub name: &'static str,
    /// Label for people.
    pub label: &'static str,
    /// What one is counted in.
    pub unit: Unit,
    /// How it is computed, in words.
    pub formula: &'static str,
    /// Where the formula comes from.
    pub source: &'static str,
    /// Which direction is good.
    pub better: Better,
    /// Whether a goal may name it.
    pub goal: bool,
    /// Whether it is shown as a tile.
    pub headline: bool,
    /// Whether days add up, so that rates, paces and tests make sense.
    pub additive: bool,
}

/// What a metric is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Plain count.
    Count,
    /// Per cent.
    Percent,
    /// Points from −100 to 100.
    Points,
    /// Money, in the currency of the rates used.
    Money,
}

/// Which direction is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

/// Every metric, in the order of reports.
pub const ALL: &[Metric] = &[];

/// The metric of a name.
pub fn get(name: &str) -> Option<&'static Metric> {
    ALL.iter().find(|metric| metric.name == name)
}
