//! Campaigns: where they stand, what they cost, what they brought.

use std::collections::{BTreeMap, BTreeSet};

use super::baseline::{self, FrozenBaseline};
use super::inputs::next_day;
use super::ledger::Ledger;
use super::{effects, goals};
use crate::metrics::{engagement, impressions};
use crate::model::{Campaign, CampaignReport, CostRow, Figure, Money, Phase, Subject, Window};

/// A campaign of the report with its settings and baseline.
#[derive(Debug)]
pub(super) struct Active<'a> {
    /// As configured.
    pub(super) campaign: &'a Campaign,
    /// As reported.
    pub(super) report: CampaignReport,
    /// What was normal before, once it has begun and if anything was heard before.
    pub(super) baseline: Option<FrozenBaseline>,
}

/// Campaigns of the brand that matter now: from the start of their baseline to the end of what follows them.
pub(super) fn active<'a>(ledger: &Ledger<'a>) -> Vec<Active<'a>> {
    let window = Window {
        from: ledger.inputs.window.from,
        to: ledger.inputs.window.to.max(next_day(ledger.today)),
    };
    let campaigns = ledger.inputs.campaigns.iter();
    campaigns
        .filter(|campaign| campaign.brand == *ledger.inputs.brand)
        .filter(|campaign| campaign.baseline().from < window.to && campaign.after().to > window.from)
        .map(|campaign| one(ledger, campaign))
        .collect()
}

fn one<'a>(ledger: &Ledger<'a>, campaign: &'a Campaign) -> Active<'a> {
    let phase = phase(ledger, campaign);
    let frozen = ledger.inputs.baselines.get(&campaign.id);
    let baseline = (phase != Phase::Before)
        .then(|| {
            frozen
                .cloned()
                .unwrap_or_else(|| baseline::measure(ledger, campaign))
        })
        .filter(|baseline| baseline.days() > 0);
    let subject = Subject::Campaign(campaign.id.clone());
    let so_far = so_far(ledger, campaign);
    let totals: Vec<(String, Figure)> = ledger
        .measure_all(&subject, so_far)
        .into_iter()
        .map(|(metric, figure)| (metric.name.to_owned(), figure))
        .collect();
    let cost = cost(ledger, campaign);
    let report = CampaignReport {
        id: campaign.id.clone(),
        name: campaign.name.clone(),
        objective: campaign.objective,
        primary: campaign.primary.clone(),
        window: campaign.window,
        phase,
        baseline: baseline.as_ref().map(|baseline| baseline.window),
        baseline_frozen_at: frozen.map(|frozen| frozen.frozen_at),
        goals: campaign
            .goals
            .iter()
            .map(|goal| goals::row(ledger, campaign, goal))
            .collect(),
        effects: if phase == Phase::Before {
            Vec::new()
        } else {
            effects::rows(ledger, campaign, baseline.as_ref())
        },
        unit_costs: unit_costs(&cost, &totals),
        cost,
        cost_lines: cost_lines(ledger, campaign),
        totals,
        events: campaign.events.clone(),
    };
    Active {
        campaign,
        report,
        baseline,
    }
}

fn phase(ledger: &Ledger<'_>, campaign: &Campaign) -> Phase {
    if ledger.today < campaign.window.from {
        Phase::Before
    } else if ledger.today < campaign.window.to {
        Phase::Running
    } else {
        Phase::After
    }
}

/// The campaign's days until now.
pub(super) fn so_far(ledger: &Ledger<'_>, campaign: &Campaign) -> Window {
    ledger.clip(campaign.window)
}

/// All costs in the configured currency.
fn cost(ledger: &Ledger<'_>, campaign: &Campaign) -> Money {
    sum(ledger, campaign.costs.iter().map(|cost| cost.amount))
}

/// Adds amounts of the configured currency; the configuration admits no other.
pub(super) fn sum(ledger: &Ledger<'_>, amounts: impl Iterator<Item = Money>) -> Money {
    let currency = ledger.inputs.currency;
    let ours = amounts.filter(|amount| amount.currency == currency);
    Money {
        amount_minor: ours.fold(0, |sum: i64, amount| sum.saturating_add(amount.amount_minor)),
        currency,
    }
}

fn cost_lines(ledger: &Ledger<'_>, campaign: &Campaign) -> Vec<CostRow> {
    let mut by_what: BTreeMap<&str, (Vec<Money>, BTreeSet<&str>)> = BTreeMap::new();
    for cost in &campaign.costs {
        let (amounts, paid_to) = by_what.entry(&cost.what).or_default();
        amounts.push(cost.amount);
        paid_to.extend(cost.paid_to.as_deref());
    }
    let rows = by_what.into_iter().map(|(what, (amounts, paid_to))| CostRow {
        what: what.to_owned(),
        amount: sum(ledger, amounts.into_iter()),
        paid_to: paid_to.into_iter().map(str::to_owned).collect(),
    });
    let mut rows: Vec<CostRow> = rows.collect();
    rows.sort_by(|a, b| {
        let dearest = b.amount.amount_minor.cmp(&a.amount.amount_minor);
        dearest.then_with(|| a.what.cmp(&b.what))
    });
    rows
}

fn unit_costs(cost: &Money, totals: &[(String, Figure)]) -> Vec<(String, Figure)> {
    let of = |name: &str| {
        totals
            .iter()
            .find(|(metric, _)| metric == name)
            .map(|(_, figure)| figure)
    };
    [
        ("cpm", impressions::METRIC.name, 1000.0),
        ("cpe", engagement::METRIC.name, 1.0),
    ]
    .into_iter()
    .filter_map(|(name, metric, per)| Some((name.to_owned(), cost_per(cost, of(metric)?, per))))
    .collect()
}

/// Cost of `per` units, in major units of money.
pub(super) fn cost_per(cost: &Money, count: &Figure, per: f64) -> Figure {
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
