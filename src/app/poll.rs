//! One poll of one source: ask, read, hear, judge, store. It ends in exactly one recorded outcome, recorded here.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Semaphore;
use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::{cadence, follow::Followed, moved, plan::Plan, push::Turns, read, recheck, ripen};
use crate::{
    io::{
        clock::Clock,
        fetch::Fetcher,
        store::{Candidate, PollCommit, Remember, Store, StoreError},
    },
    metrics::exposure,
    model::{
        Candour, Document, Engagement, Mention, MentionId, News, Outcome, PollRecord, Source, SourceState,
    },
    watch::identity::{self, Aliases, Listed, Reappearance},
};

/// Answers being parsed or judged at a time: what these steps hold in memory grows with what strangers send.
const WORKERS: usize = 2;

/// Items an answer must list before their being all new means that others were missed: shorter lists change wholesale.
const FULL_WINDOW: usize = 5;

/// A document with what it is known by.
pub(super) type Told = (Document, Aliases);

/// How a reading ended, its documents, and what is to be remembered for the next one.
pub(super) struct Heard {
    outcome: Outcome,
    documents: Vec<Told>,
    remember: Remember,
    reappearance: Reappearance,
    listed: Option<Listed>,
}

impl Heard {
    /// A poll that brought no documents.
    pub(super) fn nothing(outcome: Outcome) -> Self {
        Self {
            outcome,
            documents: Vec::new(),
            remember: Remember::default(),
            reappearance: Reappearance::default(),
            listed: None,
        }
    }
}

/// Documents judged and stored at a time.
const PART: usize = 500;

/// What every poll needs, shared by all of them.
#[derive(Clone, Debug)]
pub struct Poller {
    /// Asks the web.
    pub fetcher: Fetcher,
    /// Remembers.
    pub store: Store,
    /// Tells the time.
    pub clock: Clock,
    pub(super) workers: Arc<Semaphore>,
    /// One push at a time to each hook.
    pub(super) turns: Arc<Turns>,
    followed: Arc<Followed>,
    pub(super) answers: Arc<recheck::Answers>,
}

/// How a poll ended and what it brought.
#[derive(Clone, Debug)]
pub struct Polled {
    /// The one outcome.
    pub record: PollRecord,
    /// The source's state from now on.
    pub state: SourceState,
    /// Mentions that were new.
    pub new: Vec<MentionId>,
    /// Mentions heard, new or known; filled by a dry run only.
    pub heard: Vec<Mention>,
}

impl Poller {
    /// A poller over these.
    pub fn new(fetcher: Fetcher, store: Store, clock: Clock) -> Self {
        Self {
            fetcher,
            store,
            clock,
            workers: Arc::new(Semaphore::new(WORKERS)),
            turns: Arc::default(),
            followed: Arc::default(),
            answers: Arc::default(),
        }
    }

    /// Polls one source and stores what it brought together with the source's new state. `jitter` is 0 to 1.
    ///
    /// # Errors
    /// When the store takes no writes: nothing is recorded then, and the poll is done again.
    pub async fn poll(
        &self,
        plan: &Arc<Plan>,
        source: &Arc<Source>,
        state: SourceState,
        jitter: f64,
    ) -> Result<Polled, StoreError> {
        let mut state = plan.renewed(source, state, self.clock.now());
        let moved = moved::direct(source, &mut state, self.clock.now());
        let heard = self.read(source, moved, &state).await;
        self.keep(plan, source, (state, heard), jitter).await
    }

    /// Judges what was read and stores it together with the source's new state.
    pub(super) async fn keep(
        &self,
        plan: &Arc<Plan>,
        source: &Arc<Source>,
        (state, heard): (SourceState, Heard),
        jitter: f64,
    ) -> Result<Polled, StoreError> {
        let (reappearance, listed, remember) = (heard.reappearance, heard.listed, heard.remember);
        let read = (heard.outcome, heard.documents);
        let before = before(self.clock.now(), plan.settings.retention.mentions);
        let (outcome, documents) = self.resolve(plan, source, read, before, true).await;
        let commit = |state: SourceState, candidates| PollCommit {
            source: source.name.clone(),
            state,
            candidates,
            not_before: before,
            remember: Remember::default(),
            reappearance,
            listed: None,
        };
        let mut candour = state.candour;
        let (outcome, new, last) = self
            .store_all_but_last(plan, source, (outcome, documents), &mut candour, |candidates| {
                commit(state.clone(), candidates)
            })
            .await
            .inspect_err(|_| self.followed.forget(&source.name))?;
        let now = self.clock.now();
        let remember = match &outcome {
            Outcome::Modified { .. } => remember,
            // What could not be judged is read again.
            _ => Remember::default(),
        };
        let mut next = cadence::after(state.clone(), &outcome, &source.cadence, now, jitter);
        next.candour = candour;
        if let Some(day) = next.days.last_mut() {
            day.mentions = day
                .mentions
                .saturating_add(u32::try_from(new.len()).unwrap_or(u32::MAX));
        }
        // Remembered with the last part only: a poll that is cut short is compared with the same again.
        let last = PollCommit {
            remember,
            listed,
            ..commit(next, last)
        };
        let mut ingested = self
            .store
            .ingest(last)
            .await
            .inspect_err(|_| self.followed.forget(&source.name))?;
        let new = [new, std::mem::take(&mut ingested.new)].concat();
        let record = PollRecord {
            source: source.name.clone(),
            at: now,
            outcome: with_new(outcome, new.len()),
        };
        log(&record);
        Ok(Polled {
            record,
            state: ingested.state,
            new,
            heard: Vec::new(),
        })
    }

    /// Judges what was read and stores it, a bounded part at a time: what is judged weighs many times what was read. The
    /// last part is handed back, to be stored with the source's new state: a poll that is cut short is done again.
    async fn store_all_but_last(
        &self,
        plan: &Arc<Plan>,
        source: &Arc<Source>,
        (outcome, documents): (Outcome, Vec<Told>),
        candour: &mut Candour,
        commit: impl Fn(Vec<Candidate>) -> PollCommit,
    ) -> Result<(Outcome, Vec<MentionId>, Vec<Candidate>), StoreError> {
        let (mut parts, mut new) = (documents.into_iter(), Vec::new());
        if parts.len() == 0 {
            return Ok((outcome, new, Vec::new()));
        }
        loop {
            let part: Vec<Told> = parts.by_ref().take(PART).collect();
            let judged = self.judged(plan, source, part, *candour).await;
            let Some((candidates, heard)) = judged else {
                return Ok((self.stumbled(source), new, Vec::new()));
            };
            *candour = heard;
            if parts.len() == 0 {
                return Ok((outcome, new, candidates));
            }
            if !candidates.is_empty() {
                new.extend(self.store.ingest(commit(candidates)).await?.new);
            }
        }
    }

    /// The outcome of a poll whose documents could not be judged: they are read again.
    fn stumbled(&self, source: &Source) -> Outcome {
        self.followed.forget(&source.name);
        failed("judging what it sent went wrong inside mentiond; please report it")
    }

    /// As [`Poller::poll`], but leaves the store alone and returns what was heard.
    pub async fn try_out(&self, plan: &Arc<Plan>, source: &Arc<Source>) -> Polled {
        let heard = self.read(source, None, &SourceState::default()).await;
        let read = (heard.outcome, heard.documents);
        let (mut outcome, documents) = self.resolve(plan, source, read, None, false).await;
        let judged = self.judged(plan, source, documents, Candour::default()).await;
        let (candidates, candour) = judged.unwrap_or_else(|| {
            outcome = self.stumbled(source);
            Default::default()
        });
        let now = self.clock.now();
        let state = SourceState {
            candour,
            ..cadence::after(SourceState::default(), &outcome, &source.cadence, now, 0.0)
        };
        let record = PollRecord {
            source: source.name.clone(),
            at: now,
            outcome,
        };
        let heard = candidates
            .into_iter()
            .map(|candidate| candidate.mention)
            .collect();
        Polled {
            record,
            state,
            new: Vec::new(),
            heard,
        }
    }

    /// Reads answers, few at a time.
    pub(super) fn reader(&self) -> read::Reader<'_> {
        read::Reader {
            fetcher: &self.fetcher,
            store: &self.store,
            workers: &self.workers,
            followed: &self.followed,
        }
    }

    /// Asks, where the source moved to if that is given, and reads; stores nothing. What is to be remembered for the next
    /// poll comes with it.
    async fn read(&self, source: &Arc<Source>, moved: Option<Url>, state: &SourceState) -> Heard {
        let reading = match moved::read(&self.reader(), source, moved, state, self.clock.now()).await {
            Ok(reading) => reading,
            Err(outcome) => return Heard::nothing(outcome),
        };
        self.told(source, state, reading).await
    }

    /// What a reading came to.
    pub(super) async fn told(
        &self,
        source: &Arc<Source>,
        state: &SourceState,
        reading: read::Reading,
    ) -> Heard {
        let (newest, mut news) = news(&reading, state.newest, self.clock.now());
        let items = u32::try_from(reading.shown).unwrap_or(u32::MAX);
        let documents = reading.documents;
        let (store, asked, known) = (self.store.clone(), Arc::clone(source), state.newest);
        let named = tokio::task::spawn_blocking(move || {
            let aliases = identity::aliases(&documents, asked.identity);
            // What cannot be read of the store costs the comparison, not the poll.
            let relists = asked.kind.relists();
            let before = relists.then(|| store.listed(&asked.name).ok().flatten());
            let before = before.flatten().unwrap_or_default();
            let dated = documents
                .iter()
                .map(|document| document.published.or(document.updated));
            let reappearance = before.reappearance(aliases.iter().zip(dated), known);
            // An empty list says nothing about what it listed before.
            let listed = relists.then(|| Listed::of(&aliases));
            let listed = listed.filter(|listed| !listed.is_empty() && *listed != before);
            let told: Vec<Told> = documents.into_iter().zip(aliases).collect();
            (told, reappearance, listed)
        });
        let Ok((documents, reappearance, listed)) = named.await else {
            return Heard::nothing(self.stumbled(source));
        };
        let mut issues = reading.issues;
        if let Some(issue) = reappearance.issue() {
            // What came again says nothing about how often something new appears, nor about what was missed.
            news.items = Some(u32::try_from(reappearance.unknown - reappearance.old).unwrap_or(u32::MAX));
            news.gap = None;
            issues.push(issue);
        }
        let outcome = Outcome::Modified {
            items,
            new_mentions: 0,
            validators: reading.validators,
            newest,
            news: Box::new(news),
            body_hash: reading.body_hash,
            issues,
            moved_to: reading.moved_to,
            fresh_secs: reading.fresh_secs,
            retry_after_secs: reading.retry_after_secs,
        };
        Heard {
            outcome,
            documents,
            remember: reading.remember,
            reappearance,
            listed,
        }
    }

    /// Hears and judges documents on a blocking thread, few at a time; `None` if that went wrong: a panic on strange input
    /// costs this poll, not the daemon. With them, how freely people speak there by what is new.
    async fn judged(
        &self,
        plan: &Arc<Plan>,
        source: &Arc<Source>,
        documents: Vec<Told>,
        candour: Candour,
    ) -> Option<(Vec<Candidate>, Candour)> {
        let (plan, source, now) = (Arc::clone(plan), Arc::clone(source), self.clock.now());
        let store = self.store.clone();
        let permit = Arc::clone(&self.workers).acquire_owned().await;
        let judged = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            judge(&plan, &source, documents, now, (&store, candour))
        });
        judged.await.ok()
    }
}

/// Newest time of what was read, and what of it is news to a source whose newest item so far was `known`.
fn news(reading: &read::Reading, known: Option<Timestamp>, now: Timestamp) -> (Option<Timestamp>, News) {
    let times: Vec<Timestamp> = reading.times.iter().copied().filter(|at| *at <= now).collect();
    let (oldest, newest) = (times.iter().min().copied(), times.iter().max().copied());
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let fresh = known.map(|known| times.iter().filter(|at| **at > known).count());
    let span = oldest
        .zip(newest)
        .and_then(|(oldest, newest)| u64::try_from(newest.duration_since(oldest).as_secs()).ok());
    // Items that move in and out of a list in another order than that of their dates are no gap: all must be new.
    let whole = reading.lists_all_news && times.len() == reading.shown && times.len() >= FULL_WINDOW;
    let news = News {
        items: reading.new_items.or_else(|| fresh.map(count)),
        found_feed: reading.found_feed.clone(),
        listed: span.map(|span| (span, count(times.len()))),
        gap: known
            .zip(oldest)
            .filter(|(known, oldest)| whole && known < oldest && span.is_some_and(|span| span > 0)),
    };
    // Behind a page that is missing lie items older than the newest one here.
    (newest.filter(|_| reading.complete), news)
}

/// Documents → candidates: what is about a watched subject, judged, with its identity. The store knows what was last
/// measured of an account: not every answer tells it; and whether a document is new: only what is new tells of its source.
fn judge(
    plan: &Plan,
    source: &Source,
    documents: Vec<Told>,
    now: Timestamp,
    (store, mut candour): (&Store, Candour),
) -> (Vec<Candidate>, Candour) {
    let following = |platform, handle: &str| {
        let known = store.author(platform, handle).ok().flatten();
        known.map(|known| known.followers)
    };
    let candidates = documents
        .into_iter()
        .filter_map(|(document, aliases)| {
            let mut document = tidied(document);
            let heard = plan.judge.hear(&plan.watch, &mut document);
            if heard.brands.is_empty() {
                return None;
            }
            let (platform, author) = (document.platform, &mut document.author);
            if let (None, Some(handle)) = (author.followers, &author.handle) {
                author.followers = following(platform, handle);
            }
            let again = document.again.take();
            let mut told = candour;
            let (mut mention, telling) = plan.judge.judge_told(document, heard, aliases.id, now, &mut told);
            if matches!(store.known(&aliases.keys), Ok(None)) {
                candour = told;
            }
            mention.exposure = exposure::estimate(&mention, plan.visits(&mention, source.monthly_visits));
            let is_read = || {
                let known = store.known(&aliases.keys).ok().flatten();
                known.is_some_and(|known| known.gone.is_some() || known.engagement != Engagement::default())
            };
            let reading = ripen::asked(source, again.as_deref(), mention.at, now, is_read);
            let look = recheck::errand(&mention, now);
            Some(Candidate {
                mention,
                keys: aliases.keys,
                told: aliases.told,
                telling,
                errands: reading.into_iter().chain(look).collect(),
            })
        })
        .collect();
    (candidates, candour)
}

/// What strangers wrote without control characters: they would move a reader's cursor or ring the bell.
fn tidied(mut document: Document) -> Document {
    let tidy = |text: &mut String, keep: &[char]| {
        let bad = |c: char| c.is_control() && !keep.contains(&c);
        if text.contains(bad) {
            let kept: Vec<&str> = text.split(bad).filter(|part| !part.is_empty()).collect();
            *text = kept.join(" ");
        }
    };
    tidy(&mut document.title, &[]);
    tidy(&mut document.text, &['\n', '\t']);
    let author = &mut document.author;
    for name in [&mut author.name, &mut author.handle].into_iter().flatten() {
        tidy(name, &[]);
    }
    document
}

/// Hash that tells whether a body changed since the last poll.
pub(super) fn body_hash(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

/// A failure in one sentence.
pub(super) fn failed(why: impl Into<String>) -> Outcome {
    Outcome::Failed {
        why: why.into(),
        retry_after_secs: None,
    }
}

fn before(now: Timestamp, kept: std::time::Duration) -> Option<Timestamp> {
    let kept = SignedDuration::try_from(kept).ok()?;
    now.checked_sub(kept).ok()
}

fn with_new(mut outcome: Outcome, new: usize) -> Outcome {
    if let Outcome::Modified { new_mentions, .. } = &mut outcome {
        *new_mentions = u32::try_from(new).unwrap_or(u32::MAX);
    }
    outcome
}

fn log(record: &PollRecord) {
    let source = record.source.as_str();
    match &record.outcome {
        Outcome::Modified {
            items,
            new_mentions,
            issues,
            ..
        } => {
            tracing::info!(source, items, new_mentions, repairs = issues.len(), "polled");
        }
        Outcome::NotModified { .. } => tracing::debug!(source, "polled: not modified"),
        Outcome::Throttled {
            retry_after_secs,
            status,
        } => {
            tracing::info!(source, status, retry_after_secs, "polled: asked to slow down");
        }
        Outcome::Gone => tracing::warn!(source, "polled: gone (410)"),
        Outcome::Blocked { why } => tracing::warn!(source, why, "polled: refused"),
        Outcome::Failed { why, .. } => tracing::warn!(source, why, "polled: failed"),
    }
}
