//! JSON Feed 1.0 and 1.1, with the liberties its writers take: numbers as ids, missing versions, cut-off files.
//!
//! feed-rs reads JSON Feed strictly (one missing title or number for an id costs the feed) and without telling `url`,
//! `external_url` and attachments apart, so this format is read directly.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use url::Url;

use super::entry::{joint_author, primary_tag};
use super::rewrite::MAX_ITEMS;
use super::{ParsedFeed, person};
use crate::model::{Author, Document, Enclosure, Issue, Link};
use crate::parse::{Context, Refusal};
use crate::text::date;
use crate::text::html::{absolute, text_and_links, to_text_if_markup};

/// Reads a JSON Feed, item by item: what has been read when the text ends or breaks is kept.
pub(super) fn read(text: &str, ctx: &Context<'_>) -> Result<ParsedFeed, Refusal> {
    let mut gathered = Gathered {
        ctx,
        header: Map::new(),
        listed: false,
        documents: Vec::new(),
        strangers: 0,
        surplus: 0,
    };
    let outcome = gathered.deserialize(&mut serde_json::Deserializer::from_str(text));
    match outcome {
        Err(error) if !gathered.listed => Err(Refusal(format!("this begins like JSON but is no JSON Feed: {error}"))),
        Ok(()) if !gathered.listed => Err(Refusal(
            "this is JSON, but not a JSON Feed: it has no list `items`; if it is an API, declare the source as `api`".to_owned(),
        )),
        outcome => Ok(gathered.finish(outcome.err())),
    }
}

/// A feed as it is read.
struct Gathered<'c, 'x> {
    ctx: &'c Context<'x>,
    header: Map<String, Value>,
    /// Whether the list `items` has begun.
    listed: bool,
    documents: Vec<Document>,
    /// Items that are no objects.
    strangers: usize,
    /// Items over the bound.
    surplus: usize,
}

impl Gathered<'_, '_> {
    fn finish(self, error: Option<serde_json::Error>) -> ParsedFeed {
        let mut issues = Vec::new();
        if let Some(error) = error {
            issues.push(Issue(format!(
                "the feed breaks off and only whole items were read: {error}"
            )));
        }
        if self.surplus > 0 {
            issues.push(Issue(format!("only the first {MAX_ITEMS} items were read")));
        }
        if self.strangers > 0 {
            issues.push(Issue(format!(
                "{} items were no objects and were left out",
                self.strangers
            )));
        }
        let language = text_of(&self.header, "language");
        let inherited_language = language.as_deref().or(self.ctx.language).and_then(primary_tag);
        let author = joint_author(&authors_of(&self.header));
        let mut documents = self.documents;
        for document in &mut documents {
            if document.language.is_none() {
                document.language.clone_from(&inherited_language);
            }
            if document.author == Author::default() {
                document.author.clone_from(&author);
            }
        }
        ParsedFeed {
            format: "json".to_owned(),
            title: text_of(&self.header, "title").map(|title| to_text_if_markup(&title)),
            link: text_of(&self.header, "home_page_url"),
            language,
            ttl_secs: None,
            documents,
            issues,
        }
    }
}

impl<'de> DeserializeSeed<'de> for &mut Gathered<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Gathered<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with `items`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "items" => map.next_value_seed(Items(self))?,
                "title" | "home_page_url" | "language" | "author" | "authors" => {
                    let value = map.next_value()?;
                    self.header.insert(key, value);
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// The list of items; each is a document before the next is read.
struct Items<'g, 'c, 'x>(&'g mut Gathered<'c, 'x>);

impl<'de> DeserializeSeed<'de> for Items<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.0.listed = true;
        while self.0.documents.len() < MAX_ITEMS {
            match list.next_element::<Value>()? {
                Some(Value::Object(item)) => self.0.documents.push(document(&item, self.0.ctx)),
                Some(_) => self.0.strangers += 1,
                None => return Ok(()),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            self.0.surplus += 1;
        }
        Ok(())
    }
}

fn document(item: &Map<String, Value>, ctx: &Context<'_>) -> Document {
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
    let published = date_of(item, "date_published");
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
        author: joint_author(&authors_of(item)),
        published,
        updated: date_of(item, "date_modified").filter(|at| Some(*at) != published),
        seen: ctx.seen,
        language: text_of(item, "language").as_deref().and_then(primary_tag),
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
