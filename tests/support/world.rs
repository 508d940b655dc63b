//! A whole world for the daemon: a fake web, a mail server and a clock that are moved by hand; the daemon, its store and
//! its endpoint are the real ones.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    sync::Arc,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use mail_parser::MessageParser;
use mentiond::{
    app::{
        daemon::{Daemon, Outlet},
        deliver::Round,
        plan::Plan,
        poll::Poller,
        status,
    },
    config::{self, SecretSource},
    io::{
        clock::Clock,
        fetch::{Fetcher, Names, Options},
        store::{Filter, Store},
    },
    model::{Mention, SourceState},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
};

use super::{
    smtp::{AUTHORITY, Mode, Server},
    web::Web,
};

/// When every world begins: a Tuesday.
pub(crate) const START: &str = "2026-11-17T12:00:00Z";

/// Secrets by name, as `${NAME}` finds them.
pub(crate) const SECRETS: [(&str, &str); 3] = [
    ("API_KEY", "canary-api-5c1d"),
    ("SMTP_PASSWORD", "canary-smtp-77ab"),
    ("IMAP_PASSWORD", "canary-imap-31f0"),
];

/// What every configuration begins with.
const HEAD: &str = r#"
timezone = "Europe/Stockholm"
currency = "EUR"
data_dir = "@DATA@"
[http]
listen = "127.0.0.1:0"
[mail]
from = "Brand watch <watch@acme.example>"
transport = "smtp"
host = "127.0.0.1"
port = @SMTP@
tls = "none"
username = "watch"
password = "${SMTP_PASSWORD}"
operator = ["ops@acme.example"]
"#;

struct Secrets;

impl SecretSource for Secrets {
    fn env(&self, name: &str) -> Option<String> {
        SECRETS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| (*value).to_owned())
    }

    fn file(&self, path: &Path) -> Result<String, String> {
        Err(format!("`{}` does not exist", path.display()))
    }

    fn credential(&self, name: &str) -> Result<String, String> {
        Err(format!("there is no credential `{name}`"))
    }
}

/// Everything around one daemon.
pub(crate) struct World {
    /// The web, at every name that ends in `.example` and stands in the configuration.
    pub(crate) web: Web,
    /// The mail server.
    pub(crate) smtp: Server,
    /// The daemon.
    pub(crate) daemon: Daemon,
    clock: Clock,
    dir: TempDir,
}

/// Runs a test in a world of its own, and takes the world down again. `config` follows [`HEAD`]; `@PORT@` in it is the
/// port of the web.
pub(crate) fn in_world(mode: Mode, config: &str, test: impl AsyncFnOnce(&mut World)) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut world = World::start(mode, config).await;
        test(&mut world).await;
        world.daemon.shut_down().await;
    });
    runtime.shutdown_timeout(Duration::from_secs(5));
}

impl World {
    async fn start(mode: Mode, config: &str) -> Self {
        let (web, smtp) = (Web::start().await, Server::start(mode).await);
        let dir = tempfile::tempdir().unwrap();
        let clock = Clock::manual(START.parse().unwrap());
        let plan = plan(&with_places(config, &web, &smtp, dir.path())).unwrap();
        let daemon = Box::pin(daemon(plan, config, dir.path(), &clock)).await;
        Self {
            web,
            smtp,
            daemon,
            clock,
            dir,
        }
    }

    /// The configuration compiled, or why it is refused.
    pub(crate) fn plan(&self, config: &str) -> Result<Plan, String> {
        plan(&with_places(config, &self.web, &self.smtp, self.dir.path()))
    }

    /// Stops the daemon and starts another one over the same store; `away` passes in between.
    pub(crate) async fn restart(&mut self, config: &str, away: SignedDuration) {
        self.daemon.shut_down().await;
        self.clock.advance(away);
        let plan = self.plan(config).unwrap();
        self.daemon = Box::pin(daemon(plan, config, self.dir.path(), &self.clock)).await;
    }

    /// Where the daemon keeps its data.
    pub(crate) fn data(&self) -> std::path::PathBuf {
        self.dir.path().join("data")
    }

    /// Lets time pass, or run backwards.
    pub(crate) fn pass(&self, by: SignedDuration) {
        self.clock.advance(by);
    }

    /// Moves the clock to an instant.
    pub(crate) fn at(&self, instant: &str) {
        let to: Timestamp = instant.parse().unwrap();
        self.clock.advance(to.duration_since(self.clock.now()));
    }

    /// Polls every source that is due, all at once; how many mentions were new.
    pub(crate) async fn poll_due(&self) -> usize {
        let mut polls = JoinSet::new();
        for source in self.daemon.due() {
            let daemon = self.daemon.clone();
            polls.spawn(async move { daemon.poll(&source).await.unwrap() });
        }
        polls.join_all().await.into_iter().sum()
    }

    /// Renders and sends what is due.
    pub(crate) async fn mail_round(&self) -> Round {
        self.daemon.mail_round().await.unwrap()
    }

    /// Every mention that is stored.
    pub(crate) async fn mentions(&self) -> Vec<Mention> {
        self.daemon
            .store()
            .read(|store: &Store| store.mentions(&Filter::default()))
            .await
            .unwrap()
    }

    /// What is known of a source.
    pub(crate) fn state(&self, source: &str) -> SourceState {
        self.daemon.board.state(&source.into())
    }

    /// Mails the server took: subject, text and HTML.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.smtp
            .stored()
            .iter()
            .map(|stored| Mail::read(&stored.bytes))
            .collect()
    }

    /// Starts the endpoint.
    pub(crate) async fn endpoint(&self) -> SocketAddr {
        let address = status::serve(&self.daemon).await.unwrap();
        status::tcp_address(&address).unwrap()
    }

    /// Keeps mail in memory instead of sending it.
    pub(crate) fn keep_mail(&mut self) -> mentiond::io::mail::Kept {
        let kept = mentiond::io::mail::Kept::default();
        self.daemon.outlet = Outlet::Fixed(mentiond::io::mail::Transport::Memory(Arc::clone(&kept)));
        kept
    }
}

/// A mail as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mail {
    /// Subject.
    pub(crate) subject: String,
    /// Plain text.
    pub(crate) text: String,
    /// HTML; empty when there is none.
    pub(crate) html: String,
}

impl Mail {
    /// Takes a mail apart.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let message = MessageParser::default().parse(bytes).unwrap();
        let html = message
            .html_bodies()
            .find(|part| part.is_text_html())
            .and_then(|part| part.text_contents());
        Self {
            subject: message.subject().unwrap_or_default().to_owned(),
            text: message
                .body_text(0)
                .map(std::borrow::Cow::into_owned)
                .unwrap_or_default(),
            html: html.unwrap_or_default().to_owned(),
        }
    }
}

/// An answer of the endpoint.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// Status code.
    pub(crate) status: u16,
    /// Header lines in lower case.
    pub(crate) head: String,
    /// Body.
    pub(crate) body: String,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|why| panic!("{why}: {}", self.body))
    }
}

/// Asks the endpoint by its own name.
pub(crate) async fn get(endpoint: SocketAddr, path: &str) -> Answer {
    ask(endpoint, "GET", path, &format!("localhost:{}", endpoint.port())).await
}

/// Asks the endpoint.
pub(crate) async fn ask(endpoint: SocketAddr, method: &str, path: &str, host: &str) -> Answer {
    let mut stream = TcpStream::connect(endpoint).await.unwrap();
    let request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(!head.to_ascii_lowercase().contains("transfer-encoding"), "{head}");
    Answer {
        status: head[9..12].parse().unwrap(),
        head: head.to_ascii_lowercase(),
        body: body.to_owned(),
    }
}

/// Sends a body to the endpoint.
pub(crate) async fn post(endpoint: SocketAddr, path: &str, headers: &[&str], body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(endpoint).await.unwrap();
    let mut head = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\nContent-Length: {}\r\n",
        endpoint.port(),
        body.len()
    );
    for line in headers {
        head.push_str(line);
        head.push_str("\r\n");
    }
    stream.write_all(format!("{head}\r\n").as_bytes()).await.unwrap();
    // A body that is refused unread is not taken to its end.
    stream.write_all(body).await.ok();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    Answer {
        status: head[9..12].parse().unwrap(),
        head: head.to_ascii_lowercase(),
        body: body.to_owned(),
    }
}

fn with_places(config: &str, web: &Web, smtp: &Server, dir: &Path) -> String {
    format!("{HEAD}{config}")
        .replace("@DATA@", &dir.join("data").display().to_string())
        .replace("@SMTP@", &smtp.port.to_string())
        .replace("@PORT@", &web.address.port().to_string())
}

fn plan(text: &str) -> Result<Plan, String> {
    let checked = config::load(text, "mentiond.toml", &Secrets).map_err(|errors| errors.render(false))?;
    Plan::new(checked.settings)
}

/// A daemon; every name in the configuration that ends in `.example` is here.
async fn daemon(plan: Plan, config: &str, dir: &Path, clock: &Clock) -> Daemon {
    let here = vec![IpAddr::V4(Ipv4Addr::LOCALHOST)];
    let hosts = config
        .split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-'))
        .filter(|word| word.ends_with(".example"))
        .map(str::to_owned);
    let names: BTreeMap<String, Vec<IpAddr>> = hosts
        .chain(["localhost".to_owned()])
        .map(|host| (host, here.clone()))
        .collect();
    let fetcher = Fetcher::new(Options {
        clock: clock.clone(),
        names: Names::Fixed(Arc::new(names)),
        extra_roots: vec![AUTHORITY.to_vec()],
        ..Options::default()
    })
    .unwrap();
    let store = Store::open(&dir.join("data"), plan.settings.timezone.clone()).unwrap();
    let poller = Poller::new(fetcher, store, clock.clone());
    Daemon::new(plan, poller, Outlet::Configured).await.unwrap()
}
