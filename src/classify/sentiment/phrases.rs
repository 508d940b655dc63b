//! Phrases: words that mean something together, and patterns that stand for many of them, found by their first two words.

use std::{
    collections::HashMap,
    hash::{Hash, Hasher},
};

use crate::text::hash::{ShortHash, ShortHasher};

use super::lexicon::Entry;

/// A word of a text, as phrases look at it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'k> {
    /// In lower case.
    pub(super) text: &'k str,
    /// Its [`key`].
    pub(super) key: u64,
    /// Whether it may stand where a phrase takes any word: it is in the clause of the first and denies nothing.
    pub(super) fills: bool,
}

/// What may stand at a place of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// One of these words, or any number.
    Words {
        /// Keys, in order.
        keys: Box<[u64]>,
        /// Whether any word for how many may stand there too: `7`, `two`, `several`.
        number: bool,
    },
    /// Any words of the clause that deny nothing, from one to so many.
    Any(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) part: Part,
    /// May be missing.
    pub(super) optional: bool,
}

#[derive(Clone, Debug)]
struct Pattern {
    /// Behind the first word.
    rest: Box<[Place]>,
    entry: Entry,
}

/// How much of a text a pattern takes: words behind the first, and how many of them it names.
type Taken = (usize, usize);

/// Phrases by their first two words, and by their first where the second may be many.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrases {
    patterns: Vec<Pattern>,
    /// The last link of each key. A key is a hash, 64 bits wide: a mistake would cost one phrase a false friend.
    last: HashMap<u64, u32, ShortHash>,
    /// A pattern, and the link before of the same key.
    links: Vec<(u32, Option<u32>)>,
}

impl Phrases {
    /// Adds a phrase as it is written; a later one of the same words wins.
    pub(super) fn add<'p>(&mut self, words: impl Iterator<Item = &'p str>, entry: Entry) {
        let places = words.map(|word| Place {
            part: Part::Words {
                keys: Box::new([key(word)]),
                number: false,
            },
            optional: false,
        });
        self.add_places(places.collect(), entry);
    }

    /// Adds every phrase that a pattern stands for. Its words are parted by `_`; `a|b` is either, a place with `?` behind it may be
    /// missing, `#` is any number, `*` any word that denies nothing, and `...` up to three of these. The first place is a word.
    pub(super) fn add_pattern(&mut self, pattern: &str, entry: Entry) {
        self.add_places(places(pattern), entry);
    }

    fn add_places(&mut self, mut places: Vec<Place>, entry: Entry) {
        if places.is_empty() {
            return;
        }
        let rest = places.split_off(1);
        let Some(Part::Words { keys: firsts, .. }) = places.pop().map(|place| place.part) else {
            return;
        };
        let pattern = u32::try_from(self.patterns.len()).unwrap_or(u32::MAX);
        for first in firsts {
            // What may stand second: the places up to the first that may not be missing.
            let least = rest.iter().position(|place| !place.optional);
            let seconds = rest.get(..least.map_or(rest.len(), |least| least + 1));
            let open = |place: &Place| !matches!(place.part, Part::Words { number: false, .. });
            if least.is_none() || seconds.unwrap_or_default().iter().any(open) {
                self.link(first, pattern);
                continue;
            }
            for place in seconds.unwrap_or_default() {
                if let Part::Words { keys, .. } = &place.part {
                    for second in keys {
                        self.link(pair(first, *second), pattern);
                    }
                }
            }
        }
        self.patterns.push(Pattern {
            rest: rest.into(),
            entry,
        });
    }

    fn link(&mut self, key: u64, pattern: u32) {
        let link = u32::try_from(self.links.len()).unwrap_or(u32::MAX);
        let before = self.last.insert(key, link);
        self.links.push((pattern, before));
    }

    /// The longest phrase that begins with the word of the key `first` and goes on with the words that `next(n)` gives (n from 0); of
    /// two as long the one that names more of its words, or the later. Returns how many words follow the first.
    pub(super) fn find<'k>(
        &self,
        first: u64,
        next: impl Fn(usize) -> Option<Word<'k>>,
    ) -> Option<(usize, Entry)> {
        if self.patterns.is_empty() {
            return None;
        }
        let second = next(0).map(|second| pair(first, second.key));
        let mut best: Option<(Taken, u32)> = None;
        for key in [Some(first), second].into_iter().flatten() {
            let mut link = self.last.get(&key).copied();
            while let Some((pattern, before)) = link.and_then(|link| self.links.get(link as usize)).copied() {
                link = before;
                let rest = self.patterns.get(pattern as usize).map(|pattern| &*pattern.rest);
                let taken = rest.and_then(|rest| take(rest, 0, &next));
                best = best.max(taken.map(|taken| (taken, pattern)));
            }
        }
        let ((words, _), pattern) = best?;
        let entry = self.patterns.get(pattern as usize)?.entry;
        Some((words, entry))
    }
}

/// The most that the places can take of the words from the `at`-th behind the first on.
fn take<'k>(places: &[Place], at: usize, next: &impl Fn(usize) -> Option<Word<'k>>) -> Option<Taken> {
    let Some((place, rest)) = places.split_first() else {
        return Some((at, 0));
    };
    let missing = place.optional.then(|| take(rest, at, next)).flatten();
    let present = match &place.part {
        Part::Words { keys, number } => next(at)
            .filter(|word| keys.binary_search(&word.key).is_ok() || *number && is_number(word.text))
            .and_then(|_| take(rest, at + 1, next))
            .map(|(words, named)| (words, named + 1)),
        Part::Any(most) => (1..=*most)
            .take_while(|words| next(at + words - 1).is_some_and(|word| word.fills && !word.text.is_empty()))
            .filter_map(|words| take(rest, at + words, next))
            .max(),
    };
    missing.max(present)
}

/// Stands in a pattern for a few words of any kind, or none.
const GAP: &str = "...";

/// Most words in a gap.
const GAP_WORDS: usize = 3;

/// The places of a pattern.
pub(super) fn places(pattern: &str) -> Vec<Place> {
    let place = |place: &str| {
        if place == GAP {
            return Place {
                part: Part::Any(GAP_WORDS),
                optional: true,
            };
        }
        let (choices, optional) = match place.strip_suffix('?') {
            Some(choices) => (choices, true),
            None => (place, false),
        };
        let words = choices.split('|').filter(|choice| *choice != "#");
        let mut keys: Vec<u64> = words.map(key).collect();
        keys.sort_unstable();
        let part = match choices {
            "*" => Part::Any(1),
            _ => Part::Words {
                keys: keys.into(),
                number: choices.split('|').any(|choice| choice == "#"),
            },
        };
        Place { part, optional }
    };
    pattern.split('_').map(place).collect()
}

/// What a word in lower case is found by.
pub(super) fn key(word: &str) -> u64 {
    let mut hasher = ShortHasher::default();
    word.hash(&mut hasher);
    hasher.finish()
}

fn pair(first: u64, second: u64) -> u64 {
    let mut hasher = ShortHasher::default();
    (first, second).hash(&mut hasher);
    hasher.finish()
}

/// Whether a word says how many, in digits or not.
fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        || matches!(
            word,
            "one"
                | "two"
                | "three"
                | "four"
                | "five"
                | "six"
                | "seven"
                | "eight"
                | "nine"
                | "ten"
                | "eleven"
                | "twelve"
                | "fifteen"
                | "twenty"
                | "thirty"
                | "forty"
                | "fifty"
                | "sixty"
                | "ninety"
                | "hundred"
                | "thousand"
                | "half"
                | "quarter"
                | "couple"
                | "dozen"
                | "few"
                | "several"
                | "many"
        )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{classify::sentiment::Sentiments, model::Polarity};

    fn entry(value: f32) -> Entry {
        Entry {
            value,
            ..Entry::default()
        }
    }

    fn found(phrases: &Phrases, text: &str) -> Option<(usize, f32)> {
        let words: Vec<&str> = text.split(' ').collect();
        let next = |n: usize| {
            words.get(n + 1).map(|word| Word {
                text: word,
                key: key(word),
                fills: *word != "not",
            })
        };
        let found = phrases.find(key(words.first()?), next)?;
        Some((found.0 + 1, found.1.value))
    }

    #[test]
    fn the_longest_phrase_is_found_and_of_two_as_long_the_one_with_more_words() {
        let mut phrases = Phrases::default();
        phrases.add_pattern("lasted_#_days|weeks", entry(-1.0));
        phrases.add_pattern("lasted_#_days_longer", entry(1.0));
        phrases.add_pattern("lasted_two_days", entry(-2.0));
        phrases.add_pattern("blew_my_*_old?_one_away", entry(2.0));
        phrases.add_pattern("like_a", entry(0.0));
        phrases.add_pattern("sales_..._fell", entry(-3.0));
        for (text, expected) in [
            ("lasted 3 days", Some((3, -1.0))),
            ("lasted several weeks", Some((3, -1.0))),
            ("lasted two days", Some((3, -2.0))),
            ("lasted two days longer", Some((4, 1.0))),
            ("lasted all days", None),
            ("blew my very old one away", Some((6, 2.0))),
            ("blew my nice one away", Some((5, 2.0))),
            // `old` stands for any word where it is not the optional one.
            ("blew my old one away", Some((5, 2.0))),
            ("blew my one away", None),
            ("blew my not one away", None),
            ("like a dream", Some((2, 0.0))),
            ("like", None),
            ("sales fell", Some((2, -3.0))),
            ("sales of old lamps fell", Some((5, -3.0))),
            ("sales have not yet fell", None),
            ("sales of all our lamps fell", None),
            ("unknown", None),
        ] {
            assert_eq!(found(&phrases, text), expected, "{text}");
        }
    }

    #[test]
    fn the_lists_know_what_praises_without_a_word_of_praise() {
        let sentiments = Sentiments::new(&BTreeMap::new(), &[]);
        let judged = |text: &str| sentiments.judge(text, Some("en")).label;
        for (expected, text) in [
            (Polarity::Positive, "Unemployment in the region fell to 3 %."),
            (Polarity::Negative, "Acme's sales fell by a fifth."),
            (Polarity::Positive, "Sales at Acme rose for the third year."),
            (Polarity::Negative, "Complaints about Acme have doubled."),
            (Polarity::Positive, "Acme cut its emissions."),
            (Polarity::Negative, "The company cut 200 jobs."),
            (Polarity::Negative, "The recall left customers in the dark."),
            (Polarity::Positive, "The script never puts a foot wrong."),
            (Polarity::Negative, "The second act runs out of steam."),
            (Polarity::Positive, "I have not looked back."),
            (Polarity::Negative, "The website keeps asking me to log in."),
            (Polarity::Positive, "It was up and running in ten minutes."),
            (Polarity::Neutral, "The supreme court hears the case in May."),
            (Polarity::Neutral, "She plays in a crime drama."),
        ] {
            assert_eq!(judged(text), expected, "{text}");
        }
    }

    #[test]
    fn no_phrase_of_ours_speaks_for_a_word_of_the_users() {
        let text = "The product recall was in May.";
        for (values, neutral, expected) in [
            (BTreeMap::new(), Vec::new(), Polarity::Negative),
            (
                BTreeMap::from([("recall".to_owned(), 2.0)]),
                Vec::new(),
                Polarity::Positive,
            ),
            (BTreeMap::new(), vec!["recall".to_owned()], Polarity::Neutral),
        ] {
            let judged = Sentiments::new(&values, &neutral).judge(text, Some("en"));
            assert_eq!(judged.label, expected, "{judged:?}");
        }
    }

    #[test]
    fn a_phrase_that_is_added_as_written_has_no_signs() {
        let mut phrases = Phrases::default();
        phrases.add("really ? #".split(' '), entry(1.0));
        assert_eq!(found(&phrases, "really ? #"), Some((3, 1.0)));
        assert_eq!(found(&phrases, "really ? 3"), None);
    }
}
