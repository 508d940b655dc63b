//! Days on which more, or less, was said than chance explains.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Figure, InfluencerId, MentionId, OutcomeKind};

/// What was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Mentions by others than the brand.
    Mentions,
    /// The negative ones among them.
    Negative,
    /// Those of one influencer.
    Influencer(InfluencerId),
    /// Outcomes of a kind, of the whole brand: what came of it on the site or in the shop.
    Outcomes(OutcomeKind),
}

/// A day, or some quiet ones, out of the ordinary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unusual {
    /// The day; of several quiet ones the last.
    pub day: Date,
    /// How many days, up to that one.
    pub days: u32,
    /// What was counted.
    pub counted: Counted,
    /// How often.
    pub count: u32,
    /// Whether the day was not over yet, so that more may come.
    pub so_far: bool,
    /// How often on a normal day.
    pub usual_per_day: f64,
    /// Days that say what is normal.
    pub baseline_days: u32,
    /// Earlier spikes among the days before that are left out of it.
    pub left_out: u32,
    /// Rate on the day over the normal rate with its 95 % range; unknown when nothing is normal.
    pub ratio: Figure,
    /// Probability of as much (of silence: as little) on an ordinary day.
    pub p_value: f64,
    /// The mention that probably explains it: the one that reached furthest, else the earliest.
    #[serde(default)]
    pub cause: Option<UnusualCause>,
    /// What else explains it, a sentence each: a story, a source, an event, the time of the year.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// The mention that probably explains a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnusualCause {
    /// Which.
    pub id: MentionId,
    /// Title, or the beginning of the text.
    pub title: String,
    /// Where it was said, for people.
    pub place: String,
    /// Who said it, for people.
    pub author: Option<String>,
    /// Influencer of the roster who said it.
    #[serde(default)]
    pub influencer: Option<InfluencerId>,
    /// Link.
    pub url: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Reach.
    pub reach: Figure,
}
