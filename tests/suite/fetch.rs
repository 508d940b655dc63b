//! Asking a web that misbehaves in every way we know of.

use std::{
    collections::BTreeMap,
    io::Write,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Duration,
};

use flate2::{Compression, write::GzEncoder};
use mentiond::{
    io::fetch::{Ask, Body, Fetched, Fetcher, Names, Options},
    model::{ApiAuth, Manners, Secret},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    time::Instant,
};
use url::Url;

use crate::support::web::{Reply, Step, Web};

const FEED: &str = "<rss version=\"2.0\"><channel><title>t</title></channel></rss>";
const CAP: usize = 256 * 1024;

fn fetcher() -> Fetcher {
    fetcher_with(&[])
}

/// A fetcher for which these names are at 127.0.0.1. Patient, so that a busy machine fails no test.
fn fetcher_with(names: &[&str]) -> Fetcher {
    let here = vec![IpAddr::V4(Ipv4Addr::LOCALHOST)];
    let table: BTreeMap<_, _> = names
        .iter()
        .map(|name| ((*name).to_owned(), here.clone()))
        .collect();
    Fetcher::new(Options {
        concurrency: 8,
        connect_timeout: Duration::from_secs(5),
        idle_timeout: Duration::from_secs(5),
        names: Names::Fixed(Arc::new(table)),
        ..Options::default()
    })
    .unwrap()
}

fn manners() -> Manners {
    Manners {
        timeout: Duration::from_secs(10),
        max_body_bytes: CAP,
        spacing: Duration::ZERO,
        user_agent: "mentiond-test/1 (+https://acme.example/bot)".to_owned(),
        robots: false,
        resolve_links: false,
        allow_private: true,
        auth: None,
    }
}

/// A fetcher that soon loses patience; one request at a time.
fn hasty() -> Fetcher {
    Fetcher::new(Options {
        concurrency: 1,
        connect_timeout: Duration::from_millis(300),
        idle_timeout: Duration::from_millis(200),
        ..Options::default()
    })
    .unwrap()
}

async fn get(fetcher: &Fetcher, url: &Url) -> Fetched {
    fetcher.get(&Ask::stranger(url, &manners())).await
}

/// How it ends when a fresh server answers so.
async fn outcome(fetcher: &Fetcher, reply: Reply) -> Fetched {
    let web = Web::start().await;
    web.on("/feed", [reply]);
    get(fetcher, &web.url("/feed")).await
}

fn body(fetched: Fetched) -> Body {
    match fetched {
        Fetched::Modified(body) => *body,
        other => panic!("no body: {other:?}"),
    }
}

fn why(fetched: Fetched) -> String {
    match fetched {
        Fetched::Failed { why, .. } | Fetched::Blocked { why } => why,
        other => panic!("no sentence: {other:?}"),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut to = GzEncoder::new(Vec::new(), Compression::default());
    to.write_all(bytes).unwrap();
    to.finish().unwrap()
}

// ── controls and validators ──────────────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn a_feed_is_fetched_politely_over_one_connection() {
    let web = Web::start().await;
    let headers = [
        "Content-Type: application/rss+xml; charset=utf-8",
        "Cache-Control: max-age=600",
    ];
    web.on("/feed", [Reply::new(200, &headers, FEED)]);
    let fetcher = fetcher();
    for _ in 0..5 {
        let body = body(get(&fetcher, &web.url("/feed?q=1#part")).await);
        assert_eq!(body.bytes, FEED.as_bytes());
        assert_eq!(
            body.content_type.as_deref(),
            Some("application/rss+xml; charset=utf-8")
        );
        assert_eq!(
            (body.status, body.fresh_secs, body.moved_to),
            (200, Some(600), None)
        );
        assert_eq!(body.url, web.url("/feed?q=1"));
    }
    assert_eq!(web.connections(), 1, "the connection is kept");
    let log = web.log();
    assert_eq!(log.len(), 5);
    for request in log {
        assert_eq!(
            (request.method.as_str(), request.target.as_str()),
            ("GET", "/feed?q=1")
        );
        assert_eq!(
            request.header("user-agent"),
            Some("mentiond-test/1 (+https://acme.example/bot)")
        );
        assert_eq!(request.header("accept-encoding"), Some("gzip, br, zstd, deflate"));
        for absent in [
            "cookie",
            "referer",
            "if-none-match",
            "if-modified-since",
            "authorization",
        ] {
            assert_eq!(request.header(absent), None, "{absent}");
        }
    }
}

#[tokio::test]
async fn validators_go_back_byte_for_byte() {
    let web = Web::start().await;
    let etag = b"W/\"\xc3\xa4 \xff,\"";
    let mut first = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nSet-Cookie: id=1\r\nETag: ".to_vec();
    first.extend_from_slice(etag);
    first.extend_from_slice(b"\r\nLast-Modified: some day\r\n\r\nx");
    web.on(
        "/feed",
        [
            Reply::raw(first),
            Reply::new(304, &["Cache-Control: max-age=60"], ""),
        ],
    );
    let (fetcher, url, manners) = (fetcher(), web.url("/feed"), manners());

    let validators = body(get(&fetcher, &url).await).validators;
    let second = fetcher.get(&Ask::source(&url, &manners, &validators)).await;
    assert_eq!(second, Fetched::NotModified { fresh_secs: Some(60) });

    let log = web.log();
    let sent: Vec<u8> = log[1]
        .header("if-none-match")
        .unwrap()
        .chars()
        .map(|c| u8::try_from(c).unwrap())
        .collect();
    assert_eq!(sent, etag);
    assert_eq!(log[1].header("if-modified-since"), Some("some day"));
    assert_eq!(log[1].header("cookie"), None);
    assert!(
        why(get(&fetcher, &url).await).contains("304"),
        "an unsolicited 304 is an error"
    );
}

// ── statuses and pace ────────────────────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn a_wish_to_slow_down_holds_for_the_whole_domain_and_for_nobody_else() {
    let web = Web::start().await;
    web.on("/busy", [Reply::new(429, &["Retry-After: 3600"], "slow down")])
        .on("/feed", [Reply::ok(FEED)]);
    let fetcher = fetcher_with(&["a.busy.example", "b.busy.example", "calm.example"]);

    let told = get(&fetcher, &web.url_at("a.busy.example", "/busy")).await;
    assert_eq!(
        told,
        Fetched::Throttled {
            retry_after_secs: Some(3600),
            status: 429
        }
    );
    let neighbour = get(&fetcher, &web.url_at("b.busy.example", "/feed")).await;
    assert!(
        matches!(
            neighbour,
            Fetched::Throttled {
                retry_after_secs: Some(3590..=3600),
                status: 429
            }
        ),
        "{neighbour:?}"
    );
    assert_eq!(web.log().len(), 1, "the neighbour was not asked");
    body(get(&fetcher, &web.url_at("calm.example", "/feed")).await);

    get(&fetcher, &web.url("/busy")).await;
    body(get(&fetcher, &web.url("/feed")).await);
}

#[tokio::test]
async fn one_request_is_in_flight_per_domain_spaced_while_others_go_on() {
    let web = Web::start().await;
    let slow = Reply(vec![Step::Wait(Duration::from_millis(20))]).then_all(Reply::ok(FEED));
    web.on("/feed", [slow]);
    let fetcher = fetcher_with(&["a.one.example", "b.one.example", "two.example"]);
    let manners = Manners {
        spacing: Duration::from_millis(60),
        ..manners()
    };
    let mut asks = tokio::task::JoinSet::new();
    for host in ["a.one.example", "b.one.example", "a.one.example", "two.example"] {
        let (fetcher, url, manners) = (fetcher.clone(), web.url_at(host, "/feed"), manners.clone());
        asks.spawn(async move { body(fetcher.get(&Ask::stranger(&url, &manners)).await) });
    }
    asks.join_all().await;
    assert_eq!(web.most_in_flight(), 2, "one per domain");
    let log = web.log();
    let one: Vec<_> = log
        .iter()
        .filter(|request| request.header("host").unwrap().contains("one.example"))
        .collect();
    assert_eq!(one.len(), 3);
    for pair in one.windows(2) {
        let gap = pair[1].at.duration_since(pair[0].at);
        assert!(
            gap >= Duration::from_millis(75),
            "end to start 60 ms and 20 ms of answering: {gap:?}"
        );
    }
}

#[tokio::test]
async fn at_most_so_many_requests_are_in_flight_in_all() {
    let web = Web::start().await;
    let slow = Reply(vec![Step::Wait(Duration::from_millis(30))]).then_all(Reply::ok(FEED));
    web.on("/feed", [slow]);
    let hosts: Vec<_> = (0..24).map(|n| format!("h{n}.example")).collect();
    let fetcher = fetcher_with(&hosts.iter().map(String::as_str).collect::<Vec<_>>());
    let mut asks = tokio::task::JoinSet::new();
    for host in hosts {
        let (fetcher, url) = (fetcher.clone(), web.url_at(&host, "/feed"));
        asks.spawn(async move { body(get(&fetcher, &url).await) });
    }
    assert_eq!(asks.join_all().await.len(), 24);
    assert_eq!(web.most_in_flight(), 8);
}

// ── redirects ────────────────────────────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn redirects_are_followed_five_times_and_permanent_ones_reported() {
    let web = Web::start().await;
    web.on("/1", [Reply::to(301, "/2")])
        .on("/2", [Reply::to(308, "3")])
        .on("/3", [Reply::to(302, "/feed")]);
    web.on("/feed", [Reply::ok(FEED)])
        .on("/loop", [Reply::to(302, "/loop")]);
    let body = body(get(&fetcher(), &web.url("/1")).await);
    assert_eq!(
        (body.url, body.moved_to),
        (web.url("/feed"), Some(web.url("/3").to_string()))
    );

    assert!(why(get(&fetcher(), &web.url("/loop")).await).contains("more than 5 times"));
    assert_eq!(
        web.log()
            .iter()
            .filter(|request| request.target == "/loop")
            .count(),
        6
    );
}

#[tokio::test]
async fn redirects_that_lead_nowhere_are_errors() {
    let fetcher = fetcher();
    for (reply, want) in [
        (Reply::new(302, &[], ""), "without saying where"),
        (Reply::to(301, ""), "without saying where"),
        (Reply::to(302, "file:///etc/passwd"), "`file:` address"),
        (Reply::to(302, "data:text/html,x"), "`data:` address"),
        (Reply::to(302, "http://"), "no address"),
        (Reply::to(300, "/feed"), "300"),
        (Reply::to(304, "/feed"), "304"),
    ] {
        let why = why(outcome(&fetcher, reply).await);
        assert!(why.contains(want), "{want}: {why}");
    }
}

#[tokio::test]
async fn no_key_crosses_to_another_origin() {
    let (home, stranger) = (Web::start().await, Web::start().await);
    stranger.on("/feed", [Reply::ok(FEED)]);
    home.on("/away", [Reply::to(307, stranger.url("/feed").as_str())]);
    home.on("/near", [Reply::to(307, "/here")])
        .on("/here", [Reply::ok(FEED)]);
    let (fetcher, manners) = (fetcher(), manners());
    let own = [
        ("X-Api-Key".to_owned(), "canary-1".to_owned()),
        ("Accept-Language".to_owned(), "sv".to_owned()),
    ];
    let secret = || Secret::new("canary-2");
    for (auth, name, value) in [
        (ApiAuth::Bearer(secret()), "authorization", "Bearer canary-2"),
        (
            ApiAuth::Basic {
                username: "jo".to_owned(),
                password: secret(),
            },
            "authorization",
            "Basic am86Y2FuYXJ5LTI=",
        ),
        (
            ApiAuth::Header {
                name: "X-Token".to_owned(),
                value: secret(),
            },
            "x-token",
            "canary-2",
        ),
    ] {
        for path in ["/near", "/away"] {
            let url = home.url(path);
            let ask = Ask {
                headers: &own,
                ..Ask::stranger(&url, &manners).with_auth(&auth)
            };
            body(fetcher.get(&ask).await);
            let last = home.log().pop().unwrap();
            assert_eq!(
                (last.header(name), last.header("x-api-key")),
                (Some(value), Some("canary-1")),
                "{path}"
            );
        }
    }
    let query = ApiAuth::Query {
        name: "key".to_owned(),
        value: secret(),
    };
    let url = home.url("/near?a=b");
    let answered = body(
        fetcher
            .get(&Ask::stranger(&url, &manners).with_auth(&query))
            .await,
    );
    assert_eq!(home.log().pop().unwrap().target, "/here?key=canary-2");
    assert_eq!(
        answered.url,
        home.url("/here"),
        "the key is in no address that is remembered"
    );

    let mut url = home.url("/away");
    url.set_username("jo").unwrap();
    url.set_password(Some("canary@3")).unwrap();
    body(fetcher.get(&Ask::stranger(&url, &manners)).await);
    assert_eq!(
        home.log().pop().unwrap().header("authorization"),
        Some("Basic am86Y2FuYXJ5QDM=")
    );

    for request in stranger.log() {
        assert!(!format!("{request:?}").contains("canary"), "{request:?}");
        for absent in ["authorization", "x-token", "x-api-key", "referer"] {
            assert_eq!(request.header(absent), None, "{absent}");
        }
    }
    assert_eq!(stranger.log()[0].header("accept-language"), Some("sv"));
}

// ── private addresses ────────────────────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn not_a_byte_goes_to_a_private_address() {
    let web = Web::start().await;
    web.on("/feed", [Reply::ok(FEED)]);
    let fetcher = fetcher_with(&["inside.example"]);
    let manners = Manners {
        robots: false,
        resolve_links: false,
        allow_private: false,
        ..manners()
    };
    let port = web.address.port();
    for host in [
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "[::ffff:127.0.0.1]",
        "inside.example",
        "0.0.0.0",
    ] {
        let url = Url::parse(&format!("http://{host}:{port}/feed")).unwrap();
        let fetched = fetcher.get(&Ask::stranger(&url, &manners)).await;
        assert!(
            matches!(&fetched, Fetched::Blocked { why } if why.contains("allow_private")),
            "{host}: {fetched:?}"
        );
    }
    assert_eq!(web.connections(), 0);
    body(get(&fetcher, &web.url_at("inside.example", "/feed")).await);
    let url = web.url_at("inside.example", "/feed");
    let again = fetcher.get(&Ask::stranger(&url, &manners)).await;
    assert!(
        matches!(again, Fetched::Blocked { .. }),
        "an open connection of another source is not used: {again:?}"
    );
    assert_eq!((web.connections(), web.log().len()), (1, 1));
}

// ── stalls ───────────────────────────────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn every_stall_ends_in_time_and_gives_its_place_back() {
    let long = Step::Wait(Duration::from_secs(30));
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
    let drip = Step::Drip(b"x".repeat(100), Duration::from_millis(50));
    let web = Web::start().await;
    web.on("/nothing", [Reply(vec![long.clone()])]);
    web.on(
        "/half-head",
        [Reply::raw("HTTP/1.1 200 OK\r\nContent-").then(long.clone())],
    );
    web.on("/half-body", [Reply::raw(format!("{head}half")).then(long)]);
    web.on("/drip", [Reply::raw(head).then(drip)])
        .on("/feed", [Reply::ok(FEED)]);
    let (fetcher, manners) = (
        hasty(),
        Manners {
            timeout: Duration::from_millis(800),
            ..manners()
        },
    );
    for (path, want) in [
        ("/nothing", "fell silent"),
        ("/half-head", "fell silent"),
        ("/half-body", "fell silent"),
        ("/drip", "`timeout`"),
    ] {
        let start = Instant::now();
        let url = web.url(path);
        let why = why(fetcher.get(&Ask::stranger(&url, &manners)).await);
        assert!(why.contains(want), "{path}: {why}");
        assert!(
            start.elapsed() < Duration::from_millis(1500),
            "{path}: {:?}",
            start.elapsed()
        );
        body(get(&fetcher, &web.url("/feed")).await);
    }
}

// ── floods ───────────────────────────────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn floods_are_cut_at_their_bound() {
    let fetcher = hasty();
    let kib = b"x".repeat(1024);
    let chunk = [b"400\r\n".as_slice(), &kib, b"\r\n"].concat();
    for (reply, want) in [
        (
            Reply::raw("HTTP/1.1 200 OK\r\n\r\n").then(Step::Repeat(kib, 100_000)),
            "max_body",
        ),
        (
            Reply::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                .then(Step::Repeat(chunk, 100_000)),
            "max_body",
        ),
        (
            Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx"),
            "max_body",
        ),
        (
            Reply::raw("HTTP/1.1 200 OK\r\n")
                .then(Step::Repeat(b"X-Flood: 0123456789012345\r\n".to_vec(), 100_000)),
            "not proper HTTP",
        ),
        (
            Reply::raw(format!(
                "HTTP/1.1 200 OK\r\nX-Big: {}\r\nContent-Length: 1\r\n\r\nx",
                "x".repeat(70_000)
            )),
            "bytes of headers",
        ),
        (
            Reply(vec![Step::Repeat(
                b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(),
                1_000_000_000,
            )]),
            "",
        ),
    ] {
        let start = Instant::now();
        let why = why(outcome(&fetcher, reply).await);
        assert!(why.contains(want), "{want}: {why}");
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "{want}: {:?}",
            start.elapsed()
        );
    }
}

// ── framing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn a_truncated_or_broken_answer_is_never_a_body() {
    let fetcher = fetcher();
    for (name, reply) in [
        (
            "content length",
            Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").close(),
        ),
        (
            "reset",
            Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").then(Step::Close(true)),
        ),
        (
            "chunks",
            Reply::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n").close(),
        ),
        (
            "in a chunk",
            Reply::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\nhello").close(),
        ),
        (
            "bad chunk",
            Reply::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"),
        ),
        (
            "huge chunk",
            Reply::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx"),
        ),
        (
            "two lengths",
            Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
        ),
        (
            "no length",
            Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"),
        ),
        ("no answer", Reply::raw("").close()),
        ("reset at once", Reply::raw("").then(Step::Close(true))),
        ("no protocol", Reply::raw("<rss>old style</rss>").close()),
        ("noise", Reply::raw(b"\x00\xff\x16\x03\x01\r\n\r\n").close()),
        (
            "bad status",
            Reply::raw("HTTP/1.1 twohundred OK\r\nContent-Length: 5\r\n\r\nhello").close(),
        ),
        (
            "bad header",
            Reply::raw("HTTP/1.1 200 OK\r\nContent Length\x01: 5\r\n\r\nhello").close(),
        ),
        ("cut head", Reply::raw("HTTP/1.1 200 OK\r\nContent-Le").close()),
        ("empty", Reply::ok("")),
    ] {
        let fetched = outcome(&fetcher, reply).await;
        assert!(matches!(fetched, Fetched::Failed { .. }), "{name}: {fetched:?}");
    }
    let closed = outcome(
        &fetcher,
        Reply::raw(format!("HTTP/1.1 200 OK\r\n\r\n{FEED}")).close(),
    )
    .await;
    assert_eq!(
        body(closed).bytes,
        FEED.as_bytes(),
        "without a length the end of the connection is the end"
    );
}

#[tokio::test]
async fn bytes_after_an_answer_are_not_the_next_answer() {
    let web = Web::start().await;
    let extra = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
    web.on(
        "/extra",
        [Reply::raw(format!(
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood{extra}"
        ))],
    );
    web.on("/feed", [Reply::ok(FEED)]);
    let fetcher = fetcher();
    for _ in 0..5 {
        assert_eq!(body(get(&fetcher, &web.url("/extra")).await).bytes, b"good");
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert_eq!(
            body(get(&fetcher, &web.url("/feed")).await).bytes,
            FEED.as_bytes()
        );
    }
}

// ── content codings ──────────────────────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn content_codings_are_undone_whole_or_refused() {
    let fetcher = fetcher();
    let packed =
        |coding: &str, wire: Vec<u8>| Reply::new(200, &[&format!("Content-Encoding: {coding}")], wire);
    let two = [gzip(b"one "), gzip(b"two")].concat();
    assert_eq!(
        body(outcome(&fetcher, packed("gzip", two)).await).bytes,
        b"one two"
    );
    let long = "story ".repeat(20_000);
    assert_eq!(
        body(
            outcome(
                &fetcher,
                packed("zstd", zstd::encode_all(long.as_bytes(), 1).unwrap())
            )
            .await
        )
        .bytes,
        long.as_bytes()
    );

    let bomb = gzip(&vec![0; CAP * 4]);
    let mut cut = gzip(long.as_bytes());
    cut.truncate(cut.len() - 9);
    for (reply, want) in [
        (packed("gzip", bomb), "max_body"),
        (packed("gzip", cut), "cut off"),
        (packed("gzip", FEED.into()), "damaged"),
        (packed("br", FEED.into()), "damaged"),
        (packed("compress", FEED.into()), "`compress`"),
        (
            packed("gzip, gzip", gzip(&gzip(FEED.as_bytes()))),
            "several times",
        ),
        (packed(&["gzip"; 100].join(","), FEED.into()), "several times"),
    ] {
        let why = why(outcome(&fetcher, reply).await);
        assert!(why.contains(want), "{want}: {why}");
    }
}

// ── APIs ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

fn oauth(web: &Web) -> ApiAuth {
    ApiAuth::OAuth2 {
        token_url: web.url("/token").into(),
        client_id: "id".to_owned(),
        client_secret: Secret::new("canary-secret"),
        refresh_token: None,
        client_param: None,
    }
}

#[tokio::test]
async fn a_post_carries_its_body() {
    let web = Web::start().await;
    web.on(
        "/search",
        [Reply::new(
            200,
            &["Link: <https://a.example/2>; rel=\"next\""],
            "{}",
        )],
    );
    let (url, manners) = (web.url("/search"), manners());
    let ask = Ask {
        method: "POST",
        body: Some("{\"q\":\"acme\"}"),
        ..Ask::stranger(&url, &manners)
    };
    let answered = body(fetcher().get(&ask).await);
    assert_eq!(
        answered.link_header.as_deref(),
        Some("<https://a.example/2>; rel=\"next\"")
    );
    let request = web.log().pop().unwrap();
    assert_eq!(
        (request.method.as_str(), request.body.as_slice()),
        ("POST", b"{\"q\":\"acme\"}".as_slice())
    );
    assert_eq!(request.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn a_token_is_fetched_once_and_renewed_once_when_refused() {
    let web = Web::start().await;
    let token = |name: &str| Reply::ok(format!("{{\"access_token\":\"{name}\",\"expires_in\":3600}}"));
    web.on("/token", [token("canary-a"), token("canary-b")]);
    let no = || Reply::new(401, &[], "expired");
    web.on(
        "/search",
        [
            Reply::ok("{}"),
            Reply::ok("{}"),
            no(),
            Reply::ok("{}"),
            no(),
            no(),
        ],
    );
    let (fetcher, url, manners, auth) = (fetcher(), web.url("/search"), manners(), oauth(&web));
    let ask = Ask::stranger(&url, &manners).with_auth(&auth);
    for _ in 0..3 {
        body(fetcher.get(&ask).await);
    }
    let refused = fetcher.get(&ask).await;
    assert!(
        matches!(&refused, Fetched::Blocked { why } if why.contains("(401)")),
        "{refused:?}"
    );
    assert!(!format!("{refused:?} {ask:?}").contains("canary"));

    let log = web.log();
    let said: Vec<_> = log
        .iter()
        .map(|request| format!("{} {}", request.target, request.header("authorization").unwrap()))
        .collect();
    let (basic, a, b) = (
        "/token Basic aWQ6Y2FuYXJ5LXNlY3JldA==",
        "/search Bearer canary-a",
        "/search Bearer canary-b",
    );
    assert_eq!(said, [basic, a, a, a, basic, b, b, basic, b]);
    assert_eq!(log[0].body, b"grant_type=client_credentials");
    assert_eq!(
        log[0].header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
}

#[tokio::test]
async fn an_expired_session_is_opened_anew_however_that_is_said() {
    let words = "{\"error\":\"ExpiredToken\"}";
    let chunk = |text: &str| format!("{:x}\r\n{text}\r\n", text.len());
    let chunked = |rest: &str| {
        Reply::raw(format!(
            "HTTP/1.1 400 No\r\nTransfer-Encoding: chunked\r\n\r\n{}{rest}",
            chunk(words)
        ))
    };
    let long = words.to_owned() + &" ".repeat(100_000);
    for expired in [
        Reply::new(400, &[], words),
        Reply::new(400, &["Content-Encoding: gzip"], gzip(words.as_bytes())),
        chunked("0\r\n\r\n"),
        Reply::new(400, &[], long),
        chunked("").then(Step::Wait(Duration::from_mins(10))),
        Reply::raw(format!("HTTP/1.1 400 No\r\nConnection: close\r\n\r\n{words}")).close(),
    ] {
        an_expired_session_is_opened_anew(expired).await;
    }
}

async fn an_expired_session_is_opened_anew(expired: Reply) {
    let web = Web::start().await;
    web.on(
        "/session",
        [
            Reply::ok("{\"accessJwt\":\"one\"}"),
            Reply::ok("{\"accessJwt\":\"two\"}"),
        ],
    );
    web.on("/search", [Reply::ok("{}"), expired, Reply::ok("{}")]);
    let auth = ApiAuth::Session {
        session_url: web.url("/session").into(),
        refresh_url: None,
        identifier: "acme.example".to_owned(),
        password: Secret::new("pw"),
    };
    let (fetcher, url, manners) = (fetcher(), web.url("/search"), manners());
    for _ in 0..2 {
        body(fetcher.get(&Ask::stranger(&url, &manners).with_auth(&auth)).await);
    }
    let log = web.log();
    assert_eq!(
        log[0].body,
        b"{\"identifier\":\"acme.example\",\"password\":\"pw\"}"
    );
    assert_eq!(log.last().unwrap().header("authorization"), Some("Bearer two"));
}

#[tokio::test]
async fn a_session_is_renewed_without_a_login_for_as_long_as_that_works() {
    let web = Web::start().await;
    let token = |access: &str, refresh: &str| {
        Reply::ok(format!(
            "{{\"accessJwt\":\"{access}\",\"refreshJwt\":\"{refresh}\"}}"
        ))
    };
    let expired = || Reply::new(400, &[], "{\"error\":\"ExpiredToken\"}");
    web.on("/session", [token("one", "r1"), token("three", "r3")]);
    web.on("/refresh", [token("two", "r2"), expired()]);
    let fine = || Reply::ok("{}");
    web.on("/search", [fine(), expired(), fine(), expired(), fine()]);
    let auth = ApiAuth::Session {
        session_url: web.url("/session").into(),
        refresh_url: Some(web.url("/refresh").into()),
        identifier: "acme.example".to_owned(),
        password: Secret::new("pw"),
    };
    let (fetcher, url, manners) = (fetcher(), web.url("/search"), manners());
    for _ in 0..3 {
        body(fetcher.get(&Ask::stranger(&url, &manners).with_auth(&auth)).await);
    }
    let asked: Vec<(String, String)> = web
        .log()
        .iter()
        .map(|request| {
            let key = request.header("authorization").unwrap_or_default();
            (request.target.clone(), key.to_owned())
        })
        .collect();
    let want = [
        ("/session", ""),
        ("/search", "Bearer one"),
        ("/search", "Bearer one"),
        ("/refresh", "Bearer r1"),
        ("/search", "Bearer two"),
        ("/search", "Bearer two"),
        ("/refresh", "Bearer r2"),
        ("/session", ""),
        ("/search", "Bearer three"),
    ];
    assert_eq!(asked, want.map(|(path, key)| (path.to_owned(), key.to_owned())));
}

#[tokio::test]
async fn a_token_that_cannot_be_had_says_so() {
    let fetcher = fetcher();
    for (reply, want) in [
        (Reply::new(401, &[], "no"), "refuses the credentials (401)"),
        (
            Reply::new(400, &[], "{\"error\":\"invalid_client\"}"),
            "refuses the credentials (400)",
        ),
        (Reply::new(500, &[], "no"), "trouble of its own (500)"),
        (Reply::ok("<html>canary"), "not JSON"),
        (Reply::ok("{\"access\":\"canary\"}"), "no access token"),
    ] {
        let web = Web::start().await;
        web.on("/token", [reply]);
        let (url, manners, auth) = (web.url("/search"), manners(), oauth(&web));
        let why = why(fetcher.get(&Ask::stranger(&url, &manners).with_auth(&auth)).await);
        assert!(
            why.contains(want) && why.contains("no access token") && !why.contains("canary"),
            "{want}: {why}"
        );
        assert_eq!(web.log().len(), 1, "the API is not asked without a token");
    }
}

#[tokio::test]
async fn sources_of_one_account_share_one_token() {
    let web = Web::start().await;
    let slow =
        Reply(vec![Step::Wait(Duration::from_millis(30))]).then_all(Reply::ok("{\"access_token\":\"t\"}"));
    web.on("/token", [slow]).on("/search", [Reply::ok("{}")]);
    let fetcher = fetcher();
    let mut asks = tokio::task::JoinSet::new();
    for _ in 0..5 {
        let (fetcher, url, auth) = (fetcher.clone(), web.url("/search"), oauth(&web));
        asks.spawn(async move {
            body(
                fetcher
                    .get(&Ask::stranger(&url, &manners()).with_auth(&auth))
                    .await,
            )
        });
    }
    asks.join_all().await;
    assert_eq!(
        web.log()
            .iter()
            .filter(|request| request.target == "/token")
            .count(),
        1
    );
}

// ── nobody there ─────────────────────────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn whoever_cannot_be_reached_is_named_with_the_reason() {
    let fetcher = fetcher();
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let secure = format!("https://{}/feed", plain.local_addr().unwrap());
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(async move {
        while let Ok((mut stream, _)) = plain.accept().await {
            let mut hello = [0; 16 * 1024];
            assert!(stream.read(&mut hello).await.unwrap() > 0);
            stream
                .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                .await
                .unwrap();
        }
    });
    let tls = if fetcher.https_trouble().is_some() {
        "`ca-certificates`"
    } else {
        "does not speak TLS"
    };
    for (url, want) in [
        (
            format!("http://127.0.0.1:{port}/private?key=canary"),
            "nothing listens there",
        ),
        (
            "http://jo:canary@nowhere.example/".to_owned(),
            "`nowhere.example` cannot be found",
        ),
        (secure, tls),
        ("ftp://a.example/".to_owned(), "`ftp:` addresses are not fetched"),
    ] {
        let fetched = get(&fetcher, &Url::parse(&url).unwrap()).await;
        let why = why(fetched);
        assert!(why.contains(want), "{url}: {why}");
        assert!(!why.contains("canary") && !why.contains("private"), "{why}");
    }
}
