//! How a text is heard at an outspoken source: one where hardly a text is neutral, as its own texts tell ([`Candour`]).
//!
//! The usual bands are for timelines and pages of which half says nothing of how anybody feels, and ask for a word that counts. Where
//! nearly everybody praises or blames, as in reviews and among fans, whatever leans says enough. Posts are heard there as raters heard
//! the words of such posts: praise in `party` and `sweet tea`, which we keep silent about elsewhere, and nothing in words that
//! nobody rated or in a bare denial. Chosen on rated posts, with the figures of both halves in sight.
//!
//! [`Candour`]: crate::model::Candour

use super::{
    Bands, Judged, Scan, Sentiments, TextKind, lexicons, lexicons::Speech, rules, tokens, weights_for,
};

/// Words of the longest text that its source tells something of; an article holds so many that some of them lean.
const MOST_WORDS: usize = 60;

impl Sentiments {
    /// Whether the candour of its source bears on a text, and the text on it: not where the user chose a band himself, nor in
    /// languages with bands of their own, nor in what is written to a company, which has a band for itself.
    pub(super) fn is_told_by_candour(&self, kind: TextKind, language: Option<&str>, scan: &Scan) -> bool {
        kind != TextKind::Message
            && lexicons::band(language).is_none()
            && weights_for(language).is_some()
            && self.bands == Bands::default()
            && (1..=MOST_WORDS).contains(&scan.tokens.len())
    }

    /// Judges a text of an outspoken source that is `usual` elsewhere.
    pub(super) fn judge_outspoken(
        &self,
        kind: TextKind,
        text: &str,
        speech: Speech<'_>,
        usual: Judged,
    ) -> Judged {
        let band = self.bands.prose.map(rules::unflatten);
        if kind == TextKind::Prose {
            return Judged { band, ..usual };
        }
        let again = || tokens::scan(text, &self.lexicon, speech.as_rated());
        let scan = usual.scan.as_rated().unwrap_or_else(again);
        let mut values = rules::weigh(&scan);
        for (token, value) in scan.tokens.iter().zip(&mut values) {
            if token.value == 0.0 {
                *value = 0.0;
            }
        }
        let values = self.said(text, &scan, values, &[]);
        let judged = Judged::new(scan, values, band);
        // Where no rated word says anything it is judged as elsewhere.
        if judged.total == 0.0 { usual } else { judged }
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::LazyLock};

    use super::*;
    use crate::{
        classify::{language::Reading, sentiment::Band},
        model::{
            Candour,
            Polarity::{self, Negative, Neutral, Positive},
        },
    };

    static SENTIMENTS: LazyLock<Sentiments> = LazyLock::new(|| Sentiments::new(&BTreeMap::new(), &[]));

    const OUTSPOKEN: Candour = Candour {
        texts: 400,
        neutral: 40,
    };

    fn judged(sentiments: &Sentiments, text: &str, language: Option<&str>, mut candour: Candour) -> Polarity {
        let reading = Reading::default();
        sentiments
            .judge_reading(None, text, language, &reading, &mut candour)
            .label
    }

    #[test]
    fn what_leans_a_little_leans_at_an_outspoken_source() {
        for (text, elsewhere, there) in [
            ("Acme party tonight with the boys", Neutral, Positive),
            ("playing with the new Acme #rocket", Neutral, Positive),
            ("The app crawls on my tablet.", Neutral, Negative),
            // What says nothing says nothing there, either, nor does a denial.
            ("Acme at 9", Neutral, Neutral),
            ("I have not been to the Acme shop", Neutral, Neutral),
            ("I love my Acme!", Positive, Positive),
            ("Acme is terrible!", Negative, Negative),
        ] {
            let label = |candour| judged(&SENTIMENTS, text, Some("en"), candour);
            assert_eq!(
                (label(Candour::default()), label(OUTSPOKEN)),
                (elsewhere, there),
                "{text}"
            );
        }
    }

    #[test]
    fn candour_neither_bears_on_nor_is_told_by_texts_that_are_judged_otherwise() {
        let chosen = Bands {
            post: Band {
                negative: -0.3,
                positive: 0.3,
            },
            ..Bands::default()
        };
        let own_bands = SENTIMENTS.clone().with_bands(chosen);
        let article = "The lamp stands on the desk. ".repeat(20);
        for (sentiments, text, language) in [
            (&own_bands, "Acme party tonight with the boys", Some("en")),
            (&*SENTIMENTS, "Acme fest ikväll med grabbarna", Some("sv")),
            (&*SENTIMENTS, &*article, Some("en")),
            (&*SENTIMENTS, "", Some("en")),
        ] {
            let mut candour = OUTSPOKEN;
            let reading = Reading::default();
            let heard = sentiments.judge_reading(None, text, language, &reading, &mut candour);
            assert_eq!(candour, OUTSPOKEN, "{text}");
            assert_eq!(heard, sentiments.judge(text, language), "{text}");
        }
    }

    #[test]
    fn what_the_user_says_of_a_word_holds_there_too() {
        let values = BTreeMap::from([("zappy".to_owned(), 2.0), ("party".to_owned(), -1.0)]);
        let own = Sentiments::new(&values, &["sweet tea".to_owned()]);
        for (text, label) in [
            ("so zappy", Positive),
            ("Acme party tonight", Negative),
            ("had some sweet tea", Neutral),
        ] {
            assert_eq!(judged(&own, text, Some("en"), OUTSPOKEN), label, "{text}");
        }
    }

    #[test]
    fn a_source_tells_by_its_texts_how_it_is_heard() {
        let mut candour = Candour::default();
        let reading = Reading::default();
        let mut hear = |text| SENTIMENTS.judge_reading(None, text, Some("en"), &reading, &mut candour);
        assert_eq!(hear("Acme party tonight with the boys").label, Neutral);
        for _ in 0..60 {
            hear("I love my Acme!");
        }
        assert_eq!(hear("Acme party tonight with the boys").label, Positive);
        for _ in 0..60 {
            hear("Acme at 9");
        }
        assert_eq!(hear("Acme party tonight with the boys").label, Neutral);
    }

    proptest::proptest! {
        /// Whatever need not be read again says what it would say then.
        #[test]
        fn a_text_read_once_says_as_rated_what_it_says_read_again(
            text in "((party|sweet|durability|love|not|never|don't|too|awful|lamp|crawls|good|bad|problem|but|\\.|,|\\?|!)[ ]){0,14}"
        ) {
            let speech = Speech::new(Some("en"), None);
            let read = |speech| tokens::scan(&text, &SENTIMENTS.lexicon, speech);
            if let Some(rated) = read(speech).as_rated() {
                proptest::prop_assert_eq!(format!("{rated:?}"), format!("{:?}", read(speech.as_rated())));
            }
        }
    }
}
