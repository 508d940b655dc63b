//! Days of the year on which people speak more than on others, by name. Nothing is computed with them: they are said
//! beside a day that stands out, so that nobody takes a season for a success.

use jiff::civil::{Date, Weekday, date};

/// Fixed days: month, first day, last day, name.
const FIXED: [(i8, i8, i8, &str); 6] = [
    (1, 1, 1, "New Year's Day"),
    (2, 14, 14, "Valentine's Day"),
    (10, 31, 31, "Halloween"),
    (11, 11, 11, "Singles' Day"),
    (12, 24, 26, "Christmas"),
    (12, 31, 31, "New Year's Eve"),
];

/// What a day is known for in trade, if anything.
pub(super) fn name(day: Date) -> Option<&'static str> {
    let fixed = FIXED
        .iter()
        .find(|(month, from, to, _)| day.month() == *month && (*from..=*to).contains(&day.day()));
    if let Some((.., name)) = fixed {
        return Some(name);
    }
    let thanksgiving = date(day.year(), 11, 1).nth_weekday_of_month(4, Weekday::Thursday);
    let days_since = |start: Date| (day - start).get_days();
    if let Ok(thanksgiving) = thanksgiving {
        match days_since(thanksgiving) {
            1 => return Some("Black Friday"),
            2 | 3 => return Some("the Black Friday weekend"),
            4 => return Some("Cyber Monday"),
            _ => {}
        }
    }
    match days_since(easter(day.year())?) {
        -2..=1 => Some("Easter"),
        _ => None,
    }
}

/// Easter Sunday of the Gregorian calendar (anonymous algorithm of 1876, as printed by Meeus 1991).
fn easter(year: i16) -> Option<Date> {
    let full = i32::from(year);
    let (golden, century, rest) = (full % 19, full / 100, full % 100);
    let moon = (8 * century + 13) / 25;
    let epact = (19 * golden + century - century / 4 - moon + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let march = epact + weekday - 7 * late + 114;
    let (month, day) = (march / 31, march % 31 + 1);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_almanacs_say() {
        for day in [
            date(2024, 3, 31),
            date(2025, 4, 20),
            date(2026, 4, 5),
            date(2027, 3, 28),
            date(2038, 4, 25),
        ] {
            assert_eq!(easter(day.year()), Some(day));
        }
    }

    #[test]
    fn days_of_trade_have_names() {
        for (day, named) in [
            (date(2026, 11, 26), None),
            (date(2026, 11, 27), Some("Black Friday")),
            (date(2026, 11, 30), Some("Cyber Monday")),
            (date(2026, 12, 25), Some("Christmas")),
            (date(2026, 4, 3), Some("Easter")),
            (date(2026, 4, 7), None),
            (date(2026, 2, 14), Some("Valentine's Day")),
        ] {
            assert_eq!(name(day), named, "{day}");
        }
    }
}
