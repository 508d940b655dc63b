//! A day's total with what is told of somebody's posts in the place of what was estimated of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Counted, PostCounts};
use crate::metrics::{range, rollup, totals::add_cell};
use crate::model::{
    Audience, Cell, CellKey, Exposure, InfluencerId, MediaKind, OutcomeKind, Platform, Polarity, Provenance,
    Range, Rollup,
};

/// Whose posts something is told of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Poster {
    /// Who.
    pub influencer: InfluencerId,
    /// Where.
    pub platform: Platform,
    /// Their account there, as [`rollup::author_key`]: its posts reach the same people again.
    pub author: u64,
}

/// Puts what is told of all posts of somebody on one platform and day in the place of what was estimated of them. Posts whose
/// views were counted keep them: the rest is what is told less what was counted. Where no post was heard that day, the views
/// count without one.
pub fn replace(day: &mut Rollup, poster: &Poster, told: &PostCounts) {
    let posts = Exposure {
        provenance: Provenance::Estimated,
        ..Exposure::default()
    };
    if let Some(exposure) = told.exposure(poster.platform, &posts) {
        let (better, worse) = split(day, poster, exposure.provenance);
        let counted: f64 = better.iter().map(|cell| cell.impressions.value).sum();
        let counted_people: f64 = better.iter().map(|cell| cell.reach.value).sum();
        let rest = Exposure {
            impressions: exposure.impressions.map(|views| less(views, counted)),
            reach: exposure.reach.map(|people| less(people, counted_people)),
            ..exposure
        };
        if worse.is_empty() && !better.is_empty() {
            // All of its posts are counted: what is told is told of them.
            day.cells = merged(day.cells.drain(..).chain(better));
        } else {
            spread(day, poster, better, worse, &rest);
        }
    }
    react(day, poster, told);
}

/// Adds views of posts that nobody heard, stories for instance.
pub fn add_unheard(day: &mut Rollup, poster: &Poster, told: &PostCounts) {
    let none = Exposure::default();
    if let Some(exposure) = told.exposure(poster.platform, &none) {
        let cell = unheard(poster, &exposure);
        add_audience(day, poster, &exposure, 1);
        day.cells = merged(day.cells.drain(..).chain([cell]));
    }
    react(day, poster, told);
}

/// Takes the cells of somebody out of a day: those that are known better than by `than`, and the others.
fn split(day: &mut Rollup, poster: &Poster, than: Provenance) -> (Vec<Cell>, Vec<Cell>) {
    let theirs = |cell: &Cell| is_of(&cell.key, poster);
    let (of_them, others): (Vec<Cell>, Vec<Cell>) = day.cells.drain(..).partition(theirs);
    day.cells = others;
    of_them
        .into_iter()
        .partition(|cell| cell.is_exposed() && cell.key.provenance <= than)
}

fn is_of(key: &CellKey, poster: &Poster) -> bool {
    key.influencer.as_ref() == Some(&poster.influencer) && key.platform == poster.platform
}

fn less(range: Range, by: f64) -> Range {
    Range {
        low: (range.low - by).max(0.0),
        value: (range.value - by).max(0.0),
        high: (range.high - by).max(0.0),
    }
}

/// Spreads what is told over the cells that it replaces, by their mentions.
fn spread(day: &mut Rollup, poster: &Poster, better: Vec<Cell>, worse: Vec<Cell>, told: &Exposure) {
    let basis: Arc<str> = told.basis.as_str().into();
    let mentions: u32 = worse.iter().map(|cell| cell.mentions).sum();
    day.audiences.tree().retain(|_, audience| {
        audience.influencer.as_ref() != Some(&poster.influencer)
            || audience.platform != poster.platform
            || audience.provenance <= told.provenance
    });
    add_audience(day, poster, told, mentions.max(1));
    let replaced: Vec<Cell> = if mentions == 0 {
        vec![unheard(poster, told)]
    } else {
        worse
            .into_iter()
            .map(|mut cell| {
                let share = f64::from(cell.mentions) / f64::from(mentions);
                cell.key.provenance = told.provenance;
                cell.key.basis = Arc::clone(&basis);
                cell.unexposed = 0;
                cell.impressions = range::scale(told.impressions.unwrap_or_default(), share);
                cell.reach = range::scale(told.reach.unwrap_or_default(), share);
                cell
            })
            .collect()
    };
    day.cells = merged(day.cells.drain(..).chain(better).chain(replaced));
}

/// A cell of views without a mention.
fn unheard(poster: &Poster, told: &Exposure) -> Cell {
    Cell {
        impressions: told.impressions.unwrap_or_default(),
        reach: told.reach.unwrap_or_default(),
        ..rollup::empty_cell(CellKey {
            platform: poster.platform,
            influencer: Some(poster.influencer.clone()),
            tier: None,
            media: MediaKind::Paid,
            sentiment: Polarity::Neutral,
            provenance: told.provenance,
            basis: told.basis.as_str().into(),
        })
    }
}

fn add_audience(day: &mut Rollup, poster: &Poster, told: &Exposure, posts: u32) {
    let Some(reach) = told.reach else { return };
    let name = format!(
        "told\u{1f}{}\u{1f}{}\u{1f}{}",
        poster.influencer, poster.platform, told.basis
    );
    let entry = day
        .audiences
        .tree()
        .entry(xxhash_rust::xxh3::xxh3_64(name.as_bytes()));
    let audience = entry.or_insert_with(|| Audience {
        author: poster.author,
        platform: poster.platform,
        influencer: Some(poster.influencer.clone()),
        tier: None,
        followers: 0,
        posts: 0,
        reach: Range::default(),
        provenance: told.provenance,
        basis: told.basis.as_str().into(),
    });
    audience.posts = audience.posts.saturating_add(posts);
    audience.reach = range::add_linear(audience.reach, reach);
}

/// Reactions told of a day count where no post of it tells them itself.
fn react(day: &mut Rollup, poster: &Poster, told: &PostCounts) {
    let counts = [OutcomeKind::Like, OutcomeKind::Comment, OutcomeKind::Share].map(|kind| told.best(kind));
    if counts.iter().all(Option::is_none) {
        return;
    }
    let theirs = || {
        day.cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| is_of(&cell.key, poster))
    };
    let tells = |of: fn(&Cell) -> u32| theirs().any(|(_, cell)| of(cell) > 0);
    let silent = [
        !tells(|cell| cell.told.0),
        !tells(|cell| cell.told.1),
        !tells(|cell| cell.told.2),
    ];
    let first = theirs().map(|(at, _)| at).next();
    let Some(cell) = first.and_then(|at| day.cells.get_mut(at)) else {
        let exposure = Exposure {
            basis: "reactions told without views".to_owned(),
            ..Exposure::default()
        };
        let mut cell = unheard(poster, &exposure);
        fill(&mut cell, &counts, silent);
        day.cells = merged(day.cells.drain(..).chain([cell]));
        return;
    };
    fill(cell, &counts, silent);
}

fn fill(cell: &mut Cell, counts: &[Option<Counted>; 3], silent: [bool; 3]) {
    let tellers = cell.mentions.max(1);
    let slots = [
        (&mut cell.told.0, &mut cell.likes),
        (&mut cell.told.1, &mut cell.comments),
        (&mut cell.told.2, &mut cell.shares),
    ];
    let mut any = false;
    for (((told, sum), count), silent) in slots.into_iter().zip(counts).zip(silent) {
        if let (Some(count), true) = (count, silent) {
            *told = tellers;
            *sum = sum.saturating_add(count.count);
            any = true;
        }
    }
    if any {
        cell.engaged = cell.engaged.max(tellers);
    }
}

/// Cells in the order of their keys, those of one key added up.
fn merged(cells: impl Iterator<Item = Cell>) -> Vec<Cell> {
    let mut by_key: BTreeMap<CellKey, Cell> = BTreeMap::new();
    for cell in cells {
        match by_key.get_mut(&cell.key) {
            Some(total) => add_cell(total, &cell),
            None => {
                by_key.insert(cell.key.clone(), cell);
            }
        }
    }
    by_key.into_values().collect()
}
