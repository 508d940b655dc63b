//! From the hash of a stretch of text to the literals it may be part of.
//!
//! A table with open addressing behind a filter of two bits: nearly every word of a text is in no query, and for those one
//! look at a few KiB is enough, whether ten queries are watched or ten thousand.

/// A literal and where the stretch that is looked up stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Number of the literal.
    pub(super) literal: u32,
    /// Byte offset of the stretch in the literal.
    pub(super) at: u32,
    /// Who is told of the literal, as of the table of watchers.
    pub(super) told: (u32, u32),
    /// Whether its atom is proof enough: it is one ASCII word, and only queries are told of it, which look again.
    pub(super) sure: bool,
}

impl Entry {
    /// Of a literal that is more, or less, than an ASCII word.
    pub(super) fn stretch(literal: u32, at: u32, told: (u32, u32)) -> Self {
        Self {
            literal,
            at,
            told,
            sure: false,
        }
    }
}

/// One slot: the literals of one hash are `from..to` of the entries; an empty slot has none.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    hash: u32,
    from: u32,
    to: u32,
}

/// Bits of the filter for every hash: about one word in a hundred that is in no query passes it.
const FILTER_BITS: usize = 16;
/// Smallest filter, in words of 64 bits.
const MIN_FILTER: usize = 16;

/// Literals by hash.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    filter: Vec<u64>,
    slots: Vec<Slot>,
    entries: Vec<Entry>,
}

impl Index {
    /// Of hashes and what they stand for, in any order.
    pub(super) fn new(mut all: Vec<(u32, Entry)>) -> Self {
        if all.is_empty() {
            return Self::default();
        }
        all.sort_unstable_by_key(|(hash, entry)| (*hash, entry.literal, entry.at));
        let groups = || all.chunk_by(|one, other| one.0 == other.0);
        let distinct = groups().count();
        let words = (distinct * FILTER_BITS / 64).next_power_of_two().max(MIN_FILTER);
        let mut index = Self {
            filter: vec![0; words],
            slots: vec![Slot::default(); (distinct * 2).next_power_of_two()],
            entries: all.iter().map(|(_, entry)| *entry).collect(),
        };
        let mut from = 0;
        for group in groups() {
            let to = from + group.len();
            if let (Some((hash, _)), Ok(first), Ok(last)) =
                (group.first(), u32::try_from(from), u32::try_from(to))
            {
                index.insert(Slot {
                    hash: *hash,
                    from: first,
                    to: last,
                });
            }
            from = to;
        }
        index
    }

    fn insert(&mut self, slot: Slot) {
        let (word, bits) = self.bits(slot.hash);
        if let Some(word) = self.filter.get_mut(word) {
            *word |= bits;
        }
        let mut at = slot.hash as usize & (self.slots.len() - 1);
        while self.slots.get(at).is_some_and(|taken| taken.to > 0) {
            at = (at + 1) & (self.slots.len() - 1);
        }
        if let Some(free) = self.slots.get_mut(at) {
            *free = slot;
        }
    }

    /// Two bits of a word of the filter. Slots are chosen by the low bits of a hash, this by others.
    #[inline]
    fn bits(&self, hash: u32) -> (usize, u64) {
        let high = hash.rotate_left(13) as usize;
        let bits = 1 << (high & 63) | 1 << (hash >> 13 & 63);
        ((high >> 6) & self.filter.len().wrapping_sub(1), bits)
    }

    /// Whether it holds nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether a hash may be in it; never wrong about a no.
    #[inline]
    pub(super) fn may_have(&self, hash: u32) -> bool {
        let (word, bits) = self.bits(hash);
        bits & !self.filter.get(word).copied().unwrap_or_default() == 0
    }

    /// What a hash stands for.
    pub(super) fn get(&self, hash: u32) -> &[Entry] {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        while let Some(slot) = self.slots.get(at).filter(|slot| slot.to > 0) {
            if slot.hash == hash {
                return self
                    .entries
                    .get(slot.from as usize..slot.to as usize)
                    .unwrap_or_default();
            }
            at = (at + 1) & mask;
        }
        &[]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_hash_finds_its_own(hashes in prop::collection::vec(0_u32..500, 0..200), asked in 0_u32..600) {
            let all: Vec<(u32, Entry)> = (0..).zip(&hashes).map(|(literal, hash)| (*hash, Entry::stretch(literal, 0, (0, 0)))).collect();
            let index = Index::new(all.clone());
            for hash in hashes.iter().copied().chain([asked]) {
                let expected: Vec<Entry> =
                    all.iter().filter(|(own, _)| *own == hash).map(|(_, entry)| *entry).collect();
                prop_assert_eq!(index.get(hash), expected.as_slice());
                prop_assert!(expected.is_empty() || index.may_have(hash));
            }
            prop_assert_eq!(index.is_empty(), hashes.is_empty());
        }
    }
}
