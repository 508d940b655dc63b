//! What was seen of one form of a document: its atoms, the anchors that stand in it, and where any other literal does.

use std::cell::OnceCell;
use std::fmt::Debug;

use super::gate::{self, clauses};
use super::index::{Index, Led};
use super::part::{Mark, Part};
use super::scratch::Scratch;
use super::{Field, Hit, Layer, Owner, Patterns, Side, Word};
use crate::text::words::atoms::{each_atom, hash};

/// So many places are looked through without sorting them.
const FEW_FOUND: usize = 200;
/// Most places of one literal in one field: bounds memory on hostile texts.
const MAX_HITS: usize = 200_000;

/// Where literals stand in one form of a document.
pub(in crate::watch) trait Places: Debug {
    /// Whether an atom stands nowhere; a yes is sure, a no is not.
    fn lacks(&self, hash: u32) -> bool;
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
    /// Places of watched literals, in no particular order.
    found: Vec<Found>,
    /// Watched literals that stand in it, sorted; worked out when asked for.
    standing: OnceCell<Vec<u32>>,
}

/// A watched literal where it was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// The stretch that says who is told of it.
    told: u32,
    /// Number of the field's atom that led to it; [`NO_ATOM`] where none did.
    atom: u32,
    field: Field,
}

/// Found letter by letter.
const NO_ATOM: u32 = u32::MAX;

impl Patterns {
    /// Reads one form of a document, which serves the literals of `layers`.
    pub(in crate::watch) fn read<'a>(&'a self, title: &'a str, text: &'a str, layers: &[Layer]) -> Seen<'a> {
        let side = if layers.contains(&Layer::Exact) {
            &self.exact
        } else {
            &self.folded
        };
        let Scratch {
            notes: [title_notes, text_notes],
            mut found,
        } = self.pool.take();
        let title = self.read_part(side, Part::new(Field::Title, title, title_notes), &mut found);
        let text = self.read_part(side, Part::new(Field::Text, text, text_notes), &mut found);
        Seen {
            patterns: self,
            fields: [title, text],
            found,
            standing: OnceCell::new(),
        }
    }

    fn read_part<'a>(&self, side: &Side, mut part: Part<'a>, found: &mut Vec<Found>) -> Part<'a> {
        let text = part.text;
        if text.is_empty() || !side.used {
            return part;
        }
        let mut characters = Vec::new();
        each_atom(text, &mut |atom| {
            if side.pairs && !atom.ascii {
                characters.push((part.noted(), atom.start, atom.end));
            }
            part.note(atom);
        });
        let mut reader = Reader {
            patterns: self,
            side,
            part: &part,
            found,
        };
        reader.look_up_all();
        reader.tails();
        reader.pairs(&characters);
        if let Some((automaton, literals)) = &side.letters {
            for found in automaton.find_overlapping_iter(text) {
                if let Some(&literal) = literals.get(found.pattern().as_usize()) {
                    reader.note(literal, self.told(literal), found.start(), NO_ATOM);
                }
            }
        }
        part
    }
}

/// Looks up every atom of a text.
struct Reader<'r, 't> {
    patterns: &'r Patterns,
    side: &'r Side,
    part: &'r Part<'t>,
    found: &'r mut Vec<Found>,
}

impl Reader<'_, '_> {
    /// By whole atoms, two words in a row, and beginnings.
    fn look_up_all(&mut self) {
        let (side, part) = (self.side, self.part);
        let see = |table: usize, number: usize| self.look_up_one(table, number);
        if side.heads.is_empty() {
            let may = |hash: u32, mark: &Mark| {
                let bigrams = side.bigrams.may_have(mark.bigram);
                [side.atoms.may_have(hash), bigrams, false]
            };
            return part.sift(may, see);
        }
        let may = |hash: u32, mark: &Mark| {
            let (bigrams, heads) = (side.bigrams.may_have(mark.bigram), side.heads.may_have(mark.head));
            [side.atoms.may_have(hash), bigrams, heads]
        };
        part.sift(may, see);
    }

    /// In the table of whole atoms, of two words in a row, or of beginnings.
    #[inline]
    fn look_up_one(&mut self, table: usize, number: usize) {
        let (side, part) = (self.side, self.part);
        let (Some(hash), Some(mark)) = (part.hash(number), part.mark(number)) else {
            return;
        };
        let (start, atom) = (mark.start as usize, number_of(number));
        match table {
            0 => self.look_up(&side.atoms, hash, start, atom),
            1 => self.look_up(&side.bigrams, mark.bigram, start, atom),
            _ => side
                .heads
                .each(mark.head, |index, hash| self.look_up(index, hash, start, atom)),
        }
    }

    fn tails(&mut self) {
        let (side, part) = (self.side, self.part);
        if side.tails.is_empty() {
            return;
        }
        let mut number = 0;
        each_atom(part.text, &mut |atom| {
            let len = atom.end - atom.start;
            for &bytes in side.tail_bytes.iter().filter(|bytes| **bytes <= len) {
                self.see_stretch(&side.tails, atom.end - bytes, atom.end, number);
            }
            number += 1;
        });
    }

    /// Two characters of a script without spaces, from numbers and byte ranges of atoms beyond ASCII.
    fn pairs(&mut self, characters: &[(usize, usize, usize)]) {
        let side = self.side;
        for [one, next] in characters.array_windows() {
            if one.2 == next.1 {
                self.see_stretch(&side.atoms, one.1, next.2, next.0);
            }
        }
    }

    fn see_stretch(&mut self, index: &Index, start: usize, end: usize, number: usize) {
        let Some(stretch) = self.part.text.as_bytes().get(start..end) else {
            return;
        };
        let hash = hash(stretch);
        if index.may_have(hash) {
            self.look_up(index, hash, start, number_of(number));
        }
    }

    #[inline]
    fn look_up(&mut self, index: &Index, hash: u32, start: usize, atom: u32) {
        match index.get(hash) {
            None => {}
            Some(Led::Sure(stretch)) => self.push(stretch, atom),
            Some(Led::Chain(first)) => self.look_up_chain(first, start, atom),
        }
    }

    fn look_up_chain(&mut self, first: u32, start: usize, atom: u32) {
        let mut stretch = first;
        while let Some(front) = self.patterns.told.front(stretch) {
            match front.at {
                None => self.push(stretch, atom),
                Some(at) => {
                    if let Some(start) = start.checked_sub(at as usize) {
                        self.note(front.literal, stretch, start, atom);
                    }
                }
            }
            stretch = front.next;
        }
    }

    fn note(&mut self, literal: u32, stretch: u32, start: usize, atom: u32) {
        let place = self.patterns.place(literal, self.part.text, start);
        if place.is_some() {
            self.push(stretch, atom);
        }
    }

    #[inline]
    fn push(&mut self, told: u32, atom: u32) {
        self.found.push(Found {
            told,
            atom,
            field: self.part.field,
        });
    }
}

#[inline]
fn number_of(atom: usize) -> u32 {
    u32::try_from(atom).unwrap_or(NO_ATOM)
}

impl Drop for Seen<'_> {
    fn drop(&mut self) {
        let [title, text] = &mut self.fields;
        self.patterns.pool.give(Scratch {
            notes: [title.take_notes(), text.take_notes()],
            found: std::mem::take(&mut self.found),
        });
    }
}

impl Seen<'_> {
    /// Watched literals that stand in the document, sorted.
    pub(in crate::watch) fn standing(&self) -> &[u32] {
        self.standing.get_or_init(|| {
            let told = &self.patterns.told;
            let fronts = self.found.iter().filter_map(|found| told.front(found.told));
            let mut standing: Vec<u32> = fronts.map(|front| front.literal).collect();
            standing.sort_unstable();
            standing.dedup();
            standing
        })
    }

    /// Queries one of whose anchors stands in the document, sorted; those left out whose [`gate`] says that they cannot
    /// hold.
    pub(in crate::watch) fn candidates(&self) -> Vec<usize> {
        let mut candidates = Vec::with_capacity(self.found.len());
        for found in &self.found {
            for watcher in self.patterns.told.watchers(found.told) {
                if let Owner::Rule(rule) = watcher.owner
                    && self.passes(found, watcher.gate)
                {
                    candidates.push(rule);
                }
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }

    #[inline]
    fn passes(&self, found: &Found, gate: &[u32]) -> bool {
        let mut clauses = clauses(gate);
        clauses.all(|clause| {
            if clause.kind == gate::ANY || found.atom == NO_ATOM {
                return clause.hashes.iter().any(|hash| !self.lacks(*hash));
            }
            let part = self.fields.iter().find(|part| part.field == found.field);
            part.is_some_and(|part| part.has_near(found.atom as usize, &clause))
        })
    }
}

impl Seen<'_> {
    /// Whether a word stands anywhere.
    pub(in crate::watch) fn has_word(&self, word: Word) -> bool {
        self.fields.iter().any(|part| part.has_word(self.patterns, word))
    }

    /// Whether two words stand in a row; `None` if what lies between them is to be looked at.
    pub(in crate::watch) fn has_pair(&self, first: Word, second: Word) -> Option<bool> {
        let mut any = Some(false);
        for part in &self.fields {
            match part.has_pair(self.patterns, first, second) {
                Some(false) => {}
                Some(true) => return Some(true),
                None => any = None,
            }
        }
        any
    }

    /// Whether a literal that is [noted](Patterns::noted) was found.
    pub(in crate::watch) fn found(&self, literal: u32, noted: u32) -> bool {
        if self.found.len() > FEW_FOUND {
            return self.standing().binary_search(&literal).is_ok();
        }
        self.found.iter().any(|found| found.told == noted)
    }
}

impl Places for Seen<'_> {
    #[inline]
    fn lacks(&self, hash: u32) -> bool {
        !self.fields.iter().any(|part| part.may_have(hash))
    }

    fn has(&self, literal: u32) -> bool {
        let Some(own) = self.patterns.literals.get(literal as usize) else {
            return false;
        };
        if own.is_watched() && !own.route.is_atom() {
            return self.standing().binary_search(&literal).is_ok();
        }
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
