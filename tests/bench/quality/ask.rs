//! Puts the rows of a set to the classifiers, in the words of `inspect text` and `inspect pairs`.

use std::collections::BTreeMap;

use mentiond::{
    classify::{
        Judge,
        inspect::{Inspector, PairLine, TextLine, TextVerdict, pair_line},
    },
    metrics::authority::{Standing, authority},
    model::Sentiment,
    watch::Watch,
};
use serde_json::Value;

/// Sets that ask for the sentiment towards something.
pub(crate) const TARGETED: [&str; 5] = [
    "acl14_test",
    "laptop_test",
    "rest_test",
    "newsmtsc_mt",
    "newsmtsc_rw",
];

/// Label and score of each row.
pub(crate) fn answers(set: &str, rows: &[Value]) -> Vec<(String, Option<f64>)> {
    match set {
        "neardup" => rows.iter().map(pair).collect(),
        "influence_pairs" => rows.iter().map(influence).collect(),
        _ => texts(set, rows),
    }
}

fn pair(row: &Value) -> (String, Option<f64>) {
    let line: PairLine = serde_json::from_value(row.clone()).expect("a pair");
    let same = pair_line(&line).same_story;
    (if same { "dup" } else { "distinct" }.to_owned(), None)
}

/// How much more authority `a` has than `b`.
fn influence(row: &Value) -> (String, Option<f64>) {
    let of = |side: &str| {
        let standing: Standing = serde_json::from_value(row.get(side)?.clone()).ok()?;
        Some(authority(&standing)?.score)
    };
    (String::new(), of("a").zip(of("b")).map(|(a, b)| a - b))
}

fn texts(set: &str, rows: &[Value]) -> Vec<(String, Option<f64>)> {
    let watch = Watch::compile(&[], &[], &[]).expect("no query is well formed");
    let judge = Judge::new(&[], &[], &BTreeMap::new(), &[]);
    let mut inspector = Inspector::new(&watch, &judge);
    rows.iter()
        .map(|row| answer(set, inspector.text_line(line(set, row))))
        .collect()
}

fn line(set: &str, row: &Value) -> TextLine {
    let told = |key: &str| row.get(key).and_then(Value::as_str).map(str::to_owned);
    let text = told("text").unwrap_or_default();
    let at = |key: &str| {
        let chars = usize::try_from(row.get(key)?.as_u64()?).ok()?;
        Some(text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at))
    };
    let (target_start, target_end) = (at("from"), at("to"));
    TextLine {
        target: told("target"),
        target_start,
        target_end,
        brand: told("brand"),
        // What is asked for must not be told.
        language: told("lang").filter(|_| set != "langid"),
        text,
        ..TextLine::default()
    }
}

fn answer(set: &str, verdict: TextVerdict) -> (String, Option<f64>) {
    let word = |yes: bool, one: &str, other: &str| (if yes { one } else { other }.to_owned(), None);
    match set {
        "langid" => (verdict.language.code.unwrap_or_default(), None),
        "homoglyph_brands" => word(!verdict.matches.is_empty(), "present", "absent"),
        "spun_pages" => word(verdict.spam.score >= 0.5, "spun", "clean"),
        "comment_spam" => word(verdict.spam.score >= 0.5, "spam", "ham"),
        _ if TARGETED.contains(&set) => scored(&verdict.target_sentiment.unwrap_or_default()),
        _ => scored(&verdict.sentiment),
    }
}

fn scored(sentiment: &Sentiment) -> (String, Option<f64>) {
    (
        sentiment.label.as_str().to_owned(),
        Some(f64::from(sentiment.score)),
    )
}
