//! Denials from afar: `I don't think it's a good phone`, `does not leave me with a good feeling`.
//!
//! A denial next to a word turns it whatever stands between. Further away it does only where a verb leads on to the word and nothing
//! parts them: no other word of feeling, no new clause; and a denial may be about something else (`don't have to`, `can't wait`, `not
//! only`). Blame is cleared by opinions only: whoever denies anything else about what is bad is mostly displeased with it.

use super::{
    denials::{blames_nobody, fails_to, is_denial_of_verbs},
    groups::Group,
    lexicon::Role,
    rules::{REACH, is_faint},
    tokens::{Scan, Token},
};

/// How many words before a word it may be denied: `is not what I would call a great hotel`.
const FAR_REACH: usize = 8;

/// How many words behind a denial what leads on from it stands: `isn't really going to`.
const LEAD_REACH: usize = 2;

/// The place of the word that denies the one at a place, if it is further away than [`REACH`] or a doubt.
pub(super) fn denial(scan: &Scan, at: usize) -> Option<usize> {
    let this = scan.tokens.get(at).filter(|token| can_be_denied(token))?;
    let praises = this.value > 0.0;
    let from = at.saturating_sub(FAR_REACH);
    // `a good feeling`: words of the same feeling right before it share what is said of it.
    let mut together = true;
    for (place, token) in (from..at).zip(scan.tokens.get(from..at)?).rev() {
        if token.clause != this.clause || token.face {
            return None;
        }
        // `I doubt that it is any good`: nearby, too.
        if praises && doubts(scan, place) || fails(scan, place) && at - place > REACH {
            return Some(place);
        }
        if token.role == Role::Not {
            let leads = |token: &Token| token.is(Group::Opinion) || praises && token.is(Group::Lead);
            let mut next = scan.tokens.iter().skip(place + 1).take(LEAD_REACH);
            let reaches = at - place > REACH
                && (next.any(leads) && denies(scan, place) || praises && denies_all(scan, place, at));
            return (reaches && is_open(scan, place, at)).then_some(place);
        }
        together &= token.value * this.value > 0.0;
        if token.is(Group::ScopeEnd) || !together && !is_faint(token) && !token.is(Group::Lead) {
            return None;
        }
    }
    None
}

/// Whether a denial at a place reaches a word from afar.
pub(super) fn reached(scan: &Scan, at: usize) -> bool {
    (at + REACH + 1..=at + FAR_REACH).any(|word| denial(scan, word) == Some(at))
}

/// What denies a fault has rules of its own.
fn can_be_denied(token: &Token) -> bool {
    token.value != 0.0 && !token.face && token.role != Role::Not && !token.is(Group::Fault)
}

/// Whether a denial says that something is not so, and not that it need not be or is well.
fn denies(scan: &Scan, at: usize) -> bool {
    let key = |at: usize| scan.key_at(at);
    let about_something_else = at > 0 && key(at - 1) == "why"
        || match key(at + 1) {
            "only" | "just" | "mind" | "believe" | "because" | "help" => true,
            // `don't have to`, `not to mention`.
            "have" | "need" => key(at + 2) == "to",
            "to" => key(at + 2) == "mention",
            _ => false,
        };
    let opens_question = scan.tokens.get(at).is_some_and(|token| {
        let first = at.checked_sub(1).and_then(|before| scan.tokens.get(before));
        first.is_none_or(|before| before.sentence != token.sentence)
            && scan.asked.binary_search(&token.sentence).is_ok()
    });
    is_denial_of_verbs(key(at)) && !about_something_else && !opens_question && !blames_nobody(scan, at)
}

/// `nobody at the desk was friendly`, `not a single room was clean`: what is said of all of something.
fn denies_all(scan: &Scan, denial: usize, at: usize) -> bool {
    let key = |at: usize| scan.key_at(at);
    let of_all = match key(denial) {
        "nobody" | "none" | "neither" | "nor" | "nothing" | "noone" => true,
        "not" => matches!(
            key(denial + 1),
            "a" | "one" | "all" | "any" | "every" | "everyone" | "everybody" | "everything" | "many" | "much"
        ),
        _ => false,
    };
    of_all && (denial + 1..at).any(|between| is_copula(key(between)))
}

/// `I doubt that`; not `no doubt`, nor the benefit of it.
fn doubts(scan: &Scan, at: usize) -> bool {
    matches!(scan.key_at(at), "doubt" | "doubts" | "doubted")
        && matches!(
            at.checked_sub(1).map_or("", |before| scan.key_at(before)),
            "i" | "we" | "they" | "he" | "she" | "seriously" | "really" | "highly" | "would"
        )
}

/// `failed to deliver a good experience`.
fn fails(scan: &Scan, at: usize) -> bool {
    fails_to(scan.key_at(at), Some(scan.key_at(at + 1)))
}

/// Whether the word is what is denied: it is not said to be somebody's (`did not come with his best friend`) nor a surprise (`never
/// thought it would be so good`).
fn is_open(scan: &Scan, denial: usize, at: usize) -> bool {
    let key = |at: usize| scan.key_at(at);
    let raised_by = |at: usize| scan.tokens.get(at).is_some_and(|token| token.role == Role::More);
    let mut before = at - 1;
    while before > denial && raised_by(before) && !matches!(key(before), "so" | "such") {
        before -= 1;
    }
    let is_definite = match key(before) {
        "my" | "your" | "his" | "her" | "our" | "their" | "its" => true,
        "the" | "this" | "that" | "these" | "those" => !is_copula(key(before - 1)),
        _ => false,
    };
    let is_past = matches!(key(denial), "never" | "didn't" | "didnt" | "couldn't" | "couldnt")
        || key(denial) == "not" && denial > 0 && matches!(key(denial - 1), "did" | "could");
    let expects = |at: usize| matches!(key(at), "expect" | "know" | "realise" | "realize" | "imagine");
    let surprises = is_past
        && (matches!(key(before), "so" | "such" | "this" | "how")
            || (denial + 1..before).any(expects)
            || key(denial) == "never" && key(denial + 1) == "thought");
    !is_definite && !surprises
}

fn is_copula(key: &str) -> bool {
    matches!(
        key,
        "is" | "are" | "was" | "were" | "be" | "been" | "it's" | "its" | "that's" | "they're"
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::assert_judged;
    use crate::model::Polarity::{Negative, Positive};

    #[test]
    fn a_denial_reaches_where_a_verb_leads_on() {
        assert_judged(&[
            ("I don't think it's a good phone.", Negative),
            ("It doesn't leave me with a good feeling.", Negative),
            ("This is not what I would call a great hotel.", Negative),
            ("I doubt that it is any good.", Negative),
            ("It failed to make for a good experience.", Negative),
            ("Nobody at the desk was friendly.", Negative),
            ("Not a single room was clean.", Negative),
            ("You don't have to be an expert to make great pictures.", Positive),
            ("I can't wait to see what looks like a great film.", Positive),
            ("I didn't expect it to be so good.", Positive),
            ("I did not know anyone makes bread and now I enjoy it.", Positive),
            ("I don't think you will find a better phone.", Positive),
        ]);
    }
}
