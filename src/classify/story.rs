//! Stories: the same text told in several places.

use std::collections::HashSet;

use xxhash_rust::xxh3::xxh3_64;

use crate::text::{fold::fold_key, words};

/// Words from which a text is an article rather than a post.
const ARTICLE_WORDS: usize = 80;

/// Share of the shorter text's three-word runs that an article, or a post, must have in common with the other to tell
/// the same story (measured: containment finds cuts and added boilerplate that whole-text hashes miss).
const SAME_ARTICLE: f64 = 0.5;
const SAME_POST: f64 = 0.6;

/// Runs whose hashes make an article's fingerprint: copies that differ here and there mostly share the smallest ones.
const SKETCH: usize = 4;

/// How alike two texts are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// Share of the shorter text's three-word runs that the longer one has, 0 to 1.
    pub similarity: f64,
    /// Whether they tell the same story.
    pub same_story: bool,
}

/// Fingerprint that copies of one text share, 16 hexadecimal digits; empty for a text without words. Case, blank space,
/// punctuation, look-alike letters, links, `RT @…:` and tracking never change it; a post's changes with any word, an
/// article's only with the few runs that were drawn for it.
pub fn fingerprint(text: &str) -> String {
    let words = Words::of(text);
    if words.is_empty() {
        return String::new();
    }
    let hash = if words.len() < ARTICLE_WORDS {
        xxh3_64(words.joined().as_bytes())
    } else {
        let runs: std::collections::BTreeSet<u64> = words.runs().collect();
        let smallest: Vec<u8> = runs.into_iter().take(SKETCH).flat_map(u64::to_be_bytes).collect();
        xxh3_64(&smallest)
    };
    format!("{hash:016x}")
}

/// Compares two texts.
pub fn compare(a: &str, b: &str) -> Likeness {
    let (a, b) = (Words::of(a), Words::of(b));
    let similarity = a.containment(&b);
    let shorter = a.len().min(b.len());
    let same_story = if shorter >= ARTICLE_WORDS {
        similarity >= SAME_ARTICLE
    } else {
        // Posts made from one template (`20 % off at …`) differ in names and numbers only.
        similarity >= SAME_POST && a.same_slots(&b)
    };
    Likeness {
        similarity,
        same_story,
    }
}

/// Words of a text without what copies differ in.
#[derive(Debug, Default)]
struct Words {
    folded: String,
    spans: Vec<std::ops::Range<usize>>,
}

impl Words {
    fn of(text: &str) -> Self {
        let stripped = stripped(text);
        let folded = fold_key(&stripped);
        let spans = words::spans(&folded).collect();
        Self { folded, spans }
    }

    fn len(&self) -> usize {
        self.spans.len()
    }

    fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        self.spans
            .iter()
            .map(|span| self.folded.get(span.clone()).unwrap_or(""))
    }

    fn joined(&self) -> String {
        self.iter().collect::<Vec<_>>().join(" ")
    }

    /// Hashes of the runs of three words; of the words themselves when there are fewer.
    fn runs(&self) -> impl Iterator<Item = u64> {
        let hashes: Vec<u64> = self.iter().map(|word| xxh3_64(word.as_bytes())).collect();
        let length = hashes.len().clamp(1, 3);
        let mix = |run: &[u64]| {
            run.iter().fold(0_u64, |hash, word| {
                (hash.rotate_left(21) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            })
        };
        hashes.windows(length).map(mix).collect::<Vec<_>>().into_iter()
    }

    fn containment(&self, other: &Self) -> f64 {
        let (a, b): (HashSet<u64>, HashSet<u64>) = (self.runs().collect(), other.runs().collect());
        let fewer = a.len().min(b.len());
        if fewer == 0 {
            return 0.0;
        }
        let shared = a.intersection(&b).count();
        f64::from(u32::try_from(shared).unwrap_or(u32::MAX))
            / f64::from(u32::try_from(fewer).unwrap_or(u32::MAX))
    }

    /// Whether the numbers of the shorter text all stand in the longer one.
    fn same_slots(&self, other: &Self) -> bool {
        let (shorter, longer) = if self.len() <= other.len() {
            (self, other)
        } else {
            (other, self)
        };
        let known: HashSet<&str> = longer.iter().collect();
        shorter
            .iter()
            .filter(|word| word.bytes().any(|byte| byte.is_ascii_digit()))
            .all(|word| known.contains(word))
    }
}

/// A text without links, account names, `RT` and the signs of hashtags.
fn stripped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let lower = word.get(..4).map(str::to_ascii_lowercase).unwrap_or_default();
        if word.contains("://") || lower == "www." || word.starts_with('@') || word == "RT" || word == "via" {
            continue;
        }
        out.push_str(word);
        out.push(' ');
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn copies_share_a_fingerprint() {
        let original = fingerprint("Acme launches rocket skates in Sweden today");
        for copy in [
            "ACME launches  rocket skates\nin Sweden today!",
            "RT @news: Acme launches rocket skates in Sweden today https://t.example/abc?utm_source=x",
            "Аcme launches rocket skates in Sweden today",
        ] {
            assert_eq!(fingerprint(copy), original, "{copy}");
        }
        assert_ne!(
            fingerprint("Acme launches rocket skates in Norway today"),
            original
        );
        assert_eq!(fingerprint("https://t.example/abc @acme"), "");
    }

    #[test]
    fn stories_are_told_apart() {
        for (a, b, same) in [
            (
                "Acme opens a shop in Lund on Monday morning",
                "acme opens a shop in Lund on monday morning #news",
                true,
            ),
            (
                "20 % off rocket skates at Acme this week only",
                "30 % off rocket skates at Acme this week only",
                false,
            ),
            (
                "Acme opens a shop in Lund",
                "Coyote closes its last shop in Malmö",
                false,
            ),
            ("", "", false),
        ] {
            assert_eq!(compare(a, b).same_story, same, "{a} | {b} {:?}", compare(a, b));
        }
    }

    proptest! {
        #[test]
        fn likeness_stays_in_bounds(a in ".{0,80}", b in ".{0,80}") {
            let likeness = compare(&a, &b);
            prop_assert!((0.0..=1.0).contains(&likeness.similarity));
            prop_assert!((compare(&b, &a).similarity - likeness.similarity).abs() < 1e-12);
            let _unused = fingerprint(&a);
        }
    }
}
