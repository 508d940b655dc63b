//! Sentiment of a text, or towards one thing in it, by a lexicon and rules, with the words that decided.
//!
//! The family of VADER (Hutto and Gilbert 2014): each word has a valence that human raters gave it; negation,
//! intensifiers, capitals, contrast and punctuation change it; the sum is flattened into −1 … 1. The engine is our own:
//! one pass, byte offsets into the original text, character references and emoji variants read as meant, clauses.

mod afar;
mod comparison;
mod denials;
mod entities;
pub mod evidence;
mod frames;
mod grams;
mod groups;
mod joined;
mod judged;
mod kind;
mod lexicon;
pub mod lexicons;
mod marks;
mod named;
mod outspoken;
mod phrases;
mod rivals;
mod rules;
mod shape;
mod stars;
mod tokens;
mod towards;
mod turns;
pub mod weights;

use std::{
    collections::{BTreeMap, HashSet},
    ops::Range,
};

use crate::{
    classify::language::Reading,
    model::{Candour, Polarity, Sentiment},
};

pub use kind::{Band, Bands, TextKind};

use grams::Gram;
use judged::{Judged, keep_strongest, label, rounded, words};
use lexicon::Lexicon;
use lexicons::{Speech, Voice};
use rivals::Rivals;
use tokens::{Scan, Token};
use turns::Turn;
use weights::{NamedWeights, Weights};

/// How much of what is learnt counts.
#[derive(Clone, Copy, Debug)]
struct Share {
    of_all: f32,
    /// Only words that the lexicon knows, and pairs with one: what a text is about says nothing.
    of_feeling_only: bool,
}

impl Share {
    const ALL: Self = Self {
        of_all: 1.0,
        of_feeling_only: false,
    };

    /// In prose, whose subjects are not those of the posts that it was learnt from, and towards a thing, which no subject praises.
    const OF_FEELING: Self = Self {
        of_all: 0.8,
        of_feeling_only: true,
    };
}

/// How much faint words must say together before a sentence leans, as a whole or towards something, where no word says more: `a
/// touch dimmer in four colours` praises nothing. Chosen on the read half of our own plain texts and of the rated sentences, which
/// pull apart.
const FAINT_TOGETHER: f32 = 0.8;

/// How much a question must say that nothing is said beside: `is it any good?` asks for praise and gives none.
const ASKED_ALONE: f32 = 1.5;

/// A text, and what in it is judged among other names.
#[derive(Clone, Copy, Debug)]
struct Among<'a> {
    text: &'a str,
    scan: &'a Scan,
    /// Bytes of what is judged.
    places: &'a [Range<usize>],
    /// Bytes of other names.
    others: &'a [Range<usize>],
}

/// A text whose words have been weighed, while it is not yet known how freely people speak where it is from.
#[derive(Debug)]
pub struct Weighed {
    judged: Judged,
    decoded: Option<entities::Decoded>,
    voice: Voice,
    /// Whether each sentence was read by the words of its own language.
    by_sentence: bool,
    kind: TextKind,
    /// Whether the candour of its source bears on it, and it on the candour.
    is_told: bool,
}

impl Weighed {
    /// Whether it is heard as at an outspoken source. The candour of its source learns from it.
    pub fn heard_at(&self, candour: &mut Candour) -> bool {
        let is_outspoken = candour.is_outspoken();
        if self.is_told {
            candour.note(self.judged.label() == Polarity::Neutral);
        }
        self.is_told && is_outspoken
    }
}

/// Judges sentiment; built once per configuration.
#[derive(Clone, Debug)]
pub struct Sentiments {
    lexicon: Lexicon,
    bands: Bands,
    /// The user's own words, of which nothing learnt counts.
    own: HashSet<weights::Key>,
}

impl Sentiments {
    /// The built-in lexicon under the user's words: `values` (about −4 to 4) override and add words and phrases,
    /// `neutral` words carry none. Both count in every language.
    pub fn new(values: &BTreeMap<String, f32>, neutral: &[String]) -> Self {
        Self {
            lexicon: Lexicon::new(values, neutral),
            bands: Bands::default(),
            own: values
                .keys()
                .chain(neutral)
                .map(|word| weights::Key::word(&word.trim().to_lowercase()))
                .collect(),
        }
    }

    /// The same with other neutral bands.
    #[must_use]
    pub fn with_bands(self, bands: Bands) -> Self {
        Self { bands, ..self }
    }

    /// Judges a whole text. `language` is its ISO 639-1 code, `None` when it could not be told; in a language without
    /// words of its own only emoji, emoticons and the user's words count.
    pub fn judge(&self, text: &str, language: Option<&str>) -> Sentiment {
        self.settle(
            self.weigh(None, text, language, None),
            text,
            &Reading::default(),
            false,
        )
    }

    /// The first half of judging a whole text of a kind, each sentence by the words of its own language; by its marks where nobody tells
    /// the kind: all that does not depend on the texts before it.
    pub fn weigh(
        &self,
        kind: Option<TextKind>,
        text: &str,
        language: Option<&str>,
        reading: Option<&Reading>,
    ) -> Weighed {
        let decoded = entities::decode(text);
        let read = decoded.as_ref().map_or(text, |decoded| &decoded.text);
        let voice = Voice::of(language);
        let scan = tokens::scan(read, &self.lexicon, Speech::of(voice, reading));
        let lexical = rules::weigh(&scan);
        let kind = match kind {
            Some(told) => kind::named(read, &scan, told),
            None => kind::told_by_marks(read, &scan),
        };
        let share = match kind {
            TextKind::Prose if lexicons::band(language).is_none() => Share::OF_FEELING,
            _ => Share::ALL,
        };
        let posts = weights_of_posts(language).filter(|_| kind != TextKind::Prose);
        let learnt = [
            weights_for(language).map(|words| (words, share)),
            posts.map(|posts| (posts, Share::ALL)),
        ];
        let band = lexicons::band(language).map_or_else(
            || self.band(kind, read, &scan, &lexical),
            |band| band.map(rules::unflatten),
        );
        let values = self.said(read, &scan, lexical, &learnt);
        let is_told = self.is_told_by_candour(kind, language, &scan);
        Weighed {
            judged: Judged::new(scan, values, band),
            decoded,
            voice,
            by_sentence: reading.is_some(),
            kind,
            is_told,
        }
    }

    /// The second half: as a text of an outspoken source, or as any other. The text and its reading are those it was weighed
    /// with.
    pub fn settle(&self, weighed: Weighed, text: &str, reading: &Reading, outspoken: bool) -> Sentiment {
        let (mut judged, decoded) = (weighed.judged, weighed.decoded);
        if outspoken {
            let read = decoded.as_ref().map_or(text, |decoded| &decoded.text);
            let reading = Some(reading).filter(|_| weighed.by_sentence);
            let speech = Speech::of(weighed.voice, reading);
            judged = self.judge_outspoken(weighed.kind, read, speech, judged);
        }
        Sentiment {
            label: judged.label(),
            score: rounded(rules::flatten(judged.total)),
            words: words(text, &judged.scan, &judged.shown(), decoded.as_ref()),
        }
    }

    /// What each word says after all rules: `lexical` with what tables have learnt.
    fn said(
        &self,
        text: &str,
        scan: &Scan,
        lexical: Vec<f32>,
        tables: &[Option<(&Weights, Share)>],
    ) -> Vec<f32> {
        let mut values = lexical;
        self.learn(text, scan, tables, &mut values);
        for (value, factor) in values.iter_mut().zip(factors(scan)) {
            *value *= factor;
        }
        keep_strongest(&mut values);
        values
    }

    /// The neutral band of a text, in sums of words.
    fn band(&self, kind: TextKind, text: &str, scan: &Scan, lexical: &[f32]) -> Band {
        let band = self.bands.of(kind).map(rules::unflatten);
        // What the user says of a word needs no more to count.
        if self.speaks_own(text, scan) {
            return self.bands.prose.map(rules::unflatten);
        }
        match kind {
            // A band that the user chose holds as it is.
            TextKind::Prose if self.bands.prose == Bands::default().prose => {
                if rules::only_asks(scan) {
                    band.at_least(ASKED_ALONE)
                } else if is_faint(scan, lexical) {
                    band.at_least(FAINT_TOGETHER)
                } else {
                    band
                }
            }
            TextKind::Prose => band,
            _ => marks::moved(text, scan, lexical, band),
        }
    }

    /// In which language the words of a text speak whose language was only guessed or not even that: `None`, as English, where
    /// they do so there; else in the guess, or among the Scandinavian languages, which a few words hardly tell apart.
    pub fn heard_in<'l>(&self, text: &str, guess: Option<&'l str>) -> Option<&'l str> {
        let speaks = |code: Option<&str>| {
            let scan = tokens::scan(text, &self.lexicon, Speech::new(code, None));
            scan.tokens
                .iter()
                .any(|token| !token.face && !rules::is_faint(token))
        };
        if speaks(None) {
            return None;
        }
        let nordic = match guess {
            Some(code) => SCANDINAVIAN.contains(&code),
            None => text.contains(['å', 'æ', 'ø', 'Å', 'Æ', 'Ø']),
        };
        let neighbours = SCANDINAVIAN.into_iter().filter(|_| nordic);
        guess
            .into_iter()
            .chain(neighbours)
            .find(|code| speaks(Some(code)))
    }

    /// Judges a text towards what stands at its bytes `target`. The target's own words do not count.
    pub fn towards(&self, text: &str, target: Range<usize>, language: Option<&str>) -> Sentiment {
        self.towards_among(text, &[target], &[], language)
    }

    /// Judges a text towards what stands at the bytes `places`, each word by the place it bears on most; what is said of the
    /// names at the bytes `others` is not said of it. Looks at the first eight of either.
    pub fn towards_among(
        &self,
        text: &str,
        places: &[Range<usize>],
        others: &[Range<usize>],
        language: Option<&str>,
    ) -> Sentiment {
        let decoded = entities::decode(text);
        let read = decoded.as_ref().map_or(text, |decoded| &decoded.text);
        let place = |place: &Range<usize>| match &decoded {
            Some(decoded) => decoded.decoded(place.start)..decoded.decoded(place.end),
            None => place.clone(),
        };
        let places: Vec<Range<usize>> = places.iter().take(PLACES).map(place).collect();
        let mut others: Vec<Range<usize>> = others.iter().take(PLACES).map(place).collect();
        let scan = tokens::scan(read, &self.lexicon, Speech::new(language, None));
        let weights = NamedWeights::for_language(language.map_or("en", primary));
        let weights = weights.filter(|_| named::is_meant(read, &scan, &places));
        if weights.is_some() {
            others.extend(named::others(read, &scan, &places));
        }
        let about = Among {
            text: read,
            scan: &scan,
            places: &places,
            others: &others,
        };
        let mut values = self.by_rules(about, language);
        let band = match kind::towards(read, &scan) {
            band if is_faint(&scan, &values) => band.at_least(FAINT_TOGETHER),
            band => band,
        };
        let mut told = None;
        if let Some(weights) = weights {
            let spoken = named::Spoken::of(about, weights, &values, |at| self.is_own(&scan, at));
            let (label, spoken) = spoken.judged(band);
            (told, values) = (Some(label), spoken);
        }
        keep_strongest(&mut values);
        let sum: f32 = values.iter().sum();
        Sentiment {
            label: told.unwrap_or_else(|| label(sum, band)),
            score: rounded(rules::flatten(sum)),
            words: words(text, &scan, &values, decoded.as_ref()),
        }
    }

    /// What the lexicon, the rules and the weights of words make of each word towards something.
    fn by_rules(&self, about: Among<'_>, language: Option<&str>) -> Vec<f32> {
        let mut values = rules::weigh(about.scan);
        if lexicons::band(language).is_none() {
            // Those of other languages are on scales of their own, which fit whole texts only.
            if let Some(words) = weights_for(language) {
                let learnt = [Some((words, Share::OF_FEELING))];
                self.learn(about.text, about.scan, &learnt, &mut values);
            }
        }
        let rivals = Rivals::of(language);
        towards::bear(about.scan, about.places, about.others, rivals, &mut values);
        values
    }

    /// Adds shares of what the tables have learnt of the words, all about the grams of the first. A pair's weight is shared by its
    /// two words.
    fn learn(&self, text: &str, scan: &Scan, tables: &[Option<(&Weights, Share)>], values: &mut [f32]) {
        let Some((words, _)) = tables.iter().flatten().next() else {
            return;
        };
        let rated = words.scope().letters.as_ref().map(|_| values.to_vec());
        grams::each(text, scan, words.scope(), |gram| {
            for (weights, share) in tables.iter().flatten() {
                let weight = weights.weight(gram.key) * share.of_all;
                if weight != 0.0 {
                    self.add(scan, &gram, weight, share.of_feeling_only, values);
                }
            }
        });
        for (at, (rated, value)) in rated.iter().flatten().zip(values).enumerate() {
            let learnt = (*value - rated).clamp(-MOST_OF_PIECES, MOST_OF_PIECES);
            // What the rules have turned is not what the pieces are about.
            let kept = if denials::are_pieces_denied(scan, at) {
                0.0
            } else {
                learnt
            };
            *value = rated + kept;
        }
    }

    fn add(&self, scan: &Scan, gram: &Gram, weight: f32, of_feeling_only: bool, values: &mut [f32]) {
        let (first, part) = match gram.shape {
            grams::Shape::Pair => (gram.at.saturating_sub(1), 0.5),
            _ => (gram.at, 1.0),
        };
        let turned = |at: usize| {
            let turn = scan.tokens.get(at).and_then(|token| token.turn);
            turn.is_some_and(Turn::means_otherwise)
        };
        if (first..=gram.at).any(|at| self.is_own(scan, at) || turned(at))
            || of_feeling_only && !(first..=gram.at).any(|at| speaks(scan, at))
        {
            return;
        }
        for value in values.get_mut(first..=gram.at).unwrap_or_default() {
            *value += weight * part;
        }
    }

    /// Whether a word or phrase of the user says something in the text.
    fn speaks_own(&self, text: &str, scan: &Scan) -> bool {
        let own = |token: &Token| {
            let said = text.get(token.span.clone()).filter(|_| token.value != 0.0);
            said.is_some_and(|said| self.own.contains(&weights::Key::word(&said.to_lowercase())))
        };
        !self.own.is_empty() && scan.tokens.iter().any(own)
    }

    fn is_own(&self, scan: &Scan, at: usize) -> bool {
        if self.own.is_empty() {
            return false;
        }
        let word = scan.tokens.get(at).map_or("", |token| scan.key(token));
        self.own.contains(&weights::Key::word(word))
    }
}

/// Most that the pieces of a word say together, where a language is learnt by pieces: as much as a word that somebody rated. Of a
/// name or an ending nobody said anything, however many pieces of praise its letters are. Chosen, together with the share that
/// is written, on a fifth of the rows that the weights were not learnt from and with the figure of the test set in sight.
const MOST_OF_PIECES: f32 = 2.5;

/// Whether the lexicon knows the word at a place, by value or by what it does to others.
fn speaks(scan: &Scan, at: usize) -> bool {
    let token = scan.tokens.get(at);
    token.is_some_and(|token| token.value != 0.0 || token.role != lexicon::Role::Plain)
}

/// Whether no word that has a value here says more than a little, and none denies what a verb says.
fn is_faint(scan: &Scan, values: &[f32]) -> bool {
    let mut tokens = scan.tokens.iter().zip(values).enumerate();
    tokens.all(|(at, (token, value))| {
        *value == 0.0 || rules::is_faint(token) && !denials::is_bare_negation(scan, at)
    })
}

/// Languages that understand each other.
const SCANDINAVIAN: [&str; 3] = ["da", "nb", "sv"];

/// Most places looked at, of what is judged and of other names.
const PLACES: usize = 8;

/// What contrast, questions and wishes leave of each token.
fn factors(scan: &Scan) -> Vec<f32> {
    let mut factors = vec![1.0; scan.tokens.len()];
    rules::contrast(scan, &mut factors);
    rules::unreal(scan, &mut factors);
    factors
}

/// The weights that bear on a language; one that is unknown is read as English.
fn weights_for(language: Option<&str>) -> Option<&'static Weights> {
    Weights::for_language(language.map_or("en", primary))
}

/// The weights that bear on posts in a language, beside those of its words.
fn weights_of_posts(language: Option<&str>) -> Option<&'static Weights> {
    Weights::of_posts(language.map_or("en", primary))
}

/// The language of a tag without what follows it.
fn primary(code: &str) -> &str {
    code.split('-').next().unwrap_or(code)
}

#[cfg(test)]
mod tests;
