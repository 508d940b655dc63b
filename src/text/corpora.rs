//! Scores of folding, words and addresses on collections of real and published cases, with floors.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::fold::{fold, fold_with, mixed_script_tokens};
use super::url::{canonical, registrable_domain};
use super::words::{handles, hashtags};

/// Lines of a corpus as text; `None`, said plainly, where the corpora are not there.
pub(crate) fn lines(path: &str) -> Option<Vec<String>> {
    #[expect(clippy::disallowed_methods, reason = "a test may look for its corpora")]
    let Ok(root) = std::env::var("MENTIOND_CORPORA") else {
        println!("skipped: MENTIOND_CORPORA is not set");
        return None;
    };
    let text = fs::read_to_string(PathBuf::from(root).join(path)).unwrap();
    Some(text.lines().map(str::to_owned).collect())
}

/// Lines of a corpus as JSON; `None`, said plainly, where the corpora are not there.
pub(crate) fn rows(path: &str) -> Option<Vec<Value>> {
    Some(
        lines(path)?
            .iter()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
    )
}

#[test]
fn normalised_addresses_share_a_key() {
    let Some(rows) = rows("misc/url/vectors.jsonl") else {
        return;
    };
    let (mut same, mut all) = (0, 0);
    for row in &rows {
        let suite = row["suite"].as_str().unwrap();
        let (Some(from), Some(to)) = (row["in"].as_str(), row["out"].as_str()) else {
            continue;
        };
        if ![
            "ural.normalize_url",
            "ural.canonicalize_url",
            "ural.infer_redirection",
            "normalize-url",
        ]
        .contains(&suite)
            || to.starts_with("data:")
        {
            continue;
        }
        all += 1;
        let (a, b) = (canonical(from), canonical(to));
        if a == b {
            same += 1;
        } else {
            println!("{suite}: {from} | {to}\n    {a:?}\n    {b:?}");
        }
    }
    println!("one key: {same} of {all}");
    assert!(same * 100 >= all * 97, "{same} of {all}");
}

#[test]
fn owners_follow_the_public_suffix_list() {
    let Some(lines) = lines("misc/psl-tests/tests.txt") else {
        return;
    };
    for line in lines
        .iter()
        .filter(|line| !line.starts_with("//") && !line.trim().is_empty())
    {
        let (host, expected) = line.split_once(' ').unwrap();
        let expected = Some(expected.trim()).filter(|e| *e != "null");
        let expected = expected.and_then(super::url::ascii_host);
        assert_eq!(registrable_domain(host), expected, "{line}");
    }
}

#[test]
fn tags_and_handles_follow_the_published_rules() {
    let Some(rows) = rows("misc/text-extract/twitter_text.jsonl") else {
        return;
    };
    let (mut good, mut all) = (0, 0);
    for row in &rows {
        let text = row["text"].as_str().unwrap_or_default();
        let found: Vec<&str> = match row["suite"].as_str().unwrap() {
            "extract.hashtags" | "extract.hashtags_from_astral" => {
                hashtags(text).into_iter().map(|t| t.name).collect()
            }
            "extract.mentions" => handles(text).into_iter().map(|t| t.name).collect(),
            _ => continue,
        };
        let expected: Vec<&str> = row["expected"]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v.as_str().unwrap())
            .collect();
        all += 1;
        if found == expected {
            good += 1;
        } else {
            println!("{text:?}: {found:?}, published {expected:?}");
        }
    }
    println!("tags and handles: {good} of {all}");
    assert!(good * 100 >= all * 97, "{good} of {all}");
}

#[test]
fn genuine_letters_are_left_alone() {
    let Some(rows) = rows("misc/confusables/genuine_nonlatin.jsonl") else {
        return;
    };
    let mut touched = BTreeSet::new();
    for row in &rows {
        let text = row["text"].as_str().unwrap();
        if fold(text).text != fold_with(text, false).text || mixed_script_tokens(text).mixed > 0 {
            touched.insert(text.to_owned());
        }
    }
    println!(
        "genuine texts touched: {} of {}: {touched:#?}",
        touched.len(),
        rows.len()
    );
    assert!(touched.is_empty());
}

#[test]
fn disguised_words_are_read() {
    let Some(rows) = rows("misc/confusables/seed003_tokens.jsonl") else {
        return;
    };
    let (mut good, mut all) = (0, 0);
    for row in &rows {
        let token = row["token"].as_str().unwrap();
        let expected = row["folded"].as_str().unwrap().to_lowercase();
        // Words made of look-alikes alone are read between Latin words only.
        let text = format!("please {token} again");
        all += 1;
        let read = fold(&text).text;
        if read == format!("please {expected} again") {
            good += 1;
        } else {
            println!("{token}: {read}, meant {expected}");
        }
    }
    println!("disguised words: {good} of {all}");
    assert!(good * 100 >= all * 98, "{good} of {all}");
}

/// Share of the dates that must be read as the instant they mean, or as none.
const DATES_PERCENT: usize = 95;

#[test]
fn dates_are_read_as_another_reader_reads_them() {
    let Some(rows) = rows("feeds/dates/feedparser_dates.jsonl") else {
        return;
    };
    let mut good = 0;
    for row in &rows {
        let text = row["in"].as_str().unwrap();
        let expected: Option<Vec<i64>> = row["utc"]
            .as_array()
            .map(|parts| parts.iter().map(|part| part.as_i64().unwrap()).collect());
        let found = super::date::parse(text).map(|at| {
            let at = at.to_zoned(jiff::tz::TimeZone::UTC);
            let [year, month, day, hour, minute, second] = [
                i64::from(at.year()),
                i64::from(at.month()),
                i64::from(at.day()),
                i64::from(at.hour()),
                i64::from(at.minute()),
                i64::from(at.second()),
            ];
            vec![year, month, day, hour, minute, second]
        });
        if found == expected {
            good += 1;
        } else {
            println!("{text:?}: {found:?}, meant {expected:?}");
        }
    }
    println!("dates: {good} of {}", rows.len());
    assert!(
        good * 100 >= rows.len() * DATES_PERCENT,
        "{good} of {}",
        rows.len()
    );
}
