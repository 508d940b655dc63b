//! When a digest is due: a Unix cron line in a time zone, exactly once per period whatever the clocks do.
//!
//! The `cron` crate walks the civil calendar only; which instant a civil time is, is for jiff to say. A time that a
//! change of clocks skips runs when the gap ends, one that occurs twice runs the first time.

use std::{fmt, str::FromStr};

use chrono::{Datelike, TimeZone as _, Timelike, Utc};
use cron::TimeUnitSpec;
use jiff::{
    Span, Timestamp,
    civil::{Date, DateTime},
    tz::{AmbiguousOffset, TimeZone},
};

use super::cron_fields::{DAY, HOUR, MINUTE, MONTH, SECOND, Values, WEEKDAY, YEAR};
use crate::model::Window;

/// How far back to look for an earlier run, in seconds, growing: a minute, an hour, a day, 8 and 40 days, 1, 5, 30 years.
const LOOK_BACK_SECS: [i64; 8] = [
    60,
    3_600,
    86_400,
    691_200,
    3_456_000,
    31_622_400,
    158_112_000,
    946_771_200,
];

/// A checked cron expression.
#[derive(Clone)]
pub struct Schedule {
    text: String,
    /// One line, or two of which either may match when both day fields are restricted, as cron does.
    lines: Vec<cron::Schedule>,
    rhythm: Rhythm,
}

/// How often it runs, which decides how a period is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rhythm {
    /// Several times a second field, so several times a minute.
    Seconds,
    /// Several times a day.
    Minutes,
    /// At most once a day.
    Days,
    /// One day of every week.
    Weeks,
    /// One day of a month.
    Months,
}

impl fmt::Debug for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Schedule({})", self.text)
    }
}

impl PartialEq for Schedule {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Schedule {
    /// Reads `minute hour day-of-month month day-of-week`, the same with seconds in front, or with a year behind that as
    /// well; weekdays are counted from Sunday = 0 (or 7), months and weekdays may be names, `@daily` and its like work.
    ///
    /// # Errors
    /// One sentence that names the field and what it may be, or says that the expression can never match.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let expanded = expand(text)?;
        let words: Vec<&str> = expanded.split_whitespace().collect();
        let (second, rest, year) = match words.as_slice() {
            rest if rest.len() == 5 => ("0", rest, "*"),
            [second, rest @ ..] if rest.len() == 5 => (*second, rest, "*"),
            [second, rest @ .., year] if rest.len() == 5 => (*second, rest, *year),
            _ => return Err(format!("the schedule has {} fields; {FORM}", words.len())),
        };
        let [minute, hour, day, month, weekday] = rest else {
            return Err(FORM.to_owned());
        };
        let days = (DAY.parse(day)?, WEEKDAY.parse(weekday)?);
        let clock = format!(
            "{} {} {}",
            SECOND.parse(second)?.list(),
            MINUTE.parse(minute)?.list(),
            HOUR.parse(hour)?.list()
        );
        let (month, year) = (MONTH.parse(month)?.list(), YEAR.parse(year)?.list());
        let lines: Vec<cron::Schedule> = day_pairs(&days)
            .iter()
            .map(|(day, weekday)| {
                cron::Schedule::from_str(&format!("{clock} {day} {month} {weekday} {year}"))
            })
            .collect::<Result<_, _>>()
            .map_err(|error| format!("this is no cron expression: {error}"))?;
        let rhythm = rhythm(&lines);
        let schedule = Self {
            text: text.to_owned(),
            lines,
            rhythm,
        };
        let start = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
        if schedule.civil_after(start).is_none() {
            return Err("the schedule never matches: no such day exists in those months".to_owned());
        }
        Ok(schedule)
    }

    /// The expression as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether both day fields are restricted, in which case either one matching is enough; worth a warning, because
    /// many people expect both to be needed.
    pub fn either_day(&self) -> bool {
        self.lines.len() > 1
    }

    /// The first run strictly after an instant; `None` after the year 2100 or the last year named.
    pub fn next_after(&self, after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        self.runs_after(after, zone).next().map(|(_, at)| at)
    }

    /// The next `count` runs after an instant.
    pub fn next_n(&self, after: Timestamp, zone: &TimeZone, count: usize) -> Vec<Timestamp> {
        std::iter::successors(self.next_after(after, zone), |at| self.next_after(*at, zone))
            .take(count)
            .collect()
    }

    /// The last run at or before an instant, looking back at most thirty years.
    pub fn latest_at_or_before(&self, at: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        self.latest(at, zone).map(|(_, run)| run)
    }

    /// The key of a run at `due`, unique among the runs of this schedule: `2026-W48` (ISO week) when it runs once a week,
    /// `2026-11` once a month, `2026-11-22` on single days, `2026-11-22T0830` more often. It tells when the run is, not
    /// what it reports: the run of Monday 23 November has the key `2026-W48` and reports week 47, see [`Self::window`].
    pub fn period_key(&self, due: Timestamp, zone: &TimeZone) -> String {
        let at = self.nominal(due, zone);
        let (date, time) = (at.date(), at.time());
        match self.rhythm {
            Rhythm::Weeks => {
                let week = date.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Rhythm::Months => format!("{:04}-{:02}", date.year(), date.month()),
            Rhythm::Days => date.to_string(),
            Rhythm::Minutes => format!("{date}T{:02}{:02}", time.hour(), time.minute()),
            Rhythm::Seconds => {
                format!(
                    "{date}T{:02}{:02}{:02}",
                    time.hour(),
                    time.minute(),
                    time.second()
                )
            }
        }
    }

    /// The whole days a run at `due` reports on: from the day of the run before up to, not including, its own day; the
    /// day before when that run was on the same day, the week before when there was none.
    pub fn window(&self, due: Timestamp, zone: &TimeZone) -> Window {
        let to = self.nominal(due, zone).date();
        let before = due.checked_sub(Span::new().nanoseconds(1)).unwrap_or(due);
        let from = match self.latest(before, zone) {
            Some((civil, _)) if civil.date() < to => civil.date(),
            Some(_) => days_before(to, 1),
            None => days_before(to, 7),
        };
        Window { from, to }
    }

    /// The civil time that a run stands for: not the end of a gap but the time skipped by it.
    fn nominal(&self, due: Timestamp, zone: &TimeZone) -> DateTime {
        match self.latest(due, zone) {
            Some((civil, run)) if run == due => civil,
            _ => zone.to_datetime(due),
        }
    }

    /// The last run at or before an instant with the civil time it stands for.
    fn latest(&self, at: Timestamp, zone: &TimeZone) -> Option<(DateTime, Timestamp)> {
        let local = zone.to_datetime(at);
        LOOK_BACK_SECS.iter().find_map(|secs| {
            let start = local.checked_sub(Span::new().seconds(*secs)).ok()?;
            self.civil_times(start)
                .filter_map(|civil| Some((civil, self.resolve(civil, zone)?)))
                .take_while(|(_, run)| *run <= at)
                .last()
        })
    }

    /// Runs strictly after an instant. Civil times resolve in order, so none before the local time can be later.
    fn runs_after(
        &self,
        after: Timestamp,
        zone: &TimeZone,
    ) -> impl Iterator<Item = (DateTime, Timestamp)> + use<'_> {
        let zone = zone.clone();
        self.civil_times(zone.to_datetime(after))
            .filter_map(move |civil| Some((civil, self.resolve(civil, &zone)?)))
            .skip_while(move |(_, run)| *run <= after)
    }

    /// The instant of a civil time; `None` if a gap swallowed its whole day and the day it would move to has a run of its
    /// own.
    fn resolve(&self, civil: DateTime, zone: &TimeZone) -> Option<Timestamp> {
        let ambiguous = zone.to_ambiguous_timestamp(civil);
        let AmbiguousOffset::Gap { after, .. } = ambiguous.offset() else {
            return ambiguous.compatible().ok();
        };
        let inside = after.to_timestamp(civil).ok()?;
        let end = zone.following(inside).next().map(|change| change.timestamp());
        let end = end.or_else(|| ambiguous.compatible().ok())?;
        let day = zone.to_datetime(end).date();
        if day == civil.date() {
            return Some(end);
        }
        let eve = day.at(0, 0, 0, 0).checked_sub(Span::new().seconds(1)).ok()?;
        let taken = self.civil_after(eve).is_some_and(|next| next.date() == day);
        (!taken).then_some(end)
    }

    fn civil_times(&self, after: DateTime) -> impl Iterator<Item = DateTime> + use<'_> {
        std::iter::successors(self.civil_after(after), |civil| self.civil_after(*civil))
    }

    /// The first civil time strictly after another that the expression matches.
    fn civil_after(&self, after: DateTime) -> Option<DateTime> {
        let after = Utc
            .with_ymd_and_hms(
                i32::from(after.year()),
                u32::try_from(after.month()).ok()?,
                u32::try_from(after.day()).ok()?,
                u32::try_from(after.hour()).ok()?,
                u32::try_from(after.minute()).ok()?,
                u32::try_from(after.second()).ok()?,
            )
            .single()?;
        self.lines
            .iter()
            .filter_map(|line| line.after(&after).next())
            .min()
            .and_then(|next| to_civil(&next))
    }
}

const FORM: &str = "a schedule is `minute hour day-of-month month day-of-week`, \
                    with seconds in front and a year behind if you like";

/// Puts the five fields in place of `@daily` and its like.
fn expand(text: &str) -> Result<&str, String> {
    Ok(match text {
        "@hourly" => "0 * * * *",
        "@daily" | "@midnight" => "0 0 * * *",
        "@weekly" => "0 0 * * 0",
        "@monthly" => "0 0 1 * *",
        "@yearly" | "@annually" => "0 0 1 1 *",
        _ if text.starts_with('@') => {
            return Err(format!(
                "`{text}` is not known; `@hourly`, `@daily`, `@weekly`, `@monthly` and `@yearly` are"
            ));
        }
        _ => text,
    })
}

/// Day-of-month and day-of-week for each line: when both are restricted and neither begins with `*`, cron runs on days
/// that match either.
fn day_pairs((day, weekday): &(Values, Values)) -> Vec<(String, String)> {
    let any = || "*".to_owned();
    if day.all || weekday.all || day.star || weekday.star {
        vec![(day.list(), weekday.weekday_list())]
    } else {
        vec![(day.list(), any()), (any(), weekday.weekday_list())]
    }
}

fn rhythm(lines: &[cron::Schedule]) -> Rhythm {
    let [line] = lines else {
        let seconds = lines.iter().any(|line| line.seconds().count() > 1);
        let often = lines
            .iter()
            .any(|line| line.minutes().count() > 1 || line.hours().count() > 1);
        return match (seconds, often) {
            (true, _) => Rhythm::Seconds,
            (_, true) => Rhythm::Minutes,
            _ => Rhythm::Days,
        };
    };
    if line.seconds().count() > 1 {
        Rhythm::Seconds
    } else if line.minutes().count() > 1 || line.hours().count() > 1 {
        Rhythm::Minutes
    } else if line.days_of_month().is_all() && line.days_of_week().count() == 1 {
        Rhythm::Weeks
    } else if line.days_of_week().is_all() && line.days_of_month().count() == 1 {
        Rhythm::Months
    } else {
        Rhythm::Days
    }
}

fn to_civil(at: &chrono::DateTime<Utc>) -> Option<DateTime> {
    DateTime::new(
        i16::try_from(at.year()).ok()?,
        i8::try_from(at.month()).ok()?,
        i8::try_from(at.day()).ok()?,
        i8::try_from(at.hour()).ok()?,
        i8::try_from(at.minute()).ok()?,
        i8::try_from(at.second()).ok()?,
        0,
    )
    .ok()
}

fn days_before(day: Date, days: i64) -> Date {
    day.checked_sub(Span::new().days(days)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Zoned;
    use proptest::prelude::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse::<Timestamp>()
            .unwrap_or_else(|_| text.parse::<Zoned>().unwrap().timestamp())
    }

    fn local(at: Timestamp, zone: &TimeZone) -> String {
        at.to_zoned(zone.clone())
            .strftime("%Y-%m-%d %H:%M %a %:z")
            .to_string()
    }

    fn runs(cron: &str, zone_name: &str, from: &str, count: usize) -> Vec<String> {
        let zone = zone(zone_name);
        let runs = Schedule::parse(cron).unwrap().next_n(at(from), &zone, count);
        runs.into_iter().map(|run| local(run, &zone)).collect()
    }

    #[test]
    fn weekly_digest_runs_once_in_the_spring_gap() {
        assert_eq!(
            runs("30 2 * * Sun", "Europe/Berlin", "2026-03-21T00:00:00Z", 3),
            [
                "2026-03-22 02:30 Sun +01:00",
                "2026-03-29 03:00 Sun +02:00",
                "2026-04-05 02:30 Sun +02:00",
            ]
        );
    }

    #[test]
    fn weekly_digest_runs_once_in_the_autumn_overlap() {
        assert_eq!(
            runs("30 2 * * 7", "Europe/Berlin", "2026-10-24T00:00:00Z", 2),
            ["2026-10-25 02:30 Sun +02:00", "2026-11-01 02:30 Sun +01:00"]
        );
    }

    #[test]
    fn half_hour_gap_and_skipped_day() {
        assert_eq!(
            runs("15 2 * * *", "Australia/Lord_Howe", "2026-10-02T15:30:00Z", 3),
            [
                "2026-10-03 02:15 Sat +10:30",
                "2026-10-04 02:30 Sun +11:00",
                "2026-10-05 02:15 Mon +11:00",
            ]
        );
        // Samoa had no Friday 30 December 2011: a weekly run moves, a daily one has its own on the day after.
        assert_eq!(
            runs("0 8 * * Fri", "Pacific/Apia", "2011-12-25T00:00:00Z", 2),
            ["2011-12-31 00:00 Sat +14:00", "2012-01-06 08:00 Fri +14:00"]
        );
        assert_eq!(
            runs("0 8 * * *", "Pacific/Apia", "2011-12-29T00:00:00Z", 3),
            [
                "2011-12-29 08:00 Thu -10:00",
                "2011-12-31 08:00 Sat +14:00",
                "2012-01-01 08:00 Sun +14:00",
            ]
        );
    }

    #[test]
    fn weekdays_are_counted_as_unix_counts_them() {
        let first = |cron: &str| runs(cron, "UTC", "2026-11-22T12:00:00Z", 1).remove(0);
        for (cron, day) in [
            ("0 8 * * 1", "2026-11-23 08:00 Mon +00:00"),
            ("0 8 * * 0", "2026-11-29 08:00 Sun +00:00"),
            ("0 8 * * 7", "2026-11-29 08:00 Sun +00:00"),
            ("0 8 * * 5-7", "2026-11-27 08:00 Fri +00:00"),
            ("0 8 * * sat-mon", "2026-11-23 08:00 Mon +00:00"),
            ("0 8 * * Tuesday", "2026-11-24 08:00 Tue +00:00"),
            ("0 0 8 * * Wed", "2026-11-25 08:00 Wed +00:00"),
            ("0 0 8 * * Thu 2026", "2026-11-26 08:00 Thu +00:00"),
            ("0 8 1 dec *", "2026-12-01 08:00 Tue +00:00"),
            ("@weekly", "2026-11-29 00:00 Sun +00:00"),
            ("0 22-2 * * *", "2026-11-22 22:00 Sun +00:00"),
        ] {
            assert_eq!(first(cron), day, "{cron}");
        }
    }

    #[test]
    fn either_day_field_matches_when_both_are_restricted() {
        let schedule = Schedule::parse("0 8 1 * Mon").unwrap();
        assert!(schedule.either_day());
        assert_eq!(
            runs("0 8 1 * Mon", "UTC", "2026-11-28T00:00:00Z", 3),
            [
                "2026-11-30 08:00 Mon +00:00",
                "2026-12-01 08:00 Tue +00:00",
                "2026-12-07 08:00 Mon +00:00",
            ]
        );
        assert!(!Schedule::parse("0 8 * * Mon").unwrap().either_day());
    }

    #[test]
    fn refusals_name_the_field() {
        for (cron, why) in [
            ("61 8 * * *", "in the minute field, `61` must be from 0 to 59"),
            (
                "0 8 * * 8",
                "in the day of week field, `8` must be from 0 to 7 or a name such as `sun`",
            ),
            (
                "0 8 L * *",
                "in the day of month field, `L` is not supported; neither are other uses of `L`, `W` and `#`",
            ),
            (
                "0 8 * * */0",
                "in the day of week field, the step `0` must be a whole number from 1",
            ),
            (
                "0 0 30 2 *",
                "the schedule never matches: no such day exists in those months",
            ),
            (
                "@reboot",
                "`@reboot` is not known; `@hourly`, `@daily`, `@weekly`, `@monthly` and `@yearly` are",
            ),
            ("0 8,, * * *", "in the hour field, a part is empty"),
        ] {
            assert_eq!(Schedule::parse(cron).unwrap_err(), why, "{cron}");
        }
        assert!(
            Schedule::parse("")
                .unwrap_err()
                .starts_with("the schedule has 0 fields; a schedule is")
        );
        assert!(
            Schedule::parse("* * *")
                .unwrap_err()
                .starts_with("the schedule has 3 fields")
        );
    }

    #[test]
    fn periods_and_windows() {
        for (cron, due, key, window) in [
            (
                "0 8 * * Mon",
                "2026-11-23T08:00[Europe/Berlin]",
                "2026-W48",
                "2026-11-16 2026-11-23",
            ),
            (
                "0 8 * * Mon",
                "2026-03-30T08:00[Europe/Berlin]",
                "2026-W14",
                "2026-03-23 2026-03-30",
            ),
            (
                "0 8 1 * *",
                "2026-11-01T08:00[Europe/Berlin]",
                "2026-11",
                "2026-10-01 2026-11-01",
            ),
            (
                "0 8 * * Mon-Fri",
                "2026-11-23T08:00[Europe/Berlin]",
                "2026-11-23",
                "2026-11-20 2026-11-23",
            ),
            (
                "0 8,16 * * *",
                "2026-11-23T16:00[Europe/Berlin]",
                "2026-11-23T1600",
                "2026-11-22 2026-11-23",
            ),
            (
                "*/5 * * * * *",
                "2026-11-23T16:00:05[Europe/Berlin]",
                "2026-11-23T160005",
                "2026-11-22 2026-11-23",
            ),
            (
                "0 8 * * Fri",
                "2011-12-31T00:00[Pacific/Apia]",
                "2011-W52",
                "2011-12-23 2011-12-30",
            ),
        ] {
            let zoned: Zoned = due.parse().unwrap();
            let schedule = Schedule::parse(cron).unwrap();
            assert_eq!(
                schedule.period_key(zoned.timestamp(), zoned.time_zone()),
                key,
                "{cron}"
            );
            let got = schedule.window(zoned.timestamp(), zoned.time_zone());
            assert_eq!(format!("{} {}", got.from, got.to), window, "{cron}");
        }
    }

    #[test]
    fn the_repeated_hour_belongs_to_its_first_pass() {
        let berlin = zone("Europe/Berlin");
        let schedule = Schedule::parse("30 2 * * *").unwrap();
        // 02:10 the second time: the run of 02:30 is over, though the clock shows an earlier time.
        let second_pass = at("2026-10-25T01:10:00Z");
        let run = schedule.latest_at_or_before(second_pass, &berlin).unwrap();
        assert_eq!(local(run, &berlin), "2026-10-25 02:30 Sun +02:00");
        let next = schedule.next_after(second_pass, &berlin).unwrap();
        assert_eq!(local(next, &berlin), "2026-10-26 02:30 Mon +01:00");
    }

    const ZONES: [&str; 8] = [
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "America/St_Johns",
        "Africa/Casablanca",
        "Pacific/Kiritimati",
        "Asia/Kathmandu",
        "UTC",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn one_run_per_week(
            zone_at in 0..ZONES.len(), day in 0_u32..7, hour in 0_u32..24, minute in 0_u32..60,
            start in 700_000_000_i64..1_900_000_000,
        ) {
            let zone = zone(ZONES[zone_at]);
            let schedule = Schedule::parse(&format!("{minute} {hour} * * {day}")).unwrap();
            let runs = schedule.next_n(Timestamp::from_second(start).unwrap(), &zone, 60);
            let keys: Vec<String> = runs.iter().map(|run| schedule.period_key(*run, &zone)).collect();
            let mut week = schedule.nominal(runs[0], &zone).date();
            for key in &keys {
                let iso = week.iso_week_date();
                prop_assert_eq!(key, &format!("{:04}-W{:02}", iso.year(), iso.week()));
                week = week.checked_add(Span::new().days(7)).unwrap();
            }
        }

        #[test]
        fn one_run_per_day_that_exists(
            zone_at in 0..ZONES.len(), hour in 0_u32..24, minute in 0_u32..60,
            start in 700_000_000_i64..1_900_000_000,
        ) {
            let zone = zone(ZONES[zone_at]);
            let schedule = Schedule::parse(&format!("{minute} {hour} * * *")).unwrap();
            let runs = schedule.next_n(Timestamp::from_second(start).unwrap(), &zone, 400);
            for pair in runs.windows(2) {
                let days = (zone.to_datetime(pair[0]).date(), zone.to_datetime(pair[1]).date());
                let mut next = days.0.tomorrow().unwrap();
                if zone.to_ambiguous_timestamp(next.at(12, 0, 0, 0)).is_ambiguous() {
                    next = next.tomorrow().unwrap();
                }
                prop_assert_eq!(days.1, next);
            }
        }

        #[test]
        fn later_and_earlier_agree(
            zone_at in 0..ZONES.len(), cron in "(\\*|[0-5]?[0-9]|\\*/7) (\\*|[01]?[0-9]|\\*/5) (\\*|[12]?[1-9]) (\\*|[1-9]) (\\*|[0-7])",
            start in 700_000_000_i64..1_900_000_000,
        ) {
            let zone = zone(ZONES[zone_at]);
            let Ok(schedule) = Schedule::parse(&cron) else { return Ok(()) };
            let start = Timestamp::from_second(start).unwrap();
            let mut keys = std::collections::BTreeSet::new();
            let mut last = start;
            for run in schedule.next_n(start, &zone, 12) {
                prop_assert!(run > last);
                prop_assert_eq!(schedule.latest_at_or_before(run, &zone), Some(run));
                let before = run.checked_sub(Span::new().seconds(1)).unwrap();
                prop_assert_eq!(schedule.next_after(before, &zone), Some(run));
                prop_assert!(keys.insert(schedule.period_key(run, &zone)));
                prop_assert!(schedule.window(run, &zone).days() > 0);
                last = run;
            }
        }

        #[test]
        fn any_text_is_answered(text in ".{0,40}", fields in "[-*/,0-9a-zL#? ]{0,30}") {
            let _answer = (Schedule::parse(&text).is_ok(), Schedule::parse(&fields).is_ok());
        }
    }
}
