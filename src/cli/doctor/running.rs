//! What the running daemon says about itself.

use serde::Deserialize;

use super::{Finding, Grade, counted};
use crate::{cli::remote::Daemon, config::Settings};

/// The part of `/status` that a doctor looks at.
#[derive(Debug, Deserialize)]
pub(super) struct Status {
    version: String,
    uptime_secs: i64,
    store: Store,
    polls: Polls,
    #[serde(default)]
    sources: Vec<Heard>,
    outbox: Option<Outbox>,
    config: Config,
}

#[derive(Debug, Deserialize)]
struct Store {
    mentions: u64,
    state: String,
    why: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Polls {
    last_hour: u64,
    lag_secs: i64,
}

/// What is remembered of one source.
#[derive(Debug, Deserialize)]
struct Heard {
    name: String,
    state: String,
    since: Option<String>,
    last_error: Option<String>,
    moved_to: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Outbox {
    waiting: usize,
    failed: usize,
}

#[derive(Debug, Deserialize)]
struct Config {
    hash: String,
    last_reload_error: Option<String>,
}

/// Longest that the most overdue source may be behind before that is a fault, in seconds.
const LONGEST_LAG_SECS: i64 = 3600;

/// Asks the daemon; `None` if none answers.
pub(super) fn ask(settings: &Settings) -> Option<Status> {
    let answer = Daemon::of(settings).get("status", &[]).ok()?;
    serde_json::from_slice(&answer).ok()
}

/// What is to be said about it.
/// `hash` is that of the configuration file as it is now.
pub(super) fn findings(hash: &str, status: &Status) -> Vec<Finding> {
    let mut found = vec![alive(status), store(&status.store)];
    found.push(configuration(hash, &status.config));
    found.extend(status.outbox.as_ref().map(outbox));
    found.extend(status.sources.iter().filter_map(source));
    found
}

fn alive(status: &Status) -> Finding {
    const ABOUT: &str = "daemon";
    let polls = &status.polls;
    if polls.lag_secs > LONGEST_LAG_SECS {
        return Finding::warning(
            ABOUT,
            format!(
                "the most overdue source waits for {} minutes",
                polls.lag_secs / 60
            ),
            "raise `concurrency` in `[polling]`, or ask a slow site less often",
        );
    }
    Finding::good(
        ABOUT,
        format!(
            "version {} runs for {} h, {} polls in the last hour",
            status.version,
            status.uptime_secs / 3600,
            polls.last_hour
        ),
    )
}

fn store(store: &Store) -> Finding {
    const ABOUT: &str = "store";
    if store.state != "ready" {
        let why = store.why.as_deref().unwrap_or("no reason given");
        return Finding::bad(
            ABOUT,
            format!("it takes no writes: {why}"),
            "see whether the disk is full or failing; it is opened again by itself once it can be",
        );
    }
    Finding::good(
        ABOUT,
        format!(
            "{} mentions; to have every entry read, stop the daemon and run this again",
            store.mentions
        ),
    )
}

fn configuration(hash: &str, config: &Config) -> Finding {
    const ABOUT: &str = "configuration in force";
    if let Some(error) = &config.last_reload_error {
        let first = error.lines().next().unwrap_or_default();
        return Finding::bad(
            ABOUT,
            format!("the last reload was refused: {first}"),
            "`mentiond check` shows every error; then `systemctl reload mentiond`",
        );
    }
    if config.hash != hash {
        return Finding::warning(
            ABOUT,
            "the file was changed since the daemon read it",
            "`systemctl reload mentiond` puts it in force",
        );
    }
    Finding::good(ABOUT, "the daemon goes by this file")
}

fn outbox(outbox: &Outbox) -> Finding {
    const ABOUT: &str = "outbox";
    match (outbox.failed, outbox.waiting) {
        (0, 0) => Finding::good(ABOUT, "everything was delivered"),
        (0, waiting) => Finding::warning(
            ABOUT,
            format!("{} not delivered yet", counted(waiting, "mail")),
            "`mentiond outbox` says why",
        ),
        (failed, _) => Finding::warning(
            ABOUT,
            format!("{} refused for good", counted(failed, "mail")),
            "`mentiond outbox` says why; `outbox retry` or `outbox drop` settles each",
        ),
    }
}

/// A source that the daemon does not hear, or that has moved.
fn source(source: &Heard) -> Option<Finding> {
    let about = format!("source {}", source.name);
    if matches!(source.state.as_str(), "failing" | "blocked" | "gone") {
        let since = source.since.as_deref().unwrap_or("some time");
        let why = source.last_error.as_deref().unwrap_or("no reason given");
        return Some(Finding::new(
            &about,
            Grade::Bad,
            format!("{} since {since}: {why}", source.state),
        ));
    }
    source.moved_to.as_deref().map(|to| {
        Finding::warning(
            &about,
            format!("it has moved for good to `{to}`"),
            "name that address in the configuration",
        )
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn told(change: &[(&str, Value)]) -> Vec<(String, Grade)> {
        let mut status = json!({
            "version": "0.1.0", "uptime_secs": 7200, "store": { "mentions": 7, "state": "ready", "why": null },
            "polls": { "last_hour": 4, "failed_last_hour": 0, "lag_secs": 3 },
            "sources": [{ "name": "News", "state": "ok", "since": null, "last_error": null, "moved_to": null }],
            "outbox": { "waiting": 0, "failed": 0 }, "config": { "hash": "h", "last_reload_error": null },
        });
        for (at, value) in change {
            *status.pointer_mut(at).unwrap() = value.clone();
        }
        let status: Status = serde_json::from_value(status).unwrap();
        findings("h", &status)
            .into_iter()
            .filter(|finding| finding.grade != Grade::Good)
            .map(|finding| (format!("{}: {}", finding.about, finding.found), finding.grade))
            .collect()
    }

    #[test]
    fn what_the_daemon_knows_is_told() {
        assert_eq!(told(&[]), []);
        for (at, value, begins, grade) in [
            (
                "/store/state",
                json!("degraded"),
                "store: it takes no writes",
                Grade::Bad,
            ),
            (
                "/polls/lag_secs",
                json!(7200),
                "daemon: the most overdue source waits for 120",
                Grade::Warning,
            ),
            (
                "/config/hash",
                json!("other"),
                "configuration in force: the file was changed",
                Grade::Warning,
            ),
            (
                "/config/last_reload_error",
                json!("line 1\nmore"),
                "configuration in force: the last reload was refused: line 1",
                Grade::Bad,
            ),
            (
                "/outbox/waiting",
                json!(2),
                "outbox: 2 mails not delivered",
                Grade::Warning,
            ),
            (
                "/outbox/failed",
                json!(1),
                "outbox: 1 mail refused",
                Grade::Warning,
            ),
            (
                "/sources/0/state",
                json!("failing"),
                "source News: failing since some time",
                Grade::Bad,
            ),
            (
                "/sources/0/moved_to",
                json!("https://b.example/"),
                "source News: it has moved",
                Grade::Warning,
            ),
        ] {
            let told = told(&[(at, value)]);
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(told[0].0.starts_with(begins), "{told:?}");
            assert_eq!(told[0].1, grade);
        }
    }
}
