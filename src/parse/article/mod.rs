//! The main text of a page, with what the page says of itself.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Context, Refusal};
use crate::model::{Issue, Link};

/// A page read for its main text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    /// Headline, plain text; may be empty.
    pub title: String,
    /// Byline.
    pub author: Option<String>,
    /// When it was published, if the page says so.
    pub published: Option<Timestamp>,
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
    _bytes: &[u8],
    _ctx: &Context<'_>,
    _keep_going: &mut dyn FnMut() -> bool,
) -> Result<Article, Refusal> {
    Ok(Article::default())
}

/// An article as `inspect page` shows it.
pub fn inspect_json(article: &Article) -> Value {
    json!({
        "title": article.title,
        "author": article.author,
        "published": article.published,
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
