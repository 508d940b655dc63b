//! Every key of the configuration with its type, default and meaning: what may be written, and the README's table.

mod about;
mod again;
mod agreeing;
mod alerting;
mod comparing;
mod importing;
mod listening;
mod mailbox;
mod planning;
mod polling;
mod reaching;
mod top;
mod valuing;

pub(super) use about::*;
pub(super) use again::*;
pub(super) use agreeing::*;
pub(super) use alerting::*;
pub(super) use comparing::*;
pub(super) use importing::*;
pub(super) use listening::*;
pub(super) use mailbox::*;
pub(super) use planning::*;
pub(super) use polling::*;
pub(super) use reaching::*;
pub(super) use top::*;
pub(super) use valuing::*;

/// One key of a table.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What kind of value it takes, in words.
    pub kind: &'static str,
    /// Its default, as written in TOML; empty if there is none, `required` if it must be given.
    pub default: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// One table with its keys.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Path as in the table of keys: empty for the top, `source[]` for each `[[source]]`.
    pub path: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

impl Shape {
    /// The key of that name.
    pub(super) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// Names of its keys.
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.keys.iter().map(|key| key.name).collect()
    }
}

/// One line of the table of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// Full path, e.g. `source[].items.each`.
    pub key: String,
    /// What kind of value it takes.
    pub kind: &'static str,
    /// Its default; empty if there is none.
    pub default: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// Every supported key, in the order of the example.
pub fn keys() -> Vec<KeyRow> {
    let row = |shape: &Shape, key: &Key| KeyRow {
        key: [shape.path, key.name]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join("."),
        kind: key.kind,
        default: key.default,
        meaning: key.meaning,
    };
    SHAPES
        .iter()
        .flat_map(|shape| shape.keys.iter().map(move |key| (shape, key)))
        .map(|(shape, key)| row(shape, key))
        .collect()
}

const fn key(name: &'static str, kind: &'static str, default: &'static str, meaning: &'static str) -> Key {
    Key {
        name,
        kind,
        default,
        meaning,
    }
}

const REQUIRED: &str = "required";

/// All tables.
pub(super) static SHAPES: &[&Shape] = &[
    &TOP,
    &RETENTION,
    &HTTP,
    &MAIL,
    &POLLING,
    &QUERY,
    &BRAND,
    &SOURCE,
    &ITEMS,
    &LOG,
    &HOOK,
    &MAILBOX,
    &AUTH,
    &AUTH_HEADER,
    &REQUEST,
    &PAGING,
    &AGAIN,
    &BUDGET,
    &AUDIENCE,
    &INFLUENCER,
    &UTM,
    &CAMPAIGN,
    &GOAL,
    &BUNDLE_PART,
    &CURVE,
    &PLANNED_POSTS,
    &NOTE,
    &COST,
    &COMPARE,
    &TARGET,
    &DELIVERABLE,
    &EVENT,
    &TOPIC,
    &TIERS,
    &SCORE,
    &IMPORT,
    &SENTIMENT,
    &BRAND_SENTIMENT,
    &BANDS,
    &SPAM,
    &ESTIMATE,
    &CPM,
    &EMV,
    &DIGEST,
    &ALERT,
];
