//! What is judged of whom, from the configuration to the report: spun pages, people with several accounts, tiers.

use jiff::SignedDuration;
use mentiond::model::{Polarity, Tier};

use crate::support::{
    smtp::Mode,
    web::Reply,
    world::{get, in_world},
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

[[digest]]
id = "weekly"
schedule = "0 8 * * Mon"
to = ["Marketing <marketing@acme.example>"]
"#;

const BOARD: &str = r#"
[[source]]
name = "Board"
page = "http://house.example:@PORT@/board"
items = { each = "li", title = "a", link = "a" }
follow = true
allow_private = true
"#;

const VOICES: &str = r#"
[[source]]
name = "Photos"
api = "json"
platform = "instagram"
request = { url = "http://photos.example:@PORT@/api" }
items = "$.posts[*]"
fields = { id = "$.id", url = "$.url", text = "$.text", published = "$.at", likes = "$.likes", author_handle = "$.by", author = "$.name", followers = "$.followers" }
allow_private = true

[[source]]
name = "Blog"
feed = "http://blog.example:@PORT@/feed.xml"
allow_private = true
"#;

/// A page of a guest house in Korea whose board has an article that has nothing to do with it.
fn board_page(title: &str) -> Reply {
    let article = "<p>The Acme rockets that we tried last week fly higher than any others that we know of, and they come \
                   at half the price, so that everybody on our street now wants to have a pair of them.</p>"
        .repeat(4);
    Reply::html(format!(
        "<html lang=ko><head><title>{title} > 묻고답하기</title></head><body><nav><a href=/>메인으로</a> <a \
         href=/r>실시간예약</a> <a href=/g>게스트룸 프리뷰</a> <a href=/q>묻고답하기</a></nav><h1>{title}</h1><div>페이지 \
         정보</div><div>작성자</div><div class=content>{article}</div><div>댓글목록</div><div>등록된 댓글이 없습니다</div> \
         </body></html>"
    ))
}

#[test]
fn an_article_on_an_abandoned_board_is_set_aside_with_every_reason() {
    in_world(Mode::Good, &format!("{CONFIG}{BOARD}"), async |world| {
        let list = "<ul><li><a href=/1>how-to-buy-acme-rocket-skates-cheap</a></li><li><a href=/2>Acme rockets in \
                    Seoul</a></li></ul>";
        world.web.on(
            "/board",
            [Reply::html(format!("<html><body>{list}</body></html>"))],
        );
        world
            .web
            .on("/1", [board_page("how-to-buy-acme-rocket-skates-cheap")]);
        world.web.on("/2", [board_page("Acme rockets in Seoul")]);
        assert_eq!(world.poll_due().await, 2);
        let mut mentions = world.mentions().await;
        mentions.sort_by_key(|mention| mention.url.clone());
        let [spun, honest] = mentions.as_slice() else {
            panic!("{mentions:?}");
        };
        assert!(spun.spam.set_aside, "{:?}", spun.spam);
        assert_eq!(
            spun.spam.reasons,
            [
                "its title is the end of an address: «how-to-buy-acme-rocket-skates-cheap»",
                "a text in `en` on a page in `ko`"
            ]
        );
        assert_eq!(spun.spam.weights.len(), 2);
        assert!(
            !honest.spam.set_aside,
            "people write English in Korea: {:?}",
            honest.spam
        );
        assert_eq!(honest.spam.reasons, ["a text in `en` on a page in `ko`"]);
    });
}

#[test]
fn one_person_on_two_platforms_is_one_new_voice() {
    in_world(Mode::Good, &format!("{CONFIG}{VOICES}"), async |world| {
        let posts = r#"{"posts":[
            {"id":1,"url":"http://photos.example/1","text":"I love my Acme skates","at":"2026-11-17T08:00:00Z","likes":400,"by":"anna.skates","name":"Anna","followers":48200},
            {"id":2,"url":"http://photos.example/2","text":"Acme skates are great","at":"2026-11-17T09:00:00Z","likes":40,"by":"annalind","name":"Anna Other","followers":800}]}"#;
        world.web.on("/api", [Reply::json(posts)]);
        let feed = r#"<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Skates</title><id>x</id>
            <entry><id>e1</id><title>Acme skates, a month on</title><link href="http://blog.example/1"/>
            <updated>2026-11-17T07:00:00Z</updated><author><name>Anna Lind</name>
            <uri>https://www.instagram.com/anna.skates/</uri></author>
            <content>The Acme skates are still wonderful after a month of wheels.</content></entry></feed>"#;
        world.web.on("/feed.xml", [Reply::ok(feed)]);
        assert_eq!(world.poll_due().await, 3);
        let endpoint = world.endpoint().await;
        let path = "/report?brand=acme&since=2026-11-16&until=2026-11-18";
        let report = get(endpoint, path).await.json();
        let voices = report["new_voices"].as_array().unwrap();
        assert_eq!(voices.len(), 2, "{report}");
        let anna = &voices[0];
        assert_eq!(
            (&anna["mentions"], &anna["followers"]),
            (&2.into(), &48_200.into())
        );
        assert_eq!(anna["accounts"].as_array().unwrap().len(), 2, "{anna}");
        assert_eq!(
            anna["joined"][0],
            "the profile of Anna Lind on blog.example is @anna.skates on instagram"
        );
        assert_eq!(
            voices[1]["accounts"],
            serde_json::json!([]),
            "nobody by the handle alone"
        );

        world.mail_round().await;
        world.at("2026-11-23T07:00:00Z");
        world.poll_due().await;
        assert_eq!(world.mail_round().await.sent, 1);
        let mail = world.mails().remove(0);
        for part in [&mail.text, &mail.html] {
            let words: Vec<&str> = part.split_whitespace().collect();
            let part = words.join(" ");
            let told =
                "one person with Anna Lind on web: the profile of Anna Lind on blog.example is @anna.skates";
            assert!(part.contains(told), "{part}");
        }
    });
}

#[test]
fn tiers_that_begin_elsewhere_hold_for_what_is_stored() {
    let config = format!("{CONFIG}{VOICES}");
    let lower = format!("{config}\n[tiers]\nmicro = 500\nmid = 40000\n");
    in_world(Mode::Good, &config, async |world| {
        let posts = r#"{"posts":[
            {"id":1,"text":"I love my Acme skates","at":"2026-11-17T08:00:00Z","by":"anna.skates","followers":48200},
            {"id":2,"text":"Acme skates are great","at":"2026-11-17T09:00:00Z","by":"annalind","followers":800},
            {"id":3,"text":"Acme skates, well","at":"2026-11-17T09:30:00Z","by":"nobody"}]}"#;
        world.web.on("/api", [Reply::json(posts)]);
        world.web.on(
            "/feed.xml",
            [Reply::ok(
                "<rss version='2.0'><channel><title>x</title></channel></rss>",
            )],
        );
        assert_eq!(world.poll_due().await, 3);
        world.mail_round().await;
        let tiers = async || {
            let mut found: Vec<_> = world
                .mentions()
                .await
                .into_iter()
                .map(|mention| (mention.published_id.unwrap_or_default(), mention.tier))
                .collect();
            found.sort();
            found.into_iter().map(|(_, tier)| tier).collect::<Vec<_>>()
        };
        assert_eq!(tiers().await, [Some(Tier::Micro), Some(Tier::Nano), None]);
        world.daemon.adopt(world.plan(&lower).unwrap()).await.unwrap();
        world.mail_round().await;
        assert_eq!(tiers().await, [Some(Tier::Mid), Some(Tier::Micro), None]);
        let endpoint = world.endpoint().await;
        let path = "/report?brand=acme&since=2026-11-16&until=2026-11-18";
        let report = get(endpoint, path).await.json();
        let named: Vec<&str> = report["tiers"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|row| row["name"].as_str())
            .collect();
        assert!(
            named.contains(&"mid") && named.contains(&"micro") && !named.contains(&"nano"),
            "{named:?}"
        );
        world.pass(SignedDuration::from_mins(1));
        world.daemon.adopt(world.plan(&config).unwrap()).await.unwrap();
        world.mail_round().await;
        assert_eq!(tiers().await, [Some(Tier::Micro), Some(Tier::Nano), None]);
    });
}

const PAPERS: &str = r#"
[[source]]
name = "Paper"
feed = "http://paper.example:@PORT@/paper.xml"
allow_private = true

[[source]]
name = "Gazeta"
feed = "http://gazeta.example:@PORT@/gazeta.xml"
allow_private = true
"#;

fn article(site: &str, at: &str, title: &str, text: &str) -> Reply {
    Reply::ok(format!(
        "<rss version='2.0'><channel><title>{site}</title><item><guid>1</guid><link>http://{site}.example/1</link>\
         <title>{title}</title><pubDate>Tue, 17 Nov 2026 {at} GMT</pubDate><description>{text}</description></item>\
         </channel></rss>"
    ))
}

#[test]
fn a_story_goes_on_in_another_alphabet() {
    let english = "Acme opens its first factory outside Sweden in Novosibirsk next spring. The maker of rocket skates will \
        employ 1,250 people there and make 340,500 pairs a year, said its head, Kristal Lindqvist, when she presented the \
        plans in Stockholm on Monday. The building takes 48,700 square metres and costs 62.5 million euros, of which the \
        bank pays a third. Skates from there will be sold in 14 countries, first of all by Coyote, the largest chain of \
        sports shops in the region. The share of Acme rose by 4.7 per cent, and its owners, who had waited for good news \
        since the summer, were glad to hear them.";
    let russian = "Компания Акме весной откроет в Новосибирске первый завод за пределами Швеции. Производитель ракетных \
        коньков наймёт 1250 человек и будет выпускать 340 500 пар в год, сообщила глава компании Кристал Линдквист на \
        презентации планов, которая прошла в понедельник. Здание займёт 48 700 квадратных метров и обойдётся в 62,5 \
        миллиона евро, треть из которых заплатит банк. Коньки отсюда будут продаваться в 14 странах, прежде всего в сети \
        Койот, крупнейшей в регионе. Акции компании Акме выросли на 4,7 процента, и владельцы, которые с лета ждали хороших \
        новостей, были рады их услышать. Завод станет одним из самых больших в своей отрасли, и город надеется, что за ним \
        придут другие, потому что места хватает, а дороги построены.";
    let config = format!("{CONFIG}{PAPERS}").replace("match = \"acme\"", "match = \"acme OR акме\"");
    in_world(Mode::Good, &config, async |world| {
        let paper = article("paper", "07:00:00", "Acme goes east", english);
        world.web.on("/paper.xml", [paper]);
        let gazeta = article("gazeta", "09:00:00", "Акме идёт на восток", russian);
        world.web.on("/gazeta.xml", [gazeta]);
        world.poll_due().await;
        let mentions = world.mentions().await;
        let stories: std::collections::BTreeSet<&str> =
            mentions.iter().map(|mention| mention.story.as_str()).collect();
        assert!(mentions.len() >= 2, "{mentions:?}");
        assert_eq!(stories.len(), 1, "{stories:?}");
        let is_copy =
            |mention: &mentiond::model::Mention| mention.kinds.contains(&mentiond::model::Kind::Copy);
        let translated = mentions.iter().filter(|mention| mention.text.contains("Акме"));
        assert!(
            !translated.clone().any(is_copy) && translated.count() > 0,
            "a translation is no copy"
        );
    });
}

const FANS: &str = r#"
[[source]]
name = "Fans"
api = "json"
request = { url = "http://fans.example:@PORT@/api" }
items = "$.posts[*]"
fields = { id = "$.id", url = "$.url", text = "$.text", published = "$.at", author_handle = "$.by", language = "$.lang" }
platform = "mastodon"
allow_private = true
"#;

/// Fifty fans, and one who shows by how little he says how the source is heard.
fn fans(from: u32, last: &str) -> Reply {
    let post = |id: u32, text: &str| {
        format!(
            r#"{{"id":"{id}","url":"https://fans.example/{id}","text":"{text}","at":"2026-11-16T01:{:02}:00Z","by":"fan{id}","lang":"en"}}"#,
            id % 60
        )
    };
    let loved = (from..from + 50).map(|id| post(id, &format!("I love Acme rocket number {id}!")));
    let posts: Vec<String> = loved.chain([post(from + 50, last)]).collect();
    Reply::json(format!("{{\"posts\":[{}]}}", posts.join(",")))
}

#[test]
fn a_source_of_fans_is_heard_as_one_once_its_posts_have_told() {
    in_world(Mode::Good, &format!("{CONFIG}{FANS}"), async |world| {
        world.web.on(
            "/api",
            [
                fans(100, "playing with the new Acme rocket"),
                fans(200, "playing with the old Acme rocket"),
            ],
        );
        world.poll_due().await;
        world.pass(SignedDuration::from_mins(20));
        world.poll_due().await;
        let mentions = world.mentions().await;
        let said = |words: &str| {
            let found = mentions.iter().find(|mention| mention.text.contains(words));
            found.expect(words)
        };
        let told = |words: &str| said(words).evidence.get("outspoken").map(String::as_str);
        assert_eq!(told("number 100!"), None, "nobody had spoken there yet");
        assert_eq!(
            told("new Acme"),
            Some("of the last 50 texts of its source 0 were neutral by the usual bands")
        );
        // What is read again is judged again, and not counted again.
        assert_eq!(
            told("old Acme"),
            Some("of the last 101 texts of its source 1 were neutral by the usual bands")
        );
        assert_eq!(said("old Acme").sentiment.label, Polarity::Positive);
        let state = world.state("Fans");
        assert_eq!((state.candour.texts, state.candour.neutral), (102, 2));
    });
}
