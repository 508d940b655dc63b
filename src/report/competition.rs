//! What competitors did on the days before a campaign, kept with its baseline, so that the control of an effect cannot be moved by
//! what comes or goes later.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ledger::{Ledger, one_day, range_of};
use crate::metrics::outcomes::is_outcome;
use crate::metrics::{ALL, Metric, Scope};
use crate::model::{BrandId, Subject, Window};

/// Days of one metric of a brand: its central value, `None` for a day that is not known.
pub(super) type Days = Vec<Option<f64>>;

/// Competitors on the days of a baseline, by brand and metric; only those heard from its first day on, and only metrics of which
/// data exist.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FrozenCompetitors(BTreeMap<BrandId, BTreeMap<String, Days>>);

impl FrozenCompetitors {
    /// As they are known now, on the days of a window.
    pub(super) fn measure(ledger: &Ledger<'_>, window: Window) -> Self {
        let heard = ledger.competitors.iter().filter(|brand| {
            // A competitor that was not heard before cannot tell how the market moved.
            let since = ledger.hearing.since(brand);
            since.is_some_and(|since| since <= window.from)
        });
        Self(
            heard
                .map(|brand| (brand.clone(), days_of(ledger, brand, window)))
                .collect(),
        )
    }

    /// One metric of a competitor; `None` if it was not heard then, or no data existed.
    pub(super) fn days(&self, brand: &BrandId, metric: &Metric) -> Option<&Days> {
        self.0.get(brand)?.get(metric.name)
    }
}

/// Days of one metric, and how many mentions they rest on.
#[derive(Default)]
struct Column {
    days: Days,
    /// Whether any day tells it.
    any: bool,
    /// Mentions of days that tell it.
    known: f64,
}

/// A competitor's days by metric; without those of which data is missing for most of its mentions.
pub(super) fn days_of(ledger: &Ledger<'_>, brand: &BrandId, window: Window) -> BTreeMap<String, Days> {
    let metrics = || ALL.iter().filter(|metric| metric.additive && !is_outcome(metric));
    let subject = Subject::Brand(brand.clone());
    let mut columns: Vec<Column> = metrics().map(|_| Column::default()).collect();
    let mut all = 0.0;
    for day in window.iter() {
        if !ledger.hearing.knows(brand, day) {
            for column in &mut columns {
                column.days.push(None);
            }
            continue;
        }
        // By published rates, as the brand's own days are: rates that were learnt in between must not move the comparison.
        let totals = ledger.by_the_table(&subject, one_day(day), Scope::default());
        let mentions = f64::from(totals.mentions());
        all += mentions;
        for (metric, column) in metrics().zip(&mut columns) {
            let value = range_of(&ledger.compute(metric, &totals, &[])).map(|range| range.value);
            column.known += value.map_or(0.0, |_| mentions);
            column.any |= value.is_some();
            column.days.push(Some(value.unwrap_or_default()));
        }
    }
    let told = metrics().zip(columns);
    told.filter(|(_, column)| column.any && column.known * 2.0 >= all)
        .map(|(metric, column)| (metric.name.to_owned(), column.days))
        .collect()
}

/// Days added up over brands: only those on which each of them is known.
pub(super) fn together<'d>(brands: impl Iterator<Item = &'d Days>) -> Vec<f64> {
    let mut sum: Option<Days> = None;
    for days in brands {
        sum = Some(match sum {
            None => days.clone(),
            Some(sum) => {
                let both = sum.into_iter().zip(days);
                both.map(|(a, b)| Some(a? + (*b)?)).collect()
            }
        });
    }
    sum.unwrap_or_default().into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_all_know_are_added_up() {
        let (a, b) = (
            vec![Some(1.0), None, Some(3.0)],
            vec![Some(2.0), Some(2.0), Some(0.5)],
        );
        assert_eq!(together([&a, &b].into_iter()), [3.0, 3.5]);
        assert_eq!(together([&a].into_iter()), [1.0, 3.0]);
        assert!(together([].into_iter()).is_empty());
    }
}
