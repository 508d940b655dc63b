//! When a source is asked again: what its state becomes after each outcome. Pure; time and chance are arguments.
//!
//! | outcome | next poll after |
//! |---|---|
//! | answered well | twice as often as something new appears ([`pace`]), not before the answer said it goes stale; up to 10 % later |
//! | failed, blocked, first 410s | `every`, doubled with each failure in a row, at most `max_every`, never given up |
//! | throttled | what was asked for; untold, `every` doubled each time |
//! | 410 three times or more | `max_every`, doubled each time, at most 7 days |
//!
//! Never sooner than `min_every`, never later than `max_every` but for the last row, and never sooner than `Retry-After` (up to 24 hours) says.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use xxhash_rust::xxh3::xxh3_64;

use crate::model::{
    Cadence, Gap, News, Outcome, PollDay, Rhythm, SourceHealth, SourceName, SourceState, Validators,
};

/// A page's feed that fails this often in a row is looked for again.
const LOOK_AGAIN_AFTER: u32 = 3;
/// A source that answers 410 this often in a row is gone.
const GONE_AFTER: u32 = 3;
/// Longest `Retry-After` obeyed, seconds.
const LONGEST_RETRY_SECS: f64 = 24.0 * 3600.0;
/// Longest pause of a source that is gone, seconds.
const LONGEST_GONE_SECS: f64 = 7.0 * 24.0 * 3600.0;
/// After this long half of what was observed of a source's rhythm is forgotten.
const HALF_LIFE_SECS: f64 = 7.0 * 24.0 * 3600.0;
/// A source must have been watched for this long before it is polled more rarely than `every`.
const WATCHED_SECS: f64 = 24.0 * 3600.0;
/// Gaps that are remembered.
const GAPS: usize = 10;
/// Spread of polls after a good answer: up to a tenth later, never earlier.
const GOOD_SPREAD: f64 = 0.1;
/// Spread of polls after a failure.
const BAD_SPREAD: f64 = 0.25;

/// The state after a poll that ended at `now`. `jitter` (0 to 1) spreads sources that would be due together.
pub fn after(
    state: SourceState,
    outcome: &Outcome,
    cadence: &Cadence,
    now: Timestamp,
    jitter: f64,
) -> SourceState {
    let mut state = mend(state, cadence, now);
    let wait = match outcome {
        Outcome::Modified { .. } | Outcome::NotModified { .. } => {
            good(&mut state, outcome, cadence, now, jitter)
        }
        Outcome::Throttled {
            retry_after_secs,
            status,
        } => {
            state.throttled = state.throttled.saturating_add(1);
            state.last_error = Some(match status {
                0 => "asked to slow down".to_owned(),
                status => format!("asked to slow down ({status})"),
            });
            stand(&mut state, SourceHealth::Throttled, now);
            at_least(
                backoff(cadence, state.throttled.saturating_add(1), jitter),
                *retry_after_secs,
            )
        }
        Outcome::Gone => gone(&mut state, cadence, now, jitter),
        Outcome::Blocked { why } => {
            bad(&mut state, why, SourceHealth::Blocked, now);
            backoff(cadence, state.failures.saturating_add(1), jitter)
        }
        Outcome::Failed {
            why,
            retry_after_secs,
        } => {
            bad(&mut state, why, SourceHealth::Failing, now);
            at_least(backoff(cadence, state.failures, jitter), *retry_after_secs)
        }
    };
    count(&mut state.days, outcome, now);
    state.last_poll = Some(now);
    state.next_due = Some(later(now, wait.max(cadence.min_every.as_secs_f64())));
    state
}

/// When the next poll is due: what the state says, but never sooner than `min_every` after the last poll, whatever
/// happened to the state or the configuration in between. `now` for a source that was never polled.
pub fn due(state: &SourceState, cadence: &Cadence, now: Timestamp) -> Timestamp {
    let soonest = state
        .last_poll
        .map(|last| later(last, cadence.min_every.as_secs_f64()));
    state.next_due.max(soonest).unwrap_or(now)
}

/// The state made plausible again after the wall clock went backwards: a poll that seems to lie in the future is taken
/// to have happened now, and what follows it is pulled in as far, at least to `every` from now: what was learnt by the wrong
/// clock is soon learnt anew. Call it when a state is loaded.
#[must_use]
pub fn mend(mut state: SourceState, cadence: &Cadence, now: Timestamp) -> SourceState {
    let past = |at: Option<Timestamp>| at.map(|at| at.min(now));
    if let Some(last) = state.last_poll.filter(|last| *last > now) {
        let ahead = last.duration_since(now);
        let (every, _) = bounds(cadence);
        let pulled_in = |due: Timestamp| due.saturating_sub(ahead).unwrap_or(now);
        state.next_due = state.next_due.map(|due| pulled_in(due).min(later(now, every)));
    }
    state.last_poll = past(state.last_poll);
    state.last_success = past(state.last_success);
    state.health_since = past(state.health_since);
    let longest = later(now, cadence.max_every.as_secs_f64().max(LONGEST_GONE_SECS));
    state.next_due = state.next_due.map(|due| due.min(longest));
    state
}

/// Seconds to wait after a good answer.
fn good(state: &mut SourceState, outcome: &Outcome, cadence: &Cadence, now: Timestamp, jitter: f64) -> f64 {
    let mut told = None;
    let fresh = match outcome {
        Outcome::Modified {
            items,
            validators,
            newest,
            news,
            body_hash,
            issues,
            moved_to,
            fresh_secs,
            retry_after_secs,
            ..
        } => {
            told = *retry_after_secs;
            learn(state, news, now);
            state.found_feed.clone_from(&news.found_feed);
            state.validators.clone_from(validators);
            state.newest = state.newest.max(*newest);
            state.body_hash = *body_hash;
            state.last_items = *items;
            state.issues.clone_from(issues);
            state.moved_to = moved_to.as_ref().map(|to| moved(state.moved_to.as_ref(), to));
            state.moved_checked = state.moved_checked.filter(|_| state.moved_to.is_some());
            *fresh_secs
        }
        Outcome::NotModified { fresh_secs } => {
            let nothing = News {
                items: Some(0),
                ..News::default()
            };
            learn(state, &nothing, now);
            *fresh_secs
        }
        _ => None,
    };
    (state.failures, state.gone, state.throttled) = (0, 0, 0);
    state.last_error = None;
    state.last_success = Some(now);
    stand(state, SourceHealth::Ok, now);
    let (_, max) = bounds(cadence);
    let base = pace(&state.rhythm, cadence)
        .max(fresh.map_or(0.0, seconds))
        .min(max);
    at_least((base * (1.0 + GOOD_SPREAD * unit(jitter))).min(max), told)
}

/// Adds what a poll showed to the source's rhythm. The first one tells it by the dates of what is listed.
fn learn(state: &mut SourceState, news: &News, now: Timestamp) {
    let rhythm = &mut state.rhythm;
    match state.last_success {
        None => {
            if let Some((span, items)) = news.listed.filter(|(span, items)| *span > 0 && *items > 1) {
                let weight = (HALF_LIFE_SECS / seconds(span)).min(1.0);
                rhythm.items = f64::from(items - 1) * weight;
                rhythm.secs = seconds(span) * weight;
            }
        }
        Some(last) => {
            // A longer pause was no observation: the daemon was away, or the clock jumped.
            let passed = now.duration_since(last).as_secs_f64().clamp(0.0, WATCHED_SECS);
            let kept = 0.5_f64.powf(passed / HALF_LIFE_SECS);
            // Without dates a changed answer counts as one new item.
            let items = news.items.unwrap_or(1);
            rhythm.items = rhythm.items * kept + f64::from(items);
            rhythm.secs = rhythm.secs * kept + passed;
            rhythm.observed_secs += passed;
        }
    }
    if let Some((from, to)) = news.gap {
        let missing = to.duration_since(from).as_secs_f64();
        let rate = news
            .listed
            .filter(|(span, _)| *span > 0)
            .map_or(0.0, |(span, items)| {
                f64::from(items.saturating_sub(1)) / seconds(span)
            });
        // An estimate from one answer says little about long absences: at most ten answers' worth.
        let most = news.listed.map_or(0.0, |(_, items)| 10.0 * f64::from(items));
        let missed = (rate * missing - 1.0).round().clamp(1.0, most.max(1.0));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to a small positive number"
        )]
        let missed = missed as u32;
        state.gaps.push(Gap { from, to, missed });
        let surplus = state.gaps.len().saturating_sub(GAPS);
        state.gaps.drain(..surplus);
    }
}

/// Seconds to the next poll: half the time in which one new item is to be expected, within `min_every` and `max_every`.
///
/// The expectation is Bayesian: it begins at one item in twice `every`, as if that had been seen once, so that a source
/// nobody knows yet is polled at `every`; each observation moves it. A source is polled more rarely than `every` only
/// once it has been watched for a day.
fn pace(rhythm: &Rhythm, cadence: &Cadence) -> f64 {
    let (every, max) = bounds(cadence);
    let expected = (2.0 * every + rhythm.secs) / (1.0 + rhythm.items);
    let longest = if rhythm.observed_secs < WATCHED_SECS {
        every
    } else {
        max
    };
    (expected / 2.0).clamp(cadence.min_every.as_secs_f64().min(longest), longest)
}

/// Counts how often in a row the same new address was seen.
fn moved(seen: Option<&(String, u32)>, to: &str) -> (String, u32) {
    match seen {
        Some((known, times)) if known == to => (known.clone(), times.saturating_add(1)),
        _ => (to.to_owned(), 1),
    }
}

/// Seconds to wait after a 410.
fn gone(state: &mut SourceState, cadence: &Cadence, now: Timestamp, jitter: f64) -> f64 {
    state.gone = state.gone.saturating_add(1);
    state.failures = state.failures.saturating_add(1);
    forget_feed(state);
    state.last_error =
        Some("says it is gone for good (410); remove the source or give it another address".to_owned());
    if state.gone < GONE_AFTER {
        stand(state, SourceHealth::Failing, now);
        return backoff(cadence, state.failures, jitter);
    }
    stand(state, SourceHealth::Gone, now);
    let (_, max) = bounds(cadence);
    spread(
        doubled(max, state.gone - GONE_AFTER),
        LONGEST_GONE_SECS.max(max),
        jitter,
    )
}

fn bad(state: &mut SourceState, why: &str, health: SourceHealth, now: Timestamp) {
    state.failures = state.failures.saturating_add(1);
    if state.failures >= LOOK_AGAIN_AFTER {
        forget_feed(state);
    }
    state.gone = 0;
    state.last_error = Some(why.to_owned());
    stand(state, health, now);
}

/// The feed that a page named is looked for anew.
fn forget_feed(state: &mut SourceState) {
    if state.found_feed.take().is_some() {
        (state.validators, state.body_hash) = (Validators::default(), None);
    }
}

fn stand(state: &mut SourceState, health: SourceHealth, now: Timestamp) {
    if state.health != health || state.health_since.is_none() {
        state.health = health;
        state.health_since = Some(now);
    }
}

/// `every` doubled with each failure after the first, at most `max_every`, spread.
fn backoff(cadence: &Cadence, failures: u32, jitter: f64) -> f64 {
    let (every, max) = bounds(cadence);
    spread(doubled(every, failures.saturating_sub(1)), max, jitter)
}

fn doubled(secs: f64, times: u32) -> f64 {
    secs * 2_f64.powi(i32::try_from(times.min(64)).unwrap_or(64))
}

/// Up to a quarter more, but never more than `max`: there it is up to a tenth less, so that sources that failed
/// together do not come back together.
fn spread(secs: f64, max: f64, jitter: f64) -> f64 {
    if secs >= max {
        max * (1.0 - GOOD_SPREAD * unit(jitter))
    } else {
        (secs * (1.0 + BAD_SPREAD * unit(jitter))).min(max)
    }
}

fn at_least(secs: f64, retry_after_secs: Option<u64>) -> f64 {
    secs.max(retry_after_secs.map_or(0.0, |told| seconds(told).min(LONGEST_RETRY_SECS)))
}

/// `every` within its bounds, and `max_every`; in seconds.
fn bounds(cadence: &Cadence) -> (f64, f64) {
    let min = cadence.min_every.as_secs_f64();
    let max = cadence.max_every.as_secs_f64().max(min);
    (cadence.every.as_secs_f64().clamp(min, max), max)
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 285 million years")]
fn seconds(secs: u64) -> f64 {
    secs as f64
}

fn unit(jitter: f64) -> f64 {
    if jitter.is_finite() {
        jitter.clamp(0.0, 1.0)
    } else {
        0.0
    }
}

fn later(at: Timestamp, secs: f64) -> Timestamp {
    SignedDuration::try_from_secs_f64(secs)
        .ok()
        .and_then(|wait| at.saturating_add(wait).ok())
        .unwrap_or(Timestamp::MAX)
}

/// Adds a poll to its day (UTC).
fn count(days: &mut Vec<PollDay>, outcome: &Outcome, now: Timestamp) {
    let day: Date = now.to_zoned(TimeZone::UTC).date();
    let place = match days.binary_search_by_key(&day, |known| known.day) {
        Ok(place) => place,
        Err(place) => {
            days.insert(
                place,
                PollDay {
                    day,
                    good: 0,
                    all: 0,
                    mentions: 0,
                },
            );
            place
        }
    };
    let (good, mentions) = match outcome {
        Outcome::Modified { new_mentions, .. } => (1, *new_mentions),
        Outcome::NotModified { .. } => (1, 0),
        _ => (0, 0),
    };
    if let Some(known) = days.get_mut(place) {
        known.good = known.good.saturating_add(good);
        known.all = known.all.saturating_add(1);
        known.mentions = known.mentions.saturating_add(mentions);
    }
    let surplus = days.len().saturating_sub(PollDay::KEPT);
    days.drain(..surplus);
}

/// A number from 0 to 1 that spreads sources; derived, so that a test run is the same every time.
#[expect(clippy::cast_precision_loss, reason = "any number in the range serves")]
pub(super) fn jitter(source: &SourceName, now: Timestamp) -> f64 {
    let seed = format!("{source}{}", now.as_second());
    (xxh3_64(seed.as_bytes()) >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use crate::model::Validators;

    use super::*;

    const CADENCE: Cadence = Cadence {
        every: Duration::from_mins(15),
        min_every: Duration::from_mins(5),
        max_every: Duration::from_hours(24),
    };

    fn start() -> Timestamp {
        "2026-03-01T12:00:00Z".parse().unwrap()
    }

    fn modified(fresh_secs: Option<u64>, moved_to: Option<&str>) -> Outcome {
        Outcome::Modified {
            items: 30,
            new_mentions: 2,
            validators: Validators {
                etag: Some("\"a\"".to_owned()),
                last_modified: None,
            },
            newest: Some(start()),
            news: Box::new(News {
                items: Some(1),
                ..News::default()
            }),
            body_hash: Some(7),
            issues: vec!["one".to_owned()],
            moved_to: moved_to.map(str::to_owned),
            fresh_secs,
            retry_after_secs: None,
        }
    }

    fn failed(retry_after_secs: Option<u64>) -> Outcome {
        Outcome::Failed {
            why: "trouble".to_owned(),
            retry_after_secs,
        }
    }

    fn throttled(retry_after_secs: Option<u64>) -> Outcome {
        Outcome::Throttled {
            retry_after_secs,
            status: 429,
        }
    }

    fn blocked() -> Outcome {
        Outcome::Blocked {
            why: "login".to_owned(),
        }
    }

    /// Seconds from each poll to the next, polls made as soon as they are due.
    fn waits(outcomes: &[Outcome], jitter: f64) -> (Vec<i64>, SourceState) {
        let (mut state, mut now, mut waits) = (SourceState::default(), start(), Vec::new());
        for outcome in outcomes {
            state = after(state, outcome, &CADENCE, now, jitter);
            let next = due(&state, &CADENCE, now);
            waits.push(next.duration_since(now).as_secs());
            now = next;
        }
        (waits, state)
    }

    #[test]
    fn polls_come_twice_as_often_as_news() {
        const HOUR: f64 = 3_600.0;
        for (items, secs, observed, want) in [
            (0.0, 0.0, 0.0, 900.0),
            // Silent, but not watched for a day yet.
            (0.0, 20.0 * HOUR, 20.0 * HOUR, 900.0),
            (0.0, 47.5 * HOUR, 48.0 * HOUR, 24.0 * HOUR),
            (0.0, 23.5 * HOUR, 24.0 * HOUR, 12.0 * HOUR),
            // Two a day.
            (
                14.0,
                7.0 * 24.0 * HOUR,
                30.0 * 24.0 * HOUR,
                168.5 * HOUR / 15.0 / 2.0,
            ),
            // Busy: every five minutes, never sooner.
            (500.0, 24.0 * HOUR, 0.0, 300.0),
        ] {
            let rhythm = Rhythm {
                items,
                secs,
                observed_secs: observed,
            };
            let got = pace(&rhythm, &CADENCE);
            assert!((got - want).abs() < 1.0, "{items} in {secs}: {got}, not {want}");
        }
    }

    #[test]
    fn a_source_tells_its_rhythm_by_the_dates_of_its_first_answer_and_old_news_fade() {
        let mut state = SourceState::default();
        let first = News {
            listed: Some((24 * 3_600, 25)),
            ..News::default()
        };
        learn(&mut state, &first, start());
        assert!((state.rhythm.items - 24.0).abs() < 1e-9 && state.rhythm.observed_secs < 1e-9);
        for hours in 1..=7 * 24 {
            state.last_success = Some(start() + SignedDuration::from_hours(hours - 1));
            let silent = News {
                items: Some(0),
                ..News::default()
            };
            learn(&mut state, &silent, start() + SignedDuration::from_hours(hours));
        }
        assert!(
            (state.rhythm.items - 12.0).abs() < 0.1,
            "half after a week: {:?}",
            state.rhythm
        );
    }

    #[test]
    fn a_gap_is_kept_with_what_was_probably_missed() {
        let mut state = SourceState::default();
        // Ten items an hour apart, the oldest six hours newer than anything known.
        let gap = News {
            listed: Some((9 * 3_600, 10)),
            gap: Some((start(), start() + SignedDuration::from_hours(6))),
            ..News::default()
        };
        for _ in 0..GAPS + 3 {
            learn(&mut state, &gap, start());
        }
        assert_eq!(state.gaps.len(), GAPS);
        assert_eq!(state.gaps[0].missed, 5);
    }

    #[test]
    fn good_answers_keep_the_interval_and_respect_freshness() {
        for (fresh, jitter, want) in [
            (None, 0.0, 900),
            (None, 1.0, 990),
            (Some(60), 0.0, 900),
            (Some(3600), 0.0, 3600),
            (Some(3600), 0.5, 3780),
            (Some(10_000_000), 1.0, 86_400),
        ] {
            assert_eq!(
                waits(&[modified(fresh, None)], jitter).0,
                [want],
                "{fresh:?} {jitter}"
            );
            assert_eq!(
                waits(&[Outcome::NotModified { fresh_secs: fresh }], jitter).0,
                [want],
                "{fresh:?} {jitter}"
            );
        }
    }

    #[test]
    fn failures_double_up_to_the_bound_and_are_forgiven_at_once() {
        let mut outcomes = vec![failed(None); 10];
        outcomes.push(modified(None, None));
        let (got, state) = waits(&outcomes, 0.0);
        assert_eq!(
            got,
            [
                900, 1800, 3600, 7200, 14_400, 28_800, 57_600, 86_400, 86_400, 86_400, 900
            ]
        );
        assert_eq!(
            (state.failures, state.health, state.last_error),
            (0, SourceHealth::Ok, None)
        );
        assert_eq!(
            waits(&vec![failed(None); 5000], 0.3).0[4999],
            83_808,
            "never given up"
        );
    }

    #[test]
    fn retry_after_is_obeyed_up_to_a_day_even_beyond_the_bound() {
        let short = Cadence {
            max_every: Duration::from_mins(20),
            ..CADENCE
        };
        for (outcome, want) in [
            (failed(Some(7200)), 7200),
            (throttled(Some(7200)), 7200),
            (throttled(Some(1_000_000_000)), 86_400),
            (failed(Some(3)), 900),
        ] {
            let state = after(SourceState::default(), &outcome, &short, start(), 0.0);
            assert_eq!(
                due(&state, &short, start()).duration_since(start()).as_secs(),
                want,
                "{outcome:?}"
            );
        }
    }

    #[test]
    fn being_throttled_is_no_failure() {
        let (got, state) = waits(
            &[
                failed(None),
                throttled(None),
                throttled(None),
                throttled(Some(30)),
            ],
            0.0,
        );
        assert_eq!(got, [900, 1800, 3600, 7200]);
        assert_eq!(
            (state.failures, state.throttled, state.health),
            (1, 3, SourceHealth::Throttled)
        );
    }

    #[test]
    fn blocked_sources_are_asked_more_rarely() {
        let (got, state) = waits(&[blocked(), blocked()], 0.0);
        assert_eq!((got, state.health), (vec![1800, 3600], SourceHealth::Blocked));
        assert_eq!(state.last_error.as_deref(), Some("login"));
    }

    #[test]
    fn gone_takes_three_and_is_never_final() {
        let (got, state) = waits(&vec![Outcome::Gone; 8], 0.0);
        assert_eq!(
            got,
            [900, 1800, 86_400, 172_800, 345_600, 604_800, 604_800, 604_800]
        );
        assert_eq!((state.gone, state.health), (8, SourceHealth::Gone));
        assert_eq!(
            waits(&[Outcome::Gone, Outcome::Gone], 0.0).1.health,
            SourceHealth::Failing
        );
        let (_, back) = waits(
            &[Outcome::Gone, Outcome::Gone, Outcome::Gone, modified(None, None)],
            0.0,
        );
        assert_eq!((back.gone, back.health), (0, SourceHealth::Ok));
        let (_, apart) = waits(&[Outcome::Gone, failed(None), Outcome::Gone, Outcome::Gone], 0.0);
        assert_eq!(apart.health, SourceHealth::Failing, "in a row");
    }

    #[test]
    fn a_good_answer_is_remembered_and_a_bad_one_takes_nothing_away() {
        let (_, state) = waits(&[modified(None, None), failed(None)], 0.0);
        assert_eq!(state.validators.etag.as_deref(), Some("\"a\""));
        assert_eq!(
            (state.body_hash, state.last_items, state.newest),
            (Some(7), 30, Some(start()))
        );
        assert_eq!(state.last_success, Some(start()));
        assert_eq!(state.issues, ["one"]);
    }

    #[test]
    fn a_permanent_redirect_is_counted_while_it_stays_the_same() {
        let (a, b) = (
            modified(None, Some("https://a.example/")),
            modified(None, Some("https://b.example/")),
        );
        let same = Outcome::NotModified { fresh_secs: None };
        let moved = |outcomes: &[Outcome]| waits(outcomes, 0.0).1.moved_to.map(|(_, times)| times);
        assert_eq!(moved(&[a.clone(), same, a.clone()]), Some(2));
        assert_eq!(moved(&[a.clone(), b]), Some(1));
        assert_eq!(moved(&[a, modified(None, None)]), None);
    }

    #[test]
    fn health_keeps_the_time_it_began() {
        let (_, state) = waits(&[modified(None, None), failed(None), failed(None)], 0.0);
        assert_eq!(state.health_since, Some(later(start(), 900.0)));
        let once = after(SourceState::default(), &blocked(), &CADENCE, start(), 0.0);
        assert_eq!(once.health_since, Some(start()));
    }

    #[test]
    fn polls_are_counted_by_day_for_35_days() {
        let mut state = SourceState::default();
        for hour in 0..50 * 24 {
            let outcome = if hour % 2 == 0 {
                modified(None, None)
            } else {
                failed(None)
            };
            state = after(
                state,
                &outcome,
                &CADENCE,
                later(start(), f64::from(hour) * 3600.0),
                0.0,
            );
        }
        assert_eq!(state.days.len(), PollDay::KEPT);
        assert_eq!(
            (state.days[33].good, state.days[33].all, state.days[33].mentions),
            (12, 24, 24)
        );
        assert!(state.days.is_sorted_by_key(|day| day.day));
    }

    #[test]
    fn a_restart_or_a_new_cadence_never_asks_too_early() {
        let state = after(
            SourceState::default(),
            &modified(None, None),
            &CADENCE,
            start(),
            0.0,
        );
        let reset = SourceState {
            next_due: None,
            ..state
        };
        let soon = later(start(), 10.0);
        assert_eq!(due(&reset, &CADENCE, soon), later(start(), 300.0));
        assert_eq!(due(&SourceState::default(), &CADENCE, soon), soon);
    }

    #[test]
    fn a_clock_set_back_does_not_silence_a_source() {
        let next_year = later(start(), 365.0 * 86_400.0);
        let state = after(
            SourceState::default(),
            &modified(None, None),
            &CADENCE,
            next_year,
            0.0,
        );
        let mended = mend(state, &CADENCE, start());
        assert_eq!(mended.next_due, Some(later(start(), 900.0)));
        assert_eq!(
            (mended.last_poll, mended.health_since),
            (Some(start()), Some(start()))
        );
        let far = SourceState {
            next_due: Some(next_year),
            last_poll: Some(start()),
            ..SourceState::default()
        };
        assert_eq!(
            mend(far, &CADENCE, start()).next_due,
            Some(later(start(), LONGEST_GONE_SECS))
        );
    }

    fn any_outcome() -> impl Strategy<Value = Outcome> {
        let secs = prop::option::of(any::<u64>());
        prop_oneof![
            (secs.clone(), prop::option::of("[ab]"))
                .prop_map(|(fresh, moved)| modified(fresh, moved.as_deref())),
            secs.clone()
                .prop_map(|fresh_secs| Outcome::NotModified { fresh_secs }),
            secs.clone().prop_map(throttled),
            Just(Outcome::Gone),
            Just(blocked()),
            secs.prop_map(failed),
        ]
    }

    proptest! {
        #[test]
        fn every_history_keeps_the_promises(
            steps in prop::collection::vec((any_outcome(), -1_000_000_i64..2_000_000, -0.5_f64..1.5), 1..60),
            every in 1_u64..200_000, min in 1_u64..100_000, max in 1_u64..1_000_000,
        ) {
            let of = Duration::from_secs;
            let cadence = Cadence { every: of(every), min_every: of(min), max_every: of(max) };
            let (mut state, mut now) = (SourceState::default(), start());
            for (outcome, pass, jitter) in steps {
                state = after(state, &outcome, &cadence, now, jitter);
                let wait = due(&state, &cadence, now).duration_since(now).as_secs();
                let told = match outcome {
                    Outcome::Throttled { retry_after_secs, .. } | Outcome::Failed { retry_after_secs, .. } =>
                        retry_after_secs.unwrap_or(0).min(86_400),
                    _ => 0,
                };
                prop_assert!(wait >= i64::try_from(min.max(told)).unwrap(), "{wait} s is too early");
                prop_assert!(wait <= i64::try_from(max.max(min).max(7 * 86_400)).unwrap(), "{wait} s is too late");
                prop_assert!(state.days.len() <= PollDay::KEPT && state.days.is_sorted_by_key(|day| day.day));
                prop_assert!(state.days.iter().all(|day| day.good <= day.all));
                prop_assert_eq!(state.last_poll, Some(now));
                prop_assert!(state.health_since.is_some_and(|since| since <= now));
                now = later(start(), 2e6).min(now.saturating_add(SignedDuration::from_secs(pass)).unwrap());
            }
        }
    }
}
