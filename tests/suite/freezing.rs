//! Reports of the past are the same to the byte whatever comes in later; every figure says where it comes from.

use jiff::SignedDuration;
use mentiond::metrics::ALL;
use serde_json::Value;

use crate::support::{
    smtp::Mode,
    world::{SECRETS, World, get, in_world, post},
};

const CONFIG: &str = r#"
[[brand]]
id = "acme"
name = "Acme"
match = "acme"
[[source]]
name = "crm"
hook = { token = "${API_KEY}" }
[[campaign]]
id = "spring"
name = "Spring launch"
brand = "acme"
from = 2026-11-16
to = 2026-12-15
match = "acme"
audience = { languages = ["en"] }
[[digest]]
id = "weekly"
schedule = "0 8 * * Mon"
to = ["marketing@acme.example"]
"#;

async fn push(world: &World, items: &str) -> Value {
    let endpoint = world.endpoint().await;
    let token = format!("Authorization: Bearer {}", SECRETS[0].1);
    let answer = post(endpoint, "/hooks/crm", &[&token], items.as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

fn item(id: u32, day: u32, likes: u32) -> String {
    format!(
        r#"[{{"id":"{id}","title":"News {id}","text":"I love my Acme rocket number {id}","likes":{likes},
        "published":"2026-11-{day}T09:00:00Z"}}]"#
    )
}

/// What a path answers.
async fn ask(world: &World, path: &str) -> String {
    let endpoint = world.endpoint().await;
    let answer = get(endpoint, path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.body
}

fn mentions(report: &str) -> f64 {
    let report: Value = serde_json::from_str(report).unwrap();
    let tiles = report["tiles"].as_array().unwrap();
    let tile = tiles.iter().find(|tile| tile["metric"] == "mentions").unwrap();
    tile["value"]["value"].as_f64().unwrap()
}

#[test]
fn a_past_week_is_told_the_same_whatever_comes_in_later() {
    in_world(Mode::Good, CONFIG, async |world| {
        world.mail_round().await;
        push(world, &item(1, 17, 3)).await;
        world.at("2026-11-23T07:00:00Z");
        assert_eq!(world.mail_round().await.sent, 1);
        let past = [
            "/report?as_of=2026-11-23T09:00:00Z",
            "/report?as_of=2026-11-23",
            "/report?campaign=spring&as_of=2026-11-23T09:00:00Z",
            "/digests/weekly/preview?as_of=2026-11-23T09:00:00Z&format=json",
        ];
        let mut before = Vec::new();
        for path in past {
            before.push(ask(world, path).await);
        }
        assert!((mentions(&before[0]) - 1.0).abs() < 1e-9);
        assert!(
            before[0].contains("\"frozen_at\":\"2026-11-23T07:00:00Z\""),
            "{}",
            before[0]
        );

        // Somebody finds an old post, a post is corrected and liked, and two weeks pass.
        push(world, &item(2, 18, 900)).await;
        push(world, &item(1, 17, 77)).await;
        let endpoint = world.endpoint().await;
        let listed = get(endpoint, "/mentions?format=json").await.json();
        let id = listed[0]["id"].as_str().unwrap().to_owned();
        let path = format!("/mentions/{id}/sentiment");
        let headers = ["Content-Type: application/json"];
        post(endpoint, &path, &headers, br#"{"label":"negative"}"#).await;
        world.pass(SignedDuration::from_hours(14 * 24));
        world.mail_round().await;

        for (path, before) in past.iter().zip(&before) {
            assert_eq!(&ask(world, path).await, before, "{path}");
        }
        let week = "/report?since=2026-11-16&until=2026-11-23";
        assert_eq!(
            ask(world, &format!("{week}&as_of=2026-12-06")).await,
            before[0],
            "seen from later"
        );
        let now = ask(world, week).await;
        assert!((mentions(&now) - 2.0).abs() < 1e-9, "as it is known now: {now}");
        let now: Value = serde_json::from_str(&now).unwrap();
        assert_eq!(now["frozen_at"], Value::Null);

        // The same over a restart, and of days that were never frozen it is said that they may differ.
        world.restart(CONFIG, SignedDuration::from_hours(1)).await;
        assert_eq!(ask(world, past[0]).await, before[0]);
        let unfrozen = ask(
            world,
            "/report?since=2026-11-10&until=2026-11-19&as_of=2026-11-20",
        )
        .await;
        assert!(
            unfrozen.contains("no report of these days was frozen"),
            "{unfrozen}"
        );
    });
}

#[test]
fn every_figure_of_a_report_says_where_it_comes_from() {
    in_world(Mode::Good, CONFIG, async |world| {
        push(world, &item(1, 17, 3)).await;
        for metric in ALL {
            let week = format!(
                "/report?since=2026-11-16&until=2026-11-23&explain={}",
                metric.name
            );
            for path in [&week, &format!("{week}&campaign=spring")] {
                let told: Value = serde_json::from_str(&ask(world, path).await).unwrap();
                assert_eq!(told["formula"], metric.formula);
                assert_eq!(told["window"]["from"], "2026-11-16");
            }
        }
        let told = ask(world, "/report?since=2026-11-16&until=2026-11-23&explain=likes").await;
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["inputs"][0]["name"], "likes");
        assert_eq!(told["inputs"][0]["value"]["value"], 3.0);
        let endpoint = world.endpoint().await;
        let unknown = get(endpoint, "/report?explain=likse").await;
        assert_eq!(unknown.status, 400);
        assert!(unknown.body.contains("did you mean `likes`"), "{}", unknown.body);
    });
}
