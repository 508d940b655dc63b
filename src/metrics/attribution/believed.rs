//! Which import is believed where several tell the same, so that nothing is counted twice.
//!
//! - **Visits, leads, orders and refunds** are told whole by a shop, a site or a customer register. On each day the best import
//!   that tells of that day is believed alone: what is known better first (observed, imported, self-reported, estimated), then
//!   single events before counts of a day, shops before affiliate programmes, which see a part only, then the order of the
//!   configuration. Imports of one preset (two shops) are added up.
//! - **The same order in two imports** (same number, same customer or amount, at most two days apart) is found when it is stored;
//!   its cell names the others, and its marks are those of all, so that the shop's money goes with the programme's `ref`.
//! - **Clicks, follows, views and the like** are told link by link, so the best import is believed for each influencer by itself.
//! - `counts = true` on an import adds what it tells whatever others tell, `counts = false` leaves it out.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Credit, Ground, Told};
use crate::model::{InfluencerId, OutcomeDay, OutcomeKey, OutcomeKind, Provenance, Teller, Window};

/// What is told whole by whoever tells it.
const WHOLE: [OutcomeKind; 4] = [
    OutcomeKind::Visit,
    OutcomeKind::Lead,
    OutcomeKind::Order,
    OutcomeKind::Refund,
];

/// How well something is known; smaller is better. The last part is the place in the configuration.
type Rank = (Provenance, bool, bool, usize);

/// Imports with what they tell.
#[derive(Debug)]
pub(super) struct Sources<'a> {
    tellers: BTreeMap<&'a str, (usize, &'a Teller)>,
    brand: &'a crate::model::BrandId,
    /// By kind and import the days told, and how well.
    spans: BTreeMap<(OutcomeKind, &'a str), (Window, Provenance)>,
}

/// Who is believed, by kind and influencer.
pub(super) type Best = BTreeMap<(OutcomeKind, Option<InfluencerId>), (Rank, String)>;

impl<'a> Sources<'a> {
    pub(super) fn of(days: &'a BTreeMap<Date, OutcomeDay>, ground: &Ground<'a>) -> Self {
        let tellers = ground.tellers.iter().enumerate();
        let mut sources = Self {
            tellers: tellers
                .map(|(place, teller)| (teller.name.as_str(), (place, teller)))
                .collect(),
            brand: ground.brand,
            spans: BTreeMap::new(),
        };
        let mut whole: BTreeMap<&str, Window> = BTreeMap::new();
        let mut kinds: BTreeMap<(OutcomeKind, &str), Provenance> = BTreeMap::new();
        for (day, cells) in days {
            for (key, _) in cells.cells() {
                let name = key.source.as_str();
                let to = day.tomorrow().unwrap_or(*day);
                let span = whole.entry(name).or_insert(Window { from: *day, to });
                span.to = span.to.max(to);
                let best = kinds.entry((key.kind, name)).or_insert(key.provenance);
                *best = key.provenance.min(*best);
            }
        }
        for ((kind, name), provenance) in kinds {
            let Some(mut span) = whole.get(name).copied() else {
                continue;
            };
            let teller = sources.teller(name).map(|(_, teller)| teller);
            span.from = teller
                .and_then(|teller| teller.since)
                .map_or(span.from, |since| since.min(span.from));
            let until = teller.and_then(|teller| teller.until);
            if let Some(after) = until.and_then(|until| until.tomorrow().ok()) {
                span.to = span.to.max(after);
            }
            sources.spans.insert((kind, name), (span, provenance));
        }
        sources
    }

    fn teller(&self, name: &str) -> Option<(usize, &'a Teller)> {
        self.tellers.get(name).copied()
    }

    /// Whether an import tells of another brand.
    pub(super) fn is_foreign(&self, name: &str) -> bool {
        let brand = self.teller(name).and_then(|(_, teller)| teller.brand.as_ref());
        brand.is_some_and(|brand| brand != self.brand)
    }

    fn counts(&self, name: &str) -> Option<bool> {
        self.teller(name).and_then(|(_, teller)| teller.counts)
    }

    fn takes_part(&self, name: &str) -> bool {
        self.counts(name) != Some(false) && !self.is_foreign(name)
    }

    fn rank(&self, name: &str, provenance: Provenance) -> Rank {
        // What is not configured was handed over by hand: trusted last.
        let (place, daily, programme) = match self.teller(name) {
            Some((place, teller)) => (place, teller.daily, teller.programme),
            None => (usize::MAX, false, false),
        };
        (provenance, daily, programme, place)
    }

    /// Imports of one preset are told apart by what they are about, not by how well they know it.
    fn is_alike(&self, a: &str, b: &str) -> bool {
        let preset = |name: &str| self.teller(name).map(|(_, teller)| &teller.preset);
        a == b || preset(a).is_some() && preset(a) == preset(b)
    }

    /// Whether what a cell of a day tells is not told better by another import.
    pub(super) fn believes(&self, key: &OutcomeKey, day: Date) -> bool {
        let name = key.source.as_str();
        match self.counts(name) {
            Some(counts) => return counts,
            None if !self.is_first_of_twins(key) => return false,
            None => {}
        }
        if !WHOLE.contains(&key.kind) {
            return true;
        }
        let tells = self.spans.iter().filter(|((kind, other), (span, _))| {
            *kind == key.kind && span.contains(day) && self.counts(other).is_none() && !self.is_foreign(other)
        });
        let best = tells
            .map(|((_, other), (_, provenance))| (self.rank(other, *provenance), *other))
            .min();
        let own = self.rank(name, key.provenance);
        best.is_none_or(|(rank, other)| {
            (rank.0, rank.1, rank.2) == (own.0, own.1, own.2) && self.is_alike(name, other)
        })
    }

    /// Of an order that several imports tell, the best of them counts.
    fn is_first_of_twins(&self, key: &OutcomeKey) -> bool {
        let own = (self.rank(&key.source, key.provenance), key.source.as_str());
        let others = key.also.iter().filter(|other| self.takes_part(other));
        let others = others.map(|other| {
            let known = self.spans.get(&(key.kind, other.as_str()));
            let provenance = known.map_or(key.provenance, |(_, provenance)| *provenance);
            (self.rank(other, provenance), other.as_str())
        });
        others.min().is_none_or(|other| own < other)
    }

    /// Who is believed of what is told link by link, for each influencer.
    pub(super) fn best_known<'c>(&self, credits: impl Iterator<Item = &'c Credit>) -> Best {
        let mut best = Best::new();
        for credit in credits.filter(|credit| !WHOLE.contains(&credit.kind)) {
            if self.counts(&credit.source).is_some() {
                continue;
            }
            let rank = self.rank(&credit.source, credit.provenance);
            let known = best
                .entry((credit.kind, credit.influencer.clone()))
                .or_insert_with(|| (rank, credit.source.clone()));
            if rank < known.0 {
                *known = (rank, credit.source.clone());
            }
        }
        best
    }

    /// Whether a credit comes from who is believed.
    pub(super) fn is_best_known(&self, best: &Best, credit: &Credit) -> bool {
        let known = best.get(&(credit.kind, credit.influencer.clone()));
        known.is_none_or(|(rank, source)| {
            self.counts(&credit.source).is_some()
                || credit.provenance == rank.0 && self.is_alike(&credit.source, source)
        })
    }

    /// Days told, by kind.
    pub(super) fn told(&self) -> BTreeMap<OutcomeKind, Told> {
        let kinds: BTreeSet<OutcomeKind> = self.spans.keys().map(|(kind, _)| *kind).collect();
        let of = |kind: OutcomeKind| {
            let spans = self
                .spans
                .iter()
                .filter(|((of, name), _)| *of == kind && self.takes_part(name));
            Told::of(spans.map(|(_, (span, _))| *span).collect())
        };
        let told = kinds.into_iter().map(|kind| (kind, of(kind)));
        told.filter(|(_, told)| told.ends().is_some()).collect()
    }
}
