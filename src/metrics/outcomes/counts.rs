//! How often something came of it.

use super::{counted, figure};
use crate::metrics::{Better, Facts, Metric, Unit};
use crate::model::{Figure, OutcomeKind};

/// Links followed.
pub const CLICKS: Metric = count(
    "clicks",
    "Clicks",
    "clicks on tracked links, as imports tell them",
    |facts| counted(facts.brought, OutcomeKind::Click),
);

/// Visits of the site.
pub const VISITS: Metric = count(
    "visits",
    "Visits",
    "visits of the site, as imports tell them",
    |facts| counted(facts.brought, OutcomeKind::Visit),
);

/// Addresses left.
pub const LEADS: Metric = count(
    "leads",
    "Leads",
    "sign-ups, forms and other leads, as imports tell them",
    |facts| counted(facts.brought, OutcomeKind::Lead),
);

/// Orders.
pub const ORDERS: Metric = count(
    "orders",
    "Orders",
    "orders, each once; tests and cancelled ones left out",
    |facts| counted(facts.brought, OutcomeKind::Order),
);

/// New followers.
pub const FOLLOWS: Metric = count(
    "follows",
    "New followers",
    "new followers, as imports tell them",
    |facts| counted(facts.brought, OutcomeKind::Follow),
);

/// Customers who bought for the first time.
pub const NEW_CUSTOMERS: Metric = count(
    "new_customers",
    "New customers",
    "orders that are their customer's first, as the shop tells or as far back as orders are imported; a lower bound where \
     of some it is not known",
    new_customers,
);

const fn count(
    name: &'static str,
    label: &'static str,
    formula: &'static str,
    compute: fn(&Facts<'_>) -> Figure,
) -> Metric {
    Metric {
        name,
        label,
        unit: Unit::Count,
        formula,
        source: "imported outcomes",
        better: Better::Higher,
        goal: true,
        headline: true,
        additive: true,
        compute,
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn new_customers(facts: &Facts<'_>) -> Figure {
    let brought = facts.brought;
    let Some(orders) = brought.counts.get(&OutcomeKind::Order) else {
        return counted(brought, OutcomeKind::Order);
    };
    let who = brought.customers;
    if who.new + who.returning == 0 && who.unknown > 0 {
        return Figure::unknown(format!(
            "of none of {} orders it is told whether it is the customer's first",
            who.unknown
        ));
    }
    if who.unknown > 0 {
        let why = format!("of {} more orders it is not known", who.unknown);
        return Figure::at_least(who.new as f64, &why);
    }
    figure(orders, who.new)
}
