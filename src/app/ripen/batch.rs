//! Errands of one source that go into one request, and where the others wait.

use jiff::{SignedDuration, Timestamp};

use super::note::Note;
use crate::io::store::{Errand, Settled};

/// An errand with what it remembers.
#[derive(Clone, Debug)]
pub(super) struct Due {
    pub(super) errand: Errand,
    pub(super) note: Note,
}

/// What is asked about now, all in one request, and what has to wait.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) now: Vec<Due>,
    pub(super) alone: bool,
    pub(super) later: Vec<Due>,
}

impl Batch {
    /// Takes errands from the front: the first one alone if it must be, else as many as fit and need not be alone.
    pub(super) fn of(due: Vec<Due>, most: u32) -> Self {
        let alone = due.first().is_some_and(|first| first.note.alone);
        let most = if alone {
            1
        } else {
            usize::try_from(most).unwrap_or(1)
        };
        let mut batch = Self {
            alone,
            ..Self::default()
        };
        for one in due {
            let fits = batch.now.len() < most && one.note.alone == alone;
            // An item that two mentions tell of is asked about once at a time.
            let twice = batch.now.iter().any(|other| other.note.key == one.note.key);
            if fits && !twice {
                batch.now.push(one);
            } else {
                batch.later.push(one);
            }
        }
        batch
    }

    /// What is asked by.
    pub(super) fn keys(&self) -> Vec<&str> {
        self.now.iter().map(|due| due.note.key.as_str()).collect()
    }
}

/// Errands as they are settled when they have to wait: each is due when it is likely to have its turn, so that what
/// cannot be asked yet does not stand before what can.
pub(super) fn put_off(
    waiting: Vec<Due>,
    from: Timestamp,
    every: SignedDuration,
    per_request: u32,
    now: Timestamp,
) -> Vec<Settled> {
    let per_request = usize::try_from(per_request).unwrap_or(1).max(1);
    let settled = waiting.into_iter().enumerate().map(|(place, due)| {
        let turns = i32::try_from(place / per_request).unwrap_or(i32::MAX);
        let wait = every.checked_mul(turns).unwrap_or(SignedDuration::MAX);
        let at = from.saturating_add(wait).unwrap_or(from);
        settle(due, now, Some(at))
    });
    settled.collect()
}

/// An errand with its note unchanged, due then.
fn settle(due: Due, now: Timestamp, at: Option<Timestamp>) -> Settled {
    let note = due.errand.note.clone();
    Settled {
        errand: due.errand,
        at: now,
        change: None,
        again: at.map(|at| (at, note)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{io::store::ErrandKind, model::MentionId};

    fn due(n: u128, key: &str, alone: bool) -> Due {
        let note = Note {
            key: key.to_owned(),
            at: Timestamp::UNIX_EPOCH,
            missing: 0,
            tries: 0,
            alone,
        };
        Due {
            errand: Errand {
                kind: ErrandKind::Engagement,
                mention: MentionId(n),
                due: Timestamp::UNIX_EPOCH,
                source: "api".into(),
                note: serde_json::to_value(&note).unwrap(),
            },
            note,
        }
    }

    #[test]
    fn a_request_holds_what_fits() {
        let all = || {
            vec![
                due(1, "a", false),
                due(2, "a", false),
                due(3, "b", true),
                due(4, "c", false),
            ]
        };
        let batch = Batch::of(all(), 2);
        assert_eq!(
            (batch.keys(), batch.later.len(), batch.alone),
            (vec!["a", "c"], 2, false)
        );
        let batch = Batch::of(vec![due(3, "b", true), due(5, "d", true), due(4, "c", false)], 20);
        assert_eq!(
            (batch.keys(), batch.later.len(), batch.alone),
            (vec!["b"], 2, true)
        );
        assert!(Batch::of(Vec::new(), 5).now.is_empty());
    }

    #[test]
    fn what_waits_is_spread_over_the_turns_to_come() {
        let waiting = (0..5).map(|n| due(n, "x", false)).collect();
        let at = Timestamp::UNIX_EPOCH;
        let settled = put_off(waiting, at, SignedDuration::from_secs(60), 2, at);
        let secs: Vec<i64> = settled
            .iter()
            .map(|one| one.again.as_ref().unwrap().0.as_second())
            .collect();
        assert_eq!(secs, [0, 0, 60, 60, 120]);
    }
}
