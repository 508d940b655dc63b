//! What is told goes before what is estimated, and nothing is added twice.

use super::*;
use crate::metrics::{Scope, Totals, exposure, rollup, sample::mention};
use crate::model::{InfluencerId, Rollup};
use proptest::prelude::{prop_assert, proptest};

fn poster() -> Poster {
    Poster {
        influencer: InfluencerId::new("kristal"),
        platform: Platform::Instagram,
        author: rollup::account_key(Platform::Instagram, "kristalsky"),
    }
}

/// A post of hers with that following and those counted views.
fn post(day: &mut Rollup, n: u128, followers: Option<u64>, views: Option<u64>, likes: Option<u64>) {
    let mut mention = mention(n, "2026-11-17T12:00:00Z");
    mention.platform = Platform::Instagram;
    mention.influencer = Some(InfluencerId::new("kristal"));
    mention.followers = followers;
    (mention.engagement.views, mention.engagement.likes) = (views, likes);
    mention.exposure = exposure::estimate(&mention, None);
    rollup::add(day, &mention);
}

fn views(day: &Rollup) -> f64 {
    day.cells.iter().map(|cell| cell.impressions.value).sum()
}

fn told(kind: OutcomeKind, provenance: Provenance, count: u64) -> PostCounts {
    let mut told = PostCounts::default();
    told.add(kind, provenance, "form", count);
    told
}

#[test]
fn the_best_known_wins_and_nothing_is_added_twice() {
    use Provenance::{Imported, Observed, SelfReported};
    let mut both = told(OutcomeKind::Impression, SelfReported, 9_000);
    both.add(OutcomeKind::Impression, Imported, "export", 7_000);
    both.add(OutcomeKind::Impression, Imported, "export", 500);
    both.add(OutcomeKind::Impression, Imported, "export 2", 7_400);
    both.add(OutcomeKind::View, SelfReported, "form", 99_000);
    for (known, told, impressions) in [
        (Provenance::Estimated, &both, Some(7_500.0)),
        (SelfReported, &both, Some(7_500.0)),
        (Imported, &both, None),
        (Observed, &both, None),
        (Provenance::Estimated, &PostCounts::default(), None),
        (
            Provenance::Estimated,
            &told(OutcomeKind::StoryView, SelfReported, 300),
            Some(300.0),
        ),
    ] {
        let known = Exposure {
            impressions: Some(Range::point(1_000.0)),
            provenance: known,
            ..Exposure::default()
        };
        let found = told.exposure(Platform::Instagram, &known);
        assert_eq!(
            found.and_then(|e| e.impressions).map(|r| r.value),
            impressions,
            "{known:?}"
        );
    }
}

#[test]
fn people_told_are_kept_and_seen_at_least_once() {
    let people = told(OutcomeKind::Reach, Provenance::Imported, 5_000);
    let found = people
        .exposure(Platform::Instagram, &Exposure::default())
        .unwrap();
    assert_eq!(found.reach, Some(Range::point(5_000.0)));
    assert_eq!(found.impressions, Some(Range::point(5_000.0)));
    let mut more = people;
    more.add(OutcomeKind::Impression, Provenance::SelfReported, "form", 4_000);
    let found = more.exposure(Platform::Instagram, &Exposure::default()).unwrap();
    assert!(found.reach.unwrap().high <= found.impressions.unwrap().high);
}

#[test]
fn a_day_of_posts_is_told_in_place_of_its_estimates() {
    let mut day = Rollup::default();
    post(&mut day, 1, Some(50_000), None, None);
    post(&mut day, 2, Some(50_000), None, None);
    post(&mut day, 3, None, Some(2_000), Some(7));
    let mut told = told(OutcomeKind::Impression, Provenance::SelfReported, 10_000);
    told.add(OutcomeKind::Like, Provenance::SelfReported, "form", 400);
    replace(&mut day, &poster(), &told);
    assert!((views(&day) - 10_000.0).abs() < 1e-6, "2,000 counted, 8,000 told");
    let totals = Totals::of([&day], Scope::default());
    assert_eq!(totals.mentions(), 3);
    assert_eq!(totals.unexposed(), 0);
    assert_eq!(
        totals.cells.values().map(|cell| cell.likes).sum::<u64>(),
        7,
        "one post tells its own"
    );
    assert!(day.cells.is_sorted_by(|a, b| a.key < b.key));
    // PostCounts again it changes nothing more.
    let once = day.clone();
    replace(&mut day, &poster(), &told);
    assert_eq!(day, once);
}

#[test]
fn stories_that_nobody_heard_count_by_what_is_told() {
    let mut day = Rollup::default();
    let mut told = told(OutcomeKind::StoryView, Provenance::SelfReported, 1_500);
    told.add(OutcomeKind::Comment, Provenance::SelfReported, "form", 12);
    add_unheard(&mut day, &poster(), &told);
    let totals = Totals::of([&day], Scope::default());
    assert_eq!((totals.mentions(), totals.audiences.len()), (0, 1));
    assert!((views(&day) - 1_500.0).abs() < 1e-9);
    assert_eq!(totals.cells.values().map(|cell| cell.comments).sum::<u64>(), 12);
}

proptest! {
    #[test]
    fn what_is_told_is_what_counts(posts in 0_u128..5, count in 1_u64..1_000_000, counted in proptest::option::of(1_u64..500_000)) {
        let mut day = Rollup::default();
        for n in 0..posts {
            post(&mut day, n, Some(30_000), None, None);
        }
        if let Some(counted) = counted {
            post(&mut day, 99, None, Some(counted), None);
        }
        replace(&mut day, &poster(), &told(OutcomeKind::Impression, Provenance::Imported, count));
        let expected = match counted {
            Some(counted) if posts == 0 => counted,
            counted => count.max(counted.unwrap_or(0)),
        };
        prop_assert!((views(&day) - wide(expected)).abs() < 1e-6 * wide(expected), "{} {expected}", views(&day));
    }
}
