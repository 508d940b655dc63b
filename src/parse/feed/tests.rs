use jiff::Timestamp;
use url::Url;

use super::{ParsedFeed, parse};
use crate::model::{Document, Platform, SourceName};
use crate::parse::{Context, Refusal};

mod checks;
mod corpus;
mod damage;
mod fields;
mod hostile;
mod repairs;

fn read(bytes: &[u8]) -> Result<ParsedFeed, Refusal> {
    served(bytes, None)
}

/// Reads a body that was sent with a `Content-Type`.
fn served(bytes: &[u8], content_type: Option<&str>) -> Result<ParsedFeed, Refusal> {
    let (source, base) = (
        SourceName::new("test"),
        Url::parse("http://base.example/feed").unwrap(),
    );
    let ctx = Context {
        source: &source,
        base_url: Some(&base),
        content_type,
        seen: Timestamp::UNIX_EPOCH,
        platform: Platform::Web,
        language: None,
    };
    parse(bytes, &ctx)
}

fn feed(text: &str) -> ParsedFeed {
    read(text.as_bytes()).unwrap()
}

fn only(text: &str) -> Document {
    let feed = feed(text);
    assert_eq!(feed.documents.len(), 1, "{text}");
    feed.documents.into_iter().next().unwrap()
}

fn rss(item: &str) -> Document {
    only(&format!(
        "<rss version='2.0'><channel><title>t</title><item>{item}</item></channel></rss>"
    ))
}

fn atom(entry: &str) -> Document {
    only(&format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry>{entry}</entry></feed>"
    ))
}

/// Where the real feeds are; `None`, said plainly, where the corpora are not there.
fn corpora() -> Option<std::path::PathBuf> {
    let root = std::env::var_os("MENTIOND_CORPORA").map(|root| std::path::Path::new(&root).join("feeds"));
    if root.is_none() {
        println!("skipped: MENTIOND_CORPORA is not set");
    }
    root
}
