//! The words of a text that copies of it share, and the runs of three they make.

use std::{collections::HashSet, ops::Range};

use xxhash_rust::xxh3::xxh3_64;

use super::transliterate::latin;
use crate::text::{fold::fold_key, words};

/// Words of a text without what copies differ in: links, account names, `RT`, case, look-alike letters, the alphabet
/// of Serbian.
#[derive(Debug, Default)]
pub(super) struct Words {
    folded: String,
    spans: Vec<Range<usize>>,
}

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let folded = latin(fold_key(&stripped(text)));
        let spans = words::spans(&folded).collect();
        Self { folded, spans }
    }

    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.spans
            .iter()
            .map(|span| self.folded.get(span.clone()).unwrap_or(""))
    }

    /// The words with one blank between them.
    pub(super) fn joined(&self) -> String {
        let mut joined = String::with_capacity(self.folded.len());
        for word in self.iter() {
            if !joined.is_empty() {
                joined.push(' ');
            }
            joined.push_str(word);
        }
        joined
    }

    /// Hashes of the runs of three words; of all words together when there are fewer.
    pub(super) fn runs(&self) -> Vec<u64> {
        let hashes: Vec<u64> = self.iter().map(|word| xxh3_64(word.as_bytes())).collect();
        let mix = |run: &[u64]| {
            run.iter().fold(0_u64, |hash, word| {
                (hash.rotate_left(21) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            })
        };
        hashes.windows(hashes.len().clamp(1, 3)).map(mix).collect()
    }

    /// Words with a digit: what posts made from one template differ in.
    pub(super) fn numbers(&self) -> impl Iterator<Item = &str> {
        self.iter()
            .filter(|word| word.bytes().any(|byte| byte.is_ascii_digit()))
    }

    /// Whether the numbers of the shorter text all stand in the longer one.
    pub(super) fn same_numbers(&self, other: &Self) -> bool {
        let (shorter, longer) = if self.len() <= other.len() {
            (self, other)
        } else {
            (other, self)
        };
        let known: HashSet<&str> = longer.iter().collect();
        shorter.numbers().all(|word| known.contains(word))
    }
}

/// A text without links, account names, `RT` and the signs of hashtags.
fn stripped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let is_www = || {
            let head = word.get(..4);
            head.is_some_and(|head| head.eq_ignore_ascii_case("www."))
        };
        // Most words are nothing but letters.
        let is_plain = word.bytes().all(|byte| byte.is_ascii_alphabetic());
        if matches!(word, "RT" | "via")
            || !is_plain && (is_www() || word.starts_with('@') || word.contains("://"))
        {
            continue;
        }
        out.push_str(word);
        out.push(' ');
    }
    out
}
