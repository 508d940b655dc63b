//! Which pages are read, poll by poll.

use proptest::prelude::*;
use url::Url;

use super::*;
use crate::app::site::marks::{MAX_MARKS, key_of};

const NOW: &str = "2026-03-10T12:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn page(path: &str, changed: Option<&str>) -> Page {
    let url: Url = format!("https://a.example/{path}").parse().unwrap();
    serde_json::from_value(serde_json::json!({
        "url": url, "changed": changed.map(at), "title": "", "keywords": [],
    }))
    .unwrap()
}

/// One poll of a url set; which pages wait to be read after it.
fn poll(visited: &mut Visited, now: &str, pages: &[Page]) -> (Vec<String>, Vec<String>) {
    let mut round = visited.begin(Some(1), at(now));
    let keyed = pages
        .iter()
        .map(|page| (key_of(&page.url), page.clone()))
        .collect();
    visited.note(&mut round, keyed, false);
    let closed = visited.close(round, true);
    let waiting = visited.waiting.drain(..);
    let paths = waiting.map(|waiting| waiting.page.url.path().trim_start_matches('/').to_owned());
    (paths.collect(), closed.issues)
}

fn reopened(visited: &Visited) -> Visited {
    let text = serde_json::to_string(visited).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn first_what_is_recent_then_what_is_new() {
    let mut visited = Visited::default();
    let mut pages = vec![
        page("old", Some("2026-01-01T00:00:00Z")),
        page("undated", None),
        page("monday", Some("2026-03-09T00:00:00Z")),
        page("today", Some("2026-03-10T08:00:00Z")),
    ];
    assert_eq!(poll(&mut visited, NOW, &pages).0, ["today", "monday"]);
    let mut visited = reopened(&visited);
    assert_eq!(poll(&mut visited, NOW, &pages).0, [""; 0]);
    pages.push(page("undated-2", None));
    pages.push(page("late", Some("2026-03-08T00:00:00Z")));
    pages.push(page("older", Some("2026-02-01T00:00:00Z")));
    assert_eq!(poll(&mut visited, NOW, &pages).0, ["undated-2", "late"]);
    // Changed, and an old one that changed.
    pages[2] = page("monday", Some("2026-03-10T13:00:00Z"));
    pages[0] = page("old", Some("2026-03-10T14:00:00Z"));
    assert_eq!(
        poll(&mut visited, "2026-03-10T15:00:00Z", &pages).0,
        ["old", "monday"]
    );
    assert_eq!(poll(&mut visited, "2026-03-10T16:00:00Z", &pages).0, [""; 0]);
}

#[test]
fn what_appeared_while_the_daemon_was_away_is_read() {
    let mut visited = Visited::default();
    poll(
        &mut visited,
        NOW,
        &[page("a", Some("2026-03-10T00:00:00Z")), page("u", None)],
    );
    let mut visited = reopened(&visited);
    let pages = [
        page("a", Some("2026-03-10T00:00:00Z")),
        page("u", None),
        page("u2", None),
        page("b", Some("2026-03-12T00:00:00Z")),
        page("c", Some("2026-04-19T00:00:00Z")),
    ];
    let (read, _) = poll(&mut visited, "2026-04-20T00:00:00Z", &pages);
    assert_eq!(read, ["u2", "c", "b"]);
}

#[test]
fn dates_of_the_sitemap_itself_are_none_of_its_pages() {
    let site = |made: &str, count: usize| -> Vec<Page> {
        (0..count).map(|n| page(&format!("p{n}"), Some(made))).collect()
    };
    let mut visited = Visited::default();
    assert_eq!(
        poll(&mut visited, NOW, &site(NOW, 60)).0,
        [""; 0],
        "nothing is recent"
    );
    assert_eq!(
        poll(&mut visited, NOW, &site("2026-03-10T12:15:00Z", 61)).0,
        ["p60"]
    );
    // A small site, whose dates all move: read at first, then not again.
    let mut visited = Visited::default();
    assert_eq!(poll(&mut visited, NOW, &site(NOW, 20)).0.len(), 20);
    let (read, issues) = poll(&mut visited, NOW, &site("2026-03-10T12:15:00Z", 21));
    assert_eq!(read, ["p20"]);
    assert!(issues[0].contains("changed at once"), "{issues:?}");
}

#[test]
fn what_is_listened_for_anew_is_read_anew() {
    let mut visited = Visited::default();
    let pages = [page("new", Some("2026-03-10T00:00:00Z")), page("u", None)];
    assert_eq!(poll(&mut visited, NOW, &pages).0, ["new"]);
    let mut round = visited.begin(Some(2), at(NOW));
    let keyed = pages
        .iter()
        .map(|page| (key_of(&page.url), page.clone()))
        .collect();
    visited.note(&mut round, keyed, false);
    assert_eq!(visited.close(round, true).fresh, 1);
    assert_eq!(visited.waiting[0].page, pages[0]);
}

#[test]
fn a_site_s_history_is_bounded() {
    let many = |from: usize, count: usize, changed: Option<&str>| -> Vec<Page> {
        (from..from + count)
            .map(|n| page(&format!("p{n}"), changed))
            .collect()
    };
    let mut visited = Visited::default();
    let recent: Vec<Page> = (0..500)
        .map(|n| {
            page(
                &format!("p{n}"),
                Some(&format!("2026-03-09T{:02}:{:02}:00Z", n / 60, n % 60)),
            )
        })
        .collect();
    let (read, _) = poll(&mut visited, NOW, &recent);
    assert_eq!((read.len(), read[0].as_str()), (FIRST_MOST, "p499"));
    let (read, issues) = poll(&mut visited, NOW, &many(1_000, MAX_WAITING + 7, None));
    assert_eq!(read.len(), MAX_WAITING);
    assert!(issues[0].starts_with("7 pages were not read"), "{issues:?}");
}

#[test]
fn no_more_pages_are_remembered_than_there_is_room_for() {
    let many = |count: usize| -> Vec<Page> { (0..count).map(|n| page(&format!("p{n}"), None)).collect() };
    let mut crowded = Visited::default();
    poll(&mut crowded, NOW, &many(10));
    for key in 0..MAX_MARKS {
        crowded.marks.add(u64::try_from(key).unwrap(), 0, at(NOW));
    }
    let (read, issues) = poll(&mut crowded, NOW, &many(13));
    assert_eq!(read, [""; 0]);
    assert!(
        issues[0].starts_with("3 pages") && issues[0].contains("include"),
        "{issues:?}"
    );
    let bytes = serde_json::to_vec(&crowded).unwrap().len();
    assert!(bytes < 2_000_000, "{bytes}");
    // What is listed no more makes room.
    poll(&mut crowded, "2026-05-10T12:00:00Z", &many(10));
    let (read, _) = poll(&mut crowded, "2026-05-10T12:15:00Z", &many(12));
    assert_eq!(read, ["p10", "p11"]);
    // Where all pages are dated, the oldest go.
    let mut marks = Marks::default();
    for key in 0..MAX_MARKS {
        marks.add(
            u64::try_from(key).unwrap(),
            1_000 + u32::try_from(key).unwrap(),
            at(NOW),
        );
    }
    let since = marks.make_room(at(NOW)).unwrap();
    assert_eq!(since.as_second(), 1_000 + i64::try_from(MAX_MARKS / 10).unwrap());
    assert!(marks.add(1, 0, at(NOW)) && marks.make_room(at(NOW)).is_some());
}

proptest! {
    /// No page is read twice without a new date, and none that is listed first after the first poll is missed.
    #[test]
    fn every_page_is_read_once(polls in proptest::collection::vec(proptest::collection::btree_set(0_u8..40, 0..20), 1..8)) {
        let mut visited = Visited::default();
        let (mut listed, mut read_ever) = (BTreeSet::new(), BTreeSet::new());
        for (n, numbers) in polls.iter().enumerate() {
            let pages: Vec<Page> = numbers
                .iter()
                .map(|number| page(&format!("p{number}"), (number % 2 == 0).then_some("2026-03-10T00:00:00Z")))
                .collect();
            visited = reopened(&visited);
            let (read, _) = poll(&mut visited, NOW, &pages);
            for number in numbers {
                let path = format!("p{number}");
                let is_new = listed.insert(*number) && (n > 0 || number % 2 == 0);
                prop_assert_eq!(read.contains(&path), is_new, "poll {} page {}", n, path);
            }
            for path in read {
                prop_assert!(read_ever.insert(path));
            }
        }
    }
}
