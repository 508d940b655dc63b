//! What a page was to be filled with and was not: printers' Latin, unfilled names, a writing program's own words.

use std::collections::BTreeSet;

use crate::classify::cues::Cues;

use super::{shown, title::is_slug};

const LIST: &str = include_str!("placeholder.txt");

/// Phrases of the printers' Latin from which on it is not quoted but left standing.
const FEWEST_FILLER: usize = 3;
/// Words of a page for each such phrase: from here on it is most of what the page says.
const WORDS_OF_FILLER: usize = 30;
/// Lines that are but the name of an element: one may be a file that somebody names, many are a list of such.
const NAMES_LEFT: std::ops::RangeInclusive<usize> = 2..=6;

const FILLER: f32 = 0.3;
const ONLY_FILLER: f32 = 0.6;
const UNFILLED: f32 = 0.3;
const MACHINE: f32 = 0.4;
const NAMES: f32 = 0.25;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Filler,
    Unfilled,
    Machine,
}

/// The lists, made ready.
#[derive(Clone, Debug)]
pub(super) struct Placeholders {
    cues: Cues<Section>,
}

impl Placeholders {
    pub(super) fn new() -> Self {
        let section = |name: &str| match name {
            "filler" => Some(Section::Filler),
            "unfilled" => Some(Section::Unfilled),
            "machine" => Some(Section::Machine),
            _ => None,
        };
        Self {
            cues: Cues::read(&[LIST], section),
        }
    }

    /// What was left standing in a text.
    pub(super) fn judge(&self, said: &str) -> Vec<(f32, String)> {
        let (mut filler, mut unfilled, mut machine) = (Vec::new(), None, None);
        for found in self.cues.find(said) {
            match found.section {
                Section::Filler => filler.push(found.words),
                Section::Unfilled => {
                    unfilled = unfilled.or_else(|| bracketed(said, found.start, found.words));
                }
                Section::Machine => machine = machine.or(Some(found.words)),
            }
        }
        let machine = machine.map(|words| (MACHINE, format!("a writing program speaks: {}", shown(words))));
        let unfilled = unfilled.map(|words| (UNFILLED, format!("a name left unfilled: {}", shown(words))));
        [self::filler(&filler, said), unfilled, machine, names(said)]
            .into_iter()
            .flatten()
            .collect()
    }
}

fn filler(found: &[&str], said: &str) -> Option<(f32, String)> {
    let first = found.first().filter(|_| found.len() >= FEWEST_FILLER)?;
    let words = said.split_whitespace().count();
    let weight = if found.len() * WORDS_OF_FILLER >= words {
        ONLY_FILLER
    } else {
        FILLER
    };
    Some((weight, format!("filled with placeholder text: {}", shown(first))))
}

/// The words with the brackets around them, if they stand alone in some.
fn bracketed<'t>(said: &'t str, start: usize, words: &str) -> Option<&'t str> {
    const PAIRS: [(&str, &str); 6] = [
        ("{{", "}}"),
        ("[[", "]]"),
        ("%%", "%%"),
        ("[", "]"),
        ("{", "}"),
        ("%", "%"),
    ];
    let end = start + words.len();
    let (before, after) = (said.get(..start)?, said.get(end..)?);
    PAIRS.into_iter().find_map(|(open, close)| {
        let from = before.trim_end_matches([' ', '_']).strip_suffix(open)?.len();
        let tail = after.trim_start_matches([' ', '_']);
        let to = said.len() - tail.strip_prefix(close)?.len();
        // `[keyword](…)` is a link, `x[keyword]` and `{keyword}` in code follow a sign or a letter.
        let is_link = said.get(to..).is_some_and(|rest| rest.starts_with(['(', ':']));
        let alone = before
            .get(..from)
            .and_then(|head| head.chars().next_back())
            .is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '“' | '(' | '>'));
        (alone && !is_link).then(|| said.get(from..to)).flatten()
    })
}

/// Lines that are but the name of an element that was to stand there: `cta-banner-images`.
fn names(said: &str) -> Option<(f32, String)> {
    const SHORT: usize = 3;
    let is_name = |line: &&str| {
        line.len() <= 40
            && line.split('-').count() >= SHORT
            && !is_slug(line)
            && line
                .split('-')
                .all(|part| part.len() >= 2 && part.bytes().all(|b| b.is_ascii_lowercase()))
    };
    let found: BTreeSet<&str> = said.lines().map(str::trim).filter(is_name).collect();
    let first = found.first().filter(|_| NAMES_LEFT.contains(&found.len()))?;
    Some((
        NAMES,
        format!(
            "{} names of elements stand where these should: {}",
            found.len(),
            shown(first)
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str) -> Vec<f32> {
        let found = Placeholders::new().judge(text);
        found.into_iter().map(|(weight, _)| weight).collect()
    }

    #[test]
    fn what_was_left_standing_is_found() {
        let filler = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore.";
        let prose = "Words that say something about rockets and where to fly. ".repeat(20);
        for (text, weights) in [
            (filler.to_owned(), vec![ONLY_FILLER]),
            (format!("{prose}{filler}{prose}"), vec![FILLER]),
            ("He wrote «lorem ipsum» on the board".to_owned(), vec![]),
            (
                "Buy [insert keyword] at our shop today".to_owned(),
                vec![UNFILLED],
            ),
            (
                "Best {{ keyword }} and %%keyword%% in %city%".to_owned(),
                vec![UNFILLED],
            ),
            (
                "The keyword is in [keyword](https://a.example) and map[keyword]".to_owned(),
                vec![],
            ),
            ("Dear [first name], we saw your keyword".to_owned(), vec![]),
            (
                "Sure! Here's a rewritten version of it.".to_owned(),
                vec![MACHINE],
            ),
            (
                "They told me that as an AI language model, I am odd".to_owned(),
                vec![],
            ),
            (
                "One\ncta-banner-images\nTwo\ncta-banner-text\n".to_owned(),
                vec![NAMES],
            ),
            ("One\nup-to-date\nTwo".to_owned(), vec![]),
            (
                "set-up-one\nset-up-two\nset-up-three\nset-up-four\nset-up-five\nset-up-six\nset-up-seven"
                    .to_owned(),
                vec![],
            ),
        ] {
            assert_eq!(judged(&text), weights, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_judged(text in "(\\[|\\]|\\{|\\}|%|keyword|insert link| |é|\n|-|ab){0,40}") {
            judged(&text);
        }
    }
}
