//! What is denied, and by which word: `not good`, `no lags or hiccups`, `never had a problem`, `doesn't open`.

use crate::text::words::is_hangul;

use super::{
    afar,
    groups::Group,
    lexicon::Role,
    rules::{REACH, before, is_faint},
    tokens::{Scan, Token},
};

/// Whether a word says that something is wrong and not how bad it is. `to issue a refund` is no fault.
pub(super) fn names_a_fault(scan: &Scan, at: usize) -> bool {
    let Some(token) = scan.tokens.get(at).filter(|token| token.value < 0.0) else {
        return false;
    };
    let key = scan.key(token);
    let issues_it = || {
        let next = scan.tokens.get(at + 1);
        key.starts_with("issue") && next.is_some_and(|next| matches!(scan.key(next), "a" | "an" | "the"))
    };
    (token.is(Group::Fault) || token.is(Group::Grudge)) && !issues_it()
}

/// How many words before the name of a fault it may be denied: `hasn't had one single little glitch`.
const DENIED_REACH: usize = 5;

/// Which word denies the fault at a place. Whoever denies anything else (`never answered my complaint`, `cannot fix the problem`,
/// `never had so many bugs`) tells of a fault, and two denials tell of it again: `not without flaws`.
pub(super) fn denied(scan: &Scan, at: usize) -> Option<usize> {
    let this = scan.tokens.get(at)?;
    let from = at.saturating_sub(DENIED_REACH);
    let before = scan.tokens.get(from..at)?.iter().enumerate().rev();
    let mut clause = before.take_while(|(_, token)| token.clause == this.clause);
    let grudge = this.is(Group::Grudge);
    let (place, word) = clause.find(|(_, token)| grudge || !token.is(Group::OfFault))?;
    let place = from + place;
    let mut earlier = scan.tokens.get(place.saturating_sub(REACH)..place)?.iter();
    let twice = earlier.any(|token| token.clause == this.clause && token.role == Role::Not);
    (word.role == Role::Not && !twice).then_some(place)
}

/// `no` has a valence of its own, unless it negates what follows.
pub(super) fn negates_a_neighbour(scan: &Scan, at: usize) -> bool {
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
pub(super) fn is_bare_negation(scan: &Scan, at: usize) -> bool {
    let Some(token) = scan.tokens.get(at).filter(|token| token.role == Role::Not) else {
        return false;
    };
    let key = scan.key(token);
    if blames_nobody(scan, at) {
        return false;
    }
    if !is_denial_of_verbs(key) || afar::reached(scan, at) {
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

/// `couldn't believe how good`, `can't wait`, `don't miss it`, `doesn't sag`: a denial that blames nobody.
pub(super) fn blames_nobody(scan: &Scan, at: usize) -> bool {
    let key = |at: usize| scan.key_at(at);
    let able = matches!(key(at), "can't" | "cant" | "cannot" | "couldn't" | "couldnt");
    let advises = matches!(key(at), "don't" | "dont") || key(at) == "not" && at > 0 && key(at - 1) == "do";
    let wears = |at: usize| scan.tokens.get(at).is_some_and(|token| token.is(Group::Wear));
    let (next, after) = (key(at + 1), key(at + 2));
    match next {
        "believe" | "imagine" => after == "how",
        "wait" | "resist" => able,
        "miss" | "hesitate" | "forget" | "mind" | "worry" => advises,
        "matter" => advises || matches!(key(at), "doesn't" | "doesnt"),
        "be" => after == "overlooked",
        _ => wears(at + 1),
    }
}

/// Whether a word denies what a verb says.
pub(super) fn is_denial_of_verbs(key: &str) -> bool {
    matches!(key, "not" | "never" | "cannot") || key.ends_with("n't") || is_unmarked_contraction(key)
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

pub(super) fn negated(scan: &Scan, at: usize) -> bool {
    is_listed_as_denied(scan, at) || negated_before(scan, at) || shares_a_denial(scan, at)
}

/// `did not offer a better solution`: what a denied praise is said of is denied with it.
fn shares_a_denial(scan: &Scan, at: usize) -> bool {
    let (Some(before), Some(this)) = (at.checked_sub(1), scan.tokens.get(at)) else {
        return false;
    };
    let praised = |token: &Token| token.clause == this.clause && token.value > 0.0 && this.value > 0.0;
    // `can't help loving it` denies nothing of the love.
    let helps = |at: usize| scan.tokens.get(at).is_some_and(|token| scan.key(token) == "help");
    let praise = scan.tokens.get(before).filter(|token| praised(token));
    praise.is_some_and(|praise| praise.turn.is_none()) && !helps(before) && negated_before(scan, before)
}

fn negated_before(scan: &Scan, at: usize) -> bool {
    let raised = scan.tokens.get(at).is_some_and(|token| token.raises)
        || before(scan, at)
            .next()
            .is_some_and(|token| token.is(Group::Degree));
    let mut nearer: Option<&str> = None;
    for (distance, token) in before(scan, at).enumerate() {
        let key = scan.key(token);
        if token.value != 0.0 && distance >= NO_REACH {
            continue;
        }
        let never_so =
            (key == "never" && matches!(nearer, Some("so" | "this" | "been"))) || (raised && is_perfect(key));
        if fails_to(key, nearer) || token.role == Role::Not && !never_so && !is_idle(key, nearer) {
            return true;
        }
        nearer = Some(key);
    }
    false
}

/// `nothing but praise`, `nothing short of great`, `without doubt`, `can't help loving it`: a denial that denies nothing of it.
fn is_idle(key: &str, next: Option<&str>) -> bool {
    match key {
        "nothing" | "none" => matches!(next, Some("but" | "short")),
        "without" => next == Some("doubt"),
        "can't" | "cant" | "cannot" | "couldn't" => next == Some("help"),
        _ => false,
    }
}

/// `fails to impress`, `unable to enjoy it`.
pub(super) fn fails_to(key: &str, next: Option<&str>) -> bool {
    next == Some("to")
        && matches!(
            key,
            "fail"
                | "fails"
                | "failed"
                | "failing"
                | "refuse"
                | "refuses"
                | "refused"
                | "unable"
                | "unlikely"
                | "struggles"
        )
}

/// How many words before `or` a list may have begun that is denied.
const LIST_REACH: usize = 6;

/// `no lags, hiccups or awkward pauses`: the denial holds for the whole list.
pub(super) fn is_listed_as_denied(scan: &Scan, at: usize) -> bool {
    let key = |at: usize| scan.key_at(at);
    let sentence = |at: usize| scan.tokens.get(at).map(|token| token.sentence);
    let Some(or) = (at.saturating_sub(2)..at).find(|place| matches!(key(*place), "or" | "nor")) else {
        return false;
    };
    let list = scan
        .tokens
        .get(or.saturating_sub(LIST_REACH)..or)
        .unwrap_or_default();
    let mut list = list.iter().rev();
    let ended = |token: &Token| {
        let open = matches!(token.role, Role::But | Role::If) || scan.key(token) == "whether";
        open || Some(token.sentence) != sentence(at)
    };
    let denies = |token: &Token| {
        token.role == Role::Not
            && matches!(
                scan.key(token),
                "no" | "not" | "never" | "nor" | "without" | "zero"
            )
    };
    list.find(|token| ended(token) || denies(token))
        .is_some_and(|token| !ended(token))
}

/// `I have never slept so well`, `haven't been this sore in a while`: it never was as much as now.
pub(super) fn is_perfect(key: &str) -> bool {
    matches!(
        key,
        "never" | "haven't" | "hasn't" | "hadn't" | "havent" | "hasnt" | "hadnt"
    )
}

/// `es gefällt mir nicht`, `jag gillar det inte`: a negation after the verb, with nothing of value of its own behind it.
pub(super) fn negated_behind(scan: &Scan, at: usize) -> bool {
    let aside = |token: &&Token| token.role != Role::Aside;
    let Some(this) = scan.tokens.get(at).filter(aside) else {
        return false;
    };
    let after = |from: usize| {
        let rest = scan.tokens.get(from..).unwrap_or_default().iter();
        rest.take(BEHIND_REACH)
            .take_while(|token| token.clause == this.clause)
    };
    // A negation may complain by itself: it is still one.
    let valued = |token: &Token| {
        let says = token.value != 0.0 && !token.face;
        says && !token.turns_back && token.role != Role::Aside
    };
    let place = after(at + 1)
        .take_while(|token| !valued(token))
        .position(|token| token.turns_back);
    place.is_some_and(|place| is_behind(scan, at + 1 + place) || !after(at + 2 + place).any(valued))
}

/// Whether a word of a language that is learnt by pieces is denied right before or behind it: `안 좋아요`, `좋지 않아요`. What its
/// pieces say is then not what is meant.
pub(super) fn are_pieces_denied(scan: &Scan, at: usize) -> bool {
    let Some(this) = scan.tokens.get(at) else {
        return false;
    };
    // Stems are tokens inside the word.
    let mut before = scan
        .tokens
        .get(at.saturating_sub(REACH)..at)
        .unwrap_or_default()
        .iter()
        .rev();
    let word = before.find(|token| token.span.end <= this.span.start);
    let denied = word.is_some_and(|token| token.role == Role::Not && token.clause == this.clause);
    is_behind(scan, at + 1) || denied && scan.key(this).starts_with(is_hangul)
}

/// Whether a word negates what stands before it and nothing else, as `않` does in `추천하지 않아요`.
fn is_behind(scan: &Scan, at: usize) -> bool {
    let token = scan.tokens.get(at);
    token.is_some_and(|token| token.role == Role::Behind)
}

/// How many words behind a word a negation of it may stand.
const BEHIND_REACH: usize = 4;
