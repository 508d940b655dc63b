//! What a report says of how much was seen, how far that is known, and what it would have cost.

use serde::{Deserialize, Serialize};

use super::{Figure, Platform, Provenance};

/// Exposure and value of a brand's window or of a campaign.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ValueReport {
    /// Views by how they are known; the shares add up to 100.
    pub views: Vec<ViewsRow>,
    /// Mentions of whose views nothing is known: they are in no sum.
    pub views_unknown: u32,
    /// Earned media value by tone, in the order positive, neutral, negative, net; major units.
    pub emv: Vec<(String, Figure)>,
    /// Unit of it.
    pub emv_unit: String,
    /// How it was reckoned; or why it is not shown.
    pub emv_method: String,
    /// Version of the rate tables that everything here was reckoned with.
    pub rate_table: String,
    /// Posts whose counts still grow, by platform.
    pub growing: Vec<GrowingRow>,
    /// Pages and pins, which are found for years.
    pub lives_on: u32,
    /// What people did beyond looking: `virality`, `amplification`, `saves`, `follows`.
    pub intent: Vec<(String, Figure)>,
    /// Quality of the backlinks.
    pub links: Option<LinksRow>,
    /// How much of it is in the languages and countries that are meant.
    pub on_target: Vec<TargetRow>,
    /// What came after the end of a campaign, by metric.
    pub late: Vec<(String, Figure)>,
}

/// Views known in one way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ViewsRow {
    /// How.
    pub provenance: Provenance,
    /// How many.
    pub views: Figure,
    /// Of all views, per cent.
    pub share_percent: f64,
    /// Mentions behind it.
    pub mentions: u32,
}

/// Posts of one platform whose counts still grow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GrowingRow {
    /// Where.
    pub platform: Platform,
    /// How many.
    pub posts: u32,
    /// What has come by now of what they will draw, per cent, as a mean over the posts.
    pub seen_percent: f64,
}

/// Quality of backlinks, 0 to 100.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinksRow {
    /// Links judged.
    pub links: u32,
    /// Different domains among them.
    pub domains: u32,
    /// Mean quality.
    pub quality: Figure,
}

/// How much of something is where it was meant to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetRow {
    /// `language` or `country`.
    pub by: String,
    /// Which ones are meant.
    pub wanted: Vec<String>,
    /// Share of the mentions, per cent, among those of which it is known.
    pub share_percent: Figure,
    /// Mentions of which it is known.
    pub known: u32,
    /// All mentions.
    pub mentions: u32,
}
