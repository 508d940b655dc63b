//! From a tree of words to a tree of literals.

use std::iter;

use super::{Names, Node, Step, letters_in, tags::WantedTag};
use crate::text::words::is_word;
use crate::watch::patterns::{Collector, Field, Layer, Owner, Shape};
use crate::watch::query::{Expr, Fact, Tag, is_wild, labels, shape_of};
use crate::watch::spellings::Spelling;

/// Adds the literals of one rule to the collector.
pub(super) struct Binder<'a> {
    pub(super) layer: Layer,
    pub(super) spelling: Spelling,
    pub(super) rule: usize,
    pub(super) collector: &'a mut Collector,
}

impl Binder<'_> {
    pub(super) fn node(&mut self, expr: &Expr) -> Node {
        match expr {
            Expr::Words(words) => self.words(&words.parts, words.within),
            Expr::Raw(raw) => Node::Raw {
                steps: self.raw_steps(&raw.text).into(),
                text: raw.text.as_str().into(),
                within: raw.within,
            },
            Expr::Tag(tag) => Node::Tag(Box::new(self.tag(tag))),
            Expr::Near(near) => Node::Near {
                left: Box::new(self.node(&near.left)),
                right: Box::new(self.node(&near.right)),
                distance: near.distance,
                ordered: near.ordered,
            },
            Expr::Count(least, inner) => Node::Count(*least, Box::new(self.node(inner))),
            Expr::And(all) => Node::And(all.iter().map(|one| self.node(one)).collect()),
            Expr::Or(any) => Node::Or(any.iter().map(|one| self.node(one)).collect()),
            Expr::Not(inner) => Node::Not(Box::new(self.node(inner))),
            Expr::Saved(_, inner) => self.node(inner),
            Expr::Fact(Fact::Author(words)) => Node::Names(Names::author(words)),
            Expr::Fact(Fact::Source(words)) => Node::Names(Names::source(words)),
            Expr::Fact(fact) => Node::Fact(Box::new(fact.clone())),
        }
    }

    /// Words in a row, or one of their other spellings.
    fn words(&mut self, parts: &[String], within: Option<Field>) -> Node {
        let spelling = self.spelling;
        let mut node = |parts: &[String]| Node::Words {
            steps: self.steps(parts).into(),
            within,
        };
        let written = node(parts);
        let others = spelling.others(parts);
        if others.is_empty() {
            return written;
        }
        let others = others.iter().map(|parts| node(parts));
        Node::Or(iter::once(written).chain(others).collect())
    }

    fn add(&mut self, letters: &str, shape: Shape, dot: bool) -> Option<Step> {
        let text = letters_in(letters, self.layer);
        let owner = Owner::Rule(self.rule);
        if text.is_empty() {
            return None;
        }
        let literal = self.collector.add(&text, self.layer, shape, owner);
        Some(Step {
            literal,
            hash: self.collector.hash(literal),
            dot,
        })
    }

    fn steps(&mut self, parts: &[String]) -> Vec<Step> {
        let last = parts.len().saturating_sub(1);
        let mut steps = Vec::with_capacity(parts.len());
        for (n, part) in parts.iter().enumerate() {
            if let Some(labels) = labels(part) {
                for (n, label) in labels.into_iter().enumerate() {
                    steps.extend(self.add(label, Shape::Word, n > 0));
                }
                continue;
            }
            let shape = shape_of(part, n == last);
            let letters = if shape == Shape::Prefix {
                part.trim_end_matches('*')
            } else {
                part
            };
            steps.extend(self.add(letters, shape, false));
        }
        steps
    }

    /// The pieces between spaces; signs between two pieces need not be searched, they are compared in the end.
    fn raw_steps(&mut self, text: &str) -> Vec<Step> {
        let pieces: Vec<&str> = text.split_whitespace().collect();
        let last = pieces.len().saturating_sub(1);
        let searched = pieces
            .iter()
            .enumerate()
            .filter(|(n, piece)| *n == 0 || *n == last || piece.contains(is_word));
        searched
            .filter_map(|(_, piece)| self.add(piece, Shape::Word, false))
            .collect()
    }

    /// A tag is searched by its first letters and proved as the platforms read it.
    fn tag(&mut self, tag: &Tag) -> WantedTag {
        let name = letters_in(&tag.name, self.layer);
        let run_end = name.find(|c| !is_word(c)).unwrap_or(name.len());
        let run = name.get(..run_end).unwrap_or_default();
        let wild = name.get(run_end..).is_some_and(|rest| rest.starts_with(is_wild));
        let shape = if wild { Shape::Prefix } else { Shape::Word };
        let literal = format!("{}{run}", tag.sign.as_char());
        WantedTag {
            literal: self.add(&literal, shape, false).map(|step| step.literal),
            sign: tag.sign,
            key: letters_in(&tag.name, Layer::Plain).into_owned(),
            name: name.into_owned(),
            within: tag.within,
            wide: tag.wide,
        }
    }
}
