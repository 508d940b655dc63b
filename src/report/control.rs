//! Did it rise by itself? The same change measured against competitors over the same days, and against the same weeks a
//! year before, where that much was heard.

use std::collections::BTreeMap;

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

use super::competition::{Days, FrozenCompetitors, days_of, together};
use super::ledger::{Ledger, Series};
use crate::metrics::rate_ratio::{controlled_over, overdispersion};
use crate::metrics::{Metric, outcomes};
use crate::model::{Campaign, ControlBy, EffectControl, Figure, Window};

/// 52 weeks: the same weekdays a year before.
const YEAR_DAYS: i64 = 364;

/// Our days before and during, and the windows they come from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change<'a> {
    pub(super) metric: &'a Metric,
    pub(super) before: &'a [f64],
    pub(super) during: &'a [f64],
    pub(super) windows: (Window, Window),
    /// What competitors did before and during.
    pub(super) competitors: (&'a FrozenCompetitors, &'a FrozenCompetitors),
    /// The weeks a year before, as they were known when the campaign began.
    pub(super) year_ago: Option<&'a FrozenYearAgo>,
}

/// The brand's days a year before a baseline and a campaign, by metric.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FrozenYearAgo {
    /// A year before the days of the baseline.
    before: BTreeMap<String, Days>,
    /// A year before the days of the campaign.
    during: BTreeMap<String, Days>,
}

impl FrozenYearAgo {
    /// As they are known now; `None` if nobody listened then, or part of them is still to come.
    pub(super) fn measure(ledger: &Ledger<'_>, baseline: Window, campaign: Window) -> Option<Self> {
        let (before, during) = (year_before(baseline)?, year_before(campaign)?);
        if !listened_since(ledger, before.from) || during.to > ledger.today {
            return None;
        }
        let days = |window| days_of(ledger, ledger.inputs.brand, window);
        Some(Self {
            before: days(before),
            during: days(during),
        })
    }

    /// Known days before, and known ones of the first days during.
    fn days(&self, metric: &Metric, during: Window) -> Option<(Vec<f64>, Vec<f64>)> {
        let first = usize::try_from(during.days()).ok()?;
        let before = self.before.get(metric.name)?.iter().flatten();
        let during = self.during.get(metric.name)?.iter().take(first).flatten();
        Some((before.copied().collect(), during.copied().collect()))
    }
}

/// The controls of a change that can be had.
pub(super) fn controls(ledger: &Ledger<'_>, change: Change<'_>) -> Vec<EffectControl> {
    [competitors(ledger, change), year_ago(ledger, change)]
        .into_iter()
        .flatten()
        .collect()
}

/// The windows a year before those of campaigns that have begun: the caller loads them for the year-ago control.
pub fn year_ago_windows(campaigns: &[Campaign], today: Date) -> Vec<Window> {
    let begun = campaigns.iter().filter(|campaign| campaign.window.from <= today);
    let windows = begun.filter_map(|campaign| {
        let (from, to) = (
            year_before(campaign.baseline())?.from,
            year_before(campaign.window)?.to,
        );
        Some(Window { from, to })
    });
    windows.collect()
}

fn competitors(ledger: &Ledger<'_>, change: Change<'_>) -> Option<EffectControl> {
    let (before, during) = change.competitors;
    let both = ledger.competitors.iter();
    let both = both.filter_map(|brand| {
        before
            .days(brand, change.metric)
            .zip(during.days(brand, change.metric))
    });
    let (before, during): (Vec<_>, Vec<_>) = both.unzip();
    let (before, during) = (together(before.into_iter()), together(during.into_iter()));
    against(change, (&before, &during), ControlBy::Competitors)
}

fn year_ago(ledger: &Ledger<'_>, change: Change<'_>) -> Option<EffectControl> {
    // Outcomes are told as they are known now, whenever they are told.
    if let (Some(frozen), false) = (change.year_ago, outcomes::is_outcome(change.metric)) {
        let (before, during) = frozen.days(change.metric, change.windows.1)?;
        return against(change, (&before, &during), ControlBy::YearAgo);
    }
    let (before, during) = (year_before(change.windows.0)?, year_before(change.windows.1)?);
    if !listened_since(ledger, before.from) {
        return None;
    }
    let days = |window| {
        ledger
            .brand_series(change.metric, window)
            .as_ref()
            .map(Series::values)
    };
    against(change, (&days(before)?, &days(during)?), ControlBy::YearAgo)
}

/// Whether somebody listened from a day on. What sources still listed of a time when nobody did thins out with age: no measure of
/// that time.
pub(super) fn listened_since(ledger: &Ledger<'_>, day: Date) -> bool {
    let listened = ledger.inputs.brands_since.get(ledger.inputs.brand).copied();
    let listened = listened.max(ledger.hearing.polled_since);
    listened.is_some_and(|listened| listened <= day)
}

pub(super) fn year_before(window: Window) -> Option<Window> {
    let back = |day: Date| day.checked_sub(Span::new().days(YEAR_DAYS)).ok();
    Some(Window {
        from: back(window.from)?,
        to: back(window.to)?,
    })
}

#[expect(clippy::cast_precision_loss, reason = "numbers of days are small")]
fn against(change: Change<'_>, (before, during): (&[f64], &[f64]), by: ControlBy) -> Option<EffectControl> {
    let sums = |a: &[f64], b: &[f64]| {
        (
            (a.iter().sum::<f64>(), b.iter().sum::<f64>()),
            (a.len() as f64, b.len() as f64),
        )
    };
    let (ours, control) = (sums(change.before, change.during), sums(before, during));
    let phi = (
        overdispersion(&[change.before, change.during]),
        overdispersion(&[before, during]),
    );
    let adjusted = controlled_over(ours, control, phi)?;
    let ((k1, k2), (f1, f2)) = control;
    Some(EffectControl {
        by,
        control_ratio: (k2 / f2) / (k1 / f1),
        adjusted: Figure::Estimate {
            low: adjusted.low,
            value: adjusted.ratio,
            high: adjusted.high,
            basis: format!(
                "ratio of ratios against {}, overdispersion {:.1} and {:.1}; 95 % range",
                match by {
                    ControlBy::Competitors => "competitors over the same days",
                    ControlBy::YearAgo => "the same weeks a year before",
                },
                phi.0,
                phi.1
            ),
        },
        p_value: adjusted.p,
    })
}
