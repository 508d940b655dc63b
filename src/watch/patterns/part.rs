//! One field of a document in one form: its atoms by hash and place.

use std::cell::{Cell, OnceCell};

use memchr::memmem;

use super::chains::Chains;
use super::{Field, Letters, Literal, Patterns, Route, Word, gate};
use crate::text::words::atoms::{Atom, bigram_hash};
use crate::watch::rules::MAX_GAP_BYTES;

/// Hashes compared at a time.
const LANES: usize = 16;
/// So many atoms are passed over quickly, however often.
const FEW_ATOMS: usize = 128;
/// After so many passes over more of them, chaining them once pays.
const MANY_PASSES: usize = 8;
/// Atoms sifted at a time; one bit each.
const SIFTED: usize = 64;
/// Bytes of text for each 64 bits of the filter: some twenty bits for a word.
const FILTER_BYTES: usize = 16;

/// What is noted of the atoms of a text.
#[derive(Debug, Default)]
pub(super) struct Notes {
    hashes: Vec<u32>,
    marks: Vec<Mark>,
    /// One bit for each hash, so that most literals that stand nowhere are known to at a glance.
    filter: Vec<u64>,
}

impl Notes {
    /// How many atoms there is room for.
    pub(super) fn capacity(&self) -> usize {
        self.hashes
            .capacity()
            .max(self.marks.capacity())
            .max(self.filter.capacity())
    }

    pub(super) fn clear(&mut self) {
        self.hashes.clear();
        self.marks.clear();
        self.filter.clear();
    }
}

/// What is kept of an atom beside its hash.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// The first eight bytes, the first lowest; zeros beyond its end.
    pub(super) head: u64,
    /// Byte offset.
    pub(super) start: u32,
    /// Hash of the word before, signs aside, and this one; of the first word it means nothing.
    pub(super) bigram: u32,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) field: Field,
    pub(super) text: &'a str,
    notes: Notes,
    /// Hash of the last word, to be the first of two.
    before: u32,
    passes: Cell<usize>,
    /// For long texts that are asked often.
    chains: OnceCell<Chains>,
}

impl<'a> Part<'a> {
    /// Of a text of which nothing is noted yet.
    pub(super) fn new(field: Field, text: &'a str, mut notes: Notes) -> Self {
        if !text.is_empty() {
            notes
                .filter
                .resize((text.len() / FILTER_BYTES + 1).next_power_of_two(), 0);
            // A word and the space behind it take about five bytes.
            notes.hashes.reserve(text.len() / 4);
            notes.marks.reserve(text.len() / 4);
        }
        Self {
            field,
            text,
            notes,
            before: 0,
            passes: Cell::new(0),
            chains: OnceCell::new(),
        }
    }

    /// Gives back the memory.
    pub(super) fn take_notes(&mut self) -> Notes {
        std::mem::take(&mut self.notes)
    }

    #[inline]
    pub(super) fn note(&mut self, atom: Atom) {
        let (word, bit) = self.bit(atom.hash);
        if let Some(word) = self.notes.filter.get_mut(word) {
            *word |= bit;
        }
        self.notes.hashes.push(atom.hash);
        self.notes.marks.push(Mark {
            start: u32::try_from(atom.start).unwrap_or(u32::MAX),
            head: atom.head,
            bigram: bigram_hash(self.before, atom.hash),
        });
        if !atom.sign {
            self.before = atom.hash;
        }
    }

    /// Calls `see` with the number of every atom that `may` be looked up, and with which of three tables, by table. First
    /// those are gathered, sixty-four atoms at a time, without a branch that the processor would guess wrongly; then they are
    /// looked at.
    #[inline]
    pub(super) fn sift(&self, may: impl Fn(u32, &Mark) -> [bool; 3], mut see: impl FnMut(usize, usize)) {
        let hashes = self.notes.hashes.chunks(SIFTED);
        for (n, (hashes, marks)) in hashes.zip(self.notes.marks.chunks(SIFTED)).enumerate() {
            let mut passing = [0_u64; 3];
            for (n, (hash, mark)) in hashes.iter().zip(marks).enumerate() {
                let may = may(*hash, mark);
                for (passing, may) in passing.iter_mut().zip(may) {
                    *passing |= u64::from(may) << n;
                }
            }
            for (table, mut passing) in passing.into_iter().enumerate() {
                while passing != 0 {
                    see(table, n * SIFTED + passing.trailing_zeros() as usize);
                    passing &= passing - 1;
                }
            }
        }
    }

    /// Hash of an atom.
    pub(super) fn hash(&self, atom: usize) -> Option<u32> {
        self.notes.hashes.get(atom).copied()
    }

    /// What else is noted of it.
    pub(super) fn mark(&self, atom: usize) -> Option<Mark> {
        self.notes.marks.get(atom).copied()
    }

    /// Number of the atom that is noted next.
    #[inline]
    pub(super) fn noted(&self) -> usize {
        self.notes.hashes.len()
    }

    fn start(&self, atom: usize) -> Option<usize> {
        self.mark(atom).map(|mark| mark.start as usize)
    }

    /// Whether an atom of a hash may be in it; never wrong about a no.
    #[inline]
    pub(super) fn may_have(&self, hash: u32) -> bool {
        let (word, bit) = self.bit(hash);
        self.notes.filter.get(word).is_some_and(|word| word & bit != 0)
    }

    #[inline]
    fn bit(&self, hash: u32) -> (usize, u64) {
        (
            (hash >> 6) as usize & self.notes.filter.len().wrapping_sub(1),
            1 << (hash & 63),
        )
    }

    /// Whether what a clause asks for stands near an atom, on the side that it asks for.
    pub(super) fn has_near(&self, atom: usize, clause: &gate::Clause<'_>) -> bool {
        let start = |number: usize| self.notes.marks.get(number).map_or(0, |mark| mark.start);
        let own = start(atom);
        let near = |number: &usize| own.abs_diff(start(*number)) as usize <= clause.within;
        let head = clause.head().filter(|_| clause.kind == gate::AFTER_HEAD);
        let is = |number: usize| match (head, self.notes.hashes.get(number)) {
            (Some(head), _) => self.mark(number).is_some_and(|mark| head.begins(mark.head)),
            (None, hash) => hash.is_some_and(|hash| clause.hashes.contains(hash)),
        };
        // A word that is another stands between; of what is beyond ASCII it may be a sign.
        let ends =
            |number: usize| clause.close && self.mark(number).is_some_and(|mark| mark.head & 0x80 == 0);
        let decides = |number: &usize| is(*number) || ends(*number);
        let first = if clause.kind == gate::BEFORE {
            (0..atom).rev().take_while(near).find(decides)
        } else {
            (atom + 1..self.notes.hashes.len()).take_while(near).find(decides)
        };
        first.is_some_and(is)
    }

    /// Whether a word stands in it.
    pub(super) fn has_word(&self, patterns: &Patterns, word: Word) -> bool {
        let mut any = false;
        self.each_atom(word.hash, &mut |number| {
            any = self.is(patterns, number, word);
            !any
        });
        any
    }

    fn is(&self, patterns: &Patterns, number: usize, word: Word) -> bool {
        self.mark(number).is_some_and(|mark| match word.letters {
            Letters::Short(letters) => mark.head == letters,
            Letters::Long(literal) => patterns.place(literal, self.text, mark.start as usize).is_some(),
        })
    }

    /// Whether two words stand in a row, with few signs between; `None` if what lies between is to be looked at.
    pub(super) fn has_pair(&self, patterns: &Patterns, first: Word, second: Word) -> Option<bool> {
        let bigram = bigram_hash(first.hash, second.hash);
        let mut found = Some(false);
        self.each_atom(second.hash, &mut |number| {
            let own = self.mark(number).filter(|mark| mark.bigram == bigram);
            if let Some(own) = own {
                let before = number.checked_sub(1);
                // Between neighbouring atoms there are ASCII signs alone.
                let close = |before: usize| own.start as usize - self.start(before).unwrap_or_default();
                let known = before.is_some_and(|before| {
                    close(before) <= first.bytes(patterns) + MAX_GAP_BYTES
                        && self.is(patterns, before, first)
                        && self.is(patterns, number, second)
                });
                found = known.then_some(true);
            }
            found != Some(true)
        });
        found
    }

    /// Calls `see` with the number of every atom of a hash, in order, until it says that it has enough.
    #[inline]
    fn each_atom(&self, hash: u32, see: &mut dyn FnMut(usize) -> bool) {
        if self.may_have(hash) {
            self.each_atom_of(hash, see);
        }
    }

    fn each_atom_of(&self, hash: u32, see: &mut dyn FnMut(usize) -> bool) {
        if self.notes.hashes.len() > FEW_ATOMS {
            self.passes.set(self.passes.get() + 1);
            if self.passes.get() > MANY_PASSES {
                return self.each_chained(hash, see);
            }
        }
        let (lanes, rest) = self.notes.hashes.as_chunks::<LANES>();
        let ends = self.notes.hashes.len() - rest.len();
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

    fn each_chained(&self, hash: u32, see: &mut dyn FnMut(usize) -> bool) {
        let chains = self.chains.get_or_init(|| Chains::new(&self.notes.hashes));
        let own = |number: &usize| self.hash(*number) == Some(hash);
        for number in chains.of(hash).filter(own) {
            if !see(number) {
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
            self.each_atom(hash, &mut |atom| {
                let start = self.start(atom);
                let start = start.and_then(|start| start.checked_sub(at as usize));
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
