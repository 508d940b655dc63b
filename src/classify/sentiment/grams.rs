//! What of a text the learnt weights may judge: its words, pairs of neighbours, negated words and, where a language asks
//! for it, pieces of words. Never what names something: accounts, tags, addresses, numbers and words that are written with
//! a capital inside a sentence, so that nobody is disliked for a name.

use std::ops::RangeInclusive;

use super::{
    lexicon::Role,
    tokens::{Scan, Token},
    weights::Key,
};

/// How far a negation reaches, in words.
const NEGATION_REACH: usize = 3;

/// One thing a weight may be known of.
#[derive(Clone, Debug)]
pub(super) struct Gram {
    /// What it is looked up by.
    pub(super) key: Key,
    /// Index of its token; of the later one for a pair.
    pub(super) at: usize,
    pub(super) shape: Shape,
}

/// Which kind of key it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Word,
    Negated,
    /// With the token before.
    Pair,
    /// These letters of the word, counted with its two ends.
    Piece(RangeInclusive<usize>),
}

/// Whether a token is left to the lexicon alone.
pub(super) fn is_name(text: &str, scan: &Scan, at: usize, titled: bool) -> bool {
    let Some(token) = scan.tokens.get(at) else {
        return true;
    };
    let key = scan.key(token).as_bytes();
    if key.first().is_none_or(u8::is_ascii_digit) || token.face {
        return true;
    }
    let before = token
        .span
        .start
        .checked_sub(1)
        .and_then(|at| text.as_bytes().get(at));
    if matches!(before, Some(b'#' | b'@' | b'$')) {
        return true;
    }
    !titled && is_capital_inside(text, scan, at)
}

/// Several words that the lexicon knows together; it has said what they mean.
fn is_phrase(text: &str, scan: &Scan, token: &Token) -> bool {
    let whole = text.get(token.span.clone()).unwrap_or("");
    whole.len() > scan.key(token).len() && whole.contains(' ')
}

/// Whether a word is written with a capital inside its sentence.
pub(super) fn is_capital_inside(text: &str, scan: &Scan, at: usize) -> bool {
    let capital = scan.tokens.get(at).is_some_and(|token| has_capital(text, token));
    capital && !opens_sentence(scan, at)
}

/// A capital with small letters after it; words in capitals only may be shouted.
fn has_capital(text: &str, token: &Token) -> bool {
    let bytes = text.as_bytes();
    let Some(first) = bytes.get(token.span.start) else {
        return false;
    };
    if first.is_ascii() {
        // `I'm` is no name.
        if *first == b'I' && matches!(bytes.get(token.span.start + 1), Some(b'\'' | 0xe2)) {
            return false;
        }
        return first.is_ascii_uppercase() && !token.caps && token.span.len() > 1;
    }
    let rest = text.get(token.span.clone()).unwrap_or("");
    !token.caps && rest.chars().next().is_some_and(char::is_uppercase)
}

/// Whether a word has a capital after a small letter, as no word has that is no name.
pub(super) fn has_inner_capital(text: &str, scan: &Scan, at: usize) -> bool {
    let span = scan.tokens.get(at).map_or(0..0, |token| token.span.clone());
    let letters = text.get(span).unwrap_or_default();
    let small = letters.trim_start_matches(|c: char| !c.is_lowercase());
    small.contains(char::is_uppercase)
}

fn opens_sentence(scan: &Scan, at: usize) -> bool {
    let sentence = |at: usize| scan.tokens.get(at).map(|token| token.sentence);
    let before = at.checked_sub(1);
    // An account before the first word is an address, not a word of the sentence.
    before.is_none_or(|before| {
        sentence(before) != sentence(at)
            || (scan
                .tokens
                .get(before)
                .is_some_and(|token| scan.key(token).is_empty())
                && (before == 0 || sentence(before - 1) != sentence(at)))
    })
}

/// Whether so many words begin with a capital that capitals tell nothing: a headline.
pub(super) fn is_titled(text: &str, scan: &Scan) -> bool {
    let capital = |token: &&Token| has_capital(text, token);
    scan.tokens.iter().filter(capital).count() * 5 > scan.tokens.len() * 3
}

/// What grams a table is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Lengths of pieces of words, in letters with the two ends of the word; whole words only where it is `None`.
    pub letters: Option<RangeInclusive<usize>>,
    /// Whether a capital inside a sentence makes no name, as in German.
    pub capital_nouns: bool,
}

/// Hands every gram to `each`, in the order of the text.
pub(super) fn each(text: &str, scan: &Scan, scope: &Scope, mut each: impl FnMut(Gram)) {
    let titled = scope.capital_nouns || is_titled(text, scan);
    let mut before: Option<(u32, Key)> = None;
    let mut negation: Option<(u32, usize)> = None;
    for (at, token) in scan.tokens.iter().enumerate() {
        if is_name(text, scan, at, titled) || is_phrase(text, scan, token) {
            before = None;
            if token.role == Role::Not {
                negation = Some((token.sentence, at));
            }
            continue;
        }
        let word = scan.key(token);
        let key = Key::word(word);
        let negated =
            negation.is_some_and(|(sentence, not)| sentence == token.sentence && at - not <= NEGATION_REACH);
        let (gram, shape) = if negated {
            (key.negated(), Shape::Negated)
        } else {
            (key, Shape::Word)
        };
        // What negates does so to its neighbours; the rules say how.
        if token.role != Role::Not {
            each(Gram { key: gram, at, shape });
        }
        if let Some((_, first)) = before.filter(|(sentence, _)| *sentence == token.sentence) {
            let key = first.then(key);
            each(Gram {
                key,
                at,
                shape: Shape::Pair,
            });
        }
        if let Some(letters) = &scope.letters {
            pieces(word, letters, |range, key| {
                each(Gram {
                    key,
                    at,
                    shape: Shape::Piece(range),
                });
            });
        }
        before = Some((token.sentence, key));
        if token.role == Role::Not {
            negation = Some((token.sentence, at));
        }
    }
}

/// Most letters of a word that are cut into pieces; longer ones are none.
const LONGEST_WORD: usize = 40;

/// The pieces of a word, `^` and `$` being its ends.
fn pieces(word: &str, letters: &RangeInclusive<usize>, mut each: impl FnMut(RangeInclusive<usize>, Key)) {
    let mut cut = ['\0'; LONGEST_WORD + 2];
    let mut length = 0;
    for (place, c) in cut.iter_mut().zip(ends(word)) {
        *place = c;
        length += 1;
    }
    for first in 0..length {
        for many in letters.clone() {
            let Some(piece) = cut.get(first..first + many).filter(|_| first + many <= length) else {
                break;
            };
            each(first..=first + many - 1, Key::piece(piece.iter().copied()));
        }
    }
}

/// A word between its ends, without what only makes it polite.
pub(super) fn ends(word: &str) -> impl Iterator<Item = char> {
    let word = POLITE
        .iter()
        .find_map(|(ending, least)| {
            let rest = word.strip_suffix(ending)?;
            (rest.chars().count() >= *least).then_some(rest)
        })
        .unwrap_or(word);
    std::iter::once('^')
        .chain(word.chars())
        .chain(std::iter::once('$'))
}

/// Korean endings of politeness, with the letters that must be left: who is polite is not pleased by that.
const POLITE: [(&str, usize); 3] = [("습니다", 1), ("니다", 2), ("요", 2)];
