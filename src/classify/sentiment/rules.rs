//! How words change each other: negation, intensity, capitals, contrast, punctuation.

use super::{
    lexicon::Role,
    tokens::{Scan, Token},
};

/// Weights of the rules. Those that VADER has (Hutto and Gilbert 2014, section 3.3, measured there on human ratings) keep
/// its values; the others were chosen on English tweets, reviews and news other than the ones a test scores.
pub(super) mod weight {
    /// What an intensifier right before a word adds or takes.
    pub(in super::super) const INTENSITY: f32 = 0.293;
    /// What capitals add in a text that is not all capitals.
    pub(in super::super) const CAPITALS: f32 = 0.733;
    /// What drawn-out letters add.
    pub(in super::super) const DRAWN_OUT: f32 = 0.293;
    /// What a negation turns a word into.
    pub(in super::super) const NEGATION: f32 = -0.74;
    /// Weight of what stands before a contrast, and after it.
    pub(in super::super) const BEFORE_CONTRAST: f32 = 0.5;
    /// See above.
    pub(in super::super) const AFTER_CONTRAST: f32 = 1.5;
    /// What one `!` adds, up to four.
    pub(in super::super) const EXCLAMATION: f32 = 0.292;
    /// What one `?` adds from the second on, up to three; then a constant.
    pub(in super::super) const QUESTION: f32 = 0.18;
    /// See above.
    pub(in super::super) const QUESTIONS: f32 = 0.96;
    /// Flattens sums into −1 … 1: `sum / √(sum² + FLATTEN)`.
    pub(in super::super) const FLATTEN: f32 = 15.0;
}

/// How many words before a word can change it.
const REACH: usize = 3;

/// Values of all tokens after the rules that act between neighbours, in order; 0 for words without valence.
pub(super) fn weigh(scan: &Scan) -> Vec<f32> {
    (0..scan.tokens.len()).map(|at| weigh_one(scan, at)).collect()
}

fn weigh_one(scan: &Scan, at: usize) -> f32 {
    let Some(token) = scan.tokens.get(at).filter(|token| token.value != 0.0) else {
        return 0.0;
    };
    if token.face {
        return token.value;
    }
    if token.role == Role::Not && negates_a_neighbour(scan, at) {
        return 0.0;
    }
    let sign = token.value.signum();
    let mut value = token.value;
    if token.caps && scan.mixed_case {
        value += sign * weight::CAPITALS;
    }
    if token.long {
        value += sign * weight::DRAWN_OUT;
    }
    for (distance, before) in before(scan, at).enumerate() {
        value += sign * intensity(before, scan.mixed_case) * decay(distance);
    }
    if negated(scan, at) {
        value *= weight::NEGATION;
    }
    value
}

/// The tokens before one, nearest first, inside its sentence.
fn before(scan: &Scan, at: usize) -> impl Iterator<Item = &Token> {
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

/// `no` has a valence of its own, unless it negates what follows.
fn negates_a_neighbour(scan: &Scan, at: usize) -> bool {
    let sentence = scan.tokens.get(at).map(|token| token.sentence);
    scan.tokens
        .get(at + 1..)
        .unwrap_or_default()
        .iter()
        .take(REACH)
        .take_while(|token| Some(token.sentence) == sentence)
        .any(|token| token.value != 0.0 && !token.face)
}

fn negated(scan: &Scan, at: usize) -> bool {
    let mut nearer: Option<&str> = None;
    for token in before(scan, at) {
        let key = scan.key(token);
        let never_so = key == "never" && matches!(nearer, Some("so" | "this"));
        let without_doubt = key == "without" && nearer == Some("doubt");
        if token.role == Role::Not && !never_so && !without_doubt {
            return true;
        }
        nearer = Some(key);
    }
    false
}

/// `good but expensive`: what follows a contrast weighs more than what came before it.
pub(super) fn contrast(scan: &Scan, values: &mut [f32]) {
    let Some(at) = scan.tokens.iter().position(|token| token.role == Role::But) else {
        return;
    };
    for (index, value) in values.iter_mut().enumerate() {
        *value *= if index < at {
            weight::BEFORE_CONTRAST
        } else {
            weight::AFTER_CONTRAST
        };
    }
}

/// Sum of the values, with the emphasis of the marks.
pub(super) fn total(scan: &Scan, values: &[f32]) -> f32 {
    let sum: f32 = values.iter().sum();
    if sum == 0.0 {
        return 0.0;
    }
    sum + sum.signum() * emphasis(scan)
}

#[expect(clippy::cast_precision_loss, reason = "at most four")]
fn emphasis(scan: &Scan) -> f32 {
    let exclaimed = scan.exclamations.min(4) as f32 * weight::EXCLAMATION;
    let asked = match scan.questions {
        0 | 1 => 0.0,
        2 | 3 => scan.questions as f32 * weight::QUESTION,
        _ => weight::QUESTIONS,
    };
    exclaimed + asked
}

/// Brings a sum into −1 … 1.
pub(super) fn flatten(sum: f32) -> f32 {
    (sum / (sum * sum + weight::FLATTEN).sqrt()).clamp(-1.0, 1.0)
}
