//! What a report tells of a goal beside its pace.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Figure, Stage, Verdict};

/// What a goal is made of, how its months went, and what closes its gap.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GoalDetail {
    /// First day that counts.
    pub from: Option<Date>,
    /// Where on the way to a purchase it stands.
    pub stage: Option<Stage>,
    /// Its source, where only that one counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What it is made of, where it is a bundle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bundle: Option<BundleReport>,
    /// Month by month, of a short-term goal that runs over several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub months: Vec<GoalMonth>,
    /// The best past window of the same length, where enough days are known: whether the target was ever reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_past: Option<BestPast>,
    /// When a long-term goal is judged next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judged_on: Option<Date>,
    /// What one of it (a thousand, of views and people) cost so far, in major units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_per: Option<Figure>,
    /// What closes the gap, one sentence without its dot; empty where there is none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub closing: String,
}

/// The best window of the past that is as long as a goal's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BestPast {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// What it brought.
    pub value: f64,
}

/// The parts of a bundle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BundleReport {
    /// `true` if it is a score in per cent, `false` if it is a weighted sum.
    pub score: bool,
    /// Share of the weights of which something is known, 0 to 1.
    pub coverage: f64,
    /// Its parts.
    pub parts: Vec<BundlePartRow>,
}

/// One metric of a bundle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BundlePartRow {
    /// Metric.
    pub metric: String,
    /// Label.
    pub label: String,
    /// Weight.
    pub weight: f64,
    /// Its own target, in a score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    /// So far.
    pub actual: Figure,
}

/// One month of a short-term goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalMonth {
    /// Its first day that counts.
    pub from: Date,
    /// Its last day that counts.
    pub to: Date,
    /// Its part of the target.
    pub target: f64,
    /// What it brought.
    pub actual: Figure,
    /// How it went.
    pub verdict: Verdict,
}
