//! Whole reports of small invented weeks.

use jiff::civil::date;

use super::scene::{Scene, euro};
use super::{build, freeze, needed_days, needed_mentions, needed_subjects, subject_line, summary};
use crate::model::{
    Author, Backlink, BrandId, CampaignId, Figure, Finding, Horizon, InfluencerId, Link, Match, Mention,
    Money, Phase, Platform, Polarity, Subject, Tier, Verdict, Window,
};

mod around_posts;
mod effects;
mod expected;
mod figures;
mod goals;
mod levels;
mod people;
mod properties;
mod unknown;
mod unusual;

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
