//! RSS, Atom, RDF and JSON Feed → documents.

use serde_json::{Value, json};

use super::{Context, Refusal};
use crate::model::{Document, Issue};

/// A feed as read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParsedFeed {
    /// `rss`, `rss0`, `rdf`, `atom` or `json`.
    pub format: String,
    /// Its title in plain text.
    pub title: Option<String>,
    /// Address of the site it belongs to.
    pub link: Option<String>,
    /// Language it declares (BCP 47).
    pub language: Option<String>,
    /// How long it asks to be left alone, in seconds.
    pub ttl_secs: Option<u64>,
    /// Its items in the order they are given.
    pub documents: Vec<Document>,
    /// What had to be repaired or was left out.
    pub issues: Vec<Issue>,
}

/// Reads a feed. Damage is repaired as far as possible and every repair listed in `issues`.
///
/// # Errors
/// [`Refusal`] when the body is no feed at all: an HTML page, binary data, nothing.
pub fn parse(_bytes: &[u8], _ctx: &Context<'_>) -> Result<ParsedFeed, Refusal> {
    Err(Refusal("the body is not a feed".to_owned()))
}

/// The feed as `inspect feed --json` shows it.
pub fn inspect_json(feed: &ParsedFeed) -> Value {
    json!({
        "format": feed.format,
        "title": feed.title,
        "link": feed.link,
        "language": feed.language,
        "entries": feed.documents.iter().map(entry_json).collect::<Vec<_>>(),
        "issues": feed.issues,
    })
}

fn entry_json(document: &Document) -> Value {
    json!({
        "id": document.id,
        "url": document.url,
        "title": document.title,
        "author": document.author.name.as_ref().or(document.author.handle.as_ref()),
        "published": document.published,
        "updated": document.updated,
        "text": document.text,
        "html": document.html,
        "language": document.language,
        "links": document.links.iter()
            .map(|link| json!({"url": link.url, "rel": link.rel, "text": link.text}))
            .collect::<Vec<_>>(),
        "categories": document.categories,
        "enclosures": document.enclosures,
    })
}
