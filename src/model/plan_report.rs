//! What a report tells of a campaign's plan: what was noted, what was expected, and what its numbers say about the way to a
//! sale.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{CampaignNote, Figure, InfluencerId, Platform};

/// Beside goals, effects and costs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanReport {
    /// What came of it that no number tells, as it was written down.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<CampaignNote>,
    /// Where people are lost on the way, as far as the numbers can carry it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diagnosis: Vec<Diagnosis>,
    /// What was expected beforehand; `None` where nothing is planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Expected>,
}

/// One step on which people are lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// Which rule: `traffic_without_sales`, `leads_without_customers`, `likes_without_clicks`, `reach_without_engagement` or
    /// `outside_target`.
    pub rule: String,
    /// What was counted, one sentence without its dot.
    pub finding: String,
    /// What to do, likewise.
    pub advice: String,
}

/// What a campaign is expected to bring, from its planned posts, costs, published tables and what is known of its roster.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Expected {
    /// As known when.
    pub made_at: Timestamp,
    /// Whether it was frozen when the campaign began, so that nothing that came later is in it.
    pub frozen: bool,
    /// Version of the rate tables.
    pub table_version: String,
    /// By influencer and platform, in the order of the plan.
    pub lines: Vec<ExpectedLine>,
    /// All of it together.
    pub totals: Vec<ExpectedTotal>,
}

/// What the posts of one influencer on one platform are expected to bring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExpectedLine {
    /// Who.
    pub influencer: InfluencerId,
    /// Name.
    pub name: String,
    /// Where.
    pub platform: Platform,
    /// How many.
    pub posts: u32,
    /// Followers there, where known.
    pub followers: Option<u64>,
    /// Views.
    pub impressions: Figure,
    /// Different people.
    pub reach: Figure,
    /// Reactions.
    pub engagement: Figure,
    /// Clicks.
    pub clicks: Figure,
    /// Orders.
    pub orders: Figure,
}

/// One figure of the whole campaign: expected, and what came of it so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExpectedTotal {
    /// Metric; `cost` for what is planned to be spent.
    pub metric: String,
    /// Label.
    pub label: String,
    /// Unit for people.
    pub unit: String,
    /// Beforehand.
    pub expected: Figure,
    /// What it came to until now; `None` before it begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<Figure>,
}
