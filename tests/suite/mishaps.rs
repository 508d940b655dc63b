//! What goes wrong in the middle of something, and what must be true afterwards.

use jiff::SignedDuration;
use mentiond::app::deliver::Round;

use crate::support::{
    smtp::Mode,
    web::Reply,
    world::{World, in_world},
};

const BRAND: &str = r#"
[polling]
every = "15m"
min_every = "1m"
max_every = "30m"
spacing = "0s"
timeout = "5s"

[[brand]]
id = "acme"
name = "Acme"
match = "acme"

[[digest]]
id = "weekly"
schedule = "0 8 * * Mon"
to = ["one@acme.example", "two@acme.example", "three@acme.example"]
"#;

const FORUM: &str = r#"
[[source]]
name = "Forum"
page = "http://forum.example:@PORT@/latest"
items = { each = "li", title = "h2", link = "h2 a@href", date = "time@datetime" }
follow = true
allow_private = true
"#;

const REVIEWS: &str = r#"
[[source]]
name = "Reviews"
api = "json"
request = { url = "http://reviews.example:@PORT@/api?since={since:unix}" }
paging = { next = "$.next", max_pages = 5 }
items = "$.items[*]"
fields = { id = "$.id", text = "$.text", published = "$.at" }
allow_private = true
"#;

const NEWS: &str = r#"
[[source]]
name = "News"
feed = "http://news.example:@PORT@/feed.xml"
allow_private = true
"#;

fn hour() -> SignedDuration {
    SignedDuration::from_hours(1)
}

fn html(body: &str) -> Reply {
    Reply::html(format!("<html><body>{body}</body></html>"))
}

/// Makes the feed and the API answer with nothing new and this `Date`.
fn dated(world: &World, date: &str) {
    let date = format!("Date: {date}");
    for (path, kind, body) in [
        (
            "/feed.xml",
            "Content-Type: application/rss+xml",
            "<rss version=\"2.0\"><channel/></rss>",
        ),
        ("/api", "Content-Type: application/json", "{\"items\":[]}"),
    ] {
        world.web.on(path, [Reply::new(200, &[kind, &date], body)]);
    }
}

/// A list of topics whose titles name nobody.
fn topics(numbers: impl IntoIterator<Item = usize>) -> Reply {
    let items: Vec<String> = numbers
        .into_iter()
        .map(|n| {
            format!(
                "<li><h2><a href=\"/t/{n}\">Topic {n}</a></h2><time datetime=\"2026-11-16T08:00:00Z\">x</time></li>"
            )
        })
        .collect();
    html(&format!("<ul>{}</ul>", items.concat()))
}

/// A topic's own page, which does name somebody.
fn topic(n: usize) -> Reply {
    html(&format!(
        "<article><h1>Topic {n}</h1><p>Number {n} has been skating on Acme skates since the spring, and would not give them \
         away for anything, although the left one squeaks a little when it rains.</p></article>"
    ))
}

fn asked(world: &World, path: &str) -> usize {
    world
        .web
        .log()
        .iter()
        .filter(|request| request.target == path)
        .count()
}

#[test]
fn an_item_page_that_fails_is_read_by_a_later_poll() {
    let config = format!("{BRAND}{FORUM}");
    in_world(Mode::Good, &config, async |world| {
        world.web.on("/latest", [topics(1..=3)]);
        world.web.on("/t/1", [topic(1)]);
        world.web.on("/t/2", [Reply::new(500, &[], ""), topic(2)]);
        world.web.on("/t/3", [Reply::new(500, &[], "")]);
        assert_eq!(world.poll_due().await, 1);
        for round in 0..4 {
            world.pass(hour());
            let new = usize::from(round == 0);
            assert_eq!(world.poll_due().await, new, "round {round}");
        }
        let times = (asked(world, "/t/1"), asked(world, "/t/2"), asked(world, "/t/3"));
        assert_eq!(times, (1, 2, 3), "read once, tried again, given up");
        assert_eq!(world.state("Forum").failures, 0);
    });
}

#[test]
fn a_site_that_throttles_item_pages_is_left_alone_and_its_items_wait() {
    let config = format!("{BRAND}{FORUM}");
    in_world(Mode::Good, &config, async |world| {
        world.web.on("/latest", [topics(1..=20)]);
        for n in 1..=20 {
            let path = format!("/t/{n}");
            if n == 2 {
                world
                    .web
                    .on(&path, [Reply::new(429, &["Retry-After: 0"], ""), topic(2)]);
            } else {
                world.web.on(&path, [topic(n)]);
            }
        }
        assert_eq!(world.poll_due().await, 1);
        assert_eq!(asked(world, "/t/3"), 0, "not asked in vain");
        let mut found = 1;
        for _ in 0..3 {
            world.pass(hour());
            found += world.poll_due().await;
        }
        assert_eq!(found, 20);
    });
}

#[test]
fn a_new_brand_is_heard_in_every_item_of_a_long_list() {
    let config = format!("{BRAND}{FORUM}");
    let later = format!("{config}\n[[brand]]\nid = \"skates\"\nmatch = \"skating\"\n");
    in_world(Mode::Good, &config, async |world| {
        world.web.on("/latest", [topics(1..=60)]);
        for n in 1..=60 {
            world.web.on(&format!("/t/{n}"), [topic(n)]);
        }
        let mut found = 0;
        for _ in 0..3 {
            found += world.poll_due().await;
            world.pass(hour());
        }
        assert_eq!(found, 60);
        world.daemon.adopt(world.plan(&later).unwrap()).await.unwrap();
        for _ in 0..3 {
            world.poll_due().await;
            world.pass(hour());
        }
        let of_both = world
            .mentions()
            .await
            .iter()
            .filter(|m| m.brands.len() == 2)
            .count();
        assert_eq!(of_both, 60);
        let before = world.web.log().len();
        world.poll_due().await;
        assert_eq!(world.web.log().len() - before, 1, "then only the list is asked");
    });
}

#[test]
fn what_lies_behind_an_api_page_that_failed_is_asked_for_again() {
    let config = format!("{BRAND}{REVIEWS}");
    in_world(Mode::Good, &config, async |world| {
        let old = "{\"items\":[{\"id\":1,\"text\":\"Acme one\",\"at\":\"2026-11-16T08:00:00Z\"}]}";
        world.web.on("/api", [Reply::json(old)]);
        assert_eq!(world.poll_due().await, 1);
        let port = world.web.url("/").port().unwrap();
        let newest = format!(
            "{{\"items\":[{{\"id\":9,\"text\":\"Acme nine\",\"at\":\"2026-11-17T11:00:00Z\"}}],\
             \"next\":\"http://reviews.example:{port}/page2\"}}"
        );
        let older = "{\"items\":[{\"id\":5,\"text\":\"Acme five\",\"at\":\"2026-11-16T20:00:00Z\"}]}";
        world.web.on("/api", [Reply::json(&newest)]);
        world.web.on(
            "/page2",
            [Reply::new(503, &["Retry-After: 7200"], ""), Reply::json(older)],
        );
        world.pass(hour());
        assert_eq!(world.poll_due().await, 1, "what came is kept");
        world.pass(hour());
        assert!(world.daemon.due().is_empty(), "not sooner than the source wants");
        world.pass(hour());
        // The domain is paced by the real clock; the pause it asked for is over for the manual one only.
        let state = world.state("Reviews");
        assert_eq!(
            state.newest.map(|at| at.to_string()).as_deref(),
            Some("2026-11-16T08:00:00Z"),
            "asked for from where it was"
        );
    });
}

#[test]
fn a_stop_begins_no_further_mail_and_none_is_sent_twice() {
    let config = format!("{BRAND}{NEWS}");
    in_world(Mode::Good, &config, async |world| {
        world
            .web
            .on("/feed.xml", [Reply::ok("<rss version=\"2.0\"><channel/></rss>")]);
        world.mail_round().await;
        world.poll_due().await;
        world.at("2026-11-23T07:00:01Z");
        world.daemon.stop.cancel();
        assert_eq!(world.mail_round().await, Round::default(), "nothing is begun");
        assert_eq!(
            world.daemon.store().outbox_waiting().unwrap().len(),
            3,
            "all is rendered"
        );
        world.restart(&config, SignedDuration::from_secs(9)).await;
        assert_eq!(world.mail_round().await.sent, 3);
        assert_eq!(world.mail_round().await, Round::default());
        assert_eq!(world.mails().len(), 3);
        assert_eq!(world.daemon.store().outbox_waiting().unwrap(), []);
    });
}

#[test]
fn a_clock_that_the_web_contradicts_sends_nothing_and_a_corrected_one_sends_the_next() {
    let config = format!("{BRAND}{NEWS}{REVIEWS}");
    in_world(Mode::Good, &config, async |world| {
        dated(world, "Tue, 17 Nov 2026 12:00:00 GMT");
        world.mail_round().await;
        world.poll_due().await;
        assert_eq!(world.mail_round().await, Round::default());
        // The clock jumps ten years; before any server was asked again nobody can know.
        world.at("2036-11-24T07:00:01Z");
        world.poll_due().await;
        assert_eq!(
            world.mail_round().await,
            Round::default(),
            "the servers say it is 2026"
        );
        world.daemon.keep_round().await.unwrap();
        world.at("2026-11-23T07:00:01Z");
        dated(world, "Mon, 23 Nov 2026 07:30:00 GMT");
        world.poll_due().await;
        world.pass(SignedDuration::from_mins(30));
        world.poll_due().await;
        assert_eq!(
            world.mail_round().await.sent,
            3,
            "the right clock sends what is due"
        );
        world.pass(hour());
        assert_eq!(world.mail_round().await, Round::default());
    });
}

#[test]
fn a_period_done_by_a_clock_that_was_ahead_holds_back_nothing_once_the_clock_is_right() {
    let config = format!("{BRAND}{NEWS}{REVIEWS}");
    in_world(Mode::Good, &config, async |world| {
        world
            .web
            .on("/feed.xml", [Reply::ok("<rss version=\"2.0\"><channel/></rss>")]);
        world.web.on("/api", [Reply::json("{\"items\":[]}")]);
        world.mail_round().await;
        world.at("2036-11-24T07:00:01Z");
        assert_eq!(world.mail_round().await.sent, 3, "nobody contradicts");
        world.at("2026-11-24T12:00:00Z");
        dated(world, "Tue, 24 Nov 2026 12:00:00 GMT");
        world.poll_due().await;
        assert_eq!(
            world.mail_round().await,
            Round::default(),
            "nothing is owed for the past"
        );
        world.at("2026-11-30T07:00:01Z");
        world.poll_due().await;
        dated(world, "Mon, 30 Nov 2026 07:00:01 GMT");
        world.pass(hour());
        world.poll_due().await;
        assert_eq!(world.mail_round().await.sent, 3, "the next one comes");
    });
}

#[test]
fn the_outbox_lets_go_of_what_was_settled_long_ago() {
    let config = format!("{BRAND}{NEWS}");
    in_world(Mode::Good, &config, async |world| {
        world
            .web
            .on("/feed.xml", [Reply::ok("<rss version=\"2.0\"><channel/></rss>")]);
        world.mail_round().await;
        world.poll_due().await;
        world.at("2026-11-23T07:00:01Z");
        assert_eq!(world.mail_round().await.sent, 3);
        for _ in 0..14 {
            world.pass(hour() * 24 * 30);
            world.poll_due().await;
            world.mail_round().await;
            world.daemon.keep_round().await.unwrap();
        }
        let outbox = world.daemon.store().outbox().unwrap();
        assert!(
            outbox.iter().all(|entry| entry.period != "2026-W48"),
            "{outbox:?}"
        );
        assert!(outbox.len() > 3);
    });
}

#[test]
fn the_operator_hears_of_a_deaf_source_once_and_when_it_is_over() {
    let config = format!("{BRAND}{NEWS}");
    in_world(Mode::Good, &config, async |world| {
        world.web.on("/feed.xml", [Reply::new(500, &[], "")]);
        for _ in 0..12 {
            world.poll_due().await;
            world.mail_round().await;
            world.pass(SignedDuration::from_mins(20));
        }
        let told = world.mails();
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0].subject, "mentiond: source News is not heard");
        assert!(told[0].text.contains("500"), "why: {}", told[0].text);
        assert!(
            world.smtp.stored()[0].to.contains("ops@acme.example"),
            "nobody else"
        );
        world
            .web
            .on("/feed.xml", [Reply::ok("<rss version=\"2.0\"><channel/></rss>")]);
        for _ in 0..6 {
            world.pass(hour() * 24);
            world.poll_due().await;
            world.mail_round().await;
        }
        let to_operator = |mail: &&crate::support::world::Mail| mail.subject.starts_with("mentiond:");
        let subjects: Vec<String> = world
            .mails()
            .iter()
            .filter(to_operator)
            .map(|mail| mail.subject.clone())
            .collect();
        assert_eq!(subjects[1..], ["mentiond: source News is heard again"]);
    });
}

#[test]
fn a_list_page_that_shows_nothing_any_more_is_a_failing_source() {
    let config = format!("{BRAND}{FORUM}{REVIEWS}");
    in_world(Mode::Good, &config, async |world| {
        world
            .web
            .on("/latest", [html("<div>We have a new design!</div>")]);
        world
            .web
            .on("/api", [Reply::json("{\"error\":\"quota exceeded\"}")]);
        world.poll_due().await;
        for (source, word) in [("Forum", "`li`"), ("Reviews", "quota exceeded")] {
            let state = world.state(source);
            assert_eq!(state.failures, 1, "{source}");
            assert!(
                state.last_error.as_deref().is_some_and(|why| why.contains(word)),
                "{state:?}"
            );
        }
        world.web.on("/api", [Reply::json("{\"items\":[]}")]);
        world.pass(hour());
        world.poll_due().await;
        assert_eq!(world.state("Reviews").failures, 0, "an empty list is an answer");
    });
}

#[test]
fn a_configuration_that_needs_a_restart_is_refused_whole() {
    let config = format!("{BRAND}{NEWS}");
    in_world(Mode::Good, &config, async |world| {
        let before = world.daemon.board.plan().settings.hash.clone();
        let mut plan = world.plan(&format!("{config}{REVIEWS}")).unwrap();
        plan.settings.data_dir = "/elsewhere".into();
        let refused = world.daemon.adopt(plan).await.unwrap_err().to_string();
        assert!(
            refused.contains("`data_dir`") && refused.contains("restart"),
            "{refused}"
        );
        assert_eq!(world.daemon.board.plan().settings.hash, before);
    });
}

#[test]
fn a_feed_that_moved_on_faster_than_it_was_polled_has_a_gap() {
    let config = format!("{BRAND}{NEWS}");
    in_world(Mode::Good, &config, async |world| {
        let feed = |from: usize| {
            let items: Vec<String> = (from..from + 10)
                .map(|n| {
                    format!(
                        "<item><guid>{n}</guid><title>Acme {n}</title><pubDate>Mon, {} Nov 2026 {:02}:00:00 GMT</pubDate></item>",
                        16 + n / 24,
                        n % 24
                    )
                })
                .collect();
            Reply::ok(format!(
                "<rss version=\"2.0\"><channel>{}</channel></rss>",
                items.concat()
            ))
        };
        world.web.on("/feed.xml", [feed(0), feed(5), feed(20)]);
        for _ in 0..3 {
            world.poll_due().await;
            world.pass(hour());
        }
        let gaps = world.state("News").gaps;
        assert_eq!(gaps.len(), 1, "the second answer overlaps the first: {gaps:?}");
        assert_eq!(gaps[0].missed, 5, "15 to 19");
    });
}

#[test]
fn the_feed_of_a_page_is_found_once_and_again_when_it_moves() {
    let config = format!(
        "{BRAND}\n[[source]]\nname = \"Blog\"\nfeed = \"http://blog.example:@PORT@/\"\nallow_private = true\n"
    );
    let feed = |n: usize| {
        Reply::ok(format!(
            "<rss version=\"2.0\"><channel><item><guid>{n}</guid><title>Acme {n}</title></item></channel></rss>"
        ))
    };
    let page = |links: &str| Reply::html(format!("<!doctype html><head>{links}</head>"));
    in_world(Mode::Good, &config, async |world| {
        let link = |path: &str| format!("<link rel=alternate type=\"application/rss+xml\" href=\"{path}\">");
        world.web.on(
            "/",
            [page(&format!("{}{}", link("/comments.xml"), link("/news.xml")))],
        );
        world.web.on("/news.xml", [feed(1), feed(2)]);
        world.web.on("/comments.xml", [feed(9)]);
        assert_eq!(world.poll_due().await, 1);
        world.pass(hour());
        assert_eq!(world.poll_due().await, 1);
        assert_eq!(
            (
                asked(world, "/"),
                asked(world, "/news.xml"),
                asked(world, "/comments.xml")
            ),
            (1, 2, 0)
        );
        assert!(
            world
                .state("Blog")
                .found_feed
                .is_some_and(|found| found.ends_with("/news.xml"))
        );
        // It moves, and nothing names it any more: the usual places are tried.
        world.web.on("/news.xml", [Reply::new(404, &[], "")]);
        world.web.on("/", [page("")]);
        world.web.on("/rss.xml", [feed(3)]);
        let mut found = 0;
        for _ in 0..5 {
            world.pass(hour());
            found += world.poll_due().await;
        }
        assert_eq!(found, 1);
        assert_eq!(world.state("Blog").failures, 0);
    });
}

#[test]
fn a_page_without_any_feed_fails_with_what_was_tried() {
    let config = format!("{BRAND}{NEWS}");
    in_world(Mode::Good, &config, async |world| {
        world.web.on("/feed.xml", [html("<p>Our shop</p>")]);
        world.poll_due().await;
        let why = world.state("News").last_error.unwrap();
        assert!(why.contains("HTML page") && why.contains("5 addresses"), "{why}");
    });
}

#[test]
fn followers_that_one_answer_tells_count_where_another_does_not() {
    let config = format!(
        "{BRAND}{}",
        REVIEWS.replace(
            "published = \"$.at\"",
            "published = \"$.at\", author_handle = \"$.who\", followers = \"$.followers\""
        )
    );
    in_world(Mode::Good, &config, async |world| {
        let told = "{\"items\":[{\"id\":1,\"text\":\"Acme one\",\"at\":\"2026-11-16T08:00:00Z\",\"who\":\"ann\",\"followers\":1200}]}";
        let untold = "{\"items\":[{\"id\":2,\"text\":\"Acme two\",\"at\":\"2026-11-17T08:00:00Z\",\"who\":\"ann\"},\
                      {\"id\":3,\"text\":\"Acme three\",\"at\":\"2026-11-17T08:00:00Z\",\"who\":\"bo\"}]}";
        world.web.on("/api", [Reply::json(told), Reply::json(untold)]);
        world.poll_due().await;
        world.pass(hour());
        world.poll_due().await;
        let mut found: Vec<(String, Option<u64>)> = world
            .mentions()
            .await
            .into_iter()
            .map(|mention| (mention.text, mention.followers))
            .collect();
        found.sort();
        let want = [
            ("Acme one", Some(1_200)),
            ("Acme three", None),
            ("Acme two", Some(1_200)),
        ];
        assert_eq!(found, want.map(|(text, followers)| (text.to_owned(), followers)));
        let end = jiff::Timestamp::MAX;
        world.daemon.store().expire(end, end).await.unwrap();
        let known = world
            .daemon
            .store()
            .author(mentiond::model::Platform::Web, "ann")
            .unwrap();
        assert_eq!(known, None, "nobody is remembered for ever");
    });
}

#[test]
fn what_an_api_says_is_repeated_without_our_key() {
    for (login, status) in [
        ("bearer = \"${API_KEY}\"", 200),
        ("bearer = \"${API_KEY}\"", 403),
        ("header = { name = \"X-Key\", value = \"${API_KEY}\" }", 400),
        ("query = { key = \"${API_KEY}\" }", 200),
        ("query = { key = \"${API_KEY}\" }", 401),
    ] {
        let config = format!(
            "{BRAND}{}",
            REVIEWS.replace("{since:unix}\" }", &format!("{{since:unix}}\", {login} }}"))
        );
        in_world(Mode::Good, &config, async |world| {
            let key = crate::support::world::SECRETS[0].1;
            let reply = |words: &str| {
                let body = format!("{{\"error\":{{\"message\":\"{words}\"}}}}");
                Reply::new(status, &["Content-Type: application/json"], body)
            };
            let long = format!("{}{key} is wrong", "x".repeat(88));
            world.web.on(
                "/api",
                [
                    reply(&format!("the key {key} is wrong")),
                    reply(&long),
                    reply("the quota is used up"),
                ],
            );
            for round in 0..3 {
                world.poll_due().await;
                let why = world.state("Reviews").last_error.unwrap();
                assert!(
                    !why.contains(key) && !why.contains(&key[..9]),
                    "{login} {status}: {why}"
                );
                if round == 2 {
                    assert!(why.contains("the quota is used up"), "{login} {status}: {why}");
                }
                world.pass(hour() * 24);
            }
        });
    }
}
