//! Letters held apart: `A C M E`, `a.c.m.e`, `A-c-m-e`.

use super::glyph::Glyph;
use super::{MAX_LETTERS, Names, Reading};

/// Bytes looked at as one; one bit each.
const BLOCK: usize = 64;
/// Bits of a block that are looked at again in the next: a row of three lone letters may begin in one and end in another.
const OVERLAP: usize = 8;
/// Most equal signs between two letters (`C-o---C-o`).
const MAX_GAP: usize = 3;
/// Fewest letters of a name that is part of a longer row.
const MIN_PART: usize = 4;
/// Longest row that is read.
const MAX_ROW: usize = 120;

/// What a text may have of names in disguise, at a glance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hints {
    /// A digit or sign beside a letter.
    pub(super) words: bool,
    /// Three lone letters in a row.
    pub(super) lone: bool,
}

/// Looks at ASCII only.
pub(super) fn hints(text: &str) -> Hints {
    let bytes = text.as_bytes();
    let mut hints = Hints::default();
    let mut at = 0;
    // Of a block that is not the first, the bytes that overlap were looked at already.
    while at < bytes.len() && (at == 0 || at + OVERLAP < bytes.len()) {
        let rest = bytes.get(at..).unwrap_or_default();
        let mut block = [b' '; BLOCK];
        for (into, from) in block.iter_mut().zip(rest) {
            *into = *from;
        }
        // The byte before the first block is no letter; of the others it was looked at as the last of the one before.
        let letters = bits(&block, |b| (b | 0x20).wrapping_sub(b'a') < 26);
        let digits = bits(&block, |b| {
            b.is_ascii_digit() || matches!(b, b'$' | b'@' | b'!' | b'|' | b'+')
        });
        hints.words |= digits & (letters << 1 | letters >> 1) != 0;
        let words = letters | digits | bits(&block, |b| b >= 0x80);
        let lone = letters & !(words << 1) & !(words >> 1);
        hints.lone |= lone & (lone << 2) & (lone << 4) != 0;
        at += BLOCK - OVERLAP;
    }
    hints
}

#[inline]
fn bits(block: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> u64 {
    let mut flags = [0_u8; BLOCK];
    for (flag, &byte) in flags.iter_mut().zip(block) {
        *flag = u8::from(is(byte));
    }
    let (eights, _) = flags.as_chunks::<8>();
    eights.iter().rev().fold(0, |bits, eight| {
        bits << 8 | u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

/// A letter of a row.
#[derive(Clone, Copy, Debug)]
struct Lone {
    start: usize,
    end: usize,
    class: u8,
}

/// Reads every row of lone letters.
pub(super) fn find<'n>(names: &'n Names, text: &str, found: &mut Vec<Reading<'n>>) {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut at = 0;
    while at < chars.len() {
        let row = row(&chars, at);
        if row.len() >= 3 {
            read(names, &row, found);
        }
        let end = row.last().map_or(0, |last| last.end);
        at += 1;
        while chars.get(at).is_some_and(|(start, _)| *start < end) {
            at += 1;
        }
    }
}

/// The letters held apart by one sign from a character on.
fn row(chars: &[(usize, char)], from: usize) -> Vec<Lone> {
    let before = from.checked_sub(1).and_then(|n| chars.get(n));
    let mut row = Vec::new();
    if before.is_some_and(|(_, c)| c.is_alphanumeric()) {
        return row;
    }
    let (mut at, mut sign) = (from, None);
    while let Some(&(start, c)) = chars.get(at).filter(|_| row.len() < MAX_ROW) {
        let next = chars.get(at + 1).map(|(_, c)| *c);
        if next.is_some_and(char::is_alphanumeric) {
            break;
        }
        let Some(glyph) = Glyph::of(c).filter(|_| c.is_alphanumeric()) else {
            break;
        };
        row.push(Lone {
            start,
            end: start + c.len_utf8(),
            class: glyph.class,
        });
        let Some(between) = next.filter(|&next| holds_apart(next) && sign.is_none_or(|sign| sign == next))
        else {
            break;
        };
        sign = Some(between);
        let rest = chars.iter().skip(at + 1);
        // An apostrophe between signs is a letter of the name.
        let mut gap = rest
            .take(2 * MAX_GAP)
            .take_while(|(_, c)| *c == between || matches!(c, '\'' | '’'));
        let signs = gap.by_ref().count();
        if signs > 1 && between == ' ' || signs > MAX_GAP {
            break;
        }
        at += 1 + signs;
    }
    row
}

fn holds_apart(c: char) -> bool {
    matches!(
        c,
        ' ' | '.' | '_' | '-' | '*' | '·' | '•' | '|' | '/' | '~' | '\u{a0}'
    )
}

/// Reads a row: as one name or several, or a longer name within it.
fn read<'n>(names: &'n Names, row: &[Lone], found: &mut Vec<Reading<'n>>) {
    let key: Vec<u8> = row.iter().map(|lone| lone.class).collect();
    let mut at = 0;
    while at < key.len() {
        let longest = (at + 1..=key.len().min(at + MAX_LETTERS)).rev().find_map(|end| {
            let part = end - at < key.len() && end - at < MIN_PART;
            let own = names.of_key(key.get(at..end).filter(|_| !part)?);
            own.first().map(|name| (end, name))
        });
        let Some((end, name)) = longest else {
            at += 1;
            continue;
        };
        if let (Some(first), Some(last)) = (row.get(at), row.get(end - 1)) {
            found.push(Reading {
                range: first.start..last.end,
                name,
            });
        }
        at = end;
    }
}
