//! How words change each other: negation, intensity, capitals, contrast, punctuation.

use super::{
    denials::{
        denied, is_bare_negation, is_listed_as_denied, names_a_fault, negated, negated_behind,
        negates_a_neighbour,
    },
    groups::Group,
    lexicon::Role,
    tokens::{Scan, Token},
};

/// Weights of the rules. The kinds of rules are VADER's (Hutto and Gilbert 2014, section 3.3); the values were chosen on
/// one half of the rated tweets, reviews, film reviews and news that its authors published, for the sum of the four
/// correlations.
pub(super) mod weight {
    /// What an intensifier right before a word adds or takes.
    pub(in super::super) const INTENSITY: f32 = 0.4;
    /// What capitals add in a text that is not all capitals.
    pub(in super::super) const CAPITALS: f32 = 0.733;
    /// What drawn-out letters add.
    pub(in super::super) const DRAWN_OUT: f32 = 0.293;
    /// What a negation turns praise into.
    pub(in super::super) const NEGATED_PRAISE: f32 = -0.74;
    /// What a negation turns blame into: «not bad» is faint praise.
    pub(in super::super) const NEGATED_BLAME: f32 = -0.2;
    /// What a negation turns the name of a fault into: who has no complaint praises.
    pub(in super::super) const DENIED_FAULT: f32 = -0.6;
    /// What a negation of words that carry nothing says: who writes what does not happen is mostly displeased with it.
    pub(in super::super) const DENIAL: f32 = -1.0;
    /// What is left of praise that something falls short of: `could be better`.
    pub(in super::super) const WANTING: f32 = -0.4;
    /// What is left of praise for a property that goes too far: `too slick`.
    pub(in super::super) const OVERDONE: f32 = -0.5;
    /// What is left of a trouble that somebody made less.
    pub(in super::super) const UNDONE: f32 = -0.3;
    /// What is left of praise that an `otherwise` limits.
    pub(in super::super) const CONCEDED: f32 = 0.3;
    /// Values that nobody rated are faint up to this: no denial of a verb is about their praise, and they tip nothing alone.
    pub(in super::super) const FAINT: f32 = 1.0;
    /// Praise and blame of at most so much beside each other are no mixed feelings.
    pub(in super::super) const COURTESY: f32 = 0.5;
    /// What is left of a word in a sentence with a question mark.
    pub(in super::super) const ASKED: f32 = 0.6;
    /// What is left of praise in a question that wants an answer; blame in one is blame: `is it normal that it leaks?`
    pub(in super::super) const ASKED_FOR: f32 = 0.3;
    /// What is left of a word in a clause that only supposes or wishes.
    pub(in super::super) const SUPPOSED: f32 = 0.7;
    /// What is left of the words before a contrast.
    pub(in super::super) const BEFORE_CONTRAST: f32 = 0.5;
    /// What one `!` adds, up to four, and never more than there is.
    pub(in super::super) const EXCLAMATION: f32 = 0.35;
    /// Flattens sums into −1 … 1: `sum / √(sum² + FLATTEN)`.
    pub(in super::super) const FLATTEN: f32 = 18.0;
}

/// Words from which a text is long: its sum grows with chance alone, as the root of its length, and is brought back.
const LONG_WORDS: u16 = 60;

/// Abbreviations that are written in capitals without shouting.
const CAPITAL_BY_HABIT: [&str; 10] = [
    "lol", "lmao", "lmfao", "rofl", "omg", "wtf", "xd", "ok", "tv", "btw",
];

/// How many words before a word can change it.
pub(super) const REACH: usize = 3;

/// Values of all tokens after the rules that act between neighbours, in order; 0 for words without valence.
pub(super) fn weigh(scan: &Scan) -> Vec<f32> {
    (0..scan.tokens.len()).map(|at| weigh_one(scan, at)).collect()
}

fn weigh_one(scan: &Scan, at: usize) -> f32 {
    let Some(token) = scan.tokens.get(at) else {
        return 0.0;
    };
    if token.value == 0.0 {
        return if is_bare_negation(scan, at) {
            weight::DENIAL
        } else {
            0.0
        };
    }
    if token.face {
        return token.value;
    }
    if token.role == Role::Not && negates_a_neighbour(scan, at) {
        return 0.0;
    }
    let sign = token.value.signum();
    let mut value = token.value;
    if token.caps && scan.mixed_case && !CAPITAL_BY_HABIT.contains(&scan.key(token)) {
        value += sign * weight::CAPITALS;
    }
    if token.long {
        value += sign * weight::DRAWN_OUT;
    }
    for (distance, before) in before(scan, at).enumerate() {
        value += sign * intensity(before, scan.mixed_case) * decay(distance);
    }
    if says_of_all(scan.key(token)) {
        return value;
    }
    if let Some(turn) = token.turn {
        return value * turn.share();
    }
    if names_a_fault(scan, at) {
        if denied(scan, at).is_some() || is_listed_as_denied(scan, at) || negated_behind(scan, at) {
            value *= weight::DENIED_FAULT;
        }
    } else if negated(scan, at) || negated_behind(scan, at) {
        value *= if value > 0.0 {
            weight::NEGATED_PRAISE
        } else {
            weight::NEGATED_BLAME
        };
    }
    value
}

/// The tokens before one, nearest first, inside its sentence.
pub(super) fn before(scan: &Scan, at: usize) -> impl Iterator<Item = &Token> {
    let sentence = scan.tokens.get(at).map(|token| token.sentence);
    scan.tokens
        .get(at.saturating_sub(REACH)..at)
        .unwrap_or_default()
        .iter()
        .rev()
        .take_while(move |token| Some(token.sentence) == sentence)
}

fn decay(distance: usize) -> f32 {
    match distance {
        0 => 1.0,
        1 => 0.95,
        _ => 0.9,
    }
}

fn intensity(token: &Token, mixed_case: bool) -> f32 {
    let base = match token.role {
        Role::More => weight::INTENSITY,
        Role::Less => return -weight::INTENSITY,
        _ => return 0.0,
    };
    let caps = if token.caps && mixed_case {
        weight::CAPITALS
    } else {
        0.0
    };
    let long = if token.long { weight::DRAWN_OUT } else { 0.0 };
    base + caps + long
}

/// Whether a word says hardly anything by itself: nothing, or a little that nobody rated.
pub(super) fn is_faint(token: &Token) -> bool {
    token.value == 0.0 || token.induced && token.value.abs() <= weight::FAINT
}

/// Words that say of a whole sentence how it is meant, which no negation in it turns: `I don't think so, sadly`.
fn says_of_all(key: &str) -> bool {
    matches!(
        key,
        "sadly" | "unfortunately" | "regrettably" | "luckily" | "fortunately" | "thankfully" | "hopefully"
    )
}

/// `good but expensive`: what stands before a contrast weighs less than what follows it.
pub(super) fn contrast(scan: &Scan, values: &mut [f32]) {
    let at = scan.tokens.iter().position(|token| token.role == Role::But);
    for value in values.iter_mut().take(at.unwrap_or(0)) {
        *value *= weight::BEFORE_CONTRAST;
    }
}

/// Questions, wishes and conditions say less than statements.
pub(super) fn unreal(scan: &Scan, values: &mut [f32]) {
    let supposed = supposed(scan);
    if supposed.is_empty() && scan.asked.is_empty() {
        return;
    }
    for (token, value) in scan.tokens.iter().zip(values).filter(|(token, _)| !token.face) {
        if token.value > 0.0 && asks(scan, token.sentence) {
            *value *= weight::ASKED_FOR;
        } else if scan.asked.binary_search(&token.sentence).is_ok() {
            *value *= weight::ASKED;
        }
        if supposed.binary_search(&token.clause).is_ok() && token.role != Role::If {
            *value *= weight::SUPPOSED;
        }
    }
}

/// Whether a sentence is a question that wants an answer, by how it begins: `is it any good?`, and no `isn't it great?`.
pub(super) fn asks(scan: &Scan, sentence: u32) -> bool {
    if scan.asked.binary_search(&sentence).is_err() {
        return false;
    }
    let first = scan.tokens.partition_point(|token| token.sentence < sentence);
    let words = scan.tokens.get(first..).unwrap_or_default();
    // Whom it is for comes first.
    let word = words.iter().find(|token| !scan.key(token).is_empty());
    word.is_some_and(|word| word.is(Group::Question))
}

/// Whether all that a text says by the lexicon is praise that it asks for.
pub(super) fn only_asks(scan: &Scan) -> bool {
    let mut said = scan.tokens.iter().filter(|token| token.value != 0.0).peekable();
    said.peek().is_some() && said.all(|token| token.value > 0.0 && asks(scan, token.sentence))
}

/// Numbers of the clauses that only suppose or wish, in order.
pub(super) fn supposed(scan: &Scan) -> Vec<u32> {
    let marks = scan.tokens.iter().filter(|token| token.role == Role::If);
    marks.map(|token| token.clause).collect()
}

/// Sum of the values with the emphasis of exclamation marks, for a text of usual length.
pub(super) fn total(scan: &Scan, values: &[f32]) -> f32 {
    let sum: f32 = values.iter().sum();
    if sum == 0.0 {
        return 0.0;
    }
    let exclaimed = f32::from(u8::try_from(scan.exclamations.min(4)).unwrap_or(4));
    let words = u16::try_from(scan.tokens.len())
        .unwrap_or(u16::MAX)
        .max(LONG_WORDS);
    let length = (f32::from(LONG_WORDS) / f32::from(words)).sqrt();
    let emphasis = (exclaimed * weight::EXCLAMATION).min(sum.abs());
    (sum + sum.signum() * emphasis) * length
}

/// Brings a sum into −1 … 1.
pub(super) fn flatten(sum: f32) -> f32 {
    (sum / (sum * sum + weight::FLATTEN).sqrt()).clamp(-1.0, 1.0)
}

/// The sum that [`flatten`] brings to `score`; scores of one and beyond come from sums without end.
pub(super) fn unflatten(score: f32) -> f32 {
    score * (weight::FLATTEN / (1.0 - score * score).max(f32::EPSILON)).sqrt()
}
