//! Markup → plain text and links, in one bounded pass and without building a tree.
//!
//! Time and memory are linear in the input whatever it holds: nothing is nested, nothing is looked back for, and what
//! has been searched for in vain once (the end of a comment) is not searched for again.

use std::borrow::Cow;

use url::Url;

use crate::model::Link;
use elements::{Role, role};
use writer::Writer;

pub(crate) mod elements;
pub(crate) mod entities;
pub(crate) mod tags;
mod writer;

/// Most links kept of one text.
const MAX_LINKS: usize = 5_000;
/// Longer addresses are data, not links.
const MAX_HREF_BYTES: usize = 8_192;

/// Text with its character references (`&amp;`, `&#8217;`, `&eacute;`) resolved, once.
pub fn decode_entities(text: &str) -> String {
    decoded(text).into_owned()
}

/// [`decode_entities`] that copies only where there is something to resolve.
pub(crate) fn decoded(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let taken = if let Some(reference) = entities::reference(from) {
            out.extend(reference.chars());
            reference.bytes
        } else {
            out.push('&');
            1
        };
        rest = from.get(taken..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Plain text of a piece of HTML: tags, scripts, styles and comments gone, references resolved, blank space folded,
/// each paragraph on its own line.
pub fn to_text(html: &str) -> String {
    let mut reader = Reader::new(None, false);
    reader.links_wanted = false;
    reader.read(html);
    reader.finish().0
}

/// Plain text of something that may be markup or not, such as an RSS title: only elements that HTML knows count as
/// tags, so that `Vec<String>` keeps its parameter.
pub fn to_text_if_markup(text: &str) -> String {
    let mut reader = Reader::new(None, true);
    reader.links_wanted = false;
    reader.read(text);
    reader.finish().0
}

/// Links of a piece of HTML in order, absolute where `base` allows it. Only `http` and `https` are kept.
pub fn links(html: &str, base: Option<&Url>) -> Vec<Link> {
    text_and_links(html, base).1
}

/// [`to_text`] and [`links`] in one pass.
pub fn text_and_links(html: &str, base: Option<&Url>) -> (String, Vec<Link>) {
    let mut reader = Reader::new(base, false);
    reader.read(html);
    reader.finish()
}

/// A link made absolute; `None` for anything but the web.
pub(crate) fn absolute(href: &str, base: Option<&Url>) -> Option<Url> {
    let href = href.trim();
    if href.is_empty() || href.starts_with('#') || href.len() > MAX_HREF_BYTES {
        return None;
    }
    let url = match base {
        Some(base) => base.join(href).ok()?,
        None if href.starts_with("//") => Url::parse(&format!("https:{href}")).ok()?,
        None => Url::parse(href).ok()?,
    };
    (matches!(url.scheme(), "http" | "https") && url.host().is_some()).then_some(url)
}

struct Reader<'a> {
    out: Writer,
    links: Vec<Link>,
    base: Option<&'a Url>,
    known_only: bool,
    links_wanted: bool,
    /// The link whose anchor is being read, and where its text begins.
    open_link: Option<(usize, usize)>,
    comment_ends: bool,
    tag_ends: bool,
    frames_end: bool,
    pre_depth: u32,
}

impl<'a> Reader<'a> {
    fn new(base: Option<&'a Url>, known_only: bool) -> Self {
        Self {
            out: Writer::default(),
            links: Vec::new(),
            base,
            known_only,
            links_wanted: true,
            open_link: None,
            comment_ends: true,
            tag_ends: true,
            frames_end: true,
            pre_depth: 0,
        }
    }

    fn read(&mut self, html: &str) {
        let mut rest = html;
        while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
            let Some((before, from)) = rest.split_at_checked(at) else {
                break;
            };
            self.out.text(before, self.pre_depth > 0);
            let taken = if from.starts_with('&') {
                self.reference(from)
            } else {
                self.markup(from)
            };
            rest = from.get(taken..).unwrap_or_default();
        }
        self.out.text(rest, self.pre_depth > 0);
    }

    fn reference(&mut self, from: &str) -> usize {
        if let Some(reference) = entities::reference(from) {
            for c in reference.chars() {
                self.out.character(c);
            }
            reference.bytes
        } else {
            self.out.character('&');
            1
        }
    }

    /// Reads what begins with `<` and says how many bytes it took.
    fn markup(&mut self, from: &str) -> usize {
        if from.starts_with("<!") || from.starts_with("<?") {
            return self.declaration(from);
        }
        if !self.tag_ends || !tags::opens_tag(from) {
            return self.literally();
        }
        let role = role(tags::name_of(from));
        if role.is_none() && self.known_only {
            return self.literally();
        }
        if let Some(tag) = tags::tag(from) {
            return self.tag(from, tag, role.unwrap_or(Role::Inline));
        }
        // A tag that never ends: no later one does either, and none is tried.
        self.tag_ends = false;
        if self.known_only {
            self.literally()
        } else {
            from.len()
        }
    }

    fn literally(&mut self) -> usize {
        self.out.character('<');
        1
    }

    /// Comments, CDATA, doctypes and processing instructions.
    fn declaration(&mut self, from: &str) -> usize {
        if let Some(body) = from.strip_prefix("<!--") {
            if self.comment_ends {
                if let Some(end) = memchr::memmem::find(body.as_bytes(), b"-->") {
                    return 4 + end + 3;
                }
                self.comment_ends = false;
            }
        } else if let Some(body) = from.strip_prefix("<![CDATA[") {
            let end = memchr::memmem::find(body.as_bytes(), b"]]>");
            let inner = end.map_or(body, |end| body.get(..end).unwrap_or(body));
            self.out.text(inner, false);
            return end.map_or(from.len(), |end| 9 + end + 3);
        }
        memchr::memchr(b'>', from.as_bytes()).map_or(from.len(), |end| end + 1)
    }

    fn tag(&mut self, from: &str, tag: tags::Tag<'_>, role: Role) -> usize {
        match role {
            Role::Hidden if !tag.closing && !tag.empty => return self.hidden(from, tag),
            Role::Block | Role::Break => self.out.line_break(),
            Role::Pre => {
                self.out.line_break();
                self.pre_depth = if tag.closing {
                    self.pre_depth.saturating_sub(1)
                } else {
                    self.pre_depth + 1
                };
            }
            Role::Cell => self.out.space(),
            Role::Anchor => self.anchor(tag),
            Role::Image => self.image(tag),
            Role::Hidden | Role::Inline => {}
        }
        tag.bytes
    }

    /// Passes over an element nobody reads. One without an end tag hides the rest of the text if it is code; a frame or a
    /// picture hides nothing, and is not searched for again.
    fn hidden(&mut self, from: &str, tag: tags::Tag<'_>) -> usize {
        let code = tag.name.eq_ignore_ascii_case("script") || tag.name.eq_ignore_ascii_case("style");
        if !code && !self.frames_end {
            return tag.bytes;
        }
        hidden_bytes(from, tag).unwrap_or_else(|| {
            self.frames_end &= code;
            if code { from.len() } else { tag.bytes }
        })
    }

    fn anchor(&mut self, tag: tags::Tag<'_>) {
        self.close_link();
        if tag.closing || !self.links_wanted || self.links.len() >= MAX_LINKS {
            return;
        }
        let (mut href, mut rel) = (None, Vec::new());
        for attribute in tags::attributes(tag.attributes) {
            if attribute.name.eq_ignore_ascii_case("href") {
                href = href.or(Some(attribute.value));
            } else if attribute.name.eq_ignore_ascii_case("rel") {
                rel = rel_tokens(attribute.value);
            }
        }
        if let Some(url) = href.and_then(|href| absolute(&decoded(href), self.base)) {
            self.open_link = Some((self.links.len(), self.out.mark()));
            self.links.push(Link {
                url: url.into(),
                rel,
                text: String::new(),
                in_main: true,
                resolved: None,
            });
        }
    }

    fn close_link(&mut self) {
        if let Some((index, start)) = self.open_link.take()
            && let Some(link) = self.links.get_mut(index)
        {
            let text = self.out.since(start);
            if !text.is_empty() {
                link.text = text;
            }
        }
    }

    /// A picture's description stands in for the text of the link around it.
    fn image(&mut self, tag: tags::Tag<'_>) {
        let Some(link) = self.open_link.and_then(|(index, _)| self.links.get_mut(index)) else {
            return;
        };
        let alt =
            tags::attributes(tag.attributes).find(|attribute| attribute.name.eq_ignore_ascii_case("alt"));
        if let Some(alt) = alt.filter(|_| link.text.is_empty()) {
            let mut text = Writer::default();
            text.text(&decoded(alt.value), false);
            link.text = text.since(0);
        }
    }

    fn finish(mut self) -> (String, Vec<Link>) {
        self.close_link();
        (self.out.finish(), self.links)
    }
}

/// Tokens of a `rel` attribute, lower case.
fn rel_tokens(value: &str) -> Vec<String> {
    value
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|token| !token.is_empty())
        .take(16)
        .map(str::to_lowercase)
        .collect()
}

/// Bytes of an element nobody reads, its end tag included; `None` if it has none.
fn hidden_bytes(from: &str, tag: tags::Tag<'_>) -> Option<usize> {
    let body = from.as_bytes().get(tag.bytes..)?;
    let name = tag.name.as_bytes();
    let name_end = memchr::memmem::find_iter(body, b"</")
        .map(|at| at + 2 + name.len())
        .find(|end| {
            body.get(end - name.len()..*end)
                .is_some_and(|found| found.eq_ignore_ascii_case(name))
        })?;
    let end = memchr::memchr(b'>', body.get(name_end..)?);
    Some(end.map_or(from.len(), |end| tag.bytes + name_end + end + 1))
}

#[cfg(test)]
mod tests;
