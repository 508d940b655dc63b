//! Words stored backwards and shown forwards: a right-to-left override turns `emca` into `acme` on the screen.

use super::{MAX_LETTERS, Names, Reading};
use crate::text::fold::is_ignorable;

/// Shows all that follows from right to left.
const OVERRIDE: char = '\u{202e}';

/// Whether a character ends an override: its end, another direction, a new paragraph.
fn ends(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\n' | '\r' | '\u{85}' | '\u{2029}')
}

/// Reads every word within an override backwards.
pub(super) fn find<'n>(names: &'n Names, text: &str, found: &mut Vec<Reading<'n>>) {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(OVERRIDE)) {
        let start = from + at + OVERRIDE.len_utf8();
        let rest = text.get(start..).unwrap_or_default();
        let run = rest
            .get(..rest.find(ends).unwrap_or(rest.len()))
            .unwrap_or_default();
        let (mut word, mut open) = (String::new(), start);
        for (at, c) in run.char_indices() {
            let at = start + at;
            if c.is_alphanumeric() {
                if word.is_empty() {
                    open = at;
                }
                // One letter more than any name has keeps the word from being one.
                if word.len() <= MAX_LETTERS {
                    word.extend(c.to_lowercase());
                }
            } else if !is_ignorable(c) {
                read(names, &mut word, open..at, found);
            }
        }
        read(names, &mut word, open..start + run.len(), found);
        from = start + run.len();
    }
}

fn read<'n>(
    names: &'n Names,
    word: &mut String,
    range: std::ops::Range<usize>,
    found: &mut Vec<Reading<'n>>,
) {
    let shown: String = word.chars().rev().collect();
    word.clear();
    if let Some(name) = names.written(&shown) {
        found.push(Reading { range, name });
    }
}
