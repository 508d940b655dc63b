//! Where things lie: one ordered key space, one letter per kind of entry.
//!
//! | key | value |
//! |---|---|
//! | `m` id | the mention with its identity keys and the day it is counted in |
//! | `a` identity key | id |
//! | `t` instant id | whether its text is still kept, and what texts that tell the same are found by |
//! | `b` brand `0` instant id, `c` campaign `0` instant id | nothing |
//! | `j` story instant id | nothing; mentions of stories that are told more than once |
//! | `q` instant id | nothing; mentions with promo codes |
//! | `I` influencer `0` instant id | nothing; mentions that one of the roster published |
//! | `e` id | readings of its reactions |
//! | `x` kind instant id | an errand due then: what is to be done later about the mention |
//! | `m` id kind | when the errand of that kind about the mention is due |
//! | `u` platform `:` handle | followers when last measured |
//! | `r` `b`or`c` subject `0` day | roll-up |
//! | `p` commit | mentions that the stored roll-ups do not hold as they are now: how each stands there, or nothing |
//! | `s` source, `v` source, `l` source | its state, what its reading remembers beside it (the pages of a site), what it listed when it was last asked |
//! | `h` source `0` day | visits of that day by marked links |
//! | `o` id, `y` id, `w` id | outbox entry, its bytes, that it is not settled yet |
//! | `A` id, `B` alert | an alert that was told, what is remembered of an alert |
//! | `d` digest, `f` campaign, `n` name | digest state, frozen baseline, notice |
//! | `F` name | a report as it was told once |
//! | `g` canonical key of a short link | where it leads |
//! | `i` import `0` external id | an outcome with the day it is counted in |
//! | `J` day import `0` external id | nothing: outcomes by day |
//! | `Q` day | the outcomes of that day, added up |
//! | `K` customer | their earliest orders and leads |
//! | `N` order number | the orders of that number |
//! | `R` order number | the refunds of the order of that number |
//! | `z` import `0` fingerprint | a file that was imported |
//! | `Z` import | which days the files of an import cover, as far as they say so |
//! | `k` name | counters, versions of the schema and of what outcomes tell of each other |
//!
//! Numbers are big-endian so that key order is their order.

use jiff::{Timestamp, civil::Date};

use super::{ErrandKind, KeyRange};
use crate::model::{
    BrandId, CampaignId, CustomerHash, InfluencerId, MentionId, Platform, SourceName, Subject, Window,
};

pub(super) const SCHEMA: &[u8] = b"kschema";
pub(super) const MENTIONS: &[u8] = b"kmentions";
pub(super) const JOINS: &[u8] = b"kjoins";
pub(super) const COMMITS: &[u8] = b"kcommits";

fn key(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut key = Vec::with_capacity(1 + parts.iter().map(|part| part.len()).sum::<usize>());
    key.push(kind);
    for part in parts {
        key.extend_from_slice(part);
    }
    key
}

pub(super) fn mention(id: MentionId) -> Vec<u8> {
    key(b'm', &[&id.0.to_be_bytes()])
}

pub(super) fn alias(identity: u128) -> Vec<u8> {
    key(b'a', &[&identity.to_be_bytes()])
}

pub(super) fn engagement(id: MentionId) -> Vec<u8> {
    key(b'e', &[&id.0.to_be_bytes()])
}

/// An errand under the time it is due.
pub(super) fn errand(kind: ErrandKind, due: Timestamp, id: MentionId) -> Vec<u8> {
    key(b'x', &[&[kind.letter()], &instant(due), &id.0.to_be_bytes()])
}

/// Errands of a kind due from `since` (included) to `until` (excluded).
pub(super) fn errands(kind: ErrandKind, since: Option<Timestamp>, until: Option<Timestamp>) -> KeyRange {
    ranged(&key(b'x', &[&[kind.letter()]]), since, until)
}

/// When an errand is due, and about which mention it is, by its key.
pub(super) fn errand_parts(errand_key: &[u8]) -> Option<(Timestamp, MentionId)> {
    Some((instant_of(errand_key.get(2..10)?)?, id_of(errand_key.get(10..)?)?))
}

/// Where it stands when the errand of a kind about a mention is due: beside the mention, whose page is written anyway.
pub(super) fn errand_due(id: MentionId, kind: ErrandKind) -> Vec<u8> {
    key(b'm', &[&id.0.to_be_bytes(), &[kind.letter()]])
}

/// Whether a key that begins as one of a mention is that of an errand.
pub(super) fn is_errand_due(key: &[u8]) -> bool {
    key.len() > 1 + size_of::<MentionId>()
}

/// Prefix of [`notes`].
pub(super) const NOTES: &[u8] = b"p";

pub(super) fn notes(commit: u64) -> Vec<u8> {
    key(b'p', &[&commit.to_be_bytes()])
}

/// Prefix of [`author`].
pub(super) const AUTHORS: &[u8] = b"u";

pub(super) fn author(platform: Platform, handle: &str) -> Vec<u8> {
    let handle = handle.trim_start_matches('@').to_lowercase();
    key(b'u', &[platform.as_str().as_bytes(), b":", handle.as_bytes()])
}

/// Prefix of [`lead`].
pub(super) const LEADS: &[u8] = b"g";

pub(super) fn lead(link: &str) -> Vec<u8> {
    key(b'g', &[link.as_bytes()])
}

/// `s`, `v`, `l`, `o`, `y`, `w`, `A`, `B`, `d`, `f`, `F` or `n` with a name.
pub(super) fn named(kind: u8, name: &str) -> Vec<u8> {
    key(kind, &[name.as_bytes()])
}

/// An index over mentions by time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Index {
    Time,
    Brand(BrandId),
    Campaign(CampaignId),
    Codes,
    Influencer(InfluencerId),
}

impl Index {
    fn prefix(&self) -> Vec<u8> {
        match self {
            Self::Time => key(b't', &[]),
            Self::Codes => key(b'q', &[]),
            Self::Influencer(influencer) => key(b'I', &[influencer.as_str().as_bytes(), b"\0"]),
            Self::Brand(brand) => key(b'b', &[brand.as_str().as_bytes(), b"\0"]),
            Self::Campaign(campaign) => key(b'c', &[campaign.as_str().as_bytes(), b"\0"]),
        }
    }

    pub(super) fn key(&self, at: Timestamp, id: MentionId) -> Vec<u8> {
        let mut key = self.prefix();
        key.extend_from_slice(&instant(at));
        key.extend_from_slice(&id.0.to_be_bytes());
        key
    }

    /// Entries from `since` (included) to `until` (excluded).
    pub(super) fn range(&self, since: Option<Timestamp>, until: Option<Timestamp>) -> KeyRange {
        ranged(&self.prefix(), since, until)
    }
}

/// Keys that begin with `prefix` and go on with an instant from `since` (included) to `until` (excluded).
fn ranged(prefix: &[u8], since: Option<Timestamp>, until: Option<Timestamp>) -> KeyRange {
    let mut range = KeyRange::prefix(prefix);
    if let Some(since) = since {
        range.start.extend_from_slice(&instant(since));
    }
    if let Some(until) = until {
        range.end = Some([prefix, &instant(until)].concat());
    }
    range
}

/// Microseconds, shifted so that instants before 1970 sort first.
pub(super) fn instant(at: Timestamp) -> [u8; 8] {
    (at.as_microsecond().cast_unsigned() ^ (1 << 63)).to_be_bytes()
}

/// The instant of [`instant`].
pub(super) fn instant_of(bytes: &[u8]) -> Option<Timestamp> {
    let micros = u64::from_be_bytes(bytes.try_into().ok()?) ^ (1 << 63);
    Timestamp::from_microsecond(micros.cast_signed()).ok()
}

/// The instant in the key of the time index.
pub(super) fn instant_of_index(time_key: &[u8]) -> Option<Timestamp> {
    instant_of(time_key.get(1..9)?)
}

/// A mention among those of its story.
pub(super) fn story(story: u64, at: Timestamp, id: MentionId) -> Vec<u8> {
    key(b'j', &[&story.to_be_bytes(), &instant(at), &id.0.to_be_bytes()])
}

/// The mentions of a story that is told more than once.
pub(super) fn story_of(story: u64) -> KeyRange {
    KeyRange::prefix(key(b'j', &[&story.to_be_bytes()]))
}

/// The id at the end of an index key.
pub(super) fn id_of(index_key: &[u8]) -> Option<MentionId> {
    index_key
        .last_chunk()
        .map(|bytes| MentionId(u128::from_be_bytes(*bytes)))
}

fn rollups_prefix(subject: &Subject) -> Vec<u8> {
    match subject {
        Subject::Brand(brand) => key(b'r', &[b"b", brand.as_str().as_bytes(), b"\0"]),
        Subject::Campaign(campaign) => key(b'r', &[b"c", campaign.as_str().as_bytes(), b"\0"]),
    }
}

pub(super) fn rollup(subject: &Subject, day: Date) -> Vec<u8> {
    let mut key = rollups_prefix(subject);
    key.extend_from_slice(&day_bytes(day));
    key
}

pub(super) fn rollups(subject: &Subject, window: Window) -> KeyRange {
    KeyRange {
        start: rollup(subject, window.from),
        end: Some(rollup(subject, window.to)),
    }
}

pub(super) fn visits(source: &SourceName, day: Date) -> Vec<u8> {
    key(b'h', &[source.as_str().as_bytes(), b"\0", &day_bytes(day)])
}

/// An outcome.
pub(super) fn outcome(import: &str, external_id: &str) -> Vec<u8> {
    key(b'i', &[import.as_bytes(), b"\0", external_id.as_bytes()])
}

/// The place of an outcome in the list by day.
pub(super) fn outcome_on(day: Date, import: &str, external_id: &str) -> Vec<u8> {
    key(
        b'J',
        &[&day_bytes(day), import.as_bytes(), b"\0", external_id.as_bytes()],
    )
}

/// Outcomes of the days of a window.
pub(super) fn outcomes_on(window: Window) -> KeyRange {
    KeyRange {
        start: key(b'J', &[&day_bytes(window.from)]),
        end: Some(key(b'J', &[&day_bytes(window.to)])),
    }
}

/// The key of the outcome that a place in the list by day leads to.
pub(super) fn outcome_of(listed: &[u8]) -> Option<Vec<u8>> {
    Some(key(b'i', &[listed.get(5..)?]))
}

/// The outcomes of a day, added up.
pub(super) fn outcome_day(day: Date) -> Vec<u8> {
    key(b'Q', &[&day_bytes(day)])
}

/// The same of the days of a window.
pub(super) fn outcome_days(window: Window) -> KeyRange {
    KeyRange {
        start: outcome_day(window.from),
        end: Some(outcome_day(window.to)),
    }
}

/// The earliest events of a customer.
pub(super) fn customer(customer: CustomerHash) -> Vec<u8> {
    key(b'K', &[&customer.0.to_be_bytes()])
}

/// The orders of a number.
pub(super) fn order_number(number: &str) -> Vec<u8> {
    key(b'N', &[number.as_bytes()])
}

/// The refunds of the order of a number.
pub(super) fn refunds_of(number: &str) -> Vec<u8> {
    key(b'R', &[number.as_bytes()])
}

/// A file that was imported.
pub(super) fn imported(import: &str, fingerprint: u128) -> Vec<u8> {
    key(b'z', &[import.as_bytes(), b"\0", &fingerprint.to_be_bytes()])
}

/// Which days the files of an import cover.
pub(super) fn covered(import: &str) -> Vec<u8> {
    key(b'Z', &[import.as_bytes()])
}

/// The day at the end of the key of a roll-up or of visits.
pub(super) fn day_of(rollup_key: &[u8]) -> Option<Date> {
    let [y1, y2, month, day] = *rollup_key.last_chunk::<4>()?;
    let year = (u16::from_be_bytes([y1, y2]) ^ (1 << 15)).cast_signed();
    Date::new(year, month.cast_signed(), day.cast_signed()).ok()
}

fn day_bytes(day: Date) -> [u8; 4] {
    let [y1, y2] = (day.year().cast_unsigned() ^ (1 << 15)).to_be_bytes();
    [y1, y2, day.month().cast_unsigned(), day.day().cast_unsigned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_as_what_they_stand_for() {
        let instants = [
            "1969-12-31T23:59:59Z",
            "1970-01-01T00:00:00Z",
            "2026-11-22T10:00:00Z",
        ];
        let keys: Vec<_> = instants
            .iter()
            .map(|at| Index::Time.key(at.parse().unwrap(), MentionId(7)))
            .collect();
        assert!(keys.is_sorted());
        let days = [
            "-0001-01-01",
            "0000-02-29",
            "1999-12-31",
            "2026-02-28",
            "2026-03-01",
        ];
        let subject = Subject::Brand("acme".into());
        let keys: Vec<_> = days
            .iter()
            .map(|day| rollup(&subject, day.replace("-0001", "-000001").parse().unwrap()))
            .collect();
        assert!(keys.is_sorted());
        for (key, day) in keys.iter().zip(days) {
            assert_eq!(day_of(key), day.replace("-0001", "-000001").parse().ok());
        }
    }

    #[test]
    fn one_brand_never_lists_another_whose_name_it_begins() {
        let at = Timestamp::UNIX_EPOCH;
        let key = Index::Brand("acme-shop".into()).key(at, MentionId(1));
        let range = Index::Brand("acme".into()).range(None, None);
        assert!(!(range.start <= key && Some(&key) < range.end.as_ref()));
        assert_eq!(id_of(&key), Some(MentionId(1)));
    }
}
