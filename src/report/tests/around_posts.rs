//! What imports tell around a post, and days on which they tell more than usual.

use jiff::Span;
use jiff::civil::Date;

use super::*;
use crate::model::{CampaignOutcome, Counted, OutcomeKind, Teller};
use crate::report::{around_words, unusual_words};

/// Visits a day from 12 October on, told by one import.
fn visited(scene: &mut Scene, counts: impl Iterator<Item = u64>) {
    scene.tellers = vec![Teller {
        name: "Site".to_owned(),
        preset: "plausible".to_owned(),
        daily: true,
        ..Teller::default()
    }];
    for (n, count) in (0_i64..).zip(counts) {
        let day = date(2026, 10, 12).checked_add(Span::new().days(n)).unwrap();
        let told = CampaignOutcome {
            source: "Site".to_owned(),
            external_id: day.to_string(),
            day: Some(day),
            kind: OutcomeKind::Visit,
            count: Some(count),
            ..CampaignOutcome::default()
        };
        scene.outcomes.entry(day).or_default().add(&told);
    }
}

fn posted(scene: &mut Scene, day: Date) {
    scene.say(day, |mention| {
        mention.title = "Three weeks on skates".to_owned();
        mention.influencer = Some(InfluencerId::new("kristal"));
        mention.followers = Some(48_200);
    });
}

#[test]
fn a_site_that_is_visited_more_after_a_post_says_so_and_calls_it_possible() {
    let mut scene = Scene::new();
    // 80 and a little a day; from the post on 17 November on 240 for three days.
    visited(
        &mut scene,
        (0..42).map(|n| if (36..39).contains(&n) { 240 } else { 76 + n % 9 }),
    );
    posted(&mut scene, date(2026, 11, 17));
    let report = build(&scene.inputs());
    let row = &report.around_posts[0];
    let visits = &row.moves[0];
    assert_eq!((row.day, row.moves.len(), row.others), (date(2026, 11, 17), 1, 0));
    assert_eq!(
        (visits.kind, visits.before_days, visits.after_days),
        (OutcomeKind::Visit, 14, 3)
    );
    assert_eq!(visits.finding, Finding::Rise);
    assert!((visits.after_per_day - 240.0).abs() < 1e-9 && (visits.before_per_day - 80.0).abs() < 1.0);
    let words = around_words(row);
    assert!(
        words.starts_with("Kristal Sky, 17 November, “Three weeks on skates”: visits went from")
            && words.contains("95 % range")
            && words.contains("possibly its doing"),
        "{words}"
    );
    // The same days stand out by themselves, with the post as what may explain them.
    let day = report
        .unusual
        .iter()
        .rfind(|day| day.counted == Counted::Outcomes(OutcomeKind::Visit));
    let day = day.unwrap();
    assert_eq!((day.day, day.count), (date(2026, 11, 17), 240));
    let words = unusual_words(day, &[]);
    assert!(
        words.starts_with("17 November: 240 visits, 3× the usual 80 a day"),
        "{words}"
    );
    assert!(words.contains("possibly “Three weeks on skates”"), "{words}");
    assert!(
        report.unusual.iter().all(|day| day.cause.is_some()),
        "{:?}",
        report.unusual
    );
}

#[test]
fn posts_within_the_same_days_share_what_moved_and_nothing_told_is_nothing_said() {
    let mut scene = Scene::new();
    posted(&mut scene, date(2026, 11, 17));
    assert!(
        build(&scene.inputs()).around_posts.is_empty(),
        "no import tells of visits"
    );
    posted(&mut scene, date(2026, 11, 18));
    posted(&mut scene, date(2026, 11, 18));
    visited(&mut scene, (0..42).map(|n| 76 + n % 9));
    let report = build(&scene.inputs());
    let rows = &report.around_posts;
    assert_eq!(rows.iter().map(|row| row.others).collect::<Vec<_>>(), [1, 1]);
    assert!(rows.iter().all(|row| row.moves[0].finding == Finding::NoChange));
    let words = around_words(&rows[0]);
    assert!(
        words.contains("within what is normal") && words.contains("another post"),
        "{words}"
    );
    assert!(report.unusual.is_empty(), "{:?}", report.unusual);
}
