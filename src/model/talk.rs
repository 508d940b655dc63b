//! What the mentions of a window are and what they are about, as reports show it.

use serde::{Deserialize, Serialize};

use super::{Figure, Kind, MentionId, TopRow};

/// Kinds, topics, questions and complaints of one window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Talk {
    /// Mentions by what they are, in the order of [`Kind::ALL`]; kinds that occur in neither window are left out.
    pub kinds: Vec<KindRow>,
    /// Every configured topic that concerns the brand, in file order.
    pub topics: Vec<TopicRow>,
    /// Terms that set the window apart from the eight weeks before.
    pub themes: Themes,
    /// Questions that matter most, each story once.
    pub asked: Vec<TopRow>,
    /// Complaints that matter most, each story once.
    pub complained: Vec<TopRow>,
}

/// Mentions of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindRow {
    /// Which.
    pub kind: Kind,
    /// In the window.
    pub mentions: u32,
    /// Positive ones.
    pub positive: u32,
    /// Negative ones.
    pub negative: u32,
    /// In the window before; `None` where that was not heard as a whole.
    pub before: Option<u32>,
}

/// Mentions about one topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TopicRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// In the window.
    pub mentions: u32,
    /// Positive ones, without the brand's own.
    pub positive: u32,
    /// Negative ones, without the brand's own.
    pub negative: u32,
    /// Net sentiment of what others said, in points.
    pub net_sentiment: Figure,
    /// In the window before; `None` where that was not heard as a whole.
    pub before: Option<u32>,
}

/// Terms that set a window apart from the time before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Themes {
    /// Rising ones, the most certain first, then falling ones.
    pub rows: Vec<ThemeRow>,
    /// What was compared and how, or why nothing could be.
    pub basis: String,
}

/// A term that more, or fewer, authors use than before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThemeRow {
    /// A word, or two that stand beside each other, in lower case.
    pub term: String,
    /// Whether more use it than before.
    pub rising: bool,
    /// Authors in the window who use it, among those whose texts were read.
    pub authors: u32,
    /// Their share in per cent.
    pub share_percent: f64,
    /// The share of the eight weeks before, in per cent.
    pub before_percent: f64,
    /// Dunning's G².
    pub log_likelihood: f64,
    /// Mentions in the window with it, among those that were read.
    pub mentions: u32,
    /// Those that speak well of the brand.
    pub positive: u32,
    /// Those that speak ill of the brand.
    pub negative: u32,
    /// The one that matters most.
    pub example: Option<ThemeExample>,
}

/// A mention that shows what a theme is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThemeExample {
    /// Which.
    pub id: MentionId,
    /// Words around the brand's name.
    pub excerpt: String,
    /// Where it was said.
    pub place: String,
    /// Link.
    pub url: Option<String>,
}
