//! How to ask the APIs we know: one data file each, no code per API.
//!
//! A preset is a TOML file in this directory and one line in [`ALL`]. It names its parameters, the request, the
//! credentials, the paging, the published limits and where the fields are; everything that speaks to an API or explains
//! one is derived from that.

mod by_hand;
mod file;
mod plan;
pub mod request;

use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::{Pacing, Platform};

pub use self::by_hand::{HandMapped, by_hand};

/// An API we know how to ask.
#[derive(Debug)]
pub struct Preset {
    /// Name in `api = "…"`.
    pub name: String,
    /// One line for a table.
    pub title: String,
    /// What it brings, what it needs and what to watch out for, in Markdown.
    pub docs: String,
    /// Platform its documents are on.
    pub platform: Platform,
    /// What `with` takes.
    pub parameters: Vec<Parameter>,
    /// Requests the API allows, if it says so.
    pub pacing: Option<Pacing>,
    /// Request, credentials, paging and mapping as written in the file.
    recipe: file::Recipe,
}

/// One parameter of a preset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Key in `with`.
    pub name: String,
    /// Whether it must be given.
    pub required: bool,
    /// Whether it is a credential: never shown, may come from `{ credential = "…" }`.
    pub secret: bool,
    /// Value if it is not given; empty means left out.
    pub default: String,
    /// What it means, one sentence.
    pub help: String,
    /// A value that works, for tables and tests.
    pub example: String,
    /// What form it has.
    pub format: Format,
}

/// Form of a parameter's value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Anything.
    #[default]
    Text,
    /// A server: `host`, `host:port` or a whole `https://host` address.
    Origin,
    /// A hashtag, with or without `#`.
    Tag,
    /// A whole number.
    Number,
}

/// Texts of the shipped presets, in table order; the last, `json`, is mapped by hand.
const FILES: [(&str, &str); 7] = [
    ("mastodon-tag", include_str!("mastodon-tag.toml")),
    ("hackernews", include_str!("hackernews.toml")),
    ("reddit-search", include_str!("reddit-search.toml")),
    ("bluesky-search", include_str!("bluesky-search.toml")),
    ("youtube-search", include_str!("youtube-search.toml")),
    ("github-issues", include_str!("github-issues.toml")),
    ("json", include_str!("json.toml")),
];

/// Every preset, in table order.
pub static ALL: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    FILES
        .iter()
        .filter_map(|(name, text)| file::read(name, text).ok())
        .collect()
});

/// The preset called `name`.
pub fn get(name: &str) -> Option<&'static Preset> {
    ALL.iter().find(|preset| preset.name == name)
}

/// Why there is no preset called `name`, with the nearest name that there is.
pub fn unknown(name: &str) -> String {
    let known: Vec<&str> = ALL.iter().map(|preset| preset.name.as_str()).collect();
    crate::parse::json::nearest(name, &known).map_or_else(
        || format!("there is no preset `{name}`; there are {}", known.join(", ")),
        |near| format!("there is no preset `{name}`; did you mean `{near}`?"),
    )
}
