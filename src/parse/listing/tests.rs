use jiff::Timestamp;
use proptest::prelude::*;
use url::Url;

use super::*;
use crate::model::{Platform, SourceName};

fn try_read(page: &str) -> Result<(Vec<Document>, Vec<Issue>), Refusal> {
    let (source, base) = (
        SourceName::from("list"),
        Url::parse("https://list.example/latest").unwrap(),
    );
    let ctx = Context {
        source: &source,
        base_url: Some(&base),
        content_type: Some("text/html; charset=utf-8"),
        seen: "2026-04-01T00:00:00Z".parse().unwrap(),
        platform: Platform::Forum,
        language: Some("en"),
    };
    items_within(page.as_bytes(), &ctx, &mut || true)
}

fn read(page: &str) -> (Vec<Document>, Vec<Issue>) {
    try_read(page).unwrap()
}

const MENU: &str = "<nav><ul><li><a href=/home>Home of the list</a><li><a href=/about>About all of us</a>\
    <li><a href=/contact>How to reach us</a><li><a href=/jobs>Work with us today</a></ul></nav>";
const FOOT: &str = "<footer><a href=/imprint>Imprint</a> <a href=/privacy>Privacy</a> <a href=/terms>Terms of use</a></footer>";

/// `count` items in the given markup; `N` is replaced by the number, `TITLE` by a title of its own.
fn page(before: &str, item: &str, after: &str, count: usize) -> String {
    const WORDS: [&str; 5] = ["Rockets", "Skates", "Anvils", "Magnets", "Springs"];
    let items: String = (0..count)
        .map(|n| {
            let title = format!("{} are on sale again in town", WORDS[n % WORDS.len()]);
            item.replace("TITLE", &title).replace('#', &n.to_string())
        })
        .collect();
    format!("<html><body>{MENU}{before}{items}{after}{FOOT}</body></html>")
}

#[test]
fn finds_items_however_they_are_built() {
    for (what, before, item, after) in [
        (
            "articles",
            "<div id=content>",
            "<article class='post-# post'><h2><a href=/t/#>TITLE</a></h2><time datetime=2026-03-0#T10:00:00Z>a day</time>\
             <span class=author>by <a href=/u/ann>Ann Lee</a></span><p>They say that it will not be long until more arrive. \
             <a href=/t/#>Read more</a></p></article>",
            "</div>",
        ),
        (
            "table of topics",
            "<table><tr><th><a href=?by=t>Title</a><th><a href=?by=a>Author</a></tr>",
            "<tr class='row#'><td><a href=/t/#>TITLE</a><td><a class=username href=/u/#>Ann Lee</a><td>2026-03-0#</tr>",
            "</table>",
        ),
        (
            "headings and paragraphs without wrappers",
            "<div>",
            "<h3><a href='/t/#'>TITLE</a></h3><p class=byline>By Ann Lee</p><p class=date>2026-03-0#</p><p>And some text about it</p>",
            "</div>",
        ),
        (
            "rows of cards that are links as a whole",
            "<div class=grid>",
            "<div class=card><a href=/t/#><h4>TITLE</h4><p>Some more about it here</p><span class=date>2026-03-0#</span>\
             <span class=author>Ann Lee</span></a></div>",
            "</div>",
        ),
        (
            "definition list",
            "<dl>",
            "<dt><a href=/t/#>TITLE</a><dd>2026-03-0# <i class=author>Ann Lee</i> wrote a few words on the matter",
            "</dl>",
        ),
    ] {
        let (documents, issues) = read(&page(before, item, after, 5));
        let shown: Vec<(&str, &str)> = documents
            .iter()
            .map(|d| (d.title.as_str(), d.url.as_deref().unwrap_or_default()))
            .collect();
        assert_eq!(shown.len(), 5, "{what}: {shown:?} {issues:?}");
        assert_eq!(
            shown[1],
            ("Skates are on sale again in town", "https://list.example/t/1"),
            "{what}"
        );
        for (n, document) in documents.iter().enumerate().skip(1) {
            let day = document
                .published
                .map(|at| at.to_string().chars().take(10).collect::<String>());
            assert_eq!(day, Some(format!("2026-03-0{n}")), "{what}");
            assert_eq!(document.author.name.as_deref(), Some("Ann Lee"), "{what}");
        }
    }
}

#[test]
fn posts_are_items_without_titles() {
    let post = "<li class=post id=p#><a class=username href=/u/#>Ann # Lee</a><div class=body>What I think about this is what \
                everybody thinks, and I shall say it at length.</div><a href=#p# class=date>Mar 0#, 2026</a></li>"
        .replace("href=#p", "href=/thread/7?p=");
    let (documents, _) = read(&page("<ol>", &post, "</ol>", 4));
    assert_eq!(documents.len(), 4);
    let last = documents.last().unwrap();
    assert_eq!(last.title, "");
    assert_eq!(last.url.as_deref(), Some("https://list.example/thread/7?p=3"));
    assert_eq!(last.author.name.as_deref(), Some("Ann 3 Lee"));
    assert!(last.text.contains("at length"));
}

#[test]
fn pinned_items_belong_to_the_list() {
    let item = "<li class=topic><h3><a href=/t/#>TITLE</a></h3><p>Some words about it</p></li>";
    let pinned = "<ul><li class=pinned><h3><a href=/t/rules>The rules of this house</a></h3><p>Read them first</p></li>";
    let (documents, _) = read(&page(pinned, item, "</ul>", 5));
    assert_eq!(documents.len(), 6);
    assert_eq!(documents[0].title, "The rules of this house");
}

#[test]
fn says_when_there_is_no_list() {
    for text in ["<p>Nothing here</p>", &page("", "", "", 0)] {
        let (documents, issues) = read(text);
        assert!(documents.is_empty(), "{documents:?}");
        assert!(issues[0].0.starts_with("no repeating items"));
    }
}

#[test]
fn hostile_pages_end() {
    for page in [
        "<li><a href=x>".repeat(50_000),
        "<p>1.1.2020 <a href=/x>word word word</a>".repeat(20_000),
        "<table><tr><td><a href=y>".repeat(20_000),
        "<a href=/a><h2>one</h2></a><p>text that is long enough</p>".repeat(20_000),
    ] {
        assert!(read(&page).0.len() <= 2000);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..1500)) {
        let source = SourceName::from("list");
        let ctx = Context {
            source: &source, base_url: None, content_type: None, seen: Timestamp::UNIX_EPOCH,
            platform: Platform::Web, language: None,
        };
        if let Ok((documents, _)) = items_within(&bytes, &ctx, &mut || true) {
            prop_assert!(documents.len() <= bytes.len());
        }
    }

    #[test]
    fn any_markup_is_survived(page in "(<|</|>|<li>|</li>|<div class=a1>|<h2>|</h2>|<td>|<a href=x>|<a href=/y/1>|</a>|<time>|2020-01-02|word |by Ann|İ by |<br>|é){0,150}") {
        if let Ok((documents, _)) = try_read(&page) {
            prop_assert!(documents.iter().all(|d| !(d.title.is_empty() && d.text.is_empty())));
        }
    }
}
