//! When reactions are read again, and which readings are kept.

use jiff::{SignedDuration, Timestamp};

use super::EngagementReading;

/// Ages of a mention at which its reactions are read again: most of them come within a day, nearly all within a week.
pub const READING_AGES: [SignedDuration; 5] = [
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(6),
    SignedDuration::from_hours(24),
    SignedDuration::from_hours(3 * 24),
    SignedDuration::from_hours(7 * 24),
];

/// The age up to which reactions are read again.
pub const LAST_READING_AGE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// When the reactions of something published then are to be read next; `None` if it is too old for that. Ages that passed
/// meanwhile are not made up for one by one.
pub fn next_reading(published: Timestamp, now: Timestamp) -> Option<Timestamp> {
    READING_AGES
        .iter()
        .filter_map(|age| published.checked_add(*age).ok())
        .find(|at| *at > now)
}

/// Adds a reading to a series, of which one is kept from each age of [`READING_AGES`] to the next (then each further week),
/// and the newest.
pub fn keep_reading(series: &mut Vec<EngagementReading>, reading: EngagementReading, published: Timestamp) {
    if let [.., before, last] = series.as_slice()
        && stage(published, before.at) == stage(published, last.at)
    {
        series.pop();
    }
    series.push(reading);
}

/// How many of the ages something has passed.
fn stage(published: Timestamp, at: Timestamp) -> i64 {
    let age = at.duration_since(published);
    let passed = READING_AGES.iter().filter(|known| **known <= age).count();
    let weeks = (age.as_secs() / LAST_READING_AGE.as_secs().max(1) - 1).max(0);
    i64::try_from(passed).unwrap_or(i64::MAX).saturating_add(weeks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Engagement;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    #[test]
    fn the_next_age_is_waited_for_and_what_passed_is_not_made_up_for() {
        for (now, next) in [
            (0, Some(60)),
            (59, Some(60)),
            (60, Some(360)),
            (61, Some(360)),
            (2 * 1440, Some(3 * 1440)),
            (3 * 1440, Some(7 * 1440)),
            (7 * 1440, None),
            (99 * 1440, None),
        ] {
            assert_eq!(next_reading(at(0), at(now)), next.map(at), "{now}");
        }
        assert_eq!(next_reading(Timestamp::MAX, Timestamp::MAX), None);
    }

    #[test]
    fn a_series_holds_one_reading_of_each_age_and_the_newest() {
        let mut series = Vec::new();
        for minute in (0..30 * 1440).step_by(15) {
            let reading = EngagementReading {
                at: at(minute),
                engagement: Engagement::default(),
            };
            keep_reading(&mut series, reading, at(0));
        }
        let minutes: Vec<i64> = series.iter().map(|reading| reading.at.as_second() / 60).collect();
        assert_eq!(
            minutes,
            [
                0,
                60,
                360,
                1440,
                3 * 1440,
                7 * 1440,
                14 * 1440,
                21 * 1440,
                28 * 1440,
                30 * 1440 - 15
            ]
        );
    }
}
