//! Which days a file covers, as it says itself: in remarks such as `# End date: 20260322`, in columns, or in its name.

use jiff::{civil::Date, tz::TimeZone};

use super::{Style, fields::Told, when::when};
use crate::model::{Covered, day_of};

/// Words before a day in a remark, as Google Analytics writes them, and shorter ones.
const FIRST: [&str; 3] = ["start date", "from", "startdatum"];
const LAST: [&str; 5] = ["end date", "through", "until", "to", "enddatum"];

/// What a remark says, such as `# Start date: 20260301`.
pub(super) fn of_remark(remark: &str, style: &Style<'_>) -> Covered {
    let Some((name, text)) = remark.trim_start_matches(['#', ' ']).split_once(':') else {
        return Covered::default();
    };
    let name = name.trim().to_lowercase();
    let told = |words: &[&str]| words.contains(&name.as_str()).then(|| day(text, style)).flatten();
    Covered {
        from: told(&FIRST),
        through: told(&LAST),
    }
}

/// What the columns of a row say.
pub(super) fn of_row(told: &Told, style: &Style<'_>) -> Covered {
    Covered {
        from: told.text("from").and_then(|text| day(text, style)),
        through: told.text("through").and_then(|text| day(text, style)),
    }
}

fn day(text: &str, style: &Style<'_>) -> Option<Date> {
    let when = when(text.trim(), style.dates, style.zone).ok()?;
    Some(when.day.unwrap_or_else(|| day_of(when.at, style.zone)))
}

/// What the name of a file says: the last day in it, and of several the first, as in `orders_2026-03-01_2026-03-22.csv`.
pub fn of_name(name: &str) -> Covered {
    let days = days_in(name);
    Covered {
        from: days.first().copied().filter(|_| days.len() > 1),
        through: days.last().copied(),
    }
}

/// Days written as `2026-03-22`, `2026_03_22`, `2026.03.22` or `20260322`.
fn days_in(name: &str) -> Vec<Date> {
    let groups: Vec<(&str, Option<char>)> = digit_groups(name);
    let mut days = Vec::new();
    let mut at = 0;
    while let Some((digits, _)) = groups.get(at) {
        let split = groups.get(at..at + 3).and_then(|three| match three {
            [(year, Some(sign)), (month, Some(next)), (day, _)] => {
                let is_day = year.len() == 4 && month.len() == 2 && day.len() == 2;
                let is_joined = sign == next && matches!(sign, '-' | '_' | '.');
                (is_day && is_joined).then(|| format!("{year}{month}{day}"))
            }
            _ => None,
        });
        let (text, step) = split.map_or_else(|| ((*digits).to_owned(), 1), |text| (text, 3));
        let day = (text.len() == 8).then(|| text.parse::<Date>().ok()).flatten();
        days.extend(day.filter(|day| (2000..2100).contains(&day.year())));
        at += step;
    }
    days.sort_unstable();
    days
}

/// Runs of digits, each with the sign after it where exactly one stands before the next run.
fn digit_groups(name: &str) -> Vec<(&str, Option<char>)> {
    let mut groups: Vec<(&str, Option<char>)> = Vec::new();
    let mut rest = name;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let tail = rest.get(start..).unwrap_or_default();
        let end = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
        let (digits, after) = tail.split_at_checked(end).unwrap_or((tail, ""));
        let mut signs = after.chars();
        let sign = signs
            .next()
            .filter(|_| signs.next().is_some_and(|c| c.is_ascii_digit()));
        groups.push((digits, sign));
        rest = after;
    }
    groups
}

/// The day in whose course a file was written is not over in it: it covers those before.
pub fn of_writing(written: jiff::Timestamp, zone: &TimeZone) -> Covered {
    Covered {
        from: None,
        through: day_of(written, zone).yesterday().ok(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_tell_the_days_they_cover() {
        for (name, from, through) in [
            ("orders.csv", None, None),
            ("orders-2026-03-22.csv", None, Some("2026-03-22")),
            (
                "orders_2026-03-01_2026-03-22.csv",
                Some("2026-03-01"),
                Some("2026-03-22"),
            ),
            (
                "20260301-20260322 orders 12.csv",
                Some("2026-03-01"),
                Some("2026-03-22"),
            ),
            ("orders 2026.03.22 (1).csv", None, Some("2026-03-22")),
            ("orders-2026-13-45.csv", None, None),
            ("invoice-12345678.csv", None, None),
            ("orders-2026-03.csv", None, None),
        ] {
            let covered = of_name(name);
            let shown = |day: Option<Date>| day.map(|day| day.to_string());
            assert_eq!(shown(covered.from).as_deref(), from, "{name}");
            assert_eq!(shown(covered.through).as_deref(), through, "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_name_is_read_without_panic(name in "\\PC{0,60}", digits in "[0-9_.-]{0,40}") {
            of_name(&name);
            of_name(&digits);
        }
    }
}
