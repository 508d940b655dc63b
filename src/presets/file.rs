//! The form of a preset's data file.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use super::{Format, Parameter, Preset};
use crate::model::{Pacing, Paging, Platform};

/// A file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    title: String,
    platform: Platform,
    #[serde(default)]
    news: bool,
    docs: String,
    #[serde(default)]
    kind: Kind,
    #[serde(default)]
    parameters: Vec<RawParameter>,
    pacing: Option<RawPacing>,
    #[serde(default)]
    request: Request,
    #[serde(default)]
    auth: Auth,
    #[serde(default)]
    paging: Paging,
    #[serde(default)]
    items: String,
    #[serde(default)]
    fields: BTreeMap<String, String>,
    pause: Option<String>,
    again: Option<RawAgain>,
}

/// What the answer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// JSON, read by `items` and `fields`.
    #[default]
    Api,
    /// A feed: `request.url` is its address, the rest of the file has no meaning.
    Feed,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawParameter {
    name: String,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    secret: bool,
    #[serde(default)]
    default: String,
    help: String,
    example: String,
    #[serde(default)]
    format: Format,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPacing {
    requests: u32,
    per_secs: u64,
}

impl RawParameter {
    pub(super) fn parameter(self) -> Parameter {
        Parameter {
            name: self.name,
            required: self.required,
            secret: self.secret,
            default: self.default,
            help: self.help,
            example: self.example,
            format: self.format,
        }
    }
}

impl RawPacing {
    pub(super) fn pacing(&self) -> Pacing {
        Pacing {
            requests: self.requests,
            per: Duration::from_secs(self.per_secs),
        }
    }
}

/// How the API is asked again about items.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAgain {
    pub(super) request: Request,
    pub(super) join: Option<String>,
    pub(super) per_request: u32,
    pub(super) items: String,
    pub(super) fields: BTreeMap<String, String>,
    pub(super) alone: Option<String>,
    pub(super) authors: Option<RawLookup>,
    #[serde(default)]
    pub(super) at_once: bool,
    #[serde(default)]
    pub(super) costs: bool,
    #[serde(default)]
    pub(super) anywhere: bool,
    pacing: Option<RawPacing>,
}

impl RawAgain {
    pub(super) fn pacing(&self) -> Option<Pacing> {
        self.pacing.as_ref().map(RawPacing::pacing)
    }
}

/// How the API is asked about authors.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLookup {
    pub(super) request: Request,
    pub(super) join: Option<String>,
    pub(super) per_request: u32,
    pub(super) items: String,
    pub(super) fields: BTreeMap<String, String>,
}

/// What a preset does, with `{parameter}` placeholders.
#[derive(Debug)]
pub(super) struct Recipe {
    pub(super) kind: Kind,
    pub(super) request: Request,
    pub(super) auth: Auth,
    pub(super) paging: Paging,
    pub(super) items: String,
    pub(super) fields: BTreeMap<String, String>,
    pub(super) pause: Option<String>,
    pub(super) again: Option<RawAgain>,
}

/// The request.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Request {
    pub(super) method: Option<String>,
    pub(super) url: String,
    pub(super) query: BTreeMap<String, String>,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Option<String>,
}

/// The credentials; values name secret parameters in braces. Left out altogether if those are not given.
#[derive(Debug, Default, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum Auth {
    /// None.
    #[default]
    None,
    /// `Authorization: Bearer`.
    Bearer { token: String },
    /// A header of its own.
    Header { name: String, value: String },
    /// A query parameter.
    Query { name: String, value: String },
    /// OAuth 2 client credentials or, where a refresh token is given, a user's access.
    OAuth2 {
        token_url: String,
        client_id: String,
        client_secret: String,
        #[serde(default)]
        refresh_token: String,
        client_param: Option<String>,
    },
    /// The key file of a service account.
    ServiceAccount {
        token_url: String,
        scope: String,
        key: String,
    },
    /// Headers with a signature over key, secret and time.
    Signed {
        secret: String,
        message: String,
        headers: BTreeMap<String, String>,
    },
    /// A session by account and password.
    Session {
        session_url: String,
        refresh_url: Option<String>,
        identifier: String,
        password: String,
    },
}

/// Reads the file of the preset `name`.
pub(super) fn read(name: &str, text: &str) -> Result<Preset, toml::de::Error> {
    let raw: Raw = toml::from_str(text)?;
    Ok(Preset {
        name: name.to_owned(),
        title: raw.title,
        docs: raw.docs,
        platform: raw.platform,
        news: raw.news,
        parameters: raw.parameters.into_iter().map(RawParameter::parameter).collect(),
        pacing: raw.pacing.as_ref().map(RawPacing::pacing),
        recipe: Recipe {
            kind: raw.kind,
            request: raw.request,
            auth: raw.auth,
            paging: raw.paging,
            items: raw.items,
            fields: raw.fields,
            pause: raw.pause,
            again: raw.again,
        },
    })
}
