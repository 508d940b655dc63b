//! Dates as pages write them, with the day the reader sees.

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};
use regex::{Captures, Regex};

use crate::text::pattern;

/// A point in time as written: the instant and the offset it was written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::parse) struct Stamp(pub(in crate::parse) Zoned);

impl Stamp {
    /// The day as written.
    pub(in crate::parse) fn day(&self) -> Date {
        self.0.date()
    }

    /// RFC 3339 with the offset as written.
    pub(in crate::parse) fn rfc3339(&self) -> String {
        self.0.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// Whether an article can have been published then: not before the web, not after `seen` (two days for clocks and
    /// zones).
    pub(in crate::parse) fn is_plausible(&self, seen: Timestamp) -> bool {
        let late = seen.as_second().saturating_add(2 * 86_400);
        self.0.year() >= 1995 && (seen == Timestamp::UNIX_EPOCH || self.0.timestamp().as_second() <= late)
    }
}

/// Month names and their usual short forms by month; a word counts if it is one of them or the short form with a dot.
const MONTHS: [&str; 12] = [
    "january jan januar jänner janv janvier enero ene gennaio gen januari janeiro styczeń stycznia leden ledna ocak января январь січня tammikuu január ιανουαρίου januara",
    "february feb februar feber févr février fevrier febrero febbraio februari fevereiro fev luty lutego únor února şubat февраля февраль лютого helmikuu február φεβρουαρίου februára",
    "march mar märz maerz mrz mars marzo maart mrt março marco marzec marca březen března mart марта март березня maaliskuu március μαρτίου",
    "april apr avril avr abril abr aprile kwiecień kwietnia duben dubna nisan апреля апрель квітня huhtikuu április απριλίου",
    "may mai mayo maggio mag mei maj maio maja květen května mayıs мая май травня toukokuu május μαΐου",
    "june jun juni juin junio giugno giu junho czerwiec czerwca červen června haziran июня июнь червня kesäkuu június ιουνίου",
    "july jul juli juil juillet julio luglio lug julho lipiec lipca červenec července temmuz июля июль липня heinäkuu július ιουλίου",
    "august aug août aout agosto ago augustus augusti sierpień sierpnia srpen srpna ağustos августа август серпня elokuu augusztus αυγούστου",
    "september sep sept septembre septiembre settembre set setembro wrzesień września září eylül сентября сентябрь вересня syyskuu szeptember σεπτεμβρίου",
    "october oct oktober okt octobre octubre ottobre ott outubro out październik października říjen října ekim октября октябрь жовтня lokakuu október οκτωβρίου",
    "november nov novembre noviembre novembro listopad listopada listopadu kasım ноября ноябрь листопада marraskuu νοεμβρίου",
    "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro grudzień grudnia prosinec prosince aralık декабря декабрь грудня joulukuu δεκεμβρίου",
];

static FORMS: LazyLock<[(Regex, Form); 7]> = LazyLock::new(|| {
    let form = |literal, form| (pattern::constant(literal), form);
    [
        form(
            r"\b(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*(Z|UTC|GMT|[+\-\x{2212}]\s?\d{2}:?\d{2})?)?",
            Form::Ymd,
        ),
        form(r"\b(\d{4})([/.])\s?(\d{1,2})[/.]\s?(\d{1,2})\b", Form::YmdSlash),
        form(
            r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]",
            Form::Ymd,
        ),
        form(
            r"\b(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?[\s\-]+(?:de\s+|of\s+|d')?(\p{L}{3,12})\.?,?[\s\-]+(?:de\s+|del\s+)?(\d{4})\b",
            Form::DayMonth,
        ),
        form(
            r"\b(\p{L}{3,12})\.?[\s\-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s\-]+(\d{4})\b",
            Form::MonthDay,
        ),
        form(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})\b", Form::Dmy),
        form(r"\b(\d{1,2})[/\-](\d{1,2})[/\-](\d{4})\b", Form::Either),
    ]
});

/// How the groups of a pattern are read.
#[derive(Clone, Copy, Debug)]
enum Form {
    Ymd,
    YmdSlash,
    DayMonth,
    MonthDay,
    Dmy,
    Either,
}

/// Reads the first date in `text`. `month_first` settles `3/4/2020`.
pub(in crate::parse) fn find(text: &str, month_first: bool) -> Option<Stamp> {
    let text: String = text.chars().take(4000).collect();
    FORMS
        .iter()
        .filter_map(|(pattern, form)| {
            pattern.captures_iter(&text).find_map(|groups| {
                let at = groups.get(0)?.start();
                read(*form, &groups, month_first).map(|stamp| (at, stamp))
            })
        })
        .min_by_key(|(at, _)| *at)
        .map(|(_, stamp)| stamp)
}

/// Reads a value that is meant to be a date: any form of [`find`], `20200304`, or Unix seconds.
pub(in crate::parse) fn parse(value: &str, month_first: bool) -> Option<Stamp> {
    let value = value.trim();
    if value.len() >= 8 && value.chars().all(|c| c.is_ascii_digit()) {
        return match value.len() {
            8 => civil(value.get(..4)?, value.get(4..6)?, value.get(6..)?).map(at_midnight),
            10 | 13 => {
                let seconds: i64 = value.get(..10)?.parse().ok()?;
                Some(Stamp(
                    Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC),
                ))
            }
            _ => None,
        };
    }
    // A year or a month alone is no day, nor is a version number.
    let groups = || {
        value
            .split(|c: char| !c.is_ascii_digit())
            .filter(|group| !group.is_empty())
    };
    let is_dated = groups().count() >= 2 && groups().any(|group| group.len() == 4);
    find(value, month_first).or_else(|| {
        let timestamp = is_dated.then(|| crate::text::date::parse(value)).flatten()?;
        Some(Stamp(timestamp.to_zoned(TimeZone::UTC)))
    })
}

/// The date in an address, if it has a whole one.
pub(in crate::parse) fn in_url(url: &str) -> Option<Stamp> {
    let path = url.split(['?', '#']).next()?;
    let numbers: Vec<&str> = path
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let spelt = numbers.windows(3).find_map(|three| match three {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            let joined = ['/', '-', '_', '.']
                .iter()
                .any(|sign| path.contains(&format!("{year}{sign}{month}{sign}{day}")));
            joined.then(|| civil(year, month, day)).flatten()
        }
        _ => None,
    });
    spelt
        .or_else(|| {
            numbers
                .iter()
                .filter(|part| part.len() == 8)
                .find_map(|part| civil(part.get(..4)?, part.get(4..6)?, part.get(6..)?))
        })
        .or_else(|| find(&path.replace(['/', '-', '_'], " "), false).map(|stamp| stamp.day()))
        .map(at_midnight)
}

fn read(form: Form, groups: &Captures<'_>, month_first: bool) -> Option<Stamp> {
    let get = |n: usize| groups.get(n).map(|group| group.as_str());
    match form {
        Form::Ymd => {
            let date = civil(get(1)?, get(2)?, get(3)?)?;
            let Some(hour) = get(4) else {
                return Some(at_midnight(date));
            };
            let number = |text: Option<&str>| text.and_then(|text| text.parse::<i8>().ok()).unwrap_or(0);
            let time = DateTime::new(
                date.year(),
                date.month(),
                date.day(),
                number(Some(hour)),
                number(get(5)),
                number(get(6)).min(59),
                0,
            )
            .ok()?;
            zoned(time, offset(get(7)))
        }
        Form::YmdSlash => civil(get(1)?, get(3)?, get(4)?).map(at_midnight),
        Form::DayMonth => civil(get(3)?, &month(get(2)?)?.to_string(), get(1)?).map(at_midnight),
        Form::MonthDay => civil(get(3)?, &month(get(1)?)?.to_string(), get(2)?).map(at_midnight),
        Form::Dmy => civil(&full_year(get(3)?), get(2)?, get(1)?).map(at_midnight),
        Form::Either => {
            let day_first = civil(get(3)?, get(2)?, get(1)?);
            let month_before = civil(get(3)?, get(1)?, get(2)?);
            let (one, two) = if month_first {
                (month_before, day_first)
            } else {
                (day_first, month_before)
            };
            one.or(two).map(at_midnight)
        }
    }
}

fn full_year(year: &str) -> String {
    if year.len() == 2 {
        format!("20{year}")
    } else {
        year.to_owned()
    }
}

fn month(word: &str) -> Option<usize> {
    let word = word.to_lowercase();
    MONTHS
        .iter()
        .position(|names| names.split(' ').any(|name| name == word))
        .map(|at| at + 1)
}

fn civil(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i16 = year.parse().ok()?;
    let date = Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()?;
    (1990..2100).contains(&year).then_some(date)
}

fn at_midnight(date: Date) -> Stamp {
    Stamp(
        date.to_zoned(TimeZone::UTC)
            .unwrap_or_else(|_| Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC)),
    )
}

fn offset(written: Option<&str>) -> Option<Offset> {
    let written: String = written?
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ':')
        .collect();
    let sign = match written.chars().next()? {
        '+' => 1,
        '-' | '\u{2212}' => -1,
        _ => return Some(Offset::UTC),
    };
    let digits: String = written.chars().skip(1).collect();
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = digits.get(2..4)?.parse().ok()?;
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

fn zoned(time: DateTime, offset: Option<Offset>) -> Option<Stamp> {
    time.to_zoned(TimeZone::fixed(offset.unwrap_or(Offset::UTC)))
        .ok()
        .map(Stamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_written_dates() {
        for (text, want) in [
            ("2019-11-18T23:30:00-05:00", "2019-11-18T23:30:00-05:00"),
            ("2019-11-18 07:05", "2019-11-18T07:05:00+00:00"),
            ("Posted on November 18, 2019 at 9", "2019-11-18T00:00:00+00:00"),
            ("18. März 2020", "2020-03-18T00:00:00+00:00"),
            ("le 1er août 2018", "2018-08-01T00:00:00+00:00"),
            ("5 de enero de 2017", "2017-01-05T00:00:00+00:00"),
            ("31.12.18", "2018-12-31T00:00:00+00:00"),
            ("25/12/2018", "2018-12-25T00:00:00+00:00"),
            ("2021年3月4日", "2021-03-04T00:00:00+00:00"),
            ("20210304", "2021-03-04T00:00:00+00:00"),
            ("1614816000", "2021-03-04T00:00:00+00:00"),
        ] {
            assert_eq!(
                parse(text, false).map(|stamp| stamp.rfc3339()).as_deref(),
                Some(want),
                "{text}"
            );
        }
        assert_eq!(
            parse("3/4/2020", true).unwrap().day(),
            Date::new(2020, 3, 4).unwrap()
        );
        assert_eq!(
            parse("3/4/2020", false).unwrap().day(),
            Date::new(2020, 4, 3).unwrap()
        );
        for text in ["", "tomorrow", "12.34.5678", "version 1.2.3", "99999999"] {
            assert_eq!(parse(text, false), None, "{text}");
        }
    }

    #[test]
    fn reads_addresses() {
        let day = |url| in_url(url).map(|stamp| stamp.day().to_string());
        assert_eq!(
            day("https://a.example/2019/11/18/x").as_deref(),
            Some("2019-11-18")
        );
        assert_eq!(
            day("https://a.example/news/2019-1-8-x.html?d=2020-01-01").as_deref(),
            Some("2019-01-08")
        );
        assert_eq!(
            day("https://a.example/id20191118x").as_deref(),
            Some("2019-11-18")
        );
        assert_eq!(day("https://a.example/2019/11/title-3"), None);
        assert_eq!(day("https://a.example/12345678"), None);
    }
}
