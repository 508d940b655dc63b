//! Authors who are not on the roster, as reports show them.

use serde::{Deserialize, Serialize};

use super::{Figure, MentionId, Platform, Tier};

/// An author not on the roster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VoiceRow {
    /// For people.
    pub name: String,
    /// Profile.
    pub url: Option<String>,
    /// Platform.
    pub platform: Platform,
    /// Mentions in the window.
    pub mentions: u32,
    /// Followers, if known.
    pub followers: Option<u64>,
    /// Reactions, if told.
    pub engagement: Option<u64>,
    /// Tier, where followers are known.
    #[serde(default)]
    pub tier: Option<Tier>,
    /// Authority from 0 to 100; unknown where nothing is known.
    #[serde(default = "unknown")]
    pub authority: Figure,
    /// Positive mentions among those that were looked at.
    #[serde(default)]
    pub positive: u32,
    /// Negative mentions among those that were looked at.
    #[serde(default)]
    pub negative: u32,
    /// Reach of those, added up.
    #[serde(default = "unknown")]
    pub reach: Figure,
    /// Why it is worth a look, in a sentence.
    #[serde(default)]
    pub reason: String,
    /// What should make one suspicious, in words.
    #[serde(default)]
    pub doubts: Vec<String>,
    /// The mention that matters most.
    #[serde(default)]
    pub example: Option<MentionId>,
    /// Its address.
    #[serde(default)]
    pub example_url: Option<String>,
}

/// Accounts of programs that spoke of the brand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Automated {
    /// Accounts.
    pub accounts: u32,
    /// Their mentions in the window.
    pub mentions: u32,
    /// Some of them: name, mentions looked at, and what gave them away.
    pub named: Vec<AutomatedRow>,
}

/// One account of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AutomatedRow {
    /// For people.
    pub name: String,
    /// Mentions.
    pub mentions: u32,
    /// What gave it away.
    pub reason: String,
}

fn unknown() -> Figure {
    Figure::unknown("not told")
}
