//! How a query was understood, and why it does or does not match.

use std::fmt::{self, Write as _};

use super::{Expr, Query, Words};
use crate::model::Document;
use crate::watch::patterns::{Collector, Layer};
use crate::watch::rules::{Found, Node, Rule, Scene, in_layer};

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
    /// Why a text does or does not match, compared as brands are by default (folded, look-alikes read).
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

    /// Why a document does or does not match, `site:`, `author:` and `lang:` included.
    pub fn explain_document(&self, doc: &Document) -> Explanation {
        let mut collector = Collector::default();
        let rule = Rule::bind(self.expr(), Layer::Unmasked, 0, &mut collector);
        let Ok(patterns) = collector.build() else {
            return Explanation::default();
        };
        let (title, text) = (
            in_layer(&doc.title, Layer::Unmasked),
            in_layer(&doc.text, Layer::Unmasked),
        );
        let seen = patterns.read(&title.text, &text.text, &[Layer::Unmasked]);
        let scene = Scene::new(doc, &title, &text, &seen);
        let mut explanation = Explanation {
            matches: scene.holds(&rule.node),
            ..Explanation::default()
        };
        if explanation.matches {
            explanation.places = places(&scene, &rule.node);
        }
        walk(self.expr(), &rule.node, &scene, 0, &mut explanation.lines);
        explanation
    }
}

fn places(scene: &Scene<'_>, node: &Node) -> Vec<(&'static str, usize, usize)> {
    let mut found = Vec::new();
    scene.reasons(node, &mut found);
    let mut spans: Vec<_> = found
        .into_iter()
        .filter_map(|one| match one {
            Found::Place(span) => Some(span),
            Found::Site | Found::Author => None,
        })
        .collect();
    spans.sort_unstable();
    spans.dedup();
    let origin = |span: &crate::watch::rules::Span| {
        let (start, end) = scene.folded(span.field).origin(span.start, span.end);
        (span.field.as_str(), start, end)
    };
    spans.iter().map(origin).collect()
}

fn walk(expr: &Expr, node: &Node, scene: &Scene<'_>, depth: usize, lines: &mut Vec<String>) {
    let sign = if scene.holds(node) { '+' } else { '-' };
    let mut line = format!("{:indent$}{sign} {}", "", label(expr), indent = depth * 2);
    if matches!(expr, Expr::Words(_) | Expr::Near(..)) {
        let quoted: Vec<String> = places(scene, node)
            .iter()
            .take(MAX_QUOTED)
            .filter_map(|&(field, start, end)| {
                let part = if field == "title" {
                    &scene.doc.title
                } else {
                    &scene.doc.text
                };
                part.get(start..end)
                    .map(|words| format!("`{words}` at byte {start} of the {field}"))
            })
            .collect();
        if !quoted.is_empty() {
            let _infallible = write!(line, ": {}", quoted.join(", "));
        }
    }
    lines.push(line);
    match (expr, node) {
        (Expr::And(exprs), Node::And(nodes)) | (Expr::Or(exprs), Node::Or(nodes)) => {
            for (expr, node) in exprs.iter().zip(nodes) {
                walk(expr, node, scene, depth + 1, lines);
            }
        }
        (Expr::Not(expr), Node::Not(node)) => walk(expr, node, scene, depth + 1, lines),
        (Expr::Near(a, _, b), Node::Near(x, _, y)) => {
            walk(a, x, scene, depth + 1, lines);
            walk(b, y, scene, depth + 1, lines);
        }
        _ => {}
    }
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
        Expr::Not(inner) => branch(inner, depth + 1, lines),
        Expr::Near(left, _, right) => {
            branch(left, depth + 1, lines);
            branch(right, depth + 1, lines);
        }
        Expr::Words(_) | Expr::Site { .. } | Expr::Author(_) | Expr::Lang(_) => {}
    }
}

fn label(expr: &Expr) -> String {
    match expr {
        Expr::Words(words) => described(words),
        Expr::Near(_, distance, _) => {
            format!("both with at most {distance} words between them, in either order")
        }
        Expr::And(_) => "all of".to_owned(),
        Expr::Or(_) => "any of".to_owned(),
        Expr::Not(_) => "not".to_owned(),
        Expr::Site { host, path } => format!("published on `{host}{path}` or below"),
        Expr::Author(words) => format!("author has the {}", described(words)),
        Expr::Lang(code) => format!("declared to be in language `{code}`"),
    }
}

fn described(words: &Words) -> String {
    match words.parts.as_slice() {
        [one] if one.contains(['*', '?']) => format!("words like {words}"),
        [_] => format!("word {words}"),
        _ => words.to_string(),
    }
}
