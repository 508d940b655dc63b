//! What each outcome cost.

use super::{counted, counts};
use crate::metrics::{Better, Facts, Metric, Unit, engagement, impressions};
use crate::model::{Figure, Money, OutcomeKind, Spent};

/// Cost of an order.
pub const CPA: Metric = per(
    "cpa",
    "Cost per order",
    "cost of the campaign ÷ orders",
    |facts| divided(facts, &counted(facts.brought, OutcomeKind::Order), 1.0),
);

/// Cost of a new customer.
pub const CAC: Metric = per(
    "cac",
    "Cost per new customer",
    "cost of the campaign ÷ new customers",
    |facts| divided(facts, &(counts::NEW_CUSTOMERS.compute)(facts), 1.0),
);

/// Cost of a click.
pub const CPC: Metric = per(
    "cpc",
    "Cost per click",
    "cost of the campaign ÷ clicks",
    |facts| divided(facts, &counted(facts.brought, OutcomeKind::Click), 1.0),
);

/// Cost of a lead.
pub const CPL: Metric = per("cpl", "Cost per lead", "cost of the campaign ÷ leads", |facts| {
    divided(facts, &counted(facts.brought, OutcomeKind::Lead), 1.0)
});

/// Cost of a thousand impressions.
pub const CPM: Metric = per(
    "cpm",
    "Cost per thousand impressions",
    "cost of the campaign ÷ impressions × 1000",
    |facts| divided(facts, &(impressions::METRIC.compute)(facts), 1000.0),
);

/// Cost of a reaction.
pub const CPE: Metric = per(
    "cpe",
    "Cost per engagement",
    "cost of the campaign ÷ engagement",
    |facts| divided(facts, &(engagement::METRIC.compute)(facts), 1.0),
);

const fn per(
    name: &'static str,
    label: &'static str,
    formula: &'static str,
    compute: fn(&Facts<'_>) -> Figure,
) -> Metric {
    Metric {
        name,
        label,
        unit: Unit::Sales,
        formula,
        source: "costs of the campaign, shared ones included",
        better: Better::Lower,
        goal: true,
        headline: false,
        additive: false,
        compute,
    }
}

/// The costs of the campaign in question.
///
/// # Errors
/// Why they are not known.
pub(super) fn spent(facts: &Facts<'_>) -> Result<Spent, Figure> {
    let Some(spent) = facts.brought.spent else {
        return Err(Figure::unknown("costs are those of a campaign"));
    };
    if spent.cost.amount_minor == 0 && spent.complete {
        return Err(Figure::unknown("no costs are entered"));
    }
    if !spent.complete {
        return Err(Figure::unknown(
            "a commission cannot be reckoned yet: no order is attributed",
        ));
    }
    Ok(spent)
}

fn divided(facts: &Facts<'_>, count: &Figure, per: f64) -> Figure {
    match spent(facts) {
        Ok(spent) => cost_per(&spent.cost, count, per),
        Err(why) => why,
    }
}

/// Cost of `per` units, in major units of money.
pub fn cost_per(cost: &Money, count: &Figure, per: f64) -> Figure {
    if cost.amount_minor == 0 {
        return Figure::unknown("no costs are entered");
    }
    let money = cost.major() * per;
    match count {
        Figure::Exact { value } if *value > 0.0 => Figure::exact(money / value),
        // At least so many, so at most so dear.
        Figure::Estimate { value, basis, .. } if count.bound().is_some() && *value > 0.0 => {
            Figure::Estimate {
                low: 0.0,
                value: money / value,
                high: money / value,
                basis: basis.replacen("at least", "at most", 1),
            }
        }
        Figure::Estimate {
            low,
            value,
            high,
            basis,
        } if *low > 0.0 => Figure::Estimate {
            low: money / high,
            value: money / value,
            high: money / low,
            basis: basis.clone(),
        },
        Figure::Unknown { why } => Figure::unknown(why.clone()),
        _ => Figure::unknown("nothing came of it yet"),
    }
}
