//! Where two texts that mostly say the same differ: a few words of one in the place of a few words of the other.

use std::collections::HashMap;

/// Most words on either side of a place: what differs in more is another sentence.
pub(super) const MOST_WORDS: usize = 9;
/// Words that must stand in both for what differs to be over.
const RUN: usize = 2;

/// A place where two texts differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gap<'w, 't> {
    /// What the first text has there.
    pub(super) ours: &'w [&'t str],
    /// What the other one has there.
    pub(super) theirs: &'w [&'t str],
    /// Whether one of the texts ends there: it may have been cut.
    pub(super) at_end: bool,
}

/// The places where two texts differ, in order. Each word is looked at a bounded number of times.
pub(super) fn gaps<'w, 't>(ours: &'w [&'t str], theirs: &'w [&'t str]) -> Vec<Gap<'w, 't>> {
    let known = Known::of(theirs);
    let mut found = Vec::new();
    let (mut a, mut b) = (0, 0);
    while let (Some(one), Some(other)) = (ours.get(a), theirs.get(b)) {
        if one == other {
            (a, b) = (a + 1, b + 1);
            continue;
        }
        match near(tail(ours, a), tail(theirs, b)) {
            Some((skip_a, skip_b)) => {
                found.push(Gap {
                    ours: head(tail(ours, a), skip_a),
                    theirs: head(tail(theirs, b), skip_b),
                    at_end: a + skip_a == ours.len() || b + skip_b == theirs.len(),
                });
                (a, b) = (a + skip_a, b + skip_b);
            }
            // One has sentences more: the next run of words that both have.
            None => match (a..ours.len()).find_map(|at| Some((at, known.after(ours, at, b)?))) {
                Some(next) => (a, b) = next,
                None => return found,
            },
        }
    }
    let (ours, theirs) = (tail(ours, a), tail(theirs, b));
    if !(ours.is_empty() && theirs.is_empty()) && ours.len().max(theirs.len()) <= MOST_WORDS {
        found.push(Gap {
            ours,
            theirs,
            at_end: true,
        });
    }
    found
}

/// The fewest words to leave out on each side so that both go on alike, or both end.
fn near(ours: &[&str], theirs: &[&str]) -> Option<(usize, usize)> {
    let alike = |a: usize, b: usize| {
        let (ours, theirs) = (head(tail(ours, a), RUN), head(tail(theirs, b), RUN));
        ours == theirs && (a + b > 0)
    };
    (1..=2 * MOST_WORDS)
        .flat_map(|both| (0..=both).map(move |a| (a, both - a)))
        .filter(|(a, b)| *a <= MOST_WORDS.min(ours.len()) && *b <= MOST_WORDS.min(theirs.len()))
        .find(|(a, b)| alike(*a, *b))
}

/// Where runs of words stand.
struct Known<'w, 't> {
    last: HashMap<&'w [&'t str], usize>,
}

impl<'w, 't> Known<'w, 't> {
    const RUN: usize = 3;

    fn of(words: &'w [&'t str]) -> Self {
        let runs = words.windows(Self::RUN).enumerate();
        Self {
            last: runs.map(|(at, run)| (run, at)).collect(),
        }
    }

    /// Where the run at a place stands in the other text, at or behind a place there.
    fn after(&self, words: &[&str], at: usize, from: usize) -> Option<usize> {
        let run = words.get(at..at + Self::RUN)?;
        self.last.get(run).copied().filter(|place| *place >= from)
    }
}

fn tail<'w, 't>(words: &'w [&'t str], from: usize) -> &'w [&'t str] {
    words.get(from..).unwrap_or_default()
}

fn head<'w, 't>(words: &'w [&'t str], most: usize) -> &'w [&'t str] {
    words.get(..most).unwrap_or(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(a: &str, b: &str) -> Vec<String> {
        let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
        gaps(&a, &b)
            .iter()
            .map(|gap| format!("{}/{}", gap.ours.join(" "), gap.theirs.join(" ")))
            .collect()
    }

    #[test]
    fn places_that_differ_are_found() {
        let long = "w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12 w13 w14 w15 w16 w17 w18 w19 w20 w21";
        for (a, b, expected) in [
            ("a b c d", "a b c d", vec![]),
            ("a will b c", "a wont b c", vec!["will/wont"]),
            ("a b c d", "a not b c d", vec!["/not"]),
            (
                "x beats y in two",
                "y beats x in two",
                vec!["x beats y/y beats x"],
            ),
            ("a b c up", "a b c down", vec!["up/down"]),
            ("a b c", "a b c now and then", vec!["/now and then"]),
            (
                "a b c up d e f g lower h i",
                "a b c down d e f g higher h i",
                vec!["up/down", "lower/higher"],
            ),
            (&format!("{long} a b c up d e"), "a b c down d e", vec!["up/down"]),
            (&format!("a b {long}"), "a b", vec![]),
        ] {
            assert_eq!(shown(a, b), expected, "{a} | {b}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_two_texts_are_walked(a in "([ab] ){0,40}c", b in "([ab] ){0,40}c") {
            for gap in shown(&a, &b) {
                proptest::prop_assert!(gap.len() > 1);
            }
            proptest::prop_assert!(shown(&a, &a).is_empty());
        }
    }
}
