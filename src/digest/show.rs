//! Numbers, money and days as people read them.

mod compared;
mod effect;
mod expected;
mod goals;
mod kinds;
mod people;
mod roster;
mod squeezed;
mod value;

pub use compared::{compared, retarget};
pub use effect::{effect_finding, effect_value};
pub use expected::{diagnosis, expected_rows};
pub use goals::{goal_lines, goal_unit, note};
pub use kinds::kinds;
pub use people::one_person;
pub use roster::{Line, Tone, basis, groups, member, post, rates};
pub(super) use roster::{deliverable, slips};
pub(super) use squeezed::squeezed;
pub use value::{growth, provenance, value};

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::model::{Figure, Money, Window};

use crate::text::plain::thousands;
pub use crate::text::plain::{clean, counted};

/// `1234567` → `1,234,567`; fractions are shown only for small numbers.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return "∞".to_owned();
    }
    let size = value.abs();
    let decimals = match size {
        _ if value.fract().abs() < 1e-9 || size >= 100.0 => 0,
        _ if size >= 10.0 => 1,
        _ if size >= 0.1 => 2,
        _ => 4,
    };
    let plain = format!("{value:.decimals$}");
    if plain.contains('.') {
        return group(plain.trim_end_matches('0').trim_end_matches('.'));
    }
    group(&plain)
}

/// Rounded to two significant digits: an estimate must not look more precise than it is.
pub fn about(value: f64) -> String {
    if !value.is_finite() {
        return "∞".to_owned();
    }
    if value.abs() < 1e-9 {
        return "0".to_owned();
    }
    let magnitude = 10_f64.powf(value.abs().log10().floor() - 1.0);
    let rounded = (value / magnitude).round() * magnitude;
    let decimals = if rounded.abs() >= 10.0 {
        0
    } else if rounded.abs() >= 1.0 {
        1
    } else {
        2
    };
    group(&format!("{rounded:.decimals$}"))
}

fn group(plain: &str) -> String {
    thousands(plain).replacen('-', "−", 1)
}

/// A figure with its unit: `1,240`, `≈ 49,000`, `≥ 310`, `≤ 52`, `unknown`.
pub fn figure(figure: &Figure, unit: &str) -> String {
    match figure {
        Figure::Exact { value } => with_unit(&number(*value), unit),
        Figure::Estimate { value, .. } if figure.bound().is_some() => {
            format!("≥ {}", with_unit(&number(*value), unit))
        }
        Figure::Estimate { value, .. } if figure.ceiling().is_some() => {
            format!("≤ {}", with_unit(&number(*value), unit))
        }
        Figure::Estimate { value, .. } => format!("≈ {}", with_unit(&about(*value), unit)),
        Figure::Unknown { .. } => "unknown".to_owned(),
    }
}

/// The range of an estimate (`44,000–57,000`), or nothing.
pub fn range(figure: &Figure, unit: &str) -> String {
    match figure {
        Figure::Estimate { .. } if figure.bound().is_some() || figure.ceiling().is_some() => String::new(),
        Figure::Estimate { low, high, .. } => with_unit(&format!("{}–{}", about(*low), about(*high)), unit),
        Figure::Exact { .. } | Figure::Unknown { .. } => String::new(),
    }
}

fn with_unit(number: &str, unit: &str) -> String {
    match unit {
        "" => number.to_owned(),
        "%" => format!("{number} %"),
        unit => format!("{number} {unit}"),
    }
}

/// How far a bar is filled, in per cent from 0 to 100; `None` for a figure that is not known, or without a target.
pub fn filled(figure: &Figure, target: f64) -> Option<u32> {
    figure.value().and_then(|value| share(value, target))
}

/// Why there is no number, or why it is only a bound; empty otherwise.
pub fn why(figure: &Figure) -> &str {
    match figure {
        Figure::Unknown { why } => why,
        known => known.bound().or_else(|| known.ceiling()).unwrap_or_default(),
    }
}

/// A part of a whole in per cent, from 0 to 100.
pub fn share(part: f64, whole: f64) -> Option<u32> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=100 first"
    )]
    let percent = (part / whole * 100.0).round().clamp(0.0, 100.0) as u32;
    (whole > 0.0 && part.is_finite()).then_some(percent)
}

/// `+32 %`, `−4 %`, `±0 %`.
pub fn change(percent: f64) -> String {
    let rounded = percent.round();
    if rounded > 0.0 {
        format!("+{} %", number(rounded))
    } else if rounded < 0.0 {
        format!("{} %", number(rounded))
    } else {
        "±0 %".to_owned()
    }
}

/// `1,500.00 EUR`, without decimals for whole amounts.
pub fn money(amount: Money) -> String {
    let decimals = usize::try_from(amount.currency.decimals()).unwrap_or(2);
    let plain = group(&format!("{:.decimals$}", amount.major()));
    let whole = plain.strip_suffix(".00").map_or(plain.as_str(), |whole| whole);
    format!("{whole} {}", amount.currency)
}

/// `16 Nov 2026`.
pub fn day(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

/// `16 – 22 Nov 2026`, last day included.
pub fn window(window: Window) -> String {
    let last = window.to.yesterday().unwrap_or(window.from).max(window.from);
    if last == window.from {
        return day(last);
    }
    if (last.year(), last.month()) == (window.from.year(), window.from.month()) {
        return format!("{} – {}", window.from.day(), day(last));
    }
    if last.year() == window.from.year() {
        return format!("{} – {}", window.from.strftime("%-d %b"), day(last));
    }
    format!("{} – {}", day(window.from), day(last))
}

/// `Mon 16 Nov, 08:00`.
pub fn moment(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%a %-d %b, %H:%M").to_string()
}

/// The address if a person may be sent there: `http` or `https` only.
pub fn safe_url(url: Option<&str>) -> Option<String> {
    let url = url?.trim();
    let parsed = url::Url::parse(url).ok()?;
    matches!(parsed.scheme(), "http" | "https").then(|| parsed.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Currency;

    #[test]
    fn numbers_read_as_people_write_them() {
        for (value, exact, rough) in [
            (0.0, "0", "0"),
            (7.0, "7", "7.0"),
            (1240.0, "1,240", "1,200"),
            (49_441.0, "49,441", "49,000"),
            (-1234.5, "−1,234", "−1,200"),
            (2.349, "2.35", "2.3"),
            (0.0479, "0.0479", "0.05"),
            (0.447, "0.45", "0.45"),
            (15.84, "15.8", "16"),
            (1_000_000.0, "1,000,000", "1,000,000"),
        ] {
            assert_eq!(number(value), exact);
            assert_eq!(about(value), rough);
        }
    }

    #[test]
    fn money_shows_whole_amounts_short() {
        let eur = Currency::parse("EUR").unwrap();
        assert_eq!(
            money(Money {
                amount_minor: 438_000,
                currency: eur
            }),
            "4,380 EUR"
        );
        assert_eq!(
            money(Money {
                amount_minor: 438_050,
                currency: eur
            }),
            "4,380.50 EUR"
        );
        let jpy = Currency::parse("JPY").unwrap();
        assert_eq!(
            money(Money {
                amount_minor: 4_380,
                currency: jpy
            }),
            "4,380 JPY"
        );
    }

    #[test]
    fn figures_say_how_sure_they_are() {
        let estimate = Figure::Estimate {
            low: 44_251.0,
            value: 49_441.0,
            high: 57_432.0,
            basis: "followers".to_owned(),
        };
        for (shown, text, around, because) in [
            (Figure::exact(1240.0), "1,240", "", ""),
            (estimate, "≈ 49,000", "44,000–57,000", ""),
            (
                Figure::at_least(1240.0, "told by 2 of 9 mentions"),
                "≥ 1,240",
                "",
                "told by 2 of 9 mentions",
            ),
            (
                Figure::Estimate {
                    low: 0.0,
                    value: 52.0,
                    high: 52.0,
                    basis: "at most: told until Monday".to_owned(),
                },
                "≤ 52",
                "",
                "told until Monday",
            ),
            (Figure::unknown("no data"), "unknown", "", "no data"),
        ] {
            assert_eq!(figure(&shown, ""), text);
            assert_eq!(range(&shown, ""), around);
            assert_eq!(why(&shown), because);
        }
    }

    #[test]
    fn bars_are_filled_by_what_is_known() {
        for (figure, target, filled_to) in [
            (Figure::exact(0.0), 10.0, Some(0)),
            (Figure::exact(3.0), 10.0, Some(30)),
            (Figure::exact(30.0), 10.0, Some(100)),
            (Figure::exact(-3.0), 10.0, Some(0)),
            (Figure::exact(3.0), 0.0, None),
            (Figure::unknown("no data"), 10.0, None),
        ] {
            assert_eq!(filled(&figure, target), filled_to, "{figure:?} of {target}");
        }
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(safe_url(Some("javascript:alert(1)")), None);
        assert_eq!(
            safe_url(Some("https://a.example/x")).as_deref(),
            Some("https://a.example/x")
        );
    }

    #[test]
    fn windows_name_their_last_day() {
        let w = |a: &str, b: &str| {
            window(Window {
                from: a.parse().unwrap(),
                to: b.parse().unwrap(),
            })
        };
        assert_eq!(w("2026-11-16", "2026-11-23"), "16 – 22 Nov 2026");
        assert_eq!(w("2026-11-30", "2026-12-07"), "30 Nov – 6 Dec 2026");
        assert_eq!(w("2026-12-28", "2027-01-04"), "28 Dec 2026 – 3 Jan 2027");
        assert_eq!(w("2026-11-16", "2026-11-17"), "16 Nov 2026");
    }
}
