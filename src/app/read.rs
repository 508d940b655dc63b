//! From a source to its documents: one feed, one page with the items it leads to, or the pages of an API.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::sync::Semaphore;
use url::Url;

use super::poll::{body_hash, failed};
use crate::{
    io::{
        fetch::{ACCEPT_JSON, ACCEPT_PAGE, Ask, Body, Fetched, Fetcher},
        store::Store,
    },
    model::{
        ApiAuth, ApiPlan, Document, Issue, MentionId, Outcome, PageItems, Source, SourceKind, SourceName,
        SourceState, Validators,
    },
    parse::{Context, Refusal, article, feed, json, page},
    presets::request::{self, Cursor},
    watch::identity,
};

/// Most item pages fetched in one poll of a followed page.
const FOLLOW_LIMIT: usize = 25;

/// How far an API is asked back behind the newest item it gave: search indices lag, and what appears late must be heard.
const OVERLAP: SignedDuration = SignedDuration::from_hours(1);

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

/// Items whose own pages were read, by source: they are not asked again while the list shows them. After a restart the
/// store tells of those that were mentions.
#[derive(Debug, Default)]
pub(super) struct Followed(Mutex<BTreeMap<SourceName, BTreeSet<MentionId>>>);

impl Followed {
    fn take(&self, source: &SourceName) -> BTreeSet<MentionId> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(source)
            .unwrap_or_default()
    }

    fn put(&self, source: &SourceName, items: BTreeSet<MentionId>) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(source.clone(), items);
    }

    /// What was read of this source could not be stored: it is read again.
    pub(super) fn forget(&self, source: &SourceName) {
        self.take(source);
    }
}

/// A source's documents with what the answer said about itself.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) documents: Vec<Document>,
    /// Items in the answer, with those that were left out because nothing about them is new.
    pub(super) shown: usize,
    pub(super) issues: Vec<String>,
    pub(super) validators: Validators,
    pub(super) body_hash: u64,
    pub(super) moved_to: Option<String>,
    pub(super) fresh_secs: Option<u64>,
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
            SourceKind::Feed { url } => {
                let body = self
                    .fetch(&Ask::source(url, &source.manners, &state.validators))
                    .await?;
                let hash = unchanged(&body, state)?;
                let (documents, issues) = self
                    .parse(source, &body, seen, |bytes, context| {
                        feed::parse(bytes, context).map(|feed| (feed.documents, feed.issues))
                    })
                    .await?;
                Ok(reading(body, hash, documents, issues))
            }
            SourceKind::Page { url, items, follow } => {
                let ask = Ask::source(url, &source.manners, &state.validators).accepting(ACCEPT_PAGE);
                let body = self.fetch(&ask).await?;
                let hash = unchanged(&body, state)?;
                let items: PageItems = items.clone();
                let (documents, issues) = self
                    .parse(source, &body, seen, move |bytes, context| {
                        page::items_within(bytes, &items, context, &mut deadline())
                    })
                    .await?;
                let mut reading = reading(body, hash, documents, issues);
                if *follow {
                    self.follow(source, &mut reading, state.body_hash.is_none(), seen)
                        .await;
                }
                Ok(reading)
            }
            SourceKind::Api(plan) => self.api(source, plan, state, seen).await,
        }
    }

    async fn fetch(&self, ask: &Ask<'_>) -> Result<Body, Outcome> {
        match self.fetcher.get(ask).await.into_outcome() {
            Ok(outcome) => Err(outcome),
            Err(body) => Ok(*body),
        }
    }

    /// Parses on a blocking thread, few at a time; a panic costs this poll only.
    async fn parse<T: Send + 'static>(
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

    /// Fetches the own page of each item and keeps its main text; what cannot be fetched keeps the text of the list.
    /// Items whose page was read before are left out, since the list's excerpt would replace it, unless all is to be
    /// heard `again`. Items beyond the bound of one poll wait for the next one.
    async fn follow(&self, source: &Arc<Source>, reading: &mut Reading, again: bool, seen: Timestamp) {
        let before = self.followed.take(&source.name);
        let ids: Vec<MentionId> = identity::aliases(&reading.documents)
            .iter()
            .map(|aliases| aliases.id)
            .collect();
        let (mut followed, mut kept, mut waiting, mut failures) =
            (BTreeSet::new(), Vec::new(), 0_usize, 0_usize);
        let mut left = FOLLOW_LIMIT;
        for (mut document, id) in std::mem::take(&mut reading.documents).into_iter().zip(ids) {
            let Some(url) = document.url.as_deref().and_then(|url| Url::parse(url).ok()) else {
                kept.push(document);
                continue;
            };
            if !again && (before.contains(&id) || self.is_stored(id).await) {
                followed.insert(id);
                continue;
            }
            if left == 0 {
                waiting += 1;
                continue;
            }
            left -= 1;
            match self.own_page(source, &url, seen).await {
                Some(article) => complete(&mut document, article),
                None => failures += 1,
            }
            followed.insert(id);
            kept.push(document);
        }
        reading.documents = kept;
        self.followed.put(&source.name, followed);
        if waiting > 0 {
            // Without these the next poll reads the list again even if it is the same.
            (reading.validators, reading.body_hash) = (Validators::default(), 0);
            reading.issues.push(format!(
                "{waiting} items wait: at most {FOLLOW_LIMIT} item pages are read in one poll"
            ));
        }
        if failures > 0 {
            reading.issues.push(format!(
                "{failures} item pages could not be read; the text of the list was used"
            ));
        }
    }

    async fn is_stored(&self, id: MentionId) -> bool {
        matches!(self.store.read(move |store| store.mention(id)).await, Ok(Some(_)))
    }

    async fn own_page(&self, source: &Arc<Source>, url: &Url, seen: Timestamp) -> Option<article::Article> {
        let Fetched::Modified(body) = self.fetcher.get(&Ask::stranger(url, &source.manners)).await else {
            return None;
        };
        let read =
            |bytes: &[u8], context: &Context<'_>| article::extract_within(bytes, context, &mut deadline());
        self.parse(source, &body, seen, read).await.ok()
    }

    /// Asks an API page by page until it has no more, nothing new comes, or the plan's bound is reached.
    async fn api(
        &self,
        source: &Arc<Source>,
        plan: &ApiPlan,
        state: &SourceState,
        seen: Timestamp,
    ) -> Result<Reading, Outcome> {
        // The fetcher adds the credentials, so that they are stripped on redirects; the request is built without them.
        let bare = ApiPlan {
            auth: ApiAuth::None,
            ..plan.clone()
        };
        let since = state.newest.and_then(|newest| newest.checked_sub(OVERLAP).ok());
        let cursor = Cursor { since, cursor: None };
        let mut next = Some(request::first(&bare, &cursor, None).map_err(failed)?);
        let (mut whole, mut hash) = (Reading::default(), 0_u64);
        let mut page_no = 0_u32;
        while let Some(asked) = next.take() {
            page_no += 1;
            let (url, headers) = (asked.wire_url(), asked.wire_headers());
            let ask = Ask {
                url: &url,
                method: &asked.method,
                headers: &headers,
                body: asked.wire_body(),
                validators: None,
                manners: &source.manners,
                auth: &plan.auth,
                accept: ACCEPT_JSON,
            };
            let body = match self.fetch(&ask).await {
                Ok(body) => body,
                Err(outcome) if page_no == 1 => return Err(outcome),
                Err(_) => {
                    whole.issues.push(format!(
                        "page {page_no} could not be fetched; the pages before it were kept"
                    ));
                    break;
                }
            };
            hash = hash.rotate_left(1) ^ body_hash(&body.bytes);
            let (value, documents, issues) = self.api_page(source, plan, &body, seen).await?;
            whole.issues.extend(issues.into_iter().map(|Issue(issue)| issue));
            let stale = documents.is_empty()
                || since.is_some_and(|newest| {
                    documents
                        .iter()
                        .all(|d| d.published.is_some_and(|at| at < newest))
                });
            whole.shown += documents.len();
            whole.documents.extend(documents);
            whole.fresh_secs = body.fresh_secs;
            if !stale {
                next = request::next(&bare, &asked, body.link_header.as_deref(), &value, page_no);
            }
        }
        whole.body_hash = hash;
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
fn unchanged(body: &Body, state: &SourceState) -> Result<u64, Outcome> {
    let hash = body_hash(&body.bytes);
    if state.body_hash == Some(hash) {
        return Err(Outcome::NotModified {
            fresh_secs: body.fresh_secs,
        });
    }
    Ok(hash)
}

fn reading(body: Body, hash: u64, documents: Vec<Document>, issues: Vec<Issue>) -> Reading {
    Reading {
        shown: documents.len(),
        documents,
        issues: issues.into_iter().map(|Issue(issue)| issue).collect(),
        validators: body.validators,
        body_hash: hash,
        moved_to: body.moved_to,
        fresh_secs: body.fresh_secs,
    }
}

/// Fills an item of a list with what its own page says.
fn complete(document: &mut Document, article: article::Article) {
    if article.text.len() > document.text.len() {
        document.text = article.text;
        document.html = Some(article.html);
    }
    if document.title.is_empty() {
        document.title = article.title;
    }
    document.links = article.links;
    document.published = document.published.or(article.published);
    document.language = document.language.take().or(article.language);
    document.author.name = document.author.name.take().or(article.author);
}

/// Says no once [`PAGE_BUDGET`] is used up.
#[expect(
    clippy::disallowed_methods,
    reason = "a deadline for hostile pages, not a time that is recorded"
)]
fn deadline() -> impl FnMut() -> bool {
    let start = Instant::now();
    move || start.elapsed() < PAGE_BUDGET
}
