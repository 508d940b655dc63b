//! A campaign beside advertisements and other channels, and who may be reached again, as reports tell it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{InfluencerId, Money, OutcomeKind};

/// What a channel that is no influencer brought for its cost, beside the campaign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparedRow {
    /// Its name for people.
    pub name: String,
    /// Channels it stands for, as reports name them.
    pub channels: Vec<String>,
    /// What it costs.
    pub cost: Money,
    /// What one of its outcomes is worth beside one of an influencer.
    pub quality: f64,
    /// What its orders left, where that is told.
    pub revenue: Option<Money>,
    /// Revenue for each unit of money spent.
    pub roas: Option<f64>,
    /// By what happened, the nearest to the sale first; only what is told of both.
    pub outcomes: Vec<ComparedOutcome>,
}

/// One kind of outcome of a channel, beside the campaign's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparedOutcome {
    /// What happened; clicks stand for visits where only those are told.
    pub kind: OutcomeKind,
    /// How often by the channel.
    pub count: u64,
    /// Whether that was told by hand.
    pub by_hand: bool,
    /// How often by the campaign.
    pub campaign_count: u64,
    /// Cost of one by the channel, in major units.
    pub cost_per: Option<f64>,
    /// Cost of one by the campaign, in major units.
    pub campaign_cost_per: Option<f64>,
    /// How many the campaign brought for the same money, one of the channel counted by its quality: low end, value, high end of the
    /// 95 % range (exact test, exposure is cost). `None` where one of both brought none.
    pub times: Option<[f64; 3]>,
    /// Whether the difference is distinguishable from chance.
    pub proven: bool,
    /// Whether there are too few to tell.
    pub too_few: bool,
}

/// Who came and did not buy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RetargetReport {
    /// Whether `came` counts clicks; else visits.
    pub clicks: bool,
    /// Clicks, else visits, through the campaign.
    pub came: u64,
    /// Orders of the campaign.
    pub orders: u64,
    /// Through whom most of them came and did not buy: name, how many came, orders; most first.
    pub through: Vec<(InfluencerId, String, u64, u64)>,
    /// Leads of whom it is known whether they bought.
    pub leads: u64,
    /// Of those, how many have not bought.
    pub leads_open: u64,
    /// Last day on which an order would still be the campaign's.
    pub until: Date,
}
