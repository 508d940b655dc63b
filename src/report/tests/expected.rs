//! What was expected, and where people are lost.

use super::*;
use crate::model::{Exposure, PlannedPosts, Provenance, Range};

fn planned(scene: &mut Scene) {
    scene.campaigns[0].plan.posts = vec![PlannedPosts {
        influencer: InfluencerId::new("kristal"),
        platform: Platform::Instagram,
        posts: 3,
    }];
}

#[test]
fn an_expectation_once_frozen_stands_beside_what_came() {
    let mut scene = Scene::new();
    scene.campaign(date(2026, 11, 16), 28, vec![]);
    planned(&mut scene);
    scene.run(date(2026, 11, 1), &[1], false);
    scene.as_of = "2026-11-16T00:00:00Z".parse().unwrap();
    let frozen = super::super::expect(&scene.inputs(), &scene.campaigns[0]).unwrap();
    assert_eq!(frozen.totals[0].metric, "impressions");
    assert!((value(&frozen.totals[0].expected) - 48_200.0 * 0.21 * 3.0).abs() < 1e-6);
    assert!(!frozen.totals[3].expected.is_known(), "no click rate is made up");
    scene.expected.insert(CampaignId::new("spring"), frozen.clone());
    scene.as_of = "2026-11-23T07:00:00Z".parse().unwrap();
    scene.say(date(2026, 11, 17), |mention| {
        mention.campaigns = vec![CampaignId::new("spring")];
        mention.exposure = Exposure {
            impressions: Some(Range::point(30_000.0)),
            reach: Some(Range::point(20_000.0)),
            provenance: Provenance::Observed,
            basis: "views counted".to_owned(),
            ..Exposure::default()
        };
    });
    let shown = build(&scene.inputs()).campaigns.remove(0).plan.expected.unwrap();
    assert!(shown.frozen);
    assert_eq!(shown.lines, frozen.lines);
    assert_eq!(
        shown.totals[0].actual.as_ref().and_then(Figure::value),
        Some(30_000.0)
    );
}

#[test]
fn without_planned_posts_nothing_is_expected() {
    let mut scene = Scene::new();
    scene.campaign(date(2026, 11, 16), 28, vec![]);
    scene.run(date(2026, 11, 16), &[1], true);
    let plan = build(&scene.inputs()).campaigns.remove(0).plan;
    assert_eq!(plan.expected, None);
    assert_eq!(plan.diagnosis, vec![], "one mention proves nothing");
}

#[test]
fn the_best_past_window_tells_whether_a_target_was_ever_reached() {
    let mut scene = Scene::new();
    scene.campaign(date(2026, 11, 20), 7, vec![Scene::goal("mentions", 50.0)]);
    scene.run(date(2026, 10, 20), &[1; 31], false);
    scene.run(date(2026, 11, 2), &[4; 3], false);
    let goal = build(&scene.inputs()).campaigns.remove(0).goals.remove(0);
    let best = goal.detail.best_past.unwrap();
    assert!((best.value - 19.0).abs() < 1e-9, "{best:?}");
    assert!(best.from <= date(2026, 11, 2) && best.to >= date(2026, 11, 4));
}
