//! How the total of a day lies on disk.
//!
//! A busy day has thousands of authors and audiences, and a report on a year reads them all. As JSON their names and digits
//! cost most of the report, so that these three lists are columns of a compact binary form (postcard), in which what many
//! audiences share is written once; everything else stays JSON, whose fields may come and go. Totals stored by earlier
//! versions, JSON as a whole, are still read, and take the new form when they are next written.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{StoreError, codec};
use crate::model::{Audience, InfluencerId, Platform, Provenance, Range, Rollup, Tier};

/// A total as columns.
#[derive(Debug, Serialize, Deserialize)]
struct Columns {
    /// [`Rollup`] without what follows, as JSON.
    rest: String,
    authors: Vec<(u64, u32)>,
    stories: Vec<(String, u32)>,
    /// What audiences share, as JSON: [`Shared`]s.
    shared: String,
    audiences: Vec<Row>,
}

/// What many audiences of a day have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Shared {
    platform: Platform,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    influencer: Option<InfluencerId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tier: Option<Tier>,
    provenance: Provenance,
    basis: String,
}

/// One audience.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Row {
    // Hashes fill their eight bytes, which a variable length would only lengthen.
    #[serde(with = "postcard::fixint::le")]
    key: u64,
    #[serde(with = "postcard::fixint::le")]
    author: u64,
    /// Place among what is shared.
    shared: u32,
    followers: u64,
    posts: u32,
    low: f64,
    value: f64,
    high: f64,
}

/// A total as it is stored.
pub(super) fn encode(total: &Rollup) -> Result<Vec<u8>, StoreError> {
    let mut shared: BTreeMap<Shared, u32> = BTreeMap::new();
    let mut kinds: Vec<Shared> = Vec::new();
    let mut audiences = Vec::with_capacity(total.audiences.len());
    for (key, audience) in &total.audiences {
        let kind = Shared {
            platform: audience.platform,
            influencer: audience.influencer.clone(),
            tier: audience.tier,
            provenance: audience.provenance,
            basis: audience.basis.to_string(),
        };
        let next = u32::try_from(kinds.len()).unwrap_or(u32::MAX);
        let place = *shared.entry(kind.clone()).or_insert(next);
        if place == next {
            kinds.push(kind);
        }
        audiences.push(row(*key, place, audience));
    }
    let columns = Columns {
        rest: json(&without_lists(total))?,
        authors: total.authors.iter().map(|(author, n)| (*author, *n)).collect(),
        stories: total
            .stories
            .iter()
            .map(|(story, n)| (story.clone(), *n))
            .collect(),
        shared: json(&kinds)?,
        audiences,
    };
    let bytes = postcard::to_allocvec(&columns).map_err(|error| codec::bad("", &error))?;
    codec::encode_columns(&bytes)
}

/// Reads a total back, in either form; `key` is named when it does not decode.
pub(super) fn decode(key: &[u8], value: &[u8]) -> Result<Rollup, StoreError> {
    match codec::columns(key, value)? {
        Some(bytes) => read(&bytes).map_err(|why| codec::bad(&codec::show(key), &why)),
        None => codec::decode(key, value),
    }
}

fn read(bytes: &[u8]) -> Result<Rollup, String> {
    let columns: Columns = postcard::from_bytes(bytes).map_err(|error| error.to_string())?;
    let rest: Rollup = serde_json::from_str(&columns.rest).map_err(|error| error.to_string())?;
    let shared: Vec<Shared> = serde_json::from_str(&columns.shared).map_err(|error| error.to_string())?;
    let texts: Vec<Arc<str>> = shared.iter().map(|kind| Arc::from(kind.basis.as_str())).collect();
    let audiences = columns.audiences.into_iter().map(|row| {
        let place = usize::try_from(row.shared).unwrap_or(usize::MAX);
        let (kind, basis) = shared
            .get(place)
            .zip(texts.get(place))
            .ok_or_else(|| format!("an audience is of kind {place} of {}", shared.len()))?;
        Ok((row.key, audience(row, kind, basis)))
    });
    Ok(Rollup {
        audiences: audiences.collect::<Result<_, String>>()?,
        authors: columns.authors.into_iter().collect(),
        stories: columns.stories.into_iter().collect(),
        ..rest
    })
}

fn row(key: u64, shared: u32, audience: &Audience) -> Row {
    Row {
        key,
        author: audience.author,
        shared,
        followers: audience.followers,
        posts: audience.posts,
        low: audience.reach.low,
        value: audience.reach.value,
        high: audience.reach.high,
    }
}

fn audience(row: Row, kind: &Shared, basis: &Arc<str>) -> Audience {
    Audience {
        author: row.author,
        platform: kind.platform,
        influencer: kind.influencer.clone(),
        tier: kind.tier,
        followers: row.followers,
        posts: row.posts,
        reach: Range {
            low: row.low,
            value: row.value,
            high: row.high,
        },
        provenance: kind.provenance,
        basis: Arc::clone(basis),
    }
}

/// Every field is named, so that a new one is not forgotten.
fn without_lists(total: &Rollup) -> Rollup {
    Rollup {
        authors: BTreeMap::new(),
        audiences: BTreeMap::new(),
        stories: BTreeMap::new(),
        cells: total.cells.clone(),
        languages: total.languages.clone(),
        hashtags: total.hashtags.clone(),
        sites: total.sites.clone(),
        sources: total.sources.clone(),
        backlinks: total.backlinks.clone(),
        codes: total.codes.clone(),
        automated: total.automated.clone(),
        kinds: total.kinds.clone(),
        topics: total.topics.clone(),
        view_rates: total.view_rates.clone(),
        top: total.top.clone(),
        drawn: total.drawn.clone(),
        set_aside: total.set_aside,
    }
}

fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| codec::bad("", &error))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::metrics::{exposure, rollup, sample::mention};

    fn day(mentions: u128) -> Rollup {
        let mut day = Rollup::default();
        for n in 0..mentions {
            let mut mention = mention(n + 1, "2026-11-17T12:00:00Z");
            mention.platform = [Platform::Instagram, Platform::TikTok, Platform::Web][(n % 3) as usize];
            mention.site = Some(format!("site{}.example", n % 7));
            mention.author.handle = Some(format!("somebody{}", n % 11));
            mention.influencer = n.is_multiple_of(5).then(|| InfluencerId::new("kristal"));
            mention.followers = Some(1_000 + n as u64 * 37);
            mention.story = format!("story{}", n % 4);
            mention.exposure = exposure::estimate(&mention, None);
            rollup::add(&mut day, &mention);
        }
        day
    }

    #[test]
    fn a_day_is_read_back_as_it_was_in_either_form() {
        for mentions in [0, 1, 40, 400] {
            let day = day(mentions);
            assert_eq!(decode(b"r", &encode(&day).unwrap()).unwrap(), day, "{mentions}");
            assert_eq!(
                decode(b"r", &codec::encode(&day).unwrap()).unwrap(),
                day,
                "{mentions}"
            );
        }
        assert!(!day(40).audiences.is_empty() && !day(40).stories.is_empty());
    }

    #[test]
    fn an_audience_of_an_unknown_kind_is_damage() {
        let columns = Columns {
            rest: "{}".to_owned(),
            authors: Vec::new(),
            stories: Vec::new(),
            shared: "[]".to_owned(),
            audiences: vec![row(1, 3, day(1).audiences.values().next().unwrap())],
        };
        let bytes = codec::encode_columns(&postcard::to_allocvec(&columns).unwrap()).unwrap();
        let error = decode(b"r", &bytes).unwrap_err().to_string();
        assert!(error.contains("kind 3 of 0"), "{error}");
    }

    proptest! {
        #[test]
        fn damage_is_told_and_never_panics(
            mentions in 0_u128..60, at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>(),
        ) {
            let mut value = encode(&day(mentions)).unwrap();
            prop_assert!(decode(b"r", &value[..cut.index(value.len())]).is_err());
            let at = at.index(value.len());
            value[at] = byte;
            drop(decode(b"r", &value));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            drop(read(&bytes));
        }
    }
}
