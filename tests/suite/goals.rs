//! Goals, what was expected and where people are lost, from the configuration to the mail.

use jiff::SignedDuration;

use crate::support::{
    smtp::Mode,
    web::Reply,
    world::{World, get, in_world},
};

const CONFIG: &str = r#"
[polling]
every = "15m"
min_every = "1m"
spacing = "0s"
timeout = "5s"

[[brand]]
id = "acme"
name = "Acme"
match = "acme"

[[source]]
name = "Photos"
api = "json"
platform = "instagram"
request = { url = "http://photos.example:@PORT@/api" }
items = "$.posts[*]"
fields = { id = "$.id", url = "$.url", text = "$.text", published = "$.at", likes = "$.likes", comments = "$.comments", author = "$.by", followers = "$.followers" }
allow_private = true

[[influencer]]
id = "kristal"
name = "Kristal Sky"
handles = ["instagram:kristal"]
followers = { instagram = 48200 }

[[campaign]]
id = "winter"
name = "Winter launch"
brand = "acme"
objective = "engagement"
from = 2026-11-20
to = 2027-01-31
baseline = "4w"
hashtags = ["acmewinter"]
lifespan = "timely"
goals = [
  { bundle = "applause", metrics = { likes = 1, comments = 3 }, target = 9000 },
  { metric = "mentions", target = 4, by = 2026-12-31 },
  { metric = "mentions", target = 40, horizon = "long", by = 2027-12-31 },
]
posts = [ { influencer = "kristal", platform = "instagram", posts = 3 } ]
click_rate = 1.0
order_value = 70
costs = [ { what = "fee", influencer = "kristal", amount = 1500 } ]
notes = [ { on = 2026-11-21, influencer = "kristal", note = "wants to go on next year" } ]

[[digest]]
id = "weekly"
schedule = "0 8 * * Mon"
to = ["Marketing <marketing@acme.example>"]
"#;

/// A post of the second day of the campaign, and one of before.
fn fill(world: &World) {
    let posts = r#"{"posts":[
        {"id":1,"url":"http://photos.example/1","text":"Acme #acmewinter skates","at":"2026-11-21T10:00:00Z","likes":400,"comments":20,"by":"kristal","followers":48200},
        {"id":2,"url":"http://photos.example/2","text":"Acme again","at":"2026-11-10T10:00:00Z","likes":12,"comments":1,"by":"kristal","followers":48200}]}"#;
    world.web.on("/api", [Reply::json(posts)]);
}

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

#[test]
fn goals_and_what_was_expected_reach_the_mail() {
    in_world(Mode::Good, CONFIG, async |world| {
        fill(world);
        world.at("2026-11-16T12:00:00Z");
        assert_eq!(world.mail_round().await.sent, 0);
        let endpoint = world.endpoint().await;
        let path = "/report?campaign=winter&since=2026-11-01&until=2027-02-01";
        let before = get(endpoint, path).await.json();
        let expected = &before["campaigns"][0]["expected"];
        assert_eq!(expected["frozen"], false, "{before}");
        assert_eq!(
            expected["lines"][0]["impressions"]["value"],
            48_200.0 * 0.21 * 3.0
        );
        assert_eq!(expected["totals"][6]["expected"]["value"], 1_500.0);
        world.at("2026-11-22T12:00:00Z");
        assert_eq!(world.poll_due().await, 2);
        world.at("2026-11-30T07:00:00Z");
        world.poll_due().await;
        assert_eq!(world.mail_round().await.sent, 1);
        let mail = world.mails().remove(0);
        for part in [&mail.text, &mail.html] {
            for words in [
                "applause",
                "Made of comments ≥ 20 × 3, likes ≥ 400 × 1.",
                "By month: November",
                "A long-term goal: progress only, judged on 20 May 2027.",
                "frozen when it began",
                "Engagement: expected",
                "wants to go on next year",
            ] {
                assert!(part.contains(words), "`{words}` is missing in {part}");
            }
        }
        world.pass(hours(1));
        let after = get(world.endpoint().await, "/campaigns/winter").await.json();
        let found = after.to_string();
        assert!(
            found.contains("\"frozen\":true") && found.contains("applause"),
            "{found}"
        );
    });
}
