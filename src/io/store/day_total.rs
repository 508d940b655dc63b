//! How the total of a day lies on disk.
//!
//! A busy day has thousands of authors and audiences, and a report on a year reads them all. As JSON their names and digits
//! cost most of the report, so that the long lists are columns of a compact binary form (postcard), in which what many
//! audiences and cells share is written once; everything else stays JSON, whose fields may come and go. Totals stored by
//! earlier versions, JSON as a whole, are still read, and take the new form when they are next written.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{StoreError, codec};
use crate::model::{
    Audience, BrandId, Cell, CellKey, InfluencerId, MediaKind, Platform, Polarity, Provenance, Range, Rollup,
    Tier,
};

/// A total as columns.
#[derive(Debug, Serialize, Deserialize)]
struct Columns {
    /// [`Rollup`] without what follows, as JSON.
    rest: String,
    authors: Vec<(u64, u32)>,
    stories: Vec<(String, u32)>,
    sites: Vec<(String, u32)>,
    /// What audiences and cells share, as JSON: [`Shared`]s.
    shared: String,
    audiences: Vec<Row>,
    /// Whose media and which sentiment cells are of, as JSON: pairs of both.
    tones: String,
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

/// What is written once, in the order in which it came.
#[derive(Debug)]
struct Table<T> {
    places: BTreeMap<T, u32>,
    rows: Vec<T>,
}

impl<T: Ord + Clone> Table<T> {
    fn new() -> Self {
        Self {
            places: BTreeMap::new(),
            rows: Vec::new(),
        }
    }

    fn place(&mut self, row: T) -> u32 {
        if let Some(place) = self.places.get(&row) {
            return *place;
        }
        let place = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.rows.push(row.clone());
        self.places.insert(row, place);
        place
    }
}

/// A row of a table that was read.
fn at<'t, T>(rows: &'t [T], place: u32, what: &str) -> Result<&'t T, String> {
    let row = usize::try_from(place).ok().and_then(|place| rows.get(place));
    row.ok_or_else(|| format!("{what} is of kind {place} of {}", rows.len()))
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
            basis: audience.basis.to_string(),
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
            basis: key.basis.clone(),
        });
        cell_row(place, tones.place((key.media, key.sentiment)), cell)
    });
    let cells = cells.collect();
    let columns = Columns {
        rest: json(&without_lists(total))?,
        authors: total.authors.iter().map(|(author, n)| (*author, *n)).collect(),
        stories: total
            .stories
            .iter()
            .map(|(story, n)| (story.clone(), *n))
            .collect(),
        sites: total.sites.iter().map(|(site, n)| (site.clone(), *n)).collect(),
        shared: json(&shared.rows)?,
        audiences,
        tones: json(&tones.rows)?,
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
    let columns: Columns = postcard::from_bytes(bytes).map_err(|error| error.to_string())?;
    let rest: Rollup = serde_json::from_str(&columns.rest).map_err(told)?;
    let shared: Vec<Shared> = serde_json::from_str(&columns.shared).map_err(told)?;
    let tones: Vec<(MediaKind, Polarity)> = serde_json::from_str(&columns.tones).map_err(told)?;
    let texts: Vec<Arc<str>> = shared.iter().map(|kind| Arc::from(kind.basis.as_str())).collect();
    let audiences = columns.audiences.into_iter().map(|row| {
        let kind = at(&shared, row.shared, "an audience")?;
        let basis = at(&texts, row.shared, "an audience")?;
        Ok((row.key, audience(row, kind, basis)))
    });
    let cells = columns.cells.into_iter().map(|row| {
        let kind = at(&shared, row.shared, "a cell")?;
        let tone = at(&tones, row.tone, "the tone of a cell")?;
        Ok(cell(row, kind, *tone))
    });
    Ok(Rollup {
        audiences: audiences.collect::<Result<_, String>>()?,
        cells: cells.collect::<Result<_, String>>()?,
        authors: columns.authors.into_iter().collect(),
        stories: columns.stories.into_iter().collect(),
        sites: columns.sites.into_iter().collect(),
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
            basis: kind.basis.clone(),
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
        authors: BTreeMap::new(),
        audiences: BTreeMap::new(),
        stories: BTreeMap::new(),
        sites: BTreeMap::new(),
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
            rest: "{}".to_owned(),
            authors: Vec::new(),
            stories: Vec::new(),
            sites: Vec::new(),
            tones: "[]".to_owned(),
            cells: Vec::new(),
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
