//! Whom we listen for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BrandId, Handle};

/// How letters of a query are compared with a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CaseRule {
    /// Folded: NFKC, case, look-alike letters.
    #[default]
    Fold,
    /// As written.
    Exact,
}

/// One `[[brand]]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Brand {
    /// Its id.
    pub id: BrandId,
    /// Its name for people.
    pub name: String,
    /// The brand it competes with, if it is watched as a competitor.
    pub competitor_of: Option<BrandId>,
    /// The boolean query as written, already known to parse. Empty when only tags, handles or domains are watched.
    pub query: String,
    /// Hashtags without `#`.
    pub hashtags: Vec<String>,
    /// Accounts of the brand; what they publish is owned, who names them mentions the brand.
    pub handles: Vec<Handle>,
    /// Domains of the brand: links there are backlinks. Lower case, no scheme.
    pub domains: Vec<String>,
    /// Domains whose content is owned media.
    pub owned: Vec<String>,
    /// Letter comparison of the query.
    pub case: CaseRule,
    /// Whether look-alike letters are folded (`Ꭺсmе` → `Acme`).
    pub lookalikes: bool,
    /// Whether plurals and genitives in `s` of the query's words count (`Acmes`).
    pub plurals: bool,
    /// ISO 639-1 codes it is watched in; empty means all.
    pub languages: Vec<String>,
    /// What words say about this brand alone.
    pub sentiment: BrandWords,
}

/// `sentiment` of a brand: words that count only for it, beside those of `[sentiment]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BrandWords {
    /// Word or phrase → value, about −4 to 4.
    pub values: BTreeMap<String, f32>,
    /// Words that say nothing about it.
    pub neutral: Vec<String>,
}
