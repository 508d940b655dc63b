//! `#hashtags` and `@handles` as the platforms read them.

use std::ops::Range;

use memchr::memchr2_iter;

use super::{is_cjk_like, is_hangul};
use crate::text::fold::{is_ignorable, is_mark};

/// Longest tag or handle that is taken; longer ones are noise.
const MAX_CHARS: usize = 140;

/// A tag or handle in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Without its sign.
    pub name: &'a str,
    /// Byte range in the text, sign included.
    pub range: Range<usize>,
}

/// Hashtags in order: `#` or `＃`, then letters, digits, marks, `_` and the signs of the script, at least one of them no
/// digit. Not inside a word, an address or an HTML entity (`a#b`, `/#b`, `&#39;`), and not before `://`; a tag may follow
/// another at once (`#one#other`).
pub fn hashtags(text: &str) -> Vec<Tag<'_>> {
    // Where the last tag ended: another may follow it at once (`#one#other`).
    let mut last_end = None;
    signs(text, '#', '＃')
        .filter_map(|(at, sign)| {
            let before = text.get(..at)?.chars().next_back();
            let bars = |c: char| c == '&' || c == '/' || c == '#' || c == '＃' || is_tag_char(c);
            if last_end != Some(at) && before.is_some_and(bars) {
                return None;
            }
            let name = run(text.get(at + sign..)?, is_tag_char);
            let end = at + sign + name.len();
            let real = name
                .chars()
                .any(|c| !c.is_numeric() && c != '_' && !is_mark(c) && !is_ignorable(c));
            let closed = text.get(end..).is_none_or(|rest| !rest.starts_with("://"));
            let found = (real && closed).then_some(Tag { name, range: at..end });
            last_end = found.is_some().then_some(end);
            found
        })
        .collect()
}

/// Handles in order: `@name`, `@name.with.dots`, `@user@host`. Not inside a mail address, an address of a page, or
/// before accented letters that no platform allows.
pub fn handles(text: &str) -> Vec<Tag<'_>> {
    let mut found: Vec<Tag<'_>> = Vec::new();
    for (at, sign) in signs(text, '@', '＠') {
        // The second `@` of `@user@host` belongs to the handle before it.
        if found.last().is_some_and(|last| at < last.range.end) {
            continue;
        }
        if let Some(tag) = handle_at(text, at, sign) {
            found.push(tag);
        }
    }
    found
}

fn handle_at(text: &str, at: usize, sign: usize) -> Option<Tag<'_>> {
    let head = text.get(..at)?;
    let before = head.chars().next_back();
    let retweet = before.is_some_and(|c| matches!(c, 't' | 'T')) && ends_with_rt(head);
    // `/@name` is the path of a profile's address.
    let bars = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(
                c,
                '_' | '!' | '@' | '＠' | '#' | '$' | '%' | '&' | '*' | '/' | '.' | '+' | '-'
            )
    };
    if !retweet && before.is_some_and(bars) && !is_led_in(head) {
        return None;
    }
    let rest = text.get(at + sign..)?;
    let mut name = trimmed(run(rest, is_handle_char));
    if name.is_empty() || name.starts_with(['.', '-']) {
        return None;
    }
    if let Some(host) = rest.get(name.len()..).and_then(|tail| tail.strip_prefix('@')) {
        let host = trimmed(run(host, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')));
        if host.contains('.') {
            name = rest.get(..name.len() + 1 + host.len())?;
        }
    }
    let end = at + sign + name.len();
    let rest_after = text.get(end..)?;
    let foreign = rest_after.starts_with(|c| c == '@' || c == '＠' || is_mark(c) || is_accented(c));
    let real = name.chars().any(|c| c.is_ascii_alphanumeric());
    (real && !foreign && !rest_after.starts_with("://")).then_some(Tag { name, range: at..end })
}

/// Whether nothing but marks stands between a blank and a handle: `.@name` is how people name an account in public. After a
/// word they are part of a mail address or of an address of a page.
fn is_led_in(head: &str) -> bool {
    let word = head.trim_end_matches(['.', '-', '/', '!', '*', '+']);
    word.len() < head.len() && word.chars().next_back().is_none_or(opens)
}

/// What a word may begin after.
fn opens(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '(' | '[' | '{' | '"' | '“' | '„' | '«' | '‘' | '¿' | '¡')
        || is_cjk_like(c)
}

/// `RT@name`, the old form of a share.
fn ends_with_rt(head: &str) -> bool {
    let mut last = head.chars().rev();
    matches!(
        (last.next(), last.next(), last.next()),
        (Some('t' | 'T'), Some('r' | 'R'), before) if before.is_none_or(|c| !c.is_alphanumeric())
    )
}

/// Letters that continue a Latin word: after them the name was no handle.
fn is_accented(c: char) -> bool {
    !c.is_ascii() && c.is_alphabetic() && !is_cjk_like(c) && !is_hangul(c)
}

/// Byte offset and length of every place of a sign, plain or full width.
fn signs(text: &str, plain: char, wide: char) -> impl Iterator<Item = (usize, usize)> + '_ {
    let (mut buffers, bytes) = ([[0; 4]; 2], text.as_bytes());
    let first = |c: char, buffer: &mut [u8; 4]| c.encode_utf8(buffer).bytes().next().unwrap_or_default();
    let [one, other] = &mut buffers;
    let places = memchr2_iter(first(plain, one), first(wide, other), bytes);
    places.filter_map(move |at| {
        let sign = text.get(at..)?.chars().next()?;
        (sign == plain || sign == wide).then_some((at, sign.len_utf8()))
    })
}

fn is_handle_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
}

/// Signs that may stand inside a tag beside letters and digits: underscore, Catalan and Irish dots, Hebrew and Persian
/// joiners, Tibetan separators, kana marks and the wave dashes of Japanese names.
fn is_tag_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c.is_alphanumeric()
        || is_mark(c) && !matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{20e3}')
        || matches!(
            c,
            '·' | '\u{200c}'
                | '\u{200d}'
                | '\u{5be}'
                | '\u{5f3}'
                | '\u{5f4}'
                | '\u{f0b}'
                | '\u{f0c}'
                | '\u{30fb}'
                | '\u{3003}'
                | '\u{3005}'
                | '\u{303b}'
                | '\u{301c}'
                | '\u{ff5e}'
                | '\u{ff3f}'
                | '\u{30a0}'
        )
}

fn run(rest: &str, belongs: impl Fn(char) -> bool) -> &str {
    let end = rest
        .char_indices()
        .enumerate()
        .find(|&(n, (_, c))| n >= MAX_CHARS || !belongs(c))
        .map_or(rest.len(), |(_, (at, _))| at);
    rest.get(..end).unwrap_or_default()
}

/// A full stop or hyphen at the end closes the sentence, not the name.
fn trimmed(name: &str) -> &str {
    name.trim_end_matches(['.', '-'])
}
