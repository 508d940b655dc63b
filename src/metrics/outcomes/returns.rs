//! What came back for what was spent. Ours is the return on investment of the books: revenue less refunds and cost, over cost.
//! (`HypeAuditor` calls purchases ÷ budget so, Later earned media value ÷ cost: neither is meant here.)

use super::{money, per_cost::spent, untold};
use crate::metrics::interval::Z95;
use crate::metrics::{Better, Facts, Metric, Unit};
use crate::model::{Figure, OutcomeKind, Spent, Takings};

/// Return on investment.
pub const ROI: Metric = Metric {
    name: "roi",
    label: "ROI",
    unit: Unit::Percent,
    formula: "(revenue − cost) ÷ cost; range from the randomness of orders: standard error √Σ value² (compound Poisson)",
    source: "imported outcomes and costs; earned media value never enters",
    better: Better::Higher,
    goal: true,
    headline: false,
    additive: false,
    compute: |facts| returned(facts, |spent, revenue| Ok((revenue - spent) / spent * 100.0)),
};

/// Return on investment of what is left of the revenue once the goods are paid.
pub const PROFIT_ROI: Metric = Metric {
    name: "profit_roi",
    label: "Profit ROI",
    formula: "(revenue × margin − cost) ÷ cost; `margin` is the campaign's",
    compute: profit,
    ..ROI
};

/// Revenue for each unit of money spent.
pub const ROAS: Metric = Metric {
    name: "roas",
    label: "ROAS",
    unit: Unit::Times,
    formula: "revenue ÷ cost",
    compute: |facts| returned(facts, |spent, revenue| Ok(revenue / spent)),
    ..ROI
};

/// Revenue at which the margin pays the costs, in minor units; `None` without a margin above 0.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "amounts stay far below 2^53 minor units, and the cast saturates"
)]
pub fn break_even_minor(spent: &Spent) -> Option<i64> {
    let margin = spent.margin.filter(|margin| *margin > 0.0)?;
    Some((spent.cost.amount_minor as f64 / margin).round() as i64)
}

fn profit(facts: &Facts<'_>) -> Figure {
    let margin = facts.brought.spent.and_then(|spent| spent.margin);
    returned(facts, |spent, revenue| {
        let margin = margin.ok_or_else(|| Figure::unknown("the campaign has no `margin`"))?;
        Ok((revenue * margin - spent) / spent * 100.0)
    })
}

/// A function of cost and revenue that rises with revenue, in major units, over the revenue's range.
fn returned(facts: &Facts<'_>, of: impl Fn(f64, f64) -> Result<f64, Figure>) -> Figure {
    let Some(takings) = facts.brought.takings else {
        return Figure::unknown(untold(facts.brought, OutcomeKind::Order));
    };
    let spent = match spent(facts) {
        Ok(spent) => spent,
        Err(why) => return why,
    };
    if spent.cost.currency != takings.currency {
        return Figure::unknown("costs and revenue are in different currencies");
    }
    let cost = spent.cost.major();
    let revenue = money::major(&takings, takings.net_minor());
    let half = Z95 * error(&takings);
    let of = |revenue: f64| of(cost, revenue);
    match (of(revenue - half), of(revenue), of(revenue + half)) {
        (Ok(low), Ok(value), Ok(high)) => Figure::Estimate {
            low,
            value,
            high,
            basis: basis(facts, &takings),
        },
        (_, Err(why), _) | (Err(why), ..) | (.., Err(why)) => why,
    }
}

fn basis(facts: &Facts<'_>, takings: &Takings) -> String {
    let mut basis = "95 % range from the randomness of orders".to_owned();
    if let Some(why) = money::missing(facts, takings) {
        basis.push_str("; ");
        basis.push_str(&why);
    }
    basis
}

/// Standard error of the revenue, in major units.
fn error(takings: &Takings) -> f64 {
    let scale = 10_f64.powi(i32::try_from(takings.currency.decimals()).unwrap_or(2));
    takings.error_minor() / scale
}
