//! Numbers, days and lists in the sentences about a roster.

use jiff::civil::Date;

use crate::metrics::{keep::Count, round_people};
use crate::report::words::grouped;

/// `15 Apr`.
pub(super) fn day(day: Date) -> String {
    day.strftime("%-d %b").to_string()
}

/// `15 Apr 2026`.
pub(super) fn full_day(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

/// `1,200`; fractions only of what is small.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if size >= 100.0 || (value - value.round()).abs() < 1e-9 {
        return grouped(value.round());
    }
    let decimals = if size >= 10.0 {
        1
    } else if size >= 0.1 {
        2
    } else {
        3
    };
    let text = format!("{value:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `1,200 EUR`, `28.57 EUR`.
pub(super) fn amount_of(major: f64, currency: &str) -> String {
    if major.abs() >= 1_000.0 || (major - major.round()).abs() < 0.005 {
        return format!("{} {currency}", grouped(major.round()));
    }
    if major.abs() < 0.1 {
        return format!("{major:.4} {currency}");
    }
    format!("{major:.2} {currency}")
}

/// `a, b and c`.
pub(super) fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// `1 post`, `3 posts`, `2 stories`.
pub(super) fn count(number: u32, one: &str) -> String {
    match (number, one.strip_suffix('y')) {
        (1, _) => format!("1 {one}"),
        (_, Some(stem)) if one == "story" => format!("{number} {stem}ies"),
        _ => format!("{number} {one}s"),
    }
}

/// `1 post is`, `3 posts are`.
pub(super) fn are(number: u32, one: &str) -> String {
    let verb = if number == 1 { "is" } else { "are" };
    format!("{} {verb}", count(number, one))
}

/// The singular of what is counted where it is one: `1 order`, `42 orders`.
pub(super) fn of(value: f64, plural: &str) -> String {
    let one = (value - 1.0).abs() < 1e-9;
    let word = if one {
        plural.strip_suffix('s').unwrap_or(plural)
    } else {
        plural
    };
    format!("{} {word}", number(value))
}

/// `42 orders`, `about 80,000 people reached`, `at least 3 likes`.
pub(super) fn sure(count: &Count, plural: &str) -> String {
    if count.high > count.low && count.high.is_finite() {
        return format!("about {}", of(round_people(count.value), plural));
    }
    let least = if count.high.is_finite() { "" } else { "at least " };
    format!("{least}{}", of(count.value, plural))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        for (value, shown) in [
            (1200.0, "1,200"),
            (2.063, "2.06"),
            (0.0791, "0.079"),
            (28.57, "28.6"),
        ] {
            assert_eq!(number(value), shown);
        }
        for (value, shown) in [
            (28.571, "28.57 EUR"),
            (1500.0, "1,500 EUR"),
            (0.0123, "0.0123 EUR"),
        ] {
            assert_eq!(amount_of(value, "EUR"), shown);
        }
        assert_eq!(of(1.0, "orders"), "1 order");
        let count = |low, value, high| sure(&Count { low, value, high }, "people reached");
        assert_eq!(count(40_000.0, 80_198.0, 99_000.0), "about 80,000 people reached");
        assert_eq!(count(3.0, 3.0, f64::INFINITY), "at least 3 people reached");
        assert_eq!(
            list(&["a".to_owned(), "b".to_owned(), "c".to_owned()]),
            "a, b and c"
        );
    }
}
