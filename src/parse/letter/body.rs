//! The text of a mail: what its reader sees, with the mails that were forwarded in it.

use mail_parser::{Message, MessagePart, MimeHeaders as _, PartType};

use super::{
    LINE_CHARS,
    take_apart::{contents, with_message},
    unnested,
};
use crate::{
    model::Link,
    text::{charset, html, plain},
};

/// How deep forwarded mails are read.
const MAX_DEPTH: usize = 3;
/// Most forwarded mails that are read.
const MAX_FORWARDED: usize = 20;

/// What a mail's reader sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Body {
    /// All of it in plain text.
    pub(super) text: String,
    /// Links of its HTML, in order.
    pub(super) links: Vec<Link>,
    /// Its parts in HTML, decoded.
    pub(super) pages: Vec<String>,
    /// Forwarded mails that were read.
    forwarded: usize,
}

/// Reads the parts that are shown: of alternatives the HTML, attachments not. `raw` is the mail that was taken apart.
pub(super) fn read(message: &Message<'_>, raw: &[u8]) -> Body {
    let mut body = Body::default();
    body.add(message, raw, 0);
    body
}

impl Body {
    fn add(&mut self, message: &Message<'_>, raw: &[u8], depth: usize) {
        for part in message.html_bodies() {
            self.part(part, raw);
        }
        for part in message.attachments() {
            let (inner, kind) = (&part.body, part.content_type());
            let is_mail = matches!(inner, PartType::Message(_))
                || kind.is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("message"));
            if is_mail && depth < MAX_DEPTH && self.forwarded < MAX_FORWARDED {
                self.forwarded += 1;
                self.forwarded_in(part, raw, depth);
            }
        }
    }

    fn forwarded_in(&mut self, part: &MessagePart<'_>, raw: &[u8], depth: usize) {
        let (bytes, encoded) = contents(part, raw);
        match &part.body {
            _ if encoded => {
                let inner = unnested(&bytes);
                with_message(inner, |message| self.forward(message, inner, depth));
            }
            PartType::Message(inner) => self.forward(inner, raw, depth),
            _ => {}
        }
    }

    fn forward(&mut self, message: &Message<'_>, raw: &[u8], depth: usize) {
        self.line(&plain::clean(message.subject().unwrap_or_default(), LINE_CHARS));
        self.add(message, raw, depth + 1);
    }

    fn part(&mut self, part: &MessagePart<'_>, raw: &[u8]) {
        let decoded = || {
            let kind = part.content_type();
            let charset = kind.and_then(|kind| kind.attribute("charset"));
            let label = charset.map(|charset| format!("text/html; charset={charset}"));
            charset::decode(&contents(part, raw).0, label.as_deref()).text
        };
        match &part.body {
            PartType::Html(_) => {
                let page = decoded();
                let (text, links) = html::text_and_links(&page, None);
                self.line(&text);
                self.links.extend(links);
                self.pages.push(page);
            }
            PartType::Text(_) if is_prose(part) => self.line(&decoded().replace("\r\n", "\n")),
            _ => {}
        }
    }

    fn line(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            self.text.push_str(text);
        }
    }
}

/// Whether a text is meant to be read: calendars, style sheets and programs are texts too.
fn is_prose(part: &MessagePart<'_>) -> bool {
    let Some(kind) = part.content_type() else {
        return true;
    };
    let subtype = kind.subtype().unwrap_or("plain");
    ["plain", "enriched", "markdown"]
        .iter()
        .any(|prose| subtype.eq_ignore_ascii_case(prose))
}
