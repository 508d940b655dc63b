//! Stories: what several tell is one thing, told first by somebody; known across restarts and crashes.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use mentiond::{
    classify::story::Telling,
    io::store::{Candidate, PollCommit, Remember, Store},
    metrics::exposure,
    model::{Candour, Document, Kind, Mention, MentionId, SourceState},
    watch::{Watch, identity::Reappearance},
};

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
domains = ["acme.example"]

[[digest]]
id = "weekly"
schedule = "0 8 * * Mon"
to = ["marketing@acme.example"]

[[source]]
name = "Agency"
feed = "http://agency.example:@PORT@/agency.xml"
allow_private = true

[[source]]
name = "Daily"
feed = "http://daily.example:@PORT@/daily.xml"
allow_private = true

[[source]]
name = "Herald"
feed = "http://herald.example:@PORT@/herald.xml"
allow_private = true
"#;

const NEWS: &str = "Acme opens its first shop in Lund on Monday. The maker of rocket skates has rented the old mill by the \
                    river and promises music, waffles and a race for everybody who brings a helmet.";

/// A feed of one site with one item: its day, its time and what it says.
fn feed(site: &str, items: &[(&str, &str, &str)]) -> Reply {
    let items: Vec<String> = items
        .iter()
        .map(|(name, date, text)| {
            format!(
                "<item><guid>http://{site}.example/{name}</guid><link>http://{site}.example/{name}</link><title>News of \
                 {site}</title><description>{text}</description><pubDate>{date} GMT</pubDate></item>"
            )
        })
        .collect();
    Reply::ok(format!(
        "<rss version=\"2.0\"><channel><title>{site}</title>{}</channel></rss>",
        items.concat()
    ))
}

fn told_by<'m>(mentions: &'m [Mention], site: &str) -> &'m Mention {
    mentions
        .iter()
        .find(|mention| mention.source.as_str() == site)
        .unwrap()
}

fn fill(world: &World) {
    world.web.on(
        "/agency.xml",
        [feed("agency", &[("a", "Tue, 17 Nov 2026 07:00:00", NEWS)])],
    );
    let reprint = format!("{NEWS} Tickets are sold at the town hall.");
    world.web.on(
        "/daily.xml",
        [feed(
            "daily",
            &[
                ("d", "Tue, 17 Nov 2026 09:00:00", &reprint),
                (
                    "other",
                    "Tue, 17 Nov 2026 09:30:00",
                    "Acme skates are too loud for the neighbours, says the council after a long meeting.",
                ),
            ],
        )],
    );
    world.web.on("/herald.xml", [feed("herald", &[])]);
}

#[test]
fn one_story_is_told_once_with_who_was_first() {
    in_world(Mode::Good, CONFIG, async |world| {
        fill(world);
        assert_eq!(world.mail_round().await.sent, 0, "a new digest owes nothing");
        assert_eq!(world.poll_due().await, 3);
        // The next telling comes after a restart, shortened; it is known all the same.
        world.restart(CONFIG, SignedDuration::from_hours(2)).await;
        let cut = "Acme opens its first shop in Lund on Monday. The maker of rocket skates has rented the old mill by the river";
        world.web.on(
            "/herald.xml",
            [feed("herald", &[("h", "Tue, 17 Nov 2026 13:00:00", cut)])],
        );
        assert_eq!(world.poll_due().await, 1);
        let mentions = world.mentions().await;
        let first = told_by(&mentions, "Agency");
        let story: Vec<&Mention> = mentions
            .iter()
            .filter(|mention| mention.story == first.story)
            .collect();
        assert_eq!(story.len(), 3, "{mentions:#?}");
        assert!(!first.kinds.contains(&Kind::Copy));
        for site in ["Herald", "Daily"] {
            let copy = story
                .iter()
                .find(|mention| mention.source.as_str() == site)
                .unwrap();
            assert!(copy.kinds.contains(&Kind::Copy), "{site}");
        }
        // What is polled again stays where it is.
        world.pass(SignedDuration::from_hours(3));
        world.poll_due().await;
        let again = world.mentions().await;
        assert_eq!(told_by(&again, "Herald").story, first.story);
        assert!(told_by(&again, "Herald").kinds.contains(&Kind::Copy));

        let endpoint = world.endpoint().await;
        let listed = get(endpoint, &format!("/mentions?story={}", first.story))
            .await
            .json();
        assert_eq!(listed.as_array().unwrap().len(), 3);

        world.at("2026-11-23T07:00:00Z");
        world.poll_due().await;
        assert_eq!(world.mail_round().await.sent, 1);
        let mails = world.mails();
        for part in [&mails[0].text, &mails[0].html] {
            let words: Vec<&str> = part.split_whitespace().collect();
            let part = words.join(" ");
            assert!(
                part.contains("one story in 3 places, first: agency.example"),
                "{part}"
            );
            assert!(part.contains("and 2 reprints"), "{part}");
        }
    });
}

#[test]
fn who_is_heard_of_late_may_have_been_first() {
    in_world(Mode::Good, CONFIG, async |world| {
        fill(world);
        world.web.on("/agency.xml", [feed("agency", &[])]);
        assert_eq!(world.poll_due().await, 2);
        assert!(
            !world
                .mentions()
                .await
                .iter()
                .any(|mention| mention.kinds.contains(&Kind::Copy))
        );
        fill(world);
        world.pass(SignedDuration::from_hours(2));
        assert_eq!(world.poll_due().await, 1);
        let mentions = world.mentions().await;
        let (first, copy) = (told_by(&mentions, "Agency"), {
            let daily = mentions
                .iter()
                .filter(|mention| mention.source.as_str() == "Daily");
            daily.min_by_key(|mention| mention.at).unwrap()
        });
        assert_eq!(first.story, copy.story);
        assert!(copy.kinds.contains(&Kind::Copy) && !first.kinds.contains(&Kind::Copy));
    });
}

/// A mention of a site that says something.
fn candidate(n: u128, site: &str, text: &str) -> Candidate {
    let watch = Watch::compile(
        &[mentiond::model::Brand {
            id: "acme".into(),
            query: "acme".into(),
            ..mentiond::model::Brand::default()
        }],
        &[],
        &[],
    )
    .unwrap();
    let judge = mentiond::classify::Judge::new(&[], &[], &std::collections::BTreeMap::new(), &[]);
    let at: Timestamp = "2026-11-17T12:00:00Z".parse().unwrap();
    let at = at + SignedDuration::from_mins(i64::try_from(n).unwrap());
    let document = Document {
        source: site.into(),
        url: Some(format!("https://{site}.example/{n}")),
        text: text.to_owned(),
        published: Some(at),
        ..Document::default()
    };
    let heard = watch.hear(&document);
    let (mut mention, telling) = judge.judge_told(document, heard, MentionId(n), at, &mut Candour::default());
    mention.exposure = exposure::estimate(&mention, None);
    Candidate {
        mention,
        keys: vec![n],
        told: None,
        telling,
        errands: Vec::new(),
    }
}

fn ingest(store: &Store, candidates: Vec<Candidate>) {
    let commit = PollCommit {
        source: "test".into(),
        state: SourceState::default(),
        candidates,
        remember: Remember::default(),
        not_before: None,
        reappearance: Reappearance::default(),
        listed: None,
    };
    store.ingest(commit).wait().unwrap();
}

#[test]
fn quotes_templates_and_the_same_hand_are_told_apart() {
    let store = Store::in_memory(TimeZone::UTC).unwrap();
    let sale = "Acme sale: 20 % off all rocket skates in our shop this week only, come and see";
    ingest(
        &store,
        vec![
            candidate(1, "a", NEWS),
            candidate(2, "a", &format!("{NEWS} Read on.")),
            candidate(3, "b", NEWS),
            candidate(
                4,
                "c",
                &format!(
                    "I have waited for this since I was a child, and now I shall queue all night with my sister and both of her dogs, whatever the weather says: {NEWS}"
                ),
            ),
            candidate(5, "d", sale),
            candidate(6, "e", &sale.replace("20", "30")),
            candidate(7, "f", "Acme rocks"),
            candidate(8, "g", "Acme rocks"),
        ],
    );
    let get = |n: u128| store.mention(MentionId(n)).unwrap().unwrap();
    let is_copy = |n: u128| get(n).kinds.contains(&Kind::Copy);
    let story = get(1).story;
    for (n, same, copy) in [
        (1, true, false),
        (2, true, false),
        (3, true, true),
        (4, true, false),
        (5, false, false),
        (6, false, false),
    ] {
        assert_eq!((get(n).story == story, is_copy(n)), (same, copy), "{n}");
    }
    assert_ne!(get(5).story, get(6).story);
    assert!(!is_copy(8), "two words are nobody's");
    let told: Vec<u128> = store.story(&story, 10).unwrap().iter().map(|m| m.id.0).collect();
    assert_eq!(told, [1, 2, 3, 4]);
    assert_eq!(store.verify(&mut |_| ()).unwrap().told, Vec::<String>::new());
    assert_eq!(Telling::of(NEWS).story(), story);
}

#[test]
fn stories_go_with_their_mentions() {
    let store = Store::in_memory(TimeZone::UTC).unwrap();
    ingest(&store, vec![candidate(1, "a", NEWS), candidate(2, "b", NEWS)]);
    let story = store.mention(MentionId(1)).unwrap().unwrap().story;
    assert_eq!(store.story(&story, 10).unwrap().len(), 2);
    let later: Timestamp = "2027-11-17T12:00:00Z".parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(store.expire(later, later)).unwrap();
    assert!(store.story(&story, 10).unwrap().is_empty());
    assert_eq!(store.verify(&mut |_| ()).unwrap().told, Vec::<String>::new());
}

const CODES: &str = r#"
[polling]
every = "15m"
min_every = "1m"
spacing = "0s"
timeout = "5s"

[[brand]]
id = "acme"
name = "Acme"
match = "acme"
domains = ["acme.example"]

[[influencer]]
id = "kristal"
name = "Kristal Sky"
handles = ["instagram:kristalsky"]
codes = ["KRISTAL10"]

[[digest]]
id = "weekly"
schedule = "0 8 * * Mon"
to = ["marketing@acme.example"]

[[source]]
name = "Coupons"
feed = "http://bestcoupons.example:@PORT@/coupons.xml"
allow_private = true

[[source]]
name = "Rumours"
feed = "http://rumours.example:@PORT@/rumours.xml"
allow_private = true

[[source]]
name = "Forum"
feed = "http://forum.example:@PORT@/forum.xml"
allow_private = true
platform = "forum"

[spam]
trust = ["forum.example"]
block = ["source:Rumours"]
"#;

#[test]
fn a_leaked_code_is_told_and_whose_texts_are_spam_is_the_users_word() {
    in_world(Mode::Good, CODES, async |world| {
        world.web.on(
            "/coupons.xml",
            [feed(
                "bestcoupons",
                &[(
                    "c",
                    "Tue, 17 Nov 2026 07:00:00",
                    "Ten per cent off at Acme with KRISTAL10, checked today by our team.",
                )],
            )],
        );
        world.web.on(
            "/rumours.xml",
            [feed(
                "rumours",
                &[(
                    "r",
                    "Tue, 17 Nov 2026 08:00:00",
                    "Acme is to be sold, as somebody said to somebody else in the lift.",
                )],
            )],
        );
        let begging = "Acme skates! Please subscribe to my channel, I sub back, and check out my video";
        world.web.on(
            "/forum.xml",
            [feed("forum", &[("f", "Tue, 17 Nov 2026 09:00:00", begging)])],
        );
        assert_eq!(world.mail_round().await.sent, 0, "a new digest owes nothing");
        assert_eq!(world.poll_due().await, 3);
        let mentions = world.mentions().await;
        let coupons = told_by(&mentions, "Coupons");
        assert_eq!(coupons.influencer, None, "a coupon site is not the influencer");
        assert_eq!(coupons.codes.len(), 1);
        let (rumours, forum) = (told_by(&mentions, "Rumours"), told_by(&mentions, "Forum"));
        assert!(rumours.spam.set_aside && !forum.spam.set_aside);
        assert_eq!(
            rumours.spam.reasons,
            ["blocked by your configuration: source:Rumours"]
        );
        assert_eq!(
            forum.spam.reasons,
            ["trusted by your configuration: forum.example"]
        );
        let endpoint = world.endpoint().await;
        let aside = get(endpoint, "/mentions?set_aside=true").await.json();
        assert_eq!(aside.as_array().unwrap().len(), 1, "{aside}");

        world.at("2026-11-23T07:00:00Z");
        world.poll_due().await;
        assert_eq!(world.mail_round().await.sent, 1);
        let mails = world.mails();
        for part in [&mails[0].text, &mails[0].html] {
            let words: Vec<&str> = part.split_whitespace().collect();
            let part = words.join(" ");
            let told = "KRISTAL10, given to Kristal Sky, leaked to 1 coupon site (bestcoupons.example); first seen on \
                        bestcoupons.example";
            assert!(part.contains(told), "{part}");
        }
        for (lists, word) in [
            ("trust = [\"nowhere\"]", "platform"),
            ("block = [\"source:Rumors\"]", "Rumours"),
            (
                "trust = [\"x:a\"]\nblock = [\"x:a\"]",
                "stands in `trust` and in `block`",
            ),
        ] {
            let config = CODES.split("[spam]").next().unwrap().to_owned() + "[spam]\n" + lists;
            let refused = world.plan(&config).unwrap_err();
            assert!(refused.contains(word), "{refused}");
        }
    });
}
