//! Faults that a text says are not there: `not a waste of money`, `nicht kaputt`, `n'est pas en panne`.

use crate::{
    classify::{cues::Found, story},
    model::Kind,
    text::words,
};

/// Words between a denial and the fault that it denies: articles, helping verbs, words of degree.
const MOST_BETWEEN: usize = 3;
/// How far before the fault the denial is looked for, in bytes.
const NEAR_BYTES: usize = 60;
/// Beginnings of words for what one is owed: who gets none of it complains.
const OWED: [&str; 22] = [
    "refund",
    "money back",
    "reimburs",
    "återbetal",
    "pengar",
    "ersättning",
    "erstatt",
    "rückerstatt",
    "geld",
    "rembours",
    "reembols",
    "devol",
    "rimbors",
    "terugbet",
    "refusi",
    "refund",
    "hyvity",
    "palaut",
    "pengene",
    "tilbagebet",
    "tilbakebet",
    "svar",
];

/// Whether a fault is denied right before it, in the same clause.
pub(super) fn is_denied(text: &str, cue: &Found<'_, Kind>) -> bool {
    has_denial_before(text, cue.start) && !is_owed_or_denies(cue.words)
}

/// Whether the words of a fault are about what one is owed, or deny something themselves.
fn is_owed_or_denies(words: &str) -> bool {
    let said = words.to_lowercase();
    let own = words::spans(&said)
        .next()
        .and_then(|word| said.get(word))
        .unwrap_or_default();
    OWED.iter().any(|owed| said.starts_with(owed)) || story::is_denial(own)
}

fn has_denial_before(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let near = before.get(before.floor_char_boundary(before.len().saturating_sub(NEAR_BYTES))..);
    let clause = near
        .unwrap_or_default()
        .rsplit(['.', ',', ';', ':', '!', '?', '\n', '–', '—', '('])
        .next()
        .unwrap_or_default()
        .to_lowercase()
        .replace('’', "'");
    let spans: Vec<_> = words::spans(&clause).collect();
    for (passed, span) in spans.into_iter().rev().enumerate() {
        let word = clause.get(span).unwrap_or_default();
        if story::is_denial(word) {
            return true;
        }
        if passed == MOST_BETWEEN || !story::is_light(word) {
            return false;
        }
    }
    false
}
