//! How many of those who came did something.

use super::untold;
use crate::metrics::interval::wilson;
use crate::metrics::ratio::DayPart;
use crate::metrics::{Better, Facts, Metric, Unit};
use crate::model::{Brought, Figure, OutcomeKind};

/// Orders per click.
pub const CONVERSION_RATE: Metric = Metric {
    name: "conversion_rate",
    label: "Conversion rate",
    unit: Unit::Percent,
    formula: "orders ÷ clicks, or ÷ visits where no clicks are told; with Wilson's 95 % range. Unknown where there are more \
              orders than clicks, as codes need none",
    source: "Wilson 1927",
    better: Better::Higher,
    goal: true,
    headline: false,
    additive: false,
    compute,
};

fn compute(facts: &Facts<'_>) -> Figure {
    let brought = facts.brought;
    let Some(orders) = brought.count(OutcomeKind::Order) else {
        return Figure::unknown(untold(facts.brought, OutcomeKind::Order));
    };
    match came(brought) {
        Some((0, what)) => Figure::unknown(format!("no {what} yet")),
        Some((came, what)) => conversion(orders, came, what),
        None => Figure::unknown(untold(facts.brought, OutcomeKind::Click)),
    }
}

/// Clicks, else visits.
fn came(brought: &Brought) -> Option<(u64, &'static str)> {
    let of = |kind, what| {
        let count = brought.count(kind)?;
        Some((count, what))
    };
    let clicks = of(OutcomeKind::Click, "clicks");
    clicks
        .filter(|(count, _)| *count > 0)
        .or_else(|| of(OutcomeKind::Visit, "visits"))
        .or(clicks)
}

/// A share in per cent with its range; unknown where more did it than came.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn conversion(did: u64, came: u64, what: &str) -> Figure {
    match wilson(did as f64, came as f64) {
        Some((low, high)) => Figure::Estimate {
            low: low * 100.0,
            value: did as f64 / came as f64 * 100.0,
            high: high * 100.0,
            basis: format!("{did} of {came} {what}; Wilson's 95 % range"),
        },
        None => Figure::unknown(format!(
            "more orders ({did}) than {what} ({came}): codes need none"
        )),
    }
}

/// Orders of a day, and how many came on it; `None` where either is not told.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn conversion_part(brought: &Brought, came: OutcomeKind) -> Option<DayPart> {
    let (orders, came) = (brought.count(OutcomeKind::Order)?, brought.count(came)?);
    Some(DayPart::share(orders as f64, came as f64))
}
