//! Sites heard by their sitemaps.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
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
max_every = "15m"
spacing = "0s"
timeout = "5s"

[[brand]]
id = "acme"
match = "acme"
"#;

fn source(rest: &str) -> String {
    format!("{HEAD}\n[[source]]\nname = \"Magazine\"\nallow_private = true\n{rest}\n")
}

fn plain() -> String {
    source("sitemap = \"http://mag.example:@PORT@/map.xml\"")
}

/// A url set with paths and dates.
fn urls(world: &World, pages: &[(&str, &str)]) -> String {
    let entries: Vec<String> = pages
        .iter()
        .map(|(path, changed)| {
            let dated = if changed.is_empty() {
                String::new()
            } else {
                format!("<lastmod>{changed}</lastmod>")
            };
            format!(
                "<url><loc>{}</loc>{dated}</url>",
                world.web.url_at("mag.example", path)
            )
        })
        .collect();
    format!("<urlset>{}</urlset>", entries.concat())
}

fn index(world: &World, children: &[(&str, &str)]) -> Reply {
    let pages = urls(world, children).replace("url>", "sitemap>");
    Reply::ok(
        pages
            .replace("urlset>", "sitemapindex>")
            .replace("sitemapset", "sitemapindex"),
    )
}

fn article(title: &str) -> Reply {
    let paragraph =
        "The skates are fast and quiet, and everybody who tried them came back with a smile on the face. ";
    Reply::html(format!(
        "<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1><p>Acme made it again. {}</p>\
         <p>{}</p></article></body></html>",
        paragraph.repeat(3),
        paragraph.repeat(3)
    ))
}

fn asked(world: &World, path: &str) -> usize {
    let log = world.web.log();
    log.iter().filter(|request| request.target == path).count()
}

async fn titles(world: &World) -> Vec<String> {
    let mut titles: Vec<String> = world
        .mentions()
        .await
        .into_iter()
        .map(|mention| mention.title)
        .collect();
    titles.sort();
    titles
}

#[test]
fn new_pages_are_read_once_also_across_restarts() {
    in_world(Mode::Good, &plain(), async |world| {
        for n in 1..6 {
            world.web.on(&format!("/{n}"), [article(&format!("Story {n}"))]);
        }
        let mut pages = vec![
            ("/1", "2026-11-16T10:00:00Z"),
            ("/2", "2025-01-01T00:00:00Z"),
            ("/3", ""),
            ("/other", "2026-11-16T10:00:00Z"),
        ];
        world.web.on("/map.xml", [Reply::ok(urls(world, &pages))]);
        assert_eq!(world.poll_due().await, 1, "what is recent");
        assert_eq!(titles(world).await, ["Story 1"]);
        assert_eq!(
            (asked(world, "/2"), asked(world, "/3")),
            (0, 0),
            "a site's history is no news"
        );
        let state = world.state("Magazine");
        assert_eq!((state.last_items, state.health.as_str()), (4, "ok"));
        world.restart(&plain(), SignedDuration::from_hours(30)).await;
        pages.push(("/4", ""));
        pages.push(("/5", "2026-11-18T08:00:00Z"));
        world.web.on("/map.xml", [Reply::ok(urls(world, &pages))]);
        assert_eq!(world.poll_due().await, 2, "what appeared meanwhile");
        pages[0].1 = "2026-11-18T12:00:00Z";
        world.web.on("/1", [article("Story 1, corrected")]);
        world.web.on("/map.xml", [Reply::ok(urls(world, &pages))]);
        world.pass(SignedDuration::from_hours(2));
        assert_eq!(world.poll_due().await, 0);
        assert_eq!(titles(world).await, ["Story 1, corrected", "Story 4", "Story 5"]);
        for _ in 0..3 {
            world.pass(SignedDuration::from_hours(2));
            world.poll_due().await;
        }
        let counts = ["/1", "/2", "/3", "/4", "/5"].map(|path| asked(world, path));
        assert_eq!(counts, [2, 0, 0, 1, 1]);
    });
}

#[test]
fn more_pages_than_one_poll_reads_wait_also_while_the_sitemap_stays_the_same() {
    in_world(Mode::Good, &plain(), async |world| {
        let paths: Vec<String> = (0..60).map(|n| format!("/p{n}")).collect();
        let dates: Vec<String> = (0..60)
            .map(|n| format!("2026-11-{:02}T1{}:00:00Z", 11 + n / 10, n % 10))
            .collect();
        let pages: Vec<(&str, &str)> = paths
            .iter()
            .zip(&dates)
            .map(|(path, date)| (path.as_str(), date.as_str()))
            .collect();
        for path in &paths {
            world.web.on(path, [article(&format!("Story {path}"))]);
        }
        let map = Reply::new(200, &["ETag: \"1\""], urls(world, &pages));
        let same = Reply::new(304, &["ETag: \"1\""], "");
        world.web.on("/map.xml", [map, same]);
        assert_eq!(world.poll_due().await, 25);
        assert_eq!(
            (asked(world, "/p59"), asked(world, "/p34")),
            (1, 0),
            "the newest first"
        );
        let issues = world.state("Magazine").issues;
        assert!(
            issues.iter().any(|issue| issue.starts_with("35 pages wait")),
            "{issues:?}"
        );
        world.restart(&plain(), SignedDuration::from_hours(1)).await;
        assert_eq!(world.poll_due().await, 25);
        world.pass(SignedDuration::from_hours(1));
        assert_eq!(world.poll_due().await, 10);
        world.pass(SignedDuration::from_hours(1));
        assert_eq!(world.poll_due().await, 0);
        assert!(paths.iter().all(|path| asked(world, path) == 1));
        let log = world.web.log();
        let last = log
            .iter()
            .rev()
            .find(|request| request.target == "/map.xml")
            .unwrap();
        assert_eq!(last.header("if-none-match"), Some("\"1\""));
    });
}

#[test]
fn a_site_leads_to_its_sitemaps_and_only_changed_ones_are_read_again() {
    let config = source("sitemap = \"http://mag.example:@PORT@/\"");
    in_world(Mode::Good, &config, async |world| {
        let map = world.web.url_at("mag.example", "/index.xml");
        world.web.on(
            "/robots.txt",
            [Reply::ok(format!("User-agent: *\nAllow: /\nSitemap: {map}\n"))],
        );
        world.web.on(
            "/index.xml",
            [index(
                world,
                &[
                    ("/old.xml", "2020-01-01T00:00:00Z"),
                    ("/new.xml.gz", "2026-11-17T11:00:00Z"),
                ],
            )],
        );
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed
            .write_all(urls(world, &[("/1", "2026-11-17T10:00:00Z")]).as_bytes())
            .unwrap();
        let packed = packed.finish().unwrap();
        world.web.on(
            "/new.xml.gz",
            [Reply::new(200, &["Content-Type: application/x-gzip"], packed)],
        );
        for n in 1..4 {
            world.web.on(&format!("/{n}"), [article(&format!("Story {n}"))]);
        }
        assert_eq!(world.poll_due().await, 1);
        assert_eq!(asked(world, "/old.xml"), 0);
        world.pass(SignedDuration::from_hours(1));
        assert_eq!(world.poll_due().await, 0);
        assert_eq!(asked(world, "/new.xml.gz"), 1, "it did not change");
        // A sitemap that was not there before is all new.
        world.web.on(
            "/index.xml",
            [index(
                world,
                &[
                    ("/old.xml", "2020-01-01T00:00:00Z"),
                    ("/new.xml.gz", "2026-11-17T11:00:00Z"),
                    ("/news.xml", ""),
                ],
            )],
        );
        world
            .web
            .on("/news.xml", [Reply::ok(urls(world, &[("/2", ""), ("/3", "")]))]);
        world.pass(SignedDuration::from_hours(1));
        assert_eq!(world.poll_due().await, 2);
        assert_eq!((asked(world, "/old.xml"), asked(world, "/new.xml.gz")), (0, 1));
    });
}

#[test]
fn a_site_without_a_word_about_sitemaps_is_tried_at_the_usual_places() {
    let config = source("sitemap = \"http://mag.example:@PORT@/robots.txt\"");
    in_world(Mode::Good, &config, async |world| {
        world.poll_due().await;
        let why = world.state("Magazine").last_error.unwrap();
        assert!(
            why.contains("names no sitemap") && why.contains("/wp-sitemap.xml"),
            "{why}"
        );
        world.web.on(
            "/wp-sitemap.xml",
            [Reply::ok(urls(world, &[("/1", "2026-11-17T10:00:00Z")]))],
        );
        world.web.on("/1", [article("Story 1")]);
        world.pass(SignedDuration::from_hours(2));
        assert_eq!(world.poll_due().await, 1);
        let before = asked(world, "/sitemap.xml");
        world.pass(SignedDuration::from_hours(2));
        world.poll_due().await;
        assert_eq!(asked(world, "/sitemap.xml"), before, "it was found");
        assert_eq!(asked(world, "/wp-sitemap.xml"), 3);
    });
}

#[test]
fn only_what_is_included_allowed_and_of_the_site_is_read() {
    let config =
        source("sitemap = \"http://mag.example:@PORT@/map.xml\"\ninclude = [\"/blog/\", \"!/blog/tag/\"]");
    in_world(Mode::Good, &config, async |world| {
        let day = "2026-11-17T10:00:00Z";
        let pages = [
            ("/blog/1", day),
            ("/blog/tag/x", day),
            ("/shop/1", day),
            ("/blog/secret", day),
        ];
        let map = urls(world, &pages).replace(
            "</urlset>",
            &format!(
                "<url><loc>http://elsewhere.example/blog/9</loc><lastmod>{day}</lastmod></url></urlset>"
            ),
        );
        world.web.on("/map.xml", [Reply::ok(map)]);
        world.web.on(
            "/robots.txt",
            [Reply::ok("User-agent: *\nDisallow: /blog/secret\n")],
        );
        world.web.on("/blog/1", [article("Story 1")]);
        assert_eq!(world.poll_due().await, 1);
        let read = ["/blog/1", "/blog/tag/x", "/shop/1", "/blog/secret"].map(|path| asked(world, path));
        assert_eq!(read, [1, 0, 0, 0]);
        let issues = world.state("Magazine").issues;
        assert!(
            issues.iter().any(|issue| issue.contains("other sites")),
            "{issues:?}"
        );
    });
}

#[test]
fn a_page_that_fails_is_tried_again_and_heard_by_its_title_in_the_end() {
    in_world(Mode::Good, &plain(), async |world| {
        let news = |title: &str| {
            let at = world.web.url_at("mag.example", "/1");
            format!(
                "<urlset><url><loc>{at}</loc><news:news><news:publication_date>2026-11-17T10:00:00Z</news:publication_date>\
                 <news:title>{title}</news:title></news:news></url></urlset>"
            )
        };
        world.web.on("/map.xml", [Reply::ok(news("Acme in the news"))]);
        world.web.on("/1", [Reply::new(500, &[], "")]);
        for new in [0, 0, 1, 0] {
            assert_eq!(world.poll_due().await, new);
            world.pass(SignedDuration::from_hours(1));
        }
        assert_eq!(asked(world, "/1"), 3);
        assert_eq!(titles(world).await, ["Acme in the news"]);
    });
}

#[test]
fn what_is_no_sitemap_is_a_fault_of_the_source() {
    in_world(Mode::Good, &plain(), async |world| {
        world.web.on(
            "/map.xml",
            [Reply::html("<html><body><p>Our shop</p></body></html>")],
        );
        world.poll_due().await;
        let why = world.state("Magazine").last_error.unwrap();
        assert!(why.contains("HTML page") && why.contains("front page"), "{why}");
    });
}

#[test]
fn indices_that_list_each_other_are_read_once() {
    in_world(Mode::Good, &plain(), async |world| {
        let both = || index(world, &[("/map.xml", ""), ("/other.xml", ""), ("/pages.xml", "")]);
        world.web.on("/map.xml", [both()]);
        world.web.on("/other.xml", [both()]);
        let pages = urls(world, &[("/a/1", "2026-11-17T09:00:00Z")]);
        world.web.on("/pages.xml", [Reply::ok(pages)]);
        world.web.on("/a/1", [article("One")]);
        world.poll_due().await;
        assert_eq!(titles(world).await, ["One"]);
        // The index that was asked for is met once more as one that is listed.
        assert_eq!(
            ["/map.xml", "/other.xml", "/pages.xml"].map(|path| asked(world, path)),
            [2, 1, 1]
        );
    });
}
