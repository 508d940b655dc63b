//! What an influencer brought, against what they cost.

use super::ledger::Ledger;
use crate::metrics::outcomes::{self, conversion};
use crate::metrics::{Metric, Scope, Totals};
use crate::model::{Brought, Figure, InfluencerId, InfluencerReturn, Money, OutcomeKind, Spent, Window};

/// What an influencer brought the brand in a window; `cost` is theirs, shared costs included.
pub(super) fn of(
    ledger: &Ledger<'_>,
    influencer: &InfluencerId,
    window: Window,
    cost: Money,
    complete: bool,
) -> InfluencerReturn {
    let scope = Scope {
        influencer: Some(influencer),
        ..Scope::default()
    };
    let mut brought = ledger.brought(&ledger.brand(), window, scope);
    brought.spent = Some(Spent {
        cost,
        complete,
        margin: None,
    });
    let figure = |metric: Metric| ledger.compute_with(&metric, &Totals::default(), &[], &brought);
    InfluencerReturn {
        clicks: figure(outcomes::CLICKS),
        visits: figure(outcomes::VISITS),
        leads: figure(outcomes::LEADS),
        lead_rate: lead_rate(ledger, influencer, window),
        orders: figure(outcomes::ORDERS),
        assists: brought.assists,
        new_customers: figure(outcomes::NEW_CUSTOMERS),
        revenue: figure(outcomes::REVENUE),
        conversion_rate: figure(outcomes::CONVERSION_RATE),
        roi: figure(outcomes::ROI),
        cpa: figure(outcomes::CPA),
        cpc: figure(outcomes::CPC),
        rules: rules(&brought),
    }
}

fn rules(brought: &Brought) -> Vec<(crate::model::CreditRule, u64)> {
    brought
        .rules
        .iter()
        .map(|(rule, count)| (*rule, *count))
        .collect()
}

/// Of the leads through an influencer of whom it is known whether they bought, how many did.
fn lead_rate(ledger: &Ledger<'_>, influencer: &InfluencerId, window: Window) -> Figure {
    let theirs = ledger.attribution.credits_of(influencer, window);
    let leads = theirs.map(|(_, credited)| credited).filter(|(credit, _)| {
        credit.kind == OutcomeKind::Lead && credit.influencer.as_ref() == Some(influencer)
    });
    let (bought, known) = leads.fold((0_u64, 0_u64), |(bought, known), (credit, sums)| {
        match credit.bought {
            Some(true) => (bought + sums.count, known + sums.count),
            Some(false) => (bought, known + sums.count),
            None => (bought, known),
        }
    });
    if known == 0 {
        return Figure::unknown("of no lead is it known whether they bought");
    }
    conversion(bought, known, "leads")
}
