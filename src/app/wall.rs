//! The wall clock: whether anything may be reckoned by it.

use jiff::{SignedDuration, Timestamp};

use crate::io::fetch::ClockOffset;

/// How far the clock may be off before it counts as wrong.
const SLACK: SignedDuration = SignedDuration::from_hours(24);
/// Fewer servers than this say nothing of our clock: any one of them may be wrong itself.
const FEWEST_SERVERS: usize = 2;

/// What is thought of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The servers that were asked have about the same time.
    Confirmed,
    /// Nothing speaks against it.
    Unconfirmed,
    /// Nothing may be reckoned by it, for this reason.
    Wrong(&'static str),
}

/// Weighs what speaks for the clock and against it. The servers that were asked last know best; without them a clock that
/// stands well before the `newest` thing recorded, as on a machine that has not found the time yet, is wrong.
pub(super) fn standing(told: Option<ClockOffset>, newest: Option<Timestamp>, now: Timestamp) -> Standing {
    if let Some(told) = told.filter(|told| told.servers >= FEWEST_SERVERS) {
        return match SignedDuration::from_secs(told.ahead_secs) {
            ahead if ahead > SLACK => Standing::Wrong("the clock is ahead of the servers that were asked"),
            ahead if ahead < -SLACK => Standing::Wrong("the clock is behind the servers that were asked"),
            _ => Standing::Confirmed,
        };
    }
    if newest.is_some_and(|newest| now.duration_since(newest) < -SLACK) {
        return Standing::Wrong("the clock stands before the last poll");
    }
    Standing::Unconfirmed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_know_best_and_the_past_is_the_next_best() {
        const DAY: i64 = 86_400;
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let told = |ahead_secs, servers| Some(ClockOffset { ahead_secs, servers });
        let later = |days: i64| Some(now + SignedDuration::from_secs(days * DAY));
        for (told, newest, want) in [
            (None, None, "unconfirmed"),
            (None, later(-400), "unconfirmed"),
            (None, later(1), "unconfirmed"),
            (None, later(2), "wrong"),
            (told(9 * DAY, 1), None, "unconfirmed"),
            (told(2 * DAY, 2), None, "wrong"),
            (told(-2 * DAY, 2), None, "wrong"),
            (told(60, 2), later(3_650), "confirmed"),
        ] {
            let got = match standing(told, newest, now) {
                Standing::Confirmed => "confirmed",
                Standing::Unconfirmed => "unconfirmed",
                Standing::Wrong(_) => "wrong",
            };
            assert_eq!(got, want, "{told:?} {newest:?}");
        }
    }
}
