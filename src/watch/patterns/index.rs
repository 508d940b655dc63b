//! From the hash of a stretch of text to the literals it may be part of.
//!
//! A table with open addressing behind a filter of two bits: nearly every word of a text is in no query, and for those one
//! look at a few KiB is enough, whether ten queries are watched or ten thousand.

use super::told::Told;

/// One slot: what is told of a hash begins with a stretch of the table of those who are told; an empty slot has none.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    hash: u32,
    /// Twice the number of the stretch, and one more if it is alone and its atom proof enough.
    told: u32,
}

/// What a hash leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Led {
    /// One stretch, whose atom is proof enough: nothing is to be looked at.
    Sure(u32),
    /// The first of some.
    Chain(u32),
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
}

impl Index {
    /// Of hashes and the stretches that tell of them, in any order; stretches of one hash are chained.
    pub(super) fn new(all: &[(u32, u32)], told: &mut Told) -> Self {
        if all.is_empty() {
            return Self::default();
        }
        let words = (all.len() * FILTER_BITS / 64).next_power_of_two().max(MIN_FILTER);
        let mut index = Self {
            filter: vec![0; words],
            slots: vec![Slot::default(); (all.len() * 2).next_power_of_two()],
        };
        for &(hash, stretch) in all {
            index.insert(hash, stretch, told);
        }
        index
    }

    fn insert(&mut self, hash: u32, stretch: u32, told: &mut Told) {
        let (word, bits) = self.bits(hash);
        if let Some(word) = self.filter.get_mut(word) {
            *word |= bits;
        }
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        let free = |slot: &Slot| slot.told == 0 || slot.hash == hash;
        while self.slots.get(at).is_some_and(|slot| !free(slot)) {
            at = (at + 1) & mask;
        }
        let Some(slot) = self.slots.get_mut(at) else {
            return;
        };
        let is_sure = told.front(stretch).is_some_and(|front| front.at.is_none());
        let alone = slot.told == 0;
        told.chain(stretch, slot.told >> 1);
        *slot = Slot {
            hash,
            told: stretch << 1 | u32::from(alone && is_sure),
        };
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
        self.slots.is_empty()
    }

    /// Whether a hash may be in it; never wrong about a no.
    #[inline]
    pub(super) fn may_have(&self, hash: u32) -> bool {
        let (word, bits) = self.bits(hash);
        bits & !self.filter.get(word).copied().unwrap_or_default() == 0
    }

    /// What a hash leads to.
    #[inline]
    pub(super) fn get(&self, hash: u32) -> Option<Led> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        while let Some(slot) = self.slots.get(at).filter(|slot| slot.told > 0) {
            if slot.hash == hash {
                let stretch = slot.told >> 1;
                return Some(if slot.told & 1 == 1 {
                    Led::Sure(stretch)
                } else {
                    Led::Chain(stretch)
                });
            }
            at = (at + 1) & mask;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::watch::patterns::Owner;

    fn stretches(index: &Index, told: &Told, hash: u32) -> Vec<u32> {
        let first = match index.get(hash) {
            None => 0,
            Some(Led::Sure(stretch)) => {
                assert_eq!(
                    told.front(stretch).map(|front| (front.next, front.at)),
                    Some((0, None))
                );
                stretch
            }
            Some(Led::Chain(stretch)) => stretch,
        };
        let chain = std::iter::successors(told.front(first), |front| told.front(front.next));
        let mut literals: Vec<u32> = chain.map(|front| front.literal).collect();
        literals.sort_unstable();
        literals
    }

    proptest! {
        #[test]
        fn every_hash_finds_its_own(hashes in prop::collection::vec(0_u32..500, 0..200), asked in 0_u32..600) {
            let mut told = Told::default();
            let all: Vec<(u32, u32)> = (0..)
                .zip(&hashes)
                .map(|(literal, hash)| {
                    let at = Some(literal).filter(|literal| literal % 3 == 0);
                    (*hash, told.push(literal, at, &[(Owner::Address, vec![])]))
                })
                .collect();
            let index = Index::new(&all, &mut told);
            for hash in hashes.iter().copied().chain([asked]) {
                let expected: Vec<u32> =
                    (0..).zip(&hashes).filter(|(_, own)| **own == hash).map(|(literal, _)| literal).collect();
                prop_assert_eq!(stretches(&index, &told, hash), expected.as_slice());
                prop_assert!(expected.is_empty() || index.may_have(hash));
            }
            prop_assert_eq!(index.is_empty(), hashes.is_empty());
        }
    }
}
