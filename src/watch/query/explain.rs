//! How a query was understood, and why it does or does not match.

use std::fmt::{self, Write as _};

use serde::Serialize;

use super::{Expr, Fact, Query, Sign, Tag};
use crate::model::Document;
use crate::text::fold::{Names, fold_read};
use crate::watch::patterns::{Collector, Field, Layer, is_common};
use crate::watch::rules::{Found, Node, Rule, Scene, Span};

/// Most words quoted per line of an explanation.
const MAX_QUOTED: usize = 5;

/// Whether a query matches a document, and why. Shown, it is one line per part of the query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// Whether it matches.
    pub matches: bool,
    /// Field (`title` or `text`) and byte range of every place that makes it match, in order.
    pub places: Vec<(&'static str, usize, usize)>,
    /// One line per part, indented; `+` holds, `-` does not.
    pub lines: Vec<String>,
    /// The same for programs, in the same order.
    pub parts: Vec<Truth>,
}

/// One part of a query and whether it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Truth {
    /// How deep it lies in the query; the whole is 0.
    pub depth: usize,
    /// What it asks for, in words.
    pub part: String,
    /// Whether it holds.
    pub holds: bool,
    /// How often what `ATLEAST` counts stands there, places that overlap once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
    /// Where it stands, whether or not the whole matches; parts that combine others have none of their own.
    pub places: Vec<Quote>,
}

/// Words of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// `title`, `text`, `author`, `url`, `link`, `category` or `source`.
    pub field: &'static str,
    /// First byte in the field.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// As they stand there.
    pub words: String,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.matches { "matches" } else { "does not match" })?;
        for line in &self.lines {
            write!(f, "\n{line}")?;
        }
        Ok(())
    }
}

impl Query {
    /// Why a text does or does not match, compared as brands are by default (folded, look-alikes and names in disguise read).
    ///
    /// ```
    /// use mentiond::watch::Query;
    ///
    /// let query = Query::parse("acme NEAR/3 rockets NOT clinic")?;
    /// assert!(query.explain_match("Acme company tested new rockets").matches);
    /// assert!(!query.explain_match("the Acme clinic has new rockets").matches);
    /// # Ok::<(), mentiond::watch::QueryError>(())
    /// ```
    pub fn explain_match(&self, text: &str) -> Explanation {
        let doc = Document {
            text: text.to_owned(),
            ..Document::default()
        };
        self.explain_document(&doc)
    }

    /// Why a document does or does not match, fields included.
    pub fn explain_document(&self, doc: &Document) -> Explanation {
        let mut collector = Collector::default();
        let rule = Rule::bind(self.expr(), Layer::Unmasked, 0, &mut collector);
        let names = Names::new(collector.words(Layer::Unmasked), is_common);
        let Ok(patterns) = collector.build() else {
            return Explanation::default();
        };
        let read = |part: &str| fold_read(part, true, &names.find(part));
        let (title, text) = (read(&doc.title), read(&doc.text));
        let seen = patterns.read(&title.text, &text.text, &[Layer::Unmasked]);
        let scene = Scene::new(doc, &title, &text, &seen);
        let mut explanation = Explanation {
            matches: scene.holds(&rule.node),
            ..Explanation::default()
        };
        if explanation.matches {
            let mut found = Vec::new();
            scene.reasons(&rule.node, &mut found);
            explanation.places = places(&scene, &found);
        }
        let mut walk = Walk {
            scene: &scene,
            parts: Vec::new(),
        };
        walk.part(self.expr(), &rule.node, 0);
        explanation.lines = walk.parts.iter().map(line).collect();
        explanation.parts = walk.parts;
        explanation
    }
}

/// Places in the original text, sorted.
fn places(scene: &Scene<'_>, found: &[Found]) -> Vec<(&'static str, usize, usize)> {
    let mut spans: Vec<Span> = found
        .iter()
        .filter_map(|one| match one {
            Found::Place(span) => Some(*span),
            Found::Site | Found::Author | Found::Beside(..) => None,
        })
        .collect();
    spans.sort_unstable();
    spans.dedup();
    let origin = |span: &Span| {
        let (start, end) = scene.folded(span.field).origin(span.start, span.end);
        (span.field.as_str(), start, end)
    };
    spans.iter().map(origin).collect()
}

struct Walk<'a, 'b> {
    scene: &'a Scene<'b>,
    parts: Vec<Truth>,
}

impl Walk<'_, '_> {
    fn part(&mut self, expr: &Expr, node: &Node, depth: usize) {
        self.parts.push(Truth {
            depth,
            part: label(expr),
            holds: self.scene.holds(node),
            count: self.scene.count(node),
            places: self.quotes(expr, node),
        });
        match (expr, node) {
            (Expr::And(exprs), Node::And(nodes)) | (Expr::Or(exprs), Node::Or(nodes)) => {
                for (expr, node) in exprs.iter().zip(nodes) {
                    self.part(expr, node, depth + 1);
                }
            }
            (Expr::Not(expr), Node::Not(node)) | (Expr::Count(_, expr), Node::Count(_, node)) => {
                self.part(expr, node, depth + 1);
            }
            (Expr::Saved(_, expr), node) => self.part(expr, node, depth + 1),
            (Expr::Near(near), Node::Near { left, right, .. }) => {
                self.part(&near.left, left, depth + 1);
                self.part(&near.right, right, depth + 1);
            }
            _ => {}
        }
    }

    fn quotes(&self, expr: &Expr, node: &Node) -> Vec<Quote> {
        // Their parts tell. A phrase that is compiled into its spellings has no parts.
        let has_parts = matches!(expr, Expr::And(_) | Expr::Or(_) | Expr::Not(_) | Expr::Saved(..));
        if has_parts && matches!(node, Node::And(_) | Node::Or(_) | Node::Not(_))
            || matches!(expr, Expr::Count(..))
        {
            return Vec::new();
        }
        let mut found = Vec::new();
        // Facts tell what they found only where they hold.
        if !matches!(node, Node::Fact(_)) || self.scene.holds(node) {
            self.scene.reasons(node, &mut found);
        }
        found.iter().filter_map(|one| self.quote(one)).collect()
    }

    fn quote(&self, found: &Found) -> Option<Quote> {
        let doc = self.scene.doc;
        let (field, start, end, words) = match found {
            Found::Place(span) => {
                let (start, end) = self.scene.folded(span.field).origin(span.start, span.end);
                let words = self.scene.part(span.field).get(start..end)?;
                (span.field.as_str(), start, end, words.to_owned())
            }
            Found::Site => ("url", 0, doc.url.as_ref()?.len(), doc.url.clone()?),
            Found::Author => {
                let name = doc.author.name.as_ref().or(doc.author.handle.as_ref())?;
                ("author", 0, name.len(), name.clone())
            }
            Found::Beside(field, start, end, words) => (*field, *start, *end, words.clone()),
        };
        Some(Quote {
            field,
            start,
            end,
            words,
        })
    }
}

fn line(truth: &Truth) -> String {
    let sign = if truth.holds { '+' } else { '-' };
    let mut line = format!("{:indent$}{sign} {}", "", truth.part, indent = truth.depth * 2);
    if let Some(count) = truth.count {
        let _infallible = write!(line, ": {count} here");
    }
    let quoted = truth.places.iter().take(MAX_QUOTED).map(|quote| {
        let Quote {
            field, start, words, ..
        } = quote;
        format!("`{words}` at byte {start} of the {field}")
    });
    let mut quoted: Vec<String> = quoted.collect();
    if let Some(more) = truth
        .places
        .len()
        .checked_sub(MAX_QUOTED)
        .filter(|more| *more > 0)
    {
        quoted.push(format!("and {more} more"));
    }
    if !quoted.is_empty() {
        let _infallible = write!(line, ": {}", quoted.join(", "));
    }
    line
}

/// The tree of a query, one line per part.
pub(super) fn tree(expr: &Expr) -> String {
    let mut lines = Vec::new();
    branch(expr, 0, &mut lines);
    lines.join("\n")
}

fn branch(expr: &Expr, depth: usize, lines: &mut Vec<String>) {
    lines.push(format!("{:indent$}{}", "", label(expr), indent = depth * 2));
    match expr {
        Expr::And(all) | Expr::Or(all) => all.iter().for_each(|one| branch(one, depth + 1, lines)),
        Expr::Not(inner) | Expr::Count(_, inner) => branch(inner, depth + 1, lines),
        Expr::Saved(_, inner) => branch(inner, depth + 1, lines),
        Expr::Near(near) => {
            branch(&near.left, depth + 1, lines);
            branch(&near.right, depth + 1, lines);
        }
        Expr::Words(_) | Expr::Raw(_) | Expr::Tag(_) | Expr::Fact(_) => {}
    }
}

fn label(expr: &Expr) -> String {
    match expr {
        Expr::Words(words) => described(&words.parts) + in_field(words.within),
        Expr::Raw(raw) => format!("exactly `{}`{}", raw.text, in_field(raw.within)),
        Expr::Tag(tag) => tagged(tag),
        Expr::Near(near) => {
            let order = if near.ordered {
                "in this order"
            } else {
                "in either order"
            };
            match near.distance {
                0 => format!("both with no word between them, {order}"),
                1 => format!("both with at most 1 word between them, {order}"),
                most => format!("both with at most {most} words between them, {order}"),
            }
        }
        Expr::Count(1, _) => "at least once".to_owned(),
        Expr::Count(least, _) => format!("at least {least} times"),
        Expr::And(_) => "all of".to_owned(),
        Expr::Or(_) => "any of".to_owned(),
        Expr::Not(_) => "not".to_owned(),
        Expr::Saved(id, _) => format!("saved query `{id}`"),
        Expr::Fact(fact) => fact_label(fact),
    }
}

fn in_field(within: Option<Field>) -> &'static str {
    match within {
        Some(Field::Title) => " in the title",
        Some(Field::Text) => " in the text",
        None => "",
    }
}

fn tagged(tag: &Tag) -> String {
    let name = format!("`{}{}`", tag.sign.as_char(), tag.name);
    let like = if tag.name.contains(['*', '?']) {
        "s like"
    } else {
        ""
    };
    match (tag.sign, tag.wide) {
        (Sign::Hash, false) => format!("hashtag{like} {name}{}", in_field(tag.within)),
        (Sign::Hash, true) => format!("hashtag{like} {name}, also among the tags beside the text"),
        (Sign::At, false) => format!("account{like} {name} named{}", in_field(tag.within)),
        (Sign::At, true) => format!("account{like} {name} named, or the author's"),
    }
}

fn fact_label(fact: &Fact) -> String {
    match fact {
        Fact::Site(place) => format!("published on `{}{}` or below", place.host, place.path),
        Fact::Link(place) => format!("links to `{}{}` or below", place.host, place.path),
        Fact::Url(letters) => format!("address has `{letters}`"),
        Fact::Author(words) => format!("author has the {}", described(words)),
        Fact::Source(words) => format!("found by a source whose name has the {}", described(words)),
        Fact::Lang(code) => format!("in language `{code}`, as declared or judged"),
        Fact::Figure(figure, ordering, bound) => {
            let name = figure.as_str();
            let name = name.strip_suffix('s').filter(|_| *bound == 1).unwrap_or(name);
            format!("{} {bound} {name}", ordering.in_words())
        }
    }
}

fn described(parts: &[String]) -> String {
    match parts {
        [one] if one.contains(['*', '?']) => format!("words like `{one}`"),
        [one] => format!("word `{one}`"),
        _ => format!("phrase `{}`", parts.join(" ")),
    }
}
