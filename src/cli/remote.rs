//! Asking the running daemon: it holds the store, so its endpoint answers for it.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    ops::ControlFlow,
    pin::Pin,
    time::Duration,
};

use anyhow::{Context as _, anyhow, bail};
use axum::{
    body::{Body, Bytes},
    http::{Request, StatusCode, header, request::Builder},
};
use hyper::{
    body::{Body as _, Incoming},
    client::conn::http1,
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, UnixStream},
    time::timeout,
};
use url::form_urlencoded;

use super::setup;
use crate::{
    app::listed::{self, Listed},
    config::{Listen, Settings},
    io::store::{Filter, OutcomeFilter, Store, StoreError},
    model::{BrandId, CampaignId, CampaignOutcome, InfluencerId, Kind, Polarity, Secret, SourceName},
};

/// What to do where the daemon cannot do it: its endpoint changes nothing.
pub(super) const STOP_FIRST: &str = "stop it first (`systemctl stop mentiond`) and start it again afterwards";

/// Most bytes of an answer that is read whole.
const WHOLE_BYTES: usize = 256 << 20;
/// Longest time until the daemon takes the question.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Longest silence before and within an answer: a report over years takes a while.
const SILENCE: Duration = Duration::from_mins(2);

/// Who answers for the store.
#[derive(Debug)]
pub(super) enum Access {
    /// Nobody else has it open.
    Store(Store),
    /// The daemon has.
    Daemon(Daemon),
}

/// The endpoint of the running daemon.
#[derive(Debug)]
pub(super) struct Daemon {
    listen: Listen,
    token: Option<Secret>,
}

/// A question: a path and its parameters, of which those without a value are left out.
pub(super) type Parameters<'a> = &'a [(&'a str, Option<String>)];

/// Opens the store, or finds the daemon that has it open.
pub(super) fn access(settings: &Settings) -> anyhow::Result<Access> {
    match setup::store(settings) {
        Ok(store) => Ok(Access::Store(store)),
        Err(error) if matches!(error.downcast_ref(), Some(StoreError::InUse { .. })) => {
            Ok(Access::Daemon(Daemon::of(settings)))
        }
        Err(error) => Err(error),
    }
}

impl Access {
    /// Calls the visitor with every mention that passes, newest first.
    ///
    /// # Errors
    /// When not all of them can be had, or the visitor fails.
    pub(super) fn visit_mentions(
        &self,
        filter: &Filter,
        visit: &mut dyn FnMut(Listed) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        match self {
            Self::Store(store) => {
                let mut visited = Ok(());
                listed::visit(store, filter, &mut |mention| {
                    visited = visit(mention);
                    if visited.is_ok() {
                        ControlFlow::Continue(())
                    } else {
                        ControlFlow::Break(())
                    }
                })?;
                visited
            }
            Self::Daemon(daemon) => {
                let mut left: Vec<u8> = Vec::new();
                daemon.read("mentions", &parameters(filter), &mut |piece| {
                    left.extend_from_slice(piece);
                    while let Some(end) = memchr::memchr(b'\n', &left) {
                        let rest = left.split_off(end + 1);
                        let line = std::mem::replace(&mut left, rest);
                        visit(serde_json::from_slice(&line)?)?;
                    }
                    Ok(())
                })
            }
        }
    }

    /// Outcomes that pass, the newest day first.
    ///
    /// # Errors
    /// When they cannot be had.
    pub(super) fn outcomes(&self, filter: &OutcomeFilter) -> anyhow::Result<Vec<CampaignOutcome>> {
        match self {
            Self::Store(store) => Ok(store.outcomes(filter)?),
            Self::Daemon(daemon) => {
                let parameters = [
                    ("import", filter.source.clone()),
                    ("kind", filter.kind.map(|kind| kind.as_str().to_owned())),
                    ("since", filter.since.map(|day| day.to_string())),
                    ("until", filter.until.map(|day| day.to_string())),
                    ("limit", Some(filter.limit.unwrap_or(usize::MAX).to_string())),
                ];
                let answer = daemon.get("outcomes", &parameters)?;
                Ok(serde_json::from_slice(&answer)?)
            }
        }
    }

    /// Closes the store if it was opened here.
    pub(super) fn close(self) -> anyhow::Result<()> {
        match self {
            Self::Store(store) => Ok(store.close().wait()?),
            Self::Daemon(_) => Ok(()),
        }
    }
}

/// A filter as the endpoint takes it.
fn parameters(filter: &Filter) -> [(&'static str, Option<String>); 15] {
    let text = |value: Option<&str>| value.map(str::to_owned);
    [
        ("brand", text(filter.brand.as_ref().map(BrandId::as_str))),
        ("campaign", text(filter.campaign.as_ref().map(CampaignId::as_str))),
        (
            "influencer",
            text(filter.influencer.as_ref().map(InfluencerId::as_str)),
        ),
        ("source", text(filter.source.as_ref().map(SourceName::as_str))),
        ("since", filter.since.map(|at| at.to_string())),
        ("until", filter.until.map(|at| at.to_string())),
        ("sentiment", text(filter.sentiment.map(Polarity::as_str))),
        ("kind", text(filter.kind.map(Kind::as_str))),
        ("topic", filter.topic.clone()),
        ("language", filter.language.clone()),
        ("story", filter.story.clone()),
        ("set_aside", filter.set_aside.map(|aside| aside.to_string())),
        ("text", filter.text.clone()),
        ("limit", Some(filter.limit.unwrap_or(usize::MAX).to_string())),
        ("format", text(Some("jsonl"))),
    ]
}

impl Daemon {
    /// The daemon of these settings, whether or not it runs.
    pub(super) fn of(settings: &Settings) -> Self {
        Self {
            listen: settings.http.listen.clone(),
            token: settings.http.token.clone(),
        }
    }

    /// The whole of what the daemon answers on a path.
    pub(super) fn get(&self, path: &str, parameters: Parameters<'_>) -> anyhow::Result<Vec<u8>> {
        let mut whole = Vec::new();
        self.read(path, parameters, &mut |piece| {
            if whole.len() + piece.len() > WHOLE_BYTES {
                bail!("the running daemon answers with more than {WHOLE_BYTES} bytes");
            }
            whole.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(whole)
    }

    /// Hands on what the daemon answers on a path, piece by piece.
    ///
    /// # Errors
    /// When there is no whole answer, or the visitor fails.
    pub(super) fn read(
        &self,
        path: &str,
        parameters: Parameters<'_>,
        visit: &mut dyn FnMut(&[u8]) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        self.send(self.request(path, parameters)?, visit)
    }

    fn send(
        &self,
        request: Request<Body>,
        visit: &mut dyn FnMut(&[u8]) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        setup::block_on(async {
            match &self.listen {
                Listen::Tcp(address) => {
                    let stream = within(TcpStream::connect(reachable(*address)), CONNECT_TIMEOUT).await;
                    talk(stream.context(UNANSWERED)?, request, visit).await
                }
                Listen::Unix(path) => {
                    let stream = within(UnixStream::connect(path), CONNECT_TIMEOUT).await;
                    talk(stream.context(UNANSWERED)?, request, visit).await
                }
            }
        })
    }

    /// Sends JSON to a path; the whole answer.
    pub(super) fn post(&self, path: &str, body: &Value) -> anyhow::Result<Vec<u8>> {
        let mut whole = Vec::new();
        let request = self
            .head(Request::post(format!("/{path}")))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .context("the question to the daemon")?;
        self.send(request, &mut |piece| {
            whole.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(whole)
    }

    fn request(&self, path: &str, parameters: Parameters<'_>) -> anyhow::Result<Request<Body>> {
        let mut query = form_urlencoded::Serializer::new(format!("/{path}?"));
        for (name, value) in parameters {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        let request = self.head(Request::get(query.finish()));
        request.body(Body::empty()).context("the question to the daemon")
    }

    /// A request with the name of the endpoint and its token.
    fn head(&self, request: Builder) -> Builder {
        let host = match &self.listen {
            Listen::Tcp(address) => reachable(*address).to_string(),
            Listen::Unix(_) => "localhost".to_owned(),
        };
        let request = request.header(header::HOST, host);
        match &self.token {
            Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {}", token.expose())),
            None => request,
        }
    }
}

/// What an error has to do with.
const UNANSWERED: &str = "the running daemon has the store open, and its endpoint does not answer";

/// Where to ask an endpoint that listens there.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(IpAddr::from([127, 0, 0, 1]));
    }
    address
}

async fn within<T>(work: impl Future<Output = io::Result<T>>, longest: Duration) -> io::Result<T> {
    timeout(longest, work)
        .await
        .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

async fn talk(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Body>,
    visit: &mut dyn FnMut(&[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.context(UNANSWERED)?;
    let mut driver = tokio::task::JoinSet::new();
    driver.spawn(connection);
    let answer = timeout(SILENCE, sender.send_request(request))
        .await
        .map_err(|_| anyhow!(UNANSWERED))?
        .context(UNANSWERED)?;
    let (status, mut body) = (answer.status(), answer.into_body());
    if status == StatusCode::OK {
        while let Some(piece) = next(&mut body).await? {
            visit(&piece)?;
        }
        return Ok(());
    }
    let problem = next(&mut body).await?.unwrap_or_default();
    let problem: Value = serde_json::from_slice(&problem).unwrap_or_default();
    let detail = problem
        .get("detail")
        .and_then(Value::as_str)
        .unwrap_or("no reason given");
    bail!("the running daemon has the store open, and answers {status}: {detail}")
}

async fn next(body: &mut Incoming) -> anyhow::Result<Option<Bytes>> {
    let cut = "the running daemon broke off its answer, which is not complete";
    loop {
        let frame = std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context));
        match timeout(SILENCE, frame).await.context(cut)? {
            None => return Ok(None),
            Some(frame) => match frame.context(cut)?.into_data() {
                Ok(piece) => return Ok(Some(piece)),
                Err(_trailers) => {}
            },
        }
    }
}
