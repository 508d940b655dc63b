//! Character references: `&amp;`, `&#8217;`, `&#x2019;`, `&eacute;`, and the old `&eacute` without its semicolon.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// Longest name in the table of the HTML standard, semicolon included (`CounterClockwiseContourIntegral;`).
const MAX_NAME_BYTES: usize = 32;
/// Longest name that may stand without its semicolon (`frac12`, `yacute`, …).
const MAX_BARE_NAME_BYTES: usize = 6;

/// One resolved reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// First character it stands for; NUL means it stands for nothing.
    first: char,
    /// Second character, NUL for none.
    second: char,
    /// Bytes of the reference, from `&` on.
    pub(crate) bytes: usize,
}

impl Reference {
    /// The characters it stands for.
    pub(crate) fn chars(self) -> impl Iterator<Item = char> {
        [self.first, self.second].into_iter().filter(|c| *c != '\0')
    }
}

/// The reference that `text` begins with, if `text` begins with one.
pub(crate) fn reference(text: &str) -> Option<Reference> {
    let body = text.strip_prefix('&')?;
    match body.strip_prefix('#') {
        Some(number) => numeric(number),
        None => named(body),
    }
}

fn numeric(body: &str) -> Option<Reference> {
    let (digits, radix, prefix) = match body.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16, 3),
        None => (body, 10, 2),
    };
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let (number, rest) = digits
        .split_at_checked(end)
        .filter(|(number, _)| !number.is_empty())?;
    let semicolon = usize::from(rest.starts_with(';'));
    // More digits than fit mean a character outside Unicode.
    let code = u32::from_str_radix(number.trim_start_matches('0'), radix).unwrap_or(u32::MAX);
    let code = if number.bytes().all(|b| b == b'0') {
        0
    } else {
        code
    };
    Some(Reference {
        first: character(code),
        second: '\0',
        bytes: prefix + end + semicolon,
    })
}

/// Numbers 128 to 159 mean windows-1252, as every browser reads them; other control characters mean nothing.
fn character(code: u32) -> char {
    match code {
        0x09 | 0x0a | 0x0d => char::from_u32(code).unwrap_or(' '),
        0..0x20 | 0x7f => '\0',
        0x80..=0x9f => {
            let index = usize::try_from(code - 0x80).unwrap_or(usize::MAX);
            C1_REPLACEMENTS.get(index).copied().flatten().unwrap_or('\0')
        }
        _ => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

fn named(body: &str) -> Option<Reference> {
    let window = body.as_bytes();
    let end = window
        .iter()
        .take(MAX_NAME_BYTES)
        .position(|b| !b.is_ascii_alphanumeric())
        .unwrap_or_else(|| window.len().min(MAX_NAME_BYTES));
    if end == 0 {
        return None;
    }
    if window.get(end) == Some(&b';')
        && let Some(found) = body.get(..=end).and_then(lookup)
    {
        return Some(found);
    }
    let longest = end.min(MAX_BARE_NAME_BYTES);
    (2..=longest)
        .rev()
        .find_map(|length| body.get(..length).and_then(lookup))
}

/// Looks a name up as written, with its semicolon if it has one.
fn lookup(name: &str) -> Option<Reference> {
    let &(first, second) = NAMED_ENTITIES.get(name).filter(|(first, _)| *first != 0)?;
    Some(Reference {
        first: char::from_u32(first)?,
        second: char::from_u32(second)?,
        bytes: name.len() + 1,
    })
}
