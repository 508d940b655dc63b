//! What a site asks of programs in its robots.txt.

use jiff::SignedDuration;

use crate::support::{
    smtp::Mode,
    web::Reply,
    world::{World, in_world},
};

const HEAD: &str = r#"
[polling]
every = "15m"
min_every = "1m"
spacing = "0s"
timeout = "5s"
user_agent = "mentiond/0.1 (+https://acme.example/bot)"

[[brand]]
id = "acme"
match = "acme"
"#;

const PAGE: &str = r#"
[[source]]
name = "Forum"
page = "http://forum.example:@PORT@/latest"
items = { each = "li", title = "h2", link = "h2 a@href", text = "p" }
allow_private = true
"#;

const FEED: &str = r#"
[[source]]
name = "News"
feed = "http://forum.example:@PORT@/feed.xml"
allow_private = true
"#;

fn list() -> Reply {
    let items = "<ul><li><h2><a href=\"/t/1\">One</a></h2><p>Acme in short</p></li></ul>";
    Reply::html(format!("<html><body>{items}</body></html>"))
}

fn robots(text: &str) -> Reply {
    Reply::new(200, &["Content-Type: text/plain"], text)
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
fn a_page_that_is_disallowed_is_not_asked_for_and_a_feed_is() {
    in_world(Mode::Good, &format!("{HEAD}{PAGE}{FEED}"), async |world| {
        world.web.on("/latest", [list()]);
        world.web.on(
            "/feed.xml",
            [Reply::ok(
                "<rss version=\"2.0\"><channel><item><guid>1</guid><title>Acme</title></item></channel></rss>",
            )],
        );
        world.web.on(
            "/robots.txt",
            [robots(
                "User-agent: mentiond\nDisallow: /latest\nDisallow: /feed.xml\n",
            )],
        );
        assert_eq!(world.poll_due().await, 1);
        let state = world.state("Forum");
        assert_eq!(state.health.as_str(), "blocked");
        let why = state.last_error.unwrap();
        assert!(
            why.contains("robots.txt") && why.contains("robots = false"),
            "{why}"
        );
        assert_eq!(world.state("News").health.as_str(), "ok");
        for _ in 0..3 {
            world.pass(SignedDuration::from_hours(6));
            world.poll_due().await;
        }
        assert_eq!((asked(world, "/latest"), asked(world, "/robots.txt")), (0, 1));
        world
            .web
            .on("/robots.txt", [robots("User-agent: *\nDisallow:\n")]);
        world.pass(SignedDuration::from_hours(24));
        assert_eq!(world.poll_due().await, 1, "asked again after a day");
    });
}

#[test]
fn without_a_file_all_is_allowed_and_one_that_cannot_be_had_allows_nothing() {
    for (reply, heard, words) in [
        (Reply::new(404, &[], ""), 1, None),
        (Reply::new(403, &[], ""), 1, None),
        (Reply::new(410, &[], ""), 1, None),
        (robots("<html>our shop</html>"), 1, None),
        (Reply::new(500, &[], ""), 0, Some("robots.txt cannot be fetched")),
        (Reply::raw(b"").close(), 0, Some("robots.txt cannot be fetched")),
        (Reply::new(429, &["Retry-After: 0"], ""), 0, Some("429")),
    ] {
        in_world(Mode::Good, &format!("{HEAD}{PAGE}"), async |world| {
            world.web.on("/latest", [list()]);
            world
                .web
                .on("/robots.txt", [reply.clone(), Reply::new(404, &[], "")]);
            assert_eq!(world.poll_due().await, heard, "{words:?}");
            let told = world.state("Forum").last_error;
            match words {
                None => assert_eq!(told, None),
                Some(words) => assert!(told.as_ref().is_some_and(|told| told.contains(words)), "{told:?}"),
            }
            world.pass(SignedDuration::from_hours(1));
            world.poll_due().await;
            assert_eq!(world.mentions().await.len(), 1, "heard in the end: {words:?}");
        });
    }
}

#[test]
fn item_pages_are_asked_for_too_and_the_setting_is_per_source() {
    let config = format!("{HEAD}{PAGE}follow = true\n");
    let rules = "User-agent: *\nDisallow: /t/\n";
    let item = "<html><body><article><p>A whole page about Acme and its skates, much longer than the list has it, so that it \
                would be kept in its place.</p></article></body></html>";
    for (setting, pages, text) in [("", 0, "Acme in short"), ("robots = false\n", 1, "A whole page")] {
        in_world(Mode::Good, &format!("{config}{setting}"), async |world| {
            world.web.on("/latest", [list()]);
            world.web.on("/robots.txt", [robots(rules)]);
            world.web.on("/t/1", [Reply::html(item)]);
            assert_eq!(world.poll_due().await, 1);
            assert_eq!(asked(world, "/t/1"), pages);
            let mention = world.mentions().await.remove(0);
            assert!(mention.text.starts_with(text), "{}", mention.text);
        });
    }
}

#[test]
fn of_an_endless_file_the_beginning_counts() {
    in_world(Mode::Good, &format!("{HEAD}{PAGE}"), async |world| {
        world.web.on("/latest", [list()]);
        let endless = format!(
            "User-agent: *\nDisallow: /latest\n{}",
            "# and so on\n".repeat(300_000)
        );
        world.web.on("/robots.txt", [robots(&endless)]);
        world.poll_due().await;
        assert_eq!(
            (asked(world, "/latest"), world.state("Forum").health.as_str()),
            (0, "blocked")
        );
    });
}
