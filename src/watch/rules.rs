//! Queries bound to literals, and their truth about one document.

mod bind;
mod facts;
mod places;
mod reasons;
mod tags;

use std::borrow::Cow;
use std::cell::OnceCell;

use super::patterns::{Collector, Field, Hit, Layer, Places};
use super::query::{Expr, Fact, Sign};
use super::spellings::Spelling;
use crate::model::Document;
use crate::text::fold::{Folded, fold_with, unfolded};
use crate::text::words::Tag;

pub(super) use facts::{Names, primary_language};
pub(super) use places::MAX_GAP_BYTES;
pub(super) use reasons::Found;
use tags::WantedTag;

/// A query whose words are numbers of literals. Kept small, as there are thousands: what is rare is boxed.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// Words in a row.
    Words {
        steps: Box<[Step]>,
        within: Option<Field>,
    },
    /// Words in a row whose place reads exactly so.
    Raw {
        steps: Box<[Step]>,
        text: Box<str>,
        within: Option<Field>,
    },
    /// A hashtag or an account.
    Tag(Box<WantedTag>),
    /// Two of them near each other.
    Near {
        left: Box<Self>,
        right: Box<Self>,
        distance: u32,
        ordered: bool,
    },
    /// At least so many places.
    Count(u32, Box<Self>),
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    /// The author's name or handle, or the source's name.
    Names(Names),
    /// Anything else about the document.
    Fact(Box<Fact>),
}

/// One word of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// Number of its literal.
    pub(super) literal: u32,
    /// Hash of the atom without which it stands nowhere, if there is one.
    hash: Option<u32>,
    /// Whether a dot, plain or disguised, joins it to the one before, as in `acme[.]com`; else signs and spaces may.
    pub(super) dot: bool,
}

/// One query and the form of texts it is compared with.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) layer: Layer,
    pub(super) node: Node,
}

impl Rule {
    /// Binds a query, adding its literals to the collector under the rule's index.
    pub(super) fn bind(
        expr: &Expr,
        spelling: impl Into<Spelling>,
        index: usize,
        collector: &mut Collector,
    ) -> Self {
        let spelling = spelling.into();
        let layer = spelling.layer;
        let mut binder = bind::Binder {
            layer,
            spelling,
            rule: index,
            collector,
        };
        Self {
            layer,
            node: binder.node(expr),
        }
    }

    /// Whether it asks for the language of a document.
    pub(super) fn asks_language(&self) -> bool {
        self.node.asks_language()
    }
}

impl Node {
    fn asks_language(&self) -> bool {
        match self {
            Self::Fact(fact) => matches!(**fact, Fact::Lang(_)),
            Self::And(all) | Self::Or(all) => all.iter().any(Self::asks_language),
            Self::Near { left, right, .. } => left.asks_language() || right.asks_language(),
            Self::Not(inner) | Self::Count(_, inner) => inner.asks_language(),
            Self::Words { .. } | Self::Raw { .. } | Self::Tag(_) | Self::Names(_) => false,
        }
    }
}

/// A text in the form of a layer.
pub(super) fn in_layer(text: &str, layer: Layer) -> Folded {
    match layer {
        Layer::Unmasked => fold_with(text, true),
        Layer::Plain => fold_with(text, false),
        Layer::Exact => unfolded(text),
    }
}

/// The letters of a query as a text of a layer has them.
fn letters_in(letters: &str, layer: Layer) -> Cow<'_, str> {
    // Most words are what folding makes of them.
    let is_folded = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if letters.bytes().all(is_folded) {
        return Cow::Borrowed(letters);
    }
    Cow::Owned(in_layer(letters, layer).text)
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

/// One document as a rule of one layer sees it.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub(super) doc: &'a Document,
    pub(super) title: &'a Folded,
    pub(super) text: &'a Folded,
    /// Where literals stand; asked only for what a query needs.
    places: &'a dyn Places,
    /// Hashtags and accounts, per field; read only when a query asks.
    hashtags: [OnceCell<Vec<Tag<'a>>>; 2],
    handles: [OnceCell<Vec<Tag<'a>>>; 2],
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
            hashtags: [OnceCell::new(), OnceCell::new()],
            handles: [OnceCell::new(), OnceCell::new()],
        }
    }

    pub(super) fn folded(&self, field: Field) -> &'a Folded {
        match field {
            Field::Title => self.title,
            Field::Text => self.text,
        }
    }

    /// A field as it was published.
    pub(super) fn part(&self, field: Field) -> &'a str {
        match field {
            Field::Title => &self.doc.title,
            Field::Text => &self.doc.text,
        }
    }

    /// Where a literal stands, sorted.
    fn hits_of(&self, literal: u32) -> Vec<Hit> {
        self.places.hits_of(literal)
    }

    /// Whether a query holds for the document.
    pub(super) fn holds(&self, node: &Node) -> bool {
        match node {
            Node::Words { steps, within } => match (&**steps, within) {
                ([one], None) => self.has(one),
                _ => self.has_all(steps) && !self.places(node).is_empty(),
            },
            Node::Raw { steps, .. } => self.has_all(steps) && !self.places(node).is_empty(),
            Node::Near { left, right, .. } => {
                self.holds(left) && self.holds(right) && !self.places(node).is_empty()
            }
            Node::Tag(tag) => !self.tag_places(tag).is_empty() || self.tag_beside(tag).is_some(),
            Node::Count(least, inner) => places::apart(&self.places(inner)) >= *least as usize,
            Node::And(all) => all.iter().all(|one| self.holds(one)),
            Node::Or(any) => any.iter().any(|one| self.holds(one)),
            Node::Not(inner) => !self.holds(inner),
            Node::Names(names) => names.find(self.doc).is_some(),
            Node::Fact(fact) => self.fact_holds(fact),
        }
    }

    fn has(&self, step: &Step) -> bool {
        !step.hash.is_some_and(|hash| self.places.lacks(hash)) && self.places.has(step.literal)
    }

    fn has_all(&self, steps: &[Step]) -> bool {
        steps.iter().all(|step| self.has(step))
    }

    /// Hashtags or accounts of a field, in its folded text.
    fn tags(&self, field: Field, sign: Sign) -> &[Tag<'a>] {
        let cells = match sign {
            Sign::Hash => &self.hashtags,
            Sign::At => &self.handles,
        };
        let cell = match field {
            Field::Title => &cells[0],
            Field::Text => &cells[1],
        };
        let text = &self.folded(field).text;
        cell.get_or_init(|| match sign {
            Sign::Hash => crate::text::words::hashtags(text),
            Sign::At => crate::text::words::handles(text),
        })
    }
}
