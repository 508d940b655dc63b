//! What an article says of somebody whom it names. Who acts well or badly there is seldom called good or bad: he is accused, wins,
//! resigns, is thanked. Such words are learnt from labelled sentences ([`super::weights::NamedWeights`]), each for praise and for
//! blame, by the side of the name on which they stand, and fade with distance as all others do.

use std::ops::Range;

use super::{
    Among,
    grams::{self, Gram, Scope, Shape},
    kind::{self, Band},
    marks,
    tokens::{Scan, Token},
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
pub(super) fn is_meant(text: &str, scan: &Scan, places: &[Range<usize>]) -> bool {
    let capital = |place: &Range<usize>| {
        let target = text.get(place.clone()).unwrap_or("");
        let word = target.strip_prefix("the ").unwrap_or(target);
        word.chars().next().is_some_and(char::is_uppercase)
    };
    let own = |token: &Token| marks::is_personal(scan.key(token));
    places.iter().all(capital)
        && kind::is_edited(text, scan)
        && (text.contains(['"', '“', '”']) || !scan.tokens.iter().any(own))
}

/// Bytes of other names in the text: runs of words with capitals that do not touch what is judged.
pub(super) fn others(text: &str, scan: &Scan, places: &[Range<usize>]) -> Vec<Range<usize>> {
    if grams::is_titled(text, scan) {
        return Vec::new();
    }
    let mut found: Vec<(usize, Range<usize>)> = Vec::new();
    for (at, token) in scan.tokens.iter().enumerate() {
        if !grams::is_capital_inside(text, scan, at) {
            continue;
        }
        match found.last_mut() {
            Some((last, span)) if *last + 1 == at => (*last, span.end) = (at, token.span.end),
            _ => found.push((at, token.span.clone())),
        }
    }
    let distance = |name: &Range<usize>| {
        let each = places.iter().map(|place| {
            let gap = place.start.saturating_sub(name.end);
            gap.max(name.start.saturating_sub(place.end))
        });
        each.min().unwrap_or(0)
    };
    let mut names: Vec<Range<usize>> = found.into_iter().map(|(_, name)| name).collect();
    names.retain(|name| distance(name) > 1);
    names.sort_by_key(distance);
    names.truncate(OTHERS);
    names
}

/// Most other names that are looked at, the nearest ones.
const OTHERS: usize = 8;

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::classify::sentiment::{Sentiments, lexicon::Lexicon, lexicons::Speech, tokens};
    use crate::model::Polarity::{self, Negative, Neutral, Positive};

    fn towards(text: &str, language: &str) -> (Polarity, Vec<(String, f32)>) {
        let (head, rest) = text.split_once('[').unwrap();
        let (name, tail) = rest.split_once(']').unwrap();
        let plain = format!("{head}{name}{tail}");
        let judged = Sentiments::new(&BTreeMap::new(), &[]).towards(
            &plain,
            head.len()..head.len() + name.len(),
            Some(language),
        );
        (
            judged.label,
            judged
                .words
                .into_iter()
                .map(|word| (word.word, word.value))
                .collect(),
        )
    }

    #[test]
    fn articles_praise_and_blame_by_what_somebody_does() {
        for (text, label) in [
            (
                "Prosecutors accused [Acme] of hiding the defects, and regulators fined the company.",
                Negative,
            ),
            (
                "[Acme] said on Monday that it would open a plant in Leipzig.",
                Neutral,
            ),
            (
                "A spokesman for [Acme] told Reuters that talks with Globex continue.",
                Neutral,
            ),
            (
                "The mayor praised [Acme] for its work with the students of the city.",
                Positive,
            ),
            ("[Acme] helped thousands of children, the mayor said.", Positive),
        ] {
            let (judged, words) = towards(text, "en");
            assert_eq!(judged, label, "{text}: {words:?}");
            assert!(label == Neutral || !words.is_empty(), "{text}");
        }
    }

    #[test]
    fn what_speaks_against_one_is_not_said_of_another_far_from_it() {
        let (_, of_both) = towards(
            "[Acme] kept its plants open while Globex was accused of fraud.",
            "en",
        );
        let (_, of_one) = towards(
            "Acme kept its plants open while [Globex] was accused of fraud.",
            "en",
        );
        let fraud = |words: &[(String, f32)]| words.iter().find(|(word, _)| word == "fraud").unwrap().1;
        assert!(fraud(&of_one) < 3.0 * fraud(&of_both), "{of_one:?} {of_both:?}");
    }

    #[test]
    fn posts_reviews_and_other_languages_are_left_to_the_rules() {
        // `asked` alone says something in articles only.
        let asked = |words: Vec<(String, f32)>| words.iter().any(|(word, _)| word == "asked");
        assert!(asked(
            towards("Reporters asked [Acme] about the plant on Monday.", "en").1
        ));
        for text in [
            "Reporters asked [Acme] about the plant @cityhall",
            "I asked [Acme] about the plant on Monday.",
            "reporters asked [acme] about the plant on monday.",
        ] {
            assert!(!asked(towards(text, "en").1), "{text}");
        }
        assert!(!asked(
            towards("Reporters asked [Acme] about the plant on Monday.", "nl").1
        ));
    }

    #[test]
    fn words_of_the_user_are_left_to_the_user() {
        let text = "Reporters asked Acme about the plant on Monday.";
        let own = Sentiments::new(&BTreeMap::new(), &["asked".to_owned()]);
        let judged = own.towards(text, 16..20, Some("en"));
        assert!(judged.words.iter().all(|word| word.word != "asked"), "{judged:?}");
    }

    #[test]
    fn only_the_nearest_other_names_are_looked_at() {
        let text = format!(
            "{}yesterday Mr Acme won.",
            "the Globex board met the Initech board. ".repeat(2_000)
        );
        let acme = text.find("Acme").unwrap();
        let scan = tokens::scan(
            &text,
            &Lexicon::new(&BTreeMap::new(), &[]),
            Speech::new(Some("en"), None),
        );
        let names = super::others(&text, &scan, std::slice::from_ref(&(acme..acme + 4)));
        assert_eq!(names.len(), super::OTHERS);
        // `Mr` is of the name itself; the last `Initech` is the nearest other one.
        assert_eq!(names[0].start, text.rfind("Initech").unwrap());
        assert!(names.iter().all(|name| acme - name.start < 400), "{names:?}");
    }
}
