//! Sentiment towards one thing named in a text: words near it, in its clause and sentence, count more.

use std::ops::Range;

use super::{
    lexicon::Role,
    rules,
    tokens::{Scan, Token},
};

/// Weights, chosen on public sets of targeted sentiment (reviews, tweets, news), one setting for all.
mod weight {
    /// Fading per word of distance: `1 / (1 + FADE · distance)`.
    pub(super) const FADE: f32 = 0.1;
    /// Another clause of the same sentence.
    pub(super) const OTHER_CLAUSE: f32 = 0.4;
    /// Another clause, parted by a contrast.
    pub(super) const CONTRASTED: f32 = 0.25;
    /// Another sentence.
    pub(super) const OTHER_SENTENCE: f32 = 0.35;
    /// In a question, and in what is only wished or supposed.
    pub(super) const UNREAL: f32 = 0.6;
}

/// Sum of the values as they bear on the bytes `target` of the text.
pub(super) fn sum(scan: &Scan, values: &mut [f32], target: &Range<usize>) -> f32 {
    let place = Place::of(scan, target);
    let supposed = rules::supposed(scan);
    for (index, (token, value)) in scan.tokens.iter().zip(values.iter_mut()).enumerate() {
        if *value != 0.0 {
            *value *= place.weight(index, token, target) * unreal(scan, token, &supposed);
        }
    }
    place.compare(scan, values);
    values.iter().sum()
}

/// Where the target stands among the tokens.
struct Place {
    first: usize,
    last: usize,
    clause: u32,
    sentence: u32,
    /// Tokens around it up to the nearest contrast on either side.
    uncontrasted: Range<usize>,
}

impl Place {
    fn of(scan: &Scan, target: &Range<usize>) -> Self {
        let first = scan
            .tokens
            .partition_point(|token| token.span.end <= target.start);
        let after = scan.tokens.partition_point(|token| token.span.start < target.end);
        let last = after.saturating_sub(1).max(first);
        let contrast = |token: &Token| matches!(token.role, Role::But | Role::Although);
        let (head, tail) = scan.tokens.split_at(first.min(scan.tokens.len()));
        let from = head.iter().rposition(contrast).map_or(0, |at| at + 1);
        let to = tail
            .iter()
            .position(contrast)
            .map_or(scan.tokens.len(), |at| first + at);
        let at = scan.tokens.get(first).or_else(|| scan.tokens.last());
        Self {
            first,
            last,
            clause: at.map_or(0, |token| token.clause),
            sentence: at.map_or(0, |token| token.sentence),
            uncontrasted: from..to,
        }
    }

    fn weight(&self, index: usize, token: &Token, target: &Range<usize>) -> f32 {
        if token.span.start < target.end && target.start < token.span.end {
            return 0.0;
        }
        let distance = if index < self.first {
            self.first - index
        } else {
            index.saturating_sub(self.last)
        };
        let distance = f32::from(u16::try_from(distance).unwrap_or(u16::MAX));
        let near = 1.0 / (1.0 + weight::FADE * distance);
        near * self.belonging(index, token)
    }

    fn belonging(&self, index: usize, token: &Token) -> f32 {
        if token.sentence != self.sentence {
            return weight::OTHER_SENTENCE;
        }
        if token.clause == self.clause {
            return 1.0;
        }
        if self.uncontrasted.contains(&index) {
            weight::OTHER_CLAUSE
        } else {
            weight::CONTRASTED
        }
    }

    /// `X is better than the target`, `switched from the target`: praise of the other one speaks against this one.
    fn compare(&self, scan: &Scan, values: &mut [f32]) {
        let before = |n: usize| self.first.checked_sub(n).and_then(|at| scan.tokens.get(at));
        let same_clause = |n: usize| before(n).filter(|token| token.clause == self.clause);
        let than = (1..=3).any(|n| same_clause(n).is_some_and(|token| scan.key(token) == "than"));
        let over = (1..=2)
            .any(|n| same_clause(n).is_some_and(|token| matches!(scan.key(token), "over" | "to")))
            && (2..=6).any(|n| same_clause(n).is_some_and(|token| scan.key(token).starts_with("prefer")));
        if !than && !over {
            return;
        }
        let head = values.get_mut(..self.first).unwrap_or_default();
        for (value, token) in head.iter_mut().zip(&scan.tokens) {
            if token.sentence == self.sentence {
                *value = -*value;
            }
        }
    }
}

fn unreal(scan: &Scan, token: &Token, supposed: &[u32]) -> f32 {
    let asked = scan.asked.binary_search(&token.sentence).is_ok();
    match (asked, supposed.binary_search(&token.clause).is_ok()) {
        (false, false) => 1.0,
        (true, true) => weight::UNREAL * weight::UNREAL,
        _ => weight::UNREAL,
    }
}
