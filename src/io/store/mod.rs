//! What is remembered: one directory, one writer, one commit function.
//!
//! Every write goes through one thread, which gathers what is waiting, applies it as one atomic batch, makes it durable
//! (flush, then fsync) and only then acknowledges each caller. After an I/O error the engine is dropped and reopened.
//! Reads block, though never on a sync: call them through [`Store::read`] from async code.

mod alerts;
mod codec;
mod correct;
mod day_total;
mod engine;
mod errands;
mod expire;
mod frozen;
mod guard;
mod ingest;
mod joins;
mod keys;
mod leads;
mod merge;
mod outbox;
mod outcome_total;
mod outcomes;
mod read;
mod refunds;
mod rejoin;
mod retier;
mod sled;
mod stories;
mod table;
mod tally;
mod tx;
mod types;
mod verify;
mod writer;

use std::{
    collections::BTreeMap,
    fmt,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{Sender, channel},
    },
    thread::JoinHandle,
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::oneshot;

pub use correct::{Corrected, MAX_NOTE_CHARS};
pub use engine::{Batch, Engine, KeyRange, Memory, Order, Visit};
pub use errands::{Asked, Change, Errand, ErrandKind, Settled, Waiting};
pub use leads::{Lead, MOST_LEADS};
pub use outcomes::{ImportedFile, OutcomeFilter, Taken};
pub use types::{
    Ack, Candidate, Expired, Filter, Health, Ingested, KnownAuthor, PollCommit, Remember, Stats, StoreError,
};

pub use verify::Verified;

use crate::model::{
    BrandId, CampaignId, Correction, DayVisits, DigestId, DigestState, EngagementReading, InfluencerId,
    Mention, MentionId, Platform, Rollup, SourceName, SourceState, Subject, Window,
};
use crate::watch::identity::Listed;
use tx::{Task, Tx};
use writer::{Core, Message, Opener, SCHEMA, Writer};

type Result<T> = std::result::Result<T, StoreError>;

/// The store; cloning gives another handle to the same one. It closes when the last handle goes.
#[derive(Clone)]
pub struct Store {
    handle: Arc<Handle>,
}

struct Handle {
    core: Arc<Core>,
    queue: Option<Sender<Message>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Handle {
    fn drop(&mut self) {
        // The writer ends when its queue does; it must be gone before the directory counts as free.
        self.queue = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the store's writer did not end well");
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("health", &self.health()).finish()
    }
}

/// Opening and closing.
impl Store {
    /// Opens the store of a data directory (`store/` in it), creating it on first use and healing what a crash left
    /// behind. Days are reckoned in `zone`.
    pub fn open(data_dir: &Path, zone: TimeZone) -> Result<Self> {
        let guard = guard::Guard::take(data_dir)?;
        let dir = data_dir.join("store");
        let opener = {
            let dir = dir.clone();
            Box::new(move || Ok(Box::new(sled::Sled::open(&dir)?) as Box<dyn Engine>))
        };
        Self::start(opener, Some(guard), dir, zone)
    }

    /// A store that lives in memory only.
    pub fn in_memory(zone: TimeZone) -> Result<Self> {
        Self::with_engine(|| Ok(Box::new(Memory::default())), zone)
    }

    /// A store over another engine; `open` is called at start and again after an I/O error.
    pub fn with_engine(
        open: impl FnMut() -> Result<Box<dyn Engine>> + Send + 'static,
        zone: TimeZone,
    ) -> Result<Self> {
        Self::start(Box::new(open), None, PathBuf::new(), zone)
    }

    fn start(opener: Opener, guard: Option<guard::Guard>, dir: PathBuf, zone: TimeZone) -> Result<Self> {
        let core = Arc::new(Core::new(zone));
        let mut writer = Writer::new(Arc::clone(&core), opener, guard, dir);
        writer.open()?;
        writer.rejoin()?;
        let (queue, messages) = channel();
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || writer.run(&messages))?;
        let handle = Handle {
            core,
            queue: Some(queue),
            thread: Some(thread),
        };
        Ok(Self {
            handle: Arc::new(handle),
        })
    }

    /// Reckons days in another zone from now on; mentions stored before keep their day.
    pub fn set_zone(&self, zone: TimeZone) {
        self.handle.core.set_zone(zone);
    }

    /// The zone in which days are reckoned.
    pub fn zone(&self) -> TimeZone {
        self.handle.core.zone()
    }

    /// Whether writes are taken.
    pub fn health(&self) -> Health {
        self.handle.core.read().health()
    }

    /// Answers once the writer has worked through what waits before it, whether or not that could be stored.
    pub fn ping(&self) -> Ack<()> {
        self.send(Message::Ping)
    }

    /// Writes out what waits, syncs and closes; later calls answer [`StoreError::Closed`].
    pub fn close(&self) -> Ack<()> {
        self.send(Message::Close)
    }

    /// Runs blocking reads off the async runtime.
    pub async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Self) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let store = self.clone();
        tokio::task::spawn_blocking(move || job(&store))
            .await
            .unwrap_or(Err(StoreError::Closed))
    }

    fn send(&self, message: impl FnOnce(oneshot::Sender<Result<()>>) -> Message) -> Ack<()> {
        let (reply, answer) = oneshot::channel();
        self.queue(message(reply));
        Ack(answer)
    }

    fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Ack<T> {
        self.weigh_and_write(1, work)
    }

    fn weigh_and_write<T: Send + 'static>(
        &self,
        weight: usize,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Ack<T> {
        let (reply, answer) = oneshot::channel();
        self.queue(Message::Write(Box::new(Task::new(work, weight, reply))));
        Ack(answer)
    }

    fn queue(&self, message: Message) {
        // A writer that is gone drops the message and with it the reply: the caller gets `Closed`.
        if let Some(queue) = &self.handle.queue {
            drop(queue.send(message));
        }
    }

    /// A stored value.
    fn value<T: DeserializeOwned>(&self, kind: u8, name: &str) -> Result<Option<T>> {
        self.value_at(&keys::named(kind, name))
    }

    fn value_at<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>> {
        let value = self.handle.core.read().engine()?.get(key)?;
        value.map(|value| codec::decode(key, &value)).transpose()
    }

    /// Every value of a kind with its name.
    fn values<T: DeserializeOwned>(&self, kind: u8) -> Result<Vec<(String, T)>> {
        let mut found = Vec::new();
        self.handle
            .core
            .read()
            .engine()?
            .scan(&KeyRange::prefix([kind]), Order::Up, &mut |key, value| {
                found.push((key.to_vec(), value.to_vec()));
                ControlFlow::Continue(())
            })?;
        found
            .into_iter()
            .map(|(key, value)| {
                let name = String::from_utf8_lossy(key.get(1..).unwrap_or_default()).into_owned();
                Ok((name, codec::decode(&key, &value)?))
            })
            .collect()
    }
}

/// Mentions.
impl Store {
    /// Stores a poll: mentions, indices, roll-ups, engagement series and source state in one commit. Storing the same
    /// documents again changes nothing but `last_seen`.
    pub fn ingest(&self, commit: PollCommit) -> Ack<Ingested> {
        self.weigh_and_write(commit.candidates.len(), move |tx| ingest::ingest(tx, commit))
    }

    /// One mention.
    pub fn mention(&self, id: MentionId) -> Result<Option<Mention>> {
        read::mention(&self.handle.core, id)
    }

    /// Keeps what a person says a mention means towards a brand, or as a whole, or takes it back; day totals move with it.
    pub fn correct(
        &self,
        id: MentionId,
        brand: Option<BrandId>,
        verdict: Option<Correction>,
    ) -> Ack<Corrected> {
        self.write(move |tx| correct::correct(tx, id, brand, verdict))
    }

    /// The mention that the first known one of some identity keys leads to.
    pub fn known(&self, keys: &[u128]) -> Result<Option<Mention>> {
        read::known(&self.handle.core, keys)
    }

    /// The same with the day that it is counted on.
    pub fn counted(&self, keys: &[u128]) -> Result<Option<(Date, Mention)>> {
        read::counted(&self.handle.core, keys)
    }

    /// Mentions that pass, newest first.
    pub fn mentions(&self, filter: &Filter) -> Result<Vec<Mention>> {
        let mut found = Vec::new();
        self.visit_mentions(filter, &mut |mention| {
            found.push(mention);
            ControlFlow::Continue(())
        })?;
        Ok(found)
    }

    /// The same one by one, in bounded memory; polls are not held up while the visitor works.
    pub fn visit_mentions(
        &self,
        filter: &Filter,
        visit: &mut dyn FnMut(Mention) -> ControlFlow<()>,
    ) -> Result<()> {
        read::visit(&self.handle.core, filter, visit)
    }

    /// The mentions of a story that is told more than once, the earliest first, at most so many; without their texts. Empty
    /// for a story that only one mention tells.
    pub fn story(&self, story: &str, most: usize) -> Result<Vec<Mention>> {
        read::story(&self.handle.core, story, most)
    }

    /// The newest mentions with a promo code of the roster, at most so many; without their texts.
    pub fn with_codes(&self, most: usize) -> Result<Vec<Mention>> {
        read::with_codes(&self.handle.core, most)
    }

    /// The newest mentions that one of the roster published, at most so many; with no more than the beginnings of their
    /// texts. Those that were stored before they were listed by influencer are not among them.
    pub fn posts_of(&self, influencer: &InfluencerId, most: usize) -> Result<Vec<Mention>> {
        read::posts_of(&self.handle.core, influencer, most)
    }

    /// Readings of a mention's reactions, oldest first; empty when its source tells none.
    pub fn engagement(&self, id: MentionId) -> Result<Vec<EngagementReading>> {
        match self.mention(id)? {
            Some(mention) => self.engagement_of(&mention),
            None => Ok(Vec::new()),
        }
    }

    /// The same of a mention that is at hand.
    pub fn engagement_of(&self, mention: &Mention) -> Result<Vec<EngagementReading>> {
        let series = self.value_at(&keys::engagement(mention.id))?;
        Ok(series.unwrap_or_else(|| ingest::first_reading(mention)))
    }

    /// Day totals of the days of a window that have any.
    pub fn rollups(&self, subjects: &[Subject], window: Window) -> Result<BTreeMap<(Subject, Date), Rollup>> {
        let state = self.handle.core.read();
        let engine = state.engine()?;
        let mut found = BTreeMap::new();
        for subject in subjects {
            state.tally.read(engine, subject, window, &mut found)?;
        }
        Ok(found)
    }

    /// Last measured following of an account (`handle` as in `Author::handle`).
    pub fn author(&self, platform: Platform, handle: &str) -> Result<Option<KnownAuthor>> {
        self.value_at(&keys::author(platform, handle))
    }

    /// Drops mentions both dated and last seen before the first instant and blanks texts dated before the second; day
    /// totals stay; accounts not measured since the first go too. Works in small steps so that polls are not held up.
    pub async fn expire(&self, mentions_before: Timestamp, text_before: Timestamp) -> Result<Expired> {
        self.send(Message::Fold).await?;
        self.write(move |tx| expire::expire_authors(tx, mentions_before))
            .await?;
        let mut total = Expired::default();
        let mut step = expire::Step {
            mentions_before,
            text_before,
            from: None,
        };
        loop {
            let (done, next) = self.write(move |tx| expire::expire(tx, step)).await?;
            total.mentions += done.mentions;
            total.texts += done.texts;
            if next.from.is_none() {
                return Ok(total);
            }
            step = next;
        }
    }

    /// Counters for `/status`; they are told even while the store is closed after an error.
    pub fn stats(&self) -> Stats {
        let state = self.handle.core.read();
        Stats {
            mentions: state.mentions,
            bytes: state.engine().and_then(Engine::bytes).ok(),
            schema: SCHEMA,
        }
    }
}

/// What is remembered of sources, digests, campaigns and notices.
impl Store {
    /// What is remembered of a source.
    pub fn source_state(&self, source: &SourceName) -> Result<Option<SourceState>> {
        self.value(b's', source.as_str())
    }

    /// What a source listed when it was last asked.
    pub fn listed(&self, source: &SourceName) -> Result<Option<Listed>> {
        self.value(b'l', source.as_str())
    }

    /// Every source ever polled, including those no longer configured.
    pub fn source_states(&self) -> Result<BTreeMap<SourceName, SourceState>> {
        let states = self.values(b's')?;
        Ok(states
            .into_iter()
            .map(|(name, state)| (SourceName::new(name), state))
            .collect())
    }

    /// What the reading of a source remembers beside its state.
    pub fn memory(&self, source: &SourceName) -> Result<Option<Value>> {
        self.value(b'v', source.as_str())
    }

    /// Visits that a source tells of, of the days of a window that have any.
    pub fn visits(&self, source: &SourceName, window: Window) -> Result<BTreeMap<Date, DayVisits>> {
        let range = KeyRange {
            start: keys::visits(source, window.from),
            end: Some(keys::visits(source, window.to)),
        };
        let mut found = Vec::new();
        let state = self.handle.core.read();
        state.engine()?.scan(&range, Order::Up, &mut |key, value| {
            found.push((key.to_vec(), value.to_vec()));
            ControlFlow::Continue(())
        })?;
        drop(state);
        let days = found.iter().filter_map(|(key, value)| {
            let day = keys::day_of(key)?;
            Some(codec::decode(key, value).map(|visits| (day, visits)))
        });
        days.collect()
    }

    /// What is remembered of a digest.
    pub fn digest_state(&self, digest: &DigestId) -> Result<Option<DigestState>> {
        self.value(b'd', digest.as_str())
    }

    /// Remembers it.
    pub fn put_digest_state(&self, digest: &DigestId, state: DigestState) -> Ack<()> {
        let key = keys::named(b'd', digest.as_str());
        self.write(move |tx| tx.put(&key, &state))
    }

    /// The frozen baseline of a campaign.
    pub fn baseline(&self, campaign: &CampaignId) -> Result<Option<Value>> {
        self.value(b'f', campaign.as_str())
    }

    /// Freezes it. One that is there already stays, and `false` is answered.
    pub fn put_baseline(&self, campaign: &CampaignId, baseline: Value) -> Ack<bool> {
        let key = keys::named(b'f', campaign.as_str());
        self.write(move |tx| {
            let free = tx.get(&key)?.is_none();
            if free {
                tx.put(&key, &baseline)?;
            }
            Ok(free)
        })
    }

    /// State of an alert or operator notice.
    pub fn notice(&self, name: &str) -> Result<Option<Value>> {
        self.value(b'n', name)
    }

    /// Remembers it; `None` forgets it.
    pub fn put_notice(&self, name: &str, state: Option<Value>) -> Ack<()> {
        let key = keys::named(b'n', name);
        self.write(move |tx| {
            match state {
                Some(state) => tx.put(&key, &state)?,
                None => tx.unset(key),
            }
            Ok(())
        })
    }
}
