//! What a page says of itself: title, author, date, site, language, canonical address, feeds.

use std::collections::BTreeMap;

use jiff::Timestamp;
use scraper::Html;
use url::Url;

use super::linked_data::{self, LinkedData};
use super::stamp::{self, Stamp};
use super::tree::Tree;
use super::{content, hints};
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
}

/// Reads the metadata of a page.
pub(super) fn read(html: &Html, tree: &Tree<'_>, found: Found<'_>) -> About {
    let ld = linked_data::read(html);
    let meta = Meta::new(tree);
    let language = language(tree, &meta, &ld);
    let site = site(&meta, &ld, found.base);
    let titles = titles(tree, &meta, &ld, site.as_deref());
    let canonical = canonical(tree, &meta, found.base);
    let url = canonical.as_deref().or(found.base.map(Url::as_str));
    let written = Written {
        month_first: matches!(language.as_deref(), Some("en") | None),
        seen: found.seen,
    };
    About {
        title: titles.first().cloned().unwrap_or_default(),
        author: author(tree, &meta, &ld),
        published: published(tree, &meta, &ld, url, written),
        feeds: feeds(tree, found.base),
        body: ld.body,
        titles,
        site,
        language,
        canonical,
    }
}

/// Meta elements by lower-case `name`, `property` or `itemprop`.
struct Meta(BTreeMap<String, Vec<String>>);

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

    fn all<'m>(&'m self, keys: &'m [&str]) -> impl Iterator<Item = &'m str> {
        keys.iter()
            .filter_map(|key| self.0.get(*key))
            .flatten()
            .map(String::as_str)
    }
}

fn language(tree: &Tree<'_>, meta: &Meta, ld: &LinkedData) -> Option<String> {
    let root = tree.tagged("html").next().map(|at| tree.node(at));
    root.and_then(|root| root.attr("lang").or_else(|| root.attr("xml:lang")))
        .filter(|lang| !lang.trim().is_empty())
        .or_else(|| meta.first(&["content-language", "og:locale", "language", "dc.language"]))
        .or(ld.language.as_deref())
        .and_then(|tag| tag.split(['-', '_', ',']).next())
        .map(|tag| tag.trim().to_ascii_lowercase())
        .filter(|tag| (2..=3).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_lowercase()))
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
    let named = |at: usize| {
        let node = tree.node(at);
        node.tag() != "body"
            && hints::words(&node).iter().any(|word| {
                matches!(
                    word.as_str(),
                    "byline" | "author" | "autor" | "auteur" | "authorname"
                )
            })
    };
    let short = |at: &usize| (2..60).contains(&tree.chars(*at));
    tree.range(body)
        .filter(|at| marked(*at))
        .find(short)
        .or_else(|| tree.range(body).filter(|at| named(*at)).find(short))
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

/// How dates of this page are read.
#[derive(Clone, Copy)]
struct Written {
    month_first: bool,
    seen: Timestamp,
}

impl Written {
    fn parse(self, text: &str) -> Option<Stamp> {
        stamp::parse(text, self.month_first).filter(|stamp| stamp.is_plausible(self.seen))
    }

    fn find(self, text: &str) -> Option<Stamp> {
        stamp::find(text, self.month_first).filter(|stamp| stamp.is_plausible(self.seen))
    }
}

/// Day of publication: what is said to machines, then the address, then what readers see, then the last change.
fn published(
    tree: &Tree<'_>,
    meta: &Meta,
    ld: &LinkedData,
    url: Option<&str>,
    written: Written,
) -> Option<Stamp> {
    const PUBLISHED: &[&str] = &[
        "article:published_time",
        "og:published_time",
        "og:article:published_time",
        "datepublished",
        "article.published",
        "publishdate",
        "publish-date",
        "publish_date",
        "published_time",
        "date.published",
        "dateposted",
        "pubdate",
        "publication_date",
        "parsely-pub-date",
        "sailthru.date",
        "rnews:datepublished",
        "dc.date.issued",
        "dcterms.created",
        "dcterms.issued",
        "dcterms.date",
        "dc.date.created",
        "dc.date",
        "dc.created",
        "citation_publication_date",
        "citation_date",
        "article_date_original",
        "originalpublicationdate",
        "cxenseparse:recs:publishtime",
        "article:post_date",
        "ptime",
        "shareaholic:article_published_time",
        "bt:pubdate",
        "date",
        "created",
        "datecreated",
        "analyticsattributes.articledate",
        "last-modified-original",
    ];
    const CHANGED: &[&str] = &[
        "article:modified_time",
        "og:updated_time",
        "datemodified",
        "dcterms.modified",
        "dc.date.modified",
        "last-modified",
        "lastmod",
        "revised",
        "lastmodified",
    ];
    let told = ld.published.as_deref().and_then(|text| written.parse(text));
    told.or_else(|| meta.all(PUBLISHED).find_map(|text| written.parse(text)))
        .or_else(|| marked(tree, "datepublished", written))
        .or_else(|| {
            url.and_then(stamp::in_url)
                .filter(|stamp| stamp.is_plausible(written.seen))
        })
        .or_else(|| times(tree, written))
        .or_else(|| named(tree, written))
        .or_else(|| said(tree, written))
        .or_else(|| ld.modified.as_deref().and_then(|text| written.parse(text)))
        .or_else(|| meta.all(CHANGED).find_map(|text| written.parse(text)))
        .or_else(|| marked(tree, "datemodified", written))
        .or_else(|| lone(tree, written))
}

fn marked(tree: &Tree<'_>, property: &str, written: Written) -> Option<Stamp> {
    (0..tree.nodes.len()).find_map(|at| {
        let node = tree.node(at);
        let value = node.attr("itemprop").or_else(|| node.attr("property"))?;
        let is = value.split_ascii_whitespace().any(|one| {
            one.rsplit(':')
                .next()
                .unwrap_or(one)
                .eq_ignore_ascii_case(property)
        });
        is.then(|| machine(tree, at, written)).flatten()
    })
}

/// The date of one element: what it tells machines, else its text.
fn machine(tree: &Tree<'_>, at: usize, written: Written) -> Option<Stamp> {
    let node = tree.node(at);
    ["datetime", "content", "title", "data-datetime", "data-date"]
        .iter()
        .filter_map(|name| node.attr(name))
        .find_map(|value| written.parse(value))
        .or_else(|| {
            (tree.chars(at) < 120)
                .then(|| written.find(&tree.line(at)))
                .flatten()
        })
}

/// `<time>` and `<abbr class=published>`: those named as publication first, then the first that is not an update.
fn times(tree: &Tree<'_>, written: Written) -> Option<Stamp> {
    let candidates: Vec<usize> = tree
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| node.tag() == "time" || (node.tag() == "abbr" && node.attr("title").is_some()))
        .map(|(at, _)| at)
        .collect();
    let has = |at: usize, wanted: &[&str]| {
        let node = tree.node(at);
        node.attr("pubdate").is_some()
            || hints::words(&node)
                .iter()
                .any(|word| wanted.contains(&word.as_str()))
    };
    let published = ["published", "pubdate", "publish", "entry", "date", "posted"];
    let changed = ["updated", "modified", "update"];
    candidates
        .iter()
        .find(|at| has(**at, &published) && !has(**at, &changed) && !apart(tree, **at))
        .and_then(|at| machine(tree, *at, written))
        .or_else(|| {
            candidates
                .iter()
                .filter(|at| !has(**at, &changed) && !apart(tree, **at))
                .find_map(|at| machine(tree, *at, written))
        })
        .or_else(|| candidates.iter().find_map(|at| machine(tree, *at, written)))
}

/// Whether an element stands among comments, teasers or in a side column.
fn apart(tree: &Tree<'_>, at: usize) -> bool {
    tree.ancestors(at).take(12).any(|up| {
        let node = tree.node(up);
        matches!(node.tag(), "aside" | "footer" | "nav")
            || (node.tag() != "body"
                && hints::words(&node).iter().any(|word| {
                    matches!(
                        word.as_str(),
                        "sidebar"
                            | "comment"
                            | "comments"
                            | "commentlist"
                            | "related"
                            | "widget"
                            | "recent"
                            | "footer"
                            | "teaser"
                            | "teasers"
                            | "archive"
                            | "calendar"
                            | "event"
                            | "events"
                            | "popular"
                    )
                }))
    })
}

/// Elements whose name says that they hold a date.
fn named(tree: &Tree<'_>, written: Written) -> Option<Stamp> {
    const STRONG: &[&str] = &[
        "published",
        "publish",
        "pubdate",
        "postdate",
        "dateline",
        "entrydate",
        "publication",
        "datepublished",
        "articledate",
        "pubtime",
        "publishdate",
        "posted",
    ];
    const WEAK: &[&str] = &[
        "date",
        "datum",
        "time",
        "timestamp",
        "datetime",
        "fecha",
        "meta",
        "byline",
        "info",
        "postmeta",
        "submitted",
        "posttime",
        "created",
        "author",
        "detail",
        "details",
        "header",
        "tagline",
        "metadata",
        "dato",
    ];
    let holds = |words: &'static [&'static str]| {
        tree.nodes.iter().enumerate().filter_map(move |(at, node)| {
            let short = !node.tag().is_empty() && node.tag() != "body" && (4..160).contains(&tree.chars(at));
            (short
                && hints::words(node)
                    .iter()
                    .any(|word| words.contains(&word.as_str())))
            .then_some(at)
        })
    };
    holds(STRONG)
        .filter(|at| !apart(tree, *at))
        .find_map(|at| machine(tree, at, written))
        .or_else(|| {
            holds(WEAK)
                .filter(|at| !apart(tree, *at))
                .find_map(|at| machine(tree, at, written))
        })
}

/// Short lines such as "Posted on 3 March 2020" or "Stand: 03.03.2020".
fn said(tree: &Tree<'_>, written: Written) -> Option<Stamp> {
    const SAYS: &[&str] = &[
        "posted",
        "published",
        "publié",
        "veröffentlicht",
        "erstellt",
        "stand:",
        "datum",
        "date:",
        "publicado",
        "pubblicato",
        "geplaatst",
        "publicerad",
        "verfasst",
        "vom ",
        "am ",
        "on ",
        "le ",
        "written",
        "eingestellt",
        "aktualisiert",
        "updated",
    ];
    lines(tree).find_map(|line| {
        let lower = line.to_lowercase();
        SAYS.iter()
            .any(|word| lower.contains(word))
            .then(|| written.find(&line))
            .flatten()
    })
}

/// The first short line that holds a date.
fn lone(tree: &Tree<'_>, written: Written) -> Option<Stamp> {
    lines(tree).find_map(|line| written.find(&line))
}

fn lines<'t>(tree: &'t Tree<'_>) -> impl Iterator<Item = String> + 't {
    let body = tree.tagged("body").next().unwrap_or(0);
    let gone = vec![false; tree.nodes.len()];
    content::blocks(tree, body, &gone)
        .into_iter()
        .filter(|block| block.chars < 120 && !apart(tree, block.at))
        .map(|block| block.text)
}
