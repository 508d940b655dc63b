//! What influencers and platforms tell of posts goes before what is estimated, and is never added to it.

use std::fs;

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
platform = "instagram"
[[influencer]]
id = "kristal"
name = "Kristal Sky"
handles = ["instagram:kristalsky"]
followers = { instagram = 50_000 }
[[campaign]]
id = "spring"
name = "Spring launch"
brand = "acme"
from = 2026-11-16
to = 2026-12-15
match = "acme"
influencers = ["kristal"]
[[import]]
name = "Form"
preset = "csv"
path = "inbox/form*.csv"
provenance = "self_reported"
daily = true
map = { id = "Row", at = "Day", kind = "Kind", count = "Count", influencer = "Who", platform = "Where", post = "Post" }
[[import]]
name = "Export"
preset = "csv"
path = "inbox/export*.csv"
provenance = "imported"
daily = true
map = { id = "Row", at = "Day", kind = "Kind", count = "Count", influencer = "Who", platform = "Where", post = "Post" }
"#;

const HEAD: &str = "Row,Day,Kind,Count,Who,Where,Post\n";

async fn drop_in(world: &World, name: &str, rows: &str) {
    let inbox = world.data().join("inbox");
    fs::create_dir_all(&inbox).unwrap();
    fs::write(inbox.join(name), format!("{HEAD}{rows}")).unwrap();
    for _ in 0..2 {
        world.daemon.dropped_round().await.unwrap();
    }
    assert!(!inbox.join(name).exists(), "{name} was not taken");
    assert!(!inbox.join("failed").exists(), "{name} failed");
}

/// The report of the campaign's first week.
async fn report(world: &World) -> Value {
    let endpoint = world.endpoint().await;
    get(endpoint, "/report?since=2026-11-16&until=2026-11-23")
        .await
        .json()
}

fn tile(report: &Value, metric: &str) -> f64 {
    let tiles = report["tiles"].as_array().unwrap();
    let tile = tiles.iter().find(|tile| tile["metric"] == metric).unwrap();
    tile["value"]["value"].as_f64().unwrap()
}

fn known(report: &Value) -> Vec<String> {
    let rows = report["value"]["views"].as_array().unwrap();
    rows.iter()
        .map(|row| row["provenance"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn what_is_told_of_a_post_replaces_its_estimate() {
    in_world(Mode::Good, CONFIG, async |world| {
        let endpoint = world.endpoint().await;
        let token = format!("Authorization: Bearer {}", SECRETS[0].1);
        let posts = r#"[{"id":"1","url":"https://instagram.example/p/one","author":"Kristal","author_handle":"kristalsky",
            "text":"my Acme skates","published":"2026-11-16T09:00:00Z"},
            {"id":"2","url":"https://instagram.example/p/two","author":"Kristal","author_handle":"kristalsky",
            "text":"more Acme skates","published":"2026-11-17T09:00:00Z"}]"#;
        post(endpoint, "/hooks/crm", &[&token], posts.as_bytes()).await;
        let before = report(world).await;
        // Two posts before 50,000 followers, of whom 21 % see one.
        assert!((tile(&before, "impressions") - 21_000.0).abs() < 1.0, "{before}");
        assert_eq!(known(&before), ["estimated"]);

        // She tells of one post by its address, of the day of the other, and of stories that nobody heard.
        let form = "1,2026-11-17,impressions,8000,kristal,instagram,https://instagram.example/p/one?utm_source=x\n\
                    2,2026-11-17,impressions,5000,kristal,instagram,\n\
                    3,2026-11-16,story_views,1000,kristal,instagram,\n\
                    4,2026-11-17,saves,40,kristal,instagram,\n\
                    5,2026-11-17,likes,90,kristal,instagram,https://instagram.example/p/one\n";
        drop_in(world, "form.csv", form).await;
        let told = report(world).await;
        assert!((tile(&told, "impressions") - 14_000.0).abs() < 1.0, "{told}");
        assert_eq!(known(&told), ["self_reported"]);
        assert!((tile(&told, "engagement") - 90.0).abs() < 1e-9);
        assert!((tile(&told, "mentions") - 2.0).abs() < 1e-9);
        let saves = &told["value"]["intent"][0];
        assert_eq!(
            (&saves[0], saves[1]["value"].as_f64()),
            (&"saves".into(), Some(40.0)),
            "{saves}"
        );

        // The platform's own export goes before what she tells, and is not added to it.
        let export = "1,2026-11-17,impressions,7000,kristal,instagram,https://instagram.example/p/one\n";
        drop_in(world, "export.csv", export).await;
        let told = report(world).await;
        assert!((tile(&told, "impressions") - 13_000.0).abs() < 1.0, "{told}");
        assert_eq!(known(&told), ["imported", "self_reported"]);
        let methods = told["methods"].to_string();
        assert!(methods.contains("views imported from Export"), "{methods}");
        assert!(methods.contains("told by whoever posted (Form)"), "{methods}");
        // What is stored of the mentions is what was heard.
        assert!(
            world
                .mentions()
                .await
                .iter()
                .all(|mention| mention.engagement.likes.is_none())
        );
    });
}
