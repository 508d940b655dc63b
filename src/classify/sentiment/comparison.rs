//! Where one thing is held against another: praise of the other speaks against the one judged.

use super::{
    lexicon::Role,
    tokens::{Scan, Token},
    towards::Place,
};

/// Valence of leaving something, and of one thing beating another.
pub(super) const CHOICE: f32 = 2.0;

/// What is left of a statement that is said not to hold for the next: «A is great, B is not».
pub(super) const DENIED: f32 = -0.74;

/// Words between `unlike` and a name.
const ARTICLES: [&str; 8] = ["the", "a", "an", "my", "our", "any", "most", "with"];

/// Words between a name and what sets it apart from others: `unlike those at`, `except for the one from`.
const LEADS: [&str; 20] = [
    "the", "a", "an", "my", "our", "any", "most", "with", "those", "that", "one", "ones", "at", "from", "of",
    "by", "in", "for", "what", "your",
];

/// How many words before a name that may stand.
const LEAD: usize = 5;

/// Of how many something may be excepted.
const ALL: [&str; 11] = [
    "all",
    "every",
    "everything",
    "everyone",
    "everybody",
    "each",
    "most",
    "rest",
    "others",
    "nothing",
    "none",
];

/// Words between a verb of replacing and what comes instead.
const REPLACED: usize = 8;

/// Verbs of leaving one for another.
const LEFT: [&str; 10] = [
    "switched",
    "switching",
    "switch",
    "moved",
    "moving",
    "migrated",
    "migrating",
    "left",
    "leaving",
    "coming",
];
/// Verbs of choosing one over another.
const PREFERS: [&str; 6] = ["prefer", "prefers", "preferred", "chose", "choose", "picked"];

/// Verbs by which one comes out above another.
const BEATS: [&str; 12] = [
    "beats",
    "beat",
    "outperforms",
    "outperformed",
    "outshines",
    "crushes",
    "destroys",
    "trumps",
    "surpasses",
    "tops",
    "outclasses",
    "smokes",
];
/// Verbs before a bare denial.
const IS: [&str; 10] = [
    "is", "are", "was", "were", "does", "do", "did", "has", "isn't", "doesn't",
];

/// Turns what speaks for another thing in the sentence of the target.
pub(super) fn turn(scan: &Scan, place: &Place, bearing: &mut [f32]) {
    let near = |n: usize| before(scan, place, n);
    let degree = |word: &str| {
        matches!(
            word,
            "superior" | "inferior" | "preferable" | "nothing" | "nowhere"
        )
    };
    let above = near(1) == Some("to") && near(2).is_some_and(degree)
        || near(2) == Some("to")
            && near(1).is_some_and(|word| ARTICLES.contains(&word))
            && near(3).is_some_and(degree);
    let than = above || (1..=3).any(|n| near(n) == Some("than"));
    if than {
        flip(scan, place, bearing, 0..place.first);
    }
    let led_by = |words: &[&str]| {
        let lead = (1..=LEAD).take_while(|n| near(*n).is_some());
        let mut lead = lead.map(|n| (n, near(n).unwrap_or_default()));
        lead.find(|(_, word)| words.contains(word) || !LEADS.contains(word))
            .filter(|(_, word)| words.contains(word))
            .map(|(n, _)| place.first - n)
    };
    let excepted = led_by(&["except", "excepting", "excluding", "besides"]).or_else(|| {
        led_by(&["from", "than"]).filter(|at| {
            let lead = at.checked_sub(1).and_then(|at| scan.tokens.get(at));
            lead.is_some_and(|lead| matches!(scan.key(lead), "apart" | "aside" | "other"))
        })
    });
    if excepted.is_some() && ALL.iter().any(|word| has(scan, place, word))
        || led_by(&["unlike"]).is_some()
        || (near(2) == Some("compared") && matches!(near(1), Some("to" | "with")))
    {
        let main = place.last + 1..scan.tokens.len();
        flip(scan, place, bearing, main);
        flip(scan, place, bearing, 0..place.first);
    }
    if let Some(found) = turning_point(scan, place) {
        flip(scan, place, bearing, 0..found);
    }
    if let Some((at, "instead")) = after(scan, place).find(|(_, word)| *word == "instead") {
        flip(scan, place, bearing, at..scan.tokens.len());
    }
    if is_denied(scan, place) {
        for (at, token) in scan.tokens.iter().enumerate().take(place.first) {
            if let Some(bears) = bearing.get_mut(at)
                && token.sentence == place.sentence
                && token.clause + 1 >= place.clause
            {
                *bears = DENIED / (1.0 + 0.1 * f32::from(u8::try_from(place.first - at).unwrap_or(u8::MAX)));
            }
        }
    }
}

/// Where what was before the target ends: `replaced our awful X with the target`, `hated it until I found the target`.
fn turning_point(scan: &Scan, place: &Place) -> Option<usize> {
    let near = |n: usize| before(scan, place, n);
    let until = (1..=LEAD).find(|n| matches!(near(*n), Some("until" | "till")));
    let found = until.filter(|until| {
        (1..*until).any(|n| {
            matches!(
                near(n),
                Some("found" | "tried" | "discovered" | "got" | "bought" | "met" | "switched")
            )
        })
    });
    let with = (1..=2).find(|n| matches!(near(*n), Some("with" | "for" | "by")));
    let replaced = with.filter(|with| {
        (with + 1..=REPLACED).any(|n| {
            matches!(
                near(n),
                Some("replaced" | "replacing" | "replace" | "swapped" | "swapping" | "traded" | "ditched")
            )
        })
    });
    let (found, replaced) = (found.map(|n| place.first - n), replaced.map(|n| place.first - n));
    found.or(replaced)
}

/// Gives verbs of choice a value of their own: who is left or beaten fares worse, who is gone to or beats better.
pub(super) fn choose(scan: &Scan, place: &Place, values: &mut [f32], bearing: &mut [f32]) {
    let near = |n: usize| before(scan, place, n);
    let mut say = |at: usize, value: f32| {
        if let (Some(old), Some(bears)) = (values.get_mut(at), bearing.get_mut(at)) {
            (*old, *bears) = (value, 1.0);
        }
    };
    let verb = |words: &'static [&'static str], far: usize| {
        (1..=far)
            .find(|n| near(*n).is_some_and(|word| words.contains(&word)))
            .map(|n| place.first - n)
    };
    if let Some(at) = verb(&LEFT, 7) {
        let link = (1..=2).find_map(|n| near(n).filter(|word| matches!(*word, "from" | "to")));
        match link {
            Some("from") => say(at, -CHOICE),
            Some("to") if has(scan, place, "from") => say(at, CHOICE),
            _ => {}
        }
    }
    if let Some(at) = verb(&PREFERS, 6) {
        let passed_over = (1..=2).any(|n| matches!(near(n), Some("over" | "to" | "instead")));
        if passed_over {
            say(at, -CHOICE);
        } else if at + 3 > place.first {
            say(at, CHOICE);
        }
    }
    if let Some(at) = verb(&BEATS, 3) {
        let nobody = at.checked_sub(1).and_then(|at| scan.tokens.get(at));
        let nobody = nobody.is_some_and(|token| token.role == Role::Not);
        say(at, if nobody { CHOICE } else { -CHOICE });
    } else if let Some((at, _)) = after(scan, place).take(3).find(|(_, word)| BEATS.contains(word)) {
        say(at, CHOICE);
    }
}

fn has(scan: &Scan, place: &Place, word: &str) -> bool {
    let mut sentence = scan
        .tokens
        .iter()
        .filter(|token| token.sentence == place.sentence);
    sentence.any(|token| scan.key(token) == word)
}

/// The n-th word before the target, in its sentence.
fn before<'s>(scan: &'s Scan, place: &Place, n: usize) -> Option<&'s str> {
    let token = place.first.checked_sub(n).and_then(|at| scan.tokens.get(at))?;
    (token.sentence == place.sentence).then(|| scan.key(token))
}

/// The words after the target in its clause.
fn after<'s>(scan: &'s Scan, place: &Place) -> impl Iterator<Item = (usize, &'s str)> {
    let (clause, from) = (place.clause, place.last + 1);
    let tokens = scan.tokens.iter().enumerate().skip(from);
    tokens
        .take_while(move |(_, token)| token.clause == clause)
        .map(|(at, token)| (at, scan.key(token)))
}

/// `…, the target is not`: what was said before is denied of it.
fn is_denied(scan: &Scan, place: &Place) -> bool {
    let rest: Vec<&Token> = scan
        .tokens
        .iter()
        .skip(place.last + 1)
        .take_while(|token| token.clause == place.clause)
        .take(3)
        .collect();
    match rest.as_slice() {
        [one] => one.role == Role::Not && one.value == 0.0,
        [is, not] => IS.contains(&scan.key(is)) && not.role == Role::Not,
        _ => false,
    }
}

pub(super) fn flip(scan: &Scan, place: &Place, bearing: &mut [f32], range: std::ops::Range<usize>) {
    for at in range {
        if let (Some(token), Some(bears)) = (scan.tokens.get(at), bearing.get_mut(at))
            && token.sentence == place.sentence
        {
            *bears = -bears.abs();
        }
    }
}
