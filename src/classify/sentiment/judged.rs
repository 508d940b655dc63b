//! What is made of a text whose words have been weighed: a label, a score and the words that decided.

use crate::model::{Polarity, SentimentWord};

use super::{Band, entities, rules, tokens::Scan};

/// A text with what its words say, together, and what that is compared with.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) scan: Scan,
    pub(super) values: Vec<f32>,
    /// With the emphasis of exclamation marks, for a text of usual length.
    pub(super) total: f32,
    pub(super) band: Band,
}

impl Judged {
    pub(super) fn new(scan: Scan, values: Vec<f32>, band: Band) -> Self {
        let total = rules::total(&scan, &values);
        Self {
            scan,
            values,
            total,
            band,
        }
    }

    pub(super) fn label(&self) -> Polarity {
        label(self.total, self.band)
    }

    /// The values with what exclamations add and length takes, so that they add up.
    pub(super) fn shown(&self) -> Vec<f32> {
        let sum: f32 = self.values.iter().sum();
        let share = if sum == 0.0 { 1.0 } else { self.total / sum };
        self.values.iter().map(|value| value * share).collect()
    }
}

/// Most words that decide; in a longer text the strongest do.
pub(super) const WORDS_LIMIT: usize = 200;

/// Silences all but the strongest words.
pub(super) fn keep_strongest(values: &mut [f32]) {
    if values.len() <= WORDS_LIMIT {
        return;
    }
    let mut strengths: Vec<f32> = values
        .iter()
        .map(|value| value.abs())
        .filter(|value| *value > 0.0)
        .collect();
    if strengths.len() <= WORDS_LIMIT {
        return;
    }
    let (_, least, _) = strengths.select_nth_unstable_by(WORDS_LIMIT - 1, |a, b| b.total_cmp(a));
    let least = *least;
    let mut equal = WORDS_LIMIT - values.iter().filter(|value| value.abs() > least).count();
    for value in values {
        let strength = value.abs();
        if strength < least || (strength <= least && equal == 0) {
            *value = 0.0;
        } else if strength <= least {
            equal -= 1;
        }
    }
}

pub(super) fn label(score: f32, band: Band) -> Polarity {
    if score >= band.positive {
        Polarity::Positive
    } else if score <= band.negative {
        Polarity::Negative
    } else {
        Polarity::Neutral
    }
}

pub(super) fn words(
    text: &str,
    scan: &Scan,
    values: &[f32],
    decoded: Option<&entities::Decoded>,
) -> Vec<SentimentWord> {
    scan.tokens
        .iter()
        .zip(values)
        .filter(|(_, value)| **value != 0.0)
        .filter_map(|(token, value)| {
            let (start, end) = match decoded {
                Some(decoded) => (decoded.origin(token.span.start), decoded.origin(token.span.end)),
                None => (token.span.start, token.span.end),
            };
            Some(SentimentWord {
                word: text.get(start..end)?.to_owned(),
                value: rounded(*value),
                start,
                end,
            })
        })
        .collect()
}

/// Four decimals: more would only look exact.
pub(super) fn rounded(value: f32) -> f32 {
    (value * 10_000.0).round() / 10_000.0
}
