//! What every figure must reach, and what some still should.
//!
//! A floor lies a little below what was measured when it was set: a figure that falls beneath was made worse.

use std::fmt;

use Floor::{Least, Most};

/// A bound on a figure.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Floor {
    /// It must not be less.
    Least(f64),
    /// It must not be more.
    Most(f64),
}

impl Floor {
    /// Whether a figure keeps it.
    pub(crate) fn holds(self, value: f64) -> bool {
        match self {
            Self::Least(bound) => value >= bound,
            Self::Most(bound) => value <= bound,
        }
    }
}

impl fmt::Display for Floor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if matches!(self, Self::Least(_)) {
            '≥'
        } else {
            '≤'
        };
        let (Self::Least(bound) | Self::Most(bound)) = self;
        write!(f, "{sign} {bound}")
    }
}

/// The bound of a figure.
pub(crate) fn of(set: &str, figure: &str) -> Option<Floor> {
    let (_, _, bound) = FLOORS
        .iter()
        .find(|(of, name, _)| *of == set && *name == figure)?;
    Some(*bound)
}

/// What a figure should reach and does not yet.
pub(crate) fn wanted(set: &str, figure: &str) -> Option<f64> {
    let (_, _, goal) = WANTED
        .iter()
        .find(|(of, name, _)| *of == set && *name == figure)?;
    Some(*goal)
}

/// Every figure with a bound.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    FLOORS.iter().map(|(set, figure, _)| (*set, *figure))
}

const FLOORS: &[(&str, &str, Floor)] = &[
    ("vader_tweets", "pearson", Least(0.88)),
    ("vader_tweets", "weighted_f1", Least(0.935)),
    ("vader_amazon", "pearson", Least(0.715)),
    ("vader_amazon", "weighted_f1", Least(0.755)),
    ("vader_movie", "pearson", Least(0.595)),
    ("vader_movie", "weighted_f1", Least(0.73)),
    ("vader_nyt", "pearson", Least(0.595)),
    ("vader_nyt", "weighted_f1", Least(0.67)),
    ("tweeteval_test", "macro_f1", Least(0.63)),
    ("airline", "macro_f1", Least(0.67)),
    ("s140", "macro_f1", Least(0.755)),
    ("xlmt_en_test", "macro_f1", Least(0.65)),
    ("targeted_mean", "macro_f1", Least(0.625)),
    ("xlmt_mean", "macro_f1", Least(0.565)),
    ("sv_tweets_test", "macro_f1", Least(0.63)),
    ("sv_reviews", "macro_f1", Least(0.83)),
    ("nsmc", "macro_f1", Least(0.55)),
    ("langid", "accuracy_tweets", Least(0.97)),
    ("langid", "accuracy_lingua-sentences", Least(0.98)),
    ("langid", "accuracy_lingua-word-pairs", Least(0.89)),
    ("homoglyph_brands", "recall_none", Least(1.0)),
    ("homoglyph_brands", "recall_case", Least(1.0)),
    ("homoglyph_brands", "recall_possessive", Least(1.0)),
    ("homoglyph_brands", "recall_hashtag", Least(0.99)),
    ("homoglyph_brands", "recall_homo1", Least(0.99)),
    ("homoglyph_brands", "recall_homo_half", Least(0.99)),
    ("homoglyph_brands", "recall_homo_all", Least(0.99)),
    ("homoglyph_brands", "recall_zero_width", Least(0.99)),
    ("homoglyph_brands", "recall_math_bold", Least(0.99)),
    ("homoglyph_brands", "recall_fullwidth", Least(0.99)),
    ("homoglyph_brands", "recall_circled", Least(0.99)),
    ("homoglyph_brands", "recall_diacritic", Least(0.99)),
    ("homoglyph_brands", "recall_leet", Least(0.99)),
    ("homoglyph_brands", "recall_spaced", Least(0.97)),
    ("homoglyph_brands", "false_positive_rate", Most(0.001)),
    ("spun_pages", "p_spun", Least(0.99)),
    ("spun_pages", "r_spun", Least(0.95)),
    ("neardup", "article_precision", Least(0.99)),
    ("neardup", "article_recall", Least(0.98)),
    ("neardup", "post_precision", Least(0.985)),
    ("neardup", "post_recall", Least(0.985)),
    ("comment_spam", "macro_f1", Least(0.94)),
    ("influence_pairs", "auc", Least(0.852)),
    ("acl14_test", "macro_f1", Least(0.555)),
    ("langid", "accuracy_lingua-single-words", Least(0.63)),
    ("laptop_test", "macro_f1", Least(0.67)),
    ("newsmtsc_mt", "macro_f1", Least(0.58)),
    ("newsmtsc_rw", "macro_f1", Least(0.62)),
    ("rest_test", "macro_f1", Least(0.68)),
    ("xlmt_ar_test", "macro_f1", Least(0.51)),
    ("xlmt_de_test", "macro_f1", Least(0.585)),
    ("xlmt_es_test", "macro_f1", Least(0.575)),
    ("xlmt_fr_test", "macro_f1", Least(0.51)),
    ("xlmt_hi_test", "macro_f1", Least(0.47)),
    ("xlmt_it_test", "macro_f1", Least(0.49)),
    ("xlmt_pt_test", "macro_f1", Least(0.625)),
];

/// What is still to be reached.
const WANTED: &[(&str, &str, f64)] = &[
    ("vader_tweets", "weighted_f1", 0.94),
    ("tweeteval_test", "macro_f1", 0.63),
    ("targeted_mean", "macro_f1", 0.62),
];
