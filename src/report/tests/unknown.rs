//! What was not listened to is unknown, never zero.

use super::*;

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
    assert!((super::value(&emv.value) - 67.2).abs() < 1e-9);
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
