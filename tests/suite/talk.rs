//! What the mentions are and what they are about, from a feed and an API to the mail, the lists and the report.

use mentiond::model::{Kind, MediaKind, Mention};

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
owned = ["acme.example"]

[[topic]]
id = "delivery"
name = "Delivery"
match = '(late OR waiting) NEAR/9 (order OR parcel) OR delivery'

[[topic]]
id = "coyote-only"
match = "skates"
brand = "coyote"

[[brand]]
id = "coyote"
competitor_of = "acme"
match = "coyote"

[[digest]]
id = "weekly"
schedule = "0 8 * * Mon"
to = ["Marketing <marketing@acme.example>"]

[[source]]
name = "News"
feed = "http://rocketnews.example:@PORT@/feed.xml"
allow_private = true

[[source]]
name = "Posts"
api = "json"
request = { url = "http://posts.example:@PORT@/api" }
items = "$.posts[*]"
fields = { id = "$.id", url = "$.url", text = "$.text", published = "$.at", likes = "$.likes", author = "$.by", author_handle = "$.by", followers = "$.followers", bot = "$.bot", language = "$.lang" }
platform = "x"
allow_private = true
"#;

fn fill(world: &World) {
    world.web.on(
        "/feed.xml",
        [Reply::ok(
            "<rss version=\"2.0\"><channel><title>News</title><link>http://rocketnews.example/</link>\
             <item><guid>1</guid><link>http://rocketnews.example/1</link><title>Acme opens a plant</title>\
             <description>BRUSSELS (Reuters) - Acme has opened a plant, a spokesperson said.</description>\
             <pubDate>Mon, 16 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>",
        )],
    );
    let post = |id: u32, by: &str, text: &str| {
        let (bot, followers) = (by == "ticker", if by == "dee" { 48_200 } else { 120 });
        format!(
            r#"{{"id":"{id}","url":"https://x.com/{by}/status/{id}","text":"{text}","at":"2026-11-16T0{id}:00:00Z",
                "likes":{id},"by":"{by}","lang":"en","bot":{bot},"followers":{followers}}}"#
        )
    };
    let posts = [
        post(1, "ann", "Does anyone know whether the Acme skates run small"),
        post(
            2,
            "bob",
            "Still waiting for my order from Acme, three weeks late, awful",
        ),
        post(3, "cyd", "New skates from Acme #ad"),
        post(
            4,
            "dee",
            "I have been using Acme skates for a month and would recommend them",
        ),
        post(5, "ticker", "Does anyone know Acme? Acme is up 3 per cent"),
    ];
    let body = format!("{{\"posts\":[{}]}}", posts.join(","));
    world.web.on("/api", [Reply::json(&body)]);
}

fn by<'m>(mentions: &'m [Mention], words: &str) -> &'m Mention {
    mentions
        .iter()
        .find(|mention| mention.text.contains(words))
        .unwrap_or_else(|| panic!("no mention with `{words}`"))
}

#[test]
fn questions_complaints_and_topics_reach_the_mail() {
    in_world(Mode::Good, CONFIG, async |world| {
        fill(world);
        assert_eq!(world.mail_round().await.sent, 0, "a new digest owes nothing");
        assert_eq!(world.poll_due().await, 6);
        let mentions = world.mentions().await;
        let (asked, complained) = (by(&mentions, "run small"), by(&mentions, "three weeks"));
        assert_eq!(asked.kinds, [Kind::Question]);
        assert_eq!(asked.evidence["question"], "`Does anyone know`");
        assert!(asked.topics.is_empty());
        assert_eq!(complained.kinds, [Kind::Complaint]);
        assert_eq!(complained.topics, ["delivery"]);
        assert_eq!(by(&mentions, "would recommend").kinds, [Kind::Review]);
        let news = by(&mentions, "BRUSSELS");
        assert_eq!(news.kinds, [Kind::News]);
        assert!(news.evidence["news"].contains("reuters"), "{:?}", news.evidence);
        let paid = by(&mentions, "#ad");
        assert_eq!(
            (paid.media, paid.evidence["paid"].as_str()),
            (MediaKind::Paid, "it says `#ad`")
        );

        let program = by(&mentions, "3 per cent");
        assert!(program.automated && program.evidence["automated"] == "marked by the platform");

        let endpoint = world.endpoint().await;
        for (path, count) in [
            ("/mentions?kind=question", 2),
            ("/mentions?kind=complaint&topic=delivery", 1),
            ("/mentions?topic=coyote-only", 0),
            ("/mentions?kind=news", 1),
        ] {
            let answer = get(endpoint, path).await;
            let listed: Vec<serde_json::Value> = answer.json().as_array().cloned().unwrap();
            assert_eq!(listed.len(), count, "{path}");
        }
        let csv = get(endpoint, "/mentions?format=csv").await.body;
        assert!(
            csv.lines()
                .next()
                .unwrap()
                .ends_with("kinds,topics,automated,evidence,corrected,towards"),
            "{csv}"
        );
        assert!(csv.contains("complaint,delivery,false,\"complaint: "), "{csv}");
        let page = get(endpoint, "/").await.body;
        assert!(
            page.contains("2 questions · 1 complaint (1 negative) · 1 review (1 positive)"),
            "{page}"
        );

        assert!(page.contains("New voices</span> dee (x, authority"), "{page}");
        let report = get(endpoint, "/report?since=2026-11-16").await.json();
        let voices = report["new_voices"].as_array().unwrap();
        let names: Vec<_> = voices.iter().map(|row| row["name"].as_str().unwrap()).collect();
        assert_eq!(names[0], "dee", "{voices:?}");
        assert!(
            !names.contains(&"ticker") && !names.contains(&"cyd") && !names.contains(&"bob"),
            "{names:?}"
        );
        assert!(
            voices[0]["reason"].as_str().unwrap().contains("by followers"),
            "{voices:?}"
        );
        assert_eq!(report["automated"]["named"][0]["name"], "ticker");
        let authors = report["tiles"]
            .as_array()
            .unwrap()
            .iter()
            .find(|tile| tile["metric"] == "authors")
            .unwrap();
        assert_eq!(
            authors["value"]["value"], 4.0,
            "programs are no authors: {authors}"
        );

        world.at("2026-11-23T07:00:00Z");
        world.poll_due().await;
        assert_eq!(world.mail_round().await.sent, 1);
        let mail = &world.mails()[0];
        for part in [&mail.text, &mail.html] {
            let part = part.to_lowercase();
            assert!(part.contains("1 account of a program spoke once"), "{part}");
            for words in [
                "new voices",
                "what they asked and complained about",
                "2 questions",
                "delivery",
                "run small",
            ] {
                assert!(part.contains(words), "`{words}` is missing in {part}");
            }
            assert!(
                !part.contains("coyote-only"),
                "the topic of another brand: {part}"
            );
        }
    });
}

#[test]
fn the_theme_of_the_week_stands_against_the_weeks_before() {
    in_world(Mode::Good, CONFIG, async |world| {
        world.web.on(
            "/feed.xml",
            [Reply::ok(
                "<rss version=\"2.0\"><channel><title>N</title></channel></rss>",
            )],
        );
        let post = |name: &str, n: usize, month: u32, text: &str| {
            format!(
                r#"{{"id":"{name}{n}","url":"https://x.com/{name}{n}/status/1","text":"{text}",
                    "at":"2026-{month}-{:02}T09:00:00Z","likes":1,"by":"{name}{n}","lang":"en"}}"#,
                if month == 10 { n + 1 } else { 16 }
            )
        };
        let mut posts: Vec<String> = (0..12)
            .map(|n| post("old", n, 10, &format!("My Acme skates are fast on ice, lap {n}")))
            .collect();
        posts.extend((0..9).map(|n| {
            post(
                "new",
                n,
                11,
                &format!("One cracked wheel on my Acme skates, order {n}, sad"),
            )
        }));
        posts
            .extend((9..12).map(|n| post("new", n, 11, &format!("My Acme skates are fast on ice, lap {n}"))));
        world.web.on(
            "/api",
            [Reply::json(format!("{{\"posts\":[{}]}}", posts.join(",")))],
        );
        world.mail_round().await;
        assert_eq!(world.poll_due().await, 24);
        world.at("2026-11-23T07:00:00Z");
        world.poll_due().await;
        assert_eq!(world.mail_round().await.sent, 1);
        let mail = &world.mails()[0];
        for part in [&mail.text, &mail.html] {
            assert!(part.contains("▲ cracked wheel"), "{part}");
            assert!(part.contains("75 % of authors, before 0 %"), "{part}");
            assert!(
                part.contains("Themes: 12 authors in the window against 12"),
                "{part}"
            );
        }
    });
}
