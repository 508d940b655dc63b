//! From the root of a site's sitemaps to those that may list something new.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
};

use jiff::Timestamp;
use url::Url;

use super::{
    find::ask,
    listing::Listing,
    sitemaps::MAX_SITEMAPS,
    visited::{Round, Visited},
};
use crate::{
    app::read::{Reader, Reading, wanted_pause},
    model::{Outcome, SITEMAP_LIMIT, Source, SourceState},
    parse::sitemap::Child,
};

/// How deep indices may list indices.
const MAX_DEPTH: u8 = 3;

/// One walk through the sitemaps of a site.
pub(super) struct Walk<'a> {
    source: &'a Arc<Source>,
    url: &'a Url,
    seen: Timestamp,
    /// Whether the site was read before.
    is_known: bool,
    visited: Visited,
    round: Round,
    /// Sitemaps that are still to be read, the next one first.
    queue: VecDeque<Queued>,
    /// Sitemaps that were queued: indices may list each other, and themselves.
    met: BTreeSet<Url>,
    left: u32,
    /// Whether the root must be read again even if it does not change.
    open: bool,
    /// Whether every sitemap that may list something new was read.
    complete: bool,
    /// Pages of other sites.
    strange: usize,
    retry_after_secs: Option<u64>,
    issues: Vec<String>,
}

/// A sitemap that is to be read.
struct Queued {
    child: Child,
    /// How many indices lead to it.
    depth: u8,
    /// The index that lists it, unless that is the root.
    parent: Option<Url>,
}

/// A sitemap's standing.
#[derive(Clone, Copy)]
struct Standing<'a> {
    /// Its address; `None` for the root.
    own: Option<&'a Url>,
    depth: u8,
    /// It was read before, or is new itself: what it lists for the first time is new.
    known: bool,
}

impl Reader<'_> {
    /// Reads the sitemaps that are queued, as many as one poll may.
    pub(super) async fn walk(&self, walk: &mut Walk<'_>) {
        while walk.left > 0 && walk.retry_after_secs.is_none() {
            let Some(queued) = walk.queue.pop_front() else {
                break;
            };
            walk.left -= 1;
            if let Err(outcome) = self.child(walk, &queued).await {
                walk.failed(&queued.child, outcome);
            }
        }
        walk.postpone();
    }

    /// Reads one sitemap that an index lists.
    async fn child(&self, walk: &mut Walk<'_>, queued: &Queued) -> Result<(), Outcome> {
        let Queued { child, depth, .. } = queued;
        let known = walk.visited.sitemaps.get(&child.url);
        let ask = ask(walk.source, walk.url, &child.url, &known.validators);
        let body = self.fetch(&ask).await?;
        let listing = self.sitemap(walk.source, &body, walk.seen).await?;
        let path = child.url.path();
        let issues = listing.issues.iter();
        walk.issues
            .extend(issues.map(|issue| format!("`{path}`: {issue}")));
        let before = walk.round.fresh();
        let sitemaps = &mut walk.visited.sitemaps;
        sitemaps.was_read(child, walk.seen, Some(body.validators));
        let standing = Standing {
            own: Some(&child.url),
            depth: *depth,
            known: !known.begins(),
        };
        walk.take(listing, standing);
        if walk.round.fresh() > before {
            walk.visited.sitemaps.was_fresh(&child.url, walk.seen);
        }
        Ok(())
    }
}

impl<'a> Walk<'a> {
    /// Begins with what is known.
    pub(super) fn begin(
        source: &'a Arc<Source>,
        url: &'a Url,
        mut visited: Visited,
        (state, seen): (&SourceState, Timestamp),
    ) -> Self {
        let is_known = !visited.is_new();
        let round = visited.begin(state.heard_for, seen);
        Self {
            source,
            url,
            seen,
            is_known,
            visited,
            round,
            queue: VecDeque::new(),
            met: BTreeSet::new(),
            left: SITEMAP_LIMIT,
            open: false,
            complete: true,
            strange: 0,
            retry_after_secs: None,
            issues: Vec::new(),
        }
    }

    /// Takes what the source's own sitemap lists.
    pub(super) fn take_root(&mut self, mut listing: Listing, open: bool) {
        self.open = open;
        self.issues.append(&mut listing.issues);
        let standing = Standing {
            own: None,
            depth: 0,
            known: self.is_known,
        };
        self.take(listing, standing);
    }

    fn take(&mut self, mut listing: Listing, standing: Standing<'_>) {
        self.strange += listing.strange;
        listing
            .children
            .retain(|child| self.met.insert(child.url.clone()));
        self.visited.note(&mut self.round, listing.pages, !standing.known);
        if listing.children.is_empty() {
            return;
        }
        if standing.depth >= MAX_DEPTH {
            self.issues
                .push(format!("sitemap indices more than {MAX_DEPTH} deep are not read"));
            return;
        }
        let since = self.round.since();
        let wanted = self
            .visited
            .sitemaps
            .wanted(listing.children, standing.known, since);
        if wanted.surplus > 0 {
            self.issues.push(format!(
                "{} sitemaps are not read: of one index the {MAX_SITEMAPS} that changed last are",
                wanted.surplus
            ));
        }
        if wanted.open {
            self.open = true;
            if let Some(index) = standing.own {
                self.visited.sitemaps.reopen(index);
            }
        }
        for child in wanted.children.into_iter().rev() {
            self.queue.push_front(Queued {
                child,
                depth: standing.depth + 1,
                parent: standing.own.cloned(),
            });
        }
    }

    /// A sitemap could not be read.
    fn failed(&mut self, child: &Child, outcome: Outcome) {
        let path = child.url.path();
        let why = match outcome {
            Outcome::NotModified { .. } => {
                self.visited.sitemaps.was_read(child, self.seen, None);
                return;
            }
            Outcome::Throttled { status, .. } => {
                self.retry_after_secs = Some(wanted_pause(&outcome).unwrap_or(0));
                self.complete = false;
                format!("asked to slow down ({status})")
            }
            Outcome::Failed { why, .. } => {
                // Without a date of its own it has its turn again anyway.
                self.complete &= child.changed.is_none();
                why
            }
            Outcome::Blocked { why } => {
                self.visited.sitemaps.was_read(child, self.seen, None);
                why
            }
            Outcome::Gone | Outcome::Modified { .. } => {
                self.visited.sitemaps.was_read(child, self.seen, None);
                "it is gone (410)".to_owned()
            }
        };
        self.issues
            .push(format!("the sitemap `{path}` could not be read: {why}"));
    }

    /// What could not be read now is read by the next polls.
    fn postpone(&mut self) {
        let mut postponed = 0_usize;
        for Queued { child, parent, .. } in std::mem::take(&mut self.queue) {
            let known = self.visited.sitemaps.get(&child.url);
            // Undated ones that were read before only wait for their turn.
            if child.changed.is_some() || known.begins() {
                postponed += 1;
                self.complete = false;
                if let Some(index) = parent {
                    self.visited.sitemaps.reopen(&index);
                }
            }
        }
        if postponed > 0 {
            self.issues.push(format!(
                "{postponed} sitemaps wait for the next poll: at most {SITEMAP_LIMIT} are read in one"
            ));
        }
    }

    /// What was found, without the pages themselves; `Reading::complete` says whether the root may be taken as read.
    pub(super) fn finish(mut self, state: &SourceState) -> (Reading, Visited) {
        if self.strange > 0 {
            self.issues.push(format!(
                "{} pages lie on other sites and were passed over",
                self.strange
            ));
        }
        let (listed, times) = (self.round.listed, std::mem::take(&mut self.round.times));
        let first = self.round.is_first();
        let closed = self.visited.close(self.round, self.complete);
        self.issues.extend(closed.issues);
        let known = usize::try_from(state.last_items).unwrap_or(0);
        let reading = Reading {
            shown: if listed > 0 { listed } else { known },
            times,
            issues: self.issues,
            complete: self.complete && !self.open,
            retry_after_secs: self.retry_after_secs,
            new_items: (!first).then(|| u32::try_from(closed.fresh).unwrap_or(u32::MAX)),
            ..Reading::default()
        };
        (reading, self.visited)
    }
}
