//! A page as a flat list of nodes in document order: every subtree is a range, every measure a difference of sums.

use std::cell::OnceCell;
use std::ops::Range;

use ego_tree::iter::Edge;
use scraper::{Html, Node as Raw, node::Element};

use super::hints;
use super::vocabulary::Says;
use crate::parse::dom;

/// What a node is.
#[derive(Clone, Copy, Debug)]
pub(in crate::parse) enum What<'a> {
    /// An element.
    Element(&'a Element),
    /// Text as written.
    Text(&'a str),
}

/// One node.
#[derive(Clone, Copy, Debug)]
pub(in crate::parse) struct Node<'a> {
    pub(in crate::parse) what: What<'a>,
    pub(in crate::parse) parent: usize,
    /// One past the last node of its subtree.
    pub(in crate::parse) end: usize,
}

impl<'a> Node<'a> {
    /// Its tag; empty for text.
    pub(in crate::parse) fn tag(&self) -> &'a str {
        match self.what {
            What::Element(element) => element.name(),
            What::Text(_) => "",
        }
    }

    /// An attribute.
    pub(in crate::parse) fn attr(&self, name: &str) -> Option<&'a str> {
        match self.what {
            What::Element(element) => attr(element, name),
            What::Text(_) => None,
        }
    }
}

/// An attribute. Elements have few: comparing names costs less than the interned name that scraper looks up by.
fn attr<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    element
        .attrs()
        .find_map(|(known, value)| (known == name).then_some(value))
}

/// A page without what nobody reads.
#[derive(Debug)]
pub(in crate::parse) struct Tree<'a> {
    pub(in crate::parse) nodes: Vec<Node<'a>>,
    /// Characters of text before each node, white space not counted; one longer than `nodes`.
    chars: Vec<u32>,
    /// What the names of each node say, once it was asked for.
    says: Vec<OnceCell<Says>>,
}

impl<'a> Tree<'a> {
    /// Flattens a page, leaving out scripts, styles and what is hidden.
    pub(in crate::parse) fn new(html: &'a Html) -> Self {
        let mut nodes: Vec<Node<'a>> = Vec::new();
        let (mut open, mut skipped) = (Vec::new(), 0_usize);
        for edge in html.tree.root().traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Raw::Element(element) => {
                        if skipped > 0 || is_hidden(element) {
                            skipped += 1;
                            continue;
                        }
                        let parent = open.last().copied().unwrap_or(0);
                        open.push(nodes.len());
                        nodes.push(Node {
                            what: What::Element(element),
                            parent,
                            end: 0,
                        });
                    }
                    Raw::Text(text) if skipped == 0 => {
                        let parent = open.last().copied().unwrap_or(0);
                        nodes.push(Node {
                            what: What::Text(text),
                            parent,
                            end: nodes.len() + 1,
                        });
                    }
                    _ => {}
                },
                Edge::Close(node) if node.value().is_element() => {
                    if skipped > 0 {
                        skipped -= 1;
                    } else if let Some(at) = open.pop() {
                        let end = nodes.len();
                        if let Some(node) = nodes.get_mut(at) {
                            node.end = end;
                        }
                    }
                }
                Edge::Close(_) => {}
            }
        }
        let chars = sums(&nodes);
        let says = vec![OnceCell::new(); nodes.len()];
        Self { nodes, chars, says }
    }

    /// The node at `at`; out of range gives an empty text.
    pub(in crate::parse) fn node(&self, at: usize) -> Node<'a> {
        self.nodes.get(at).copied().unwrap_or(Node {
            what: What::Text(""),
            parent: 0,
            end: at + 1,
        })
    }

    /// Whether the names of a node say any of `wanted`.
    pub(super) fn says(&self, at: usize, wanted: Says) -> bool {
        let says = self.says.get(at);
        says.is_some_and(|says| says.get_or_init(|| hints::says(&self.node(at))).any(wanted))
    }

    /// The nodes of the subtree of `at`, itself first.
    pub(in crate::parse) fn range(&self, at: usize) -> Range<usize> {
        at..self.node(at).end
    }

    /// Characters of text in a subtree.
    pub(in crate::parse) fn chars(&self, at: usize) -> usize {
        difference(&self.chars, at, self.node(at).end)
    }

    /// Characters of text from one node up to another.
    pub(in crate::parse) fn chars_between(&self, from: usize, to: usize) -> usize {
        difference(&self.chars, from, to.max(from))
    }

    /// Ancestors from the parent up.
    pub(in crate::parse) fn ancestors(&self, at: usize) -> impl Iterator<Item = usize> {
        let mut at = at;
        std::iter::from_fn(move || {
            let parent = self.node(at).parent;
            (parent != at).then(|| {
                at = parent;
                parent
            })
        })
    }

    /// Children that are elements.
    pub(in crate::parse) fn children(&self, at: usize) -> impl Iterator<Item = usize> {
        let end = self.node(at).end;
        let mut next = at + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = next;
                next = self.node(child).end.max(child + 1);
                child
            })
        })
    }

    /// Every element with a tag, in order.
    pub(in crate::parse) fn tagged<'s>(&'s self, tag: &'s str) -> impl Iterator<Item = usize> + 's {
        self.nodes
            .iter()
            .enumerate()
            .filter(move |(_, node)| node.tag() == tag)
            .map(|(at, _)| at)
    }

    /// Running text of a subtree, blocks on lines of their own.
    pub(in crate::parse) fn text(&self, at: usize) -> String {
        self.text_between(at, self.node(at).end)
    }

    /// As [`text`](Self::text), from one node up to another.
    pub(in crate::parse) fn text_between(&self, from: usize, to: usize) -> String {
        let mut lines = dom::Lines::default();
        for inner in from..to {
            let node = self.node(inner);
            match node.what {
                What::Text(text) => lines.push(text),
                What::Element(element) if dom::is_block(element.name()) => lines.end_line(),
                What::Element(element) if matches!(element.name(), "td" | "th") => lines.space(),
                What::Element(_) => {}
            }
        }
        lines.finish()
    }

    /// Running text of a subtree on one line.
    pub(in crate::parse) fn line(&self, at: usize) -> String {
        self.text(at).replace('\n', " ")
    }
}

fn difference(sums: &[u32], from: usize, to: usize) -> usize {
    let at = |at: usize| sums.get(at).or_else(|| sums.last()).copied().unwrap_or(0);
    usize::try_from(at(to).saturating_sub(at(from))).unwrap_or(0)
}

fn sums(nodes: &[Node<'_>]) -> Vec<u32> {
    let mut chars = vec![0_u32];
    let mut all = 0_u32;
    for node in nodes {
        if let What::Text(text) = node.what {
            let count = text.chars().filter(|c| !c.is_whitespace()).count();
            all = all.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        }
        chars.push(all);
    }
    chars
}

/// Scripts and the like, and what the page itself hides. `noscript` is left out: it repeats what scripts load.
fn is_hidden(element: &Element) -> bool {
    let tag = element.name();
    if (dom::is_unseen(tag) && tag != "head")
        || matches!(tag, "button" | "input" | "textarea" | "option" | "canvas")
    {
        return true;
    }
    element.attrs().any(|(name, value)| match name {
        "hidden" => true,
        "style" => hides(value),
        _ => false,
    })
}

/// Whether a style keeps an element from being seen.
fn hides(style: &str) -> bool {
    let style: String = style
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_lowercase())
        .collect();
    style.contains("display:none") || style.contains("visibility:hidden")
}
