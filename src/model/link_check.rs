//! What became of a backlink since it was heard.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How a backlink stands on its page, compared with how it was first seen there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// It is there as it was.
    Live,
    /// It is there with other `nofollow`, `sponsored` or `ugc`.
    RelChanged,
    /// It is there with another text.
    AnchorChanged,
    /// In its place stands a link to another page of the same brand.
    Moved,
    /// The page is there without it, seen twice at least a day apart.
    Lost,
    /// The page is gone (404, 410).
    PageGone,
    /// It cannot be told now: the page could not be read, or does not show what was heard.
    #[default]
    Unknown,
}

impl LinkState {
    /// Every state, the best first.
    pub const ALL: [Self; 7] = [
        Self::Live,
        Self::RelChanged,
        Self::AnchorChanged,
        Self::Moved,
        Self::Lost,
        Self::PageGone,
        Self::Unknown,
    ];

    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::RelChanged => "rel_changed",
            Self::AnchorChanged => "anchor_changed",
            Self::Moved => "moved",
            Self::Lost => "lost",
            Self::PageGone => "page_gone",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the link stands on its page, changed or not.
    pub fn is_there(self) -> bool {
        matches!(
            self,
            Self::Live | Self::RelChanged | Self::AnchorChanged | Self::Moved
        )
    }
}

/// How the page a backlink leads to answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetState {
    /// It answers.
    Alive,
    /// It redirects to another page.
    Redirected,
    /// It is gone (404, 410).
    Broken,
    /// It could not be asked.
    #[default]
    Unknown,
}

/// What was learnt of the page a backlink leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TargetCheck {
    /// How it answers.
    pub state: TargetState,
    /// Where it redirects to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// When it was asked.
    pub at: Timestamp,
}

/// A link as it was seen on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkSight {
    /// Absolute address.
    pub url: String,
    /// Tokens of `rel`, lower case.
    pub rel: Vec<String>,
    /// Anchor text.
    pub text: String,
}

/// What happened to a backlink.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkEvent {
    /// It is there again.
    Back,
    /// Its `rel` changed.
    RelChanged,
    /// Its text changed.
    AnchorChanged,
    /// It leads to another page of the brand.
    Moved,
    /// It was removed.
    Lost,
    /// Its page is gone.
    PageGone,
    /// The page it leads to redirects.
    TargetRedirected,
    /// The page it leads to is gone.
    TargetBroken,
    /// The page it leads to answers again.
    TargetBack,
}

impl LinkEvent {
    /// For people.
    pub fn as_words(self) -> &'static str {
        match self {
            Self::Back => "there again",
            Self::RelChanged => "rel changed",
            Self::AnchorChanged => "text changed",
            Self::Moved => "leads elsewhere",
            Self::Lost => "lost",
            Self::PageGone => "page gone",
            Self::TargetRedirected => "target redirects",
            Self::TargetBroken => "target broken",
            Self::TargetBack => "target answers again",
        }
    }

    /// Whether the brand has lost something by it.
    pub fn is_loss(self) -> bool {
        matches!(self, Self::Lost | Self::PageGone)
    }
}

/// One thing that happened to a backlink.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkChange {
    /// When it was noticed.
    pub at: Timestamp,
    /// What.
    pub what: LinkEvent,
    /// How it was before; empty where that says nothing.
    #[serde(default)]
    pub from: String,
    /// How it was then; empty as above.
    #[serde(default)]
    pub to: String,
}

/// What was found when a backlink was looked at again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkCheck {
    /// Last look, whatever it found.
    pub at: Timestamp,
    /// How it stands.
    pub state: LinkState,
    /// Why that is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// While it is unknown, what was known last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<LinkState>,
    /// When it was last seen on its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<Timestamp>,
    /// Since when it is missing, while that is not certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing_since: Option<Timestamp>,
    /// As it was first seen on its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<LinkSight>,
    /// As it was last seen there, if that is different.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<LinkSight>,
    /// The page it leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetCheck>,
    /// What happened to it, newest last, at most [`LinkCheck::MOST_CHANGES`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<LinkChange>,
}

impl LinkCheck {
    /// Most changes kept; older ones go.
    pub const MOST_CHANGES: usize = 20;

    /// How it stood when that could be told last.
    pub fn last_known(&self) -> Option<LinkState> {
        match self.state {
            LinkState::Unknown => self.known,
            state => Some(state),
        }
    }

    /// As it was last seen on its page, if it ever was.
    pub fn sight(&self) -> Option<&LinkSight> {
        self.now.as_ref().or(self.first.as_ref())
    }
}
