//! Mail to the operator about sources: on transitions only, many in one mail, with a reminder while trouble lasts.
//!
//! | a source | is told |
//! |---|---|
//! | fails, is refused or gone for [`PATIENCE`] and three polls | once, with why and what to do |
//! | is still so | every [`REMIND_AFTER`] |
//! | answers again after that was told | once |
//! | moved for good, seen three times | once for each new address |
//!
//! Throttling is no trouble. Transitions of one round share a mail, and rounds that tell anything lie an hour apart, so a
//! network that fails as a whole is one mail, not a thousand.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    board::Board,
    moved::{SETTLED_AFTER, shown},
    operator,
};
use crate::{
    config::MailSettings,
    io::store::{Store, StoreError},
    model::{SourceHealth, SourceName, SourceState},
};

/// How long a source must be in trouble before anybody is told: most trouble is over by then.
const PATIENCE: SignedDuration = SignedDuration::from_mins(30);
/// Polls that must have failed besides.
const FAILURES: u32 = 3;
/// Pause between two mails.
const PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// After this long the operator is reminded of what is still in trouble.
const REMIND_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Sources named in one mail; the status page has them all.
const NAMED: usize = 20;
/// Name under which the store remembers what was told.
const NOTICE: &str = "sources";

/// What the operator was told, by source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Told {
    /// When the last mail was written.
    last_mail: Option<Timestamp>,
    /// Sources that are in trouble as far as the operator knows, with when that was told last.
    troubled: BTreeMap<SourceName, Timestamp>,
    /// Sources that moved, with the address that was told.
    moved: BTreeMap<SourceName, String>,
}

/// One line of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
enum News {
    Trouble(SourceName, String),
    Still(SourceName, String),
    Over(SourceName),
    Moved(SourceName, String),
}

/// Tells the operator what changed since the last time, if anything did.
///
/// # Errors
/// When the store cannot be read or written.
pub(super) async fn tell(
    store: &Store,
    mail: &MailSettings,
    board: &Board,
    now: Timestamp,
) -> Result<(), StoreError> {
    if mail.operator.is_empty() {
        return Ok(());
    }
    let known = store.read(|store| store.notice(NOTICE)).await?;
    let mut told: Told = known
        .and_then(|value| serde_json::from_value(value).ok())
        .unwrap_or_default();
    if told.last_mail.is_some_and(|last| is_within(last, PAUSE, now)) {
        return Ok(());
    }
    let news = board.with_noteworthy(|states, names| news(&told, states, names, now));
    if news.is_empty() {
        return Ok(());
    }
    let (subject, text) = letter(&news);
    operator::tell(store, mail, &text, (&subject, &text), now).await?;
    for item in news {
        match item {
            News::Trouble(source, _) | News::Still(source, _) => {
                told.troubled.insert(source, now);
            }
            News::Over(source) => {
                told.troubled.remove(&source);
            }
            News::Moved(source, to) => {
                told.moved.insert(source, to);
            }
        }
    }
    told.last_mail = Some(now);
    store.put_notice(NOTICE, serde_json::to_value(told).ok()).await
}

/// Whether `then` is less than `pause` ago; an instant in the future was written by a clock that was ahead.
fn is_within(then: Timestamp, pause: SignedDuration, now: Timestamp) -> bool {
    let age = now.duration_since(then);
    age < pause && !age.is_negative()
}

/// What is new of these sources and of those of which something was told.
fn news(
    told: &Told,
    states: &BTreeMap<SourceName, SourceState>,
    names: &BTreeSet<SourceName>,
    now: Timestamp,
) -> Vec<News> {
    let mut news = Vec::new();
    let others = told.troubled.keys().filter(|name| !names.contains(*name));
    let named = names.iter().chain(others);
    for (source, state) in named.filter_map(|name| states.get_key_value(name)) {
        let why = || state.last_error.clone().unwrap_or_default();
        match (trouble(state, now), told.troubled.get(source)) {
            (Standing::Bad, None) => news.push(News::Trouble(source.clone(), why())),
            (Standing::Bad, Some(last)) if !is_within(*last, REMIND_AFTER, now) => {
                news.push(News::Still(source.clone(), why()));
            }
            (Standing::Good, Some(_)) => news.push(News::Over(source.clone())),
            _ => {}
        }
        if let Some((to, times)) = &state.moved_to
            && *times >= SETTLED_AFTER
            && told.moved.get(source) != Some(to)
        {
            news.push(News::Moved(source.clone(), to.clone()));
        }
    }
    // A source that was taken out of the configuration is nobody's concern any more.
    let gone = told
        .troubled
        .keys()
        .filter(|source| !states.contains_key(*source));
    news.extend(gone.cloned().map(News::Over));
    news
}

enum Standing {
    Good,
    Bad,
    /// Not long enough to tell.
    Open,
}

fn trouble(state: &SourceState, now: Timestamp) -> Standing {
    match state.health {
        SourceHealth::Ok => Standing::Good,
        SourceHealth::New | SourceHealth::Throttled => Standing::Open,
        SourceHealth::Gone => Standing::Bad,
        SourceHealth::Failing | SourceHealth::Blocked => {
            let long = state
                .health_since
                .is_some_and(|since| now.duration_since(since) >= PATIENCE);
            if long && state.failures >= FAILURES {
                Standing::Bad
            } else {
                Standing::Open
            }
        }
    }
}

fn letter(news: &[News]) -> (String, String) {
    let group = |wanted: fn(&News) -> bool| news.iter().filter(|item| wanted(item)).collect::<Vec<_>>();
    let fresh = group(|item| matches!(item, News::Trouble(..)));
    let still = group(|item| matches!(item, News::Still(..)));
    let over = group(|item| matches!(item, News::Over(..)));
    let moved = group(|item| matches!(item, News::Moved(..)));
    let subject = match (fresh.as_slice(), still.as_slice(), over.as_slice()) {
        ([], [], []) => match moved.as_slice() {
            [News::Moved(source, _)] => format!("mentiond: source {source} has moved"),
            many => format!("mentiond: {} sources have moved", many.len()),
        },
        ([News::Trouble(source, _)], [], []) => format!("mentiond: source {source} is not heard"),
        ([], [], [News::Over(source)]) => format!("mentiond: source {source} is heard again"),
        ([], [], many) => format!("mentiond: {} sources are heard again", many.len()),
        ([], many, _) => format!("mentiond: {} sources are still not heard", many.len()),
        (many, ..) => format!("mentiond: {} sources are not heard", many.len()),
    };
    let mut text = String::new();
    section(&mut text, "Not heard any more:", &fresh);
    section(&mut text, "Still not heard:", &still);
    section(&mut text, "Heard again:", &over);
    section(
        &mut text,
        "Moved for good; please change the configuration:",
        &moved,
    );
    if fresh.len() + still.len() + over.len() == 0 {
        return (subject, text);
    }
    text.push_str(
        "They go on being asked, ever more rarely. `mentiond check --online` asks each of them now and says what to do; the \
         status page lists them all.\n",
    );
    (subject, text)
}

fn section(text: &mut String, head: &str, items: &[&News]) {
    if items.is_empty() {
        return;
    }
    // Writing into a string does not fail.
    writeln!(text, "{head}\n").ok();
    for item in items.iter().take(NAMED) {
        match item {
            News::Trouble(source, why) | News::Still(source, why) => writeln!(text, "- {source}: {why}").ok(),
            News::Over(source) => writeln!(text, "- {source}").ok(),
            News::Moved(source, to) => writeln!(text, "- {source}: `{}`", shown(to)).ok(),
        };
    }
    if let Some(more) = items.len().checked_sub(NAMED).filter(|more| *more > 0) {
        writeln!(text, "- and {more} more").ok();
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    fn state(health: SourceHealth, since: i64, failures: u32) -> SourceState {
        SourceState {
            health,
            health_since: Some(at(since)),
            failures,
            last_error: Some("it is down".to_owned()),
            ..SourceState::default()
        }
    }

    #[test]
    fn only_lasting_trouble_and_its_end_are_news() {
        use SourceHealth::{Blocked, Failing, Gone, New, Ok, Throttled};
        let trouble = || Some(News::Trouble("a".into(), "it is down".to_owned()));
        let still = Some(News::Still("a".into(), "it is down".to_owned()));
        let week = 7 * 24 * 60;
        for (health, failures, told, now, want) in [
            (Failing, 3, None, 29, None),
            (Failing, 2, None, 600, None),
            (Failing, 3, None, 30, trouble()),
            (Blocked, 9, None, 90, trouble()),
            (Gone, 3, None, 0, trouble()),
            (Throttled, 0, None, 9_000, None),
            (New, 0, None, 9_000, None),
            (Ok, 0, None, 9_000, None),
            (Failing, 9, Some(30), week, None),
            (Failing, 9, Some(30), week + 30, still),
            (Ok, 0, Some(30), 40, Some(News::Over("a".into()))),
            (Throttled, 0, Some(30), 40, None),
        ] {
            let told = Told {
                last_mail: None,
                moved: BTreeMap::new(),
                troubled: told.map(|then| ("a".into(), at(then))).into_iter().collect(),
            };
            let states = [("a".into(), state(health, 0, failures))].into();
            let got = news(&told, &states, &states.keys().cloned().collect(), at(now));
            assert_eq!(got, Vec::from_iter(want), "{health:?} {failures} {now}");
        }
    }

    #[test]
    fn a_thousand_sources_are_one_mail() {
        let states: BTreeMap<SourceName, SourceState> = (0..1_000)
            .map(|n| {
                (
                    SourceName::new(format!("s{n:04}")),
                    state(SourceHealth::Failing, 0, 5),
                )
            })
            .collect();
        let (subject, text) = letter(&news(
            &Told::default(),
            &states,
            &states.keys().cloned().collect(),
            at(60),
        ));
        assert_eq!(subject, "mentiond: 1000 sources are not heard");
        assert!(
            text.contains("- s0000: it is down\n") && text.contains("- and 980 more\n"),
            "{text}"
        );
        let (subject, _) = letter(&[News::Over("Rocket news".into())]);
        assert_eq!(subject, "mentiond: source Rocket news is heard again");
    }
}
