//! The inputs, asked: totals and metrics of a subject over days, and from when on we listened at all.

use std::collections::BTreeMap;

use jiff::{Span, civil::Date};

use super::Inputs;
use super::inputs::next_day;
use crate::metrics::{self, ALL, Facts, Metric, Prices, Scope, Totals};
use crate::model::{BrandId, Figure, Range, Rollup, Subject, Window, day_of};

/// Longest silence inside what the sources still listed when we began: older strays do not count as listening.
const LONGEST_SILENCE_DAYS: i32 = 14;

/// A report's inputs with what follows from them once and for all.
#[derive(Debug)]
pub(super) struct Ledger<'a> {
    /// The inputs.
    pub(super) inputs: &'a Inputs<'a>,
    /// What a thousand views cost.
    pub(super) prices: Prices<'a>,
    /// Brands that compete with the one reported.
    pub(super) competitors: Vec<BrandId>,
    /// First day polled.
    pub(super) polled_since: Option<Date>,
    /// First day that counts as heard: polled, or filled from what the sources still listed.
    pub(super) heard_since: Option<Date>,
    /// The day of `as_of`.
    pub(super) today: Date,
    /// Every metric of the brand on every day with a roll-up, in the order of [`ALL`]: charts, baselines and tests all
    /// read them.
    brand_days: BTreeMap<Date, Vec<Option<Range>>>,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(inputs: &'a Inputs<'a>) -> Self {
        let polls = inputs
            .sources
            .iter()
            .flat_map(|(_, state)| &state.days)
            .map(|day| day.day);
        let polled_since = polls.chain(inputs.heard_since).min();
        let today = day_of(inputs.as_of, inputs.timezone);
        let mut ledger = Self {
            inputs,
            prices: Prices {
                currency: inputs.currency,
                configured: inputs.cpm,
            },
            competitors: inputs
                .brands
                .iter()
                .filter(|other| other.competitor_of.as_ref() == Some(inputs.brand))
                .map(|other| other.id.clone())
                .collect(),
            polled_since,
            heard_since: heard_since(inputs, polled_since, today),
            today,
            brand_days: BTreeMap::new(),
        };
        ledger.brand_days = ledger.every_brand_day();
        ledger
    }

    fn every_brand_day(&self) -> BTreeMap<Date, Vec<Option<Range>>> {
        let brand = self.brand();
        let all = (brand.clone(), Date::MIN)..(brand.clone(), next_day(self.today));
        let days = self.inputs.rollups.range(all).map(|((_, day), _)| *day);
        days.map(|day| {
            let figures = self.measure_all(&brand, one_day(day));
            (day, figures.iter().map(|(_, figure)| range_of(figure)).collect())
        })
        .collect()
    }

    /// The brand reported, as a subject.
    pub(super) fn brand(&self) -> Subject {
        Subject::Brand(self.inputs.brand.clone())
    }

    /// The part of a window that is not after `as_of`.
    pub(super) fn clip(&self, window: Window) -> Window {
        Window {
            from: window.from,
            to: window.to.min(next_day(self.today)).max(window.from),
        }
    }

    /// The part of a window whose days are over.
    pub(super) fn complete(&self, window: Window) -> Window {
        Window {
            from: window.from,
            to: window.to.min(self.today).max(window.from),
        }
    }

    /// Roll-ups of a subject in a window, as far as there are any.
    pub(super) fn days(
        &self,
        subject: &Subject,
        window: Window,
    ) -> impl Iterator<Item = &'a Rollup> + use<'a> {
        let window = self.clip(window);
        let days = (subject.clone(), window.from)..(subject.clone(), window.to);
        self.inputs.rollups.range(days).map(|(_, rollup)| rollup)
    }

    /// Totals of a subject in a window.
    pub(super) fn totals(&self, subject: &Subject, window: Window, scope: Scope<'_>) -> Totals {
        Totals::of(self.days(subject, window), scope)
    }

    /// Each competitor's totals in a window.
    pub(super) fn competitors(&self, window: Window) -> Vec<Totals> {
        let subjects = self.competitors.iter().cloned().map(Subject::Brand);
        subjects
            .map(|subject| self.totals(&subject, window, Scope::default()))
            .collect()
    }

    /// One metric of totals already added up.
    pub(super) fn compute(&self, metric: &Metric, totals: &Totals, competitors: &[Totals]) -> Figure {
        (metric.compute)(&Facts {
            brand: self.inputs.brand,
            totals,
            competitors,
            prices: &self.prices,
        })
    }

    /// One metric of a subject in a window. Share of voice is always the whole brand's.
    pub(super) fn measure(
        &self,
        metric: &Metric,
        subject: &Subject,
        window: Window,
        scope: Scope<'_>,
    ) -> Figure {
        if let Some(why) = self.unheard(window) {
            return Figure::unknown(why);
        }
        if metric.name == metrics::share_of_voice::METRIC.name {
            let ours = self.totals(&self.brand(), window, Scope::default());
            return self.compute(metric, &ours, &self.competitors(window));
        }
        self.compute(metric, &self.totals(subject, window, scope), &[])
    }

    /// Every metric of a subject in a window, in the order of [`ALL`].
    pub(super) fn measure_all(&self, subject: &Subject, window: Window) -> Vec<(&'static Metric, Figure)> {
        if let Some(why) = self.unheard(window) {
            return ALL
                .iter()
                .map(|metric| (metric, Figure::unknown(why.clone())))
                .collect();
        }
        let totals = self.totals(subject, window, Scope::default());
        let is_brand = matches!(subject, Subject::Brand(_));
        let competitors = if is_brand {
            self.competitors(window)
        } else {
            Vec::new()
        };
        ALL.iter()
            .map(|metric| {
                let figure = if is_brand || metric.name != metrics::share_of_voice::METRIC.name {
                    self.compute(metric, &totals, &competitors)
                } else {
                    self.measure(metric, subject, window, Scope::default())
                };
                (metric, figure)
            })
            .collect()
    }

    /// One metric of the brand day by day; a day without data gives `None`.
    pub(super) fn brand_daily(&self, metric: &Metric, window: Window) -> Vec<Option<Range>> {
        let at = ALL
            .iter()
            .position(|other| other.name == metric.name)
            .unwrap_or(0);
        let silent = Totals::default();
        window
            .iter()
            .map(|day| match self.brand_days.get(&day) {
                Some(figures) => figures.get(at).copied().flatten(),
                None if self.unheard(one_day(day)).is_some() => None,
                None if metric.name == metrics::share_of_voice::METRIC.name => {
                    range_of(&self.measure(metric, &self.brand(), one_day(day), Scope::default()))
                }
                None => range_of(&self.compute(metric, &silent, &[])),
            })
            .collect()
    }

    /// The same with days without data as 0; `None` when data is missing for most mentions of the window, so that a
    /// silence of the sources is never taken for a silence of the people.
    pub(super) fn brand_series(&self, metric: &Metric, window: Window) -> Option<Vec<Range>> {
        let days = self.brand_daily(metric, window);
        let mentions = self.brand_daily(&metrics::mentions::METRIC, window);
        let (mut known, mut all) = (0.0, 0.0);
        for (day, mentions) in days.iter().zip(&mentions) {
            let mentions = mentions.map_or(0.0, |count| count.value);
            all += mentions;
            known += if day.is_some() { mentions } else { 0.0 };
        }
        (days.iter().any(Option::is_some) && known * 2.0 >= all)
            .then(|| days.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// One metric of any subject day by day; a day without data gives `None`.
    pub(super) fn daily(
        &self,
        metric: &Metric,
        subject: &Subject,
        window: Window,
        scope: Scope<'_>,
    ) -> Vec<Option<Range>> {
        window
            .iter()
            .map(|day| range_of(&self.measure(metric, subject, one_day(day), scope)))
            .collect()
    }

    /// Why a window has no figures, if it lies before we listened or in the future.
    pub(super) fn unheard(&self, window: Window) -> Option<String> {
        match self.heard_since {
            None => Some("nothing has been heard yet".to_owned()),
            Some(since) if window.to <= since => Some(format!("nothing was heard before {since}")),
            Some(_) if window.from > self.today => Some(format!("begins on {}", window.from)),
            Some(_) => None,
        }
    }

    /// The part of a window that was heard.
    pub(super) fn heard(&self, window: Window) -> Window {
        let from = self.heard_since.map_or(window.to, |since| window.from.max(since));
        Window {
            from: from.min(window.to),
            to: window.to,
        }
    }
}

/// A window of one day.
pub(super) fn one_day(day: Date) -> Window {
    Window {
        from: day,
        to: next_day(day),
    }
}

/// A figure's range, if it has a number.
pub(super) fn range_of(figure: &Figure) -> Option<Range> {
    let (value, (low, high)) = (figure.value()?, figure.range()?);
    Some(Range { low, value, high })
}

/// The first day polled, moved back over what sources still listed then, as long as that leaves no long silence.
fn heard_since(inputs: &Inputs<'_>, polled: Option<Date>, today: Date) -> Option<Date> {
    let mut days: Vec<Date> = inputs
        .rollups
        .keys()
        .map(|(_, day)| *day)
        .filter(|day| *day <= today)
        .collect();
    days.sort_unstable();
    days.dedup();
    let mut since = polled.or_else(|| days.last().copied())?;
    for day in days
        .into_iter()
        .rev()
        .skip_while(|day| polled.is_some_and(|polled| *day >= polled))
    {
        let reach_back = since
            .checked_sub(Span::new().days(LONGEST_SILENCE_DAYS))
            .unwrap_or(Date::MIN);
        if day < reach_back {
            break;
        }
        since = since.min(day);
    }
    Some(since)
}
