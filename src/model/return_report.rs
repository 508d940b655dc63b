//! What came of a campaign and of an influencer, as reports tell it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{ComparedRow, CreditRule, Figure, Money, OutcomeKind, RetargetReport};

/// One figure with its name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FigureRow {
    /// Name in `metrics::ALL`.
    pub metric: String,
    /// Label for people.
    pub label: String,
    /// Unit for people.
    pub unit: String,
    /// The figure.
    pub value: Figure,
}

/// What a campaign brought since it began, in three areas, and how that is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReturnReport {
    /// What its mentions drew.
    pub social: Vec<FigureRow>,
    /// Who came.
    pub clicks: Vec<FigureRow>,
    /// What they bought, and what each cost: money first.
    pub returns: Vec<FigureRow>,
    /// What was planned to be spent, as far as that is told.
    pub planned: Option<Money>,
    /// What was really spent so far, as far as that is told.
    pub actual: Option<Money>,
    /// Revenue at which the margin pays the costs.
    pub break_even: Option<Money>,
    /// Orders since it began, by whose they are; `None` where no import tells orders.
    pub orders: Option<OrderShares>,
    /// Orders beyond what was usual before that no mark leads back to anybody: possible, never added.
    pub possible: Option<Figure>,
    /// The same by other channels: what was nobody's, by what its marks name, most revenue first.
    pub channels: Vec<ChannelRow>,
    /// Channels that it is compared with, with costs of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compared: Vec<ComparedRow>,
    /// Who came and did not buy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retarget: Option<RetargetReport>,
    /// By month in which they came.
    pub cohorts: Vec<CohortRow>,
    /// What was left out because another import tells it too.
    pub left_out: Vec<LeftOutRow>,
}

/// Orders by whose they are, and who bought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderShares {
    /// All orders told since the campaign began.
    pub all: u64,
    /// The campaign's.
    pub attributed: u64,
    /// Other campaigns' and influencers'.
    pub others: u64,
    /// Nobody's.
    pub unattributed: u64,
    /// Of those that are not its influencers', how many they had a part in.
    pub assisted: u64,
    /// Why the campaign's are its own, the strongest reason first.
    pub rules: Vec<(CreditRule, u64)>,
    /// Of the campaign's: first orders.
    pub new_customers: u64,
    /// Of the campaign's: later orders.
    pub returning: u64,
    /// Of the campaign's: those of which it is not known.
    pub unknown: u64,
    /// Of the campaign's: parts of a subscription.
    pub subscriptions: u64,
    /// Of the campaign's: single purchases.
    pub single: u64,
    /// What was paid for the campaign's.
    pub gross: Money,
    /// What of it was paid back.
    pub refunded: Money,
    /// What nobody's orders left.
    pub unattributed_revenue: Money,
    /// Of the campaign's, how many are in another currency and left out of the money.
    pub foreign: u64,
}

/// A channel that is no influencer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChannelRow {
    /// What its marks name, such as `google / cpc`; `unknown` if they name nothing.
    pub channel: String,
    /// Clicks and visits.
    pub visits: u64,
    /// Leads.
    pub leads: u64,
    /// Orders.
    pub orders: u64,
    /// What they left, in the configured currency.
    pub revenue: Money,
}

/// What came in one month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CohortRow {
    /// First day of the month.
    pub month: Date,
    /// Clicks, else visits.
    pub came: u64,
    /// Leads.
    pub leads: u64,
    /// Of the leads, how many have bought since.
    pub leads_bought: u64,
    /// Orders.
    pub orders: u64,
    /// What they left.
    pub revenue: Money,
    /// Whether the purchase window of all of them is over; else more may come.
    pub matured: bool,
}

/// What was left out because another import tells it too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutRow {
    /// What happened.
    pub kind: OutcomeKind,
    /// Which import told it.
    pub source: String,
    /// How often.
    pub count: u64,
}

/// What an influencer brought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct InfluencerReturn {
    /// Clicks on their links.
    pub clicks: Figure,
    /// Visits through them.
    pub visits: Figure,
    /// Leads.
    pub leads: Figure,
    /// Of the leads of whom it is known, how many bought, in per cent.
    pub lead_rate: Figure,
    /// Orders.
    pub orders: Figure,
    /// Orders of others that they had a part in.
    pub assists: u64,
    /// Customers who bought for the first time.
    pub new_customers: Figure,
    /// What their orders left.
    pub revenue: Figure,
    /// Orders per click, in per cent.
    pub conversion_rate: Figure,
    /// Return on what they cost, in per cent.
    pub roi: Figure,
    /// Cost of an order.
    pub cpa: Figure,
    /// Cost of a click.
    pub cpc: Figure,
    /// Why the orders are theirs, the strongest reason first.
    pub rules: Vec<(CreditRule, u64)>,
}

impl Default for InfluencerReturn {
    fn default() -> Self {
        let untold = || Figure::unknown("not told");
        Self {
            clicks: untold(),
            visits: untold(),
            leads: untold(),
            lead_rate: untold(),
            orders: untold(),
            assists: 0,
            new_customers: untold(),
            revenue: untold(),
            conversion_rate: untold(),
            roi: untold(),
            cpa: untold(),
            cpc: untold(),
            rules: Vec::new(),
        }
    }
}
