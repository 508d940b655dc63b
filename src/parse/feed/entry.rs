//! An entry as feed-rs read it → a document.

use feed_rs::model::{Entry, Text};
use jiff::Timestamp;
use url::Url;

use super::part::Facts;
use crate::model::{Author, Document, Enclosure, Engagement, Link, Platform};
use crate::parse::Context;
use crate::text::html::{absolute, decoded, text_and_links, to_text, to_text_if_markup};

/// Stands for an id that the publisher did not give; feed-rs would invent one from link and title.
pub(super) const NO_ID: &str = "\u{0}";
/// Most enclosures and categories of one document.
const MAX_LIST: usize = 100;

/// What documents inherit from their feed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inherited<'a> {
    pub(super) language: Option<&'a str>,
    pub(super) authors: &'a [Author],
}

/// One document of an entry and of what was noted beside it.
pub(super) fn document(entry: Entry, facts: &Facts, feed: Inherited<'_>, ctx: &Context<'_>) -> Document {
    let id = Some(entry.id.trim())
        .filter(|id| !id.is_empty() && *id != NO_ID)
        .map(str::to_owned);
    let url = facts.url.clone().or_else(|| permalink(id.as_deref(), facts));
    let base = facts.base.as_ref().or(ctx.base_url);
    let engagement = engagement(facts, ctx.platform);
    let published = entry.published.and_then(timestamp);
    let updated = entry
        .updated
        .and_then(timestamp)
        .filter(|at| Some(*at) != published);
    let title = entry.title.as_ref().map(one_line).unwrap_or_default();
    let enclosures = enclosures(&entry, base);
    let categories = categories(&entry);
    let related = related(&entry);
    let body = Body::of(entry, base);
    let mut links = body.links;
    links.extend(related);
    let authors = if facts.authors.is_empty() {
        feed.authors
    } else {
        &facts.authors
    };
    Document {
        source: ctx.source.clone(),
        id,
        again: None,
        gone: false,
        url,
        title,
        text: body.text,
        html: body.html,
        chrome: String::new(),
        links,
        author: joint_author(authors),
        engagement,
        published,
        updated,
        seen: ctx.seen,
        language: facts
            .language
            .as_deref()
            .or(feed.language)
            .or(ctx.language)
            .and_then(primary_tag),
        categories,
        enclosures,
        platform: ctx.platform,
        paid_flag: false,
    }
}

/// A guid that is an address stands in for a missing link, unless the publisher says that it is none.
fn permalink(id: Option<&str>, facts: &Facts) -> Option<String> {
    let id = id.filter(|_| facts.permalink != Some(false))?;
    let base = facts.base.as_ref().filter(|_| facts.permalink == Some(true));
    let url = absolute(id, base)?;
    Some(if id.starts_with("http") {
        id.to_owned()
    } else {
        url.into()
    })
}

fn timestamp(at: chrono::DateTime<chrono::Utc>) -> Option<Timestamp> {
    Timestamp::new(
        at.timestamp(),
        i32::try_from(at.timestamp_subsec_nanos()).unwrap_or(0),
    )
    .ok()
}

/// A feed's or item's title: on one line, without markup if it was meant as markup or has no declared meaning (RSS).
pub(super) fn one_line(text: &Text) -> String {
    let source = &text.content;
    let plain = match text.content_type.as_str() {
        "text/plain" if !source.contains(['<', '&']) => {
            source.split_whitespace().collect::<Vec<_>>().join(" ")
        }
        "text/plain" => to_text_if_markup(source),
        _ => to_text(source),
    };
    if plain.contains('\n') {
        plain.replace('\n', " ")
    } else {
        plain
    }
}

struct Body {
    text: String,
    html: Option<String>,
    links: Vec<Link>,
}

impl Body {
    /// The content; where it is missing or says nothing, the summary.
    fn of(entry: Entry, base: Option<&Url>) -> Self {
        let Entry { content, summary, .. } = entry;
        let content = content.and_then(|content| Some((content.body?, content.content_type)));
        let summary = summary.map(|text| (text.content, text.content_type));
        let mut first = None;
        for (source, media_type) in [content, summary].into_iter().flatten() {
            let body = Self::read(source, media_type.as_str() == "text/plain", base);
            if !body.text.is_empty() {
                return body;
            }
            first = first.or(Some(body));
        }
        first.unwrap_or(Self {
            text: String::new(),
            html: None,
            links: Vec::new(),
        })
    }

    fn read(source: String, plain: bool, base: Option<&Url>) -> Self {
        if plain {
            let text = plain_lines(&source);
            return Self {
                text,
                html: None,
                links: Vec::new(),
            };
        }
        let (text, links) = text_and_links(&source, base);
        let html = source.contains('<').then_some(source);
        Self { text, html, links }
    }
}

/// Plain text with its paragraphs: Atom's `text` may still hold markup by mistake.
fn plain_lines(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    for line in source.lines() {
        let line = to_text_if_markup(line);
        if !line.is_empty() {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&line);
        }
    }
    out
}

/// Counts noted beside an entry; the star rating of a `YouTube` feed counts its likes.
fn engagement(facts: &Facts, platform: Platform) -> Engagement {
    Engagement {
        likes: facts.ratings.filter(|_| platform == Platform::YouTube),
        comments: facts.comments,
        views: facts.views,
        ..Engagement::default()
    }
}

fn enclosures(entry: &Entry, base: Option<&Url>) -> Vec<Enclosure> {
    let linked = entry
        .links
        .iter()
        .filter(|link| link.rel.as_deref() == Some("enclosure"))
        .map(|link| Enclosure {
            url: absolute(&link.href, base).map_or_else(|| link.href.clone(), String::from),
            media_type: link.media_type.clone(),
            bytes: link.length,
        });
    let media = entry
        .media
        .iter()
        .flat_map(|object| &object.content)
        .filter_map(|content| {
            Some(Enclosure {
                url: content.url.as_ref()?.to_string(),
                media_type: content.content_type.as_ref().map(ToString::to_string),
                bytes: content.size,
            })
        });
    let mut found: Vec<Enclosure> = Vec::new();
    for enclosure in linked.chain(media).take(MAX_LIST) {
        if !found.iter().any(|known| known.url == enclosure.url) {
            found.push(enclosure);
        }
    }
    found
}

/// Categories as hashtags without `#`; machine addresses are none.
fn categories(entry: &Entry) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for category in entry.categories.iter().take(MAX_LIST) {
        let name = to_text_if_markup(category.label.as_deref().unwrap_or(&category.term));
        let name = name.trim_start_matches('#').trim();
        if !name.is_empty() && !name.starts_with("http") && !found.iter().any(|known| known == name) {
            found.push(name.to_owned());
        }
    }
    found
}

/// Atom's links to what an entry is about.
fn related(entry: &Entry) -> Vec<Link> {
    entry
        .links
        .iter()
        .filter(|link| matches!(link.rel.as_deref(), Some("related" | "via")))
        .filter_map(|link| {
            let url = absolute(&link.href, None)?;
            Some(Link {
                url: url.into(),
                rel: link.rel.iter().cloned().collect(),
                text: link
                    .title
                    .as_deref()
                    .map(|title| decoded(title).into_owned())
                    .unwrap_or_default(),
                in_main: true,
                resolved: None,
            })
        })
        .collect()
}

/// Several authors share one byline; account and profile are known only of a single one.
pub(super) fn joint_author(authors: &[Author]) -> Author {
    match authors {
        [] => Author::default(),
        [author] => author.clone(),
        _ => {
            let names: Vec<&str> = authors
                .iter()
                .filter_map(|author| author.name.as_deref())
                .collect();
            Author {
                name: Some(names.join(", ")),
                ..Author::default()
            }
        }
    }
}

/// `en` of `en-US`.
pub(super) fn primary_tag(language: &str) -> Option<String> {
    let tag = language.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    let letters = (2..=3).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_lowercase());
    letters.then_some(tag)
}
