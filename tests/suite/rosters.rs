//! Influencers judged fairly, from the posts that are heard to the page that is shared with one of them.

use std::fs;

use jiff::{SignedDuration, tz::TimeZone};
use mentiond::{
    digest::{influencer_html, influencer_text},
    model::{DataStanding, Delivery, InfluencerId, InfluencerPage, KeepVerdict, MemberRow, Report, SlipKind},
    report::influencer_page,
};
use serde_json::{Value, json};

use crate::support::{
    smtp::Mode,
    web::Reply,
    world::{World, get, in_world},
};

const CONFIG: &str = r##"
[[brand]]
id = "acme"
name = "Acme"
match = "acme"
domains = ["acme.example"]

[[source]]
name = "Posts"
api = "json"
request = { url = "http://posts.example:@PORT@/posts" }
items = "$.posts[*]"
fields = { id = "$.id", url = "$.url", html = "$.text", author_handle = "$.by", published = "$.at", likes = "$.likes", followers = "$.followers" }
platform = "instagram"
allow_private = true

[[influencer]]
id = "kristal"
name = "Kristal Sky"
handles = ["instagram:kristalsky"]
codes = ["KRISTAL10"]
category = "outdoor"

[[influencer]]
id = "tom"
name = "Tom Ashby"
handles = ["instagram:tomfixes"]
category = "tools"

[[campaign]]
id = "autumn"
name = "Autumn"
brand = "acme"
objective = "engagement"
primary = "engagement"
from = 2026-11-02
to = 2026-11-20
costs = [
  { what = "fee", influencer = "kristal", amount = 1200 },
  { what = "fee", influencer = "tom", amount = 4321 },
]
deliverables = [
  { influencer = "kristal", posts = 6, must = ["#ad", "KRISTAL10"], by = 2026-11-12 },
  { influencer = "kristal", stories = 1, platform = "instagram" },
  { influencer = "tom", posts = 9, by = 2026-11-12 },
]

[[import]]
name = "Forms"
preset = "form"
path = "inbox/form*.csv"

[[digest]]
id = "weekly"
schedule = "0 8 * * Mon"
to = ["marketing@acme.example"]
"##;

/// A post, told as an API does.
fn post(n: u32, by: &str, likes: u32, followers: u32, text: &str) -> Value {
    json!({
        "id": format!("{by}-{n}"), "url": format!("https://instagram.example/{by}/{n}"), "by": by,
        "at": format!("2026-11-{:02}T10:00:00Z", n + 4), "likes": likes, "followers": followers,
        "text": format!("{text} Number {n} about my Acme skates."),
    })
}

fn fill(world: &World) {
    let ours = (1..=6).map(|n| {
        let text = match n {
            // One of them does not say that it is paid for, and lacks the code.
            3 => "<p>Look at these.</p>",
            _ => "<p>Use KRISTAL10 for these. #ad</p>",
        };
        post(n, "kristalsky", 900 + 10 * n, 30_000, text)
    });
    let theirs = (1..=6).map(|n| post(n, "tomfixes", 80 + n, 600_000, "<p>Advertisement. #ad</p>"));
    let posts: Vec<Value> = ours.chain(theirs).collect();
    world
        .web
        .on("/posts", [Reply::ok(json!({ "posts": posts }).to_string())]);
}

/// What Kristal fills in: impressions and saves of a post, likes as she sees them, a story's views.
fn form(world: &World) {
    let inbox = world.data().join("inbox");
    fs::create_dir_all(&inbox).unwrap();
    let post = "https://instagram.example/kristalsky/1";
    let text = format!(
        "campaign,influencer,platform,post,day,metric,value,currency,note\n\
         autumn,kristal,instagram,{post},2026-11-05,impressions,21000,,\n\
         autumn,kristal,instagram,{post},2026-11-05,likes,930,,\n\
         autumn,kristal,instagram,story 1,2026-11-06,story_views,4100,,\n"
    );
    fs::write(inbox.join("form-kristal.csv"), text).unwrap();
}

fn member<'r>(report: &'r Report, id: &str) -> &'r MemberRow {
    let roster = report.campaigns[0].roster.as_ref().unwrap();
    roster
        .members
        .iter()
        .find(|member| member.id.as_str() == id)
        .unwrap()
}

fn judged(report: &Report) {
    let (kristal, tom) = (member(report, "kristal"), member(report, "tom"));
    let [posts, story] = kristal.deliverables.as_slice() else {
        panic!("{kristal:?}");
    };
    assert_eq!(
        (posts.seen, posts.complete, posts.state),
        (6, Some(5), Delivery::Incomplete)
    );
    assert_eq!(posts.remarks, ["the post of 7 Nov lacks #ad and KRISTAL10"]);
    assert_eq!((story.state, story.stories_told), (Delivery::Told, Some(1)));
    assert_eq!(tom.deliverables[0].state, Delivery::Missing, "{tom:?}");
    let slips: Vec<SlipKind> = kristal.slips.iter().map(|slip| slip.what).collect();
    assert_eq!(slips, [SlipKind::NoDisclosure]);
    assert_eq!(kristal.keep.verdict, KeepVerdict::Keep, "{:?}", kristal.keep);
    assert_eq!(tom.keep.verdict, KeepVerdict::Replace, "{:?}", tom.keep);
    assert_eq!(
        kristal.data.standing,
        Some(DataStanding::Partial),
        "{:?}",
        kristal.data
    );
    assert_eq!(tom.data.standing, Some(DataStanding::Waiting));
    let likes = kristal.told.iter().find(|row| row.what == "likes").unwrap();
    assert_eq!((likes.told, likes.seen), (930, Some(910)));
}

/// The page for Kristal has nothing of Tom in it, nor what anybody costs.
fn shared(page: &InfluencerPage) {
    let zone = TimeZone::UTC;
    let (html, text) = (
        influencer_html(page, &zone).unwrap(),
        influencer_text(page, &zone).unwrap(),
    );
    let json = serde_json::to_string(page).unwrap();
    for shown in [&html, &text, &json] {
        for secret in ["Tom", "tomfixes", "4,321", "4321", "1,200", "1200", "replace"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
        assert!(
            shown.contains("Kristal Sky") && shown.contains("lacks"),
            "{shown}"
        );
    }
    assert!(
        text.contains("story views, story 1") || text.contains("story views on instagram, story 1"),
        "{text}"
    );
    assert!(text.contains("saves"), "what has not come is asked for: {text}");
    assert!(!html.contains("<script") && !html.contains("src="), "{html}");
}

#[test]
fn promises_data_and_costs_make_a_verdict_that_the_mail_tells() {
    in_world(Mode::Good, CONFIG, async |world| {
        fill(world);
        form(world);
        assert_eq!(world.mail_round().await.sent, 0, "a new digest owes nothing");
        assert_eq!(world.poll_due().await, 12);
        world.daemon.dropped_round().await.unwrap();
        assert_eq!(world.daemon.dropped_round().await.unwrap(), 1);

        let endpoint = world.endpoint().await;
        let answer = get(endpoint, "/report?campaign=autumn").await;
        let report: Report = serde_json::from_str(&answer.body).unwrap();
        judged(&report);
        let page = influencer_page(&report, &"autumn".into(), &InfluencerId::from("kristal")).unwrap();
        shared(&page);

        // The mail of the next Monday tells it.
        world.pass(SignedDuration::from_hours(6 * 24));
        world.web.on("/posts", [Reply::ok(r#"{"posts":[]}"#)]);
        world.poll_due().await;
        assert_eq!(world.mail_round().await.sent, 1);
        let mail = world.mails().pop().unwrap();
        for told in [
            "Shift budget from Tom Ashby",
            "Promised",
            "incomplete",
            "no disclosure",
            "Figures asked for",
            "times as much for the money",
        ] {
            assert!(mail.text.contains(told), "{told} in {}", mail.text);
            assert!(mail.html.contains(told), "{told} in the HTML");
        }
        // Known again after a restart: nothing of it is kept in memory only.
        world.restart(CONFIG, SignedDuration::ZERO).await;
        let endpoint = world.endpoint().await;
        let again = get(endpoint, "/report?campaign=autumn&as_of=2026-11-17T12:00:00Z").await;
        judged(&serde_json::from_str(&again.body).unwrap());
    });
}

#[test]
fn the_program_prints_the_page_and_the_form() {
    let dir = tempfile::tempdir().unwrap();
    let text = CONFIG
        .replace("@PORT@", "9")
        .replacen("[[brand]]", "timezone = \"UTC\"\n[[brand]]", 1);
    let mail = "\n[mail]\nfrom = \"watch@acme.example\"\n";
    fs::write(dir.path().join("mentiond.toml"), format!("{text}{mail}")).unwrap();
    let run = |args: &[&str]| {
        let (done, said) = super::program::output(dir.path(), args);
        let told = String::from_utf8_lossy(&done.stdout).into_owned();
        (done.status.code().unwrap(), told, said)
    };
    let at = [
        "report",
        "--campaign",
        "autumn",
        "--as-of",
        "2026-11-17T12:00:00Z",
    ];
    let with = |more: &[&'static str]| [&at[..], more].concat();
    let (code, told, said) = run(&with(&[
        "--influencer",
        "kristal",
        "--html",
        "k.html",
        "--form",
        "k.csv",
    ]));
    assert_eq!((code, told.as_str()), (0, ""), "{said}");
    let page = fs::read_to_string(dir.path().join("k.html")).unwrap();
    assert!(
        page.contains("Kristal Sky") && page.contains("6 posts by 12 Nov 2026"),
        "{page}"
    );
    let form = fs::read_to_string(dir.path().join("k.csv")).unwrap();
    assert!(
        form.contains("autumn,kristal,instagram,story 1,,story_views,,,"),
        "{form}"
    );
    assert!(form.contains("impressions") && !form.contains("tom"), "{form}");
    let (code, told, _) = run(&with(&["--influencer", "kristal", "--json"]));
    let page: InfluencerPage = serde_json::from_str(&told).unwrap();
    assert_eq!((code, page.name.as_str()), (0, "Kristal Sky"));
    let (code, told, said) = run(&with(&["--influencer", "kristal"]));
    assert!(code == 0 && told.contains("WHAT WAS PROMISED"), "{told} {said}");
    let (code, _, said) = run(&with(&["--influencer", "kristel"]));
    assert!(code == 2 && said.contains("did you mean `kristal`?"), "{said}");
    for by in ["influencer", "tier", "platform", "category"] {
        let (code, _, said) = run(&with(&["--by", by]));
        assert_eq!(code, 0, "{by}: {said}");
    }
    let (code, told, said) = run(&["import", "--form", "autumn", "--influencer", "tom"]);
    assert!(
        code == 0 && told.contains("autumn,tom,") && !told.contains("kristal"),
        "{told} {said}"
    );
}

/// Orders by code decide where sales are the objective: dear ones go, and what nobody's code tells stays nobody's.
#[test]
fn orders_decide_where_sales_are_the_objective() {
    let sales = CONFIG
        .replace("objective = \"engagement\"", "objective = \"sales\"")
        .replace("primary = \"engagement\"", "primary = \"orders\"")
        .replace("handles = [\"instagram:tomfixes\"]", "handles = [\"instagram:tomfixes\"]\ncodes = [\"TOM10\"]")
        .replace(
            "[[digest]]",
            "[[import]]\nname = \"Shop\"\npreset = \"shopify-orders-csv\"\npath = \"inbox/orders*.csv\"\n[[digest]]",
        );
    in_world(Mode::Good, &sales, async |world| {
        fill(world);
        world.poll_due().await;
        let rows = (0..60).map(|n| {
            let code = match n {
                0..42 => "KRISTAL10",
                42..50 => "TOM10",
                _ => "",
            };
            let day = 5 + n % 10;
            format!("#{n},a{n}@x.example,paid,EUR,50.00,{code},2026-11-{day:02} 09:00:00 +0100,A-1\n")
        });
        let head = "Name,Email,Financial Status,Currency,Total,Discount Code,Created at,Lineitem sku\n";
        let orders = head.to_owned() + &rows.collect::<String>();
        let inbox = world.data().join("inbox");
        fs::create_dir_all(&inbox).unwrap();
        fs::write(inbox.join("orders-1.csv"), orders).unwrap();
        world.daemon.dropped_round().await.unwrap();
        assert_eq!(world.daemon.dropped_round().await.unwrap(), 1);
        let endpoint = world.endpoint().await;
        let answer = get(endpoint, "/report?campaign=autumn").await;
        let report: Report = serde_json::from_str(&answer.body).unwrap();
        let roster = report.campaigns[0].roster.as_ref().unwrap();
        assert_eq!(
            (roster.metric.as_str(), roster.counted.as_str()),
            ("orders", "orders")
        );
        let (kristal, tom) = (member(&report, "kristal"), member(&report, "tom"));
        assert_eq!(
            (kristal.brought.value(), tom.brought.value()),
            (Some(42.0), Some(8.0))
        );
        assert_eq!(kristal.keep.verdict, KeepVerdict::Keep, "{:?}", kristal.keep);
        assert_eq!(tom.keep.verdict, KeepVerdict::Replace, "{:?}", tom.keep);
        let page = influencer_page(&report, &"autumn".into(), &InfluencerId::from("kristal")).unwrap();
        let brought = page
            .brought
            .iter()
            .find(|figure| figure.label == "Orders")
            .unwrap();
        assert_eq!(brought.value.value(), Some(42.0));
    });
}
