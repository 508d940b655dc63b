//! Queries bound to literals, and their truth about one document.

use std::cell::OnceCell;

use super::patterns::{Collector, Field, Hit, Layer, Owner, Places, Shape, fits};
use super::query::{Expr, Words, shape_of};
use crate::model::Document;
use crate::text::fold::{Folded, fold_key, fold_with, unfolded};
use crate::text::url::{canonical, host_matches, host_of};
use crate::text::words::{is_word, spans};

/// Most bytes of signs between two words of a phrase.
const MAX_GAP_BYTES: usize = 16;

/// A query whose words are numbers of literals.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Words(Vec<u32>),
    Near(Box<Self>, u32, Box<Self>),
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    Site { host: String, path: String },
    Author { words: Vec<String>, prefix: bool },
    Lang(String),
}

/// One query and the form of texts it is compared with.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) layer: Layer,
    pub(super) node: Node,
}

impl Rule {
    /// Binds a query, adding its literals to the collector under the rule's index.
    pub(super) fn bind(expr: &Expr, layer: Layer, index: usize, collector: &mut Collector) -> Self {
        Self {
            layer,
            node: bind(expr, layer, index, collector),
        }
    }

    /// Whether it asks for the language of a document.
    pub(super) fn asks_language(&self) -> bool {
        asks_language(&self.node)
    }
}

fn bind(expr: &Expr, layer: Layer, rule: usize, collector: &mut Collector) -> Node {
    let mut each = |all: &[Expr]| all.iter().map(|one| bind(one, layer, rule, collector)).collect();
    match expr {
        Expr::Words(words) => Node::Words(bind_words(words, layer, rule, collector)),
        Expr::Near(left, distance, right) => {
            let left = bind(left, layer, rule, collector);
            Node::Near(
                Box::new(left),
                *distance,
                Box::new(bind(right, layer, rule, collector)),
            )
        }
        Expr::And(all) => Node::And(each(all)),
        Expr::Or(any) => Node::Or(each(any)),
        Expr::Not(inner) => Node::Not(Box::new(bind(inner, layer, rule, collector))),
        Expr::Site { host, path } => Node::Site {
            host: host.clone(),
            path: path.clone(),
        },
        Expr::Author(words) => Node::Author {
            prefix: words.parts.last().is_some_and(|last| last.ends_with('*')),
            words: words
                .parts
                .iter()
                .map(|part| fold_key(part.trim_end_matches('*')))
                .collect(),
        },
        Expr::Lang(code) => Node::Lang(code.clone()),
    }
}

fn bind_words(words: &Words, layer: Layer, rule: usize, collector: &mut Collector) -> Vec<u32> {
    let last = words.parts.len().saturating_sub(1);
    let numbers = words.parts.iter().enumerate().filter_map(|(n, part)| {
        let shape = shape_of(part, n == last);
        let letters = if shape == Shape::Prefix {
            part.trim_end_matches('*')
        } else {
            part
        };
        let text = in_layer(letters, layer).text;
        (!text.is_empty()).then(|| collector.add(&text, layer, shape, Owner::Rule(rule)))
    });
    numbers.collect()
}

/// A text in the form of a layer.
pub(super) fn in_layer(text: &str, layer: Layer) -> Folded {
    match layer {
        Layer::Unmasked => fold_with(text, true),
        Layer::Plain => fold_with(text, false),
        Layer::Exact => unfolded(text),
    }
}

fn asks_language(node: &Node) -> bool {
    match node {
        Node::Lang(_) => true,
        Node::And(all) | Node::Or(all) => all.iter().any(asks_language),
        Node::Near(left, _, right) => asks_language(left) || asks_language(right),
        Node::Not(inner) => asks_language(inner),
        Node::Words(_) | Node::Site { .. } | Node::Author { .. } => false,
    }
}

/// A place in the folded text of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub(super) field: Field,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl From<&Hit> for Span {
    fn from(hit: &Hit) -> Self {
        Self {
            field: hit.field,
            start: hit.start,
            end: hit.end,
        }
    }
}

/// What a rule found that makes it hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Words of a field, in folded offsets.
    Place(Span),
    /// The host of the document's address.
    Site,
    /// The author's name or handle.
    Author,
}

/// One document as a rule of one layer sees it.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub(super) doc: &'a Document,
    pub(super) title: &'a Folded,
    pub(super) text: &'a Folded,
    /// Where literals stand; asked only for what a query needs.
    places: &'a dyn Places,
    /// Where words begin, per field; counted only when `NEAR` asks.
    words: [OnceCell<Vec<usize>>; 2],
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        doc: &'a Document,
        title: &'a Folded,
        text: &'a Folded,
        places: &'a dyn Places,
    ) -> Self {
        Self {
            doc,
            title,
            text,
            places,
            words: [OnceCell::new(), OnceCell::new()],
        }
    }

    pub(super) fn folded(&self, field: Field) -> &'a Folded {
        match field {
            Field::Title => self.title,
            Field::Text => self.text,
        }
    }

    /// Where a literal stands, sorted.
    fn hits_of(&self, literal: u32) -> Vec<Hit> {
        self.places.hits_of(literal)
    }

    /// Whether a query holds for the document.
    pub(super) fn holds(&self, node: &Node) -> bool {
        match node {
            Node::Words(parts) => match parts.as_slice() {
                [one] => self.places.has(*one),
                _ => parts.iter().all(|part| self.places.has(*part)) && !self.phrase(parts).is_empty(),
            },
            Node::Near(..) => !self.places(node).is_empty(),
            Node::And(all) => all.iter().all(|one| self.holds(one)),
            Node::Or(any) => any.iter().any(|one| self.holds(one)),
            Node::Not(inner) => !self.holds(inner),
            Node::Site { host, path } => self.is_on(host, path),
            Node::Author { words, prefix } => self.author_has(words, *prefix),
            Node::Lang(code) => primary_language(self.doc).as_deref() == Some(code),
        }
    }

    /// What makes a query that holds do so, in no particular order.
    pub(super) fn reasons(&self, node: &Node, found: &mut Vec<Found>) {
        match node {
            Node::Words(_) | Node::Near(..) => found.extend(self.places(node).into_iter().map(Found::Place)),
            Node::And(all) => all.iter().for_each(|one| self.reasons(one, found)),
            Node::Or(any) => {
                for one in any.iter().filter(|one| self.holds(one)) {
                    self.reasons(one, found);
                }
            }
            Node::Site { .. } => found.push(Found::Site),
            Node::Author { .. } => found.push(Found::Author),
            Node::Not(_) | Node::Lang(_) => {}
        }
    }

    /// Places of words, phrases, choices of them, and pairs of them near each other.
    pub(super) fn places(&self, node: &Node) -> Vec<Span> {
        match node {
            Node::Words(parts) => match parts.as_slice() {
                [one] => self.hits_of(*one).iter().map(Span::from).collect(),
                _ => self.phrase(parts),
            },
            Node::Or(any) => {
                let mut all: Vec<Span> = any.iter().flat_map(|one| self.places(one)).collect();
                all.sort_unstable();
                all.dedup();
                all
            }
            Node::Near(left, distance, right) => {
                self.near(&self.places(left), *distance as usize, &self.places(right))
            }
            _ => Vec::new(),
        }
    }

    fn phrase(&self, parts: &[u32]) -> Vec<Span> {
        let Some((first, rest)) = parts.split_first() else {
            return Vec::new();
        };
        let mut chains: Vec<Span> = self.hits_of(*first).iter().map(Span::from).collect();
        for part in rest {
            if chains.is_empty() {
                break;
            }
            let next = self.hits_of(*part);
            chains = chains
                .iter()
                .flat_map(|chain| self.continued(*chain, &next))
                .collect();
            // Several beginnings may meet in one end; the shortest stands for all.
            chains.sort_unstable_by_key(|span| (span.field, span.end, std::cmp::Reverse(span.start)));
            chains.dedup_by_key(|span| (span.field, span.end));
        }
        chains
    }

    fn continued<'b>(&'b self, chain: Span, next: &'b [Hit]) -> impl Iterator<Item = Span> + 'b {
        let text = &self.folded(chain.field).text;
        let from = next.partition_point(|hit| (hit.field, hit.start) < (chain.field, chain.end));
        next.iter()
            .skip(from)
            .take_while(move |hit| hit.field == chain.field && hit.start <= chain.end + MAX_GAP_BYTES)
            .filter(move |hit| {
                text.get(chain.end..hit.start)
                    .is_some_and(|gap| !gap.contains(is_word))
            })
            .map(move |hit| Span {
                end: hit.end,
                ..chain
            })
    }

    /// Each place of one side with the nearest of the other before and after it, if near enough.
    fn near(&self, left: &[Span], distance: usize, right: &[Span]) -> Vec<Span> {
        let mut ends: Vec<Span> = right.to_vec();
        ends.sort_unstable_by_key(|span| (span.field, span.end));
        let mut pairs = Vec::new();
        for one in left {
            let next = right.partition_point(|other| (other.field, other.start) < (one.field, one.end));
            let after = right.get(next).copied().filter(|other| other.field == one.field);
            let last = ends.partition_point(|other| (other.field, other.end) <= (one.field, one.start));
            let before = last.checked_sub(1).and_then(|n| ends.get(n)).copied();
            let before = before.filter(|other| other.field == one.field);
            pairs.extend(
                after
                    .filter(|other| self.between(*one, *other) <= distance)
                    .map(|other| Span {
                        end: other.end,
                        ..*one
                    }),
            );
            pairs.extend(
                before
                    .filter(|other| self.between(*other, *one) <= distance)
                    .map(|other| Span {
                        end: one.end,
                        ..other
                    }),
            );
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Number of words between two places of one field that do not overlap.
    fn between(&self, first: Span, second: Span) -> usize {
        let cell = match first.field {
            Field::Title => &self.words[0],
            Field::Text => &self.words[1],
        };
        let starts = cell.get_or_init(|| {
            spans(&self.folded(first.field).text)
                .map(|word| word.start)
                .collect()
        });
        let from = starts.partition_point(|&start| start < first.end);
        let to = starts.partition_point(|&start| start < second.start);
        to.saturating_sub(from)
    }

    fn is_on(&self, host: &str, path: &str) -> bool {
        let Some(url) = self.doc.url.as_deref() else {
            return false;
        };
        if !host_of(url).is_some_and(|own| host_matches(&own, host)) {
            return false;
        }
        path.is_empty()
            || canonical(url).is_some_and(|key| {
                let own = key.find('/').and_then(|at| key.get(at..)).unwrap_or_default();
                own.strip_prefix(path)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
            })
    }

    fn author_has(&self, words: &[String], prefix: bool) -> bool {
        let author = &self.doc.author;
        [&author.name, &author.handle]
            .into_iter()
            .flatten()
            .any(|name| words_in(&fold_key(name), words, prefix).is_some())
    }
}

/// First place where words stand in a row in a folded text.
pub(super) fn words_in(text: &str, words: &[String], prefix: bool) -> Option<(usize, usize)> {
    let (first, rest) = words.split_first()?;
    let shape = |last: bool| {
        if last && prefix {
            Shape::Prefix
        } else {
            Shape::Word
        }
    };
    text.match_indices(first.as_str()).find_map(|(start, found)| {
        let mut end = start + found.len();
        if !fits(text, start, end, shape(rest.is_empty())) {
            return None;
        }
        for (n, word) in rest.iter().enumerate() {
            let tail = text.get(end..)?;
            let gap = tail.find(is_word)?;
            let at = end + gap;
            if !text.get(at..)?.starts_with(word.as_str())
                || !fits(text, at, at + word.len(), shape(n + 1 == rest.len()))
            {
                return None;
            }
            end = at + word.len();
        }
        Some((start, end))
    })
}

/// Primary subtag of the language a document declares, lower case.
pub(super) fn primary_language(doc: &Document) -> Option<String> {
    let tag = doc.language.as_deref()?;
    let primary = tag.split(['-', '_']).next()?.trim().to_ascii_lowercase();
    (!primary.is_empty()).then_some(primary)
}
