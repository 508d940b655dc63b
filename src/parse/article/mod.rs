//! The main text of a page, with what the page says of itself.

mod about;
mod content;
pub(super) mod hints;
mod linked_data;
mod published;
mod render;
mod select;
pub(super) mod stamp;
pub(super) mod tree;
mod vocabulary;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Context, Refusal, dom};
use crate::model::{Issue, Link};
use crate::text::{charset, html};

pub use self::render::MAX_LINKS;

use self::about::Found;
use self::tree::Tree;

/// A page read for its main text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    /// Headline, plain text; may be empty.
    pub title: String,
    /// Byline.
    pub author: Option<String>,
    /// When it was published, if the page says so.
    pub published: Option<Timestamp>,
    /// The same as the page writes it, RFC 3339 with the page's own offset: its day is the day readers see.
    pub published_local: Option<String>,
    /// Name of the site.
    pub site: Option<String>,
    /// Language the page declares (primary tag, lower case).
    pub language: Option<String>,
    /// Address the page gives as its own.
    pub canonical_url: Option<String>,
    /// Main text: paragraphs separated by a newline.
    pub text: String,
    /// Main text as plain markup (paragraphs, headings, lists, tables, links), safe to parse, never to show unescaped.
    pub html: String,
    /// Words around the main text: menus, labels, buttons, one a line, as far as they tell whose page it is.
    pub chrome: String,
    /// Links of the whole page, in order.
    pub links: Vec<Link>,
    /// Whether the page was too much to be read to its end.
    pub cut: bool,
    /// Feeds that the page names.
    pub feeds: Vec<String>,
    /// What was noticed and survived.
    pub issues: Vec<Issue>,
}

/// Reads a page. An empty main text is not an error: it comes with an issue.
pub fn extract(bytes: &[u8], ctx: &Context<'_>) -> Result<Article, Refusal> {
    extract_within(bytes, ctx, &mut || true)
}

/// As [`extract`], giving up building the tree when `keep_going` says no; what was built is read.
pub fn extract_within(
    bytes: &[u8],
    ctx: &Context<'_>,
    keep_going: &mut dyn FnMut() -> bool,
) -> Result<Article, Refusal> {
    let decoded = charset::decode(bytes, ctx.content_type);
    let page = dom::parse(&decoded.text, keep_going);
    let tree = Tree::new(&page.html);
    let base = super::page::base_url(&page.html, ctx.base_url);
    let about = about::read(
        &page.html,
        &tree,
        Found {
            base: base.as_ref(),
            seen: ctx.seen,
            source: &decoded.text,
        },
    );
    let main = content::find(&tree, &about.titles);
    let mut issues = Vec::new();
    if page.cut {
        issues.push(Issue(
            "the page is nested or built beyond all bounds; only its beginning was read".to_owned(),
        ));
    }
    let mut text = render::text(&main);
    // A page that builds its text by script, or hides it, may still tell it to machines.
    if let Some(body) = about
        .body
        .as_deref()
        .map(html::to_text)
        .filter(|body| body.len() > text.len() * 2 + 200)
    {
        text = body;
        issues.push(Issue("the text was taken from the page's JSON-LD".to_owned()));
    }
    if text.is_empty() {
        issues.push(Issue("no main text was found".to_owned()));
    }
    Ok(Article {
        html: render::html(&tree, &main, base.as_ref()),
        links: render::links(&tree, &main, base.as_ref()),
        chrome: render::chrome(&tree, &main),
        title: about.title,
        author: about.author,
        published_local: about.published.as_ref().map(stamp::Stamp::rfc3339),
        published: about.published.map(|stamp| stamp.0.timestamp()),
        site: about.site,
        language: about.language.or_else(|| ctx.language.map(str::to_owned)),
        canonical_url: about.canonical,
        cut: page.cut,
        feeds: about.feeds,
        text,
        issues,
    })
}

/// An article as `inspect page` shows it.
pub fn inspect_json(article: &Article) -> Value {
    json!({
        "title": article.title,
        "author": article.author,
        "published": article.published_local,
        "site": article.site,
        "language": article.language,
        "canonical_url": article.canonical_url,
        "text": article.text,
        "html": article.html,
        "chrome": article.chrome,
        "links": article.links,
        "feeds": article.feeds,
        "issues": article.issues,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;
    use crate::model::{Platform, SourceName};

    const PAGE: &str = r#"<!doctype html><html lang="en-GB"><head><title>Skates that fly | Rocket News</title>
        <meta property="og:site_name" content="Rocket News"><base href="/news/">
        <link rel="canonical" href="skates"><link rel=alternate type="application/rss+xml" href="/feed">
        <script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"Skates that fly",
          "datePublished":"2026-03-01T23:30:00-05:00","author":{"@type":"Person","name":"Ann Lee"}}]}</script></head>
        <body class="has-sidebar"><nav><a href="/a">Home</a> <a href="/b">A long list of sections of this paper</a></nav>
        <div class="page"><article class="post tag-skates hentry"><h1>Skates that fly</h1>
        <p class="standfirst">A small maker has built what nobody thought could be built in a shed by two people.</p>
        <div class="share-buttons">Share this on every network that was ever made, please, today.</div>
        <div class="article-body"><p>The first pair left the ground on Monday, to the surprise of
          <a rel="sponsored" href="https://acme.example/skates?utm_source=x">Acme</a>, who had ordered it, and of the town.</p>
        <h2>How it began</h2><p>It began with a rocket &amp; a broken board, the makers say; neither was meant to fly.</p>
        <ul><li>Weight: four kilograms, without the fuel.</li><li>Price: not known yet, but not small.</li></ul>
        <p>Read more: <a href="/other">Another article about something else</a></p>
        <p>They want to sell the first hundred pairs this year, and to be insured by then.</p>
        <h3>Comments</h3><p>First! This is what somebody thinks about it all, and it goes on for a while.</p></div></article>
        <aside><p>Most read: a teaser of another text which is long enough to look like a paragraph.</p></aside></div>
        <footer>© Rocket News, all rights reserved, imprint, contact, privacy.</footer></body></html>"#;

    fn read(page: &str) -> Article {
        let (source, base) = (
            SourceName::from("page"),
            Url::parse("https://rocket.example/x/y").unwrap(),
        );
        let ctx = Context {
            source: &source,
            base_url: Some(&base),
            content_type: Some("text/html; charset=utf-8"),
            seen: "2026-04-01T00:00:00Z".parse().unwrap(),
            platform: Platform::Web,
            language: None,
        };
        extract(page.as_bytes(), &ctx).unwrap()
    }

    #[test]
    fn keeps_the_article_and_nothing_else() {
        let article = read(PAGE);
        assert_eq!(
            article
                .text
                .lines()
                .map(|line| line.chars().take(24).collect::<String>())
                .collect::<Vec<_>>(),
            [
                "A small maker has built ",
                "The first pair left the ",
                "How it began",
                "It began with a rocket &",
                "Weight: four kilograms, ",
                "Price: not known yet, bu",
                "They want to sell the fi",
            ]
        );
        assert!(
            article
                .html
                .contains(r#"<a href="https://acme.example/skates?utm_source=x" rel="sponsored">Acme</a>"#)
        );
        assert!(article.html.contains("rocket &amp; a") && article.html.contains("<ul>\n<li>Weight"));
    }

    #[test]
    fn reads_what_the_page_says_of_itself() {
        let article = read(PAGE);
        assert_eq!(article.title, "Skates that fly");
        assert_eq!(article.author.as_deref(), Some("Ann Lee"));
        assert_eq!(article.site.as_deref(), Some("Rocket News"));
        assert_eq!(article.language.as_deref(), Some("en"));
        assert_eq!(
            article.canonical_url.as_deref(),
            Some("https://rocket.example/news/skates")
        );
        assert_eq!(article.feeds, ["https://rocket.example/feed"]);
        assert_eq!(
            article.published_local.as_deref(),
            Some("2026-03-01T23:30:00-05:00")
        );
        assert_eq!(article.published.unwrap().to_string(), "2026-03-02T04:30:00Z");
        let main: Vec<&str> = article
            .links
            .iter()
            .filter(|link| link.in_main)
            .map(|link| link.url.as_str())
            .collect();
        assert_eq!(main, ["https://acme.example/skates?utm_source=x"]);
        assert!(article.links.len() >= 4);
    }

    #[test]
    fn the_words_around_the_text_are_those_of_the_site() {
        let article = read(PAGE);
        let around: Vec<&str> = article.chrome.lines().collect();
        assert!(
            around.contains(&"Home") && around.contains(&"Comments"),
            "{around:?}"
        );
        assert!(!article.chrome.contains("rocket &"), "{around:?}");
        assert!(!article.chrome.contains("First! This"), "{around:?}");
        let many = format!(
            "<nav>{}</nav><p>A text, that is one.</p>",
            "<a href=/a>Eintrag</a>".repeat(9_000)
        );
        assert!(read(&many).chrome.len() <= 2_048);
    }

    #[test]
    fn finds_dates_wherever_they_stand() {
        let text = "<p>Long enough to be a paragraph of an article, with a comma and a full stop.</p>";
        for (page, day) in [
            (
                "<meta property='article:published_time' content='2020-05-04T01:00:00Z'>",
                "2020-05-04",
            ),
            ("<time datetime='2020-05-04'>last week</time>", "2020-05-04"),
            (
                "<span itemprop='datePublished' content='20200504'></span>",
                "2020-05-04",
            ),
            ("<div class='post-date'>4 May 2020</div>", "2020-05-04"),
            ("<p>Veröffentlicht am 4. Mai 2020</p>", "2020-05-04"),
            (
                "<script>var x = {\"published_at\":\"2020-05-04T10:00:00Z\"}</script>",
                "2020-05-04",
            ),
            (
                "<link rel=canonical href='https://a.example/2020/05/04/x'>",
                "2020-05-04",
            ),
            (
                "<table><tr><td><script>showDate(\"2020/05/04 01:43:09\")</script></table>",
                "2020-05-04",
            ),
            (
                "<div class=navtop><time datetime='2020-06-01'>Today</time></div><p class=text_date>4 May 2020</p>",
                "2020-05-04",
            ),
            (
                "<div class=comments><time datetime='2020-05-04'>a reader</time></div>",
                "2020-05-04",
            ),
            (
                "<p>Date: 4 May 2020</p><a class='Publication download' href=/x.pdf>Letter of 1 May 2020</a>",
                "2020-05-04",
            ),
        ] {
            let article = read(&format!("<html><head></head><body>{page}{text}</body></html>"));
            assert_eq!(
                article.published_local.unwrap_or_default().get(..10),
                Some(day),
                "{page}"
            );
        }
        assert_eq!(read(text).published, None);
        assert_eq!(read("<time datetime='2031-01-01'>soon</time>").published, None);
    }

    #[test]
    fn an_utc_time_is_shown_on_the_day_readers_see() {
        let page = "<link rel=canonical href='https://a.example/2020/02/24/x'>\
                    <meta property='article:published_time' content='2020-02-25T02:25:54Z'>";
        let article = read(page);
        assert_eq!(
            article.published_local.as_deref(),
            Some("2020-02-24T23:25:54-03:00")
        );
        assert_eq!(article.published.unwrap().to_string(), "2020-02-25T02:25:54Z");
    }

    #[test]
    fn falls_back_to_what_machines_are_told() {
        let body = "A text that scripts build. ".repeat(30);
        let page = format!(
            "<script type='application/ld+json'>{{\"@type\":\"Article\",\"articleBody\":\"{body}\"}}</script><p>Loading</p>"
        );
        let article = read(&page);
        assert!(article.text.starts_with("A text that scripts build."));
        assert!(article.issues[0].0.contains("JSON-LD"));
        assert_eq!(read("").issues[0].0, "no main text was found");
    }

    #[test]
    fn hostile_pages_end() {
        for page in [
            "<table><tr><td>".repeat(20_000),
            "<div class=date><p>".repeat(50_000),
            "<ul><li>x, y. ".repeat(30_000),
            format!(
                "<script type='application/ld+json'>{}</script>",
                "[".repeat(100_000)
            ),
            "<p>1.1.".repeat(50_000),
            "<a href=x>".repeat(50_000),
        ] {
            let article = read(&page);
            assert!(article.text.len() <= page.len() * 2);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
            let source = SourceName::from("page");
            let ctx = Context {
                source: &source, base_url: None, content_type: None, seen: Timestamp::UNIX_EPOCH,
                platform: Platform::Web, language: None,
            };
            prop_assert!(extract(&bytes, &ctx).is_ok());
        }

        #[test]
        fn any_markup_is_survived(page in "(<|</|>|<p>|<div class=comment>|<article>|<li>|<td>|<a href=x>|<h2>|<time>|2020-01-02|word,|long text. |<br>|&amp;|é){0,120}") {
            let article = read(&page);
            prop_assert!(!article.html.contains("<div"));
        }
    }
}
