//! Did the mood of the market move too? The change of a level less that of competitors over the same days, and of the brand itself a
//! year before.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::baseline::FrozenBaseline;
use super::control::{listened_since, year_before};
use super::effects::compared;
use super::ledger::{Ledger, one_day};
use crate::metrics::levels::{LEVELS, LevelMetric, Parts};
use crate::metrics::ratio::{DayPart, Level, against, level};
use crate::model::{BrandId, Campaign, Cell, ControlBy, DifferenceControl, Figure, Subject, Window};

/// Days of a level by metric; `None` for a day that is not known.
type Days = BTreeMap<String, Vec<Option<DayPart>>>;

/// What levels are measured against, kept with the baseline of a campaign.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FrozenLevels {
    /// Competitors on the days of the baseline; only those heard from its first day on.
    competitors: BTreeMap<BrandId, Days>,
    /// The brand a year before the baseline and a year before the campaign, if somebody listened then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    year_ago: Option<(Days, Days)>,
}

impl FrozenLevels {
    /// As they are known now.
    pub(super) fn measure(ledger: &Ledger<'_>, baseline: Window, campaign: Window) -> Self {
        Self {
            competitors: of_competitors(ledger, baseline),
            year_ago: of_year_ago(ledger, baseline, campaign),
        }
    }
}

fn of_competitors(ledger: &Ledger<'_>, window: Window) -> BTreeMap<BrandId, Days> {
    let heard = ledger.competitors.iter().filter(|brand| {
        let since = ledger.hearing.since(brand);
        since.is_some_and(|since| since <= window.from)
    });
    let days = heard.map(|brand| (brand.clone(), all_days(ledger, brand, window)));
    days.collect()
}

fn of_year_ago(ledger: &Ledger<'_>, baseline: Window, campaign: Window) -> Option<(Days, Days)> {
    let (before, during) = (year_before(baseline)?, year_before(campaign)?);
    let known = listened_since(ledger, before.from) && during.to <= ledger.today;
    let days = |window| all_days(ledger, ledger.inputs.brand, window);
    known.then(|| (days(before), days(during)))
}

/// Every level that mentions tell, of a brand in a window.
fn all_days(ledger: &Ledger<'_>, brand: &BrandId, window: Window) -> Days {
    let told = LEVELS.iter().filter_map(|metric| match metric.parts {
        Parts::Cells(part) => Some((metric.name.to_owned(), days_of(ledger, brand, window, part))),
        Parts::Voice | Parts::Outcomes(_) => None,
    });
    told.collect()
}

/// One level of a brand, day by day.
pub(super) fn days_of(
    ledger: &Ledger<'_>,
    brand: &BrandId,
    window: Window,
    part: fn(&[Cell]) -> DayPart,
) -> Vec<Option<DayPart>> {
    let subject = Subject::Brand(brand.clone());
    let day = |day| {
        let rollup = ledger.days(&subject, one_day(day)).next();
        rollup.map_or_else(|| part(&[]), |rollup| part(&rollup.cells))
    };
    let days = window.iter();
    days.map(|one| ledger.hearing.knows(brand, one).then(|| day(one)))
        .collect()
}

/// The controls of a change that can be had.
pub(super) fn controls(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    baseline: &FrozenBaseline,
    metric: &LevelMetric,
    ours: (&Level, &Level),
) -> Vec<DifferenceControl> {
    let window = compared(ledger, campaign.window);
    let kept = baseline.level_controls.as_ref();
    let competitors = {
        let measured = kept.is_none().then(|| of_competitors(ledger, baseline.window));
        let before = kept.map(|kept| &kept.competitors).or(measured.as_ref());
        before.and_then(|before| competitors(metric, before, &of_competitors(ledger, window)))
    };
    let year_ago = {
        let measured = kept
            .is_none()
            .then(|| of_year_ago(ledger, baseline.window, campaign.window));
        let days = kept.map_or_else(|| measured.flatten(), |kept| kept.year_ago.clone());
        days.and_then(|(before, during)| {
            let first = usize::try_from(window.days()).unwrap_or(usize::MAX);
            let known =
                |days: &[Option<DayPart>]| -> Vec<DayPart> { days.iter().flatten().copied().collect() };
            let during = during.get(metric.name)?;
            let during = during.get(..first.min(during.len()))?;
            Some((level(&known(before.get(metric.name)?))?, level(&known(during))?))
        })
    };
    [
        (ControlBy::Competitors, competitors),
        (ControlBy::YearAgo, year_ago),
    ]
    .into_iter()
    .filter_map(|(by, control)| control_of(metric, by, ours, control?))
    .collect()
}

/// Competitors together, before and during, on the days that are known of all of them.
fn competitors(
    metric: &LevelMetric,
    before: &BTreeMap<BrandId, Days>,
    during: &BTreeMap<BrandId, Days>,
) -> Option<(Level, Level)> {
    let both: BTreeSet<&BrandId> = before
        .keys()
        .filter(|brand| during.contains_key(*brand))
        .collect();
    let of = |days: &BTreeMap<BrandId, Days>| {
        let brands = both.iter().filter_map(|brand| days.get(*brand)?.get(metric.name));
        level(&together(brands))
    };
    Some((of(before)?, of(during)?))
}

fn together<'d>(brands: impl Iterator<Item = &'d Vec<Option<DayPart>>>) -> Vec<DayPart> {
    let sum = brands.fold(None, |sum: Option<Vec<Option<DayPart>>>, days| {
        Some(match sum {
            None => days.clone(),
            Some(sum) => {
                let pairs = sum.into_iter().zip(days);
                pairs.map(|(a, b)| Some(a?.and(b.as_ref()?))).collect()
            }
        })
    });
    sum.unwrap_or_default().into_iter().flatten().collect()
}

fn control_of(
    metric: &LevelMetric,
    by: ControlBy,
    ours: (&Level, &Level),
    (before, during): (Level, Level),
) -> Option<DifferenceControl> {
    let adjusted = against(ours, (&before, &during))?;
    Some(DifferenceControl {
        by,
        change: (during.value - before.value) * metric.scale,
        adjusted: Figure::Estimate {
            low: adjusted.low * metric.scale,
            value: adjusted.value * metric.scale,
            high: adjusted.high * metric.scale,
            basis: "difference of differences, days drawn at random; 95 % range".to_owned(),
        },
        p_value: adjusted.p,
    })
}
