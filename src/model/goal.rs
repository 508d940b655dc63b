//! What is to be reached: one metric or a weighted bundle, by whom, where, by when, and how it is judged.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{InfluencerId, Platform, SourceName};

/// One goal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Goal {
    /// Name of a metric in `metrics::ALL`; of a bundle its own name.
    pub metric: String,
    /// What the metric is made of, where it is a bundle.
    pub bundle: Option<Bundle>,
    /// What is to be reached by `by`.
    pub target: f64,
    /// Only this influencer's.
    pub influencer: Option<InfluencerId>,
    /// Only this platform's.
    pub platform: Option<Platform>,
    /// Only what this source told.
    pub source: Option<SourceName>,
    /// First day that counts; default: the campaign's first day.
    pub from: Option<Date>,
    /// Last day; default: the campaign's last day.
    pub by: Option<Date>,
    /// When it is judged.
    pub horizon: Horizon,
    /// Where on the way to a purchase it stands; `None`: what follows from the metric.
    pub stage: Option<Stage>,
    /// Metrics that must be measured too, since the goal is reached through them.
    pub requires: Vec<String>,
    /// Line of the configuration on which it stands, from 1; 0 where it stands in none.
    pub line: usize,
}

impl Goal {
    /// The metrics it looks at, with their weights; a plain goal has one of weight 1.
    pub fn parts(&self) -> Vec<(&str, f64)> {
        match &self.bundle {
            Some(bundle) => {
                let parts = bundle.parts.iter();
                parts.map(|part| (part.metric.as_str(), part.weight)).collect()
            }
            None => vec![(self.metric.as_str(), 1.0)],
        }
    }
}

/// Several metrics that make one goal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bundle {
    /// In the order of the configuration.
    pub parts: Vec<BundlePart>,
}

impl Bundle {
    /// Whether each part has a target of its own, so that the bundle is a score in per cent rather than a sum.
    pub fn is_score(&self) -> bool {
        self.parts.iter().any(|part| part.target.is_some())
    }
}

/// One metric of a bundle.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BundlePart {
    /// Name of a metric in `metrics::ALL`.
    pub metric: String,
    /// How much one of it, or its share of its target, counts.
    pub weight: f64,
    /// What is to be reached of it, in a score.
    pub target: Option<f64>,
}

/// When a goal is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Horizon {
    /// Monthly.
    #[default]
    Short,
    /// At 6 or 12 months; until then only progress is shown.
    Long,
}

/// Where on the way from never having heard of a brand to buying again a metric tells something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// It was seen.
    Awareness,
    /// It was reacted to.
    Interest,
    /// It was looked at closely: clicks, visits, leads.
    Consideration,
    /// It was bought.
    Purchase,
    /// It was bought again.
    Loyalty,
}

impl Stage {
    /// Every stage with its name, in the order in which people pass through them.
    pub const ALL: [(&'static str, Self); 5] = [
        ("awareness", Self::Awareness),
        ("interest", Self::Interest),
        ("consideration", Self::Consideration),
        ("purchase", Self::Purchase),
        ("loyalty", Self::Loyalty),
    ];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, stage)| *stage == self);
        found.map_or("awareness", |(name, _)| name)
    }
}
