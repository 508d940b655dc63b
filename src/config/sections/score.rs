//! `[score]`: what the score of an influencer is made of.

use crate::config::{
    reader::{Reader, Table},
    shape,
};
use crate::metrics::score::ScoreWeights;

/// Largest weight.
const LARGEST: f64 = 1_000.0;

/// Reads the weights; those that are not given keep their default.
pub(in crate::config) fn score(r: &mut Reader<'_>, top: &Table<'_>) -> ScoreWeights {
    let defaults = ScoreWeights::default();
    let Some(place) = top.get("score") else {
        return defaults;
    };
    let Some(table) = r.table(&place, &shape::SCORE) else {
        return defaults;
    };
    let mut weight = |key: &str, default: f64| {
        let read = table.get(key).and_then(|value| r.number(&value, 0.0, LARGEST));
        read.unwrap_or(default)
    };
    let weights = ScoreWeights {
        contribution: weight("contribution", defaults.contribution),
        cost: weight("cost", defaults.cost),
        engagement: weight("engagement", defaults.engagement),
        sentiment: weight("sentiment", defaults.sentiment),
        data: weight("data", defaults.data),
    };
    if weights.all().iter().sum::<f64>() <= 0.0 {
        r.error(&place, "every weight is 0, so there is nothing to score")
            .help("leave `[score]` out for the usual weights");
        return defaults;
    }
    weights
}
