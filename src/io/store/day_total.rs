//! How the total of a day lies on disk.
//!
//! A busy day has thousands of authors and audiences, and a report on a year reads them all. As JSON their names and digits
//! cost most of the report, so that the long lists are columns of a compact binary form (postcard), in which what many
//! audiences and cells share is written once; everything else stays JSON, whose fields may come and go. Totals stored by
//! earlier versions, JSON as a whole, are still read, and take the new form when they are next written.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::table::{Table, at};
use super::{StoreError, codec};
use crate::model::{
    Audience, BrandId, Cell, CellKey, InfluencerId, MediaKind, NameCounts, Platform, Polarity, Provenance,
    Range, Rollup, Sorted, Tier,
};

/// A total as columns.
#[derive(Debug, Serialize, Deserialize)]
struct Columns<'c> {
    /// [`Rollup`] without what follows, as JSON.
    rest: Cow<'c, str>,
    authors: Vec<(u64, u32)>,
    #[serde(borrow)]
    stories: Vec<(&'c str, u32)>,
    sites: Vec<(&'c str, u32)>,
    /// What audiences and cells share, as JSON: [`Shared`]s.
    shared: Cow<'c, str>,
    audiences: Vec<Row>,
    /// Whose media and which sentiment cells are of, as JSON: pairs of both.
    tones: Cow<'c, str>,
    cells: Vec<CellRow>,
}

/// What many audiences and cells of a day have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Shared {
    platform: Platform,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    influencer: Option<InfluencerId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tier: Option<Tier>,
    provenance: Provenance,
    #[serde(with = "crate::model::shared_text")]
    basis: Arc<str>,
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

/// One cell.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct CellRow {
    /// Place among what is shared.
    shared: u32,
    /// Place among the tones.
    tone: u32,
    mentions: u32,
    unexposed: u32,
    impressions: (f64, f64, f64),
    reach: (f64, f64, f64),
    engaged: u32,
    told: (u32, u32, u32),
    likes: u64,
    comments: u64,
    shares: u64,
    views: u64,
    engaged_followers: u64,
    engaged_actions: u64,
    links: Vec<(BrandId, u32)>,
}

/// A total as it is stored.
pub(super) fn encode(total: &Rollup) -> Result<Vec<u8>, StoreError> {
    let (mut shared, mut tones) = (Table::new(), Table::new());
    let audiences = total.audiences.iter().map(|(key, audience)| {
        let place = shared.place(Shared {
            platform: audience.platform,
            influencer: audience.influencer.clone(),
            tier: audience.tier,
            provenance: audience.provenance,
            basis: Arc::clone(&audience.basis),
        });
        row(*key, place, audience)
    });
    let audiences = audiences.collect();
    let cells = total.cells.iter().map(|cell| {
        let key = &cell.key;
        let place = shared.place(Shared {
            platform: key.platform,
            influencer: key.influencer.clone(),
            tier: key.tier,
            provenance: key.provenance,
            basis: Arc::clone(&key.basis),
        });
        cell_row(place, tones.place((key.media, key.sentiment)), cell)
    });
    let cells = cells.collect();
    let columns = Columns {
        rest: json(&without_lists(total))?.into(),
        authors: total.authors.iter().map(|(author, n)| (*author, *n)).collect(),
        stories: total.stories.iter().collect(),
        sites: total.sites.iter().collect(),
        shared: shared.json()?.into(),
        audiences,
        tones: tones.json()?.into(),
        cells,
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
    let told = |error: serde_json::Error| error.to_string();
    let columns: Columns<'_> = postcard::from_bytes(bytes).map_err(|error| error.to_string())?;
    let rest: Rollup = serde_json::from_str(&columns.rest).map_err(told)?;
    let shared: Vec<Shared> = serde_json::from_str(&columns.shared).map_err(told)?;
    let tones: Vec<(MediaKind, Polarity)> = serde_json::from_str(&columns.tones).map_err(told)?;
    // Not by `collect`, which does not know how many there will be where one may be refused.
    let mut audiences = Vec::with_capacity(columns.audiences.len());
    for row in columns.audiences {
        let kind = at(&shared, row.shared, "an audience")?;
        audiences.push((row.key, audience(row, kind)));
    }
    let mut cells = Vec::with_capacity(columns.cells.len());
    for row in columns.cells {
        let kind = at(&shared, row.shared, "a cell")?;
        let tone = at(&tones, row.tone, "the tone of a cell")?;
        cells.push(cell(row, kind, *tone));
    }
    Ok(Rollup {
        audiences: audiences.into(),
        cells,
        authors: columns.authors.into(),
        stories: names(columns.stories),
        sites: names(columns.sites),
        ..rest
    })
}

/// Counts by name; what is out of order was not written by [`encode`], but can be told.
fn names(counts: Vec<(&str, u32)>) -> NameCounts {
    NameCounts::of_sorted(counts.iter().copied()).unwrap_or_else(|| {
        let counts = counts.into_iter().map(|(name, count)| (name.to_owned(), count));
        NameCounts::from(counts.collect::<BTreeMap<_, _>>())
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

fn audience(row: Row, kind: &Shared) -> Audience {
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
        basis: Arc::clone(&kind.basis),
    }
}

fn cell_row(shared: u32, tone: u32, cell: &Cell) -> CellRow {
    let ends = |range: Range| (range.low, range.value, range.high);
    CellRow {
        shared,
        tone,
        mentions: cell.mentions,
        unexposed: cell.unexposed,
        impressions: ends(cell.impressions),
        reach: ends(cell.reach),
        engaged: cell.engaged,
        told: cell.told,
        likes: cell.likes,
        comments: cell.comments,
        shares: cell.shares,
        views: cell.views,
        engaged_followers: cell.engaged_followers,
        engaged_actions: cell.engaged_actions,
        links: cell.links.iter().map(|(brand, n)| (brand.clone(), *n)).collect(),
    }
}

fn cell(row: CellRow, kind: &Shared, (media, sentiment): (MediaKind, Polarity)) -> Cell {
    let range = |(low, value, high): (f64, f64, f64)| Range { low, value, high };
    Cell {
        key: CellKey {
            platform: kind.platform,
            influencer: kind.influencer.clone(),
            tier: kind.tier,
            media,
            sentiment,
            provenance: kind.provenance,
            basis: Arc::clone(&kind.basis),
        },
        mentions: row.mentions,
        unexposed: row.unexposed,
        impressions: range(row.impressions),
        reach: range(row.reach),
        engaged: row.engaged,
        told: row.told,
        likes: row.likes,
        comments: row.comments,
        shares: row.shares,
        views: row.views,
        engaged_followers: row.engaged_followers,
        engaged_actions: row.engaged_actions,
        links: row.links.into_iter().collect(),
    }
}

/// Every field is named, so that a new one is not forgotten.
fn without_lists(total: &Rollup) -> Rollup {
    Rollup {
        authors: Sorted::default(),
        audiences: Sorted::default(),
        stories: NameCounts::default(),
        sites: NameCounts::default(),
        cells: Vec::new(),
        languages: total.languages.clone(),
        hashtags: total.hashtags.clone(),
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
            mention.platform =
                [Platform::Instagram, Platform::TikTok, Platform::Web][usize::try_from(n % 3).unwrap()];
            mention.site = Some(format!("site{}.example", n % 7));
            mention.author.handle = Some(format!("somebody{}", n % 11));
            mention.influencer = n.is_multiple_of(5).then(|| InfluencerId::new("kristal"));
            mention.followers = Some(1_000 + u64::try_from(n).unwrap() * 37);
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
            rest: "{}".into(),
            authors: Vec::new(),
            stories: Vec::new(),
            sites: Vec::new(),
            tones: "[]".into(),
            cells: Vec::new(),
            shared: "[]".into(),
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
