//! APIs that are asked for outcomes: when they are due, page by page, politely.
//!
//! What was asked up to is remembered once everything of it is stored. Each time some days before that are asked for again:
//! services correct their figures, and orders are refunded. Telling them again changes nothing but what changed.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Ground;
use crate::{
    app::{daemon::Daemon, read::wanted_pause},
    config::{ApiImport, Import, ImportFrom},
    io::{
        fetch::{ACCEPT_JSON, Ask},
        store::{Store, StoreError, Taken},
    },
    model::{Outcome, Window, day_of},
    parse::outcomes::{Reading, ReplyMapping, read_reply},
    presets::request::{self, Cursor},
};

/// How far back is asked again behind what was asked before.
const AGAIN: SignedDuration = SignedDuration::from_hours(3 * 24);
/// First pause after a failure; it doubles up to the import's own pace.
const FIRST_PAUSE_SECS: u64 = 300;

/// What is remembered of an API import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// Up to when everything was asked for and stored.
    pub until: Option<Timestamp>,
    /// Not to be asked before.
    pub next: Option<Timestamp>,
    /// Failures since the last success.
    pub failures: u32,
    /// Why the last one failed.
    pub error: Option<String>,
}

fn name_of(import: &Import) -> String {
    format!("import {}", import.name)
}

/// Up to when everything of an API import was asked for and stored, if ever.
pub(in crate::app) fn asked_until(store: &Store, import: &Import) -> Result<Option<Timestamp>, StoreError> {
    let known = store.notice(&name_of(import))?;
    let state = known.and_then(|known| serde_json::from_value::<Asked>(known).ok());
    Ok(state.and_then(|state| state.until))
}

impl Daemon {
    pub(in crate::app) async fn import_step(self) -> Result<(), StoreError> {
        self.import_round().await.map(|_| ())
    }

    /// Asks every API import that is due. Answers how many were asked.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn import_round(&self) -> Result<usize, StoreError> {
        let plan = self.board.plan();
        let mut asked = 0;
        for import in &plan.settings.imports {
            let Some(ImportFrom::Api(api)) = &import.from else {
                continue;
            };
            let now = self.clock().now();
            let name = name_of(import);
            let known = self.store().read(move |store| store.notice(&name)).await?;
            let state: Asked = known
                .and_then(|known| serde_json::from_value(known).ok())
                .unwrap_or_default();
            if self.stop.is_cancelled() || state.next.is_some_and(|next| next > now) {
                continue;
            }
            asked += 1;
            let worked = self.ask(import, api, &state, now).await?;
            self.note(import, api, state, now, worked).await?;
        }
        Ok(asked)
    }

    /// Remembers how it went, and when it is due again.
    async fn note(
        &self,
        import: &Import,
        api: &ApiImport,
        before: Asked,
        now: Timestamp,
        worked: Result<Told, Failure>,
    ) -> Result<(), StoreError> {
        let every = api.every.as_secs();
        let in_secs = |secs: u64| {
            let pause = SignedDuration::from_secs(i64::try_from(secs).unwrap_or(i64::MAX));
            now.checked_add(pause).ok()
        };
        let after = match worked {
            Ok(told) => {
                tracing::info!(
                    import = import.name,
                    rows = told.reading.rows,
                    bad = told.reading.bad,
                    new = told.taken.new,
                    changed = told.taken.changed,
                    "asked for outcomes"
                );
                if let Some(issue) = told.reading.issues.first() {
                    tracing::warn!(import = import.name, issue, "not everything could be read");
                }
                Asked {
                    until: Some(told.until),
                    next: in_secs(every),
                    failures: 0,
                    error: None,
                }
            }
            Err(failure) => {
                tracing::warn!(
                    import = import.name,
                    why = failure.why,
                    "could not be asked for outcomes"
                );
                let doubled = FIRST_PAUSE_SECS << before.failures.min(16);
                let pause = doubled.min(every).max(failure.pause_secs.unwrap_or(0));
                Asked {
                    until: before.until,
                    next: in_secs(pause),
                    failures: before.failures.saturating_add(1),
                    error: Some(failure.why),
                }
            }
        };
        let after = serde_json::to_value(after).ok();
        self.store().put_notice(&name_of(import), after).await
    }

    /// Asks, reads and stores.
    async fn ask(
        &self,
        import: &Import,
        api: &ApiImport,
        state: &Asked,
        now: Timestamp,
    ) -> Result<Result<Told, Failure>, StoreError> {
        let zone = self.board.plan().settings.timezone.clone();
        let since = state.until.and_then(|until| until.checked_sub(AGAIN).ok());
        if !import.preset.each_day {
            let cursor = Cursor {
                since,
                now: Some(now),
                ..Cursor::default()
            };
            return Ok(match self.pages(api, &cursor).await {
                Ok(replies) => self.keep(import, None, replies, now, now).await?,
                Err(failure) => Err(failure),
            });
        }
        let today = day_of(now, &zone);
        let window = i64::from(api.plan.paging.window_days.unwrap_or(7));
        let earliest = today.saturating_sub(jiff::Span::new().days(window));
        let from = since.map_or(earliest, |since| day_of(since, &zone).max(earliest));
        let mut sum = Told {
            until: now,
            ..Told::default()
        };
        for day in (Window { from, to: today }).iter() {
            let noon = day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
            let cursor = Cursor {
                now: noon.ok().map(|noon| noon.timestamp()),
                ..Cursor::default()
            };
            let replies = match self.pages(api, &cursor).await {
                Ok(replies) => replies,
                Err(failure) => return Ok(Err(failure)),
            };
            match self.keep(import, Some(day), replies, now, now).await? {
                Ok(told) => sum.add(told),
                Err(failure) => return Ok(Err(failure)),
            }
        }
        Ok(Ok(sum))
    }

    /// The replies of all pages.
    async fn pages(&self, api: &ApiImport, cursor: &Cursor) -> Result<Vec<Value>, Failure> {
        let plan = &api.plan;
        let mut replies = Vec::new();
        let mut next = Some(request::first(plan, cursor).map_err(Failure::new)?);
        while let Some(asked) = next.take() {
            if self.stop.is_cancelled() {
                return Err(Failure::new("it is asked again after the start"));
            }
            let ask = Ask {
                url: &asked.url,
                method: &asked.method,
                headers: &asked.headers,
                body: asked.body.as_deref(),
                validators: None,
                manners: &api.manners,
                auth: &plan.auth,
                accept: ACCEPT_JSON,
                obeys_robots: false,
                beginning_will_do: false,
            };
            let body = match self.poller.fetcher.get(&ask).await.into_outcome() {
                Err(body) => body,
                Ok(outcome) => return Err(Failure::of(&outcome)),
            };
            let reply: Value = serde_json::from_slice(&body.bytes)
                .map_err(|_| Failure::new("its answer is not JSON; check its parameters"))?;
            let page = u32::try_from(replies.len() + 1).unwrap_or(u32::MAX);
            next = request::next(plan, &asked, body.link_header.as_deref(), &reply, page);
            replies.push(reply);
        }
        Ok(replies)
    }

    /// Reads replies and stores what they tell.
    async fn keep(
        &self,
        import: &Import,
        day: Option<Date>,
        replies: Vec<Value>,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Result<Told, Failure>, StoreError> {
        let settings = self.board.plan().settings.clone();
        let (import, store) = (import.clone(), self.store().clone());
        let read = tokio::task::spawn_blocking(move || -> Result<_, String> {
            let ground = Ground::new(&settings, store, now)?;
            let mapping = mapping(&import, day)?;
            let mut found = Vec::new();
            let reading = read_reply(&replies, &mapping, &ground.style(&import), &mut |outcome| {
                found.push(outcome);
            });
            if reading.rows == 0
                && let Some(issue) = reading.issues.first()
            {
                return Err(issue.clone());
            }
            Ok((found, reading))
        });
        let (found, reading) = match read.await {
            Ok(Ok(read)) => read,
            Ok(Err(why)) => return Ok(Err(Failure::new(why))),
            Err(_) => {
                let why = "reading its answer went wrong inside mentiond; please report it";
                return Ok(Err(Failure::new(why)));
            }
        };
        let taken = self.store().put_outcomes(found, None).await?;
        Ok(Ok(Told {
            reading,
            taken,
            until,
        }))
    }
}

/// The mapping of an import, `{day}` in it filled in.
fn mapping(import: &Import, day: Option<Date>) -> Result<ReplyMapping, String> {
    let mut map: BTreeMap<String, Vec<String>> = import.map.clone();
    if let Some(day) = day {
        for place in map.values_mut().flatten() {
            *place = place.replace("{day}", &day.to_string());
        }
    }
    ReplyMapping::compile(&import.items, &map).map_err(|errors| errors.join("; "))
}

/// What an API told.
#[derive(Debug, Default)]
struct Told {
    reading: Reading,
    taken: Taken,
    until: Timestamp,
}

impl Told {
    fn add(&mut self, more: Self) {
        self.reading.rows += more.reading.rows;
        self.reading.bad += more.reading.bad;
        for issue in more.reading.issues {
            self.reading.notice(issue);
        }
        self.taken.add(more.taken);
    }
}

/// Why an API could not be asked.
#[derive(Debug)]
struct Failure {
    why: String,
    pause_secs: Option<u64>,
}

impl Failure {
    fn new(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            pause_secs: None,
        }
    }

    fn of(outcome: &Outcome) -> Self {
        let why = match outcome {
            Outcome::Failed { why, .. } | Outcome::Blocked { why } => why.clone(),
            Outcome::Throttled { status, .. } => format!("it asks to slow down ({status})"),
            Outcome::Gone => "it is gone (410)".to_owned(),
            Outcome::NotModified { .. } | Outcome::Modified { .. } => "it tells nothing new".to_owned(),
        };
        Self {
            why,
            pause_secs: wanted_pause(outcome),
        }
    }
}
