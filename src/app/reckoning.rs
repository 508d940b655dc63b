//! Days and instants as they are typed, on the command line and in requests.

use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};

use crate::model::{Window, day_of, start_of};

/// Reads what people type as a point in time, in the configured zone.
#[derive(Clone, Debug)]
pub struct Reckoning {
    now: Timestamp,
    zone: TimeZone,
}

impl Reckoning {
    /// Reckons from an instant in a zone.
    pub fn new(now: Timestamp, zone: &TimeZone) -> Self {
        Self {
            now,
            zone: zone.clone(),
        }
    }

    /// The instant it reckons from.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// `2026-11-01`, `2026-11-01T08:00:00Z`, `7d` (ago), `now`.
    ///
    /// # Errors
    /// One sentence that says how it is written.
    pub fn instant(&self, text: &str) -> Result<Timestamp, String> {
        if text == "now" {
            return Ok(self.now);
        }
        if let Ok(at) = text.parse::<Timestamp>() {
            return Ok(at);
        }
        Ok(start_of(self.day(text)?, &self.zone))
    }

    /// `2026-11-01`, `7d` (ago), `today`.
    ///
    /// # Errors
    /// As [`Self::instant`].
    pub fn day(&self, text: &str) -> Result<Date, String> {
        let today = day_of(self.now, &self.zone);
        if text == "today" {
            return Ok(today);
        }
        if let Some(days) = text.strip_suffix('d').and_then(|days| days.parse::<i64>().ok())
            && let Ok(span) = Span::new().try_days(days)
            && let Ok(day) = today.checked_sub(span)
        {
            return Ok(day);
        }
        match text.parse::<Date>() {
            Ok(day) => Ok(day),
            Err(_) => Err(format!(
                "`{text}` is no day; write it as 2026-11-01, or as 7d for seven days ago"
            )),
        }
    }

    /// The window of a report: as given, else the seven whole days before today (or before the `as of` day).
    ///
    /// # Errors
    /// One sentence when an end is no day, or nothing lies between the two.
    pub fn window(
        &self,
        since: Option<&str>,
        until: Option<&str>,
        as_of: Timestamp,
    ) -> Result<Window, String> {
        let to = until.map_or_else(|| Ok(day_of(as_of, &self.zone)), |text| self.day(text))?;
        let from = match since {
            Some(text) => self.day(text)?,
            None => to.checked_sub(Span::new().days(7)).unwrap_or(Date::MIN),
        };
        if from >= to {
            return Err(format!("the window is empty: {from} is not before {to}"));
        }
        Ok(Window { from, to })
    }
}
