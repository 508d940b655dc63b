//! What somebody is told at once, and what was told.

use std::{collections::BTreeMap, time::Duration};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{AlertId, BrandId, InfluencerId, Manners, Secret, Unusual};

/// What an alert looks out for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlertKind {
    /// More mentions on a day than chance explains.
    Spike,
    /// More negative ones.
    NegativeSpike,
    /// A post of the roster, or of somebody with many followers.
    Influencer,
    /// A mention that meets a query.
    Keyword,
    /// A link to the brand that was removed, or whose page is gone.
    LostBacklink,
    /// Fewer mentions than chance explains.
    Silence,
}

impl AlertKind {
    /// Every kind with its name in the configuration.
    pub const ALL: [(&'static str, Self); 6] = [
        ("spike", Self::Spike),
        ("negative-spike", Self::NegativeSpike),
        ("influencer", Self::Influencer),
        ("keyword", Self::Keyword),
        ("lost-backlink", Self::LostBacklink),
        ("silence", Self::Silence),
    ];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, kind)| *kind == self);
        found.map_or("", |(name, _)| name)
    }

    /// How long it keeps still after it spoke, unless the configuration says otherwise.
    pub fn quiet(self) -> Duration {
        match self {
            Self::Spike | Self::NegativeSpike => Duration::from_hours(24),
            Self::Influencer | Self::Keyword | Self::LostBacklink => Duration::from_hours(1),
            Self::Silence => Duration::from_hours(7 * 24),
        }
    }
}

/// One `[[alert]]`.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertPlan {
    /// Its id.
    pub id: AlertId,
    /// What it looks out for.
    pub when: AlertKind,
    /// About which brand.
    pub brand: BrandId,
    /// Only mentions of this influencer.
    pub influencer: Option<InfluencerId>,
    /// Authors outside the roster count from so many followers.
    pub followers: Option<u64>,
    /// Query that a mention must meet; empty for all.
    pub query: String,
    /// Who is mailed.
    pub to: Vec<String>,
    /// What is called.
    pub webhook: Option<Webhook>,
    /// How long it keeps still after it spoke.
    pub quiet: Duration,
}

/// Where alerts are posted as JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Webhook {
    /// Its address, which is a secret: whoever knows it can post there.
    pub url: Secret,
    /// Its host, for people.
    pub host: String,
    /// Deadline, byte bound, private addresses.
    pub manners: Manners,
}

/// One alert as it was told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// `ALERT/KEY`, unique: the same day and cause give the same.
    pub id: String,
    /// Which `[[alert]]`.
    pub alert: AlertId,
    /// What it looks out for.
    pub when: AlertKind,
    /// About which brand.
    pub brand: BrandId,
    /// Its name.
    pub brand_name: String,
    /// When it was told.
    pub at: Timestamp,
    /// What happened, one line.
    pub headline: String,
    /// How much that is against normal, a sentence each.
    pub against_normal: Vec<String>,
    /// What is behind it, the likeliest first.
    pub items: Vec<AlertItem>,
    /// Further ones that are not listed.
    #[serde(default)]
    pub more: usize,
    /// What else explains it, a sentence each.
    #[serde(default)]
    pub notes: Vec<String>,
    /// What to do.
    pub todo: String,
    /// The figures of a spike or a silence.
    #[serde(default)]
    pub unusual: Option<Unusual>,
}

/// One thing behind an alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertItem {
    /// Its title.
    pub title: String,
    /// Who, where, when, how far, for people.
    pub about: String,
    /// Link.
    pub url: Option<String>,
}

/// What is remembered of an alert between runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AlertState {
    /// When we first saw it configured: nothing from before is told.
    pub since: Option<Timestamp>,
    /// When it spoke last.
    pub last_told: Option<Timestamp>,
    /// Days told with the count that was told, newest last, at most [`AlertState::DAYS`].
    pub days: Vec<(Date, u32)>,
    /// What was told, by its name, with when it was found; kept for as long as it could be found again.
    pub told: BTreeMap<String, Timestamp>,
}

impl AlertState {
    /// Most days remembered.
    pub const DAYS: usize = 20;
    /// Most names remembered.
    pub const NAMES: usize = 20_000;
}
