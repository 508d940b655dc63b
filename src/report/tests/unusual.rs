//! Days that stand out, with what explains them.

use super::*;
use crate::metrics::spike::Level;
use crate::model::{Counted, Event};
use crate::report::{silence, unusual_days, unusual_words};

/// A scene that was listened to from the first day of the golden test on.
fn listened() -> Scene {
    let mut scene = Scene::new();
    scene.heard_since = Some(date(2026, 10, 1));
    scene.listen(date(2026, 10, 1), &[Some(4); 54]);
    scene.run(date(2026, 10, 19), &BEFORE, false);
    scene
}

#[test]
fn a_day_like_the_golden_one_is_told_with_its_cause() {
    let mut scene = listened();
    // 28 days to 15 November, two days of gap, then eight.
    scene.run(date(2026, 11, 18), &[7], false);
    scene.say(date(2026, 11, 18), |mention| {
        mention.title = "The skates that crossed the Alps".to_owned();
        mention.followers = Some(400_000);
        mention.author.name = Some("Kristal".to_owned());
    });
    let report = build(&scene.inputs());
    let found = &report.unusual[0];
    assert_eq!((found.day, found.count, found.days), (date(2026, 11, 18), 8, 1));
    assert!((found.p_value - 0.000_688_24).abs() < 5e-9, "{found:?}");
    let cause = found.cause.as_ref().unwrap();
    assert_eq!(cause.title, "The skates that crossed the Alps");
    let words = unusual_words(found, &[]);
    assert!(
        words.starts_with("18 November: 8 mentions, 7× the usual 1.1 a day (95 % range"),
        "{words}"
    );
    assert!(
        words.contains("probably “The skates that crossed the Alps” (Kristal)"),
        "{words}"
    );
}

#[test]
fn events_and_the_time_of_the_year_are_named() {
    let mut scene = listened();
    scene.campaign(date(2026, 11, 18), 14, vec![]).events = vec![Event {
        on: date(2026, 11, 17),
        note: "Trade fair in Graz".to_owned(),
    }];
    scene.run(date(2026, 11, 18), &[9], false);
    let inputs = scene.inputs();
    let found = unusual_days(&inputs, &Counted::Mentions, Level::Mail);
    let notes = found[0].notes.join(" ");
    for part in ["Spring launch began on 2026-11-18", "Trade fair in Graz"] {
        assert!(notes.contains(part), "`{part}` is missing in {notes}");
    }
}

#[test]
fn negative_days_and_influencers_are_tested_by_themselves_and_the_brands_own_posts_are_no_news() {
    let mut scene = listened();
    for n in 0..6 {
        scene.say(date(2026, 11, 18), |mention| {
            mention.sentiment.label = Polarity::Negative;
            if n < 4 {
                mention.influencer = Some(InfluencerId::new("kristal"));
            }
        });
        scene.say(date(2026, 11, 19), |mention| {
            mention.media = crate::model::MediaKind::Owned;
        });
        scene.say(date(2026, 11, 19), |mention| {
            mention.media = crate::model::MediaKind::Owned;
        });
    }
    let inputs = scene.inputs();
    let days = |counted: &Counted| -> Vec<(i8, u32)> {
        let days = unusual_days(&inputs, counted, Level::Mail);
        days.iter().map(|found| (found.day.day(), found.count)).collect()
    };
    assert_eq!(days(&Counted::Negative), [(18, 6)]);
    assert_eq!(
        days(&Counted::Influencer(InfluencerId::new("kristal"))),
        [(18, 4)]
    );
    assert_eq!(days(&Counted::Mentions), []);
}

#[test]
fn nothing_is_told_of_days_before_anybody_listened() {
    let mut scene = Scene::new();
    scene.run(date(2026, 10, 19), &BEFORE, false);
    scene.run(date(2026, 11, 18), &[30], false);
    scene.heard_since = Some(date(2026, 11, 15));
    assert!(build(&scene.inputs()).unusual.is_empty());
}

#[test]
fn a_silence_of_the_people_is_told_and_one_of_ours_is_not() {
    let silent = |polls: Option<u32>| {
        let mut scene = Scene::new();
        scene.heard_since = Some(date(2026, 10, 1));
        let mut heard = vec![Some(4); 28];
        heard.extend([polls; 5]);
        scene.listen(date(2026, 10, 21), &heard);
        scene.run(date(2026, 10, 19), &[4; 32], false);
        silence(&scene.inputs(), Level::Mail)
    };
    let found = silent(Some(4)).unwrap();
    assert_eq!((found.day, found.days, found.count), (date(2026, 11, 22), 3, 0));
    assert!(found.notes[0].contains("and none since"), "{:?}", found.notes);
    assert_eq!(silent(Some(0)), None);
}
