//! Atoms: the stretches of a text that no word can begin or end within, each with a hash.
//!
//! A literal that stands in a text as a whole word begins and ends where the text breaks, so it is made of whole atoms:
//! comparing the hashes of atoms finds every candidate, whatever the number of literals. `don't` has the atoms `don` and
//! `t`; every character of a script without spaces is one, with its marks; so is every sign beyond ASCII. ASCII signs are
//! none.

use super::{alphabet, breaks_between, is_word};

/// One stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Atom {
    /// Byte offset in the text.
    pub(crate) start: usize,
    /// Byte offset after it.
    pub(crate) end: usize,
    /// Hash of its bytes, as of [`hash`].
    pub(crate) hash: u32,
    /// Its first eight bytes, the first lowest; zeros beyond its end.
    pub(crate) head: u64,
    /// Whether it is ASCII letters and digits alone.
    pub(crate) ascii: bool,
    /// Whether it is a sign, part of no word.
    pub(crate) sign: bool,
}

/// Bytes classified at a time; one bit each.
const BLOCK: usize = 64;

/// Calls `see` with every atom of a text, in order.
#[inline]
pub(crate) fn each_atom(text: &str, see: &mut impl FnMut(Atom)) {
    let bytes = text.as_bytes();
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    let mut runs = Runs::default();
    let mut base = 0;
    for block in blocks {
        runs.block(word_bits(block), base, &mut |start, end| {
            run(text, start, end, see);
        });
        base += BLOCK;
    }
    // A block of its own for the rest, closed by the space that follows it.
    let mut last = [b' '; BLOCK];
    for (into, from) in last.iter_mut().zip(rest) {
        *into = *from;
    }
    runs.block(word_bits(&last), base, &mut |start, end| {
        run(text, start, end, see);
    });
    if runs.inside {
        run(text, runs.open, bytes.len(), see);
    }
}

/// All atoms of a short text.
pub(crate) fn atoms(text: &str) -> Vec<Atom> {
    let mut all = Vec::new();
    each_atom(text, &mut |atom| all.push(atom));
    all
}

/// Where runs of letters, digits and bytes beyond ASCII begin and end.
#[derive(Default)]
struct Runs {
    inside: bool,
    open: usize,
}

impl Runs {
    #[inline]
    fn block(&mut self, words: u64, base: usize, found: &mut impl FnMut(usize, usize)) {
        let before = words << 1 | u64::from(self.inside);
        let (mut starts, mut ends) = (words & !before, !words & before);
        if self.inside && ends != 0 {
            found(self.open, base + ends.trailing_zeros() as usize);
            ends &= ends - 1;
        }
        while ends != 0 {
            let start = base + starts.trailing_zeros() as usize;
            found(start, base + ends.trailing_zeros() as usize);
            starts &= starts.wrapping_sub(1);
            ends &= ends - 1;
        }
        if starts != 0 {
            self.open = base + starts.trailing_zeros() as usize;
        }
        self.inside = words >> (BLOCK - 1) == 1;
    }
}

/// One bit for every byte that is an ASCII letter or digit or no ASCII.
#[inline]
fn word_bits(block: &[u8; BLOCK]) -> u64 {
    let mut flags = [0_u8; BLOCK];
    for (flag, &byte) in flags.iter_mut().zip(block) {
        let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        let digit = byte.wrapping_sub(b'0') < 10;
        *flag = u8::from(letter) | u8::from(digit) | u8::from(byte >= 0x80);
    }
    let (eights, _) = flags.as_chunks::<8>();
    // Multiplying gathers the lowest bits of eight bytes in the highest byte.
    eights.iter().rev().fold(0, |bits, eight| {
        bits << 8 | u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

/// Reads a run between two ASCII signs: one atom if it is ASCII, else what its characters make of it.
#[inline]
fn run(text: &str, start: usize, end: usize, see: &mut impl FnMut(Atom)) {
    let Some(bytes) = text.as_bytes().get(start..) else {
        return;
    };
    let (hash, head, ascii) = hash_of(bytes, end - start);
    if ascii {
        see(Atom {
            start,
            end,
            hash,
            head,
            ascii,
            sign: false,
        });
    } else {
        split(text, start, end, see);
    }
}

/// Splits a run with characters beyond ASCII.
#[inline(never)]
fn split(text: &str, start: usize, end: usize, see: &mut impl FnMut(Atom)) {
    let Some(run) = text.get(start..end) else { return };
    let mut emit = |from: usize, to: usize, first: char| {
        if let Some(bytes) = run.as_bytes().get(from..) {
            let (hash, head, ascii) = hash_of(bytes, to - from);
            see(Atom {
                start: start + from,
                end: start + to,
                hash,
                head,
                ascii,
                sign: !is_word(first),
            });
        }
    };
    let (mut from, mut first, mut before) = (0, None, None);
    for (at, c) in run.char_indices() {
        if let (Some(before), Some(begun)) = (before, first)
            && splits(before, c)
        {
            emit(from, at, begun);
            (from, first) = (at, Some(c));
        }
        first = first.or(Some(c));
        before = Some(c);
    }
    if let Some(first) = first {
        emit(from, run.len(), first);
    }
}

/// Whether an atom ends between two neighbours: where a word may, and after every sign.
#[inline]
fn splits(before: char, after: char) -> bool {
    match alphabet::changes(before, after) {
        Some(changes) => changes,
        None => breaks_between(before, after) || !is_word(before),
    }
}

/// Hash of a stretch of text.
#[inline]
pub(crate) fn hash(bytes: &[u8]) -> u32 {
    hash_of(bytes, bytes.len()).0
}

/// Hash of the first bytes of an atom, of which there are eight at most.
#[inline]
pub(crate) fn head_hash(head: u64) -> u32 {
    (fold(head ^ SPREAD.rotate_left(32)) >> 32) as u32
}

/// Hash of two atoms in a row, from theirs.
#[inline]
pub(crate) fn bigram_hash(first: u32, second: u32) -> u32 {
    (fold(u64::from(first) << 32 | u64::from(second)) >> 32) as u32
}

/// Any odd number with evenly spread bits; this one is the golden ratio's.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Hash of the first `len` bytes, the first eight of them, and whether they are ASCII. More bytes may follow: words are
/// read eight bytes at a time and what is beyond them masked out.
#[inline]
fn hash_of(bytes: &[u8], len: usize) -> (u32, u64, bool) {
    let head = eight(bytes, len);
    let mut state = fold(len as u64 ^ 0x517c_c1b7_2722_0a95 ^ head);
    let mut high = head;
    // Most words end here.
    let mut at = 8;
    while at < len {
        let chunk = eight(bytes.get(at..).unwrap_or_default(), len - at);
        high |= chunk;
        state = fold(state ^ chunk);
        at += 8;
    }
    let hash = (state >> 32) as u32;
    (hash, head, high & 0x8080_8080_8080_8080 == 0)
}

/// The first `len` bytes, at most eight; zeros beyond them.
#[inline]
fn eight(bytes: &[u8], len: usize) -> u64 {
    let all = match bytes.first_chunk::<8>() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => bytes
            .iter()
            .rev()
            .fold(0, |all, &byte| all << 8 | u64::from(byte)),
    };
    let spare = 8 - len.min(8);
    // Twice by half: a number cannot be moved by all of its bits.
    all & u64::MAX >> (4 * spare) >> (4 * spare)
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
fn fold(state: u64) -> u64 {
    let product = u128::from(state) * u128::from(SPREAD);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> Vec<&str> {
        atoms(text)
            .iter()
            .map(|atom| text.get(atom.start..atom.end).unwrap())
            .collect()
    }

    #[test]
    fn a_text_falls_into_what_no_word_ends_within() {
        for (text, expected) in [
            ("", vec![]),
            ("don't buy c++!", vec!["don", "t", "buy", "c"]),
            ("så — åre2", vec!["så", "—", "åre2"]),
            ("acmeの新製品", vec!["acme", "の", "新", "製", "品"]),
            ("아크메는 iphone를", vec!["아크메는", "iphone", "를"]),
            ("👍🏽ok", vec!["👍", "🏽", "ok"]),
            ("กี่", vec!["กี่"]),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
        let long = "x".repeat(200);
        assert_eq!(shown(&format!("{long} y")), [long.as_str(), "y"]);
    }

    /// The plain definition, character by character.
    fn plainly(text: &str) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        let mut before: Option<char> = None;
        for (at, c) in text.char_indices() {
            let sign = c.is_ascii() && !is_word(c);
            if !sign {
                match (before, found.last_mut()) {
                    (Some(b), Some(last)) if last.1 == at && !splits(b, c) => last.1 = at + c.len_utf8(),
                    _ => found.push((at, at + c.len_utf8())),
                }
            }
            before = Some(c);
        }
        found
    }

    proptest! {
        #[test]
        fn blocks_and_characters_agree(
            text in "([a-zA-Z0-9]{1,9}|[ .,'-]{1,3}|[åéжя]{1,3}|[漢あกี่한글]|[\u{301}\u{200d}👍🏽]|\\PC){0,60}",
        ) {
            let found: Vec<(usize, usize)> =
                atoms(&text).iter().map(|atom| (atom.start, atom.end)).collect();
            prop_assert_eq!(found, plainly(&text));
            for atom in atoms(&text) {
                let own = text.get(atom.start..atom.end).unwrap();
                prop_assert_eq!(atom.hash, hash(own.as_bytes()));
                prop_assert_eq!(atom.ascii, own.is_ascii());
            }
        }
    }
}
