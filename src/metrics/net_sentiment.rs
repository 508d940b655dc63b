//! Whether people speak well or ill.

use super::interval::{Z95, wilson};
use super::ratio::DayPart;
use super::{Better, Facts, Metric, Unit};
use crate::model::{Cell, Figure, MediaKind, Polarity};

/// The metric.
pub const METRIC: Metric = Metric {
    name: "net_sentiment",
    label: "Net sentiment",
    unit: Unit::Points,
    formula: "(positive − negative) ÷ (positive + negative + neutral) × 100, without the brand's own posts",
    source: "net sentiment as commonly defined; standard error √(((P+N)/n − s²)/n)",
    better: Better::Higher,
    goal: true,
    headline: true,
    additive: false,
    compute,
};

/// (P − N) / (P + N + U) × 100 with its 95 % range; `None` without mentions.
///
/// Where all mentions agree the standard error is 0, which a handful of them cannot prove: the range then is that of
/// Wilson.
pub fn net(positive: f64, negative: f64, neutral: f64) -> Option<(f64, f64, f64)> {
    let n = positive + negative + neutral;
    if n <= 0.0 {
        return None;
    }
    let s = (positive - negative) / n;
    let error = (((positive + negative) / n - s * s).max(0.0) / n).sqrt();
    let (mut low, mut high) = (s - Z95 * error, s + Z95 * error);
    if error <= 0.0 {
        let doubt = 1.0 - wilson(n, n)?.0;
        (low, high) = (s - doubt * (1.0 + s.abs()), s + doubt * (1.0 + s.abs()));
    }
    Some((low.max(-1.0) * 100.0, s * 100.0, high.min(1.0) * 100.0))
}

/// A day's mentions of others: what they add up to, each counting 1, 0 or −1, and how many there are.
pub fn part(cells: &[Cell]) -> DayPart {
    let others = cells.iter().filter(|cell| cell.key.media != MediaKind::Owned);
    others.fold(DayPart::share(0.0, 0.0), |mut day, cell| {
        let mentions = f64::from(cell.mentions);
        let side = match cell.key.sentiment {
            Polarity::Positive => 1.0,
            Polarity::Neutral => 0.0,
            Polarity::Negative => -1.0,
        };
        day.sum += side * mentions;
        day.of += mentions;
        day.squares = day.squares.map(|squares| squares + side * side * mentions);
        day
    })
}

/// (P − N) / (P + N) × 100: the same among those who take sides.
pub fn polarity(positive: f64, negative: f64) -> Option<f64> {
    let sides = positive + negative;
    (sides > 0.0).then(|| (positive - negative) / sides * 100.0)
}

/// (reach₊ − reach₋) / (reach₊ + reach₋ + reach₀) × 100: net sentiment as people could hear it (our recommendation).
pub fn reputation(positive: f64, negative: f64, neutral: f64) -> Option<f64> {
    let all = positive + negative + neutral;
    (all > 0.0).then(|| (positive - negative) / all * 100.0)
}

fn compute(facts: &Facts<'_>) -> Figure {
    let [positive, neutral, negative] = facts.totals.tones();
    match net(positive.into(), negative.into(), neutral.into()) {
        Some((low, value, high)) => Figure::Estimate {
            low,
            value,
            high,
            basis: format!("{positive} positive, {negative} negative, {neutral} neutral; 95 % range"),
        },
        None => Figure::unknown("nobody else spoke"),
    }
}

#[cfg(test)]
mod tests {
    use super::{net, polarity, reputation};

    #[test]
    fn golden_numbers() {
        let (low, value, high) = net(30.0, 6.0, 12.0).unwrap();
        assert!((value - 50.0).abs() < 1e-9);
        assert!(
            (value - low - 20.0).abs() < 0.5 && (high - value - 20.0).abs() < 0.5,
            "{low} {high}"
        );
        assert!((polarity(30.0, 6.0).unwrap() - 66.7).abs() < 0.05);
        assert!((reputation(40e3, 8e3, 12e3).unwrap() - 53.3).abs() < 0.05);
        assert_eq!(net(0.0, 0.0, 0.0), None);
    }

    #[test]
    fn one_happy_mention_proves_little() {
        let (low, value, high) = net(1.0, 0.0, 0.0).unwrap();
        assert!(low < 0.0 && (value - 100.0).abs() < 1e-9 && (high - 100.0).abs() < 1e-9);
        let (low, value, high) = net(0.0, 0.0, 200.0).unwrap();
        assert!(low < 0.0 && value.abs() < 1e-9 && high > 0.0 && high < 3.0);
    }
}
