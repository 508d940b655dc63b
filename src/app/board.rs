//! What the daemon knows about itself right now: the one thing that `/status` and the pages read.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicI64, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp};

use super::{plan::Plan, ripen::Turn};
use crate::model::{Outcome, PollRecord, SourceName, SourceState};

/// How long after its last beat the scheduler counts as alive.
pub const HEARTBEAT_SECS: i64 = 30;

/// Live facts, written by the daemon's tasks.
#[derive(Debug)]
pub struct Board {
    /// When the daemon started.
    pub started_at: Timestamp,
    plan: RwLock<Arc<Plan>>,
    loaded_at: Mutex<Timestamp>,
    reload_error: Mutex<Option<String>>,
    states: RwLock<BTreeMap<SourceName, SourceState>>,
    polls: Mutex<VecDeque<(Timestamp, bool)>>,
    totals: Mutex<Totals>,
    asked_again: Mutex<BTreeMap<SourceName, Turn>>,
    beat: AtomicI64,
    newest: Mutex<Option<Timestamp>>,
}

/// Counts since the start, for `/metrics`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Polls ended.
    pub polls: u64,
    /// Of these, failed or refused.
    pub failed: u64,
    /// Documents read.
    pub documents: u64,
    /// Mentions that were new.
    pub mentions: u64,
    /// Mails accepted.
    pub mails: u64,
    /// Readings of known items' reactions.
    pub readings: u64,
    /// Tasks that had to be started again.
    pub restarts: u64,
}

impl Board {
    /// A board for a daemon that starts now with this plan and these remembered states; `newest` is the latest instant at
    /// which anything was recorded.
    pub fn new(
        plan: Arc<Plan>,
        states: BTreeMap<SourceName, SourceState>,
        now: Timestamp,
        newest: Option<Timestamp>,
    ) -> Self {
        Self {
            started_at: now,
            plan: RwLock::new(plan),
            loaded_at: Mutex::new(now),
            reload_error: Mutex::new(None),
            states: RwLock::new(states),
            polls: Mutex::new(VecDeque::new()),
            totals: Mutex::new(Totals::default()),
            asked_again: Mutex::default(),
            beat: AtomicI64::new(now.as_second()),
            newest: Mutex::new(newest),
        }
    }

    /// The configuration in force.
    pub fn plan(&self) -> Arc<Plan> {
        Arc::clone(&self.plan.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a new configuration in force, whole.
    pub fn set_plan(&self, plan: Arc<Plan>, now: Timestamp) {
        *self.plan.write().unwrap_or_else(PoisonError::into_inner) = plan;
        *lock(&self.loaded_at) = now;
        *lock(&self.reload_error) = None;
    }

    /// Notes that a reload was refused; the old configuration stays in force.
    pub fn refuse_reload(&self, why: String) {
        *lock(&self.reload_error) = Some(why);
    }

    /// When the configuration in force was loaded, and why a later one was refused.
    pub fn config_state(&self) -> (Timestamp, Option<String>) {
        (*lock(&self.loaded_at), lock(&self.reload_error).clone())
    }

    /// What is known about a source.
    pub fn state(&self, source: &SourceName) -> SourceState {
        let states = self.states.read().unwrap_or_else(PoisonError::into_inner);
        states.get(source).cloned().unwrap_or_default()
    }

    /// Applies `change` to the states of all sources.
    pub fn change_states(&self, change: impl FnOnce(&mut BTreeMap<SourceName, SourceState>)) {
        change(&mut self.states.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Looks at the states of all sources.
    pub fn with_states<T>(&self, look: impl FnOnce(&BTreeMap<SourceName, SourceState>) -> T) -> T {
        look(&self.states.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes when a source may be asked again next.
    pub(super) fn note_asked_again(&self, source: &SourceName, turn: Turn) {
        lock(&self.asked_again).insert(source.clone(), turn);
    }

    /// When a source may be asked again next, as far as it was since the start.
    pub(super) fn asked_again(&self, source: &SourceName) -> Option<Turn> {
        lock(&self.asked_again).get(source).cloned()
    }

    /// Notes how a poll ended.
    pub fn note_poll(&self, record: &PollRecord, state: SourceState) {
        let failed = matches!(
            record.outcome,
            Outcome::Failed { .. } | Outcome::Blocked { .. } | Outcome::Gone
        );
        self.change_states(|states| {
            states.insert(record.source.clone(), state);
        });
        let mut newest = lock(&self.newest);
        *newest = (*newest).max(Some(record.at));
        drop(newest);
        let mut polls = lock(&self.polls);
        polls.push_back((record.at, failed));
        let hour_ago = record
            .at
            .saturating_sub(SignedDuration::from_hours(1))
            .unwrap_or(Timestamp::MIN);
        while polls.front().is_some_and(|(at, _)| *at < hour_ago) {
            polls.pop_front();
        }
        drop(polls);
        let mut totals = lock(&self.totals);
        totals.polls += 1;
        totals.failed += u64::from(failed);
        if let Outcome::Modified {
            items, new_mentions, ..
        } = &record.outcome
        {
            totals.documents += u64::from(*items);
            totals.mentions += u64::from(*new_mentions);
        }
    }

    /// The latest instant at which anything was recorded, by whatever clock.
    pub fn newest(&self) -> Option<Timestamp> {
        *lock(&self.newest)
    }

    /// The clock is known to be right: what was recorded by one that was ahead says nothing against it.
    pub fn reset_newest(&self, now: Timestamp) {
        let mut newest = lock(&self.newest);
        *newest = (*newest).min(Some(now));
    }

    /// Changes the counts.
    pub fn count(&self, change: impl FnOnce(&mut Totals)) {
        change(&mut lock(&self.totals));
    }

    /// The counts.
    pub fn totals(&self) -> Totals {
        *lock(&self.totals)
    }

    /// Polls and failed polls of the last hour.
    pub fn last_hour(&self, now: Timestamp) -> (usize, usize) {
        let hour_ago = now
            .saturating_sub(SignedDuration::from_hours(1))
            .unwrap_or(Timestamp::MIN);
        let polls = lock(&self.polls);
        let recent = polls.iter().filter(|(at, _)| *at >= hour_ago);
        recent.fold((0, 0), |(all, failed), (_, bad)| {
            (all + 1, failed + usize::from(*bad))
        })
    }

    /// The scheduler is alive.
    pub fn beat(&self, now: Timestamp) {
        self.beat.store(now.as_second(), Ordering::Relaxed);
    }

    /// Whether the scheduler showed itself lately.
    pub fn is_alive(&self, now: Timestamp) -> bool {
        now.as_second()
            .saturating_sub(self.beat.load(Ordering::Relaxed))
            .abs()
            < HEARTBEAT_SECS
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
