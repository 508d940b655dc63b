//! Brands, campaigns and influencers heard in whole documents.

#![expect(
    clippy::string_slice,
    reason = "an offset that is no boundary must fail the test"
)]

use std::sync::LazyLock;

use jiff::civil::date;
use proptest::prelude::*;

use super::{Heard, MAX_MATCHES, Watch};
use crate::model::{
    Author, Brand, BrandId, Campaign, CampaignId, CaseRule, Document, Handle, Influencer, InfluencerId, Link,
    Objective, Platform, Window,
};

mod names;

fn strings(all: &[&str]) -> Vec<String> {
    all.iter().map(|&one| one.to_owned()).collect()
}

fn handle(platform: Platform, name: &str) -> Handle {
    Handle {
        platform,
        name: name.into(),
    }
}

fn brands() -> Vec<Brand> {
    let acme = Brand {
        id: BrandId::from("acme"),
        query: r#"acme OR (rocket NEAR/5 skates) NOT ("acme clinic" OR site:jobs.example)"#.into(),
        hashtags: strings(&["acmelaunch", "RoadRunner"]),
        handles: vec![
            handle(Platform::Mastodon, "acme@mastodon.example"),
            handle(Platform::X, "acme"),
            handle(Platform::Bluesky, "acme.example"),
        ],
        domains: strings(&["acme.example", "shop.acme.example"]),
        lookalikes: true,
        ..Brand::default()
    };
    let coyote = Brand {
        id: BrandId::from("coyote"),
        query: "coyote NEAR/3 (inc OR supplies)".into(),
        lookalikes: true,
        languages: strings(&["en"]),
        ..Brand::default()
    };
    let apple = Brand {
        id: BrandId::from("apple"),
        query: "Apple".into(),
        case: CaseRule::Exact,
        ..Brand::default()
    };
    vec![acme, coyote, apple]
}

fn influencers() -> Vec<Influencer> {
    let kristal = Influencer {
        id: InfluencerId::from("kristal"),
        name: "Kristal Sky".into(),
        handles: vec![
            handle(Platform::Instagram, "kristalsky"),
            handle(Platform::Web, "kristalsky.example"),
        ],
        codes: strings(&["KRISTAL10"]),
        links: strings(&["bit.ly/acme-kristal", "acme.example/kristal"]),
        utm_source: Some("kristal".into()),
        ..Influencer::default()
    };
    vec![kristal]
}

fn campaign() -> Campaign {
    Campaign {
        id: CampaignId::from("spring"),
        name: "Spring launch".into(),
        brand: BrandId::from("acme"),
        objective: Objective::Awareness,
        window: Window {
            from: date(2026, 3, 2),
            to: date(2026, 6, 1),
        },
        baseline_days: 56,
        after_days: 42,
        purchase_days: Campaign::PURCHASE_DAYS,
        margin: None,
        hashtags: strings(&["springrocket"]),
        query: "\"spring launch\"".into(),
        primary: "reach".into(),
        goals: Vec::new(),
        costs: Vec::new(),
        influencers: vec![InfluencerId::from("kristal")],
        audience: crate::model::TargetAudience::default(),
        terms: crate::model::Terms::default(),
        events: Vec::new(),
        plan: crate::model::CampaignPlan::default(),
    }
}

fn watch() -> Watch {
    Watch::compile(&brands(), &influencers(), &[campaign()]).unwrap()
}

fn said(text: &str) -> Document {
    Document {
        text: text.into(),
        url: Some("https://news.example/1".into()),
        ..Document::default()
    }
}

fn heard_brands(heard: &Heard) -> Vec<&str> {
    heard.brands.iter().map(BrandId::as_str).collect()
}

#[test]
fn brands_are_heard_in_words() {
    let watch = watch();
    for (text, expected) in [
        ("We love ACME's new rocket.", vec!["acme"]),
        ("Rocket powered roller skates", vec!["acme"]),
        ("the Acme Clinic reopens", vec![]),
        ("Coyote Supplies sues Acme", vec!["acme", "coyote"]),
        ("an apple a day", vec![]),
        ("an Apple a day", vec!["apple"]),
        ("Love the Асmе brand", vec!["acme"]),
        ("nothing here", vec![]),
    ] {
        let heard = watch.hear(&said(text));
        assert_eq!(heard_brands(&heard), expected, "{text}");
        for one in &heard.matches {
            assert_eq!(&text[one.start..one.end], one.matched);
        }
    }
    let mut job = said("Acme hires");
    job.url = Some("https://jobs.example/acme".into());
    assert!(watch.hear(&job).brands.is_empty());
    let mut swedish = said("Coyote Inc");
    swedish.language = Some("sv".into());
    assert!(watch.hear(&swedish).brands.is_empty());
}

#[test]
fn titles_count_and_are_told_apart() {
    let mut doc = said("and nothing else");
    doc.title = "Ａｃｍｅ rises".into();
    let heard = watch().hear(&doc);
    assert_eq!(heard.matches.len(), 1);
    assert_eq!(
        (
            heard.matches[0].field.as_str(),
            heard.matches[0].start,
            heard.matches[0].end
        ),
        ("title", 0, 12)
    );
    assert_eq!(heard.matches[0].matched, "Ａｃｍｅ");
}

#[test]
fn tags_and_handles_name_brands() {
    let watch = watch();
    let heard = watch.hear(&said("so good #AcmeLaunch #other @someone"));
    assert_eq!(heard_brands(&heard), ["acme"]);
    assert_eq!(heard.hashtags, ["acmelaunch", "other"]);
    assert_eq!(heard.handles, ["someone"]);
    assert_eq!(heard.matches[0].matched, "#AcmeLaunch");
    for (platform, url, text, expected) in [
        (
            Platform::X,
            "https://x.com/a/status/1",
            "thanks @ACME_x @Acme",
            true,
        ),
        (Platform::Web, "https://news.example", "says @acme.", true),
        (
            Platform::Mastodon,
            "https://other.example/@a/1",
            "hi @acme@mastodon.example",
            true,
        ),
        (
            Platform::Mastodon,
            "https://mastodon.example/@a/1",
            "hi @acme",
            true,
        ),
        (
            Platform::Bluesky,
            "https://bsky.app/profile/a/post/1",
            "hi @acme.example",
            true,
        ),
        (Platform::X, "https://x.com/a/status/1", "hi jo@acme.test", false),
    ] {
        let doc = Document {
            platform,
            ..Document {
                url: Some(url.into()),
                ..said(text)
            }
        };
        let heard = watch.hear(&doc);
        let by_handle = heard.matches.iter().any(|one| one.rule == "handle");
        assert_eq!(by_handle, expected, "{text}: {heard:?}");
    }
    let mut own = said("Good morning");
    own.platform = Platform::X;
    own.author = Author {
        name: Some("The company".into()),
        handle: Some("Acme".into()),
        ..Author::default()
    };
    let heard = watch.hear(&own);
    assert_eq!(heard_brands(&heard), ["acme"]);
    assert_eq!(
        (heard.matches[0].field.as_str(), heard.matches[0].matched.as_str()),
        ("author", "The company")
    );
}

fn linked(url: &str) -> Document {
    let mut doc = said("see here");
    doc.links = vec![Link {
        url: url.into(),
        rel: strings(&["nofollow"]),
        text: "here".into(),
        in_main: true,
        resolved: None,
    }];
    doc
}

#[test]
fn links_to_brands_are_backlinks() {
    let watch = watch();
    let heard = watch.hear(&linked(
        "https://www.shop.acme.example/x?utm_source=mail&utm_campaign=Spring",
    ));
    assert_eq!(heard_brands(&heard), ["acme"]);
    assert_eq!(heard.backlinks.len(), 1);
    assert_eq!(heard.backlinks[0].link.rel, ["nofollow"]);
    assert_eq!(heard.backlinks[0].utm.source.as_deref(), Some("mail"));
    assert_eq!(heard.campaigns, [CampaignId::from("spring")]);
    let wrapped = watch.hear(&linked(
        "https://l.facebook.com/l.php?u=https%3A%2F%2Facme.example%2F",
    ));
    assert_eq!(wrapped.backlinks.len(), 1);
    assert!(
        watch
            .hear(&linked("https://acme.example.evil.test/"))
            .brands
            .is_empty()
    );
    assert!(watch.hear(&linked("https://notacme.example/")).brands.is_empty());
    let mut own = linked("https://shop.acme.example/");
    own.url = Some("https://acme.example/news".into());
    assert!(watch.hear(&own).backlinks.is_empty());
    assert_eq!(
        heard_brands(&watch.hear(&linked("https://twitter.com/Acme"))),
        ["acme"]
    );
}

#[test]
fn a_short_link_is_heard_by_where_it_leads() {
    let watch = watch();
    let leading = |url: &str, target: &str| {
        let mut doc = linked(url);
        doc.links[0].resolved = Some(target.into());
        watch.hear(&doc)
    };
    let heard = leading(
        "https://bit.ly/x",
        "https://acme.example/a?utm_source=mail&utm_campaign=spring",
    );
    assert_eq!(heard_brands(&heard), ["acme"]);
    assert_eq!(heard.backlinks[0].link.url, "https://bit.ly/x");
    assert_eq!(heard.backlinks[0].utm.source.as_deref(), Some("mail"));
    assert_eq!(heard.campaigns, [CampaignId::from("spring")]);
    assert_eq!(heard.matches[0].matched, "https://bit.ly/x");
    // Given to an influencer and leading home: both are heard, each once.
    let heard = leading("https://bit.ly/acme-kristal", "https://acme.example/");
    assert_eq!((heard.backlinks.len(), heard.publisher.unwrap().by), (1, "link"));
    let chain = leading("https://t.co/x", "https://bit.ly/acme-kristal");
    assert_eq!(chain.publisher.unwrap().by, "link");
    assert_eq!(
        heard_brands(&leading("https://t.co/x", "https://x.com/acme")),
        ["acme"]
    );
    assert!(
        leading("https://t.co/x", "https://other.example/")
            .brands
            .is_empty()
    );
    assert!(watch.means_something("https://l.facebook.com/l.php?u=https%3A%2F%2Facme.example%2F"));
    assert!(!watch.means_something("https://bit.ly/x"));
}

#[test]
fn bare_addresses_are_backlinks_once() {
    let watch = watch();
    for (text, expected) in [
        (
            "see https://shop.acme.example/a?b=1.",
            vec!["https://shop.acme.example/a?b=1"],
        ),
        ("(acme.example/x)", vec!["acme.example/x"]),
        ("on Acme.Example!", vec!["Acme.Example"]),
        ("mail jo@acme.example", vec![]),
        ("https://other.example/acme.example", vec![]),
        ("acme.example.test", vec![]),
        ("店はacme.example。", vec!["acme.example"]),
    ] {
        let heard = watch.hear(&said(text));
        let found: Vec<&str> = heard.backlinks.iter().map(|one| one.link.url.as_str()).collect();
        assert_eq!(found, expected, "{text}");
    }
    let mut twice = linked("https://acme.example/long/path");
    twice.text = "see acme.example/long/… now".into();
    assert_eq!(watch.hear(&twice).backlinks.len(), 1);
}

#[test]
fn campaigns_gather_what_is_theirs() {
    let watch = watch();
    let spring = [CampaignId::from("spring")];
    for (text, brands, campaigns) in [
        ("Acme's spring launch", vec!["acme"], &spring[..]),
        ("the spring launch of others", vec![], &[][..]),
        ("so fast #SpringRocket", vec!["acme"], &spring),
        ("use kristal10 now", vec!["acme"], &spring),
        ("get it at bit.ly/acme-kristal", vec!["acme"], &spring),
        ("kristal100 is no code", vec![], &[]),
        ("Acme is fine", vec!["acme"], &[]),
        ("acme.example?utm_source=kristal", vec!["acme"], &spring),
    ] {
        let heard = watch.hear(&said(text));
        assert_eq!(heard_brands(&heard), brands, "{text}");
        assert_eq!(heard.campaigns, campaigns, "{text}");
    }
    assert_eq!(watch.hear(&said("use kristal10 now")).codes, ["KRISTAL10"]);
    let mut post = said("I like Acme");
    post.platform = Platform::Instagram;
    post.author.handle = Some("KristalSky".into());
    assert_eq!(watch.hear(&post).campaigns, spring);
    let publisher = watch.hear(&post).publisher.unwrap();
    assert_eq!((publisher.id.as_str(), publisher.by), ("kristal", "handle"));
    post.text = "nice weather".into();
    assert!(watch.hear(&post).brands.is_empty());
    let mut page = said("Acme");
    page.url = Some("https://www.kristalsky.example/post".into());
    assert_eq!(watch.hear(&page).campaigns, spring);
    // A name that somebody else goes by is nobody's post of the campaign.
    let mut signed = said("I like Acme");
    signed.author.name = Some("Kristal Sky".into());
    assert_eq!(watch.hear(&signed).campaigns, spring);
    signed.platform = Platform::Instagram;
    signed.author.handle = Some("kristal.sky.fans".into());
    let heard = watch.hear(&signed);
    assert_eq!((heard.publisher, heard.campaigns), (None, Vec::new()));
}

#[test]
fn errors_name_the_brand() {
    let mut brands = brands();
    brands[1].query = "coyote NEAR".into();
    let errors = Watch::compile(&brands, &[], &[]).unwrap_err();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].0, "coyote");
}

#[test]
fn matches_are_bounded_and_the_watch_is_shared() {
    fn shared<T: Send + Sync>(_: &T) {}
    let watch = watch();
    shared(&watch);
    let heard = watch.hear(&said(&"acme rocket skates ".repeat(2_000)));
    assert_eq!(heard.matches.len(), MAX_MATCHES);
    assert!(
        Watch::compile(&[], &[], &[])
            .unwrap()
            .hear(&said("acme"))
            .brands
            .is_empty()
    );
}

/// Compiled once: a property asks it many times.
static WATCH: LazyLock<Watch> = LazyLock::new(watch);

proptest! {
    #[test]
    fn matches_slice_back_to_the_text(
        text in "(acme|Асmе|ＡＣＭＥ|rocket |skates|#acmelaunch|@acme|acme\\.example/|kristal10|\u{200b}|é|東| |\\PC){0,24}",
        title in "(acme|ß|\\PC){0,6}",
    ) {
        let mut doc = said(&text);
        doc.title = title;
        for one in WATCH.hear(&doc).matches {
            let part = match one.field.as_str() {
                "title" => &doc.title,
                "text" => &doc.text,
                _ => continue,
            };
            prop_assert_eq!(part.get(one.start..one.end), Some(one.matched.as_str()));
        }
    }
}

#[test]
fn a_query_that_needs_no_word_is_judged_in_its_own_form_and_says_why() {
    let brand = |id: &str, query: &str, case: CaseRule, lookalikes: bool| Brand {
        id: BrandId::from(id),
        query: query.to_owned(),
        case,
        lookalikes,
        ..Brand::default()
    };
    let brands = [
        brand("exact", "Acme OR site:x.example", CaseRule::Exact, false),
        brand("open", "acme OR hashtag:acmelaunch", CaseRule::Fold, true),
        brand("linked", "link:other.example", CaseRule::Fold, true),
        brand("found", "source:\"rocket news\"", CaseRule::Fold, true),
    ];
    let watch = Watch::compile(&brands, &[], &[]).unwrap();
    let doc = |text: &str| Document {
        text: text.to_owned(),
        ..Document::default()
    };
    let matched = |doc: &Document| -> Vec<String> {
        let heard = watch.hear(doc);
        let shown =
            |m: &crate::model::Match| format!("{} {} {}..{} {}", m.brand, m.field, m.start, m.end, m.matched);
        heard.matches.iter().map(shown).collect()
    };
    assert_eq!(
        matched(&doc("an Acme rocket")),
        ["exact text 3..7 Acme", "open text 3..7 Acme"]
    );
    assert_eq!(
        matched(&doc("an \u{410}cme rocket")),
        ["open text 3..8 \u{410}cme"],
        "disguised"
    );
    assert_eq!(
        matched(&doc("see https://other.example/a.")),
        ["linked text 4..27 https://other.example/a"]
    );
    let tagged = Document {
        categories: strings(&["Acme Launch"]),
        source: "Rocket News daily".into(),
        platform: Platform::YouTube,
        ..Document::default()
    };
    assert_eq!(
        matched(&tagged),
        [
            "open category 0..11 Acme Launch",
            "found source 0..17 Rocket News daily"
        ]
    );
}
