//! How many entries of real feeds are found, against what an independent reader found in them.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::Timestamp;
use serde_json::Value;

use super::{Document, corpora, read};

/// Share of the reader's entries that must be found by id, link or title.
const FOUND: f64 = 0.995;
/// Share of the found entries with a time whose time must be the same instant.
const SAME_TIME: f64 = 0.99;
/// Share of the found entries whose title must have the same words.
const SAME_TITLE: f64 = 0.985;

#[derive(Default)]
struct Score {
    entries: u32,
    found: u32,
    timed: u32,
    time: u32,
    titled: u32,
    title: u32,
}

#[test]
fn real_feeds_give_their_entries() {
    let Some(root) = corpora() else {
        return;
    };
    let mut score = Score::default();
    let mut empty = Vec::new();
    let oracle = String::from_utf8(unpacked(&root.join("_oracle/feedparser6.jsonl.gz"))).unwrap();
    for line in oracle.lines() {
        let expected: Value = serde_json::from_str(line).unwrap();
        let file = expected["file"].as_str().unwrap();
        let Some(bytes) = bytes_of(&root.join(file)) else {
            continue;
        };
        let documents = read(&bytes).map(|feed| feed.documents).unwrap_or_default();
        let entries = expected["entries"].as_array().unwrap();
        if documents.is_empty() && !entries.is_empty() && expected["bozo"] == 0 {
            empty.push(file.to_owned());
        }
        compare(entries, documents, &mut score);
    }
    assert_eq!(empty, Vec::<String>::new(), "well-formed feeds that gave nothing");
    let share = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
    let shares = [
        share(score.found, score.entries),
        share(score.time, score.timed),
        share(score.title, score.titled),
    ];
    println!("found, time, title: {shares:?} of {}", score.entries);
    assert!(
        score.entries > 3000,
        "the corpus is not whole: {} entries",
        score.entries
    );
    assert!(
        shares[0] >= FOUND && shares[1] >= SAME_TIME && shares[2] >= SAME_TITLE,
        "{shares:?}"
    );
}

/// A file, unpacked if it is stored packed, as some are under their own name and some with `.gz` after it.
pub(super) fn bytes_of(path: &Path) -> Option<Vec<u8>> {
    let packed = path.with_file_name(format!("{}.gz", path.file_name()?.to_str()?));
    let path = if path.exists() { path.to_owned() } else { packed };
    if path.extension().is_some_and(|extension| extension == "gz") {
        return path.exists().then(|| unpacked(&path));
    }
    std::fs::read(path).ok()
}

/// What `gzip -dc` makes of a file.
fn unpacked(path: &Path) -> Vec<u8> {
    std::process::Command::new("gzip")
        .arg("-dc")
        .arg(path)
        .output()
        .unwrap()
        .stdout
}

fn compare(expected: &[Value], mut left: Vec<Document>, score: &mut Score) {
    for entry in expected {
        score.entries += 1;
        let Some(hit) = position(entry, &left) else {
            continue;
        };
        let document = left.remove(hit);
        score.found += 1;
        let times: BTreeSet<i64> = ["published", "updated"]
            .iter()
            .filter_map(|key| entry[*key].as_f64())
            .map(whole)
            .collect();
        if !times.is_empty() {
            score.timed += 1;
            let at = document.published.or(document.updated).map(Timestamp::as_second);
            score.time += u32::from(at.is_some_and(|at| times.contains(&at)));
        }
        let title = words(entry["title"].as_str());
        if !title.is_empty() {
            score.titled += 1;
            score.title += u32::from(words(Some(&document.title)) == title);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "seconds of our times")]
fn whole(seconds: f64) -> i64 {
    seconds as i64
}

fn position(entry: &Value, left: &[Document]) -> Option<usize> {
    let text = |key: &str| entry[key].as_str().filter(|text| !text.is_empty());
    let (id, link, title) = (text("id"), text("link"), words(text("title")));
    let by = |same: &dyn Fn(&Document) -> bool| left.iter().position(same);
    by(&|document| id.is_some() && document.id.as_deref() == id)
        .or_else(|| by(&|document| link.is_some() && document.url.as_deref() == link))
        .or_else(|| by(&|document| !title.is_empty() && words(Some(&document.title)) == title))
        .or_else(|| (id.is_none() && link.is_none() && title.is_empty() && !left.is_empty()).then_some(0))
}

/// Words of a title, markup and letter case aside.
pub(super) fn words(title: Option<&str>) -> Vec<String> {
    let mut plain = String::new();
    let mut in_tag = false;
    for c in title.unwrap_or_default().chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if in_tag => continue,
            _ => {}
        }
        plain.push(if c.is_alphanumeric() || c == '_' { c } else { ' ' });
    }
    plain
        .to_lowercase()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}
