//! What an errand remembers of the item whose reactions are to be read again, and when it is due.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    io::store::{Asked, Errand, ErrandKind},
    model::{Source, SourceKind, next_reading},
};

/// Longer ids are none that an API gave to be asked by.
const LONGEST_KEY_BYTES: usize = 512;
/// An item that is missing from so many answers in a row is gone.
const GONE_AFTER: u32 = 2;
/// How long an item that was missing from an answer is left alone before it is asked about once more.
const LOOK_AGAIN_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// An item about which so many requests in a row failed is not asked about any more.
const MOST_TRIES: u32 = 8;
/// How much later than others an item is asked about, for each request about it that failed before.
const BEHIND_OTHERS: SignedDuration = SignedDuration::from_mins(10);

/// What is remembered with an errand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    /// What the API is asked by.
    pub(super) key: String,
    /// When the item counts as published.
    pub(super) at: Timestamp,
    /// Answers in a row in which it was missing.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) missing: u32,
    /// Requests in a row that failed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) tries: u32,
    /// Whether it is asked about alone, since the API refused to tell of several.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) alone: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// When an errand comes up again, and with which note; `None` for never.
pub(super) type Next = Option<(Timestamp, Note)>;

impl Note {
    /// The note of an errand; `None` if another version of the program wrote something else.
    pub(super) fn of(errand: &Errand) -> Option<Self> {
        serde_json::from_value(errand.note.clone()).ok()
    }

    /// After a reading was taken.
    pub(super) fn read(self, now: Timestamp) -> Next {
        let due = next_reading(self.at, now)?;
        let rested = Self {
            missing: 0,
            tries: 0,
            ..self
        };
        Some((due, rested))
    }

    /// After an answer in which the item was missing; never again if it is gone.
    pub(super) fn missed(mut self, now: Timestamp) -> Next {
        self.missing += 1;
        (self.missing < GONE_AFTER).then(|| (now.saturating_add(LOOK_AGAIN_AFTER).unwrap_or(now), self))
    }

    /// After a request that failed, to be asked again at `due`.
    /// A little later each time, so that one that always fails does not stand before the others.
    pub(super) fn failed(mut self, due: Timestamp) -> Next {
        let behind = BEHIND_OTHERS.checked_mul(i32::try_from(self.tries).unwrap_or(i32::MAX));
        let due = behind
            .and_then(|behind| due.checked_add(behind).ok())
            .unwrap_or(due);
        self.tries += 1;
        (self.tries < MOST_TRIES).then_some((due, self))
    }
}

/// The errand that a document of a source asks for. `is_read` says whether its reactions are known already, for APIs whose
/// polls tell none: then the first reading is not due at once.
pub(in crate::app) fn asked(
    source: &Source,
    key: Option<&str>,
    at: Timestamp,
    now: Timestamp,
    is_read: impl FnOnce() -> bool,
) -> Option<Asked> {
    source.again_every?;
    let SourceKind::Api(plan) = &source.kind else {
        return None;
    };
    let again = plan.again.as_ref()?;
    let key = key.filter(|key| key.len() <= LONGEST_KEY_BYTES && !matches!(*key, "" | "." | ".."))?;
    let due = if again.at_once && !is_read() {
        now
    } else {
        next_reading(at, now)?
    };
    let note = Note {
        key: key.to_owned(),
        at,
        missing: 0,
        tries: 0,
        alone: false,
    };
    Some(Asked {
        kind: ErrandKind::Engagement,
        due,
        note: serde_json::to_value(note).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    fn note() -> Note {
        Note {
            key: "7".to_owned(),
            at: at(0),
            missing: 0,
            tries: 0,
            alone: false,
        }
    }

    #[test]
    fn an_item_that_is_missing_twice_is_gone() {
        let (due, once) = note().missed(at(6)).unwrap();
        assert_eq!((due, once.missing), (at(7), 1));
        assert_eq!(once.clone().missed(at(7)), None);
        let (due, found) = once.read(at(7)).unwrap();
        assert_eq!((due, found.missing), (at(24), 0));
    }

    #[test]
    fn tries_are_bounded_and_forgotten_after_a_reading() {
        let mut next = Some((at(1), note()));
        let mut tries = 0;
        while let Some((_, note)) = next {
            next = note.failed(at(1));
            tries += 1;
        }
        assert_eq!(tries, MOST_TRIES);
        let (_, failed) = note().failed(at(1)).unwrap();
        assert_eq!(failed.read(at(1)).unwrap().1.tries, 0);
        assert_eq!(note().read(at(7 * 24)), None, "the last reading");
    }

    #[test]
    fn notes_stay_small_and_readable() {
        let stored = serde_json::to_value(note()).unwrap();
        assert_eq!(
            stored,
            serde_json::json!({ "key": "7", "at": "1970-01-01T00:00:00Z" })
        );
        assert_eq!(serde_json::from_value::<Note>(stored).unwrap(), note());
    }
}
