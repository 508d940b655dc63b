//! Lists whose items nobody named, their later pages, and walls in their place.

use jiff::SignedDuration;

use crate::support::{
    smtp::Mode,
    web::Reply,
    world::{World, in_world},
};

const BRAND: &str = r#"
[polling]
every = "15m"
min_every = "1m"
spacing = "0s"
timeout = "5s"

[[brand]]
id = "acme"
match = "acme"

[[digest]]
id = "weekly"
schedule = "0 8 * * Mon"
to = ["one@acme.example"]
"#;

const FORUM: &str = r#"
[[source]]
name = "Forum"
page = "http://forum.example:@PORT@/latest"
items = "auto"
paging = { max_pages = 3 }
allow_private = true
"#;

fn html(body: &str) -> Reply {
    Reply::html(format!(
        "<html><body><nav><a href=/>Home</a> <a href=/faq>Questions</a> <a href=/in>Sign in</a></nav>{body}</body></html>"
    ))
}

/// Four topics about Acme, the first with this number, and what follows them.
fn topics(first: usize, after: &str) -> Reply {
    let items: Vec<String> = (first..first + 4)
        .map(|n| {
            format!(
                "<li class=topic><h2><a href=\"/t/{n}\">Topic {n}: Acme and its skates</a></h2>\
                 <time datetime=\"2026-11-16T08:00:00Z\">x</time><p>Text number {n} about what they are like.</p></li>"
            )
        })
        .collect();
    html(&format!("<ul>{}</ul>{after}", items.concat()))
}

fn asked(world: &World, target: &str) -> usize {
    world
        .web
        .log()
        .iter()
        .filter(|request| request.target == target)
        .count()
}

#[test]
fn items_are_found_and_pages_turned_to_the_bound() {
    in_world(Mode::Good, &format!("{BRAND}{FORUM}"), async |world| {
        world.web.on("/latest", [topics(1, "<a href=/latest/2>Next</a>")]);
        world
            .web
            .on("/latest/2", [topics(5, "<a rel=next href=/latest/3>3</a>")]);
        world
            .web
            .on("/latest/3", [topics(9, "<a rel=next href=/latest/4>4</a>")]);
        assert_eq!(world.poll_due().await, 12);
        assert_eq!(asked(world, "/latest/4"), 0, "three pages are the bound");
        world.pass(SignedDuration::from_hours(1));
        assert_eq!(world.poll_due().await, 0);
        assert_eq!(asked(world, "/latest/2"), 1, "nothing is new");
    });
}

#[test]
fn a_later_page_that_fails_is_read_by_the_next_poll() {
    in_world(Mode::Good, &format!("{BRAND}{FORUM}"), async |world| {
        world.web.on("/latest", [topics(1, "<a href=/latest/2>Next</a>")]);
        world
            .web
            .on("/latest/2", [Reply::new(500, &[], ""), topics(5, "")]);
        assert_eq!(world.poll_due().await, 4);
        assert!(
            world
                .state("Forum")
                .issues
                .iter()
                .any(|issue| issue.contains("page 2 could not be fetched"))
        );
        world.pass(SignedDuration::from_hours(1));
        assert_eq!(world.poll_due().await, 4);
    });
}

#[test]
fn a_wall_is_a_fault_of_the_source() {
    let wall = || {
        Reply::html(
            "<title>Just a moment...</title><form id=challenge-form></form><script src=/c.js></script>",
        )
    };
    let feed = "\n[[source]]\nname = \"News\"\nfeed = \"http://news.example:@PORT@/feed.xml\"\nallow_private = true\n";
    in_world(Mode::Good, &format!("{BRAND}{FORUM}{feed}"), async |world| {
        world.web.on("/latest", [topics(1, ""), wall(), topics(1, "")]);
        world.web.on("/feed.xml", [wall()]);
        assert_eq!(world.poll_due().await, 4);
        let why = world.state("News").last_error.unwrap_or_default();
        assert!(why.contains("HTML page") && why.contains("captcha"), "{why}");
        world.pass(SignedDuration::from_hours(1));
        world.poll_due().await;
        let state = world.state("Forum");
        assert_eq!(state.failures, 1);
        assert!(state.last_error.unwrap_or_default().contains("captcha"));
        world.pass(SignedDuration::from_hours(30));
        world.poll_due().await;
        assert_eq!(world.state("Forum").failures, 0, "it heals by itself");
    });
}
