//! Where we listen.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Again, Mailbox, Platform, Secret, SourceName};

/// Most item pages fetched in one poll of a followed page.
pub const FOLLOW_LIMIT: u32 = 25;

/// Most sitemaps, beside the one named, that are fetched in one poll of a site.
pub const SITEMAP_LIMIT: u32 = 10;

/// One thing to poll, checked and with every default filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Unique name.
    pub name: SourceName,
    /// What to ask and how to read the answer.
    pub kind: SourceKind,
    /// How often.
    pub cadence: Cadence,
    /// How politely.
    pub manners: Manners,
    /// Platform its documents are on.
    pub platform: Platform,
    /// Monthly visits of the site, where the operator knows them; overrides the estimate.
    pub monthly_visits: Option<u64>,
    /// Language of documents that declare none.
    pub language: Option<String>,
    /// Most requests that the operator allows.
    pub budget: Option<Pacing>,
    /// By what its items are told apart.
    pub identity: Identity,
    /// Least time between two requests about items that it gave earlier; `None`: it is not asked about them.
    pub again_every: Option<Duration>,
}

/// By what the items of a source are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Identity {
    /// Published id, else address, else title and text; and what is known by one of them stays known by it.
    #[default]
    Ladder,
    /// The published id alone, for sources whose addresses are shared or change.
    Guid,
    /// The address alone, for sources whose ids change.
    Link,
    /// Title and text, for sources whose ids and addresses both change.
    Content,
}

/// What kind of source it is.
#[derive(Clone, Debug, PartialEq)]
pub enum SourceKind {
    /// RSS, Atom, RDF or JSON Feed.
    Feed {
        /// Address of the feed.
        url: Url,
    },
    /// A public page with repeating items.
    Page {
        /// Address of the page.
        url: Url,
        /// Where the items are.
        items: PageItems,
        /// Most pages of the list that one poll reads, the first included.
        max_pages: u32,
        /// Whether each item's own page is fetched for its main text.
        follow: bool,
    },
    /// The new pages of a site, as its sitemaps list them.
    Sitemap {
        /// Address of a sitemap, or of the site's front page or robots.txt, which lead to its sitemaps.
        url: Url,
        /// Which paths are read (`parse::sitemap::Paths`); empty: all.
        include: Vec<String>,
    },
    /// The access log of one's own site: who links to it.
    Log {
        /// Its files; `*` in the last part stands for anything.
        path: PathBuf,
        /// Host of requests whose line names none.
        site: Option<String>,
    },
    /// A place that documents are pushed to.
    Hook {
        /// Bearer token that each push must carry.
        token: Secret,
    },
    /// Mails of one folder. Boxed: few sources are.
    Mailbox(Box<Mailbox>),
    /// A JSON API described by a preset or by hand. Boxed: it is by far the largest.
    Api(Box<ApiPlan>),
}

impl SourceKind {
    /// Most requests that one poll makes; redirects, and the first search for a page's feed, come on top.
    pub fn most_requests(&self) -> u32 {
        match self {
            Self::Hook { .. } | Self::Log { .. } => 0,
            Self::Feed { .. } | Self::Mailbox(_) => 1,
            Self::Sitemap { .. } => 1 + SITEMAP_LIMIT + FOLLOW_LIMIT,
            Self::Page {
                max_pages, follow, ..
            } => max_pages.saturating_add(if *follow { FOLLOW_LIMIT } else { 0 }),
            Self::Api(plan) => {
                let login = u32::from(plan.auth.has_token());
                plan.paging.max_pages.max(1).saturating_add(login)
            }
        }
    }

    /// The address that is asked; `None` where there is none, or a template that gives none.
    pub fn address(&self) -> Option<Url> {
        match self {
            Self::Feed { url } | Self::Page { url, .. } | Self::Sitemap { url, .. } => Some(url.clone()),
            Self::Api(plan) => Url::parse(&plan.request.url).ok(),
            Self::Mailbox(mailbox) => mailbox.address(),
            Self::Hook { .. } | Self::Log { .. } => None,
        }
    }

    /// Whether it is polled; nothing can be asked of the others, nor does their silence mean anything.
    pub fn is_polled(&self) -> bool {
        !matches!(self, Self::Hook { .. })
    }

    /// Whether each poll gives what is listed, known or not, so that what is missing or comes again says something; the
    /// others give what is new only, in whatever order.
    pub fn relists(&self) -> bool {
        match self {
            Self::Feed { .. } | Self::Api(_) => true,
            // Items whose own page was read are not handed on again.
            Self::Page { follow, .. } => !follow,
            Self::Sitemap { .. } | Self::Log { .. } | Self::Mailbox(_) | Self::Hook { .. } => false,
        }
    }

    /// `feed`, `page`, `sitemap`, `log`, `hook`, `mailbox` or `api`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Feed { .. } => "feed",
            Self::Page { .. } => "page",
            Self::Sitemap { .. } => "sitemap",
            Self::Log { .. } => "log",
            Self::Hook { .. } => "hook",
            Self::Mailbox(_) => "mailbox",
            Self::Api(_) => "api",
        }
    }
}

/// Where the items of a list page are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageItems {
    /// Where the operator says. Boxed: it is by far the larger.
    Css(Box<CssItems>),
    /// Wherever something repeats that looks like items.
    Auto,
}

/// CSS mapping of a list page. Each field is `selector` or `selector@attribute`; the text or attribute of the first
/// element that matches inside the item is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CssItems {
    /// Selector of one item.
    pub each: String,
    /// Title.
    pub title: Option<String>,
    /// Address of the item.
    pub link: Option<String>,
    /// Time of publication.
    pub date: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// Text.
    pub text: Option<String>,
}

/// How often a source is polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cadence {
    /// Wanted interval.
    pub every: Duration,
    /// Never sooner.
    pub min_every: Duration,
    /// Never later, backoff included.
    pub max_every: Duration,
}

/// How politely a source is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Manners {
    /// Deadline of one request, connect to last byte.
    pub timeout: Duration,
    /// Most bytes of a body, after decompression.
    pub max_body_bytes: usize,
    /// Least time between two requests to one registrable domain.
    pub spacing: Duration,
    /// `User-Agent`.
    pub user_agent: String,
    /// Whether robots.txt is obeyed where pages are read.
    pub robots: bool,
    /// Whether short links in its documents are asked where they lead.
    pub resolve_links: bool,
    /// Whether loopback, link-local and private addresses may be contacted for this source.
    pub allow_private: bool,
    /// `Authorization` of the source's own configuration (feeds and pages; APIs carry theirs in the plan).
    pub auth: Option<ApiAuth>,
}

impl ApiAuth {
    /// Every secret in it.
    pub fn secrets(&self) -> Vec<&Secret> {
        match self {
            Self::None => Vec::new(),
            Self::Bearer(secret) => vec![secret],
            Self::Basic { password, .. } | Self::Session { password, .. } => vec![password],
            Self::Signed(signed) => vec![&signed.secret],
            Self::ServiceAccount { key, .. } => vec![key],
            Self::Header { value, .. } | Self::Query { value, .. } => vec![value],
            Self::OAuth2 {
                client_secret,
                refresh_token,
                ..
            } => std::iter::once(client_secret).chain(refresh_token).collect(),
        }
    }

    /// Whether requests carry a token that is fetched first.
    pub fn has_token(&self) -> bool {
        matches!(
            self,
            Self::OAuth2 { .. } | Self::ServiceAccount { .. } | Self::Session { .. }
        )
    }
}

/// A preset with its parameters filled in, or a hand-mapped API: everything needed to ask and to read, no code.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiPlan {
    /// Preset name, `json` when mapped by hand.
    pub preset: String,
    /// First request. `url`, header values, query values and the body may hold `{since:rfc3339}`, `{since:unix}`,
    /// `{cursor}` and others (`presets::request::PLACEHOLDERS`); parameters of `with` are already filled in.
    pub request: ApiRequest,
    /// Credentials.
    pub auth: ApiAuth,
    /// How to get the next page.
    pub paging: Paging,
    /// RFC 9535 `JSONPath` of the items.
    pub items: String,
    /// `JSONPath`s relative to an item, by field name (see `parse::json::FIELDS`). Several alternatives are separated by
    /// ` | `, the first that yields a value is taken. A value in `'single quotes'` is a constant; a `{field}` template
    /// such as `'https://hn.example/item?id={id}'` fills in other fields.
    pub fields: BTreeMap<String, String>,
    /// Requests allowed in a time, if the API is known to limit them; the configuration keeps sources within it.
    pub pacing: Option<Pacing>,
    /// `JSONPath` of the seconds for which an answer asks to be left alone.
    pub pause: Option<String>,
    /// How it is asked again about items that it gave, if it can be.
    pub again: Option<Again>,
}

impl ApiPlan {
    /// Most requests that asking again takes at a time: about items, about their authors, and a login.
    pub fn most_requests_again(&self) -> u32 {
        let authors = self.again.as_ref().is_some_and(|again| again.authors.is_some());
        1 + u32::from(authors) + u32::from(self.auth.has_token())
    }
}

/// One HTTP request as a template.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ApiRequest {
    /// `GET` or `POST`.
    pub method: String,
    /// Address, with placeholders.
    pub url: String,
    /// Query parameters, with placeholders; an empty value leaves the parameter out.
    pub query: Vec<(String, String)>,
    /// Headers, with placeholders.
    pub headers: Vec<(String, String)>,
    /// JSON body of a POST, with placeholders.
    pub body: Option<String>,
}

/// Credentials of an API.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ApiAuth {
    /// None needed.
    #[default]
    None,
    /// `Authorization: Bearer …`.
    Bearer(Secret),
    /// `Authorization: Basic …`.
    Basic {
        /// User.
        username: String,
        /// Password.
        password: Secret,
    },
    /// A header of its own.
    Header {
        /// Header name.
        name: String,
        /// Value.
        value: Secret,
    },
    /// A query parameter.
    Query {
        /// Parameter name.
        name: String,
        /// Value.
        value: Secret,
    },
    /// OAuth 2 (RFC 6749): a token fetched from `token_url` with the client's credentials or a refresh token, then used
    /// as bearer.
    OAuth2 {
        /// Token endpoint.
        token_url: String,
        /// Client id.
        client_id: String,
        /// Client secret.
        client_secret: Secret,
        /// Refresh token of a user who let the client in; `None` for the client's own access.
        refresh_token: Option<Secret>,
        /// Form field that carries the client's id, next to `client_secret`; `None` if both go as HTTP Basic.
        client_param: Option<String>,
    },
    /// A service account (RFC 7523): a token fetched from `token_url` for an assertion that its key signs, then used as
    /// bearer.
    ServiceAccount {
        /// Token endpoint.
        token_url: String,
        /// What is asked for.
        scope: String,
        /// The JSON of its key file.
        key: Secret,
    },
    /// A signature of each request. Boxed: it is by far the largest.
    Signed(Box<Signed>),
    /// A session: POST JSON `{identifier, password}` to `session_url`, bearer token at `$.accessJwt`; renewed with the token
    /// at `$.refreshJwt`, since logins are counted.
    Session {
        /// Session endpoint.
        session_url: String,
        /// Where it is renewed, if it can be.
        refresh_url: Option<String>,
        /// Account.
        identifier: String,
        /// App password.
        password: Secret,
    },
}

/// Headers made anew for each request from a key, a secret and the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The shared secret.
    pub secret: Secret,
    /// What is signed, with `{secret}` and `{now:unix}` (seconds since 1970) to be filled in.
    pub message: String,
    /// Headers by name; their values may hold `{signature}` (SHA-1 of the message, lower-case hexadecimal) and `{now:unix}`.
    pub headers: Vec<(String, String)>,
}

/// How to get the next page of an API.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Paging {
    /// `JSONPath` of the next page's whole URL.
    pub next: Option<String>,
    /// `JSONPath` of a cursor for `cursor_param`.
    pub cursor: Option<String>,
    /// Query parameter that carries the cursor.
    pub cursor_param: Option<String>,
    /// Query parameter that carries a page number.
    pub page_param: Option<String>,
    /// Number of the first page for `page_param`.
    pub first_page: u32,
    /// By how much `page_param` grows from page to page, for APIs that count items; 0 means 1.
    pub page_step: u32,
    /// Most days that may be asked back: earlier items are not asked for, nor is anything before them at the first poll.
    pub window_days: Option<u32>,
    /// Follow the `Link: <…>; rel="next"` response header.
    pub link_header: bool,
    /// `JSONPath` of a boolean that is false on the last page.
    pub has_more: Option<String>,
    /// Most pages of one poll; 0 means 1.
    pub max_pages: u32,
}

/// A published limit of an API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pacing {
    /// Requests …
    pub requests: u32,
    /// … in this time.
    pub per: Duration,
}
