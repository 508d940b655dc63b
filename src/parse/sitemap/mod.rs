//! Sitemaps: the pages of a site, or the sitemaps that list them.
//!
//! Understood are sitemap indices, url sets with the news, image and video extensions, text with one address a line, RSS,
//! Atom and JSON Feed in a sitemap's place, each packed with gzip or not. Damage costs the entry it is in.

mod paths;
mod xml;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Context, Refusal, fault, feed};
use crate::model::{Document, Issue};
use crate::text::{charset, gzip};

pub use paths::Paths;

/// Most entries of one sitemap that are read: the protocol allows no more.
pub const MAX_ENTRIES: usize = 50_000;
/// Longest address that is taken: the protocol allows 2,048 characters, which percent-encoding may triple.
const MAX_ADDRESS_BYTES: usize = 8_192;

/// A sitemap as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedSitemap {
    /// Sitemaps that it lists, in its order.
    pub children: Vec<Child>,
    /// Pages that it lists, in its order.
    pub pages: Vec<Page>,
    /// What was noticed and survived.
    pub issues: Vec<Issue>,
}

/// A sitemap that an index lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    /// Where it is.
    pub url: Url,
    /// When it last changed, if the index says so.
    pub changed: Option<Timestamp>,
}

/// A page that a sitemap lists, with what is said of it there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where it is.
    pub url: Url,
    /// When it last changed (`lastmod`).
    pub changed: Option<Timestamp>,
    /// When it was published (`news:publication_date`, `video:publication_date`, a feed's date).
    pub published: Option<Timestamp>,
    /// Its title (`news:title`, else that of its video or image); may be empty.
    pub title: String,
    /// Its language (`news:language`), primary tag in lower case.
    pub language: Option<String>,
    /// `news:keywords` and `video:tag`.
    pub keywords: Vec<String>,
}

impl Page {
    /// A page of which only the address is known.
    fn at(url: Url) -> Self {
        Self {
            url,
            changed: None,
            published: None,
            title: String::new(),
            language: None,
            keywords: Vec::new(),
        }
    }

    /// The later of its dates.
    pub fn dated(&self) -> Option<Timestamp> {
        self.changed.max(self.published)
    }

    /// What is known of the page before it is read.
    pub fn document(self, ctx: &Context<'_>) -> Document {
        Document {
            source: ctx.source.clone(),
            url: Some(self.url.into()),
            title: self.title,
            published: self.published,
            updated: self.changed,
            seen: ctx.seen,
            language: self.language.or_else(|| ctx.language.map(str::to_owned)),
            categories: self.keywords,
            platform: ctx.platform,
            ..Document::default()
        }
    }
}

/// Reads a sitemap of at most `max_bytes` once unpacked.
///
/// # Errors
/// [`Refusal`] when the body is no sitemap at all, with what it is instead.
pub fn parse(bytes: &[u8], max_bytes: usize, ctx: &Context<'_>) -> Result<ParsedSitemap, Refusal> {
    if !gzip::is_gzip(bytes) {
        return unpacked(bytes, ctx);
    }
    let mut out = Vec::new();
    let whole = gzip::gunzip(&mut out, bytes, max_bytes);
    if let Err(error) = &whole
        && error.kind() == std::io::ErrorKind::FileTooLarge
    {
        return Err(Refusal(format!(
            "the sitemap is longer than the {max_bytes} bytes that `max_body` allows once it is unpacked; raise it for this \
             source if that is right"
        )));
    }
    // The header of the answer is about the packed file.
    let mut parsed = unpacked(
        &out,
        &Context {
            content_type: None,
            ..*ctx
        },
    )?;
    if whole.is_err() {
        parsed.issues.push(Issue(
            "the packed sitemap is damaged or cut off; what could be unpacked was read".to_owned(),
        ));
    }
    Ok(parsed)
}

fn unpacked(bytes: &[u8], ctx: &Context<'_>) -> Result<ParsedSitemap, Refusal> {
    let decoded = charset::decode(bytes, ctx.content_type);
    let text = decoded
        .text
        .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let mut parsed = if let Some(parsed) = xml::read(text, ctx) {
        parsed
    } else if let Ok(parsed) = feed::parse(bytes, ctx) {
        of_feed(parsed)
    } else if let Some(parsed) = lines(text) {
        parsed
    } else {
        return Err(refusal(text));
    };
    if decoded.lossy {
        parsed.issues.push(Issue(format!(
            "some bytes were not {} and were read as well as they could be",
            decoded.encoding
        )));
    }
    Ok(parsed)
}

/// A feed lists pages, too.
fn of_feed(feed: feed::ParsedFeed) -> ParsedSitemap {
    let pages = feed.documents.into_iter().filter_map(|document| {
        Some(Page {
            changed: document.updated,
            published: document.published,
            title: document.title,
            language: document.language,
            keywords: document.categories,
            ..Page::at(address(document.url.as_deref()?, None)?)
        })
    });
    ParsedSitemap {
        children: Vec::new(),
        pages: pages.take(MAX_ENTRIES).collect(),
        issues: feed.issues,
    }
}

/// A text with one address a line; other lines are passed over. `None` if it has none, or is markup.
fn lines(text: &str) -> Option<ParsedSitemap> {
    let mut found = ParsedSitemap::default();
    let mut others = 0_usize;
    if text.starts_with(['<', '{', '[']) {
        return None;
    }
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match absolute(line).filter(|_| found.pages.len() < MAX_ENTRIES) {
            Some(url) => found.pages.push(Page::at(url)),
            None => others += 1,
        }
    }
    if found.pages.is_empty() {
        return None;
    }
    if others > 0 {
        found.issues.push(Issue(format!(
            "{others} lines hold no address and were passed over"
        )));
    }
    Some(found)
}

/// The address that a whole line is.
fn absolute(line: &str) -> Option<Url> {
    let is_one = line.starts_with("http://") || line.starts_with("https://");
    (is_one && !line.contains(char::is_whitespace))
        .then(|| address(line, None))
        .flatten()
}

/// An address of a page without its fragment, which no request carries.
fn address(text: &str, base: Option<&Url>) -> Option<Url> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_ADDRESS_BYTES {
        return None;
    }
    let mut url = match base {
        Some(base) => base.join(text).ok()?,
        None => Url::parse(text).ok()?,
    };
    url.set_fragment(None);
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// What the body is instead.
fn refusal(text: &str) -> Refusal {
    let what = if text.trim().is_empty() {
        "the body is empty".to_owned()
    } else if feed::is_page(text.as_bytes()) {
        match fault::page_fault(text) {
            Some(why) => format!("this is an HTML page, not a sitemap: {why}"),
            None => "this is an HTML page, not a sitemap; give the site's front page or its robots.txt, and its sitemaps \
                     are found"
                .to_owned(),
        }
    } else if text.chars().take(512).any(|c| c == '\0') {
        "this is binary data, not a sitemap".to_owned()
    } else if text.starts_with('<') {
        "this is XML, but no sitemap: it has no `urlset` and no `sitemapindex`".to_owned()
    } else {
        "this is text without an address on any line, not a sitemap".to_owned()
    };
    Refusal(what)
}

#[cfg(test)]
mod tests;
