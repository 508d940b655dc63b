//! What is known of a site's pages between polls and restarts: which were looked at, and which wait to be read.
//!
//! | a page that a sitemap lists | becomes |
//! |---|---|
//! | at the first poll, dated within [`RECENT`] | read, the newest [`FIRST_MOST`] |
//! | at the first poll, older or without a date | known |
//! | later, not known, dated since [`RECENT`] before the last complete poll, or without a date | read |
//! | known, with a later date than before | read again |
//! | known and dated before that | forgotten: its date tells that it is old |
//!
//! Dates that say when the sitemap was made, not when a page changed, count as none.

use std::collections::{BTreeSet, HashMap};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    marks::{MAX_MARKS, Marks, stamp},
    sitemaps::Sitemaps,
};
use crate::parse::sitemap::Page;

/// How old a page may be at the first poll; and how much later than it is dated a page may be listed.
pub(super) const RECENT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Most pages of the first poll: a site's history is not news.
const FIRST_MOST: usize = 100;
/// Most pages that wait to be read.
const MAX_WAITING: usize = 1_000;
/// More pages than this do not change at once, if they are more than half of all.
const BULK: usize = 5;
/// Dates that more than half of so many pages share say when the sitemap was made.
const STAMPED: usize = 50;

/// What is remembered of a site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Visited {
    /// Fingerprint of what was listened for; under another one recent pages are read again.
    heard_for: Option<u64>,
    /// Pages dated before it are old; `None` before the first poll.
    since: Option<Timestamp>,
    marks: Marks,
    /// Pages to be read, the next one first.
    pub(super) waiting: Vec<Waiting>,
    /// Sitemaps that indices list.
    pub(super) sitemaps: Sitemaps,
}

/// A page that is to be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Waiting {
    /// What its sitemap says of it.
    pub(super) page: Page,
    /// How often it could not be fetched.
    #[serde(default)]
    pub(super) tries: u8,
    /// Whether it was read before.
    #[serde(default)]
    again: bool,
}

/// What the sitemaps of one poll list.
#[derive(Debug)]
pub(super) struct Round {
    now: Timestamp,
    first: bool,
    since: Timestamp,
    fresh: Vec<Page>,
    changed: Vec<Page>,
    /// Known pages with a date.
    dated: usize,
    /// New pages that cannot be remembered.
    lost: usize,
    /// Pages listed.
    pub(super) listed: usize,
    /// Dates of those that are recent.
    pub(super) times: Vec<Timestamp>,
}

/// What a round came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Closed {
    /// Pages that were new.
    pub(super) fresh: usize,
    /// What the operator should know.
    pub(super) issues: Vec<String>,
}

impl Visited {
    /// Begins a round. What was listened for before, if that was something else, is heard again.
    pub(super) fn begin(&mut self, heard_for: Option<u64>, now: Timestamp) -> Round {
        let first = self.since.is_none() || self.heard_for != heard_for;
        let recent = now.saturating_sub(RECENT).unwrap_or(Timestamp::MIN);
        let since = self.since.map_or(recent, |since| since.min(recent));
        if first {
            self.marks.forget_since(recent);
            self.sitemaps.read_anew();
            self.heard_for = heard_for;
        }
        Round {
            now,
            first,
            since: if first { recent } else { since },
            fresh: Vec::new(),
            changed: Vec::new(),
            dated: 0,
            lost: 0,
            listed: 0,
            times: Vec::new(),
        }
    }

    /// Takes the pages of one sitemap with their keys. `begins`: it is read for the first time though it may have been
    /// there for long, so that its undated pages say nothing.
    pub(super) fn note(&mut self, round: &mut Round, pages: Vec<(u64, Page)>, begins: bool) {
        let made = made_at(&pages);
        let begins = begins || round.first;
        round.listed += pages.len();
        for (key, mut page) in pages {
            if made.is_some() && page.changed == made {
                page.changed = None;
            }
            let dated = page.dated();
            round.times.extend(dated.filter(|at| *at >= round.since));
            let now_dated = dated.map_or(0, stamp);
            if let Some(mark) = self.marks.listed(key, round.now) {
                let before = mark.dated;
                mark.dated = before.max(now_dated);
                round.dated += usize::from(now_dated > 0);
                if before > 0 && now_dated > before {
                    round.changed.push(page);
                }
                continue;
            }
            if dated.is_some_and(|at| at < round.since) {
                continue;
            }
            if !self.marks.add(key, now_dated, round.now) {
                round.lost += 1;
            } else if dated.is_some() || !begins {
                round.fresh.push(page);
            }
        }
    }

    /// Ends a round; `complete` if every sitemap that may list something new was read.
    pub(super) fn close(&mut self, round: Round, complete: bool) -> Closed {
        let mut closed = Closed::default();
        let (mut fresh, mut changed, now) = (round.fresh, round.changed, round.now);
        if changed.len() > BULK && changed.len() * 2 > round.dated {
            closed.issues.push(format!(
                "{} pages are said to have changed at once, which is taken for the making of the sitemap",
                changed.len()
            ));
            changed.clear();
        }
        if round.first {
            fresh.sort_by_key(|page| std::cmp::Reverse(page.dated()));
            fresh.truncate(FIRST_MOST);
        }
        closed.fresh = fresh.len();
        self.wait(fresh, changed, now, &mut closed.issues);
        if complete {
            self.since = self.since.max(now.checked_sub(RECENT).ok());
        }
        let since = *self.since.get_or_insert(round.since);
        self.marks.forget_before(since);
        if let Some(later) = self.marks.make_room(now) {
            self.since = self.since.max(Some(later));
        }
        if round.lost > 0 {
            closed.issues.push(format!(
                "{} pages are not followed: no more than {MAX_MARKS} of a site are remembered; restrict it with `include`",
                round.lost
            ));
        }
        closed
    }

    /// Lets pages wait to be read: new ones before changed ones, the newest first.
    fn wait(&mut self, fresh: Vec<Page>, changed: Vec<Page>, now: Timestamp, issues: &mut Vec<String>) {
        let known: BTreeSet<String> = self
            .waiting
            .iter()
            .map(|waiting| waiting.page.url.to_string())
            .collect();
        let waiting = |page, again| Waiting {
            page,
            tries: 0,
            again,
        };
        self.waiting.extend(
            fresh
                .into_iter()
                .map(|page| waiting(page, false))
                .chain(changed.into_iter().map(|page| waiting(page, true)))
                .filter(|waiting| !known.contains(waiting.page.url.as_str())),
        );
        self.waiting.sort_by_key(|waiting| {
            (
                waiting.again,
                std::cmp::Reverse(waiting.page.dated().unwrap_or(now)),
            )
        });
        let surplus = self.waiting.len().saturating_sub(MAX_WAITING);
        if surplus > 0 {
            self.waiting.truncate(MAX_WAITING);
            issues.push(format!(
                "{surplus} pages were not read: more appear than can be; poll more often, or restrict it with `include`"
            ));
        }
    }

    /// Whether nothing was remembered so far.
    pub(super) fn is_new(&self) -> bool {
        self.since.is_none()
    }
}

impl Round {
    /// New pages so far.
    pub(super) fn fresh(&self) -> usize {
        self.fresh.len()
    }

    /// Whether it is the first one, or the first for what is listened for now.
    pub(super) fn is_first(&self) -> bool {
        self.first
    }

    /// Since when pages count as recent.
    pub(super) fn since(&self) -> Timestamp {
        self.since
    }
}

/// The date that more than half of many pages share: that of the sitemap itself.
fn made_at(pages: &[(u64, Page)]) -> Option<Timestamp> {
    if pages.len() < STAMPED {
        return None;
    }
    let mut counts: HashMap<Timestamp, usize> = HashMap::new();
    for (_, page) in pages {
        if let Some(at) = page.changed {
            *counts.entry(at).or_default() += 1;
        }
    }
    let (at, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count * 2 > pages.len()).then_some(at)
}

#[cfg(test)]
mod tests;
