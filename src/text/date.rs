//! Dates in every form that feeds and pages write them.
//!
//! One reader for all: a text is cut at blanks, each piece says by its shape what it is (a numeric date, a clock time,
//! a zone, a month in words, a weekday), and the parts make an instant if they fit together. The weekday is never
//! believed, since it is the part most often wrong.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::Offset,
};

use names::{is_weekday, month_of, zone_of};

mod names;

/// Longer texts are no dates.
const MAX_BYTES: usize = 128;
/// Years before this are placeholders such as .NET's `0001-01-01`.
const MIN_YEAR: i16 = 1000;
/// Two-digit years below it are of this century (RFC 2822 4.3 says 50; feeds are younger than that).
const CENTURY_PIVOT: i16 = 70;
/// Korea's clock, for dates written in Korean without a zone.
const KOREA_SECS: i32 = 9 * 3600;

/// The instant a date means; a date without a time is its midnight, one without a zone is UTC. `None` if it is no date.
///
/// Understood are RFC 3339 and ISO 8601 with parts left out, RFC 2822 with its usual damage, `ctime`, numeric dates
/// (`31.12.2003`, `12/31/2003`, `2003/12/31`), month names of some twenty languages, East Asian `年月日` and `년월일`,
/// named zones, and Unix seconds, milliseconds or microseconds.
pub fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        if let Some(at) = digits_only(text) {
            return Some(at);
        }
    } else if text.as_bytes().get(10).is_some_and(|b| matches!(b, b'T' | b' '))
        && let Ok(at) = text.parse::<Timestamp>()
    {
        return plausible(at);
    }
    let mut parts = Parts::default();
    let plain = westernised(text, &mut parts);
    parts.read(&plain)?;
    parts.instant()
}

fn plausible(at: Timestamp) -> Option<Timestamp> {
    (Offset::UTC.to_datetime(at).year() >= MIN_YEAR).then_some(at)
}

/// `1472256000`, `1472256000123`, `20031231`, `20031231101455`, `031231`, `03335` (year and day of the year).
fn digits_only(text: &str) -> Option<Timestamp> {
    let (whole, _) = text.split_once('.').unwrap_or((text, ""));
    let number: i64 = whole.parse().ok()?;
    if whole.len() != text.len() && !(9..=10).contains(&whole.len()) {
        return None;
    }
    let part = |from: usize, to: usize| whole.get(from..to).and_then(|digits| digits.parse::<i16>().ok());
    let day = |date: Date| instant(date.at(0, 0, 0, 0), 0);
    match whole.len() {
        4 => day(Date::new(part(0, 4)?, 1, 1).ok()?).and_then(plausible),
        5 => day(of_year_day(full_year(part(0, 2)?), part(2, 5)?)?),
        6 => day(date_of(full_year(part(0, 2)?), part(2, 4)?, part(4, 6)?)?),
        8 => day(date_of(part(0, 4)?, part(4, 6)?, part(6, 8)?)?).and_then(plausible),
        9 | 10 => Timestamp::from_second(number).ok(),
        12 | 13 => Timestamp::from_millisecond(number).ok(),
        14 => {
            let date = date_of(part(0, 4)?, part(4, 6)?, part(6, 8)?)?;
            let clock = Clock::new(part(8, 10)?, part(10, 12)?, part(12, 14)?, 0)?;
            clock.on(date, 0)
        }
        15 | 16 => Timestamp::from_microsecond(number).ok(),
        _ => None,
    }
}

/// East Asian unit words become western separators; what they tell about zone and half of the day is kept.
fn westernised<'a>(text: &'a str, parts: &mut Parts) -> std::borrow::Cow<'a, str> {
    if text.is_ascii() {
        return text.into();
    }
    let mut plain = text.to_owned();
    if text.contains(['년', '월', '일']) || text.contains("오전") || text.contains("오후") {
        parts.default_zone_secs = KOREA_SECS;
    }
    for (unit, sign) in [
        ("오전", " am "),
        ("오후", " pm "),
        ("上午", " am "),
        ("下午", " pm "),
        ("午前", " am "),
        ("午後", " pm "),
        ("年", "-"),
        ("년", "-"),
        ("月", "-"),
        ("월", "-"),
        ("日", " "),
        ("일", " "),
        ("時", ":"),
        ("时", ":"),
        ("시", ":"),
        ("点", ":"),
        ("分", ":"),
        ("분", ":"),
        ("秒", " "),
        ("초", " "),
        ("\u{a0}", " "),
        ("，", " "),
        ("：", ":"),
        ("−", "-"),
        ("–", "-"),
    ] {
        if plain.contains(unit) {
            plain = plain.replace(unit, sign);
        }
    }
    // «2004- 05- 28» came from «2004년 05월 28일».
    while plain.contains("- ") && plain.contains(|c: char| c.is_ascii_digit()) {
        plain = plain.replace("- ", "-");
    }
    plain.into()
}

fn full_year(year: i16) -> i16 {
    match year {
        0..CENTURY_PIVOT => year + 2000,
        CENTURY_PIVOT..100 => year + 1900,
        _ => year,
    }
}

fn date_of(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn of_year_day(year: i16, day: i16) -> Option<Date> {
    Date::new(year, 1, 1).ok()?.with().day_of_year(day).build().ok()
}

fn instant(at: DateTime, offset_secs: i32) -> Option<Timestamp> {
    // Not by `Offset`, which refuses the impossible zones (`+3000`) that feeds do write.
    let utc = Offset::UTC.to_timestamp(at).ok()?;
    utc.checked_sub(jiff::SignedDuration::from_secs(offset_secs.into()))
        .ok()
}

/// A time of day.
#[derive(Clone, Copy, Debug)]
struct Clock {
    hour: i8,
    minute: i8,
    second: i8,
    nanos: i32,
}

impl Clock {
    fn new(hour: i16, minute: i16, second: i16, nanos: i32) -> Option<Self> {
        let valid = (0..=24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second);
        (valid && (hour < 24 || (minute == 0 && second == 0))).then_some(Self {
            hour: i8::try_from(hour).ok()?,
            minute: i8::try_from(minute).ok()?,
            // A leap second counts as the second before it.
            second: i8::try_from(second.min(59)).ok()?,
            nanos,
        })
    }

    /// 24:00 is the next day's midnight.
    fn on(self, date: Date, offset_secs: i32) -> Option<Timestamp> {
        if self.hour == 24 {
            return instant(date.tomorrow().ok()?.at(0, 0, 0, 0), offset_secs);
        }
        instant(
            date.at(self.hour, self.minute, self.second, self.nanos),
            offset_secs,
        )
    }
}

/// What has been understood so far.
#[derive(Debug, Default)]
struct Parts {
    date: Option<Date>,
    year: Option<i16>,
    month: Option<i16>,
    day: Option<i16>,
    clock: Option<Clock>,
    afternoon: Option<bool>,
    zone_secs: Option<i32>,
    default_zone_secs: i32,
    strangers: u8,
}

impl Parts {
    fn read(&mut self, text: &str) -> Option<()> {
        let text = text.split('(').next().unwrap_or(text);
        let text = text.strip_prefix('-').unwrap_or(text);
        for piece in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|')) {
            if !piece.is_empty() {
                self.piece(piece)?;
            }
        }
        Some(())
    }

    fn piece(&mut self, piece: &str) -> Option<()> {
        let first = piece.chars().next()?;
        if let Some((date, time)) = split_at_t(piece) {
            self.piece(date)?;
            return self.time(time);
        }
        if self.clock.is_some() && matches!(first, '+' | '-') {
            self.zone_secs = Some(offset_secs(piece)?);
            return Some(());
        }
        if first.is_ascii_digit() && piece.find(':').is_some_and(|at| at <= 2) {
            return self.time(piece);
        }
        if first.is_ascii_digit() {
            return self.number(piece);
        }
        self.word(piece)
    }

    /// `10:14:55.123Z`, `9:15-05:00`, `8:05pm`, after a `T` also `101455`.
    fn time(&mut self, piece: &str) -> Option<()> {
        let end = piece
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.')))
            .unwrap_or(piece.len());
        let (clock, rest) = piece.split_at_checked(end)?;
        self.clock = Some(clock_of(clock.trim_end_matches(['.', ':']))?);
        let rest = rest.trim();
        match rest.chars().next() {
            None => Some(()),
            Some('+' | '-') => {
                self.zone_secs = Some(offset_secs(rest)?);
                Some(())
            }
            Some(_) if rest.contains(':') => None,
            Some(_) => self.word(rest),
        }
    }

    /// `31`, `31st`, `2003`, `26-Jan-2004`, `2006/09/15`, `31.12.2003`.
    fn number(&mut self, piece: &str) -> Option<()> {
        let body = piece.trim_end_matches('.');
        if let Some(separator) = body.chars().find(|c| matches!(c, '-' | '/' | '.')) {
            return self.joined(body, separator);
        }
        let end = body.find(|c: char| !c.is_ascii_digit()).unwrap_or(body.len());
        let (digits, suffix) = body.split_at_checked(end)?;
        let value: i64 = digits.parse().ok()?;
        match (digits.len(), suffix) {
            (1..=2, "am" | "AM" | "pm" | "PM") => {
                self.clock = Some(Clock::new(i16::try_from(value).ok()?, 0, 0, 0)?);
                return self.word(suffix);
            }
            (1..=2, _) if self.day.is_none() && self.date.is_none() => self.day = i16::try_from(value).ok(),
            (2, "") if self.year.is_none() => self.year = i16::try_from(value).ok().map(full_year),
            (4, "") if self.year.is_none() => self.year = i16::try_from(value).ok(),
            (4, "") if self.clock.is_none() => self.clock = Some(clock_of(digits)?),
            (8, "") if self.date.is_none() => {
                let short = |n: i64| i16::try_from(n).ok();
                self.date = Some(date_of(
                    short(value / 10_000)?,
                    short(value / 100 % 100)?,
                    short(value % 100)?,
                )?);
            }
            _ => return None,
        }
        Some(())
    }

    /// Numbers, or numbers and a month's name, joined by one separator.
    fn joined(&mut self, body: &str, separator: char) -> Option<()> {
        if let Some((date, zone)) = date_with_zone(body) {
            self.zone_secs = Some(offset_secs(zone)?);
            return self.joined(date, separator);
        }
        let body = body.strip_suffix(['Z', 'z']).unwrap_or(body);
        let pieces: Vec<&str> = body.split(separator).collect();
        let number = |piece: &str| -> Option<i16> {
            piece
                .bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| piece.parse().ok())
                .flatten()
        };
        self.date = match pieces.as_slice() {
            [year, day] if year.len() == 4 && day.len() == 3 => of_year_day(number(year)?, number(day)?),
            [year, month] if matches!(year.len(), 2 | 4) => {
                date_of(full_year(number(year)?), number(month)?, 1)
            }
            [first, month, last] => {
                if let (Some(first_number), Some(last_number)) = (number(first), number(last))
                    && number(month).is_none()
                {
                    let month = month_of(month)?;
                    if first.len() == 4 {
                        date_of(first_number, month, last_number)
                    } else {
                        date_of(full_year(last_number), month, first_number)
                    }
                } else {
                    numeric_date(
                        [first, month, last],
                        [number(first)?, number(month)?, number(last)?],
                        separator,
                    )
                }
            }
            _ => None,
        };
        self.date.map(|_| ())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let word = word.trim_matches(['.', '\'', '"', '[', ']']).to_lowercase();
        let word = word.strip_prefix("etc/").unwrap_or(&word);
        match word {
            "" | "at" | "of" | "de" | "del" | "the" | "den" | "le" | "el" | "um" | "uhr" | "kl" | "г"
            | "-" | "@" | "on" | "à" | "o'clock" | "hrs" | "alle" | "ore" | "om" => return Some(()),
            "am" | "a.m" => self.afternoon = Some(false),
            "pm" | "p.m" => self.afternoon = Some(true),
            _ => return self.name(word),
        }
        Some(())
    }

    fn name(&mut self, word: &str) -> Option<()> {
        if self.clock.is_some()
            && let Some(secs) = zone_of(word)
        {
            self.zone_secs = self.zone_secs.or(Some(secs));
            return Some(());
        }
        if let Some((_, offset)) = word.split_at_checked(3)
            && (word.starts_with("gmt") || word.starts_with("utc"))
        {
            self.zone_secs = Some(offset_secs(offset)?);
            return Some(());
        }
        // The last month named wins: «Mar» before it was a Romance Tuesday.
        if let Some(month) = month_of(word) {
            self.month = Some(month);
        } else if !is_weekday(word) {
            self.strangers += 1;
        }
        (self.strangers <= 1).then_some(())
    }

    fn instant(&self) -> Option<Timestamp> {
        let date = match (self.date, self.month) {
            (Some(date), _) => date,
            (None, Some(month)) => date_of(self.year?, month, self.day.unwrap_or(1))?,
            (None, None) => return None,
        };
        let zone = self.zone_secs.unwrap_or(self.default_zone_secs);
        let mut clock = self.clock.unwrap_or(Clock {
            hour: 0,
            minute: 0,
            second: 0,
            nanos: 0,
        });
        match self.afternoon {
            Some(true) if clock.hour < 12 => clock.hour += 12,
            Some(false) if clock.hour == 12 => clock.hour = 0,
            _ => {}
        }
        clock.on(date, zone).and_then(plausible)
    }
}

/// `2013-01-27+01:00`, `2013-01-27-05:00`: a date of XML Schema with its zone.
fn date_with_zone(body: &str) -> Option<(&str, &str)> {
    let (date, zone) = body.split_at_checked(10)?;
    (zone.starts_with('+') || (zone.starts_with('-') && zone.contains(':'))).then_some((date, zone))
}

/// Which of three numbers is the year, the month and the day.
fn numeric_date(written: [&str; 3], [a, b, c]: [i16; 3], separator: char) -> Option<Date> {
    let [first, _, last] = written;
    match (first.len(), last.len(), separator) {
        (4.., ..) => date_of(a, b, c),
        (_, 4, '/') if a <= 12 => date_of(c, a, b),
        (_, 4, _) => date_of(c, b, a).or_else(|| date_of(c, a, b)),
        (_, _, '-') => date_of(full_year(a), b, c),
        (_, _, '/') if a <= 12 => date_of(full_year(c), a, b),
        _ => date_of(full_year(c), b, a),
    }
}

/// The `T` between date and time, which stands between digits.
fn split_at_t(piece: &str) -> Option<(&str, &str)> {
    piece
        .char_indices()
        .filter(|(_, c)| matches!(c, 'T' | 't'))
        .find_map(|(at, _)| {
            let (date, time) = (piece.get(..at)?, piece.get(at + 1..)?);
            let between = date.ends_with(|c: char| c.is_ascii_digit())
                && time.starts_with(|c: char| c.is_ascii_digit());
            between.then_some((date, time))
        })
}

fn clock_of(text: &str) -> Option<Clock> {
    if !text.contains(':') {
        let part = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<i16>().ok());
        return match text.len() {
            2 => Clock::new(part(0, 2)?, 0, 0, 0),
            4 => Clock::new(part(0, 2)?, part(2, 4)?, 0, 0),
            6 => Clock::new(part(0, 2)?, part(2, 4)?, part(4, 6)?, 0),
            _ => None,
        };
    }
    let mut fields = text.split(':');
    let hour = fields.next()?.parse().ok()?;
    let minute = fields.next()?.parse().ok()?;
    let (second, fraction) = fields
        .next()
        .map_or(("0", ""), |s| s.split_once('.').unwrap_or((s, "")));
    fields.next().is_none().then_some(())?;
    Clock::new(hour, minute, second.parse().ok()?, nanos_of(fraction)?)
}

fn nanos_of(fraction: &str) -> Option<i32> {
    let digits = fraction.get(..fraction.len().min(9))?;
    if digits.is_empty() {
        return Some(0);
    }
    let scale = u32::try_from(9 - digits.len()).ok()?;
    Some(digits.parse::<i32>().ok()? * 10_i32.pow(scale))
}

/// `+0200`, `-05:00`, `+2`, `+02`, `-0000`.
fn offset_secs(text: &str) -> Option<i32> {
    let (sign, digits) = match text.chars().next()? {
        '+' => (1, text.get(1..)?),
        '-' => (-1, text.get(1..)?),
        _ => return None,
    };
    let digits = digits.trim();
    let (hours, minutes) = match (digits.split_once(':'), digits.len()) {
        (Some((hours, minutes)), _) => (hours, minutes),
        (None, 1 | 2) => (digits, "0"),
        (None, 3 | 4) => digits.split_at_checked(digits.len() - 2)?,
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..100).contains(&hours) && (0..60).contains(&minutes)).then_some(sign * (hours * 3600 + minutes * 60))
}

#[cfg(test)]
mod tests;
