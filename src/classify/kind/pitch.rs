//! Questions that what is sold answers: `Tired of slow skates? Acme is twice as fast.` They ask nothing, and complain of nothing.

use std::{collections::HashSet, ops::Range};

use crate::{classify::cues::Cues, text::words};

const LIST: &str = include_str!("pitch.txt");

/// Longest sentence that is one, in bytes.
const LONGEST_BYTES: usize = 120;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Pitch,
    OfSelf,
}

/// The list, made ready.
#[derive(Clone, Debug)]
pub(super) struct Pitches {
    cues: Cues<Section>,
}

impl Pitches {
    pub(super) fn new() -> Self {
        let section = |name: &str| match name {
            "pitch" => Some(Section::Pitch),
            "self" => Some(Section::OfSelf),
            _ => None,
        };
        Self {
            cues: Cues::read(&[LIST], section),
        }
    }

    /// Where such questions stand in a text: each opens with such words, nobody speaks of themselves in it, and what follows it is
    /// no question.
    pub(super) fn find(&self, text: &str) -> Vec<Range<usize>> {
        if !text.contains('?') {
            return Vec::new();
        }
        let found: Vec<_> = self.cues.find(text).collect();
        let of_self: HashSet<usize> = found
            .iter()
            .filter(|cue| cue.section == Section::OfSelf)
            .map(|cue| cue.start)
            .collect();
        found
            .iter()
            .filter(|cue| cue.section == Section::Pitch)
            .filter_map(|cue| sentence(text, cue.start))
            .filter(|range| !range.clone().any(|at| of_self.contains(&at)))
            .filter(|range| is_answered(text, range.end))
            .collect()
    }
}

/// The sentence that opens at a place, if it is a short one that ends in a question mark.
fn sentence(text: &str, start: usize) -> Option<Range<usize>> {
    let before = text
        .get(..start)?
        .trim_end_matches(|c: char| !words::is_word(c) && !is_end(c));
    if !(before.is_empty() || before.ends_with(is_end)) {
        return None;
    }
    let rest = text.get(start..)?;
    let end = rest.find(is_end)?;
    (end <= LONGEST_BYTES && rest.get(end..)?.starts_with('?')).then_some(start..start + end + 1)
}

fn is_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '\n')
}

/// Whether words follow that ask nothing.
fn is_answered(text: &str, end: usize) -> bool {
    let rest = text.get(end..).unwrap_or_default();
    rest.chars().any(words::is_word) && !rest.contains('?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pitches_are_told_from_questions() {
        let pitches = Pitches::new();
        for (text, expected) in [
            ("Tired of slow skates? Acme is fast.", 1),
            ("Hi! Looking for a lamp? Here it is.", 1),
            ("¿Cansado de patines lentos? Acme es rápido.", 1),
            // Somebody asks for himself, asks on, or says nothing more.
            ("Tired of my old skates? Yes.", 0),
            ("Looking for a lamp? Which one is good?", 0),
            ("Looking for a lamp?", 0),
            ("Are you tired of slow skates? Acme is fast.", 0),
            ("Tired of slow skates. Acme is fast.", 0),
            ("", 0),
        ] {
            assert_eq!(pitches.find(text).len(), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(tired of|my|\\?|¿|é| |\\.|\n|lamp){0,30}") {
            for range in Pitches::new().find(&text) {
                proptest::prop_assert!(text.get(range).is_some_and(|found| found.ends_with('?')));
            }
        }
    }
}
