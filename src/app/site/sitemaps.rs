//! Which sitemaps of an index are read, and in which order.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    model::{SITEMAP_LIMIT, Validators},
    parse::sitemap::Child,
};

/// Most sitemaps of a site that are known; of an index with more, those that changed last.
pub(super) const MAX_SITEMAPS: usize = 2_000;

/// Sitemaps by address.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Sitemaps(BTreeMap<String, Known>);

/// What is known of one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Known {
    /// When it had changed, by its index, as it was last read.
    changed: Option<Timestamp>,
    /// When it was last read.
    read: Option<Timestamp>,
    /// When it last listed something new.
    fresh: Option<Timestamp>,
    /// Whether it appeared while its index was known, so that all of it is new.
    appeared: bool,
    /// Validators of its last answer.
    pub(super) validators: Validators,
}

impl Known {
    /// Whether it is read for the first time though it may have been there for long.
    pub(super) fn begins(&self) -> bool {
        self.read.is_none() && !self.appeared
    }
}

/// The sitemaps of one index that may list something new, in the order in which they are read.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) children: Vec<Child>,
    /// Whether the index must be read again even if it does not change.
    pub(super) open: bool,
    /// Sitemaps beyond what is remembered.
    pub(super) surplus: usize,
}

impl Sitemaps {
    /// What is known of a sitemap.
    pub(super) fn get(&self, url: &Url) -> Known {
        self.0.get(url.as_str()).cloned().unwrap_or_default()
    }

    /// What an index lists. `known`: it was read before, so that what it did not list then is new. Pages dated before
    /// `since` are old.
    pub(super) fn wanted(&mut self, mut children: Vec<Child>, known: bool, since: Timestamp) -> Wanted {
        children.sort_by_key(|child| std::cmp::Reverse(child.changed));
        let mut seen = BTreeSet::new();
        children.retain(|child| seen.insert(child.url.clone()));
        let surplus = children.len().saturating_sub(MAX_SITEMAPS);
        children.truncate(MAX_SITEMAPS);
        for child in &children {
            self.0.entry(child.url.to_string()).or_insert_with(|| Known {
                appeared: known,
                ..Known::default()
            });
        }
        self.forget_surplus(&children);
        let (dated, undated): (Vec<Child>, Vec<Child>) =
            children.into_iter().partition(|child| child.changed.is_some());
        let open = !undated.is_empty();
        let mut wanted: Vec<Child> = dated
            .into_iter()
            .filter(|child| self.has_news(child, since))
            .collect();
        wanted.extend(self.in_turn(undated));
        Wanted {
            children: wanted,
            open,
            surplus,
        }
    }

    /// Whether a sitemap whose index dates it may list something new.
    fn has_news(&self, child: &Child, since: Timestamp) -> bool {
        let known = self.get(&child.url);
        match known.changed {
            Some(before) => child.changed > Some(before),
            None => known.appeared || child.changed >= Some(since),
        }
    }

    /// Undated ones: half of a poll's for those in which something new was found last, then whichever waits longest.
    fn in_turn(&self, mut undated: Vec<Child>) -> Vec<Child> {
        let half = usize::try_from(SITEMAP_LIMIT / 2).unwrap_or(usize::MAX);
        undated.sort_by_cached_key(|child| std::cmp::Reverse(self.get(&child.url).fresh));
        let hot = undated
            .iter()
            .take_while(|child| self.get(&child.url).fresh.is_some())
            .take(half)
            .count();
        let mut rest = undated.split_off(hot);
        rest.sort_by_cached_key(|child| {
            let known = self.get(&child.url);
            (!known.appeared, known.read)
        });
        undated.extend(rest);
        undated
    }

    /// Notes that a sitemap was read; without validators, that there was nothing to read.
    pub(super) fn was_read(&mut self, child: &Child, now: Timestamp, validators: Option<Validators>) {
        let known = self.0.entry(child.url.to_string()).or_default();
        known.changed = child.changed;
        known.read = Some(now);
        known.appeared = false;
        if let Some(validators) = validators {
            known.validators = validators;
        }
    }

    /// Notes that a sitemap listed something new.
    pub(super) fn was_fresh(&mut self, url: &Url, now: Timestamp) {
        if let Some(known) = self.0.get_mut(url.as_str()) {
            known.fresh = Some(now);
        }
    }

    /// An index was not read to the end of what it lists: it is read again, whatever its dates say.
    pub(super) fn reopen(&mut self, url: &Url) {
        if let Some(known) = self.0.get_mut(url.as_str()) {
            (known.changed, known.validators) = (None, Validators::default());
            known.appeared = true;
        }
    }

    /// All are read again, as if for the first time.
    pub(super) fn read_anew(&mut self) {
        for known in self.0.values_mut() {
            *known = Known::default();
        }
    }

    /// Those that are listed no more make room.
    fn forget_surplus(&mut self, listed: &[Child]) {
        if self.0.len() > 2 * MAX_SITEMAPS {
            let listed: BTreeSet<&str> = listed.iter().map(|child| child.url.as_str()).collect();
            self.0.retain(|url, _| listed.contains(url.as_str()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG_AGO: &str = "2026-01-01T00:00:00Z";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn child(name: &str, changed: Option<&str>) -> Child {
        Child {
            url: Url::parse("https://a.example/").unwrap().join(name).unwrap(),
            changed: changed.map(at),
        }
    }

    fn names(wanted: &Wanted) -> Vec<&str> {
        wanted
            .children
            .iter()
            .map(|child| child.url.path().trim_start_matches('/'))
            .collect()
    }

    #[test]
    fn only_what_changed_is_read_again_the_latest_first() {
        let mut sitemaps = Sitemaps::default();
        let listed = |third: &str| {
            vec![
                child("old", Some("2020-01-01T00:00:00Z")),
                child("1", Some("2026-02-01T00:00:00Z")),
                child("2", Some("2026-03-01T00:00:00Z")),
                child("3", Some(third)),
            ]
        };
        let first = sitemaps.wanted(listed("2026-02-02T00:00:00Z"), false, at(LONG_AGO));
        assert_eq!(names(&first), ["2", "3", "1"]);
        assert!(
            !first.open
                && first
                    .children
                    .iter()
                    .all(|child| sitemaps.get(&child.url).begins())
        );
        for child in &first.children {
            sitemaps.was_read(child, at("2026-03-02T00:00:00Z"), None);
        }
        let again = sitemaps.wanted(listed("2026-03-03T00:00:00Z"), true, at(LONG_AGO));
        assert_eq!(names(&again), ["3"]);
        // A sitemap that was not there before is new, whatever its date.
        let more = [
            listed("2026-02-02T00:00:00Z"),
            vec![child("new", Some("2019-01-01T00:00:00Z"))],
        ]
        .concat();
        let more = sitemaps.wanted(more, true, at(LONG_AGO));
        assert_eq!(names(&more), ["new"]);
        assert!(!sitemaps.get(&more.children[0].url).begins());
    }

    #[test]
    fn undated_ones_take_turns_and_lively_ones_come_first() {
        let mut sitemaps = Sitemaps::default();
        let listed: Vec<Child> = (0..20).map(|n| child(&format!("{n:02}"), None)).collect();
        let first = sitemaps.wanted(listed.clone(), false, at(LONG_AGO));
        assert!(first.open);
        for (minute, child) in first.children.iter().enumerate() {
            let now = at(&format!("2026-03-02T00:{minute:02}:00Z"));
            sitemaps.was_read(child, now, None);
            if minute == 7 {
                sitemaps.was_fresh(&child.url, now);
            }
        }
        let next = sitemaps.wanted(listed, true, at(LONG_AGO));
        assert_eq!(names(&next)[..4], ["07", "00", "01", "02"]);
    }
}
