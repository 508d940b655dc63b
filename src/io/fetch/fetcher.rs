//! The one way out: guard, turn, request, bounded answer; again for each redirect.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::{Client, redirect::Policy};
use rustls::ClientConfig;
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout},
};
use url::Url;

use crate::{io::clock::Clock, model::Secret};

use super::{
    Ask, Fetched, Options,
    auth::{self, Key, TokenAsk, Tokens},
    clocks::{ClockOffset, Clocks},
    guard,
    names::{Names, Resolver},
    pace::{Domain, Pace, Turn},
    redirect::Trip,
    request,
    robots::Sites,
    status::{self, Answer, Asked},
    tls::Tls,
    why,
    wire::{self, Patience},
};

/// Shorter values of a query are words, not keys.
const LEAST_SECRET: usize = 6;
/// How long a domain is left alone that asks to slow down without saying for how long.
pub(super) const PAUSE_SECS: u64 = 60;
/// Idle connections are closed after this time: long enough for a run of requests, shorter than servers' own patience.
const POOL_IDLE: Duration = Duration::from_secs(30);

/// Asks the web. Cheap to clone; all clones share connections, pace and tokens.
#[derive(Clone, Debug)]
pub struct Fetcher {
    pub(super) shared: Arc<Shared>,
}

#[derive(Debug)]
pub(super) struct Shared {
    /// Reaches public addresses only.
    guarded: Client,
    /// Reaches any address; for sources that allow it. A client of its own, so that its connections are not reused by
    /// others.
    trusted: Client,
    tls_trouble: Option<String>,
    pace: Pace,
    pub(super) slots: Arc<Semaphore>,
    pub(super) names: Names,
    /// For connections that are not HTTP.
    pub(super) tls: Arc<ClientConfig>,
    tokens: Tokens,
    clocks: Clocks,
    patience: Patience,
    pub(super) clock: Clock,
    pub(super) sites: Sites,
}

/// How a walk ended.
pub(super) struct Walked {
    pub(super) fetched: Fetched,
    /// Status of the last answer, if there was one.
    pub(super) status: Option<u16>,
    /// The token that was sent is no good any more.
    token_rejected: bool,
}

/// Why there is no fetcher: the HTTP client could not be built.
#[derive(Debug)]
pub struct NoFetcher(pub String);

impl fmt::Display for NoFetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoFetcher {}

impl Fetcher {
    /// Builds the clients. A machine without root certificates gives a fetcher all the same: see
    /// [`Self::https_trouble`].
    ///
    /// # Errors
    /// If the HTTP client cannot be built.
    pub fn new(options: Options) -> Result<Self, NoFetcher> {
        let tls = Tls::new(&options.extra_roots).map_err(NoFetcher)?;
        let build = |allow_private| {
            Client::builder()
                .tls_backend_preconfigured(tls.config.clone())
                .dns_resolver(Arc::new(Resolver::new(options.names.clone(), allow_private)))
                .no_proxy()
                .redirect(Policy::none())
                .referer(false)
                .no_gzip()
                .no_brotli()
                .no_zstd()
                .no_deflate()
                .connect_timeout(options.connect_timeout)
                .pool_idle_timeout(POOL_IDLE)
                .pool_max_idle_per_host(4)
                .http2_max_header_list_size(u32::try_from(wire::HEADER_BYTES).unwrap_or(u32::MAX))
                .build()
                .map_err(|error| NoFetcher(format!("the HTTP client cannot be built: {error}")))
        };
        Ok(Self {
            shared: Arc::new(Shared {
                guarded: build(false)?,
                trusted: build(true)?,
                pace: Pace::default(),
                slots: Arc::new(Semaphore::new(options.concurrency.max(1))),
                tls: Arc::new(tls.without_http()),
                tls_trouble: tls.trouble,
                names: options.names,
                tokens: Tokens::default(),
                clocks: Clocks::default(),
                patience: Patience {
                    first: options.connect_timeout.saturating_add(options.idle_timeout),
                    next: options.idle_timeout,
                },
                clock: options.clock,
                sites: Sites::default(),
            }),
        })
    }

    /// Why no `https:` address can be fetched on this machine, if so: one sentence for the operator at start.
    pub fn https_trouble(&self) -> Option<&str> {
        self.shared.tls_trouble.as_deref()
    }

    /// How far our clock is from those of the servers that answered so far; `None` if none told.
    pub fn clock_offset(&self) -> Option<ClockOffset> {
        self.shared.clocks.offset()
    }

    /// Asks, waiting for its turn and following redirects. Never takes longer than the queue of the domain plus the
    /// source's `timeout` (twice where a token must be fetched first).
    pub async fn get(&self, ask: &Ask<'_>) -> Fetched {
        Box::pin(self.shared.get(ask)).await
    }
}

/// Whether what a server says repeats a secret, or part of an address that may hold one.
fn tells(said: &str, key: &Key, url: &Url) -> bool {
    let in_address = |value: &str| value.len() >= LEAST_SECRET && said.contains(value);
    key.is_told_by(said) || url.query_pairs().any(|(_, value)| in_address(&value))
}

impl Shared {
    async fn get(&self, ask: &Ask<'_>) -> Fetched {
        let token = match self.token(ask, None).await {
            Ok(token) => token,
            Err(fetched) => return fetched,
        };
        let walked = self.walk(ask, token.as_ref()).await;
        match token {
            Some(stale) if walked.token_rejected => match self.token(ask, Some(&stale)).await {
                Ok(fresh) => self.walk(ask, fresh.as_ref()).await.fetched,
                Err(fetched) => fetched,
            },
            _ => walked.fetched,
        }
    }

    /// The token that the credentials need, from memory or fetched; never the `stale` one.
    async fn token(&self, ask: &Ask<'_>, stale: Option<&Secret>) -> Result<Option<Secret>, Fetched> {
        let Some(slot) = self.tokens.slot(ask.auth) else {
            return Ok(None);
        };
        let mut held = slot.lock().await;
        if let Some(token) = held
            .as_ref()
            .filter(|token| token.is_good() && Some(&token.value) != stale)
        {
            return Ok(Some(token.value.clone()));
        }
        // A session that is over by now takes a login.
        if let Some(renewal) = held.take().and_then(|old| TokenAsk::renewal(ask.auth, &old))
            && let Fetched::Modified(body) = self.walk_for_token(ask, &renewal).await.fetched
            && let Ok(token) = auth::read_token(&body, self.clock.now())
        {
            return Ok(Some(held.insert(token).value.clone()));
        }
        let Some(token_ask) = TokenAsk::new(ask.auth, self.clock.now()).transpose()? else {
            return Ok(None);
        };
        let at = why::place(&token_ask.url);
        let walked = self.walk_for_token(ask, &token_ask).await;
        let token = match walked.fetched {
            Fetched::Modified(body) => auth::read_token(&body, self.clock.now())
                .map_err(|why| Fetched::failed(format!("no access token from `{at}`: {why}")))?,
            Fetched::Failed { .. } if walked.status == Some(400) => {
                return Err(Fetched::blocked(format!(
                    "no access token: `{at}` refuses the credentials (400); check them"
                )));
            }
            Fetched::Failed {
                why,
                retry_after_secs,
                ..
            } => {
                return Err(Fetched::Failed {
                    why: format!("no access token: {why}"),
                    retry_after_secs,
                    // Not of what was asked for.
                    status: None,
                });
            }
            Fetched::Blocked { why } => return Err(Fetched::blocked(format!("no access token: {why}"))),
            other => return Err(other),
        };
        Ok(Some(held.insert(token).value.clone()))
    }

    async fn walk_for_token(&self, ask: &Ask<'_>, token_ask: &TokenAsk) -> Walked {
        let request = Ask {
            method: "POST",
            headers: &token_ask.headers,
            body: token_ask.body.as_ref().map(Secret::expose),
            accept: super::ACCEPT_JSON,
            obeys_robots: false,
            ..Ask::stranger(&token_ask.url, ask.manners).with_auth(&token_ask.auth)
        };
        self.walk(&request, None).await
    }

    /// One walk from the address asked to the one that answers.
    pub(super) async fn walk(&self, ask: &Ask<'_>, token: Option<&Secret>) -> Walked {
        let walked = match Key::new(ask, token, self.clock.now()) {
            Ok(key) => self.walk_with(ask, &key).await,
            Err(fetched) => Err(fetched),
        };
        walked.unwrap_or_else(|fetched| Walked {
            fetched,
            status: None,
            token_rejected: false,
        })
    }

    async fn walk_with(&self, ask: &Ask<'_>, key: &Key) -> Result<Walked, Fetched> {
        let mut trip = Trip::new(ask, key)?;
        let mut left = ask.manners.timeout;
        let mut turn: Option<Turn> = None;
        loop {
            self.may_reach(&trip.url, ask.manners.allow_private)?;
            let mut spacing = ask.manners.spacing;
            if ask.obeys_robots {
                // Asking for robots.txt takes a turn of its own.
                turn = None;
                spacing = spacing.max(self.may_visit(ask, &trip.url).await?.unwrap_or_default());
            }
            let mut now = self.take_turn(turn.take(), &trip.url, spacing).await?;
            let answer = self.exchange(ask, key, &trip, &mut left).await;
            now.asked();
            let answer = answer?;
            if Trip::is_redirect(answer.status) {
                trip.follow(answer.status, &answer.headers)?;
                turn = Some(now);
                continue;
            }
            let status = answer.status;
            let token_rejected = trip.at_home && answer.rejects_token();
            let asked = Asked {
                conditional: request::is_conditional(ask),
                with_key: trip.at_home && trip.has_key(),
                key_left: !trip.at_home && !key.is_none(),
            };
            let remark = status::remark(&answer).filter(|said| !tells(said, key, &trip.url));
            let fetched =
                status::judge(answer, trip.url, trip.moved_to, asked, self.clock.now()).remarked(remark);
            if let Fetched::Throttled {
                retry_after_secs,
                status,
            } = fetched
            {
                now.told_to_wait(retry_after_secs.unwrap_or(PAUSE_SECS), status);
            }
            return Ok(Walked {
                fetched,
                status: Some(status),
                token_rejected,
            });
        }
    }

    /// The guard, for what can be seen without asking a name server.
    pub(super) fn may_reach(&self, url: &Url, allow_private: bool) -> Result<(), Fetched> {
        guard::check_url(url, allow_private).map_err(Fetched::blocked)?;
        match &self.tls_trouble {
            Some(why) if url.scheme() == "https" => Err(Fetched::failed(why.clone())),
            _ => Ok(()),
        }
    }

    /// Keeps the turn within a domain, spaced; gives it back before queueing at another.
    pub(super) async fn take_turn(
        &self,
        held: Option<Turn>,
        url: &Url,
        spacing: Duration,
    ) -> Result<Turn, Fetched> {
        let domain = Domain::of(url);
        if let Some(turn) = held.filter(|turn| turn.is_for(&domain)) {
            turn.space().await;
            return Ok(turn);
        }
        self.pace
            .turn(domain, spacing)
            .await
            .map_err(|not_yet| Fetched::Throttled {
                retry_after_secs: Some(not_yet.secs),
                status: not_yet.status,
            })
    }

    /// One request and its whole answer, within what is left of the deadline.
    pub(super) async fn exchange(
        &self,
        ask: &Ask<'_>,
        key: &Key,
        trip: &Trip<'_>,
        left: &mut Duration,
    ) -> Result<Answer, Fetched> {
        let request = request::build(ask, key, trip)?;
        let _slot = self
            .slots
            .acquire()
            .await
            .map_err(|_| Fetched::failed("the daemon is stopping"))?;
        let client = if ask.manners.allow_private {
            &self.trusted
        } else {
            &self.guarded
        };
        let start = Instant::now();
        let answer = timeout(
            *left,
            self.patience.answer(
                client,
                request,
                &trip.url,
                (ask.manners.max_body_bytes, ask.beginning_will_do),
            ),
        )
        .await;
        *left = left.saturating_sub(start.elapsed());
        if let (Ok(Ok(answer)), Some(host)) = (&answer, trip.url.host_str()) {
            self.clocks.note(host, &answer.headers, self.clock.now());
        }
        answer.unwrap_or_else(|_| {
            let secs = ask.manners.timeout.as_secs_f64();
            Err(Fetched::failed(why::too_slow(&why::place(&trip.url), secs)))
        })
    }
}
