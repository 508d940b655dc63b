//! Who speaks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Handle, InfluencerId, Platform};

/// One `[[influencer]]` of the roster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Influencer {
    /// Its id.
    pub id: InfluencerId,
    /// Its name for people; also matched against bylines.
    pub name: String,
    /// Accounts, and domains (`platform = web`) of own sites.
    pub handles: Vec<Handle>,
    /// Followers as configured; values measured through an API win.
    pub followers: BTreeMap<Platform, u64>,
    /// Promo codes, upper case.
    pub codes: Vec<String>,
    /// Links given to this influencer, scheme-less (`bit.ly/acme-kristal`).
    pub links: Vec<String>,
    /// Landing pages made for this influencer: paths without `/` at the end.
    pub landing: Vec<String>,
    /// Articles that only this influencer sells.
    pub skus: Vec<String>,
    /// Values of `ref`, or numbers, by which shops and affiliate programs know this influencer.
    pub refs: Vec<String>,
    /// Value of `utm_source` that marks this influencer's traffic.
    pub utm_source: Option<String>,
    /// Value of `utm_content` or `utm_campaign`, where given.
    pub utm_content: Option<String>,
    /// Free category, e.g. `outdoor`.
    pub category: Option<String>,
}

/// Follower tier; where each begins is told by [`Tiers`](super::Tiers). Usual bounds are named here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Below 10,000 followers.
    Nano,
    /// 10,000 to 50,000.
    Micro,
    /// 50,000 to 500,000.
    Mid,
    /// 500,000 to 1,000,000.
    Macro,
    /// 1,000,000 and more.
    Mega,
}

impl Tier {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nano => "nano",
            Self::Micro => "micro",
            Self::Mid => "mid",
            Self::Macro => "macro",
            Self::Mega => "mega",
        }
    }
}
