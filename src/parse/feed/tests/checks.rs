//! The published checks of another feed reader, as far as they concern what a document keeps, and its damaged files.

use jiff::Timestamp;
use serde_json::Value;

use super::super::ParsedFeed;
use super::corpus::{bytes_of, words};
use super::{corpora, served};
use crate::model::Document;
use crate::text::charset;
use crate::text::html::to_text;

/// Share of the checks of fields we keep that must hold.
const HELD: f64 = 0.95;

/// Whether a check of a field we keep holds; `None` if it is of another one.
fn check(feed: &ParsedFeed, path: &[Value], expected: &Value) -> Option<bool> {
    let names: Vec<&str> = path.iter().filter_map(Value::as_str).collect();
    let text = |found: Option<&str>| same_text(found.unwrap_or_default(), expected);
    let exact = |found: Option<&str>| found.map(str::trim) == expected.as_str().map(str::trim);
    match names.as_slice() {
        ["feed", "title" | "title_detail", ..] if is_value(&names) => Some(text(feed.title.as_deref())),
        ["feed", "link"] => Some(exact(feed.link.as_deref())),
        ["feed", "language"] => Some(exact(feed.language.as_deref())),
        ["entries", rest @ ..] => {
            let number = usize::try_from(path.get(1)?.as_u64()?).ok()?;
            entry_check(feed.documents.get(number), rest, path, expected)
        }
        _ => None,
    }
}

/// Whether the path ends in a value, not in its language, type or base.
fn is_value(names: &[&str]) -> bool {
    names.len() == 2 || names.last() == Some(&"value")
}

fn entry_check(
    document: Option<&Document>,
    names: &[&str],
    path: &[Value],
    expected: &Value,
) -> Option<bool> {
    let exact = |found: Option<&str>| found.map(str::trim) == expected.as_str().map(str::trim);
    let nth = path
        .get(3)
        .and_then(Value::as_u64)
        .and_then(|n| usize::try_from(n).ok());
    let kept = match names {
        ["title"] | ["title_detail", "value"] => |document: &Document| document.title.clone(),
        ["description" | "summary"] | ["summary_detail" | "content", "value"] if nth.unwrap_or(0) == 0 => {
            |document: &Document| document.text.clone()
        }
        _ => {
            let document = document?;
            return match names {
                ["id"] => Some(exact(document.id.as_deref())),
                ["link"] => Some(exact(document.url.as_deref())),
                ["author"] | ["author_detail" | "authors", "name"] if nth.unwrap_or(0) == 0 => {
                    let name = document.author.name.as_deref().unwrap_or_default();
                    Some(same_text(name, expected) || expected.as_str().is_some_and(|all| all.contains(name)))
                }
                ["tags", "term"] => {
                    let term = words(expected.as_str());
                    Some(
                        document
                            .categories
                            .iter()
                            .any(|category| words(Some(category)) == term),
                    )
                }
                ["published_parsed"] => Some(document.published.map(civil) == numbers(expected)),
                ["updated_parsed"] => {
                    Some(document.updated.or(document.published).map(civil) == numbers(expected))
                }
                ["enclosures", "href" | "url"] => {
                    let found = document
                        .enclosures
                        .get(nth?)
                        .map(|enclosure| enclosure.url.as_str());
                    Some(exact(found))
                }
                _ => None,
            };
        }
    };
    let Some(document) = document else {
        return Some(false);
    };
    let html = document.html.as_deref().unwrap_or_default();
    Some(same_text(&kept(document), expected) || (names != ["title"] && exact(Some(html))))
}

/// Whether two texts have the same words and signs, markup and blanks aside.
fn same_text(found: &str, expected: &Value) -> bool {
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected = expected.as_str().unwrap_or_default();
    [squeezed(&to_text(expected)), squeezed(expected)].contains(&squeezed(found))
}

fn civil(at: Timestamp) -> Vec<i64> {
    let at = at.to_zoned(jiff::tz::TimeZone::UTC);
    [
        i64::from(at.year()),
        i64::from(at.month()),
        i64::from(at.day()),
        i64::from(at.hour()),
        i64::from(at.minute()),
        i64::from(at.second()),
    ]
    .to_vec()
}

fn numbers(expected: &Value) -> Option<Vec<i64>> {
    let six = expected.as_array()?.iter().take(6);
    six.map(Value::as_i64).collect()
}

fn rows(root: &std::path::Path) -> Vec<Value> {
    let text = std::fs::read_to_string(root.join("feedparser-tests/expected.jsonl")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// `Content-Type` of the answer that a file stands for.
fn content_type(row: &Value) -> Option<String> {
    let headers = row["headers"].as_array()?.iter().filter_map(Value::as_str);
    headers
        .filter_map(|header| header.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        .map(|(_, value)| value.trim().to_owned())
}

#[test]
fn published_checks_hold() {
    let Some(root) = corpora() else {
        return;
    };
    let (mut held, mut all, mut others) = (0_u32, 0_u32, 0_u32);
    for row in rows(&root) {
        let file = row["file"].as_str().unwrap();
        let Some(bytes) = bytes_of(&root.join("feedparser-tests").join(file)) else {
            continue;
        };
        let feed = served(&bytes, content_type(&row).as_deref()).unwrap_or_default();
        for one in row["checks"].as_array().unwrap() {
            match check(&feed, one["path"].as_array().unwrap(), &one["equals"]) {
                Some(holds) => {
                    all += 1;
                    held += u32::from(holds);
                    if !holds {
                        println!("{file}: {one} {:?}", feed.documents.first());
                    }
                }
                None => others += 1,
            }
        }
    }
    println!("{held} of {all} checks of fields we keep hold; {others} are of others");
    assert!(all > 500, "the corpus is not whole: {all} checks");
    assert!(f64::from(held) >= f64::from(all) * HELD, "{held} of {all}");
}

#[test]
fn damaged_files_are_read_or_refused_in_time() {
    let Some(root) = corpora() else {
        return;
    };
    let mut files = Vec::new();
    for set in ["illformed", "encoding", "entities"] {
        super::damage::list(&root.join("feedparser-tests").join(set), &mut files);
    }
    assert!(
        files.len() > 100,
        "the corpus is not whole: {} files",
        files.len()
    );
    let (mut read, mut entries) = (0, 0);
    for file in &files {
        let Some(bytes) = bytes_of(file) else {
            continue;
        };
        if let Ok(feed) = served(&bytes, None) {
            read += 1;
            entries += feed.documents.len();
        }
    }
    println!(
        "{read} of {} damaged files are read, {entries} items",
        files.len()
    );
    assert!(read * 100 >= files.len() * 95, "{read} of {}", files.len());
}

/// What a body says in the encoding that the corpus names for it.
fn text_in(bytes: &[u8], label: &str) -> Option<String> {
    let units = |size: usize| bytes.chunks_exact(size);
    let wide = |number: fn([u8; 4]) -> u32| {
        units(4)
            .map(|unit| char::from_u32(number(unit.try_into().ok()?)))
            .collect()
    };
    match label {
        "utf-32be" => wide(u32::from_be_bytes),
        "utf-32" if bytes.starts_with(&[0, 0]) => text_in(bytes, "utf-32be"),
        "utf-32" | "utf-32le" => wide(u32::from_le_bytes),
        "utf-16" if bytes.starts_with(&[0xfe, 0xff]) => text_in(bytes, "utf-16be"),
        _ => {
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes())?;
            let (text, lossy) = encoding.decode_without_bom_handling(bytes);
            (!lossy).then(|| text.into_owned())
        }
    }
}

#[test]
fn every_charset_of_the_corpus_is_read() {
    let Some(root) = corpora() else {
        return;
    };
    let (mut good, mut all) = (0, 0);
    for row in rows(&root) {
        let checks = row["checks"].as_array().unwrap();
        let Some(label) = checks
            .iter()
            .find(|one| one["path"] == serde_json::json!(["encoding"]))
            .and_then(|one| one["equals"].as_str())
        else {
            continue;
        };
        let file = row["file"].as_str().unwrap();
        let bytes = bytes_of(&root.join("feedparser-tests").join(file)).unwrap();
        let decoded = charset::decode(&bytes, content_type(&row).as_deref());
        let expected = text_in(&bytes, label);
        let same = expected
            .as_deref()
            .map(|text| text.trim_start_matches('\u{feff}'))
            == Some(&decoded.text);
        all += 1;
        good += i32::from(same);
        if !same {
            println!("{file}: {label}, read as {}", decoded.encoding);
        }
    }
    println!("{good} of {all} charsets");
    assert!(all >= 20, "the corpus is not whole: {all} files");
    assert_eq!(good, all);
}
