//! The fields a query may name: what each looks at, and examples for those who misspell them.

use super::QueryError;
use super::expr::Figure;
use crate::text::nearest::nearest;

/// What a field looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Title,
    Text,
    Raw,
    Author,
    Site,
    Url,
    Link,
    Lang,
    Hashtag,
    Handle,
    Source,
    Query,
}

/// One field.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FieldName {
    /// As written before the colon.
    pub(super) name: &'static str,
    /// What it looks at.
    pub(super) of: Of,
    /// A value to show.
    pub(super) example: &'static str,
}

const fn field(name: &'static str, of: Of, example: &'static str) -> FieldName {
    FieldName { name, of, example }
}

/// All fields; those of one meaning in a row, the name to use first.
pub(super) static ALL: &[FieldName] = &[
    field("title", Of::Title, "acme"),
    field("text", Of::Text, "acme"),
    field("raw", Of::Raw, "\"C++\""),
    field("author", Of::Author, "\"Jo Doe\""),
    field("site", Of::Site, "jobs.example"),
    field("url", Of::Url, "/careers/"),
    field("link", Of::Link, "acme.example"),
    field("links", Of::Link, "acme.example"),
    field("lang", Of::Lang, "en"),
    field("language", Of::Lang, "en"),
    field("hashtag", Of::Hashtag, "acmelaunch"),
    field("handle", Of::Handle, "acme"),
    field("source", Of::Source, "\"Rocket news\""),
    field("query", Of::Query, "noise-jobs"),
];

/// The field of a name in any case.
pub(super) fn find(name: &str) -> Option<&'static FieldName> {
    ALL.iter().find(|field| field.name.eq_ignore_ascii_case(name))
}

/// Why a name before a colon is refused.
pub(super) fn unknown(name: &str, span: (usize, usize)) -> QueryError {
    let lower = name.to_ascii_lowercase();
    if matches!(lower.as_str(), "http" | "https" | "hxxp" | "hxxps" | "ftp") {
        let help = "write `site:acme.example` for where it was said, `link:acme.example` for what it links to, or put the \
                    address in quotes to find it in texts";
        return QueryError::new("an address is no query word", span, help);
    }
    if Figure::ALL.iter().any(|(known, _)| *known == lower) {
        let message = format!("`{lower}` is compared with a number, not looked for");
        return QueryError::new(message, span, format!("write for example `{lower}>1000`"));
    }
    let foreign = match lower.as_str() {
        "intitle" | "headline" | "subject" | "entrytitle" => Some("title"),
        "inurl" | "address" | "entryurl" => Some("url"),
        "domain" | "host" | "from_site" => Some("site"),
        "by" | "from" | "user" | "username" | "byline" => Some("author"),
        "body" | "content" | "intext" | "entrycontent" => Some("text"),
        "tag" | "tags" | "entrytag" => Some("hashtag"),
        "mention" | "mentions" | "to" => Some("handle"),
        "feed" => Some("source"),
        "saved" | "include" => Some("query"),
        _ => None,
    };
    let names = ALL.iter().map(|field| field.name);
    let longer = || {
        let mut names = ALL.iter().map(|field| field.name);
        names.find(|known| lower.len() > 2 && (known.starts_with(&lower) || lower.starts_with(*known)))
    };
    let close = foreign.or_else(|| nearest(&lower, names)).or_else(longer);
    let help = close.map_or_else(
        || {
            format!(
                "the fields are {}; put the words in quotes to look for them as they stand",
                names_of_all()
            )
        },
        |field| format!("did you mean `{field}:`?"),
    );
    QueryError::new(format!("there is no field `{name}:`"), span, help)
}

fn names_of_all() -> String {
    let mut shown: Vec<String> = Vec::new();
    let mut last = None;
    for field in ALL
        .iter()
        .filter(|field| last.replace(field.of) != Some(field.of))
    {
        shown.push(format!("`{}:`", field.name));
    }
    shown.join(", ")
}
