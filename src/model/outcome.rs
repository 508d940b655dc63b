//! What came of it outside: clicks, visits, leads, orders and what else shops, sites and people tell.

use std::fmt;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{CampaignId, InfluencerId, Money, Platform, Provenance, Utm};

/// How the id of a refund ends, so that it is never taken for the order of the same number.
pub const REFUND: &str = "/refund";

/// One thing that happened, or a count of such things on one day, as one import tells it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CampaignOutcome {
    /// Name of the `[[import]]` that tells it.
    pub source: String,
    /// Its id there: with `source` it says which outcome this is. The same one again is told anew, never added.
    pub external_id: String,
    /// Number of the order that it is, or that it pays back, where that is told apart from its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// When it happened; of a day's count the day's first instant.
    pub at: Timestamp,
    /// Which day's count it is; `None` for a single event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
    /// What happened.
    pub kind: OutcomeKind,
    /// How often: 1 for a single event; `None` where only its money is told.
    pub count: Option<u64>,
    /// What was paid, before refunds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub money: Option<Money>,
    /// What of it was paid back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refunded: Option<Money>,
    /// By what it can be led back to somebody.
    #[serde(flatten)]
    pub marks: Marks,
    /// Who, as a keyed hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerHash>,
    /// Whether it is their first order; `None` if that is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_customer: Option<bool>,
    /// Whether it is part of a subscription; likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription: Option<bool>,
    /// Whether it was only a test.
    #[serde(skip_serializing_if = "is_false")]
    pub test: bool,
    /// Whether it was called off.
    #[serde(skip_serializing_if = "is_false")]
    pub cancelled: bool,
    /// When its source changed it last, where it tells: an older telling never replaces a newer one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<Timestamp>,
    /// How it is known.
    pub provenance: Provenance,
    /// What whoever reported it added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl CampaignOutcome {
    /// Whether it counts: tests and what was called off do not.
    pub fn counts(&self) -> bool {
        !self.test && !self.cancelled
    }

    /// Number of the order that it is, or that it pays back.
    pub fn order_number(&self) -> &str {
        let id = self.external_id.as_str();
        self.order
            .as_deref()
            .unwrap_or_else(|| id.strip_suffix(REFUND).unwrap_or(id))
    }

    /// Whether it is money paid back at one time, told apart from its order.
    pub fn is_single_refund(&self) -> bool {
        self.kind == OutcomeKind::Refund && self.day.is_none()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// By what an outcome can be led back to somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Marks {
    /// Discount codes used, upper case, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// The five campaign parameters.
    #[serde(skip_serializing_if = "Utm::is_empty")]
    pub utm: Utm,
    /// An affiliate's `ref`, or a name under which the source knows whom it owes this to.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The host that the visitor came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referrer: Option<String>,
    /// Path of the first page, without host, query and trailing `/`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub landing: Option<String>,
    /// The link that was followed, without scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Article numbers bought, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skus: Vec<String>,
    /// Whom the source itself names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub influencer: Option<InfluencerId>,
    /// On which platform, where it is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// For which campaign, where it is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign: Option<CampaignId>,
    /// Which post, where it is told: an address or a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
}

/// What happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// A link was followed.
    Click,
    /// A visit of the site.
    #[default]
    Visit,
    /// An address was left, a form was filled in.
    Lead,
    /// Something was bought.
    Order,
    /// Money was paid back, told apart from its order.
    Refund,
    /// A new follower.
    Follow,
    /// A post was shown.
    Impression,
    /// Somebody was shown a post, counted once.
    Reach,
    /// A video was watched.
    View,
    /// A story was seen.
    StoryView,
    /// A like.
    Like,
    /// A comment.
    Comment,
    /// A share.
    Share,
    /// A post was saved.
    Save,
}

impl OutcomeKind {
    /// Every kind with its name, which is also that of a field with its count in a mapping, in the plural.
    pub const ALL: [(Self, &'static str, &'static str); 14] = [
        (Self::Click, "click", "clicks"),
        (Self::Visit, "visit", "visits"),
        (Self::Lead, "lead", "leads"),
        (Self::Order, "order", "orders"),
        (Self::Refund, "refund", "refunds"),
        (Self::Follow, "follow", "follows"),
        (Self::Impression, "impression", "impressions"),
        (Self::Reach, "reach", "reach"),
        (Self::View, "view", "views"),
        (Self::StoryView, "story_view", "story_views"),
        (Self::Like, "like", "likes"),
        (Self::Comment, "comment", "comments"),
        (Self::Share, "share", "shares"),
        (Self::Save, "save", "saves"),
    ];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(kind, ..)| *kind == self);
        found.map_or("visit", |(_, name, _)| name)
    }

    /// The kind of that name, in the singular or the plural.
    pub fn named(name: &str) -> Option<Self> {
        let found = Self::ALL
            .iter()
            .find(|(_, one, many)| name.eq_ignore_ascii_case(one) || name.eq_ignore_ascii_case(many));
        found.map(|(kind, ..)| *kind)
    }
}

impl Provenance {
    /// Every one with its name.
    pub const ALL: [(&'static str, Self); 4] = [
        ("observed", Self::Observed),
        ("imported", Self::Imported),
        ("self_reported", Self::SelfReported),
        ("estimated", Self::Estimated),
    ];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, one)| *one == self);
        found.map_or("imported", |(name, _)| name)
    }
}

/// Who bought, as a keyed hash of their address or number: the same person gives the same hash, and without the key, which
/// never leaves the data directory, nobody can be found by it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CustomerHash(pub u128);

impl fmt::Display for CustomerHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for CustomerHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CustomerHash({self})")
    }
}

impl Serialize for CustomerHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CustomerHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        u128::from_str_radix(&text, 16)
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}
