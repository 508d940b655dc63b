//! Many sources: who is asked when, after a start, a restart, a reload and a jump of the clock.

use std::{collections::BTreeSet, fmt::Write as _};

use jiff::SignedDuration;
use mentiond::app::agenda::AT_ONCE;

use crate::support::{
    smtp::Mode,
    world::{get, in_world},
};

const SOURCES: usize = 300;

const HEAD: &str = r#"
[polling]
every = "15m"
min_every = "1m"
spacing = "0s"
timeout = "5s"

[[brand]]
id = "acme"
match = "acme"
"#;

/// So many feeds, each of a domain of its own, that do not answer.
fn config(count: usize) -> String {
    let mut config = HEAD.to_owned();
    for number in 0..count {
        write!(
            config,
            "[[source]]\nname = \"s{number:03}\"\nfeed = \"http://s{number}.example:@PORT@/feed.xml\"\nallow_private = true\n"
        )
        .unwrap();
    }
    config
}

#[test]
fn a_start_does_not_ask_everybody_at_once() {
    in_world(Mode::Good, &config(SOURCES), async |world| {
        assert_eq!(world.daemon.due().len(), AT_ONCE);
        let mut due = AT_ONCE;
        // 300 at 20 a second are asked within 15 seconds.
        for second in 1..=15 {
            world.pass(SignedDuration::from_secs(1));
            let now = world.daemon.due().len();
            assert!(now - due <= 21, "{} in second {second}", now - due);
            due = now;
        }
        assert_eq!(due, SOURCES);
    });
}

#[test]
fn a_restart_and_a_long_sleep_spread_what_is_overdue() {
    in_world(Mode::Good, &config(SOURCES), async |world| {
        world.pass(SignedDuration::from_secs(15));
        world.poll_due().await;
        assert!(world.daemon.due().is_empty());
        world
            .restart(&config(SOURCES), SignedDuration::from_hours(8))
            .await;
        assert_eq!(world.daemon.due().len(), AT_ONCE);
        world.pass(SignedDuration::from_secs(15));
        assert_eq!(world.daemon.due().len(), SOURCES);
        world.poll_due().await;
        // The machine slept: no tick came for hours.
        world.pass(SignedDuration::from_hours(8));
        assert_eq!(world.daemon.due().len(), AT_ONCE);
    });
}

#[test]
fn a_clock_that_is_put_back_silences_nobody() {
    in_world(Mode::Good, &config(3), async |world| {
        world.poll_due().await;
        world.pass(SignedDuration::from_hours(-24 * 365));
        assert!(world.daemon.due().is_empty());
        world.pass(SignedDuration::from_mins(45));
        assert_eq!(world.daemon.due().len(), 3);
    });
}

#[test]
fn a_reload_asks_what_is_new_and_forgets_what_is_gone() {
    in_world(Mode::Good, &config(3), async |world| {
        world.poll_due().await;
        let plan = world.plan(&config(5)).unwrap();
        world.daemon.adopt(plan).await.unwrap();
        let due: Vec<String> = world
            .daemon
            .due()
            .iter()
            .map(|source| source.name.to_string())
            .collect();
        assert_eq!(due, ["s003", "s004"]);
        let plan = world.plan(&config(4)).unwrap();
        world.daemon.adopt(plan).await.unwrap();
        assert_eq!(world.daemon.due().len(), 1);
    });
}

#[test]
fn of_each_domain_one_source_is_asked_at_a_time() {
    let config = config(4)
        .replace("s1.example", "www.s0.example")
        .replace("s2.example", "news.s0.example");
    in_world(Mode::Good, &config, async |world| {
        let board = &world.daemon.board;
        let now = "2026-11-17T12:00:00Z".parse().unwrap();
        let first = board.next(now, &BTreeSet::new(), 64);
        let names: Vec<&str> = first.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["s000", "s003"]);
        let busy = first.into_iter().map(|(_, group)| group).collect();
        assert!(board.next(now, &busy, 64).is_empty());
        assert_eq!(board.next(now, &BTreeSet::new(), 1).len(), 1);
    });
}

#[test]
fn the_page_lists_a_bounded_number_of_sources() {
    in_world(Mode::Good, &config(SOURCES), async |world| {
        // None of them answers, but only these were asked.
        for source in world.daemon.due().into_iter().take(3) {
            world.daemon.poll(&source).await.unwrap();
        }
        let endpoint = world.endpoint().await;
        let page = get(endpoint, "/").await.body;
        let rows = page.matches("<td class=\"soft\">feed</td>").count();
        assert_eq!(rows, 200);
        assert!(page.contains("3 of 300 sources are not heard"), "{page}");
        assert!(page.contains("100 more are in <a href=\"/sources\">"));
        let all = get(endpoint, "/sources").await.json();
        assert_eq!(all.as_array().unwrap().len(), SOURCES);
        let metrics = get(endpoint, "/metrics").await.body;
        assert!(
            metrics.contains("mentiond_sources{state=\"failing\"} 3"),
            "{metrics}"
        );
        assert!(
            metrics.contains("mentiond_sources{state=\"new\"} 297"),
            "{metrics}"
        );
    });
}
