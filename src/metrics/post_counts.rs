//! What imports and people tell of posts goes before what is estimated: observed before imported before self-reported before
//! estimated, and nothing is ever added to what it replaces.

use std::collections::BTreeMap;

use super::{range, rates, rollup, totals::wide};
use crate::model::{
    Audience, Cell, CellKey, Engagement, Exposure, InfluencerId, MediaKind, OutcomeKind, Platform, Polarity,
    Provenance, Range, Rollup,
};

/// Factor of the range around what people report of themselves.
pub const SELF_REPORTED_FACTOR: f64 = 1.1;

/// Kinds of outcomes that tell how a post did.
pub const KINDS: [OutcomeKind; 7] = [
    OutcomeKind::Impression,
    OutcomeKind::Reach,
    OutcomeKind::View,
    OutcomeKind::StoryView,
    OutcomeKind::Like,
    OutcomeKind::Comment,
    OutcomeKind::Share,
];

/// A count with how it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// How many.
    pub count: u64,
    /// How it is known.
    pub provenance: Provenance,
    /// Name of the import that tells it.
    pub source: String,
}

/// What is told of one post, or of all posts of somebody on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostCounts(BTreeMap<OutcomeKind, BTreeMap<(Provenance, String), u64>>);

impl PostCounts {
    /// Adds what one import tells. Several counts of one import add up (they are of different days or posts); what several
    /// imports tell of the same thing never does.
    pub fn add(&mut self, kind: OutcomeKind, provenance: Provenance, source: &str, count: u64) {
        let sums = self.0.entry(kind).or_default();
        let sum = sums.entry((provenance, source.to_owned())).or_default();
        *sum = sum.saturating_add(count);
    }

    /// Adds what is told of another post.
    pub fn join(&mut self, other: Self) {
        for (kind, sums) in other.0 {
            for ((provenance, source), count) in sums {
                self.add(kind, provenance, &source, count);
            }
        }
    }

    /// Whether nothing is told.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The best known count of a kind; of several that are known alike the largest.
    pub fn best(&self, kind: OutcomeKind) -> Option<Counted> {
        let sums = self.0.get(&kind)?;
        let (best, _) = sums.first_key_value()?;
        let alike = sums.iter().filter(|((provenance, _), _)| *provenance == best.0);
        let ((provenance, source), count) = alike.max_by_key(|(_, count)| **count)?;
        Some(Counted {
            count: *count,
            provenance: *provenance,
            source: source.clone(),
        })
    }

    /// How often a post was seen: impressions, else views, else views of the story; the best known of them.
    fn views(&self) -> Option<Counted> {
        let kinds = [OutcomeKind::Impression, OutcomeKind::View, OutcomeKind::StoryView];
        let known = kinds.iter().filter_map(|kind| self.best(*kind));
        known.min_by_key(|counted| counted.provenance)
    }

    /// The exposure of a post by what is told of it, where that goes before what is known; `None` if it does not.
    pub fn exposure(&self, platform: Platform, known: &Exposure) -> Option<Exposure> {
        let (views, people) = (self.views(), self.best(OutcomeKind::Reach));
        let better = |told: &Counted| known.impressions.is_none() || told.provenance < known.provenance;
        if let Some(views) = views.filter(better) {
            let impressions = ranged(&views);
            let reach = match &people {
                Some(people) => capped(ranged(people), impressions.high),
                None => people_behind(platform, impressions),
            };
            return Some(Exposure {
                impressions: Some(impressions),
                reach: Some(reach),
                audience: known.audience,
                provenance: views.provenance,
                basis: basis("views", &views),
            });
        }
        let people = people.filter(better)?;
        let reach = ranged(&people);
        // Whoever was reached saw it at least once.
        let seen = known.impressions.map_or(reach, |views| Range {
            low: views.low.max(reach.low),
            value: views.value.max(reach.value),
            high: views.high.max(reach.high),
        });
        Some(Exposure {
            impressions: Some(seen),
            reach: Some(reach),
            audience: known.audience,
            provenance: if known.impressions.is_some() {
                Provenance::Estimated
            } else {
                people.provenance
            },
            basis: format!("{}; views at least as many", basis("people", &people)),
        })
    }

    /// Reactions of a post: what it tells itself stays, and what it does not tell is taken from here.
    #[must_use]
    pub fn engagement(&self, known: Engagement) -> Engagement {
        let count = |kind| self.best(kind).map(|told| told.count);
        Engagement {
            likes: known.likes.or_else(|| count(OutcomeKind::Like)),
            comments: known.comments.or_else(|| count(OutcomeKind::Comment)),
            shares: known.shares.or_else(|| count(OutcomeKind::Share)),
            views: known.views,
        }
    }
}

fn ranged(told: &Counted) -> Range {
    let count = wide(told.count);
    match told.provenance {
        Provenance::SelfReported => rounded(range::by_factor(count, SELF_REPORTED_FACTOR)),
        _ => Range::point(count),
    }
}

fn people_behind(platform: Platform, views: Range) -> Range {
    let (share, factor) = rates::people_per_view(platform);
    let spread = range::by_factor(share, factor);
    rounded(Range {
        low: views.low * spread.low,
        value: views.value * share,
        high: (views.high * spread.high).min(views.high),
    })
}

fn capped(range: Range, most: f64) -> Range {
    Range {
        low: range.low.min(most),
        value: range.value.min(most),
        high: range.high.min(most),
    }
}

fn rounded(range: Range) -> Range {
    Range {
        low: range.low.round(),
        value: range.value.round(),
        high: range.high.round(),
    }
}

fn basis(what: &str, told: &Counted) -> String {
    match told.provenance {
        Provenance::Observed => format!("{what} counted by {}", told.source),
        Provenance::Imported => format!("{what} imported from {}", told.source),
        Provenance::SelfReported => format!("{what} told by whoever posted ({})", told.source),
        Provenance::Estimated => format!("{what} estimated by {}", told.source),
    }
}

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
    let mentions: u32 = worse.iter().map(|cell| cell.mentions).sum();
    day.audiences.retain(|_, audience| {
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
                cell.key.basis.clone_from(&told.basis);
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
            basis: told.basis.clone(),
        })
    }
}

fn add_audience(day: &mut Rollup, poster: &Poster, told: &Exposure, posts: u32) {
    let Some(reach) = told.reach else { return };
    let name = format!(
        "told\u{1f}{}\u{1f}{}\u{1f}{}",
        poster.influencer, poster.platform, told.basis
    );
    let entry = day.audiences.entry(xxhash_rust::xxh3::xxh3_64(name.as_bytes()));
    let audience = entry.or_insert_with(|| Audience {
        author: poster.author,
        platform: poster.platform,
        influencer: Some(poster.influencer.clone()),
        tier: None,
        followers: 0,
        posts: 0,
        reach: Range::default(),
        provenance: told.provenance,
        basis: told.basis.clone(),
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
            Some(total) => super::totals::add_cell(total, &cell),
            None => {
                by_key.insert(cell.key.clone(), cell);
            }
        }
    }
    by_key.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{Scope, Totals, exposure, sample::mention};
    use proptest::prelude::{prop_assert, proptest};

    fn poster() -> Poster {
        Poster {
            influencer: InfluencerId::new("kristal"),
            platform: Platform::Instagram,
            author: rollup::account_key(Platform::Instagram, "kristalsky"),
        }
    }

    /// A post of hers with that following and those counted views.
    fn post(day: &mut Rollup, n: u128, followers: Option<u64>, views: Option<u64>, likes: Option<u64>) {
        let mut mention = mention(n, "2026-11-17T12:00:00Z");
        mention.platform = Platform::Instagram;
        mention.influencer = Some(InfluencerId::new("kristal"));
        mention.followers = followers;
        (mention.engagement.views, mention.engagement.likes) = (views, likes);
        mention.exposure = exposure::estimate(&mention, None);
        rollup::add(day, &mention);
    }

    fn views(day: &Rollup) -> f64 {
        day.cells.iter().map(|cell| cell.impressions.value).sum()
    }

    fn told(kind: OutcomeKind, provenance: Provenance, count: u64) -> PostCounts {
        let mut told = PostCounts::default();
        told.add(kind, provenance, "form", count);
        told
    }

    #[test]
    fn the_best_known_wins_and_nothing_is_added_twice() {
        use Provenance::{Imported, Observed, SelfReported};
        let mut both = told(OutcomeKind::Impression, SelfReported, 9_000);
        both.add(OutcomeKind::Impression, Imported, "export", 7_000);
        both.add(OutcomeKind::Impression, Imported, "export", 500);
        both.add(OutcomeKind::Impression, Imported, "export 2", 7_400);
        both.add(OutcomeKind::View, SelfReported, "form", 99_000);
        for (known, told, impressions) in [
            (Provenance::Estimated, &both, Some(7_500.0)),
            (SelfReported, &both, Some(7_500.0)),
            (Imported, &both, None),
            (Observed, &both, None),
            (Provenance::Estimated, &PostCounts::default(), None),
            (
                Provenance::Estimated,
                &told(OutcomeKind::StoryView, SelfReported, 300),
                Some(300.0),
            ),
        ] {
            let known = Exposure {
                impressions: Some(Range::point(1_000.0)),
                provenance: known,
                ..Exposure::default()
            };
            let found = told.exposure(Platform::Instagram, &known);
            assert_eq!(
                found.and_then(|e| e.impressions).map(|r| r.value),
                impressions,
                "{known:?}"
            );
        }
    }

    #[test]
    fn people_told_are_kept_and_seen_at_least_once() {
        let people = told(OutcomeKind::Reach, Provenance::Imported, 5_000);
        let found = people
            .exposure(Platform::Instagram, &Exposure::default())
            .unwrap();
        assert_eq!(found.reach, Some(Range::point(5_000.0)));
        assert_eq!(found.impressions, Some(Range::point(5_000.0)));
        let mut more = people;
        more.add(OutcomeKind::Impression, Provenance::SelfReported, "form", 4_000);
        let found = more.exposure(Platform::Instagram, &Exposure::default()).unwrap();
        assert!(found.reach.unwrap().high <= found.impressions.unwrap().high);
    }

    #[test]
    fn a_day_of_posts_is_told_in_place_of_its_estimates() {
        let mut day = Rollup::default();
        post(&mut day, 1, Some(50_000), None, None);
        post(&mut day, 2, Some(50_000), None, None);
        post(&mut day, 3, None, Some(2_000), Some(7));
        let mut told = told(OutcomeKind::Impression, Provenance::SelfReported, 10_000);
        told.add(OutcomeKind::Like, Provenance::SelfReported, "form", 400);
        replace(&mut day, &poster(), &told);
        assert!((views(&day) - 10_000.0).abs() < 1e-6, "2,000 counted, 8,000 told");
        let totals = Totals::of([&day], Scope::default());
        assert_eq!(totals.mentions(), 3);
        assert_eq!(totals.unexposed(), 0);
        assert_eq!(
            totals.cells.values().map(|cell| cell.likes).sum::<u64>(),
            7,
            "one post tells its own"
        );
        assert!(day.cells.is_sorted_by(|a, b| a.key < b.key));
        // PostCounts again it changes nothing more.
        let once = day.clone();
        replace(&mut day, &poster(), &told);
        assert_eq!(day, once);
    }

    #[test]
    fn stories_that_nobody_heard_count_by_what_is_told() {
        let mut day = Rollup::default();
        let mut told = told(OutcomeKind::StoryView, Provenance::SelfReported, 1_500);
        told.add(OutcomeKind::Comment, Provenance::SelfReported, "form", 12);
        add_unheard(&mut day, &poster(), &told);
        let totals = Totals::of([&day], Scope::default());
        assert_eq!((totals.mentions(), totals.audiences.len()), (0, 1));
        assert!((views(&day) - 1_500.0).abs() < 1e-9);
        assert_eq!(totals.cells.values().map(|cell| cell.comments).sum::<u64>(), 12);
    }

    proptest! {
        #[test]
        fn what_is_told_is_what_counts(posts in 0_u128..5, count in 1_u64..1_000_000, counted in proptest::option::of(1_u64..500_000)) {
            let mut day = Rollup::default();
            for n in 0..posts {
                post(&mut day, n, Some(30_000), None, None);
            }
            if let Some(counted) = counted {
                post(&mut day, 99, None, Some(counted), None);
            }
            replace(&mut day, &poster(), &told(OutcomeKind::Impression, Provenance::Imported, count));
            let expected = match counted {
                Some(counted) if posts == 0 => counted,
                counted => count.max(counted.unwrap_or(0)),
            };
            prop_assert!((views(&day) - wide(expected)).abs() < 1e-6 * wide(expected), "{} {expected}", views(&day));
        }
    }
}
