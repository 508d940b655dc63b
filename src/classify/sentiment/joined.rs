//! Phrases of a text: their words become one token.

use super::{
    groups::Group,
    lexicon::{Entry, Lexicon, Role},
    lexicons::{Speech, Voice},
    phrases::{self, Word},
    tokens::{Scan, Token},
};

/// Merges the words of each phrase into its first token.
pub(super) fn join_phrases(scan: &mut Scan, lexicon: &Lexicon, speech: Speech<'_>) {
    let mut found: Vec<(usize, usize, Entry)> = Vec::new();
    let keys: Vec<u64> = scan
        .tokens
        .iter()
        .map(|token| phrases::key(scan.key(token)))
        .collect();
    let (mut at, mut phrased) = (0, false);
    while let (Some(first), Some(&key)) = (scan.tokens.get(at), keys.get(at)) {
        let next = |n: usize| {
            let token = scan.tokens.get(at + 1 + n);
            token
                .filter(|token| token.sentence == first.sentence)
                .map(|token| Word {
                    text: scan.key(token),
                    key: keys.get(at + 1 + n).copied().unwrap_or_default(),
                    fills: token.clause == first.clause && token.role != Role::Not,
                })
        };
        let voice = scan
            .key(first)
            .chars()
            .next()
            .map(|c| speech.voice(first.span.start, c));
        let phrase = match voice {
            Some(Voice::English) => lexicon.phrase(key, next),
            Some(Voice::Other(tongue)) => lexicon.own_phrase(key, next).or_else(|| tongue.phrase(key, next)),
            Some(Voice::Silent) | None => lexicon.own_phrase(key, next),
        };
        let speaks = |(more, entry): &(usize, Entry)| {
            entry.own || speaks_for(scan.tokens.get(at..=at + more).unwrap_or_default(), entry.value)
        };
        phrased |= phrase.is_some();
        let phrase = phrase
            .filter(speaks)
            .filter(|(_, entry)| !speech.as_rated || !entry.is_silent());
        at += 1;
        if let Some((more, entry)) = phrase {
            found.push((at - 1, more, entry));
            at += more;
        }
    }
    scan.phrased = phrased;
    for (at, more, entry) in &found {
        let joined = scan.tokens.get(*at..=at + more).unwrap_or_default();
        let end = joined.last().map_or(0, |token| token.span.end);
        let raises = joined.iter().any(|token| token.is(Group::Degree));
        if let Some(token) = scan.tokens.get_mut(*at) {
            token.span.end = end.max(token.span.end);
            (token.value, token.role, token.turns_back) = (entry.value, entry.role, entry.turns_back);
            (token.induced, token.own) = (entry.induced, entry.own);
            token.raises = raises;
        }
    }
    drop_joined(&mut scan.tokens, &found);
}

/// Whether a phrase of ours speaks for its words: not where one is the user's, and not where they praise or blame more by themselves,
/// as `works really great` does, which is one of those that `works really *` stands for.
fn speaks_for(words: &[Token], value: f32) -> bool {
    let sum: f32 = words.iter().map(|token| token.value).sum();
    let denied = words.iter().any(|token| token.role == Role::Not);
    let say_more = !denied && sum * value > 0.0 && sum.abs() > value.abs();
    !say_more && !words.iter().any(|token| token.own)
}

/// Removes the tokens that became part of a phrase, in one pass.
fn drop_joined(tokens: &mut Vec<Token>, found: &[(usize, usize, Entry)]) {
    if found.is_empty() {
        return;
    }
    let (mut index, mut phrases) = (0, found.iter().peekable());
    tokens.retain(|_| {
        let at = index;
        index += 1;
        while phrases.next_if(|(first, more, _)| at > first + more).is_some() {}
        phrases.peek().is_none_or(|(first, _, _)| at <= *first)
    });
}
