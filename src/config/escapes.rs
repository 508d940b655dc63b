//! Finds part of a decoded TOML string in the file, so that a mark stands under the very words that are wrong.

use std::ops::Range;

/// Bytes of `raw` (a string literal with its quotes) that stand for `part` of its decoded value.
pub(super) fn locate(raw: &str, part: Range<usize>) -> Option<Range<usize>> {
    let (open, escaped) = opening(raw)?;
    let mut decoded = 0;
    let mut at = open;
    let mut start = None;
    let end = loop {
        if start.is_none() && decoded >= part.start {
            start = Some(at);
        }
        if decoded >= part.end {
            break at;
        }
        let (raw_bytes, decoded_bytes) = step(raw.get(at..)?, escaped)?;
        at += raw_bytes;
        decoded += decoded_bytes;
    };
    Some(start?..end)
}

/// Length of the opening quotes (with the line break that a multi-line string drops), and whether `\` escapes.
fn opening(raw: &str) -> Option<(usize, bool)> {
    for (quotes, escaped) in [("\"\"\"", true), ("'''", false)] {
        if let Some(rest) = raw.strip_prefix(quotes) {
            let dropped = ["\r\n", "\n"]
                .iter()
                .find(|line| rest.starts_with(**line))
                .map_or(0, |line| line.len());
            return Some((3 + dropped, escaped));
        }
    }
    match raw.chars().next()? {
        '"' => Some((1, true)),
        '\'' => Some((1, false)),
        _ => None,
    }
}

/// Bytes in the file and in the value of the next character.
fn step(rest: &str, escaped: bool) -> Option<(usize, usize)> {
    let first = rest.chars().next()?;
    if first != '\\' || !escaped {
        return Some((first.len_utf8(), first.len_utf8()));
    }
    let digits = match rest.chars().nth(1)? {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        c if c.is_whitespace() => {
            let skipped = rest.get(1..)?;
            return Some((1 + skipped.len() - skipped.trim_start().len(), 0));
        }
        c if c.is_ascii() => return Some((2, 1)),
        // No escape that TOML knows.
        _ => return None,
    };
    let code = u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?;
    Some((2 + digits, char::from_u32(code)?.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parts_are_found_in_every_kind_of_string() {
        for (raw, part, want) in [
            (r#""acme OR""#, 5..7, "OR"),
            ("'acme OR'", 5..7, "OR"),
            ("'''acme OR'''", 5..7, "OR"),
            ("'''\nacme OR'''", 5..7, "OR"),
            (r#""\"a\" OR""#, 4..6, "OR"),
            (r#""\u00e9 OR""#, 3..5, "OR"),
            ("\"\"\"a \\\n   OR\"\"\"", 2..4, "OR"),
        ] {
            let found = raw.get(locate(raw, part).unwrap()).unwrap();
            assert_eq!(found.trim_start_matches(['\\', '\n', ' ']), want, "{raw}");
        }
        assert_eq!(locate("'a'", 0..9), None);
        assert_eq!(locate("\"\\¡\"", 0..1), None, "no escape of TOML");
    }

    proptest! {
        #[test]
        fn never_outside(raw in ".{0,30}", start in 0_usize..40, len in 0_usize..40) {
            if let Some(found) = locate(&raw, start..start + len) {
                prop_assert!(raw.get(found).is_some());
            }
        }
    }
}
