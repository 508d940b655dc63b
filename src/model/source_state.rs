//! What was learnt about a source, and how a poll ended.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Candour, SourceName};

/// What is remembered of a source between polls and restarts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceState {
    /// Validators of the last good answer, sent back byte for byte.
    pub validators: Validators,
    /// Earliest next poll; `None` means at once.
    pub next_due: Option<Timestamp>,
    /// Last poll that was answered well (200 that parsed, or 304).
    pub last_success: Option<Timestamp>,
    /// Last poll of any outcome.
    pub last_poll: Option<Timestamp>,
    /// Failures in a row.
    pub failures: u32,
    /// Answers 410 in a row.
    pub gone: u32,
    /// Requests to slow down in a row; not failures.
    pub throttled: u32,
    /// Standing of the source.
    pub health: SourceHealth,
    /// Since when it has that standing.
    pub health_since: Option<Timestamp>,
    /// Why it last failed, one sentence.
    pub last_error: Option<String>,
    /// Repairs and oddities of the last body that parsed.
    pub issues: Vec<String>,
    /// Newest time of a document seen; gives `{since}`.
    pub newest: Option<Timestamp>,
    /// Items in the last body that parsed.
    pub last_items: u32,
    /// Hash of the last body that parsed: an unchanged body is not parsed again.
    pub body_hash: Option<u64>,
    /// Fingerprint of what was listened for, and how it was read, when the last body was heard; under another one the
    /// source is heard again.
    pub heard_for: Option<u64>,
    /// Polls per day, newest last, at most [`PollDay::KEPT`] days: basis of coverage.
    pub days: Vec<PollDay>,
    /// Permanent redirect seen, and how many polls in a row.
    pub moved_to: Option<(String, u32)>,
    /// When the configured address of a source that moved was last asked.
    pub moved_checked: Option<Timestamp>,
    /// Feed of the page at the source's address, once it was found.
    pub found_feed: Option<String>,
    /// How often something new appears.
    pub rhythm: Rhythm,
    /// Times between two polls in which more appeared than the source lists, oldest first, the last few.
    pub gaps: Vec<Gap>,
    /// How freely people speak there.
    pub candour: Candour,
}

impl SourceState {
    /// Where the feed, or the sitemap, of the source's address was found.
    pub fn found(&self) -> Option<Url> {
        Url::parse(self.found_feed.as_deref()?).ok()
    }
}

/// New items over time, old observations fading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rhythm {
    /// New items, each weighted by its age.
    pub items: f64,
    /// Seconds of observation, weighted alike.
    pub secs: f64,
    /// Seconds between the first and the last poll answered well, not weighted.
    pub observed_secs: f64,
}

/// A stretch of which a source no longer lists everything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    /// Newest item known before it.
    pub from: Timestamp,
    /// Oldest item listed after it.
    pub to: Timestamp,
    /// Items that probably appeared in between, by how often they appear after it.
    pub missed: u32,
}

/// Polls of one source on one day (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollDay {
    /// The day.
    pub day: Date,
    /// Polls answered well.
    pub good: u32,
    /// All polls.
    pub all: u32,
    /// Documents that were new mentions.
    pub mentions: u32,
}

impl PollDay {
    /// Days of polls that are remembered of each source.
    pub const KEPT: usize = 35;
}

/// Cache validators, opaque.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Validators {
    /// `ETag` as received.
    pub etag: Option<String>,
    /// `Last-Modified` as received.
    pub last_modified: Option<String>,
}

/// Standing of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceHealth {
    /// Not polled yet.
    #[default]
    New,
    /// Answers well.
    Ok,
    /// Asked us to slow down; not a failure.
    Throttled,
    /// Fails; retried with backoff for ever.
    Failing,
    /// Refuses us (401, 403, robots, private address).
    Blocked,
    /// Answered 410 at least three times; asked ever more rarely.
    Gone,
}

impl SourceHealth {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Ok => "ok",
            Self::Throttled => "throttled",
            Self::Failing => "failing",
            Self::Blocked => "blocked",
            Self::Gone => "gone",
        }
    }
}

/// How one poll ended; every poll ends in exactly one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A body that parsed.
    Modified {
        /// Documents found.
        items: u32,
        /// Mentions that were new.
        new_mentions: u32,
        /// Validators to send next time.
        validators: Validators,
        /// Newest document time.
        newest: Option<Timestamp>,
        /// What of it was not there at the poll before.
        news: Box<News>,
        /// Hash of the body; `None` if the same body must be read again.
        body_hash: Option<u64>,
        /// Repairs and oddities.
        issues: Vec<String>,
        /// Permanent redirect seen on the way.
        moved_to: Option<String>,
        /// How long the answer said it stays fresh, in seconds.
        fresh_secs: Option<u64>,
        /// Earliest next request, if a later part of the answer was refused with such a wish.
        retry_after_secs: Option<u64>,
    },
    /// 304, or a body identical to the last one.
    NotModified {
        /// As above.
        fresh_secs: Option<u64>,
    },
    /// Asked to slow down.
    Throttled {
        /// Earliest next request, if told.
        retry_after_secs: Option<u64>,
        /// Status, for the operator; 0 where it was not asked by HTTP.
        status: u16,
    },
    /// 410.
    Gone,
    /// Refused (401, 403, guard).
    Blocked {
        /// One sentence.
        why: String,
    },
    /// Anything else.
    Failed {
        /// One sentence: what went wrong and, where known, what to do.
        why: String,
        /// Earliest next request, if told.
        retry_after_secs: Option<u64>,
    },
}

/// What an answer lists that the one before did not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Items newer than anything known; `None` where there are no dates to tell by.
    pub items: Option<u32>,
    /// Time from the oldest item listed to the newest, seconds, and how many lie in it.
    pub listed: Option<(u64, u32)>,
    /// Feed that was read, where the source's address is that of a page.
    pub found_feed: Option<String>,
    /// Where nothing of the answer before is left in this one.
    pub gap: Option<(Timestamp, Timestamp)>,
}

/// An outcome with its source and times, as written to the log and the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollRecord {
    /// Which source.
    pub source: SourceName,
    /// When it ended.
    pub at: Timestamp,
    /// How.
    pub outcome: Outcome,
}
