//! `/status` and `/sources` as JSON.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Serialize;

use super::readings::{self, AskAgain, ReadingFacts};
use crate::{
    app::{cadence, daemon::Daemon, moved},
    io::store::{ErrandKind, Health, Stats, Store, StoreError},
    model::{DeliveryState, DigestId, OutboxEntry, Source, SourceHealth, SourceState, day_of},
};

/// Most waiting looks that are counted.
const MOST_COUNTED: usize = 100_000;

/// Everything `/status` tells.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Status {
    version: &'static str,
    started_at: Timestamp,
    uptime_secs: i64,
    store: StoreFacts,
    polls: Polls,
    pub(super) sources: Vec<SourceFacts>,
    /// `null` while the store cannot be read.
    outbox: Option<OutboxFacts>,
    /// `null` while the store cannot be read.
    readings: Option<ReadingFacts>,
    /// Pages with backlinks that wait to be looked at again; `null` as above.
    backlink_checks: Option<Waits>,
    pub(super) digests: Vec<DigestFacts>,
    config: ConfigFacts,
}

#[derive(Clone, Debug, Serialize)]
struct StoreFacts {
    #[serde(flatten)]
    stats: Stats,
    /// `ready` or `degraded`.
    state: &'static str,
    why: Option<String>,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Polls {
    last_hour: usize,
    failed_last_hour: usize,
    /// How far the most overdue source is behind.
    lag_secs: i64,
}

/// One source.
#[derive(Clone, Debug, Serialize)]
pub(super) struct SourceFacts {
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) state: &'static str,
    pub(super) since: Option<Timestamp>,
    pub(super) last_success: Option<Timestamp>,
    pub(super) next_due: Option<Timestamp>,
    pub(super) failures: u32,
    pub(super) last_error: Option<String>,
    /// Share of the last seven days' polls that were answered well; `null` before the first.
    pub(super) coverage_7d: Option<f64>,
    pub(super) mentions_7d: u32,
    /// Items that probably came and went between two polls in the last seven days.
    pub(super) slipped_7d: u32,
    pub(super) items: u32,
    /// Requests that the operator allows, and how far apart polls are kept for it.
    pub(super) budget: Option<Budget>,
    /// How it is asked again about items that it gave; `null` if it is not.
    pub(super) ask_again: Option<AskAgain>,
    /// Repairs that its last answer needed.
    pub(super) issues: Vec<String>,
    /// Where permanent redirects lead; `feed` or `page` should name it instead. Without its query, which may hold a key.
    pub(super) moved_to: Option<String>,
    /// Whether it is asked there directly.
    pub(super) asked_where_moved: bool,
}

/// A budget and how it is kept.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Budget {
    requests: u32,
    per_secs: u64,
    /// Most that one poll takes.
    requests_a_poll: u32,
    /// Polls are at least so far apart.
    poll_every_secs: u64,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Waits {
    waiting: usize,
    next_due: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct OutboxFacts {
    waiting: usize,
    failed: usize,
}

/// One digest.
#[derive(Clone, Debug, Serialize)]
pub(super) struct DigestFacts {
    pub(super) id: DigestId,
    pub(super) last_period: Option<String>,
    pub(super) last_sent: Option<Timestamp>,
    pub(super) next_due: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize)]
struct ConfigFacts {
    loaded_at: Timestamp,
    hash: String,
    last_reload_error: Option<String>,
}

/// Gathers `/status`.
pub(super) async fn status(daemon: &Daemon) -> Result<Status, StoreError> {
    let (now, plan) = (daemon.clock().now(), daemon.board.plan());
    let stats = daemon.store().read(|store| Ok(store.stats())).await?;
    let why = match daemon.store().health() {
        Health::Ready => None,
        Health::Degraded { why } => Some(why),
    };
    let outbox = match &why {
        None => Some(count(&daemon.store().read(Store::outbox).await?)),
        Some(_) => None,
    };
    let backlink_checks = match &why {
        None => {
            let waiting = |store: &Store| store.errands_waiting(ErrandKind::Backlinks, MOST_COUNTED);
            let waiting = daemon.store().read(waiting).await?;
            Some(Waits {
                waiting: waiting.count,
                next_due: waiting.next,
            })
        }
        Some(_) => None,
    };
    let (last_hour, failed_last_hour) = daemon.board.last_hour(now);
    let (loaded_at, last_reload_error) = daemon.board.config_state();
    Ok(Status {
        version: env!("CARGO_PKG_VERSION"),
        started_at: daemon.board.started_at,
        uptime_secs: now.duration_since(daemon.board.started_at).as_secs(),
        store: StoreFacts {
            stats,
            state: if why.is_none() { "ready" } else { "degraded" },
            why,
        },
        polls: Polls {
            last_hour,
            failed_last_hour,
            lag_secs: lag(daemon, now),
        },
        sources: sources(daemon),
        outbox,
        readings: readings::facts(daemon).await?,
        backlink_checks,
        digests: digests(daemon).await?,
        config: ConfigFacts {
            loaded_at,
            hash: plan.settings.hash.clone(),
            last_reload_error,
        },
    })
}

/// Gathers `/sources`, in the order of the file.
pub(super) fn sources(daemon: &Daemon) -> Vec<SourceFacts> {
    let (now, plan) = (daemon.clock().now(), daemon.board.plan());
    let nothing = SourceState::default();
    daemon.board.with_states(|states| {
        let facts = plan.settings.sources.iter().map(|source| {
            let state = states.get(&source.name).unwrap_or(&nothing);
            source_facts(daemon, source, state, now)
        });
        facts.collect()
    })
}

/// At most `limit` sources, and how many there are of each standing: all in the order of the file, or, if there are more,
/// first those that are not heard.
pub(super) fn some_sources(
    daemon: &Daemon,
    limit: usize,
) -> (Vec<SourceFacts>, BTreeMap<SourceHealth, usize>) {
    let (now, plan) = (daemon.clock().now(), daemon.board.plan());
    let nothing = SourceState::default();
    daemon.board.with_states(|states| {
        let state = |source: &Source| states.get(&source.name).unwrap_or(&nothing);
        let mut counts: BTreeMap<SourceHealth, usize> = BTreeMap::new();
        for source in &plan.settings.sources {
            *counts.entry(state(source).health).or_default() += 1;
        }
        let mut shown: Vec<&Source> = plan.settings.sources.iter().collect();
        if shown.len() > limit {
            shown.sort_by_key(|source| match state(source).health {
                SourceHealth::Failing | SourceHealth::Blocked | SourceHealth::Gone => 0,
                SourceHealth::Throttled => 1,
                SourceHealth::New | SourceHealth::Ok => 2,
            });
        }
        let facts = shown.into_iter().take(limit);
        (
            facts
                .map(|source| source_facts(daemon, source, state(source), now))
                .collect(),
            counts,
        )
    })
}

fn source_facts(daemon: &Daemon, source: &Source, state: &SourceState, now: Timestamp) -> SourceFacts {
    let today = day_of(now, &TimeZone::UTC);
    let week_ago = today.checked_sub(jiff::Span::new().days(7)).unwrap_or(Date::MIN);
    let (coverage, mentions) = last_days(state, week_ago);
    SourceFacts {
        name: source.name.to_string(),
        kind: source.kind.as_str(),
        state: state.health.as_str(),
        since: state.health_since,
        last_success: state.last_success,
        next_due: state
            .last_poll
            .filter(|_| source.kind.is_polled())
            .map(|_| cadence::due(state, &source.cadence, now)),
        failures: state.failures,
        last_error: state.last_error.clone(),
        coverage_7d: coverage,
        mentions_7d: mentions,
        slipped_7d: slipped(state, week_ago),
        items: state.last_items,
        budget: source.budget.map(|budget| Budget {
            requests: budget.requests,
            per_secs: budget.per.as_secs(),
            requests_a_poll: source.kind.most_requests(),
            poll_every_secs: source.cadence.min_every.as_secs(),
        }),
        ask_again: readings::of_source(daemon, source),
        issues: state.issues.clone(),
        asked_where_moved: moved::settled(source, state).is_some(),
        moved_to: state.moved_to.as_ref().map(|(to, _)| moved::shown(to)),
    }
}

/// Share of polls answered well and mentions brought since a day.
fn last_days(state: &SourceState, since: Date) -> (Option<f64>, u32) {
    let days = state.days.iter().filter(|day| day.day > since);
    let (good, all, mentions) = days.fold((0_u32, 0_u32, 0_u32), |(good, all, mentions), day| {
        (
            good.saturating_add(day.good),
            all.saturating_add(day.all),
            mentions.saturating_add(day.mentions),
        )
    });
    ((all > 0).then(|| f64::from(good) / f64::from(all)), mentions)
}

/// Items of the gaps since a day.
fn slipped(state: &SourceState, since: Date) -> u32 {
    let recent = state
        .gaps
        .iter()
        .filter(|gap| day_of(gap.to, &TimeZone::UTC) > since);
    recent.fold(0, |sum, gap| sum.saturating_add(gap.missed))
}

fn lag(daemon: &Daemon, now: Timestamp) -> i64 {
    let first = daemon.board.first_due();
    first.map_or(0, |due| now.duration_since(due).as_secs().max(0))
}

fn count(outbox: &[OutboxEntry]) -> OutboxFacts {
    let failed = outbox
        .iter()
        .filter(|entry| matches!(entry.state, DeliveryState::Rejected { .. }))
        .count();
    let waiting = outbox.iter().filter(|entry| !entry.state.is_final()).count();
    OutboxFacts { waiting, failed }
}

/// Gathers `/digests`.
pub(super) async fn digests(daemon: &Daemon) -> Result<Vec<DigestFacts>, StoreError> {
    let (now, plan) = (daemon.clock().now(), daemon.board.plan());
    let mut facts = Vec::new();
    for digest in &plan.settings.digests {
        let id = digest.id.clone();
        let state = match daemon.store().health() {
            Health::Ready => daemon.store().read(move |store| store.digest_state(&id)).await?,
            Health::Degraded { .. } => None,
        };
        let state = state.unwrap_or_default();
        let schedule = plan.schedules.get(&digest.id);
        facts.push(DigestFacts {
            id: digest.id.clone(),
            last_period: state.last_period,
            last_sent: state.last_sent,
            next_due: schedule.and_then(|schedule| schedule.next_after(now, &plan.settings.timezone)),
        });
    }
    Ok(facts)
}
