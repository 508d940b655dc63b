//! Bytes → documents and outcomes. Parsing never fails as a whole: what could be read comes with what was noticed.

use std::fmt;

use jiff::Timestamp;
use url::Url;

use crate::model::{Platform, SourceName};

pub mod access_log;
pub mod article;
pub mod dom;
pub mod fault;
pub mod feed;
pub mod json;
pub mod letter;
pub mod listing;
mod markup;
pub mod opml;
pub mod outcomes;
pub mod page;
pub mod paging;
pub mod push;
pub mod robots;
pub mod sitemap;
pub mod table;

/// What a parser must know about the answer it reads, besides its bytes.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Source the documents are said to come from.
    pub source: &'a SourceName,
    /// Address of the body after redirects; relative links are resolved against it.
    pub base_url: Option<&'a Url>,
    /// `Content-Type` header as received; its charset outranks what the body says of itself.
    pub content_type: Option<&'a str>,
    /// When the body was fetched.
    pub seen: Timestamp,
    /// Platform the documents are on.
    pub platform: Platform,
    /// Language of documents that declare none (BCP 47).
    pub language: Option<&'a str>,
}

/// Why nothing at all could be read: one sentence for the operator that says what the body is and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}
