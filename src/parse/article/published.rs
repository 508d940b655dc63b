//! When a page was published.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use regex::Regex;

use super::about::Meta;
use super::linked_data::LinkedData;
use super::stamp::{self, Stamp};
use super::tree::Tree;
use super::vocabulary::Says;
use super::{content, hints};
use crate::text::pattern;

/// Most elements of one kind that are asked for a date.
const MAX_CANDIDATES: usize = 400;

/// How dates of this page are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    /// Whether `3/4/2020` is the fourth of March.
    pub(super) month_first: bool,
    /// When the page was fetched: nothing was published after that.
    pub(super) seen: Timestamp,
}

impl Written {
    fn parse(self, text: &str) -> Option<Stamp> {
        stamp::parse(text, self.month_first).filter(|stamp| stamp.is_plausible(self.seen))
    }

    fn find(self, text: &str) -> Option<Stamp> {
        stamp::find(text, self.month_first).filter(|stamp| stamp.is_plausible(self.seen))
    }
}

/// Everything a date may be found in.
#[derive(Clone, Copy)]
pub(super) struct Evidence<'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) source: &'a str,
    pub(super) meta: &'a Meta,
    pub(super) ld: &'a LinkedData,
    pub(super) url: Option<&'a str>,
}

/// Meta names that tell the publication.
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
    "prism.publicationdate",
    "citation_online_date",
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
];
/// Meta names that tell the last change.
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

/// Day of publication: what is said to machines, then the address, then what readers see, then what scripts hold, then
/// the last change, then any date at all.
pub(super) fn published(page: Evidence<'_>, written: Written) -> Option<Stamp> {
    let Evidence {
        tree,
        source,
        meta,
        ld,
        url,
    } = page;
    let plausible = |text: &str| written.parse(text);
    let in_url = url
        .and_then(stamp::in_url)
        .filter(|stamp| stamp.is_plausible(written.seen));
    let told = meta
        .all(&["article:published_time", "og:article:published_time"])
        .find_map(plausible)
        .or_else(|| ld.published.as_deref().and_then(plausible))
        .or_else(|| meta.all(PUBLISHED).find_map(plausible))
        .or_else(|| marked(tree, "datepublished", written));
    if let Some(told) = told {
        let shown = in_url.or_else(|| named(tree, written));
        return Some(as_read(told, shown.as_ref()));
    }
    in_url
        .or_else(|| times(tree, written, false))
        .or_else(|| named(tree, written))
        .or_else(|| said(tree, written))
        .or_else(|| in_script(source, written))
        .or_else(|| written_by_script(source, written))
        .or_else(|| times(tree, written, true))
        .or_else(|| ld.modified.as_deref().and_then(plausible))
        .or_else(|| meta.all(CHANGED).find_map(plausible))
        .or_else(|| marked(tree, "datemodified", written))
        .or_else(|| lone(tree, written))
        .or_else(|| {
            meta.all(&["og:title", "description", "og:description"])
                .find_map(|text| written.find(text))
        })
}

/// Machines are often told the time in UTC although readers see the local day. Where the address or the page shows
/// the neighbouring day, the same instant is written with the nearest whole-hour offset that puts it on that day.
fn as_read(told: Stamp, shown: Option<&Stamp>) -> Stamp {
    let Some(day) = shown.map(Stamp::day) else {
        return told;
    };
    if told.day() == day || told.0.offset() != Offset::UTC {
        return told;
    }
    (1..=14_i8)
        .flat_map(|hours| [-hours, hours])
        .filter_map(|hours| Offset::from_hours(hours).ok())
        .map(|offset| Stamp(told.0.with_time_zone(TimeZone::fixed(offset))))
        .find(|stamp| stamp.day() == day)
        .unwrap_or(told)
}

static IN_SCRIPT: LazyLock<Regex> = LazyLock::new(|| {
    pattern::constant(
        r#"(?i)["'](?:[a-z_]*datepublished|publish(?:ed|ing)?_?(?:date|at|time|on)|publication_?date|created_?(?:at|date|datetime)|date_?created|cms_?publishing_?date)["']\s*:\s*["'](\d{4}-\d\d-\d\d[^"']{0,30})["']"#,
    )
});

/// Data that scripts of the page hold.
fn in_script(source: &str, written: Written) -> Option<Stamp> {
    IN_SCRIPT
        .captures_iter(source)
        .find_map(|groups| written.parse(groups.get(1)?.as_str()))
}

static BY_SCRIPT: LazyLock<Regex> = LazyLock::new(|| {
    pattern::constant(r#"<script[^<>]{0,100}>\s{0,20}[A-Za-z_.]{1,40}\(\s{0,4}["']([^"'<>]{8,40})["']"#)
});

/// A date that a script puts where it stands: `<script>showDate("2020/03/04 10:00")</script>`.
fn written_by_script(source: &str, written: Written) -> Option<Stamp> {
    BY_SCRIPT
        .captures_iter(source)
        .find_map(|groups| written.parse(groups.get(1)?.as_str()))
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

/// `<time>` and `<abbr class=published>`: those named as publication first, then the first that is not an update. Those
/// beside the article (the day of today above it, comments below it) only if `all` are asked.
fn times(tree: &Tree<'_>, written: Written, all: bool) -> Option<Stamp> {
    let candidates: Vec<usize> = tree
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| node.tag() == "time" || (node.tag() == "abbr" && node.attr("title").is_some()))
        .map(|(at, _)| at)
        .take(MAX_CANDIDATES)
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
        .or_else(|| {
            candidates
                .iter()
                .filter(|_| all)
                .find_map(|at| machine(tree, *at, written))
        })
}

/// Whether an element stands among comments, teasers or in a side column.
fn apart(tree: &Tree<'_>, at: usize) -> bool {
    tree.ancestors(at).take(12).any(|up| {
        let node = tree.node(up);
        matches!(node.tag(), "aside" | "footer" | "nav")
            || (node.tag() != "body" && tree.says(up, Says::APART))
    })
}

/// Elements whose name says that they hold a date.
fn named(tree: &Tree<'_>, written: Written) -> Option<Stamp> {
    let holds = |what: Says| {
        (0..tree.nodes.len())
            .filter(move |at| {
                (4..160).contains(&tree.chars(*at)) && tree.node(*at).tag() != "body" && tree.says(*at, what)
            })
            .take(MAX_CANDIDATES)
    };
    [Says::PUBLISHED, Says::DATED].into_iter().find_map(|what| {
        holds(what)
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
    lines(tree, false).find_map(|line| {
        let lower = line.to_lowercase();
        SAYS.iter()
            .any(|word| lower.contains(word))
            .then(|| written.find(&line))
            .flatten()
    })
}

/// The first short line that holds a date.
fn lone(tree: &Tree<'_>, written: Written) -> Option<Stamp> {
    lines(tree, false)
        .find_map(|line| written.find(&line))
        .or_else(|| lines(tree, true).find_map(|line| written.find(&line)))
}

/// Beginnings of the page's lines, short enough to be about the article rather than of it; `all` looks beside it too.
fn lines<'t>(tree: &'t Tree<'_>, all: bool) -> impl Iterator<Item = String> + 't {
    let body = tree.tagged("body").next().unwrap_or(0);
    let gone = vec![false; tree.nodes.len()];
    content::blocks(tree, body, &gone)
        .into_iter()
        .take(5 * MAX_CANDIDATES)
        .filter(move |block| all || !apart(tree, block.at))
        .map(|block| {
            if block.chars < 120 {
                block.text
            } else {
                block.text.chars().take(50).collect()
            }
        })
}
