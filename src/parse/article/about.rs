//! What a page says of itself: title, author, date, site, language, canonical address, feeds.

use std::collections::BTreeMap;

use jiff::Timestamp;
use scraper::Html;
use url::Url;

use super::content;
use super::linked_data::{self, LinkedData};
use super::published::{self, Evidence, Written};
use super::stamp::Stamp;
use super::tree::Tree;
use super::vocabulary::Says;
use crate::parse::page::{absolute, rel};
use crate::text::html::decode_entities;

/// Metadata of a page.
#[derive(Debug, Default)]
pub(super) struct About {
    pub(super) title: String,
    /// Every form the title was found in, for telling it from the text.
    pub(super) titles: Vec<String>,
    pub(super) author: Option<String>,
    pub(super) published: Option<Stamp>,
    pub(super) site: Option<String>,
    pub(super) language: Option<String>,
    pub(super) canonical: Option<String>,
    pub(super) feeds: Vec<String>,
    pub(super) body: Option<String>,
}

/// Where the page was found and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    pub(super) base: Option<&'a Url>,
    pub(super) seen: Timestamp,
    /// The page's source, for what its scripts hold.
    pub(super) source: &'a str,
}

/// Reads the metadata of a page.
pub(super) fn read(html: &Html, tree: &Tree<'_>, found: Found<'_>) -> About {
    let ld = linked_data::read(html);
    let meta = Meta::new(tree);
    let tag = language_tag(tree, &meta, &ld);
    let site = site(&meta, &ld, found.base);
    let titles = titles(tree, &meta, &ld, site.as_deref());
    let canonical = canonical(tree, &meta, found.base);
    let url = canonical.as_deref().or_else(|| found.base.map(Url::as_str));
    let written = Written {
        month_first: matches!(tag.as_deref(), Some("en" | "en-us")),
        seen: found.seen,
    };
    let evidence = Evidence {
        tree,
        source: found.source,
        meta: &meta,
        ld: &ld,
        url,
    };
    About {
        title: titles.first().cloned().unwrap_or_default(),
        author: author(tree, &meta, &ld),
        published: published::published(evidence, written),
        feeds: feeds(tree, found.base),
        body: ld.body,
        titles,
        site,
        language: tag.as_deref().and_then(primary),
        canonical,
    }
}

/// Meta elements by lower-case `name`, `property` or `itemprop`.
#[derive(Debug)]
pub(super) struct Meta(BTreeMap<String, Vec<String>>);

impl Meta {
    fn new(tree: &Tree<'_>) -> Self {
        let mut map: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for at in tree.tagged("meta") {
            let node = tree.node(at);
            let Some(content) = node
                .attr("content")
                .map(str::trim)
                .filter(|content| !content.is_empty())
            else {
                continue;
            };
            for key in ["name", "property", "itemprop", "http-equiv"]
                .iter()
                .filter_map(|key| node.attr(key))
            {
                map.entry(key.trim().to_ascii_lowercase())
                    .or_default()
                    .push(decode_entities(content));
            }
        }
        Self(map)
    }

    fn first<'m>(&'m self, keys: &[&str]) -> Option<&'m str> {
        keys.iter()
            .find_map(|key| self.0.get(*key)?.first().map(String::as_str))
    }

    pub(super) fn all<'m>(&'m self, keys: &'m [&str]) -> impl Iterator<Item = &'m str> {
        keys.iter()
            .filter_map(|key| self.0.get(*key))
            .flatten()
            .map(String::as_str)
    }
}

/// The language tag as the page writes it.
fn language_tag(tree: &Tree<'_>, meta: &Meta, ld: &LinkedData) -> Option<String> {
    let root = tree.tagged("html").next().map(|at| tree.node(at));
    root.and_then(|root| root.attr("lang").or_else(|| root.attr("xml:lang")))
        .filter(|lang| !lang.trim().is_empty())
        .or_else(|| meta.first(&["content-language", "og:locale", "language", "dc.language"]))
        .or(ld.language.as_deref())
        .map(|tag| tag.trim().to_ascii_lowercase().replace('_', "-"))
}

fn primary(tag: &str) -> Option<String> {
    let tag = tag.split(['-', ',']).next()?;
    ((2..=3).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_lowercase())).then(|| tag.to_owned())
}

fn site(meta: &Meta, ld: &LinkedData, base: Option<&Url>) -> Option<String> {
    meta.first(&[
        "og:site_name",
        "application-name",
        "dc.publisher",
        "citation_journal_title",
    ])
    .map(str::to_owned)
    .or_else(|| ld.publisher.clone())
    .or_else(|| {
        base?
            .host_str()
            .map(|host| host.trim_start_matches("www.").to_owned())
    })
}

fn titles(tree: &Tree<'_>, meta: &Meta, ld: &LinkedData, site: Option<&str>) -> Vec<String> {
    let headings: Vec<String> = tree
        .tagged("h1")
        .map(|at| tree.line(at))
        .filter(|text| !text.is_empty() && text.len() < 400)
        .collect();
    let window = tree
        .tagged("title")
        .next()
        .map(|at| tree.line(at))
        .unwrap_or_default();
    let named: Vec<String> = meta
        .first(&["og:title", "twitter:title", "dc.title", "headline"])
        .map(str::to_owned)
        .into_iter()
        .chain(ld.headline.as_deref().map(decode_entities))
        .map(|title| collapse(&title))
        .collect();
    let agreed = headings
        .iter()
        .find(|heading| {
            let key = key(heading);
            key.len() > 3 && (key_in(&key, &window) || named.iter().any(|title| key_in(&key, title)))
        })
        .filter(|heading| site.is_none_or(|site| !content::same(heading, site)));
    let mut all: Vec<String> = Vec::new();
    all.extend(agreed.cloned());
    all.extend(named.iter().map(|title| without_site(title, site)));
    if headings.len() == 1 {
        all.extend(headings.first().cloned());
    }
    all.extend((!window.is_empty()).then(|| without_site(&window, site)));
    all.extend(headings);
    all.retain(|title| !title.is_empty());
    all
}

fn key(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn key_in(needle: &str, text: &str) -> bool {
    key(text).contains(needle)
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A window title without the site's name at either end.
fn without_site(title: &str, site: Option<&str>) -> String {
    let title = collapse(title);
    for separator in [" | ", " - ", " – ", " — ", " · ", " « ", " » ", " :: "] {
        let Some((head, tail)) = title.rsplit_once(separator) else {
            continue;
        };
        let is_site = |part: &str| {
            site.is_some_and(|site| {
                let (part, site) = (key(part), key(site));
                !part.is_empty() && (site.contains(&part) || part.contains(&site))
            })
        };
        if is_site(tail) || (site.is_none() && tail.len() < head.len() / 2) {
            return head.trim().to_owned();
        }
        if let Some((first, rest)) = title.split_once(separator)
            && is_site(first)
        {
            return rest.trim().to_owned();
        }
    }
    title
}

fn author(tree: &Tree<'_>, meta: &Meta, ld: &LinkedData) -> Option<String> {
    let told = ld.author.as_deref().map(decode_entities).or_else(|| {
        meta.all(&[
            "author",
            "article:author",
            "byl",
            "dc.creator",
            "parsely-author",
            "sailthru.author",
            "citation_author",
            "twitter:creator",
        ])
        .find(|name| is_name(name))
        .map(str::to_owned)
    });
    told.as_deref().and_then(byline).or_else(|| seen_author(tree))
}

/// A byline that stands on the page: microdata, `rel=author`, or an element named so.
fn seen_author(tree: &Tree<'_>) -> Option<String> {
    let body = tree.tagged("body").next().unwrap_or(0);
    let marked = |at: usize| {
        let node = tree.node(at);
        let is = |attr: &str, word: &str| {
            node.attr(attr).is_some_and(|value| {
                value
                    .split_ascii_whitespace()
                    .any(|one| one.eq_ignore_ascii_case(word))
            })
        };
        is("itemprop", "author")
            || is("rel", "author")
            || is("class", "author")
            || is("class", "byline")
            || is("class", "p-author")
    };
    let named = |at: &usize| tree.node(*at).tag() != "body" && tree.says(*at, Says::BYLINE);
    let short = |at: &usize| (2..60).contains(&tree.chars(*at));
    tree.range(body)
        .filter(short)
        .find(|at| marked(*at))
        .or_else(|| tree.range(body).filter(short).find(named))
        .and_then(|at| byline(&tree.line(at)))
}

fn is_name(name: &str) -> bool {
    !name.contains("://") && !name.starts_with('@') && (2..120).contains(&name.trim().len())
}

/// A byline without its "by".
fn byline(text: &str) -> Option<String> {
    let mut text = collapse(text);
    for word in [
        "by ",
        "von ",
        "par ",
        "por ",
        "di ",
        "av ",
        "af ",
        "door ",
        "written by ",
        "posted by ",
        "author: ",
        "autor: ",
    ] {
        if text
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
        {
            text = text.get(word.len()..).unwrap_or_default().trim().to_owned();
        }
    }
    let text = text
        .trim_matches(|c: char| c.is_whitespace() || ":|•·,".contains(c))
        .to_owned();
    (is_name(&text) && text.chars().any(char::is_alphabetic)).then_some(text)
}

fn canonical(tree: &Tree<'_>, meta: &Meta, base: Option<&Url>) -> Option<String> {
    tree.tagged("link")
        .map(|at| tree.node(at))
        .find(|node| rel(node.attr("rel")).iter().any(|rel| rel == "canonical"))
        .and_then(|node| node.attr("href"))
        .or_else(|| meta.first(&["og:url"]))
        .filter(|href| !href.trim().is_empty())
        .and_then(|href| absolute(href, base))
}

fn feeds(tree: &Tree<'_>, base: Option<&Url>) -> Vec<String> {
    const TYPES: [&str; 5] = [
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "text/xml",
    ];
    let mut feeds: Vec<String> = Vec::new();
    for at in tree.tagged("link").take(1000) {
        let node = tree.node(at);
        let kind = node.attr("type").unwrap_or_default().trim().to_ascii_lowercase();
        let alternate = rel(node.attr("rel"))
            .iter()
            .any(|rel| rel == "alternate" || rel == "feed");
        if !alternate || !TYPES.iter().any(|known| kind.starts_with(known)) {
            continue;
        }
        let Some(url) = node.attr("href").and_then(|href| absolute(href, base)) else {
            continue;
        };
        if !feeds.contains(&url) {
            feeds.push(url);
        }
    }
    feeds
}
