//! What every figure must reach.

use std::fmt;

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

/// Every figure with a bound.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    FLOORS.iter().map(|(set, figure, _)| (*set, *figure))
}

use Floor::{Least, Most};

const FLOORS: &[(&str, &str, Floor)] = &[
    ("vader_tweets", "pearson", Least(0.87)),
    ("vader_tweets", "weighted_f1", Least(0.94)),
    ("vader_amazon", "pearson", Least(0.66)),
    ("vader_amazon", "weighted_f1", Least(0.73)),
    ("vader_movie", "pearson", Least(0.55)),
    ("vader_movie", "weighted_f1", Least(0.7)),
    ("vader_nyt", "pearson", Least(0.56)),
    ("vader_nyt", "weighted_f1", Least(0.63)),
    ("tweeteval_test", "macro_f1", Least(0.63)),
    ("airline", "macro_f1", Least(0.62)),
    ("s140", "macro_f1", Least(0.75)),
    ("xlmt_en_test", "macro_f1", Least(0.63)),
    ("targeted_mean", "macro_f1", Least(0.62)),
    ("xlmt_mean", "macro_f1", Least(0.55)),
    ("sv_tweets_test", "macro_f1", Least(0.6)),
    ("sv_reviews", "macro_f1", Least(0.8)),
    ("nsmc", "macro_f1", Least(0.5)),
    ("langid", "accuracy_tweets", Least(0.97)),
    ("langid", "accuracy_lingua-sentences", Least(0.975)),
    ("langid", "accuracy_lingua-word-pairs", Least(0.86)),
    ("homoglyph_brands", "recall_none", Least(1.0)),
    ("homoglyph_brands", "recall_case", Least(1.0)),
    ("homoglyph_brands", "recall_possessive", Least(1.0)),
    ("homoglyph_brands", "recall_hashtag", Least(0.97)),
    ("homoglyph_brands", "recall_homo1", Least(0.99)),
    ("homoglyph_brands", "recall_homo_half", Least(0.97)),
    ("homoglyph_brands", "recall_homo_all", Least(0.95)),
    ("homoglyph_brands", "recall_zero_width", Least(0.99)),
    ("homoglyph_brands", "recall_math_bold", Least(0.99)),
    ("homoglyph_brands", "recall_fullwidth", Least(0.99)),
    ("homoglyph_brands", "recall_circled", Least(0.99)),
    ("homoglyph_brands", "recall_diacritic", Least(0.99)),
    ("homoglyph_brands", "recall_leet", Least(0.95)),
    ("homoglyph_brands", "recall_spaced", Least(0.92)),
    ("homoglyph_brands", "false_positive_rate", Most(0.001)),
    ("spun_pages", "p_spun", Least(0.99)),
    ("spun_pages", "r_spun", Least(0.93)),
    ("neardup", "article_precision", Least(0.99)),
    ("neardup", "article_recall", Least(0.98)),
    ("neardup", "post_precision", Least(0.985)),
    ("neardup", "post_recall", Least(0.985)),
    ("comment_spam", "macro_f1", Least(0.94)),
    ("influence_pairs", "auc", Least(0.852)),
];
