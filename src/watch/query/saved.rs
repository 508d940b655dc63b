//! Saved queries: named once, used by `query:id` in others. Some come ready-made.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use super::expr::Expr;
use super::fields::Of;
use super::lexer::{Kind, Token, lex};
use super::{QueryError, parser};
use crate::text::nearest::suggestion;

/// Longest id, in bytes.
pub const MAX_ID_BYTES: usize = 64;

/// A query under a name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedQuery {
    /// What it is called after `query:`: letters, digits, `-` and `_`.
    pub id: String,
    /// What it finds, in a few words.
    #[serde(default)]
    pub about: String,
    /// The query as written.
    #[serde(rename = "match")]
    pub query: String,
}

/// All saved queries, understood.
#[derive(Clone, Debug, Default)]
pub struct Library {
    known: BTreeMap<String, Arc<Expr>>,
}

/// Queries that come with the program: what many brands want to leave out.
pub static READY_MADE: LazyLock<Vec<SavedQuery>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct File {
        query: Vec<SavedQuery>,
    }
    // A test reads the file; a broken one would leave the list empty.
    toml::from_str::<File>(include_str!("ready_made.toml")).map_or_else(|_| Vec::new(), |file| file.query)
});

static SHIPPED: LazyLock<Library> = LazyLock::new(|| {
    let mut library = Library::default();
    let _none = library.add(&READY_MADE);
    library
});

impl Library {
    /// The ready-made queries alone.
    pub fn ready_made() -> &'static Self {
        &SHIPPED
    }

    /// The ready-made queries and these. What is wrong comes with the place of the query in the list; a query that names a
    /// wrong one is left out without complaint.
    pub fn new(saved: &[SavedQuery]) -> (Self, Vec<(usize, QueryError)>) {
        let mut library = Self::ready_made().clone();
        let errors = library.add(saved);
        (library, errors)
    }

    /// What a saved query says; `span` is where its name stands.
    pub(super) fn get(&self, id: &str, span: (usize, usize)) -> Result<Arc<Expr>, QueryError> {
        self.known.get(id).map(Arc::clone).ok_or_else(|| {
            let names: Vec<&str> = self.known.keys().map(String::as_str).collect();
            let help = suggestion(id, &names)
                .unwrap_or_else(|| "write a `[[query]]` with this id, or correct the name".to_owned());
            QueryError::new(format!("there is no saved query `{id}`"), span, help)
        })
    }

    fn add(&mut self, saved: &[SavedQuery]) -> Vec<(usize, QueryError)> {
        let mut errors = Vec::new();
        let mut drafts: BTreeMap<&str, Draft<'_>> = BTreeMap::new();
        for (index, one) in saved.iter().enumerate() {
            let draft = match lex(&one.query) {
                Ok(tokens) => Draft {
                    index,
                    source: &one.query,
                    tokens,
                },
                Err(error) => {
                    errors.push((index, error));
                    Draft {
                        index,
                        source: "",
                        tokens: Vec::new(),
                    }
                }
            };
            drafts.insert(&one.id, draft);
        }
        self.settle(&drafts, &mut errors);
        errors.sort_by_key(|(index, error)| (*index, error.start));
        errors
    }

    /// Reads every query whose own references are read already, again and again; what is left over is wrong.
    fn settle(&mut self, drafts: &BTreeMap<&str, Draft<'_>>, errors: &mut Vec<(usize, QueryError)>) {
        let mut waiting: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut asked_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut ready: Vec<&str> = Vec::new();
        for (&id, draft) in drafts {
            let needs: BTreeSet<&str> = draft
                .references()
                .map(|(name, _)| name)
                .filter(|name| drafts.contains_key(name))
                .collect();
            for &name in &needs {
                asked_by.entry(name).or_default().push(id);
            }
            if needs.is_empty() {
                ready.push(id);
            }
            waiting.insert(id, needs);
        }
        while let Some(id) = ready.pop() {
            waiting.remove(id);
            if let Some(draft) = drafts.get(id).filter(|draft| !draft.source.is_empty()) {
                match draft.parse(self) {
                    Ok(expr) => {
                        self.known.insert(id.to_owned(), Arc::new(expr));
                    }
                    // Named by another that is wrong: told there.
                    Err(error) if draft.blames(&error, drafts) => {}
                    Err(error) => errors.push((draft.index, error)),
                }
            }
            for asking in asked_by.get(id).into_iter().flatten() {
                if let Some(needs) = waiting.get_mut(asking)
                    && needs.remove(id)
                    && needs.is_empty()
                {
                    ready.push(asking);
                }
            }
        }
        for (&id, draft) in drafts.iter().filter(|(id, _)| waiting.contains_key(*id)) {
            if let Some((span, path)) = circle(id, draft, &waiting) {
                let message = format!(
                    "`query:{}` leads back to itself: {path}",
                    path.split(' ').nth(2).unwrap_or(id)
                );
                errors.push((
                    draft.index,
                    QueryError::new(message, span, "take one of these references out"),
                ));
            }
        }
    }
}

/// The reference by which a query leads back to itself, and the way; `None` if it only leads to such a circle.
fn circle(
    id: &str,
    draft: &Draft<'_>,
    waiting: &BTreeMap<&str, BTreeSet<&str>>,
) -> Option<((usize, usize), String)> {
    draft.references().find_map(|(first, span)| {
        let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut next = vec![first];
        while let Some(name) = next.pop() {
            if name == id {
                let mut way = vec![id];
                let mut at = id;
                while at != first {
                    at = came_from.get(at)?;
                    way.push(at);
                }
                way.push(id);
                way.dedup();
                way.reverse();
                let way = if way.len() == 1 { vec![id, id] } else { way };
                return Some((span, way.join(" → ")));
            }
            for &further in waiting.get(name).into_iter().flatten() {
                if further != first && !came_from.contains_key(further) {
                    came_from.insert(further, name);
                    next.push(further);
                }
            }
        }
        None
    })
}

/// A saved query whose tokens are read.
struct Draft<'a> {
    index: usize,
    source: &'a str,
    tokens: Vec<Token<'a>>,
}

impl<'a> Draft<'a> {
    /// Names after `query:` and where they stand.
    fn references(&self) -> impl Iterator<Item = (&'a str, (usize, usize))> + '_ {
        self.tokens.windows(2).filter_map(|pair| match pair {
            [
                Token {
                    kind: Kind::Field(field),
                    ..
                },
                Token {
                    kind: Kind::Words(name),
                    span,
                },
            ] if field.of == Of::Query => Some((name.trim(), *span)),
            _ => None,
        })
    }

    fn parse(&self, library: &Library) -> Result<Expr, QueryError> {
        parser::parse(self.source, &self.tokens, &|id, span| library.get(id, span))
    }

    /// Whether an error only says that a query of the same list is not there, because it is wrong itself.
    fn blames(&self, error: &QueryError, drafts: &BTreeMap<&str, Draft<'_>>) -> bool {
        self.references().any(|(name, span)| {
            span.1 == error.end
                && drafts.contains_key(name)
                && error.message.starts_with("there is no saved query")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::Query;

    fn saved(list: &[(&str, &str)]) -> (Library, Vec<(usize, QueryError)>) {
        let list: Vec<SavedQuery> = list
            .iter()
            .map(|(id, query)| SavedQuery {
                id: (*id).to_owned(),
                about: String::new(),
                query: (*query).to_owned(),
            })
            .collect();
        Library::new(&list)
    }

    #[test]
    fn a_saved_query_stands_for_what_it_says() {
        let (library, errors) = saved(&[
            ("all", "query:names NOT query:bad"),
            ("names", "acme OR \"acme rockets\""),
            ("bad", "clinic OR query:noise-jobs"),
        ]);
        assert_eq!(errors, []);
        let query = Query::parse_with("query:all -cheap", &library).unwrap();
        assert!(query.explain_match("Acme makes rockets").matches);
        for text in [
            "the Acme clinic",
            "Acme is hiring: join our team and apply now",
            "cheap acme",
        ] {
            assert!(!query.explain_match(text).matches, "{text}");
        }
        let near = Query::parse_with("query:names NEAR/2 fuel", &library).unwrap();
        assert!(near.explain_match("acme rockets with fuel").matches);
    }

    #[test]
    fn what_is_wrong_with_them_is_told_once_and_where() {
        let (_, errors) = saved(&[
            ("a", "x1 OR query:b"),
            ("b", "x2 OR query:c"),
            ("c", "x3 OR query:a"),
            ("to-circle", "x4 OR query:a"),
            ("self", "query:self x5"),
            ("broken", "acme OR ("),
            ("names-broken", "x6 query:broken"),
            ("unknown", "x7 OR query:noise-job"),
        ]);
        let told: Vec<String> = errors
            .iter()
            .map(|(index, error)| {
                format!(
                    "{index} {}..{} {} | {}",
                    error.start, error.end, error.message, error.help
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "0 12..13 `query:b` leads back to itself: a → b → c → a | take one of these references out",
                "1 12..13 `query:c` leads back to itself: b → c → a → b | take one of these references out",
                "2 12..13 `query:a` leads back to itself: c → a → b → c | take one of these references out",
                "4 6..10 `query:self` leads back to itself: self → self | take one of these references out",
                "5 9..9 the query ends too early | write a word, a phrase or a `(` after the operator, or remove it",
                "7 6..21 there is no saved query `noise-job` | did you mean `noise-jobs`?",
            ]
        );
    }

    #[test]
    fn nesting_cannot_grow_without_bound() {
        let list: Vec<(String, String)> = (0..60)
            .map(|n| {
                let query = if n == 0 {
                    "aa bb".to_owned()
                } else {
                    format!("query:q{} OR query:q{} NOT zz", n - 1, n - 1)
                };
                (format!("q{n}"), query)
            })
            .collect();
        let list: Vec<(&str, &str)> = list
            .iter()
            .map(|(id, query)| (id.as_str(), query.as_str()))
            .collect();
        let (_, errors) = saved(&list);
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(errors[0].1.message.ends_with("words and fields"), "{errors:?}");
    }

    #[test]
    fn the_ready_made_ones_are_read_and_do_what_they_say() {
        assert!(READY_MADE.len() >= 8);
        assert_eq!(Library::default().add(&READY_MADE), []);
        for (id, yes, no) in [
            (
                "noise-jobs",
                "We're hiring! Senior engineer (m/f/d), apply now",
                "Acme did a great job with the new rocket",
            ),
            (
                "noise-jobs",
                "Wir suchen Verstärkung: Mechaniker (m/w/d) in Vollzeit",
                "Ich suche eine Rakete",
            ),
            (
                "noise-coupons",
                "Acme promo code: 20% off + free shipping",
                "The code of the rocket is open source",
            ),
            (
                "noise-adult",
                "hot singles in your area, free nudes",
                "A hot day for the launch",
            ),
            (
                "noise-gambling",
                "best online casino bonus, no deposit free spins",
                "We took a gamble on rockets",
            ),
            (
                "noise-giveaways",
                "GIVEAWAY! Follow + retweet to win",
                "They give away nothing about the price",
            ),
            (
                "noise-markets",
                "Acme (NYSE:ACM) price target raised by analysts at Bank, shares of ACM opened at $12",
                "I share your opinion",
            ),
            (
                "noise-listings",
                "Acme skates size 9, excellent condition, free shipping, buy it now",
                "The condition of the track was bad",
            ),
            ("noise", "online casino no deposit bonus", "Acme rockets are fun"),
        ] {
            let query = Query::parse(&format!("query:{id}")).unwrap();
            assert!(query.explain_match(yes).matches, "{id}: {yes}");
            assert!(!query.explain_match(no).matches, "{id}: {no}");
        }
    }
}
