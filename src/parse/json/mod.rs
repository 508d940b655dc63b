//! JSON of an API → documents, by a mapping that is data.
//!
//! A mapping names where the items are and, per field, where in an item its value is. An expression is one or more
//! alternatives separated by ` | `, the first that yields a value wins; an alternative is one or more terms separated by
//! ` + `, which are added up; a term is an RFC 9535 `JSONPath` relative to the item (`$.user.name`) or a text in single
//! quotes with `{field}` or `{$.path}` placeholders (`'https://hn.example/item?id={id}'`). A path that begins with `$$`
//! is relative to the reply (`$$.account.name`), and `$.author_id -> $$.users[*].id -> $.name` takes the name of the user
//! among the reply's whose `id` is the item's `author_id`.

mod expression;
mod item;
mod record;
mod show;

use std::collections::BTreeMap;

use serde_json::Value;

use super::Context;
use crate::model::{ApiPlan, Document, Issue};
use crate::text::nearest::nearest;

use self::expression::Expression;
pub use self::expression::check_path;
pub(crate) use self::record::RecordMapping;
pub use self::show::inspect_json;

/// Most items read of one reply; APIs page at 20 to 1,000.
const MAX_ITEMS: usize = 10_000;

/// What stands before words of a reply in an issue.
pub const QUOTES: &str = "; it begins ";
/// Most issues reported one by one.
const MAX_ISSUES: usize = 50;

/// Fields that a mapping may fill, with what they mean.
pub const FIELDS: &[(&str, &str)] = &[
    ("id", "id of the item, unique within the API"),
    ("url", "address where a person can read the item"),
    ("title", "title, plain text"),
    ("text", "body, plain text"),
    (
        "escaped",
        "body, plain text in which `&`, `<` and `>` are written as `&amp;`, `&lt;` and `&gt;`",
    ),
    (
        "html",
        "body as HTML; gives text and links, unless `text` is mapped too",
    ),
    ("author", "name shown"),
    ("author_handle", "account name"),
    ("author_url", "profile address"),
    ("followers", "followers of the author"),
    ("listed", "lists the author is on, or subscribers to its feed"),
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
    (
        "again",
        "what the API is asked again about the item by, where that is not its `id`; items without it are not asked about",
    ),
    (
        "gone",
        "any value says that the item was deleted; for items that are asked about again",
    ),
    ("paid", "whether the platform flags it as paid partnership"),
    ("platform", "platform name, where one API carries several"),
];

/// A mapping whose `JSONPath`s are compiled.
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
        let compiled = Self::read(items, fields, &mut errors);
        if !["text", "escaped", "html", "title"]
            .iter()
            .any(|name| fields.contains_key(*name))
        {
            errors.push(
                "`fields` maps none of `text`, `escaped`, `html` and `title`; there would be nothing to listen to"
                    .to_owned(),
            );
        }
        if errors.is_empty() {
            Ok(compiled)
        } else {
            Err(errors)
        }
    }

    /// Compiles a mapping of counts: each item has an `id` and at least one of `counts`.
    pub fn compile_counts(
        items: &str,
        fields: &BTreeMap<String, String>,
        counts: &[&str],
    ) -> Result<Self, Vec<String>> {
        let mut errors = Vec::new();
        let compiled = Self::read(items, fields, &mut errors);
        if !fields.contains_key("id") {
            errors.push("`fields.id` is missing: it tells which item an answer is about".to_owned());
        }
        if !counts.iter().any(|name| fields.contains_key(*name)) {
            errors.push(format!(
                "`fields` maps none of `{}`; there would be nothing to read",
                counts.join("`, `")
            ));
        }
        if errors.is_empty() {
            Ok(compiled)
        } else {
            Err(errors)
        }
    }

    fn read(items: &str, fields: &BTreeMap<String, String>, errors: &mut Vec<String>) -> Self {
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
        Self {
            items: paths,
            items_source: items.to_owned(),
            fields: compiled,
        }
    }

    /// Reads every item of one reply.
    pub fn documents(&self, value: &Value, ctx: &Context<'_>) -> (Vec<Document>, Vec<Issue>) {
        let mut issues = Vec::new();
        let reply = item::Reply::new(value, &self.fields);
        let items = self.items(&reply, value, ctx, &mut issues);
        let mut documents = Vec::with_capacity(items.len().min(1000));
        let mut failed = 0_usize;
        for (at, item) in items.into_iter().enumerate() {
            let mut noticed = Vec::new();
            match item::read(&self.fields, item, &reply, ctx, &mut noticed) {
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

    fn items<'v>(
        &self,
        reply: &item::Reply<'_>,
        value: &'v Value,
        ctx: &Context<'_>,
        issues: &mut Vec<Issue>,
    ) -> Vec<&'v Value> {
        let mut items = self
            .items
            .iter()
            .map(|paths| paths.iter().flat_map(|path| path.all(value)).collect::<Vec<_>>())
            .find(|found| found.iter().any(|item| item.is_object()))
            .unwrap_or_default();
        // A reply that is one object is taken for an item where the mapping allows that; an error message is not one.
        let is_message = matches!(items.as_slice(), [only] if std::ptr::eq(*only, value))
            && item::read(&self.fields, value, reply, ctx, &mut Vec::new()).is_err();
        if is_message {
            items.clear();
        }
        if items.is_empty() && !self.says_none(value) {
            issues.push(Issue(format!(
                "the reply has nothing at `{}`{QUOTES}{}",
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

    /// Whether the reply says itself that it has no items: an empty list, a count of 0 or an object with nothing in it.
    fn says_none(&self, value: &Value) -> bool {
        value.as_object().is_some_and(serde_json::Map::is_empty)
            || self.items.iter().flatten().any(|path| path.says_none(value))
    }
}

/// Reads every item of one reply by the plan's mapping, compiled here; a plan that was checked always compiles.
pub fn documents(value: &Value, plan: &ApiPlan, ctx: &Context<'_>) -> (Vec<Document>, Vec<Issue>) {
    match Mapping::compile(&plan.items, &plan.fields) {
        Ok(mapping) => mapping.documents(value, ctx),
        Err(errors) => (Vec::new(), errors.into_iter().map(Issue).collect()),
    }
}

/// The first value at a `JSONPath`, for paging; `None` if there is none or it is null.
pub fn at<'v>(path: &str, value: &'v Value) -> Option<&'v Value> {
    expression::Path::compile(path)
        .ok()?
        .all(value)
        .into_iter()
        .find(|found| !found.is_null())
}

/// Whether the reply holds no item at any of the alternatives of `items`.
pub fn is_empty(items: &str, value: &Value) -> bool {
    let has_none = |path: &expression::Path| path.says_none(value) || path.all(value).is_empty();
    expression::paths(items).is_ok_and(|paths| paths.iter().flatten().all(has_none))
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
    let hint = nearest(name, known.iter().copied()).map_or_else(
        || format!("known are {}", known.join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    format!("`fields.{name}` is not a field of a document; {hint}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::model::{Platform, SourceName};

    fn context(source: &SourceName) -> Context<'_> {
        Context {
            source,
            base_url: None,
            content_type: None,
            seen: jiff::Timestamp::UNIX_EPOCH,
            platform: Platform::Web,
            language: Some("en"),
        }
    }

    fn mapping(items: &str, fields: &[(&str, &str)]) -> Mapping {
        let fields = fields
            .iter()
            .map(|(name, path)| ((*name).to_owned(), (*path).to_owned()))
            .collect();
        Mapping::compile(items, &fields).unwrap()
    }

    fn read(mapping: &Mapping, value: &Value) -> (Vec<Document>, Vec<String>) {
        let source = SourceName::from("api");
        let (documents, issues) = mapping.documents(value, &context(&source));
        (documents, issues.into_iter().map(|issue| issue.0).collect())
    }

    #[test]
    fn maps_every_field() {
        let mapping = mapping(
            "$.list[*]",
            &[
                ("id", "$.id"),
                ("url", "'https://a.example/{id}/{last:$.uri}'"),
                ("title", "$.none | $.t"),
                ("html", "$.body"),
                ("author", "$.who.name"),
                ("author_handle", "$.who.acct"),
                ("author_url", "$.who.url"),
                ("followers", "$.who.followers"),
                ("bot", "$.who.bot"),
                ("published", "$.at"),
                ("updated", "$.edited"),
                ("likes", "$.up"),
                ("comments", "$.replies"),
                ("shares", "$.reposts + $.quotes"),
                ("views", "$.views"),
                ("language", "$.lang"),
                ("tags", "$.tags[*].name"),
                ("links", "$.facets[*].uri"),
                ("paid", "$.ad"),
                ("platform", "$.where"),
            ],
        );
        let (documents, issues) = read(
            &mapping,
            &json!({ "list": [{
                "id": 7, "uri": "at://x/y/rkey", "t": "One &amp; all",
                "body": "<p>Hello <a href=\"https://acme.example/x\" rel=\"nofollow\">Acme</a></p><p>Two</p>",
                "who": { "name": "Ann", "acct": "@ann", "url": "https://m.example/@ann", "followers": "1,200", "bot": true },
                "at": 1_700_000_000, "edited": "2023-11-15T00:00:00Z", "up": "12", "replies": 3, "reposts": 4,
                "quotes": 5, "views": 1e3, "lang": "en-GB", "tags": [{ "name": "#Acme" }, { "name": "skates" }],
                "facets": [{ "uri": "https://acme.example/y" }], "ad": 1, "where": "mastodon",
            }]}),
        );
        assert_eq!(issues, Vec::<String>::new());
        let document = &documents[0];
        assert_eq!(document.id.as_deref(), Some("7"));
        assert_eq!(document.url.as_deref(), Some("https://a.example/7/rkey"));
        assert_eq!(document.title, "One & all");
        assert_eq!(document.text, "Hello Acme\nTwo");
        assert_eq!(document.author.handle.as_deref(), Some("ann@m.example"));
        assert_eq!(
            (document.author.followers, document.author.bot),
            (Some(1200), true)
        );
        assert_eq!(document.published.unwrap().as_second(), 1_700_000_000);
        assert_eq!(document.engagement.actions(), Some(12 + 3 + 9));
        assert_eq!(document.engagement.views, Some(1000));
        assert_eq!(document.language.as_deref(), Some("en"));
        assert_eq!(document.categories, ["Acme", "skates"]);
        let links: Vec<(&str, usize)> = document
            .links
            .iter()
            .map(|link| (link.url.as_str(), link.rel.len()))
            .collect();
        assert_eq!(
            links,
            [("https://acme.example/x", 1), ("https://acme.example/y", 0)]
        );
        assert!(document.paid_flag);
        assert_eq!(document.platform, Platform::Mastodon);
    }

    #[test]
    fn fields_may_stand_elsewhere_in_the_reply() {
        let mapping = mapping(
            "$.posts[*] | $.meta.count",
            &[
                ("id", "$.id"),
                ("escaped", "$.text"),
                ("author", "$.by -> $$.users[*].key -> $.names[0] | $$.site.name"),
                ("author_url", "'/u/{$.by}'"),
                ("followers", "$.by -> $$.users[*].key -> $.followers"),
                ("tags", "$.by -> $$.users[*].key -> $.names[*]"),
            ],
        );
        let (documents, issues) = read(
            &mapping,
            &json!({
                "posts": [{ "id": 1, "by": 7, "text": "A &amp; B" }, { "id": 2, "by": "8", "text": "x" }, { "id": 3 }],
                "users": [{ "key": "7", "names": ["Ann", "ann"], "followers": 5 }, { "key": 9, "names": ["No"] }],
                "site": { "name": "Site" },
            }),
        );
        assert_eq!(issues, Vec::<String>::new());
        let names: Vec<_> = documents
            .iter()
            .map(|d| d.author.name.as_deref().unwrap())
            .collect();
        assert_eq!(names, ["Ann", "Site", "Site"]);
        assert_eq!(documents[0].text, "A & B");
        assert_eq!(documents[0].author.followers, Some(5));
        assert_eq!(documents[0].categories, ["Ann", "ann"]);
        for (reply, is_fault) in [
            (json!({ "meta": { "count": 0 } }), false),
            (json!({ "posts": [] }), false),
            (json!({}), false),
            (json!({ "meta": { "count": 2 } }), true),
            (json!({ "error": "no" }), true),
        ] {
            let (documents, issues) = read(&mapping, &reply);
            assert_eq!((documents.len(), !issues.is_empty()), (0, is_fault), "{reply}");
            assert!(is_fault || is_empty("$.posts[*] | $.meta.count", &reply));
        }
        let wrong = [("text", "$.a -> $.users[*] -> $.b")].map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert!(
            Mapping::compile("$.a[*]", &wrong.into()).unwrap_err()[0].contains("the key of every record")
        );
    }

    #[test]
    fn a_bad_item_costs_only_itself() {
        let mapping = mapping(
            "$.list[*]",
            &[
                ("id", "$.id"),
                ("text", "$.t"),
                ("likes", "$.up"),
                ("published", "$.at"),
            ],
        );
        let (documents, issues) = read(
            &mapping,
            &json!({ "list": ["odd", {}, { "id": "a", "t": "x", "up": {}, "at": "never" }, { "id": "b", "at": 1.7e12 }] }),
        );
        assert_eq!(documents.len(), 2);
        assert_eq!(documents[0].engagement.likes, None);
        assert_eq!(documents[1].published.unwrap().as_second(), 1_700_000_000);
        assert_eq!(
            issues,
            [
                "item 1: it is a text, not an object",
                "item 2: it has none of id, url, title and text",
                "item 3: `likes` is an object, not a number",
                "item 3: `published` is `never`, not a time",
            ]
        );
    }

    #[test]
    fn an_error_reply_is_no_empty_list() {
        let mapping = mapping("$.list[*] | $", &[("id", "$.id"), ("text", "$.t")]);
        assert_eq!(read(&mapping, &json!({ "list": [] })).1, Vec::<String>::new());
        let (documents, issues) = read(&mapping, &json!({ "error": "slow down" }));
        assert!(documents.is_empty());
        assert_eq!(
            issues,
            ["the reply has nothing at `$.list[*] | $`; it begins `{\"error\":\"slow down\"}`"]
        );
        assert_eq!(read(&mapping, &json!({ "id": 1, "t": "alone" })).0.len(), 1);
    }

    #[test]
    fn addresses_in_text_become_links() {
        let mapping = mapping("$[*]", &[("text", "$.t")]);
        let text = "See [us](https://acme.example/a_b), (https://acme.example/c) or https://en.example/X_(y)! http://z.example.";
        let (documents, _) = read(&mapping, &json!([{ "t": text }]));
        let links: Vec<&str> = documents[0].links.iter().map(|link| link.url.as_str()).collect();
        assert_eq!(
            links,
            [
                "https://acme.example/a_b",
                "https://acme.example/c",
                "https://en.example/X_(y)",
                "http://z.example/"
            ]
        );
    }

    #[test]
    fn huge_replies_are_bounded() {
        let mapping = mapping("$[*]", &[("id", "$.id"), ("text", "$.t")]);
        let many: Vec<Value> = (0..MAX_ITEMS + 5).map(|n| json!({ "id": n, "t": "x" })).collect();
        let (documents, issues) = read(&mapping, &Value::Array(many));
        assert_eq!(documents.len(), MAX_ITEMS);
        assert_eq!(issues.len(), 1);
        let (_, issues) = read(&mapping, &Value::Array(vec![json!({}); 500]));
        assert_eq!(issues.len(), MAX_ISSUES + 1);
    }

    #[test]
    fn jsonpath_conforms() {
        let value = json!({ "a": [{ "b": 1, "k": "x" }, { "b": 2 }, { "b": 3, "k": "y" }], "é": { "c d": [0, 1, 2, 3, 4] } });
        for (path, want) in [
            ("$.a[*].b", json!([1, 2, 3])),
            ("$['é']['c d'][1:4:2]", json!([1, 3])),
            ("$.é['c d'][-1]", json!([4])),
            ("$.a[?@.k].b", json!([1, 3])),
            ("$.a[?@.b > 1 && @.k == 'y'].b", json!([3])),
            ("$.a[?!@.k].b", json!([2])),
            ("$.a[?match(@.k, '[xz]')].b", json!([1])),
            ("$.a[?length(@.k) == 1].b", json!([1, 3])),
            ("$..k", json!(["x", "y"])),
            ("$.a[0,2].k", json!(["x", "y"])),
            ("$.nothing.at.all", json!([])),
        ] {
            let path = expression::Path::compile(path).unwrap();
            assert_eq!(json!(path.all(&value)), want, "{path:?}");
        }
        for wrong in [
            "a.b",
            "$.",
            "$[",
            "$.a[?]",
            "$.a[01]",
            "$.a b",
            "$[?@.a = 1]",
            "$['a]",
        ] {
            assert!(check_path(wrong).is_err(), "{wrong}");
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,30}".prop_map(Value::from),
            "https?://.{0,20}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 64, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                proptest::collection::hash_map("(id|text|html|at|up|list|url|[a-z])", inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_reply_is_survived(value in any_json()) {
            let mapping = mapping("$.list[*] + $[*]", &[
                ("id", "$.id"), ("text", "$.text"), ("html", "$.html"), ("published", "$.at"), ("likes", "$.up + $.id"),
                ("url", "$.url | '{id}'"), ("links", "$..url"), ("bot", "$.up"), ("tags", "$.list"),
            ]);
            let (documents, _) = read(&mapping, &value);
            prop_assert!(documents.len() <= MAX_ITEMS);
        }

        #[test]
        fn any_mapping_is_survived(items in ".{0,40}", path in "[$'{}a-z.|+ \\[\\]*?@<>=!:0-9-]{0,40}") {
            let fields = BTreeMap::from([("text".to_owned(), path)]);
            if let Err(errors) = Mapping::compile(&items, &fields) {
                prop_assert!(errors.iter().all(|error| !error.is_empty()));
            }
        }
    }
}
