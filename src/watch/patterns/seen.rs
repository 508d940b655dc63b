//! What was seen of one form of a document: its atoms, the anchors that stand in it, and where any other literal does.

use std::cell::OnceCell;
use std::fmt::Debug;

use super::gate::{self, clauses};
use super::index::{Entry, Index};
use super::part::Part;
use super::{Field, Hit, Layer, Owner, Patterns, Side};
use crate::text::words::atoms::{Atom, each_atom, hash, head_hash};

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
struct Found {
    literal: u32,
    /// Who is told of it.
    told: (u32, u32),
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
        let mut found = Vec::new();
        let mut read = |field, text| self.read_part(side, field, text, &mut found);
        let fields = [read(Field::Title, title), read(Field::Text, text)];
        Seen {
            patterns: self,
            fields,
            found,
            standing: OnceCell::new(),
        }
    }

    fn read_part<'a>(&self, side: &Side, field: Field, text: &'a str, found: &mut Vec<Found>) -> Part<'a> {
        let mut part = Part::new(field, text);
        if text.is_empty() || !side.used {
            return part;
        }
        let mut reader = Reader {
            patterns: self,
            side,
            field,
            text,
            found,
            edges: !side.heads.is_empty() || !side.tails.is_empty(),
            before: (0, 0),
        };
        each_atom(text, &mut |atom| {
            reader.see(atom, part.noted());
            part.note(atom);
        });
        if let Some((automaton, literals)) = &side.letters {
            for found in automaton.find_overlapping_iter(text) {
                if let Some(&literal) = literals.get(found.pattern().as_usize()) {
                    let entry = Entry::stretch(literal, 0, self.told(literal));
                    reader.note(&entry, found.start(), NO_ATOM);
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
    field: Field,
    text: &'r str,
    found: &'r mut Vec<Found>,
    edges: bool,
    /// Byte range of the atom before.
    before: (usize, usize),
}

impl Reader<'_> {
    #[inline]
    fn see(&mut self, atom: Atom, number: usize) {
        if self.side.atoms.may_have(atom.hash) {
            self.look_up_atom(atom, number_of(number));
        }
        if self.edges {
            self.see_edges(atom, number_of(number));
        }
        if self.side.pairs && !atom.ascii {
            let (start, end) = std::mem::replace(&mut self.before, (atom.start, atom.end));
            if end == atom.start {
                self.see_stretch(&self.side.atoms, start, atom.end, number_of(number));
            }
        }
    }

    #[inline]
    fn see_edges(&mut self, atom: Atom, number: u32) {
        let side = self.side;
        let len = atom.end - atom.start;
        for &bytes in side.head_bytes.iter().filter(|bytes| **bytes <= len) {
            let hash = head_hash(atom.head, bytes);
            if side.heads.may_have(hash) {
                self.look_up(&side.heads, hash, atom.start, number);
            }
        }
        for &bytes in side.tail_bytes.iter().filter(|bytes| **bytes <= len) {
            self.see_stretch(&side.tails, atom.end - bytes, atom.end, number);
        }
    }

    #[inline]
    fn see_stretch(&mut self, index: &Index, start: usize, end: usize, number: u32) {
        let Some(stretch) = self.text.as_bytes().get(start..end) else {
            return;
        };
        let hash = hash(stretch);
        if index.may_have(hash) {
            self.look_up(index, hash, start, number);
        }
    }

    fn look_up_atom(&mut self, atom: Atom, number: u32) {
        let own = self.text.as_bytes().get(atom.start..atom.end);
        for entry in self.side.atoms.get(atom.hash) {
            if !entry.is_word {
                if let Some(start) = atom.start.checked_sub(entry.at as usize) {
                    self.note(entry, start, number);
                }
            } else if entry.is_head(atom) || own == Some(self.patterns.letters(entry.literal).as_bytes()) {
                self.push(entry, number);
            }
        }
    }

    fn look_up(&mut self, index: &Index, hash: u32, start: usize, number: u32) {
        for entry in index.get(hash) {
            if let Some(start) = start.checked_sub(entry.at as usize) {
                self.note(entry, start, number);
            }
        }
    }

    fn note(&mut self, entry: &Entry, start: usize, atom: u32) {
        if self.patterns.place(entry.literal, self.text, start).is_some() {
            self.push(entry, atom);
        }
    }

    #[inline]
    fn push(&mut self, entry: &Entry, atom: u32) {
        self.found.push(Found {
            literal: entry.literal,
            told: entry.told,
            atom,
            field: self.field,
        });
    }
}

#[inline]
fn number_of(atom: usize) -> u32 {
    u32::try_from(atom).unwrap_or(NO_ATOM)
}

impl Seen<'_> {
    /// Watched literals that stand in the document, sorted.
    pub(in crate::watch) fn standing(&self) -> &[u32] {
        self.standing.get_or_init(|| {
            let mut standing: Vec<u32> = self.found.iter().map(|found| found.literal).collect();
            standing.sort_unstable();
            standing.dedup();
            standing
        })
    }

    /// Queries one of whose anchors stands in the document, sorted; those left out whose [`gate`] says that they cannot
    /// hold.
    pub(in crate::watch) fn candidates(&self) -> Vec<usize> {
        let mut candidates = Vec::new();
        for found in &self.found {
            for watcher in self.patterns.watchers(found.told) {
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
