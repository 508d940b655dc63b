//! Authors who are not on the roster, as reports show them.

use serde::{Deserialize, Serialize};

use super::{Figure, MentionId, Platform, Tier};

/// A person not on the roster, by all accounts that are known to be theirs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VoiceRow {
    /// For people.
    pub name: String,
    /// Profile.
    pub url: Option<String>,
    /// Platform of the mention that matters most.
    pub platform: Platform,
    /// Each account with what it said, the most talkative first, where several are one person's; else empty.
    #[serde(default)]
    pub accounts: Vec<VoiceAccount>,
    /// What shows that they are, in a sentence each.
    #[serde(default)]
    pub joined: Vec<String>,
    /// Mentions in the window.
    pub mentions: u32,
    /// Followers of the largest account, if known.
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

/// One of several accounts of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceAccount {
    /// Where.
    pub platform: Platform,
    /// For people.
    pub name: String,
    /// Profile.
    pub url: Option<String>,
    /// Followers, if known.
    pub followers: Option<u64>,
    /// Mentions in the window.
    pub mentions: u32,
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
