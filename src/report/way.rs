//! A campaign's way to a sale: what was counted at each step, for [`diagnose`].

use super::ledger::Ledger;
use crate::metrics::Scope;
use crate::metrics::diagnosis::{LEAST_ON_TARGET, Steps, diagnose};
use crate::metrics::stages;
use crate::metrics::totals::wide;
use crate::model::{Campaign, Diagnosis, Figure, Objective, OutcomeKind, Stage, Subject, TargetRow};

/// What the numbers of a campaign say so far.
pub(super) fn diagnosis(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    totals: &[(String, Figure)],
    targets: &[TargetRow],
) -> Vec<Diagnosis> {
    let subject = Subject::Campaign(campaign.id.clone());
    let brought = ledger.brought(&subject, ledger.since(campaign), Scope::default());
    let outcome = |kind| brought.count(kind).map(wide);
    let figure = |name: &str| {
        totals
            .iter()
            .find(|(metric, _)| metric == name)
            .map(|(_, figure)| figure)
    };
    // A lower bound of reactions proves no silence.
    let whole = |name: &str| figure(name).filter(|figure| figure.bound().is_none())?.value();
    let goals = campaign.goals.iter().flat_map(crate::model::Goal::parts);
    let asked = goals
        .map(|(metric, _)| metric)
        .chain([campaign.primary.as_str()])
        .any(|metric| stages::stage_of(metric).is_some_and(|stage| stage >= Stage::Consideration));
    diagnose(&Steps {
        reach: figure("reach").and_then(Figure::range).map(|(low, _)| low),
        engagement: whole("engagement"),
        clicks: outcome(OutcomeKind::Click),
        visits: outcome(OutcomeKind::Visit),
        leads: outcome(OutcomeKind::Lead),
        orders: outcome(OutcomeKind::Order),
        on_target: missed(targets),
        wants_outcomes: asked || campaign.objective == Objective::Sales,
    })
}

/// The least of the shares whose whole range says the same.
fn missed(targets: &[TargetRow]) -> Option<f64> {
    let shares = targets.iter().filter_map(|row| {
        let (_, high) = row.share_percent.range()?;
        let share = row.share_percent.value()? / 100.0;
        (high / 100.0 < LEAST_ON_TARGET).then_some(share)
    });
    shares.reduce(f64::min)
}
