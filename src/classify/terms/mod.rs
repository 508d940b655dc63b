//! The terms of a text: its words and pairs of neighbouring words, without those that say nothing.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::text::{fold::fold_key, words};

const STOP: &str = include_str!("stop.txt");

/// How much of a text is read, in bytes.
const READ_BYTES: usize = 4_000;
/// Longest word that is a term, in characters: longer ones are addresses and keys.
const LONGEST_CHARS: usize = 30;
/// Most terms of one text.
const MOST: usize = 600;

/// Words that say nothing, by language.
#[derive(Clone, Debug)]
pub struct Terms {
    stop: HashMap<&'static str, HashSet<&'static str>>,
}

impl Default for Terms {
    fn default() -> Self {
        Self::new()
    }
}

impl Terms {
    /// Reads the built-in lists.
    pub fn new() -> Self {
        let lines = STOP.lines().filter(|line| !line.starts_with('#'));
        let stop = lines.filter_map(|line| {
            let (language, words) = line.split_once('\t')?;
            Some((language, words.split_whitespace().collect()))
        });
        Self { stop: stop.collect() }
    }

    /// The different terms of a text in lower case: words of two characters or more and pairs of words that stand beside each
    /// other within a sentence; in scripts without spaces, pairs of characters. `known` are folded words that are left out,
    /// such as the brand's own names. Numbers, addresses, names (`@ann`) and tags are no words; tags count by their name.
    pub fn of(&self, text: &str, language: Option<&str>, known: &HashSet<String>) -> BTreeSet<String> {
        let text = beginning(text);
        let mut terms = BTreeSet::new();
        let mut before: Option<(usize, String)> = None;
        for span in words::spans(text) {
            if terms.len() >= MOST {
                break;
            }
            let (Some(word), true) = (text.get(span.clone()), !is_in_address(text, span.start)) else {
                before = None;
                continue;
            };
            let joined = before.take().filter(|(end, _)| joins(text, *end, span.start));
            let cjk = word.chars().next().is_some_and(words::is_cjk_like);
            let Some(word) = self.word(word, language, known) else {
                continue;
            };
            if let Some((_, first)) = joined {
                terms.insert(if cjk {
                    format!("{first}{word}")
                } else {
                    format!("{first} {word}")
                });
            }
            // A single character of a script without spaces is no word.
            if !cjk {
                terms.insert(word.clone());
            }
            before = Some((span.end, word));
        }
        terms
    }

    /// A word as term, if it says anything.
    fn word(&self, word: &str, language: Option<&str>, known: &HashSet<String>) -> Option<String> {
        if word.chars().count() > LONGEST_CHARS || !word.chars().any(char::is_alphabetic) {
            return None;
        }
        let word = word.replace('’', "'").to_lowercase();
        let stopped = |code: &str| {
            self.stop
                .get(code)
                .is_some_and(|stop| stop.contains(word.as_str()))
        };
        let silent = match language {
            Some("no" | "nn") => stopped("nb") || stopped("en"),
            Some(code) => stopped(code) || stopped("en"),
            None => self.stop.keys().any(|code| stopped(code)),
        };
        let cjk = word.chars().next().is_some_and(words::is_cjk_like);
        let short = !cjk && word.chars().count() < 2;
        (!silent && !short && !known.contains(&fold_key(bare(&word)))).then_some(word)
    }
}

/// Without a possessive ending.
fn bare(word: &str) -> &str {
    word.strip_suffix("'s").unwrap_or(word)
}

fn beginning(text: &str) -> &str {
    let mut end = text.len().min(READ_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// Whether a word belongs to an address or to a name that is addressed.
fn is_in_address(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let start = before.rfind(char::is_whitespace).map_or(0, |blank| blank + 1);
    let head = text.get(start..).unwrap_or_default();
    let token = head.split(char::is_whitespace).next().unwrap_or_default();
    token.starts_with('@') || token.contains("://") || token.starts_with("www.") || token.contains(".com/")
}

/// Whether only blanks, or nothing, stand between two words.
fn joins(text: &str, end: usize, start: usize) -> bool {
    let between = text.get(end..start).unwrap_or("\n");
    between.len() <= 2 && between.chars().all(|c| c == ' ' || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str, language: Option<&str>) -> Vec<String> {
        let known = HashSet::from(["acme".to_owned()]);
        Terms::new().of(text, language, &known).into_iter().collect()
    }

    #[test]
    fn terms_are_words_and_neighbours_that_say_something() {
        assert_eq!(
            terms(
                "Acme's late delivery, again! See https://acme.example/late and @ann 2026",
                Some("en")
            ),
            ["delivery", "late", "late delivery"]
        );
        assert_eq!(terms("Sen leverans från Acme", Some("sv")), ["leverans"]);
        assert_eq!(terms("the Die und och", None), Vec::<String>::new());
        assert_eq!(terms("#Launch day", Some("en")), ["launch"]);
        assert_eq!(terms("配送遅延", Some("ja")), ["送遅", "遅延", "配送"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_few_terms(text in "\\PC{0,300}") {
            proptest::prop_assert!(terms(&text, None).len() <= MOST + 2);
        }
    }
}
