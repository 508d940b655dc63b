//! Engagement ripens: known items are asked about again at their ages, within what a source may ask.

use jiff::{SignedDuration, Timestamp};
use mentiond::{
    io::store::ErrandKind,
    model::{Mention, Subject, Window},
};
use serde_json::{Value, json};

use crate::support::{
    smtp::Mode,
    web::Reply,
    world::{START, World, get, in_world},
};

const BRAND: &str = r#"
[polling]
every = "31d"
max_every = "31d"
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

const POSTS: &str = r#"
[[source]]
name = "Posts"
api = "json"
request = { url = "http://posts.example:@PORT@/search" }
items = "$.posts[*]"
fields = { id = "$.id", url = "$.url", text = "$.text", author_handle = "$.by", published = "$.at", likes = "$.likes" }
again = { url = "http://posts.example:@PORT@/posts", query = { ids = "{ids}" }, join = ",", per_request = 2, items = "$.posts[*]", fields = { id = "$.id", likes = "$.likes", views = "$.views", followers = "$.followers" } }
platform = "mastodon"
allow_private = true
"#;

fn config() -> String {
    format!("{BRAND}{POSTS}")
}

/// The search's answer: posts with their number of hours since they were published.
fn found(posts: &[(u64, i64)]) -> Reply {
    let start: Timestamp = START.parse().unwrap();
    let posts: Vec<Value> = posts
        .iter()
        .map(|(id, age)| {
            json!({ "id": id, "url": format!("https://posts.example/{id}"), "text": "Acme is here", "by": format!("ann{id}"),
                    "at": (start - SignedDuration::from_hours(*age)).to_string(), "likes": 1 })
        })
        .collect();
    Reply::json(json!({ "posts": posts }).to_string())
}

/// An answer about known posts: id and likes.
fn told(posts: &[(u64, u64)]) -> Reply {
    let posts: Vec<Value> = posts
        .iter()
        .map(|(id, likes)| json!({ "id": id, "likes": likes, "views": likes * 100, "followers": 1_000 + likes }))
        .collect();
    Reply::json(json!({ "posts": posts }).to_string())
}

/// Ids that were asked about, one text a request.
fn asked(world: &World) -> Vec<String> {
    let log = world.web.log();
    let again = log
        .iter()
        .filter_map(|request| request.target.strip_prefix("/posts?ids="));
    again.map(|ids| ids.replace("%2C", ",")).collect()
}

/// Rounds a few seconds apart until nothing is due; how many readings were taken.
async fn rounds(world: &World) -> usize {
    let mut taken = 0;
    for _ in 0..12 {
        taken += world.daemon.ripen_round().await.unwrap();
        world.pass(SignedDuration::from_secs(10));
    }
    taken
}

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

async fn mention(world: &World, id: &str) -> Mention {
    let mentions = world.mentions().await;
    let found = mentions
        .into_iter()
        .find(|mention| mention.published_id.as_deref() == Some(id));
    found.unwrap()
}

async fn series(world: &World, id: &str) -> Vec<(i64, Option<u64>)> {
    let (id, at) = {
        let mention = mention(world, id).await;
        (mention.id, mention.at)
    };
    let series = world.daemon.store().read(move |store| store.engagement(id)).await;
    let hours = |reading: Timestamp| reading.duration_since(at).as_secs() / 3_600;
    let series = series.unwrap().into_iter();
    series
        .map(|reading| (hours(reading.at), reading.engagement.likes))
        .collect()
}

/// When the next question is due.
fn next(world: &World) -> Option<Timestamp> {
    let waiting = world.daemon.store().errands_waiting(ErrandKind::Engagement, 99);
    waiting.unwrap().next
}

#[test]
fn likes_grow_into_a_series_and_into_the_figures() {
    in_world(Mode::Good, &config(), async |world| {
        world.web.on("/search", [found(&[(1, 0)])]);
        world.web.on("/posts", (1..=9).map(|n| told(&[(1, n * 10)])));
        assert_eq!(world.poll_due().await, 1);
        assert_eq!(world.daemon.ripen_round().await.unwrap(), 0, "nothing is due yet");
        let mut age = 0;
        for due in [1, 6, 24, 72, 168] {
            world.pass(hours(due - age) - SignedDuration::from_mins(5));
            assert_eq!(rounds(world).await, 0, "{due} h minus five minutes");
            world.pass(SignedDuration::from_mins(3));
            assert_eq!(rounds(world).await, 1, "{due} h");
            world.at(START);
            world.pass(hours(due));
            age = due;
        }
        world.pass(hours(24 * 30));
        assert_eq!(rounds(world).await, 0, "a week is enough");
        assert_eq!(asked(world).len(), 5);
        assert_eq!(next(world), None);
        let expected = [(0, 1), (1, 10), (6, 20), (24, 30), (72, 40), (168, 50)];
        assert_eq!(
            series(world, "1").await,
            expected.map(|(hour, likes)| (hour, Some(likes)))
        );
        let now = mention(world, "1").await;
        assert_eq!(
            (now.engagement.likes, now.engagement.views),
            (Some(50), Some(5_000))
        );
        // A following that moved by less than a hundredth is the same.
        assert_eq!(now.followers, Some(1_050));
        assert!(now.tier.is_some());
        assert_eq!(now.exposure.impressions.map(|range| range.value), Some(5_000.0));
        let day: jiff::civil::Date = "2026-11-17".parse().unwrap();
        let window = Window {
            from: day,
            to: day.tomorrow().unwrap(),
        };
        let subject = Subject::Brand("acme".into());
        let totals = world
            .daemon
            .store()
            .rollups(std::slice::from_ref(&subject), window)
            .unwrap();
        let mut afresh = mentiond::model::Rollup::default();
        mentiond::metrics::rollup::add(&mut afresh, &now);
        assert_eq!(totals.get(&(subject, day)), Some(&afresh));
    });
}

#[test]
fn ages_count_from_publication_and_what_was_missed_is_asked_once() {
    in_world(Mode::Good, &config(), async |world| {
        world.web.on("/search", [found(&[(1, 48), (2, 24 * 8), (3, 0)])]);
        world.web.on("/posts", [told(&[(1, 7), (3, 9)])]);
        assert_eq!(world.poll_due().await, 3);
        // Two days old: three and seven days are to come. Eight days old: nothing is. New: everything is.
        world.restart(&config(), hours(30)).await;
        assert_eq!(rounds(world).await, 2);
        assert_eq!(
            asked(world),
            ["3,1"],
            "both in one request, the longer overdue first"
        );
        world.restart(&config(), hours(24 * 6)).await;
        assert_eq!(rounds(world).await, 2);
        assert_eq!(asked(world).len(), 2);
        assert_eq!(next(world), None, "both have passed their week");
        assert_eq!(series(world, "2").await, [(24 * 8, Some(1))]);
    });
}

#[test]
fn what_is_gone_is_noted_and_left_alone() {
    in_world(Mode::Good, &config(), async |world| {
        world.web.on("/search", [found(&[(1, 0), (2, 0)])]);
        world.web.on("/posts", [told(&[(1, 5)])]);
        world.poll_due().await;
        world.pass(hours(1));
        assert_eq!(rounds(world).await, 1);
        assert_eq!(mention(world, "2").await.gone, None, "once may be a mishap");
        world.pass(hours(1));
        assert_eq!(rounds(world).await, 0);
        let gone = mention(world, "2").await;
        assert!(gone.gone.is_some());
        assert_eq!(gone.engagement.likes, Some(1), "what was known stays known");
        assert_eq!(series(world, "2").await, [(0, Some(1))]);
        world.pass(hours(24 * 8));
        rounds(world).await;
        let about_2 = asked(world).iter().filter(|ids| ids.contains('2')).count();
        assert_eq!(about_2, 2, "{:?}", asked(world));
        assert_eq!(mention(world, "1").await.gone, None);
    });
}

#[test]
fn a_digest_tells_what_has_grown_by_then() {
    in_world(Mode::Good, &config(), async |world| {
        world.web.on("/search", [found(&[(1, 0)])]);
        world.web.on(
            "/posts",
            [1_111, 2_222, 3_333, 4_444].map(|likes| told(&[(1, likes)])),
        );
        world.mail_round().await;
        world.poll_due().await;
        for age in [1, 6, 24, 72] {
            world.at(START);
            world.pass(hours(age));
            assert_eq!(rounds(world).await, 1);
        }
        world.at("2026-11-23T07:05:00Z");
        world.mail_round().await;
        let mail = world.mails().remove(0);
        assert!(
            mail.text.contains("4,444") || mail.text.contains("4.4"),
            "{}",
            mail.text
        );
        assert!(!mail.text.contains("3,333"), "{}", mail.text);
    });
}

#[test]
fn an_api_that_knows_nothing_any_more_makes_nothing_gone() {
    in_world(
        Mode::Good,
        &config().replace("per_request = 2", "per_request = 20"),
        async |world| {
            let four: Vec<(u64, i64)> = (1..=4).map(|id| (id, 0)).collect();
            world.web.on("/search", [found(&four), found(&[(2, 0)])]);
            world.web.on(
                "/posts",
                [told(&[]), told(&[]), told(&[]), told(&[(1, 5), (3, 5), (4, 5)])],
            );
            world.poll_due().await;
            for _ in 0..3 {
                world.pass(hours(2));
                assert_eq!(rounds(world).await, 0);
                assert_eq!(mention(world, "1").await.gone, None);
            }
            world.pass(hours(2));
            assert_eq!(rounds(world).await, 3);
            world.pass(hours(2));
            rounds(world).await;
            assert!(mention(world, "2").await.gone.is_some());
            // It is shown again: then it is there.
            world.pass(hours(24 * 31));
            world.poll_due().await;
            assert_eq!(mention(world, "2").await.gone, None);
        },
    );
}

#[test]
fn a_wish_to_slow_down_is_obeyed_by_all_items_and_across_a_restart() {
    in_world(Mode::Good, &config(), async |world| {
        world
            .web
            .on("/search", [found(&[(1, 0), (2, 0), (3, 0), (4, 0), (5, 0)])]);
        let slow = Reply::new(429, &["Retry-After: 7200"], "");
        let all = told(&[(1, 2), (2, 3), (3, 4), (4, 5), (5, 6)]);
        world.web.on("/posts", [slow, all]);
        world.poll_due().await;
        world.pass(hours(1));
        assert_eq!(rounds(world).await, 0);
        assert_eq!(asked(world).len(), 1);
        world.restart(&config(), hours(1)).await;
        assert_eq!(rounds(world).await, 0);
        assert_eq!(asked(world).len(), 1, "it was told for two hours");
        world.pass(hours(1));
        assert_eq!(rounds(world).await, 5);
        assert_eq!(asked(world).len(), 4, "two at a time");
    });
}

#[test]
fn trouble_is_tried_again_ever_more_rarely_and_a_bad_item_costs_only_itself() {
    in_world(Mode::Good, &config(), async |world| {
        world.web.on("/search", [found(&[(1, 0), (2, 0)])]);
        let bad = || Reply::new(400, &[], "{}");
        let broken = Reply::new(500, &[], "");
        world
            .web
            .on("/posts", [broken, bad(), told(&[(1, 2)]), bad(), told(&[(1, 3)])]);
        world.poll_due().await;
        world.pass(hours(1));
        assert_eq!(rounds(world).await, 0);
        assert_eq!(asked(world).len(), 1);
        world.pass(SignedDuration::from_mins(15));
        assert_eq!(rounds(world).await, 1, "refused together, asked one by one");
        assert_eq!(asked(world), ["1,2", "1,2", "1", "2"]);
        assert_eq!(mention(world, "1").await.engagement.likes, Some(2));
        assert_eq!(mention(world, "2").await.gone, None);
    });
}

#[test]
fn a_budget_holds_for_polls_and_questions_together() {
    let config = format!(
        "{}budget = {{ requests = 12, per = \"hour\" }}\n",
        config().replace("31d", "1m")
    );
    in_world(Mode::Good, &config, async |world| {
        let posts: Vec<(u64, i64)> = (1..=20).map(|id| (id, 0)).collect();
        world.web.on("/search", [found(&posts)]);
        world.web.on("/posts", [told(&[(1, 2)])]);
        let mut minutes = Vec::new();
        for minute in 0..6 * 60 {
            world.poll_due().await;
            world.daemon.ripen_round().await.unwrap();
            minutes.extend((minutes.len()..world.web.log().len()).map(|_| minute));
            world.pass(SignedDuration::from_mins(1));
        }
        let in_hour = |from: usize| {
            let hour = minutes.iter().filter(|at| (from..from + 60).contains(*at));
            hour.count()
        };
        let busiest = (0..300).map(in_hour).max().unwrap();
        assert!(busiest <= 12, "{busiest}");
        let questions = asked(world).len();
        assert!((8..=18).contains(&questions), "{questions}");
        assert!(world.web.log().len() - questions >= 40, "polls go on");
    });
}

#[test]
fn it_can_be_switched_off_and_what_waits_is_let_go_of() {
    in_world(Mode::Good, &config(), async |world| {
        world.web.on("/search", [found(&[(1, 0)])]);
        world.web.on("/posts", [told(&[(1, 9)])]);
        world.poll_due().await;
        assert!(next(world).is_some());
        let off = config().replace("[polling]", "[polling]\nask_again = false");
        world.restart(&off, hours(2)).await;
        assert_eq!(rounds(world).await, 0);
        assert_eq!((asked(world).len(), next(world)), (0, None));
    });
}

#[test]
fn the_endpoint_tells_the_series_and_what_waits() {
    in_world(Mode::Good, &config(), async |world| {
        world.web.on("/search", [found(&[(1, 0), (2, 0)])]);
        world
            .web
            .on("/posts", [told(&[(1, 9), (2, 8)]), Reply::new(403, &[], "")]);
        world.poll_due().await;
        world.pass(hours(1));
        rounds(world).await;
        world.pass(hours(5));
        rounds(world).await;
        let endpoint = world.endpoint().await;
        let listed = get(endpoint, "/mentions").await.json();
        let likes = |nth: usize| listed[0]["engagement_series"][nth]["engagement"]["likes"].as_u64();
        let lowest = likes(1).unwrap();
        assert_eq!((likes(0), likes(2)), (Some(1), None));
        assert!(lowest == 8 || lowest == 9);
        assert!(listed[0]["gone"].is_null());
        let status = get(endpoint, "/status").await.json();
        assert_eq!(
            (&status["readings"]["waiting"], &status["readings"]["taken"]),
            (&json!(2), &json!(2))
        );
        assert!(status["readings"]["next_due"].is_string());
        let source = &status["sources"][0]["ask_again"];
        assert_eq!(source["failures"], 1);
        assert!(source["last_error"].as_str().unwrap().contains("403"), "{source}");
    });
}

#[test]
fn a_clock_that_ran_ahead_puts_nothing_off_for_ever() {
    in_world(Mode::Good, &config(), async |world| {
        world.web.on("/search", [found(&[(1, 0)])]);
        world
            .web
            .on("/posts", [Reply::new(500, &[], ""), told(&[(1, 9)])]);
        world.poll_due().await;
        world.pass(hours(24 * 3_650));
        assert_eq!(rounds(world).await, 0);
        world.pass(-hours(24 * 3_650));
        rounds(world).await;
        let due = next(world).unwrap();
        let now = world.daemon.clock().now();
        assert!(due.duration_since(now) <= hours(24 * 14), "{due}");
        world.pass(due.duration_since(now));
        assert_eq!(rounds(world).await, 1);
    });
}
