//! How far this machine's clock is from those that answer it, by the `Date` of their answers.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use reqwest::header::HeaderMap;

use super::hints;

/// Servers whose clocks are remembered, the latest ones.
const MOST_SERVERS: usize = 32;

/// How far our clock is from the web's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockOffset {
    /// Seconds that we are ahead of the middle one of the servers; negative when we are behind.
    pub ahead_secs: i64,
    /// How many servers told the time.
    pub servers: usize,
}

/// What the servers asked last said, as seconds that ours was ahead of each.
#[derive(Debug, Default)]
pub(super) struct Clocks(Mutex<VecDeque<(String, i64)>>);

impl Clocks {
    pub(super) fn note(&self, server: &str, headers: &HeaderMap, now: Timestamp) {
        let Some(theirs) = hints::server_now(headers) else {
            return;
        };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(other, _)| other != server);
        known.push_back((server.to_owned(), now.as_second() - theirs.as_second()));
        if known.len() > MOST_SERVERS {
            known.pop_front();
        }
    }

    /// The middle one, because any single server may be wrong itself; of two in the middle the one that thinks better
    /// of our clock.
    pub(super) fn offset(&self) -> Option<ClockOffset> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<i64> = known.iter().map(|(_, ahead)| *ahead).collect();
        all.sort_unstable();
        let middle = all.get(all.len().saturating_sub(1) / 2..=all.len() / 2)?;
        Some(ClockOffset {
            ahead_secs: middle.iter().copied().min_by_key(|secs| secs.unsigned_abs())?,
            servers: all.len(),
        })
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{AGE, DATE, HeaderValue};

    use super::*;

    fn offset(dates: &[(&str, &str, Option<&str>)]) -> Option<ClockOffset> {
        let clocks = Clocks::default();
        let now = "2026-03-01T12:00:00Z".parse().unwrap();
        for (server, date, age) in dates {
            let mut headers = HeaderMap::new();
            headers.insert(DATE, HeaderValue::from_str(date).unwrap());
            if let Some(age) = age {
                headers.insert(AGE, HeaderValue::from_str(age).unwrap());
            }
            clocks.note(server, &headers, now);
        }
        clocks.offset()
    }

    #[test]
    fn the_middle_server_tells_how_wrong_we_are() {
        let (same, hour_ago, old) = (
            "Sun, 01 Mar 2026 12:00:00 GMT",
            "Sun, 01 Mar 2026 11:00:00 GMT",
            "Thu, 01 Jan 2015 00:00:00 GMT",
        );
        let found = |ahead_secs, servers| Some(ClockOffset { ahead_secs, servers });
        for (dates, expected) in [
            (&[][..], None),
            (&[("a", "soon", None)], None),
            (&[("a", same, None)], found(0, 1)),
            (&[("a", hour_ago, None)], found(3600, 1)),
            // A cache tells when it got the answer, and how long ago that was.
            (&[("a", hour_ago, Some("3600"))], found(0, 1)),
            (&[("a", old, None), ("b", same, None)], found(0, 2)),
            (
                &[("a", old, None), ("b", hour_ago, None), ("c", hour_ago, None)],
                found(3600, 3),
            ),
            (&[("a", old, None), ("a", same, None)], found(0, 1)),
        ] {
            assert_eq!(offset(dates), expected, "{dates:?}");
        }
    }
}
