//! All literals of all brands and campaigns in one automaton, and where they stand in a text.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError, MatchKind};

use super::glob::Glob;
use crate::text::words::{breaks_between, is_cjk_like, is_hangul, is_word};

/// Most places remembered of one document: bounds memory on hostile texts.
const MAX_HITS: usize = 200_000;
/// Up to so many literals the automaton is a DFA: fastest, some 20 MiB at the bound.
const MAX_DFA_PATTERNS: usize = 3_000;

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

/// One place where a literal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    /// Which literal.
    pub(super) pattern: u32,
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

#[derive(Clone, Debug)]
struct Pattern {
    layer: Layer,
    shape: Shape,
    /// What the word around a place is proved with, for [`Shape::Glob`].
    glob: Option<Glob>,
    owners: Vec<Owner>,
}

impl Pattern {
    /// Where the literal stands, if what the automaton found at a place is as its shape asks.
    fn place(&self, text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
        match &self.glob {
            Some(glob) => glob.around(text, start, end),
            None => fits(text, start, end, self.shape).then_some((start, end)),
        }
    }
}

/// Collects literals; equal ones share a number.
#[derive(Debug, Default)]
pub(super) struct Collector {
    known: HashMap<(String, Layer, Shape), u32>,
    texts: Vec<String>,
    patterns: Vec<Pattern>,
}

impl Collector {
    /// Adds a literal that is already folded for its layer; gives its number. With [`Shape::Glob`], every `*` and `?` in it
    /// is a wildcard, and places found are those of whole words.
    pub(super) fn add(&mut self, text: &str, layer: Layer, shape: Shape, owner: Owner) -> u32 {
        let next = u32::try_from(self.patterns.len()).unwrap_or(u32::MAX);
        let number = *self
            .known
            .entry((text.to_owned(), layer, shape))
            .or_insert_with(|| {
                let glob = Some(text).filter(|_| shape == Shape::Glob).and_then(Glob::new);
                self.texts
                    .push(glob.as_ref().map_or(text, Glob::anchor).to_owned());
                self.patterns.push(Pattern {
                    layer,
                    shape,
                    glob,
                    owners: Vec::new(),
                });
                next
            });
        if let Some(pattern) = self.patterns.get_mut(number as usize)
            && !pattern.owners.contains(&owner)
        {
            pattern.owners.push(owner);
        }
        number
    }

    /// Builds the automata: one for the folded layers, one for the exact one.
    pub(super) fn build(self) -> Result<Patterns, BuildError> {
        let side = |exact: bool| -> Result<Automaton, BuildError> {
            let numbers: Vec<u32> = (0_u32..)
                .zip(&self.patterns)
                .filter(|(_, pattern)| (pattern.layer == Layer::Exact) == exact)
                .map(|(number, _)| number)
                .collect();
            let texts = numbers.iter().filter_map(|&n| self.texts.get(n as usize));
            let kind = (numbers.len() <= MAX_DFA_PATTERNS).then_some(AhoCorasickKind::DFA);
            let automaton = AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .kind(kind)
                .build(texts)?;
            Ok(Automaton { automaton, numbers })
        };
        Ok(Patterns {
            folded: side(false)?,
            exact: side(true)?,
            literals: self.patterns,
        })
    }
}

#[derive(Clone, Debug)]
struct Automaton {
    automaton: AhoCorasick,
    /// Number of each of its patterns.
    numbers: Vec<u32>,
}

/// The compiled literals.
#[derive(Clone, Debug)]
pub(super) struct Patterns {
    folded: Automaton,
    exact: Automaton,
    literals: Vec<Pattern>,
}

impl Patterns {
    /// Whether any literal is compared with texts as written.
    pub(super) fn has_exact(&self) -> bool {
        !self.exact.numbers.is_empty()
    }

    /// Who wants to know about a literal.
    pub(super) fn owners(&self, pattern: u32) -> &[Owner] {
        self.literals
            .get(pattern as usize)
            .map_or(&[], |pattern| pattern.owners.as_slice())
    }

    /// Adds every place of a text where a literal of one of `layers` stands as its shape asks.
    pub(super) fn scan(&self, field: Field, text: &str, layers: &[Layer], hits: &mut Vec<Hit>) {
        let side = if layers.contains(&Layer::Exact) {
            &self.exact
        } else {
            &self.folded
        };
        if side.numbers.is_empty() {
            return;
        }
        for found in side.automaton.find_overlapping_iter(text) {
            if hits.len() >= MAX_HITS {
                return;
            }
            let Some(&number) = side.numbers.get(found.pattern().as_usize()) else {
                continue;
            };
            let Some(pattern) = self.literals.get(number as usize) else {
                continue;
            };
            if !layers.contains(&pattern.layer) {
                continue;
            }
            if let Some((start, end)) = pattern.place(text, found.start(), found.end()) {
                hits.push(Hit {
                    pattern: number,
                    field,
                    start,
                    end,
                });
            }
        }
    }
}

/// The hits of one literal in hits sorted by [`Ord`].
pub(super) fn hits_of(sorted: &[Hit], pattern: u32) -> &[Hit] {
    let from = sorted.partition_point(|hit| hit.pattern < pattern);
    let rest = sorted.get(from..).unwrap_or_default();
    let len = rest.partition_point(|hit| hit.pattern == pattern);
    rest.get(..len).unwrap_or_default()
}

/// Whether a literal at a place of a text stands as its shape asks.
pub(super) fn fits(text: &str, start: usize, end: usize, shape: Shape) -> bool {
    let (Some(head), Some(found), Some(tail)) = (text.get(..start), text.get(start..end), text.get(end..))
    else {
        return false;
    };
    let (before, after) = (head.chars().next_back(), tail.chars().next());
    let (Some(first), Some(last)) = (found.chars().next(), found.chars().next_back()) else {
        return false;
    };
    match shape {
        Shape::Address => {
            let letter = |c: char| c.is_alphanumeric() && !is_cjk_like(c) && !is_hangul(c);
            let opens = before.is_none_or(|c| !(letter(c) || matches!(c, '-' | '_' | '@')));
            let mut tail = tail.chars();
            let closes = tail
                .next()
                .is_none_or(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
            opens && closes && !(after == Some('.') && tail.next().is_some_and(|c| c.is_ascii_alphanumeric()))
        }
        Shape::Word => opens_word(before, first) && closes_word(last, after),
        Shape::Prefix => opens_word(before, first),
        // Proved by its own pattern; without one it is too long for any word.
        Shape::Glob => false,
    }
}

/// Whether a literal that begins with `first` may begin after `before`.
pub(super) fn opens_word(before: Option<char>, first: char) -> bool {
    match before {
        None => true,
        Some(before) if is_word(first) => breaks_between(before, first),
        // `@acme` is not found in `jo@acme.example`; a picture may stand anywhere.
        Some(before) => !first.is_ascii() || !is_word(before),
    }
}

/// Whether a literal that ends with `last` may end before `after`. A Korean word may carry a particle: it only has to begin
/// a word.
pub(super) fn closes_word(last: char, after: Option<char>) -> bool {
    match after {
        Some(after) if is_word(last) => breaks_between(last, after) || (is_hangul(last) && is_hangul(after)),
        _ => true,
    }
}
