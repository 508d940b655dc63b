//! Pages that are known, in a few bytes each.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use crate::text::url::canonical;

/// Most pages of one site that are remembered: 14 bytes each, 1.4 MB in all.
pub(super) const MAX_MARKS: usize = 100_000;
/// Bytes of a mark: key, date, day.
const MARK_BYTES: usize = 14;
/// Undated pages that no sitemap listed for so long make room for others.
const FORGET_DAYS: u16 = 30;
/// Days are counted from here.
const EPOCH: Date = Date::constant(2000, 1, 1);

/// What is known of one page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// Its date when it was last looked at, Unix seconds; 0 if it has none.
    pub(super) dated: u32,
    /// Day on which it was last listed, since 2000.
    listed: u16,
}

/// Pages by the hash of their address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks(BTreeMap<u64, Mark>);

/// What the address of a page is known by: all its spellings share one.
pub(super) fn key_of(url: &Url) -> u64 {
    let canonical = canonical(url.as_str());
    xxh3_64(canonical.as_deref().unwrap_or(url.as_str()).as_bytes())
}

/// A date as a mark has it; never 0.
pub(super) fn stamp(at: Timestamp) -> u32 {
    u32::try_from(at.as_second().max(1)).unwrap_or(u32::MAX)
}

impl Marks {
    /// The mark of a page that is listed now.
    pub(super) fn listed(&mut self, key: u64, now: Timestamp) -> Option<&mut Mark> {
        let mark = self.0.get_mut(&key)?;
        mark.listed = day(now);
        Some(mark)
    }

    /// Marks a page; `false` if there is no room.
    pub(super) fn add(&mut self, key: u64, dated: u32, now: Timestamp) -> bool {
        let room = self.0.len() < MAX_MARKS;
        if room {
            let listed = day(now);
            self.0.insert(key, Mark { dated, listed });
        }
        room
    }

    /// Forgets pages dated before an instant, which are told by that date alone.
    pub(super) fn forget_before(&mut self, since: Timestamp) {
        self.0
            .retain(|_, mark| mark.dated == 0 || mark.dated >= stamp(since));
    }

    /// Forgets pages dated since an instant, so that they are new again.
    pub(super) fn forget_since(&mut self, since: Timestamp) {
        self.0.retain(|_, mark| mark.dated < stamp(since));
    }

    /// Makes room for a tenth more: undated pages that are listed no more go, then the oldest dated ones. Says since when
    /// dated pages are known then, if that changed.
    pub(super) fn make_room(&mut self, now: Timestamp) -> Option<Timestamp> {
        let (today, roomy) = (day(now), MAX_MARKS - MAX_MARKS / 10);
        if self.0.len() <= roomy {
            return None;
        }
        self.0
            .retain(|_, mark| mark.dated > 0 || mark.listed.saturating_add(FORGET_DAYS) >= today);
        let surplus = self.0.len().checked_sub(roomy).filter(|surplus| *surplus > 0)?;
        let mut dates: Vec<u32> = self
            .0
            .values()
            .map(|mark| mark.dated)
            .filter(|at| *at > 0)
            .collect();
        dates.sort_unstable();
        let last = dates.get(surplus.min(dates.len()).checked_sub(1)?)?;
        let since = Timestamp::from_second(i64::from(*last) + 1).ok()?;
        self.forget_before(since);
        Some(since)
    }
}

fn day(now: Timestamp) -> u16 {
    let date = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let days = (date - EPOCH).total((jiff::Unit::Day, EPOCH)).unwrap_or(0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float is clamped by `as`; 65,535 days last until 2179"
    )]
    let days = days as u16;
    days
}

impl Serialize for Marks {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut bytes = Vec::with_capacity(self.0.len() * MARK_BYTES);
        for (key, mark) in &self.0 {
            bytes.extend_from_slice(&key.to_be_bytes());
            bytes.extend_from_slice(&mark.dated.to_be_bytes());
            bytes.extend_from_slice(&mark.listed.to_be_bytes());
        }
        to.serialize_str(&STANDARD.encode(bytes))
    }
}

impl<'de> Deserialize<'de> for Marks {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let bytes = STANDARD.decode(text).map_err(D::Error::custom)?;
        let marks = bytes.as_chunks::<MARK_BYTES>().0.iter().filter_map(|chunk| {
            let (key, rest) = chunk.split_first_chunk::<8>()?;
            let (dated, rest) = rest.split_first_chunk::<4>()?;
            let mark = Mark {
                dated: u32::from_be_bytes(*dated),
                listed: u16::from_be_bytes(*rest.first_chunk::<2>()?),
            };
            Some((u64::from_be_bytes(*key), mark))
        });
        Ok(Self(marks.collect()))
    }
}
