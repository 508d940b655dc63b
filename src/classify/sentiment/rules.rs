//! How words change each other: negation, intensity, capitals, contrast, punctuation.

use super::{
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
    /// Values that nobody rated are faint up to this: no denial of a verb is about their praise, and they tip nothing alone.
    pub(in super::super) const FAINT: f32 = 1.0;
    /// Praise and blame of at most so much beside each other are no mixed feelings.
    pub(in super::super) const COURTESY: f32 = 0.5;
    /// What is left of a word in a question.
    pub(in super::super) const ASKED: f32 = 0.6;
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
const REACH: usize = 3;

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
    if names_a_fault(scan, at) {
        if denied(scan, at).is_some() || negated_behind(scan, at) {
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

/// Whether a word says that something is wrong and not how bad it is. `to issue a refund` is no fault.
fn names_a_fault(scan: &Scan, at: usize) -> bool {
    let Some(token) = scan.tokens.get(at).filter(|token| token.value < 0.0) else {
        return false;
    };
    let key = scan.key(token);
    let issues_it = || {
        let next = scan.tokens.get(at + 1);
        key.starts_with("issue") && next.is_some_and(|next| matches!(scan.key(next), "a" | "an" | "the"))
    };
    (is_fault(key) || is_grudge(key)) && !issues_it()
}

/// Things that are wrong.
fn is_fault(key: &str) -> bool {
    let one = key.strip_suffix('s').unwrap_or(key);
    matches!(
        one,
        "problem"
            | "issue"
            | "trouble"
            | "complaint"
            | "regret"
            | "flaw"
            | "fault"
            | "glitch"
            | "glitche"
            | "defect"
            | "bug"
            | "downside"
            | "drawback"
            | "hassle"
    )
}

/// What is done about them.
fn is_grudge(key: &str) -> bool {
    matches!(key, "complain" | "regretted" | "disappoint" | "disappoints")
}

/// What may stand between a denial and the fault that it denies: that it was had or found, and how many or how big ones. Whoever
/// denies anything else (`never answered my complaint`, `cannot fix the problem`, `never had so many bugs`) tells of a fault.
fn lets_deny(key: &str) -> bool {
    matches!(
        key,
        "have"
            | "has"
            | "had"
            | "having"
            | "been"
            | "be"
            | "is"
            | "are"
            | "was"
            | "were"
            | "find"
            | "found"
            | "see"
            | "seen"
            | "noticed"
            | "encountered"
            | "experienced"
            | "with"
            | "a"
            | "an"
            | "any"
            | "one"
            | "single"
            | "little"
            | "small"
            | "tiny"
            | "minor"
            | "major"
            | "big"
            | "real"
            | "serious"
            | "further"
            | "other"
            | "ever"
            | "even"
            | "yet"
            | "technical"
    )
}

/// How many words before the name of a fault it may be denied: `hasn't had one single little glitch`.
const DENIED_REACH: usize = 5;

/// Which word denies the fault at a place. Two denials tell of it again: `not without flaws`.
fn denied(scan: &Scan, at: usize) -> Option<usize> {
    let this = scan.tokens.get(at)?;
    let from = at.saturating_sub(DENIED_REACH);
    let before = scan.tokens.get(from..at)?.iter().enumerate().rev();
    let mut clause = before.take_while(|(_, token)| token.clause == this.clause);
    let grudge = is_grudge(scan.key(this));
    let (place, word) = clause.find(|(_, token)| grudge || !lets_deny(scan.key(token)))?;
    let place = from + place;
    let mut earlier = scan.tokens.get(place.saturating_sub(REACH)..place)?.iter();
    let twice = earlier.any(|token| token.clause == this.clause && token.role == Role::Not);
    (word.role == Role::Not && !twice).then_some(place)
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
        .take(NO_REACH)
        .take_while(|token| Some(token.sentence) == sentence)
        .any(|token| token.value != 0.0 && !token.face && token.role != Role::Not)
}

/// `it doesn't open`, `they never came`: a verb is negated, and nothing in reach has more than faint praise that it turns.
fn is_bare_negation(scan: &Scan, at: usize) -> bool {
    let Some(token) = scan.tokens.get(at).filter(|token| token.role == Role::Not) else {
        return false;
    };
    let key = scan.key(token);
    if !(matches!(key, "not" | "never" | "cannot") || key.ends_with("n't") || is_unmarked_contraction(key)) {
        return false;
    }
    let denies = |fault: usize| names_a_fault(scan, fault) && denied(scan, fault) == Some(at);
    if (at + 1..=at + DENIED_REACH).any(denies) {
        return false;
    }
    let near = |token: &&Token| Some(token.sentence) == scan.tokens.get(at).map(|token| token.sentence);
    let from = at.saturating_sub(REACH);
    let around = scan.tokens.get(from..).unwrap_or_default().iter();
    let mut around = around.take(at - from + REACH + 1).filter(near);
    !around.any(|token| !is_faint(token) || token.value < 0.0)
}

/// Whether a word says hardly anything by itself: nothing, or a little that nobody rated.
pub(super) fn is_faint(token: &Token) -> bool {
    token.value == 0.0 || token.induced && token.value.abs() <= weight::FAINT
}

/// `dont` and its like, as posts spell them.
fn is_unmarked_contraction(key: &str) -> bool {
    matches!(
        key,
        "dont" | "doesnt" | "didnt" | "isnt" | "wasnt" | "cant" | "wont" | "couldnt" | "wouldnt" | "aint"
    )
}

/// How many words after `no` it can negate; further on it is an answer of its own.
const NO_REACH: usize = 2;

fn negated(scan: &Scan, at: usize) -> bool {
    let raised = before(scan, at)
        .next()
        .is_some_and(|token| matches!(scan.key(token), "so" | "this" | "such"));
    let mut nearer: Option<&str> = None;
    for (distance, token) in before(scan, at).enumerate() {
        let key = scan.key(token);
        if token.value != 0.0 && distance >= NO_REACH {
            continue;
        }
        let never_so =
            (key == "never" && matches!(nearer, Some("so" | "this" | "been"))) || (raised && is_perfect(key));
        let without_doubt = key == "without" && nearer == Some("doubt");
        if token.role == Role::Not && !never_so && !without_doubt {
            return true;
        }
        nearer = Some(key);
    }
    false
}

/// `I have never slept so well`, `haven't been this sore in a while`: it never was as much as now.
fn is_perfect(key: &str) -> bool {
    matches!(
        key,
        "never" | "haven't" | "hasn't" | "hadn't" | "havent" | "hasnt" | "hadnt"
    )
}

/// Words that say of a whole sentence how it is meant, which no negation in it turns: `I don't think so, sadly`.
fn says_of_all(key: &str) -> bool {
    matches!(
        key,
        "sadly" | "unfortunately" | "regrettably" | "luckily" | "fortunately" | "thankfully" | "hopefully"
    )
}

/// `es gefällt mir nicht`, `jag gillar det inte`: a negation after the verb, with nothing of value of its own behind it.
fn negated_behind(scan: &Scan, at: usize) -> bool {
    let Some(this) = scan.tokens.get(at) else {
        return false;
    };
    let after = |from: usize| {
        let rest = scan.tokens.get(from..).unwrap_or_default().iter();
        rest.take(BEHIND_REACH)
            .take_while(|token| token.clause == this.clause)
    };
    let valued = |token: &Token| token.value != 0.0 && !token.face;
    let place = after(at + 1)
        .take_while(|token| !valued(token))
        .position(|token| token.turns_back);
    place.is_some_and(|place| !after(at + 2 + place).any(valued))
}

/// How many words behind a word a negation of it may stand.
const BEHIND_REACH: usize = 4;

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
        if scan.asked.binary_search(&token.sentence).is_ok() {
            *value *= weight::ASKED;
        }
        if supposed.binary_search(&token.clause).is_ok() && token.role != Role::If {
            *value *= weight::SUPPOSED;
        }
    }
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
