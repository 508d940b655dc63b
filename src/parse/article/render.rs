//! An article's blocks as text and as plain markup, and the page's links.

use std::collections::HashSet;

use url::Url;

use super::content::{Block, Main};
use super::tree::{Tree, What};
use crate::model::Link;
use crate::parse::page::{absolute, rel};

/// Most links kept of one page.
pub const MAX_LINKS: usize = 2000;

/// Most bytes kept of what stands around a text: its language is known by then.
const MAX_CHROME_BYTES: usize = 2048;
/// Longest label, in characters; what is longer was written by somebody, in whatever language.
const LONGEST_LABEL: usize = 60;

/// Labels of the page outside the blocks that were kept, each once, one a line.
pub(super) fn chrome(tree: &Tree<'_>, main: &Main) -> String {
    let kept = |at: usize| {
        let block = main.blocks.partition_point(|block| block.end <= at);
        main.blocks.get(block).is_some_and(|block| block.first <= at)
    };
    let (mut seen, mut chrome) = (HashSet::new(), String::new());
    for at in tree.tagged("body").next().map_or(0..0, |body| tree.range(body)) {
        let What::Text(text) = tree.node(at).what else {
            continue;
        };
        let label = text.trim();
        let is_label = label.chars().any(char::is_alphabetic) && label.chars().nth(LONGEST_LABEL).is_none();
        if !is_label || kept(at) || !seen.insert(label) {
            continue;
        }
        if chrome.len() + label.len() >= MAX_CHROME_BYTES {
            break;
        }
        if !chrome.is_empty() {
            chrome.push('\n');
        }
        chrome.extend(label.split_whitespace().flat_map(|word| [word, " "]));
        chrome.truncate(chrome.trim_end().len());
    }
    chrome
}

/// Text: one block a line.
pub(super) fn text(main: &Main) -> String {
    main.blocks
        .iter()
        .map(|block| block.text.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Markup: paragraphs, headings, lists, cells and links, nothing else, every value escaped.
pub(super) fn html(tree: &Tree<'_>, main: &Main, base: Option<&Url>) -> String {
    let mut out = String::new();
    let mut in_list = false;
    for block in &main.blocks {
        let item = block.tag == "li";
        if item != in_list {
            out.push_str(if item { "<ul>\n" } else { "</ul>\n" });
            in_list = item;
        }
        let tag = match block.tag {
            "div" | "td" | "th" | "dd" | "dt" | "caption" | "summary" => "p",
            tag => tag,
        };
        out.extend(["<", tag, ">"]);
        inline(tree, block, base, &mut out);
        out.extend(["</", tag, ">\n"]);
    }
    if in_list {
        out.push_str("</ul>\n");
    }
    out
}

fn inline(tree: &Tree<'_>, block: &Block, base: Option<&Url>, out: &mut String) {
    let mut link_end = None;
    for at in block.first..block.end {
        if link_end.is_some_and(|end| at >= end) {
            out.push_str("</a>");
            link_end = None;
        }
        let node = tree.node(at);
        match node.what {
            What::Text(text) => escape(text, out),
            What::Element(element) => match element.name() {
                "a" if link_end.is_none() => {
                    if let Some(url) = element.attr("href").and_then(|href| absolute(href, base)) {
                        out.push_str("<a href=\"");
                        escape(&url, out);
                        out.push('"');
                        if let Some(rel) = element.attr("rel") {
                            out.push_str(" rel=\"");
                            escape(rel, out);
                            out.push('"');
                        }
                        out.push('>');
                        link_end = Some(node.end.min(block.end));
                    }
                }
                "br" => out.push_str("<br>"),
                _ => {}
            },
        }
    }
    if link_end.is_some() {
        out.push_str("</a>");
    }
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

/// Every web link of the page; `in_main` if it stands in a block that was kept.
pub(super) fn links(tree: &Tree<'_>, main: &Main, base: Option<&Url>) -> Vec<Link> {
    let mut blocks = main.blocks.iter().peekable();
    tree.tagged("a")
        .filter_map(|at| {
            let node = tree.node(at);
            let url = absolute(
                node.attr("href")
                    .filter(|href| !href.trim_start().starts_with('#'))?,
                base,
            )?;
            // A link may begin just before its block's first text: it belongs to the block that its own text is in.
            while blocks.peek().is_some_and(|block| block.end <= at) {
                blocks.next();
            }
            let in_main = blocks
                .peek()
                .is_some_and(|block| node.end > block.first && at < block.end);
            Some(Link {
                url,
                rel: rel(node.attr("rel")),
                text: tree.line(at),
                in_main,
                resolved: None,
            })
        })
        .take(MAX_LINKS)
        .collect()
}
