//! What the text of an XML element says.

use std::borrow::Cow;

use base64::Engine as _;

use crate::parse::markup::{Piece, Pieces};
use crate::text::html::entities;

/// Most bytes of one text that are kept.
pub(super) const MAX_TEXT_BYTES: usize = 2 * 1024 * 1024;
/// Most entities of a document type that are remembered, and the longest value of one.
const MAX_ENTITIES: usize = 64;
const MAX_ENTITY_BYTES: usize = 1024;

/// Entities that the document defines itself. Their values are taken literally, so that none can grow by another.
#[derive(Clone, Debug, Default)]
pub(in crate::parse) struct Entities {
    defined: Vec<(String, String)>,
}

impl Entities {
    /// Reads the internal subset of a doctype.
    pub(in crate::parse) fn read(&mut self, doctype: &str) {
        for declaration in doctype.split("<!ENTITY").skip(1) {
            if self.defined.len() >= MAX_ENTITIES {
                return;
            }
            let declaration = declaration.trim_start();
            let Some((name, rest)) = declaration.split_once(|c: char| c.is_ascii_whitespace()) else {
                continue;
            };
            let rest = rest.trim_start();
            let Some(quote @ ('"' | '\'')) = rest.chars().next() else {
                continue;
            };
            let value = rest
                .get(1..)
                .and_then(|value| value.split_once(quote))
                .map(|(value, _)| value);
            if let Some(value) = value.filter(|value| value.len() <= MAX_ENTITY_BYTES) {
                self.defined
                    .push((name.to_owned(), crate::text::html::decode_entities(value)));
            }
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.defined
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// References that had to be repaired.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::parse) struct BadReferences {
    /// `&` that begins no reference.
    pub(super) bare: bool,
    /// `&nbsp;` and others that XML does not know.
    pub(super) html: bool,
    /// `&#8;` and other numbers that stand for no character of XML.
    pub(super) numeric: bool,
}

/// Resolves the references of XML text once. What is no reference stays as it is.
pub(in crate::parse) fn unescape<'a>(
    text: &'a str,
    entities: &Entities,
    bad: &mut BadReferences,
) -> Cow<'a, str> {
    let Some(first) = memchr::memchr(b'&', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let (before, mut rest) = text.split_at_checked(first).unwrap_or((text, ""));
    let mut out = String::with_capacity(text.len());
    out.push_str(before);
    loop {
        let taken = resolve(rest, &mut out, entities, bad);
        rest = rest.get(taken..).unwrap_or_default();
        let next = memchr::memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        let Some((plain, from)) = rest.split_at_checked(next) else {
            break;
        };
        out.push_str(plain);
        if from.is_empty() {
            break;
        }
        rest = from;
    }
    Cow::Owned(out)
}

/// Resolves the reference `rest` begins with into `out`; gives the bytes it took.
fn resolve(rest: &str, out: &mut String, entities: &Entities, bad: &mut BadReferences) -> usize {
    for (name, c) in [
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&amp;", '&'),
        ("&quot;", '"'),
        ("&apos;", '\''),
    ] {
        if rest.starts_with(name) {
            out.push(c);
            return name.len();
        }
    }
    let name_end = rest.bytes().take(64).position(|b| b == b';');
    let name = name_end.and_then(|end| rest.get(1..end)).unwrap_or_default();
    if !name.is_empty()
        && let Some(value) = entities.get(name)
        && out.len() < MAX_TEXT_BYTES
    {
        out.push_str(value);
        return name.len() + 2;
    }
    let found = entities::reference(rest).filter(|found| found.bytes == name.len() + 2 && !name.is_empty());
    let Some(found) = found else {
        bad.bare = true;
        out.push('&');
        return 1;
    };
    if name.starts_with('#') {
        bad.numeric |= !is_character(name);
        if let Some((c, bytes)) = surrogates(rest) {
            out.push(c);
            return bytes;
        }
    } else {
        bad.html = true;
    }
    out.extend(found.chars());
    found.bytes
}

/// The number of `#150` or `#x96`.
fn number(name: &str) -> Option<u32> {
    let digits = name.strip_prefix('#')?;
    match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    }
}

/// Whether a reference by number means a character that XML allows; those of C1 it does, but nobody means them.
fn is_character(name: &str) -> bool {
    number(name)
        .filter(|number| !matches!(number, 128..=159))
        .and_then(char::from_u32)
        .is_some_and(|c| {
            matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        })
}

/// A character written as its two halves in UTF-16, `&#xD83D;&#xDE00;`, and the bytes it takes.
fn surrogates(rest: &str) -> Option<(char, usize)> {
    let (high, after) = rest.strip_prefix('&')?.split_once(';')?;
    let (low, _) = after.strip_prefix('&')?.split_once(';')?;
    let units = [high, low].map(|name| number(name).and_then(|unit| u16::try_from(unit).ok()));
    let [Some(high_unit), Some(low_unit)] = units else {
        return None;
    };
    let c = char::decode_utf16([high_unit, low_unit]).next()?.ok()?;
    (c.len_utf16() == 2).then_some((c, high.len() + low.len() + 4))
}

/// How a text was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters for letters.
    Plain,
    /// Markup.
    Html,
}

/// How an Atom `type` and `mode` say that a text is written.
pub(super) fn kind_of(media_type: Option<&str>) -> Option<Kind> {
    let media_type = media_type?.trim().to_ascii_lowercase();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    Some(match media_type {
        "text" | "text/plain" | "plain" => Kind::Plain,
        "" => return None,
        _ => Kind::Html,
    })
}

/// The value of an element's inner markup: references resolved, CDATA opened. If there are tags in it the markup itself
/// is the value.
pub(super) fn value_of<'a>(
    inner: &'a str,
    tags: bool,
    entities: &Entities,
    bad: &mut BadReferences,
) -> (Cow<'a, str>, Option<Kind>) {
    let inner = cut(inner);
    if tags {
        // Whoever reads the markup resolves its references; here the bad ones are only noticed.
        let noticed = |text| {
            drop(unescape(text, entities, bad));
            Cow::Borrowed(text)
        };
        return (opened(inner, noticed), Some(Kind::Html));
    }
    if !inner.contains('<') {
        return (unescape(inner, entities, bad), None);
    }
    if let Some(whole) = inner
        .trim()
        .strip_prefix("<![CDATA[")
        .and_then(|rest| rest.strip_suffix("]]>"))
        && !whole.contains("]]>")
    {
        return (Cow::Borrowed(whole), None);
    }
    (opened(inner, |text| unescape(text, entities, bad)), None)
}

/// The markup with CDATA sections opened and `text` applied to what stands between tags.
fn opened<'a>(inner: &'a str, mut text: impl FnMut(&'a str) -> Cow<'a, str>) -> Cow<'a, str> {
    let mut out = String::with_capacity(inner.len());
    let mut pieces = Pieces::new(inner);
    while let Some((piece, start, end)) = pieces.next_piece() {
        let source = inner.get(start..end).unwrap_or_default();
        match piece {
            Piece::Text => out.push_str(&text(source)),
            Piece::CData => {
                let open = source.strip_prefix("<![CDATA[").unwrap_or(source);
                out.push_str(open.strip_suffix("]]>").unwrap_or(open));
            }
            Piece::Start(_) | Piece::End(_) => out.push_str(source),
            Piece::Doctype(_) | Piece::Declaration => {}
        }
    }
    Cow::Owned(out)
}

/// The first [`MAX_TEXT_BYTES`], whole characters.
pub(super) fn cut(text: &str) -> &str {
    let mut end = text.len().min(MAX_TEXT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// Atom 0.3's `mode="base64"`; `None` if it is none.
pub(super) fn from_base64(value: &str) -> Option<String> {
    let packed: String = value.chars().filter(|c| !c.is_whitespace()).collect();
    let bytes = base64::engine::general_purpose::STANDARD.decode(packed).ok()?;
    String::from_utf8(bytes).ok()
}

/// Adds a text as CDATA: nothing in it can then be taken for markup.
pub(super) fn push_cdata(out: &mut String, value: &str) {
    out.push_str("<![CDATA[");
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("]]>") {
        out.push_str(before);
        out.push_str("]]]]><![CDATA[>");
        rest = after;
    }
    out.push_str(rest);
    out.push_str("]]>");
}

/// Adds ` name="value"`.
pub(super) fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
}
