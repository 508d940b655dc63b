//! Money of orders.

use super::untold;
use crate::metrics::ratio::DayPart;
use crate::metrics::{Better, Facts, Metric, Unit};
use crate::model::{Brought, Figure, Money, OutcomeKind, Takings};

/// What orders left.
pub const REVENUE: Metric = Metric {
    name: "revenue",
    label: "Revenue",
    unit: Unit::Sales,
    formula: "what was paid for orders less what was paid back, in the configured currency; earned media value is no part of \
              it",
    source: "imported outcomes",
    better: Better::Higher,
    goal: true,
    headline: true,
    additive: true,
    compute: |facts| sum(facts, Takings::net_minor),
};

/// What was paid back.
pub const REFUNDS: Metric = Metric {
    name: "refunds",
    label: "Refunds",
    formula: "what was paid back, told with its order or apart",
    better: Better::Lower,
    goal: false,
    headline: false,
    compute: |facts| sum(facts, |takings| takings.refunded_minor),
    ..REVENUE
};

/// Mean order.
pub const AOV: Metric = Metric {
    name: "aov",
    label: "Average order",
    formula: "revenue ÷ orders",
    headline: false,
    additive: false,
    compute: mean,
    ..REVENUE
};

/// An amount in minor units as major ones.
pub(super) fn major(takings: &Takings, amount_minor: i64) -> f64 {
    let money = Money {
        amount_minor,
        currency: takings.currency,
    };
    money.major()
}

/// What is wrong with the money, if anything: the reason why it is a lower bound.
pub(super) fn missing(facts: &Facts<'_>, takings: &Takings) -> Option<String> {
    if takings.foreign > 0 {
        return Some(format!("{} orders in other currencies left out", takings.foreign));
    }
    let orders = facts.brought.counts.get(&OutcomeKind::Order);
    orders.and_then(|count| count.gap.clone())
}

fn sum(facts: &Facts<'_>, of: impl Fn(&Takings) -> i64) -> Figure {
    let Some(takings) = &facts.brought.takings else {
        return Figure::unknown(untold(facts.brought, OutcomeKind::Order));
    };
    let value = major(takings, of(takings));
    match missing(facts, takings) {
        Some(why) => Figure::at_least(value, &why),
        None => Figure::exact(value),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn mean(facts: &Facts<'_>) -> Figure {
    let brought = facts.brought;
    let (Some(takings), Some(count)) = (&brought.takings, brought.counts.get(&OutcomeKind::Order)) else {
        return Figure::unknown(untold(facts.brought, OutcomeKind::Order));
    };
    if count.uncounted > 0 {
        return Figure::unknown("of some orders only the money is told, not their number");
    }
    let ours = count.count.saturating_sub(takings.foreign);
    if ours == 0 {
        return Figure::unknown("no order yet");
    }
    Figure::exact(major(takings, takings.net_minor()) / ours as f64)
}

/// What the orders of a day left in major units, and how many they are; `None` where that is not told of all.
#[expect(
    clippy::cast_precision_loss,
    reason = "amounts stay far below 2^53 minor units"
)]
pub fn aov_part(brought: &Brought, _came: OutcomeKind) -> Option<DayPart> {
    let (takings, count) = (brought.takings?, brought.counts.get(&OutcomeKind::Order)?);
    if count.uncounted > 0 {
        return None;
    }
    let minor = major(&takings, 1);
    Some(DayPart {
        sum: major(&takings, takings.net_minor()),
        of: count.count.saturating_sub(takings.foreign) as f64,
        squares: Some(takings.squares as f64 * minor * minor),
    })
}
