//! From a source to its documents: one feed, one page with the items it leads to, or the pages of an API.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::Semaphore;
use url::Url;

use super::{
    follow::Followed,
    poll::{body_hash, failed},
    turn::list_page,
};
use crate::{
    io::{
        fetch::{ACCEPT_JSON, Ask, Body, Fetcher},
        store::{Remember, Store},
    },
    model::{ApiPlan, Document, Issue, Outcome, Source, SourceKind, SourceState, Validators},
    parse::{Context, Refusal, json},
    presets::{
        again::pause_secs,
        request::{self, Cursor},
    },
};

/// Shorter values of a request are words, not keys.
const LEAST_KEY: usize = 6;

/// How far an API is asked back behind the newest item it gave: search indices lag, and what appears late must be heard.
pub(super) const OVERLAP: SignedDuration = SignedDuration::from_hours(1);

/// Longest time one HTML page may take to build; what was built by then is read.
const PAGE_BUDGET: Duration = Duration::from_millis(500);

/// What a poll needs to read a source.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub(super) fetcher: &'a Fetcher,
    pub(super) store: &'a Store,
    pub(super) workers: &'a Arc<Semaphore>,
    pub(super) followed: &'a Followed,
}

/// A source's documents with what the answer said about itself.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) documents: Vec<Document>,
    /// Items in the answer, with those that were left out because nothing about them is new.
    pub(super) shown: usize,
    pub(super) issues: Vec<String>,
    pub(super) validators: Validators,
    /// When the items were published, of those that say it.
    pub(super) times: Vec<Timestamp>,
    /// Whether it lists the newest items whatever we know already, so that a list without any known one has a gap.
    pub(super) lists_all_news: bool,
    /// `None`: the answer was not read to its end, so that the same one must be read again.
    pub(super) body_hash: Option<u64>,
    /// Whether it was all that the source has, so that the next poll may ask for newer items only.
    pub(super) complete: bool,
    pub(super) moved_to: Option<String>,
    pub(super) fresh_secs: Option<u64>,
    pub(super) retry_after_secs: Option<u64>,
    /// Where the feed of a page, or the sitemap of a site, was found.
    pub(super) found_feed: Option<String>,
    /// How many items were not there before, where their dates do not tell.
    pub(super) new_items: Option<u32>,
    /// What is to be remembered beside the source's state.
    pub(super) remember: Remember,
}

impl Reader<'_> {
    /// Reads the source, or says how the poll ended without documents.
    pub(super) async fn read(
        &self,
        source: &Arc<Source>,
        state: &SourceState,
        seen: Timestamp,
    ) -> Result<Reading, Outcome> {
        match &source.kind {
            SourceKind::Feed { url } => self.feed(source, url, state, seen).await,
            SourceKind::Page {
                url,
                items,
                max_pages,
                follow,
            } => {
                let ask = Ask::source(url, &source.manners, &state.validators).for_page();
                let body = self.fetch(&ask).await?;
                let hash = unchanged(&body, state)?;
                let (items, has_more) = (items.clone(), *max_pages > 1);
                let (documents, issues, next) = self
                    .parse(source, &body, seen, move |bytes, context| {
                        list_page(bytes, &items, has_more, context)
                    })
                    .await?;
                something(&documents, &issues)?;
                let mut reading = reading(body, hash, documents, issues);
                self.turn(source, state, next, &mut reading, seen).await;
                if *follow {
                    self.follow(source, state, &mut reading, seen).await;
                }
                Ok(reading)
            }
            SourceKind::Sitemap { url, .. } => self.site(source, url, state, seen).await,
            SourceKind::Mailbox(mailbox) => self.mailbox(source, mailbox, state, seen).await,
            SourceKind::Api(plan) => self.api(source, plan, state, seen).await,
            SourceKind::Log { path, site } => self.log(source, path, site.as_deref(), state, seen).await,
            SourceKind::Hook { .. } => Err(failed("documents are pushed to it; it cannot be asked for any")),
        }
    }

    /// What was remembered of the source beside its state; nothing before its first poll.
    pub(super) async fn memory<T: DeserializeOwned + Default>(
        &self,
        source: &Arc<Source>,
        state: &SourceState,
    ) -> Result<T, Outcome> {
        if state.last_poll.is_none() {
            return Ok(T::default());
        }
        let name = source.name.clone();
        let memory = self.store.read(move |store| store.memory(&name)).await;
        let memory = memory.map_err(|error| {
            failed(format!(
                "what is remembered of the source cannot be read: {error}"
            ))
        })?;
        Ok(memory
            .and_then(|memory| serde_json::from_value(memory).ok())
            .unwrap_or_default())
    }

    pub(super) async fn fetch(&self, ask: &Ask<'_>) -> Result<Body, Outcome> {
        match self.fetcher.get(ask).await.into_outcome() {
            Ok(outcome) => Err(outcome),
            Err(body) => Ok(*body),
        }
    }

    /// Parses on a blocking thread, few at a time; a panic costs this poll only.
    pub(super) async fn parse<T: Send + 'static>(
        &self,
        source: &Arc<Source>,
        body: &Body,
        seen: Timestamp,
        parse: impl FnOnce(&[u8], &Context<'_>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Outcome> {
        let permit = Arc::clone(self.workers).acquire_owned().await;
        let (source, bytes) = (Arc::clone(source), body.bytes.clone());
        let (base, content_type) = (body.url.clone(), body.content_type.clone());
        let parsed = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let context = Context {
                source: &source.name,
                base_url: Some(&base),
                content_type: content_type.as_deref(),
                seen,
                platform: source.platform,
                language: source.language.as_deref(),
            };
            parse(&bytes, &context)
        })
        .await;
        match parsed {
            Ok(Ok(parsed)) => Ok(parsed),
            Ok(Err(Refusal(why))) => Err(failed(why)),
            Err(_) => Err(failed(
                "reading its answer went wrong inside mentiond; please report it with the answer",
            )),
        }
    }

    /// Asks an API page by page until it has no more, nothing new comes, or the plan's bound is reached.
    async fn api(
        &self,
        source: &Arc<Source>,
        plan: &ApiPlan,
        state: &SourceState,
        seen: Timestamp,
    ) -> Result<Reading, Outcome> {
        let since = state.newest.and_then(|newest| newest.checked_sub(OVERLAP).ok());
        let cursor = Cursor {
            since,
            now: Some(seen),
            ..Cursor::default()
        };
        let mut next = Some(request::first(plan, &cursor).map_err(failed)?);
        let mut whole = Reading {
            complete: true,
            ..Reading::default()
        };
        let mut page_no = 0_u32;
        while let Some(asked) = next.take() {
            page_no += 1;
            let ask = Ask {
                url: &asked.url,
                method: &asked.method,
                headers: &asked.headers,
                body: asked.body.as_deref(),
                validators: None,
                manners: &source.manners,
                auth: &plan.auth,
                accept: ACCEPT_JSON,
                obeys_robots: false,
                beginning_will_do: false,
            };
            let body = match self.fetch(&ask).await {
                Ok(body) => body,
                Err(outcome) if page_no == 1 => return Err(outcome),
                Err(outcome) => {
                    // What lies behind it is asked for again by the next poll, not sooner than the source wants.
                    whole.issues.push(format!(
                        "page {page_no} could not be fetched; the pages before it were kept, the rest is asked for again"
                    ));
                    whole.complete = false;
                    whole.retry_after_secs = wanted_pause(&outcome);
                    break;
                }
            };
            let (value, documents, issues) = self.api_page(source, plan, &body, seen).await?;
            let issues = without_keys(plan, issues);
            if page_no == 1 {
                something(&documents, &issues)?;
            }
            whole.issues.extend(issues.into_iter().map(|Issue(issue)| issue));
            let stale = documents.is_empty()
                || since.is_some_and(|newest| {
                    documents
                        .iter()
                        .all(|d| d.published.is_some_and(|at| at < newest))
                });
            whole.shown += documents.len();
            whole.times.extend(times(&documents));
            whole.documents.extend(documents.into_iter().map(without_markup));
            whole.fresh_secs = whole.fresh_secs.max(body.fresh_secs);
            if !stale {
                next = request::next(plan, &asked, body.link_header.as_deref(), &value, page_no);
            }
            if let Some(secs) = pause_secs(plan, &value) {
                whole.retry_after_secs = whole.retry_after_secs.max(Some(secs));
                if next.take().is_some() {
                    whole.issues.push(format!(
                        "page {page_no} asks for a pause of {secs} s; the pages behind it are asked for by the next poll"
                    ));
                    whole.complete = false;
                }
            }
        }
        Ok(whole)
    }

    async fn api_page(
        &self,
        source: &Arc<Source>,
        plan: &ApiPlan,
        body: &Body,
        seen: Timestamp,
    ) -> Result<(Value, Vec<Document>, Vec<Issue>), Outcome> {
        let plan = plan.clone();
        self.parse(source, body, seen, move |bytes, context| {
            let value: Value = serde_json::from_slice(bytes).map_err(|why| {
                Refusal(format!(
                    "the answer is not JSON: {why}; check the address and its parameters"
                ))
            })?;
            let (documents, issues) = json::documents(&value, &plan, context);
            Ok((value, documents, issues))
        })
        .await
    }
}

/// Its hash, or the outcome that nothing changed.
#[expect(clippy::result_large_err, reason = "an outcome is made once a poll")]
pub(super) fn unchanged(body: &Body, state: &SourceState) -> Result<u64, Outcome> {
    let hash = body_hash(&body.bytes);
    if state.body_hash == Some(hash) {
        return Err(Outcome::NotModified {
            fresh_secs: body.fresh_secs,
        });
    }
    Ok(hash)
}

/// What was noticed about an answer, without anything that it repeats of our credentials: APIs put keys into their error
/// messages. A token that was fetched is not known here, so nothing is quoted where there is one.
pub(super) fn without_keys(plan: &ApiPlan, issues: Vec<Issue>) -> Vec<Issue> {
    let mut keys: Vec<&str> = plan.auth.secrets().iter().map(|secret| secret.expose()).collect();
    let request = &plan.request;
    keys.extend(
        request
            .query
            .iter()
            .chain(&request.headers)
            .map(|(_, value)| value.as_str()),
    );
    let address = Url::parse(&request.url).ok();
    let in_address: Vec<String> = address
        .iter()
        .flat_map(Url::query_pairs)
        .map(|(_, value)| value.into_owned())
        .collect();
    keys.extend(in_address.iter().map(String::as_str));
    keys.retain(|key| key.len() >= LEAST_KEY);
    let hide = |Issue(text): Issue| {
        let quoted = text.find(json::QUOTES).filter(|_| plan.auth.has_token());
        let text = quoted.and_then(|at| text.get(..at)).unwrap_or(&text);
        Issue(keys.iter().fold(text.to_owned(), |text, key| hidden(&text, key)))
    };
    issues.into_iter().map(hide).collect()
}

/// A text without a key, nor the beginning of one where a quotation was cut.
fn hidden(text: &str, key: &str) -> String {
    let text = text.replace(key, "•••");
    let Some(quoted) = text.strip_suffix("…`") else {
        return text;
    };
    let cut = key
        .char_indices()
        .map(|(at, _)| at)
        .rev()
        .filter(|at| *at >= LEAST_KEY / 2)
        .find_map(|at| quoted.strip_suffix(key.get(..at)?));
    cut.map_or_else(|| text.clone(), |before| format!("{before}•••…`"))
}

/// An answer that gives no item, and not because its list is empty, is one that we do not understand (any more): the
/// source would go unheard without anybody noticing.
#[expect(clippy::result_large_err, reason = "an outcome is made once a poll")]
fn something(documents: &[Document], issues: &[Issue]) -> Result<(), Outcome> {
    match issues.first() {
        Some(Issue(why)) if documents.is_empty() => Err(failed(why.clone())),
        _ => Ok(()),
    }
}

/// How long a source that did not answer wants to be left alone.
pub(super) fn wanted_pause(outcome: &Outcome) -> Option<u64> {
    match outcome {
        Outcome::Throttled { retry_after_secs, .. } | Outcome::Failed { retry_after_secs, .. } => {
            *retry_after_secs
        }
        _ => None,
    }
}

/// Markup weighs more than everything else in a document, and once it was parsed nothing asks for it.
pub(super) fn without_markup(document: Document) -> Document {
    Document {
        html: None,
        ..document
    }
}

pub(super) fn times(documents: &[Document]) -> impl Iterator<Item = Timestamp> {
    documents
        .iter()
        .filter_map(|document| document.published.or(document.updated))
}

pub(super) fn reading(body: Body, hash: u64, documents: Vec<Document>, issues: Vec<Issue>) -> Reading {
    Reading {
        shown: documents.len(),
        times: times(&documents).collect(),
        lists_all_news: true,
        documents: documents.into_iter().map(without_markup).collect(),
        issues: issues.into_iter().map(|Issue(issue)| issue).collect(),
        validators: body.validators,
        body_hash: Some(hash),
        complete: true,
        moved_to: body.moved_to,
        fresh_secs: body.fresh_secs,
        retry_after_secs: None,
        found_feed: None,
        new_items: None,
        remember: Remember::default(),
    }
}

/// Says no once [`PAGE_BUDGET`] is used up.
#[expect(
    clippy::disallowed_methods,
    reason = "a deadline for hostile pages, not a time that is recorded"
)]
pub(super) fn deadline() -> impl FnMut() -> bool {
    let start = Instant::now();
    move || start.elapsed() < PAGE_BUDGET
}
