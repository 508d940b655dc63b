//! The daemon: three loops that share nothing but the store and the board. Each step is a method of its own, so that
//! tests drive it with a clock they move by hand.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::{sync::mpsc, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    agenda::Group,
    alerts::Alarms,
    board::Board,
    cadence, deliver, digests, frozen,
    import::Dropped,
    notices,
    plan::Plan,
    poll::Poller,
    pulse::Pulse,
    reports,
    wall::{self, Standing},
    webhook::Hooks,
};
use crate::{
    io::{
        clock::{Clock, monotonic},
        mail::Transport,
        store::{Health, Store, StoreError},
        systemd,
    },
    model::{DeliveryState, Source, SourceName, SourceState},
};

/// Longest pause of the scheduler: it proves its progress at least this often.
const TICK: Duration = Duration::from_secs(1);
/// How often digests and the outbox are looked at.
const MAIL_TICK: Duration = Duration::from_secs(5);
/// How often known items whose reactions are due are asked about.
const RIPEN_TICK: Duration = Duration::from_secs(10);
/// How often it is looked whether there is anything to alert of.
const ALERT_TICK: Duration = Duration::from_secs(20);
/// How often old data is let go.
const KEEP_TICK: Duration = Duration::from_hours(1);
/// How often the folders of imports are looked at: a file is read when it looks the same twice.
const DROP_TICK: Duration = Duration::from_secs(10);
/// How often it is looked which APIs are due to be asked for outcomes.
const IMPORT_TICK: Duration = Duration::from_mins(1);
/// How often backlinks that are due are looked at.
const LINK_TICK: Duration = Duration::from_mins(1);
/// Longest time after the start that digests wait for the first polls.
const CATCH_UP: SignedDuration = SignedDuration::from_mins(10);
/// How far the clock may jump ahead of the newest thing recorded before retention waits for a second opinion.
const LONGEST_ABSENCE: SignedDuration = SignedDuration::from_hours(60 * 24);
/// How long a short link is remembered after its answer went stale.
const LEADS_KEPT: Duration = Duration::from_hours(150 * 24);
/// How long a poll may be in flight, and none end, before the watchdog goes hungry: longer than any sum of deadlines.
const POLL_PATIENCE: Duration = Duration::from_hours(2);
/// How long polls in flight may take to end once the daemon is told to stop.
const SOFT_STOP: Duration = Duration::from_secs(5);
/// How long everything else may take: with the closing of the store it stays below the ten seconds that were promised.
const HARD_STOP: Duration = Duration::from_secs(7);
/// How much longer a mail may take whose delivery has begun: cut short it would be sent a second time.
const MAIL_STOP: Duration = Duration::from_secs(18);

/// How mail leaves.
#[derive(Clone, Debug)]
pub enum Outlet {
    /// As the configuration in force says.
    Configured,
    /// Always so; for tests.
    Fixed(Transport),
    /// Not at all: mail stays in the outbox.
    Held,
}

/// Everything that runs.
#[derive(Clone, Debug)]
pub struct Daemon {
    /// What is known right now.
    pub board: Arc<Board>,
    /// Does the polling.
    pub poller: Poller,
    /// How mail leaves.
    pub outlet: Outlet,
    /// Tracks every task, so that none outlives the daemon.
    pub tasks: TaskTracker,
    /// Told to stop.
    pub stop: CancellationToken,
    /// What lies in the folders of imports.
    pub dropped: Arc<Dropped>,
    /// When alerts were looked at last.
    pub alarms: Arc<Alarms>,
}

impl Daemon {
    /// Prepares a daemon over an open store: loads what is remembered of the sources of the plan.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn new(plan: Plan, poller: Poller, outlet: Outlet) -> Result<Self, StoreError> {
        let now = poller.clock.now();
        let plan = Arc::new(plan);
        let remembered = poller.store.read(Store::source_states).await?;
        let newest = remembered.values().filter_map(|state| state.last_poll).max();
        let states = current_states(&plan, now, |name| remembered.get(name).cloned());
        deliver::recover(&poller.store, now).await?;
        reports::note_first_day(&poller.store, &plan, now).await?;
        Ok(Self {
            board: Arc::new(Board::new(plan, states, now, newest)),
            poller,
            outlet,
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            dropped: Arc::default(),
            alarms: Arc::default(),
        })
    }

    /// Where it remembers.
    pub fn store(&self) -> &Store {
        &self.poller.store
    }

    /// Its clock.
    pub fn clock(&self) -> &Clock {
        &self.poller.clock
    }

    /// Polls one source now and notes how it ended.
    ///
    /// # Errors
    /// When the store takes no writes.
    pub async fn poll(&self, source: &Arc<Source>) -> Result<usize, StoreError> {
        let plan = self.board.plan();
        let state = self.board.state(&source.name);
        let jitter = cadence::jitter(&source.name, self.clock().now());
        let polled = self.poller.poll(&plan, source, state, jitter).await?;
        self.board.note_poll(&polled.record, polled.state);
        Ok(polled.new.len())
    }

    /// Sources that are due, the longest overdue first.
    pub fn due(&self) -> Vec<Arc<Source>> {
        let (plan, now) = (self.board.plan(), self.clock().now());
        self.board.tick(now);
        let due = self.board.due(now).into_iter();
        due.filter_map(|name| plan.source(&name).cloned()).collect()
    }

    /// Renders digests that are owed, freezes baselines and reports that are due, sends what waits.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn mail_round(&self) -> Result<deliver::Round, StoreError> {
        let (plan, now) = (self.board.plan(), self.clock().now());
        let confirmed = match self.clock_standing(now) {
            Standing::Wrong(_) => return Ok(deliver::Round::default()),
            standing => standing == Standing::Confirmed,
        };
        super::retier::round(self.store(), plan.settings.tiers).await?;
        notices::tell(self.store(), &plan.settings.mail, &self.board, now).await?;
        reports::freeze_baselines(self.store(), &plan, now).await?;
        super::expectations::freeze(self.store(), &plan, now).await?;
        let held = self.is_catching_up(now);
        frozen::freeze_days(self.store(), &plan, now, held).await?;
        digests::render_owed(self.store(), &plan, now, digests::Standing { confirmed, held }).await?;
        let transport = match &self.outlet {
            Outlet::Configured => Transport::new(&plan.settings.mail),
            Outlet::Fixed(transport) => transport.clone(),
            Outlet::Held => return Ok(deliver::Round::default()),
        };
        let route = deliver::Route {
            transport: &transport,
            hooks: Some(Hooks {
                fetcher: &self.poller.fetcher,
                plan: &plan,
            }),
        };
        let round = deliver::send_due(
            self.store(),
            &route,
            &plan.settings.mail,
            self.clock(),
            &self.stop,
        )
        .await?;
        self.board
            .count(|totals| totals.mails += u64::try_from(round.sent).unwrap_or(0));
        Ok(round)
    }

    /// Whether the daemon has just started and sources that are due were not asked yet: what they list of the time it was
    /// away belongs into the digest that is late.
    pub(super) fn is_catching_up(&self, now: Timestamp) -> bool {
        let started = self.board.started_at;
        let up = now.duration_since(started);
        if up >= CATCH_UP || up.is_negative() {
            return false;
        }
        let plan = self.board.plan();
        self.board.with_states(|states| {
            let mut polled = plan.sources().filter(|source| source.kind.is_polled());
            polled.any(|source| match states.get(&source.name) {
                None => true,
                Some(state) => {
                    let unheard = state.last_poll.is_none_or(|last| last < started);
                    unheard && cadence::due(state, &source.cadence, now) <= now
                }
            })
        })
    }

    /// Lets go of what is older than the configuration keeps.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn keep_round(&self) -> Result<(), StoreError> {
        let kept = self.board.plan().settings.retention;
        let now = self.clock().now();
        let jumped = self
            .board
            .newest()
            .is_some_and(|newest| now.duration_since(newest) > LONGEST_ABSENCE);
        match self.clock_standing(now) {
            Standing::Wrong(_) => return Ok(()),
            Standing::Unconfirmed if jumped => {
                tracing::warn!(
                    "nothing was recorded for long, or the clock is wrong: nothing is let go of yet"
                );
                return Ok(());
            }
            _ => {}
        }
        let before = |kept: Duration| {
            SignedDuration::try_from(kept)
                .ok()
                .and_then(|kept| now.checked_sub(kept).ok())
                .unwrap_or(Timestamp::MIN)
        };
        let expired = self
            .store()
            .expire(before(kept.mentions), before(kept.text))
            .await?;
        self.store().outbox_expire(before(kept.mentions)).await?;
        self.store().alerts_expire(before(kept.mentions)).await?;
        self.store().expire_leads(before(LEADS_KEPT)).await?;
        if expired.mentions + expired.texts > 0 {
            tracing::info!(
                mentions = expired.mentions,
                texts = expired.texts,
                "let go of what is past retention"
            );
        }
        Ok(())
    }

    /// What is thought of the clock now; a wrong one is told to the log.
    pub(super) fn clock_standing(&self, now: Timestamp) -> Standing {
        let told = self.poller.fetcher.clock_offset();
        let standing = wall::standing(told, self.board.newest(), now);
        match standing {
            Standing::Confirmed => self.board.reset_newest(now),
            Standing::Wrong(why) => tracing::warn!("{why}; digests and retention wait until it is right"),
            Standing::Unconfirmed => {}
        }
        standing
    }

    /// Puts a new configuration in force. Sources that are new are polled at once, changed queries hear again what the
    /// sources still show.
    ///
    /// # Errors
    /// When it changes what only a new start can, or the store cannot be read; the old one stays in force whole.
    pub async fn adopt(&self, plan: Plan) -> Result<(), NotAdopted> {
        let (plan, now) = (Arc::new(plan), self.clock().now());
        let before = self.board.plan();
        if before.settings.data_dir != plan.settings.data_dir {
            return Err(NotAdopted::NeedsRestart("data_dir"));
        }
        if before.settings.http != plan.settings.http {
            return Err(NotAdopted::NeedsRestart("[http]"));
        }
        let remembered = self.store().read(Store::source_states).await?;
        reports::note_first_day(self.store(), &plan, now).await?;
        self.store().set_zone(plan.settings.timezone.clone());
        // What the board knows of a source is newer than what the store told a moment ago.
        self.board.adopt(Arc::clone(&plan), now, |current| {
            current_states(&plan, now, |name| {
                current.get(name).or_else(|| remembered.get(name)).cloned()
            })
        });
        Ok(())
    }

    /// Starts the loops. They end when [`Daemon::stop`] is cancelled.
    pub fn start(&self) {
        let poll = self.clone();
        self.tasks.spawn(async move { poll.poll_loop().await });
        let mail = self.clone();
        self.tasks
            .spawn(async move { mail.every(MAIL_TICK, "mail", Self::mail_step).await });
        let alert = self.clone();
        self.tasks
            .spawn(async move { alert.every(ALERT_TICK, "alerts", Self::alert_step).await });
        let ripen = self.clone();
        self.tasks
            .spawn(async move { ripen.every(RIPEN_TICK, "engagement", Self::ripen_step).await });
        let keep = self.clone();
        self.tasks
            .spawn(async move { keep.every(KEEP_TICK, "retention", Self::keep_step).await });
        let links = self.clone();
        self.tasks
            .spawn(async move { links.every(LINK_TICK, "backlinks", Self::recheck_step).await });
        let dropped = self.clone();
        self.tasks
            .spawn(async move { dropped.every(DROP_TICK, "folders", Self::dropped_step).await });
        let imports = self.clone();
        self.tasks
            .spawn(async move { imports.every(IMPORT_TICK, "imports", Self::import_step).await });
    }

    /// Stops: polls in flight get a moment to end, then the store is closed.
    pub async fn shut_down(&self) {
        self.stop.cancel();
        self.tasks.close();
        let mut ended = timeout(HARD_STOP, self.tasks.wait()).await.is_ok();
        if !ended && self.is_sending() {
            tracing::info!("waiting for the mail server's reply to a mail");
            ended = timeout(MAIL_STOP, self.tasks.wait()).await.is_ok();
        }
        if !ended {
            tracing::warn!(
                tasks = self.tasks.len(),
                "some tasks did not end in time; nothing acknowledged is lost"
            );
        }
        if let Err(error) = self.store().close().await {
            tracing::error!(%error, "the store did not close cleanly");
        }
    }

    /// Whether the delivery of a mail has begun and not ended.
    fn is_sending(&self) -> bool {
        let waiting = self.store().outbox_waiting().unwrap_or_default();
        waiting
            .iter()
            .any(|entry| matches!(entry.state, DeliveryState::Sending { .. }))
    }

    /// Hands due sources to tasks of their own: one per registrable domain, as many as the configuration allows.
    async fn poll_loop(self) {
        let (done, mut ended) = mpsc::unbounded_channel::<SourceName>();
        let mut busy: BTreeMap<SourceName, Group> = BTreeMap::new();
        let (mut pulse, mut progress) = (Pulse::new(self.store()), monotonic());
        while !self.stop.is_cancelled() {
            self.board.beat(self.clock().now());
            if busy.is_empty() {
                progress = monotonic();
            }
            // A full disk makes no difference to this: a restart would not help, and the store opens again by itself.
            if pulse.beats(self.store()) && progress.elapsed() < POLL_PATIENCE {
                systemd::alive();
            }
            if matches!(self.store().health(), Health::Ready) {
                self.hand_out(&mut busy, &done);
            }
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = tokio::time::sleep(TICK) => {}
                Some(source) = ended.recv() => {
                    busy.remove(&source);
                    progress = monotonic();
                }
            }
            while let Ok(source) = ended.try_recv() {
                busy.remove(&source);
            }
        }
    }

    fn hand_out(&self, busy: &mut BTreeMap<SourceName, Group>, done: &mpsc::UnboundedSender<SourceName>) {
        let (plan, now) = (self.board.plan(), self.clock().now());
        self.board.tick(now);
        let groups: BTreeSet<Group> = busy.values().cloned().collect();
        let free = plan.settings.concurrency.saturating_sub(busy.len());
        for (name, group) in self.board.next(now, &groups, free) {
            let Some(source) = plan.source(&name).cloned() else {
                continue;
            };
            if busy.contains_key(&name) {
                continue;
            }
            busy.insert(name, group);
            let (daemon, done) = (self.clone(), done.clone());
            self.tasks.spawn(async move {
                let name = source.name.clone();
                let ended = Ended {
                    name: name.clone(),
                    done,
                };
                tokio::select! {
                    polled = daemon.poll(&source) => if let Err(error) = polled {
                        tracing::error!(source = name.as_str(), %error, "the poll could not be recorded");
                        tokio::time::sleep(TICK).await;
                    },
                    () = daemon.stop_hard() => {}
                }
                drop(ended);
            });
        }
    }

    /// Resolves when polls in flight have had their time after the order to stop.
    pub(super) async fn stop_hard(&self) {
        self.stop.cancelled().await;
        tokio::time::sleep(SOFT_STOP).await;
    }

    async fn mail_step(self) -> Result<(), StoreError> {
        self.mail_round().await.map(|_| ())
    }

    async fn keep_step(self) -> Result<(), StoreError> {
        self.keep_round().await
    }

    /// Runs a step again and again; a step that fails or panics is logged and tried again at the next turn.
    async fn every<F>(self, pause: Duration, name: &'static str, step: fn(Self) -> F)
    where
        F: Future<Output = Result<(), StoreError>> + Send + 'static,
    {
        loop {
            match self.tasks.spawn(step(self.clone())).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(step = name, %error, "a step failed; it is tried again"),
                Err(_) => {
                    self.board.count(|totals| totals.restarts += 1);
                    tracing::error!(
                        step = name,
                        "a step went wrong inside mentiond; it is tried again"
                    );
                }
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }
}

/// Says that a poll is over, however it ended: a panic unwinds through here too.
struct Ended {
    name: SourceName,
    done: mpsc::UnboundedSender<SourceName>,
}

impl Drop for Ended {
    fn drop(&mut self) {
        // The loop is gone only when the daemon stops.
        self.done.send(self.name.clone()).ok();
    }
}

/// States of the plan's sources as far as known, mended after clock jumps, renewed after changes of the configuration.
fn current_states(
    plan: &Plan,
    now: Timestamp,
    known: impl Fn(&SourceName) -> Option<SourceState>,
) -> BTreeMap<SourceName, SourceState> {
    let states = plan.sources().filter_map(|source| {
        let state = cadence::mend(known(&source.name)?, &source.cadence, now);
        Some((source.name.clone(), plan.renewed(source, state, now)))
    });
    states.collect()
}

/// Why a new configuration was not put in force.
#[derive(Debug, thiserror::Error)]
pub enum NotAdopted {
    /// A change that takes effect at a start only.
    #[error(
        "`{0}` was changed, which takes a restart of the daemon; nothing of the new configuration is in force before"
    )]
    NeedsRestart(&'static str),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}
