//! One field of a document in one form: its atoms by hash and place.

use std::cell::{Cell, OnceCell};

use memchr::memmem;

use super::{Field, Literal, Patterns, Route, gate};
use crate::text::words::atoms::Atom;

/// Hashes compared at a time.
const LANES: usize = 16;
/// So many atoms are passed over quickly, however often.
const FEW_ATOMS: usize = 1_024;
/// After so many passes over more of them, sorting them once pays.
const MANY_PASSES: usize = 64;
/// Bytes of text for each 64 bits of the filter: some twenty bits for a word.
const FILTER_BYTES: usize = 16;

/// See the module.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) field: Field,
    pub(super) text: &'a str,
    hashes: Vec<u32>,
    starts: Vec<u32>,
    /// One bit for each hash, so that most literals that stand nowhere are known to at a glance.
    filter: Vec<u64>,
    passes: Cell<usize>,
    /// Numbers of the atoms sorted by hash, for long texts that are asked often.
    sorted: OnceCell<Vec<u32>>,
}

impl<'a> Part<'a> {
    pub(super) fn new(field: Field, text: &'a str) -> Self {
        // A word and the space behind it take about six bytes.
        let atoms = text.len() / 5;
        let filter = if text.is_empty() {
            Vec::new()
        } else {
            vec![0; (text.len() / FILTER_BYTES + 1).next_power_of_two()]
        };
        Self {
            field,
            text,
            hashes: Vec::with_capacity(atoms),
            starts: Vec::with_capacity(atoms),
            filter,
            passes: Cell::new(0),
            sorted: OnceCell::new(),
        }
    }

    #[inline]
    pub(super) fn note(&mut self, atom: Atom) {
        let (word, bit) = self.bit(atom.hash);
        if let Some(word) = self.filter.get_mut(word) {
            *word |= bit;
        }
        self.hashes.push(atom.hash);
        self.starts.push(u32::try_from(atom.start).unwrap_or(u32::MAX));
    }

    /// Number of the atom noted last, from one.
    #[inline]
    pub(super) fn noted(&self) -> usize {
        self.hashes.len()
    }

    /// Whether an atom of a hash may be in it; never wrong about a no.
    #[inline]
    pub(super) fn may_have(&self, hash: u32) -> bool {
        let (word, bit) = self.bit(hash);
        self.filter.get(word).is_some_and(|word| word & bit != 0)
    }

    #[inline]
    fn bit(&self, hash: u32) -> (usize, u64) {
        (
            (hash >> 6) as usize & self.filter.len().wrapping_sub(1),
            1 << (hash & 63),
        )
    }

    /// Whether one of the hashes stands near an atom, on the side that a clause asks for.
    pub(super) fn has_near(&self, atom: usize, clause: &gate::Clause<'_>) -> bool {
        let near = if clause.kind == gate::BEFORE {
            self.hashes.get(atom.saturating_sub(clause.within)..atom)
        } else {
            let end = (atom + 1 + clause.within).min(self.hashes.len());
            self.hashes.get(atom + 1..end)
        };
        let near = near.unwrap_or_default();
        clause.hashes.iter().any(|hash| near.contains(hash))
    }

    /// Calls `see` with the start of every atom of a hash, in order, until it says that it has enough.
    #[inline]
    fn each_start(&self, hash: u32, see: &mut dyn FnMut(usize) -> bool) {
        if self.may_have(hash) {
            self.each_start_of(hash, see);
        }
    }

    fn each_start_of(&self, hash: u32, see: &mut dyn FnMut(usize) -> bool) {
        if self.hashes.len() > FEW_ATOMS {
            self.passes.set(self.passes.get() + 1);
            if self.passes.get() > MANY_PASSES {
                return self.each_sorted(hash, see);
            }
        }
        let (lanes, rest) = self.hashes.as_chunks::<LANES>();
        let ends = self.hashes.len() - rest.len();
        let mut see = |number: usize| self.starts.get(number).is_none_or(|&start| see(start as usize));
        for (n, hashes) in lanes.iter().enumerate() {
            // Without an early end the comparison takes a few instructions for all lanes.
            if hashes.iter().fold(0, |any, own| any | u8::from(*own == hash)) == 0 {
                continue;
            }
            for (lane, _) in hashes.iter().enumerate().filter(|(_, own)| **own == hash) {
                if !see(n * LANES + lane) {
                    return;
                }
            }
        }
        for (lane, _) in rest.iter().enumerate().filter(|(_, own)| **own == hash) {
            if !see(ends + lane) {
                return;
            }
        }
    }

    fn each_sorted(&self, hash: u32, see: &mut dyn FnMut(usize) -> bool) {
        let own = |number: &u32| self.hashes.get(*number as usize).copied().unwrap_or_default();
        let sorted = self.sorted.get_or_init(|| {
            let mut numbers: Vec<u32> = (0..).take(self.hashes.len()).collect();
            numbers.sort_by_key(own);
            numbers
        });
        let from = sorted.partition_point(|number| own(number) < hash);
        for number in sorted.iter().skip(from).take_while(|number| own(number) == hash) {
            if let Some(&start) = self.starts.get(*number as usize)
                && !see(start as usize)
            {
                return;
            }
        }
    }

    /// Calls `see` with every place of a literal, in order, until it says that it has enough.
    pub(super) fn each_place(
        &self,
        patterns: &Patterns,
        number: u32,
        literal: &Literal,
        see: &mut dyn FnMut((usize, usize)) -> bool,
    ) {
        if let Route::Atom {
            hash,
            at,
            pair: false,
        } = literal.route
        {
            self.each_start(hash, &mut |start| {
                let start = start.checked_sub(at as usize);
                let place = start.and_then(|start| patterns.place(number, self.text, start));
                place.is_none_or(&mut *see)
            });
            return;
        }
        let letters = patterns.letters(number);
        let finder = memmem::Finder::new(letters);
        let mut from = 0;
        while let Some(found) = self
            .text
            .as_bytes()
            .get(from..)
            .and_then(|rest| finder.find(rest))
        {
            let start = from + found;
            from = start + 1;
            if let Some(place) = patterns.place(number, self.text, start)
                && !see(place)
            {
                return;
            }
            if letters.is_empty() {
                return;
            }
        }
    }
}
