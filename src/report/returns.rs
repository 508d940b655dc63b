//! What a campaign brought: social metrics, clicks, return, in this order; and how much of what was sold it accounts for.

use std::collections::BTreeMap;

use super::ledger::Ledger;
use super::{channels, compared, effects, retarget};
use crate::metrics::outcomes::{self, break_even_minor};
use crate::metrics::{Metric, Scope, engagement, impressions, mentions, reach};
use crate::model::{
    Brought, Campaign, CampaignReport, EffectRow, Figure, FigureRow, Finding, LeftOutRow, Money, OrderShares,
    OutcomeKind, Phase, ReturnReport, Subject, Takings,
};

const SOCIAL: [Metric; 4] = [
    mentions::METRIC,
    reach::METRIC,
    impressions::METRIC,
    engagement::METRIC,
];
const CLICKS: [Metric; 4] = [
    outcomes::CLICKS,
    outcomes::VISITS,
    outcomes::LEADS,
    outcomes::FOLLOWS,
];
/// Money before counts, counts before what each cost.
const RETURNS: [Metric; 14] = [
    outcomes::REVENUE,
    outcomes::ROI,
    outcomes::PROFIT_ROI,
    outcomes::ROAS,
    outcomes::ORDERS,
    outcomes::NEW_CUSTOMERS,
    outcomes::AOV,
    outcomes::REFUNDS,
    outcomes::CONVERSION_RATE,
    outcomes::CPA,
    outcomes::CAC,
    outcomes::CPC,
    outcomes::CPL,
    outcomes::CPM,
];

/// What a campaign brought, once it has begun.
pub(super) fn of(ledger: &Ledger<'_>, campaign: &Campaign, report: &CampaignReport) -> Option<ReturnReport> {
    if report.phase == Phase::Before {
        return None;
    }
    let subject = Subject::Campaign(campaign.id.clone());
    let brought = ledger.brought(&subject, ledger.since(campaign), Scope::default());
    let rows = |metrics: &[Metric]| metrics.iter().map(|metric| row(ledger, report, metric)).collect();
    let in_currency = |amount_minor| Money {
        amount_minor,
        currency: ledger.inputs.currency,
    };
    let sheet = ledger.sheets.get(&campaign.id);
    let (planned, actual) = sheet.map_or((None, None), crate::metrics::costs::CostSheet::planned_and_actual);
    Some(ReturnReport {
        social: rows(&SOCIAL),
        clicks: rows(&CLICKS),
        returns: rows(&RETURNS),
        planned: planned.map(in_currency),
        actual: actual.map(in_currency),
        break_even: brought.spent.as_ref().and_then(break_even_minor).map(in_currency),
        orders: shares(ledger, campaign, &brought),
        possible: possible(ledger, campaign, &report.effects),
        channels: channels::rows(ledger, campaign),
        compared: compared::rows(ledger, campaign, &brought),
        retarget: retarget::of(ledger, campaign, &brought),
        cohorts: channels::cohorts(ledger, campaign),
        left_out: left_out(ledger),
    })
}

fn row(ledger: &Ledger<'_>, report: &CampaignReport, metric: &Metric) -> FigureRow {
    let mut totals = report.totals.iter();
    let known = totals.find(|(name, _)| name == metric.name);
    FigureRow {
        metric: metric.name.to_owned(),
        label: metric.label.to_owned(),
        unit: metric.unit.words(&ledger.prices).to_owned(),
        value: known.map_or_else(|| Figure::unknown("not measured"), |(_, figure)| figure.clone()),
    }
}

/// Orders since the campaign began, by whose they are.
fn shares(ledger: &Ledger<'_>, campaign: &Campaign, own: &Brought) -> Option<OrderShares> {
    let all = ledger.brought(&ledger.brand(), ledger.since(campaign), Scope::default());
    let orders = |brought: &Brought| brought.count(OutcomeKind::Order);
    let (all_orders, attributed) = (orders(&all)?, orders(own)?);
    let owed: u64 = all.rules.values().sum();
    let currency = ledger.inputs.currency;
    let money = |amount_minor| Money {
        amount_minor,
        currency,
    };
    let (all_takings, takings) = (all.takings.unwrap_or_default(), own.takings.unwrap_or_default());
    let owed_takings = owed_net(ledger, campaign);
    Some(OrderShares {
        all: all_orders,
        attributed,
        others: owed.saturating_sub(attributed),
        unattributed: all_orders.saturating_sub(owed),
        assisted: assisted(ledger, campaign),
        rules: own.rules.iter().map(|(rule, count)| (*rule, *count)).collect(),
        new_customers: own.customers.new,
        returning: own.customers.returning,
        unknown: own.customers.unknown,
        subscriptions: own.customers.subscriptions,
        single: own.customers.single,
        gross: money(takings.gross_minor),
        refunded: money(takings.refunded_minor),
        unattributed_revenue: money(all_takings.net_minor().saturating_sub(owed_takings)),
        foreign: takings.foreign,
    })
}

/// What orders and refunds left that are somebody's, in minor units.
fn owed_net(ledger: &Ledger<'_>, campaign: &Campaign) -> i64 {
    let window = ledger.since(campaign);
    let of_campaigns = ledger.inputs.all_campaigns.iter();
    let of_campaigns = of_campaigns.filter(|other| other.brand == campaign.brand);
    let nets = of_campaigns.map(|other| {
        let subject = Subject::Campaign(other.id.clone());
        ledger.brought(&subject, window, Scope::default())
    });
    let nets = nets.chain([ledger.brought_outside(window)]);
    nets.filter_map(|brought| brought.takings.as_ref().map(Takings::net_minor))
        .fold(0, i64::saturating_add)
}

/// Orders in which the campaign's influencers had a part, and which are not the campaign's.
fn assisted(ledger: &Ledger<'_>, campaign: &Campaign) -> u64 {
    let window = ledger.since(campaign);
    let credits = ledger.attribution.credits(window).map(|(_, credited)| credited);
    credits
        .filter(|(credit, _)| {
            credit.kind == OutcomeKind::Order
                && credit.campaign.as_ref() != Some(&campaign.id)
                && credit
                    .assisted
                    .iter()
                    .any(|one| campaign.influencers.contains(one))
        })
        .map(|(_, sums)| sums.count)
        .fold(0, u64::saturating_add)
}

/// Orders beyond the rate before, less those that are attributed, over the same days: what the campaign may have caused without a
/// trace. Told only where the rise is real and larger than what is attributed.
fn possible(ledger: &Ledger<'_>, campaign: &Campaign, effects: &[EffectRow]) -> Option<Figure> {
    let row = effects.iter().find(|row| row.metric == outcomes::ORDERS.name)?;
    if row.finding != Finding::Rise {
        return None;
    }
    let window = effects::compared(ledger, campaign.window);
    let days = f64::from(ledger.known_days_of(&outcomes::ORDERS, window));
    let before = row.before.value()?;
    let attributed = ledger
        .measure(
            &outcomes::ORDERS,
            &Subject::Campaign(campaign.id.clone()),
            window,
            Scope::default(),
        )
        .value()?;
    let beyond = |ratio: f64| before * days * (ratio - 1.0) - attributed;
    let (low, high) = row.ratio.range()?;
    let value = beyond(row.ratio.value()?);
    (value > 0.0).then(|| Figure::Estimate {
        low: beyond(low).max(0.0),
        value,
        high: beyond(high),
        basis: "rise over the rate before × days, less what is attributed; 95 % range of the ratio"
            .to_owned(),
    })
}

fn left_out(ledger: &Ledger<'_>) -> Vec<LeftOutRow> {
    let rows = ledger.attribution.left_out().iter();
    rows.filter(|(_, count)| **count > 0)
        .map(|((kind, source), count)| LeftOutRow {
            kind: *kind,
            source: source.clone(),
            count: *count,
        })
        .collect()
}

/// How it was led back, in a sentence or two, where anything is told.
pub(super) fn methods(ledger: &Ledger<'_>, reports: &[&CampaignReport]) -> Vec<String> {
    if ledger.attribution.days().next().is_none() {
        return Vec::new();
    }
    let mut methods = vec![
        "Orders are led back by the strongest mark: exclusive article, code, tracked link, UTM parameters, landing page, ref, own \
         site, earlier lead, self-reported; each counts once. What has none stays unattributed."
            .to_owned(),
    ];
    let mut windows: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for campaign in ledger.inputs.campaigns {
        if reports.iter().any(|report| report.id == campaign.id) {
            windows
                .entry(campaign.purchase_days)
                .or_default()
                .push(&campaign.name);
        }
    }
    for (days, names) in windows {
        methods.push(format!(
            "Purchase window of {}: {days} days after the end; codes and exclusive articles are not bound by it.",
            names.join(", ")
        ));
    }
    let left = left_out(ledger);
    if !left.is_empty() {
        let named: Vec<String> = left
            .iter()
            .map(|row| format!("{} {}s of {}", row.count, row.kind.as_str(), row.source))
            .collect();
        methods.push(format!(
            "Left out, as another import tells the same: {}.",
            named.join(", ")
        ));
    }
    if reports.iter().any(|report| report.cost.amount_minor > 0) {
        methods.push(
            "ROI is (revenue less refunds − cost) ÷ cost; its range is that of orders coming at random. Shared costs are spread \
             over the roster; earned media value is no part of it."
                .to_owned(),
        );
    }
    methods
}
