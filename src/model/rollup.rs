//! One day of one subject, added up, so that reports need not read every mention.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    BrandId, CampaignId, InfluencerId, Kind, MediaKind, MentionId, NameCounts, Platform, Polarity,
    Provenance, Range, Sorted, Tier, shared_text,
};

/// What a roll-up is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// All mentions of a brand.
    Brand(BrandId),
    /// All mentions that belong to a campaign.
    Campaign(CampaignId),
}

/// Day total of one subject. Built from mentions alone: applying and withdrawing a mention are exact inverses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rollup {
    /// Counting mentions, split so that every pivot of a report can be summed from cells.
    pub cells: Vec<Cell>,
    /// Mentions by author (hash of platform and handle or name) → how many.
    pub authors: Sorted<u64, u32>,
    /// Audience reached, keyed by a hash of everything in [`Audience`] that is not a sum: the base of net reach (posts
    /// of one author overlap).
    pub audiences: Sorted<u64, Audience>,
    /// Mentions by judged language.
    pub languages: BTreeMap<String, u32>,
    /// Mentions by hashtag.
    pub hashtags: BTreeMap<String, u32>,
    /// Mentions by site.
    pub sites: NameCounts,
    /// Mentions by source.
    pub sources: BTreeMap<String, u32>,
    /// Backlinks by `BRAND DOMAIN` (whose domain is linked, a space, the linking site) → (followed, not followed).
    pub backlinks: BTreeMap<String, (u32, u32)>,
    /// Promo codes seen.
    pub codes: BTreeMap<String, u32>,
    /// Stories by fingerprint → copies.
    pub stories: NameCounts,
    /// Those of [`Rollup::authors`] that are programs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub automated: BTreeMap<u64, u32>,
    /// Mentions by what they are.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub kinds: BTreeMap<Kind, Tones>,
    /// Mentions by topic.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub topics: BTreeMap<String, Tones>,
    /// Views per follower of posts of which both are counted, by the words of the estimate that they would have else.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub view_rates: BTreeMap<String, LogSums>,
    /// Candidates for «what was said», best first, at most [`Rollup::TOP`] per list.
    pub top: Vec<TopMention>,
    /// Some mentions, drawn evenly from those of others, for questions that need texts; at most [`Rollup::DRAWN`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drawn: Vec<MentionId>,
    /// Mentions set aside as spam.
    pub set_aside: u32,
}

impl Rollup {
    /// Most candidates kept per day.
    pub const TOP: usize = 40;
    /// Most questions, and most complaints, kept among them beyond that.
    pub const TOP_OF_KIND: usize = 10;
    /// Most mentions drawn per day.
    pub const DRAWN: usize = 100;
}

/// Logarithms of ratios, added up in whole parts of 2⁻¹⁶, so that adding and withdrawing are exact inverses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LogSums {
    /// How many.
    pub posts: u32,
    /// Sum of natural logarithms.
    pub logs: i64,
}

/// Mentions and how many of them take sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tones {
    /// All of them.
    pub mentions: u32,
    /// Published by the brand itself; neither positive nor negative here.
    pub owned: u32,
    /// The positive ones.
    pub positive: u32,
    /// The negative ones.
    pub negative: u32,
}

/// What the cells of a roll-up are keyed by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CellKey {
    /// Platform.
    pub platform: Platform,
    /// Rostered influencer who published.
    pub influencer: Option<InfluencerId>,
    /// Tier of the author.
    pub tier: Option<Tier>,
    /// Earned, owned, paid.
    pub media: MediaKind,
    /// Sentiment.
    pub sentiment: Polarity,
    /// How exposure was come by.
    pub provenance: Provenance,
    /// Method of the exposure in words (mentions of one method share their error).
    #[serde(with = "shared_text")]
    pub basis: Arc<str>,
}

/// Sums over the mentions of one key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Key.
    pub key: CellKey,
    /// Mentions.
    pub mentions: u32,
    /// Mentions whose exposure is unknown.
    pub unexposed: u32,
    /// Sum of impressions where known.
    pub impressions: Range,
    /// Sum of per-mention reach where known (overlap not yet taken out).
    pub reach: Range,
    /// Mentions that tell any reaction.
    pub engaged: u32,
    /// Mentions that tell likes, comments, shares: a sum without any is unknown, not 0.
    #[serde(default)]
    pub told: (u32, u32, u32),
    /// Sum of likes.
    pub likes: u64,
    /// Sum of comments.
    pub comments: u64,
    /// Sum of shares.
    pub shares: u64,
    /// Sum of views where told.
    pub views: u64,
    /// Sum of followers of the authors of mentions that tell reactions and followers (for rates).
    pub engaged_followers: u64,
    /// Reactions of those mentions.
    pub engaged_actions: u64,
    /// Backlinks by the brand whose domain is linked: a mention of one may link to another.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub links: BTreeMap<BrandId, u32>,
}

impl Cell {
    /// Whether any views are known: of its mentions, or told without one.
    pub fn is_exposed(&self) -> bool {
        self.mentions > self.unexposed || self.impressions.value > 0.0
    }
}

/// One author's audience on one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Audience {
    /// Who gathers it: hash of platform and account, or of the site where readers come for the site.
    #[serde(default)]
    pub author: u64,
    /// Platform.
    pub platform: Platform,
    /// Rostered influencer behind it.
    #[serde(default)]
    pub influencer: Option<InfluencerId>,
    /// Tier of the author.
    #[serde(default)]
    pub tier: Option<Tier>,
    /// Followers, or the site's people, summed over the posts (divide by `posts` for the mean); 0 when unknown.
    pub followers: u64,
    /// Posts.
    pub posts: u32,
    /// Sum of per-post reach.
    pub reach: Range,
    /// How it was come by.
    pub provenance: Provenance,
    /// Method in words, which many audiences of a day share.
    #[serde(with = "shared_text")]
    pub basis: Arc<str>,
}

/// A candidate for «what was said».
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TopMention {
    /// Which.
    pub id: MentionId,
    /// Larger matters more: reach, engagement, influencer and strength of sentiment.
    pub weight: f64,
    /// Its sentiment.
    pub sentiment: Polarity,
    /// Its story.
    pub story: String,
    /// Whether it links to a brand.
    #[serde(default)]
    pub backlinks: bool,
    /// Whether it asks something.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub question: bool,
    /// Whether it complains.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub complaint: bool,
}
