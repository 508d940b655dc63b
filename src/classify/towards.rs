//! What a document says towards each brand heard in it, and of which kind it is.

use std::{collections::BTreeMap, ops::Range};

use crate::{
    model::{Brand, BrandId, Document, Platform, Polarity, Sentiment},
    watch::Heard,
};

use super::sentiment::{Sentiments, TextKind};

/// Who judges.
pub(super) struct Judges<'j> {
    /// With the words that count for everybody.
    pub(super) all: &'j Sentiments,
    /// With the words of a brand.
    pub(super) by_brand: &'j BTreeMap<BrandId, Sentiments>,
}

/// What is judged.
pub(super) struct Said<'s> {
    /// The text, or the title of a document that has none.
    pub(super) text: &'s str,
    /// Whether it is the title.
    pub(super) is_title: bool,
    /// The language whose words are looked up.
    pub(super) language: Option<&'s str>,
    /// How it is meant as a whole.
    pub(super) whole: &'s Sentiment,
}

/// Judges for the brands that have words of their own, beside the words that count for all.
pub(super) fn own_words(
    brands: &[Brand],
    values: &BTreeMap<String, f32>,
    neutral: &[String],
) -> BTreeMap<BrandId, Sentiments> {
    let has = |brand: &&Brand| !brand.sentiment.values.is_empty() || !brand.sentiment.neutral.is_empty();
    let judge = |brand: &Brand| {
        let own = &brand.sentiment;
        let (mut values, mut neutral) = (values.clone(), neutral.to_vec());
        values.retain(|word, _| !own.neutral.contains(word));
        neutral.retain(|word| !own.values.contains_key(word));
        values.extend(own.values.iter().map(|(word, value)| (word.clone(), *value)));
        neutral.extend(own.neutral.iter().cloned());
        (brand.id.clone(), Sentiments::new(&values, &neutral))
    };
    brands.iter().filter(has).map(judge).collect()
}

/// Verdicts towards the brands of which something else is said than of the whole: where several are heard, each has its own.
pub(super) fn verdicts(judges: &Judges<'_>, heard: &Heard, said: &Said<'_>) -> BTreeMap<BrandId, Sentiment> {
    let mut verdicts = BTreeMap::new();
    if said.text.trim().is_empty() {
        return verdicts;
    }
    let field = if said.is_title { "title" } else { "text" };
    let places = |ours: &dyn Fn(&BrandId) -> bool| -> Vec<Range<usize>> {
        let inside = heard
            .matches
            .iter()
            .filter(|found| found.field == field && found.end <= said.text.len());
        inside
            .filter(|found| ours(&found.brand))
            .map(|found| found.start..found.end)
            .collect()
    };
    for brand in &heard.brands {
        let at = places(&|other| other == brand);
        let own = judges.by_brand.get(brand);
        if at.is_empty() && own.is_none() {
            continue;
        }
        let judge = own.unwrap_or(judges.all);
        let verdict = if at.is_empty() {
            judge.judge(said.text, said.language)
        } else {
            let mut others = places(&|other| other != brand);
            others.retain(|other| {
                !at.iter()
                    .any(|place| place.start < other.end && other.start < place.end)
            });
            judge.towards_among(said.text, &at, &others, said.language)
        };
        if heard.brands.len() > 1 || differs(&verdict, said.whole) {
            verdicts.insert(brand.clone(), verdict);
        }
    }
    verdicts
}

/// Whether towards the only brand of a text something else is said than by the whole. What leans the same way and is only too
/// far away to decide says the same: there is nobody else whom it could be meant for.
fn differs(verdict: &Sentiment, whole: &Sentiment) -> bool {
    let is_faint = verdict.label == Polarity::Neutral && verdict.score * whole.score > 0.0;
    verdict.label != whole.label && !is_faint
}

/// The kind of a document's text as its platform tells it; `None` where its marks must tell.
pub(super) fn kind(document: &Document, heard: &Heard, said: &str) -> Option<TextKind> {
    let in_text = heard.matches.iter().filter(|found| found.field == "text");
    if in_text
        .map(|found| found.start)
        .any(|start| opens_with_account(said, start))
    {
        return Some(TextKind::Message);
    }
    matches!(
        document.platform,
        Platform::Mastodon
            | Platform::Bluesky
            | Platform::X
            | Platform::Threads
            | Platform::Instagram
            | Platform::TikTok
            | Platform::Facebook
    )
    .then_some(TextKind::Post)
}

/// Whether the text opens with an account and what begins at byte `start` is that account.
pub(super) fn opens_with_account(text: &str, start: usize) -> bool {
    let lead = text.len() - text.trim_start().len();
    text.get(lead..).is_some_and(|rest| rest.starts_with('@')) && (start == lead || start == lead + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        classify::Judge,
        model::{
            Mention, MentionId,
            Polarity::{Negative, Neutral, Positive},
        },
        watch::Watch,
    };

    fn brand(id: &str) -> Brand {
        Brand {
            id: id.into(),
            query: id.into(),
            lookalikes: true,
            ..Brand::default()
        }
    }

    fn judged(brands: &[Brand], text: &str) -> Mention {
        let watch = Watch::compile(brands, &[], &[]).expect("compiles");
        let judge = Judge::new(brands, &[], &BTreeMap::new(), &[]);
        let document = Document {
            text: text.into(),
            ..Document::default()
        };
        let heard = watch.hear(&document);
        judge.judge(document, heard, MentionId(1), jiff::Timestamp::UNIX_EPOCH)
    }

    /// How two brands fare in sentences that compare, contrast or list them.
    #[test]
    fn praise_that_stands_apart_from_the_only_brand_is_its_own() {
        let mention = judged(
            &[brand("acme")],
            "A delightful little lamp, works great at the cabin: my Acme shelf, part 32. #AcmeLights",
        );
        assert_eq!(mention.polarity_towards(&"acme".into()), Positive, "{mention:?}");
    }

    #[test]
    fn every_brand_has_its_own_verdict() {
        let table: &[(&str, Polarity, Polarity)] = &[
            (
                "Acme is wonderful, but Coyote is a terrible, awful mess.",
                Positive,
                Negative,
            ),
            ("I love Acme and I hate Coyote.", Positive, Negative),
            ("Acme is much better than Coyote.", Positive, Negative),
            ("I switched from Coyote to Acme.", Positive, Negative),
            ("Acme beats Coyote.", Positive, Negative),
            ("Unlike Coyote, Acme is great.", Positive, Negative),
            ("Acme and Coyote are both great.", Positive, Positive),
            ("Acme is great, Coyote is not.", Positive, Negative),
            ("We visited Acme and Coyote on Monday.", Neutral, Neutral),
        ];
        let brands = [brand("acme"), brand("coyote")];
        for (text, acme, coyote) in table {
            let mention = judged(&brands, text);
            let found = (
                mention.polarity_towards(&"acme".into()),
                mention.polarity_towards(&"coyote".into()),
            );
            assert_eq!(found, (*acme, *coyote), "{text} {:?}", mention.towards);
            for word in mention.towards.values().flat_map(|verdict| &verdict.words) {
                assert_eq!(mention.text.get(word.start..word.end), Some(word.word.as_str()));
            }
        }
    }

    /// A text too short to tell its language is read in the one that its words are of.
    #[test]
    fn short_texts_in_languages_that_are_hardly_told_are_heard() {
        for (text, expected) in [
            ("Dårlig service.", Negative),
            ("Dålig service.", Negative),
            ("Schlechter Service.", Negative),
            ("Mal servicio.", Negative),
            ("Mai più!", Negative),
            ("Det er ikke et godt produkt, jeg er skuffet.", Negative),
            ("Ingen problemer, alt fungerer perfekt.", Positive),
            ("Great service.", Positive),
            ("Nokia 3310", Neutral),
        ] {
            let mention = judged(&[], text);
            assert_eq!(
                mention.sentiment.label, expected,
                "{text} {:?}",
                mention.sentiment
            );
        }
    }

    #[test]
    fn a_brands_own_words_count_for_it_alone() {
        let mut acme = brand("acme");
        acme.sentiment.values.insert("recall".into(), -3.0);
        let mention = judged(
            &[acme, brand("coyote")],
            "The recall at Acme and Coyote begins on Monday.",
        );
        assert_eq!(mention.polarity_towards(&"acme".into()), Negative);
        assert_eq!(mention.polarity_towards(&"coyote".into()), Neutral);
    }

    #[test]
    fn one_brand_alone_keeps_no_verdict_that_says_the_same() {
        let mention = judged(&[brand("acme")], "The Acme lamp is wonderful.");
        assert!(mention.towards.is_empty(), "{:?}", mention.towards);
        assert_eq!(mention.polarity_towards(&"acme".into()), Positive);
    }
}
