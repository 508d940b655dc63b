//! What people say a mention means, and queries tried on what is stored.

use std::{fs, net::SocketAddr};

use jiff::{SignedDuration, civil::date};
use mentiond::model::{BrandId, Mention, Polarity, Subject, Window};
use serde_json::{Value, json};

use super::program::{Daemon, mentiond, output};
use crate::support::{
    smtp::Mode,
    web::{Reply, Web},
    world::{Answer, SECRETS, World, ask, get, in_world, post},
};

const CONFIG: &str = r#"
[[query]]
id = "namesakes"
match = 'clinic OR query:noise-jobs'

[[brand]]
id = "acme"
match = 'acme NOT query:namesakes'

[[brand]]
id = "coyote"
match = 'coyote'

[[source]]
name = "Notes"
hook = { token = "${API_KEY}" }
"#;

const JSON: &str = "Content-Type: application/json";

async fn push(endpoint: SocketAddr, body: &str) -> Value {
    let bearer = format!("Authorization: Bearer {}", SECRETS[0].1);
    let answer = post(endpoint, "/hooks/Notes", &[&bearer], body.as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

async fn correct(endpoint: SocketAddr, id: &str, body: &Value) -> Answer {
    let path = format!("/mentions/{id}/sentiment");
    post(endpoint, &path, &[JSON], body.to_string().as_bytes()).await
}

async fn only(world: &World) -> Mention {
    let mut mentions = world.mentions().await;
    assert_eq!(mentions.len(), 1);
    mentions.remove(0)
}

async fn totals(world: &World) -> impl PartialEq + std::fmt::Debug + use<> {
    let window = Window {
        from: date(2026, 11, 1),
        to: date(2026, 12, 1),
    };
    let subjects = [Subject::Brand(BrandId::from("acme"))];
    let store = world.daemon.store().clone();
    store
        .read(move |store| store.rollups(&subjects, window))
        .await
        .unwrap()
}

/// The sentiment a report shows with a mention.
fn shown(report: &Value, id: &str) -> Option<String> {
    match report {
        Value::Object(map) if map.get("id").and_then(Value::as_str) == Some(id) => {
            map.get("sentiment")?.as_str().map(str::to_owned)
        }
        Value::Object(map) => map.values().find_map(|inner| shown(inner, id)),
        Value::Array(list) => list.iter().find_map(|inner| shown(inner, id)),
        _ => None,
    }
}

#[test]
fn what_a_person_says_wins_and_can_be_taken_back() {
    in_world(Mode::Good, CONFIG, async |world| {
        let endpoint = world.endpoint().await;
        let love = r#"{"id":"1","title":"Wonderful","text":"I love Acme, it is great","published":"2026-11-17T09:00:00Z"}"#;
        let told = push(
            endpoint,
            &format!(r#"[{love},{{"id":"2","title":"I love the Acme clinic"}},{{"id":"3","title":"Acme is hiring"}}]"#),
        )
        .await;
        assert_eq!(
            told["new_mentions"], 1,
            "a saved query takes namesakes out: {told}"
        );
        let judged = only(world).await;
        assert_eq!(judged.polarity(), Polarity::Positive);
        let (id, before) = (judged.id.to_string(), totals(world).await);

        let answer = correct(endpoint, &id, &json!({ "label": "negative", "note": "irony" })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.json()["corrections"][0]["label"], "negative");
        assert_eq!(answer.json()["sentiment"]["label"], "negative");
        assert_ne!(totals(world).await, before);
        let listed = get(endpoint, "/mentions?format=json&sentiment=negative")
            .await
            .json();
        assert_eq!(listed[0]["corrections"][0]["note"], "irony");
        assert_eq!(listed[0]["sentiment"]["label"], "negative");
        assert_eq!(
            listed[0]["judged"]["label"], "positive",
            "what we judged stays to be seen"
        );
        let csv = get(endpoint, "/mentions?format=csv").await.body;
        assert!(
            csv.contains(",negative,") && csv.contains("as a whole: negative (irony)"),
            "{csv}"
        );
        let report = get(endpoint, "/report?brand=acme&since=2026-11-16&until=2026-11-23")
            .await
            .json();
        assert_eq!(shown(&report, &id).as_deref(), Some("negative"), "{report}");
        let page = get(endpoint, "/").await.body;
        assert!(page.contains("corrected"), "{page}");

        // The same again, edited: the correction stays, also over a restart.
        push(endpoint, &love.replace("great", "great, and cheap")).await;
        world.restart(CONFIG, SignedDuration::from_hours(1)).await;
        let kept = only(world).await;
        assert!(kept.text.contains("cheap"));
        assert_eq!(kept.polarity(), Polarity::Negative);

        let endpoint = world.endpoint().await;
        push(endpoint, love).await;
        let answer = correct(endpoint, &id, &json!({ "label": null })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(only(world).await.polarity(), Polarity::Positive);
        assert_eq!(totals(world).await, before, "the totals are what they were");

        correct(endpoint, &id, &json!({ "label": "neutral", "brand": "acme" })).await;
        let mention = only(world).await;
        let listed = get(endpoint, "/mentions?format=json&brand=acme&sentiment=neutral")
            .await
            .json();
        assert_eq!(listed[0]["towards"]["acme"]["label"], "neutral", "{listed}");
        assert_eq!(listed[0]["sentiment"]["label"], "positive", "{listed}");
        let csv = get(endpoint, "/mentions?format=csv&sentiment=neutral").await.body;
        assert!(
            csv.contains(",neutral,") && csv.contains("acme: neutral"),
            "{csv}"
        );
        assert_eq!(mention.polarity(), Polarity::Positive);
        assert_eq!(
            mention.polarity_towards(&BrandId::from("acme")),
            Polarity::Neutral
        );
    });
}

#[test]
fn only_what_is_meant_as_a_correction_is_taken() {
    in_world(Mode::Good, CONFIG, async |world| {
        let endpoint = world.endpoint().await;
        push(endpoint, r#"[{"id":"1","title":"I love Acme"}]"#).await;
        let id = only(world).await.id.to_string();
        let path = format!("/mentions/{id}/sentiment");
        let good = br#"{"label":"negative"}"#;
        for (path, headers, body, status) in [
            (path.as_str(), &[][..], &good[..], 415),
            (&path, &["Content-Type: text/plain"], good, 415),
            (&path, &[JSON, "Origin: https://evil.example"], good, 403),
            (&path, &[JSON], b"{}", 400),
            (&path, &[JSON], br#"{"label":"bad"}"#, 400),
            (&path, &[JSON], br#"{"label":"negative","mood":1}"#, 400),
            (&path, &[JSON], br#"{"label":"negative","brand":"coyote"}"#, 404),
            (
                "/mentions/00000000000000000000000000000001/sentiment",
                &[JSON],
                good,
                404,
            ),
            ("/mentions/x/sentiment", &[JSON], good, 404),
            ("/mentions/x/y/sentiment", &[JSON], good, 405),
            ("/mentions", &[JSON], good, 405),
        ] {
            let answer = post(endpoint, path, headers, body).await;
            assert_eq!(answer.status, status, "{path} {headers:?} {}", answer.body);
            assert!(
                answer.head.contains("application/problem+json"),
                "{}",
                answer.head
            );
        }
        assert_eq!(ask(endpoint, "DELETE", &path, "localhost").await.status, 405);
        assert_eq!(get(endpoint, &path).await.status, 405);
        assert_eq!(ask(endpoint, "POST", &path, "evil.example").await.status, 421);
        assert!(only(world).await.corrections.is_empty());
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_commands_work_with_and_without_the_daemon() {
    let web = Web::start().await;
    let item = |n: usize, words: &str| {
        format!(
            "<item><guid isPermaLink=\"false\">{n}</guid><link>http://n.example/{n}</link><title>{words}</title>\
             <pubDate>Mon, 16 Nov 2026 10:00:00 GMT</pubDate></item>"
        )
    };
    let items = [
        item(1, "Acme is great"),
        item(2, "Acme hotel"),
        item(3, "A coyote with a rocket"),
    ]
    .concat();
    let feed = format!("<rss version=\"2.0\"><channel><title>N</title>{items}</channel></rss>");
    web.on("/feed", [Reply::ok(feed)]);
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().display();
    let config = format!(
        "timezone = \"UTC\"\ndata_dir = \"{root}/data\"\n[http]\nlisten = \"unix:{root}/http.sock\"\n\
         [polling]\nspacing = \"0s\"\n[[query]]\nid = \"hotels\"\nmatch = 'hotel'\n\
         [[brand]]\nid = \"acme\"\nname = \"Acme\"\nmatch = 'acme'\n[[brand]]\nid = \"coyote\"\nmatch = 'coyote'\n\
         [[source]]\nname = \"News\"\nfeed = \"{}\"\nallow_private = true\n",
        web.url("/feed")
    );
    fs::write(dir.path().join("mentiond.toml"), config).unwrap();
    let dir = dir.path();
    let (polled, said) = output(dir, &["poll"]);
    assert!(polled.status.success(), "{said}");
    let replayed = |args: &[&str]| {
        let output = mentiond(dir, &[&["backtest", "--json"], args].concat())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let query = "(acme OR rocket) NOT query:hotels";
    let alone = replayed(&[query]);
    let counts =
        |told: &Value| ["kept", "gained", "lost", "unknown"].map(|name| told[name].as_u64().unwrap());
    assert_eq!(counts(&alone), [1, 1, 1, 0], "{alone}");
    assert_eq!(alone["weeks"][0]["week"], "2026-11-16");
    assert_eq!(alone["gained_samples"][0]["words"], json!(["rocket"]));
    assert_eq!(counts(&replayed(&["--brand", "coyote", "coyote"])), [1, 0, 0, 0]);
    assert_eq!(counts(&replayed(&["--since", "2026-11-17", query])), [0, 0, 0, 0]);
    let (shown, said) = output(dir, &["backtest", query]);
    assert!(
        shown.status.success() && said.contains("1 gained, 1 lost") && said.contains("`rocket`"),
        "{said}"
    );
    let (refused, said) = output(dir, &["backtest", "acme NOT query:hotel"]);
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(
        said.contains("^^^") && said.contains("did you mean `hotels`?"),
        "{said}"
    );
    let (explained, said) = output(
        dir,
        &[
            "inspect",
            "query",
            "query:hotels",
            "--text",
            "a hotel",
            "--config",
            "mentiond.toml",
        ],
    );
    assert!(
        explained.status.success() && said.contains("saved query `hotels`"),
        "{said}"
    );

    let id = alone["lost_samples"][0]["id"].as_str().unwrap();
    let (done, said) = output(dir, &["correct", id, "negative", "--note", "a namesake"]);
    assert!(
        done.status.success() && said.contains("corrected as a whole: negative (a namesake)"),
        "{said}"
    );
    let (_, said) = output(dir, &["mentions", "--sentiment", "negative"]);
    assert!(said.contains("Acme hotel [corrected]"), "{said}");
    for (args, code) in [
        (vec!["correct", "nonsense", "negative"], 2),
        (vec!["correct", id], 2),
        (vec!["correct", id, "negative", "--brand", "coyote"], 1),
        (vec!["correct", "00000000000000000000000000000001", "negative"], 1),
        (vec!["backtest", "acme", "--brand", "acm"], 2),
    ] {
        let (refused, said) = output(dir, &args);
        assert_eq!(refused.status.code(), Some(code), "{args:?} {said}");
    }

    let mut daemon = Daemon::start(dir);
    daemon.wait_for("the daemon", |status| status["store"]["mentions"] == 3);
    assert_eq!(counts(&replayed(&[query])), [1, 1, 1, 0], "over the endpoint");
    let (done, said) = output(dir, &["correct", id, "--undo"]);
    assert!(done.status.success() && !said.contains("corrected"), "{said}");
    let (done, said) = output(dir, &["correct", id, "positive", "--brand", "acme", "--json"]);
    assert!(
        done.status.success() && said.contains("\"corrections\":[{\"brand\":\"acme\""),
        "{said}"
    );
    let (refused, said) = output(dir, &["correct", id, "positive", "--brand", "coyote"]);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("it is about `acme`"), "{said}");
}
