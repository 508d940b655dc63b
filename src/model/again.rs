//! How an API is asked again about what it gave.

use std::collections::BTreeMap;

use super::{ApiRequest, Pacing};

/// How an API is asked for the counts of items that it gave earlier.
#[derive(Clone, Debug, PartialEq)]
pub struct Again {
    /// How it is asked about items.
    pub items: Lookup,
    /// Address that asks about one item (`{id}`), for servers that refuse to tell of several.
    pub alone: Option<String>,
    /// How it is asked about the followers of their authors, where items do not tell.
    pub authors: Option<Lookup>,
    /// Whether polls tell no counts, so that the first reading is due at once.
    pub at_once: bool,
    /// Whether answers cost money, so that nobody asks unless the source says so.
    pub costs: bool,
    /// Whether the address of an item may lead to another server than that of the source; it is asked without credentials.
    pub anywhere: bool,
    /// Requests allowed for this alone; `None` if they count like those of polls.
    pub pacing: Option<Pacing>,
}

/// A request about things by their ids, with where the answer tells what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lookup {
    /// The request: `{ids}` stands for several ids, `{id}` for one. An address that is `{id}` alone is the id itself.
    pub request: ApiRequest,
    /// What stands between ids; `None`: the query parameter that holds `{ids}` is repeated.
    pub join: Option<String>,
    /// Most ids of one request; at least 1.
    pub per_request: u32,
    /// `JSONPath` of the things.
    pub items: String,
    /// `JSONPath`s by field name as in [`super::ApiPlan::fields`]; `id` tells which of those asked for a thing is.
    pub fields: BTreeMap<String, String>,
}
