//! Who is asked next: every source by when it is due, found without looking at the others.
//!
//! Sources that wait for each other, because they are of one registrable domain, form a group; of a group only the one
//! that is due first is looked at. So however many sources there are, and however many of them are due at one domain,
//! handing out a poll takes a few steps.
//!
//! After a start, a jump of the clock or a reload many sources may be overdue at once, or may never have been asked. The
//! first [`AT_ONCE`] are asked at once, the longest overdue first; the others are spread evenly over as long as it takes to
//! ask [`A_SECOND`] of them a second, but over no more than the interval each of them is asked at anyway.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp};

use crate::model::{Source, SourceName};

/// Overdue sources that need not wait for each other.
pub const AT_ONCE: usize = 64;
/// Overdue sources asked a second after those; the limits of concurrency and domains hold besides.
pub const A_SECOND: f64 = 20.0;

/// What sources of one domain share.
pub type Group = Arc<str>;

/// Every source by when it is due.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    /// Sources of each group by when they are due.
    groups: HashMap<Group, BTreeSet<(Timestamp, SourceName)>>,
    /// Groups by when their first source is due.
    heads: BTreeSet<(Timestamp, Group)>,
    /// Where each source stands.
    places: HashMap<SourceName, (Timestamp, Group)>,
}

impl Agenda {
    /// Enters a source, or moves it.
    pub(super) fn put(&mut self, source: &SourceName, group: &str, at: Timestamp) {
        self.remove(source);
        let known = self
            .groups
            .get_key_value(group)
            .map(|(group, _)| Arc::clone(group));
        let group = known.unwrap_or_else(|| Arc::from(group));
        self.change(&group, |sources| {
            sources.insert((at, source.clone()));
        });
        self.places.insert(source.clone(), (at, group));
    }

    /// Moves a source that is entered; `false` if it is not.
    pub(super) fn set(&mut self, source: &SourceName, at: Timestamp) -> bool {
        let Some((_, group)) = self.places.get(source) else {
            return false;
        };
        let group = Arc::clone(group);
        self.put(source, &group, at);
        true
    }

    /// Takes a source off.
    fn remove(&mut self, source: &SourceName) {
        if let Some((at, group)) = self.places.remove(source) {
            self.change(&group, |sources| {
                sources.remove(&(at, source.clone()));
            });
        }
    }

    /// Changes a group and keeps its head right.
    fn change(&mut self, group: &Group, change: impl FnOnce(&mut BTreeSet<(Timestamp, SourceName)>)) {
        let sources = self.groups.entry(Arc::clone(group)).or_default();
        let before = sources.first().map(|(at, _)| *at);
        change(sources);
        let after = sources.first().map(|(at, _)| *at);
        if sources.is_empty() {
            self.groups.remove(group);
        }
        if before != after {
            if let Some(at) = before {
                self.heads.remove(&(at, Arc::clone(group)));
            }
            if let Some(at) = after {
                self.heads.insert((at, Arc::clone(group)));
            }
        }
    }

    /// When the first of all is due.
    pub(super) fn first(&self) -> Option<Timestamp> {
        self.heads.first().map(|(at, _)| *at)
    }

    /// Sources that are due, of groups that are not busy, one of each, the longest overdue first.
    pub(super) fn next<'a>(
        &'a self,
        now: Timestamp,
        is_busy: impl Fn(&Group) -> bool + 'a,
    ) -> impl Iterator<Item = (&'a SourceName, &'a Group)> + 'a {
        self.heads
            .iter()
            .take_while(move |(at, _)| *at <= now)
            .filter(move |(_, group)| !is_busy(group))
            .filter_map(|(_, group)| {
                let (_, source) = self.groups.get(group)?.first()?;
                Some((source, group))
            })
    }

    /// All sources that are due, the longest overdue first.
    pub(super) fn due(&self, now: Timestamp) -> Vec<SourceName> {
        let heads = self.heads.iter().take_while(|(at, _)| *at <= now);
        let groups = heads.filter_map(|(_, group)| self.groups.get(group));
        let mut due: Vec<&(Timestamp, SourceName)> = groups
            .flat_map(|sources| sources.iter().take_while(|(at, _)| *at <= now))
            .collect();
        due.sort_unstable();
        due.into_iter().map(|(_, source)| source.clone()).collect()
    }
}

/// When the source at this rank of `count` overdue ones is asked, counted from now.
pub(super) fn delay(rank: usize, count: usize, source: &Source) -> SignedDuration {
    let Some(waiting) = rank.checked_sub(AT_ONCE) else {
        return SignedDuration::ZERO;
    };
    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^52 sources")]
    let (waiting, count) = (waiting as f64 + 1.0, count.max(1) as f64);
    let interval = source.cadence.every.max(source.cadence.min_every).as_secs_f64();
    let whole = (count / A_SECOND).min(interval);
    SignedDuration::try_from_secs_f64(whole * waiting / count).unwrap_or(SignedDuration::ZERO)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(secs: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(secs)
    }

    fn names(agenda: &Agenda, now: i64, busy: &[&str]) -> Vec<String> {
        let busy: Vec<String> = busy.iter().map(|group| (*group).to_owned()).collect();
        agenda
            .next(at(now), |group| busy.iter().any(|name| **name == **group))
            .map(|(source, _)| source.to_string())
            .collect()
    }

    #[test]
    fn one_of_each_domain_is_next_the_longest_overdue_first() {
        let mut agenda = Agenda::default();
        for (source, group, due) in [("a1", "a", 5), ("a2", "a", 3), ("b", "b", 4), ("c", "c", 9)] {
            agenda.put(&source.into(), group, at(due));
        }
        assert_eq!(agenda.first(), Some(at(3)));
        assert_eq!(names(&agenda, 2, &[]), [""; 0]);
        assert_eq!(names(&agenda, 5, &[]), ["a2", "b"]);
        assert_eq!(names(&agenda, 99, &["a"]), ["b", "c"]);
        assert!(agenda.set(&"a2".into(), at(20)));
        assert_eq!(names(&agenda, 9, &[]), ["b", "a1", "c"]);
        assert!(!agenda.set(&"d".into(), at(1)));
        let due: Vec<String> = agenda.due(at(20)).iter().map(ToString::to_string).collect();
        assert_eq!(due, ["b", "a1", "c", "a2"]);
    }

    proptest! {
        /// Whatever is entered and moved: the heads are those of the groups, and nothing is lost.
        #[test]
        fn any_order_of_changes_leaves_it_whole(
            steps in prop::collection::vec((0_u8..20, 0_u8..5, 0_i64..50, any::<bool>()), 0..200),
        ) {
            let mut agenda = Agenda::default();
            let mut expected: HashMap<u8, (i64, u8)> = HashMap::new();
            for (source, group, due, moves) in steps {
                let name = SourceName::new(source.to_string());
                if moves {
                    prop_assert_eq!(agenda.set(&name, at(due)), expected.contains_key(&source));
                    if let Some(known) = expected.get_mut(&source) {
                        known.0 = due;
                    }
                } else {
                    agenda.put(&name, &group.to_string(), at(due));
                    expected.insert(source, (due, group));
                }
                prop_assert_eq!(agenda.first(), expected.values().map(|(due, _)| at(*due)).min());
                for now in [0, 25, 50] {
                    let due = expected.values().filter(|(due, _)| *due <= now).count();
                    prop_assert_eq!(agenda.due(at(now)).len(), due);
                    let groups: BTreeSet<u8> =
                        expected.values().filter(|(due, _)| *due <= now).map(|(_, group)| *group).collect();
                    prop_assert_eq!(agenda.next(at(now), |_| false).count(), groups.len());
                }
            }
        }
    }
}
