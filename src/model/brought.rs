//! What came of it: outcomes led back to whom they are owed to, added up for one question.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BrandId, Currency, Money, OutcomeKind};
use jiff::civil::Date;

/// An import, as far as one needs to know it to tell whether what it tells is told twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Teller {
    /// Its name, which its outcomes carry.
    pub name: String,
    /// Its preset: several imports of one preset tell of different links or shops and are added up.
    pub preset: String,
    /// Whose outcomes it tells; `None` means every brand that is no competitor.
    pub brand: Option<BrandId>,
    /// Whether it tells counts of a day rather than single events.
    pub daily: bool,
    /// Whether it is an affiliate programme or agency, which tells a part of the orders that the shop tells too.
    pub programme: bool,
    /// What the configuration says about whether it counts; `None` leaves it to the rule.
    pub counts: Option<bool>,
    /// First day of which it is known to have told everything, where that is known other than by its outcomes.
    pub since: Option<Date>,
    /// The last day of that kind.
    pub until: Option<Date>,
}

/// Why an outcome is somebody's, the strongest reason first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditRule {
    /// An article was bought that only they sell.
    Sku,
    /// Their code was used.
    Code,
    /// Their link was followed, or the source itself names them.
    Link,
    /// The campaign parameters of the link are theirs.
    Utm,
    /// Their landing page was the first one seen.
    Landing,
    /// Their `ref` was in the address, or an affiliate programme's number is theirs.
    Ref,
    /// The visitor came from their own site.
    Referrer,
    /// The customer had left an address through them before.
    Lead,
    /// They tell it themselves.
    SelfReported,
}

impl CreditRule {
    /// Every rule, the strongest first.
    pub const ALL: [Self; 9] = [
        Self::Sku,
        Self::Code,
        Self::Link,
        Self::Utm,
        Self::Landing,
        Self::Ref,
        Self::Referrer,
        Self::Lead,
        Self::SelfReported,
    ];

    /// For people: «… by their code».
    pub fn as_words(self) -> &'static str {
        match self {
            Self::Sku => "article only they sell",
            Self::Code => "code",
            Self::Link => "tracked link",
            Self::Utm => "UTM parameters",
            Self::Landing => "landing page",
            Self::Ref => "ref",
            Self::Referrer => "own site",
            Self::Lead => "earlier lead",
            Self::SelfReported => "self-reported",
        }
    }

    /// Whether it holds however long after the campaign: a code in somebody's hand and an article that only one person sells
    /// name them whenever they are used.
    pub fn is_lasting(self) -> bool {
        matches!(self, Self::Sku | Self::Code)
    }
}

/// How often something happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// How often, as far as it is told.
    pub count: u64,
    /// What of it the influencers told themselves.
    #[serde(default)]
    pub self_reported: u64,
    /// What of it is estimated.
    #[serde(default)]
    pub estimated: u64,
    /// Outcomes of which only the money is told.
    #[serde(default)]
    pub uncounted: u64,
    /// Which days of the question are not told, in words; then the count is a lower bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<String>,
}

/// Who bought: first orders, later ones, and those of which nobody knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customers {
    /// Orders that were the customer's first.
    pub new: u64,
    /// Orders of customers who had bought before.
    pub returning: u64,
    /// Orders of which it is not known.
    pub unknown: u64,
    /// Orders that are part of a subscription.
    pub subscriptions: u64,
    /// Orders known to be single purchases.
    pub single: u64,
}

/// Money of orders in one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Takings {
    /// Of which currency.
    pub currency: Currency,
    /// Paid, in minor units.
    pub gross_minor: i64,
    /// Paid back, in minor units, whether told with its order or apart.
    pub refunded_minor: i64,
    /// Sum of the squares of what each order left, in minor units squared.
    pub squares: u128,
    /// Orders in other currencies, which are left out: nothing is converted.
    pub foreign: u64,
}

impl Takings {
    /// What remained, in minor units.
    pub fn net_minor(&self) -> i64 {
        self.gross_minor.saturating_sub(self.refunded_minor)
    }

    /// What remained.
    pub fn net(&self) -> Money {
        Money {
            amount_minor: self.net_minor(),
            currency: self.currency,
        }
    }

    /// Standard error of what remained, in minor units: orders come at random, so it is the root of the sum of their squares
    /// (compound Poisson).
    #[expect(clippy::cast_precision_loss, reason = "an error needs no 128 bits")]
    pub fn error_minor(&self) -> f64 {
        (self.squares as f64).sqrt()
    }
}

/// What a campaign cost, for metrics that divide by it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spent {
    /// The cost, shared costs included.
    pub cost: Money,
    /// Whether that is all: a commission of which no order is known yet is missing.
    pub complete: bool,
    /// What of the revenue is left after the goods are paid, 0 to 1.
    pub margin: Option<f64>,
}

/// Outcomes of one question: of whom, of which campaign, on which platform, when.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Brought {
    /// By kind; only kinds that some import tells of days in question.
    pub counts: BTreeMap<OutcomeKind, Count>,
    /// Of kinds that are told of other days only: of which, in words.
    pub elsewhere: BTreeMap<OutcomeKind, String>,
    /// Who bought.
    pub customers: Customers,
    /// Money of the orders; `None` where no import tells any.
    pub takings: Option<Takings>,
    /// Why each order is somebody's; those that are nobody's are not in it.
    pub rules: BTreeMap<CreditRule, u64>,
    /// Orders that others got and in which they had a part: a link, a code or a lead of theirs came before.
    pub assists: u64,
    /// What it cost; `None` where the question is not about a campaign.
    pub spent: Option<Spent>,
}

impl Brought {
    /// How often, where some import tells.
    pub fn count(&self, kind: OutcomeKind) -> Option<u64> {
        self.counts.get(&kind).map(|count| count.count)
    }

    /// Revenue less refunds, where some import tells it.
    pub fn net(&self) -> Option<Money> {
        self.takings.map(|takings| takings.net())
    }

    /// Whether anything is told at all.
    pub fn is_told(&self) -> bool {
        !self.counts.is_empty()
    }
}
