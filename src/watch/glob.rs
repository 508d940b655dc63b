//! Words with `*` and `?` in them: found by their longest run of letters, proved on the word around it.

use super::patterns::place::{closes_word, opens_word};
use crate::text::words::is_word;

/// Longest stretch on either side of the run of letters, in characters: no word is longer, and it bounds the work.
const MAX_SIDE_CHARS: usize = 64;
/// Most characters of one word with wildcards; longer ones find nothing and are refused before.
pub(super) const MAX_GLOB_CHARS: usize = 64;

/// One step of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// This character.
    Char(char),
    /// `?`: one letter, digit or mark.
    One,
    /// `*`: any number of them, none included.
    Many,
}

/// A word with wildcards, folded as the texts are that it is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Glob {
    /// What stands before the anchor, from right to left.
    head: Vec<Step>,
    /// The longest run without wildcards: what is searched for.
    anchor: String,
    /// What stands after it.
    tail: Vec<Step>,
}

impl Glob {
    /// Reads a word in which every `*` and `?` is a wildcard; `None` if it has nothing else, or is too long.
    pub(super) fn new(written: &str) -> Option<Self> {
        if written.chars().count() > MAX_GLOB_CHARS {
            return None;
        }
        let runs = written.split(['*', '?']);
        // The first of the longest: `max_by_key` would take the last.
        let anchor = runs.rev().max_by_key(|run| run.chars().count())?;
        let at = written.find(anchor).filter(|_| !anchor.is_empty())?;
        let mut head = steps(written.get(..at)?);
        head.reverse();
        Some(Self {
            head,
            anchor: anchor.to_owned(),
            tail: steps(written.get(at + anchor.len()..)?),
        })
    }

    /// The letters to search for.
    pub(super) fn anchor(&self) -> &str {
        &self.anchor
    }

    /// Whether the word begins with the letters that are searched for.
    pub(super) fn opens(&self) -> bool {
        self.head.is_empty()
    }

    /// Whether the word ends with them.
    pub(super) fn closes(&self) -> bool {
        self.tail.is_empty()
    }

    /// The word around the anchor at a place of a text, if it is as the pattern asks: byte range.
    pub(super) fn around(&self, text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
        let (before, after) = (text.get(..start)?, text.get(end..)?);
        let (first, last) = (self.anchor.chars().next()?, self.anchor.chars().next_back()?);
        let head = walk(&self.head, before.chars().rev(), first, |near, far| {
            opens_word(far, near)
        })?;
        let tail = walk(&self.tail, after.chars(), last, closes_word)?;
        Some((start - head, end + tail))
    }
}

/// Whether a whole name is as a pattern asks; here `*` and `?` stand for any character.
pub(super) fn whole(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    // Where the last `*` stands, and how much of the name it has taken so far.
    let mut star: Option<(usize, usize)> = None;
    while let Some(&c) = name.get(n) {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(&own) if own == '?' || own == c => {
                p += 1;
                n += 1;
            }
            _ => {
                let Some((at, taken)) = star else { return false };
                star = Some((at, taken + 1));
                p = at + 1;
                n = taken + 1;
            }
        }
    }
    pattern
        .get(p..)
        .is_some_and(|rest| rest.iter().all(|&c| c == '*'))
}

fn steps(written: &str) -> Vec<Step> {
    let step = |c| match c {
        '*' => Step::Many,
        '?' => Step::One,
        c => Step::Char(c),
    };
    written.chars().map(step).collect()
}

/// How many bytes of `chars` the steps take until a word may end, at the first place where it may. `near` is the
/// character before the first; `ends` is asked with the last character taken and the one that follows.
fn walk(
    steps: &[Step],
    chars: impl Iterator<Item = char>,
    mut near: char,
    ends: impl Fn(char, Option<char>) -> bool,
) -> Option<usize> {
    let mut chars = chars.peekable();
    let done = 1_u128 << steps.len();
    // One bit per step that may come next: all ways through the pattern at once.
    let mut states = skipping_many(steps, 1);
    let mut taken = 0;
    for _ in 0..=MAX_SIDE_CHARS {
        let far = chars.next();
        if states & done != 0 && ends(near, far) {
            return Some(taken);
        }
        let c = far?;
        states = skipping_many(steps, advanced(steps, states, c));
        if states == 0 {
            return None;
        }
        taken += c.len_utf8();
        near = c;
    }
    None
}

/// The states after one character.
fn advanced(steps: &[Step], states: u128, c: char) -> u128 {
    let wild = is_word(c);
    steps.iter().enumerate().fold(0, |next, (n, step)| {
        let here = states & (1_u128 << n);
        match step {
            Step::Char(own) if *own == c => next | here << 1,
            Step::One if wild => next | here << 1,
            Step::Many if wild => next | here,
            _ => next,
        }
    })
}

/// The states and those behind a `*` that takes nothing.
fn skipping_many(steps: &[Step], states: u128) -> u128 {
    steps.iter().enumerate().fold(states, |states, (n, step)| {
        let here = states & (1_u128 << n);
        if *step == Step::Many {
            states | here << 1
        } else {
            states
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found<'a>(pattern: &str, text: &'a str) -> Vec<&'a str> {
        let glob = Glob::new(pattern).unwrap();
        let anchors = text.char_indices().filter(|(at, _)| {
            text.get(*at..)
                .is_some_and(|rest| rest.starts_with(glob.anchor()))
        });
        let mut found: Vec<_> = anchors
            .filter_map(|(at, _)| glob.around(text, at, at + glob.anchor().len()))
            .filter_map(|(start, end)| text.get(start..end))
            .collect();
        found.dedup();
        found
    }

    #[test]
    fn wildcards_stand_for_letters_of_one_word() {
        for (pattern, text, expected) in [
            (
                "ac*me",
                "acme acxyzme ac me acmes xacme ac-me",
                vec!["acme", "acxyzme"],
            ),
            (
                "*rocket",
                "rocket skyrocket rockets sky-rocket",
                vec!["rocket", "skyrocket", "rocket"],
            ),
            ("*rocket*", "skyrockets!", vec!["skyrockets"]),
            ("*ana*", "banana", vec!["banana"]),
            (
                "organi?e",
                "organise organize organie organisze",
                vec!["organise", "organize"],
            ),
            (
                "colo*r",
                "color colour colonizer, colors",
                vec!["color", "colour", "colonizer"],
            ),
            ("?acme", "acme xacme xxacme", vec!["xacme"]),
            ("acme??", "acme12 acme1 acme123", vec!["acme12"]),
            (
                "#acme*",
                "#acmelaunch acmelaunch #acme",
                vec!["#acmelaunch", "#acme"],
            ),
            ("東京?", "東京塔へ", vec!["東京塔"]),
            ("アク*", "アクメの", vec!["アクメ"]),
            ("아*메", "아크메는", vec!["아크메"]),
            ("iph*", "iPhone iphone를", vec!["iphone"]),
            ("c?t+*", "cut+s", vec!["cut+"]),
        ] {
            assert_eq!(found(pattern, text), expected, "{pattern} in {text}");
        }
    }

    #[test]
    fn a_pattern_needs_letters_and_an_end() {
        assert_eq!(Glob::new("*?*"), None);
        assert_eq!(Glob::new(""), None);
        assert_eq!(Glob::new(&"a".repeat(MAX_GLOB_CHARS + 1)), None);
        let endless = format!("acme{}", "e".repeat(1 << 16));
        assert!(found("acme*", &endless).is_empty());
    }

    proptest! {
        /// Against the textbook's recursion on words of two letters.
        #[test]
        fn it_matches_what_the_plain_definition_matches(
            pattern in "[ab?*]{0,4}a[ab?*]{0,6}",
            word in "[ab]{1,12}",
        ) {
            let plain = plainly(&pattern.chars().collect::<Vec<_>>(), &word.chars().collect::<Vec<_>>());
            let ours = found(&pattern, &word).contains(&word.as_str());
            prop_assert_eq!(ours, plain, "{} {}", pattern, word);
            prop_assert_eq!(whole(&pattern, &word), plain, "{} {}", pattern, word);
        }

        #[test]
        fn it_never_panics_and_finds_what_can_be_shown(pattern in "\\PC{0,20}", text in "\\PC{0,40}") {
            if let Some(glob) = Glob::new(&pattern) {
                for (at, anchor) in text.match_indices(glob.anchor()) {
                    if let Some((start, end)) = glob.around(&text, at, at + anchor.len()) {
                        prop_assert!(text.get(start..end).is_some());
                    }
                }
            }
        }
    }

    fn plainly(pattern: &[char], word: &[char]) -> bool {
        match pattern.split_first() {
            None => word.is_empty(),
            Some(('*', rest)) => (0..=word.len()).any(|n| plainly(rest, &word[n..])),
            Some((c, rest)) => word
                .split_first()
                .is_some_and(|(w, tail)| (*c == '?' || c == w) && plainly(rest, tail)),
        }
    }
}
