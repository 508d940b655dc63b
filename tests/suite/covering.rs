//! Files that say which days they cover: a quiet last day is then known to be one.

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
[[import]]
name = "Till"
preset = "csv"
path = "inbox/till*.csv"
map = { id = "No", at = "Day", kind = "'order'", money = "Sum" }
covers = "name"
[[import]]
name = "Analytics"
preset = "ga4-csv"
path = "inbox/ga*.csv"
[[import]]
name = "Clicks"
preset = "csv"
path = "inbox/clicks*.csv"
daily = true
map = { at = "Day", link = "Link", clicks = "Clicks", from = "First", through = "Last" }
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

/// A figure of the week: how it is known, and how much.
async fn of_week(world: &World, metric: &str) -> (String, f64) {
    let path = format!("/report?since=2026-11-09&until=2026-11-16&explain={metric}");
    let told: Value = get(world.endpoint().await, &path).await.json();
    let figure = &told["value"];
    let is_exact = figure["low"].is_null() && figure["value"].is_number();
    let how = if is_exact { "exact" } else { "in part" };
    (how.to_owned(), figure["value"].as_f64().unwrap_or(f64::NAN))
}

#[test]
fn a_file_that_says_what_it_covers_makes_quiet_days_known() {
    in_world(Mode::Good, CONFIG, async |world| {
        // START is the 17th; nothing was sold from the 14th on, nor before the 10th.
        let rows = "No,Day,Sum\n1,2026-11-10,50\n2,2026-11-13,50\n";
        take_in(world, "till.csv", rows).await;
        assert_eq!(of_week(world, "orders").await, ("in part".to_owned(), 2.0));
        take_in(world, "till-2026-11-09_2026-11-15.csv", &format!("{rows}\n")).await;
        assert_eq!(of_week(world, "orders").await, ("exact".to_owned(), 2.0));

        let remark = "# Traffic acquisition\n# Start date: 20261109\n# End date: 20261117\n";
        let table = "Date,Session source / medium,Sessions\n20261111,google / cpc,30\n";
        take_in(world, "ga-1.csv", table).await;
        assert_eq!(of_week(world, "visits").await, ("in part".to_owned(), 30.0));
        take_in(world, "ga-2.csv", &format!("{remark}{table}")).await;
        assert_eq!(of_week(world, "visits").await, ("exact".to_owned(), 30.0));
        // The day of the export itself is not over.
        let today = "/report?since=2026-11-09&until=2026-11-18&explain=visits";
        let told: Value = get(world.endpoint().await, today).await.json();
        assert!(told["value"]["low"].is_number(), "{}", told["value"]);

        let clicks = "Day,Link,Clicks,First,Last\n2026-11-11,bit.ly/x,7,2026-11-01,2026-11-15\n";
        take_in(world, "clicks.csv", clicks).await;
        assert_eq!(of_week(world, "clicks").await, ("exact".to_owned(), 7.0));
    });
}
