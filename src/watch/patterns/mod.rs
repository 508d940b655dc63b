//! All literals of all brands and campaigns, and how they are found in a text.
//!
//! A query is looked at only where one of its *anchors* stands: the rarest of the words it cannot hold without, or two of
//! them in a row ([`bigrams`]). Anchors are found by one pass over the words of a text, which notes their hashes ([`part`]),
//! and a second over these, which looks each up in a table ([`index`]; beginnings of words in [`heads`]); its other literals
//! are searched for when, and only when, a query asks for them ([`Seen`]). So the cost grows with the text and with what is
//! found in it, hardly with the number of queries; and what is read where something was found lies close together ([`told`]).

mod bigrams;
mod chains;
mod gate;
mod heads;
mod index;
mod part;
pub(super) mod place;
mod rarity;
mod route;
mod scratch;
mod seen;
mod told;
mod word;

pub(super) use gate::Need;
pub(super) use place::fits;
pub(super) use rarity::is_common;
pub(super) use seen::{Places, Seen};
pub(super) use word::{Letters, Word, halves, whole};

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, BuildError, MatchKind};

use super::glob::Glob;
use super::rules::MAX_GAP_BYTES;
use crate::text::hash::ShortHash;
use bigrams::Bigram;
use heads::Heads;
use index::Index;
use route::{Route, route};
use scratch::Pool;
use told::Told;

/// Which form of a text a literal is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Layer {
    /// Folded, look-alikes read as what they imitate.
    Unmasked,
    /// Folded, look-alikes left alone.
    Plain,
    /// As written.
    Exact,
}

/// How the neighbours of a literal must look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Shape {
    /// A whole word.
    Word,
    /// The beginning of a word.
    Prefix,
    /// A whole word with `*` and `?` in it.
    Glob,
    /// A host, or a host and path.
    Address,
}

/// Who wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// A query; index of the rule.
    Rule(usize),
    /// A brand's domain or an influencer's link.
    Address,
    /// A promo code; index of the code.
    Code(usize),
}

impl Owner {
    /// The query, if it is one.
    pub(super) fn rule(self) -> Option<usize> {
        match self {
            Self::Rule(rule) => Some(rule),
            Self::Address | Self::Code(_) => None,
        }
    }
}

/// One place where a literal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    /// Which field.
    pub(super) field: Field,
    /// First byte in the folded text.
    pub(super) start: usize,
    /// Byte after the last.
    pub(super) end: usize,
}

/// Parts of a document that are searched for words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    /// `title`
    Title,
    /// `text`
    Text,
}

impl Field {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Text => "text",
        }
    }
}

/// A literal while it is collected.
#[derive(Debug)]
struct Draft {
    layer: Layer,
    shape: Shape,
    glob: Option<Box<Glob>>,
    route: Route,
    /// How many queries ask for it.
    uses: u32,
    /// Share of all words where it has to be looked at.
    share: f32,
    /// Length of its letters.
    bytes: usize,
    /// Whether it is one ASCII word: two of these in a row can be looked up as one.
    is_word: bool,
    /// Who is told of it, and the gate before.
    watchers: Vec<(Owner, Vec<u32>)>,
}

/// Literals by their letters.
type Numbers = HashMap<Box<str>, u32, ShortHash>;

/// Collects literals; equal ones share a number.
#[derive(Debug, Default)]
pub(super) struct Collector {
    known: HashMap<(Layer, Shape), Numbers, ShortHash>,
    /// How many of whole words to expect.
    room: usize,
    drafts: Vec<Draft>,
    bigrams: Vec<Bigram>,
}

/// Bytes of queries that hold one literal not met before, where there are many.
const BYTES_PER_LITERAL: usize = 16;

impl Collector {
    /// With room for the literals of so many bytes of queries: growing would move them all, again and again.
    pub(super) fn for_queries(bytes: usize) -> Self {
        Self {
            room: bytes / BYTES_PER_LITERAL,
            drafts: Vec::with_capacity(bytes / BYTES_PER_LITERAL),
            ..Self::default()
        }
    }

    /// Adds a literal that is already folded for its layer; gives its number. With [`Shape::Glob`], every `*` and `?` in it
    /// is a wildcard, and places found are those of whole words. A query is not told of it unless it
    /// [watches](Self::watch) it; every other owner is.
    pub(super) fn add(&mut self, text: &str, layer: Layer, shape: Shape, owner: Owner) -> u32 {
        let room = if shape == Shape::Word { self.room } else { 0 };
        let known = self.known.entry((layer, shape));
        let known = known.or_insert_with(|| Numbers::with_capacity_and_hasher(room, ShortHash::default()));
        let number = known.get(text).copied().unwrap_or_else(|| {
            let next = u32::try_from(self.drafts.len()).unwrap_or(u32::MAX);
            self.drafts.push(Draft::new(text, layer, shape));
            known.insert(text.into(), next);
            next
        });
        if !matches!(owner, Owner::Rule(_)) {
            self.watch(number, owner, &[]);
        } else if let Some(draft) = self.drafts.get_mut(number as usize) {
            draft.uses += 1;
        }
        number
    }

    /// What it costs to look for a literal: how often it may be expected to stand where its query does not hold. A word
    /// that many queries ask for is one of many meanings.
    pub(super) fn cost(&self, literal: u32) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "a weight")]
        self.drafts
            .get(literal as usize)
            .map_or(f32::MAX, |draft| draft.share * draft.uses.max(1) as f32)
    }

    /// Has an owner told wherever a literal stands and what it needs beside it may stand too.
    pub(super) fn watch(&mut self, literal: u32, owner: Owner, needs: &[Need]) {
        let told = (owner, self.gate(literal, needs));
        if let Some(draft) = self.drafts.get_mut(literal as usize)
            && !draft.watchers.contains(&told)
        {
            draft.watchers.push(told);
        }
    }

    /// Whether a literal is one ASCII word, which stands wherever its atom does.
    pub(super) fn is_word(&self, literal: u32) -> bool {
        self.drafts
            .get(literal as usize)
            .is_some_and(|draft| draft.is_word)
    }

    /// Hash of the atom by which a literal is found, if it is found by a single one.
    pub(super) fn hash(&self, literal: u32) -> Option<u32> {
        match self.drafts.get(literal as usize)?.route {
            Route::Atom {
                hash, pair: false, ..
            } => Some(hash),
            _ => None,
        }
    }

    /// What is not found by an atom can be missing without being noticed: its clause is left out.
    fn gate(&self, anchor: u32, needs: &[Need]) -> Vec<u32> {
        let mut gate = Vec::new();
        for need in needs {
            match need {
                Need::Any(literals) => {
                    let hashes: Option<Vec<u32>> = literals.iter().map(|one| self.hash(*one)).collect();
                    gate::push(&mut gate, gate::ANY, 0, &hashes.unwrap_or_default());
                }
                &Need::Neighbour {
                    literal,
                    after,
                    close,
                } => self.push_neighbour(&mut gate, anchor, literal, (after, close)),
            }
        }
        gate
    }

    fn push_neighbour(&self, gate: &mut Vec<u32>, anchor: u32, literal: u32, (after, close): (bool, bool)) {
        let draft = |literal: u32| self.drafts.get(literal as usize);
        let (Some(own), Some(other)) = (draft(anchor), draft(literal)) else {
            return;
        };
        // What a wildcard stands for may be of any length; nothing is asked for behind a beginning.
        let begins = |draft: &Draft| matches!(draft.route, Route::Head(_));
        let is_placed = own.route.is_atom() || begins(own) && !after;
        if !is_placed || own.glob.is_some() || other.glob.is_some() {
            return;
        }
        let within = MAX_GAP_BYTES + own.bytes + other.bytes;
        // Of more than a word, the atoms that are looked at may have others of the same literal between.
        let is_one = |draft: &Draft| draft.is_word || begins(draft);
        let close = if close && is_one(own) && is_one(other) {
            gate::CLOSE
        } else {
            0
        };
        match other.route {
            Route::Atom {
                hash, pair: false, ..
            } => {
                let kind = if after { gate::AFTER } else { gate::BEFORE };
                gate::push(gate, kind | close, within, &[hash]);
            }
            Route::Head(head) if after => {
                gate::push(gate, gate::AFTER_HEAD | close, within, &gate::head_numbers(head));
            }
            _ => {}
        }
    }

    /// Whole words of a layer, folded.
    pub(super) fn words(&self, layer: Layer) -> impl Iterator<Item = &str> {
        let known = self.known.get(&(layer, Shape::Word)).into_iter();
        known.flat_map(HashMap::keys).map(|text| &**text)
    }

    /// Builds the tables.
    pub(super) fn build(self) -> Result<Patterns, BuildError> {
        let mut texts = vec![""; self.drafts.len()];
        for (text, number) in self.known.values().flatten() {
            if let Some(own) = texts.get_mut(*number as usize) {
                *own = text;
            }
        }
        let mut patterns = Patterns {
            literals: Vec::with_capacity(texts.len()),
            letters: String::with_capacity(texts.iter().map(|text| text.len()).sum()),
            ..Patterns::default()
        };
        let mut routes = Vec::with_capacity(texts.len());
        for (number, (text, draft)) in (0..).zip(texts.into_iter().zip(self.drafts)) {
            routes.push((number, draft.route, draft.layer, !draft.watchers.is_empty()));
            patterns.push(text, draft);
        }
        patterns.folded = patterns.side(routes.iter().filter(|route| route.2 != Layer::Exact))?;
        patterns.exact = patterns.side(routes.iter().filter(|route| route.2 == Layer::Exact))?;
        let (exact, folded) = self
            .bigrams
            .into_iter()
            .partition(|one| one.layer == Layer::Exact);
        patterns.folded.bigrams = bigrams::index(folded, &mut patterns.told);
        patterns.exact.bigrams = bigrams::index(exact, &mut patterns.told);
        Ok(patterns)
    }
}

impl Draft {
    fn new(text: &str, layer: Layer, shape: Shape) -> Self {
        let glob = Some(text).filter(|_| shape == Shape::Glob).and_then(Glob::new);
        let letters = glob.as_ref().map_or(text, Glob::anchor);
        let route = route(letters, shape, glob.as_ref());
        Self {
            share: rarity::literal_share(letters, shape, route == Route::Letters),
            bytes: letters.len(),
            is_word: shape == Shape::Word && is_word(letters),
            layer,
            shape,
            glob: glob.map(Box::new),
            route,
            uses: 0,
            watchers: Vec::new(),
        }
    }

    /// Offset of its atom in it; `None` if the atom is proof enough.
    fn at(&self) -> Option<u32> {
        match self.route {
            _ if self.is_word && self.watchers.iter().all(|(owner, _)| owner.rule().is_some()) => None,
            Route::Atom { at, .. } | Route::Tail { at, .. } => Some(at),
            Route::Head(_) | Route::Letters => Some(0),
        }
    }
}

/// A compiled literal; its letters are `from..to` of all letters.
#[derive(Clone, Copy, Debug)]
struct Literal {
    from: u32,
    to: u32,
    route: Route,
    shape: Shape,
    /// The stretch that says who is told of it; 0 is nobody.
    told: u32,
}

impl Literal {
    /// Whether somebody is told of it: then every place of it is noticed when a text is read.
    fn is_watched(&self) -> bool {
        self.told > 0
    }
}

/// Tables of the literals that are compared with one kind of text.
#[derive(Clone, Debug, Default)]
struct Side {
    atoms: Index,
    bigrams: Index,
    heads: Heads,
    tails: Index,
    /// How many of a word's last bytes are looked up.
    tail_bytes: Vec<usize>,
    /// Whether neighbouring atoms are looked up as one.
    pairs: bool,
    /// What is searched letter by letter, and the literals it is part of.
    letters: Option<(AhoCorasick, Vec<u32>)>,
    /// Whether any literal is here at all, watched or not.
    used: bool,
}

/// The compiled literals.
#[derive(Clone, Debug, Default)]
pub(super) struct Patterns {
    letters: String,
    literals: Vec<Literal>,
    globs: HashMap<u32, Glob>,
    /// Who is told of what.
    told: Told,
    /// Whether anybody but queries is told of anything.
    others: bool,
    folded: Side,
    exact: Side,
    pool: Pool,
}

impl Patterns {
    fn push(&mut self, text: &str, draft: Draft) {
        let number = u32::try_from(self.literals.len()).unwrap_or(u32::MAX);
        let from = u32::try_from(self.letters.len()).unwrap_or(u32::MAX);
        let letters = draft.glob.as_deref().map_or(text, Glob::anchor);
        self.letters.push_str(letters);
        self.others |= draft.watchers.iter().any(|(owner, _)| owner.rule().is_none());
        self.literals.push(Literal {
            from,
            to: u32::try_from(self.letters.len()).unwrap_or(u32::MAX),
            route: draft.route,
            shape: draft.shape,
            told: self.told.push(number, draft.at(), &draft.watchers),
        });
        if let Some(glob) = draft.glob {
            self.globs.insert(number, *glob);
        }
    }

    fn side<'r>(
        &mut self,
        routes: impl Iterator<Item = &'r (u32, Route, Layer, bool)>,
    ) -> Result<Side, BuildError> {
        let mut side = Side::default();
        let (mut atoms, mut heads, mut tails, mut rest) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for &(literal, route, _, watched) in routes {
            side.used = true;
            let told = self.told(literal);
            match route {
                _ if !watched => {}
                Route::Atom { hash, pair, .. } => {
                    side.pairs |= pair;
                    atoms.push((hash, told));
                }
                Route::Head(head) => heads.push((head, told)),
                Route::Tail { hash, bytes, .. } => {
                    note(&mut side.tail_bytes, bytes);
                    tails.push((hash, told));
                }
                Route::Letters => rest.push(literal),
            }
        }
        side.atoms = Index::new(&atoms, &mut self.told);
        side.heads = Heads::new(&heads, &mut self.told);
        side.tails = Index::new(&tails, &mut self.told);
        if !rest.is_empty() {
            let automaton = AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .build(rest.iter().map(|&literal| self.letters(literal)))?;
            side.letters = Some((automaton, rest));
        }
        Ok(side)
    }

    fn told(&self, literal: u32) -> u32 {
        let own = self.literals.get(literal as usize);
        own.map(|own| own.told).unwrap_or_default()
    }

    /// Whether any literal is compared with texts as written.
    pub(super) fn has_exact(&self) -> bool {
        self.exact.used
    }

    /// Whether anybody but queries wants to know about any literal.
    pub(super) fn has_others(&self) -> bool {
        self.others
    }

    /// Who but queries wants to know about a literal.
    pub(super) fn others(&self, literal: u32) -> impl Iterator<Item = Owner> {
        let told = if self.others { self.told(literal) } else { 0 };
        let owners = self.told.watchers(told).map(|watcher| watcher.owner);
        owners.filter(|owner| owner.rule().is_none())
    }

    /// The letters of a literal; of one with wildcards, those that are searched for.
    fn letters(&self, literal: u32) -> &str {
        let range = self.literals.get(literal as usize);
        range
            .and_then(|one| self.letters.get(one.from as usize..one.to as usize))
            .unwrap_or_default()
    }

    /// Where a literal stands, if its letters begin at an offset of a text and all is as its shape asks.
    fn place(&self, literal: u32, text: &str, start: usize) -> Option<(usize, usize)> {
        let own = self.literals.get(literal as usize)?;
        let letters = self.letters(literal);
        let end = start + letters.len();
        if text.as_bytes().get(start..end)? != letters.as_bytes() {
            return None;
        }
        if own.shape == Shape::Glob {
            return self.globs.get(&literal)?.around(text, start, end);
        }
        fits(text, start, end, own.shape).then_some((start, end))
    }
}

/// Whether letters are ASCII alone: then, as a whole word, they are one atom, and stand wherever it does.
fn is_word(letters: &str) -> bool {
    letters.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn note<T: PartialEq>(known: &mut Vec<T>, one: T) {
    if !known.contains(&one) {
        known.push(one);
    }
}

#[cfg(test)]
mod tests;
