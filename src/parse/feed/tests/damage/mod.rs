//! Damage: what of a feed is kept of it, and whether the repair that was needed is named.

use super::corpus::bytes_of;
use super::{Document, corpora, read};
use crate::model::Issue;

mod feeds;
mod kinds;
mod wound;

use kinds::{KINDS, Kind};

/// Share of the damaged feeds that must keep all of their items with the repair named.
const KEPT: f64 = 0.995;
/// Real feeds that are damaged.
const REAL: usize = 10;
/// Least and most items, and most bytes, of a real feed that is damaged.
const REAL_ITEMS: std::ops::RangeInclusive<usize> = 3..=100;
const REAL_BYTES: usize = 300_000;

/// A healthy feed as it is read.
struct Healthy {
    name: String,
    text: String,
    documents: Vec<Document>,
}

impl Healthy {
    /// `None` if anything had to be repaired.
    fn of(name: &str, text: String) -> Option<Self> {
        let feed = read(text.as_bytes()).ok()?;
        feed.issues.is_empty().then_some(Self {
            name: name.to_owned(),
            text,
            documents: feed.documents,
        })
    }

    /// What is wrong with how the feed is read after such damage; `None` where it cannot be damaged so.
    fn after(&self, kind: &Kind) -> Option<Vec<String>> {
        let bytes = (kind.hurt)(&self.text)?;
        let mut wrong = Vec::new();
        let feed = match read(&bytes) {
            Ok(feed) => feed,
            Err(why) => return Some(vec![format!("refused: {why}")]),
        };
        if feed.documents.len() != self.documents.len() {
            wrong.push(format!(
                "{} items of {}",
                feed.documents.len(),
                self.documents.len()
            ));
        }
        let pairs = self.documents.iter().zip(&feed.documents);
        for (n, (healthy, damaged)) in pairs.enumerate() {
            let last = n + 1 == self.documents.len();
            if !is_same(healthy, damaged, n == 1 || last) {
                wrong.push(format!("item {n} is {damaged:?}"));
            }
        }
        let named = feed.issues.iter().any(|Issue(issue)| issue.contains(kind.repair));
        if !named && !kind.repair.is_empty() {
            wrong.push(format!("the repair is not named: {:?}", feed.issues));
        }
        Some(wrong)
    }
}

/// Whether an item came through: whole if it was not the one that was hurt, recognisable if it was.
fn is_same(healthy: &Document, damaged: &Document, hurt: bool) -> bool {
    let id = healthy.id.is_some() && healthy.id == damaged.id;
    let url = healthy.url.is_some() && healthy.url == damaged.url;
    let title = !healthy.title.is_empty() && healthy.title == damaged.title;
    if hurt {
        let beginning = |text: &str| text.chars().take(20).collect::<String>();
        let text = !healthy.text.is_empty() && beginning(&healthy.text) == beginning(&damaged.text);
        return id || url || title || text;
    }
    healthy.id == damaged.id
        && healthy.url == damaged.url
        && healthy.title == damaged.title
        && (healthy.text.is_empty() || !damaged.text.is_empty())
        && healthy.published == damaged.published
}

/// Damages every feed in every way, prints how it went, and gives the share that came through.
fn score(feeds: &[Healthy]) -> f64 {
    let (mut good, mut all) = (0_u32, 0_u32);
    for kind in KINDS {
        let results: Vec<(&str, Vec<String>)> = feeds
            .iter()
            .filter_map(|feed| Some((feed.name.as_str(), feed.after(kind)?)))
            .collect();
        let kept = results.iter().filter(|(_, wrong)| wrong.is_empty()).count();
        println!("{kept:>3} of {:<3} {}", results.len(), kind.name);
        for (name, wrong) in results.iter().filter(|(_, wrong)| !wrong.is_empty()) {
            println!("           {name}: {}", wrong.join("; "));
        }
        good += u32::try_from(kept).unwrap();
        all += u32::try_from(results.len()).unwrap();
    }
    let share = f64::from(good) / f64::from(all);
    println!(
        "{good} of {all} damaged feeds keep all of their items: {:.2} %",
        share * 100.0
    );
    share
}

#[test]
fn damaged_feeds_keep_their_items() {
    let feeds: Vec<Healthy> = feeds::FEEDS
        .iter()
        .map(|(name, text)| {
            Healthy::of(name, (*text).to_owned())
                .unwrap_or_else(|| panic!("{name} is not healthy: {:?}", read(text.as_bytes())))
        })
        .collect();
    assert!(KINDS.len() >= 52);
    for feed in &feeds {
        assert_eq!(feed.documents.len(), wound::items(&feed.text), "{}", feed.name);
    }
    let share = score(&feeds);
    assert!(share >= KEPT, "{share}");
}

/// Ten real feeds, each from another collection: the one with the most items that need no repair.
fn real_feeds() -> Option<Vec<Healthy>> {
    let root = corpora()?;
    let mut collections: Vec<_> = std::fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() && !path.ends_with("_oracle"))
        .collect();
    collections.sort();
    let best = |collection: &std::path::Path| {
        let mut files = Vec::new();
        list(collection, &mut files);
        files.sort();
        files
            .iter()
            .filter_map(|path| {
                let text = String::from_utf8(bytes_of(path)?).ok()?;
                let count = wound::items(&text);
                (REAL_ITEMS.contains(&count) && text.len() <= REAL_BYTES && text.starts_with("<?xml"))
                    .then_some(())?;
                let feed = Healthy::of(&path.strip_prefix(&root).ok()?.display().to_string(), text)?;
                (feed.documents.len() == count).then_some(feed)
            })
            .max_by_key(|feed| feed.documents.len())
    };
    Some(
        collections
            .iter()
            .filter_map(|path| best(path))
            .take(REAL)
            .collect(),
    )
}

pub(super) fn list(dir: &std::path::Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list(&path, files);
        } else {
            files.push(path);
        }
    }
}

#[test]
fn damaged_real_feeds_keep_their_items() {
    let Some(feeds) = real_feeds() else {
        return;
    };
    assert_eq!(feeds.len(), REAL, "the corpus is not whole");
    let share = score(&feeds);
    assert!(share >= KEPT, "{share}");
}
