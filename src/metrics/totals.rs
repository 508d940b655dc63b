//! Roll-ups of many days added up for one question: which subject, and only whose.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{range, rollup, tones};
use crate::model::{
    Audience, Cell, CellKey, Figure, InfluencerId, Kind, MediaKind, Platform, Polarity, Provenance, Range,
    Rollup, Sorted, Tier, Tones,
};

/// Whose mentions count; the default is everybody's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope<'a> {
    /// Only this influencer's.
    pub influencer: Option<&'a InfluencerId>,
    /// Only this platform's.
    pub platform: Option<Platform>,
    /// Only this tier's; `Some(None)` means authors whose tier is not known.
    pub tier: Option<Option<Tier>>,
}

impl Scope<'_> {
    /// Whether it leaves anything out.
    pub fn is_narrow(&self) -> bool {
        *self != Self::default()
    }

    fn admits(&self, influencer: Option<&InfluencerId>, platform: Platform, tier: Option<Tier>) -> bool {
        self.influencer.is_none_or(|only| influencer == Some(only))
            && self.platform.is_none_or(|only| only == platform)
            && self.tier.is_none_or(|only| only == tier)
    }
}

/// One author's audience over the days added up.
#[derive(Clone, Debug, PartialEq)]
pub struct People {
    /// See [`Audience::author`].
    pub author: u64,
    /// How it was come by.
    pub provenance: Provenance,
    /// Method in words.
    pub basis: Arc<str>,
    /// Posts; on the web and on boards one site counts once a day.
    pub posts: f64,
    /// Followers or visitors summed over the posts; 0 when unknown.
    pub followers: f64,
    /// Sum of per-post reach.
    pub reach: Range,
}

/// Everything metrics are computed from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// Cells by key, in key order.
    pub cells: BTreeMap<CellKey, Cell>,
    /// Mentions by author. Empty under a narrow scope, like all maps below: days do not keep them by cell.
    pub authors: Sorted<u64, u32>,
    /// Audiences by the key of [`Rollup::audiences`].
    pub audiences: Sorted<u64, People>,
    /// Mentions by language.
    pub languages: BTreeMap<String, u32>,
    /// Mentions by hashtag.
    pub hashtags: BTreeMap<String, u32>,
    /// Those of the authors that are programs.
    pub automated: BTreeMap<u64, u32>,
    /// Mentions by what they are.
    pub kinds: BTreeMap<Kind, Tones>,
    /// Mentions by topic.
    pub topics: BTreeMap<String, Tones>,
    /// Set aside as spam; 0 under a narrow scope.
    pub set_aside: u32,
    /// Whether the scope left anything out.
    pub narrow: bool,
    /// People whom all audiences are drawn from, where that is told.
    pub people: Option<u64>,
}

impl Totals {
    /// Adds up days, one roll-up each.
    pub fn of<'a>(days: impl IntoIterator<Item = &'a Rollup>, scope: Scope<'_>) -> Self {
        let days: Vec<&Rollup> = days.into_iter().collect();
        let mut totals = Self::cells_of(days.iter().copied(), scope);
        totals.narrow = scope.is_narrow();
        let audiences = days.iter().flat_map(|day| day.audiences.iter());
        totals.audiences = people(audiences.map(|(key, audience)| (*key, audience)), scope);
        if !totals.narrow {
            totals.authors = counts(days.iter().flat_map(|day| day.authors.iter()));
            for day in &days {
                add_counts(&mut totals.automated, &day.automated);
            }
            for day in days {
                totals.add_words(day);
            }
        }
        totals
    }

    /// The cells of days alone: enough for counts and rates, and all that is cheap where a day has many authors.
    pub fn cells_of<'a>(days: impl IntoIterator<Item = &'a Rollup>, scope: Scope<'_>) -> Self {
        let mut totals = Self {
            narrow: true,
            ..Self::default()
        };
        for day in days {
            totals.add_cells(&day.cells, scope);
        }
        totals
    }

    /// Adds up cells and audiences that were picked beforehand, in the order of their days.
    pub fn picked<'a>(
        cells: impl IntoIterator<Item = &'a Cell>,
        audiences: impl IntoIterator<Item = (u64, &'a Audience)>,
        scope: Scope<'_>,
    ) -> Self {
        let mut totals = Self {
            narrow: true,
            audiences: people(audiences, scope),
            ..Self::default()
        };
        totals.add_cells(cells, scope);
        totals
    }

    fn add_words(&mut self, day: &Rollup) {
        add_counts(&mut self.languages, &day.languages);
        add_counts(&mut self.hashtags, &day.hashtags);
        tones::add(&mut self.kinds, &day.kinds);
        tones::add(&mut self.topics, &day.topics);
        self.set_aside = self.set_aside.saturating_add(day.set_aside);
    }

    fn add_cells<'a>(&mut self, cells: impl IntoIterator<Item = &'a Cell>, scope: Scope<'_>) {
        for cell in cells {
            if scope.admits(cell.key.influencer.as_ref(), cell.key.platform, cell.key.tier) {
                if let Some(total) = self.cells.get_mut(&cell.key) {
                    add_cell(total, cell);
                } else {
                    let mut total = rollup::empty_cell(cell.key.clone());
                    add_cell(&mut total, cell);
                    self.cells.insert(cell.key.clone(), total);
                }
            }
        }
    }

    /// Number of mentions.
    pub fn mentions(&self) -> u32 {
        self.cells.values().map(|cell| cell.mentions).sum()
    }

    /// Mentions by sentiment (positive, neutral, negative), without the brand's own posts.
    pub fn tones(&self) -> [u32; 3] {
        self.others()
            .fold([0; 3], |[p, u, n], cell| match cell.key.sentiment {
                Polarity::Positive => [p + cell.mentions, u, n],
                Polarity::Neutral => [p, u + cell.mentions, n],
                Polarity::Negative => [p, u, n + cell.mentions],
            })
    }

    /// Cells of what others published, paid or not.
    pub fn others(&self) -> impl Iterator<Item = &Cell> {
        self.cells
            .values()
            .filter(|cell| cell.key.media != MediaKind::Owned)
    }

    /// Mentions without any way to estimate views.
    pub fn unexposed(&self) -> u32 {
        self.cells.values().map(|cell| cell.unexposed).sum()
    }
}

/// Sums by key of entries that come in any order, which of a year are a million: sorting them is far quicker than looking
/// each up in a tree, and nearly free where they are sorted already.
fn counts<'a>(entries: impl Iterator<Item = (&'a u64, &'a u32)>) -> Sorted<u64, u32> {
    let mut entries: Vec<(u64, u32)> = entries.map(|(key, count)| (*key, *count)).collect();
    entries.sort_by_key(|(key, _)| *key);
    entries.dedup_by(|(key, more), (known, sum)| {
        let is_same = key == known;
        if is_same {
            *sum = sum.saturating_add(*more);
        }
        is_same
    });
    Sorted::from(entries)
}

/// People by key, from audiences in the order of their days, which their sums keep.
fn people<'a>(
    audiences: impl IntoIterator<Item = (u64, &'a Audience)>,
    scope: Scope<'_>,
) -> Sorted<u64, People> {
    let admitted = |(_, audience): &(u64, &Audience)| {
        scope.admits(audience.influencer.as_ref(), audience.platform, audience.tier)
    };
    let mut entries: Vec<(u64, &Audience)> = audiences.into_iter().filter(admitted).collect();
    entries.sort_by_key(|(key, _)| *key);
    let of_one = entries.chunk_by(|(a, _), (b, _)| a == b);
    of_one
        .filter_map(|one| {
            let (key, first) = one.first()?;
            let mut people = People {
                author: first.author,
                provenance: first.provenance,
                basis: Arc::clone(&first.basis),
                posts: 0.0,
                followers: 0.0,
                reach: Range::default(),
            };
            for (_, audience) in one {
                people.add(audience);
            }
            Some((*key, people))
        })
        .collect()
}

impl People {
    fn add(&mut self, audience: &Audience) {
        let posts = f64::from(audience.posts.max(1));
        // One site counts once a day, as listening services do, so that busy sites do not inflate reach.
        let counted = if rollup::is_site(audience.platform) {
            1.0
        } else {
            posts
        };
        let share = counted / posts;
        self.posts += counted;
        self.followers += wide(audience.followers) * share;
        self.reach = range::add_linear(self.reach, range::scale(audience.reach, share));
    }
}

fn add_counts<K: Ord + Clone>(totals: &mut BTreeMap<K, u32>, day: &BTreeMap<K, u32>) {
    for (key, count) in day {
        match totals.get_mut(key) {
            Some(total) => *total = total.saturating_add(*count),
            None => {
                totals.insert(key.clone(), *count);
            }
        }
    }
}

/// Adds a cell to another one of its key.
pub fn add_cell(total: &mut Cell, cell: &Cell) {
    total.mentions = total.mentions.saturating_add(cell.mentions);
    total.unexposed = total.unexposed.saturating_add(cell.unexposed);
    total.impressions = range::add_linear(total.impressions, cell.impressions);
    total.reach = range::add_linear(total.reach, cell.reach);
    total.engaged = total.engaged.saturating_add(cell.engaged);
    total.told.0 = total.told.0.saturating_add(cell.told.0);
    total.told.1 = total.told.1.saturating_add(cell.told.1);
    total.told.2 = total.told.2.saturating_add(cell.told.2);
    total.likes = total.likes.saturating_add(cell.likes);
    total.comments = total.comments.saturating_add(cell.comments);
    total.shares = total.shares.saturating_add(cell.shares);
    total.views = total.views.saturating_add(cell.views);
    total.engaged_followers = total.engaged_followers.saturating_add(cell.engaged_followers);
    total.engaged_actions = total.engaged_actions.saturating_add(cell.engaged_actions);
    add_counts(&mut total.links, &cell.links);
}

/// One part of an estimate: all that shares one method, and therefore one error.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// How it was come by.
    pub provenance: Provenance,
    /// Method in words.
    pub basis: Arc<str>,
    /// Its sum.
    pub range: Range,
}

/// Adds parts of equal method linearly, methods in quadrature, and says how: exact when every part was counted and
/// nothing is missing, a lower bound when every part was counted but some are missing, else an estimate; the basis names
/// the methods and how many mentions are left out.
pub fn combine(
    parts: impl IntoIterator<Item = Part>,
    mentions: u32,
    missing: u32,
    notes: &[String],
) -> Figure {
    let mut methods: BTreeMap<(Provenance, Arc<str>), Range> = BTreeMap::new();
    for part in parts {
        let total = methods.entry((part.provenance, part.basis)).or_default();
        *total = range::add_linear(*total, part.range);
    }
    if mentions == 0 && methods.is_empty() {
        return Figure::exact(0.0);
    }
    if methods.is_empty() {
        return Figure::unknown(format!(
            "none of {mentions} mentions tells views, and no followers or visits are known to estimate them from"
        ));
    }
    let sum = range::add_independent(methods.values().copied());
    let all_counted = methods.iter().all(|((provenance, _), range)| {
        matches!(provenance, Provenance::Observed | Provenance::Imported)
            && (range.high - range.low).abs() < f64::EPSILON
    });
    if all_counted && missing == 0 {
        return Figure::exact(sum.value);
    }
    let basis = basis_of(&methods, sum.value, missing, mentions, notes);
    if all_counted {
        return Figure::at_least(sum.value, &basis);
    }
    Figure::Estimate {
        low: sum.low,
        value: sum.value,
        high: sum.high,
        basis,
    }
}

/// Methods named in a basis before the rest is summed up.
const NAMED_METHODS: usize = 3;

fn basis_of(
    methods: &BTreeMap<(Provenance, Arc<str>), Range>,
    total: f64,
    missing: u32,
    mentions: u32,
    notes: &[String],
) -> String {
    let mut named: Vec<_> = methods.iter().collect();
    named.sort_by(|a, b| b.1.value.total_cmp(&a.1.value).then(a.0.cmp(b.0)));
    let mut words: Vec<String> = named
        .iter()
        .take(NAMED_METHODS)
        .map(|((_, basis), _)| basis.to_string())
        .collect();
    match named.len().saturating_sub(NAMED_METHODS) {
        0 => {}
        1 => words.push("one more method".to_owned()),
        more => words.push(format!("{more} more methods")),
    }
    let observed: f64 = methods
        .iter()
        .filter(|((provenance, _), _)| *provenance == Provenance::Observed)
        .map(|(_, range)| range.value)
        .sum();
    if total > 0.0 && observed > 0.0 {
        words.push(format!(
            "{:.0} % of it from counted views",
            observed / total * 100.0
        ));
    }
    if missing > 0 {
        words.push(format!("{missing} of {mentions} mentions left out: no data"));
    }
    words.extend(notes.iter().cloned());
    words.join("; ")
}

/// A count as a number for arithmetic.
#[expect(clippy::cast_precision_loss, reason = "sums stay far below 2^53")]
pub fn wide(count: u64) -> f64 {
    count as f64
}
