//! What is measured and how: one file for each metric, its formula beside it in words, and the statistics they share.

pub mod attribution;
pub mod authority;
pub mod authors;
pub mod backlinks;
pub mod benchmark;
pub mod bundle;
pub mod contribution;
pub mod costs;
pub mod curve;
pub mod diagnosis;
mod drawn;
pub mod emv;
pub mod engagement;
pub mod engagement_rate;
pub mod expected;
pub mod exposure;
pub mod impressions;
pub mod intent;
pub mod interval;
pub mod keep;
pub mod keyness;
pub mod levels;
pub mod link_quality;
pub mod maturity;
pub mod median;
pub mod mentions;
pub mod net_change;
pub mod net_sentiment;
pub mod outcomes;
pub mod overlap;
pub mod own_rates;
pub mod pace;
pub mod post_counts;
#[cfg(test)]
pub(crate) mod random;
pub mod range;
pub mod rate_ratio;
pub mod rates;
pub mod ratio;
pub mod reach;
pub mod reaction_value;
pub mod rollup;
#[cfg(test)]
pub(crate) mod sample;
pub mod score;
pub mod several;
pub mod share_of_voice;
#[cfg(test)]
mod simulated;
#[cfg(test)]
mod simulated_ratios;
pub mod spike;
pub mod stages;
pub mod story_reach;
mod tones;
pub mod totals;
pub mod websites;

pub use emv::Prices;
pub use range::{round_people, round_range};
pub use rates::TABLE_VERSION;
pub use totals::{Scope, Totals};

use std::fmt;

use crate::model::{BrandId, Brought, Figure};

/// One metric.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Name in goals, JSON and CSV.
    pub name: &'static str,
    /// Label for people.
    pub label: &'static str,
    /// What one is counted in.
    pub unit: Unit,
    /// How it is computed, in words.
    pub formula: &'static str,
    /// Where the formula comes from.
    pub source: &'static str,
    /// Which direction is good.
    pub better: Better,
    /// Whether a goal may name it.
    pub goal: bool,
    /// Whether it is shown as a tile.
    pub headline: bool,
    /// Whether days add up (well enough), so that rates, paces and tests make sense.
    pub additive: bool,
    /// Computes it.
    pub compute: fn(&Facts<'_>) -> Figure,
}

/// What a metric is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Whose domains count as backlinks.
    pub brand: &'a BrandId,
    /// The mentions of the subject, added up.
    pub totals: &'a Totals,
    /// Each competitor's, over the same days.
    pub competitors: &'a [Totals],
    /// What a thousand views cost.
    pub prices: &'a Prices<'a>,
    /// What came of them; nothing is told where no import tells it.
    pub brought: &'a Brought,
}

/// What a metric is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Plain count.
    Count,
    /// Per cent.
    Percent,
    /// Points from −100 to 100.
    Points,
    /// Money that the views would have cost, in [`Prices::currency`].
    Money,
    /// Money that was really paid, in the configured currency.
    Sales,
    /// A factor: 2 is twice.
    Times,
}

impl Unit {
    /// The unit for people: nothing, `%`, `points`, or the currency.
    pub fn words<'a>(self, prices: &'a Prices<'_>) -> &'a str {
        match self {
            Self::Count => "",
            Self::Percent => "%",
            Self::Points => "points",
            Self::Money => prices.currency(),
            Self::Sales => prices.currency.as_str(),
            Self::Times => "×",
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Count => "count",
            Self::Percent => "per cent",
            Self::Points => "points",
            Self::Money | Self::Sales => "money",
            Self::Times => "times",
        })
    }
}

/// Which direction is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

/// Every metric, in the order of reports.
pub const ALL: &[Metric] = &[
    mentions::METRIC,
    authors::METRIC,
    reach::METRIC,
    impressions::METRIC,
    outcomes::CLICKS,
    outcomes::VISITS,
    outcomes::LEADS,
    outcomes::ORDERS,
    outcomes::REVENUE,
    outcomes::REFUNDS,
    outcomes::NEW_CUSTOMERS,
    outcomes::FOLLOWS,
    outcomes::CONVERSION_RATE,
    outcomes::AOV,
    outcomes::ROI,
    outcomes::PROFIT_ROI,
    outcomes::ROAS,
    outcomes::CPA,
    outcomes::CAC,
    outcomes::CPC,
    outcomes::CPL,
    outcomes::CPM,
    outcomes::CPE,
    engagement::METRIC,
    engagement::LIKES,
    engagement::COMMENTS,
    engagement::SHARES,
    engagement_rate::METRIC,
    emv::METRIC,
    net_sentiment::METRIC,
    share_of_voice::METRIC,
    backlinks::METRIC,
];

/// The metric of a name.
pub fn get(name: &str) -> Option<&'static Metric> {
    ALL.iter().find(|metric| metric.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::sample::mention;
    use super::{ALL, Facts, Metric, Prices, Scope, Totals, Unit, exposure, get, outcomes, rollup};
    use crate::model::{BrandId, Brought, Currency, Figure, Platform, Rollup};

    fn compute(metric: &Metric, totals: &Totals) -> Figure {
        let prices = Prices {
            currency: Currency::parse("USD").unwrap(),
            configured: &BTreeMap::new(),
            emv: &crate::model::EmvPlan::DEFAULT,
        };
        (metric.compute)(&Facts {
            brand: &BrandId::new("acme"),
            totals,
            competitors: &[],
            prices: &prices,
            brought: &Brought::default(),
        })
    }

    fn day(mentions: u32) -> Totals {
        let mut day = Rollup::default();
        for n in 0..mentions {
            let mut mention = mention(n.into(), "2026-11-17T12:00:00Z");
            mention.platform = [Platform::Instagram, Platform::TikTok, Platform::Web][n as usize % 3];
            mention.followers = Some(20_000);
            mention.engagement.likes = Some(7);
            mention.exposure = exposure::estimate(&mention, Some(250_000));
            rollup::add(&mut day, &mention);
        }
        Totals::of([&day], Scope::default())
    }

    #[test]
    fn every_metric_is_described_and_listed_once() {
        let names: BTreeSet<&str> = ALL.iter().map(|metric| metric.name).collect();
        assert_eq!(names.len(), ALL.len());
        for metric in ALL {
            assert!(
                metric.name.chars().all(|c| c.is_ascii_lowercase() || c == '_'),
                "{}",
                metric.name
            );
            assert!(!metric.label.is_empty() && metric.formula.len() > 9 && !metric.source.is_empty());
            assert_eq!(get(metric.name).map(|found| found.label), Some(metric.label));
        }
        assert!(get("sales").is_none());
    }

    #[test]
    fn silence_gives_counts_of_zero_and_no_shares() {
        for metric in ALL {
            let figure = compute(metric, &Totals::default());
            match metric.unit {
                _ if outcomes::is_outcome(metric) => assert!(!figure.is_known(), "{}", metric.name),
                Unit::Count | Unit::Money => assert_eq!(figure, Figure::exact(0.0), "{}", metric.name),
                _ => assert!(!figure.is_known(), "{}", metric.name),
            }
        }
    }

    #[test]
    fn more_mentions_never_lower_a_sum_and_ranges_hold_their_value() {
        for metric in ALL.iter().filter(|metric| metric.additive) {
            let mut last = 0.0;
            for mentions in [1, 2, 3, 6, 30] {
                let figure = compute(metric, &day(mentions));
                // Comments and shares are told by nobody here.
                let Some(value) = figure.value() else { continue };
                let (low, high) = figure.range().unwrap();
                assert!(
                    value >= last && low <= value && value <= high,
                    "{} {mentions}",
                    metric.name
                );
                last = value;
            }
        }
    }
}
