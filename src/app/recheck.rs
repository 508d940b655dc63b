//! Backlinks are looked at again: the page of every mention that has any, one day, seven and thirty days after it was first
//! seen and then every thirty days for as long as it is kept.
//!
//! The page is asked as any stranger's: robots.txt obeyed, paced, bounded. What it says about the links is decided in
//! [`watch::relink`](crate::watch::relink). Where the links lead is asked without reading anything there; a brand's own page
//! is asked once for all links to it.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use url::Url;

use super::{daemon::Daemon, plan::Plan, poll::Poller, read::deadline, wall::Standing};
use crate::{
    io::{
        fetch::{Ask, Body, End, Fetched},
        store::{Asked, Errand, ErrandKind, Settled, Store, StoreError},
    },
    model::{BrandId, Manners, Mention, TargetCheck, TargetState},
    parse::{Context, Refusal, article, fault},
    report::Looked,
    text::url::{canonical, destination},
    watch::relink::{self, Look, Note, PageSight, Targets},
};

/// Mentions looked at in one round.
const ROUND: usize = 40;
/// Of them at a time; requests to one domain wait for each other all the same.
const AT_ONCE: usize = 4;
/// Targets asked in one round; those beyond keep what was known of them.
const MOST_TARGETS: usize = 60;
/// How long a target's answer holds for all links to it.
const TARGET_KEPT: SignedDuration = SignedDuration::from_hours(12);
/// Targets whose answer is remembered.
const MOST_ANSWERS: usize = 4_000;
/// Longest time that a look is ever put off; what waits longer was planned by a clock that ran ahead.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(31 * 24);

/// How targets answered lately, by canonical key.
#[derive(Debug, Default)]
pub(super) struct Answers(Mutex<Targets>);

impl Answers {
    fn known(&self, key: &str, now: Timestamp) -> Option<TargetCheck> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let age = |check: &TargetCheck| now.duration_since(check.at);
        known
            .get(key)
            .filter(|check| age(check) < TARGET_KEPT && !age(check).is_negative())
            .cloned()
    }

    fn note(&self, key: &str, check: &TargetCheck) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_ANSWERS {
            known.clear();
        }
        known.insert(key.to_owned(), check.clone());
    }
}

/// The errand that a mention asks for when it is stored: none without links, or without a page to look at. Links of spam
/// are nobody's gain.
pub(super) fn errand(mention: &Mention, now: Timestamp) -> Option<Asked> {
    let wanted = !mention.backlinks.is_empty() && !mention.spam.set_aside && page_of(mention).is_some();
    wanted.then(|| Asked {
        kind: ErrandKind::Backlinks,
        due: relink::first_due(now),
        note: as_value(&Note::of(mention, 0)),
    })
}

fn as_value(note: &Note) -> serde_json::Value {
    serde_json::to_value(note).unwrap_or_default()
}

/// The page to look at.
fn page_of(mention: &Mention) -> Option<Url> {
    let url = Url::parse(mention.url.as_deref()?).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.host().is_some()).then_some(url)
}

impl Daemon {
    /// Looks at the backlinks that are due, a bounded number of mentions; how many were.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn recheck_round(&self) -> Result<usize, StoreError> {
        let (plan, now) = (self.board.plan(), self.clock().now());
        if matches!(self.clock_standing(now), Standing::Wrong(_)) {
            return Ok(0);
        }
        let latest = now.saturating_add(LONGEST_WAIT).unwrap_or(now);
        self.store()
            .pull_errands_in(ErrandKind::Backlinks, latest)
            .await?;
        let due = self.store().read(move |store| due(store, now)).await?;
        let targets = Arc::new(self.poller.targets(&plan, &due, now).await);
        let mut done = 0;
        for some in due.chunks(AT_ONCE) {
            let mut looks = JoinSet::new();
            for (errand, mention) in some.iter().cloned() {
                let (poller, plan, targets) = (self.poller.clone(), Arc::clone(&plan), Arc::clone(&targets));
                looks.spawn(async move { poller.recheck(&plan, &targets, errand, mention).await });
            }
            let mut left: Vec<Errand> = some.iter().map(|(errand, _)| errand.clone()).collect();
            let mut settled = Vec::new();
            while let Some(look) = looks.join_next().await {
                if let Ok(one) = look {
                    left.retain(|errand| errand.mention != one.errand.mention);
                    settled.push(one);
                }
            }
            settled.extend(left.into_iter().map(|errand| stumbled(errand, now)));
            done += self.store().settle_errands(settled).await?;
        }
        Ok(done)
    }

    /// One round, given up when the daemon is to stop: what was not settled is looked at again.
    pub(super) async fn recheck_step(self) -> Result<(), StoreError> {
        tokio::select! {
            () = self.stop.cancelled() => Ok(()),
            done = self.recheck_round() => done.map(|_| ()),
        }
    }
}

fn due(store: &Store, now: Timestamp) -> Result<Vec<(Errand, Option<Mention>)>, StoreError> {
    let errands = store.errands_due(ErrandKind::Backlinks, now, ROUND)?;
    errands
        .into_iter()
        .map(|errand| {
            let mention = store.mention(errand.mention)?;
            Ok((errand, mention))
        })
        .collect()
}

/// A look that went wrong inside mentiond is tried again a day later: at once it would only go wrong again.
fn stumbled(errand: Errand, at: Timestamp) -> Settled {
    let due = at.saturating_add(SignedDuration::from_hours(24)).unwrap_or(at);
    let again = Some((due, errand.note.clone()));
    Settled {
        errand,
        at,
        change: None,
        again,
    }
}

/// The manners of the source that asked for an errand, or the usual ones if it is gone.
fn manners(plan: &Plan, errand: &Errand) -> Manners {
    let source = plan.source(&errand.source).map(|source| &source.manners);
    source.unwrap_or(&plan.settings.polling.manners).clone()
}

impl Poller {
    /// How the pages answer that the links lead to, each asked once.
    async fn targets(&self, plan: &Plan, due: &[(Errand, Option<Mention>)], now: Timestamp) -> Targets {
        let (mut found, mut seen, mut asked) = (Targets::new(), BTreeSet::new(), 0);
        for (errand, mention) in due {
            for backlink in mention.iter().flat_map(|mention| &mention.backlinks) {
                let target = relink::target(backlink);
                let Some(key) = canonical(target).filter(|key| seen.insert(key.clone())) else {
                    continue;
                };
                if let Some(known) = self.answers.known(&key, now) {
                    found.insert(key, known);
                } else if asked < MOST_TARGETS {
                    asked += 1;
                    let check = self.target(plan, target, &key, &manners(plan, errand)).await;
                    self.answers.note(&key, &check);
                    found.insert(key, check);
                }
            }
        }
        found
    }

    /// How one page answers. A redirect to another spelling of the same page is none.
    async fn target(&self, plan: &Plan, target: &str, key: &str, manners: &Manners) -> TargetCheck {
        let Some(url) = destination(target) else {
            return TargetCheck::default();
        };
        let led = self
            .fetcher
            .lead(&without_campaign(url), manners, &|_| false)
            .await;
        let at = self.clock.now();
        // What a short link leads to is no redirect of the page, nor is a page that wants a login or a language first.
        let elsewhere = led
            .to
            .filter(|to| canonical(to.as_str()).as_deref() != Some(key))
            .filter(|_| !plan.short_links.is_short(target));
        let (state, to) = match (led.end, elsewhere) {
            (End::Gone, _) => (TargetState::Broken, None),
            (End::Answers | End::Arrived, Some(to)) => (TargetState::Redirected, Some(to.to_string())),
            (End::Answers | End::Arrived, None) => (TargetState::Alive, None),
            (End::Throttled | End::Failed(_), _) => (TargetState::Unknown, None),
        };
        TargetCheck { state, to, at }
    }

    /// Looks at one mention's page.
    async fn recheck(
        &self,
        plan: &Arc<Plan>,
        targets: &Arc<Targets>,
        errand: Errand,
        mention: Option<Mention>,
    ) -> Settled {
        let Some(mut mention) = mention else {
            let at = self.clock.now();
            return Settled {
                errand,
                at,
                change: None,
                again: None,
            };
        };
        let look = self.look(&mention, &manners(plan, &errand)).await;
        let at = self.clock.now();
        let before: Note = serde_json::from_value(errand.note.clone()).unwrap_or_default();
        let (plan, targets) = (Arc::clone(plan), Arc::clone(targets));
        let apply = move |mention: &mut Mention, look: &Look| {
            relink::note(
                mention,
                look,
                &targets,
                &|brand, address| plan.watch.is_of(brand, address),
                at,
            );
        };
        apply(&mut mention, &look);
        log(&mention, at);
        let again = relink::next_due(&mention, &look, &before, at);
        Settled {
            errand,
            at,
            // A poll may have told the mention anew meanwhile: what was found is noted in the one that is stored.
            change: Some(Box::new(move |stored| apply(stored, &look))),
            again: again.map(|(due, note)| (due, as_value(&note))),
        }
    }

    async fn look(&self, mention: &Mention, manners: &Manners) -> Look {
        let Some(url) = page_of(mention) else {
            return Look::Failed("the mention has no web address".to_owned());
        };
        let (fetched, status) = self.fetcher.visit(&Ask::stranger(&url, manners)).await;
        match fetched {
            Fetched::Modified(body) => self.read_page(mention, *body).await,
            Fetched::Gone => Look::Gone,
            Fetched::Failed { .. } if status == Some(404) => Look::Gone,
            Fetched::Failed { why, .. } | Fetched::Blocked { why } => Look::Failed(why),
            Fetched::Throttled { .. } => {
                Look::Failed("its site asks to be left alone for a while".to_owned())
            }
            Fetched::NotModified { .. } => Look::Failed("its site answered nothing".to_owned()),
        }
    }

    /// Reads a page on a blocking thread, few at a time.
    async fn read_page(&self, mention: &Mention, body: Body) -> Look {
        let permit = Arc::clone(&self.workers).acquire_owned().await;
        let (mention, seen) = (mention.clone(), self.clock.now());
        let read = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let context = Context {
                source: &mention.source,
                base_url: Some(&body.url),
                content_type: body.content_type.as_deref(),
                seen,
                platform: mention.platform,
                language: mention.language.code.as_deref(),
            };
            read(&mention, &body.bytes, &context)
        });
        match read.await {
            Ok(Ok(page)) => Look::Read(page),
            Ok(Err(Refusal(why))) => Look::Failed(why),
            Err(_) => Look::Failed("reading it went wrong inside mentiond; please report it".to_owned()),
        }
    }
}

/// An address without its campaign parameters: a look must not count as a visitor of the campaign.
fn without_campaign(mut url: Url) -> Url {
    let is_mark = |name: &str| name.to_ascii_lowercase().starts_with("utm_");
    if url.query_pairs().any(|(name, _)| is_mark(&name)) {
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| !is_mark(name))
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
    }
    url
}

/// Says what happened to a mention's links at this look.
fn log(mention: &Mention, at: Timestamp) {
    for backlink in &mention.backlinks {
        let history = backlink.check.iter().flat_map(|check| &check.history);
        for change in history.filter(|change| change.at == at) {
            tracing::info!(
                mention = %mention.id,
                brand = backlink.brand.as_str(),
                what = change.what.as_words(),
                "a backlink was looked at again"
            );
        }
    }
}

fn read(mention: &Mention, bytes: &[u8], context: &Context<'_>) -> Result<PageSight, Refusal> {
    fault::check(bytes, context, &mut deadline())?;
    let article = article::extract_within(bytes, context, &mut deadline())?;
    let mut page = PageSight::new(
        article.links,
        article::MAX_LINKS,
        &article.title,
        &article.text,
        mention,
    );
    page.whole &= !article.cut;
    Ok(page)
}

/// How a brand's backlinks stand, and the mentions to whose links something happened since then. What waits remembers how
/// they stand, so that only those mentions are loaded.
pub(super) fn looked(store: &Store, brand: &BrandId, since: Timestamp) -> Result<Looked, StoreError> {
    let mut looked = Looked::default();
    for errand in store.errands_due(ErrandKind::Backlinks, Timestamp::MAX, usize::MAX)? {
        let note: Note = serde_json::from_value(errand.note).unwrap_or_default();
        let ours = || note.links.iter().filter(|link| link.brand == *brand);
        looked.states.extend(ours().map(|link| link.state));
        if ours().any(|link| link.changed.is_some_and(|at| at >= since)) {
            looked.changed.extend(store.mention(errand.mention)?);
        }
    }
    Ok(looked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_carries_no_campaign() {
        for (url, asked) in [
            (
                "https://acme.example/a?UTM_Source=x&id=1&utm_term=",
                "https://acme.example/a?id=1",
            ),
            (
                "https://acme.example/?utm_campaign=x#top",
                "https://acme.example/#top",
            ),
            ("https://acme.example/?q=a%20b", "https://acme.example/?q=a%20b"),
        ] {
            assert_eq!(without_campaign(url.parse().unwrap()).as_str(), asked);
        }
    }

    #[test]
    fn what_targets_answer_holds_for_half_a_day() {
        let answers = Answers::default();
        let at: Timestamp = "2026-11-17T12:00:00Z".parse().unwrap();
        let check = TargetCheck {
            state: TargetState::Alive,
            to: None,
            at,
        };
        answers.note("acme.example", &check);
        for (hours, known) in [(0, true), (11, true), (12, false), (-1, false)] {
            let now = at + SignedDuration::from_hours(hours);
            assert_eq!(answers.known("acme.example", now).is_some(), known, "{hours}");
        }
    }
}
