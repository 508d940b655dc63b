//! Days and times as tables write them: with a zone, or in the zone of the configuration; numbers in a stated order.

use jiff::{
    Timestamp,
    civil::Date,
    tz::{Offset, TimeZone},
};

use super::number::shown;
use crate::model::start_of;
use crate::text::date;

/// In which order a table writes day, month and year with numbers only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// 31/12/2026.
    DayFirst,
    /// 12/31/2026.
    MonthFirst,
}

impl DateOrder {
    /// Every order with its name in the configuration.
    pub const ALL: [(&str, Self); 2] = [("dmy", Self::DayFirst), ("mdy", Self::MonthFirst)];
}

/// A day or an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct When {
    /// The instant; of a day its first.
    pub(super) at: Timestamp,
    /// The day, if no time was told.
    pub(super) day: Option<Date>,
}

impl When {
    /// A day.
    pub(super) fn day(day: Date, zone: &TimeZone) -> Self {
        Self {
            at: start_of(day, zone),
            day: Some(day),
        }
    }
}

/// Reads a day or an instant. A time without a zone is one of `zone`.
///
/// # Errors
/// Why it is none, or cannot be told.
pub(super) fn when(text: &str, order: Option<DateOrder>, zone: &TimeZone) -> Result<When, String> {
    let text = text.trim();
    let wrong = || format!("`{}` is no day or time", shown(text));
    let text = &ordered(text, order)?;
    if let Some(at) = unix(text) {
        return Ok(When { at, day: None });
    }
    let found = date::parse(text).ok_or_else(wrong)?;
    if !text.contains(':') && !text.contains(['T', 't']) {
        let day = Offset::UTC.to_datetime(found).date();
        return Ok(When::day(day, zone));
    }
    if has_zone(text) {
        return Ok(When { at: found, day: None });
    }
    let local = Offset::UTC.to_datetime(found).to_zoned(zone.clone());
    let at = local.map_err(|_| wrong())?.timestamp();
    Ok(When { at, day: None })
}

/// Unix seconds, milliseconds or microseconds.
fn unix(text: &str) -> Option<Timestamp> {
    let digits = text.split('.').next().unwrap_or_default();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !is_number {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    match digits.len() {
        9 | 10 => Timestamp::from_second(number).ok(),
        12 | 13 => Timestamp::from_millisecond(number).ok(),
        15 | 16 => Timestamp::from_microsecond(number).ok(),
        _ => None,
    }
}

/// Whether a zone stands behind the time.
fn has_zone(text: &str) -> bool {
    let Some((_, behind)) = text.split_once(':') else {
        return text.ends_with(['Z', 'z']);
    };
    let behind = behind.to_ascii_lowercase();
    if behind.contains(['+', '-', '−']) {
        return true;
    }
    let words = behind.split(|c: char| !c.is_ascii_alphabetic());
    words
        .filter(|word| !word.is_empty())
        .any(|word| !matches!(word, "am" | "pm" | "a" | "p" | "m" | "h" | "uhr"))
}

/// The text with a date of three numbers as `year-month-day`.
fn ordered(text: &str, order: Option<DateOrder>) -> Result<String, String> {
    let end = text
        .find(|c: char| c.is_whitespace() || c == ',' || c == 'T')
        .unwrap_or(text.len());
    let (date, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let Some(separator) = date.chars().find(|c| matches!(c, '/' | '.' | '-')) else {
        return Ok(text.to_owned());
    };
    let numbers: Vec<&str> = date.trim_end_matches('.').split(separator).collect();
    let [first, second, year] = numbers.as_slice() else {
        return Ok(text.to_owned());
    };
    let number = |part: &str| part.parse::<u8>().ok().filter(|_| part.len() <= 2);
    let (Some(a), Some(b)) = (number(first), number(second)) else {
        return Ok(text.to_owned());
    };
    let year = match year.len() {
        4 => (*year).to_owned(),
        2 => format!("20{year}"),
        _ => return Ok(text.to_owned()),
    };
    let order = match (order, separator) {
        (Some(order), _) => order,
        // Nobody who writes points puts the month first.
        (None, '.') => DateOrder::DayFirst,
        (None, _) if a > 12 => DateOrder::DayFirst,
        (None, _) if b > 12 => DateOrder::MonthFirst,
        (None, _) if a == b => DateOrder::DayFirst,
        (None, _) => {
            return Err(format!(
                "`{}` may be day {a} of month {b} or the other way round; say `dates = \"dmy\"` or `dates = \"mdy\"`",
                shown(text)
            ));
        }
    };
    let (day, month) = match order {
        DateOrder::DayFirst => (a, b),
        DateOrder::MonthFirst => (b, a),
    };
    Ok(format!("{year}-{month:02}-{day:02}{rest}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str, order: Option<DateOrder>) -> Result<String, String> {
        let zone = TimeZone::get("Europe/Stockholm").unwrap();
        let when = when(text, order, &zone)?;
        Ok(match when.day {
            Some(day) => day.to_string(),
            None => when.at.to_string(),
        })
    }

    #[test]
    fn days_and_times_are_read_where_they_are_meant() {
        use DateOrder::{DayFirst, MonthFirst};
        for (text, order, want) in [
            ("2025-10-07 09:50:26 +0200", None, "2025-10-07T07:50:26Z"),
            ("2025-10-07T09:50:26-04:00", None, "2025-10-07T13:50:26Z"),
            ("2025-10-07 09:50:26", None, "2025-10-07T07:50:26Z"),
            ("2026-01-07 09:50", None, "2026-01-07T08:50:00Z"),
            ("2026-01-07T09:50:00Z", None, "2026-01-07T09:50:00Z"),
            ("Jan 7, 2026 9:50 PM", None, "2026-01-07T20:50:00Z"),
            ("20260107", None, "2026-01-07"),
            ("2026-01-07", None, "2026-01-07"),
            ("7.1.2026", None, "2026-01-07"),
            ("31/12/2026", None, "2026-12-31"),
            ("12/31/2026", None, "2026-12-31"),
            ("03/04/2026", Some(DayFirst), "2026-04-03"),
            ("03/04/2026", Some(MonthFirst), "2026-03-04"),
            ("03/04/2026 12:00", Some(MonthFirst), "2026-03-04T11:00:00Z"),
            ("1472256000", None, "2016-08-27T00:00:00Z"),
            ("2016-08-31T00:00:00+0000", None, "2016-08-31T00:00:00Z"),
        ] {
            assert_eq!(read(text, order).as_deref(), Ok(want), "{text}");
        }
        let unclear = read("03/04/2026", None).unwrap_err();
        assert!(unclear.contains("say `dates = \"dmy\"`"), "{unclear}");
        for wrong in ["", "soon", "32/13/2026", "2026-02-30", "Grand total"] {
            assert!(read(wrong, None).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in ".{0,40}") {
            drop(read(&text, None));
        }

        #[test]
        fn any_numbers_are_answered(text in "[0-9]{1,4}[-/.][0-9]{1,4}[-/.][0-9]{1,4}([ T][0-9:+Z-]{0,14})?") {
            drop(read(&text, None));
            drop(read(&text, Some(DateOrder::DayFirst)));
        }
    }
}
