//! Which links of a page are those of its items, and which piece of the page belongs to each.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::parse::article::tree::{Tree, What};
use crate::parse::article::{hints, stamp};

/// Fewest items of a list.
const MIN_ITEMS: usize = 3;
/// Most items of one page; more is not a list but an accident.
const MAX_ITEMS: usize = 2000;
/// Most sorts of links that are judged, the largest first.
const MAX_SORTS: usize = 200;
/// More items than this do not make a sort of links more likely to be the list.
const MANY: f64 = 40.0;
/// Longest text that is asked for a date.
const MAX_DATED_BYTES: usize = 240;
/// Words of class and id that mark what frames a page rather than fills it.
const FRAME: &[&str] = &[
    "nav",
    "navi",
    "navbar",
    "navigation",
    "menu",
    "submenu",
    "menubar",
    "breadcrumb",
    "breadcrumbs",
    "crumbs",
    "pagination",
    "pager",
    "paging",
    "pagenav",
    "pagenavi",
    "sidebar",
    "footer",
    "topbar",
    "toolbar",
    "tagcloud",
    "social",
    "share",
    "sharing",
    "widget",
    "login",
    "cookie",
    "cookies",
    "dropdown",
    "related",
    "popular",
    "recent",
    "archives",
    "blogroll",
    "languages",
    "carousel",
    "slider",
    "ticker",
    "legend",
    "copyright",
    "bottom",
];
/// Class names that tell an item's place or state among its neighbours, not its kind.
const STATE: &[&str] = &[
    "first",
    "last",
    "odd",
    "even",
    "alt",
    "active",
    "current",
    "selected",
    "new",
    "hot",
    "sticky",
    "visible",
    "hidden",
    "open",
    "closed",
    "read",
    "unread",
    "left",
    "right",
    "clearfix",
    "cf",
    "clear",
    "featured",
    "alternate",
];

/// One item: its piece of the page (`from..to` in the tree) and the link that leads to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) link: usize,
}

/// What is known of every node before links are sorted.
struct Survey<'t, 'a> {
    tree: &'t Tree<'a>,
    /// By node: the kinds of the elements from the root down to it.
    path: Vec<u64>,
    /// By node: whether it belongs to the frame of the page.
    frame: Vec<bool>,
    /// By node: dates before it; one longer than the tree.
    dates: Vec<u32>,
    body_chars: f64,
}

/// The items of a page in order; empty if nothing repeats.
pub(super) fn find(tree: &Tree<'_>) -> Vec<Item> {
    let survey = Survey::new(tree);
    let mut sorts: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (at, node) in tree.nodes.iter().enumerate() {
        if node.tag() == "a" && node.attr("href").is_some_and(leads_on) {
            sorts
                .entry(survey.path.get(at).copied().unwrap_or(0))
                .or_default()
                .push(at);
        }
    }
    let mut sorts: Vec<Vec<usize>> = sorts
        .into_values()
        .filter(|links| links.len() >= MIN_ITEMS)
        .collect();
    sorts.sort_by_key(|links| std::cmp::Reverse(links.len()));
    let best = sorts
        .iter()
        .take(MAX_SORTS)
        .filter_map(|links| survey.judge(links))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let Some((_, items)) = best else {
        return Vec::new();
    };
    let mut items = survey.complete(items);
    items.truncate(MAX_ITEMS);
    items
}

/// Whether an address leads to another page or a place of its own on this one.
pub(super) fn leads_on(href: &str) -> bool {
    let href = href.trim();
    let scheme = href
        .split_once(':')
        .map(|(scheme, _)| scheme.to_ascii_lowercase())
        .filter(|scheme| scheme.chars().all(|c| c.is_ascii_alphanumeric()));
    !href.is_empty() && href != "#" && scheme.is_none_or(|scheme| matches!(scheme.as_str(), "http" | "https"))
}

impl<'t, 'a> Survey<'t, 'a> {
    fn new(tree: &'t Tree<'a>) -> Self {
        let count = tree.nodes.len();
        let (mut path, mut frame) = (vec![0_u64; count], vec![false; count]);
        let (mut dates, mut dated) = (Vec::with_capacity(count + 1), 0_u32);
        let mut columns: HashMap<usize, u32> = HashMap::new();
        for (at, node) in tree.nodes.iter().enumerate() {
            dates.push(dated);
            let above = path.get(node.parent).copied().unwrap_or(0);
            let (here, framed) = match node.what {
                What::Text(text) => {
                    dated += u32::from(is_dated(text));
                    (above, false)
                }
                What::Element(element) => {
                    let tag = element.name();
                    dated += u32::from(tag == "time" || element.attr("datetime").is_some());
                    let column = if matches!(tag, "td" | "th") {
                        let column = columns.entry(node.parent).or_default();
                        *column += 1;
                        *column
                    } else {
                        0
                    };
                    let framed = matches!(tag, "nav" | "footer" | "aside")
                        || (!matches!(tag, "body" | "html" | "main" | "article")
                            && hints::words(node)
                                .iter()
                                .any(|word| FRAME.contains(&word.as_str())));
                    (step(above, tag, kind(element.attr("class")), column), framed)
                }
            };
            let inherited = at > 0 && frame.get(node.parent).copied().unwrap_or(false);
            if let Some(slot) = path.get_mut(at) {
                *slot = here;
            }
            if let Some(slot) = frame.get_mut(at) {
                *slot = framed || inherited;
            }
        }
        dates.push(dated);
        let body = tree.tagged("body").next().unwrap_or(0);
        Self {
            tree,
            path,
            frame,
            dates,
            body_chars: real(tree.chars(body).max(1)),
        }
    }

    /// How much the links of one sort look like those of a list's items, and the items they would be.
    fn judge(&self, links: &[usize]) -> Option<(f64, Vec<Item>)> {
        let items = self.pieces(links);
        let count = items.len();
        if count < MIN_ITEMS {
            return None;
        }
        let tree = self.tree;
        let (mut hrefs, mut names) = (BTreeSet::new(), BTreeSet::new());
        let (mut name_chars, mut headed, mut dated, mut framed, mut chars, mut covered) =
            (0_usize, 0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
        for item in &items {
            let name = name(tree, item.link);
            let letters = name.chars().filter(|c| c.is_alphabetic()).count();
            name_chars += letters.min(60);
            names.insert(hash(&name));
            hrefs.insert(hash(&tree.node(item.link).attr("href").map(str::trim)));
            headed += usize::from(self.is_headed(item));
            dated += usize::from(self.dates_in(item) > 0);
            framed += usize::from(self.frame.get(item.link).copied().unwrap_or(false));
            let own = tree.chars_between(item.from, item.to);
            covered += own;
            chars += own.min(600);
        }
        let share = |part: usize| real(part) / real(count);
        let letters = share(name_chars);
        let says_nothing = letters < 1.0 && share(chars) < 40.0;
        let is_menu = letters < 14.0 && headed + dated == 0 && share(chars) < letters + 12.0;
        if says_nothing || is_menu {
            return None;
        }
        let value = real(count).min(MANY).powf(0.6)
            * (0.1 + (letters / 25.0).min(1.2))
            * share(names.len()).powi(2)
            * share(hrefs.len())
            * (0.2 + (real(covered) / self.body_chars).min(1.0))
            * (1.0 + 0.8 * share(headed) + 0.8 * share(dated))
            * (1.0 + (share(chars) / 40.0).ln_1p() / 2.0)
            * (1.0 - 0.85 * share(framed));
        Some((value, items))
    }

    /// The piece of the page that belongs to each link: the largest element that holds no other link of its sort, and
    /// what follows it where items are not wrapped. Pieces unlike the others are left out.
    fn pieces(&self, links: &[usize]) -> Vec<Item> {
        let tree = self.tree;
        let items: Vec<Item> = links
            .iter()
            .enumerate()
            .map(|(n, &link)| {
                let before = n.checked_sub(1).and_then(|n| links.get(n)).copied();
                let after = links.get(n + 1).copied();
                let alone = |up: usize| {
                    before.is_none_or(|before| before < up)
                        && after.is_none_or(|after| after >= tree.node(up).end)
                        && !matches!(tree.node(up).tag(), "body" | "html" | "tbody" | "table" | "")
                };
                let from = tree
                    .ancestors(link)
                    .take_while(|&up| alone(up))
                    .last()
                    .unwrap_or(link);
                Item {
                    from,
                    to: tree.node(from).end,
                    link,
                }
            })
            .collect();
        let mut shapes: HashMap<(u64, &str), usize> = HashMap::new();
        for item in &items {
            *shapes.entry(self.shape(item)).or_default() += 1;
        }
        let usual = shapes
            .into_iter()
            .max_by_key(|(shape, count)| (*count, *shape))
            .map(|(shape, _)| shape);
        let mut items: Vec<Item> = items
            .into_iter()
            .filter(|item| Some(self.shape(item)) == usual)
            .collect();
        self.stretch(&mut items);
        items
    }

    fn shape(&self, item: &Item) -> (u64, &'a str) {
        let node = self.tree.node(item.from);
        (self.path.get(node.parent).copied().unwrap_or(0), node.tag())
    }

    /// Where most items are followed by text that belongs to no other one, each reaches up to the next.
    fn stretch(&self, items: &mut [Item]) {
        let tree = self.tree;
        let parent = |item: &Item| tree.node(item.from).parent;
        let gaps: Vec<usize> = items
            .windows(2)
            .filter_map(|two| match two {
                [one, next] if parent(one) == parent(next) => Some(tree.chars_between(one.to, next.from)),
                _ => None,
            })
            .collect();
        let filled = gaps.iter().filter(|gap| **gap >= 12).count();
        if gaps.is_empty() || filled * 10 < gaps.len() * 6 {
            return;
        }
        let mut steps: Vec<usize> = Vec::new();
        let next: Vec<Option<usize>> = items
            .windows(2)
            .map(|two| match two {
                [one, next] if parent(one) == parent(next) => Some(next.from),
                _ => None,
            })
            .chain([None])
            .collect();
        for (item, next) in items.iter_mut().zip(next) {
            let parent_end = tree.node(tree.node(item.from).parent).end;
            let siblings = Siblings {
                tree,
                next: item.to,
                end: next.unwrap_or(parent_end),
            };
            if let Some(next) = next {
                steps.push(siblings.count());
                item.to = next;
            } else {
                // The last one of its parent is as long as the others usually are.
                let mut sorted = steps.clone();
                sorted.sort_unstable();
                let usual = sorted.get(sorted.len() / 2).copied().unwrap_or(0);
                item.to = siblings
                    .take(usual)
                    .last()
                    .map_or(item.to, |last| tree.node(last).end.max(last + 1));
            }
        }
    }

    /// Adds the neighbours of the items that are built alike but named otherwise (a pinned topic, the first of a list).
    fn complete(&self, items: Vec<Item>) -> Vec<Item> {
        let tree = self.tree;
        let Some(first) = items.first().copied() else {
            return items;
        };
        if items.iter().any(|item| item.to != tree.node(item.from).end) {
            return items;
        }
        let way = |from: usize, link: usize| -> Vec<&'a str> {
            let up = tree.ancestors(link).take_while(|&up| up > from);
            up.map(|up| tree.node(up).tag()).collect()
        };
        let usual = way(first.from, first.link);
        let shape = self.shape(&first);
        let known: BTreeSet<usize> = items.iter().map(|item| item.from).collect();
        let mut all = items;
        let mut at = 0;
        while at < tree.nodes.len() {
            let node = tree.node(at);
            let is_alike =
                node.tag() == shape.1 && self.path.get(node.parent).copied() == Some(shape.0) && at > 0;
            if !is_alike {
                at += 1;
                continue;
            }
            if !known.contains(&at) {
                let link = tree.range(at).find(|&link| {
                    tree.node(link).tag() == "a"
                        && tree.node(link).attr("href").is_some_and(leads_on)
                        && way(at, link) == usual
                });
                all.extend(link.map(|link| Item {
                    from: at,
                    to: node.end,
                    link,
                }));
            }
            at = node.end.max(at + 1);
        }
        all.sort_unstable_by_key(|item| item.from);
        all
    }

    /// Whether the link is a heading, stands in one or holds one.
    fn is_headed(&self, item: &Item) -> bool {
        let tree = self.tree;
        tree.ancestors(item.link)
            .take_while(|&up| up >= item.from)
            .chain(tree.range(item.link).take(20))
            .any(|at| is_heading(tree.node(at).tag()))
    }

    fn dates_in(&self, item: &Item) -> u32 {
        let before = |at: usize| self.dates.get(at).copied().unwrap_or(0);
        before(item.to).saturating_sub(before(item.from))
    }
}

/// Neighbours that follow a node.
struct Siblings<'t, 'a> {
    tree: &'t Tree<'a>,
    next: usize,
    end: usize,
}

impl Iterator for Siblings<'_, '_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let at = self.next;
        (at < self.end).then(|| {
            self.next = self.tree.node(at).end.max(at + 1);
            at
        })
    }
}

/// What a link is called: its text, else what its picture shows.
pub(super) fn name(tree: &Tree<'_>, link: usize) -> String {
    if tree.chars(link) > 0 {
        return tree.line(link);
    }
    tree.range(link)
        .find_map(|at| {
            let node = tree.node(at);
            node.attr("alt")
                .or_else(|| node.attr("title"))
                .map(str::trim)
                .filter(|name| !name.is_empty())
        })
        .unwrap_or_default()
        .to_owned()
}

pub(super) fn is_heading(tag: &str) -> bool {
    matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn is_dated(text: &str) -> bool {
    text.len() <= MAX_DATED_BYTES
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && stamp::find(text, false).is_some()
}

/// The first class that tells what an element is, its digits made alike.
fn kind(class: Option<&str>) -> String {
    class
        .unwrap_or_default()
        .split_ascii_whitespace()
        .map(|name| {
            let mut kind = String::new();
            for c in name.chars().take(60) {
                match c {
                    '0'..='9' if kind.ends_with('0') => {}
                    '0'..='9' => kind.push('0'),
                    c => kind.extend(c.to_lowercase()),
                }
            }
            kind
        })
        .find(|kind| !STATE.contains(&kind.as_str()) && kind != "0")
        .unwrap_or_default()
}

fn step(above: u64, tag: &str, kind: String, column: u32) -> u64 {
    hash(&(above, tag, kind, column))
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[expect(clippy::cast_precision_loss, reason = "counts of one page are far below 2^53")]
fn real(count: usize) -> f64 {
    count as f64
}
