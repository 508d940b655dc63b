//! How far this machine's clock stands from those of the servers it asks.
//!
//! Every answer carries the time (`Date`, RFC 9110 section 6.6.1). One server may be wrong; the middle one of several
//! registrable domains is trusted more than a machine that has just started without a battery.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use jiff::SignedDuration;

/// Servers that are remembered, the latest ones.
const SERVERS: usize = 32;
/// Fewer than this say nothing: any one of them may be wrong itself.
const FEWEST: usize = 2;

/// What the servers asked last said, by registrable domain: their clock less ours, in seconds.
#[derive(Debug, Default)]
pub(super) struct Skew(Mutex<VecDeque<(String, i64)>>);

impl Skew {
    /// Notes what one answer said.
    pub(super) fn note(&self, domain: &str, ahead: SignedDuration) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|(known, _)| known != domain);
        told.push_back((domain.to_owned(), ahead.as_secs()));
        if told.len() > SERVERS {
            told.pop_front();
        }
    }

    /// The servers' clock less ours, in the middle; `None` while too few of them were heard.
    pub(super) fn middle(&self) -> Option<SignedDuration> {
        let told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut secs: Vec<i64> = told.iter().map(|(_, secs)| *secs).collect();
        drop(told);
        if secs.len() < FEWEST {
            return None;
        }
        // Of two that disagree the smaller difference counts: one of them is right.
        secs.sort_unstable_by_key(|secs| secs.unsigned_abs());
        let (small, large) = (secs.first().copied()?, secs.last().copied()?);
        if secs.len() == FEWEST {
            return Some(SignedDuration::from_secs(if small.signum() == large.signum() {
                small
            } else {
                0
            }));
        }
        secs.sort_unstable();
        secs.get(secs.len() / 2).copied().map(SignedDuration::from_secs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_several_domains_counts_and_one_alone_says_nothing() {
        const YEAR: i64 = 365 * 24 * 3600;
        for (told, want) in [
            (vec![], None),
            (vec![("a", YEAR)], None),
            (vec![("a", YEAR), ("a", YEAR)], None),
            (vec![("a", YEAR), ("b", 3)], Some(3)),
            (vec![("a", -YEAR), ("b", 3)], Some(0)),
            (vec![("a", -YEAR), ("b", -YEAR + 5)], Some(-YEAR + 5)),
            (vec![("a", YEAR), ("b", -2), ("c", 1)], Some(1)),
            (vec![("a", YEAR), ("b", YEAR), ("c", 1)], Some(YEAR)),
            (vec![("a", YEAR), ("b", 2), ("a", 1)], Some(1)),
        ] {
            let skew = Skew::default();
            for (domain, secs) in &told {
                skew.note(domain, SignedDuration::from_secs(*secs));
            }
            let middle = skew.middle().map(|middle| middle.as_secs());
            assert_eq!(middle, want, "{told:?}");
        }
    }

    #[test]
    fn only_the_latest_servers_are_remembered() {
        let skew = Skew::default();
        for n in 0..SERVERS * 3 {
            let ahead = if n < SERVERS * 2 { 90_000 } else { 0 };
            skew.note(&format!("site{n}.example"), SignedDuration::from_secs(ahead));
        }
        assert_eq!(skew.middle(), Some(SignedDuration::ZERO));
    }
}
