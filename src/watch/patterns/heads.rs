//! Literals that are found by how a word begins.
//!
//! Whether a word may be one of them is told by one look at a few KiB, whatever the lengths of the beginnings: its first four
//! bytes choose a word of 64 bits, the next two a bit of it; a beginning that ends before sets all bits that may follow.
//! Beginnings of two or three bytes are rarely asked for and have bits of their own.

use super::index::Index;
use super::told::Told;
use super::word::low;
use crate::text::words::atoms::head_hash;

/// Words of the filter for every beginning.
const FILTER_WORDS: usize = 4;
/// Smallest and largest filter, in words of 64 bits: powers of two.
const MIN_FILTER: usize = 64;
const MAX_FILTER: usize = 4_096;
/// Words of 64 bits for beginnings of less than four bytes: a power of two.
const SHORT_WORDS: usize = 64;

/// The first bytes of a word, eight at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// The first byte lowest, zeros beyond.
    pub(super) bytes: u64,
    /// As many bits as are told.
    pub(super) mask: u64,
}

impl Head {
    /// Of the first `len` bytes of a word.
    pub(super) fn new(bytes: u64, len: usize) -> Self {
        let spare = 8 - len.min(8);
        // Twice by half: a number cannot be moved by all of its bits.
        let mask = u64::MAX >> (4 * spare) >> (4 * spare);
        Self {
            bytes: bytes & mask,
            mask,
        }
    }

    /// Whether a word begins so.
    #[inline]
    pub(super) fn begins(self, word: u64) -> bool {
        word & self.mask == self.bytes
    }
}

/// Beginnings and who is told of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Heads {
    filter: Vec<u64>,
    /// For those of less than four bytes; empty if there are none.
    short: Vec<u64>,
    /// Which of a word's first eight bytes are looked up.
    masks: Vec<u64>,
    index: Index,
}

impl Heads {
    /// Of beginnings and the stretches that tell of them.
    pub(super) fn new(all: &[(Head, u32)], told: &mut Told) -> Self {
        if all.is_empty() {
            return Self::default();
        }
        let words = (all.len() * FILTER_WORDS).next_power_of_two();
        let mut heads = Self {
            filter: vec![0; words.clamp(MIN_FILTER, MAX_FILTER)],
            ..Self::default()
        };
        let mut hashes = Vec::with_capacity(all.len());
        for &(head, stretch) in all {
            heads.admit(head);
            if !heads.masks.contains(&head.mask) {
                heads.masks.push(head.mask);
            }
            hashes.push((head_hash(head.bytes), stretch));
        }
        heads.index = Index::new(&hashes, told);
        heads
    }

    /// Sets the bits of all words that begin so.
    fn admit(&mut self, head: Head) {
        let len = head.mask.count_ones() / 8;
        if len < 4 {
            self.short.resize(SHORT_WORDS, 0);
            let thirds = if len < 3 { 32 } else { 1 };
            for third in 0..thirds {
                let (word, bit) = short_place(head.bytes | third << 16);
                if let Some(word) = self.short.get_mut(word) {
                    *word |= 1 << bit;
                }
            }
            return;
        }
        let compared = bit_of(head.mask & 0x0707_0000_0000);
        let bits = (0..64_u64).filter(|bit| (bit ^ bit_of(head.bytes)) & compared == 0);
        let bits = bits.fold(0, |all, bit| all | 1 << bit);
        let word = self.word_of(head.bytes);
        if let Some(word) = self.filter.get_mut(word) {
            *word |= bits;
        }
    }

    #[inline]
    fn word_of(&self, word: u64) -> usize {
        let place = two(word) ^ letter(word, 16) << 5 ^ letter(word, 24);
        place as usize & self.filter.len().wrapping_sub(1)
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.masks.is_empty()
    }

    /// Whether a word of these first eight bytes may begin as one; never wrong about a no.
    #[inline]
    pub(super) fn may_have(&self, word: u64) -> bool {
        let own = self.filter.get(self.word_of(word)).copied();
        let long = own.unwrap_or_default() >> bit_of(word) & 1 == 1;
        if self.short.is_empty() {
            return long;
        }
        let (place, bit) = short_place(word);
        let own = self.short.get(place).copied();
        long | (own.unwrap_or_default() >> bit & 1 == 1)
    }

    /// Calls `see` with the index and every hash in it that a word may begin with.
    pub(super) fn each(&self, word: u64, mut see: impl FnMut(&Index, u32)) {
        for mask in &self.masks {
            let hash = head_hash(word & mask);
            if self.index.may_have(hash) {
                see(&self.index, hash);
            }
        }
    }
}

/// Which bit the fifth and sixth bytes choose: three bits of each that tell letters apart, vowels too.
#[inline]
fn bit_of(word: u64) -> u64 {
    let mixed = word ^ word >> 3;
    mixed >> 32 & 7 | mixed >> 37 & 7 << 3
}

/// Where the first three bytes lead: a word and a bit of it.
#[inline]
fn short_place(word: u64) -> (usize, u32) {
    let place = two(word) ^ letter(word, 16);
    ((place >> 6) as usize & (SHORT_WORDS - 1), place & 63)
}

/// A number for the first two bytes.
#[inline]
fn two(word: u64) -> u32 {
    (low(word) & 0xffff).wrapping_mul(0x9e37_79b1) >> 16
}

/// The bits by which letters differ, of the byte that begins at a bit.
#[inline]
fn letter(word: u64, at: u32) -> u32 {
    low(word) >> at & 31
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::words::atoms::atoms;
    use crate::watch::patterns::Owner;

    proptest! {
        #[test]
        fn no_word_that_begins_so_is_missed(
            begun in prop::collection::vec("[a-d]{2,9}|[a-z]{2,9}|[åéж]{1,4}", 1..30),
            more in "[a-z0-9]{0,9}",
        ) {
            let mut told = Told::default();
            let head = |letters: &str| Head::new(atoms(letters)[0].head, atoms(letters)[0].end);
            let all: Vec<(Head, u32)> = begun
                .iter()
                .map(|letters| (head(letters), told.push(0, Some(0), &[(Owner::Address, vec![])])))
                .collect();
            let heads = Heads::new(&all, &mut told);
            prop_assert!(!heads.is_empty());
            for letters in &begun {
                let word = atoms(&format!("{letters}{}", if letters.is_ascii() { &*more } else { "" }))[0].head;
                prop_assert!(heads.may_have(word), "{letters}{more}");
                prop_assert!(head(letters).begins(word));
                let mut seen = 0;
                heads.each(word, |index, hash| seen += usize::from(index.get(hash).is_some()));
                prop_assert!(seen > 0);
            }
        }
    }

    #[test]
    fn most_other_words_are_known_to_be_none() {
        let mut told = Told::default();
        let all = [("stoura", 1), ("stoli", 2), ("ab", 3)]
            .map(|(letters, stretch)| (Head::new(atoms(letters)[0].head, letters.len()), stretch));
        let heads = Heads::new(&all, &mut told);
        let may = |word: &str| heads.may_have(atoms(word)[0].head);
        assert!(["stouraex", "stolid", "abba", "ab"].into_iter().all(may));
        assert!(
            !["stone", "store", "stout", "stop", "the", "a"]
                .into_iter()
                .any(may)
        );
    }
}
