//! From the items of a list page to their own pages: each is read once, a few in one poll, and again where it failed.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;
use url::Url;

use super::read::{Reader, Reading, deadline};
use crate::{
    io::fetch::{Ask, Fetched},
    model::{Document, FOLLOW_LIMIT, MentionId, Source, SourceName, SourceState, Validators},
    parse::{Context, article, fault},
    watch::identity,
};

/// Polls in which an item's page is tried before the text of the list has to do.
const TRIES: u8 = 3;

/// How far the items of each source were followed. After a restart the store tells of those that were mentions.
#[derive(Debug, Default)]
pub(super) struct Followed(Mutex<BTreeMap<SourceName, Round>>);

/// One reading of a list's items, over as many polls as it takes.
#[derive(Clone, Debug, Default)]
struct Round {
    /// What was listened for when it began: under anything else it begins again.
    heard_for: Option<u64>,
    /// Whether items are read whose mentions are stored already, because they are to be heard anew.
    again: bool,
    items: BTreeMap<MentionId, Item>,
}

/// How far one item got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    /// Its page was read, or never will be.
    Done,
    /// Its page could not be read so often.
    Failed(u8),
}

/// What became of an item's page.
pub(super) enum Page {
    Read(Box<article::Article>),
    /// It is not there, or its site does not want us.
    Refused,
    /// Perhaps the next time.
    Failed,
    /// The site asks to be left alone.
    Throttled,
}

impl Followed {
    /// The round that a poll goes on with.
    fn take(&self, source: &SourceName, state: &SourceState) -> Round {
        let known = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(source)
            .filter(|round| round.heard_for == state.heard_for);
        known.unwrap_or_else(|| Round {
            heard_for: state.heard_for,
            again: state.body_hash.is_none(),
            items: BTreeMap::new(),
        })
    }

    fn put(&self, source: &SourceName, round: Round) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(source.clone(), round);
    }

    /// What was read of this source could not be kept: it is read again.
    pub(super) fn forget(&self, source: &SourceName) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(source);
    }
}

impl Reader<'_> {
    /// Fetches the own page of each item and keeps its main text; what cannot be fetched keeps the text of the list.
    /// Items whose page was read before are left out, since the list's excerpt would replace it. Items beyond the bound
    /// of one poll wait for the next one, and so do those whose page failed, a few times.
    pub(super) async fn follow(
        &self,
        source: &Arc<Source>,
        state: &SourceState,
        reading: &mut Reading,
        seen: Timestamp,
    ) {
        let before = self.followed.take(&source.name, state);
        let mut round = Round {
            items: BTreeMap::new(),
            ..before.clone()
        };
        let ids = identity::aliases(&reading.documents, source.identity);
        let (mut kept, mut waiting, mut failures) = (Vec::new(), 0_usize, 0_usize);
        let mut left = usize::try_from(FOLLOW_LIMIT).unwrap_or(usize::MAX);
        for (mut document, aliases) in std::mem::take(&mut reading.documents).into_iter().zip(ids) {
            let id = aliases.id;
            let Some(url) = document.url.as_deref().and_then(|url| Url::parse(url).ok()) else {
                kept.push(document);
                continue;
            };
            let tries = match before.items.get(&id) {
                Some(Item::Done) => None,
                Some(Item::Failed(tries)) => Some(*tries),
                None if !before.again && self.is_stored(id).await => None,
                None => Some(0),
            };
            let Some(tries) = tries else {
                round.items.insert(id, Item::Done);
                continue;
            };
            if left == 0 {
                waiting += 1;
                if tries > 0 {
                    round.items.insert(id, Item::Failed(tries));
                }
                continue;
            }
            left -= 1;
            let item = match self.own_page(source, &url, seen).await {
                Page::Read(article) => {
                    complete(&mut document, *article);
                    Item::Done
                }
                Page::Refused => {
                    failures += 1;
                    Item::Done
                }
                Page::Failed => {
                    failures += 1;
                    waiting += usize::from(tries + 1 < TRIES);
                    if tries + 1 < TRIES {
                        Item::Failed(tries + 1)
                    } else {
                        Item::Done
                    }
                }
                Page::Throttled => {
                    // The rest of the list would only be asked for in vain.
                    left = 0;
                    waiting += 1;
                    Item::Failed(tries)
                }
            };
            round.items.insert(id, item);
            kept.push(document);
        }
        reading.documents = kept;
        round.again &= waiting > 0;
        self.followed.put(&source.name, round);
        if waiting > 0 {
            // Without these the next poll reads the list again even if it is the same.
            (reading.validators, reading.body_hash) = (Validators::default(), None);
            reading.issues.push(format!(
                "{waiting} item pages wait for the next poll: at most {FOLLOW_LIMIT} are read in one, and failed ones again"
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

    /// Fetches the own page of an item.
    pub(super) async fn own_page(&self, source: &Arc<Source>, url: &Url, seen: Timestamp) -> Page {
        let body = match self.fetcher.get(&Ask::stranger(url, &source.manners)).await {
            Fetched::Modified(body) => body,
            Fetched::Throttled { .. } => return Page::Throttled,
            Fetched::Gone | Fetched::Blocked { .. } => return Page::Refused,
            Fetched::NotModified { .. } | Fetched::Failed { .. } => return Page::Failed,
        };
        let read = |bytes: &[u8], context: &Context<'_>| {
            fault::check(bytes, context, &mut deadline())?;
            article::extract_within(bytes, context, &mut deadline())
        };
        match self.parse(source, &body, seen, read).await {
            Ok(article) => Page::Read(Box::new(article)),
            Err(_) => Page::Refused,
        }
    }
}

/// Fills an item of a list with what its own page says.
pub(super) fn complete(document: &mut Document, article: article::Article) {
    if article.text.len() > document.text.len() {
        document.text = article.text;
    }
    if document.title.is_empty() {
        document.title = article.title;
    }
    document.links = article.links;
    document.chrome = article.chrome;
    document.published = document.published.or(article.published);
    document.language = document.language.take().or(article.language);
    document.author.name = document.author.name.take().or(article.author);
}
