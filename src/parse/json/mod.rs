//! JSON of an API → documents, by a mapping that is data.
//!
//! A mapping names where the items are and, per field, where in an item its value is. An expression is one or more
//! alternatives separated by ` | `, the first that yields a value wins; an alternative is one or more terms separated by
//! ` + `, which are added up; a term is an RFC 9535 JSONPath relative to the item (`$.user.name`) or a text in single
//! quotes with `{field}` or `{$.path}` placeholders (`'https://hn.example/item?id={id}'`).

mod expression;
mod item;
mod show;

use std::collections::BTreeMap;

use serde_json::Value;

use super::Context;
use crate::model::{ApiPlan, Document, Issue};

use self::expression::Expression;
pub use self::expression::check_path;
pub use self::show::inspect_json;

/// Most items read of one reply; APIs page at 20 to 1,000.
const MAX_ITEMS: usize = 10_000;
/// Most issues reported one by one.
const MAX_ISSUES: usize = 50;

/// Fields that a mapping may fill, with what they mean.
pub const FIELDS: &[(&str, &str)] = &[
    ("id", "id of the item, unique within the API"),
    ("url", "address where a person can read the item"),
    ("title", "title, plain text"),
    ("text", "body, plain text"),
    (
        "html",
        "body as HTML; gives text and links, unless `text` is mapped too",
    ),
    ("author", "name shown"),
    ("author_handle", "account name"),
    ("author_url", "profile address"),
    ("followers", "followers of the author"),
    ("bot", "whether the account is automated"),
    (
        "published",
        "when it was published: RFC 3339, RFC 2822, Unix seconds or milliseconds",
    ),
    ("updated", "when it was last changed, same forms"),
    ("likes", "likes, favourites, up-votes, score"),
    ("comments", "comments, replies"),
    ("shares", "shares, boosts, reposts, quotes"),
    ("views", "views, plays"),
    ("language", "language code"),
    ("tags", "tags or categories; every value found is taken"),
    (
        "links",
        "addresses the item points to; every value found is taken",
    ),
    ("paid", "whether the platform flags it as paid partnership"),
    ("platform", "platform name, where one API carries several"),
];

/// A mapping whose JSONPaths are compiled.
#[derive(Debug)]
pub struct Mapping {
    /// Alternatives, each of lists that are put together.
    items: Vec<Vec<expression::Path>>,
    /// As written.
    items_source: String,
    fields: BTreeMap<&'static str, Expression>,
}

impl Mapping {
    /// Compiles a mapping; every error names its key and what is wrong at which character.
    pub fn compile(items: &str, fields: &BTreeMap<String, String>) -> Result<Self, Vec<String>> {
        let mut errors = Vec::new();
        let paths = expression::paths(items).unwrap_or_else(|error| {
            errors.push(format!("`items`: {error}"));
            Vec::new()
        });
        let mut compiled = BTreeMap::new();
        for (name, source) in fields {
            let Some(&(known, _)) = FIELDS.iter().find(|(known, _)| known == name) else {
                errors.push(unknown_field(name));
                continue;
            };
            match Expression::compile(source) {
                Ok(expression) => {
                    compiled.insert(known, expression);
                }
                Err(error) => errors.push(format!("`fields.{name}`: {error}")),
            }
        }
        if !["text", "html", "title"]
            .iter()
            .any(|name| fields.contains_key(*name))
        {
            errors.push(
                "`fields` maps none of `text`, `html` and `title`; there would be nothing to listen to"
                    .to_owned(),
            );
        }
        if errors.is_empty() {
            Ok(Self {
                items: paths,
                items_source: items.to_owned(),
                fields: compiled,
            })
        } else {
            Err(errors)
        }
    }

    /// Reads every item of one reply.
    pub fn documents(&self, value: &Value, ctx: &Context<'_>) -> (Vec<Document>, Vec<Issue>) {
        let mut issues = Vec::new();
        let items = self.items(value, ctx, &mut issues);
        let mut documents = Vec::with_capacity(items.len().min(1000));
        let mut failed = 0_usize;
        for (at, item) in items.into_iter().enumerate() {
            let mut noticed = Vec::new();
            match item::read(&self.fields, item, ctx, &mut noticed) {
                Ok(document) => documents.push(document),
                Err(why) => noticed.push(why),
            }
            for what in noticed {
                failed += 1;
                if failed <= MAX_ISSUES {
                    issues.push(Issue(format!("item {}: {what}", at + 1)));
                }
            }
        }
        if failed > MAX_ISSUES {
            issues.push(Issue(format!(
                "{} further items have such faults",
                failed - MAX_ISSUES
            )));
        }
        (documents, issues)
    }

    fn items<'v>(&self, value: &'v Value, ctx: &Context<'_>, issues: &mut Vec<Issue>) -> Vec<&'v Value> {
        let mut items = self
            .items
            .iter()
            .map(|paths| paths.iter().flat_map(|path| path.all(value)).collect::<Vec<_>>())
            .find(|found| found.iter().any(|item| item.is_object()))
            .unwrap_or_default();
        // A reply that is one object is taken for an item where the mapping allows that; an error message is not one.
        let is_message = matches!(items.as_slice(), [only] if std::ptr::eq(*only, value))
            && item::read(&self.fields, value, ctx, &mut Vec::new()).is_err();
        if is_message {
            items.clear();
        }
        if items.is_empty() && !self.items.iter().flatten().any(|path| path.is_empty_list(value)) {
            issues.push(Issue(format!(
                "the reply has nothing at `{}`; it begins {}",
                self.items_source,
                beginning(value)
            )));
        }
        if items.len() > MAX_ITEMS {
            issues.push(Issue(format!(
                "{} items; only the first {MAX_ITEMS} were read",
                items.len()
            )));
            items.truncate(MAX_ITEMS);
        }
        items
    }
}

/// Reads every item of one reply by the plan's mapping, compiled here; a plan that was checked always compiles.
pub fn documents(value: &Value, plan: &ApiPlan, ctx: &Context<'_>) -> (Vec<Document>, Vec<Issue>) {
    match Mapping::compile(&plan.items, &plan.fields) {
        Ok(mapping) => mapping.documents(value, ctx),
        Err(errors) => (Vec::new(), errors.into_iter().map(Issue).collect()),
    }
}

/// The first value at a JSONPath, for paging; `None` if there is none or it is null.
pub fn at<'v>(path: &str, value: &'v Value) -> Option<&'v Value> {
    expression::Path::compile(path)
        .ok()?
        .all(value)
        .into_iter()
        .find(|found| !found.is_null())
}

/// Whether the reply holds no item at any of the alternatives of `items`.
pub fn is_empty(items: &str, value: &Value) -> bool {
    expression::paths(items).is_ok_and(|paths| paths.iter().flatten().all(|path| path.all(value).is_empty()))
}

fn beginning(value: &Value) -> String {
    let text = value.to_string();
    let mut short: String = text.chars().take(120).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("`{short}`")
}

fn unknown_field(name: &str) -> String {
    let known: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
    let hint = nearest(name, &known).map_or_else(
        || format!("known are {}", known.join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    format!("`fields.{name}` is not a field of a document; {hint}")
}

/// The candidate nearest to `word`, if it is near enough to be what was meant.
pub fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1) + 1;
    candidates
        .iter()
        .map(|candidate| (distance(word, candidate), *candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().take(64).enumerate() {
        let mut diagonal = i;
        let mut last = i + 1;
        for (cell, right) in row.iter_mut().skip(1).zip(&b) {
            let next = (diagonal + usize::from(left != *right))
                .min(*cell + 1)
                .min(last + 1);
            diagonal = std::mem::replace(cell, next);
            last = next;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}
