//! Words: where they begin and end, in scripts with and without spaces, and the tags and handles people write.

mod alphabet;
pub(crate) mod atoms;
mod tags;

pub use tags::{Tag, handles, hashtags};

use icu_properties::CodePointMapData;
use icu_properties::props::Script;

use super::fold::{is_ignorable, is_mark};

/// Whether a character can be part of a word: letters, digits and marks. `_` is not: `_Acme_` is emphasis. Superscript
/// and subscript digits are not: they hang on a word as footnotes do.
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    (c.is_alphanumeric() && !is_raised_digit(c)) || is_mark(c)
}

fn is_raised_digit(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '\u{2070}'..='\u{2079}' | '\u{2080}'..='\u{2089}')
}

/// Whether a character belongs to a script written without spaces between words: Han, kana, bopomofo, Thai, Lao, Khmer,
/// Myanmar, Tibetan. Hangul does not: Korean has spaces, only its particles attach.
pub fn is_cjk_like(c: char) -> bool {
    c >= '\u{e01}'
        && matches!(c,
            '\u{e01}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}'
            | '\u{3021}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}' | '\u{aa60}'..='\u{aa7f}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}'
            | '\u{1b000}'..='\u{1b16f}' | '\u{20000}'..='\u{323af}')
}

/// Whether a character is Hangul.
pub fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{a960}'..='\u{a97c}' | '\u{d7b0}'..='\u{d7fb}')
}

/// Whether a word may begin or end between two neighbours. Inside a run of letters it may where the script changes
/// (`iPhone를`, `Acmeの`) and beside every character of a script without spaces; never before a mark.
pub fn breaks_between(before: char, after: char) -> bool {
    if before.is_ascii() && after.is_ascii() {
        return !(before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric());
    }
    if let Some(changes) = alphabet::changes(before, after) {
        return changes;
    }
    if is_mark(after) {
        return false;
    }
    if !is_word(before) || !is_word(after) || is_cjk_like(before) || is_cjk_like(after) {
        return true;
    }
    if is_hangul(before) != is_hangul(after) {
        return true;
    }
    changes_script(before, after)
}

fn changes_script(before: char, after: char) -> bool {
    if before.is_ascii_digit() || after.is_ascii_digit() || is_mark(before) {
        return false;
    }
    let scripts = CodePointMapData::<Script>::new();
    let (before, after) = (scripts.get(before), scripts.get(after));
    let shared = |script: Script| script == Script::Common || script == Script::Inherited;
    before != after && !shared(before) && !shared(after)
}

/// Whether a word may begin or end at a byte offset of a text; both ends of the text are boundaries. Offsets inside a
/// character are not.
pub fn is_boundary(text: &str, at: usize) -> bool {
    let (Some(head), Some(tail)) = (text.get(..at), text.get(at..)) else {
        return false;
    };
    match (head.chars().next_back(), tail.chars().next()) {
        (Some(before), Some(after)) => breaks_between(before, after),
        _ => true,
    }
}

/// Byte ranges of the words of a text, in order. Letters joined by an apostrophe, and digits joined by `.` or `,`, are
/// one word (`don't`, `1,000`); each character of a script without spaces is one, with its marks.
pub fn spans(text: &str) -> Spans<'_> {
    Spans { text, at: 0 }
}

/// Iterator of [`spans`].
#[derive(Clone, Debug)]
pub struct Spans<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Spans<'_> {
    type Item = std::ops::Range<usize>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.at..)?;
        let start = self.at + rest.find(is_word)?;
        if let Some(end) = self.plain_end(start) {
            self.at = end;
            return Some(start..end);
        }
        let mut end = start;
        let mut before: Option<char> = None;
        let mut chars = self.text.get(start..)?.chars().peekable();
        while let Some(c) = chars.next() {
            let joins = match before {
                None => true,
                Some(before) if is_word(c) || is_ignorable(c) => {
                    is_ignorable(c) || !breaks_between(before, c)
                }
                Some(before) => chars.peek().is_some_and(|&after| is_joiner(before, c, after)),
            };
            if !joins {
                break;
            }
            end += c.len_utf8();
            if is_word(c) {
                before = Some(c);
            }
        }
        self.at = end;
        Some(start..end)
    }
}

impl Spans<'_> {
    /// Where the word that begins here ends, if it and what follows it are plain: ASCII letters and digits, then a mark that joins
    /// nothing. Most words are.
    fn plain_end(&self, start: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(start..)?;
        let end = rest
            .iter()
            .position(|byte| !byte.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let after = rest.get(end).copied().unwrap_or(b' ');
        let joins = !after.is_ascii() || matches!(after, b'\'' | b'.' | b',');
        (end > 0 && !joins).then_some(start + end)
    }
}

/// Whether a sign between two characters makes one word of them.
fn is_joiner(before: char, sign: char, after: char) -> bool {
    match sign {
        '\'' | '’' => {
            before.is_alphabetic() && after.is_alphabetic() && !is_cjk_like(before) && !is_cjk_like(after)
        }
        '.' | ',' => before.is_numeric() && after.is_numeric(),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
