//! Refunds told apart from their orders: by whom the order came, by him the money goes, whoever tells it and whenever.

use std::fs;

use serde_json::Value;

use crate::support::{
    smtp::Mode,
    world::{World, get, in_world},
};

const CONFIG: &str = r#"
[[brand]]
id = "acme"
name = "Acme"
match = "acme"
[[influencer]]
id = "kristal"
name = "Kristal Sky"
codes = ["KRISTAL10"]
refs = ["77"]
[[influencer]]
id = "bo"
name = "Bo Lind"
codes = ["BO10"]
[[campaign]]
id = "spring"
name = "Spring launch"
brand = "acme"
from = 2026-11-16
to = 2026-12-13
influencers = ["kristal", "bo"]
[[import]]
name = "Shop"
preset = "csv"
path = "inbox/shop*.csv"
map = { id = "No", at = "Day", kind = "'order'", money = "Sum", codes = "Coupon", customer = "Mail" }
[[import]]
name = "Programme"
preset = "upfluence-csv"
path = "inbox/programme*.csv"
map = { id = "No", at = "Day", kind = "'order'", money = "Sum", ref = "Partner", customer = "Mail", status = "State" }
[[import]]
name = "Bank"
preset = "csv"
path = "inbox/bank*.csv"
map = { id = "Entry", order = "Order", at = "Day", kind = "'refund'", money = "Sum" }
[[source]]
name = "News"
feed = "http://news.example:@PORT@/feed.xml"
allow_private = true
[[digest]]
id = "weekly"
schedule = "0 8 * * Mon"
to = ["marketing@acme.example"]
"#;

async fn take_in(world: &World, name: &str, text: &str) {
    let inbox = world.data().join("inbox");
    fs::create_dir_all(&inbox).unwrap();
    fs::write(inbox.join(name), text).unwrap();
    for _ in 0..2 {
        world.daemon.dropped_round().await.unwrap();
    }
}

async fn ask(world: &World, path: &str) -> String {
    let answer = get(world.endpoint().await, path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.body
}

fn printed(rows: &Value, metric: &str) -> String {
    let mut rows = rows.as_array().unwrap().iter();
    let row = rows.find(|row| row["metric"] == metric).unwrap();
    format!("{:.2}", row["value"]["value"].as_f64().unwrap_or(f64::NAN))
}

/// Revenue and refunds of the campaign, and revenue and orders of the two influencers.
fn told(report: &str) -> [String; 5] {
    let report: Value = serde_json::from_str(report).unwrap();
    let returns = &report["campaigns"][0]["brought"]["returns"];
    let of = |id: &str, what: &str| {
        let mut rows = report["influencers"].as_array().unwrap().iter();
        let row = rows.find(|row| row["id"] == id).unwrap();
        format!(
            "{:.2}",
            row["brought"][what]["value"].as_f64().unwrap_or(f64::NAN)
        )
    };
    [
        printed(returns, "revenue"),
        printed(returns, "refunds"),
        of("kristal", "revenue"),
        of("kristal", "orders"),
        of("bo", "revenue"),
    ]
}

const WEEK: &str = "/report?since=2026-11-16&until=2026-11-23";

#[test]
fn refunds_follow_their_orders_whoever_tells_them_and_frozen_weeks_stay() {
    in_world(Mode::Good, CONFIG, async |world| {
        world.mail_round().await;
        // The bank tells first.
        take_in(
            world,
            "bank-1.csv",
            "Entry,Order,Day,Sum\nb1,1003,2026-11-18,25\n",
        )
        .await;
        take_in(
            world,
            "programme-1.csv",
            "No,Day,Sum,Partner,Mail,State\n1001,2026-11-16,100,77,ann@x.example,paid\n1002,2026-11-16,100,77,bob@x.example,paid\n",
        )
        .await;
        take_in(
            world,
            "shop-1.csv",
            "No,Day,Sum,Coupon,Mail\n#1001,2026-11-16,100,,ann@x.example\n#1002,2026-11-16,100,,bob@x.example\n\
             #1003,2026-11-17,100,KRISTAL10,eve@x.example\n#1004,2026-11-17,80,BO10,joe@x.example\n",
        )
        .await;
        world.at("2026-11-23T07:00:00Z");
        assert_eq!(world.mail_round().await.sent, 1);
        let past = format!("{WEEK}&as_of=2026-11-23T09:00:00Z");
        let before = ask(world, &past).await;
        assert_eq!(told(&before), ["355.00", "25.00", "275.00", "3.00", "80.00"]);

        // Part of an order by number, told twice; another one by the programme's state; one whose order nobody knows.
        let bank =
            "Entry,Order,Day,Sum\nb2,1002,2026-11-24,40\nb2,1002,2026-11-24,40\nb3,7777,2026-11-24,5\n";
        take_in(world, "bank-2.csv", bank).await;
        take_in(world, "bank-3.csv", &format!("{bank}b4,#1004,2026-11-25,-10\n")).await;
        take_in(
            world,
            "programme-2.csv",
            "No,Day,Sum,Partner,Mail,State\n1001,2026-11-16,100,77,ann@x.example,refunded\n",
        )
        .await;
        assert_eq!(ask(world, &past).await, before, "a frozen week");
        let now = ask(world, WEEK).await;
        assert_eq!(told(&now), ["205.00", "175.00", "135.00", "3.00", "70.00"]);
        world.restart(CONFIG, jiff::SignedDuration::from_hours(1)).await;
        assert_eq!(ask(world, &past).await, before, "a frozen week after a restart");
        assert_eq!(told(&ask(world, WEEK).await), told(&now));
    });
}
