//! How a campaign is meant to go, beside its goals and costs.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Comparator, InfluencerId, Platform};

/// What is planned of a campaign.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CampaignPlan {
    /// Whether it is soon over or lives on.
    pub lifespan: Option<Lifespan>,
    /// First days that are a trial, after which it is decided who stays.
    pub burst_days: Option<u32>,
    /// Share of the result that is to be there by the end of a day, rising, 0 to 1; empty for an even pace.
    pub curve: Vec<(Date, f64)>,
    /// Posts that are planned.
    pub posts: Vec<PlannedPosts>,
    /// What an order is thought to be worth before any is known, in major units of the configured currency.
    pub order_value: Option<f64>,
    /// Clicks per view that are expected, 0 to 1, where nothing is known from before or the plan knows better.
    pub click_rate: Option<f64>,
    /// Channels that are no influencer, with which it is compared.
    pub compare: Vec<Comparator>,
    /// What came of it that no metric tells.
    pub notes: Vec<CampaignNote>,
}

/// Whether what a campaign brings is soon over or lives on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lifespan {
    /// It is found and read for months.
    Evergreen,
    /// It is over when its occasion is.
    Timely,
}

impl Lifespan {
    /// Days that the lasting effect is followed unless told otherwise: half a year of what is found for months, two weeks
    /// of what is over with its occasion.
    pub fn after_days(self) -> u32 {
        match self {
            Self::Evergreen => 26 * 7,
            Self::Timely => 14,
        }
    }
}

/// Posts that somebody is to publish on a platform.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedPosts {
    /// Who.
    pub influencer: InfluencerId,
    /// Where.
    pub platform: Platform,
    /// How many.
    pub posts: u32,
}

/// Something worth keeping that is no number: a partnership that lasts, pictures that may be used again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignNote {
    /// When, where that is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// About whom, where it is about somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub influencer: Option<InfluencerId>,
    /// What.
    pub note: String,
}
