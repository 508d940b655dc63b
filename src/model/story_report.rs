//! Stories in a report: what was told in more than one place, and by whom first.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Figure, MentionId, Platform};

/// A story that was told more than once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoryRow {
    /// Its id, as mentions carry it.
    pub id: String,
    /// Title of the first telling, or how its text begins.
    pub title: String,
    /// Who told it first, among what was heard and is still kept.
    pub first: FirstMover,
    /// Mentions that tell it, from the first to the report's last day.
    pub mentions: u32,
    /// Those of them in the window.
    pub in_window: u32,
    /// Those of them that are copies from elsewhere; others quote it with words of their own, or are the same hand's.
    pub copies: u32,
    /// Different sites and accounts that told it.
    pub places: u32,
    /// When it was told last.
    pub last: Timestamp,
    /// Different people reached by all of it: each audience once, however often the same site or account repeats it.
    pub reach: Figure,
}

/// The mention that told a story first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FirstMover {
    /// Which.
    pub id: MentionId,
    /// Site or source, for people.
    pub place: String,
    /// Author, for people.
    pub author: Option<String>,
    /// Platform.
    pub platform: Platform,
    /// When it was published.
    pub at: Timestamp,
    /// Link.
    pub url: Option<String>,
}
