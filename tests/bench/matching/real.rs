//! Real posts and articles, their words, and the names they say.

use std::{
    collections::{HashMap, HashSet},
    env, fs,
    path::{Path, PathBuf},
};

use super::made::Texts;
use mentiond::text::{fold::fold_key, words};

/// Fewest bytes of a set; smaller ones are read several times.
const BYTES: usize = 1_000_000;
/// Posts of a set.
const POSTS: usize = 20_000;
/// More texts in the same language, so that its words are not only those of one set.
const MORE: [&str; 2] = [
    "labelled/train_newsmtsc_train.jsonl",
    "labelled/train_xlmt_en_train.jsonl",
];
/// Of the names that texts say, one in so many is a company's or a product's: of those in the news of CoNLL-2003, 27 in 100
/// are organisations, parties, clubs and offices among them.
const WATCHABLE: usize = 5;

/// What the corpora hold; nothing, said plainly, without them.
pub(crate) fn sets() -> Vec<Texts> {
    let Some(root) = env::var_os("MENTIOND_CORPORA").map(PathBuf::from) else {
        println!("MENTIOND_CORPORA is not set: only texts made here are read");
        return Vec::new();
    };
    let posts = lines(&root.join("labelled/train_semeval.jsonl"));
    let articles = articles(&root);
    let more: Vec<String> = MORE.iter().flat_map(|file| lines(&root.join(file))).collect();
    let mut language = Tally::default();
    for text in posts.iter().chain(&articles).chain(&more) {
        language.read(text);
    }
    let words = language.ranked();
    [
        ("posts of the corpora", posts.get(..POSTS).unwrap_or(&posts)),
        ("articles of the corpora", &articles),
    ]
    .into_iter()
    .filter(|(_, texts)| !texts.is_empty())
    .map(|(name, texts)| set(name, texts, &words))
    .collect()
}

/// Articles, always in the same order.
fn articles(root: &Path) -> Vec<String> {
    let mut all: Vec<(PathBuf, String)> = Vec::new();
    for folder in ["pages/newspaper/text", "pages/newspaper4k/txt"] {
        let files = fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
        all.extend(files.filter_map(|file| Some((file.path(), fs::read_to_string(file.path()).ok()?))));
    }
    all.sort_unstable();
    all.into_iter().map(|(_, text)| text).collect()
}

fn lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let row = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).ok()?;
        row.get("text")?.as_str().map(str::to_owned)
    };
    text.lines().filter_map(row).collect()
}

fn set(name: &str, texts: &[String], words: &[String]) -> Texts {
    let mut tally = Tally::default();
    for text in texts {
        tally.read(text);
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    let times = BYTES.div_ceil(bytes);
    Texts {
        name: name.to_owned(),
        all: (0..times).flat_map(|_| texts.iter().cloned()).collect(),
        heard: tally.names(),
        words: words.to_vec(),
    }
}

/// How words are used in texts.
#[derive(Default)]
struct Tally {
    counts: HashMap<String, usize>,
    /// Places with a small first letter.
    small: HashMap<String, usize>,
    /// Places with a capital inside a sentence.
    capital: HashMap<String, usize>,
    /// Two such words in a row.
    pairs: HashSet<String>,
}

impl Tally {
    fn read(&mut self, text: &str) {
        let mut end = 0;
        let mut before: Option<String> = None;
        for range in words::spans(text) {
            let (gap, own) = (text.get(end..range.start), text.get(range.clone()));
            let (gap, own) = (gap.unwrap_or_default(), own.unwrap_or_default());
            end = range.end;
            let word = fold_key(own);
            if word.len() < 2 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
                before = None;
                continue;
            }
            *self.counts.entry(word.clone()).or_default() += 1;
            if own.starts_with(char::is_lowercase) {
                *self.small.entry(word).or_default() += 1;
                before = None;
                continue;
            }
            let inside = range.start > 0 && gap == " ";
            if inside {
                *self.capital.entry(word.clone()).or_default() += 1;
                if let Some(before) = before {
                    self.pairs.insert(format!("{before} {word}"));
                }
            }
            before = inside.then_some(word);
        }
    }

    /// All words, the most frequent first.
    fn ranked(&self) -> Vec<String> {
        let mut ranked: Vec<(&String, &usize)> = self.counts.iter().collect();
        ranked.sort_unstable_by(|one, other| (other.1, one.0).cmp(&(one.1, other.0)));
        ranked.into_iter().map(|(word, _)| word.clone()).collect()
    }

    /// Of the words that mostly have a capital, and the pairs of words with one, those that may be watched.
    fn names(&self) -> Vec<String> {
        let is_name = |word: &str| {
            let small = self.small.get(word).copied().unwrap_or_default();
            self.capital.get(word).is_some_and(|capital| *capital > small)
        };
        let single = self.capital.keys().filter(|word| word.len() > 2 && is_name(word));
        let paired = self.pairs.iter().filter(|pair| pair.split(' ').any(is_name));
        // As company names are: half of one word, half of two.
        let (mut single, mut paired): (Vec<_>, Vec<_>) =
            (single.cloned().collect(), paired.cloned().collect());
        single.sort_unstable();
        paired.sort_unstable();
        let most = single.len().min(paired.len()) / WATCHABLE;
        [thinned(&single, most), thinned(&paired, most)].concat()
    }
}

/// So many of them, evenly.
fn thinned(all: &[String], most: usize) -> Vec<String> {
    (0..most)
        .filter_map(|n| all.get(n * all.len() / most).cloned())
        .collect()
}
