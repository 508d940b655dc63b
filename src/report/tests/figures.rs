//! The numbers of the golden test, and what is said of them.

use super::*;

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
            "2.3× the rate before Spring launch (95 % range 1.3–3.9), a real rise; two weeks later 20 % of the lift \
             remains, not distinguishable from normal"
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
    let stored: super::super::FrozenBaseline =
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
