//! Short links: asked where they lead, remembered, and heard as what they lead to.

use jiff::SignedDuration;
use mentiond::{
    config::Polling,
    io::fetch::{End, Fetcher, Options},
    model::Mention,
};

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
short_hosts = ["sho.example"]

[[brand]]
id = "acme"
match = "acme"
domains = ["shop.example"]

[[influencer]]
id = "kristal"
name = "Kristal Sky"
handles = ["web:kristal.example"]
links = ["http://go.example:@PORT@/kristal"]

[[campaign]]
id = "spring"
brand = "acme"
from = 2026-11-01
to = 2026-12-31
influencers = ["kristal"]
"#;

const NEWS: &str = r#"
[[source]]
name = "News"
feed = "http://news.example:@PORT@/feed.xml"
allow_private = true
"#;

/// A feed of items, each with this text and link.
fn feed(items: &[(usize, &str, String)]) -> Reply {
    let items: Vec<String> = items
        .iter()
        .map(|(n, text, link)| {
            let body = format!("{text} &lt;a href=&quot;{link}&quot;&gt;here&lt;/a&gt;");
            format!("<item><guid>{n}</guid><title>Item {n}</title><description>{body}</description></item>")
        })
        .collect();
    let items = items.concat();
    Reply::ok(format!("<rss version=\"2.0\"><channel>{items}</channel></rss>"))
}

fn at(world: &World, host: &str, path: &str) -> String {
    format!("http://{host}:{}{path}", world.web.address.port())
}

fn asked(world: &World, target: &str) -> usize {
    let log = world.web.log();
    log.iter().filter(|request| request.target == target).count()
}

async fn only(world: &World) -> Mention {
    let mut mentions = world.mentions().await;
    assert_eq!(mentions.len(), 1, "{mentions:#?}");
    mentions.remove(0)
}

#[test]
fn a_short_link_alone_is_heard_as_a_backlink_and_asked_once() {
    let two = "\n[[source]]\nname = \"More\"\nfeed = \"http://more.example:@PORT@/more.xml\"\nallow_private = true\n";
    let config = format!("{HEAD}{NEWS}{two}");
    in_world(Mode::Good, &config, async |world| {
        let short = at(world, "sho.example", "/a");
        let shop = at(
            world,
            "shop.example",
            "/rocket?utm_source=kristal&utm_campaign=spring",
        );
        world.web.on("/feed.xml", [feed(&[(1, "Nice", short.clone())])]);
        world.web.on(
            "/more.xml",
            [feed(&[(7, "Another one", format!("{short}?utm_medium=mail"))])],
        );
        world
            .web
            .on("/a", [Reply::to(301, &at(world, "sho.example", "/b"))]);
        world.web.on("/b", [Reply::to(302, &shop)]);
        world.poll_due().await;
        let mentions = world.mentions().await;
        assert_eq!(mentions.len(), 2, "{mentions:#?}");
        for mention in &mentions {
            let link = &mention.backlinks[0];
            assert_eq!(link.link.resolved.as_deref(), Some(shop.as_str()));
            assert!(link.link.url.starts_with(&short));
            assert_eq!(link.utm.source.as_deref(), Some("kristal"));
            assert_eq!(mention.campaigns.len(), 1);
        }
        assert!(asked(world, "/a") <= 2, "both at once at most");
        assert!(asked(world, "/rocket?utm_source=kristal&utm_campaign=spring") == 0);
        assert!(world.web.log().iter().all(|r| r.target != "/robots.txt"));
        // Remembered across a restart, until it is a month old.
        let before = asked(world, "/a");
        world.restart(&config, SignedDuration::from_hours(24)).await;
        world.web.on("/feed.xml", [feed(&[(2, "Again", short.clone())])]);
        world.poll_due().await;
        assert_eq!((asked(world, "/a"), world.mentions().await.len()), (before, 3));
        world.pass(SignedDuration::from_hours(24 * 31));
        world.web.on("/a", [Reply::new(500, &[], "")]);
        world.web.on("/feed.xml", [feed(&[(3, "Later", short)])]);
        world.poll_due().await;
        assert!(asked(world, "/a") > before, "asked again");
        assert_eq!(
            world.mentions().await.len(),
            4,
            "what was known stands while it cannot be asked"
        );
        assert!(
            world
                .state("News")
                .issues
                .iter()
                .any(|issue| issue.contains("asked again in a day"))
        );
    });
}

#[test]
fn links_in_plain_text_and_those_of_influencers_are_resolved() {
    in_world(Mode::Good, &format!("{HEAD}{NEWS}"), async |world| {
        let given = at(world, "go.example", "/kristal");
        let shop = at(world, "shop.example", "/x?utm_medium=social");
        world.web.on("/kristal", [Reply::to(307, &shop)]);
        let text = format!("Look: {given} and nothing else");
        world.web.on(
            "/feed.xml",
            [Reply::ok(format!(
                "<rss version=\"2.0\"><channel><item><guid>1</guid><title>T</title><description>{text}</description></item></channel></rss>"
            ))],
        );
        world.poll_due().await;
        let mention = only(world).await;
        assert_eq!(mention.influencer.as_ref().unwrap().as_str(), "kristal");
        assert_eq!(mention.backlinks.len(), 1);
        assert_eq!(mention.backlinks[0].utm.medium.as_deref(), Some("social"));
    });
}

#[test]
fn a_flood_of_short_links_is_asked_in_bounded_parts_what_matters_first() {
    in_world(Mode::Good, &format!("{HEAD}{NEWS}"), async |world| {
        let mut items: Vec<(usize, &str, String)> = (0..50)
            .map(|n| (n, "Something", at(world, "sho.example", &format!("/s{n}"))))
            .collect();
        items.push((99, "Acme here", at(world, "sho.example", "/last")));
        world.web.on("/feed.xml", [feed(&items)]);
        let shop = at(world, "shop.example", "/");
        world.web.on("/last", [Reply::to(301, &shop)]);
        world.web.on("/s49", [Reply::to(301, &shop)]);
        world.poll_due().await;
        let total = |world: &World| {
            let log = world.web.log();
            log.iter()
                .filter(|r| r.target.starts_with("/s") || r.target == "/last")
                .count()
        };
        // Links that are not there are asked twice: some servers know no HEAD.
        assert!(total(world) <= 40, "{}", total(world));
        assert_eq!(
            only(world).await.backlinks.len(),
            1,
            "the document that matters came first"
        );
        let issues = world.state("News").issues;
        assert!(
            issues
                .iter()
                .any(|issue| issue.contains("31 short links were left unresolved")),
            "{issues:?}"
        );
        for _ in 0..2 {
            world.pass(SignedDuration::from_hours(1));
            world.poll_due().await;
        }
        assert_eq!(world.mentions().await.len(), 2, "the last one too, in its turn");
        assert!(
            !world
                .state("News")
                .issues
                .iter()
                .any(|issue| issue.contains("unresolved"))
        );
        let before = total(world);
        world.pass(SignedDuration::from_hours(1));
        world.poll_due().await;
        assert_eq!(total(world), before, "what leads nowhere is remembered too");
    });
}

#[test]
fn bad_redirects_cost_nothing_but_the_resolution() {
    in_world(Mode::Good, &format!("{HEAD}{NEWS}"), async |world| {
        let links = ["/nohead", "/gone", "/loop", "/file", "/mail", "/late"];
        let items: Vec<(usize, &str, String)> = links
            .iter()
            .enumerate()
            .map(|(n, path)| (n, "Acme", at(world, "sho.example", path)))
            .collect();
        world.web.on("/feed.xml", [feed(&items)]);
        let shop = at(world, "shop.example", "/");
        world
            .web
            .on("/nohead", [Reply::new(405, &[], ""), Reply::to(301, &shop)]);
        world.web.on("/gone", [Reply::new(410, &[], "")]);
        world.web.on("/loop", [Reply::to(301, "/loop")]);
        world.web.on("/file", [Reply::to(301, "file:///etc/passwd")]);
        world.web.on("/mail", [Reply::to(302, "mailto:jo@acme.example")]);
        world.web.on("/late", [Reply::to(302, &shop)]);
        let resolved = async |world: &World| {
            let mentions = world.mentions().await;
            mentions.iter().filter(|one| !one.backlinks.is_empty()).count()
        };
        assert_eq!(world.poll_due().await, 6, "all are mentions by their text");
        assert_eq!(
            resolved(world).await,
            1,
            "after three failures the service is left alone"
        );
        let state = world.state("News");
        assert_eq!((state.health.as_str(), asked(world, "/loop")), ("ok", 6));
        assert!(
            state
                .issues
                .iter()
                .any(|issue| issue.contains("3 short links could not"))
        );
        world.pass(SignedDuration::from_hours(1));
        world.poll_due().await;
        assert_eq!((resolved(world).await, asked(world, "/loop")), (2, 6));
    });
}

#[test]
fn a_service_that_asks_for_peace_gets_it() {
    in_world(Mode::Good, &format!("{HEAD}{NEWS}"), async |world| {
        let items: Vec<(usize, &str, String)> = (0..5)
            .map(|n| (n, "Acme", at(world, "sho.example", &format!("/s{n}"))))
            .collect();
        world.web.on("/feed.xml", [feed(&items)]);
        world.web.on("/s0", [Reply::new(429, &["Retry-After: 0"], "")]);
        world.poll_due().await;
        let log = world.web.log();
        assert_eq!(log.iter().filter(|r| r.target.starts_with("/s")).count(), 1);
        assert!(world.state("News").issues[0].starts_with("5 short links were left"));
    });
}

#[tokio::test]
async fn private_addresses_are_not_asked_where_a_link_leads() {
    let fetcher = Fetcher::new(Options::default()).unwrap();
    let manners = Polling::default().manners;
    for url in [
        "http://127.0.0.1:9/a",
        "http://[::1]/",
        "http://jo:pw@192.168.0.1/x",
    ] {
        let led = fetcher.lead(&url.parse().unwrap(), &manners, &|_| false).await;
        assert!(
            matches!(&led.end, End::Failed(why) if why.contains("private or reserved")),
            "{url}: {led:?}"
        );
    }
}

#[test]
fn nothing_is_asked_where_it_is_not_wanted() {
    for (config, heard) in [
        (format!("{HEAD}{NEWS}resolve_links = false\n"), 0),
        (
            format!("{HEAD}{NEWS}").replace("allow_private = true", "allow_private = true\n"),
            1,
        ),
        (
            format!("{HEAD}{NEWS}").replace("spacing = \"0s\"", "spacing = \"0s\"\nresolve_links = false"),
            0,
        ),
    ] {
        in_world(Mode::Good, &config, async |world| {
            let short = at(world, "sho.example", "/a");
            world.web.on("/feed.xml", [feed(&[(1, "Nice", short)])]);
            world
                .web
                .on("/a", [Reply::to(301, &at(world, "shop.example", "/"))]);
            assert_eq!(world.poll_due().await, heard);
            assert_eq!(asked(world, "/a"), heard);
        });
    }
}
