//! Sentiment of a text, or towards one thing in it, by a lexicon and rules, with the words that decided.
//!
//! The family of VADER (Hutto and Gilbert 2014): each word has a valence that human raters gave it; negation,
//! intensifiers, capitals, contrast and punctuation change it; the sum is flattened into −1 … 1. The engine is our own:
//! one pass, byte offsets into the original text, character references and emoji variants read as meant, clauses.

mod entities;
pub mod evidence;
mod grams;
mod lexicon;
pub mod lexicons;
mod phrases;
mod rules;
mod tokens;
mod towards;
pub mod weights;

use std::{collections::BTreeMap, ops::Range};

use crate::{
    classify::language::Reading,
    model::{Polarity, Sentiment, SentimentWord},
};

use lexicon::Lexicon;
use lexicons::Speech;
use tokens::Scan;
use weights::Weights;

/// Scores between these are neutral.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// At or below: negative.
    pub negative: f32,
    /// At or above: positive.
    pub positive: f32,
}

impl Default for Band {
    /// ±0.05, as VADER's authors evaluate it.
    fn default() -> Self {
        Self {
            negative: -0.05,
            positive: 0.05,
        }
    }
}

/// Least weighted valence that makes an opinion about a target, on the −4 … 4 scale of words (measured together with the
/// weights of `towards`).
const TARGET_LEAST: f32 = 0.5;

/// Judges sentiment; built once per configuration.
#[derive(Clone, Debug)]
pub struct Sentiments {
    lexicon: Lexicon,
    band: Band,
}

impl Sentiments {
    /// The built-in lexicon under the user's words: `values` (about −4 to 4) override and add words and phrases,
    /// `neutral` words carry none. Both count in every language.
    pub fn new(values: &BTreeMap<String, f32>, neutral: &[String]) -> Self {
        Self {
            lexicon: Lexicon::new(values, neutral),
            band: Band::default(),
        }
    }

    /// Judges a whole text. `language` is its ISO 639-1 code, `None` when it could not be told; in a language without
    /// words of its own only emoji, emoticons and the user's words count.
    pub fn judge(&self, text: &str, language: Option<&str>) -> Sentiment {
        self.judge_in(text, language, None)
    }

    /// Judges a whole text, each sentence by the words of its own language.
    pub fn judge_reading(&self, text: &str, language: Option<&str>, reading: &Reading) -> Sentiment {
        self.judge_in(text, language, Some(reading))
    }

    fn judge_in(&self, text: &str, language: Option<&str>, reading: Option<&Reading>) -> Sentiment {
        let decoded = entities::decode(text);
        let read = decoded.as_ref().map_or(text, |decoded| &decoded.text);
        let scan = tokens::scan(read, &self.lexicon, Speech::new(language, reading));
        let mut values = rules::weigh(&scan);
        learn(read, &scan, weights_for(language), &mut values);
        for (value, factor) in values.iter_mut().zip(factors(&scan)) {
            *value *= factor;
        }
        let score = rules::flatten(rules::total(&scan, &values));
        Sentiment {
            label: self.label(score, language),
            score: rounded(score),
            words: words(text, &scan, &values, decoded.as_ref()),
        }
    }

    /// Judges a text towards what stands at its bytes `target`. The target's own words do not count.
    pub fn towards(&self, text: &str, target: Range<usize>, language: Option<&str>) -> Sentiment {
        let decoded = entities::decode(text);
        let read = decoded.as_ref().map_or(text, |decoded| &decoded.text);
        let target = match &decoded {
            Some(decoded) => decoded.decoded(target.start)..decoded.decoded(target.end),
            None => target,
        };
        let scan = tokens::scan(read, &self.lexicon, Speech::new(language, None));
        let mut values = rules::weigh(&scan);
        let sum = towards::sum(&scan, &mut values, &target);
        let label = if sum >= TARGET_LEAST {
            Polarity::Positive
        } else if sum <= -TARGET_LEAST {
            Polarity::Negative
        } else {
            Polarity::Neutral
        };
        Sentiment {
            label,
            score: rounded(rules::flatten(sum)),
            words: words(text, &scan, &values, decoded.as_ref()),
        }
    }

    fn label(&self, score: f32, language: Option<&str>) -> Polarity {
        let band = lexicons::band(language).unwrap_or(self.band);
        if score >= band.positive {
            Polarity::Positive
        } else if score <= band.negative {
            Polarity::Negative
        } else {
            Polarity::Neutral
        }
    }
}

/// What contrast, questions and wishes leave of each token.
fn factors(scan: &Scan) -> Vec<f32> {
    let mut factors = vec![1.0; scan.tokens.len()];
    rules::contrast(scan, &mut factors);
    rules::unreal(scan, &mut factors);
    factors
}

/// The weights that bear on a language; one that is unknown is read as English.
fn weights_for(language: Option<&str>) -> Option<&'static Weights> {
    let code = language.unwrap_or("en");
    Weights::for_language(code.split('-').next().unwrap_or(code))
}

/// Adds what is learnt of the words. A pair's weight is shared by its two words.
fn learn(text: &str, scan: &Scan, weights: Option<&Weights>, values: &mut [f32]) {
    let Some(weights) = weights else { return };
    grams::each(text, scan, weights.scope(), |gram| {
        let weight = weights.weight(gram.key);
        if weight == 0.0 {
            return;
        }
        let (first, share) = match gram.shape {
            grams::Shape::Pair => (gram.at.saturating_sub(1), 0.5),
            _ => (gram.at, 1.0),
        };
        for value in values.get_mut(first..=gram.at).unwrap_or_default() {
            *value += weight * share;
        }
    });
}

fn words(text: &str, scan: &Scan, values: &[f32], decoded: Option<&entities::Decoded>) -> Vec<SentimentWord> {
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
fn rounded(value: f32) -> f32 {
    (value * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests;
