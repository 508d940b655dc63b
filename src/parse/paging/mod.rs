//! Where a list goes on: the address of the next page.
//!
//! Asked in this order: what the page tells machines (`rel="next"`), a link that says so in words, class or arrow, and
//! the number after the current one in a row of page numbers. Linear in the size of the page.

mod words;

use url::Url;

use super::article::hints;
use super::article::tree::{Tree, What};
use super::{Context, dom, page};
use crate::text::charset;

use words::{ARROWS, BACK, NEXT, ROW};

/// Longest text of a link that is asked whether it says «next».
const MAX_LABEL_CHARS: usize = 40;
/// Fewest points that make a link the way to the next page.
const ENOUGH: i32 = 8;
/// Most characters between two numbers of one row of pages.
const MAX_GAP_CHARS: usize = 8;
/// Highest number of a page.
const MAX_PAGE: u32 = 200_000;
/// The next page of the list whose markup is `html` and whose address is `base`.
pub fn next_page(html: &str, base: &Url) -> Option<Url> {
    dom::with(html, |html, _| of_tree(html, base))
}

/// As [`next_page`], of bytes as fetched, giving up building the tree when `keep_going` says no.
pub fn next_page_within(
    bytes: &[u8],
    ctx: &Context<'_>,
    keep_going: &mut dyn FnMut() -> bool,
) -> Option<Url> {
    let decoded = charset::decode(bytes, ctx.content_type);
    let page = dom::parse(&decoded.text, keep_going);
    of_tree(&page.html, ctx.base_url?)
}

fn of_tree(html: &scraper::Html, here: &Url) -> Option<Url> {
    let tree = Tree::new(html);
    let finder = Finder {
        base: page::base_url(html, Some(here)),
        here,
        tree: &tree,
    };
    finder
        .told()
        .or_else(|| finder.said())
        .or_else(|| finder.counted())
}

struct Finder<'t, 'a> {
    tree: &'t Tree<'a>,
    /// Address of the page.
    here: &'t Url,
    /// Address that links are resolved against.
    base: Option<Url>,
}

/// A number that stands alone, as in a row of pages.
#[derive(Clone, Copy, Debug)]
struct Number {
    at: usize,
    value: u32,
    link: Option<usize>,
    is_current: bool,
}

impl Finder<'_, '_> {
    /// `<link rel="next">`, then `<a rel="next">`.
    fn told(&self) -> Option<Url> {
        ["link", "a"].iter().find_map(|tag| {
            self.tree.tagged(tag).find_map(|at| {
                let rel = self.tree.node(at).attr("rel")?;
                let is_next = rel
                    .split_ascii_whitespace()
                    .any(|one| one.eq_ignore_ascii_case("next"));
                is_next.then(|| self.target(at)).flatten()
            })
        })
    }

    /// The link that most clearly says that it leads on.
    fn said(&self) -> Option<Url> {
        self.tree
            .tagged("a")
            .filter_map(|at| {
                let points = self.points(at)?;
                (points >= ENOUGH).then_some(())?;
                let url = self.target(at)?;
                let points = points + self.points_of_address(&url);
                Some((points, url))
            })
            // The first of equals: rows of pages stand above and below a list.
            .reduce(|best, other| if other.0 > best.0 { other } else { best })
            .map(|(_, url)| url)
    }

    /// How clearly a link says that it leads to the next page, by itself and by where it stands.
    fn points(&self, at: usize) -> Option<i32> {
        let tree = self.tree;
        let node = tree.node(at);
        let href = node.attr("href")?;
        if href.trim().is_empty() || href.starts_with('#') || tree.chars(at) > MAX_LABEL_CHARS {
            return None;
        }
        let (mut points, mut signs) = (0, 0);
        for label in self.labels(at) {
            let (words, arrows) = plain(&label);
            if is_back(&words) {
                return None;
            }
            if NEXT.contains(&words.as_str()) {
                points = points.max(8);
            } else if NEXT
                .iter()
                .any(|next| begins_with_word(&words, next) && !next.contains("more"))
                && words.split(' ').count() <= 4
            {
                points = points.max(5);
            }
            if arrows > 0 {
                // One arrow is the next page where two are the last one.
                let alone = if words.is_empty() { 6 } else { 1 };
                signs = signs.max(alone - i32::from(arrows > 1));
            }
        }
        let mut names = hints::words(&node);
        let parent = tree.node(node.parent);
        if tree.chars(node.parent) == tree.chars(at) {
            names.extend(hints::words(&parent));
        }
        // «Older posts» leads on, whatever the theme's author called it.
        let is_told = points >= ENOUGH;
        if !is_told
            && names
                .iter()
                .any(|name| name.contains("prev") || name == "last" || name == "first")
        {
            return None;
        }
        if names.iter().any(|name| name.contains("next") || name == "older") {
            points += 5;
        }
        points += signs;
        if points > 0 && self.in_row(at) {
            points += 3;
        }
        Some(points)
    }

    /// What a link says in text, hints and pictures.
    fn labels(&self, at: usize) -> Vec<String> {
        let tree = self.tree;
        let mut labels = vec![tree.line(at)];
        for inner in tree.range(at).take(12) {
            let node = tree.node(inner);
            labels.extend(
                ["title", "aria-label", "alt"]
                    .iter()
                    .filter_map(|name| node.attr(name))
                    .map(str::to_owned),
            );
        }
        labels
    }

    fn in_row(&self, at: usize) -> bool {
        self.tree.ancestors(at).take(5).any(|up| {
            let node = self.tree.node(up);
            node.tag() != "body"
                && hints::words(&node)
                    .iter()
                    .any(|word| ROW.contains(&word.as_str()))
        })
    }

    /// An address that differs from this one by the next number is the likelier one.
    fn points_of_address(&self, url: &Url) -> i32 {
        let (here, there) = (numbers(self.here), numbers(url));
        match (here.last(), there.last()) {
            _ if there.len() > here.len() && there.last() == Some(&2) => 2,
            (Some(here), Some(there)) if there.checked_sub(*here) == Some(1) => 2,
            _ => 0,
        }
    }

    /// The number after the current one.
    fn counted(&self) -> Option<Url> {
        let numbers = self.lone_numbers();
        let mut rest = numbers.as_slice();
        while !rest.is_empty() {
            let length = 1 + rest
                .windows(2)
                .take_while(|two| matches!(two, [one, next] if self.in_one_row(one, next)))
                .count();
            let (row, tail) = rest.split_at_checked(length)?;
            rest = tail;
            if let Some(url) = self.after_current(row) {
                return Some(url);
            }
        }
        None
    }

    fn in_one_row(&self, one: &Number, next: &Number) -> bool {
        next.value > one.value && self.tree.chars_between(one.at + 1, next.at) <= MAX_GAP_CHARS
    }

    fn after_current(&self, row: &[Number]) -> Option<Url> {
        let current = row
            .iter()
            .find(|number| number.link.is_none())
            .or_else(|| row.iter().find(|number| number.is_current))?;
        // One number beside the current one may be anything, unless it is the second page.
        if row.len() < 2 || row.iter().filter(|number| number.link.is_none()).count() > 1 {
            return None;
        }
        let next = row.iter().find(|number| number.value == current.value + 1)?;
        self.target(next.link?)
    }

    fn lone_numbers(&self) -> Vec<Number> {
        let tree = self.tree;
        let mut found = Vec::new();
        let mut link: Option<usize> = None;
        for (at, node) in tree.nodes.iter().enumerate() {
            link = link.filter(|&link| at < tree.node(link).end);
            match node.what {
                What::Element(element) if element.name() == "a" && element.attr("href").is_some() => {
                    link = Some(at);
                }
                What::Text(text) => {
                    let value = lone_number(text);
                    found.extend(value.filter(|_| !self.is_calendar(at)).map(|value| Number {
                        at,
                        value,
                        link,
                        is_current: link.is_some_and(|link| self.is_current(link)),
                    }));
                }
                What::Element(_) => {}
            }
        }
        found
    }

    fn is_calendar(&self, at: usize) -> bool {
        self.tree.ancestors(at).take(8).any(|up| {
            hints::words(&self.tree.node(up))
                .iter()
                .any(|word| word == "calendar")
        })
    }

    fn is_current(&self, link: usize) -> bool {
        let names = |at: usize| {
            hints::words(&self.tree.node(at)).iter().any(|word| {
                matches!(
                    word.as_str(),
                    "current" | "active" | "selected" | "highlight" | "on"
                )
            })
        };
        names(link)
            || names(self.tree.node(link).parent)
            || self.tree.node(link).attr("aria-current").is_some()
    }

    /// Where a link leads, if that is another page of the same site.
    fn target(&self, at: usize) -> Option<Url> {
        let href = self.tree.node(at).attr("href")?;
        let mut url: Url = page::absolute(href, self.base.as_ref())?.parse().ok()?;
        url.set_fragment(None);
        let mut here = self.here.clone();
        here.set_fragment(None);
        let host = |url: &Url| {
            url.host_str()
                .map(|host| host.trim_start_matches("www.").to_owned())
        };
        (url != here && host(&url) == host(&here)).then_some(url)
    }
}

/// A label in lower case without signs, and how many arrows it has.
fn plain(label: &str) -> (String, usize) {
    let arrows = label.chars().take(200).filter(|c| ARROWS.contains(c)).count();
    let spaced: String = label
        .chars()
        .take(200)
        .map(|c| if c.is_alphanumeric() || is_mark(c) { c } else { ' ' })
        .collect();
    let words: Vec<String> = spaced.split_whitespace().map(str::to_lowercase).collect();
    (words.join(" "), arrows)
}

/// Vowel signs of scripts that write them beside letters.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{dff}' | '\u{e30}'..='\u{e4f}')
}

fn is_back(words: &str) -> bool {
    // «Previous entries» leads to older ones.
    !NEXT.contains(&words) && BACK.iter().any(|back| begins_with_word(words, back))
}

fn begins_with_word(words: &str, first: &str) -> bool {
    words
        .strip_prefix(first)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// A text that is one number, bare or in brackets.
fn lone_number(text: &str) -> Option<u32> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || "[](){}|,.·-–•".contains(c));
    if text.is_empty() || text.len() > 6 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|value| (1..=MAX_PAGE).contains(value))
}

/// Numbers of path and query.
fn numbers(url: &Url) -> Vec<u32> {
    let rest = url.query().map_or_else(
        || url.path().to_owned(),
        |query| format!("{}?{query}", url.path()),
    );
    rest.split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn next(html: &str) -> Option<String> {
        let base = Url::parse("https://list.example/topics?page=3").unwrap();
        next_page(html, &base).map(String::from)
    }

    #[test]
    fn finds_the_next_page() {
        for (html, want) in [
            (
                "<link rel=next href='?page=4'>",
                Some("https://list.example/topics?page=4"),
            ),
            (
                "<a rel='nofollow next' href=/p/4>4</a>",
                Some("https://list.example/p/4"),
            ),
            (
                "<a href=?page=2>« Prev</a> <a href=?page=4>Next »</a>",
                Some("https://list.example/topics?page=4"),
            ),
            (
                "<a class=nav-previous href=/o>← Older posts</a>",
                Some("https://list.example/o"),
            ),
            (
                "<a href=/n>Nächste Seite</a><a href=/l>Letzte</a>",
                Some("https://list.example/n"),
            ),
            ("<a href=/n>次へ</a>", Some("https://list.example/n")),
            (
                "<ul class=pager><li class=next><a href=/n><img src=x alt=''></a></ul>",
                Some("https://list.example/n"),
            ),
            (
                "<div class=pagination><a href=?page=4>›</a><a href=?page=9>»</a></div>",
                Some("https://list.example/topics?page=4"),
            ),
            (
                "<a href=?page=1>1</a> <a href=?page=2>2</a> <b>3</b> <a href=?page=4>4</a>",
                Some("https://list.example/topics?page=4"),
            ),
            (
                "<a href=?page=2>2</a> <a class=active href=?page=3>3</a> <a href=?page=4>[4]</a>",
                Some("https://list.example/topics?page=4"),
            ),
            ("<a href=?page=1>1</a> <a href=?page=2>2</a> <b>3</b>", None),
            ("<a href=?page=2>1</a> <a href=?page=2>2</a>", None),
            (
                "<a href='#' class=next>Next</a><a href='javascript:go()'>Next</a>",
                None,
            ),
            ("<a href='?page=3#x'>Next</a>", None),
            ("<a rel=next href=https://other.example/>Next</a>", None),
            (
                "<a href=/x>Next steps of our journey to the stars and beyond</a>",
                None,
            ),
            (
                "<table id=wp-calendar><tr><td>3<td><a href=/d/4>4</a></table>",
                None,
            ),
            ("", None),
        ] {
            assert_eq!(next(html).as_deref(), want, "{html}");
        }
    }

    #[test]
    fn hostile_pages_end() {
        for page in [
            "<a href=/x>1</a>".repeat(50_000),
            "<b>1</b> 2 ".repeat(50_000),
            "<a href=/n class=next>".repeat(20_000),
        ] {
            next(&page);
        }
    }

    proptest! {
        #[test]
        fn never_panics(page in "(<|</|>|<a href=/x>|<a href=?page=4>|</a>|<b>|next|İ|»|1|2|3 |4|<li class=next>|é|漢|&amp;){0,120}") {
            if let Some(url) = next(&page) {
                prop_assert!(url.starts_with("https://list.example/"));
            }
        }
    }
}
