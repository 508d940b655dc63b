//! What came of it: clicks, visits, leads, orders, money, and what each of them cost. Known only where imports tell it.

mod counts;
mod money;
mod per_cost;
mod returns;
mod shares;

pub use counts::{CLICKS, FOLLOWS, LEADS, NEW_CUSTOMERS, ORDERS, VISITS};
pub use money::{AOV, REFUNDS, REVENUE, aov_part};
pub use per_cost::{CAC, CPA, CPC, CPE, CPL, CPM, cost_per};
pub use returns::{PROFIT_ROI, ROAS, ROI, break_even_minor};
pub use shares::{CONVERSION_RATE, conversion, conversion_part};

use super::Metric;
use crate::metrics::range;
use crate::model::{Brought, Count, Figure, OutcomeKind, Range};

/// Error of what influencers tell themselves, as a factor: our recommendation.
const SELF_REPORTED_FACTOR: f64 = 1.1;
/// Error of what somebody estimated.
const ESTIMATED_FACTOR: f64 = 1.6;

/// Every metric that is computed from imported outcomes or from costs.
pub const ALL: &[Metric] = &[
    CLICKS,
    VISITS,
    LEADS,
    ORDERS,
    REVENUE,
    REFUNDS,
    NEW_CUSTOMERS,
    FOLLOWS,
    CONVERSION_RATE,
    AOV,
    ROI,
    PROFIT_ROI,
    ROAS,
    CPA,
    CAC,
    CPC,
    CPL,
    CPM,
    CPE,
];

/// Whether a metric is computed from imported outcomes or from costs, so that other days are known of it than of mentions.
pub fn is_outcome(metric: &Metric) -> bool {
    ALL.iter().any(|other| other.name == metric.name)
}

/// The kind of outcome whose days tell whether anything is known of a metric; `None` for those that need none.
pub fn kind_of(metric: &Metric) -> Option<OutcomeKind> {
    let name = metric.name;
    let is = |metrics: &[Metric]| metrics.iter().any(|metric| metric.name == name);
    if is(&[CPM, CPE]) || !is_outcome(metric) {
        None
    } else if is(&[CLICKS, CPC]) {
        Some(OutcomeKind::Click)
    } else if is(&[VISITS]) {
        Some(OutcomeKind::Visit)
    } else if is(&[LEADS, CPL]) {
        Some(OutcomeKind::Lead)
    } else if is(&[FOLLOWS]) {
        Some(OutcomeKind::Follow)
    } else {
        Some(OutcomeKind::Order)
    }
}

/// Whether a metric divides by the costs of a campaign, so that it means nothing for a week or a brand.
pub fn needs_costs(metric: &Metric) -> bool {
    [ROI, PROFIT_ROI, ROAS, CPA, CAC, CPC, CPL, CPM, CPE]
        .iter()
        .any(|other| other.name == metric.name)
}

/// Why nothing is known of a kind of outcome.
fn untold(brought: &Brought, kind: OutcomeKind) -> String {
    let many = OutcomeKind::ALL.iter().find(|(of, ..)| *of == kind);
    let many = many.map_or("outcomes", |(_, _, many)| many);
    match brought.elsewhere.get(&kind) {
        Some(ends) => format!("{many} are {ends} only"),
        None => format!("no import tells {many}; see `[[import]]`"),
    }
}

/// How often, with what is not counted but told or estimated, and what is missing.
fn counted(brought: &Brought, kind: OutcomeKind) -> Figure {
    match brought.counts.get(&kind) {
        Some(count) => figure(count, count.count),
        None => Figure::unknown(untold(brought, kind)),
    }
}

/// A part of a count as a figure.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn figure(count: &Count, value: u64) -> Figure {
    let by_hand = [
        (count.self_reported, SELF_REPORTED_FACTOR, "self-reported"),
        (count.estimated, ESTIMATED_FACTOR, "estimated"),
    ];
    let told: Vec<_> = by_hand.iter().filter(|(part, ..)| *part > 0).collect();
    if told.is_empty() {
        let missing = (count.uncounted > 0)
            .then(|| format!("of {} more only the money is told", count.uncounted))
            .or_else(|| count.gap.clone());
        return match missing {
            Some(why) => Figure::at_least(value as f64, &why),
            None => Figure::exact(value as f64),
        };
    }
    let soft: u64 = told.iter().map(|(part, ..)| *part).sum();
    let firm = Range::point(value.saturating_sub(soft) as f64);
    let parts = told
        .iter()
        .map(|(part, factor, _)| range::by_factor(*part as f64, *factor));
    let sum = parts.fold(firm, range::add_linear);
    let mut basis: Vec<String> = told
        .iter()
        .map(|(part, _, how)| format!("{part} of {} {how}", count.count))
        .collect();
    basis.extend(count.gap.clone());
    Figure::Estimate {
        low: sum.low,
        value: sum.value,
        high: sum.high,
        basis: basis.join("; "),
    }
}

#[cfg(test)]
mod tests;
