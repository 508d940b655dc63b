//! What is counted, and what is told twice.

use super::*;

#[test]
fn tests_and_cancelled_orders_are_out_and_refunds_are_subtracted() {
    let cast = Cast::new();
    let march = date(2026, 3, 10);
    let mut test = order("2", 9_000, code(&["BO10"]));
    test.test = true;
    let mut cancelled = order("3", 9_000, code(&["BO10"]));
    cancelled.cancelled = true;
    let mut refunded = order("1", 5_000, code(&["BO10"]));
    refunded.refunded = Some(Money {
        amount_minor: 2_000,
        currency: euro(),
    });
    let mut apart = order("r1", 500, code(&["BO10"]));
    apart.kind = OutcomeKind::Refund;
    let foreign = CampaignOutcome {
        money: Some(Money {
            amount_minor: 100,
            currency: Currency::parse("USD").unwrap(),
        }),
        ..order("4", 0, code(&["BO10"]))
    };
    let days = days([test, cancelled, refunded, apart, foreign].map(|outcome| (march, outcome)));
    let bo = InfluencerId::new("bo");
    let brought = cast.attribute(&days).brought(
        Whose {
            influencer: Some(&bo),
            ..Whose::default()
        },
        whole(),
    );
    let takings = brought.takings.unwrap();
    assert_eq!((takings.gross_minor, takings.refunded_minor), (5_000, 2_500));
    assert_eq!((takings.net_minor(), takings.foreign), (2_500, 1));
    assert_eq!(brought.count(OutcomeKind::Order), Some(2));
    assert_eq!(brought.count(OutcomeKind::Click), None, "nobody tells clicks");
}

#[test]
fn two_imports_that_tell_the_same_are_not_added() {
    let mut cast = Cast::new();
    let (march, later) = (date(2026, 3, 10), date(2026, 3, 20));
    let of = |source: &str, outcome: CampaignOutcome| CampaignOutcome {
        source: source.to_owned(),
        ..outcome
    };
    let site = |count| CampaignOutcome {
        count: Some(count),
        ..of("site", order("d", 5_000, Marks::default()))
    };
    let two = of("site two", order("e", 5_000, Marks::default()));
    // The shop tells the 10th to the 12th, the site the 10th to the 20th.
    let days = days([
        (march, order("1", 5_000, Marks::default())),
        (march, site(7)),
        (march, of("programme", order("77", 5_000, Marks::default()))),
        (later, site(3)),
        (later, two),
    ]);
    let all = Whose::default();
    assert_eq!(orders(&cast.attribute(&days), all), 1 + 3);
    let left_out = cast.attribute(&days).left_out().clone();
    let left_out: Vec<(&str, u64)> = left_out
        .iter()
        .map(|((_, source), count)| (source.as_str(), *count))
        .collect();
    assert_eq!(left_out, [("programme", 1), ("site", 7), ("site two", 1)]);
    // What the configuration says goes before the rule.
    cast.tellers[2].counts = Some(false);
    assert_eq!(orders(&cast.attribute(&days), all), 1 + 1);
    cast.tellers[2].counts = Some(true);
    assert_eq!(orders(&cast.attribute(&days), all), 1 + 7 + 3 + 1);
    cast.tellers[0].brand = Some("other".into());
    assert_eq!(orders(&cast.attribute(&days), all), 7 + 3 + 1 + 1);
}

#[test]
fn the_same_order_in_two_imports_has_the_shops_money_and_the_marks_of_both() {
    let cast = Cast::new();
    let march = date(2026, 3, 10);
    let mut day = OutcomeDay::default();
    let marks = Marks {
        reference: Some("ref-bo".to_owned()),
        ..Marks::default()
    };
    for (source, other, minor) in [("shop", "programme", 5_000), ("programme", "shop", 4_000)] {
        let mut outcome = order("1", minor, marks.clone());
        source.clone_into(&mut outcome.source);
        day.add_to(
            OutcomeKey {
                also: vec![other.to_owned()],
                ..OutcomeKey::of(&outcome)
            },
            &outcome,
        );
    }
    let attribution = cast.attribute(&BTreeMap::from([(march, day)]));
    let bo = InfluencerId::new("bo");
    let brought = attribution.brought(
        Whose {
            influencer: Some(&bo),
            ..Whose::default()
        },
        whole(),
    );
    assert_eq!(brought.count(OutcomeKind::Order), Some(1));
    assert_eq!(brought.takings.unwrap().net_minor(), 5_000);
    assert_eq!(brought.rules, BTreeMap::from([(CreditRule::Ref, 1)]));
}

#[test]
fn what_is_observed_goes_before_what_is_told_for_each_influencer() {
    let cast = Cast::new();
    let march = date(2026, 3, 10);
    let clicks = |source: &str, provenance, who: &str, count| CampaignOutcome {
        source: source.to_owned(),
        kind: OutcomeKind::Click,
        count: Some(count),
        provenance,
        marks: Marks {
            influencer: Some(who.into()),
            ..Marks::default()
        },
        ..order("c", 0, Marks::default())
    };
    let days = days([
        (march, clicks("bitly", Provenance::Imported, "kristal", 100)),
        (march, clicks("form", Provenance::SelfReported, "kristal", 130)),
        (march, clicks("form", Provenance::SelfReported, "bo", 20)),
    ]);
    let attribution = cast.attribute(&days);
    let count = |who: Option<&InfluencerId>| {
        let whose = Whose {
            influencer: who,
            ..Whose::default()
        };
        let brought = attribution.brought(whose, whole());
        let count = brought.counts.get(&OutcomeKind::Click).unwrap();
        (count.count, count.self_reported)
    };
    assert_eq!(count(Some(&"kristal".into())), (100, 0));
    assert_eq!(count(Some(&"bo".into())), (20, 20));
    assert_eq!(count(None), (120, 20));
}

#[test]
fn days_that_are_not_told_are_no_zeros() {
    let cast = Cast::new();
    let days = days([
        (date(2026, 3, 10), order("1", 5_000, Marks::default())),
        (date(2026, 3, 12), order("2", 5_000, Marks::default())),
    ]);
    let attribution = cast.attribute(&days);
    let count = |from: i8, to: i8| {
        let window = Window {
            from: date(2026, 3, from),
            to: date(2026, 3, to),
        };
        let brought = attribution.brought(Whose::default(), window);
        brought
            .counts
            .get(&OutcomeKind::Order)
            .map(|count| (count.count, count.gap.clone()))
    };
    assert_eq!(count(11, 12), Some((0, None)));
    assert_eq!(count(1, 10), None);
    assert_eq!(count(13, 20), None);
    let gap = "told from 2026-03-10 to 2026-03-12, 2 of 3 days";
    assert_eq!(count(11, 14), Some((1, Some(gap.to_owned()))));
}
