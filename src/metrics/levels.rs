//! Metrics whose days do not add up, as numerators and denominators of single days: what before, during and after compare.

use super::ratio::DayPart;
use super::{engagement_rate, net_sentiment, outcomes, share_of_voice};
use crate::model::{Brought, Cell, OutcomeKind};

/// A metric that is a ratio of sums.
#[derive(Clone, Copy, Debug)]
pub struct LevelMetric {
    /// Its name in [`super::ALL`].
    pub name: &'static str,
    /// What the ratio is multiplied by to be shown: 100 for per cent.
    pub scale: f64,
    /// Smallest and largest value there can be, as shown.
    pub bounds: (f64, f64),
    /// What a day tells of it.
    pub parts: Parts,
}

/// Where the parts of a day come from.
#[derive(Clone, Copy, Debug)]
pub enum Parts {
    /// The brand's mentions.
    Cells(fn(&[Cell]) -> DayPart),
    /// How many of all mentions are the brand's.
    Voice,
    /// What was brought; `None` for a day of which it is not known. The kind is what came: clicks, or visits where no clicks are
    /// told.
    Outcomes(fn(&Brought, OutcomeKind) -> Option<DayPart>),
}

/// Every metric that can be compared so, in the order of [`super::ALL`]. Those that divide by the costs of a campaign have no
/// before.
pub const LEVELS: &[LevelMetric] = &[
    LevelMetric {
        name: outcomes::CONVERSION_RATE.name,
        scale: 100.0,
        bounds: (0.0, 100.0),
        parts: Parts::Outcomes(outcomes::conversion_part),
    },
    LevelMetric {
        name: outcomes::AOV.name,
        scale: 1.0,
        bounds: (f64::NEG_INFINITY, f64::INFINITY),
        parts: Parts::Outcomes(outcomes::aov_part),
    },
    LevelMetric {
        name: engagement_rate::METRIC.name,
        scale: 100.0,
        bounds: (0.0, f64::INFINITY),
        parts: Parts::Cells(engagement_rate::part),
    },
    LevelMetric {
        name: net_sentiment::METRIC.name,
        scale: 100.0,
        bounds: (-100.0, 100.0),
        parts: Parts::Cells(net_sentiment::part),
    },
    LevelMetric {
        name: share_of_voice::METRIC.name,
        scale: 100.0,
        bounds: (0.0, 100.0),
        parts: Parts::Voice,
    },
];

/// The one of a name.
pub fn get(name: &str) -> Option<&'static LevelMetric> {
    LEVELS.iter().find(|metric| metric.name == name)
}

#[cfg(test)]
mod tests {
    use super::LEVELS;
    use crate::metrics::{ALL, outcomes::needs_costs};

    #[test]
    fn every_metric_whose_days_do_not_add_up_is_here_or_needs_costs() {
        let missing = ALL
            .iter()
            .filter(|metric| !metric.additive && !needs_costs(metric));
        let missing: Vec<&str> = missing.map(|metric| metric.name).collect();
        let here: Vec<&str> = LEVELS.iter().map(|level| level.name).collect();
        assert_eq!(missing, here);
    }
}
