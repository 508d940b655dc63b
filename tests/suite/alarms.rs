//! Alerts: told once with what is behind them, by mail and webhook, and never again for the same day and cause.

use jiff::{SignedDuration, Span, Timestamp, civil::Date, tz::TimeZone};
use serde_json::Value;

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
name = "News"
feed = "http://news.example:@PORT@/feed.xml"
allow_private = true

[[source]]
name = "Maker blog"
feed = "http://kristalsky.example:@PORT@/blog.xml"
allow_private = true

[[influencer]]
id = "kristal"
name = "Kristal Sky"
handles = ["kristalsky.example"]
"#;

const STORM: &str = r#"
[[alert]]
id = "storm"
when = "spike"
brand = "acme"
to = ["Press <pr@acme.example>"]
webhook = "http://hooks.example:@PORT@/in?token=canary-hook-91f"
allow_private = true
"#;

/// What people say about skates, so that no two say the same.
const SAID: [&str; 14] = [
    "rode the Acme skates to the harbour and back before breakfast",
    "my neighbour swears by Acme for the long way to school",
    "our club ordered eleven pairs from Acme after the summer camp",
    "the new wheels by Acme are quiet even on cobblestones",
    "a museum in Graz shows the first Acme model from the fifties",
    "Acme sponsors the night run along the old canal this year",
    "found an Acme catalogue of 1987 in grandmother's attic",
    "how do you tighten the front bolt on the Acme racer",
    "the mayor arrived on Acme skates and left by bus",
    "testing Acme against two others on wet asphalt tomorrow",
    "Acme opens a workshop where everybody may repair their own",
    "a film student made a short about the Acme factory choir",
    "they say the Acme plant runs on rain water and stubbornness",
    "winter tyres for skates, an idea that only Acme would have",
];

/// A feed of items: number, day and hour, text.
fn feed(host: &str, items: &[(usize, Timestamp, String)]) -> Reply {
    let items: Vec<String> = items
        .iter()
        .map(|(n, at, text)| {
            let date = at.strftime("%a, %d %b %Y %H:%M:%S +0000");
            format!(
                "<item><guid isPermaLink=\"false\">{host}{n}</guid><link>http://{host}/{n}</link>\
                 <title>Number {n}</title><description>{text}</description><pubDate>{date}</pubDate></item>"
            )
        })
        .collect();
    Reply::ok(format!(
        "<rss version=\"2.0\"><channel><title>{host}</title>{}</channel></rss>",
        items.concat()
    ))
}

/// And where they say it.
const WHERE: [&str; 7] = [
    "overheard on the ferry to Gotland",
    "written on the wall of a bakery in Porto",
    "from a letter to the editor of a rowing paper",
    "said a nurse after her third night shift",
    "notes of a teacher who collects maps of islands",
    "a postcard from Trieste with a stamp upside down",
    "printed in the programme of a puppet theatre",
];

/// Ninety-eight of them are different.
fn said(n: usize) -> String {
    format!(
        "{}, {}",
        SAID[n % SAID.len()],
        WHERE[(n / SAID.len()) % WHERE.len()]
    )
}

fn noon(day: Date) -> Timestamp {
    day.at(10, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp()
}

fn hours(n: i64) -> SignedDuration {
    SignedDuration::from_hours(n)
}

fn start() -> Date {
    Date::constant(2026, 11, 17)
}

fn day(n: i64) -> Date {
    start().checked_add(Span::new().days(n)).unwrap()
}

/// One mention a day for twenty days; how many items there were.
async fn quiet_weeks(world: &World) -> Vec<(usize, Timestamp, String)> {
    world.web.on("/blog.xml", [feed("kristalsky.example", &[])]);
    let mut items = Vec::new();
    for n in 0..20 {
        let at = noon(day(n));
        world.at(&(at + hours(2)).to_string());
        items.insert(0, (items.len(), at, said(items.len())));
        world.web.on("/feed.xml", [feed("news.example", &items)]);
        world.poll_due().await;
        assert_eq!(
            world.daemon.alert_round().await.unwrap(),
            0,
            "day {n} is ordinary"
        );
    }
    items
}

/// The day after them, with ten more; the loudest of them is the roster's.
async fn storm(world: &World, mut items: Vec<(usize, Timestamp, String)>) {
    let at = noon(day(20));
    for n in 0..9 {
        items.insert(
            0,
            (items.len(), at + SignedDuration::from_mins(n), said(items.len())),
        );
    }
    world.web.on("/feed.xml", [feed("news.example", &items)]);
    let post = (
        1,
        at - hours(1),
        "I tried the Acme skates for a week and here is all I learnt".to_owned(),
    );
    world.web.on("/blog.xml", [feed("kristalsky.example", &[post])]);
    world.at(&(at + hours(2)).to_string());
    assert_eq!(world.poll_due().await, 10);
}

fn calls(world: &World) -> Vec<Value> {
    let log = world.web.log();
    let calls = log.iter().filter(|request| request.target.starts_with("/in?"));
    calls
        .map(|request| {
            assert_eq!(request.method, "POST");
            serde_json::from_slice(&request.body).unwrap()
        })
        .collect()
}

#[test]
fn a_spike_is_told_once_with_its_cause_and_never_again_for_that_day() {
    let config = format!("{CONFIG}{STORM}");
    in_world(Mode::Good, &config, async |world| {
        world
            .web
            .on("/in", [Reply::new(503, &[], ""), Reply::new(204, &[], "")]);
        let items = quiet_weeks(world).await;
        storm(world, items).await;
        assert_eq!(world.daemon.alert_round().await.unwrap(), 1);
        assert_eq!(world.daemon.alert_round().await.unwrap(), 0, "told already");
        // The process dies before anything is sent; what was decided stands in the outbox.
        world.restart(&config, SignedDuration::from_mins(1)).await;
        world.poll_due().await;
        world.pass(SignedDuration::from_mins(11));
        assert_eq!(
            world.daemon.alert_round().await.unwrap(),
            0,
            "a restart tells nothing again"
        );
        world.mail_round().await;
        let mails = world.mails();
        assert_eq!(mails.len(), 1, "{mails:?}");
        let mail = &mails[0];
        assert_eq!(
            mail.subject,
            "Acme: 10 mentions on 7 December so far, 10× the usual 1 a day"
        );
        for body in [&mail.text, &mail.html] {
            for part in [
                "95 % range",
                "kristalsky.example",
                "Kristal Sky, of the roster",
                "To do",
                "twice as loud",
            ] {
                assert!(body.contains(part), "`{part}` is missing in {body}");
            }
        }
        // The webhook was busy at first and is called again until it takes it; the address is written nowhere.
        assert_eq!(calls(world).len(), 1);
        world.pass(hours(1));
        world.mail_round().await;
        world.pass(hours(1));
        world.mail_round().await;
        let calls = calls(world);
        assert_eq!(calls.len(), 2);
        assert_eq!(calls[0], calls[1]);
        assert_eq!(calls[1]["when"], "spike");
        assert_eq!(calls[1]["unusual"]["count"], 10);
        let endpoint = world.endpoint().await;
        let outbox = get(endpoint, "/outbox").await.body;
        assert!(
            outbox.contains("webhook:hooks.example") && !outbox.contains("canary-hook"),
            "{outbox}"
        );
        let alerts = get(endpoint, "/alerts?alert=storm").await;
        assert_eq!(alerts.json()[0]["headline"], mail.subject.as_str());
        assert_eq!(
            get(endpoint, "/alerts?brand=coyote").await.json(),
            serde_json::json!([])
        );
        assert_eq!(get(endpoint, "/alerts?odd=1").await.status, 400);
        let page = get(endpoint, "/").await.body;
        assert!(
            page.contains("10 mentions on 7 December") && page.contains("Out of the ordinary"),
            "{page}"
        );
        assert_eq!(world.mails().len(), 1, "nothing was mailed twice");
        // The day after is ordinary again, and the day of the storm does not count as normal.
        world.pass(hours(24));
        world.poll_due().await;
        assert_eq!(world.daemon.alert_round().await.unwrap(), 0);
    });
}

#[test]
fn the_first_days_of_a_daemon_alarm_nobody() {
    in_world(Mode::Good, &format!("{CONFIG}{STORM}"), async |world| {
        // A feed that lists much of today and little of before looks like a spike to whoever was not there.
        let at = noon(start());
        let items: Vec<_> = (0..14).map(|n| (n, at, said(n))).collect();
        world.web.on("/feed.xml", [feed("news.example", &items)]);
        world.web.on("/blog.xml", [feed("kristalsky.example", &[])]);
        assert_eq!(world.poll_due().await, 14);
        assert_eq!(world.daemon.alert_round().await.unwrap(), 0);
        assert_eq!(world.daemon.store().alerts().unwrap(), []);
    });
}

#[test]
fn posts_are_told_as_they_come_and_together_after_a_pause() {
    let alerts = r#"
[[alert]]
id = "kristal"
when = "influencer"
brand = "acme"
to = ["pr@acme.example"]

[[alert]]
id = "recall"
when = "keyword"
brand = "acme"
match = "recall OR lawsuit"
to = ["legal@acme.example"]
"#;
    in_world(Mode::Good, &format!("{CONFIG}{alerts}"), async |world| {
        let at = noon(start());
        let post = |n, text: &str| {
            (
                n,
                at + SignedDuration::from_mins(i64::try_from(n).unwrap()),
                text.to_owned(),
            )
        };
        world.web.on(
            "/feed.xml",
            [feed(
                "news.example",
                &[post(1, "Acme opens a school for young skaters")],
            )],
        );
        world.web.on("/blog.xml", [feed("kristalsky.example", &[])]);
        world.poll_due().await;
        world.daemon.alert_round().await.unwrap();
        assert!(world.daemon.store().alerts().unwrap().is_empty());
        world.pass(hours(1));
        let news = [
            post(1, "Acme opens a school for young skaters"),
            post(2, "A lawsuit about the bolts of Acme begins"),
        ];
        world.web.on("/feed.xml", [feed("news.example", &news)]);
        let blog = [post(3, "What I think of the Acme racer after a month")];
        world.web.on("/blog.xml", [feed("kristalsky.example", &blog)]);
        world.poll_due().await;
        assert_eq!(world.daemon.alert_round().await.unwrap(), 2);
        world.mail_round().await;
        let subjects: Vec<String> = world.mails().into_iter().map(|mail| mail.subject).collect();
        assert_eq!(
            subjects,
            [
                "Acme: Kristal Sky posted",
                "Acme: 1 new mention of “recall OR lawsuit”"
            ]
        );
        // Two more within the pause are told in one mail after it.
        world.pass(SignedDuration::from_mins(20));
        let more = [
            post(4, "A second lawsuit against Acme in Linz"),
            post(5, "Acme says the recall is a rumour"),
        ];
        world.web.on("/feed.xml", [feed("news.example", &more)]);
        world.poll_due().await;
        assert_eq!(world.daemon.alert_round().await.unwrap(), 0, "it keeps still");
        world.pass(SignedDuration::from_mins(50));
        assert_eq!(world.daemon.alert_round().await.unwrap(), 1);
        world.mail_round().await;
        let last = world.mails().pop().unwrap();
        assert_eq!(last.subject, "Acme: 2 new mentions of “recall OR lawsuit”");
        assert!(
            last.text.contains("within an hour is told together"),
            "{}",
            last.text
        );
        world.pass(hours(2));
        assert_eq!(world.daemon.alert_round().await.unwrap(), 0, "each is told once");
    });
}

#[test]
fn a_feed_that_goes_silent_without_an_error_is_noticed() {
    let alert =
        "\n[[alert]]\nid = \"quiet\"\nwhen = \"silence\"\nbrand = \"acme\"\nto = [\"pr@acme.example\"]\n";
    in_world(Mode::Good, &format!("{CONFIG}{alert}"), async |world| {
        world.web.on("/blog.xml", [feed("kristalsky.example", &[])]);
        let mut items = Vec::new();
        let (mut told, mut written) = (0, 0);
        for n in 0..28 {
            let at = noon(day(n));
            world.at(&(at + hours(2)).to_string());
            // Three a day for twenty days, then nothing.
            for _ in 0..if n < 20 { 3 } else { 0 } {
                items.insert(0, (written, at, said(written)));
                written += 1;
            }
            items.truncate(30);
            world.web.on("/feed.xml", [feed("news.example", &items)]);
            world.poll_due().await;
            told += world.daemon.alert_round().await.unwrap();
        }
        assert_eq!(told, 1, "once a week at most");
        world.mail_round().await;
        let mail = world
            .mails()
            .into_iter()
            .find(|mail| mail.subject.contains("no mention"))
            .unwrap();
        assert!(
            mail.subject
                .starts_with("Acme: no mention in the 3 days to 9 December, 3 a day are usual"),
            "{mail:?}"
        );
        assert!(
            mail.text.contains("News brought") && mail.text.contains("none since"),
            "{}",
            mail.text
        );
    });
}

#[test]
fn a_lost_backlink_is_told_once_with_its_page() {
    let config = r#"
[polling]
every = "15m"
min_every = "1m"
spacing = "0s"
timeout = "5s"

[[brand]]
id = "acme"
name = "Acme"
match = "acme"
domains = ["shop.example"]

[[source]]
name = "Blog"
feed = "http://blog.example:@PORT@/feed.xml"
allow_private = true

[[alert]]
id = "links"
when = "lost-backlink"
brand = "acme"
to = ["seo@acme.example"]
"#;
    in_world(Mode::Good, config, async |world| {
        let text = "The rocket skates of Acme are faster than anything on wheels";
        let at = |host: &str, path: &str| format!("http://{host}:{}{path}", world.web.address.port());
        let link = format!("<a href=\"{}\">the skates</a>", at("shop.example", "/skates"));
        let page = |link: &str| {
            Reply::html(format!(
                "<html><body><article><h1>Skates</h1><p>{text}. {text}. {text}.</p><p>Buy them here, they are worth it: \
                 {link}. More about them in the next days.</p></article></body></html>"
            ))
        };
        let escaped = link.replace('<', "&lt;").replace('"', "&quot;");
        let item = format!(
            "<rss version=\"2.0\"><channel><item><guid>1</guid><link>{}</link><title>Post 1</title>\
             <description>{text}. {escaped}</description></item></channel></rss>",
            at("blog.example", "/1")
        );
        world.web.on("/feed.xml", [Reply::ok(item)]);
        world.web.on("/skates", [Reply::html("<p>Skates</p>")]);
        world.web.on("/1", [page(&link), page("not here any more")]);
        assert_eq!(world.poll_due().await, 1);
        assert_eq!(world.daemon.alert_round().await.unwrap(), 0);
        let mut told = 0;
        for _ in 0..12 {
            world.pass(hours(24));
            world.poll_due().await;
            world.daemon.recheck_round().await.unwrap();
            told += world.daemon.alert_round().await.unwrap();
        }
        assert_eq!(told, 1);
        world.mail_round().await;
        let mails = world.mails();
        let mail = mails
            .iter()
            .find(|mail| mail.subject.contains("backlink"))
            .unwrap();
        assert_eq!(mail.subject, "Acme: lost the backlink from blog.example");
        for part in [
            "/1",
            "/skates",
            "the link was removed, seen twice",
            "ask for the link back",
        ] {
            assert!(mail.text.contains(part), "`{part}` is missing in {}", mail.text);
        }
    });
}
