//! Goals of every make: bundles, months, courses, sources, long horizons, and what closes their gaps.

use super::*;
use crate::model::{Bundle, BundlePart, Engagement, Goal, GoalRow, SourceName, Stage};

fn part(metric: &str, weight: f64, target: Option<f64>) -> BundlePart {
    BundlePart {
        metric: metric.to_owned(),
        weight,
        target,
    }
}

fn bundle(name: &str, target: f64, parts: Vec<BundlePart>) -> Goal {
    Goal {
        bundle: Some(Bundle { parts }),
        ..Scene::goal(name, target)
    }
}

/// The goals of a campaign of 92 days from 24 September, seen after 60 days of 5 posts each with 10 likes and 2 comments.
fn goals_of(goals: Vec<Goal>, change: impl FnOnce(&mut Scene)) -> Vec<GoalRow> {
    let mut scene = Scene::new();
    scene.campaign(date(2026, 9, 24), 92, goals);
    for day in date(2026, 9, 24).series(jiff::Span::new().days(1)).take(60) {
        for _ in 0..5 {
            scene.say(day, |mention| {
                mention.campaigns = vec![CampaignId::new("spring")];
                mention.engagement = Engagement {
                    likes: Some(10),
                    comments: Some(2),
                    ..Engagement::default()
                };
            });
        }
    }
    scene.as_of = "2026-11-23T00:00:00Z".parse().unwrap();
    change(&mut scene);
    build(&scene.inputs()).campaigns.remove(0).goals
}

#[test]
fn a_weighted_sum_is_a_goal_like_any_other() {
    let parts = vec![part("likes", 1.0, None), part("comments", 3.0, None)];
    let goal = goals_of(vec![bundle("applause", 4_900.0, parts)], |_| {}).remove(0);
    assert_eq!(goal.actual, Figure::exact(300.0 * 16.0));
    assert_eq!(goal.verdict, Verdict::OnTrack, "{goal:?}");
    assert!(goal.probability.unwrap() > 0.99);
    let bundle = goal.detail.bundle.unwrap();
    assert!(!bundle.score && (bundle.coverage - 1.0).abs() < 1e-9);
    assert_eq!(goal.detail.stage, Some(Stage::Interest));
}

#[test]
fn what_nobody_tells_lowers_the_coverage_of_a_bundle() {
    let parts = vec![part("likes", 1.0, None), part("shares", 3.0, None)];
    let score = vec![part("likes", 3.0, Some(6_000.0)), part("reach", 1.0, Some(1e6))];
    let goals = goals_of(
        vec![bundle("a", 4_900.0, parts), bundle("b", 100.0, score)],
        |_| {},
    );
    for (goal, coverage, actual) in [(&goals[0], 0.25, 3_000.0), (&goals[1], 0.75, 50.0)] {
        let bundle = goal.detail.bundle.as_ref().unwrap();
        assert!((bundle.coverage - coverage).abs() < 1e-9, "{bundle:?}");
        assert!((value(&goal.actual) - actual).abs() < 1e-9, "{:?}", goal.actual);
    }
    // 3,000 likes in 60 of 92 days carried on are 4,600 of 6,000.
    assert!(
        (value(&goals[1].forecast) - 76.67).abs() < 0.01,
        "{:?}",
        goals[1].forecast
    );
    assert_eq!(goals[1].verdict, Verdict::Unlikely);
}

#[test]
fn a_short_goal_is_followed_by_month() {
    let months = goals_of(vec![Scene::goal("mentions", 460.0)], |_| {})
        .remove(0)
        .detail
        .months;
    let told: Vec<(f64, f64, Verdict)> = months
        .iter()
        .map(|month| (month.target, value(&month.actual), month.verdict))
        .collect();
    assert_eq!(
        told,
        [
            (35.0, 35.0, Verdict::Reached),
            (155.0, 155.0, Verdict::Reached),
            (150.0, 110.0, Verdict::AtRisk)
        ]
    );
}

#[test]
fn a_front_loaded_plan_asks_for_more_early() {
    let goals = |curve: Vec<(jiff::civil::Date, f64)>| {
        goals_of(vec![Scene::goal("mentions", 400.0)], |scene| {
            scene.campaigns[0].plan.curve = curve;
        })
        .remove(0)
    };
    let (even, front) = (goals(Vec::new()), goals(vec![(date(2026, 10, 23), 0.9)]));
    assert_eq!(even.verdict, Verdict::OnTrack);
    assert!((even.expected - 400.0 * 60.0 / 92.0).abs() < 0.5);
    // 90 % after 30 days, and 30 of the 62 days after: 94.8 %.
    assert!(
        (front.expected - 400.0 * (0.9 + 0.1 * 30.0 / 62.0)).abs() < 0.5,
        "{front:?}"
    );
    assert!(front.probability.unwrap() < 0.01 && front.verdict == Verdict::Unlikely);
    assert!(
        (front.rate_per_day.unwrap() - 5.0).abs() < 1e-9,
        "rates stay those of days"
    );
}

#[test]
fn a_long_goal_is_judged_after_six_months_and_no_day_before() {
    let verdict_on = |as_of: &str| {
        let mut goal = Scene::goal("mentions", 4_000.0);
        goal.horizon = Horizon::Long;
        let mut scene = Scene::new();
        scene.campaign(date(2026, 3, 2), 365, vec![goal]);
        scene.run(date(2026, 3, 2), &[3; 200], true);
        scene.as_of = as_of.parse().unwrap();
        let goal = build(&scene.inputs()).campaigns.remove(0).goals.remove(0);
        (goal.verdict, goal.detail.judged_on, goal.probability.is_some())
    };
    let (first, second) = (Some(date(2026, 9, 2)), Some(date(2027, 3, 2)));
    assert_eq!(
        verdict_on("2026-09-01T12:00:00Z"),
        (Verdict::Progress, first, false)
    );
    assert_eq!(
        verdict_on("2026-09-02T12:00:00Z"),
        (Verdict::Unlikely, second, true)
    );
}

#[test]
fn goals_may_begin_later_and_be_one_source_s() {
    let mut late = Scene::goal("mentions", 100.0);
    late.from = Some(date(2026, 11, 1));
    let mut of_source = Scene::goal("mentions", 1_000.0);
    of_source.source = Some(SourceName::new("elsewhere"));
    let goals = goals_of(vec![late, of_source], |_| {});
    assert_eq!(goals[0].actual, Figure::exact(110.0));
    assert_eq!(goals[0].detail.from, Some(date(2026, 11, 1)));
    assert_eq!(goals[1].actual, Figure::exact(0.0));
    assert!(goals[1].label.ends_with("from elsewhere"));
}

#[test]
fn what_closes_the_gap_is_told_in_days_and_in_posts() {
    let goals = goals_of(
        vec![Scene::goal("likes", 6_000.0), Scene::goal("likes", 100.0)],
        |scene| {
            for n in 0..4 {
                scene.say(date(2026, 11, 10 + n), |mention| {
                    mention.campaigns = vec![CampaignId::new("spring")];
                    mention.influencer = Some(InfluencerId::new("kristal"));
                    mention.engagement.likes = Some(100);
                });
            }
        },
    );
    // 3,400 in 60 days; 2,600 to go in 32; 1,813 come by themselves, and eight posts bring the rest.
    assert_eq!(
        goals[0].detail.closing,
        "2,600 to go: 81 a day until 24 December instead of 57 so far, 43 % more; that is about 8 more posts like \
         Kristal Sky’s, at 100 each so far"
    );
    assert_eq!(
        goals[1].detail.closing, "",
        "nothing is to close where all is there"
    );
    let each = goals[1].detail.cost_per.as_ref().unwrap();
    assert!((value(each) - 1_500.0 / 3_400.0).abs() < 1e-9);
}
