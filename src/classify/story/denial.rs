//! Denials: two texts of the same words, of which one says the opposite of the other, are no copies.

use std::{
    collections::{BTreeSet, HashSet},
    sync::LazyLock,
};

use super::words::Words;

const LIST: &str = include_str!("negators.txt");

static NEGATORS: LazyLock<Negators> = LazyLock::new(Negators::read);

/// Shortest word behind a negating beginning, in bytes: `union` is no denial of `ion`.
const FEWEST_BYTES: usize = 4;

#[derive(Debug)]
struct Negators {
    words: HashSet<String>,
    beginnings: BTreeSet<String>,
}

impl Negators {
    fn read() -> Self {
        let lines = LIST.lines().filter(|line| !line.starts_with('#'));
        let listed = lines
            .filter_map(|line| line.split_once('\t'))
            .map(|(_, words)| words);
        let listed: Vec<&str> = listed.flat_map(str::split_whitespace).collect();
        let (beginnings, words): (Vec<&str>, Vec<&str>) =
            listed.into_iter().partition(|word| word.ends_with('-'));
        Self {
            words: words.into_iter().map(|word| Words::of(word).joined()).collect(),
            beginnings: beginnings
                .into_iter()
                .map(|word| Words::of(word.trim_end_matches('-')).joined())
                .collect(),
        }
    }

    /// Whether a word is another one that is negated: `unhappy` of `happy`, `isn't` of `is`.
    fn negates(&self, word: &str, other: &str) -> bool {
        const ENDINGS: [&str; 4] = ["n't", "'t", "nt", "not"];
        let ending = word.strip_prefix(other).filter(|_| !other.is_empty());
        if ending.is_some_and(|ending| ENDINGS.contains(&ending)) {
            return self.words.contains(word);
        }
        let beginning = word.strip_suffix(other);
        other.len() >= FEWEST_BYTES && beginning.is_some_and(|beginning| self.beginnings.contains(beginning))
    }
}

/// Whether one text denies something where the other has the same words without a denial.
pub(super) fn contradict(a: &Words, b: &Words) -> bool {
    let (a, b) = (edged(a), edged(b));
    denies(&a, &b) || denies(&b, &a)
}

/// The words of a text with an empty one at each end, which stands for the edge.
fn edged(words: &Words) -> Vec<&str> {
    let edge = || std::iter::once("");
    edge().chain(words.iter()).chain(edge()).collect()
}

fn denies(words: &[&str], other: &[&str]) -> bool {
    let count = |words: &[&str], word: &str| words.iter().filter(|known| **known == word).count();
    words.iter().enumerate().any(|(at, word)| {
        let mut plain = other.iter().enumerate();
        let is_turned = plain.any(|(place, plain)| {
            NEGATORS.negates(word, plain)
                && (is_same(before(words, at, 1), before(other, place, 1))
                    || is_same(words.get(at + 1), other.get(place + 1)))
        });
        let is_denial = is_turned || NEGATORS.words.contains(*word) && is_left_out(words, at, other);
        is_denial && count(words, word) > count(other, word)
    })
}

/// Whether the words around a negator stand side by side in the other text.
fn is_left_out(words: &[&str], at: usize, other: &[&str]) -> bool {
    let (Some(first), Some(last)) = (before(words, at, 1), words.get(at + 1)) else {
        return false;
    };
    // What ends in a negator was cut, or has a word of its own behind what it quotes.
    if last.is_empty() {
        return false;
    }
    // `is` and `the` stand side by side anywhere: one word more on either side makes it the place.
    let (outer, beyond) = (before(words, at, 2), words.get(at + 2));
    other.windows(2).enumerate().any(|(place, pair)| {
        pair == [*first, *last]
            && (is_same(outer, before(other, place, 1)) || is_same(beyond, other.get(place + 2)))
    })
}

fn before<'w, 't>(words: &'w [&'t str], at: usize, by: usize) -> Option<&'w &'t str> {
    at.checked_sub(by).and_then(|at| words.get(at))
}

fn is_same(a: Option<&&str>, b: Option<&&str>) -> bool {
    a.is_some() && a == b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_two_may_deny_what_the_other_says() {
        for (a, b, expected) in [
            (
                "My Lumio arrived today and I am very happy with it",
                "My Lumio arrived today and I am very unhappy with it",
                true,
            ),
            (
                "Acme will open a shop in Lund on Monday",
                "Acme will not open a shop in Lund on Monday",
                true,
            ),
            (
                "Not happy with my new Lumio lamp",
                "Happy with my new Lumio lamp",
                true,
            ),
            (
                "The Lumio lamp isn't worth it",
                "The Lumio lamp is worth it",
                true,
            ),
            (
                "Acme öppnar inte sin butik på måndag",
                "Acme öppnar sin butik på måndag",
                true,
            ),
            (
                "Ich bin mit der Lampe nicht zufrieden",
                "Ich bin mit der Lampe zufrieden",
                true,
            ),
            ("Das ist keine gute Lampe", "Das ist eine gute Lampe", true),
            ("Я недоволен лампой", "Я доволен лампой", true),
            (
                "Acme will not open a shop in Lund on Monday",
                "RT @news: Acme will never open a shop in Lund on Monday",
                false,
            ),
            (
                "No way: Acme opens a shop in Lund on Monday",
                "Acme opens a shop in Lund on Monday",
                false,
            ),
            (
                "Acme opens a shop in Lund on Monday, not sure that I go",
                "Acme opens a shop in Lund on Monday",
                false,
            ),
            (
                "I do not know why, but Acme opens a shop in Lund on Monday",
                "Acme opens a shop in Lund on Monday",
                false,
            ),
            ("The union of Lund met Acme", "The ion of Lund met Acme", false),
            ("", "not", false),
        ] {
            let (one, other) = (Words::of(a), Words::of(b));
            assert_eq!(contradict(&one, &other), expected, "{a} | {b}");
            assert_eq!(contradict(&other, &one), expected, "{b} | {a}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_two_texts_are_compared(a in "((not|open|un)[ a]?){0,20}", b in "((not|open|un)[ a]?){0,20}") {
            let (a, b) = (Words::of(&a), Words::of(&b));
            proptest::prop_assert!(!contradict(&a, &a));
            proptest::prop_assert_eq!(contradict(&a, &b), contradict(&b, &a));
        }
    }
}
