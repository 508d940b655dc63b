//! Days and instants as they are typed.

use anyhow::bail;
use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};

use crate::{
    config::Settings,
    io::clock::Clock,
    model::{Window, day_of, start_of},
};

/// Reads what people type as a point in time, in the configured zone.
#[derive(Debug)]
pub(super) struct Reckoning {
    now: Timestamp,
    zone: TimeZone,
}

impl Reckoning {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            now: Clock::System.now(),
            zone: settings.timezone.clone(),
        }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    /// `2026-11-01`, `2026-11-01T08:00:00Z`, `7d` (ago), `now`.
    pub(super) fn instant(&self, text: &str) -> anyhow::Result<Timestamp> {
        if text == "now" {
            return Ok(self.now);
        }
        if let Ok(at) = text.parse::<Timestamp>() {
            return Ok(at);
        }
        Ok(start_of(self.day(text)?, &self.zone))
    }

    /// `2026-11-01`, `7d` (ago), `today`.
    pub(super) fn day(&self, text: &str) -> anyhow::Result<Date> {
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
            Err(_) => bail!("`{text}` is no day; write it as 2026-11-01, or as 7d for seven days ago"),
        }
    }

    /// The window of a report: as given, else the seven whole days before today (or before the `as of` day).
    pub(super) fn window(
        &self,
        since: Option<&str>,
        until: Option<&str>,
        as_of: Timestamp,
    ) -> anyhow::Result<Window> {
        let to = until.map_or_else(|| Ok(day_of(as_of, &self.zone)), |text| self.day(text))?;
        let from = match since {
            Some(text) => self.day(text)?,
            None => to.checked_sub(Span::new().days(7))?,
        };
        if from >= to {
            bail!("the window is empty: {from} is not before {to}");
        }
        Ok(Window { from, to })
    }
}
