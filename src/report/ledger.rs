//! The inputs, asked: totals and metrics of a subject over days, and from when on we listened at all.

use jiff::{Span, civil::Date};

use super::Inputs;
use super::inputs::next_day;
use crate::metrics::{self, Facts, Metric, Prices, Scope, Totals};
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
        Self {
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
        }
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

    /// One metric day by day; a day without data gives `None`.
    pub(super) fn daily(
        &self,
        metric: &Metric,
        subject: &Subject,
        window: Window,
        scope: Scope<'_>,
    ) -> Vec<Option<Range>> {
        let one_day = |day: Date| Window {
            from: day,
            to: next_day(day),
        };
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
