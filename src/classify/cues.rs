//! Turns of phrase that stand for something, looked up in one pass over a text as it stands.
//!
//! A list has sections; a line in one is a weight (1 where none stands), an optional `^` (it opens a sentence), the phrase,
//! and an optional `*` (the word may go on). Phrases match whole words in any case, with straight, curly or left-out
//! apostrophes.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::text::words::is_boundary;

/// How far a word that is addressed is looked for, in bytes: longer than any account or tag.
const MOST_ADDRESS_BYTES: usize = 600;

/// A phrase that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found<'t, S> {
    /// Section of the list it stands in.
    pub section: S,
    /// Its weight there.
    pub weight: i8,
    /// The words as they stand in the text.
    pub words: &'t str,
    /// Byte offset of the first of them.
    pub start: usize,
    /// Whether it counts only where it opens a sentence.
    pub opens: bool,
}

#[derive(Clone, Debug)]
struct Cue<S> {
    section: S,
    weight: i8,
    opens: bool,
    goes_on: bool,
}

/// A list made ready.
#[derive(Clone, Debug)]
pub(super) struct Cues<S> {
    automaton: Option<AhoCorasick>,
    of_pattern: Vec<Cue<S>>,
}

impl<S: Copy> Cues<S> {
    /// Reads lists; `section` tells what a `[section]` is. Other words in brackets are phrases like any.
    pub(super) fn read(lists: &[&str], section: impl Fn(&str) -> Option<S>) -> Self {
        let (mut patterns, mut of_pattern) = (Vec::new(), Vec::new());
        for list in lists {
            let mut current = None;
            for line in list.lines().map(str::trim) {
                let named = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
                if let Some(named) = named.and_then(&section) {
                    current = Some(named);
                } else if let (Some(section), false) = (current, line.is_empty() || line.starts_with('#')) {
                    let (cue, phrase) = cue(section, line);
                    for spelling in spellings(phrase) {
                        patterns.push(spelling);
                        of_pattern.push(cue.clone());
                    }
                }
            }
        }
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(patterns)
            .ok();
        Self {
            automaton,
            of_pattern,
        }
    }

    /// What stands in a text, in order; of phrases within each other the longest that began first.
    pub(super) fn find<'t>(&self, text: &'t str) -> impl Iterator<Item = Found<'t, S>> + use<'t, '_, S> {
        let matches = self.automaton.iter().flat_map(move |found| found.find_iter(text));
        matches.filter_map(move |found| {
            let cue = self.of_pattern.get(found.pattern().as_usize())?;
            let whole = is_boundary(text, found.start()) && (cue.goes_on || is_boundary(text, found.end()));
            (whole && (!cue.opens || opens_sentence(text, found.start()))).then_some(Found {
                section: cue.section,
                weight: cue.weight,
                words: text.get(found.range())?,
                start: found.start(),
                opens: cue.opens,
            })
        })
    }
}

fn cue<S>(section: S, line: &str) -> (Cue<S>, &str) {
    let mut rest = line;
    let mut opens = false;
    let mut weight = 1;
    // `^2 review:` and `2 ^review:` are the same.
    for _ in 0..2 {
        if let Some(after) = rest.strip_prefix('^') {
            (opens, rest) = (true, after);
        }
        if let Some((number, after)) = rest.split_once(' ')
            && let Ok(number) = number.parse()
            && weight == 1
        {
            (weight, rest) = (number, after);
        }
    }
    let (goes_on, phrase) = match rest.strip_suffix('*') {
        Some(stem) => (true, stem),
        None => (false, rest),
    };
    let cue = Cue {
        section,
        weight,
        opens,
        goes_on,
    };
    (cue, phrase)
}

/// The ways a phrase is written. The automaton takes ASCII letters in any case; others stand as listed, capitalised at the
/// beginning, or all in capitals.
fn spellings(phrase: &str) -> Vec<String> {
    let mut spellings = vec![phrase.to_owned()];
    if let Some(first) = phrase.chars().next().filter(|first| !first.is_ascii()) {
        let rest: String = phrase.chars().skip(1).collect();
        spellings.push(format!("{}{rest}", first.to_uppercase()));
    }
    if !phrase.is_ascii() {
        spellings.push(phrase.to_uppercase());
    }
    if phrase.contains('\'') {
        spellings.push(phrase.replace('\'', "’"));
        // `dont`, `Ive`: in French and Italian the apostrophe separates words and is not left out.
        if phrase.contains("n't") || phrase.contains("i'") {
            spellings.push(phrase.replace('\'', ""));
        }
    }
    spellings.sort();
    spellings.dedup();
    spellings
}

/// Whether a sentence begins at an offset: the text does, or a mark that ends one, a line break, a quote or a bullet stands
/// before it, or nothing but a name that is addressed (`@acme how do i …`).
fn opens_sentence(text: &str, at: usize) -> bool {
    let Some(before) = text.get(..at).map(str::trim_end) else {
        return false;
    };
    let addressed = || {
        let near = before.floor_char_boundary(before.len().saturating_sub(MOST_ADDRESS_BYTES));
        let word = before.get(near..)?.rsplit(char::is_whitespace).next()?;
        Some(word.starts_with(['@', '#']))
    };
    let line_break = text
        .get(before.len()..at)
        .is_some_and(|blank| blank.contains('\n'));
    line_break
        || addressed().unwrap_or_default()
        || before.chars().next_back().is_none_or(|last| {
            matches!(
                last,
                '.' | '!'
                    | '?'
                    | ':'
                    | ';'
                    | '…'
                    | '"'
                    | '“'
                    | '„'
                    | '«'
                    | '¿'
                    | '('
                    | '-'
                    | '–'
                    | '—'
                    | '•'
                    | ','
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(list: &str, text: &str) -> Vec<(char, i8, String)> {
        let cues = Cues::read(&[list], |name| name.chars().next().filter(|_| name.len() == 1));
        cues.find(text)
            .map(|found| (found.section, found.weight, found.words.to_owned()))
            .collect()
    }

    #[test]
    fn phrases_match_whole_words_in_any_spelling() {
        let list = "# a list\n[x]\n2 doesn't work\nrefund\nårsavgift*\n[y]\n^how do i\n-5 no refund\n[ad]";
        for (text, expected) in [
            ("It DOESN’T work", vec![('x', 2, "DOESN’T work")]),
            ("it doesnt work", vec![('x', 2, "doesnt work")]),
            ("refunded", vec![]),
            ("Årsavgiften", vec![('x', 1, "Årsavgift")]),
            (
                "no refund, refund",
                vec![('y', -5, "no refund"), ('x', 1, "refund")],
            ),
            ("[Ad] new", vec![('y', 1, "[Ad]")]),
            ("@acme how do I pay", vec![('y', 1, "how do I")]),
            ("I know how do i", vec![]),
            ("Hi.\nHow do I pay", vec![('y', 1, "How do I")]),
        ] {
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(section, weight, words)| (section, weight, words.to_owned()))
                .collect();
            assert_eq!(found(list, text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,80}") {
            let cues = Cues::read(&["[x]\nå*\n^o\n'"], |_| Some(()));
            for cue in cues.find(&text) {
                proptest::prop_assert!(text.get(cue.start..).unwrap().starts_with(cue.words));
            }
        }
    }
}
