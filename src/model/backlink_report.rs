//! What a report says of backlinks that were looked at again.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::LinkEvent;

/// How a brand's backlinks stand now, and what happened to them in the window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BacklinkChecks {
    /// On their pages as they were.
    pub live: u32,
    /// On their pages with another `rel`, text or target.
    pub changed: u32,
    /// Removed.
    pub lost: u32,
    /// Their pages are gone.
    pub page_gone: u32,
    /// Looked at, but it could not be told.
    pub unknown: u32,
    /// Not looked at yet.
    pub not_looked_at: u32,
    /// Lost in the window, pages that went included.
    pub lost_in_window: u32,
    /// What happened in the window: losses first, then the newest; at most forty.
    pub changes: Vec<BacklinkChange>,
    /// Changes beyond those.
    pub more_changes: u32,
}

impl BacklinkChecks {
    /// How many were looked at.
    pub fn looked_at(&self) -> u32 {
        let known = [self.live, self.changed, self.lost, self.page_gone, self.unknown];
        known.into_iter().fold(0, u32::saturating_add)
    }
}

/// Something that happened to a backlink.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BacklinkChange {
    /// When it was noticed.
    pub at: Timestamp,
    /// What.
    pub what: LinkEvent,
    /// Page that links, or did.
    pub from: Option<String>,
    /// Its site.
    pub site: String,
    /// The link as it was heard.
    pub to: String,
    /// Its text as it was heard.
    pub anchor: String,
    /// How it was before; may be empty.
    pub before: String,
    /// How it is since; may be empty.
    pub after: String,
}
