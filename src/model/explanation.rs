//! Where a figure comes from.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{EffectRow, Figure, ViewsRow, Window};

/// Everything behind one figure: `report --explain METRIC`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// Name in `metrics::ALL`.
    pub metric: String,
    /// Label for people.
    pub label: String,
    /// Unit for people: nothing, `%`, `EUR`, …
    pub unit: String,
    /// Whether more of it is better.
    pub more_is_better: bool,
    /// How it is computed, in words.
    pub formula: String,
    /// Where the formula comes from.
    pub source: String,
    /// Whose it is: a brand's or a campaign's name.
    pub of: String,
    /// The days.
    pub window: Window,
    /// Seen from when.
    pub as_of: Timestamp,
    /// The figure, with its range and method.
    pub value: Figure,
    /// Days of the window, until `as_of`.
    pub days: u32,
    /// Those of which anything is known.
    pub known_days: u32,
    /// What it is computed from: the counts that change it.
    pub inputs: Vec<InputRow>,
    /// The same figure by platform, influencer and tier, where it can be told apart.
    pub parts: Vec<PartRow>,
    /// The same figure day by day; `None` for a day of which it is not known.
    pub daily: Vec<(Date, Option<f64>)>,
    /// Before, during and after campaigns, where they compare it.
    #[serde(default)]
    pub effects: Vec<ExplainedEffect>,
    /// Where views are behind it: how they are known.
    pub views: Vec<ViewsRow>,
    /// Rates behind it, a sentence each, with who published them.
    pub rates: Vec<String>,
    /// Version of the rate tables.
    pub rate_table: String,
    /// What is not in it, a sentence each.
    pub left_out: Vec<String>,
}

/// One count that a figure is computed from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputRow {
    /// Its name.
    pub name: String,
    /// What is counted, in words.
    pub what: String,
    /// How much.
    pub value: Figure,
}

/// A part of a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartRow {
    /// `platform`, `influencer` or `tier`.
    pub by: String,
    /// Whose.
    pub name: String,
    /// How much.
    pub value: Figure,
}

/// How a campaign compares a metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExplainedEffect {
    /// The campaign's name.
    pub campaign: String,
    /// Days before it that are compared with; `None` without a baseline.
    pub baseline: Option<Window>,
    /// How the two are compared, in words, with who published it.
    pub method: String,
    /// What came out.
    pub row: EffectRow,
}
