//! XML as it is found in feeds and sitemaps, damaged or not, one piece after the other.
//!
//! Nothing is balanced, nested or looked back for here, so that time is linear and memory constant whatever comes.

use crate::text::html::tags::{Tag, opens_tag, tag};

/// One piece of markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A start tag, or an empty one.
    Start(Tag<'a>),
    /// An end tag.
    End(Tag<'a>),
    /// Running text; references are not resolved.
    Text,
    /// A CDATA section.
    CData,
    /// `<!DOCTYPE …>` with its internal subset.
    Doctype(&'a str),
    /// `<?xml …?>`.
    Declaration,
}

/// Damage seen by the reader of pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Damage {
    /// How often a `<` opens no tag.
    pub(super) bare_angles: u32,
    /// A CDATA section that was ended with its element, since it does not end itself.
    pub(super) open_cdata: bool,
    /// A tag, comment or CDATA section that never ends.
    pub(super) unfinished: bool,
}

/// Reads the pieces of a text; [`Pieces::next_piece`] gives each with where it begins and ends.
#[derive(Clone, Debug)]
pub(super) struct Pieces<'a> {
    text: &'a str,
    at: usize,
    subsets_end: bool,
    tags_end: bool,
    /// Name of the last start tag.
    last_name: &'a str,
    cdata_end: Next,
    comment_end: Next,
    pub(super) damage: Damage,
}

const CDATA: &[u8] = b"<![CDATA[";
const COMMENT: &[u8] = b"<!--";

/// Where the next occurrence of something is. It is looked for once, so that time stays linear.
#[derive(Clone, Copy, Debug, Default)]
struct Next {
    /// Just behind it, as last looked for.
    end: usize,
    /// Whether there is none from there on.
    none: bool,
}

impl Next {
    /// Just behind the next `what` in the text at or after byte `from`.
    fn after(&mut self, text: &str, from: usize, what: &[u8]) -> Option<usize> {
        if !self.none && self.end < from + what.len() {
            let rest = text.as_bytes().get(from..).unwrap_or_default();
            let found = memchr::memmem::find(rest, what);
            self.none = found.is_none();
            self.end = found.map_or(self.end, |found| from + found + what.len());
        }
        (!self.none).then_some(self.end)
    }
}

impl<'a> Pieces<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            subsets_end: true,
            tags_end: true,
            last_name: "",
            cdata_end: Next::default(),
            comment_end: Next::default(),
            damage: Damage::default(),
        }
    }

    /// The next piece and its first and last-but-one byte; comments and processing instructions are passed over.
    pub(super) fn next_piece(&mut self) -> Option<(Piece<'a>, usize, usize)> {
        loop {
            let start = self.at;
            let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
            if !rest.starts_with('<') {
                let end = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
                return Some(self.take(Piece::Text, end));
            }
            if rest.starts_with("<!") || rest.starts_with("<?") {
                match self.declaration(rest) {
                    (Some(piece), bytes) => return Some(self.take(piece, bytes)),
                    (None, bytes) => self.at += bytes,
                }
                continue;
            }
            return Some(self.tag_or_text(rest));
        }
    }

    fn take(&mut self, piece: Piece<'a>, bytes: usize) -> (Piece<'a>, usize, usize) {
        let start = self.at;
        self.at += bytes;
        (piece, start, self.at)
    }

    fn tag_or_text(&mut self, rest: &'a str) -> (Piece<'a>, usize, usize) {
        if self.tags_end && opens_tag(rest) {
            if let Some(tag) = tag(rest) {
                let piece = if tag.closing {
                    Piece::End(tag)
                } else {
                    self.last_name = tag.name;
                    Piece::Start(tag)
                };
                return self.take(piece, tag.bytes);
            }
            self.tags_end = false;
            self.damage.unfinished = true;
            return self.take(Piece::Text, rest.len());
        }
        self.damage.bare_angles += 1;
        let after = rest.as_bytes().get(1..).unwrap_or_default();
        let end = memchr::memchr(b'<', after).map_or(rest.len(), |end| end + 1);
        self.take(Piece::Text, end)
    }

    /// What begins with `<!` or `<?`, and how many bytes it takes.
    fn declaration(&mut self, rest: &'a str) -> (Option<Piece<'a>>, usize) {
        let bytes = rest.as_bytes();
        if rest.starts_with("<![CDATA[") {
            return (Some(Piece::CData), self.cdata_bytes(bytes));
        }
        if rest.starts_with("<!--")
            && let Some(bytes) = self.comment_bytes(bytes)
        {
            return (None, bytes);
        }
        if rest
            .get(..9)
            .is_some_and(|head| head.eq_ignore_ascii_case("<!doctype"))
        {
            let end = self.doctype_bytes(bytes);
            return (rest.get(..end).map(Piece::Doctype), end);
        }
        let end = memchr::memchr(b'>', bytes).map_or(rest.len(), |end| end + 1);
        let declaration = rest.starts_with("<?xml") && bytes.get(5).is_none_or(u8::is_ascii_whitespace);
        (declaration.then_some(Piece::Declaration), end)
    }

    /// Bytes of a CDATA section: past its `]]>`. Where another one begins before that, or there is none, the section was
    /// left open and ends with its element.
    fn cdata_bytes(&mut self, bytes: &[u8]) -> usize {
        let end = self.cdata_end.after(self.text, self.at + CDATA.len(), b"]]>");
        let whole = end.map_or(bytes.len(), |end| end - self.at);
        let inside = bytes.get(CDATA.len()..whole).unwrap_or_default();
        let next = memchr::memmem::find(inside, CDATA);
        if end.is_some() && next.is_none() {
            return whole;
        }
        let inside = next.and_then(|next| inside.get(..next)).unwrap_or(inside);
        let close = format!("</{}>", self.last_name);
        if let Some(close) = memchr::memmem::find(inside, close.as_bytes()) {
            self.damage.open_cdata = true;
            return CDATA.len() + close;
        }
        self.damage.unfinished |= end.is_none();
        whole
    }

    /// Bytes of a comment: past its `-->`; `None` if there is none. Where another one begins before that, and an item
    /// ends before both, the comment was left open and ends with the item.
    fn comment_bytes(&mut self, bytes: &[u8]) -> Option<usize> {
        let end = self.comment_end.after(self.text, self.at + COMMENT.len(), b"-->");
        self.damage.unfinished |= end.is_none();
        let whole = end? - self.at;
        let inside = bytes.get(COMMENT.len()..whole).unwrap_or_default();
        let open = memchr::memmem::find(inside, COMMENT).and_then(|next| {
            let inside = inside.get(..next)?;
            let closes: [&[u8]; 2] = [b"</item>", b"</entry>"];
            closes
                .iter()
                .find_map(|close| memchr::memmem::find(inside, close))
        });
        self.damage.unfinished |= open.is_some();
        Some(open.map_or(whole, |open| COMMENT.len() + open))
    }

    /// Bytes of a doctype: to its `>`, or past the `]` of its internal subset.
    fn doctype_bytes(&mut self, bytes: &[u8]) -> usize {
        let Some(end) = memchr::memchr2(b'>', b'[', bytes) else {
            return bytes.len();
        };
        if bytes.get(end) == Some(&b'>') || !self.subsets_end {
            return end + 1;
        }
        let Some(close) = memchr::memchr(b']', bytes.get(end..).unwrap_or_default()) else {
            self.subsets_end = false;
            return end + 1;
        };
        let after = bytes.get(end + close..).unwrap_or_default();
        memchr::memchr(b'>', after).map_or(bytes.len(), |tail| end + close + tail + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is searched for in vain is searched for once: otherwise each of these would take minutes.
    #[test]
    fn what_never_ends_takes_linear_time() {
        for piece in ["<!DOCTYPE a [", "<!--", "<![CDATA[", "<a b='"] {
            let text = piece.repeat((4 << 20) / piece.len());
            let mut pieces = Pieces::new(&text);
            let mut end = 0;
            while let Some((_, _, to)) = pieces.next_piece() {
                assert!(to > end, "{piece}");
                end = to;
            }
        }
    }
}
