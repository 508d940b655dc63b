//! What imports and people tell of posts goes before what is estimated: observed before imported before self-reported before
//! estimated, and nothing is ever added to what it replaces.

mod day;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use day::{Poster, add_unheard, replace};

use super::{range, rates, totals::wide};
use crate::model::{Engagement, Exposure, OutcomeKind, Platform, Provenance, Range};

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
