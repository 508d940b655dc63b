//! Feeds, also where the address is that of a page: the page's own feed is found once and remembered.

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use super::{
    poll::failed,
    read::{Reader, Reading, reading, unchanged},
};
use crate::{
    io::fetch::{ACCEPT_FEED, Ask, Body},
    model::{Document, Issue, Outcome, Source, SourceState, Validators},
    parse::feed,
};

/// Most feeds that a page names that are tried.
const NAMED: usize = 3;
/// Where sites keep their feed that do not name it, by how common it is.
const USUAL: [&str; 5] = ["/feed", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json"];

/// What an answer turned out to be.
enum Parsed {
    Feed(Vec<Document>, Vec<Issue>),
    /// No feed, for this reason; a page may name some.
    Other(String, Vec<String>),
}

impl Reader<'_> {
    /// Reads a feed, or the feed of a page.
    pub(super) async fn feed(
        &self,
        source: &Arc<Source>,
        url: &Url,
        state: &SourceState,
        seen: Timestamp,
    ) -> Result<Reading, Outcome> {
        let found = state.found();
        let body = self
            .fetch(&ask(
                source,
                url,
                found.as_ref().unwrap_or(url),
                &state.validators,
            ))
            .await?;
        let hash = unchanged(&body, state)?;
        let (why, named) = match self.parsed(source, &body, seen).await? {
            Parsed::Feed(documents, issues) => {
                let mut reading = reading(body, hash, documents, issues);
                reading.found_feed = found.map(String::from);
                return Ok(reading);
            }
            Parsed::Other(why, named) => (why, named),
        };
        if found.is_some() {
            return Err(failed(why));
        }
        let candidates = candidates(&body, named);
        let tried = candidates.len();
        for candidate in candidates {
            if let Some(reading) = self.candidate(source, url, candidate, seen).await {
                return Ok(reading);
            }
        }
        let tried = match tried {
            0 => String::new(),
            _ => format!("; {tried} addresses where its feed might be were tried, too"),
        };
        Err(failed(format!("{why}{tried}")))
    }

    /// The feed at a candidate's address, if there is one.
    async fn candidate(
        &self,
        source: &Arc<Source>,
        url: &Url,
        candidate: Url,
        seen: Timestamp,
    ) -> Option<Reading> {
        let nothing = Validators::default();
        let body = self.fetch(&ask(source, url, &candidate, &nothing)).await.ok()?;
        let Ok(Parsed::Feed(documents, issues)) = self.parsed(source, &body, seen).await else {
            return None;
        };
        let hash = super::poll::body_hash(&body.bytes);
        let mut reading = reading(body, hash, documents, issues);
        reading.issues.push(format!(
            "the address is that of a page; its feed `{candidate}` is read"
        ));
        reading.found_feed = Some(candidate.into());
        Some(reading)
    }

    async fn parsed(&self, source: &Arc<Source>, body: &Body, seen: Timestamp) -> Result<Parsed, Outcome> {
        self.parse(source, body, seen, |bytes, context| {
            Ok(match feed::parse(bytes, context) {
                Ok(feed) => Parsed::Feed(feed.documents, feed.issues),
                Err(refusal) => Parsed::Other(refusal.0, feed::named_by_page(bytes, context)),
            })
        })
        .await
    }
}

/// Asks for a feed. The source's credentials go to the origin of its own address only.
fn ask<'a>(source: &'a Source, own: &Url, url: &'a Url, validators: &'a Validators) -> Ask<'a> {
    if own.origin() == url.origin() {
        return Ask::source(url, &source.manners, validators);
    }
    Ask {
        validators: Some(validators),
        accept: ACCEPT_FEED,
        obeys_robots: false,
        ..Ask::stranger(url, &source.manners)
    }
}

/// Where the feed of a page may be: what it names, feeds of comments last, else the usual places of its site. Nothing for
/// answers that are no pages.
fn candidates(body: &Body, mut named: Vec<String>) -> Vec<Url> {
    named.sort_by_key(|url| url.to_lowercase().contains("comment"));
    let mut found: Vec<Url> = named
        .iter()
        .filter_map(|url| Url::parse(url).ok())
        .take(NAMED)
        .collect();
    if found.is_empty() && feed::is_page(&body.bytes) {
        found.extend(USUAL.iter().filter_map(|path| body.url.join(path).ok()));
    }
    found.retain(|candidate| *candidate != body.url);
    found
}
