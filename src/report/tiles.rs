//! Headline figures, and the same figures by platform and tier.

use std::collections::BTreeSet;

use super::campaign::Active;
use super::ledger::Ledger;
use crate::metrics::outcomes::{is_outcome, needs_costs};
use crate::metrics::{ALL, Metric, Scope, Totals, Unit, emv, engagement, net_sentiment, reach};
use crate::model::{Figure, PivotRow, Platform, Subject, Tier, Tile, Window};

/// A tile for each headline metric, and for the primary metric of each campaign.
pub(super) fn rows(ledger: &Ledger<'_>, campaigns: &[Active<'_>]) -> Vec<Tile> {
    let primary: BTreeSet<&str> = campaigns
        .iter()
        .map(|active| active.report.primary.as_str())
        .collect();
    let now = ledger.measure_all(&ledger.brand(), ledger.inputs.window);
    let before = previous(ledger);
    now.into_iter()
        .zip(before)
        .filter(|((metric, value), _)| {
            // Most people import nothing: no tile says so every week.
            let is_told = value.is_known() || !is_outcome(metric);
            metric.headline && is_told || primary.contains(metric.name)
        })
        .map(|((metric, value), (_, previous))| {
            let (value, previous) = of_campaign(ledger, metric, campaigns).unwrap_or((value, previous));
            tile(ledger, metric, campaigns, value, previous)
        })
        .collect()
}

/// A metric that needs costs means nothing for a week: it is that of the newest campaign whose number one it is, until now and
/// until the window began.
fn of_campaign(ledger: &Ledger<'_>, metric: &Metric, campaigns: &[Active<'_>]) -> Option<(Figure, Figure)> {
    if !needs_costs(metric) {
        return None;
    }
    let theirs = campaigns
        .iter()
        .filter(|active| active.report.primary == metric.name);
    let campaign = theirs.max_by_key(|active| active.report.window.from)?.campaign;
    let subject = Subject::Campaign(campaign.id.clone());
    let whole = ledger.since(campaign);
    let earlier = Window {
        to: ledger.inputs.window.from.clamp(whole.from, whole.to),
        ..whole
    };
    let measure = |window| ledger.measure(metric, &subject, window, Scope::default());
    let before = if earlier.days() == 0 {
        Figure::unknown("the campaign had not begun")
    } else {
        measure(earlier)
    };
    Some((measure(whole), before))
}

fn tile(
    ledger: &Ledger<'_>,
    metric: &Metric,
    campaigns: &[Active<'_>],
    value: Figure,
    previous: Figure,
) -> Tile {
    let window = ledger.inputs.window;
    let newest = campaigns
        .iter()
        .filter(|active| active.baseline.is_some())
        .max_by_key(|active| (active.report.window.from, active.report.id.clone()));
    let baseline = match newest.and_then(|active| active.baseline.as_ref()) {
        Some(baseline) => baseline.per_window(metric, window.days()),
        None => Figure::unknown("no campaign has begun"),
    };
    let spark = ledger.brand_daily(metric, ledger.clip(window));
    Tile {
        metric: metric.name.to_owned(),
        label: metric.label.to_owned(),
        unit: metric.unit.words(&ledger.prices).to_owned(),
        change_percent: change(ledger, metric, &value, &previous),
        value,
        previous,
        baseline,
        spark: spark
            .into_iter()
            .map(|day| day.map(|range| range.value))
            .collect(),
    }
}

/// Every metric of the window before, if all of it is known.
fn previous(ledger: &Ledger<'_>) -> Vec<(&'static Metric, Figure)> {
    let window = ledger.inputs.window.previous();
    let (known, days) = (ledger.known_days(window), ledger.clip(window).days());
    if (1..days).contains(&known) {
        let why = format!("heard on {known} of {days} days only");
        return ALL
            .iter()
            .map(|metric| (metric, Figure::unknown(why.clone())))
            .collect();
    }
    ledger.measure_all(&ledger.brand(), window)
}

/// Relative change in per cent; points have no meaningful one, and a window that is known in part has none either.
fn change(ledger: &Ledger<'_>, metric: &Metric, now: &Figure, before: &Figure) -> Option<f64> {
    let (now, before) = (now.value()?, before.value()?);
    let window = ledger.clip(ledger.inputs.window);
    let whole = ledger.known_days(window) >= window.days();
    (whole && metric.unit != Unit::Points && before > 0.0).then(|| (now - before) / before * 100.0)
}

/// Figures by platform, most mentions first.
pub(super) fn platforms(ledger: &Ledger<'_>, now: &Totals) -> Vec<PivotRow> {
    let platforms: BTreeSet<Platform> = now.cells.keys().map(|key| key.platform).collect();
    let rows = platforms.into_iter().map(|platform| {
        let scope = Scope {
            platform: Some(platform),
            ..Scope::default()
        };
        pivot(ledger, platform.as_str(), scope)
    });
    sorted(rows.collect())
}

/// Figures by follower tier, small to large, unknown last.
pub(super) fn tiers(ledger: &Ledger<'_>, now: &Totals) -> Vec<PivotRow> {
    let tiers: BTreeSet<(bool, Option<Tier>)> = now
        .cells
        .keys()
        .map(|key| (key.tier.is_none(), key.tier))
        .collect();
    tiers
        .into_iter()
        .map(|(_, tier)| {
            let scope = Scope {
                tier: Some(tier),
                ..Scope::default()
            };
            pivot(ledger, tier.map_or("unknown", Tier::as_str), scope)
        })
        .collect()
}

fn sorted(mut rows: Vec<PivotRow>) -> Vec<PivotRow> {
    rows.sort_by(|a, b| b.mentions.cmp(&a.mentions).then_with(|| a.name.cmp(&b.name)));
    rows
}

fn pivot(ledger: &Ledger<'_>, name: &str, scope: Scope<'_>) -> PivotRow {
    let totals = ledger.totals(&ledger.brand(), ledger.inputs.window, scope);
    PivotRow {
        name: name.to_owned(),
        mentions: totals.mentions(),
        reach: ledger.compute(&reach::METRIC, &totals, &[]),
        engagement: ledger.compute(&engagement::METRIC, &totals, &[]),
        emv: ledger.compute(&emv::METRIC, &totals, &[]),
        net_sentiment: ledger.compute(&net_sentiment::METRIC, &totals, &[]),
    }
}
