//! Why a body is no feed, in words that help.

use crate::parse::{Context, Refusal, fault};
use crate::text::html::absolute;
use crate::text::html::tags::{Tag, attributes, tag};

/// How far into a page its feeds are looked for.
const PAGE_BYTES: usize = 256 * 1024;

/// Names what the body is instead.
pub(super) fn of(text: &str, ctx: &Context<'_>) -> Refusal {
    let sentence = if text.trim().is_empty() {
        "the body is empty".to_owned()
    } else if is_page(text) {
        let fault = || fault::page_fault(text).map(|why| format!(": {why}"));
        let hint = feeds_of_page(text, ctx).next();
        let hint = hint.map(|url| format!("; it names its feed: `{url}`"));
        let hint = hint.or_else(fault).unwrap_or_default();
        format!("this is an HTML page, not a feed{hint}")
    } else if text.chars().take(512).any(|c| c == '\u{0}') {
        "this is binary data, not a feed".to_owned()
    } else if let Some(name) = tags(text)
        .next()
        .map(|tag| tag.name)
        .filter(|name| name.len() <= 40)
    {
        format!("the root element is `{name}`, not that of a feed (`rss`, `feed` or `rdf:RDF`)")
    } else {
        "this is plain text, not a feed".to_owned()
    };
    Refusal(sentence)
}

/// Whether a body without a feed's root is an HTML page.
pub(super) fn is_page(text: &str) -> bool {
    let doctype = text
        .get(..14)
        .is_some_and(|head| head.eq_ignore_ascii_case("<!doctype html"));
    let first = tags(text)
        .next()
        .and_then(|tag| crate::text::html::elements::role(tag.name));
    doctype || first.is_some()
}

/// Addresses of `<link rel="alternate" type="application/rss+xml" href="…">`.
pub(super) fn feeds_of_page<'a>(text: &'a str, ctx: &'a Context<'_>) -> impl Iterator<Item = String> + 'a {
    tags(text)
        .filter(|tag| tag.name.eq_ignore_ascii_case("link"))
        .filter_map(|tag| {
            let value = |name: &str| {
                attributes(tag.attributes)
                    .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
                    .map(|found| found.value)
            };
            let media_type = value("type")?.to_ascii_lowercase();
            let feed = [
                "application/rss+xml",
                "application/atom+xml",
                "application/feed+json",
            ];
            feed.contains(&media_type.as_str()).then_some(())?;
            absolute(&crate::text::html::decode_entities(value("href")?), ctx.base_url).map(String::from)
        })
}

/// Start tags near the beginning.
fn tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < PAGE_BYTES {
            let rest = text.get(at..)?;
            at += memchr::memchr(b'<', rest.as_bytes())?;
            let found = text
                .get(at..)
                .filter(|rest| crate::text::html::tags::opens_tag(rest));
            match found {
                Some(rest) => {
                    let found = tag(rest)?;
                    at += found.bytes;
                    if !found.closing {
                        return Some(found);
                    }
                }
                None => at += 1,
            }
        }
        None
    })
}
