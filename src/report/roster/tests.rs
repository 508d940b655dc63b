use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use crate::model::*;
use crate::report::scene::{Scene, euro};
use crate::report::{Told, build, influencer_page};

/// A post of an influencer in the campaign, beside what it tells.
fn post(scene: &mut Scene, influencer: &str, day: Date, change: impl FnOnce(&mut Mention)) {
    scene.say(day, |mention| {
        mention.platform = Platform::Instagram;
        mention.campaigns = vec!["spring".into()];
        mention.influencer = Some(influencer.into());
        mention.url = Some(format!("https://instagram.example/p/{}", mention.id));
        mention.followers = Some(48_200);
        mention.engagement = Engagement {
            likes: Some(1_000),
            comments: Some(60),
            ..Engagement::default()
        };
        change(mention);
    });
}

fn tagged(mention: &mut Mention) {
    mention.hashtags = vec!["acmelaunch".to_owned()];
    mention.codes = vec!["KRISTAL10".to_owned()];
    mention.media = MediaKind::Paid;
    mention.evidence = [("paid".to_owned(), "it says `#ad`".to_owned())].into();
}

fn deliverable(posts: u32, stories: u32) -> Deliverable {
    Deliverable {
        influencer: "kristal".into(),
        posts,
        stories,
        must: vec![
            Must::Hashtag("acmelaunch".to_owned()),
            Must::Disclosure("#ad".to_owned()),
            Must::Code("KRISTAL10".to_owned()),
        ],
        by: Some(date(2026, 11, 18)),
        platform: Some(Platform::Instagram),
        note: None,
    }
}

/// Kristal and Tom in a campaign that began on the second of November; it is the 23rd.
fn scene() -> Scene {
    let mut scene = Scene::new();
    let tom = Influencer {
        id: "tom".into(),
        name: "Tom Ashby".to_owned(),
        category: Some("tools".to_owned()),
        followers: [(Platform::YouTube, 600_000)].into(),
        ..Influencer::default()
    };
    scene.influencers.push(tom);
    scene.influencers[0].codes = vec!["KRISTAL10".to_owned()];
    scene.influencers[0].category = Some("outdoor".to_owned());
    let campaign = scene.campaign(date(2026, 11, 2), 19, Vec::new());
    campaign.primary = "engagement".to_owned();
    campaign.influencers.push("tom".into());
    campaign.costs.push(Cost::plain(
        "fee",
        Some("tom".into()),
        Money::from_major(3_000.0, euro()),
    ));
    scene
}

fn fill_dossier(scene: &mut Scene) {
    for mention in scene.mentions.values() {
        if let Some(influencer) = &mention.influencer {
            let posts = scene.dossier.posts.entry(influencer.clone()).or_default();
            posts.push(mention.clone());
        }
    }
    for posts in scene.dossier.posts.values_mut() {
        posts.sort_by_key(|post| std::cmp::Reverse((post.at, post.id)));
    }
}

fn roster(scene: &mut Scene) -> Roster {
    fill_dossier(scene);
    let report = build(&scene.inputs());
    report.campaigns[0].roster.clone().unwrap()
}

fn of<'r>(roster: &'r Roster, id: &str) -> &'r MemberRow {
    roster
        .members
        .iter()
        .find(|member| member.id.as_str() == id)
        .unwrap()
}

fn told(kind: OutcomeKind, post: Option<&str>, count: u64) -> Told {
    Told {
        influencer: "kristal".into(),
        campaign: Some("spring".into()),
        kind,
        platform: Some(Platform::Instagram),
        post: post.map(str::to_owned),
        provenance: Provenance::SelfReported,
        day: date(2026, 11, 10),
        count,
    }
}

/// A report with something of everything, for tests of what is shown.
pub(crate) fn roster_scene() -> (Report, TimeZone) {
    let mut scene = scene();
    scene.campaigns[0].terms.deliverables = vec![deliverable(3, 1)];
    post(&mut scene, "kristal", date(2026, 11, 5), tagged);
    post(&mut scene, "kristal", date(2026, 11, 12), |mention| {
        mention.title = "<script>alert(1)</script>".to_owned();
    });
    post(&mut scene, "kristal", date(2026, 11, 20), tagged);
    for day in 3..9 {
        post(&mut scene, "tom", date(2026, 11, day), |mention| {
            mention.engagement.likes = Some(40);
        });
    }
    fill_dossier(&mut scene);
    (build(&scene.inputs()), TimeZone::UTC)
}

#[test]
fn promises_are_ticked_off_from_what_was_seen() {
    let mut scene = scene();
    scene.campaigns[0].terms.deliverables = vec![deliverable(3, 0)];
    post(&mut scene, "kristal", date(2026, 11, 5), tagged);
    post(&mut scene, "kristal", date(2026, 11, 12), |_| {});
    post(&mut scene, "kristal", date(2026, 11, 20), tagged);
    let roster = roster(&mut scene);
    let [line] = of(&roster, "kristal").deliverables.as_slice() else {
        panic!("{roster:?}");
    };
    assert_eq!((line.seen, line.complete, line.late), (3, Some(2), 1));
    assert_eq!(line.state, Delivery::Incomplete);
    assert_eq!(
        line.promise,
        "3 posts on instagram by 18 Nov 2026, each post with #acmelaunch, #ad and KRISTAL10"
    );
    assert_eq!(
        line.remarks,
        [
            "the post of 12 Nov lacks #acmelaunch, #ad and KRISTAL10",
            "the post of 20 Nov came 2 days late"
        ]
    );
    let slips: Vec<SlipKind> = of(&roster, "kristal")
        .slips
        .iter()
        .map(|slip| slip.what)
        .collect();
    assert_eq!(slips, [SlipKind::NoDisclosure]);
}

#[test]
fn what_cannot_be_seen_is_never_called_missing() {
    // Nothing was ever heard there.
    let mut deaf = scene();
    let promised = || Deliverable {
        platform: Some(Platform::TikTok),
        ..deliverable(1, 0)
    };
    deaf.campaigns[0].terms.deliverables = vec![promised()];
    deaf.run(date(2026, 11, 2), &[1; 20], false);
    let state = |roster: &Roster| of(roster, "kristal").deliverables[0].state;
    assert_eq!(state(&roster(&mut deaf)), Delivery::Unknown);
    // Others were heard there.
    let mut heard = scene();
    heard.campaigns[0].terms.deliverables = vec![promised()];
    heard.say(date(2026, 11, 3), |mention| mention.platform = Platform::TikTok);
    assert_eq!(state(&roster(&mut heard)), Delivery::Missing);
    heard.campaigns[0].terms.deliverables[0].by = None;
    heard.as_of = "2026-11-12T07:00:00Z".parse().unwrap();
    assert_eq!(state(&roster(&mut heard)), Delivery::Due);
}

#[test]
fn stories_are_told_of_or_not_known() {
    let mut scene = scene();
    scene.campaigns[0].terms.deliverables = vec![deliverable(0, 2)];
    scene.run(date(2026, 11, 2), &[1; 20], false);
    let line = |scene: &mut Scene| of(&roster(scene), "kristal").deliverables[0].clone();
    let silent = line(&mut scene);
    assert_eq!((silent.state, silent.stories_told), (Delivery::Unknown, None));
    scene.dossier.told = vec![
        told(OutcomeKind::StoryView, Some("story 1"), 4_000),
        told(OutcomeKind::Click, Some("Story 1"), 40),
        told(OutcomeKind::StoryView, Some("story 2"), 3_100),
    ];
    let told = line(&mut scene);
    assert_eq!((told.state, told.stories_told), (Delivery::Told, Some(2)));
}

#[test]
fn posts_that_are_stored_no_more_still_count_but_not_what_they_carried() {
    let mut scene = scene();
    scene.campaigns[0].terms.deliverables = vec![deliverable(2, 0)];
    post(&mut scene, "kristal", date(2026, 11, 5), tagged);
    post(&mut scene, "kristal", date(2026, 11, 6), tagged);
    fill_dossier(&mut scene);
    scene
        .dossier
        .posts
        .get_mut(&InfluencerId::from("kristal"))
        .unwrap()
        .truncate(1);
    let report = build(&scene.inputs());
    let line = &of(report.campaigns[0].roster.as_ref().unwrap(), "kristal").deliverables[0];
    assert_eq!(
        (line.seen, line.complete, line.state),
        (2, None, Delivery::Unknown)
    );
}

#[test]
fn figures_come_in_part_or_are_withheld_and_a_person_knows_better() {
    let data = |scene: &mut Scene| {
        let roster = roster(scene);
        let row = of(&roster, "kristal");
        (row.data.standing.unwrap(), row.reliability.value())
    };
    let mut scene = scene();
    scene.influencers[0].followers = [(Platform::Instagram, 48_200)].into();
    assert_eq!(
        data(&mut scene),
        (DataStanding::Waiting, None),
        "the campaign has just ended"
    );
    scene.as_of = "2026-12-20T07:00:00Z".parse().unwrap();
    scene.campaigns[0].after_days = 60;
    assert_eq!(data(&mut scene), (DataStanding::Withheld, Some(0.0)));
    scene.dossier.told = vec![told(OutcomeKind::Impression, None, 60_000)];
    let (standing, reliability) = data(&mut scene);
    assert_eq!(standing, DataStanding::Partial);
    assert!(
        (reliability.unwrap() - 100.0 / 3.0).abs() < 1e-9,
        "one of three counts that are asked"
    );
    scene.campaigns[0].terms.data = [("kristal".into(), DataStanding::Provided)].into();
    assert_eq!(data(&mut scene), (DataStanding::Provided, Some(100.0)));
}

#[test]
fn budget_goes_only_where_both_differences_are_proven() {
    let mut scene = scene();
    let likes = |likes: u64| move |mention: &mut Mention| mention.engagement.likes = Some(likes);
    for day in 3..13 {
        post(
            &mut scene,
            "kristal",
            date(2026, 11, day),
            likes(900 + u64::from(day.unsigned_abs())),
        );
        post(
            &mut scene,
            "tom",
            date(2026, 11, day),
            likes(40 + u64::from(day.unsigned_abs())),
        );
    }
    let roster = roster(&mut scene);
    assert_eq!(
        (roster.metric.as_str(), roster.counted.as_str()),
        ("engagement", "reactions")
    );
    assert_eq!(of(&roster, "kristal").keep.verdict, KeepVerdict::Keep);
    assert_eq!(of(&roster, "tom").keep.verdict, KeepVerdict::Replace);
    let [sentence] = roster.shift.as_slice() else {
        panic!("{:?}", roster.shift);
    };
    assert!(
        sentence.starts_with("Shift budget from Tom Ashby (1,075 reactions for 3,000 EUR"),
        "{sentence}"
    );
    assert_eq!(roster.tiers.len(), 2, "{:?}", roster.tiers);
    assert_eq!(roster.categories.len(), 2);
    assert_eq!(roster.by_category.len(), 2);
    assert_eq!(roster.top_posts.len(), 5);
    let shares: f64 = roster
        .members
        .iter()
        .filter_map(|member| member.share)
        .map(|share| share.percent)
        .sum();
    scene.campaigns[0].plan.burst_days = Some(14);
    assert_eq!(
        self::roster(&mut scene).trial,
        "The trial ended on 15 November 2026. By reactions in it for the cost: keep: Kristal Sky; replace: Tom Ashby."
    );
    let now = std::mem::replace(&mut scene.as_of, "2026-11-14T07:00:00Z".parse().unwrap());
    assert_eq!(
        self::roster(&mut scene).trial,
        "A trial until 15 November 2026: what each brings by then for the cost says who should stay."
    );
    scene.as_of = now;
    assert!((shares + roster.others.unwrap().percent - 100.0).abs() < 1e-6);
    assert!(of(&roster, "kristal").score.score.unwrap() > of(&roster, "tom").score.score.unwrap());
    // One lucky post proves nothing.
    let mut lucky = self::scene();
    post(&mut lucky, "kristal", date(2026, 11, 3), likes(9_000));
    post(&mut lucky, "tom", date(2026, 11, 4), likes(40));
    let roster = self::roster(&mut lucky);
    assert_eq!(of(&roster, "kristal").keep.verdict, KeepVerdict::TooEarly);
    assert!(roster.shift.is_empty());
}

#[test]
fn a_post_is_held_against_what_is_usual_for_its_author() {
    let mut scene = scene();
    for day in 1..8 {
        post(&mut scene, "kristal", date(2026, 10, day), |mention| {
            mention.campaigns.clear();
        });
    }
    post(&mut scene, "kristal", date(2026, 11, 5), |mention| {
        mention.engagement.likes = Some(2_350);
    });
    let roster = roster(&mut scene);
    let row = of(&roster, "kristal");
    assert_eq!(
        row.rate.value().map(|rate| format!("{rate:.2}")).as_deref(),
        Some("5.00")
    );
    assert_eq!(
        row.usual_rate.value().map(|rate| format!("{rate:.2}")).as_deref(),
        Some("2.20")
    );
}

#[test]
fn links_and_codes_that_count_for_others_are_told() {
    let mut scene = scene();
    scene.influencers[1].codes = vec!["TOM5".to_owned()];
    scene.influencers[1].utm_source = Some("tom".to_owned());
    scene.influencers[0].landing = vec!["/kristal".to_owned()];
    let link = |url: &str, brand: &str| Backlink {
        brand: brand.into(),
        link: Link {
            url: url.to_owned(),
            ..Link::default()
        },
        utm: crate::text::url::utm(url),
        check: None,
    };
    let dead = Backlink {
        check: Some(Box::new(LinkCheck {
            target: Some(TargetCheck {
                state: TargetState::Broken,
                ..TargetCheck::default()
            }),
            ..LinkCheck::default()
        })),
        ..link("https://acme.example/old", "acme")
    };
    post(&mut scene, "kristal", date(2026, 11, 5), |mention| {
        tagged(mention);
        mention.codes.push("tom5".to_owned());
        mention.gone = Some("2026-11-09T10:00:00Z".parse().unwrap());
        mention.backlinks = vec![
            link("https://acme.example/rockets", "acme"),
            link("https://acme.example/kristal", "acme"),
            link("https://acme.example/x?utm_source=tom", "acme"),
            link("https://coyote.example/", "coyote"),
            dead,
        ];
    });
    let roster = roster(&mut scene);
    let slips: Vec<SlipKind> = of(&roster, "kristal")
        .slips
        .iter()
        .map(|slip| slip.what)
        .collect();
    assert_eq!(
        slips,
        [
            SlipKind::UtmMissing,
            SlipKind::UtmOfOther,
            SlipKind::ForeignLink,
            SlipKind::DeadLink,
            SlipKind::CodeOfOther,
            SlipKind::PostGone
        ]
    );
}

#[test]
fn a_campaign_that_has_not_begun_judges_nobody() {
    let mut scene = scene();
    scene.as_of = "2026-10-20T07:00:00Z".parse().unwrap();
    scene.window = Window {
        from: date(2026, 10, 12),
        to: date(2026, 10, 19),
    };
    fill_dossier(&mut scene);
    let report = build(&scene.inputs());
    assert_eq!(report.campaigns[0].roster, None);
    let none = influencer_page(&report, &"spring".into(), &"kristal".into());
    assert!(none.unwrap_err().contains("has not begun"));
}

#[test]
fn questions_put_to_an_influencer_are_handed_on() {
    let mut scene = scene();
    scene.influencers[0].handles = vec![Handle {
        platform: Platform::Instagram,
        name: "kristalsky".to_owned(),
    }];
    scene.say(date(2026, 11, 18), |mention| {
        mention.kinds = vec![Kind::Question];
        mention.handles = vec!["kristalsky".to_owned()];
        mention.text = "@kristalsky do they ship to Norway?".to_owned();
    });
    scene.say(date(2026, 11, 18), |mention| mention.kinds = vec![Kind::Question]);
    let roster = roster(&mut scene);
    let asked: Vec<&str> = of(&roster, "kristal")
        .asked
        .iter()
        .map(|row| row.excerpt.as_str())
        .collect();
    assert_eq!(asked, ["@kristalsky do they ship to Norway?"]);
}
