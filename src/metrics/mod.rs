//! What is measured and how: one file for each metric, its formula beside it in words, and the statistics they share.

pub mod authors;
pub mod backlinks;
pub mod benchmark;
pub mod emv;
pub mod engagement;
pub mod engagement_rate;
pub mod exposure;
pub mod impressions;
pub mod interval;
pub mod mentions;
pub mod net_sentiment;
pub mod pace;
pub mod range;
pub mod rate_ratio;
pub mod rates;
pub mod reach;
pub mod rollup;
#[cfg(test)]
pub(crate) mod sample;
pub mod share_of_voice;
pub mod totals;

pub use emv::Prices;
pub use range::{round_people, round_range};
pub use rates::TABLE_VERSION;
pub use totals::{Scope, Totals};

use crate::model::{BrandId, Figure};

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
    /// Whether days add up (well enough), so that rates, paces and tests make sense.
    pub additive: bool,
    /// Computes it.
    pub compute: fn(&Facts<'_>) -> Figure,
}

/// What a metric is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Whose domains count as backlinks.
    pub brand: &'a BrandId,
    /// The mentions of the subject, added up.
    pub totals: &'a Totals,
    /// Each competitor's, over the same days.
    pub competitors: &'a [Totals],
    /// What a thousand views cost.
    pub prices: &'a Prices<'a>,
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
    /// Money, in [`Prices::currency`].
    Money,
}

impl Unit {
    /// The unit for people: nothing, `%`, `points`, or the currency.
    pub fn words<'a>(self, prices: &'a Prices<'_>) -> &'a str {
        match self {
            Self::Count => "",
            Self::Percent => "%",
            Self::Points => "points",
            Self::Money => prices.currency(),
        }
    }
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
pub const ALL: &[Metric] = &[
    mentions::METRIC,
    authors::METRIC,
    reach::METRIC,
    impressions::METRIC,
    engagement::METRIC,
    engagement::LIKES,
    engagement::COMMENTS,
    engagement::SHARES,
    engagement_rate::METRIC,
    emv::METRIC,
    net_sentiment::METRIC,
    share_of_voice::METRIC,
    backlinks::METRIC,
];

/// The metric of a name.
pub fn get(name: &str) -> Option<&'static Metric> {
    ALL.iter().find(|metric| metric.name == name)
}

/// The README's table of metrics (Markdown), derived so that it can never be out of date.
pub fn table() -> String {
    let mut table = String::from("| Metric | What it is | Unit |\n|---|---|---|\n");
    for metric in ALL {
        let unit = match metric.unit {
            Unit::Count => "count",
            Unit::Percent => "%",
            Unit::Points => "−100 to 100",
            Unit::Money => "money",
        };
        let row = format!("| `{}` | {} | {unit} |\n", metric.name, metric.formula);
        table.push_str(&row);
    }
    table
}
