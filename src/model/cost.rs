//! What a campaign costs.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{InfluencerId, Money};

/// One cost line.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// One of [`Cost::KINDS`].
    pub what: String,
    /// For whom; `None` is shared.
    pub influencer: Option<InfluencerId>,
    /// What counts: the actual amount where it is told, else the planned one (hours × rate already multiplied), in the
    /// configuration's currency. Of a commission that is reckoned from orders 0 until it is planned or paid.
    pub amount: Money,
    /// What was planned, if that was told; in the configuration's currency.
    pub planned: Option<Money>,
    /// What it really came to, if that was told; in the configuration's currency.
    pub actual: Option<Money>,
    /// How it follows from orders, if it does.
    pub commission: Option<Commission>,
    /// From which currency the amounts were reckoned.
    pub exchange: Option<Exchange>,
    /// When it was or is to be paid.
    pub on: Option<Date>,
    /// How a shared cost is spread over the roster.
    pub spread: Spread,
    /// Who was paid, free text.
    pub paid_to: Option<String>,
    /// What else there is to say.
    pub note: Option<String>,
}

impl Cost {
    /// Kinds of cost.
    pub const KINDS: [&str; 8] = [
        "fee",
        "product",
        "shipping",
        "travel",
        "agency",
        "admin",
        "commission",
        "other",
    ];

    /// A line of which nothing but kind and amount is known: planned and come to the same.
    pub fn plain(what: &str, influencer: Option<InfluencerId>, amount: Money) -> Self {
        Self {
            what: what.to_owned(),
            influencer,
            amount,
            planned: Some(amount),
            actual: Some(amount),
            commission: None,
            exchange: None,
            on: None,
            spread: Spread::default(),
            paid_to: None,
            note: None,
        }
    }

    /// Whether whoever it is for gets something for it.
    pub fn pays(&self) -> bool {
        self.amount.amount_minor > 0 || self.commission.is_some()
    }
}

/// How a commission follows from the orders of an influencer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Commission {
    /// So many per cent of net revenue, 0 to 100.
    Percent(f64),
    /// So much for each order.
    PerOrder(Money),
}

/// A foreign currency at the rate that the configuration gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exchange {
    /// Which currency the amounts were written in.
    pub from: super::Currency,
    /// What one unit of it is worth, in the configuration's currency.
    pub rate: f64,
}

/// How a shared cost is spread over the roster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Spread {
    /// The same for everybody.
    #[default]
    Equal,
    /// By posts in the campaign.
    Posts,
    /// By reach in the campaign.
    Reach,
    /// By the fees in the campaign.
    Fee,
}

impl Spread {
    /// Every rule with its name.
    pub const ALL: [(&str, Self); 4] = [
        ("equal", Self::Equal),
        ("posts", Self::Posts),
        ("reach", Self::Reach),
        ("fee", Self::Fee),
    ];
}
