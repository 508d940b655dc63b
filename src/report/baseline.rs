//! The baseline of a campaign, frozen when it begins, so that late arrivals and deletions cannot move it afterwards.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

use super::Inputs;
use super::competition::FrozenCompetitors;
use super::control::FrozenYearAgo;
use super::ledger::Ledger;
use super::level_controls::FrozenLevels;
use super::levels;
use crate::metrics::outcomes::is_outcome;
use crate::metrics::ratio::DayPart;
use crate::metrics::{ALL, Metric, Scope, TABLE_VERSION, mentions, range};
use crate::model::{Campaign, Figure, Range, Window};

/// What was normal before a campaign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrozenBaseline {
    /// The days it was measured over: whole weeks that end where the campaign begins, less what was not heard yet.
    pub window: Window,
    /// Per known day of `window`, by metric whose days add up, where most mentions have data; a day on which nothing
    /// tells the metric counts 0.
    pub daily: BTreeMap<String, Vec<Range>>,
    /// Metrics whose days are lower bounds, as not every mention tells them.
    #[serde(default)]
    pub at_least: BTreeSet<String>,
    /// Per whole week of `window` of which every day is known, by metric.
    pub weekly: BTreeMap<String, Vec<Figure>>,
    /// Competitors on the days of `window`; `None` if a version froze it that did not keep them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub competitors: Option<FrozenCompetitors>,
    /// The brand a year before; `None` if nobody listened then, or a version froze it that did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year_ago: Option<FrozenYearAgo>,
    /// Per known day of `window`, what metrics whose days do not add up are computed from; without those that a version which
    /// froze it did not keep.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, Vec<DayPart>>,
    /// What those are measured against; `None` if a version froze it that did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level_controls: Option<FrozenLevels>,
    /// When it was frozen.
    pub frozen_at: Timestamp,
    /// Version of the rate tables it was measured with.
    pub table_version: String,
}

/// Measures the baseline of a campaign from its brand's roll-ups, as known at `inputs.as_of`.
///
/// Call it once, at the first moment of the campaign or later, and store the result: reports then use the stored one.
/// Days before anything was heard are left out rather than counted as silent.
pub fn freeze(inputs: &Inputs<'_>, campaign: &Campaign) -> FrozenBaseline {
    measure(&Ledger::new(inputs), campaign)
}

/// [`freeze`] with the inputs already looked through.
pub(super) fn measure(ledger: &Ledger<'_>, campaign: &Campaign) -> FrozenBaseline {
    let window = whole_weeks_back(ledger.heard(campaign.baseline()));
    let mut baseline = FrozenBaseline {
        window,
        daily: BTreeMap::new(),
        at_least: BTreeSet::new(),
        weekly: BTreeMap::new(),
        competitors: Some(FrozenCompetitors::measure(ledger, window)),
        year_ago: FrozenYearAgo::measure(ledger, window, campaign.window),
        parts: levels::to_freeze(ledger, window).collect(),
        level_controls: Some(FrozenLevels::measure(ledger, window, campaign.window)),
        frozen_at: ledger.inputs.as_of,
        table_version: TABLE_VERSION.to_owned(),
    };
    for metric in ALL.iter().filter(|metric| metric.additive && !is_outcome(metric)) {
        if let Some(series) = ledger.brand_series(metric, window) {
            if series.is_bound {
                baseline.at_least.insert(metric.name.to_owned());
            }
            baseline.daily.insert(metric.name.to_owned(), series.days);
        }
    }
    for week in weeks(window).filter(|week| ledger.known_days(*week) >= week.days()) {
        let figures = ledger.measure_all(&ledger.brand(), week);
        for (metric, figure) in figures.into_iter().filter(|(metric, _)| !is_outcome(metric)) {
            baseline
                .weekly
                .entry(metric.name.to_owned())
                .or_default()
                .push(figure);
        }
    }
    baseline
}

/// Outcomes of a baseline as they are told now: shops export what happened weeks ago, and each order is told once, so that
/// nothing that comes late can move what is known, as it can with mentions.
///
/// They may be told of days before anything was heard, so that the days of the campaign's baseline are theirs.
pub(super) fn with_outcomes(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    mut baseline: FrozenBaseline,
) -> FrozenBaseline {
    let window = campaign.baseline();
    if baseline.days() == 0 {
        baseline.window = window;
    }
    for metric in ALL.iter().filter(|metric| is_outcome(metric)) {
        baseline.daily.remove(metric.name);
        baseline.at_least.remove(metric.name);
        baseline.weekly.remove(metric.name);
        if !metric.additive {
            continue;
        }
        if let Some(series) = ledger.brand_series(metric, window) {
            if series.is_bound {
                baseline.at_least.insert(metric.name.to_owned());
            }
            baseline.daily.insert(metric.name.to_owned(), series.days);
        }
        let told = weeks(window).filter(|week| ledger.known_days_of(metric, *week) >= week.days());
        let weeks = told.map(|week| ledger.measure(metric, &ledger.brand(), week, Scope::default()));
        baseline.weekly.insert(metric.name.to_owned(), weeks.collect());
    }
    baseline.parts.extend(levels::told(ledger, window));
    baseline
}

/// The latest whole weeks of a window; a window shorter than a week stays as it is.
fn whole_weeks_back(window: Window) -> Window {
    let spare = if window.days() < 7 { 0 } else { window.days() % 7 };
    Window {
        from: window
            .from
            .checked_add(Span::new().days(i64::from(spare)))
            .unwrap_or(window.to),
        to: window.to,
    }
}

fn weeks(window: Window) -> impl Iterator<Item = Window> {
    (0..window.days() / 7).filter_map(move |n| {
        let from = window.from.checked_add(Span::new().weeks(i64::from(n))).ok()?;
        let to = from.checked_add(Span::new().weeks(1)).ok()?;
        Some(Window { from, to })
    })
}

impl FrozenBaseline {
    /// Days it covers: those of its window that are known.
    pub fn days(&self) -> u32 {
        let known = self.daily.get(mentions::METRIC.name);
        known.map_or(0, |days| u32::try_from(days.len()).unwrap_or(u32::MAX))
    }

    /// Central values per day of an additive metric.
    pub fn values(&self, metric: &str) -> Option<Vec<f64>> {
        let days = self.daily.get(metric).filter(|days| !days.is_empty())?;
        Some(days.iter().map(|day| day.value).collect())
    }

    /// Mean per day of an additive metric.
    pub fn per_day(&self, metric: &str) -> Figure {
        match self.daily.get(metric).filter(|days| !days.is_empty()) {
            Some(days) => {
                let basis = format!("mean of {} days before the campaign", days.len());
                mean(days, self.at_least.contains(metric), &basis)
            }
            None => Figure::unknown("no data for it before the campaign"),
        }
    }

    /// What a window of `days` days would bring if nothing changed: mean of the weeks for one week, else the mean day
    /// times the number of days.
    pub fn per_window(&self, metric: &Metric, days: u32) -> Figure {
        if days == 7 {
            let weeks = self.weekly.get(metric.name).into_iter().flatten();
            let is_bound = weeks.clone().any(|week| week.bound().is_some());
            let known: Vec<Range> = weeks.filter_map(super::ledger::range_of).collect();
            if !known.is_empty() {
                let basis = format!("mean of {} weeks before the campaign", known.len());
                return mean(&known, is_bound, &basis);
            }
        }
        if !metric.additive {
            return Figure::unknown("the baseline keeps this metric by the week");
        }
        scaled(self.per_day(metric.name), f64::from(days))
    }
}

/// Mean of ranges: exact when none has a width, or at least that much when some of them are lower bounds.
#[expect(clippy::cast_precision_loss, reason = "numbers of days are small")]
pub(super) fn mean(parts: &[Range], is_bound: bool, basis: &str) -> Figure {
    let sum = parts.iter().copied().fold(Range::default(), range::add_linear);
    let mean = range::scale(sum, 1.0 / parts.len() as f64);
    if parts
        .iter()
        .all(|part| (part.high - part.low).abs() < f64::EPSILON)
    {
        return if is_bound {
            Figure::at_least(mean.value, basis)
        } else {
            Figure::exact(mean.value)
        };
    }
    Figure::Estimate {
        low: mean.low,
        value: mean.value,
        high: mean.high,
        basis: basis.to_owned(),
    }
}

/// A figure times a constant that is not negative.
pub(super) fn scaled(figure: Figure, by: f64) -> Figure {
    match figure {
        Figure::Exact { value } => Figure::exact(value * by),
        Figure::Estimate {
            low,
            value,
            high,
            basis,
        } => Figure::Estimate {
            low: low * by,
            value: value * by,
            high: high * by,
            basis,
        },
        unknown @ Figure::Unknown { .. } => unknown,
    }
}
