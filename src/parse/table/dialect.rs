//! How a table is written: separator and decimal sign, told or found out.

/// What separates cells.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];
/// Lines that are looked at.
const LINES: usize = 200;

/// Which sign stands before the decimals of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decimal {
    /// `1,234.50`.
    #[default]
    Point,
    /// `1.234,50`.
    Comma,
}

/// What of the dialect is known beforehand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The separator.
    pub separator: Option<char>,
    /// The decimal sign.
    pub decimal: Option<Decimal>,
    /// Lines that begin with it are remarks.
    pub comment: Option<char>,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// What separates cells.
    pub separator: u8,
    /// What stands before decimals.
    pub decimal: Decimal,
}

impl Dialect {
    /// The dialect of a file that begins so.
    pub(super) fn of(head: &str, wish: &Wish) -> Self {
        let lines = || {
            let lines = head.lines().filter(|line| !line.trim().is_empty());
            lines
                .filter(|line| wish.comment.is_none_or(|sign| !line.starts_with(sign)))
                .take(LINES)
        };
        let told = wish.separator.or_else(|| {
            let first = lines().next()?;
            let sign = first.strip_prefix("sep=")?.chars().next();
            sign.filter(|sign| SEPARATORS.contains(sign))
        });
        let separator = told.unwrap_or_else(|| likely_separator(lines()));
        let decimal = wish.decimal.unwrap_or_else(|| likely_decimal(lines(), separator));
        Self {
            separator: u8::try_from(separator).unwrap_or(b','),
            decimal,
        }
    }
}

/// The separator that the head has most of; where it has none, the one that the lines have most of.
fn likely_separator<'a>(lines: impl Iterator<Item = &'a str>) -> char {
    let lines: Vec<&str> = lines.collect();
    let weight = |separator: char| -> (usize, usize) {
        let counts: Vec<usize> = lines.iter().map(|line| count(line, separator)).collect();
        let first = counts.first().copied().unwrap_or(0);
        // Where heads are alike, the lines that have as many cells as the head decide.
        let alike = counts
            .iter()
            .filter(|found| **found > 0 && **found == first)
            .count();
        (first, if first > 0 { alike } else { counts.iter().sum() })
    };
    let mut best = (',', (0, 0));
    for separator in SEPARATORS {
        let found = weight(separator);
        if found > best.1 {
            best = (separator, found);
        }
    }
    best.0
}

/// How often a separator stands outside quotes.
fn count(line: &str, separator: char) -> usize {
    let mut quoted = false;
    let outside = |c: &char| {
        quoted ^= *c == '"';
        *c == separator && !quoted
    };
    line.chars().filter(outside).count()
}

/// The decimal sign that the numbers of some lines show; where none does, the usual one beside that separator.
fn likely_decimal<'a>(lines: impl Iterator<Item = &'a str>, separator: char) -> Decimal {
    let (mut points, mut commas) = (0_usize, 0_usize);
    for line in lines {
        for cell in cells(line, separator) {
            match decimal_of(cell.trim().trim_matches('"')) {
                Some(Decimal::Point) => points += 1,
                Some(Decimal::Comma) => commas += 1,
                None => {}
            }
        }
    }
    if commas > points || (commas == points && separator == ';') {
        Decimal::Comma
    } else {
        Decimal::Point
    }
}

/// Cells of a line, roughly: what stands between separators outside quotes.
fn cells(line: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    line.split(move |c: char| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
}

/// What a cell says about decimals: nothing unless it is a number with one or two of them, or with both signs.
fn decimal_of(cell: &str) -> Option<Decimal> {
    let number = cell.trim_matches(|c: char| !c.is_ascii_digit());
    let is_number =
        |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\'' | '\u{a0}' | '\u{202f}');
    if number.is_empty() || !number.chars().all(is_number) {
        return None;
    }
    let (point, comma) = (number.rfind('.'), number.rfind(','));
    let behind = |at: usize| number.len() - at - 1;
    match (point, comma) {
        (Some(point), Some(comma)) if point > comma => Some(Decimal::Point),
        (Some(_), Some(_)) => Some(Decimal::Comma),
        (Some(at), None) if (1..=2).contains(&behind(at)) && number.matches('.').count() == 1 => {
            Some(Decimal::Point)
        }
        (None, Some(at)) if (1..=2).contains(&behind(at)) && number.matches(',').count() == 1 => {
            Some(Decimal::Comma)
        }
        _ => None,
    }
}
