//! What a document is, judged: language, sentiment, who speaks, how large, paid or not, spam, which story.

pub mod bot;
mod cues;
pub mod disclosure;
pub mod inspect;
pub mod judge;
pub mod kind;
pub mod language;
pub mod media;
pub mod person;
pub mod sentiment;
pub mod spam;
pub mod story;
pub mod terms;
pub mod tier;
pub mod told;
mod towards;

pub use judge::Judge;

/// A classifier, as listed in the README.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Classifier {
    /// Name of the mention's field it fills.
    pub name: &'static str,
    /// What it judges, by what, in one sentence.
    pub doc: &'static str,
}

/// Every classifier, in the order a mention is judged.
pub const ALL: &[Classifier] = &[
    Classifier {
        name: "language",
        doc: "ISO 639-1 code by script and, in Latin and Cyrillic letters, by runs of letters (38 languages), each sentence of a mixed text by itself; unknown where a few letters tell nothing",
    },
    Classifier {
        name: "sentiment",
        doc: "−1 to 1, of the whole and towards each brand, by a lexicon, rules (negation, intensity, contrast, comparison, emoji, your own words) and learnt weights of words, with the words that decided",
    },
    Classifier {
        name: "influencer",
        doc: "who of the roster published it: by account or own site, link, promo code, UTM values or byline, in that order",
    },
    Classifier {
        name: "tier",
        doc: "nano, micro, mid, macro or mega by followers as measured, else as configured; the bounds stand in `[tiers]`",
    },
    Classifier {
        name: "media",
        doc: "owned (the brand's accounts and sites), paid (disclosure tags and words of 24 languages, platform flag, paid campaign), else earned; with what decided",
    },
    Classifier {
        name: "kinds",
        doc: "question, complaint, review and news, by turns of phrase of eleven languages, question marks, ratings, site and dateline; with the words that decided",
    },
    Classifier {
        name: "automated",
        doc: "whether a program posted it: marked by the platform, named so, or saying so; counted as a mention, not as a voice",
    },
    Classifier {
        name: "topics",
        doc: "the `[[topic]]` rules it meets",
    },
    Classifier {
        name: "spam",
        doc: "0 to 1 by look-alike letters, phrases of promotion, hidden addresses, links around next to no words, and what pages made for search engines leave behind (titles that are addresses, placeholders, choices for spinning programs, phrases put into sentences, menus of another language), lists of promo codes and fake numbers of customer care, with reasons and their weights; set aside from 0.5 on",
    },
    Classifier {
        name: "story",
        doc: "which story is told: texts with most three-word runs in common share it, within 30 days; copies from elsewhere are marked",
    },
];
