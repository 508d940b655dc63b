//! What the endpoint answers, to whom, and what it never tells.

use std::{fs, path::Path};

use crate::support::{
    smtp::Mode,
    web::Reply,
    world::{SECRETS, World, ask, get, in_world},
};

const CONFIG: &str = r#"
[[brand]]
id = "acme"
name = "Acme"
match = 'acme'
hashtags = ["acmelaunch"]

[[brand]]
id = "coyote"
name = "Coyote"
competitor_of = "acme"
match = 'coyote'

[[influencer]]
id = "kristal"
name = "Kristal Sky"
handles = ["instagram:kristalsky"]
category = "outdoor"

[[campaign]]
id = "spring"
name = "Spring launch"
brand = "acme"
objective = "awareness"
from = 2026-11-02
to = 2027-01-31
baseline = "4w"
after = "6w"
hashtags = ["acmelaunch"]
primary = "mentions"
goals = [{ metric = "mentions", target = 10 }]
costs = [
  { what = "agency", amount = 200, paid_to = "Roadrunner" },
  { what = "fee", amount = 900, influencer = "kristal", paid_to = "agent" },
  { what = "fee", amount = 100 },
]

[[digest]]
id = "weekly"
schedule = "0 8 * * Mon"
to = ["marketing@acme.example"]

[[source]]
name = "News"
feed = "http://reader:canary-url-9f2e@news.example:@PORT@/feed.xml"
allow_private = true

[[source]]
name = "Reviews"
api = "json"
request = { url = "http://reviews.example:@PORT@/api", header = { name = "X-Api-Key", value = "${API_KEY}" } }
items = "$.reviews[*]"
fields = { id = "$.id", title = "$.title", text = "$.text", published = "$.at" }
allow_private = true

[[source]]
name = "Rude"
api = "json"
request = { url = "http://rude.example:@PORT@/rude", bearer = "${API_KEY}" }
items = "$.reviews[*]"
fields = { id = "$.id", title = "$.title" }
allow_private = true
"#;

fn fill(world: &World) {
    let item = |n: u32, title: &str| {
        format!(
            "<item><guid isPermaLink=\"false\">{n}</guid><link>http://news.example/{n}</link><title>{title}</title>\
             <description>{title}, they say, and it is a wonderful day for all of us here.</description>\
             <pubDate>Mon, 16 Nov 2026 1{n}:00:00 GMT</pubDate></item>"
        )
    };
    let items =
        item(1, "Acme wins #acmelaunch") + &item(2, "Coyote loses") + &item(3, "Acme and Coyote meet");
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>N</title><link>http://news.example/</link>{items}</channel></rss>"
    );
    world.web.on("/feed.xml", [Reply::ok(feed)]);
    world.web.on(
        "/api",
        [Reply::ok(
            r#"{"reviews":[{"id":1,"title":"Acme!","text":"terrible, broken","at":"2026-11-16T10:00:00Z"}]}"#,
        )],
    );
    // A server that repeats what it was told, and sends elsewhere with it.
    let rude = format!("who gave you {} ?", SECRETS[0].1);
    world.web.on(
        "/rude",
        [Reply::new(401, &[&format!("X-Echo: {}", SECRETS[0].1)], rude)],
    );
}

#[test]
fn every_path_answers_as_promised() {
    in_world(Mode::Good, CONFIG, async |world| {
        fill(world);
        world.mail_round().await;
        assert_eq!(world.poll_due().await, 4);
        world.at("2026-11-23T07:00:00Z");
        assert_eq!(world.mail_round().await.sent, 1);
        world.pass(jiff::SignedDuration::from_secs(5));
        world.daemon.board.beat(world.daemon.clock().now());
        let endpoint = world.endpoint().await;

        let status = get(endpoint, "/status").await.json();
        assert_eq!(status["store"]["mentions"], 4);
        for path in [
            "/version",
            "/started_at",
            "/uptime_secs",
            "/store/bytes",
            "/store/schema",
            "/polls/last_hour",
            "/polls/failed_last_hour",
            "/polls/lag_secs",
            "/sources/0/name",
            "/sources/0/kind",
            "/sources/0/state",
            "/sources/0/last_success",
            "/sources/0/next_due",
            "/sources/0/failures",
            "/sources/0/last_error",
            "/sources/0/coverage_7d",
            "/sources/0/mentions_7d",
            "/outbox/waiting",
            "/outbox/failed",
            "/digests/0/id",
            "/digests/0/last_sent",
            "/digests/0/next_due",
            "/config/loaded_at",
            "/config/hash",
            "/config/last_reload_error",
        ] {
            assert!(status.pointer(path).is_some(), "`{path}` is missing in {status}");
        }
        let state = |n: usize| {
            status["sources"][n]["state"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        assert_eq!(
            (state(0), state(1), state(2)),
            ("ok".to_owned(), "ok".to_owned(), "blocked".to_owned())
        );
        assert_eq!(status["digests"][0]["next_due"], "2026-11-30T07:00:00Z");
        assert_eq!(
            get(endpoint, "/sources").await.json().as_array().unwrap().len(),
            3
        );
        assert_eq!(get(endpoint, "/healthz").await.status, 200);
        assert_eq!(get(endpoint, "/readyz").await.status, 200);

        let metrics = get(endpoint, "/metrics").await.body;
        for line in [
            "mentiond_polls_total 3",
            "mentiond_mentions 4",
            "mentiond_mails_sent_total 1",
            "# EOF",
        ] {
            assert!(
                metrics.lines().any(|found| found == line),
                "`{line}` is missing in {metrics}"
            );
        }

        let lines = |body: &str| body.lines().count();
        for (filter, found) in [
            ("", 4),
            ("&brand=acme", 3),
            ("&brand=coyote", 2),
            ("&campaign=spring", 1),
            ("&source=Reviews", 1),
            // One is glad that Coyote loses: good as a whole, ill for the only brand it is about.
            ("&sentiment=negative", 2),
            ("&sentiment=negative&brand=coyote", 1),
            ("&sentiment=positive&brand=coyote", 1),
            ("&since=2026-11-17", 0),
            ("&until=2026-11-17", 4),
            ("&text=meet", 1),
            ("&limit=2", 2),
            ("&brand=nobody", 0),
        ] {
            let answer = get(endpoint, &format!("/mentions?format=jsonl{filter}")).await;
            assert_eq!(
                (answer.status, lines(&answer.body)),
                (200, found),
                "{filter}: {}",
                answer.body
            );
        }
        let csv = get(endpoint, "/mentions?format=csv&brand=acme").await;
        assert!(
            csv.head.contains("text/csv") && csv.body.starts_with("id,at,brands"),
            "{}",
            csv.head
        );
        assert_eq!(csv::Reader::from_reader(csv.body.as_bytes()).records().count(), 3);
        let atom = get(endpoint, "/mentions?format=atom").await;
        assert!(atom.head.contains("application/atom+xml") && atom.body.matches("<entry>").count() == 4);

        let campaign = get(endpoint, "/campaigns/spring").await.json();
        assert!(
            campaign.pointer("/campaigns/0/goals/0/actual").is_some(),
            "{campaign}"
        );
        assert_eq!(
            campaign["campaigns"][0]["goals"][0]["actual"]["value"].as_f64(),
            Some(1.0)
        );
        let costs = campaign.pointer("/campaigns/0/cost_lines").unwrap();
        assert_eq!(
            (
                &costs[0]["what"],
                &costs[0]["paid_to"][0],
                &costs[1]["paid_to"][0]
            ),
            (&"fee".into(), &"agent".into(), &"Roadrunner".into())
        );
        assert_eq!(campaign["influencers"][0]["category"], "outdoor");
        assert_eq!(get(endpoint, "/campaigns").await.json()[0]["id"], "spring");
        let mailed = get(endpoint, "/digests/weekly").await;
        assert!(
            mailed.status == 200 && mailed.head.contains("text/html") && mailed.body.contains("Acme wins")
        );
        let page = get(endpoint, "/").await;
        assert!(
            page.head.contains("content-security-policy") && page.body.contains("Acme wins"),
            "{}",
            page.head
        );

        for (path, status) in [
            ("/campaigns/none", 404),
            ("/digests/none", 404),
            ("/nothing", 404),
            ("/mentions?format=pdf", 400),
            ("/mentions?since=soon", 400),
            ("/mentions?colour=red", 400),
            ("/mentions?limit=-1", 400),
            ("/campaigns/..%2f..%2fetc%2fpasswd", 404),
        ] {
            let answer = get(endpoint, path).await;
            assert_eq!(answer.status, status, "{path}: {}", answer.body);
            assert!(
                answer.head.contains("application/problem+json"),
                "{path}: {}",
                answer.head
            );
            assert!(answer.json()["detail"].as_str().unwrap().len() > 10, "{path}");
        }
        let own = format!("127.0.0.1:{}", endpoint.port());
        for (method, host, status) in [
            ("GET", own.as_str(), 200),
            ("GET", "evil.example", 421),
            ("GET", "localhost.evil.example", 421),
            ("POST", own.as_str(), 405),
            ("DELETE", own.as_str(), 405),
            ("OPTIONS", own.as_str(), 405),
        ] {
            assert_eq!(
                ask(endpoint, method, "/status", host).await.status,
                status,
                "{method} {host}"
            );
        }
    });
}

#[test]
fn a_source_that_moved_says_where_to() {
    in_world(Mode::Good, CONFIG, async |world| {
        fill(world);
        world
            .web
            .on("/feed.xml", [Reply::to(301, "/moved.xml?key=canary")]);
        world.web.on(
            "/moved.xml",
            [Reply::ok(
                "<rss version=\"2.0\"><channel><title>N</title></channel></rss>",
            )],
        );
        world.poll_due().await;
        let endpoint = world.endpoint().await;
        let status = get(endpoint, "/status").await.json();
        let port = world.web.address.port();
        let to = format!("http://news.example:{port}/moved.xml?…");
        assert_eq!(status["sources"][0]["moved_to"], to.as_str());
        assert!(status["sources"][1]["moved_to"].is_null());
        let page = get(endpoint, "/").await.body.replace("&#x2f;", "/");
        assert!(page.contains(&format!("moved to {to}; change `feed`")), "{page}");
    });
}

/// Every file below a directory.
fn files(dir: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}

#[test]
fn no_secret_is_told() {
    let canaries = [SECRETS[0].1, SECRETS[1].1, "canary-url-9f2e"];
    let check = |what: &str, text: &[u8]| {
        for canary in canaries {
            let found = text
                .windows(canary.len())
                .any(|window| window == canary.as_bytes());
            assert!(
                !found,
                "`{canary}` is told by {what}: {}",
                String::from_utf8_lossy(text)
            );
        }
    };
    in_world(Mode::BadLogin, CONFIG, async |world| {
        fill(world);
        world.mail_round().await;
        world.poll_due().await;
        world.at("2026-11-23T07:00:00Z");
        let round = world.mail_round().await;
        assert_eq!(
            (round.sent, round.waiting),
            (0, 1),
            "the login was tried and refused"
        );
        let asked: Vec<_> = world.web.log();
        assert!(
            asked
                .iter()
                .any(|request| request.header("x-api-key") == Some(SECRETS[0].1)),
            "the key was used"
        );
        assert!(asked.iter().any(|request| {
            request
                .header("authorization")
                .is_some_and(|a| a.starts_with("Basic "))
        }));

        let broken = CONFIG.replace("match = 'coyote'", "match = 'coyote OR ('");
        world.daemon.board.refuse_reload(world.plan(&broken).unwrap_err());
        let endpoint = world.endpoint().await;
        for path in [
            "/",
            "/status",
            "/sources",
            "/metrics",
            "/mentions",
            "/mentions?format=csv",
            "/mentions?format=atom",
            "/campaigns",
            "/campaigns/spring",
            "/digests",
            "/digests/weekly",
            "/healthz",
            "/readyz",
        ] {
            check(path, get(endpoint, path).await.body.as_bytes());
        }
        check(
            "the configuration's Debug",
            format!("{:?}", world.daemon.board.plan()).as_bytes(),
        );
        check("the daemon's Debug", format!("{:?}", world.daemon).as_bytes());
        let store = world.daemon.store();
        let outbox = store.outbox().unwrap();
        assert!(outbox.len() >= 2, "the digest and the operator's mail");
        for entry in &outbox {
            check("the outbox", format!("{entry:?}").as_bytes());
            check("a mail", &store.outbox_bytes(&entry.id).unwrap().unwrap());
        }
        check(
            "what is known of sources",
            format!("{:?}", store.source_states().unwrap()).as_bytes(),
        );
        check("mentions", format!("{:?}", world.mentions().await).as_bytes());
        for file in files(&world.data()) {
            check(&file.display().to_string(), &fs::read(&file).unwrap());
        }
    });
}
