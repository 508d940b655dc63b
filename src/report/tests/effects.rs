//! Effects and what is asked of them: controls, what lasts, how many were tested, what was not heard before.

use jiff::Span;

use super::*;
use crate::model::{ControlBy, EffectChecks, EffectRow, PollDay};

/// Mentions of the competitor, on each day from `from` on.
fn rivals(scene: &mut Scene, from: jiff::civil::Date, counts: &[u32]) {
    for (n, count) in (0_i64..).zip(counts) {
        for _ in 0..*count {
            scene.say(from.checked_add(Span::new().days(n)).unwrap(), |mention| {
                mention.brands = vec![BrandId::new("coyote")];
            });
        }
    }
}

fn mentions(report: &crate::model::Report) -> &EffectRow {
    let rows = &report.campaigns[0].effects;
    rows.iter().find(|row| row.metric == "mentions").unwrap()
}

#[test]
fn what_nobody_asked_a_test_of_is_shown_without_one() {
    let scene = golden();
    let report = build(&scene.inputs());
    let rows = &report.campaigns[0].effects;
    let authors = rows.iter().find(|row| row.metric == "authors").unwrap();
    assert_eq!((authors.finding, authors.p_value), (Finding::NotTested, None));
    assert!(authors.before.is_known() && authors.during.is_known() && !authors.ratio.is_known());
    // It takes nothing from the power of those that are tested.
    assert_eq!(authors.checks, EffectChecks::default());
}

#[test]
fn a_rise_is_measured_against_competitors_with_the_bursts_of_both() {
    let mut scene = golden();
    // 90 in four weeks, 54 in two: 1.20×.
    rivals(
        &mut scene,
        date(2026, 9, 28),
        &[[3; 22].as_slice(), &[4; 6]].concat(),
    );
    rivals(
        &mut scene,
        date(2026, 10, 26),
        &[[4; 12].as_slice(), &[3; 2]].concat(),
    );
    let report = build(&scene.inputs());
    let effect = mentions(&report);
    let control = &effect.checks.controls[0];
    assert_eq!(control.by, ControlBy::Competitors);
    assert!((control.control_ratio - 1.2).abs() < 1e-9);
    assert!((value(&control.adjusted) - 1.875).abs() < 1e-9);
    // With φ = 1 it is 1.046–3.361; φ = 1.119444 of our own days widens it.
    let (low, high) = control.adjusted.range().unwrap();
    assert!(
        (low - 1.0225).abs() < 5e-4 && (high - 3.438).abs() < 5e-3,
        "{low} {high}"
    );
    assert!((control.p_value - 0.0422).abs() < 5e-4, "{}", control.p_value);
    let sentence = &summary(&report, &scene.zone)[0];
    assert!(
        sentence.contains(
            "competitors rose 1.2× in the same weeks, adjusted 1.9× (95 % range 1.0–3.4); two weeks"
        ),
        "{sentence}"
    );
    assert!(
        report
            .methods
            .iter()
            .any(|method| method.contains("competitors ran at 1.2×"))
    );
    // Competitors who doubled too leave nothing that chance does not explain.
    rivals(&mut scene, date(2026, 10, 26), &[4; 14]);
    let sentence = &summary(&build(&scene.inputs()), &scene.zone)[0];
    assert!(sentence.contains("which chance may explain"), "{sentence}");
}

#[test]
fn competitors_are_a_control_of_every_metric_they_have_data_of_frozen_with_the_baseline() {
    let mut scene = golden();
    for day in 0..42 {
        let during = day >= 28;
        let day = date(2026, 9, 28).checked_add(Span::new().days(day)).unwrap();
        for (brand, before, now) in [("acme", 2, 6), ("coyote", 10, 15)] {
            scene.say(day, |mention| {
                mention.engagement.likes = Some(if during { now } else { before });
                mention.brands = vec![BrandId::new(brand)];
            });
        }
    }
    let control = |report: &crate::model::Report, metric: &str| {
        let mut rows = report.campaigns[0].effects.iter();
        let row = rows.find(|row| row.metric == metric).unwrap();
        row.checks.controls.first().cloned()
    };
    let live = build(&scene.inputs());
    let engagement = control(&live, "engagement").unwrap();
    assert!((engagement.control_ratio - 1.5).abs() < 1e-9, "{engagement:?}");
    assert!((value(&engagement.adjusted) - 2.0).abs() < 1e-9, "{engagement:?}");
    assert!(control(&live, "backlinks").is_none(), "nobody linked");
    let rows = &live.campaigns[0].effects;
    let row = rows.iter().find(|row| row.metric == "engagement").unwrap();
    let words = crate::report::checks_words(row).join("; ");
    assert!(words.contains("competitors rose 1.5×"), "{words}");

    // What is found of the days before once they are frozen moves nothing.
    let frozen = freeze(&scene.inputs(), &scene.campaigns[0]);
    let kept = serde_json::to_value(&frozen).unwrap();
    scene
        .baselines
        .insert(CampaignId::new("spring"), serde_json::from_value(kept).unwrap());
    rivals(&mut scene, date(2026, 9, 28), &[9; 28]);
    let later = build(&scene.inputs());
    assert_eq!(control(&later, "mentions"), control(&live, "mentions"));
    assert_eq!(control(&later, "engagement"), control(&live, "engagement"));
    // Baselines that an earlier version froze are measured as they are known now.
    let mut old = serde_json::to_value(&frozen).unwrap();
    old.as_object_mut().unwrap().remove("competitors");
    scene
        .baselines
        .insert(CampaignId::new("spring"), serde_json::from_value(old).unwrap());
    assert_ne!(
        control(&build(&scene.inputs()), "mentions"),
        control(&live, "mentions")
    );
}

#[test]
fn the_same_weeks_a_year_ago_are_a_control_once_they_were_heard() {
    let mut scene = golden();
    let year_ago = |day: jiff::civil::Date| day.checked_sub(Span::new().days(364)).unwrap();
    scene.run(year_ago(date(2026, 9, 28)), &[2; 28], false);
    scene.run(year_ago(date(2026, 10, 26)), &[4; 14], false);
    let none = build(&scene.inputs());
    assert!(mentions(&none).checks.controls.is_empty(), "nobody listened then");
    scene.heard_since = Some(date(2025, 9, 1));
    // Polls are remembered for so long; older days count as heard.
    let kept = PollDay::KEPT;
    let first = date(2026, 11, 23)
        .checked_sub(Span::new().days(i64::try_from(kept).unwrap() - 1))
        .unwrap();
    scene.listen(first, &vec![Some(4); kept]);
    let report = build(&scene.inputs());
    let control = &mentions(&report).checks.controls[0];
    assert_eq!(control.by, ControlBy::YearAgo);
    assert!((control.control_ratio - 2.0).abs() < 1e-9, "{control:?}");
    assert!((value(&control.adjusted) - 1.125).abs() < 1e-9);
    // What is found of those weeks, or lost, once the campaign began moves nothing.
    let frozen = freeze(&scene.inputs(), &scene.campaigns[0]);
    let stored = serde_json::to_string(&frozen).unwrap();
    scene
        .baselines
        .insert(CampaignId::new("spring"), serde_json::from_str(&stored).unwrap());
    scene.run(year_ago(date(2026, 10, 26)), &[9; 14], false);
    assert_eq!(&mentions(&build(&scene.inputs())).checks.controls[0], control);
    let windows = crate::report::year_ago_windows(&scene.campaigns, date(2026, 11, 23));
    assert_eq!(windows[0].from, year_ago(date(2026, 9, 28)));
    assert_eq!(windows[0].days(), 42);
    assert!(crate::report::year_ago_windows(&scene.campaigns, date(2026, 10, 25)).is_empty());
}

#[test]
fn what_remains_is_tested_and_what_comes_late_is_counted() {
    let mut scene = golden();
    scene.run(date(2026, 11, 12), &[1, 1], true);
    let report = build(&scene.inputs());
    let after = mentions(&report).checks.after.as_ref().unwrap();
    assert_eq!((after.days, after.late), (14, Some(2)));
    assert_eq!(after.finding, Finding::NoChange);
    assert!((value(&after.ratio) - 22.0 / 14.0 / (32.0 / 28.0)).abs() < 1e-9);
}

#[test]
fn what_cannot_be_led_back_to_the_campaign_is_possible_only() {
    let mut scene = golden();
    // All of the campaign's days are its own in the golden test; ten more are nobody's.
    let untracked = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0];
    scene.run(date(2026, 10, 26), &untracked, false);
    let report = build(&scene.inputs());
    let lift = mentions(&report).checks.lift.as_ref().unwrap();
    assert!((value(&lift.extra) - (46.0 - 16.0)).abs() < 1e-9, "{lift:?}");
    assert!((lift.tracked - 36.0).abs() < 1e-9);
    assert_eq!(lift.possible.value(), Some(0.0));
    let words = crate::report::checks_words(mentions(&report)).join("; ");
    assert!(words.contains("≈ 30 more than usual"), "{words}");
}

#[test]
fn several_metrics_share_the_risk_and_the_primary_one_stands_alone() {
    let mut scene = golden();
    for day in 0..56 {
        let day = date(2026, 9, 28).checked_add(Span::new().days(day)).unwrap();
        scene.say(day, |mention| {
            mention.engagement.likes = Some(5);
            mention.brands = vec![BrandId::new("acme")];
        });
    }
    let report = build(&scene.inputs());
    let rows = &report.campaigns[0].effects;
    let primary = mentions(&report);
    assert_eq!(primary.checks.tested_together, 1);
    assert_eq!(primary.checks.p_adjusted, primary.p_value);
    let others: Vec<&EffectRow> = rows
        .iter()
        .filter(|row| row.metric != "mentions" && row.p_value.is_some())
        .collect();
    assert!(!others.is_empty());
    for row in others {
        assert!(row.checks.p_adjusted.unwrap() >= row.p_value.unwrap());
        let real = matches!(row.finding, Finding::Rise | Finding::Fall);
        assert!(!real || row.checks.p_adjusted.unwrap() < 0.05, "{row:?}");
    }
}

#[test]
fn a_short_baseline_is_told_before_the_campaign_begins() {
    let mut scene = Scene::new();
    scene.campaign(date(2026, 12, 7), 14, vec![]);
    // Four weeks from 9 November on; heard from the 20th on.
    scene.listen(date(2026, 11, 20), &[Some(4); 4]);
    let report = build(&scene.inputs());
    let warning = &report.campaigns[0].warnings[0];
    assert!(
        warning.contains("begins on 7 December")
            && warning.contains("of the 28 days")
            && warning.contains("at most 17"),
        "{warning}"
    );
    scene.heard_since = Some(date(2026, 11, 1));
    scene.sources.clear();
    scene.listen(date(2026, 11, 1), &[Some(4); 23]);
    assert!(build(&scene.inputs()).campaigns[0].warnings.is_empty());
    // Once it has begun without, nothing can be claimed any more.
    let mut late = Scene::new();
    late.campaign(date(2026, 11, 9), 28, vec![]);
    late.run(date(2026, 11, 9), &DURING, true);
    let report = build(&late.inputs());
    assert!(report.campaigns[0].warnings[0].contains("no uplift can be claimed"));
    let sentence = &summary(&report, &late.zone)[0];
    assert!(sentence.contains("no uplift can be claimed"), "{sentence}");
}
