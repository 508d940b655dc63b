//! What goes into the store and what comes out.

use std::{collections::BTreeMap, fmt, path::PathBuf, pin::Pin, sync::Arc, task};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::oneshot;

use super::Asked;
use crate::classify::story::Telling;
use crate::model::{
    BrandId, CampaignId, DayVisits, InfluencerId, Kind, Mention, MentionId, Polarity, SourceName, SourceState,
};
use crate::watch::identity::{Listed, Reappearance};

/// Everything one poll found, stored in one commit: the mentions and the source's new state, or neither.
#[derive(Clone, Debug)]
pub struct PollCommit {
    /// Which source was polled.
    pub source: SourceName,
    /// Its state after the poll. The store adds the number of new mentions to the newest of `state.days`.
    pub state: SourceState,
    /// What was heard, in the order of the answer.
    pub candidates: Vec<Candidate>,
    /// Documents from before this instant that are not stored yet are left out: they would lie outside retention and
    /// be taken, dropped and taken again for as long as the source lists them.
    pub not_before: Option<Timestamp>,
    /// What else is to be remembered.
    pub remember: Remember,
    /// What of the poll was there before as if it were new.
    pub reappearance: Reappearance,
    /// What the source lists now, to compare the next poll with; `None` leaves what is remembered.
    pub listed: Option<Listed>,
}

/// What a poll leaves behind besides mentions and its source's state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Remember {
    /// What the reading of the source needs for the next poll; `None` leaves it as it is.
    pub memory: Option<Value>,
    /// Visits by day, to be added to those that are known.
    pub visits: BTreeMap<Date, DayVisits>,
}

/// One judged document with its identity keys.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The mention as judged now; its id is used when none of the keys is known.
    pub mention: Mention,
    /// Identity keys, strongest first ([`crate::watch::identity`]): the first one that is known decides which mention this
    /// is, unless it is a weak one and the mention has another id or link.
    pub keys: Vec<u128>,
    /// What it tells, as [`crate::watch::identity::Aliases::told`].
    pub told: Option<u128>,
    /// What others that tell the same are found by; an empty one is compared with nothing.
    pub telling: Telling,
    /// What is to be done later about the mention it turns out to be; of each kind only if none waits already.
    pub errands: Vec<Asked>,
}

/// What became of a [`PollCommit`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ingested {
    /// Mentions that were not known before, in the order of the answer; without old ones that reappeared.
    pub new: Vec<MentionId>,
    /// Mentions that were not known before and are old ones that reappeared.
    pub reappeared: usize,
    /// Known mentions of which something other than `last_seen` changed.
    pub updated: usize,
    /// The source's state as stored.
    pub state: SourceState,
}

/// Which mentions to list; every condition that is set must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// About this brand.
    pub brand: Option<BrandId>,
    /// Part of this campaign.
    pub campaign: Option<CampaignId>,
    /// Published by this influencer.
    pub influencer: Option<InfluencerId>,
    /// First found by this source.
    pub source: Option<SourceName>,
    /// Not earlier than this.
    pub since: Option<Timestamp>,
    /// Earlier than this.
    pub until: Option<Timestamp>,
    /// Of this sentiment.
    pub sentiment: Option<Polarity>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// About this topic.
    pub topic: Option<String>,
    /// In this language (ISO 639-1).
    pub language: Option<String>,
    /// Telling this story.
    pub story: Option<String>,
    /// Whether it was set aside as spam.
    pub set_aside: Option<bool>,
    /// With these words in title or text, compared folded.
    pub text: Option<String>,
    /// At most so many; `None` means all.
    pub limit: Option<usize>,
}

/// What `/status` says about the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// Mentions kept, exactly.
    pub mentions: u64,
    /// Bytes on disk; `None` while it is closed after an error.
    pub bytes: Option<u64>,
    /// Version of the layout.
    pub schema: u32,
}

/// Whether the store takes writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// It does.
    Ready,
    /// An I/O error closed it; it is reopened with growing pauses until that succeeds.
    Degraded {
        /// What went wrong, one sentence.
        why: String,
    },
}

/// Last known following of an author.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownAuthor {
    /// Followers as measured.
    pub followers: u64,
    /// When.
    pub at: Timestamp,
}

/// What a step of retention removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expired {
    /// Mentions dropped.
    pub mentions: usize,
    /// Texts blanked.
    pub texts: usize,
}

/// Why the store could not do what was asked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the directory.
    #[error("`{}` is in use by {holder}; stop it first, or give this one a `data_dir` of its own", dir.display())]
    InUse {
        /// The data directory.
        dir: PathBuf,
        /// `process 123`, or `another process` when its id is not known.
        holder: String,
    },
    /// The files are damaged or were cut; nothing was changed.
    #[error("the store in `{}` is damaged: {why}; it was left untouched, restore a backup or move the directory away to begin anew", dir.display())]
    Damaged {
        /// The store's directory.
        dir: PathBuf,
        /// What was found.
        why: String,
    },
    /// Written by a newer program.
    #[error("the store in `{}` has schema {found}, this version reads up to {known}; use a newer `mentiond`", dir.display())]
    Newer {
        /// The store's directory.
        dir: PathBuf,
        /// Schema found.
        found: u32,
        /// Newest schema known here.
        known: u32,
    },
    /// Disk trouble.
    #[error("the store could not be read or written: {0}")]
    Io(Arc<std::io::Error>),
    /// A stored value does not decode.
    #[error("a stored value under `{key}` does not decode: {why}")]
    Value {
        /// The key, printable.
        key: String,
        /// What the decoder says.
        why: String,
    },
    /// Closed after an I/O error, being reopened.
    #[error("the store is closed after an error and will be reopened: {0}")]
    Degraded(String),
    /// Shut down, or its writer thread died.
    #[error("the store has been shut down")]
    Closed,
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(Arc::new(error))
    }
}

/// A write under way: resolves once it is on disk, synced. Dropping it does not cancel the write.
#[must_use = "a write counts only once it is acknowledged"]
pub struct Ack<T>(pub(super) oneshot::Receiver<Result<T, StoreError>>);

impl<T> Ack<T> {
    /// Whether the answer is there, or can come no more.
    pub fn is_answered(&mut self) -> bool {
        !matches!(self.0.try_recv(), Err(oneshot::error::TryRecvError::Empty))
    }

    /// Blocks until it is on disk; for threads outside the async runtime.
    pub fn wait(self) -> Result<T, StoreError> {
        self.0.blocking_recv().unwrap_or(Err(StoreError::Closed))
    }
}

impl<T> Future for Ack<T> {
    type Output = Result<T, StoreError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> task::Poll<Self::Output> {
        Pin::new(&mut self.0)
            .poll(context)
            .map(|answer| answer.unwrap_or(Err(StoreError::Closed)))
    }
}

impl<T> fmt::Debug for Ack<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ack")
    }
}
