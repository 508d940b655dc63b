//! Asking the web, politely and without trusting it: one pooled client, one guard, one pace, one way an answer is read.
//!
//! [`Fetcher::get`] is the only way out. Whatever happens on the wire, it ends in exactly one [`Fetched`].

use std::{fmt, time::Duration};

use url::Url;

use crate::{
    io::clock::Clock,
    model::{ApiAuth, Manners, Outcome, Validators},
};

mod auth;
mod clocks;
mod decode;
mod dial;
mod fetcher;
mod guard;
mod hints;
mod jwt;
mod lead;
mod names;
mod pace;
mod redirect;
mod request;
mod robots;
mod sign;
mod status;
mod tls;
mod why;
mod wire;

pub use clocks::ClockOffset;
pub use dial::{Dialled, Held};
pub use fetcher::{Fetcher, NoFetcher};
pub use lead::{End, Led};
pub use names::{Names, unresolved};

/// What a feed reader accepts.
pub const ACCEPT_FEED: &str = "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, \
                               application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5";
/// What a page reader accepts.
pub const ACCEPT_PAGE: &str = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5";
/// What an API reader accepts.
pub const ACCEPT_JSON: &str = "application/json, */*;q=0.5";

/// One thing to ask for.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// Address. User and password in it are sent as HTTP Basic and shown nowhere.
    pub url: &'a Url,
    /// `GET` or `POST`.
    pub method: &'a str,
    /// Further headers. They may carry keys, so they never cross to another origin.
    pub headers: &'a [(String, String)],
    /// Body of a POST; JSON unless a `Content-Type` header says otherwise.
    pub body: Option<&'a str>,
    /// Validators of the last good answer; makes the request conditional.
    pub validators: Option<&'a Validators>,
    /// Deadline, byte bound, pace, `User-Agent`, private addresses. Its `auth` is not sent by itself: see
    /// [`Ask::source`].
    pub manners: &'a Manners,
    /// Credentials; sent to the origin of `url` only.
    pub auth: &'a ApiAuth,
    /// `Accept`, unless `headers` has one.
    pub accept: &'a str,
    /// Whether the site's robots.txt is asked first; for pages. Feeds and APIs are made for programs.
    pub obeys_robots: bool,
    /// Whether the beginning of an answer that is too long will do.
    pub beginning_will_do: bool,
}

impl fmt::Debug for Ask<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ask({} {})", self.method, why::place(self.url))
    }
}

impl<'a> Ask<'a> {
    /// A plain GET without credentials: item pages, whatever an untrusted document points at.
    pub fn stranger(url: &'a Url, manners: &'a Manners) -> Self {
        Self {
            url,
            method: "GET",
            headers: &[],
            body: None,
            validators: None,
            manners,
            auth: &ApiAuth::None,
            accept: ACCEPT_PAGE,
            obeys_robots: manners.robots,
            beginning_will_do: false,
        }
    }

    /// A conditional GET of the source's own address, with the source's own credentials.
    pub fn source(url: &'a Url, manners: &'a Manners, validators: &'a Validators) -> Self {
        Self {
            validators: Some(validators),
            auth: manners.auth.as_ref().unwrap_or(&ApiAuth::None),
            accept: ACCEPT_FEED,
            obeys_robots: false,
            ..Self::stranger(url, manners)
        }
    }

    /// The same with other credentials.
    #[must_use]
    pub fn with_auth(self, auth: &'a ApiAuth) -> Self {
        Self { auth, ..self }
    }

    /// The same for a page.
    #[must_use]
    pub fn for_page(self) -> Self {
        Self {
            accept: ACCEPT_PAGE,
            obeys_robots: self.manners.robots,
            ..self
        }
    }

    /// The same with another `Accept`.
    #[must_use]
    pub fn accepting(self, accept: &'a str) -> Self {
        Self { accept, ..self }
    }
}

/// The registrable domain whose requests wait for each other at this spacing; `None` where nothing is paced (a program on
/// this machine that is asked without spacing).
pub fn paced_domain(url: &Url, spacing: Duration) -> Option<String> {
    match pace::Domain::of(url) {
        pace::Domain::Registered(domain) => Some(domain),
        pace::Domain::Machine(machine) => (!spacing.is_zero()).then_some(machine),
    }
}

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// A complete body.
    Modified(Box<Body>),
    /// 304 to a conditional request.
    NotModified {
        /// How long the answer said it stays fresh, in seconds.
        fresh_secs: Option<u64>,
    },
    /// Asked to slow down, now or a moment ago by the same registrable domain; not a failure.
    Throttled {
        /// Earliest next request in seconds from now, at most 24 hours; `None` if the answer does not tell.
        retry_after_secs: Option<u64>,
        /// Status, for the operator.
        status: u16,
    },
    /// 410.
    Gone,
    /// Refused, by them (401, 403, …) or by our guard.
    Blocked {
        /// One sentence.
        why: String,
    },
    /// Anything else.
    Failed {
        /// One sentence: what went wrong and, where known, what to do.
        why: String,
        /// Earliest next request in seconds from now, at most 24 hours, if told.
        retry_after_secs: Option<u64>,
        /// Status of the answer, if there was one.
        status: Option<u16>,
    },
}

impl Fetched {
    /// A failure in one sentence.
    pub(crate) fn failed(why: impl Into<String>) -> Self {
        Self::Failed {
            why: why.into(),
            retry_after_secs: None,
            status: None,
        }
    }

    /// A refusal in one sentence.
    pub(crate) fn blocked(why: impl Into<String>) -> Self {
        Self::Blocked { why: why.into() }
    }

    /// The same with what the server itself says about it.
    pub(crate) fn remarked(self, remark: Option<String>) -> Self {
        let Some(remark) = remark else { return self };
        let with = |why: String| format!("{why}; it says “{remark}”");
        match self {
            Self::Blocked { why } => Self::Blocked { why: with(why) },
            Self::Failed {
                why,
                retry_after_secs,
                status,
            } => Self::Failed {
                why: with(why),
                retry_after_secs,
                status,
            },
            other => other,
        }
    }

    /// The outcome of a poll that ended here, or the body that has yet to be parsed.
    pub fn into_outcome(self) -> Result<Outcome, Box<Body>> {
        match self {
            Self::Modified(body) => Err(body),
            Self::NotModified { fresh_secs } => Ok(Outcome::NotModified { fresh_secs }),
            Self::Throttled {
                retry_after_secs,
                status,
            } => Ok(Outcome::Throttled {
                retry_after_secs,
                status,
            }),
            Self::Gone => Ok(Outcome::Gone),
            Self::Blocked { why } => Ok(Outcome::Blocked { why }),
            Self::Failed {
                why,
                retry_after_secs,
                ..
            } => Ok(Outcome::Failed {
                why,
                retry_after_secs,
            }),
        }
    }
}

/// A complete answer: every byte of it arrived and was decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Address that answered, after redirects; base of relative links.
    pub url: Url,
    /// 200 or 203.
    pub status: u16,
    /// `Content-Type` as received.
    pub content_type: Option<String>,
    /// The body, content coding undone.
    pub bytes: Vec<u8>,
    /// Validators to remember once the body has parsed.
    pub validators: Validators,
    /// `Link` headers, joined by `, `.
    pub link_header: Option<String>,
    /// Where permanent redirects (301, 308) led before any temporary one.
    pub moved_to: Option<String>,
    /// How long the answer said it stays fresh, in seconds.
    pub fresh_secs: Option<u64>,
}

/// How a [`Fetcher`] behaves towards everybody; what differs per source is in its [`Manners`].
#[derive(Clone, Debug)]
pub struct Options {
    /// Most requests in flight.
    pub concurrency: usize,
    /// Longest time until a connection stands, name lookup and TLS included.
    pub connect_timeout: Duration,
    /// Longest silence while an answer is read.
    pub idle_timeout: Duration,
    /// Wall clock, for dates in headers.
    pub clock: Clock,
    /// Who turns host names into addresses.
    pub names: Names,
    /// Certificates (DER) that are trusted beside the system's roots.
    pub extra_roots: Vec<Vec<u8>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            concurrency: 64,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(15),
            clock: Clock::System,
            names: Names::System,
            extra_roots: Vec::new(),
        }
    }
}
