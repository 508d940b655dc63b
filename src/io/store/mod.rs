//! What is remembered: one directory, one writer, one commit function.
//!
//! Every write goes through one thread, which gathers what is waiting, applies it as one atomic batch, makes it durable
//! (flush, then fsync) and only then acknowledges each caller. Reads never wait for the disk to sync.
//! Reads block: call them through [`Store::read`] from async code.

mod engine;
mod types;

use std::{collections::BTreeMap, fmt, ops::ControlFlow, path::Path, sync::Arc};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::Value;

pub use engine::{Batch, Engine, KeyRange, Memory, Order, Visit};
pub use types::{
    Ack, Candidate, Expired, Filter, Health, Ingested, KnownAuthor, PollCommit, Stats, StoreError,
};

use crate::model::{
    CampaignId, DigestId, DigestState, EngagementReading, Mention, MentionId, OutboxEntry, Platform, Rollup,
    SourceName, SourceState, Subject, Window,
};

/// The store; cloning gives another handle to the same one.
#[derive(Clone)]
pub struct Store {
    shared: Arc<()>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

type Result<T> = std::result::Result<T, StoreError>;
type Rollups = BTreeMap<(Subject, Date), Rollup>;

#[expect(unused_variables, clippy::unused_self, reason = "signatures first")]
impl Store {
    /// Opens the store of a data directory, creating it on first use and healing what a crash left behind. Days are
    /// reckoned in `zone`.
    pub fn open(data_dir: &Path, zone: TimeZone) -> Result<Self> {
        Err(StoreError::Closed)
    }

    /// A store that lives in memory only.
    pub fn in_memory(zone: TimeZone) -> Result<Self> {
        Err(StoreError::Closed)
    }

    /// Runs blocking reads off the async runtime.
    pub async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Self) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        Err(StoreError::Closed)
    }

    /// Reckons days in another zone from now on (mentions stored before keep their day).
    pub fn set_zone(&self, zone: TimeZone) {}

    /// Whether writes are taken.
    pub fn health(&self) -> Health {
        Health::Ready
    }

    /// Closes and opens the engine again now; happens by itself after an I/O error.
    pub fn reopen(&self) -> Ack<()> {
        self.nothing()
    }

    /// Writes what is pending, syncs and closes. Later calls answer [`StoreError::Closed`].
    pub fn close(&self) -> Result<()> {
        Ok(())
    }

    /// Stores a poll: mentions, indices, roll-ups, engagement series and source state in one commit.
    pub fn ingest(&self, commit: PollCommit) -> Ack<Ingested> {
        self.nothing()
    }

    /// One mention.
    pub fn mention(&self, id: MentionId) -> Result<Option<Mention>> {
        Ok(None)
    }

    /// Mentions that pass, newest first.
    pub fn mentions(&self, filter: &Filter) -> Result<Vec<Mention>> {
        Ok(Vec::new())
    }

    /// The same one by one, in bounded memory.
    pub fn visit_mentions(
        &self,
        filter: &Filter,
        visit: &mut dyn FnMut(Mention) -> ControlFlow<()>,
    ) -> Result<()> {
        Ok(())
    }

    /// Readings of a mention's reactions, oldest first.
    pub fn engagement(&self, id: MentionId) -> Result<Vec<EngagementReading>> {
        Ok(Vec::new())
    }

    /// Roll-ups of the days of a window that have any.
    pub fn rollups(&self, subjects: &[Subject], window: Window) -> Result<Rollups> {
        Ok(BTreeMap::new())
    }

    /// Last measured following of an account (`handle` as in `Author::handle`).
    pub fn author(&self, platform: Platform, handle: &str) -> Result<Option<KnownAuthor>> {
        Ok(None)
    }

    /// What is remembered of a source.
    pub fn source_state(&self, source: &SourceName) -> Result<Option<SourceState>> {
        Ok(None)
    }

    /// Every source ever polled.
    pub fn source_states(&self) -> Result<BTreeMap<SourceName, SourceState>> {
        Ok(BTreeMap::new())
    }

    /// Counters for `/status`.
    pub fn stats(&self) -> Result<Stats> {
        Err(StoreError::Closed)
    }

    /// Freezes rendered mails (entry and exact bytes) together with their digest's new state. An entry whose id is
    /// there already is left as it is.
    pub fn outbox_add(
        &self,
        mails: Vec<(OutboxEntry, Vec<u8>)>,
        state: Option<(DigestId, DigestState)>,
    ) -> Ack<()> {
        self.nothing()
    }

    /// Every entry, by id.
    pub fn outbox(&self) -> Result<Vec<OutboxEntry>> {
        Ok(Vec::new())
    }

    /// One entry.
    pub fn outbox_entry(&self, id: &str) -> Result<Option<OutboxEntry>> {
        Ok(None)
    }

    /// The frozen bytes of an entry.
    pub fn outbox_bytes(&self, id: &str) -> Result<Option<Vec<u8>>> {
        Ok(None)
    }

    /// Writes entries back, with their digest's state where it changes too. Unknown ids are ignored.
    pub fn outbox_update(
        &self,
        entries: Vec<OutboxEntry>,
        state: Option<(DigestId, DigestState)>,
    ) -> Ack<()> {
        self.nothing()
    }

    /// Removes an entry and its bytes; says whether it was there.
    pub fn outbox_remove(&self, id: &str) -> Ack<bool> {
        self.nothing()
    }

    /// What is remembered of a digest.
    pub fn digest_state(&self, digest: &DigestId) -> Result<Option<DigestState>> {
        Ok(None)
    }

    /// Remembers it.
    pub fn put_digest_state(&self, digest: &DigestId, state: DigestState) -> Ack<()> {
        self.nothing()
    }

    /// The frozen baseline of a campaign.
    pub fn baseline(&self, campaign: &CampaignId) -> Result<Option<Value>> {
        Ok(None)
    }

    /// Freezes it; one that is there already stays and `false` is answered.
    pub fn put_baseline(&self, campaign: &CampaignId, baseline: Value) -> Ack<bool> {
        self.nothing()
    }

    /// State of an alert or operator notice.
    pub fn notice(&self, name: &str) -> Result<Option<Value>> {
        Ok(None)
    }

    /// Remembers it; `None` forgets it.
    pub fn put_notice(&self, name: &str, state: Option<Value>) -> Ack<()> {
        self.nothing()
    }

    /// Drops mentions last seen and dated before the first instant and blanks texts dated before the second; roll-ups
    /// stay. Works in small steps so that polls are not held up.
    pub async fn expire(&self, mentions_before: Timestamp, text_before: Timestamp) -> Result<Expired> {
        Ok(Expired::default())
    }

    fn nothing<T>(&self) -> Ack<T> {
        Ack(tokio::sync::oneshot::channel().1)
    }
}
