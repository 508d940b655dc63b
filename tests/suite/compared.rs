//! A campaign beside advertisements, and who may be reached again: from the files to report and mail.

use std::fmt::Write as _;
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
links = ["bit.ly/acme-kristal"]
[[campaign]]
id = "spring"
name = "Spring launch"
brand = "acme"
from = 2026-11-02
to = 2026-11-29
costs = [ { what = "fee", influencer = "kristal", amount = 1000 } ]
compare = [
  { name = "Search ads", channels = ["Google/CPC"], amount = 1000 },
  { name = "Fair", follows = 15, orders = 2, hours = 10, rate = 25 },
]
[[import]]
name = "Shop"
preset = "csv"
path = "inbox/shop*.csv"
map = { id = "No", at = "Day", kind = "'order'", money = "Sum", codes = "Coupon", source_medium = "From" }
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

async fn take_in(world: &World, name: &str, text: &str) {
    let inbox = world.data().join("inbox");
    fs::create_dir_all(&inbox).unwrap();
    fs::write(inbox.join(name), text).unwrap();
    for _ in 0..2 {
        world.daemon.dropped_round().await.unwrap();
    }
}

#[test]
fn a_campaign_is_told_beside_advertisements_and_who_may_be_reached_again() {
    in_world(Mode::Good, CONFIG, async |world| {
        world.mail_round().await;
        let mut shop = "No,Day,Sum,Coupon,From\n".to_owned();
        for n in 0..60 {
            writeln!(shop, "{n},2026-11-{:02},50,KRISTAL10,", 3 + n % 14).unwrap();
        }
        for n in 60..80 {
            writeln!(shop, "{n},2026-11-{:02},40,,google / cpc", 3 + n % 14).unwrap();
        }
        take_in(world, "shop.csv", &shop).await;
        let clicks = "Day,Link,Clicks\n2026-11-03,https://bit.ly/acme-kristal,500\n2026-11-16,https://bit.ly/acme-kristal,60\n";
        take_in(world, "clicks.csv", clicks).await;

        let endpoint = world.endpoint().await;
        let report: Value = get(endpoint, "/report?since=2026-11-09&until=2026-11-16")
            .await
            .json();
        let brought = &report["campaigns"][0]["brought"];
        let ads = &brought["compared"][0];
        assert_eq!(ads["revenue"]["amount_minor"], 80_000);
        assert_eq!(ads["roas"], 0.8);
        let orders = &ads["outcomes"][0];
        assert_eq!(
            (&orders["count"], &orders["campaign_count"]),
            (&20.into(), &60.into())
        );
        assert_eq!(orders["proven"], true);
        assert_eq!(orders["times"][1], 3.0);
        assert_eq!(brought["compared"][1]["cost"]["amount_minor"], 25_000);
        assert_eq!(brought["retarget"]["came"], 560);

        world.at("2026-11-23T07:30:00Z");
        world.mail_round().await;
        let mails = world.mails();
        let mail = mails.last().unwrap();
        for part in [&mail.text, &mail.html] {
            for words in [
                "Beside Search ads (20 orders for 1,000 EUR): an order costs 16.67 EUR through influencers, 50 EUR there",
                "Beside Fair (2 orders for 250 EUR, told by hand)",
                "Retarget: 560 clicks and 60 orders",
                "500 through Kristal Sky",
            ] {
                assert!(part.contains(words), "{words}: {part}");
            }
        }
    });
}
