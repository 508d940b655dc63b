//! A mail as a document, or as the items that it lists: newsletters and alerts.
//!
//! Mails are taken apart by `mail-parser`; what is inside is read as pages and feeds are. Attachments are not read, mails
//! forwarded within a mail are.

mod about;
mod body;
mod take_apart;

use mail_parser::Message;
use xxhash_rust::xxh3::xxh3_128;

use self::{body::Body, take_apart::with_message};
use super::{Context, Refusal, listing};
use crate::{
    model::{Document, Issue},
    text::{
        html, plain,
        url::{canonical, destination},
    },
};

/// Fewer items than this are no list.
const LEAST_ITEMS: usize = 2;
/// Most characters of a title or name.
const LINE_CHARS: usize = 1_000;
/// Most marks of a nested mail in one mail: each may be a level, and levels are taken apart one inside the other.
const MOST_NESTED: usize = 100;
/// What a type of content begins with that holds mails.
const NESTING: [&[u8]; 2] = [b"message/", b"multipart/"];

/// The address that a mail's header lines name as its sender; empty if they name none.
pub fn sender(header: &[u8]) -> String {
    let named = with_message(header, |message| about::sender(message).map(str::to_owned));
    named.flatten().unwrap_or_default()
}

/// Reads a mail: one document; or, if it is `listed`, one for each item that its HTML lists, where it lists any. Giving up
/// building the HTML's tree when `keep_going` says no; what was built is read.
///
/// # Errors
/// If it is no mail.
pub fn documents_within(
    bytes: &[u8],
    listed: bool,
    ctx: &Context<'_>,
    keep_going: &mut dyn FnMut() -> bool,
) -> Result<(Vec<Document>, Vec<Issue>), Refusal> {
    let mut issues = Vec::new();
    let kept = unnested(bytes);
    if kept.len() < bytes.len() {
        issues.push(Issue(
            "a mail holds mails within mails beyond all bounds; only its beginning was read".to_owned(),
        ));
    }
    let read = |message: &Message<'_>| {
        let is_mail = !message.headers().is_empty();
        is_mail.then(|| read(message, kept, listed, ctx, keep_going))
    };
    let documents = with_message(kept, read)
        .flatten()
        .ok_or_else(|| Refusal("what the server sent is no mail".to_owned()))?;
    Ok((documents, issues))
}

fn read(
    message: &Message<'_>,
    bytes: &[u8],
    listed: bool,
    ctx: &Context<'_>,
    keep_going: &mut dyn FnMut() -> bool,
) -> Vec<Document> {
    let body = body::read(message, bytes);
    if listed {
        let items = items(message, &body, ctx, keep_going);
        if items.len() >= LEAST_ITEMS {
            return items;
        }
    }
    let id = message
        .message_id()
        .map(|id| plain::clean(id, LINE_CHARS))
        .filter(|id| !id.is_empty())
        .unwrap_or_else(|| format!("{:032x}", xxh3_128(bytes)));
    let document = Document {
        id: Some(id),
        url: about::archived(message).or_else(|| about::in_browser(&body.links)),
        text: body.text,
        links: body.links,
        ..frame(message, ctx)
    };
    vec![document]
}

/// A mail up to where it nests beyond all bounds.
fn unnested(bytes: &[u8]) -> &[u8] {
    let lines = memchr::memchr_iter(b'/', bytes);
    let mut marks = lines.filter(|&slash| {
        NESTING.iter().any(|kind| {
            let from = (slash + 1).checked_sub(kind.len());
            let found = from.and_then(|from| bytes.get(from..=slash));
            found.is_some_and(|found| found.eq_ignore_ascii_case(kind))
        })
    });
    match marks.nth(MOST_NESTED) {
        Some(end) => bytes.get(..end).unwrap_or_default(),
        None => bytes,
    }
}

/// What a mail says about itself, for whatever is in it.
fn frame(message: &Message<'_>, ctx: &Context<'_>) -> Document {
    Document {
        source: ctx.source.clone(),
        title: plain::clean(message.subject().unwrap_or_default(), LINE_CHARS),
        author: about::author(message),
        published: about::published(message),
        seen: ctx.seen,
        language: about::language(message).or_else(|| ctx.language.map(str::to_owned)),
        platform: ctx.platform,
        ..Document::default()
    }
}

/// The items that the HTML of a mail lists, each under the address it leads to.
fn items(
    message: &Message<'_>,
    body: &Body,
    ctx: &Context<'_>,
    keep_going: &mut dyn FnMut() -> bool,
) -> Vec<Document> {
    let mail = frame(message, ctx);
    let within = Context {
        base_url: None,
        content_type: Some("text/html; charset=utf-8"),
        ..*ctx
    };
    let mut found = Vec::new();
    for page in &body.pages {
        // A page that cannot be read as a list is read as text.
        let Ok((items, _)) = listing::items_within(page.as_bytes(), &within, keep_going) else {
            continue;
        };
        found.extend(items.into_iter().filter_map(|item| unwrapped(item, &mail)));
    }
    found
}

/// An item under its own address instead of one that counts clicks.
fn unwrapped(mut item: Document, mail: &Document) -> Option<Document> {
    let url = destination(item.url.as_deref()?)?;
    item.id = Some(canonical(url.as_str())?);
    item.url = Some(url.into());
    item.published = item.published.or(mail.published);
    item.language.clone_from(&mail.language);
    item.title = html::decode_entities(&item.title);
    Some(item)
}

#[cfg(test)]
mod tests;
