//! What a goal counts, whichever way it is made up: one metric, a weighted sum, a score, or mentions of one source.

use crate::metrics::{self, Metric, Scope, bundle};
use crate::model::{BundlePartRow, BundleReport, Campaign, Figure, Goal, Subject, Window};
use crate::report::ledger::{Ledger, one_day};

/// A goal ready to be counted.
pub(super) struct Measure<'a> {
    ledger: &'a Ledger<'a>,
    goal: &'a Goal,
    subject: Subject,
    /// Each metric with its weight and, in a score, its own target.
    parts: Vec<(&'static Metric, f64, Option<f64>)>,
}

impl<'a> Measure<'a> {
    /// `None` when one of its metrics is not known to this program.
    pub(super) fn new(ledger: &'a Ledger<'a>, campaign: &Campaign, goal: &'a Goal) -> Option<Self> {
        let parts = match &goal.bundle {
            None => vec![(metrics::get(&goal.metric)?, 1.0, None)],
            Some(bundle) => {
                let parts = bundle.parts.iter();
                let parts = parts.map(|part| Some((metrics::get(&part.metric)?, part.weight, part.target)));
                parts.collect::<Option<Vec<_>>>()?
            }
        };
        Some(Self {
            ledger,
            goal,
            subject: Subject::Campaign(campaign.id.clone()),
            parts,
        })
    }

    /// The same of everything said of the brand, whether or not it belongs to the campaign.
    pub(super) fn of_brand(self) -> Self {
        Self {
            subject: self.ledger.brand(),
            ..self
        }
    }

    /// What each day of a window brought; a day without data counts 0.
    pub(super) fn each_day(&self, window: Window) -> Vec<f64> {
        let days = window.iter();
        days.map(|day| self.figure(one_day(day)).value().unwrap_or(0.0))
            .collect()
    }

    /// Whose and where.
    pub(super) fn scope(&self) -> Scope<'a> {
        Scope {
            influencer: self.goal.influencer.as_ref(),
            platform: self.goal.platform,
            tier: None,
        }
    }

    /// Whether it is a score in per cent.
    pub(super) fn is_score(&self) -> bool {
        self.goal
            .bundle
            .as_ref()
            .is_some_and(crate::model::Bundle::is_score)
    }

    /// Whether its days add up.
    pub(super) fn is_sum(&self) -> bool {
        !self.is_score() && self.parts.iter().all(|(metric, ..)| metric.additive)
    }

    /// Its metrics, with their weights.
    pub(super) fn metrics(&self) -> impl Iterator<Item = (&'static Metric, f64)> + use<'_> {
        self.parts.iter().map(|(metric, weight, _)| (*metric, *weight))
    }

    /// What a window brought.
    pub(super) fn figure(&self, window: Window) -> Figure {
        let window = self.ledger.clip(window);
        if self.is_score() {
            return bundle::score(&self.of_targets(window)).figure;
        }
        match (&self.goal.bundle, &self.goal.source, self.parts.as_slice()) {
            (None, Some(source), _) => self.of_source(source.as_str(), window),
            (None, None, [(metric, ..)]) => self.of(metric, window),
            _ => bundle::sum(&self.weighted(window)).figure,
        }
    }

    /// What each day of a window brought, where that is known; of a sum.
    pub(super) fn daily(&self, window: Window) -> Vec<f64> {
        if let (None, None, [(metric, ..)]) = (&self.goal.bundle, &self.goal.source, self.parts.as_slice()) {
            let days = self.ledger.daily(metric, &self.subject, window, self.scope());
            return days.into_iter().map(|day| day.value).collect();
        }
        let days = window.iter();
        days.filter_map(|day| self.figure(one_day(day)).value()).collect()
    }

    /// How many single things were counted: what a forecast needs some of. Where mentions are what is counted from, those;
    /// of what is counted outside, itself.
    pub(super) fn events(&self, window: Window) -> f64 {
        if let Some(source) = &self.goal.source {
            let figure = self.of_source(source.as_str(), self.ledger.clip(window));
            return figure.value().unwrap_or(0.0);
        }
        let scope = self.scope();
        let events = self.parts.iter();
        let events = events.map(|(metric, ..)| self.ledger.events(metric, &self.subject, window, scope));
        f64::from(events.max().unwrap_or(0))
    }

    /// The metric by whose days it is judged how much of the time is known.
    pub(super) fn lead(&self) -> &'static Metric {
        let first = self.parts.first();
        first.map_or(&metrics::mentions::METRIC, |(metric, ..)| metric)
    }

    /// What its events are called.
    pub(super) fn events_word(&self) -> &'static str {
        if metrics::outcomes::is_outcome(self.lead()) {
            "events"
        } else {
            "mentions"
        }
    }

    /// The parts of a bundle, for the report.
    pub(super) fn bundle(&self, window: Window) -> Option<BundleReport> {
        self.goal.bundle.as_ref()?;
        let window = self.ledger.clip(window);
        let coverage = if self.is_score() {
            bundle::score(&self.of_targets(window)).coverage
        } else {
            bundle::sum(&self.weighted(window)).coverage
        };
        let parts = self.parts.iter().map(|(metric, weight, target)| BundlePartRow {
            metric: metric.name.to_owned(),
            label: metric.label.to_owned(),
            weight: *weight,
            target: *target,
            actual: self.of(metric, window),
        });
        Some(BundleReport {
            score: self.is_score(),
            coverage,
            parts: parts.collect(),
        })
    }

    /// The score once each sum among its parts has run on at its rate for `more` times what is over.
    pub(super) fn score_carried_on(&self, window: Window, more: f64) -> Figure {
        let carried = self.of_targets(window).into_iter().zip(&self.parts);
        let carried = carried.map(|((weight, target, figure), (metric, ..))| {
            let by = if metric.additive { 1.0 + more } else { 1.0 };
            (weight, target, crate::report::baseline::scaled(figure, by))
        });
        bundle::score(&carried.collect::<Vec<_>>()).figure
    }

    fn of(&self, metric: &'static Metric, window: Window) -> Figure {
        self.ledger.measure(metric, &self.subject, window, self.scope())
    }

    fn weighted(&self, window: Window) -> Vec<(f64, Figure)> {
        let parts = self.parts.iter();
        parts
            .map(|(metric, weight, _)| (*weight, self.of(metric, window)))
            .collect()
    }

    fn of_targets(&self, window: Window) -> Vec<(f64, f64, Figure)> {
        let parts = self.parts.iter();
        parts
            .map(|(metric, weight, target)| (*weight, target.unwrap_or_default(), self.of(metric, window)))
            .collect()
    }

    /// Mentions of one source.
    fn of_source(&self, source: &str, window: Window) -> Figure {
        if let Some(why) = self.ledger.unheard(window) {
            return Figure::unknown(why);
        }
        let days = self.ledger.days(&self.subject, window);
        let counts = days.filter_map(|day| day.sources.get(source));
        Figure::exact(counts.copied().map(f64::from).sum::<f64>())
    }
}
