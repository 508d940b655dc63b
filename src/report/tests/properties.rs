//! What must hold of a whole report whatever is in it: counts scale, the order of what comes in makes no difference, and one order
//! more never lowers revenue.

use jiff::{SignedDuration, Span, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::model::{CampaignOutcome, Currency, InfluencerId, Marks, OutcomeKind, Provenance, Report, Teller};

/// One mention: day after the first, of the competitor, of the campaign, likes, tone.
type Said = (i64, bool, bool, Option<u64>, u8);
/// One outcome: day after the first, kind, minor units, refunded, by Kristal's code.
type Came = (i64, u8, i64, i64, bool);

fn first() -> jiff::civil::Date {
    date(2026, 9, 28)
}

fn day(n: i64) -> jiff::civil::Date {
    first().checked_add(Span::new().days(n)).unwrap()
}

fn say(scene: &mut Scene, said: &[Said]) {
    for (n, of_rival, of_campaign, likes, tone) in said {
        scene.say(day(*n), |mention| {
            if *of_rival {
                mention.brands = vec![BrandId::new("coyote")];
            }
            if *of_campaign && (28..42).contains(n) {
                mention.campaigns = vec![CampaignId::new("spring")];
            }
            mention.engagement.likes = *likes;
            // Who says it hangs on what is said, not on when it is told.
            mention.author.handle = Some(format!("writer{}", n % 7));
            mention.sentiment.label =
                [Polarity::Positive, Polarity::Neutral, Polarity::Negative][usize::from(*tone)];
        });
    }
}

fn outcome(id: usize, came: &Came) -> CampaignOutcome {
    let (n, kind, minor, refunded, is_hers) = *came;
    let money = |amount_minor| Money {
        amount_minor,
        currency: Currency::parse("EUR").unwrap(),
    };
    let kind = [OutcomeKind::Order, OutcomeKind::Click, OutcomeKind::Lead][usize::from(kind)];
    let is_order = kind == OutcomeKind::Order;
    CampaignOutcome {
        source: "Shop".to_owned(),
        external_id: id.to_string(),
        at: "2026-09-28T12:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(24 * n),
        kind,
        count: Some(1),
        money: is_order.then(|| money(minor)),
        refunded: (is_order && refunded > 0).then(|| money(refunded.min(minor))),
        marks: Marks {
            codes: if is_hers {
                vec!["KRISTAL10".to_owned()]
            } else {
                Vec::new()
            },
            ..Marks::default()
        },
        provenance: Provenance::Imported,
        ..CampaignOutcome::default()
    }
}

fn scene() -> Scene {
    let mut scene = Scene::new();
    scene.campaign(date(2026, 10, 26), 14, vec![Scene::goal("mentions", 40.0)]);
    scene.influencers[0].codes = vec!["KRISTAL10".to_owned()];
    scene.heard_since = Some(first());
    scene.tellers = vec![Teller {
        name: "Shop".to_owned(),
        preset: "csv".to_owned(),
        since: Some(first()),
        until: Some(date(2026, 11, 22)),
        ..Teller::default()
    }];
    scene
}

fn come(scene: &mut Scene, outcomes: impl IntoIterator<Item = CampaignOutcome>) {
    for outcome in outcomes {
        let on = crate::model::day_of(outcome.at, &scene.zone);
        scene.outcomes.entry(on).or_default().add(&outcome);
    }
}

fn of(rows: &[(String, Figure)], metric: &str) -> Option<f64> {
    let mut rows = rows.iter();
    rows.find(|(name, _)| name == metric)
        .and_then(|(_, figure)| figure.value())
}

fn revenue(report: &Report) -> (f64, f64, f64) {
    let totals = &report.campaigns[0].totals;
    let kristal = report
        .influencers
        .iter()
        .find(|row| row.id == InfluencerId::new("kristal"));
    let hers = kristal.and_then(|row| row.brought.revenue.value());
    (
        of(totals, "revenue").unwrap_or(0.0),
        of(totals, "orders").unwrap_or(0.0),
        hers.unwrap_or(0.0),
    )
}

fn said() -> impl Strategy<Value = Vec<Said>> {
    let one = (
        0_i64..56,
        any::<bool>(),
        any::<bool>(),
        prop::option::of(0_u64..50),
        0_u8..3,
    );
    prop::collection::vec(one, 1..60)
}

fn came() -> impl Strategy<Value = Vec<Came>> {
    let one = (0_i64..56, 0_u8..3, 1_i64..20_000, 0_i64..3_000, any::<bool>());
    prop::collection::vec(one, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn counts_scale_and_rates_stay(said in said(), came in came(), times in 2_usize..5) {
        let build_times = |times: usize| {
            let mut scene = scene();
            for _ in 0..times {
                say(&mut scene, &said);
            }
            let all = std::iter::repeat_n(came.iter().enumerate(), times).enumerate();
            let outcomes = all.flat_map(|(n, came)| came.map(move |(id, one)| outcome(n * 1_000 + id, one)));
            come(&mut scene, outcomes.collect::<Vec<_>>());
            build(&scene.inputs())
        };
        let (one, many) = (build_times(1), build_times(times));
        let factor = f64::from(u32::try_from(times).unwrap());
        for (a, b) in one.campaigns[0].totals.iter().zip(&many.campaigns[0].totals) {
            let metric = metrics_named(&a.0);
            let (Some(x), Some(y)) = (a.1.value(), b.1.value()) else {
                continue;
            };
            let counts = ["mentions", "engagement", "likes", "clicks", "leads", "orders", "revenue", "refunds"];
            let rates = ["net_sentiment", "aov", "conversion_rate"];
            if counts.contains(&metric.name) {
                prop_assert!((x * factor - y).abs() < 1e-6 * (1.0 + y.abs()), "{}: {x} × {factor} is not {y}", metric.name);
            } else if rates.contains(&metric.name) {
                prop_assert!((x - y).abs() < 1e-6 * (1.0 + y.abs()), "{}: {x} became {y}", metric.name);
            } else if metric.name == "cpa" || metric.name == "cpc" {
                prop_assert!((x - y * factor).abs() < 1e-6 * (1.0 + x.abs()), "{}: {x} became {y}", metric.name);
            }
        }
        for (a, b) in one.days.iter().zip(&many.days) {
            let sum = |day: &crate::model::DayCount| day.positive + day.neutral + day.negative;
            prop_assert_eq!(sum(a) * u32::try_from(times).unwrap(), sum(b), "{}", a.day);
        }
    }

    #[test]
    fn the_order_of_what_comes_in_makes_no_difference(
        said in said(), came in came(), turn in any::<prop::sample::Index>(),
    ) {
        let mut here = scene();
        say(&mut here, &said);
        come(&mut here, came.iter().enumerate().map(|(id, one)| outcome(id, one)));
        let mut there = scene();
        let mut said = said;
        let middle = turn.index(said.len());
        said.rotate_left(middle);
        said.reverse();
        say(&mut there, &said);
        let mut outcomes: Vec<CampaignOutcome> = came.iter().enumerate().map(|(id, one)| outcome(id, one)).collect();
        let middle = turn.index(outcomes.len());
        outcomes.rotate_left(middle);
        outcomes.reverse();
        come(&mut there, outcomes);
        let (a, b) = (build(&here.inputs()), build(&there.inputs()));
        // Ids of mentions follow the order here; every figure does not.
        prop_assert_eq!(&a.campaigns[0].totals, &b.campaigns[0].totals);
        prop_assert_eq!(&a.campaigns[0].effects, &b.campaigns[0].effects);
        prop_assert_eq!(&a.campaigns[0].goals, &b.campaigns[0].goals);
        prop_assert_eq!(&a.campaigns[0].brought, &b.campaigns[0].brought);
        prop_assert_eq!(&a.tiles, &b.tiles);
        prop_assert_eq!(&a.days, &b.days);
        prop_assert_eq!(summary(&a, &here.zone).len(), summary(&b, &there.zone).len());
    }

    #[test]
    fn one_order_more_never_lowers_revenue_and_one_refund_never_raises_it(
        said in said(), came in came(), more in (28_i64..56, 1_i64..20_000, any::<bool>()),
    ) {
        let mut scene = scene();
        say(&mut scene, &said);
        come(&mut scene, came.iter().enumerate().map(|(id, one)| outcome(id, one)));
        let before = revenue(&build(&scene.inputs()));
        let (n, minor, is_hers) = more;
        let order = outcome(90_000, &(n, 0, minor, 0, is_hers));
        come(&mut scene, [order.clone()]);
        let after = revenue(&build(&scene.inputs()));
        prop_assert!(after.0 >= before.0 && after.1 >= before.1 && after.2 >= before.2, "{before:?} {after:?}");
        if is_hers {
            prop_assert!((after.0 - before.0 - order.money.unwrap().major()).abs() < 1e-6);
            prop_assert!((after.1 - before.1 - 1.0).abs() < 1e-6);
        } else {
            prop_assert_eq!(after, before, "an order that is nobody's is not the campaign's");
        }
        // The same order, refunded.
        let on = crate::model::day_of(order.at, &scene.zone);
        let cells = scene.outcomes.get_mut(&on).unwrap();
        cells.withdraw(&order);
        cells.add(&CampaignOutcome { refunded: order.money, ..order });
        let refunded = revenue(&build(&scene.inputs()));
        prop_assert!(refunded.0 <= after.0 + 1e-9 && refunded.2 <= after.2 + 1e-9, "{after:?} {refunded:?}");
        prop_assert!((refunded.0 - before.0).abs() < 1e-6, "{before:?} {refunded:?}");
    }
}

fn metrics_named(name: &str) -> &'static crate::metrics::Metric {
    crate::metrics::ALL
        .iter()
        .find(|metric| metric.name == name)
        .unwrap()
}
