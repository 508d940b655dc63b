//! The daemon in a world that is moved by hand: from what the web says to what a person reads, and never twice.

use jiff::{SignedDuration, ToSpan as _};
use mentiond::app::deliver::Round;

use crate::support::{
    smtp::Mode,
    web::Reply,
    world::{World, in_world},
};

const BRAND: &str = r#"
[polling]
every = "15m"
min_every = "1m"
spacing = "0s"
timeout = "5s"

[[brand]]
id = "acme"
name = "Acme"
match = 'acme NOT "acme clinic"'
domains = ["acme.example"]

[[digest]]
id = "weekly"
schedule = "0 8 * * Mon"
to = ["Marketing <marketing@acme.example>"]
"#;

const NEWS: &str = r#"
[[source]]
name = "News"
feed = "http://news.example:@PORT@/feed.xml"
allow_private = true
"#;

const FORUM: &str = r#"
[[source]]
name = "Forum"
page = "http://forum.example:@PORT@/latest"
items = { each = "li", title = "h2", link = "h2 a@href", date = "time@datetime", author = ".by" }
follow = true
platform = "forum"
allow_private = true
"#;

const REVIEWS: &str = r#"
[[source]]
name = "Reviews"
api = "json"
request = { url = "http://reviews.example:@PORT@/api" }
items = "$.reviews[*]"
fields = { id = "$.id", url = "$.url", title = "$.title", text = "$.text", published = "$.at", likes = "$.likes" }
allow_private = true
"#;

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

/// An RSS feed of items: guid, link, title, text. All of Monday the 16th.
fn rss(items: &[(&str, &str, &str, &str)]) -> String {
    let items: String = items
        .iter()
        .map(|(guid, link, title, text)| {
            format!(
                "<item><guid isPermaLink=\"false\">{guid}</guid><link>{link}</link><title>{title}</title>\
                 <description>{text}</description><pubDate>Mon, 16 Nov 2026 10:00:00 GMT</pubDate></item>"
            )
        })
        .collect::<Vec<_>>()
        .concat();
    format!(
        "<rss version=\"2.0\"><channel><title>News</title><link>http://news.example/</link>{items}</channel></rss>"
    )
}

fn news() -> String {
    rss(&[
        (
            "1",
            "http://news.example/1",
            "Acme opens a plant",
            "The new Acme plant is a delight, say neighbours.",
        ),
        (
            "2",
            "http://news.example/2",
            "A quiet week",
            "Nothing happened that anybody would remember.",
        ),
        (
            "3",
            "http://news.example/3",
            "Rockets recalled",
            "Acme recalls rockets after terrible failures.",
        ),
        (
            "4",
            "http://news.example/4",
            "Health",
            "The Acme Clinic has nothing to do with it.",
        ),
    ])
}

/// News, a forum whose topics have pages of their own, and reviews: four mentions in all.
fn fill(world: &World) {
    world.web.on("/feed.xml", [Reply::ok(news())]);
    let topics = "<html><body><ul>\
        <li><h2><a href=\"/t/1\">Which skates</a></h2><time datetime=\"2026-11-16T08:00:00Z\">x</time></li>\
        <li><h2><a href=\"/t/2\">Lunch</a></h2><time datetime=\"2026-11-16T09:00:00Z\">x</time></li></ul></body></html>";
    world.web.on("/latest", [Reply::html(topics)]);
    let topic = |text: &str| {
        let body = format!("<html><body><article><h1>Topic</h1><p>{text}</p></article></body></html>");
        Reply::html(body)
    };
    let praise = "I bought skates from Acme last month and they are wonderful; I have skated to work every single day \
                  since, and so has my neighbour, who bought the same ones. \
                  <a href=\"https://acme.example/skates\">These are the ones.</a>";
    world.web.on("/t/1", [topic(praise)]);
    world.web.on(
        "/t/2",
        [topic(
            "The soup was good today, and tomorrow there will be pancakes for everybody who comes.",
        )],
    );
    let reviews = r#"{"reviews":[{"id":7,"url":"http://reviews.example/7","title":"Five stars","text":"Acme skates are great",
        "at":"2026-11-15T10:00:00Z","likes":12},{"id":8,"title":"Two stars","text":"Other skates","at":"2026-11-15T11:00:00Z"}]}"#;
    world.web.on("/api", [Reply::json(reviews)]);
}

fn everything() -> String {
    format!("{BRAND}{NEWS}{FORUM}{REVIEWS}")
}

#[test]
fn what_is_heard_is_mailed_once() {
    let config = everything();
    in_world(Mode::Good, &config, async |world| {
        fill(world);
        assert_eq!(world.mail_round().await.sent, 0, "a new digest owes nothing");
        assert_eq!(world.poll_due().await, 4);
        assert_eq!(world.mentions().await.len(), 4);
        let forum = world
            .mentions()
            .await
            .into_iter()
            .find(|m| m.source.as_str() == "Forum")
            .unwrap();
        assert!(
            forum.text.contains("skated to work"),
            "the topic's own page is read: {}",
            forum.text
        );
        assert_eq!(forum.backlinks.len(), 1);

        world.at("2026-11-23T06:59:59Z");
        assert_eq!(world.mail_round().await.sent, 0, "not before eight in Stockholm");
        world.at("2026-11-23T07:00:00Z");
        world.poll_due().await;
        assert_eq!(world.mail_round().await.sent, 1);
        let mails = world.mails();
        assert_eq!(mails.len(), 1);
        for part in [&mails[0].text, &mails[0].html] {
            for word in ["Acme", "22 Nov 2026", "Acme opens a plant"] {
                assert!(part.contains(word), "`{word}` is missing in {part}");
            }
        }
        assert!(!mails[0].text.contains("This digest is late"));
        for _ in 0..10 {
            world.pass(hours(7));
            assert_eq!(world.mail_round().await, Round::default(), "sent once");
        }
        world.restart(&config, hours(1)).await;
        assert_eq!(world.mail_round().await, Round::default(), "nor after a restart");
        world.at("2026-11-30T07:00:30Z");
        assert_eq!(
            world.mail_round().await.sent,
            1,
            "the next one comes a week later"
        );
        assert_eq!(world.mails().len(), 2);
        assert_eq!(world.poll_due().await, 0);
        assert_eq!(world.mentions().await.len(), 4);
    });
}

#[test]
fn the_same_documents_told_anew_are_the_same_mentions() {
    let config = format!("{BRAND}{NEWS}");
    let long = "Acme has opened a plant on the hill above the harbour, and those who live there say that they like it.";
    let told = |round: usize| {
        let items: Vec<[String; 4]> = (0..3)
            .map(|n| {
                let guid = if (2..4).contains(&round) {
                    format!("g{n}-{round}")
                } else {
                    format!("g{n}")
                };
                let link = match round {
                    4 => format!("https://www.news.example/moved/{n}?utm_source=rss"),
                    _ => format!("http://news.example/{n}"),
                };
                let text = if round == 5 {
                    format!("Corrected: {long} {n}")
                } else {
                    format!("{long} {n}")
                };
                [guid, link, format!("Acme news number {n}"), text]
            })
            .collect();
        rss(&items
            .iter()
            .map(|[a, b, c, d]| (&**a, &**b, &**c, &**d))
            .collect::<Vec<_>>())
    };
    in_world(Mode::Good, &config, async |world| {
        world
            .web
            .on("/feed.xml", (0..6).map(|round| Reply::ok(told(round))));
        assert_eq!(world.poll_due().await, 3);
        for round in 1..10 {
            world.pass(hours(1));
            assert_eq!(world.poll_due().await, 0, "round {round}");
        }
        let mentions = world.mentions().await;
        assert_eq!(mentions.len(), 3);
        assert!(
            mentions.iter().all(|m| m.text.starts_with("Corrected")),
            "an edit is taken over"
        );
        assert_eq!(world.state("News").failures, 0);
    });
}

#[test]
fn a_followed_topic_keeps_its_text_and_is_read_once() {
    let config = format!("{BRAND}{FORUM}");
    in_world(Mode::Good, &config, async |world| {
        fill(world);
        assert_eq!(world.poll_due().await, 1);
        let first = world.mentions().await;
        for n in 0..4 {
            // The list changes, the topics stay.
            let topics = format!(
                "<html><body><ul><li><h2><a href=\"/t/1\">Which skates</a></h2><time datetime=\"2026-11-16T08:00:00Z\">\
                 x</time></li><li><h2><a href=\"/t/2\">Lunch</a></h2><time datetime=\"2026-11-16T09:00:00Z\">x</time>\
                 </li></ul><p>{n} visitors</p></body></html>"
            );
            world.web.on("/latest", [Reply::html(topics)]);
            world.pass(hours(1));
            assert_eq!(world.poll_due().await, 0);
        }
        let again = world.mentions().await;
        assert_eq!((again.len(), &again[0].text), (1, &first[0].text));
        assert_eq!(again[0].backlinks, first[0].backlinks);
        let asked = |path: &str| {
            world
                .web
                .log()
                .iter()
                .filter(|request| request.target == path)
                .count()
        };
        assert_eq!((asked("/latest"), asked("/t/1"), asked("/t/2")), (5, 1, 1));
    });
}

#[test]
fn five_weeks_away_are_one_late_digest() {
    let config = everything();
    in_world(Mode::Good, &config, async |world| {
        fill(world);
        world.mail_round().await;
        world.poll_due().await;
        world.at("2026-11-23T07:00:01Z");
        assert_eq!(world.mail_round().await.sent, 1);
        world.restart(&config, hours(5 * 7 * 24 + 3)).await;
        assert_eq!(
            world.mail_round().await.sent,
            0,
            "not before the sources were asked"
        );
        let late = rss(&[(
            "9",
            "http://news.example/9",
            "Late Acme news",
            "Said while nobody listened.",
        )]);
        world
            .web
            .on("/feed.xml", [Reply::ok(late.replace("16 Nov", "18 Dec"))]);
        world.poll_due().await;
        assert_eq!(world.mail_round().await.sent, 1);
        assert!(world.mails()[1].text.contains("Late Acme news"));
        for _ in 0..3 {
            assert_eq!(world.mail_round().await.sent, 0);
            world.pass(hours(1));
        }
        let mails = world.mails();
        assert_eq!(mails.len(), 2);
        assert!(!mails[0].text.contains("This digest is late"));
        for part in [&mails[1].text, &mails[1].html] {
            assert!(part.contains("This digest is late"), "{part}");
            assert!(
                part.contains("week 48, week 49"),
                "names what it stands for: {part}"
            );
        }
    });
}

#[test]
fn a_clock_set_back_sends_nothing_and_stops_nothing() {
    let config = everything();
    in_world(Mode::Good, &config, async |world| {
        fill(world);
        world.mail_round().await;
        world.poll_due().await;
        world.at("2026-11-23T07:00:01Z");
        assert_eq!(world.mail_round().await.sent, 1);
        world.poll_due().await;
        world.at("2025-11-24T07:00:00Z");
        assert!(world.daemon.due().is_empty(), "no storm of polls");
        let before = world.web.log().len();
        for _ in 0..8 {
            assert_eq!(world.mail_round().await, Round::default());
            world.pass(SignedDuration::from_mins(10));
            world.poll_due().await;
        }
        assert!(world.web.log().len() > before, "the sources are still heard");
        assert_eq!(world.mentions().await.len(), 4);
        world.at("2026-11-29T07:00:00Z");
        assert_eq!(world.mail_round().await, Round::default());
        world.at("2026-11-30T07:00:00Z");
        assert_eq!(world.mail_round().await.sent, 1);
        assert_eq!(world.mails().len(), 2);
    });
}

#[test]
fn a_greylisted_mail_waits_and_arrives_once() {
    let config = everything();
    in_world(Mode::Greylist, &config, async |world| {
        fill(world);
        world.mail_round().await;
        world.poll_due().await;
        world.at("2026-11-23T07:00:00Z");
        let round = world.mail_round().await;
        assert_eq!((round.sent, round.waiting, round.rejected), (0, 1, 0));
        assert_eq!(world.mail_round().await, Round::default(), "not at once");
        world.pass(SignedDuration::from_mins(2));
        assert_eq!(world.mail_round().await.sent, 1);
        world.pass(hours(30));
        assert_eq!(world.mail_round().await, Round::default());
        assert_eq!(world.mails().len(), 1);
        let known = world
            .daemon
            .store()
            .outbox_entry(&world.daemon.store().outbox().unwrap()[0].id)
            .unwrap()
            .unwrap();
        assert_eq!((known.attempts, known.state.is_final()), (2, true));
    });
}

#[test]
fn a_refused_recipient_is_told_to_the_operator_once() {
    let config = everything();
    in_world(Mode::NoSuchUser, &config, async |world| {
        fill(world);
        world.mail_round().await;
        world.poll_due().await;
        world.at("2026-11-23T07:00:00Z");
        let round = world.mail_round().await;
        assert_eq!((round.sent, round.rejected), (0, 1));
        let kept = world.keep_mail();
        for _ in 0..5 {
            world.mail_round().await;
            world.pass(hours(1));
        }
        let kept = kept.lock().unwrap();
        assert_eq!(kept.len(), 1, "the operator, once");
        let (to, bytes) = &kept[0];
        let mail = crate::support::world::Mail::read(bytes);
        assert_eq!(to, "ops@acme.example");
        assert!(
            mail.text.contains("marketing@acme.example") && mail.text.contains("550"),
            "{}",
            mail.text
        );
    });
}

#[test]
fn a_new_brand_is_heard_in_what_sources_still_show() {
    let config = everything();
    let more =
        format!("{config}\n[[brand]]\nid = \"soup\"\nname = \"Soup\"\nmatch = 'soup OR \"quiet week\"'\n");
    in_world(Mode::Good, &config, async |world| {
        fill(world);
        assert_eq!(world.poll_due().await, 4);
        world.pass(hours(1));
        assert_eq!(world.poll_due().await, 0);
        world.pass(SignedDuration::from_mins(2));
        // Put in force, and the process dies before anything is polled.
        world.daemon.adopt(world.plan(&more).unwrap()).await.unwrap();
        assert_eq!(world.daemon.due().len(), 3, "asked at once");
        world.restart(&more, SignedDuration::from_secs(61)).await;
        assert_eq!(
            world.poll_due().await,
            2,
            "one in the news, one on the forum's page"
        );
        world.pass(hours(1));
        assert_eq!(world.poll_due().await, 0);
        assert_eq!(world.mentions().await.len(), 6);

        // A broken file changes nothing; a brand that is dropped is no longer heard, what was stored stays.
        let broken = more.replace("'soup OR", "'soup OR (");
        assert!(world.plan(&broken).unwrap_err().contains("soup"));
        world.daemon.adopt(world.plan(&config).unwrap()).await.unwrap();
        assert_eq!(world.poll_due().await, 0);
        assert_eq!(world.mentions().await.len(), 6);
    });
}

#[test]
fn a_poll_under_way_while_the_brands_change_hides_nothing() {
    let config = format!("{BRAND}{NEWS}");
    let more = format!("{config}\n[[brand]]\nid = \"soup\"\nname = \"Soup\"\nmatch = '\"quiet week\"'\n");
    in_world(Mode::Good, &config, async |world| {
        let slow = Reply(vec![crate::support::web::Step::Wait(
            std::time::Duration::from_millis(300),
        )]);
        let headers = ["ETag: \"1\""];
        world.web.on(
            "/feed.xml",
            [
                slow.then_all(Reply::new(200, &headers, news())),
                Reply::new(200, &headers, news()),
            ],
        );
        let (daemon, source) = (world.daemon.clone(), world.daemon.due().remove(0));
        let mut under_way = tokio::task::JoinSet::new();
        under_way.spawn(async move { daemon.poll(&source).await.unwrap() });
        while world.web.log().is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        world.daemon.adopt(world.plan(&more).unwrap()).await.unwrap();
        assert_eq!(under_way.join_all().await, [2], "by the old configuration");
        world.pass(hours(1));
        assert_eq!(
            world.poll_due().await,
            1,
            "the new brand is heard in the same bytes"
        );
    });
}

#[test]
fn the_digest_counts_the_days_it_says() {
    let config = format!("{BRAND}{NEWS}");
    in_world(Mode::Good, &config, async |world| {
        world.web.on("/feed.xml", [Reply::ok(news())]);
        world.mail_round().await;
        world.poll_due().await;
        for week in 0..3 {
            let monday = "2026-11-23".parse::<jiff::civil::Date>().unwrap() + (week * 7).days();
            world.at(&format!("{monday}T07:00:00Z"));
            assert_eq!(world.mail_round().await.sent, 1);
        }
        let mails = world.mails();
        assert!(mails[0].text.contains("Acme opens a plant"), "{}", mails[0].text);
        for later in &mails[1..] {
            assert!(
                !later.text.contains("Acme opens a plant"),
                "told again: {}",
                later.text
            );
        }
    });
}

#[test]
fn a_campaign_that_began_before_the_daemon_has_a_baseline_from_what_sources_still_list() {
    let campaign = "\n[[campaign]]\nid = \"launch\"\nname = \"Launch\"\nbrand = \"acme\"\nobjective = \"awareness\"\n\
                    from = 2026-11-17\nto = 2026-12-15\nbaseline = \"4w\"\n";
    let config = format!("{BRAND}{NEWS}{REVIEWS}{campaign}");
    in_world(Mode::Good, &config, async |world| {
        fill(world);
        let frozen = async |world: &World| {
            let read = world
                .daemon
                .store()
                .read(|store| store.baseline(&"launch".into()));
            let frozen = read.await.unwrap();
            frozen.map(|frozen| serde_json::from_value::<mentiond::report::FrozenBaseline>(frozen).unwrap())
        };
        // The mail step runs in the first second, before the first poll, and again while polls are under way.
        world.mail_round().await;
        assert_eq!(frozen(world).await, None);
        let first = world.daemon.due().remove(0);
        world.daemon.poll(&first).await.unwrap();
        world.mail_round().await;
        assert_eq!(frozen(world).await, None, "one source was not asked yet");
        world.poll_due().await;
        world.mail_round().await;
        let baseline = frozen(world).await.expect("a baseline");
        assert_eq!(baseline.days(), 2, "{baseline:?}");
        assert_eq!(baseline.values("mentions"), Some(vec![1.0, 2.0]));
    });
    // It began while the daemon was away.
    let later = config.replace("2026-11-17", "2026-11-18");
    in_world(Mode::Good, &later, async |world| {
        fill(world);
        world.poll_due().await;
        world.restart(&later, hours(72)).await;
        world.mail_round().await;
        let baseline = async |world: &World| {
            let read = world
                .daemon
                .store()
                .read(|store| store.baseline(&"launch".into()));
            read.await.unwrap()
        };
        assert_eq!(baseline(world).await, None);
        world.poll_due().await;
        world.mail_round().await;
        assert!(baseline(world).await.is_some());
    });
}

#[test]
fn a_week_in_which_nobody_answered_is_mailed_as_unknown() {
    let config = format!("{BRAND}{NEWS}").replace("to = [", "when_empty = \"skip\"\nto = [");
    in_world(Mode::Good, &config, async |world| {
        world
            .web
            .on("/feed.xml", [Reply::ok(rss(&[])), Reply::new(500, &[], "")]);
        world.mail_round().await;
        // Heard and silent until Sunday, then nobody answers.
        for _ in 0..6 {
            world.poll_due().await;
            world.pass(hours(24));
        }
        world.at("2026-11-23T07:00:00Z");
        world.mail_round().await;
        for _ in 0..7 {
            world.poll_due().await;
            world.pass(hours(24));
        }
        world.mail_round().await;
        let mails = world.mails();
        let last = mails.last().expect("a mail in spite of `skip`");
        assert!(last.subject.contains("mentions not known"), "{}", last.subject);
        assert!(
            last.text
                .contains("Mentions: unknown - no source was heard from 2026-11-23 to 2026-11-29"),
            "{}",
            last.text
        );
    });
}

#[test]
fn a_brand_of_a_new_configuration_is_known_from_that_day_on() {
    let soup = "\n[[brand]]\nid = \"soup\"\nname = \"Soup\"\nmatch = 'soup'\ncompetitor_of = \"acme\"\n";
    let config = format!("{BRAND}{NEWS}");
    let more = format!("{config}{soup}");
    in_world(Mode::Good, &config, async |world| {
        world.web.on("/feed.xml", [Reply::ok(news())]);
        let since = async |world: &World| {
            let read = world.daemon.store().read(|store| store.notice("brands-since"));
            read.await.unwrap().unwrap()
        };
        assert_eq!(since(world).await, serde_json::json!({"acme": "2026-11-17"}));
        world.pass(hours(48));
        world.daemon.adopt(world.plan(&more).unwrap()).await.unwrap();
        let both = serde_json::json!({"acme": "2026-11-17", "soup": "2026-11-19"});
        assert_eq!(since(world).await, both);
        world.restart(&more, hours(48)).await;
        assert_eq!(since(world).await, both);
        // Out and in again: nothing is known of the days between.
        world.daemon.adopt(world.plan(&config).unwrap()).await.unwrap();
        world.restart(&more, hours(24)).await;
        assert_eq!(
            since(world).await,
            serde_json::json!({"acme": "2026-11-17", "soup": "2026-11-22"})
        );
    });
}
