//! Campaigns: where they stand, what they cost, what they brought.

use std::collections::{BTreeMap, BTreeSet};

use super::baseline::{self, FrozenBaseline};
use super::inputs::next_day;
use super::ledger::Ledger;
use super::{effects, expected, goals, returns, roster, value, warnings, way};
use crate::metrics::{emv, outcomes};
use crate::model::{
    Campaign, CampaignReport, CostRow, Figure, InfluencerId, Money, Phase, PlanReport, Window,
};

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
            let known = frozen.cloned();
            let known = known.unwrap_or_else(|| baseline::measure(ledger, campaign));
            baseline::with_outcomes(ledger, campaign, known)
        })
        .filter(|baseline| !baseline.daily.is_empty());
    let mut totals = ledger.campaign_totals(campaign);
    let emv = totals.iter_mut().find(|(name, _)| name == emv::METRIC.name);
    if let Some((_, figure)) = emv.filter(|_| !value::shows_emv(ledger, campaign)) {
        *figure = Figure::unknown(value::EMV_OFF);
    }
    let cost = cost(ledger, campaign);
    let value = value::of_campaign(ledger, campaign);
    let mut report = CampaignReport {
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
        unit_costs: unit_costs(&totals),
        plan: PlanReport {
            notes: campaign.plan.notes.clone(),
            diagnosis: way::diagnosis(ledger, campaign, &totals, &value.on_target),
            expected: expected::of(ledger, campaign, phase != Phase::Before, &totals),
        },
        cost,
        cost_lines: cost_lines(ledger, campaign),
        totals,
        value,
        events: campaign.events.clone(),
        brought: None,
        warnings: warnings::of(ledger, campaign, phase, baseline.as_ref()),
        roster: roster::roster(ledger, campaign, phase, &costs_of_each(ledger, campaign)),
    };
    report.brought = returns::of(ledger, campaign, &report);
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

/// All costs in the configured currency, commissions of the orders attributed so far included.
fn cost(ledger: &Ledger<'_>, campaign: &Campaign) -> Money {
    let sheet = ledger.sheets.get(&campaign.id);
    Money {
        amount_minor: sheet.map_or(0, |sheet| sheet.total().0),
        currency: ledger.inputs.currency,
    }
}

/// What each of the roster costs: their own costs and their part of the shared ones.
fn costs_of_each(ledger: &Ledger<'_>, campaign: &Campaign) -> BTreeMap<InfluencerId, Money> {
    let sheet = ledger.sheets.get(&campaign.id);
    let of = |id: &InfluencerId| Money {
        amount_minor: sheet.map_or(0, |sheet| sheet.of(id)),
        currency: ledger.inputs.currency,
    };
    let roster = campaign.influencers.iter();
    roster.map(|id| (id.clone(), of(id))).collect()
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

/// What each of what came of it cost, as far as it is known; thousand impressions and reactions in any case.
fn unit_costs(totals: &[(String, Figure)]) -> Vec<(String, Figure)> {
    let of = |name: &str| totals.iter().find(|(metric, _)| metric == name);
    let always = [outcomes::CPM, outcomes::CPE].map(|metric| of(metric.name));
    let known = [outcomes::CPC, outcomes::CPL, outcomes::CPA, outcomes::CAC].map(|metric| of(metric.name));
    let known = known
        .into_iter()
        .flatten()
        .filter(|(_, figure)| figure.is_known());
    always.into_iter().flatten().chain(known).cloned().collect()
}
