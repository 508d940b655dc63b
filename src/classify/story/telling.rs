//! What is remembered of a text to find others that tell the same: few numbers, whatever its length.

use xxhash_rust::xxh3::xxh3_64;

use super::{ARTICLE_WORDS, anchors, words::Words};

/// Runs drawn from a post and from an article to find those that share some. Of two texts that share the share j of all
/// their runs, one drawn run in common is missed with (1 − j)^n: copies of a post (j ≥ 0.43, as [`super::compare`] wants it)
/// in 1 % at the worst, of an article (j ≥ 0.3, the mean of syndicated news) in 0.3 %, or 0.7 % where two numbers take the
/// place of two runs.
const POST_RUNS: usize = 8;
const ARTICLE_RUNS: usize = 16;

/// Runs whose hashes make an article's fingerprint: copies that differ here and there mostly share the smallest ones.
const FINGERPRINT_RUNS: usize = 4;

/// Shorter texts are stories only where they are the same word by word: «so true» is nobody's.
pub const FEWEST_WORDS: u16 = 6;

/// What is remembered of one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Telling {
    /// What equal texts share; 0 for a text without words.
    pub fingerprint: u64,
    /// Words, at most `u16::MAX`.
    pub words: u16,
    /// Up to two bits for each number in it: a text has at least those of what it contains.
    pub numbers: u32,
    /// The smallest hashes of its runs of three words, ascending, without repetition; then, of an article with uncommon
    /// numbers, two of these in the place of two runs, by which it is found from another script.
    pub runs: Vec<u32>,
    /// How many of them are numbers, the last ones; not stored, since only a new text is looked for.
    pub by_number: u8,
}

impl Telling {
    /// Most runs and numbers drawn from a text.
    pub const MOST_RUNS: usize = ARTICLE_RUNS;

    /// Of a text.
    pub fn of(text: &str) -> Self {
        let words = Words::of(text);
        if words.is_empty() {
            return Self::default();
        }
        let is_article = words.len() >= ARTICLE_WORDS;
        let smallest = smallest(&words, is_article);
        let fingerprint = if is_article {
            let drawn: Vec<u8> = smallest
                .iter()
                .take(FINGERPRINT_RUNS)
                .flat_map(|run| run.to_be_bytes())
                .collect();
            xxh3_64(&drawn)
        } else {
            xxh3_64(words.joined().as_bytes())
        };
        let mut runs: Vec<u32> = smallest.into_iter().map(high).collect();
        let mut by_number = 0;
        if is_article {
            let keys = anchors::keys(text);
            by_number = u8::try_from(keys.len()).unwrap_or(u8::MAX);
            runs.truncate(ARTICLE_RUNS - keys.len());
            runs.extend(keys);
        }
        Self {
            fingerprint,
            words: u16::try_from(words.len()).unwrap_or(u16::MAX),
            numbers: words.numbers().fold(0, |bits, word| bits | bits_of(word)),
            runs,
            by_number,
        }
    }

    /// The fingerprint as mentions carry it: 16 hexadecimal digits, empty for a text without words.
    pub fn story(&self) -> String {
        if self.words == 0 {
            return String::new();
        }
        format!("{:016x}", self.fingerprint)
    }

    /// Whether it is compared as a post.
    pub fn is_post(&self) -> bool {
        usize::from(self.words) < ARTICLE_WORDS
    }
}

/// The smallest runs, ascending, without repetition.
fn smallest(words: &Words, is_article: bool) -> Vec<u64> {
    let most = if is_article { ARTICLE_RUNS } else { POST_RUNS };
    let mut drawn: Vec<u64> = Vec::with_capacity(most + 1);
    for run in words.runs() {
        if drawn.len() == most && drawn.last().is_some_and(|largest| run >= *largest) {
            continue;
        }
        if let Err(place) = drawn.binary_search(&run) {
            drawn.insert(place, run);
            drawn.truncate(most);
        }
    }
    drawn
}

fn bits_of(word: &str) -> u32 {
    let hash = xxh3_64(word.as_bytes());
    1 << (hash & 31) | 1 << (hash >> 5 & 31)
}

/// The upper half, in whose order the whole is too.
fn high(run: u64) -> u32 {
    u32::try_from(run >> 32).unwrap_or(u32::MAX)
}
