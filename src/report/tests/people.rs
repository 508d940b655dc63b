//! Influencers, stories, links, and what callers must load.

use super::*;

fn post(mention: &mut Mention) {
    mention.campaigns = vec![CampaignId::new("spring")];
    mention.influencer = Some(InfluencerId::new("kristal"));
    mention.author.handle = Some("kristalsky".to_owned());
    mention.followers = Some(40_000);
    mention.tier = Some(Tier::Micro);
    mention.engagement.likes = Some(900);
    mention.engagement.comments = Some(100);
}

#[test]
fn influencers_are_measured_since_their_campaign_began() {
    let mut scene = Scene::new();
    scene.campaign(date(2026, 11, 2), 28, vec![]);
    scene.say(date(2026, 11, 3), post);
    scene.say(date(2026, 11, 18), post);
    let report = build(&scene.inputs());
    let row = &report.influencers[0];
    assert_eq!((row.posts, row.tier), (2, Some(Tier::Micro)));
    assert_eq!(row.cost, Money::from_major(1_500.0, euro()));
    assert_eq!(row.engagement, Figure::exact(2_000.0));
    assert!((value(&row.engagement_rate) - 2.5).abs() < 1e-9);
    assert_eq!(row.benchmark_rate, Some(2.4));
    assert!((value(&row.cpe) - 0.75).abs() < 1e-9);
    // Two posts before the same 40,000 people overlap: fewer people than views.
    assert!(value(&row.reach) < 16_800.0 && value(&row.reach) > 8_400.0);
    assert!((value(&row.cpm) - 1_500.0 / 16.8).abs() < 1e-9);
    let costs = &report.campaigns[0].unit_costs;
    assert_eq!(
        costs.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["cpm", "cpe"]
    );
}

#[test]
fn what_was_said_shows_each_story_once_and_complaints_apart() {
    let mut scene = Scene::new();
    for n in 0..4_u64 {
        scene.say(date(2026, 11, 17), |mention| {
            mention.story = "same".to_owned();
            mention.followers = Some(1_000 * (n + 1));
            mention.matches = vec![Match {
                brand: BrandId::new("acme"),
                rule: "query".to_owned(),
                field: "text".to_owned(),
                start: 13,
                end: 17,
                matched: "Acme".to_owned(),
            }];
        });
    }
    scene.say(date(2026, 11, 18), |mention| {
        mention.sentiment.label = Polarity::Negative;
        mention.text = "Acme skates broke. Who answers at Acme?".to_owned();
    });
    let report = build(&scene.inputs());
    assert_eq!(report.top.len(), 1);
    let row = &report.top[0];
    assert_eq!(row.copies, 3);
    let (start, end) = row.marks[0];
    assert_eq!(row.excerpt.get(start..end), Some("Acme"));
    assert_eq!(report.negative.len(), 1);
    assert!(report.negative[0].question);
    assert!(
        summary(&report, &scene.zone)
            .pop()
            .unwrap()
            .starts_with("To do: answer “Skates 5”")
    );
    let named: Vec<&str> = report
        .new_voices
        .iter()
        .map(|voice| voice.name.as_str())
        .collect();
    assert!(
        named.contains(&"@writer4") && !named.contains(&"@writer5"),
        "{named:?}"
    );
}

#[test]
fn links_of_other_brands_are_not_ours() {
    let mut scene = Scene::new();
    scene.listen(date(2026, 11, 16), &[Some(4); 7]);
    scene.say(date(2026, 11, 18), |mention| {
        let link = |brand: &str, rel: &[&str]| Backlink {
            brand: BrandId::new(brand),
            link: Link {
                url: format!("https://{brand}.example/shop"),
                rel: rel.iter().map(|token| (*token).to_owned()).collect(),
                ..Link::default()
            },
            ..Backlink::default()
        };
        mention.backlinks = vec![
            link("acme", &["nofollow"]),
            link("acme", &[]),
            link("coyote", &[]),
        ];
    });
    let report = build(&scene.inputs());
    assert_eq!(tile(&report, "backlinks").value, Figure::exact(2.0));
    // Two links of one page to one address are one row.
    assert_eq!(report.backlinks.len(), 1);
    assert_eq!(report.backlinks[0].to, "https://acme.example/shop");
}

#[test]
fn callers_are_told_what_to_load() {
    let scene = golden();
    let days = needed_days(
        &scene.brand,
        &scene.campaigns,
        scene.window,
        scene.as_of,
        &scene.zone,
    );
    assert_eq!((days.from, days.to), (date(2026, 9, 21), date(2026, 11, 24)));
    assert_eq!(
        needed_subjects(&scene.brand, &scene.brands, &scene.campaigns).len(),
        3
    );
    let wanted = needed_mentions(&scene.rollups, &scene.brand, scene.window);
    let week: u32 = AFTER.iter().skip(7).sum();
    assert_eq!(wanted.len(), usize::try_from(week).unwrap());
    let none = Window {
        from: scene.window.to,
        to: scene.window.from,
    };
    assert!(needed_mentions(&scene.rollups, &scene.brand, none).is_empty());
}

#[test]
fn people_who_sign_together_are_each_counted() {
    let mut scene = Scene::new();
    for byline in ["Ann Smith and Bob Jones", "Ann Smith", "Eva Lund & Bob Jones"] {
        scene.say(date(2026, 11, 18), |mention| {
            mention.platform = Platform::Web;
            mention.site = Some("rocketnews.example".to_owned());
            mention.author = Author {
                name: Some(byline.to_owned()),
                ..Author::default()
            };
        });
    }
    let report = build(&scene.inputs());
    assert!((value(&tile(&report, "authors").value) - 3.0).abs() < 1e-9);
    assert!((value(&tile(&report, "mentions").value) - 3.0).abs() < 1e-9);
    let mut voices: Vec<(&str, u32)> = report
        .new_voices
        .iter()
        .map(|voice| (voice.name.as_str(), voice.mentions))
        .collect();
    voices.sort_unstable();
    assert_eq!(voices, [("Ann Smith", 2), ("Bob Jones", 2), ("Eva Lund", 1)]);
}
