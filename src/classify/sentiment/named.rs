//! What an article says of somebody whom it names. Who acts well or badly there is seldom called good or bad: he is accused, wins,
//! resigns, is thanked. Such words are learnt from labelled sentences ([`super::weights::NamedWeights`]), each for praise and for
//! blame, by the side of the name on which they stand, and fade with distance as all others do.

use std::ops::Range;

use super::{
    Among,
    grams::{self, Gram, Scope, Shape},
    kind::{self, Band},
    marks,
    tokens::Token,
    towards::{Place, reach},
    weights::{Key, NamedWeights},
};
use crate::model::Polarity;

/// What speaks for and against, word by word.
#[derive(Clone, Debug)]
pub(super) struct Spoken {
    praise: Vec<f32>,
    blame: Vec<f32>,
}

/// Whether the text is about a name as articles are: edited, every place of what is judged begins with a capital, and nobody speaks
/// of himself but in quotation marks, as reviews of things with names do.
pub(super) fn is_meant(about: Among<'_>) -> bool {
    let capital = |place: &Range<usize>| {
        let target = about.text.get(place.clone()).unwrap_or("");
        let word = target.strip_prefix("the ").unwrap_or(target);
        word.chars().next().is_some_and(char::is_uppercase)
    };
    let own = |token: &Token| marks::is_personal(about.scan.key(token));
    about.places.iter().all(capital)
        && kind::is_edited(about.text, about.scan)
        && (about.text.contains(['"', '“', '”']) || !about.scan.tokens.iter().any(own))
}

impl Spoken {
    /// What the rules found, `values` towards the places, with what was learnt of the words around them, but for words that are
    /// the user's own.
    pub(super) fn of(
        about: Among<'_>,
        weights: &NamedWeights,
        values: &[f32],
        is_own: impl Fn(usize) -> bool,
    ) -> Self {
        let mut said = vec![(0.0_f32, 0.0_f32); values.len()];
        for target in about.places {
            let mut here = vec![(0.0_f32, 0.0_f32); values.len()];
            each(about, target, |key, (gram, _), left| {
                if let Some((praise, blame)) = weights.weight(key)
                    && !is_own(gram.at)
                    && let Some(known) = here.get_mut(gram.at)
                {
                    known.0 += praise * left;
                    known.1 += blame * left;
                }
            });
            // Of several places a word is said of the one that it bears on most.
            for (said, here) in said.iter_mut().zip(here) {
                if here.0.abs() + here.1.abs() > said.0.abs() + said.1.abs() {
                    *said = here;
                }
            }
        }
        let both = || values.iter().zip(&said);
        Self {
            praise: both().map(|(value, (praise, _))| value + praise).collect(),
            blame: both().map(|(value, (_, blame))| blame - value).collect(),
        }
    }

    /// The judgement, and what each word adds to it: of what is neither, half of what speaks for it less what speaks against.
    pub(super) fn judged(&self, band: Band) -> (Polarity, Vec<f32>) {
        let (praise, blame): (f32, f32) = (self.praise.iter().sum(), self.blame.iter().sum());
        let (over, under) = (praise - band.positive, blame + band.negative);
        if over < 0.0 && under < 0.0 {
            let both = self.praise.iter().zip(&self.blame);
            return (
                Polarity::Neutral,
                both.map(|(praise, blame)| (praise - blame) / 2.0).collect(),
            );
        }
        if over >= under {
            (Polarity::Positive, self.praise.clone())
        } else {
            (
                Polarity::Negative,
                self.blame.iter().map(|blame| -blame).collect(),
            )
        }
    }
}

/// On which side of the name a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Wherever it stands.
    Either,
    Before,
    After,
}

/// Hands every key about the thing at the bytes `target` to `each`, with the gram that it is of and how much of it is left there.
pub(super) fn each(about: Among<'_>, target: &Range<usize>, mut each: impl FnMut(Key, (&Gram, Side), f32)) {
    let place = Place::of(about.scan, target);
    let reach = reach(about.scan, target, about.others);
    grams::each(about.text, about.scan, &Scope::default(), |gram| {
        let left = reach.get(gram.at).copied().unwrap_or(0.0);
        if left <= 0.0 {
            return;
        }
        each(gram.key, (&gram, Side::Either), left);
        if gram.shape != Shape::Pair {
            let (key, side) = if gram.at < place.first {
                (gram.key.before(), Side::Before)
            } else {
                (gram.key.after(), Side::After)
            };
            each(key, (&gram, side), left);
        }
    });
}
