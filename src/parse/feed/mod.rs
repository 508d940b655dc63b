//! RSS, Atom, RDF and JSON Feed → documents.
//!
//! A body is decoded by us, written anew in clean XML ([`rewrite`]) and read by feed-rs in small batches, so that no
//! damage in one item costs another and no feed, however large, is held twice. Time is linear in the bytes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use feed_rs::model::{Entry, Feed};
use feed_rs::parser::{Builder, Parser};
use serde_json::{Value, json};

use super::{Context, Refusal};
use crate::model::{Document, Issue};
use crate::text::{charset, date};
use entry::{Inherited, NO_ID};
use part::Facts;
use rewrite::{Batch, Family, MAX_ITEMS, Rewriter};

mod entry;
mod json_feed;
mod names;
mod part;
mod person;
mod refusal;
mod repairs;
mod rewrite;
pub(super) mod value;

/// A feed as read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParsedFeed {
    /// `rss`, `rdf`, `atom` or `json`.
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
/// [`Refusal`] when the body is no feed at all: an HTML page, another kind of XML, binary data, nothing.
pub fn parse(bytes: &[u8], ctx: &Context<'_>) -> Result<ParsedFeed, Refusal> {
    let decoded = charset::decode(bytes, ctx.content_type);
    let allowed = repairs::without_forbidden(&decoded.text);
    let text = allowed
        .as_deref()
        .unwrap_or(&decoded.text)
        .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let mut feed = if text.starts_with(['{', '[']) {
        json_feed::read(text, ctx)?
    } else {
        xml_feed(text, ctx).ok_or_else(|| refusal::of(&decoded.text, ctx))?
    };
    feed.issues
        .extend(repairs::of_characters(&decoded, allowed.is_some()));
    Ok(feed)
}

/// `None` if the text is no feed.
fn xml_feed(text: &str, ctx: &Context<'_>) -> Option<ParsedFeed> {
    let mut rewriter = Rewriter::new(text, ctx.base_url);
    let mut reader = Reader::new();
    let mut documents = Vec::new();
    while let Some(batch) = rewriter.next_batch() {
        let header = &rewriter.header.facts;
        let inherited = Inherited {
            language: header.language.as_deref(),
            authors: &header.authors,
        };
        let (entries, lost) = reader.entries(batch, rewriter.family);
        rewriter.repairs.lost_items += lost;
        documents.extend(
            entries
                .into_iter()
                .map(|(entry, facts)| entry::document(entry, &facts, inherited, ctx)),
        );
    }
    documents.truncate(MAX_ITEMS);
    // A feed that was saved as a page is wrapped in one; a page that merely speaks of feeds has no items.
    let root = rewriter
        .root
        .filter(|_| !(rewriter.in_page && documents.is_empty()))?;
    let family = rewriter.family;
    let mut xml = String::new();
    let facts = rewriter.header.finish(&mut xml, None);
    let header = reader.feed(&xml, family);
    Some(ParsedFeed {
        format: format_of(root, family).to_owned(),
        title: header
            .as_ref()
            .and_then(|feed| feed.title.as_ref())
            .map(entry::one_line)
            .filter(|title| !title.is_empty()),
        link: facts.url,
        language: facts.language,
        ttl_secs: header
            .and_then(|feed| feed.ttl)
            .map(|minutes| u64::from(minutes) * 60),
        documents,
        issues: rewriter.repairs.issues(),
    })
}

fn format_of(root: &str, family: Family) -> &'static str {
    let (_, local) = root.rsplit_once(':').unwrap_or(("", root));
    match family {
        Family::Atom => "atom",
        Family::Rss if local.eq_ignore_ascii_case("rdf") => "rdf",
        Family::Rss => "rss",
    }
}

/// feed-rs with our dates, ids and fences around it.
struct Reader {
    parser: Parser,
}

impl Reader {
    fn new() -> Self {
        let parser = Builder::new()
            .sanitize_content(false)
            .id_generator(|_, _, _| NO_ID.to_owned())
            .timestamp_parser(|text| {
                let at = date::parse(text)?;
                chrono::DateTime::from_timestamp(
                    at.as_second(),
                    u32::try_from(at.subsec_nanosecond()).unwrap_or(0),
                )
            })
            .build();
        Self { parser }
    }

    /// The entries of a batch with what was noted beside them, and how many could not be read.
    fn entries(&mut self, batch: Batch, family: Family) -> (Vec<(Entry, Facts)>, u32) {
        let Batch { xml, items } = batch;
        if let Some(feed) = self
            .feed(&xml, family)
            .filter(|feed| feed.entries.len() == items.len())
        {
            let facts = items.into_iter().map(|(_, facts)| facts);
            return (feed.entries.into_iter().zip(facts).collect(), 0);
        }
        // Whatever feed-rs stumbled over, it costs only its own item.
        let (mut kept, mut lost, mut start) = (Vec::new(), 0, 0);
        for (end, facts) in items {
            let item = xml.get(start..end).unwrap_or_default();
            start = end;
            match self
                .feed(item, family)
                .and_then(|feed| feed.entries.into_iter().next())
            {
                Some(entry) => kept.push((entry, facts)),
                None => lost += 1,
            }
        }
        (kept, lost)
    }

    /// Clean XML as feed-rs reads it; `None` if it fails or panics.
    fn feed(&mut self, xml: &str, family: Family) -> Option<Feed> {
        const SPACES: &str = " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
                              xmlns:media=\"http://search.yahoo.com/mrss/\">";
        let (open, close) = match family {
            Family::Rss => (["<rss version=\"2.0\"", SPACES, "<channel>"], "</channel></rss>"),
            Family::Atom => (
                ["<feed xmlns=\"http://www.w3.org/2005/Atom\"", SPACES, ""],
                "</feed>",
            ),
        };
        let whole = [&open.concat(), xml, close].concat();
        let parser = &self.parser;
        let outcome = catch_unwind(AssertUnwindSafe(|| parser.parse(whole.as_bytes())));
        let feed = outcome.ok().and_then(Result::ok);
        if feed.is_none() {
            // A parser that failed or panicked keeps half an entry.
            *self = Self::new();
        }
        feed
    }
}

/// Feeds that a page names, made absolute; none for anything but a page.
pub fn named_by_page(bytes: &[u8], ctx: &Context<'_>) -> Vec<String> {
    refusal::feeds_of_page(&charset::decode(bytes, ctx.content_type).text, ctx).collect()
}

/// Whether a body is an HTML page.
pub fn is_page(bytes: &[u8]) -> bool {
    refusal::is_page(&charset::decode(bytes, None).text)
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

#[cfg(test)]
mod tests;
