//! `[sentiment]` and `[estimate]`: how things are judged and estimated.

use std::collections::BTreeMap;

use crate::config::{
    SentimentWords,
    reader::{Reader, Table},
    shape, values,
};
use crate::model::{Platform, Range};

use super::reading::{all_parsed, platform_named};

/// Strongest value a word may have, as in the built-in lexicon.
const STRONGEST: f64 = 4.0;
/// Weakest value that still counts.
const WEAKEST: f64 = 0.01;
/// Highest rate per thousand views that is believed.
const HIGHEST_CPM: f64 = 1_000_000.0;

/// Reads the user's own words.
pub(in crate::config) fn sentiment(r: &mut Reader<'_>, top: &Table<'_>) -> SentimentWords {
    let Some(table) = top
        .get("sentiment")
        .and_then(|value| r.table(&value, &shape::SENTIMENT))
    else {
        return SentimentWords::default();
    };
    let mut words = SentimentWords {
        values: BTreeMap::new(),
        neutral: all_parsed(r, &table, "neutral", "a word or phrase", word),
    };
    for (key, low, high) in [
        ("positive", WEAKEST, STRONGEST),
        ("negative", -STRONGEST, -WEAKEST),
    ] {
        let Some(list) = table.get(key).and_then(|value| r.free_table(&value)) else {
            continue;
        };
        for value in list.entries() {
            let strength = r.number(&value, low, high);
            match word(&value.name()) {
                Ok(word) if words.neutral.contains(&word) || words.values.contains_key(&word) => {
                    r.error(
                        &value.key_place(),
                        "this word has two values: it stands in another list as well",
                    );
                }
                Ok(word) => {
                    #[expect(clippy::cast_possible_truncation, reason = "between −4 and 4")]
                    words
                        .values
                        .extend(strength.map(|strength| (word, strength as f32)));
                }
                Err(why) => {
                    r.error(&value.key_place(), why);
                }
            }
        }
    }
    words
}

fn word(text: &str) -> Result<String, String> {
    let word = values::name(text)?;
    Ok(word.to_lowercase())
}

/// Reads the user's own rates per thousand views.
pub(in crate::config) fn cpm(r: &mut Reader<'_>, top: &Table<'_>) -> BTreeMap<Platform, Range> {
    let mut rates = BTreeMap::new();
    let Some(estimate) = top
        .get("estimate")
        .and_then(|value| r.table(&value, &shape::ESTIMATE))
    else {
        return rates;
    };
    let Some(by_platform) = estimate.get("cpm").and_then(|value| r.free_table(&value)) else {
        return rates;
    };
    for value in by_platform.entries() {
        let platform = platform_named(r, &value.key_place(), &value.name());
        let Some(table) = r.table(&value, &shape::CPM) else {
            continue;
        };
        if let (Some(platform), Some(range)) = (platform, range(r, &table)) {
            rates.insert(platform, range);
        }
    }
    rates
}

fn range(r: &mut Reader<'_>, table: &Table<'_>) -> Option<Range> {
    let mut end = |key: &str| {
        let Some(value) = table.get(key) else {
            r.missing(table, key, "number");
            return None;
        };
        r.number(&value, 0.0, HIGHEST_CPM)
    };
    let (low, value, high) = (end("low"), end("value"), end("high"));
    let range = Range {
        low: low?,
        value: value?,
        high: high?,
    };
    if range.low > range.value || range.value > range.high {
        r.error(table, "the range is out of order")
            .expected("`low` ≤ `value` ≤ `high`")
            .found(format!("{} / {} / {}", range.low, range.value, range.high));
        return None;
    }
    Some(range)
}
