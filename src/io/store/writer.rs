//! The one thread that writes: gathers what waits, applies it as one batch, syncs, acknowledges.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, PoisonError, RwLock, RwLockReadGuard,
        mpsc::{Receiver, RecvTimeoutError},
    },
    time::{Duration, Instant},
};

use jiff::tz::TimeZone;
use tokio::sync::oneshot;

use super::{
    Health, StoreError, codec,
    engine::{Batch, Engine},
    guard::Guard,
    keys, rejoin, stories,
    tally::Tally,
    tx::{Changes, Job, Tx},
};
use crate::{classify::story::Index, io::clock};

/// Version of the layout this program writes, and the newest it reads.
pub(super) const SCHEMA: u32 = 1;
/// Weight from which on a group is committed without waiting for more. sled keeps every version of a page that a batch
/// passes through until the batch is done, so memory grows with it.
const FULL_GROUP: usize = 256;
/// How long nothing must happen before totals are written out.
const QUIET: Duration = Duration::from_millis(1_500);
/// Longest time totals wait to be written out while polls keep coming.
const FOLD_AFTER: Duration = Duration::from_secs(30);
/// Pause before the first attempt to reopen; doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Longest pause between attempts to reopen.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Opens the engine, at start and after an I/O error.
pub(super) type Opener = Box<dyn FnMut() -> Result<Box<dyn Engine>, StoreError> + Send>;

/// What readers and the writer share.
pub(super) struct Core {
    state: RwLock<State>,
    zone: RwLock<TimeZone>,
}

/// The engine with what is kept in memory about it.
pub(super) struct State {
    engine: Option<Box<dyn Engine>>,
    pub(super) tally: Tally,
    pub(super) mentions: u64,
    health: Health,
}

impl State {
    pub(super) fn engine(&self) -> Result<&dyn Engine, StoreError> {
        match (&self.engine, &self.health) {
            (Some(engine), _) => Ok(engine.as_ref()),
            (None, Health::Degraded { why }) => Err(StoreError::Degraded(why.clone())),
            (None, Health::Ready) => Err(StoreError::Closed),
        }
    }

    pub(super) fn health(&self) -> Health {
        self.health.clone()
    }
}

impl Core {
    pub(super) fn new(zone: TimeZone) -> Self {
        Self {
            state: RwLock::new(State {
                engine: None,
                tally: Tally::default(),
                mentions: 0,
                health: Health::Ready,
            }),
            zone: RwLock::new(zone),
        }
    }

    pub(super) fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn zone(&self) -> TimeZone {
        self.zone.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_zone(&self, zone: TimeZone) {
        *self.zone.write().unwrap_or_else(PoisonError::into_inner) = zone;
    }
}

/// What the queue carries.
pub(super) enum Message {
    Write(Box<dyn Job>),
    /// Say that the thread is at work.
    Ping(oneshot::Sender<Result<(), StoreError>>),
    /// Write totals out now.
    Fold(oneshot::Sender<Result<(), StoreError>>),
    /// Write totals out and stop.
    Close(oneshot::Sender<Result<(), StoreError>>),
}

/// The thread's own state.
pub(super) struct Writer {
    pub(super) core: Arc<Core>,
    pub(super) opener: Opener,
    /// Absent for stores in memory.
    pub(super) guard: Option<Guard>,
    /// Commits so far.
    pub(super) commits: u64,
    pub(super) dir: std::path::PathBuf,
    /// What was told lately, as on disk and in the group being gathered.
    stories: Index,
    pause: Duration,
    retry_at: Option<Instant>,
    folded_at: Instant,
}

impl Writer {
    pub(super) fn new(
        core: Arc<Core>,
        opener: Opener,
        guard: Option<Guard>,
        dir: std::path::PathBuf,
    ) -> Self {
        Self {
            core,
            opener,
            guard,
            commits: 0,
            dir,
            stories: Index::default(),
            pause: FIRST_PAUSE,
            retry_at: None,
            folded_at: clock::monotonic(),
        }
    }

    /// Works until the queue closes.
    pub(super) fn run(mut self, queue: &Receiver<Message>) {
        loop {
            let wait = self.wait();
            let first = match queue.recv_timeout(wait) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => {
                    self.idle();
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => break,
            };
            let (mut group, mut weight) = (Vec::new(), 0);
            let mut next = Some(first);
            while let Some(message) = next.take() {
                match message {
                    Message::Write(job) => {
                        weight += job.weight();
                        group.push(job);
                    }
                    other => {
                        self.write(std::mem::take(&mut group));
                        if self.order(other) {
                            return;
                        }
                    }
                }
                if weight < FULL_GROUP {
                    next = queue.try_recv().ok();
                }
            }
            self.write(group);
        }
        if let Err(error) = self.close() {
            tracing::warn!(%error, "day totals could not be written out at the end, they will be recounted");
        }
    }

    fn wait(&self) -> Duration {
        match self.retry_at {
            Some(at) => at.saturating_duration_since(clock::monotonic()),
            None if self.core.read().tally.is_clean() => Duration::from_hours(1),
            None => QUIET,
        }
    }

    fn idle(&mut self) {
        if self.retry_at.is_some() {
            self.retry();
        } else if let Err(error) = self.fold() {
            tracing::warn!(%error, "day totals could not be written out, they will be recounted");
        }
    }

    /// Obeys anything that is not a write; says whether to stop.
    fn order(&mut self, message: Message) -> bool {
        match message {
            Message::Write(job) => {
                self.write(vec![job]);
                false
            }
            Message::Ping(reply) => {
                drop(reply.send(Ok(())));
                false
            }
            Message::Fold(reply) => {
                drop(reply.send(self.fold()));
                false
            }
            Message::Close(reply) => {
                let answer = self.close();
                drop(reply.send(answer));
                true
            }
        }
    }

    /// One group: every job adds its changes, then all of it is committed, then every caller is answered.
    pub(super) fn write(&mut self, mut group: Vec<Box<dyn Job>>) {
        if group.is_empty() {
            return;
        }
        if self.retry_at.is_some_and(|at| at <= clock::monotonic()) {
            self.retry();
        }
        let (outcomes, committed) = match self.gather(&mut group) {
            Ok((outcomes, changes)) => (outcomes, self.commit(changes)),
            Err(error) => (vec![Ok(()); group.len()], Err(error)),
        };
        for (job, outcome) in group.into_iter().zip(outcomes) {
            job.finish(outcome.and_then(|()| committed.clone()));
        }
        let overdue = clock::monotonic().duration_since(self.folded_at) >= FOLD_AFTER;
        let full = self.core.read().tally.is_full();
        if committed.is_ok() && (full || overdue) {
            self.idle();
        }
    }

    fn gather(
        &mut self,
        group: &mut [Box<dyn Job>],
    ) -> Result<(Vec<Result<(), StoreError>>, Changes), StoreError> {
        self.stories.trim(stories::MOST);
        let state = self.core.read();
        let engine = state.engine()?;
        let zone = self.core.zone();
        let mut all = Changes::default();
        let mut outcomes = Vec::with_capacity(group.len());
        for job in group {
            let told = self.stories.len();
            let mut tx = Tx::new(engine, &all, state.tally.noted(), &zone, &mut self.stories);
            // A stumble over one source's data must not take the writer down with it.
            let ran = catch_unwind(AssertUnwindSafe(|| job.run(&mut tx)));
            let changes = tx.into_changes();
            let outcome = ran.unwrap_or_else(|_| {
                Err(StoreError::Io(Arc::new(std::io::Error::other(
                    "a write stumbled over its own data",
                ))))
            });
            if outcome.is_ok() {
                all.add(changes);
            } else {
                self.stories.roll_back(told);
            }
            outcomes.push(outcome);
        }
        Ok((outcomes, all))
    }

    /// The one commit function: apply, flush, fsync. Only after it returns is anybody told that something is stored.
    fn commit(&mut self, mut changes: Changes) -> Result<(), StoreError> {
        if changes.batch.is_empty() {
            return Ok(());
        }
        let commits = self.commits + 1;
        let done = self
            .apply(&mut changes, commits)
            .and_then(|()| self.core.read().engine()?.sync())
            .and_then(|()| self.tell(&changes));
        if let Err(error) = done {
            self.degrade(&error);
            return Err(error);
        }
        self.commits = commits;
        if let Some(guard) = &mut self.guard {
            guard.note(commits);
        }
        Ok(())
    }

    fn apply(&self, changes: &mut Changes, commits: u64) -> Result<(), StoreError> {
        let state = self.core.read();
        let mentions = state.mentions.saturating_add_signed(changes.counted);
        let batch = &mut changes.batch;
        batch.insert(keys::COMMITS.to_vec(), Some(codec::encode(&commits)?));
        if changes.counted != 0 {
            batch.insert(keys::MENTIONS.to_vec(), Some(codec::encode(&mentions)?));
        }
        if !changes.notes.is_empty() {
            let notes: Vec<_> = changes.notes.iter().collect();
            batch.insert(keys::notes(commits), Some(codec::encode(&notes)?));
        }
        state.engine()?.apply(batch)
    }

    /// Counts and totals move only now: what they tell survives whatever comes next.
    fn tell(&self, changes: &Changes) -> Result<(), StoreError> {
        let mut state = self.core.state.write().unwrap_or_else(PoisonError::into_inner);
        let state = &mut *state;
        let Some(engine) = &state.engine else {
            return Err(StoreError::Closed);
        };
        state.mentions = state.mentions.saturating_add_signed(changes.counted);
        if changes.folded {
            state.tally = Tally::default();
        }
        state.tally.note(&changes.notes);
        for delta in &changes.deltas {
            state.tally.apply(engine.as_ref(), delta)?;
        }
        Ok(())
    }

    /// Writes the totals out.
    fn fold(&mut self) -> Result<(), StoreError> {
        self.folded_at = clock::monotonic();
        let batch = {
            let state = self.core.read();
            if state.tally.is_clean() {
                return Ok(());
            }
            state.tally.fold(state.engine()?)?
        };
        self.commit(Changes {
            batch,
            folded: true,
            ..Changes::default()
        })
    }

    fn close(&mut self) -> Result<(), StoreError> {
        let folded = self.fold();
        self.shut();
        folded
    }

    fn shut(&self) {
        let mut state = self.core.state.write().unwrap_or_else(PoisonError::into_inner);
        state.engine = None;
        state.tally = Tally::default();
    }

    /// After an I/O error the engine's handle is worth nothing (sled refuses every later write): it is dropped and
    /// opened anew, at once and then with growing pauses.
    fn degrade(&mut self, error: &StoreError) {
        tracing::error!(%error, "the store failed and is reopened");
        self.shut();
        self.set_health(Health::Degraded {
            why: error.to_string(),
        });
        self.pause = FIRST_PAUSE;
        self.retry();
    }

    fn retry(&mut self) {
        match self.open() {
            Ok(()) => tracing::info!("the store is open again"),
            Err(error) => {
                tracing::warn!(%error, pause_secs = self.pause.as_secs(), "the store could not be reopened");
                self.set_health(Health::Degraded {
                    why: error.to_string(),
                });
                self.retry_at = Some(clock::monotonic() + self.pause);
                self.pause = (self.pause * 2).min(LONGEST_PAUSE);
            }
        }
    }

    fn set_health(&self, health: Health) {
        self.core
            .state
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .health = health;
    }

    /// Opens the engine, checks that it is ours and complete, and brings the totals up to date.
    pub(super) fn open(&mut self) -> Result<(), StoreError> {
        let engine = (self.opener)()?;
        self.check_schema(engine.as_ref())?;
        let mentions = number(engine.as_ref(), keys::MENTIONS)?.unwrap_or(0);
        let tally = Tally::recover(engine.as_ref())?;
        self.stories = stories::recover(engine.as_ref())?;
        {
            let mut state = self.core.state.write().unwrap_or_else(PoisonError::into_inner);
            state.engine = Some(engine);
            state.tally = tally;
            state.mentions = mentions;
            state.health = Health::Ready;
        }
        self.retry_at = None;
        self.pause = FIRST_PAUSE;
        Ok(())
    }

    fn check_schema(&mut self, engine: &dyn Engine) -> Result<(), StoreError> {
        let durable = self.guard.as_mut().map_or(0, Guard::durable_commits);
        let found = number(engine, keys::SCHEMA)?.map(|schema| u32::try_from(schema).unwrap_or(u32::MAX));
        let commits = number(engine, keys::COMMITS)?.unwrap_or(0);
        if let Some(found) = found.filter(|found| *found > SCHEMA) {
            return Err(StoreError::Newer {
                dir: self.dir.clone(),
                found,
                known: SCHEMA,
            });
        }
        if commits < durable {
            let mark = self
                .guard
                .as_ref()
                .map(|guard| guard.mark_path().display().to_string());
            return Err(StoreError::Damaged {
                dir: self.dir.clone(),
                why: format!(
                    "it holds {commits} commits although {durable} were acknowledged; to accept the loss remove `{}`",
                    mark.unwrap_or_default()
                ),
            });
        }
        if found.is_none() {
            let batch = Batch::from([
                (keys::SCHEMA.to_vec(), Some(codec::encode(&SCHEMA)?)),
                (keys::JOINS.to_vec(), Some(codec::encode(&rejoin::VERSION)?)),
            ]);
            engine.apply(&batch)?;
            engine.sync()?;
        }
        self.commits = commits;
        Ok(())
    }
}

pub(super) fn number(engine: &dyn Engine, key: &[u8]) -> Result<Option<u64>, StoreError> {
    engine
        .get(key)?
        .map(|value| codec::decode(key, &value))
        .transpose()
}
