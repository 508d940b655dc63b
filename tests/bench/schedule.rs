//! 1,000 and 100,000 sources on one machine under a clock that is moved by hand: what the scheduler costs while nothing is
//! due and while everything is polled at its interval, how much memory the sources take with their states, and how many
//! polls a second begin after a restart that finds all of them overdue.
//!
//! `cargo bench --bench schedule`. Each size is measured in a process of its own, so that its peak of memory is its own.
//! The store is the real one, on disk; no request is made: a poll ends well two simulated seconds after it began.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark measures time, prints its table and stops at the first surprise"
)]

mod usage;

use std::{
    collections::{BTreeSet, VecDeque},
    fmt::Write as _,
    fs,
    path::Path,
    process::Command,
    time::Instant,
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use mentiond::{
    app::{
        cadence,
        daemon::{Daemon, Outlet},
        plan::Plan,
        poll::Poller,
    },
    io::{
        clock::Clock,
        fetch::{Fetcher, Options},
        files,
        store::{PollCommit, Remember, Store},
    },
    model::{Outcome, PollDay, PollRecord, Rhythm, SourceHealth, SourceName, SourceState, Validators},
    watch::identity::Reappearance,
};

/// When each run begins.
const START: &str = "2026-11-17T12:00:00Z";
const SIZES: [usize; 2] = [1_000, 100_000];
/// Domains that the sources are on, at most.
const DOMAINS: usize = 40_000;
/// Seconds a poll takes.
const POLL_SECS: i64 = 2;
/// Simulated seconds of each phase.
const IDLE_SECS: i64 = 1_800;
const BUSY_SECS: i64 = 900;
const RESTART_SECS: i64 = 1_000;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |flag: &str| arguments.iter().skip_while(|argument| *argument != flag).nth(1);
    let folder = after("--in").map(std::path::PathBuf::from);
    let start: Timestamp = START.parse().expect("an instant");
    if let (Some(step), Some(folder)) = (after("--step"), folder) {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        match step.as_str() {
            "fill" => runtime.block_on(fill(&folder, start)),
            _ => runtime.block_on(measure(&folder, start)),
        }
        return;
    }
    println!(
        "{:>8} {:>9} {:>9} {:>11} {:>11} {:>10} {:>11} {:>12} {:>10}",
        "sources",
        "load s",
        "peak MiB",
        "idle core %",
        "busy core %",
        "busy /s",
        "overdue",
        "first 1 s",
        "peak /s"
    );
    for size in SIZES {
        let folder = tempfile::tempdir().expect("a folder");
        configuration(folder.path(), size);
        // The states are written by a process of their own: what that takes is not what a daemon holds.
        for step in ["fill", "measure"] {
            let done = Command::new(std::env::current_exe().expect("own path"))
                .args(["--step", step, "--in"])
                .arg(folder.path())
                .status()
                .expect("it runs");
            assert!(done.success());
        }
    }
}

async fn measure(folder: &Path, start: Timestamp) {
    let clock = Clock::manual(start);
    let began = Instant::now();
    let daemon = daemon(folder, &clock).await;
    let load = began.elapsed().as_secs_f64();
    let size = daemon.board.plan().sources().count();
    let idle = idle(&daemon, &clock).await;
    let held = usage::peak_mib();
    let (busy, polls) = busy(&daemon, &clock).await;
    daemon.shut_down().await;
    drop(daemon);
    clock.advance(SignedDuration::from_hours(24));
    let daemon = self::daemon(folder, &clock).await;
    let (overdue, first, peak) = restart(&daemon, &clock);
    println!(
        "{size:8} {load:9.2} {held:9.1} {:11.3} {:11.2} {polls:10.1} {overdue:11} {first:12} {peak:10}",
        idle * 100.0,
        busy * 100.0,
    );
    daemon.shut_down().await;
}

/// A configuration with a list of feeds, as a person with that many would have it.
fn configuration(folder: &Path, size: usize) {
    let mut list = "<opml version=\"2.0\"><body>\n".to_owned();
    for number in 0..size {
        writeln!(
            list,
            "<outline text=\"Feed number {number}\" xmlUrl=\"https://site{}.example/blog/{number}/feed.xml\"/>",
            number % DOMAINS
        )
        .expect("writing into a string");
    }
    list.push_str("</body></opml>\n");
    fs::write(folder.join("feeds.opml"), list).expect("a list");
    let text = format!(
        "timezone = \"UTC\"\ndata_dir = {:?}\n[[brand]]\nid = \"acme\"\nmatch = \"acme\"\n[[source]]\nopml = {:?}\n",
        folder.join("data").display().to_string(),
        folder.join("feeds.opml").display().to_string(),
    );
    fs::write(folder.join("mentiond.toml"), text).expect("a configuration");
}

fn plan(folder: &Path) -> Plan {
    let checked = files::load_config(&folder.join("mentiond.toml"))
        .unwrap_or_else(|errors| panic!("{}", errors.render(false)));
    Plan::new(checked.settings).expect("a plan")
}

/// What is remembered of a source after five weeks.
fn remembered(number: usize, now: Timestamp) -> SourceState {
    let today = now.to_zoned(TimeZone::UTC).date();
    let days = (0..35_i64).rev().filter_map(|ago| {
        let day = today.checked_sub(jiff::Span::new().days(ago)).ok()?;
        Some(PollDay {
            day,
            good: 96,
            all: 96,
            mentions: 0,
        })
    });
    SourceState {
        validators: Validators {
            etag: Some(format!("\"{number:032x}\"")),
            last_modified: Some("Tue, 17 Nov 2026 10:00:00 GMT".to_owned()),
        },
        next_due: now.checked_add(SignedDuration::from_hours(12)).ok(),
        last_success: Some(now),
        last_poll: Some(now),
        health: SourceHealth::Ok,
        health_since: Some(now),
        newest: Some(now),
        last_items: 20,
        body_hash: Some(7),
        days: days.collect(),
        rhythm: Rhythm {
            items: 10.0,
            secs: 600_000.0,
            observed_secs: 3e6,
        },
        ..SourceState::default()
    }
}

/// Stores a state for every source.
async fn fill(folder: &Path, now: Timestamp) {
    let data = folder.join("data");
    fs::create_dir_all(&data).expect("a data directory");
    let store = Store::open(&data, TimeZone::UTC).expect("a store");
    let plan = plan(folder);
    let mut waiting = VecDeque::new();
    for (number, source) in plan.sources().enumerate() {
        let state = plan.renewed(source, remembered(number, now), now);
        waiting.push_back(store.ingest(PollCommit {
            source: source.name.clone(),
            // What was renewed is due at once; these were heard by this configuration.
            state: SourceState {
                body_hash: Some(7),
                next_due: remembered(number, now).next_due,
                ..state
            },
            candidates: Vec::new(),
            not_before: None,
            remember: Remember::default(),
            reappearance: Reappearance::default(),
            listed: None,
        }));
        if waiting.len() > 500 {
            waiting.pop_front().expect("some").await.expect("it is stored");
        }
    }
    for ack in waiting {
        ack.await.expect("it is stored");
    }
    store.close().await.expect("it closes");
}

async fn daemon(folder: &Path, clock: &Clock) -> Daemon {
    let store = Store::open(&folder.join("data"), TimeZone::UTC).expect("a store");
    let fetcher = Fetcher::new(Options {
        clock: clock.clone(),
        ..Options::default()
    })
    .expect("a fetcher");
    Daemon::new(
        plan(folder),
        Poller::new(fetcher, store, clock.clone()),
        Outlet::Held,
    )
    .await
    .expect("a daemon")
}

/// Share of a core that an hour takes in which nothing is due, mail rounds included.
async fn idle(daemon: &Daemon, clock: &Clock) -> f64 {
    let before = usage::cpu_secs();
    for second in 0..IDLE_SECS {
        clock.advance(SignedDuration::from_secs(1));
        let now = clock.now();
        daemon.board.beat(now);
        daemon.board.tick(now);
        assert!(daemon.board.next(now, &BTreeSet::new(), 64).is_empty());
        if second % 5 == 0 {
            daemon.mail_round().await.expect("the store answers");
        }
    }
    (usage::cpu_secs() - before) / seconds(IDLE_SECS)
}

/// Share of a core, and polls a second, while every source is polled at its interval.
async fn busy(daemon: &Daemon, clock: &Clock) -> (f64, f64) {
    clock.advance(SignedDuration::from_hours(12));
    let mut polls = Polls::default();
    // The first of them come all at once: half an hour later they are where they stay.
    for _ in 0..BUSY_SECS {
        polls.second(daemon, clock);
    }
    let (before, begun) = (usage::cpu_secs(), polls.begun);
    for second in 0..BUSY_SECS {
        polls.second(daemon, clock);
        if second % 5 == 0 {
            daemon.mail_round().await.expect("the store answers");
        }
    }
    let secs = seconds(BUSY_SECS);
    (
        (usage::cpu_secs() - before) / secs,
        count(polls.begun - begun) / secs,
    )
}

/// Sources that a restart finds overdue, polls of the first second, and most polls of any second.
fn restart(daemon: &Daemon, clock: &Clock) -> (usize, usize, usize) {
    let (plan, now) = (daemon.board.plan(), clock.now());
    let overdue = daemon.board.with_states(|states| {
        let late = |source: &&std::sync::Arc<mentiond::model::Source>| {
            states
                .get(&source.name)
                .is_none_or(|state| cadence::due(state, &source.cadence, now) <= now)
        };
        plan.sources().filter(late).count()
    });
    let mut polls = Polls::default();
    let (mut first, mut peak) = (0, 0);
    for second in 0..RESTART_SECS {
        let begun = polls.begun;
        polls.second(daemon, clock);
        let of_this = polls.begun - begun;
        if second == 0 {
            first = of_this;
        }
        peak = peak.max(of_this);
    }
    (overdue, first, peak)
}

/// Polls that are in flight, without a web to ask.
#[derive(Default)]
struct Polls {
    in_flight: VecDeque<(Timestamp, SourceName, std::sync::Arc<str>)>,
    begun: usize,
}

impl Polls {
    /// One second of the scheduler, without a limit of concurrency: what it hands out is what is measured.
    fn second(&mut self, daemon: &Daemon, clock: &Clock) {
        clock.advance(SignedDuration::from_secs(1));
        let (plan, now) = (daemon.board.plan(), clock.now());
        daemon.board.beat(now);
        daemon.board.tick(now);
        while let Some((_, name, _)) = self.in_flight.pop_front_if(|(ends, ..)| *ends <= now) {
            let source = plan.source(&name).expect("a source");
            let outcome = Outcome::NotModified { fresh_secs: None };
            let jitter = f64::from(u32::try_from(self.begun % 1_000).unwrap_or(0)) / 1_000.0;
            let state = cadence::after(daemon.board.state(&name), &outcome, &source.cadence, now, jitter);
            let record = PollRecord {
                source: name,
                at: now,
                outcome,
            };
            daemon.board.note_poll(&record, state);
        }
        let busy: BTreeSet<_> = self
            .in_flight
            .iter()
            .map(|(_, _, group)| std::sync::Arc::clone(group))
            .collect();
        let ends = now
            .checked_add(SignedDuration::from_secs(POLL_SECS))
            .expect("an instant");
        for (name, group) in daemon.board.next(now, &busy, usize::MAX) {
            self.begun += 1;
            self.in_flight.push_back((ends, name, group));
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn seconds(secs: i64) -> f64 {
    secs as f64
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn count(number: usize) -> f64 {
    number as f64
}
