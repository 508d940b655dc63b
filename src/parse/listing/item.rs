//! One item of a list: title, address, date, author and text.

use std::collections::BTreeMap;

use url::Url;

use super::groups::{Item, is_heading, leads_on, name};
use crate::model::{Author, Document, Link};
use crate::parse::Context;
use crate::parse::article::hints;
use crate::parse::article::stamp::{self, Stamp};
use crate::parse::article::tree::Tree;
use crate::parse::page::{absolute, rel};

/// Most links kept of one item.
const MAX_LINKS: usize = 500;
/// Longest title.
const MAX_TITLE_CHARS: usize = 300;
/// Longest name of a person.
const MAX_NAME_CHARS: usize = 60;
/// Longest line that is asked for a date.
const MAX_DATE_CHARS: usize = 160;
/// Words of class and id that mark an author.
const AUTHOR: &[&str] = &[
    "author",
    "byline",
    "username",
    "poster",
    "creator",
    "postedby",
    "submitter",
    "autor",
    "auteur",
    "nickname",
];
/// Words of class and id that mark a date.
const DATE: &[&str] = &[
    "date",
    "datetime",
    "time",
    "timestamp",
    "published",
    "posted",
    "pubdate",
    "datum",
    "fecha",
    "data",
];

/// Reads the items of one page.
pub(super) struct Reader<'r, 'a> {
    tree: &'r Tree<'a>,
    base: Option<&'r Url>,
    ctx: &'r Context<'r>,
    month_first: bool,
    /// Whether the links of the items are called alike («read more»), so that they are no titles.
    alike: bool,
}

impl<'r, 'a> Reader<'r, 'a> {
    pub(super) fn new(
        tree: &'r Tree<'a>,
        base: Option<&'r Url>,
        ctx: &'r Context<'r>,
        items: &[Item],
    ) -> Self {
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for item in items {
            *names.entry(name(tree, item.link)).or_default() += 1;
        }
        let language = tree
            .tagged("html")
            .next()
            .and_then(|html| tree.node(html).attr("lang"))
            .map(str::to_ascii_lowercase);
        Self {
            tree,
            base,
            ctx,
            month_first: matches!(language.as_deref(), Some("en" | "en-us")),
            alike: names.values().any(|count| *count * 2 > items.len()),
        }
    }

    /// The item, unless it says nothing.
    pub(super) fn read(&self, item: &Item) -> Option<Document> {
        let tree = self.tree;
        let author = self.author(item);
        let mut title = self.title(item);
        let mut link = item.link;
        // Where the links of the items are those of their authors, the items are posts: they have no title, and their
        // address stands behind their date or number.
        let is_byline = author.as_deref().is_some_and(|author| {
            title == author || (title.contains(author) && stamp::find(&title, self.month_first).is_some())
        });
        if is_byline {
            title.clear();
            link = self.permalink(item).unwrap_or(link);
        }
        let whole = tree.text_between(item.from, item.to);
        let text = without(&whole, &title);
        let url = tree
            .node(link)
            .attr("href")
            .and_then(|href| absolute(href, self.base));
        if title.is_empty() && text.is_empty() {
            return None;
        }
        Some(Document {
            source: self.ctx.source.clone(),
            url,
            title,
            text,
            links: self.links(item),
            author: Author {
                name: author,
                ..Author::default()
            },
            published: self.date(item, &whole).map(|stamp| stamp.0.timestamp()),
            seen: self.ctx.seen,
            language: self.ctx.language.map(str::to_owned),
            platform: self.ctx.platform,
            ..Document::default()
        })
    }

    /// The link's name; the heading where the link holds the whole item or is called like all others.
    fn title(&self, item: &Item) -> String {
        let tree = self.tree;
        let heading = |from: usize, to: usize| {
            (from..to)
                .find(|&at| is_heading(tree.node(at).tag()) && tree.chars(at) > 0)
                .map(|at| tree.line(at))
        };
        let inside = heading(item.link, tree.node(item.link).end);
        let title = inside.unwrap_or_else(|| {
            let named = name(tree, item.link);
            let no_title = self.alike
                || named.chars().filter(|c| c.is_alphabetic()).count() < 2
                || stamp::parse(&named, self.month_first).is_some();
            match no_title.then(|| heading(item.from, item.to)) {
                Some(Some(heading)) => heading,
                Some(None) => String::new(),
                None => self.spelt_out(item.link, named),
            }
        });
        title.chars().take(MAX_TITLE_CHARS).collect()
    }

    /// The link of a post to itself: marked as such, or called by its date or number.
    fn permalink(&self, item: &Item) -> Option<usize> {
        let tree = self.tree;
        let links = || {
            (item.from..item.to).filter(|&at| {
                let node = tree.node(at);
                node.tag() == "a" && node.attr("href").is_some_and(leads_on)
            })
        };
        let is_marked = |at: usize| {
            let node = tree.node(at);
            node.attr("rel").is_some_and(|rel| rel.contains("bookmark"))
                || hints::words(&node)
                    .iter()
                    .any(|word| word == "permalink" || word == "bookmark")
        };
        let is_dated = |at: usize| {
            let name = tree.line(at);
            let is_number = name.trim_start_matches('#').parse::<u32>().is_ok();
            is_number
                || tree
                    .range(at)
                    .any(|inner| tree.node(inner).attr("datetime").is_some())
                || (name.len() < 60 && stamp::find(&name, self.month_first).is_some())
        };
        links()
            .find(|&at| is_marked(at))
            .or_else(|| links().find(|&at| is_dated(at)))
    }

    /// A shortened name («The first …») as the link's `title` spells it out.
    fn spelt_out(&self, link: usize, named: String) -> String {
        let short = named.trim_end_matches(['.', '…', ' ']);
        let is_cut = short.len() < named.len() && named.ends_with(['.', '…']);
        let whole = self.tree.node(link).attr("title").map(str::trim);
        match whole.filter(|whole| is_cut && whole.len() > short.len() && whole.starts_with(short)) {
            Some(whole) => whole.to_owned(),
            None => named,
        }
    }

    fn date(&self, item: &Item, text: &str) -> Option<Stamp> {
        let tree = self.tree;
        let plausible = |stamp: &Stamp| stamp.is_plausible(self.ctx.seen);
        let told = || {
            (item.from..item.to).find_map(|at| {
                let node = tree.node(at);
                let value = node.attr("datetime").or_else(|| {
                    let of_date = node.attr("itemprop").is_some_and(|name| name.contains("date"));
                    of_date.then(|| node.attr("content")).flatten()
                });
                let value = value.or_else(|| {
                    matches!(node.tag(), "abbr" | "span" | "time")
                        .then(|| node.attr("title"))
                        .flatten()
                });
                stamp::parse(value?, self.month_first).filter(plausible)
            })
        };
        let named = || {
            (item.from..item.to).find_map(|at| {
                let node = tree.node(at);
                let short = !node.tag().is_empty() && (6..MAX_DATE_CHARS).contains(&tree.chars(at));
                let is_date = short
                    && hints::words(&node)
                        .iter()
                        .any(|word| DATE.contains(&word.as_str()));
                let found = is_date.then(|| stamp::find(&tree.line(at), self.month_first));
                found.flatten().filter(plausible)
            })
        };
        let written = || {
            text.lines()
                .filter(|line| line.chars().nth(MAX_DATE_CHARS).is_none())
                .find_map(|line| stamp::find(line, self.month_first).filter(plausible))
        };
        told().or_else(named).or_else(written)
    }

    fn author(&self, item: &Item) -> Option<String> {
        let tree = self.tree;
        let marked = || {
            (item.from..item.to).find_map(|at| {
                let node = tree.node(at);
                let is_marked = node
                    .attr("rel")
                    .is_some_and(|rel| rel.split_ascii_whitespace().any(|one| one == "author"))
                    || node.attr("itemprop") == Some("author");
                is_marked.then(|| person(&tree.line(at))).flatten()
            })
        };
        let named = || {
            (item.from..item.to).find_map(|at| {
                let node = tree.node(at);
                let short = !node.tag().is_empty() && (2..120).contains(&tree.chars(at));
                let is_author = short
                    && hints::words(&node)
                        .iter()
                        .any(|word| AUTHOR.contains(&word.as_str()));
                is_author.then_some(at).and_then(|at| {
                    let link = tree
                        .range(at)
                        .find(|&at| tree.node(at).tag() == "a" && tree.chars(at) > 1);
                    person(&tree.line(link.unwrap_or(at)))
                })
            })
        };
        let told = || {
            let attr = tree.node(item.from).attr("data-author")?;
            person(attr)
        };
        told().or_else(marked).or_else(named)
    }

    fn links(&self, item: &Item) -> Vec<Link> {
        let tree = self.tree;
        (item.from..item.to)
            .filter(|&at| tree.node(at).tag() == "a")
            .filter_map(|at| {
                let node = tree.node(at);
                Some(Link {
                    url: absolute(node.attr("href")?, self.base)?,
                    rel: rel(node.attr("rel")),
                    text: tree.line(at),
                    in_main: true,
                    resolved: None,
                })
            })
            .take(MAX_LINKS)
            .collect()
    }
}

/// A name, without the words around it; nothing that is too long or a date.
fn person(text: &str) -> Option<String> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let introduced = [" by ", " von ", " par ", " por "]
        .iter()
        .find_map(|word| text.get(lower.find(word)? + word.len()..));
    let name = introduced.unwrap_or_else(|| {
        text.split_once([' ', '\u{a0}', ':'])
            .filter(|(first, _)| {
                let first = first.to_lowercase();
                matches!(first.as_str(), "by" | "von" | "par" | "por" | "author" | "autor")
            })
            .map_or(text, |(_, name)| name)
    });
    let name = name
        .trim()
        .trim_end_matches(" says")
        .trim_end_matches(['|', ',', '·', ' ']);
    let is_name = name.chars().any(char::is_alphabetic)
        && name.chars().nth(MAX_NAME_CHARS).is_none()
        && !matches!(name.to_lowercase().as_str(), "posted" | "posted on" | "by")
        && stamp::find(name, false).is_none();
    is_name.then(|| name.to_owned())
}

/// The lines of an item without its title.
fn without(text: &str, title: &str) -> String {
    let mut rest: Vec<&str> = text.lines().collect();
    if let Some(at) = rest.iter().position(|line| *line == title) {
        rest.remove(at);
    }
    rest.join("\n")
}
