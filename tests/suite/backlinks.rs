//! Backlinks looked at again: pages that keep, change and lose them, and that go or fall silent themselves.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use mentiond::model::{LinkCheck, LinkEvent, LinkState, Mention, TargetState};

use crate::support::{
    smtp::Mode,
    web::Reply,
    world::{World, get, in_world},
};

const CONFIG: &str = r#"
[polling]
every = "15m"
min_every = "1m"
spacing = "0s"
timeout = "5s"

[[brand]]
id = "acme"
name = "Acme"
match = "acme"
domains = ["shop.example"]

[[digest]]
id = "weekly"
schedule = "0 8 * * Mon"
to = ["one@acme.example"]

[[source]]
name = "Blog"
feed = "http://blog.example:@PORT@/feed.xml"
allow_private = true
"#;

const TEXT: &str = "The rocket skates of Acme are faster than anything on wheels";

fn days(n: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * n)
}

fn at(world: &World, host: &str, path: &str) -> String {
    format!("http://{host}:{}{path}", world.web.address.port())
}

/// A page that tells the item, with this markup behind it.
fn page(markup: &str) -> Reply {
    Reply::html(format!(
        "<html><body><nav><a href=/>Home</a></nav><article><h1>Skates</h1><p>{TEXT}. {TEXT}. {TEXT}.</p>\
         <p>Buy them here, they are worth it: {markup}. More about them in the next days.</p></article></body></html>"
    ))
}

/// A link to the shop.
fn shop(world: &World, path: &str, rel: &str) -> String {
    format!(
        "<a href=\"{}\" rel=\"{rel}\">the skates</a>",
        at(world, "shop.example", path)
    )
}

/// What people and programs see of it.
async fn shown(world: &mut World) {
    let endpoint = world.endpoint().await;
    let status = get(endpoint, "/status").await.json();
    assert_eq!(status["backlink_checks"]["waiting"], 4);
    assert!(status["backlink_checks"]["next_due"].is_string());
    let all = get(endpoint, "/backlinks?brand=acme").await.json();
    assert_eq!(all.as_array().unwrap().len(), 4);
    let lost = get(endpoint, "/backlinks?state=lost").await.json();
    assert_eq!(lost.as_array().unwrap().len(), 1);
    assert_eq!(lost[0]["check"]["history"][0]["what"], "lost");
    assert!(lost[0]["page"].as_str().unwrap().ends_with("/1"));
    assert_eq!(get(endpoint, "/backlinks?state=odd").await.status, 400);
    assert_eq!(
        get(endpoint, "/backlinks?brand=coyote").await.json(),
        serde_json::json!([])
    );
    let mentions = get(endpoint, "/mentions?limit=10").await.json();
    let states: BTreeSet<&str> = mentions
        .as_array()
        .unwrap()
        .iter()
        .map(|mention| mention["backlinks"][0]["check"]["state"].as_str().unwrap())
        .collect();
    assert_eq!(
        states,
        BTreeSet::from(["lost", "page_gone", "rel_changed", "unknown"])
    );
    let report = get(endpoint, "/report?brand=acme&since=2026-11-23&until=2026-11-27")
        .await
        .json();
    let checks = &report["backlink_checks"];
    assert_eq!(
        [
            &checks["lost"],
            &checks["page_gone"],
            &checks["changed"],
            &checks["unknown"],
            &checks["lost_in_window"]
        ],
        [1, 1, 1, 1, 2]
    );
    world.at("2026-11-30T08:00:00Z");
    world.poll_due().await;
    world.mail_round().await;
    let mail = world.mails().pop().unwrap();
    for words in [
        "All links looked at again: 1 changed, 1 lost, 1 on pages that are gone, 1 could not be told",
        "lost: blog.example",
        "page gone: blog.example",
        "rel changed: blog.example",
        "(none → nofollow)",
    ] {
        assert!(mail.text.contains(words), "{words}: {}", mail.text);
    }
    assert!(mail.html.contains("<b>lost</b>"), "{}", mail.html);
}

/// Lists posts whose pages are `/1`, `/2`, … with a link to `/skates` of the shop each, and hears them.
async fn heard(world: &World, posts: usize) {
    let link = shop(world, "/skates", "")
        .replace('<', "&lt;")
        .replace('"', "&quot;");
    let items: Vec<String> = (1..=posts)
        .map(|n| {
            let url = at(world, "blog.example", &format!("/{n}"));
            format!(
                "<item><guid>{n}</guid><link>{url}</link><title>Post {n}</title>\
                 <description>{TEXT}, number {n}. {link}</description></item>"
            )
        })
        .collect();
    let feed = format!("<rss version=\"2.0\"><channel>{}</channel></rss>", items.concat());
    world.web.on("/feed.xml", [Reply::ok(feed)]);
    world.web.on("/skates", [Reply::html("<p>Skates</p>")]);
    assert_eq!(world.poll_due().await, posts);
}

async fn round(world: &World) -> usize {
    world.daemon.recheck_round().await.unwrap()
}

/// The only backlink of the post with this page.
async fn check(world: &World, post: usize) -> LinkCheck {
    let ending = format!("/{post}");
    let mentions: Vec<Mention> = world.mentions().await;
    let of_post = mentions
        .iter()
        .find(|mention| mention.url.as_deref().is_some_and(|url| url.ends_with(&ending)));
    let links = &of_post.unwrap().backlinks;
    assert_eq!(links.len(), 1, "{links:#?}");
    links[0].check.as_deref().cloned().unwrap_or_default()
}

fn told(check: &LinkCheck) -> Vec<LinkEvent> {
    check.history.iter().map(|change| change.what).collect()
}

fn asked(world: &World, target: &str) -> usize {
    let log = world.web.log();
    log.iter().filter(|request| request.target == target).count()
}

#[test]
fn links_are_followed_through_all_that_may_happen_to_them() {
    in_world(Mode::Good, CONFIG, async |world| {
        heard(world, 4).await;
        world.mail_round().await;
        let same = page(&shop(world, "/skates", ""));
        for path in ["/1", "/2", "/3", "/4"] {
            world.web.on(path, [same.clone()]);
        }
        assert_eq!(round(world).await, 0, "nothing is due on the first day");
        world.pass(days(1));
        assert_eq!(round(world).await, 4);
        for post in 1..=4 {
            let check = check(world, post).await;
            assert_eq!((check.state, told(&check)), (LinkState::Live, vec![]));
            assert_eq!(check.target.unwrap().state, TargetState::Alive);
        }
        assert_eq!(asked(world, "/skates"), 1, "one target is asked once for all");
        assert_eq!((round(world).await, asked(world, "/1")), (0, 1));

        // A week later one is gone from its page, one is nofollow, one page is gone, one site is down.
        world.web.on("/1", [page("nothing")]);
        world.web.on("/2", [page(&shop(world, "/skates", "nofollow"))]);
        world.web.on("/3", [Reply::new(404, &[], "not here")]);
        world.web.on("/4", [Reply::new(503, &[], "")]);
        world.restart(CONFIG, days(6)).await;
        assert_eq!(round(world).await, 4);
        let states = async |world: &World| {
            let mut states = Vec::new();
            for post in 1..=4 {
                states.push(check(world, post).await.state);
            }
            states
        };
        let (unknown, changed, gone) = (LinkState::Unknown, LinkState::RelChanged, LinkState::PageGone);
        assert_eq!(states(world).await, [unknown, changed, gone, unknown]);
        assert_eq!(told(&check(world, 1).await), [], "one look loses nothing");
        let rel = &check(world, 2).await.history[0];
        assert_eq!(
            (rel.what, rel.from.as_str(), rel.to.as_str()),
            (LinkEvent::RelChanged, "", "nofollow")
        );

        // A poll in between tells the same again: nothing of this is forgotten.
        world.poll_due().await;
        world.restart(CONFIG, days(2)).await;
        round(world).await;
        assert_eq!(states(world).await, [LinkState::Lost, changed, gone, unknown]);
        assert_eq!(told(&check(world, 1).await), [LinkEvent::Lost]);
        assert_eq!(told(&check(world, 4).await), []);
        shown(world).await;

        // The site is back after more than a week; the page comes back too, and the shop has moved.
        world.web.on("/4", [same.clone()]);
        world.web.on("/3", [same]);
        world
            .web
            .on("/skates", [Reply::to(301, "/new"), Reply::to(301, "/new")]);
        world.web.on("/new", [Reply::html("<p>New</p>")]);
        world.at("2026-12-18T12:00:00Z");
        round(world).await;
        assert_eq!(
            states(world).await,
            [LinkState::Lost, changed, LinkState::Live, LinkState::Live]
        );
        assert_eq!(
            told(&check(world, 3).await),
            [LinkEvent::PageGone, LinkEvent::Back, LinkEvent::TargetRedirected]
        );
        let fourth = check(world, 4).await;
        assert_eq!(told(&fourth), [LinkEvent::TargetRedirected]);
        let target = fourth.target.unwrap();
        assert_eq!(target.state, TargetState::Redirected);
        assert!(target.to.unwrap().ends_with("/new"));
    });
}

#[test]
fn a_page_that_forbids_robots_is_not_asked_and_nothing_of_it_is_lost() {
    in_world(Mode::Good, CONFIG, async |world| {
        heard(world, 1).await;
        world.web.on("/1", [page("nothing")]);
        world.web.on(
            "/robots.txt",
            [Reply::new(
                200,
                &["Content-Type: text/plain"],
                "User-agent: *\nDisallow: /1\n",
            )],
        );
        for _ in 0..4 {
            world.pass(days(9));
            round(world).await;
        }
        let check = check(world, 1).await;
        assert_eq!(
            (check.state, told(&check), asked(world, "/1")),
            (LinkState::Unknown, vec![], 0)
        );
        assert!(check.why.unwrap().contains("robots.txt"));
    });
}

#[test]
fn looks_are_regular_and_end_with_the_mention() {
    in_world(Mode::Good, CONFIG, async |world| {
        heard(world, 1).await;
        world.web.on("/1", [page(&shop(world, "/skates", ""))]);
        let mut looked = Vec::new();
        for day in 1..=100 {
            world.pass(days(1));
            world.poll_due().await;
            if round(world).await > 0 {
                looked.push(day);
            }
        }
        assert_eq!(looked, [1, 7, 30, 60, 90]);
        // It is listed no more, and let go of after its time.
        world.web.on(
            "/feed.xml",
            [Reply::ok("<rss version=\"2.0\"><channel></channel></rss>")],
        );
        world.poll_due().await;
        for _ in 0..10 {
            world.pass(days(45));
            world.poll_due().await;
            round(world).await;
            world.daemon.keep_round().await.unwrap();
        }
        let before = asked(world, "/1");
        assert!(world.mentions().await.is_empty());
        world.pass(days(60));
        assert_eq!((round(world).await, asked(world, "/1")), (0, before));
    });
}
