//! The main text of a page, with what the page says of itself.

mod about;
mod content;
mod hints;
mod linked_data;
mod published;
mod render;
mod select;
mod stamp;
mod tree;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Context, Refusal, dom};
use crate::model::{Issue, Link};
use crate::text::{charset, html};

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
    /// Links of the whole page, in order.
    pub links: Vec<Link>,
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
        title: about.title,
        author: about.author,
        published_local: about.published.as_ref().map(stamp::Stamp::rfc3339),
        published: about.published.map(|stamp| stamp.0.timestamp()),
        site: about.site,
        language: about.language.or_else(|| ctx.language.map(str::to_owned)),
        canonical_url: about.canonical,
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
        "links": article.links,
        "feeds": article.feeds,
        "issues": article.issues,
    })
}
