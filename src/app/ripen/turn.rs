//! When a source may be asked again next: what is remembered of that between requests and restarts.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    io::store::{Store, StoreError},
    model::SourceName,
};

/// First pause after a failure; it doubles with each one in a row.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_mins(15);
/// Longest pause, whatever an answer asks for.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(24);

/// What is remembered of a source that is asked again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::app) struct Turn {
    /// Not to be asked before.
    pub(in crate::app) next: Option<Timestamp>,
    /// Requests in a row that failed or were put off by the API.
    pub(in crate::app) failures: u32,
    /// Why the last one failed, one sentence.
    pub(in crate::app) why: Option<String>,
}

impl Turn {
    /// What is remembered. A time further ahead than the source's own pause and the longest one is from a clock that was
    /// wrong.
    pub(super) async fn load(
        store: &Store,
        source: &SourceName,
        pause: SignedDuration,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let name = name(source);
        let stored = store.read(move |store| store.notice(&name)).await?;
        let mut turn: Self = stored
            .and_then(|stored| serde_json::from_value(stored).ok())
            .unwrap_or_default();
        turn.next = turn
            .next
            .filter(|next| next.duration_since(now) <= LONGEST_PAUSE.max(pause));
        Ok(turn)
    }

    /// Remembers it.
    pub(super) async fn save(&self, store: &Store, source: &SourceName) -> Result<(), StoreError> {
        store
            .put_notice(&name(source), serde_json::to_value(self).ok())
            .await
    }

    /// Forgets it.
    pub(super) async fn forget(store: &Store, source: &SourceName) -> Result<(), StoreError> {
        store.put_notice(&name(source), None).await
    }

    /// Whether the source must not be asked yet, and until when.
    pub(super) fn wait(&self, now: Timestamp) -> Option<Timestamp> {
        self.next.filter(|next| *next > now)
    }

    /// After an answer that could be read.
    pub(super) fn went_well(&mut self) {
        (self.failures, self.why) = (0, None);
    }

    /// After a failure, or a wish to be left alone for so many seconds.
    pub(super) fn went_wrong(&mut self, why: String, wish_secs: Option<u64>, now: Timestamp) {
        let doubled = FIRST_PAUSE
            .checked_mul(1 << self.failures.min(7))
            .unwrap_or(LONGEST_PAUSE);
        self.failures = self.failures.saturating_add(1);
        self.why = Some(why);
        let wish = wish_secs.map_or(SignedDuration::ZERO, seconds);
        self.not_before(now, if wish_secs.is_some() { wish } else { doubled });
    }

    /// Puts the next request off, if it is not to come later anyway.
    pub(super) fn not_before(&mut self, now: Timestamp, pause: SignedDuration) {
        let next = now.saturating_add(pause.min(LONGEST_PAUSE)).unwrap_or(now);
        self.next = self.next.max(Some(next));
    }
}

/// So many seconds.
pub(super) fn seconds(secs: u64) -> SignedDuration {
    SignedDuration::from_secs(i64::try_from(secs).unwrap_or(i64::MAX))
}

fn name(source: &SourceName) -> String {
    format!("asked again/{source}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_day_and_wishes_are_kept() {
        let now = Timestamp::UNIX_EPOCH;
        let mut turn = Turn::default();
        let mut waits = Vec::new();
        for _ in 0..9 {
            turn.next = None;
            turn.went_wrong("trouble".to_owned(), None, now);
            waits.push(turn.next.unwrap().as_second() / 60);
        }
        assert_eq!(waits, [15, 30, 60, 120, 240, 480, 960, 1440, 1440]);
        turn.went_well();
        turn.next = None;
        turn.went_wrong("slow down".to_owned(), Some(90), now);
        assert_eq!(turn.next.unwrap().as_second(), 90);
        turn.not_before(now, SignedDuration::from_secs(5));
        assert_eq!(turn.next.unwrap().as_second(), 90, "the later one holds");
    }
}
