//! How often a word may be expected in texts, to look for the rarest of those a query asks for.
//!
//! Nothing is measured on the texts that are watched: a short list of the words that are frequent everywhere, and for the
//! rest the length (Zipf: short words are few and frequent, long ones many and rare). Being wrong costs time, never a
//! mention.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::Shape;
use crate::text::hash::ShortHash;
use crate::text::words::is_cjk_like;

/// Frequent words, folded: grammar of many languages first, then words of everyday, trade and news.
static COMMON: LazyLock<HashSet<&'static str, ShortHash>> = LazyLock::new(|| {
    include_str!("common.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
});

/// Share of all words that a frequent word has: `the` has 5 %, the hundredth most frequent of English 0.1 %.
const COMMON_SHARE: f32 = 2e-3;
/// Share by number of letters, from one; longer words as the last.
const SHARES: [f32; 9] = [2e-3, 1e-3, 3e-4, 1e-4, 6e-5, 4e-5, 3e-5, 2e-5, 1e-5];
/// Share of one character of a script without spaces.
const CHARACTER_SHARE: f32 = 3e-3;
/// How many words begin as a beginning does that is looked for.
const BEGUN: f32 = 4.0;
/// How much more often than anywhere a word stands beside one that it is joined with in a name.
pub(super) const COMPANY: f32 = 10.0;
/// Cost of what must be searched letter by letter, next to a share: every text pays for it.
const LETTERS_SHARE: f32 = 0.05;

/// Whether a folded word is frequent in some language.
pub(in crate::watch) fn is_common(word: &str) -> bool {
    COMMON.contains(word)
}

/// Share of all words of texts that are this word, roughly.
pub(super) fn word_share(word: &str) -> f32 {
    if is_common(word) {
        return COMMON_SHARE;
    }
    let chars = word.chars().count();
    if word.starts_with(is_cjk_like) {
        // Two characters are rarer than one by more than a short word is than a letter.
        let more = i32::try_from(chars).unwrap_or(i32::MAX).clamp(1, 4) - 1;
        return CHARACTER_SHARE * 0.02_f32.powi(more);
    }
    let share = SHARES.get(chars.saturating_sub(1)).or(SHARES.last());
    share.copied().unwrap_or_default()
}

/// Share of all words where a literal has to be looked at.
pub(super) fn literal_share(letters: &str, shape: Shape, by_letters: bool) -> f32 {
    if by_letters {
        return LETTERS_SHARE;
    }
    match shape {
        Shape::Word | Shape::Address => word_share(letters),
        Shape::Prefix | Shape::Glob => word_share(letters) * BEGUN,
    }
}
