//! Before, during, after of metrics whose days do not add up: net sentiment, shares, rates and means, compared by their difference.

use super::baseline::FrozenBaseline;
use super::effects::compared;
use super::ledger::{Ledger, one_day};
use super::level_controls;
use crate::metrics::levels::{LEVELS, LevelMetric, Parts};
use crate::metrics::rate_ratio::{LEVEL, retained};
use crate::metrics::ratio::{Change, DayPart, LEAST_DAYS, Level, level};
use crate::metrics::{Metric, Scope, Unit, levels, outcomes};
use crate::model::{
    AfterEffect, Campaign, Cell, EffectChecks, EffectDifference, EffectRow, Figure, Finding, OutcomeKind,
    Subject, Window,
};
use crate::text::plain::counted;

/// Why a baseline has no parts of a metric.
const NOT_KEPT: &str = "an earlier version froze the baseline and did not keep what this is computed from";
/// Why there is no ratio.
const NO_RATIO: &str = "compared by its difference";

/// Numerators and denominators on the known days of a window.
pub(super) fn parts(ledger: &Ledger<'_>, metric: &LevelMetric, window: Window) -> Vec<DayPart> {
    let days = ledger.complete(window);
    match metric.parts {
        Parts::Cells(part) => {
            let days = level_controls::days_of(ledger, ledger.inputs.brand, days, part);
            days.into_iter().flatten().collect()
        }
        Parts::Voice => voice(ledger, days),
        Parts::Outcomes(part) => brought(ledger, days, part),
    }
}

/// Our mentions of all mentions, on the days that are known of all who speak.
fn voice(ledger: &Ledger<'_>, days: Window) -> Vec<DayPart> {
    let theirs: Vec<Subject> = ledger.competitors.iter().cloned().map(Subject::Brand).collect();
    let (ours, brand) = (ledger.brand(), ledger.inputs.brand);
    let mut all = std::iter::once(brand).chain(&ledger.competitors);
    let mentions = |subject: &Subject, day| {
        let cells = ledger.days(subject, one_day(day)).flat_map(|day| &day.cells);
        cells.map(|cell: &Cell| f64::from(cell.mentions)).sum::<f64>()
    };
    let known = days.iter().filter(|day| {
        let mut brands = std::iter::once(brand).chain(&ledger.competitors);
        brands.all(|brand| ledger.hearing.knows(brand, *day))
    });
    if all.nth(1).is_none() {
        return Vec::new();
    }
    known
        .map(|day| {
            let us = mentions(&ours, day);
            let them: f64 = theirs.iter().map(|them| mentions(them, day)).sum();
            DayPart::share(us, us + them)
        })
        .collect()
}

/// What was brought, day by day.
fn brought(
    ledger: &Ledger<'_>,
    days: Window,
    part: fn(&crate::model::Brought, OutcomeKind) -> Option<DayPart>,
) -> Vec<DayPart> {
    let told = |kind| ledger.attribution.told(kind);
    let Some(orders) = told(OutcomeKind::Order) else {
        return Vec::new();
    };
    let came = match told(OutcomeKind::Click) {
        Some(_) => OutcomeKind::Click,
        None => OutcomeKind::Visit,
    };
    let known = days.iter().filter(|day| orders.knows(*day));
    known
        .filter_map(|day| {
            part(
                &ledger.brought(&ledger.brand(), one_day(day), Scope::default()),
                came,
            )
        })
        .collect()
}

/// The row of a metric; `None` where nothing tells it and nobody asked.
pub(super) fn row(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    baseline: Option<&FrozenBaseline>,
    metric: &Metric,
    is_wanted: bool,
) -> Option<EffectRow> {
    let known = levels::get(metric.name)?;
    let of = |window| sane(known, level(&parts(ledger, known, compared(ledger, window))));
    let (during, after) = (of(campaign.window), of(campaign.after()));
    let kept = baseline.map(|baseline| baseline.parts.get(metric.name));
    let before = kept.flatten().and_then(|parts| sane(known, level(parts)));
    if !is_wanted && before.is_none() && during.is_none() {
        return None;
    }
    let why_not_before = match kept {
        None => "no baseline: nothing was heard before the campaign",
        Some(None) if outcomes::kind_of(metric).is_none() => NOT_KEPT,
        Some(_) => "no data for it before the campaign",
    };
    let told = |level: &Option<Level>, why: &str| match level {
        Some(level) => figure(known, level),
        None => Figure::unknown(why),
    };
    let mut row = EffectRow {
        metric: metric.name.to_owned(),
        label: metric.label.to_owned(),
        unit: String::new(),
        before: told(&before, why_not_before),
        during: told(&during, "no day of the campaign tells it"),
        after: told(&after, "no day after the campaign tells it yet"),
        ratio: Figure::unknown(NO_RATIO),
        p_value: None,
        retained_percent: None,
        finding: if baseline.is_some() {
            Finding::TooFew
        } else {
            Finding::NoBaseline
        },
        checks: EffectChecks::default(),
        difference: None,
    };
    compare(&mut row, known, before.as_ref(), during.as_ref(), after.as_ref());
    if let Some(difference) = &mut row.difference {
        (difference.value_unit, difference.unit) = units(ledger, metric);
        if let (Some(baseline), Some(before), Some(during), Some(_)) =
            (baseline, &before, &during, row.p_value)
        {
            let ours = (before, during);
            difference.controls = level_controls::controls(ledger, campaign, baseline, known, ours);
        }
    }
    Some(row)
}

/// A level that means something: more orders than clicks are no share of them.
fn sane(metric: &LevelMetric, level: Option<Level>) -> Option<Level> {
    let (low, high) = metric.bounds;
    level.filter(|level| (low..=high).contains(&(level.value * metric.scale)))
}

fn units(ledger: &Ledger<'_>, metric: &Metric) -> (String, String) {
    let unit = metric.unit.words(&ledger.prices).to_owned();
    let step = match metric.unit {
        Unit::Percent => "points".to_owned(),
        _ => unit.clone(),
    };
    (unit, step)
}

/// A level as it is shown.
fn figure(metric: &LevelMetric, level: &Level) -> Figure {
    let value = level.value * metric.scale;
    let days = counted(u64::from(level.days), "day");
    match level.range() {
        Some((low, high)) => Figure::Estimate {
            low: (low * metric.scale).max(metric.bounds.0),
            value,
            high: (high * metric.scale).min(metric.bounds.1),
            basis: format!("{days} that tell it; 95 % range, bursts allowed for"),
        },
        None => Figure::exact(value),
    }
}

fn compare(
    row: &mut EffectRow,
    metric: &LevelMetric,
    before: Option<&Level>,
    during: Option<&Level>,
    after: Option<&Level>,
) {
    let since = |level: Option<&Level>| level?.since(before?);
    let (change, later) = (since(during), since(after));
    row.difference = Some(EffectDifference {
        value_unit: String::new(),
        unit: String::new(),
        during: difference(metric, change, before, during),
        after: difference(metric, later, before, after),
        controls: Vec::new(),
    });
    let Some(change) = change else { return };
    row.p_value = Some(change.p);
    row.finding = finding(change);
    row.checks.after = later.zip(after).map(|(later, level)| AfterEffect {
        days: level.days,
        ratio: Figure::unknown(NO_RATIO),
        p_value: later.p,
        finding: finding(later),
        late: None,
    });
    if let (Finding::Rise, Some(before), Some(during), Some(after)) = (row.finding, before, during, after) {
        let share = retained(before.value, during.value, after.value);
        row.retained_percent = share.map(|share| share * 100.0);
    }
}

fn finding(change: Change) -> Finding {
    if change.p >= LEVEL {
        Finding::NoChange
    } else if change.value > 0.0 {
        Finding::Rise
    } else {
        Finding::Fall
    }
}

/// A difference as it is shown; where there is none, why.
fn difference(
    metric: &LevelMetric,
    change: Option<Change>,
    first: Option<&Level>,
    second: Option<&Level>,
) -> Figure {
    if let Some(change) = change {
        let widest = metric.bounds.1 - metric.bounds.0;
        return Figure::Estimate {
            low: (change.low * metric.scale).max(-widest),
            value: change.value * metric.scale,
            high: (change.high * metric.scale).min(widest),
            basis: "difference of two ratios of sums, days drawn at random; 95 % range".to_owned(),
        };
    }
    let (first, second) = match (first, second) {
        (Some(first), Some(second)) => (first, second),
        (None, _) => return Figure::unknown("nothing tells it before the campaign"),
        (_, None) => return Figure::unknown("nothing tells it since"),
    };
    let days = |level: &Level| counted(u64::from(level.days), "day");
    Figure::unknown(if f64::from(first.days.min(second.days)) < LEAST_DAYS {
        format!("it is told of {} before and {} since", days(first), days(second))
    } else if first.effective_days.min(second.effective_days) < LEAST_DAYS {
        "one or two days carry nearly all of it".to_owned()
    } else {
        "every day tells the same, so that nothing says how far it varies".to_owned()
    })
}

/// The parts of every metric that is frozen with a baseline.
pub(super) fn to_freeze(ledger: &Ledger<'_>, window: Window) -> impl Iterator<Item = (String, Vec<DayPart>)> {
    let frozen = LEVELS
        .iter()
        .filter(|metric| !matches!(metric.parts, Parts::Outcomes(_)));
    frozen.map(move |metric| (metric.name.to_owned(), parts(ledger, metric, window)))
}

/// The parts of those that imports tell.
pub(super) fn told(ledger: &Ledger<'_>, window: Window) -> impl Iterator<Item = (String, Vec<DayPart>)> {
    let told = LEVELS
        .iter()
        .filter(|metric| matches!(metric.parts, Parts::Outcomes(_)));
    told.map(move |metric| (metric.name.to_owned(), parts(ledger, metric, window)))
}
