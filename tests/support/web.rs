//! A web server on loopback that does exactly what it is told, right or wrong: raw bytes, pauses, resets.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::Instant,
};
use url::Url;

/// One thing the server does while it answers.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Sends these bytes again and again, until nobody takes them or they were sent so often.
    Repeat(Vec<u8>, usize),
    /// Sends these bytes one at a time with this pause between them.
    Drip(Vec<u8>, Duration),
    /// Does nothing for a while.
    Wait(Duration),
    /// Hangs up; with a reset instead of a proper end if `true`.
    Close(bool),
}

/// An answer: steps, after which the connection stays open for the next request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reply(pub(crate) Vec<Step>);

impl Reply {
    /// A well-formed answer with `Content-Length`. `headers` are whole lines without line ends.
    pub(crate) fn new(status: u16, headers: &[&str], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut head = format!("HTTP/1.1 {status} Said\r\n");
        for line in headers {
            head.push_str(line);
            head.push_str("\r\n");
        }
        if status != 304 {
            head.push_str("Content-Length: ");
            head.push_str(&body.len().to_string());
            head.push_str("\r\n");
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(body);
        Self(vec![Step::Send(bytes)])
    }

    /// `200` with this body.
    pub(crate) fn ok(body: impl AsRef<[u8]>) -> Self {
        Self::new(200, &[], body)
    }

    /// `200` with this HTML.
    pub(crate) fn html(body: impl AsRef<[u8]>) -> Self {
        Self::new(200, &["Content-Type: text/html"], body)
    }

    /// `200` with this JSON.
    pub(crate) fn json(body: impl AsRef<[u8]>) -> Self {
        Self::new(200, &["Content-Type: application/json"], body)
    }

    /// A redirect.
    pub(crate) fn to(status: u16, location: &str) -> Self {
        Self::new(status, &[&format!("Location: {location}")], "")
    }

    /// Exactly these bytes.
    pub(crate) fn raw(bytes: impl AsRef<[u8]>) -> Self {
        Self(vec![Step::Send(bytes.as_ref().to_vec())])
    }

    /// Then this.
    pub(crate) fn then(mut self, step: Step) -> Self {
        self.0.push(step);
        self
    }

    /// Then everything of another answer.
    pub(crate) fn then_all(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Then hangs up properly.
    pub(crate) fn close(self) -> Self {
        self.then(Step::Close(false))
    }
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Method.
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    /// Header lines in order, names in lower case; values are bytes, each as the character of the same number.
    pub(crate) headers: Vec<(String, String)>,
    /// Body.
    pub(crate) body: Vec<u8>,
    /// When its head was complete.
    pub(crate) at: Instant,
}

impl Request {
    /// The first header of that name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }
}

#[derive(Debug, Default)]
struct Shared {
    replies: Mutex<HashMap<String, Vec<Reply>>>,
    log: Mutex<Vec<Request>>,
    connections: AtomicUsize,
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
}

/// The server; it stops when dropped.
#[derive(Debug)]
pub(crate) struct Web {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    _tasks: JoinSet<()>,
}

impl Web {
    /// Starts on a free port of 127.0.0.1.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, Arc::clone(&shared)));
        Self {
            address,
            shared,
            _tasks: tasks,
        }
    }

    /// What a path (without query) answers, in order; the last for ever. Paths without any answer 404.
    pub(crate) fn on(&self, path: &str, replies: impl IntoIterator<Item = Reply>) -> &Self {
        let mut replies: Vec<_> = replies.into_iter().collect();
        replies.reverse();
        self.shared
            .replies
            .lock()
            .unwrap()
            .insert(path.to_owned(), replies);
        self
    }

    /// The address of a path by the server's IP address.
    pub(crate) fn url(&self, path: &str) -> Url {
        self.url_at("127.0.0.1", path)
    }

    /// The address of a path under a host name.
    pub(crate) fn url_at(&self, host: &str, path: &str) -> Url {
        Url::parse(&format!("http://{host}:{}{path}", self.address.port())).unwrap()
    }

    /// All requests so far.
    pub(crate) fn log(&self) -> Vec<Request> {
        self.shared.log.lock().unwrap().clone()
    }

    /// Connections so far, also those on which nothing was asked.
    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// Most requests that were in flight at once.
    pub(crate) fn most_in_flight(&self) -> usize {
        self.shared.most_in_flight.load(Ordering::SeqCst)
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        shared.connections.fetch_add(1, Ordering::SeqCst);
        connections.spawn(serve(stream, Arc::clone(&shared)));
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(mut stream: TcpStream, shared: Arc<Shared>) {
    let mut left = Vec::new();
    while let Some(request) = read(&mut stream, &mut left).await {
        let path = request.target.split('?').next().unwrap_or_default().to_owned();
        shared.log.lock().unwrap().push(request);
        let reply = next_reply(&shared, &path);
        let open = answer(&mut stream, reply, &shared).await;
        if !open {
            return;
        }
    }
}

fn next_reply(shared: &Shared, path: &str) -> Reply {
    let mut replies = shared.replies.lock().unwrap();
    match replies.get_mut(path) {
        Some(replies) if replies.len() > 1 => replies.pop().unwrap_or_default(),
        Some(replies) => replies.last().cloned().unwrap_or_default(),
        None => Reply::new(404, &[], "nothing here"),
    }
}

/// A request that is being answered.
struct InFlight<'a>(&'a Shared);

impl<'a> InFlight<'a> {
    fn new(shared: &'a Shared) -> Self {
        let now = shared.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        shared.most_in_flight.fetch_max(now, Ordering::SeqCst);
        Self(shared)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Does the steps; whether the connection is still open. A request counts as in flight until its last step begins, so
/// that the next one may arrive at once.
async fn answer(stream: &mut TcpStream, reply: Reply, shared: &Shared) -> bool {
    let mut in_flight = Some(InFlight::new(shared));
    let last = reply.0.len().saturating_sub(1);
    for (n, step) in reply.0.into_iter().enumerate() {
        if n == last {
            in_flight.take();
        }
        let sent = match step {
            Step::Send(bytes) => stream.write_all(&bytes).await,
            Step::Repeat(bytes, times) => repeat(stream, &bytes, times).await,
            Step::Drip(bytes, pause) => drip(stream, &bytes, pause).await,
            Step::Wait(pause) => {
                tokio::time::sleep(pause).await;
                Ok(())
            }
            Step::Close(reset) => {
                if reset {
                    stream.set_zero_linger().unwrap();
                }
                return false;
            }
        };
        if sent.is_err() {
            return false;
        }
    }
    true
}

async fn repeat(stream: &mut TcpStream, bytes: &[u8], times: usize) -> std::io::Result<()> {
    for _ in 0..times {
        stream.write_all(bytes).await?;
    }
    Ok(())
}

async fn drip(stream: &mut TcpStream, bytes: &[u8], pause: Duration) -> std::io::Result<()> {
    for byte in bytes {
        stream.write_all(&[*byte]).await?;
        tokio::time::sleep(pause).await;
    }
    Ok(())
}

async fn read(stream: &mut TcpStream, left: &mut Vec<u8>) -> Option<Request> {
    let end = loop {
        if let Some(end) = left.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(left).await.ok()? == 0 {
            return None;
        }
    };
    let head: String = left.drain(..end).map(char::from).collect();
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    while left.len() < length {
        if stream.read_buf(left).await.ok()? == 0 {
            return None;
        }
    }
    let body = left.drain(..length).collect();
    Some(Request {
        method,
        target,
        headers,
        body,
        at: Instant::now(),
    })
}
