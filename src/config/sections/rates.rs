//! `[sentiment]` and `[estimate]`: how things are judged and estimated.

use std::collections::BTreeMap;

use crate::classify::sentiment::Bands;
use crate::config::{
    SentimentWords,
    reader::{Reader, Table},
    shape, values,
};
use crate::model::{BrandWords, Platform, Range};
use crate::text::url::registrable_domain;

use super::reading::{all_parsed, platform_named};

/// Strongest value a word may have, as in the built-in lexicon.
const STRONGEST: f64 = 4.0;
/// Weakest value that still counts.
const WEAKEST: f64 = 0.01;
/// Highest rate per thousand views that is believed.
const HIGHEST_CPM: f64 = 1_000_000.0;
/// More visits a month than any site has.
const MOST_VISITS: i64 = 1_000_000_000_000;
/// More people than live.
const MOST_PEOPLE: i64 = 10_000_000_000;

/// Reads the user's own words.
pub(in crate::config) fn sentiment(r: &mut Reader<'_>, top: &Table<'_>) -> SentimentWords {
    let Some(table) = top
        .get("sentiment")
        .and_then(|value| r.table(&value, &shape::SENTIMENT))
    else {
        return SentimentWords::default();
    };
    let words = own_words(r, &table);
    SentimentWords {
        values: words.values,
        neutral: words.neutral,
        bands: bands(r, &table),
    }
}

/// Reads the words that count for one brand alone.
pub(in crate::config) fn brand_words(r: &mut Reader<'_>, brand: &Table<'_>) -> BrandWords {
    let table = brand.get("sentiment");
    let table = table.and_then(|value| r.table(&value, &shape::BRAND_SENTIMENT));
    table.map(|table| own_words(r, &table)).unwrap_or_default()
}

fn own_words(r: &mut Reader<'_>, table: &Table<'_>) -> BrandWords {
    let mut words = BrandWords {
        values: BTreeMap::new(),
        neutral: all_parsed(r, table, "neutral", "a word or phrase", word),
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

/// Reads the neutral bands; one that is missing or wrong is the default.
fn bands(r: &mut Reader<'_>, sentiment: &Table<'_>) -> Bands {
    let mut bands = Bands::default();
    let table = sentiment.get("bands");
    let Some(table) = table.and_then(|value| r.table(&value, &shape::BANDS)) else {
        return bands;
    };
    for (key, band) in [
        ("post", &mut bands.post),
        ("report", &mut bands.report),
        ("message", &mut bands.message),
        ("prose", &mut bands.prose),
    ] {
        let Some(value) = table.get(key) else { continue };
        let ends = r.array(&value);
        let [low, high] = ends.as_slice() else {
            r.error(&value, "a band has two ends")
                .expected("`[-0.2, 0.2]`: negative up to, positive from");
            continue;
        };
        if let (Some(low), Some(high)) = (r.number(low, -1.0, 1.0), r.number(high, -1.0, 1.0)) {
            if low > high {
                r.error(&value, "the band is out of order")
                    .expected("the negative end first");
                continue;
            }
            #[expect(clippy::cast_possible_truncation, reason = "between −1 and 1")]
            let ends = (low as f32, high as f32);
            (band.negative, band.positive) = ends;
        }
    }
    bands
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

/// Reads how many people all audiences are drawn from.
pub(in crate::config) fn people(r: &mut Reader<'_>, top: &Table<'_>) -> Option<u64> {
    // Its keys were checked with the rates.
    let estimate = top.get("estimate")?.as_table()?;
    let people = estimate
        .get("people")
        .and_then(|value| r.integer(&value, 1000, MOST_PEOPLE))?;
    u64::try_from(people).ok()
}

/// Reads visits a month by site.
pub(in crate::config) fn visits(r: &mut Reader<'_>, top: &Table<'_>) -> BTreeMap<String, u64> {
    let mut sites = BTreeMap::new();
    let estimate = top.get("estimate").and_then(|value| value.as_table());
    let by_site = estimate.and_then(|estimate| estimate.get("visits"));
    let Some(by_site) = by_site.and_then(|value| r.free_table(&value)) else {
        return sites;
    };
    for value in by_site.entries() {
        let visits = r
            .integer(&value, 0, MOST_VISITS)
            .and_then(|visits| u64::try_from(visits).ok());
        match values::domain(&value.name()) {
            Ok(domain) => {
                let site = registrable_domain(&domain).unwrap_or(domain);
                sites.extend(visits.map(|visits| (site, visits)));
            }
            Err(why) => {
                r.error(&value.key_place(), why)
                    .help("sites with a dot stand in quotes: `\"news.example\" = 120000`");
            }
        }
    }
    sites
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
