//! What was seen of one form of a document: its atoms, the anchors that stand in it, and where any other literal does.

use std::cell::{Cell, OnceCell};
use std::fmt::Debug;

use memchr::memmem;

use super::index::Index;
use super::{Field, Guard, Hit, Layer, Literal, Owner, Patterns, Route, Side};
use crate::text::words::atoms::{Atom, each_atom, hash, head_hash};

/// Most places of one literal in one field: bounds memory on hostile texts.
const MAX_HITS: usize = 200_000;
/// Hashes compared at a time.
const LANES: usize = 16;
/// So many atoms are passed over quickly, however often.
const FEW_ATOMS: usize = 1_024;
/// After so many passes over more of them, sorting them once pays.
const MANY_PASSES: usize = 64;
/// Bytes of text for each 64 bits of the filter: some ten bits for a word.
const FILTER_BYTES: usize = 32;

/// Where literals stand in one form of a document.
pub(in crate::watch) trait Places: Debug {
    /// Whether a literal stands anywhere.
    fn has(&self, literal: u32) -> bool;
    /// All its places, sorted.
    fn hits_of(&self, literal: u32) -> Vec<Hit>;
}

/// One form of a document, read once.
#[derive(Debug)]
pub(in crate::watch) struct Seen<'a> {
    patterns: &'a Patterns,
    fields: [Part<'a>; 2],
    /// Watched literals that stand in it, sorted.
    standing: Vec<u32>,
}

/// One field in this form.
#[derive(Debug)]
struct Part<'a> {
    field: Field,
    text: &'a str,
    hashes: Vec<u32>,
    starts: Vec<u32>,
    /// One bit for each hash, so that most literals that stand nowhere are known to at a glance.
    filter: Vec<u64>,
    passes: Cell<usize>,
    /// Numbers of the atoms sorted by hash, for long texts that are asked often.
    sorted: OnceCell<Vec<u32>>,
}

impl Patterns {
    /// Reads one form of a document, which serves the literals of `layers`.
    pub(in crate::watch) fn read<'a>(&'a self, title: &'a str, text: &'a str, layers: &[Layer]) -> Seen<'a> {
        let side = if layers.contains(&Layer::Exact) {
            &self.exact
        } else {
            &self.folded
        };
        let mut standing = Vec::new();
        let mut read = |field, text| self.read_part(side, field, text, &mut standing);
        let fields = [read(Field::Title, title), read(Field::Text, text)];
        standing.sort_unstable();
        standing.dedup();
        Seen {
            patterns: self,
            fields,
            standing,
        }
    }

    fn read_part<'a>(&self, side: &Side, field: Field, text: &'a str, standing: &mut Vec<u32>) -> Part<'a> {
        let mut part = Part::new(field, text);
        if text.is_empty() || !side.used {
            return part;
        }
        let mut reader = Reader {
            patterns: self,
            side,
            text,
            standing,
            edges: !side.heads.is_empty() || !side.tails.is_empty(),
            before: (0, 0),
        };
        each_atom(text, &mut |atom| {
            part.note(atom.hash);
            part.starts.push(u32::try_from(atom.start).unwrap_or(u32::MAX));
            reader.see(atom);
        });
        if let Some((automaton, literals)) = &side.letters {
            for found in automaton.find_overlapping_iter(text) {
                if let Some(&literal) = literals.get(found.pattern().as_usize()) {
                    reader.note(literal, found.start());
                }
            }
        }
        part
    }
}

/// Looks up every atom of a text.
struct Reader<'r> {
    patterns: &'r Patterns,
    side: &'r Side,
    text: &'r str,
    standing: &'r mut Vec<u32>,
    edges: bool,
    /// Byte range of the atom before.
    before: (usize, usize),
}

impl Reader<'_> {
    #[inline]
    fn see(&mut self, atom: Atom) {
        if self.side.atoms.may_have(atom.hash) {
            self.look_up_atom(atom);
        }
        if self.edges {
            self.see_edges(atom);
        }
        if self.side.pairs && !atom.ascii {
            let (start, end) = std::mem::replace(&mut self.before, (atom.start, atom.end));
            if end == atom.start {
                self.see_stretch(&self.side.atoms, start, atom.end);
            }
        }
    }

    #[inline]
    fn see_edges(&mut self, atom: Atom) {
        let side = self.side;
        let len = atom.end - atom.start;
        for &bytes in side.head_bytes.iter().filter(|bytes| **bytes <= len) {
            let hash = head_hash(atom.head, bytes);
            if side.heads.may_have(hash) {
                self.look_up(&side.heads, hash, atom.start);
            }
        }
        for &bytes in side.tail_bytes.iter().filter(|bytes| **bytes <= len) {
            self.see_stretch(&side.tails, atom.end - bytes, atom.end);
        }
    }

    #[inline]
    fn see_stretch(&mut self, index: &Index, start: usize, end: usize) {
        let Some(stretch) = self.text.as_bytes().get(start..end) else {
            return;
        };
        let hash = hash(stretch);
        if index.may_have(hash) {
            self.look_up(index, hash, start);
        }
    }

    fn look_up_atom(&mut self, atom: Atom) {
        let own = self.text.as_bytes().get(atom.start..atom.end);
        for entry in self.side.atoms.get(atom.hash) {
            let (from, to) = entry.word;
            if from == to {
                if let Some(start) = atom.start.checked_sub(entry.at as usize) {
                    self.note(entry.literal, start);
                }
            } else if self.patterns.letters.as_bytes().get(from as usize..to as usize) == own {
                self.standing.push(entry.literal);
            }
        }
    }

    fn look_up(&mut self, index: &Index, hash: u32, start: usize) {
        for entry in index.get(hash) {
            if let Some(start) = start.checked_sub(entry.at as usize) {
                self.note(entry.literal, start);
            }
        }
    }

    fn note(&mut self, literal: u32, start: usize) {
        if self.patterns.place(literal, self.text, start).is_some() {
            self.standing.push(literal);
        }
    }
}

impl<'a> Part<'a> {
    fn new(field: Field, text: &'a str) -> Self {
        // A word and the space behind it take about six bytes.
        let atoms = text.len() / 5;
        Self {
            field,
            text,
            hashes: Vec::with_capacity(atoms),
            starts: Vec::with_capacity(atoms),
            filter: vec![0; (text.len() / FILTER_BYTES + 1).next_power_of_two()],
            passes: Cell::new(0),
            sorted: OnceCell::new(),
        }
    }

    #[inline]
    fn note(&mut self, hash: u32) {
        let (word, bit) = self.bit(hash);
        if let Some(word) = self.filter.get_mut(word) {
            *word |= bit;
        }
        self.hashes.push(hash);
    }

    /// Whether an atom of a hash may be in it; never wrong about a no.
    #[inline]
    fn may_have(&self, hash: u32) -> bool {
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
    fn each_place(
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

impl Seen<'_> {
    /// Watched literals that stand in the document, sorted.
    pub(in crate::watch) fn standing(&self) -> &[u32] {
        &self.standing
    }

    /// Queries one of whose anchors stands in the document, sorted; those left out whose [`Guard`] says that they cannot
    /// hold.
    pub(in crate::watch) fn candidates(&self) -> Vec<usize> {
        let mut candidates = Vec::new();
        for &literal in &self.standing {
            for watcher in self.patterns.watchers(literal) {
                if let Owner::Rule(rule) = watcher.owner
                    && watcher.guard.is_none_or(|guard| self.passes(guard))
                {
                    candidates.push(rule);
                }
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }

    fn passes(&self, guard: Guard) -> bool {
        let hashes = guard.hashes.iter();
        hashes
            .copied()
            .any(|hash| self.fields.iter().any(|part| part.may_have(hash)))
    }
}

impl Places for Seen<'_> {
    fn has(&self, literal: u32) -> bool {
        if self.patterns.is_watched(literal) {
            return self.standing.binary_search(&literal).is_ok();
        }
        let Some(own) = self.patterns.literals.get(literal as usize) else {
            return false;
        };
        self.fields.iter().any(|part| {
            let mut any = false;
            part.each_place(self.patterns, literal, own, &mut |_| {
                any = true;
                false
            });
            any
        })
    }

    fn hits_of(&self, literal: u32) -> Vec<Hit> {
        let Some(own) = self.patterns.literals.get(literal as usize) else {
            return Vec::new();
        };
        let mut hits = Vec::new();
        for part in &self.fields {
            let most = hits.len() + MAX_HITS;
            part.each_place(self.patterns, literal, own, &mut |(start, end)| {
                hits.push(Hit {
                    field: part.field,
                    start,
                    end,
                });
                hits.len() < most
            });
        }
        // Places of words with wildcards may be found from several of their letters.
        if own.shape == super::Shape::Glob {
            hits.sort_unstable();
            hits.dedup();
        }
        hits
    }
}
