//! Counts and amounts as tables write them.

use crate::model::{Currency, Money};
use crate::parse::table::Decimal;

/// Most digits of an amount: far above any real one, and what an `i64` holds with decimals.
const DIGITS: usize = 15;

/// A number taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Digits {
    negative: bool,
    /// Before the decimal sign.
    whole: String,
    /// Behind it.
    fraction: String,
    /// The currency that stands beside it.
    currency: Option<Currency>,
}

/// An amount with the currency that stands beside it, else `currency`; rounded to the minor unit.
///
/// # Errors
/// Why it is none.
pub(super) fn money(text: &str, decimal: Decimal, currency: Currency) -> Result<Money, String> {
    let digits = digits(text, decimal)?;
    let currency = digits.currency.unwrap_or(currency);
    let decimals = usize::try_from(currency.decimals()).unwrap_or(2);
    let kept: String = digits
        .fraction
        .chars()
        .chain(std::iter::repeat('0'))
        .take(decimals)
        .collect();
    let up = digits
        .fraction
        .chars()
        .nth(decimals)
        .is_some_and(|next| next >= '5');
    let minor: i64 = format!("{}{kept}", digits.whole)
        .parse()
        .map_err(|_| format!("`{}` is no amount", shown(text)))?;
    let minor = minor + i64::from(up);
    Ok(Money {
        amount_minor: if digits.negative { -minor } else { minor },
        currency,
    })
}

/// A count: whole, not negative; decimals that are all 0 do not matter.
///
/// # Errors
/// Why it is none.
pub(super) fn count(text: &str, decimal: Decimal) -> Result<u64, String> {
    let wrong = || format!("`{}` is no count", shown(text));
    let (text, scale) = match text.trim().strip_suffix(['k', 'K']) {
        Some(text) => (text, 3),
        None => match text.trim().strip_suffix('M') {
            Some(text) => (text, 6),
            None => (text.trim(), 0),
        },
    };
    let digits = digits(text, decimal).map_err(|_| wrong())?;
    let fraction = digits.fraction.trim_end_matches('0');
    if digits.negative || digits.currency.is_some() || fraction.len() > scale {
        return Err(wrong());
    }
    let zeros = "0".repeat(scale - fraction.len());
    format!("{}{fraction}{zeros}", digits.whole)
        .parse()
        .map_err(|_| wrong())
}

/// Text of strangers in a message: short and on one line.
pub(super) fn shown(text: &str) -> String {
    crate::text::plain::clean(text, 40)
}

fn digits(text: &str, decimal: Decimal) -> Result<Digits, String> {
    let wrong = || format!("`{}` is no number", shown(text));
    let (currency, bare) = without_currency(text.trim());
    let (mut negative, mut bare) = (false, bare);
    if let Some(inner) = bare.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (negative, bare) = (true, inner);
    }
    for minus in ['-', '−', '–'] {
        if let Some(rest) = bare.strip_prefix(minus).or_else(|| bare.strip_suffix(minus)) {
            (negative, bare) = (true, rest);
            break;
        }
    }
    let (inner, bare) = without_currency(bare.trim().trim_start_matches('+').trim());
    let sign = match decimal {
        Decimal::Point => '.',
        Decimal::Comma => ',',
    };
    let (whole, fraction) = parts(bare, sign).ok_or_else(wrong)?;
    if whole.len() + fraction.len() > DIGITS + 6 || whole.len() > DIGITS {
        return Err(format!("`{}` is too large", shown(text)));
    }
    Ok(Digits {
        negative,
        whole: if whole.is_empty() { "0".to_owned() } else { whole },
        fraction,
        currency: currency.or(inner),
    })
}

/// Digits before and behind the decimal sign, groups of three taken together.
fn parts(text: &str, sign: char) -> Option<(String, String)> {
    let group = |c: char| matches!(c, '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}' | '_');
    let text: String = text.chars().filter(|c| !group(*c)).collect();
    let (point, comma) = (text.rfind('.'), text.rfind(','));
    // Both signs: the last one is the decimal one, whatever the dialect. One sign several times: groups.
    let at = match (point, comma) {
        (Some(point), Some(comma)) => Some(point.max(comma)),
        (None, None) => None,
        (Some(at), None) | (None, Some(at)) => {
            let found = text.get(at..)?.chars().next()?;
            let times = text.matches(found).count();
            let behind = text.len() - at - 1;
            let is_group = times > 1 || (found != sign && behind == 3);
            (!is_group).then_some(at)
        }
    };
    let (whole, fraction) = match at {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?),
        None => (text.as_str(), ""),
    };
    let whole = grouped(whole)?;
    let good = fraction.bytes().all(|byte| byte.is_ascii_digit());
    (good && !(whole.is_empty() && fraction.is_empty())).then(|| (whole, fraction.to_owned()))
}

/// The digits of a whole number whose thousands may be grouped by one sign, each group of two or three digits (India groups
/// by two).
fn grouped(text: &str) -> Option<String> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.to_owned());
    }
    let sign = text.chars().find(|c| !c.is_ascii_digit())?;
    let groups: Vec<&str> = text.split(sign).collect();
    let first = groups.first()?;
    let fits = (1..=3).contains(&first.len())
        && groups.last()?.len() == 3
        && groups.iter().skip(1).all(|group| (2..=3).contains(&group.len()))
        && groups
            .iter()
            .all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
    fits.then(|| groups.concat())
}

/// Takes the currency off an amount; signs that several currencies share say nothing.
fn without_currency(text: &str) -> (Option<Currency>, &str) {
    const SIGNS: [(&str, &str); 14] = [
        ("US$", "USD"),
        ("A$", "AUD"),
        ("CA$", "CAD"),
        ("R$", "BRL"),
        ("€", "EUR"),
        ("£", "GBP"),
        ("₹", "INR"),
        ("₩", "KRW"),
        ("zł", "PLN"),
        ("₺", "TRY"),
        ("$", ""),
        ("¥", ""),
        ("kr.", ""),
        ("kr", ""),
    ];
    for (sign, code) in SIGNS {
        if let Some(rest) = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign)) {
            return (Currency::parse(code), rest.trim());
        }
    }
    let letters = |part: &str| part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_uppercase());
    if let Some((code, rest)) = text.split_at_checked(3)
        && letters(code)
    {
        return (Currency::parse(code), rest.trim());
    }
    if let Some((rest, code)) = text.len().checked_sub(3).and_then(|at| text.split_at_checked(at))
        && letters(code)
    {
        return (Currency::parse(code), rest.trim());
    }
    (None, text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn minor(text: &str, decimal: Decimal) -> Result<(i64, String), String> {
        let money = money(text, decimal, Currency::parse("SEK").unwrap())?;
        Ok((money.amount_minor, money.currency.to_string()))
    }

    #[test]
    fn amounts_of_every_country_are_read() {
        use Decimal::{Comma, Point};
        for (text, decimal, want) in [
            ("66.36", Point, 6_636),
            ("66,36", Comma, 6_636),
            ("66,36", Point, 6_636),
            ("1,234.50", Point, 123_450),
            ("1.234,50", Comma, 123_450),
            ("1.234,50", Point, 123_450),
            ("1,234", Point, 123_400),
            ("1,234", Comma, 123),
            ("1.234", Comma, 123_400),
            ("1 234,5", Comma, 123_450),
            ("1\u{a0}234\u{202f}567,89", Comma, 123_456_789),
            ("1'234.50", Point, 123_450),
            ("12,34,567.8", Point, 123_456_780),
            ("1.234.567", Comma, 123_456_700),
            ("-5", Point, -500),
            ("5.00-", Point, -500),
            ("(5.00)", Point, -500),
            ("−5,5", Comma, -550),
            ("kr 99,90", Comma, 9_990),
            ("0.005", Point, 1),
            (".5", Point, 50),
            ("7", Point, 700),
        ] {
            assert_eq!(
                minor(text, decimal),
                Ok((want, "SEK".to_owned())),
                "{text} {decimal:?}"
            );
        }
        for (text, amount, currency) in [
            ("€1.234,50", 123_450, "EUR"),
            ("12 £", 1_200, "GBP"),
            ("USD 12.5", 1_250, "USD"),
            ("1500 JPY", 1_500, "JPY"),
            ("-US$3", -300, "USD"),
        ] {
            assert_eq!(minor(text, Point), Ok((amount, currency.to_owned())), "{text}");
        }
        for wrong in [
            "",
            "abc",
            "1,2,3",
            "--5",
            "1.2.3,4,5",
            "99999999999999999999",
            "5 apples",
            "1,,000",
        ] {
            assert!(minor(wrong, Point).is_err(), "{wrong}");
        }
    }

    #[test]
    fn counts_are_whole() {
        for (text, want) in [
            ("1240", Some(1240)),
            ("1,240", Some(1240)),
            ("1.240", None),
            ("12.0", Some(12)),
            ("1.2K", Some(1200)),
            ("3M", Some(3_000_000)),
            ("-1", None),
            ("2.5", None),
            ("many", None),
        ] {
            assert_eq!(count(text, Decimal::Point).ok(), want, "{text}");
        }
        assert_eq!(count("1.240", Decimal::Comma), Ok(1240));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in ".{0,40}") {
            drop(minor(&text, Decimal::Point));
            drop(minor(&text, Decimal::Comma));
            drop(count(&text, Decimal::Comma));
        }

        #[test]
        fn what_is_written_is_read(minor_units in -1_000_000_000_i64..1_000_000_000) {
            let (sign, rest) = (if minor_units < 0 { "-" } else { "" }, minor_units.abs());
            let text = format!("{sign}{}.{:02}", rest / 100, rest % 100);
            prop_assert_eq!(minor(&text, Decimal::Point).unwrap().0, minor_units);
            let text = text.replace('.', ",");
            prop_assert_eq!(minor(&text, Decimal::Comma).unwrap().0, minor_units);
        }
    }
}
