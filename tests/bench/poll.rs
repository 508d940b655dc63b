//! A cold poll of 1,000 loopback feeds of 30 items, and the same poll answered 304: CPU seconds and peak memory of the
//! daemon's own process, everything included (fetch, parse, match, judge, store with fsync). Every item is a mention.
//!
//! `cargo bench --bench poll`. The feeds are served by a second process, so that only the daemon is measured. The last row
//! is the least that any program on these crates must do (fetch, feed-rs, an automaton over the item, one sled entry), so
//! that the ratio to it means the same on every machine.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark measures time, prints its table and stops at the first surprise"
)]

mod usage;

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use mentiond::{
    app::{
        daemon::{Daemon, Outlet},
        plan::Plan,
        poll::Poller,
    },
    config,
    io::{
        clock::Clock,
        fetch::{Fetcher, Options},
        store::Store,
    },
};

const FEEDS: usize = 1_000;
const ITEMS: usize = 30;

fn main() {
    if std::env::args().any(|argument| argument == "--serve") {
        serve();
    } else {
        measure();
    }
}

/// Serves any path `/N` as feed N; 304 to whoever has it.
fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    println!("{}", listener.local_addr().expect("an address").port());
    for stream in listener.incoming().flatten() {
        std::thread::spawn(move || talk(stream));
    }
}

fn talk(stream: TcpStream) {
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    let mut stream = stream;
    loop {
        let (mut first, mut has_it) = (String::new(), false);
        if reader.read_line(&mut first).unwrap_or(0) == 0 {
            return;
        }
        loop {
            let mut header = String::new();
            if reader.read_line(&mut header).unwrap_or(0) == 0 {
                return;
            }
            has_it |= header.to_ascii_lowercase().starts_with("if-none-match");
            if header.trim().is_empty() {
                break;
            }
        }
        let number = first
            .split(['/', ' '])
            .find_map(|word| word.parse().ok())
            .unwrap_or(0);
        let answer = if has_it {
            "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n".to_owned()
        } else {
            let body = feed(number);
            let length = body.len();
            format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: \"x\"\r\nContent-Length: {length}\r\n\r\n{body}"
            )
        };
        if stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

/// A feed of about 20 KB; one item in three names a watched brand.
fn feed(number: usize) -> String {
    let mut feed = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Feed {number}</title><link>http://site{number}.example/</link>"
    );
    for item in 0..ITEMS {
        let brand = if item % 3 == 0 { "acme" } else { "nothing" };
        write!(
            feed,
            "<item><title>Item {item} of feed {number}</title><link>http://site{number}.example/{item}</link>\
             <guid>http://site{number}.example/{item}</guid><pubDate>Mon, 16 Nov 2026 08:{item:02}:00 GMT</pubDate>\
             <description>&lt;p&gt;Some words about {brand} number {number}-{item}, which people really love or hate, with a \
             &lt;a href=\"http://acme.example/{item}\"&gt;link&lt;/a&gt; and more words so that the text is as long as that of \
             an ordinary item in an ordinary feed, which is a few hundred characters.&lt;/p&gt;</description></item>"
        )
        .expect("writing into a string");
    }
    feed + "</channel></rss>"
}

fn measure() {
    let mut server = Command::new(std::env::current_exe().expect("own path"))
        .arg("--serve")
        .stdout(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let mut line = String::new();
    BufReader::new(server.stdout.take().expect("its output"))
        .read_line(&mut line)
        .expect("its port");
    let port: u16 = line.trim().parse().expect("a port");
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let daemon = daemon(&folder.path().join("data"), port).await;
        println!(
            "{:28} {:>8} {:>8} {:>10} {:>10}",
            "1,000 feeds of 30 items", "CPU s", "wall s", "peak MiB", "mentions"
        );
        for name in ["cold", "answered 304"] {
            let (cpu, start) = (usage::cpu_secs(), Instant::now());
            let found = poll_all(&daemon).await;
            println!(
                "{name:28} {:8.2} {:8.2} {:10.1} {found:10}",
                usage::cpu_secs() - cpu,
                start.elapsed().as_secs_f64(),
                usage::peak_mib()
            );
        }
        daemon.shut_down().await;
        let (cpu, start) = (usage::cpu_secs(), Instant::now());
        let found = bare(&folder.path().join("bare"), port).await;
        println!(
            "{:28} {:8.2} {:8.2} {:>10} {found:10}",
            "bare crates, cold",
            usage::cpu_secs() - cpu,
            start.elapsed().as_secs_f64(),
            ""
        );
    });
    server.kill().ok();
    server.wait().ok();
}

async fn daemon(data: &std::path::Path, port: u16) -> Daemon {
    let mut toml = format!(
        "timezone = \"UTC\"\ndata_dir = {:?}\n[polling]\nspacing = \"0s\"\n[[brand]]\nid = \"acme\"\nname = \"Acme\"\nmatch = \"acme\"\ndomains = [\"acme.example\"]\n",
        data.display().to_string()
    );
    for number in 0..FEEDS {
        write!(toml, "[[source]]\nname = \"feed {number}\"\nfeed = \"http://127.0.0.1:{port}/{number}\"\nallow_private = true\n")
            .expect("writing into a string");
    }
    let checked = config::load(&toml, "bench.toml", &Nothing)
        .unwrap_or_else(|errors| panic!("{}", errors.render(false)));
    fs::create_dir_all(data).expect("a data directory");
    let store = Store::open(data, checked.settings.timezone.clone()).expect("a store");
    let fetcher = Fetcher::new(Options::default()).expect("a fetcher");
    let plan = Plan::new(checked.settings).expect("a plan");
    Daemon::new(plan, Poller::new(fetcher, store, Clock::System), Outlet::Held)
        .await
        .expect("a daemon")
}

/// Polls every source once, as many at a time as the daemon would.
async fn poll_all(daemon: &Daemon) -> usize {
    let places = Arc::new(tokio::sync::Semaphore::new(64));
    let mut tasks = tokio::task::JoinSet::new();
    let plan = daemon.board.plan();
    for source in plan.sources() {
        let (daemon, places, source) = (daemon.clone(), Arc::clone(&places), Arc::clone(source));
        tasks.spawn(async move {
            let _place = places.acquire_owned().await;
            daemon.poll(&source).await.expect("the store takes writes")
        });
    }
    let found = tokio::time::timeout(Duration::from_mins(2), tasks.join_all())
        .await
        .expect("it ends");
    found.into_iter().sum()
}

/// Fetches, parses, searches and stores every feed with the bare crates: no mention is judged, nothing is synced but at
/// the end.
async fn bare(data: &std::path::Path, port: u16) -> usize {
    let db = sled::Config::new()
        .path(data)
        .flush_every_ms(None)
        .open()
        .expect("a database");
    let words = aho_corasick::AhoCorasick::new(["acme", "rocket", "skates"]).expect("an automaton");
    // Fails only where a provider is installed already.
    rustls::crypto::ring::default_provider().install_default().ok();
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(20))
        .build()
        .expect("a client");
    let places = Arc::new(tokio::sync::Semaphore::new(64));
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..FEEDS {
        let (db, words, client, places) = (db.clone(), words.clone(), client.clone(), Arc::clone(&places));
        tasks.spawn(async move {
            let _place = places.acquire_owned().await;
            let url = format!("http://127.0.0.1:{port}/{number}");
            let mut answer = client.get(url).send().await.expect("an answer");
            let mut body = Vec::new();
            while let Some(chunk) = answer.chunk().await.expect("a body") {
                body.extend_from_slice(&chunk);
            }
            let feed = feed_rs::parser::parse(body.as_slice()).expect("a feed");
            let mut batch = sled::Batch::default();
            let mut found = 0;
            for entry in &feed.entries {
                let text = entry.summary.as_ref().map_or("", |text| &text.content);
                found += usize::from(words.is_match(text));
                batch.insert(entry.id.as_bytes(), text.as_bytes());
            }
            db.apply_batch(batch).expect("a write");
            found
        });
    }
    let found = tasks.join_all().await.into_iter().sum();
    db.flush().expect("a flush");
    found
}

/// A configuration without secrets.
struct Nothing;

impl config::SecretSource for Nothing {
    fn env(&self, _name: &str) -> Option<String> {
        None
    }

    fn file(&self, path: &std::path::Path) -> Result<String, String> {
        Err(format!("`{}` is not there", path.display()))
    }

    fn credential(&self, name: &str) -> Result<String, String> {
        Err(format!("`{name}` is not there"))
    }
}
