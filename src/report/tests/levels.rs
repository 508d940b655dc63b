//! Before, during and after of shares, rates and moods.

use jiff::Span;

use super::*;
use crate::model::{CampaignOutcome, ControlBy, EffectRow, OutcomeKind, Report, Teller};
use crate::report::{FrozenBaseline, checks_words};

/// Six weeks from 28 September with a campaign in the last two, then two weeks after it; of each day's mentions of Acme so many are
/// glad, the others are not, and Coyote has four.
fn moods(scene: &mut Scene, glad: impl Fn(i64) -> usize) {
    for n in 0..56 {
        let day = date(2026, 9, 28).checked_add(Span::new().days(n)).unwrap();
        for post in 0..6 {
            scene.say(day, |mention| {
                mention.platform = Platform::Instagram;
                mention.followers = Some(1_000 + 10 * u64::try_from(n).unwrap());
                let during = (28..42).contains(&n);
                mention.engagement.likes = Some(if during {
                    60
                } else {
                    30 + u64::try_from(n % 3).unwrap()
                });
                mention.sentiment.label = match post {
                    post if post < glad(n) => Polarity::Positive,
                    5 => Polarity::Negative,
                    _ => Polarity::Neutral,
                };
            });
        }
        for _ in 0..4 + n % 2 {
            scene.say(day, |mention| mention.brands = vec![BrandId::new("coyote")]);
        }
    }
}

fn scene() -> Scene {
    let mut scene = Scene::new();
    scene.campaign(date(2026, 10, 26), 14, vec![]);
    moods(&mut scene, |n| {
        if (28..42).contains(&n) {
            4
        } else {
            1 + usize::from(n % 2 == 0)
        }
    });
    scene
}

fn row<'r>(report: &'r Report, metric: &str) -> Option<&'r EffectRow> {
    report.campaigns[0]
        .effects
        .iter()
        .find(|row| row.metric == metric)
}

#[test]
fn moods_shares_and_rates_are_compared_by_their_difference() {
    let scene = scene();
    let report = build(&scene.inputs());
    let mood = row(&report, "net_sentiment").unwrap();
    // (1.5 − 1) of 6 before, (4 − 1) of 6 during.
    assert!((value(&mood.before) - 50.0 / 6.0).abs() < 1e-9, "{mood:?}");
    assert!((value(&mood.during) - 50.0).abs() < 1e-9);
    let difference = mood.difference.as_ref().unwrap();
    assert_eq!(
        (difference.value_unit.as_str(), difference.unit.as_str()),
        ("points", "points")
    );
    let (low, high) = difference.during.range().unwrap();
    assert!((value(&difference.during) - 250.0 / 6.0).abs() < 1e-9);
    assert!(low > 10.0 && high < 75.0, "{low} {high}");
    assert_eq!(mood.finding, Finding::Rise);
    assert!(mood.p_value.unwrap() < 0.01 && mood.checks.p_adjusted.unwrap() >= mood.p_value.unwrap());
    assert!(mood.checks.tested_together > 1 && !mood.ratio.is_known());
    assert!(mood.retained_percent.unwrap().abs() < 1.0, "{mood:?}");
    assert_eq!(mood.checks.after.as_ref().unwrap().finding, Finding::NoChange);
    let words = checks_words(mood).join("; ");
    assert!(
        words.contains("of the lift remains over the two weeks after"),
        "{words}"
    );

    // Nothing is said against competitors of one mood on every day: sample mentions of theirs are all neutral.
    let control = &difference.controls[0];
    assert_eq!(
        (control.by, difference.controls.len()),
        (ControlBy::Competitors, 1)
    );
    assert!(
        control.change.abs() < 1e-9 && control.p_value < 0.05,
        "{control:?}"
    );
    assert!(
        words.contains("competitors stood still in the same weeks, adjusted +42 points"),
        "{words}"
    );
    let voice = row(&report, "share_of_voice").unwrap();
    assert_eq!(voice.finding, Finding::NoChange, "{voice:?}");
    assert!((value(&voice.before) - 6.0 / 10.5 * 100.0).abs() < 1e-9);
    assert_eq!(voice.difference.as_ref().unwrap().unit, "points");

    let rate = row(&report, "engagement_rate").unwrap();
    assert_eq!(rate.finding, Finding::Rise, "{rate:?}");
    assert!(value(&rate.before) > 2.5 && value(&rate.during) > 4.0);
    // Nothing is told of what came of it.
    assert!(row(&report, "conversion_rate").is_none() && row(&report, "aov").is_none());
    assert!(
        report
            .methods
            .iter()
            .any(|method| method.contains("are compared by their difference"))
    );
}

#[test]
fn what_imports_tell_is_compared_by_shares_and_means_too() {
    let mut scene = Scene::new();
    let (first, last) = (date(2026, 9, 28), date(2026, 11, 22));
    scene.campaign(date(2026, 10, 26), 14, vec![]);
    scene.heard_since = Some(first);
    scene.tellers = vec![Teller {
        name: "Shop".to_owned(),
        preset: "csv".to_owned(),
        since: Some(first),
        until: Some(last),
        ..Teller::default()
    }];
    let mut id = 0;
    let mut told = |scene: &mut Scene, day: jiff::civil::Date, kind, minor: Option<i64>| {
        id += 1;
        let outcome = CampaignOutcome {
            source: "Shop".to_owned(),
            external_id: id.to_string(),
            at: format!("{day}T12:00:00Z").parse().unwrap(),
            kind,
            count: Some(1),
            money: minor.map(|amount_minor| Money {
                amount_minor,
                currency: euro(),
            }),
            ..CampaignOutcome::default()
        };
        scene.outcomes.entry(day).or_default().add(&outcome);
    };
    for n in 0..56 {
        let day = first.checked_add(Span::new().days(n)).unwrap();
        let during = (28..42).contains(&n);
        for click in 0..20 + n % 5 {
            told(&mut scene, day, OutcomeKind::Click, None);
            // One order in ten clicks, one in four during; each of about 40 EUR all the time.
            if click % (if during { 4 } else { 10 }) == 0 {
                let minor = 3_000 + 1_000 * (n % 3);
                told(&mut scene, day, OutcomeKind::Order, Some(minor));
            }
        }
    }
    let report = build(&scene.inputs());
    let conversion = row(&report, "conversion_rate").unwrap();
    assert_eq!(conversion.finding, Finding::Rise, "{conversion:?}");
    assert!(
        value(&conversion.before) > 9.0 && value(&conversion.during) > 24.0,
        "{conversion:?}"
    );
    let mean = row(&report, "aov").unwrap();
    assert_eq!(mean.finding, Finding::NoChange, "{mean:?}");
    let difference = mean.difference.as_ref().unwrap();
    assert_eq!(
        (difference.value_unit.as_str(), difference.unit.as_str()),
        ("EUR", "EUR")
    );
    assert!((value(&mean.before) - 40.0).abs() < 1.0, "{mean:?}");
    // Nobody tells what competitors sell; what would cost something has no before.
    assert!(difference.controls.is_empty() && row(&report, "cpa").is_none());
}

#[test]
fn without_competitors_or_followers_there_is_no_row_and_without_days_no_claim() {
    let mut scene = golden();
    scene.brands.pop();
    let report = build(&scene.inputs());
    assert!(row(&report, "share_of_voice").is_none() && row(&report, "engagement_rate").is_none());
    let mut short = Scene::new();
    short.heard_since = Some(date(2026, 9, 28));
    short.campaign(date(2026, 10, 26), 14, vec![Scene::goal("engagement_rate", 5.0)]);
    short.run(date(2026, 9, 28), &[2, 0, 3], false);
    short.run(date(2026, 10, 26), &[2, 0, 3], false);
    let report = build(&short.inputs());
    let mood = row(&report, "net_sentiment").unwrap();
    assert_eq!((mood.finding, mood.p_value), (Finding::TooFew, None));
    let difference = mood.difference.as_ref().unwrap();
    assert!(
        matches!(&difference.during, Figure::Unknown { why } if why.contains("it is told of 2 days before")),
        "{difference:?}"
    );
    // A goal asks for it, so it is told that nothing is known.
    assert!(!row(&report, "engagement_rate").unwrap().during.is_known());
    let mut late = Scene::new();
    late.campaign(date(2026, 11, 9), 14, vec![]);
    late.run(date(2026, 11, 9), &[3; 14], false);
    let report = build(&late.inputs());
    assert_eq!(
        row(&report, "net_sentiment").unwrap().finding,
        Finding::NoBaseline
    );
}

#[test]
fn what_they_are_compared_with_is_frozen_and_what_was_not_kept_is_unknown() {
    let mut scene = scene();
    let live = build(&scene.inputs());
    let frozen = freeze(&scene.inputs(), &scene.campaigns[0]);
    let kept = serde_json::to_value(&frozen).unwrap();
    let read: FrozenBaseline = serde_json::from_value(kept.clone()).unwrap();
    assert_eq!(read, frozen);
    scene.baselines.insert(CampaignId::new("spring"), read);
    for n in 0..28 {
        scene.say(
            date(2026, 9, 28).checked_add(Span::new().days(n)).unwrap(),
            |mention| {
                mention.sentiment.label = Polarity::Positive;
                mention.followers = Some(10);
                mention.engagement.likes = Some(10);
            },
        );
    }
    let later = build(&scene.inputs());
    for metric in ["net_sentiment", "share_of_voice", "engagement_rate"] {
        assert_eq!(row(&later, metric), row(&live, metric), "{metric}");
    }
    let mut old = kept;
    old.as_object_mut().unwrap().remove("parts");
    let old = serde_json::from_value(old).unwrap();
    scene.baselines.insert(CampaignId::new("spring"), old);
    let report = build(&scene.inputs());
    let mood = row(&report, "net_sentiment").unwrap();
    assert!(
        matches!(&mood.before, Figure::Unknown { why } if why.contains("earlier version")),
        "{mood:?}"
    );
    assert_eq!(mood.finding, Finding::TooFew);
    assert!(mood.during.is_known());
}
