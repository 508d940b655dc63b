//! A document about a watched subject.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Author, BrandId, CampaignId, Correction, Engagement, InfluencerId, Kind, Link, LinkCheck, MentionId,
    Platform, Range, SourceName, Tier,
};

/// What is stored, listed and measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// Identity; see [`MentionId`].
    pub id: MentionId,
    /// The source that found it first.
    pub source: SourceName,
    /// Id as published, where there is one.
    #[serde(default)]
    pub published_id: Option<String>,
    /// Address as published.
    #[serde(default)]
    pub url: Option<String>,
    /// Title, plain text.
    #[serde(default)]
    pub title: String,
    /// Body, plain text, cut at [`Mention::TEXT_LIMIT_BYTES`]. Offsets below point into it.
    #[serde(default)]
    pub text: String,
    /// Who wrote it.
    #[serde(default)]
    pub author: Author,
    /// Platform.
    #[serde(default)]
    pub platform: Platform,
    /// Registrable domain of `url`, else of the source.
    #[serde(default)]
    pub site: Option<String>,
    /// When it counts: published, else updated, else first seen; never later than first seen.
    pub at: Timestamp,
    /// First time we saw it.
    pub first_seen: Timestamp,
    /// Last time we saw it.
    pub last_seen: Timestamp,
    /// Brands it is about, sorted, without repetition.
    pub brands: Vec<BrandId>,
    /// Campaigns it belongs to, sorted.
    #[serde(default)]
    pub campaigns: Vec<CampaignId>,
    /// Which rules matched, and where.
    #[serde(default)]
    pub matches: Vec<Match>,
    /// Hashtags of the document without `#`, folded, sorted.
    #[serde(default)]
    pub hashtags: Vec<String>,
    /// Handles named in it without `@`.
    #[serde(default)]
    pub handles: Vec<String>,
    /// Links to a brand's domains.
    #[serde(default)]
    pub backlinks: Vec<Backlink>,
    /// Promo codes of the roster seen in it.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Judged language.
    #[serde(default)]
    pub language: Language,
    /// Judged sentiment of the whole text.
    #[serde(default)]
    pub sentiment: Sentiment,
    /// Judged sentiment towards each brand, where it was judged apart.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub towards: BTreeMap<BrandId, Sentiment>,
    /// What a person said instead, at most one for the whole and one per brand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// What it is: question, complaint, review …; sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Kind>,
    /// Topics of the configuration it is about, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Whether a program posted it: it counts as a mention, not as a voice.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub automated: bool,
    /// What decided `media`, each of `kinds` and `automated`, in words, by its name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<String, String>,
    /// Influencer of the roster who published it.
    #[serde(default)]
    pub influencer: Option<InfluencerId>,
    /// Why that influencer: `handle`, `link`, `code`, `utm` or `byline`.
    #[serde(default)]
    pub influencer_by: Option<String>,
    /// Follower tier of the author, where followers are known.
    #[serde(default)]
    pub tier: Option<Tier>,
    /// Followers used for estimates: measured by API, else configured for the influencer.
    #[serde(default)]
    pub followers: Option<u64>,
    /// Earned, owned or paid.
    #[serde(default)]
    pub media: MediaKind,
    /// Spam verdict; set-aside mentions are listed apart and counted nowhere else.
    #[serde(default)]
    pub spam: Spam,
    /// Fingerprint of the story it tells; copies of one text share it.
    #[serde(default)]
    pub story: String,
    /// Reactions when last seen.
    #[serde(default)]
    pub engagement: Engagement,
    /// When its source said that it is no longer there; `None` as far as is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Timestamp>,
    /// People and views it is thought to have reached; see [`Exposure`].
    #[serde(default)]
    pub exposure: Exposure,
}

impl Mention {
    /// Longest text kept with a mention.
    pub const TEXT_LIMIT_BYTES: usize = 32 * 1024;

    /// Whether it counts in reports.
    pub fn counts(&self) -> bool {
        !self.spam.set_aside
    }
}

/// One rule that matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// For which brand.
    pub brand: BrandId,
    /// Which rule: `query`, `hashtag`, `handle`, `backlink`, `code`.
    pub rule: String,
    /// In which part: `text`, `title`, `author`, `url`, `link`.
    pub field: String,
    /// Byte offset of the first byte in that part.
    pub start: usize,
    /// Byte offset after the last byte.
    pub end: usize,
    /// The words as they stand there.
    pub matched: String,
}

/// A link to a brand's domain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Backlink {
    /// Whose domain.
    pub brand: BrandId,
    /// The link as it stands.
    #[serde(flatten)]
    pub link: Link,
    /// UTM parameters of the link.
    pub utm: Utm,
    /// What became of it, once it was looked at again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<Box<LinkCheck>>,
}

/// The five campaign parameters of a link; empty values are `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Utm {
    /// `utm_source`.
    pub source: Option<String>,
    /// `utm_medium`.
    pub medium: Option<String>,
    /// `utm_campaign`.
    pub campaign: Option<String>,
    /// `utm_term`.
    pub term: Option<String>,
    /// `utm_content`.
    pub content: Option<String>,
}

impl Utm {
    /// Whether no parameter is there.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Judged language.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Language {
    /// ISO 639-1 code, `None` when it cannot be told.
    pub code: Option<String>,
    /// 0 to 1.
    pub confidence: f32,
}

/// Polarity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Polarity {
    /// Good.
    Positive,
    /// Neither.
    #[default]
    Neutral,
    /// Bad.
    Negative,
}

impl Polarity {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Positive => "positive",
            Self::Neutral => "neutral",
            Self::Negative => "negative",
        }
    }
}

/// Judged sentiment with the words that decided it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sentiment {
    /// The verdict.
    pub label: Polarity,
    /// −1 (worst) to 1 (best).
    pub score: f32,
    /// The words behind it, in text order.
    pub words: Vec<SentimentWord>,
}

/// One word that moved the sentiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SentimentWord {
    /// As it stands in the text.
    pub word: String,
    /// Its value after negation and intensity, about −4 to 4.
    pub value: f32,
    /// Byte offset of its first byte in the text.
    pub start: usize,
    /// Byte offset after its last byte.
    pub end: usize,
}

/// Whether the brand paid for, owns or earned it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// Neither paid nor owned.
    #[default]
    Earned,
    /// Published by the brand.
    Owned,
    /// Disclosed as advertising, or published by a rostered influencer in a paid campaign.
    Paid,
}

impl MediaKind {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Earned => "earned",
            Self::Owned => "owned",
            Self::Paid => "paid",
        }
    }
}

/// Spam verdict.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Spam {
    /// 0 (clean) to 1 (certain).
    pub score: f32,
    /// What speaks for it, in a few words each.
    pub reasons: Vec<String>,
    /// How much each reason speaks for it, 0 to 1: the score is `1 − Π(1 − weight)`. Empty in what was stored by older versions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<f32>,
    /// Whether it is kept out of all figures.
    pub set_aside: bool,
}

/// How a number was come by; kinds are never summed silently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// Counted by the platform's API or by us.
    Observed,
    /// From an import.
    Imported,
    /// Told by the influencer.
    SelfReported,
    /// Modelled.
    #[default]
    Estimated,
}

/// Views and people of one mention, with how they were reached.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Exposure {
    /// Views; `None` when there is nothing to estimate from.
    pub impressions: Option<Range>,
    /// Different people; `None` as above.
    pub reach: Option<Range>,
    /// People the reach is drawn from (followers, or a site's monthly visitors), where known: posts before the same
    /// people overlap.
    pub audience: Option<u64>,
    /// How.
    pub provenance: Provenance,
    /// Method and rates in words, free of numbers that belong to one mention only: mentions with equal words share
    /// their error.
    pub basis: String,
}

/// One reading of a mention's reactions, for the series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngagementReading {
    /// When it was read.
    pub at: Timestamp,
    /// What it was.
    pub engagement: Engagement,
}
