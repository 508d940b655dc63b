//! Weights of words and pairs of words, learnt from labelled texts by the recipe in `tests/learn`: one small table per
//! language, a plain text file beside this one. They add to what the lexicon says; a word they do not hold adds nothing.

mod hash;
mod named;

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    sync::LazyLock,
};

pub use hash::Key;
pub use named::NamedWeights;

use super::grams::Scope;

/// Every table, by ISO 639-1 code. A newcomer adds its file and one line.
const TABLES: &[(&str, &str)] = &[
    ("en", include_str!("en.txt")),
    ("de", include_str!("de.txt")),
    ("es", include_str!("es.txt")),
    ("fr", include_str!("fr.txt")),
    ("ko", include_str!("ko.txt")),
    ("pt", include_str!("pt.txt")),
];

static READ: LazyLock<Vec<(&str, Weights)>> = LazyLock::new(|| {
    let read = |(code, table): &(&'static str, &'static str)| (*code, Weights::parse(table));
    TABLES.iter().map(read).collect()
});

/// Tables of posts, by the code of their language.
const POSTS: &[(&str, &str)] = &[("en", include_str!("en.posts.txt"))];

static READ_POSTS: LazyLock<Vec<(&str, Weights)>> = LazyLock::new(|| {
    let read = |(code, table): &(&'static str, &'static str)| (*code, Weights::parse(table));
    POSTS.iter().map(read).collect()
});

/// Steps per unit in the files: weights are whole steps.
pub const STEPS: f32 = 20.0;

/// The table of one language.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    steps: Steps<i8>,
    scope: Scope,
    head: Vec<(String, String)>,
}

impl Weights {
    /// The built-in table of a language, `None` where there is none.
    pub fn for_language(code: &str) -> Option<&'static Self> {
        READ.iter()
            .find(|(known, _)| *known == code)
            .map(|(_, table)| table)
    }

    /// The built-in table of posts in a language, which counts beside that of its words; `None` where there is none.
    pub fn of_posts(code: &str) -> Option<&'static Self> {
        READ_POSTS
            .iter()
            .find(|(known, _)| *known == code)
            .map(|(_, table)| table)
    }

    /// Codes of the languages that have a table.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        TABLES.iter().map(|(code, _)| *code)
    }

    /// Reads a table: lines `# name: value` are its head, other lines with `#` are notes; each other line is a number of
    /// steps, a tab and the keys that have it, as [`Key`] spells them. Lines that are neither are skipped.
    pub fn parse(table: &str) -> Self {
        let mut read = Self {
            head: head(table),
            steps: steps(table, |told| told.parse().ok()),
            scope: Scope::default(),
        };
        read.scope.capital_nouns = read.told("capital nouns") == Some("yes");
        read.scope.letters = read.told("letters").and_then(|range| {
            let (least, most) = range.split_once('-')?;
            Some(least.parse().ok()?..=most.parse().ok()?)
        });
        read
    }

    /// What the head says under a name.
    pub fn told(&self, name: &str) -> Option<&str> {
        let found = self.head.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Weight of a key on the −4 … 4 scale of words; 0 when it has none.
    pub fn weight(&self, key: Key) -> f32 {
        self.steps
            .get(&key.0)
            .map_or(0.0, |steps| f32::from(*steps) / STEPS)
    }

    /// What grams it is about.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// How many keys it holds.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

/// The lines `# name: value` of a table.
fn head(table: &str) -> Vec<(String, String)> {
    let notes = table.lines().filter_map(|line| line.strip_prefix("# "));
    notes
        .filter_map(|note| note.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Steps by key, of the lines whose steps can be read.
fn steps<T: Copy>(table: &str, read: impl Fn(&str) -> Option<T>) -> Steps<T> {
    let rows = table.lines().filter(|line| !line.starts_with("# "));
    rows.filter_map(|line| line.split_once('\t'))
        .filter_map(|(told, keys)| Some((read(told)?, keys)))
        .flat_map(|(steps, keys)| {
            let keys = keys.split(' ').filter(|key| !key.is_empty());
            keys.map(move |key| (Key::spelt(key).0, steps))
        })
        .collect()
}

type Steps<T> = HashMap<u64, T, BuildHasherDefault<Ready>>;

/// Keys are hashes already.
#[derive(Clone, Copy, Debug, Default)]
struct Ready(u64);

impl Hasher for Ready {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |sum, byte| sum << 8 | u64::from(*byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_line_by_line() {
        let table =
            Weights::parse("# A note.\n# letters: 2-4\n20\tgood very_good\n-30\t¬good ~goo\nnothing\n\tx\n");
        let weight = |key: &str| table.weight(Key::spelt(key));
        assert_eq!(
            ["good", "very_good", "¬good", "~goo", "bad"].map(|key| weight(key).to_string()),
            ["1", "1", "-1.5", "-1.5", "0"]
        );
        assert_eq!((table.len(), table.scope().letters.clone()), (4, Some(2..=4)));
        assert_eq!(table.told("letters"), Some("2-4"));
    }

    /// Both tables of a language are read in one pass over the grams of the first.
    #[test]
    fn tables_of_posts_are_about_the_grams_of_their_language() {
        for (code, posts) in READ_POSTS.iter() {
            let words = Weights::for_language(code).expect(code);
            assert_eq!(words.scope(), posts.scope(), "{code}");
        }
    }

    /// The files that a table names are those that are there, and on their first rows it agrees with them as often as it
    /// should.
    #[test]
    fn shipped_tables_come_from_the_files_they_name() {
        let Some(dir) = std::env::var_os("MENTIOND_CORPORA") else {
            eprintln!("skipped: MENTIOND_CORPORA is not set");
            return;
        };
        for (code, table) in READ.iter().chain(READ_POSTS.iter()) {
            for source in table.told("learnt from").expect(code).split("; ") {
                let parts: Vec<&str> = source.split(' ').collect();
                let [file, rows, "rows", "xxh3", hash] = parts.as_slice() else {
                    panic!("{code}: {source}");
                };
                let Ok(bytes) = std::fs::read(std::path::Path::new(&dir).join("labelled").join(file)) else {
                    eprintln!("skipped: no {file}");
                    continue;
                };
                let text = String::from_utf8_lossy(&bytes);
                assert_eq!(text.lines().count().to_string(), **rows, "{file}");
                assert_eq!(
                    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(&bytes)),
                    **hash,
                    "{file}"
                );
                let sentiments = super::super::Sentiments::new(&std::collections::BTreeMap::new(), &[]);
                let agrees = |line: &&str| {
                    let row: serde_json::Value = serde_json::from_str(line).expect("JSON lines");
                    let judged = sentiments.judge(row["text"].as_str().expect("text"), Some(code));
                    row["label"].as_str() == Some(judged.label.as_str())
                };
                let right = text.lines().take(300).filter(agrees).count();
                assert!(right >= 150, "{file}: {right} of 300");
            }
        }
    }

    #[test]
    fn shipped_tables_are_small_and_know_where_they_come_from() {
        let words = TABLES.iter().zip(READ.iter());
        for ((code, file), (_, table)) in words.chain(POSTS.iter().zip(READ_POSTS.iter())) {
            assert!(file.len() <= 300 * 1024, "{code}: {} bytes", file.len());
            assert!(table.len() <= 12_000, "{code}: {} keys", table.len());
            let keys = file.lines().filter(|line| !line.starts_with('#'));
            let written: usize = keys.map(|line| line.split(' ').count()).sum();
            assert_eq!(table.len(), written, "{code}: two keys share a hash");
            for name in ["recipe", "learnt from", "licence"] {
                assert!(table.told(name).is_some(), "{code}: {name}");
            }
        }
        assert!(Weights::for_language("xx").is_none());
        assert!(Weights::of_posts("xx").is_none());
    }

    /// Nobody is disliked for a name, nor for who he is; what is no word of any labelled text has no weight either.
    #[test]
    fn posts_say_nothing_of_names_and_kinds_of_people() {
        let table = Weights::of_posts("en").unwrap();
        assert!(table.weight(Key::word("disappointing")) < 0.0 && table.weight(Key::word("enjoying")) > 0.0);
        for word in "nike adidas samsung amazon google netflix starbucks toyota nestle iphone xbox nintendo putin trump obama merkel \
                     muslim christian jewish black white gay trans asian african american british german grobnik"
            .split_whitespace()
        {
            assert_eq!(table.weight(Key::word(word)).to_string(), "0", "{word}");
        }
    }
}
