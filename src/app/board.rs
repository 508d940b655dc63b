//! What the daemon knows about itself right now: the one thing that `/status` and the pages read.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockWriteGuard,
        atomic::{AtomicI64, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp};

use super::{
    agenda::{self, Agenda, Group},
    cadence,
    moved::SETTLED_AFTER,
    plan::Plan,
    ripen::Turn,
};
use crate::{
    io::fetch::paced_domain,
    model::{Outcome, PollRecord, Source, SourceHealth, SourceName, SourceState},
};

/// How long after its last beat the scheduler counts as alive.
pub const HEARTBEAT_SECS: i64 = 30;

/// A tick that comes so much later than the one before found the clock put forward, or the machine asleep.
const JUMP: SignedDuration = SignedDuration::from_mins(2);

/// Instants that several tasks take from the clock come in any order, but not further apart than this.
const SLACK: SignedDuration = SignedDuration::from_secs(5);

/// What is known of the sources; what is derived from it is changed under the same lock.
#[derive(Debug, Default)]
struct Known {
    states: BTreeMap<SourceName, SourceState>,
    agenda: Agenda,
    /// Sources of which the operator may have to be told something.
    noteworthy: BTreeSet<SourceName>,
    /// The latest instant that a tick or a poll told.
    latest: Option<Timestamp>,
}

impl Known {
    /// Reckons anew what is derived from the states: after a start, a reload, or a clock that jumped.
    fn reckon(&mut self, plan: &Plan, now: Timestamp) {
        (self.agenda, self.latest) = (Agenda::default(), Some(now));
        let mut overdue: Vec<(Timestamp, &Source)> = Vec::new();
        for source in plan.sources().filter(|source| source.kind.is_polled()) {
            let state = self.states.get(&source.name);
            match state.map(|state| cadence::due(state, &source.cadence, now)) {
                Some(at) if at > now => self.agenda.put(&source.name, &group_of(source), at),
                at => overdue.push((at.unwrap_or(now), source)),
            }
        }
        overdue.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.name.cmp(&b.1.name)));
        let count = overdue.len();
        for (rank, (at, source)) in overdue.into_iter().enumerate() {
            let delay = agenda::delay(rank, count, source);
            let at = if delay.is_zero() {
                at
            } else {
                now.saturating_add(delay).unwrap_or(at)
            };
            self.agenda.put(&source.name, &group_of(source), at);
        }
        let states = self.states.iter().filter(|(_, state)| is_noteworthy(state));
        self.noteworthy = states.map(|(name, _)| name.clone()).collect();
    }
}

fn is_noteworthy(state: &SourceState) -> bool {
    let trouble = matches!(
        state.health,
        SourceHealth::Failing | SourceHealth::Blocked | SourceHealth::Gone
    );
    trouble
        || state
            .moved_to
            .as_ref()
            .is_some_and(|(_, times)| *times >= SETTLED_AFTER)
}

/// What a source shares with those that wait for it: the domain under which requests wait for each other, so that one slow
/// domain never takes the places of others. A source without one waits for nobody.
fn group_of(source: &Source) -> String {
    let url = source.kind.address();
    url.and_then(|url| paced_domain(&url, source.manners.spacing))
        .unwrap_or_else(|| format!("source {}", source.name))
}

/// Live facts, written by the daemon's tasks.
#[derive(Debug)]
pub struct Board {
    /// When the daemon started.
    pub started_at: Timestamp,
    plan: RwLock<Arc<Plan>>,
    loaded_at: Mutex<Timestamp>,
    reload_error: Mutex<Option<String>>,
    known: RwLock<Known>,
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
        let mut known = Known {
            states,
            ..Known::default()
        };
        known.reckon(&plan, now);
        Self {
            started_at: now,
            plan: RwLock::new(plan),
            loaded_at: Mutex::new(now),
            reload_error: Mutex::new(None),
            known: RwLock::new(known),
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

    /// Puts a new configuration in force, whole; `renew` gives the states of its sources from those known now.
    pub fn adopt(
        &self,
        plan: Arc<Plan>,
        now: Timestamp,
        renew: impl FnOnce(&BTreeMap<SourceName, SourceState>) -> BTreeMap<SourceName, SourceState>,
    ) {
        let mut known = self.known();
        known.states = renew(&known.states);
        known.reckon(&plan, now);
        *self.plan.write().unwrap_or_else(PoisonError::into_inner) = plan;
        drop(known);
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
        self.with_states(|states| states.get(source).cloned().unwrap_or_default())
    }

    /// Looks at the states of all sources.
    pub fn with_states<T>(&self, look: impl FnOnce(&BTreeMap<SourceName, SourceState>) -> T) -> T {
        look(&self.known.read().unwrap_or_else(PoisonError::into_inner).states)
    }

    /// Looks at the states with the names of those of which the operator may have to be told something: in trouble, or
    /// moved.
    pub fn with_noteworthy<T>(
        &self,
        look: impl FnOnce(&BTreeMap<SourceName, SourceState>, &BTreeSet<SourceName>) -> T,
    ) -> T {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        look(&known.states, &known.noteworthy)
    }

    fn known(&self) -> RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The clock says `now`. Where it jumped, what is due is reckoned anew: after it was put back, polls seem to lie in the
    /// future, and their sources would not be asked until then; after it was put forward, or the machine slept, everything
    /// is overdue at once.
    pub fn tick(&self, now: Timestamp) {
        let latest = self.known.read().unwrap_or_else(PoisonError::into_inner).latest;
        let passed = latest.map_or(SignedDuration::ZERO, |latest| now.duration_since(latest));
        let put_back = passed < -SLACK;
        if !put_back && passed < JUMP {
            if passed > SignedDuration::ZERO {
                self.known().latest = Some(now);
            }
            return;
        }
        let plan = self.plan();
        let mut known = self.known();
        if put_back {
            tracing::warn!("the clock was put back; what is due is reckoned anew");
            for source in plan.sources() {
                if let Some(state) = known.states.get_mut(&source.name) {
                    *state = cadence::mend(std::mem::take(state), &source.cadence, now);
                }
            }
        }
        known.reckon(&plan, now);
    }

    /// When the source that is due first is due.
    pub fn first_due(&self) -> Option<Timestamp> {
        self.known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .agenda
            .first()
    }

    /// Sources that are due, the longest overdue first.
    pub fn due(&self, now: Timestamp) -> Vec<SourceName> {
        self.known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .agenda
            .due(now)
    }

    /// At most `limit` sources to ask now, the longest overdue first: none that waits for one of `busy`, and none that
    /// waits for another of them.
    pub fn next(&self, now: Timestamp, busy: &BTreeSet<Group>, limit: usize) -> Vec<(SourceName, Group)> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let next = known.agenda.next(now, |group| busy.contains(group)).take(limit);
        next.map(|(source, group)| (source.clone(), Arc::clone(group)))
            .collect()
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
        self.note_state(record, state);
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

    /// Remembers the state and when the source is due next.
    fn note_state(&self, record: &PollRecord, state: SourceState) {
        let mut known = self.known();
        let plan = self.plan();
        if let Some(source) = plan.source(&record.source) {
            let at = cadence::due(&state, &source.cadence, record.at);
            known.agenda.set(&record.source, at);
        }
        if is_noteworthy(&state) {
            known.noteworthy.insert(record.source.clone());
        } else {
            known.noteworthy.remove(&record.source);
        }
        known.latest = known.latest.max(Some(record.at));
        known.states.insert(record.source.clone(), state);
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
