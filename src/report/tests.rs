//! Whole reports of small invented weeks.

use jiff::civil::date;

use super::scene::{Scene, euro};
use super::{build, freeze, needed_days, needed_mentions, needed_subjects, subject_line, summary};
use crate::model::{
    Backlink, BrandId, CampaignId, Figure, Finding, Horizon, InfluencerId, Link, Match, Mention, Money,
    Phase, Platform, Polarity, Subject, Tier, Verdict, Window,
};

/// Daily mentions of the golden test: four weeks before, two weeks during, two weeks after.
const BEFORE: [u32; 28] = [
    0, 2, 1, 0, 1, 3, 0, 1, 0, 2, 5, 1, 0, 0, 2, 1, 0, 1, 0, 4, 1, 0, 1, 2, 0, 1, 1, 2,
];
const DURING: [u32; 14] = [3, 2, 4, 1, 2, 5, 3, 2, 1, 4, 3, 2, 2, 2];
const AFTER: [u32; 14] = [2, 1, 1, 3, 0, 1, 2, 2, 1, 1, 2, 1, 2, 1];

fn value(figure: &Figure) -> f64 {
    figure.value().unwrap_or(f64::NAN)
}

fn tile<'a>(report: &'a crate::model::Report, name: &str) -> &'a crate::model::Tile {
    report.tiles.iter().find(|tile| tile.metric == name).unwrap()
}

/// Campaign of two weeks from 26 October; its after ends on 22 November.
fn golden() -> Scene {
    let mut scene = Scene::new();
    scene.campaign(date(2026, 10, 26), 14, vec![]);
    scene.run(date(2026, 9, 28), &BEFORE, false);
    scene.run(date(2026, 10, 26), &DURING, true);
    scene.run(date(2026, 11, 9), &AFTER, false);
    // The first day has no mention, but was listened to.
    scene
        .rollups
        .entry((Subject::Brand(BrandId::new("acme")), date(2026, 9, 28)))
        .or_default();
    scene
}

#[test]
fn before_during_after_match_the_golden_test() {
    let scene = golden();
    let report = build(&scene.inputs());
    let campaign = &report.campaigns[0];
    assert_eq!(campaign.phase, Phase::After);
    let effect = campaign
        .effects
        .iter()
        .find(|effect| effect.metric == "mentions")
        .unwrap();
    assert!(
        (value(&effect.before) - 32.0 / 28.0).abs() < 1e-9,
        "{:?}",
        effect.before
    );
    assert!((value(&effect.during) - 36.0 / 14.0).abs() < 1e-9);
    assert!((value(&effect.after) - 20.0 / 14.0).abs() < 1e-9);
    assert!((value(&effect.ratio) - 2.25).abs() < 1e-9);
    let (low, high) = effect.ratio.range().unwrap();
    assert!((low - 1.3169).abs() < 5e-5 && (high - 3.8623).abs() < 5e-5);
    assert!((effect.p_value.unwrap() - 0.002_540_05).abs() < 5e-9);
    assert!((effect.retained_percent.unwrap() - 20.0).abs() < 0.5);
    assert_eq!(effect.finding, Finding::Rise);
    let sentence = &summary(&report, &scene.zone)[0];
    assert!(
        sentence.contains(
            "2.3× the rate before Spring launch (95 % range 1.3–3.9), a real rise; 20 % of the lift"
        ),
        "{sentence}"
    );
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let scene = golden();
    let bytes = || serde_json::to_string(&build(&scene.inputs())).unwrap();
    assert_eq!(bytes(), bytes());
    let read: crate::model::Report = serde_json::from_str(&bytes()).unwrap();
    assert_eq!(read.tiles.len(), build(&scene.inputs()).tiles.len());
}

#[test]
fn a_frozen_baseline_does_not_move() {
    let mut scene = golden();
    let frozen = freeze(&scene.inputs(), &scene.campaigns[0]);
    assert_eq!(frozen.days(), 28);
    let stored: super::FrozenBaseline =
        serde_json::from_str(&serde_json::to_string(&frozen).unwrap()).unwrap();
    assert_eq!(stored, frozen);
    scene.baselines.insert(CampaignId::new("spring"), stored);
    scene.run(date(2026, 10, 1), &[30], false);
    let report = build(&scene.inputs());
    let effect = &report.campaigns[0].effects[0];
    assert!((value(&effect.ratio) - 2.25).abs() < 1e-9);
    assert_eq!(report.campaigns[0].baseline_frozen_at, Some(scene.as_of));
}

#[test]
fn without_anything_heard_before_there_is_no_uplift_claim() {
    let mut scene = Scene::new();
    scene.campaign(date(2026, 11, 9), 28, vec![]);
    scene.run(date(2026, 11, 9), &DURING, true);
    let report = build(&scene.inputs());
    let effect = &report.campaigns[0].effects[0];
    assert_eq!(effect.finding, Finding::NoBaseline);
    assert!(!effect.before.is_known() && !effect.ratio.is_known());
    assert!(
        report
            .methods
            .iter()
            .any(|method| method.contains("no uplift can be claimed"))
    );
}

#[test]
fn days_before_listening_are_unknown_not_zero() {
    let mut scene = Scene::new();
    scene.run(date(2026, 11, 16), &[1, 2, 3, 4, 5, 6, 7], false);
    let report = build(&scene.inputs());
    let mentions = tile(&report, "mentions");
    assert_eq!(mentions.value, Figure::exact(28.0));
    assert_eq!(mentions.spark, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0].map(Some));
    assert!(!mentions.previous.is_known() && !mentions.baseline.is_known());
    assert_eq!(mentions.change_percent, None);
    assert_eq!(report.days.len(), 7);
    let empty = build(&Scene::new().inputs());
    assert!(empty.tiles.iter().all(|tile| !tile.value.is_known()));
    assert_eq!(subject_line(&empty), "Acme: mentions not known · week 47");
}

#[test]
fn nothing_later_than_as_of_counts() {
    let mut scene = Scene::new();
    scene.run(date(2026, 11, 9), &[1; 14], false);
    scene.as_of = "2026-11-18T23:00:00Z".parse().unwrap();
    let report = build(&scene.inputs());
    assert_eq!(tile(&report, "mentions").value, Figure::exact(3.0));
    assert!(report.top.iter().all(|row| row.at <= scene.as_of));
}

#[test]
fn share_of_voice_and_sentiment_match_the_golden_numbers() {
    let mut scene = Scene::new();
    let day = date(2026, 11, 17);
    for n in 0..160 {
        scene.say(day, |mention| {
            if n >= 48 {
                mention.brands = vec![BrandId::new("coyote")];
            }
            mention.sentiment.label = match n {
                0..30 => Polarity::Positive,
                30..36 => Polarity::Negative,
                _ => Polarity::Neutral,
            };
        });
    }
    let report = build(&scene.inputs());
    let voice = &tile(&report, "share_of_voice").value;
    let (low, high) = voice.range().unwrap();
    assert!((value(voice) - 30.0).abs() < 1e-9 && (low - 23.4).abs() < 0.05 && (high - 37.5).abs() < 0.05);
    let net = &tile(&report, "net_sentiment").value;
    let (low, high) = net.range().unwrap();
    assert!((value(net) - 50.0).abs() < 1e-9 && (low - 30.0).abs() < 0.5 && (high - 70.0).abs() < 0.5);
    assert_eq!(
        (
            report.days[1].positive,
            report.days[1].neutral,
            report.days[1].negative
        ),
        (30, 12, 6)
    );
}

#[test]
fn unknown_views_are_never_zero() {
    let mut scene = Scene::new();
    scene.run(date(2026, 11, 17), &[3], false);
    let report = build(&scene.inputs());
    for name in ["reach", "impressions", "emv", "engagement", "engagement_rate"] {
        assert!(!tile(&report, name).value.is_known(), "{name}");
    }
    scene.say(date(2026, 11, 17), |mention| mention.followers = Some(40_000));
    let report = build(&scene.inputs());
    let Figure::Estimate { value, basis, .. } = &tile(&report, "impressions").value else {
        panic!("an estimate");
    };
    assert!((value - 8_400.0).abs() < 1e-9);
    assert!(basis.contains("3 of 4 mentions left out"), "{basis}");
    let emv = tile(&report, "emv");
    assert_eq!(emv.unit, "USD");
    assert!((super::tests::value(&emv.value) - 67.2).abs() < 1e-9);
}

#[test]
fn goals_pace_and_forecast_match_the_golden_numbers() {
    let mut scene = Scene::new();
    scene.campaign(
        date(2026, 9, 24),
        92,
        vec![
            Scene::goal("mentions", 500.0),
            Scene::goal("reach", 1e6),
            Scene::goal("mentions", 300.0),
        ],
    );
    // 310 in 60 days, evenly enough for φ = 1.
    let counts: Vec<u32> = (0..60).map(|day| 5 + u32::from(day % 6 == 0)).collect();
    scene.run(date(2026, 9, 24), &counts, true);
    scene.as_of = "2026-11-23T00:00:00Z".parse().unwrap();
    let report = build(&scene.inputs());
    let goals = &report.campaigns[0].goals;
    let goal = &goals[0];
    assert_eq!(goal.actual, Figure::exact(310.0));
    assert!((goal.pace.unwrap() - 0.9507).abs() < 5e-5);
    assert!((goal.probability.unwrap() - 0.070_054).abs() < 5e-7);
    assert!((value(&goal.forecast) - 475.3).abs() < 0.05);
    assert!((goal.needed_per_day.unwrap() - 5.94).abs() < 5e-3);
    assert_eq!(goal.verdict, Verdict::Unlikely);
    assert_eq!(goals[1].verdict, Verdict::NoData);
    assert_eq!(goals[2].verdict, Verdict::Reached);
    assert!(
        subject_line(&report).ends_with("goal unlikely · week 47"),
        "{}",
        subject_line(&report)
    );
    let todo = summary(&report, &scene.zone).pop().unwrap();
    assert!(todo.contains("500 by 24 December takes 5.9 a day"), "{todo}");
}

#[test]
fn long_goals_show_progress_and_young_ones_are_too_early() {
    let mut scene = Scene::new();
    let mut long = Scene::goal("mentions", 500.0);
    long.horizon = Horizon::Long;
    scene.campaign(
        date(2026, 11, 20),
        365,
        vec![long, Scene::goal("mentions", 50.0), Scene::goal("sales", 1.0)],
    );
    scene.run(date(2026, 11, 20), &[3, 3, 3], true);
    let goals = build(&scene.inputs()).campaigns.remove(0).goals;
    let verdicts: Vec<Verdict> = goals.iter().map(|goal| goal.verdict).collect();
    assert_eq!(verdicts, [Verdict::Progress, Verdict::TooEarly, Verdict::NoData]);
    assert!(!goals[1].forecast.is_known() && goals[1].probability.is_none());
}

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
    assert_eq!((days.from, days.to), (date(2026, 9, 28), date(2026, 11, 24)));
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
fn pivots_add_up_to_the_whole() {
    let mut scene = Scene::new();
    scene.run(date(2026, 11, 17), &[2], false);
    scene.say(date(2026, 11, 17), |mention| {
        mention.platform = Platform::Mastodon;
    });
    let report = build(&scene.inputs());
    assert_eq!(report.platforms.iter().map(|row| row.mentions).sum::<u32>(), 3);
    assert_eq!(report.tiers.iter().map(|row| row.mentions).sum::<u32>(), 3);
    assert_eq!(report.platforms[0].name, "instagram");
}

#[test]
fn reach_that_was_not_known_before_is_no_baseline_of_zero() {
    let mut scene = Scene::new();
    scene.campaign(date(2026, 10, 26), 28, vec![Scene::goal("mentions", 1_000.0)]);
    scene.run(date(2026, 9, 28), &BEFORE, false);
    for n in 0..28_i64 {
        let day = date(2026, 10, 26).checked_add(jiff::Span::new().days(n)).unwrap();
        scene.say(day, |mention| {
            mention.campaigns = vec![CampaignId::new("spring")];
            mention.followers = Some(2_000);
        });
    }
    let report = build(&scene.inputs());
    let reach = report.campaigns[0]
        .effects
        .iter()
        .find(|effect| effect.metric == "reach")
        .unwrap();
    assert_eq!(reach.finding, Finding::NoBaseline);
    assert!(!reach.before.is_known() && reach.during.is_known());
    assert!(!tile(&report, "reach").baseline.is_known());
    let todo = summary(&report, &scene.zone).pop().unwrap();
    assert!(todo.starts_with("Worth a talk: @writer"), "{todo}");
}

#[test]
fn an_outage_is_unknown_and_not_silence() {
    let heard = [Some(4); 15];
    // Nobody answered since Monday of the week reported.
    let mut scene = Scene::new();
    let mut polls = heard;
    polls[7..].fill(Some(0));
    scene.listen(date(2026, 11, 9), &polls);
    scene.run(date(2026, 11, 9), &[1; 7], false);
    let report = build(&scene.inputs());
    for tile in &report.tiles {
        assert_eq!(
            tile.value,
            Figure::unknown("no source was heard from 2026-11-16 to 2026-11-22"),
            "{}",
            tile.metric
        );
        assert_eq!(
            (tile.change_percent, tile.spark.iter().flatten().count()),
            (None, 0)
        );
    }
    assert_eq!(tile(&report, "mentions").previous, Figure::exact(7.0));
    assert!(summary(&report, &scene.zone)[0].contains("not known: no source was heard"));
    let heard_days = report.days.iter().filter(|day| day.heard).map(|day| day.day);
    assert!(heard_days.eq(scene.window.previous().iter()));

    // Nobody answered on Thursday and Friday; Saturday's answers say nothing of them.
    let mut scene = Scene::new();
    let mut polls = heard;
    polls[10..12].fill(None);
    scene.listen(date(2026, 11, 9), &polls);
    scene.run(
        date(2026, 11, 9),
        &[1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 0, 0, 2, 2],
        false,
    );
    scene.rollups.retain(|(_, day), _| !matches!(day.day(), 19 | 20));
    let report = build(&scene.inputs());
    let mentions = tile(&report, "mentions");
    assert_eq!(mentions.value, Figure::at_least(10.0, "heard on 5 of 7 days"));
    assert_eq!(mentions.change_percent, None);
    assert_eq!(mentions.spark[3..5], [None, None]);
    let words = &summary(&report, &scene.zone)[0];
    assert!(
        words.starts_with("Acme had at least 10 mentions in week 47 (heard on 5 of 7 days)"),
        "{words}"
    );
    assert!(words.contains("2.0× the rate of the 7 days before"), "{words}");
    assert!(
        report
            .methods
            .iter()
            .any(|method| method
                .starts_with("No source was heard on 2 of 7 days (19 November to 20 November)")),
        "{:?}",
        report.methods
    );
}

#[test]
fn an_outage_is_no_part_of_a_baseline_or_a_pace() {
    let mut scene = Scene::new();
    scene.campaign(date(2026, 11, 9), 28, vec![Scene::goal("mentions", 100.0)]);
    // Two weeks before, of which one day is lost, and two weeks during, of which one day is lost.
    let mut polls = [Some(4); 29];
    polls[5] = Some(0);
    polls[20] = None;
    scene.listen(date(2026, 10, 26), &polls);
    let counts: Vec<u32> = (0..28).map(|n| u32::from(n != 5 && n != 20) * 2).collect();
    scene.run(date(2026, 10, 26), &counts, true);
    scene.as_of = "2026-11-23T00:00:00Z".parse().unwrap();
    let baseline = freeze(&scene.inputs(), &scene.campaigns[0]);
    assert_eq!(baseline.days(), 13);
    assert_eq!(baseline.per_day("mentions"), Figure::exact(2.0));
    let mentions = crate::metrics::get("mentions").unwrap();
    assert_eq!(baseline.per_window(mentions, 7), Figure::exact(14.0));
    let report = build(&scene.inputs());
    let campaign = &report.campaigns[0];
    let effect = campaign
        .effects
        .iter()
        .find(|row| row.metric == "mentions")
        .unwrap();
    assert_eq!(
        (&effect.before, &effect.during),
        (&Figure::exact(2.0), &Figure::exact(2.0))
    );
    let goal = &campaign.goals[0];
    assert_eq!(goal.actual.value(), Some(26.0));
    assert!((goal.rate_per_day.unwrap() - 2.0).abs() < 1e-9, "{goal:?}");
}

#[test]
fn a_competitor_added_later_was_not_silent_before() {
    let mut scene = Scene::new();
    scene.heard_since = Some(date(2026, 10, 1));
    scene.listen(date(2026, 10, 26), &[Some(4); 29]);
    scene.run(date(2026, 11, 9), &[1; 14], false);
    scene.brands_since = [("acme", date(2026, 10, 1)), ("coyote", date(2026, 11, 20))]
        .map(|(brand, day)| (BrandId::new(brand), day))
        .into();
    for _ in 0..3 {
        scene.say(date(2026, 11, 21), |mention| {
            mention.brands = vec![BrandId::new("coyote")];
        });
    }
    let report = build(&scene.inputs());
    let voice = tile(&report, "share_of_voice");
    // Three of six since Friday, not seven of ten.
    assert!((value(&voice.value) - 50.0).abs() < 1e-9, "{:?}", voice.value);
    let Figure::Estimate { basis, .. } = &voice.value else {
        panic!("an estimate");
    };
    assert!(basis.ends_with("heard on 3 of 7 days"), "{basis}");
    assert_eq!(
        voice.previous,
        Figure::unknown("nothing was heard of coyote before 2026-11-20")
    );
    assert_eq!(tile(&report, "mentions").value, Figure::exact(7.0));
    assert!(
        report
            .methods
            .iter()
            .any(|method| method.starts_with("Share of voice counts from 2026-11-20")),
        "{:?}",
        report.methods
    );

    // Seen from the competitor, its own week is known in part and the week before not at all.
    scene.brand = BrandId::new("coyote");
    let mentions = build(&scene.inputs()).tiles.remove(0);
    assert_eq!(mentions.value, Figure::at_least(3.0, "heard on 3 of 7 days"));
    assert!(!mentions.previous.is_known());
}
