//! From files that are dropped to what a campaign brought: report, mail and status tell the same.

use std::fmt::Write as _;
use std::fs;

use jiff::{ToSpan as _, civil::date};
use serde_json::Value;

use crate::support::{
    smtp::Mode,
    web::Reply,
    world::{World, get, in_world},
};

const GOLDEN: &str = r#"
[[brand]]
id = "acme"
name = "Acme"
match = "acme"
[[influencer]]
id = "kristal"
name = "Kristal Sky"
handles = ["instagram:kristalsky"]
codes = ["KRISTAL10"]
links = ["bit.ly/acme-kristal"]
refs = ["77"]
[[influencer]]
id = "bo"
name = "Bo Lind"
handles = ["instagram:bolind"]
codes = ["BO10"]
[[campaign]]
id = "spring"
name = "Spring launch"
brand = "acme"
objective = "sales"
primary = "revenue"
from = 2026-11-02
to = 2026-11-29
baseline = "2w"
margin = 0.55
goals = [ { metric = "orders", target = 60, influencer = "kristal" }, { metric = "cpa", target = 40 } ]
costs = [
  { what = "fee",      influencer = "kristal", amount = 1500 },
  { what = "product",  influencer = "kristal", amount = 180 },
  { what = "shipping", influencer = "kristal", amount = 45 },
  { what = "agency",   amount = 200 },
  { what = "admin",    hours = 3, rate = 25 },
]
[[import]]
name = "Till"
preset = "csv"
path = "inbox/till*.csv"
map = { id = "Receipt", at = "Day", kind = "Kind", money = "Sum", codes = "Coupon", new_customer = "New" }
[[import]]
name = "Clicks"
preset = "csv"
path = "inbox/clicks*.csv"
daily = true
map = { at = "Day", link = "Link", clicks = "Clicks" }
[[source]]
name = "News"
feed = "http://news.example:@PORT@/feed.xml"
allow_private = true
[[digest]]
id = "weekly"
schedule = "0 8 * * Mon"
to = ["marketing@acme.example"]
"#;

/// The golden campaign: 66 orders, 4,620 gross, 240 paid back, 41 new customers; and two orders that are nobody's.
fn till() -> String {
    let sums = std::iter::repeat_n(70, 50)
        .chain(std::iter::repeat_n(35, 8))
        .chain(std::iter::repeat_n(105, 8));
    let mut rows = "Receipt,Day,Kind,Sum,Coupon,New\n".to_owned();
    for (n, sum) in sums.enumerate() {
        let day = date(2026, 11, 2) + i64::try_from(n % 14).unwrap().days();
        let new = if n < 41 { "yes" } else { "no" };
        writeln!(rows, "#{n},{day},order,{sum},kristal10,{new}").unwrap();
    }
    rows.push_str("R1,2026-11-14,refund,240,kristal10,\n");
    rows.push_str("#900,2026-11-05,order,40,SUMMER,no\n#901,2026-11-06,order,60,,yes\n");
    // The days before: an order every second day, nobody's.
    for n in 0..7_i64 {
        let day = date(2026, 10, 19) + (2 * n).days();
        writeln!(rows, "#8{n},{day},order,50,,no").unwrap();
    }
    rows
}

fn drop_file(world: &World, name: &str, text: &str) {
    let inbox = world.data().join("inbox");
    fs::create_dir_all(&inbox).unwrap();
    fs::write(inbox.join(name), text).unwrap();
}

async fn take_in(world: &World) {
    for _ in 0..2 {
        world.daemon.dropped_round().await.unwrap();
    }
}

async fn report(world: &World) -> Value {
    let endpoint = world.endpoint().await;
    let path = "/report?brand=acme&since=2026-11-09&until=2026-11-16";
    get(endpoint, path).await.json()
}

fn value(rows: &Value, metric: &str) -> (f64, f64, f64) {
    let row = rows
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["metric"] == metric);
    let figure = &row.unwrap()["value"];
    let value = figure["value"]
        .as_f64()
        .unwrap_or_else(|| panic!("{metric}: {figure}"));
    let end = |name: &str| figure[name].as_f64().unwrap_or(value);
    (end("low"), value, end("high"))
}

fn printed(rows: &Value, metric: &str, digits: usize) -> String {
    format!("{:.digits$}", value(rows, metric).1)
}

#[test]
fn the_golden_campaign_is_the_same_in_report_and_mail() {
    in_world(Mode::Good, GOLDEN, async |world| {
        let feed = "<rss version=\"2.0\"><channel><title>News</title><item><guid>1</guid><title>Acme opens a plant</title>\
                    <link>http://news.example/1</link><pubDate>Mon, 16 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>";
        world.web.on("/feed.xml", [Reply::ok(feed)]);
        world.poll_due().await;
        assert_eq!(world.mail_round().await.sent, 0);
        let before = report(world).await;
        assert!(before["campaigns"][0]["brought"]["orders"].is_null());
        assert!(
            before["tiles"]
                .as_array()
                .unwrap()
                .iter()
                .all(|tile| tile["metric"] != "orders")
        );

        drop_file(world, "till-1.csv", &till());
        drop_file(
            world,
            "clicks-1.csv",
            "Day,Link,Clicks\n2026-11-03,https://bit.ly/acme-kristal,900\n2026-11-12,https://bit.ly/acme-kristal,340\n",
        );
        take_in(world).await;
        // The very same again, in other files and pieces.
        let text = till();
        let (head, rows) = text.split_once('\n').unwrap();
        let backwards: Vec<&str> = rows.lines().rev().collect();
        drop_file(
            world,
            "till-2.csv",
            &format!("{head}\n{}\n", backwards.join("\n")),
        );
        take_in(world).await;

        let report = report(world).await;
        let campaign = &report["campaigns"][0];
        let (brought, returns) = (&campaign["brought"], &campaign["brought"]["returns"]);
        for (metric, digits, golden) in [
            ("revenue", 2, "4380.00"),
            ("orders", 0, "66"),
            ("roi", 0, "119"),
            ("roas", 2, "2.19"),
            ("profit_roi", 2, "20.45"),
            ("cpa", 2, "30.30"),
            ("cac", 2, "48.78"),
            ("cpc", 3, "1.613"),
            ("conversion_rate", 2, "5.32"),
            ("aov", 2, "66.36"),
            ("refunds", 2, "240.00"),
            ("new_customers", 0, "41"),
        ] {
            assert_eq!(printed(returns, metric, digits), golden, "{metric}");
        }
        let (low, _, high) = value(returns, "roi");
        assert_eq!(
            (format!("{low:.0}"), format!("{high:.0}")),
            ("62".into(), "176".into())
        );
        assert_eq!(brought["break_even"]["amount_minor"], 363_636);
        let orders = &brought["orders"];
        assert_eq!((&orders["all"], &orders["attributed"]), (&68.into(), &66.into()));
        assert_eq!(orders["unattributed"], 2);
        assert_eq!(orders["unattributed_revenue"]["amount_minor"], 10_000);
        assert_eq!(orders["rules"], serde_json::json!([["code", 66]]));
        // Shared costs are hers too, as far as she alone is on the roster.
        let kristal = &report["influencers"][0];
        assert_eq!(kristal["id"], "kristal");
        assert_eq!(kristal["cost"]["amount_minor"], 200_000);
        assert_eq!(kristal["brought"]["orders"]["value"], 66.0);
        let goals = campaign["goals"].as_array().unwrap();
        assert_eq!(goals[0]["verdict"], "reached");
        assert_eq!(goals[1]["verdict"], "on_track");
        let effects = campaign["effects"].as_array().unwrap();
        let orders = effects.iter().find(|row| row["metric"] == "orders").unwrap();
        assert_eq!(orders["finding"], "rise", "{orders}");
        assert!(
            report["tiles"]
                .as_array()
                .unwrap()
                .iter()
                .any(|tile| tile["metric"] == "revenue")
        );

        world.at("2026-11-23T07:30:00Z");
        world.mail_round().await;
        let mails = world.mails();
        let mail = mails.last().unwrap();
        for part in [&mail.text, &mail.html] {
            for words in [
                "119 % (62 to 176 %)",
                "4,380 EUR",
                "66 by code",
                "240 EUR of 4,620 EUR was paid back",
                "3,636.36 EUR of revenue: passed",
            ] {
                assert!(part.contains(words), "{words}: {part}");
            }
        }
        let area = |name: &str| {
            mail.text
                .find(name)
                .unwrap_or_else(|| panic!("{name}: {}", mail.text))
        };
        assert!(area("- Social metrics:") < area("- Clicks:") && area("- Clicks:") < area("- Return:"));
        assert!(mail.subject.contains("revenue"), "{}", mail.subject);
    });
}
