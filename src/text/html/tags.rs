//! Tags of HTML and of damaged XML, read one after the other without a tree.

/// A tag as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// Its name as written, prefix included.
    pub(crate) name: &'a str,
    /// Whether it is an end tag.
    pub(crate) closing: bool,
    /// Whether it ends with `/>`.
    pub(crate) empty: bool,
    /// Everything between the name and the end of the tag.
    pub(crate) attributes: &'a str,
    /// Bytes from `<` to `>`, both included.
    pub(crate) bytes: usize,
}

/// The tag that `text` begins with. `None` if `text` begins with `<` that opens none, or if the tag never ends: the
/// caller must not try again and again in that case, since each time the rest of the text is read.
pub(crate) fn tag(text: &str) -> Option<Tag<'_>> {
    tag_after(text, text.strip_prefix('<')?)
}

/// As [`tag`], where blanks stand between the `<` and the name, as no tag of XML or HTML has it.
pub(crate) fn spaced_tag(text: &str) -> Option<Tag<'_>> {
    let body = text.strip_prefix('<')?;
    let name = body.trim_ascii_start();
    (name.len() < body.len()).then_some(())?;
    tag_after(text, name)
}

/// The tag in `text` whose name, or the slash before it, `body` begins with.
fn tag_after<'a>(text: &'a str, body: &'a str) -> Option<Tag<'a>> {
    let before = text.len() - body.len();
    let (closing, body) = body.strip_prefix('/').map_or((false, body), |rest| (true, rest));
    let first = body.chars().next()?;
    starts_name(first).then_some(())?;
    let name_bytes = body.bytes().position(ends_name).unwrap_or(body.len());
    let (name, rest) = body.split_at_checked(name_bytes)?;
    let end = tag_end(rest.as_bytes())?;
    let inner = rest.get(..end)?;
    let empty = inner.ends_with('/');
    let attributes = if empty { inner.get(..end - 1)? } else { inner };
    let bytes = before + usize::from(closing) + name_bytes + end + 1;
    Some(Tag {
        name,
        closing,
        empty,
        attributes,
        bytes,
    })
}

/// Whether `text`, which begins with `<`, goes on as a tag does.
pub(crate) fn opens_tag(text: &str) -> bool {
    let mut chars = text.chars().skip(1);
    match chars.next() {
        Some('/') => chars.next().is_some_and(starts_name),
        first => first.is_some_and(starts_name),
    }
}

/// Name of the element whose tag `text` begins with; the end of the tag is not looked for.
pub(crate) fn name_of(text: &str) -> &str {
    let body = text.trim_start_matches('<');
    let body = body.strip_prefix('/').unwrap_or(body);
    let end = body.bytes().position(ends_name).unwrap_or(body.len());
    body.get(..end).unwrap_or_default()
}

fn starts_name(first: char) -> bool {
    first.is_alphabetic() || first == '_'
}

fn ends_name(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'<' | b'"' | b'\'' | b'=')
}

/// Where the `>` of a tag is. One inside a quoted value does not count, but a quote opens a value only after `=`.
/// A quoted value that holds the start of another tag is taken for a forgotten quote.
fn tag_end(rest: &[u8]) -> Option<usize> {
    let mut at = 0;
    let mut after_equals = false;
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'>' => return Some(at),
            b'"' | b'\'' if after_equals => {
                let value = rest.get(at + 1..)?;
                match memchr::memchr2(byte, b'<', value) {
                    Some(end) if value.get(end) == Some(&byte) => at += end + 1,
                    // `<` inside quotes is legal in HTML if the quote and then the tag do end.
                    _ => at = quoted_end(rest, at, byte)?,
                }
                after_equals = false;
            }
            b'=' => after_equals = true,
            _ if byte.is_ascii_whitespace() => {}
            _ => after_equals = false,
        }
        at += 1;
    }
    None
}

/// How far a value with `<` in it may reach; beyond that its quote is taken for forgotten.
const MAX_ODD_VALUE_BYTES: usize = 4096;

/// The closing quote of a value that holds `<`; where there is none, the place before the next `>`.
fn quoted_end(rest: &[u8], at: usize, quote: u8) -> Option<usize> {
    let value = rest.get(at + 1..)?;
    let window = value.get(..value.len().min(MAX_ODD_VALUE_BYTES))?;
    if let Some(end) = memchr::memchr(quote, window)
        && value
            .get(end + 1)
            .is_none_or(|next| next.is_ascii_whitespace() || matches!(next, b'/' | b'>'))
    {
        return Some(at + 1 + end);
    }
    memchr::memchr(b'>', value).map(|end| at + end)
}

/// One attribute as written, references not resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attribute<'a> {
    /// Its name as written.
    pub(crate) name: &'a str,
    /// Its value without quotes; empty when it has none.
    pub(crate) value: &'a str,
}

/// The attributes of a tag in order.
pub(crate) fn attributes(text: &str) -> Attributes<'_> {
    Attributes { rest: text }
}

/// Iterator of [`attributes`].
#[derive(Clone, Debug)]
pub(crate) struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        let text = self.rest.trim_start_matches(|c: char| {
            c.is_ascii_whitespace() || matches!(c, '/' | '"' | '\'' | '=' | '<')
        });
        let name_bytes = text.bytes().position(ends_name).unwrap_or(text.len());
        let (name, rest) = text.split_at_checked(name_bytes)?;
        if name.is_empty() {
            self.rest = "";
            return None;
        }
        let Some(value) = rest.trim_ascii_start().strip_prefix('=') else {
            self.rest = rest;
            return Some(Attribute { name, value: "" });
        };
        let value = value.trim_ascii_start();
        let (value, rest) = if let Some(quote @ ('"' | '\'')) = value.chars().next() {
            let inner = value.get(1..)?;
            inner.split_once(quote).unwrap_or((inner, ""))
        } else {
            let blank = value.find(|c: char| c.is_ascii_whitespace());
            value.split_at_checked(blank.unwrap_or(value.len()))?
        };
        self.rest = rest;
        Some(Attribute { name, value })
    }
}
