//! Spans of time.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// Whole days in the configured zone, first included, last excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Window {
    /// First day.
    pub from: Date,
    /// First day after the window.
    pub to: Date,
}

impl Window {
    /// Number of days; 0 when `to` is not after `from`.
    pub fn days(&self) -> u32 {
        u32::try_from(self.from.until(self.to).map_or(0, |span| span.get_days())).unwrap_or(0)
    }

    /// Whether the day lies inside.
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day < self.to
    }

    /// The window of the same length that ends where this one begins.
    #[must_use]
    pub fn previous(&self) -> Self {
        let days = i64::from(self.days());
        let from = self
            .from
            .checked_sub(jiff::Span::new().days(days))
            .unwrap_or(Date::MIN);
        Self { from, to: self.from }
    }

    /// Every day, in order.
    pub fn iter(&self) -> impl Iterator<Item = Date> + use<> {
        let (from, days) = (self.from, self.days());
        (0..days).filter_map(move |n| from.checked_add(jiff::Span::new().days(i64::from(n))).ok())
    }
}

/// The day an instant falls on in a zone.
pub fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

/// The first instant of a day in a zone (a day that starts inside a DST gap starts at the gap's end).
pub fn start_of(day: Date, zone: &TimeZone) -> Timestamp {
    day.to_zoned(zone.clone())
        .and_then(|zoned| zoned.start_of_day())
        .map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}
