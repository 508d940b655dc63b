//! HTML bytes → a tree, within bounds that no page can talk its way out of.
//!
//! html5ever needs time quadratic in depth, in misnested formatting and in attributes per tag. The page is therefore fed
//! in small pieces; between two pieces depth, size and growth are looked at and the caller is asked whether to go on.
//! Whatever was built until then is a usable tree.

use ego_tree::iter::Edge;
use html5ever::{ParseOpts, driver, tendril::TendrilSink};
use scraper::{ElementRef, Html, HtmlTreeSink, Node};

/// Bytes fed at a time.
const CHUNK_BYTES: usize = 4096;
/// Deepest tree; browsers flatten at 512, hand-written pages stay below 100.
const MAX_DEPTH: usize = 600;
/// Most nodes of one tree (about 200 bytes each).
const MAX_NODES: usize = 400_000;
/// Most nodes that one chunk may add: plain markup adds fewer than one per three bytes, misnested formatting that is
/// cloned over and over adds more.
const MAX_GROWTH: usize = 8192;
/// Most attributes on one tag.
const MAX_ATTRIBUTES: usize = 1024;
/// Elements whose content no reader sees as text.
const UNSEEN: [&str; 10] = [
    "script", "style", "noscript", "template", "head", "iframe", "object", "svg", "math", "select",
];
/// Elements that end a line.
const BLOCKS: [&str; 36] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "tr",
    "ul",
    "summary",
];

/// A parsed page.
#[derive(Debug)]
pub struct Dom {
    /// The tree. Not `Send`: parse and read it in one function that returns owned data.
    pub html: Html,
    /// Whether a bound ended the parse before the page did.
    pub cut: bool,
}

/// Builds the tree of `html`. `keep_going` is asked before every 4 KiB; answering false keeps the tree built so far.
pub fn parse(html: &str, keep_going: &mut dyn FnMut() -> bool) -> Dom {
    let allowed = attribute_bomb(html).unwrap_or(html.len());
    let mut cut = allowed < html.len();
    let mut rest = html.get(..allowed).unwrap_or(html);
    let mut parser = driver::parse_document(HtmlTreeSink::new(Html::new_document()), ParseOpts::default());
    let mut nodes = 0;
    while !rest.is_empty() {
        if !keep_going() {
            cut = true;
            break;
        }
        let (piece, tail) = rest.split_at(chunk_end(rest));
        parser.process(piece.into());
        rest = tail;
        let grown = parser.tokenizer.sink.sink.0.borrow().tree.values().len();
        if grown > MAX_NODES
            || grown.saturating_sub(nodes) > MAX_GROWTH
            || too_deep(&parser.tokenizer.sink.sink)
        {
            cut = true;
            break;
        }
        nodes = grown;
    }
    Dom {
        html: parser.finish(),
        cut,
    }
}

/// Runs `read` on the tree of `html` without a deadline.
pub fn with<T>(html: &str, read: impl FnOnce(&Html, bool) -> T) -> T {
    let dom = parse(html, &mut || true);
    read(&dom.html, dom.cut)
}

fn chunk_end(text: &str) -> usize {
    let mut end = CHUNK_BYTES.min(text.len());
    while !text.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    end
}

/// Depth of the youngest node stands for the depth of the place where the parser is.
fn too_deep(sink: &HtmlTreeSink) -> bool {
    let html = sink.0.borrow();
    let depth = html
        .tree
        .nodes()
        .next_back()
        .map_or(0, |node| node.ancestors().take(MAX_DEPTH + 1).count());
    depth > MAX_DEPTH
}

/// Byte offset of the first tag with more than [`MAX_ATTRIBUTES`] attributes.
fn attribute_bomb(html: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', bytes.get(at..)?).map(|n| n + at) {
        let name = bytes.get(open + 1..)?;
        if !name.first().is_some_and(u8::is_ascii_alphabetic) {
            at = open + 1;
            continue;
        }
        let (end, attributes) = tag_end(name);
        if attributes > MAX_ATTRIBUTES {
            return Some(open);
        }
        at = open + 1 + end;
        for raw in ["script", "style", "textarea", "title"] {
            if starts_with_tag(name, raw) {
                at = skip_raw(bytes, at, raw);
            }
        }
    }
    None
}

fn starts_with_tag(bytes: &[u8], name: &str) -> bool {
    bytes
        .get(..name.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
        && !bytes.get(name.len()).is_some_and(u8::is_ascii_alphanumeric)
}

/// Where the raw text of `name` that begins at `at` ends: at its end tag or with the page.
fn skip_raw(bytes: &[u8], mut at: usize, name: &str) -> usize {
    while let Some(open) = bytes
        .get(at..)
        .and_then(|rest| memchr::memchr(b'<', rest))
        .map(|n| n + at)
    {
        let rest = bytes.get(open + 1..).unwrap_or_default();
        if rest.first() == Some(&b'/') && starts_with_tag(rest.get(1..).unwrap_or_default(), name) {
            return open + 1;
        }
        at = open + 1;
    }
    bytes.len()
}

/// Length of a tag's inside up to its `>` and how many words of it begin an attribute.
fn tag_end(tag: &[u8]) -> (usize, usize) {
    let (mut quote, mut spaced, mut attributes, mut after_equals) = (None, false, 0, false);
    for (at, &byte) in tag.iter().enumerate() {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return (at, attributes),
            (None, b'"' | b'\'') if after_equals => quote = Some(byte),
            (None, byte) if byte.is_ascii_whitespace() || byte == b'/' => spaced = true,
            (None, _) if spaced && !after_equals => {
                attributes += 1;
                spaced = false;
            }
            (None, _) => spaced = false,
        }
        if !byte.is_ascii_whitespace() {
            after_equals = byte == b'=' && quote.is_none();
        }
        if attributes > MAX_ATTRIBUTES {
            return (at, attributes);
        }
    }
    (tag.len(), attributes)
}

/// Whether an element stands on lines of its own.
pub fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

/// Whether an element's content is never shown as text.
pub fn is_unseen(name: &str) -> bool {
    UNSEEN.contains(&name)
}

/// Text that a reader sees in `element`: white space collapsed, blocks on lines of their own.
pub fn text_of(element: ElementRef<'_>) -> String {
    let mut lines = Lines::default();
    let mut unseen = 0_usize;
    for edge in element.traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) if unseen == 0 => lines.push(text),
                Node::Element(el) if is_unseen(el.name()) => unseen += 1,
                Node::Element(el) if is_block(el.name()) => lines.end_line(),
                Node::Element(el) if matches!(el.name(), "td" | "th") => lines.space(),
                _ => {}
            },
            Edge::Close(node) => match node.value() {
                Node::Element(el) if is_unseen(el.name()) => unseen = unseen.saturating_sub(1),
                Node::Element(el) if is_block(el.name()) => lines.end_line(),
                _ => {}
            },
        }
    }
    lines.finish()
}

/// Collects running text into lines.
#[derive(Debug, Default)]
pub struct Lines {
    text: String,
    space: bool,
}

impl Lines {
    /// Adds text, white space collapsed.
    pub fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.space = true;
            } else {
                if self.space && !self.text.is_empty() && !self.text.ends_with('\n') {
                    self.text.push(' ');
                }
                self.space = false;
                self.text.push(c);
            }
        }
    }

    /// A word ends here.
    pub fn space(&mut self) {
        self.space = true;
    }

    /// The line ends here, unless it is empty.
    pub fn end_line(&mut self) {
        self.space = false;
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// The text without trailing white space.
    pub fn finish(mut self) -> String {
        self.text.truncate(self.text.trim_end().len());
        self.text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use scraper::Selector;

    use super::*;

    fn body_text(html: &str) -> String {
        with(html, |html, _| text_of(html.root_element()))
    }

    #[test]
    fn reads_text_in_lines() {
        let page =
            "<title>x</title><p>One <b>two</b>\n three<p>four<br>five<script>no()</script><div>six</div>";
        assert_eq!(body_text(page), "One two three\nfour\nfive\nsix");
    }

    fn numbered(count: u32, before: &str, after: &str) -> String {
        (0..count).fold(String::new(), |all, n| all + before + &n.to_string() + after)
    }

    #[test]
    fn bombs_end_early_and_leave_a_tree() {
        let mut steps = 0_u32;
        for bomb in [
            "<div>".repeat(100_000),
            "<a><b>".repeat(60_000),
            "<div ".to_owned() + &numbered(60_000, "a", " ") + ">",
            numbered(40_000, "<font a=", ">"),
        ] {
            let page = format!("<p>kept</p>{bomb}<p>lost</p>");
            let dom = parse(&page, &mut || {
                steps += 1;
                true
            });
            assert!(dom.cut, "{}", page.chars().take(40).collect::<String>());
            assert!(text_of(dom.html.root_element()).starts_with("kept"));
        }
        assert!(steps < 400, "{steps} chunks were read");
    }

    #[test]
    fn a_deadline_keeps_what_was_built() {
        let page = "<p>early</p>".to_owned() + &"<p>late</p>".repeat(2000);
        let mut left = 2;
        let dom = parse(&page, &mut || {
            left -= 1;
            left >= 0
        });
        assert!(dom.cut);
        let selector = Selector::parse("p").unwrap();
        assert!((1..2000).contains(&dom.html.select(&selector).count()));
    }

    #[test]
    fn ordinary_pages_are_not_cut() {
        let script = "if (a <b && c) { x = 'y' } ".repeat(4000);
        let page = format!(
            "<script>{script}</script><p title=\"a > b\" hidden>one</p><p>{}",
            "word ".repeat(50_000)
        );
        let dom = parse(&page, &mut || true);
        assert!(!dom.cut);
    }

    proptest! {
        #[test]
        fn never_panics(page in "(<|</|>|a|b|div|table|tr|p|=|\"|'| |é|漢|&amp;|<!--|-->|script){0,200}") {
            let dom = parse(&page, &mut || true);
            prop_assert!(text_of(dom.html.root_element()).len() <= page.len() * 4 + 16);
        }
    }
}
