use std::collections::BTreeMap;

use super::*;
use crate::metrics::{Facts, Prices, Totals};
use crate::model::{BrandId, Currency, Customers, Money, Spent, Takings};

fn euro() -> Currency {
    Currency::parse("EUR").unwrap()
}

fn eur(amount: f64) -> Money {
    Money::from_major(amount, euro())
}

fn count(count: u64) -> Count {
    Count {
        count,
        ..Count::default()
    }
}

/// The golden campaign: 66 orders (50 × 70, 8 × 35, 8 × 105), 240 of 4,620 refunded, 2,000 spent, margin 55 %.
fn golden() -> Brought {
    let orders = std::iter::repeat_n(7_000_u128, 50)
        .chain(std::iter::repeat_n(3_500, 8))
        .chain(std::iter::repeat_n(10_500, 8));
    Brought {
        counts: BTreeMap::from([
            (OutcomeKind::Click, count(1_240)),
            (OutcomeKind::Order, count(66)),
        ]),
        customers: Customers {
            new: 41,
            returning: 25,
            ..Customers::default()
        },
        takings: Some(Takings {
            currency: euro(),
            gross_minor: 462_000,
            refunded_minor: 24_000,
            squares: orders.map(|value| value * value).sum(),
            foreign: 0,
        }),
        spent: Some(Spent {
            cost: eur(2_000.0),
            complete: true,
            margin: Some(0.55),
        }),
        ..Brought::default()
    }
}

fn compute(metric: &Metric, brought: &Brought) -> Figure {
    let prices = Prices {
        currency: euro(),
        configured: &BTreeMap::new(),
        emv: &crate::model::EmvPlan::DEFAULT,
    };
    (metric.compute)(&Facts {
        brand: &BrandId::new("acme"),
        totals: &Totals::default(),
        competitors: &[],
        prices: &prices,
        brought,
    })
}

fn rounded(figure: &Figure, digits: usize) -> (String, String, String) {
    let (low, high) = figure.range().unwrap();
    let show = |value: f64| format!("{value:.digits$}");
    (show(low), show(figure.value().unwrap()), show(high))
}

#[test]
fn the_golden_campaign_to_the_printed_digits() {
    let golden = golden();
    let takings = golden.takings.unwrap();
    assert_eq!(format!("{:.2}", takings.error_minor() / 100.0), "585.66");
    assert_eq!(takings.net(), eur(4_380.0));
    let roi = compute(&ROI, &golden);
    assert_eq!(rounded(&roi, 0), ("62".into(), "119".into(), "176".into()));
    for (metric, digits, printed) in [
        (&REVENUE, 2, "4380.00"),
        (&REFUNDS, 2, "240.00"),
        (&ROAS, 2, "2.19"),
        (&PROFIT_ROI, 2, "20.45"),
        (&CPA, 2, "30.30"),
        (&CAC, 2, "48.78"),
        (&CPC, 3, "1.613"),
        (&AOV, 2, "66.36"),
        (&NEW_CUSTOMERS, 0, "41"),
        (&ORDERS, 0, "66"),
    ] {
        let figure = compute(metric, &golden);
        assert_eq!(rounded(&figure, digits).1, printed, "{}", metric.name);
    }
    let rate = compute(&CONVERSION_RATE, &golden);
    assert_eq!(rounded(&rate, 2), ("4.21".into(), "5.32".into(), "6.72".into()));
    assert_eq!(break_even_minor(&golden.spent.unwrap()), Some(363_636));
}

#[test]
fn what_is_not_told_is_not_known() {
    for metric in ALL {
        let figure = compute(metric, &Brought::default());
        assert!(!figure.is_known(), "{} {figure:?}", metric.name);
    }
    // A day without orders is one, where orders are told.
    let told = Brought {
        counts: BTreeMap::from([(OutcomeKind::Order, count(0))]),
        takings: Some(Takings::default()),
        ..Brought::default()
    };
    for metric in [&ORDERS, &REVENUE, &NEW_CUSTOMERS] {
        assert_eq!(compute(metric, &told), Figure::exact(0.0), "{}", metric.name);
    }
    for metric in [&CLICKS, &AOV, &CONVERSION_RATE, &ROI] {
        assert!(!compute(metric, &told).is_known(), "{}", metric.name);
    }
}

#[test]
fn what_is_missing_or_soft_is_said() {
    let mut brought = golden();
    brought.counts.get_mut(&OutcomeKind::Order).unwrap().gap = Some("told from A to B".to_owned());
    brought.counts.get_mut(&OutcomeKind::Click).unwrap().self_reported = 240;
    brought.customers.unknown = 2;
    assert_eq!(
        compute(&ORDERS, &brought),
        Figure::at_least(66.0, "told from A to B")
    );
    assert_eq!(
        compute(&NEW_CUSTOMERS, &brought).bound(),
        Some("of 2 more orders it is not known")
    );
    match compute(&CLICKS, &brought) {
        Figure::Estimate { low, high, basis, .. } => {
            assert!(low < 1_240.0 && high > 1_240.0);
            assert_eq!(basis, "240 of 1240 self-reported");
        }
        other => panic!("{other:?}"),
    }
    brought.takings.as_mut().unwrap().foreign = 3;
    assert_eq!(
        compute(&REVENUE, &brought).bound(),
        Some("3 orders in other currencies left out")
    );
    brought.spent.as_mut().unwrap().complete = false;
    assert!(!compute(&ROI, &brought).is_known());
    // Codes need no click.
    brought.counts.insert(OutcomeKind::Click, count(3));
    assert!(!compute(&CONVERSION_RATE, &brought).is_known());
}
