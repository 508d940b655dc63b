//! Real posts and articles, and queries made of their own words.

use std::{
    collections::HashMap,
    env, fs,
    path::{Path, PathBuf},
};

use super::made::{Dice, Texts};
use mentiond::text::{fold::fold_key, words};

/// Words up to this rank are grammar and everyday; no brand is called so.
const EVERYDAY: usize = 500;
/// Fewest bytes of a set; smaller ones are read several times.
const BYTES: usize = 1_000_000;

/// What the corpora hold; nothing, said plainly, without them.
pub(crate) fn sets() -> Vec<Texts> {
    let Some(root) = env::var_os("MENTIOND_CORPORA").map(PathBuf::from) else {
        println!("MENTIOND_CORPORA is not set: only texts made here are read");
        return Vec::new();
    };
    let posts = lines(&root.join("labelled/train_semeval.jsonl"), 20_000);
    let mut articles: Vec<String> = Vec::new();
    for folder in ["pages/newspaper/text", "pages/newspaper4k/txt"] {
        let files = fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
        articles.extend(files.flat_map(|file| fs::read_to_string(file.path())));
    }
    [
        ("posts of the corpora", posts),
        ("articles of the corpora", articles),
    ]
    .into_iter()
    .filter(|(_, texts)| !texts.is_empty())
    .map(|(name, texts)| set(name, texts))
    .collect()
}

fn lines(path: &Path, most: usize) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let row = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).ok()?;
        row.get("text")?.as_str().map(str::to_owned)
    };
    text.lines().filter_map(row).take(most).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "the set keeps them")]
fn set(name: &str, texts: Vec<String>) -> Texts {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for text in &texts {
        for range in words::spans(text) {
            let word = fold_key(text.get(range).unwrap_or_default());
            if word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase()) {
                *counts.entry(word).or_default() += 1;
            }
        }
    }
    let mut ranked: Vec<(String, usize)> = counts.into_iter().collect();
    ranked.sort_unstable_by(|one, other| (other.1, &one.0).cmp(&(one.1, &other.0)));
    let words: Vec<String> = ranked.into_iter().map(|(word, _)| word).collect();
    // One name in twenty is a word of the texts, each of them once; the others are said nowhere.
    let mut dice = Dice::new(3);
    let mut rest: Vec<String> = words.iter().skip(EVERYDAY).cloned().collect();
    let names = (0..12_000).map(|n| {
        if n % 20 == 0 && !rest.is_empty() {
            rest.swap_remove(dice.roll(rest.len()))
        } else {
            format!("unheard{n}")
        }
    });
    let bytes: usize = texts.iter().map(String::len).sum();
    let times = BYTES.div_ceil(bytes);
    Texts {
        name: name.to_owned(),
        names: names.collect(),
        all: (0..times).flat_map(|_| texts.iter().cloned()).collect(),
        words,
    }
}
