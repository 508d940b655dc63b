//! What makes a query hold.

use super::{Node, Scene, Span};
use crate::watch::query::Fact;

/// What a rule found that makes it hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::watch) enum Found {
    /// Words of a field, in folded offsets.
    Place(Span),
    /// The host of the document's address.
    Site,
    /// The author's name or handle.
    Author,
    /// Something else: the field, the byte range in it, and how it stands there.
    Beside(&'static str, usize, usize, String),
}

impl Scene<'_> {
    /// What makes a query that holds do so, in no particular order.
    pub(in crate::watch) fn reasons(&self, node: &Node, found: &mut Vec<Found>) {
        match node {
            Node::Words { .. } | Node::Raw { .. } | Node::Near { .. } | Node::Count(..) => {
                found.extend(self.places(node).into_iter().map(Found::Place));
            }
            Node::Tag(tag) => {
                found.extend(self.tag_places(tag).into_iter().map(Found::Place));
                found.extend(self.tag_beside(tag).map(beside));
            }
            Node::And(all) => all.iter().for_each(|one| self.reasons(one, found)),
            Node::Or(any) => {
                for one in any.iter().filter(|one| self.holds(one)) {
                    self.reasons(one, found);
                }
            }
            Node::Names(names) => found.extend(names.find(self.doc).map(beside)),
            Node::Fact(fact) => found.extend(self.fact_found(fact)),
            Node::Not(_) => {}
        }
    }

    fn fact_found(&self, fact: &Fact) -> Option<Found> {
        match fact {
            Fact::Site(_) => Some(Found::Site),
            Fact::Url(_) => self.doc.url.as_ref().map(|url| beside(("url", url.clone()))),
            Fact::Link(place) => {
                let (field, start, end, words) = self.link_to(place)?;
                Some(Found::Beside(field, start, end, words))
            }
            Fact::Author(_) | Fact::Source(_) | Fact::Lang(_) | Fact::Figure(..) => None,
        }
    }
}

/// A name as a whole.
fn beside((field, words): (&'static str, String)) -> Found {
    match field {
        "author" => Found::Author,
        _ => Found::Beside(field, 0, words.len(), words),
    }
}
