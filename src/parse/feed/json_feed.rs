//! JSON Feed 1.0 and 1.1, with the liberties its writers take: numbers as ids, missing versions, cut-off files.
//!
//! feed-rs reads JSON Feed strictly (one missing title or number for an id costs the feed) and without telling `url`,
//! `external_url` and attachments apart, so this format is read directly.

use serde_json::{Map, Value};
use url::Url;

use super::entry::{joint_author, primary_tag};
use super::rewrite::MAX_ITEMS;
use super::{ParsedFeed, person};
use crate::model::{Author, Document, Enclosure, Issue, Link};
use crate::parse::{Context, Refusal};
use crate::text::date;
use crate::text::html::{absolute, text_and_links, to_text_if_markup};

/// Reads a JSON Feed.
pub(super) fn read(text: &str, ctx: &Context<'_>) -> Result<ParsedFeed, Refusal> {
    let (value, cut_short) = first_value(text)?;
    let Value::Object(root) = value else {
        return Err(Refusal(
            "this is JSON, but not a JSON Feed: it is no object with `items`".to_owned(),
        ));
    };
    let Some(Value::Array(items)) = root.get("items") else {
        return Err(Refusal(
            "this is JSON, but not a JSON Feed: it has no list `items`; if it is an API, declare \
                            the source as `api`"
                .to_owned(),
        ));
    };
    let mut issues = Vec::new();
    if cut_short {
        issues.push(Issue(
            "the feed ends in the middle; whole items were read".to_owned(),
        ));
    }
    if items.len() > MAX_ITEMS {
        issues.push(Issue(format!("only the first {MAX_ITEMS} items were read")));
    }
    let feed = FeedFacts {
        language: text_of(&root, "language"),
        authors: authors_of(&root),
    };
    let mut strangers = 0_usize;
    let documents: Vec<Document> = items
        .iter()
        .take(MAX_ITEMS)
        .filter_map(|item| {
            let item = item.as_object();
            strangers += usize::from(item.is_none());
            item.map(|item| document(item, &feed, ctx))
        })
        .collect();
    if strangers > 0 {
        issues.push(Issue(format!(
            "{strangers} items were no objects and were left out"
        )));
    }
    Ok(ParsedFeed {
        format: "json".to_owned(),
        title: text_of(&root, "title").map(|title| to_text_if_markup(&title)),
        link: text_of(&root, "home_page_url"),
        language: feed.language,
        ttl_secs: None,
        documents,
        issues,
    })
}

struct FeedFacts {
    language: Option<String>,
    authors: Vec<Author>,
}

/// The first JSON value of a text, and whether it had to be closed after its last whole item.
fn first_value(text: &str) -> Result<(Value, bool), Refusal> {
    let error = match serde_json::Deserializer::from_str(text)
        .into_iter::<Value>()
        .next()
    {
        Some(Ok(value)) => return Ok((value, false)),
        Some(Err(error)) => error.to_string(),
        None => "it is empty".to_owned(),
    };
    last_whole_item(text)
        .and_then(|end| text.get(..end))
        .and_then(|whole| serde_json::from_str(&format!("{whole}]}}")).ok())
        .map(|value| (value, true))
        .ok_or_else(|| Refusal(format!("this begins like JSON but cannot be read: {error}")))
}

/// Where the last object directly inside a list of the root object ends.
fn last_whole_item(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped, mut end) = (0_u32, false, false, None);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 2 && byte == b'}' {
                    end = Some(at + 1);
                }
            }
            _ => {}
        }
    }
    end
}

fn document(item: &Map<String, Value>, feed: &FeedFacts, ctx: &Context<'_>) -> Document {
    let id = text_of(item, "id");
    let external = text_of(item, "external_url").and_then(|url| made_absolute(&url, ctx.base_url));
    let own = text_of(item, "url").and_then(|url| made_absolute(&url, ctx.base_url));
    let id_url = || {
        id.as_deref()
            .filter(|id| id.starts_with("http"))
            .and_then(|id| made_absolute(id, None))
    };
    let url = own.or_else(id_url).or_else(|| external.clone());
    let html = text_of(item, "content_html");
    let (mut text, mut links) = html
        .as_deref()
        .map(|html| text_and_links(html, ctx.base_url))
        .unwrap_or_default();
    if text.is_empty() {
        text = text_of(item, "content_text")
            .or_else(|| text_of(item, "summary"))
            .unwrap_or_default();
    }
    if let Some(external) = external.filter(|external| Some(external) != url.as_ref()) {
        let link = Link {
            url: external,
            rel: vec!["related".to_owned()],
            in_main: true,
            ..Link::default()
        };
        links.push(link);
    }
    let own_authors = authors_of(item);
    let authors = if own_authors.is_empty() {
        &feed.authors
    } else {
        &own_authors
    };
    let published = date_of(item, "date_published");
    let language = text_of(item, "language").or_else(|| feed.language.clone());
    Document {
        source: ctx.source.clone(),
        id,
        url,
        title: text_of(item, "title")
            .map(|title| to_text_if_markup(&title).replace('\n', " "))
            .unwrap_or_default(),
        text,
        html: html.filter(|html| html.contains('<')),
        links,
        author: joint_author(authors),
        published,
        updated: date_of(item, "date_modified").filter(|at| Some(*at) != published),
        seen: ctx.seen,
        language: language.as_deref().or(ctx.language).and_then(primary_tag),
        categories: tags_of(item),
        enclosures: attachments_of(item, ctx.base_url),
        platform: ctx.platform,
        ..Document::default()
    }
}

/// As written if absolute, else joined; `None` for anything but the web.
fn made_absolute(url: &str, base: Option<&Url>) -> Option<String> {
    let joined = absolute(url, base)?;
    Some(if url.starts_with("http") {
        url.to_owned()
    } else {
        joined.into()
    })
}

/// A text, or a number written as one.
fn text_of(object: &Map<String, Value>, key: &str) -> Option<String> {
    let text = match object.get(key)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

fn date_of(object: &Map<String, Value>, key: &str) -> Option<jiff::Timestamp> {
    text_of(object, key).as_deref().and_then(date::parse)
}

fn authors_of(object: &Map<String, Value>) -> Vec<Author> {
    let several = object
        .get("authors")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let mut found = Vec::new();
    for value in several.chain(object.get("author")).take(8) {
        let author = match value {
            Value::String(name) => person::from_text(name),
            Value::Object(author) => text_of(author, "name")
                .as_deref()
                .and_then(person::from_text)
                .map(|named| Author {
                    url: text_of(author, "url").and_then(|url| made_absolute(&url, None)),
                    ..named
                }),
            _ => None,
        };
        if let Some(author) =
            author.filter(|author| !found.iter().any(|known: &Author| known.name == author.name))
        {
            found.push(author);
        }
    }
    found
}

fn tags_of(object: &Map<String, Value>) -> Vec<String> {
    let tags = object.get("tags").and_then(Value::as_array).into_iter().flatten();
    tags.filter_map(Value::as_str)
        .map(|tag| tag.trim().trim_start_matches('#').to_owned())
        .filter(|tag| !tag.is_empty())
        .take(100)
        .collect()
}

fn attachments_of(object: &Map<String, Value>, base: Option<&Url>) -> Vec<Enclosure> {
    let attachments = object
        .get("attachments")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    attachments
        .filter_map(Value::as_object)
        .filter_map(|attachment| {
            Some(Enclosure {
                url: made_absolute(&text_of(attachment, "url")?, base)?,
                media_type: text_of(attachment, "mime_type"),
                bytes: attachment.get("size_in_bytes").and_then(Value::as_u64),
            })
        })
        .take(100)
        .collect()
}
