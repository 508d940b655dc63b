//! What of queries can be told by their words alone: all of them in one table.
//!
//! A tree of a query lies in many places of memory, and most trees are words, `AND`, `OR` and `NOT`. Of these an outline
//! tells the truth from one short stretch of numbers; of anything else it tells a no where a word is missing, and leaves the
//! rest to the tree ([`Scene::holds`](super::rules::Scene::holds)).

use super::patterns::{Letters, Patterns, Places, Seen, Word, halves, whole};
use super::rules::{Node, Rule, Step};

/// Not to be told by words.
const OPEN: u32 = 0;
/// A word: its hash, and its letters as two numbers.
const SHORT: u32 = 1;
/// A word: its hash, and the number of its literal.
const LONG: u32 = 2;
/// What is noted when a text is read: its literal and what is noted.
const NOTED: u32 = 3;
/// Two words in a row, each a part of its own.
const PAIR: u32 = 4;
/// What needs all atoms of these hashes, and more.
const ATOMS: u32 = 5;
/// Operands, each a part of its own.
const AND: u32 = 6;
const OR: u32 = 7;
const NOT: u32 = 8;
/// Bits of a header that say what a part is; the others say how many numbers it has, the header among them.
const KIND_BITS: u32 = 4;

/// See the module.
#[derive(Clone, Debug, Default)]
pub(super) struct Outlines {
    /// Where each query's begins.
    starts: Vec<u32>,
    table: Vec<u32>,
}

impl Outlines {
    /// Of all queries, in their order.
    pub(super) fn new(rules: &[Rule], patterns: &Patterns) -> Self {
        let mut outlines = Self::default();
        for rule in rules {
            outlines.starts.push(short(outlines.table.len()));
            Draft {
                patterns,
                table: &mut outlines.table,
            }
            .node(&rule.node);
        }
        outlines
    }

    /// Whether a query holds where this is seen; `None` if words alone do not tell.
    #[inline]
    pub(super) fn truth(&self, rule: usize, seen: &Seen<'_>) -> Option<bool> {
        let start = *self.starts.get(rule)? as usize;
        let part = parts(self.table.get(start..)?).next()?;
        truth(part, seen)
    }
}

/// One part of an outline: what it is, and the numbers behind its header.
type Part<'o> = (u32, &'o [u32]);

/// The parts that lie in a row.
fn parts(mut table: &[u32]) -> impl Iterator<Item = Part<'_>> {
    std::iter::from_fn(move || {
        let header = *table.first()?;
        let (own, rest) = table.split_at_checked((header >> KIND_BITS) as usize)?;
        table = rest;
        Some((header & ((1 << KIND_BITS) - 1), own.get(1..)?))
    })
}

fn truth((kind, own): Part<'_>, seen: &Seen<'_>) -> Option<bool> {
    match (kind, own) {
        (SHORT | LONG, _) => Some(seen.has_word(word((kind, own))?)),
        (NOTED, &[literal, noted]) => Some(seen.found(literal, noted)),
        (PAIR, own) => pair(own, seen),
        (ATOMS, hashes) => lacks_none(hashes, seen),
        (AND, own) => all(own, true, seen),
        (OR, own) => all(own, false, seen),
        (NOT, own) => parts(own)
            .next()
            .and_then(|one| truth(one, seen))
            .map(|truth| !truth),
        _ => None,
    }
}

fn word((kind, own): Part<'_>) -> Option<Word> {
    match (kind, own) {
        (SHORT, &[hash, low, high]) => Some(Word {
            hash,
            letters: Letters::Short(whole([low, high])),
        }),
        (LONG, &[hash, literal]) => Some(Word {
            hash,
            letters: Letters::Long(literal),
        }),
        _ => None,
    }
}

fn pair(own: &[u32], seen: &Seen<'_>) -> Option<bool> {
    let mut words = parts(own).filter_map(word);
    let (first, second) = (words.next()?, words.next()?);
    if seen.lacks(first.hash) || seen.lacks(second.hash) {
        return Some(false);
    }
    seen.has_pair(first, second)
}

/// A no if an atom is missing.
fn lacks_none(hashes: &[u32], seen: &Seen<'_>) -> Option<bool> {
    hashes.iter().any(|hash| seen.lacks(*hash)).then_some(false)
}

/// Of several parts: the truth that one of them decides, else that all have, if all are known.
fn all(own: &[u32], usual: bool, seen: &Seen<'_>) -> Option<bool> {
    let mut known = Some(usual);
    for part in parts(own) {
        match truth(part, seen) {
            Some(truth) if truth == usual => {}
            Some(_) => return Some(!usual),
            None => known = None,
        }
    }
    known
}

/// Writes one outline.
struct Draft<'d> {
    patterns: &'d Patterns,
    table: &'d mut Vec<u32>,
}

impl Draft<'_> {
    fn node(&mut self, node: &Node) {
        match node {
            Node::Words { steps, within: None } => self.row(steps),
            Node::Words { steps, .. } | Node::Raw { steps, .. } => self.atoms(steps),
            // What the platform keeps beside the text stands nowhere in it.
            Node::Tag(tag) => match tag.literal.and_then(|literal| self.patterns.hash(literal)) {
                Some(hash) if !tag.wide => self.part(ATOMS, &[hash]),
                _ => self.part(OPEN, &[]),
            },
            Node::Near { left, right, .. } => self.operands(AND, [&**left, right], true),
            Node::Count(least, inner) if *least > 0 => self.operands(AND, [&**inner], true),
            Node::And(all) => self.operands(AND, all, false),
            Node::Or(any) => self.operands(OR, any, false),
            Node::Not(inner) => self.operands(NOT, [&**inner], false),
            Node::Count(..) | Node::Names(_) | Node::Fact(_) => self.part(OPEN, &[]),
        }
    }

    fn part(&mut self, kind: u32, own: &[u32]) {
        self.table.push(kind | short(own.len() + 1) << KIND_BITS);
        self.table.extend_from_slice(own);
    }

    fn word(&mut self, word: Word) {
        match word.letters {
            Letters::Short(letters) => {
                let [low, high] = halves(letters);
                self.part(SHORT, &[word.hash, low, high]);
            }
            Letters::Long(literal) => self.part(LONG, &[word.hash, literal]),
        }
    }

    /// Words in a row: one or two are told, of more only that two plain ones and the atoms of all must stand.
    fn row(&mut self, steps: &[Step]) {
        let patterns = self.patterns;
        if let [one] = steps {
            return match (patterns.word(one.literal), patterns.noted(one.literal)) {
                (Some(word), _) => self.word(word),
                (None, Some(noted)) => self.part(NOTED, &[one.literal, noted]),
                (None, None) => self.atoms(steps),
            };
        }
        let mut pairs = steps.array_windows().filter_map(|[one, next]| {
            // Between the labels of an address there may be a word: `acme dot com`.
            let words = (patterns.word(one.literal)?, patterns.word(next.literal)?);
            Some(words).filter(|_| !next.dot)
        });
        match pairs.next() {
            None => self.atoms(steps),
            Some(pair) if steps.len() == 2 => self.pair(pair),
            Some(pair) => self.whole(AND, |own| {
                own.pair(pair);
                own.atoms(steps);
            }),
        }
    }

    fn pair(&mut self, (first, second): (Word, Word)) {
        self.whole(PAIR, |own| {
            own.word(first);
            own.word(second);
        });
    }

    /// What is not found by a single atom may stand without one.
    fn atoms(&mut self, steps: &[Step]) {
        let hashes = steps.iter().filter_map(|step| self.patterns.hash(step.literal));
        let hashes: Vec<u32> = hashes.collect();
        self.part(ATOMS, &hashes);
    }

    /// Operands; what needs `more` than these is not told by them.
    fn operands<'n>(&mut self, kind: u32, all: impl IntoIterator<Item = &'n Node>, more: bool) {
        self.whole(kind, |own| {
            for one in all {
                own.node(one);
            }
            if more {
                own.part(OPEN, &[]);
            }
        });
    }

    /// A part of parts.
    fn whole(&mut self, kind: u32, write: impl FnOnce(&mut Self)) {
        let start = self.table.len();
        self.part(kind, &[]);
        write(self);
        let length = short(self.table.len() - start);
        if let Some(header) = self.table.get_mut(start) {
            *header = kind | length << KIND_BITS;
        }
    }
}

fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Document;
    use crate::watch::patterns::{Collector, Layer};
    use crate::watch::query::Query;
    use crate::watch::rules::{Scene, in_layer};

    /// What the outline of a query tells of a text, which its tree must not deny.
    fn told(query: &str, text: &str) -> Option<bool> {
        let mut collector = Collector::default();
        let query = Query::parse(query).unwrap();
        let rules = [Rule::bind(query.expr(), Layer::Plain, 0, &mut collector)];
        crate::watch::anchors::place(&rules, &mut collector);
        let patterns = collector.build().unwrap();
        let outlines = Outlines::new(&rules, &patterns);
        let (title, text) = (in_layer("", Layer::Plain), in_layer(text, Layer::Plain));
        let seen = patterns.read(&title.text, &text.text, &[Layer::Plain]);
        let truth = outlines.truth(0, &seen);
        let doc = Document::default();
        let tree = Scene::new(&doc, &title, &text, &seen).holds(&rules[0].node);
        assert!(truth.is_none_or(|truth| truth == tree), "{query:?}");
        truth
    }

    #[test]
    fn words_alone_tell_of_most_queries() {
        for (query, text, expected) in [
            ("acme", "Acme!", Some(true)),
            ("acme", "acmes", Some(false)),
            ("rocketeers", "the Rocketeers", Some(true)),
            ("rocketeers", "the rocketeer", Some(false)),
            ("acm*", "the acmes", Some(true)),
            (
                "acme AND (rocket OR skate) NOT (shoe OR \"acme inn\")",
                "acme skate",
                Some(true),
            ),
            (
                "acme AND (rocket OR skate) NOT (shoe OR \"acme inn\")",
                "an acme skate inn",
                Some(true),
            ),
            (
                "acme AND (rocket OR skate) NOT (shoe OR \"acme inn\")",
                "acme inn skate",
                Some(false),
            ),
            ("\"acme rocket\"", "acme (rocket", Some(true)),
            ("\"acme rocket\"", "acme ................. rocket", None),
            ("\"acme rocket\"", "acme 🔥 rocket", None),
            ("\"acme rocket\"", "acme the rocket", Some(false)),
            ("\"acme rocket skate\"", "acme rocket, a skate", None),
            ("\"acme rocket skate\"", "acme, a rocket skate", Some(false)),
            ("acme OR site:a.example", "acme", Some(true)),
            ("acme OR site:a.example", "rocket", None),
            ("acme AND site:a.example", "rocket", Some(false)),
            ("title:acme", "acme", None),
            ("title:acme", "rocket", Some(false)),
            ("acme NEAR/3 rocket", "acme skate", Some(false)),
            ("acme NEAR/3 rocket", "acme rocket", None),
            ("acme.com", "acme dot com", None),
            ("rocket NOT acme", "rocket", Some(true)),
            ("acme를", "acme를", None),
        ] {
            assert_eq!(told(query, text), expected, "{query} in {text}");
        }
    }
}
