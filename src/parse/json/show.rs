//! What `inspect json` prints.

use serde_json::{Value, json};

use crate::model::{Document, Issue};

/// Documents as `inspect json` shows them: the entries of `inspect feed` with author and engagement. `next` is the
/// request that would fetch the next page, without secrets.
pub fn inspect_json(documents: &[Document], issues: &[Issue], next: Option<&str>) -> Value {
    json!({
        "entries": documents.iter().map(entry).collect::<Vec<_>>(),
        "next": next,
        "issues": issues,
    })
}

fn entry(document: &Document) -> Value {
    json!({
        "id": document.id,
        "url": document.url,
        "title": document.title,
        "author": document.author.name,
        "published": document.published,
        "updated": document.updated,
        "text": document.text,
        "html": document.html,
        "language": document.language,
        "links": document.links.iter()
            .map(|link| json!({ "url": link.url, "rel": link.rel, "text": link.text }))
            .collect::<Vec<_>>(),
        "categories": document.categories,
        "enclosures": document.enclosures,
        "author_handle": document.author.handle,
        "author_url": document.author.url,
        "followers": document.author.followers,
        "listed": document.author.listed,
        "bot": document.author.bot,
        "engagement": document.engagement,
        "platform": document.platform,
        "paid": document.paid_flag,
    })
}
