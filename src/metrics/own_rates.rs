//! How many followers saw a post by what was counted of the brand's own and its competitors' posts, which step by step
//! replaces the published rates.
//!
//! A published rate d has the weight of ten posts against n own ones (our recommendation, as for [`super::benchmark`]): the
//! rate is the mean of logarithms exp((10·ln d + n·m) / (10 + n)), m being the mean logarithm of views per follower of the
//! own posts. Its range narrows with √(10 / (10 + n)), but never below the factor of 1.6 that any view rate keeps.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::totals::People;
use super::{Totals, exposure, range};
use crate::model::{LogSums, Mention, Provenance, Range, Rollup};

/// Posts whose weight a published rate has.
pub const DEFAULT_WEIGHT_POSTS: f64 = 10.0;
/// The least factor of the range around a view rate.
const LEAST_FACTOR: f64 = 1.6;
/// Parts of one in which logarithms are kept, so that sums of them are exact.
const PARTS: f64 = 65_536.0;

/// Counts a mention in, or takes it out again: its views per follower, if both are known.
pub(super) fn apply(rollup: &mut Rollup, mention: &Mention, adding: bool) {
    let (Some(views), Some(followers)) = (mention.engagement.views, mention.followers) else {
        return;
    };
    let Some(rate) = exposure::follower_rate(mention.platform, followers) else {
        return;
    };
    if views == 0 {
        return;
    }
    let log = parts((super::totals::wide(views) / super::totals::wide(followers)).ln());
    if !adding && !rollup.view_rates.contains_key(&rate.basis) {
        return;
    }
    let sums = rollup.view_rates.entry(rate.basis.clone()).or_default();
    if adding {
        sums.posts = sums.posts.saturating_add(1);
        sums.logs = sums.logs.saturating_add(log);
    } else {
        sums.posts = sums.posts.saturating_sub(1);
        sums.logs = sums.logs.saturating_sub(log);
    }
    if sums.posts == 0 {
        rollup.view_rates.remove(&rate.basis);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "logarithms of ratios of counts lie between −45 and 45"
)]
fn parts(log: f64) -> i64 {
    (log * PARTS).round() as i64
}

/// One rate as own posts have moved it.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnRate {
    /// The published one.
    pub published: f64,
    /// The one in force.
    pub rate: f64,
    /// Factor of its range.
    pub factor: f64,
    /// Own posts behind it.
    pub posts: u32,
}

impl OwnRate {
    /// A published rate with its factor, pulled towards own posts.
    pub fn shrunk(published: f64, factor: f64, own: LogSums) -> Self {
        #[expect(
            clippy::cast_precision_loss,
            reason = "sums of logarithms stay far below 2^53"
        )]
        let sum = own.logs as f64 / PARTS;
        let (weight, posts) = (DEFAULT_WEIGHT_POSTS, f64::from(own.posts));
        let narrowed = (factor.ln() * (weight / (weight + posts)).sqrt()).exp();
        Self {
            published,
            rate: ((weight * published.ln() + sum) / (weight + posts)).exp(),
            factor: narrowed.max(LEAST_FACTOR.min(factor)),
            posts: own.posts,
        }
    }

    /// What was estimated by the published rate, by this one. No post is seen by more than its followers, who are the
    /// estimate divided by the rate.
    fn applied(&self, estimate: Range) -> Range {
        let followers = estimate.value / self.published;
        let moved = range::by_factor(followers * self.rate, self.factor);
        Range {
            high: moved.high.min(followers.max(moved.value)),
            ..moved
        }
    }

    /// The words of the method, after those of the published rate.
    fn words(&self, published: &str) -> String {
        let plural = if self.posts == 1 { "post" } else { "posts" };
        format!(
            "{published}, moved to {:.3} by {} own {plural} (the published rate weighs {DEFAULT_WEIGHT_POSTS})",
            self.rate, self.posts
        )
    }
}

/// Rates that own posts have moved, by the words of the estimate.
pub type OwnRates = BTreeMap<String, OwnRate>;

/// The rates that posts of these days have moved.
pub fn of<'a>(days: impl IntoIterator<Item = &'a Rollup>) -> OwnRates {
    let mut sums: BTreeMap<&str, LogSums> = BTreeMap::new();
    for (basis, own) in days.into_iter().flat_map(|day| &day.view_rates) {
        let total = sums.entry(basis).or_default();
        total.posts = total.posts.saturating_add(own.posts);
        total.logs = total.logs.saturating_add(own.logs);
    }
    sums.into_iter()
        .filter_map(|(basis, own)| {
            let (rate, factor) = exposure::rate_of(basis)?;
            Some((basis.to_owned(), OwnRate::shrunk(rate, factor, own)))
        })
        .collect()
}

/// Moves what totals hold of estimates by published rates to the own ones.
pub fn move_to(totals: &mut Totals, rates: &OwnRates) {
    if rates.is_empty() {
        return;
    }
    let words: BTreeMap<&str, (&OwnRate, Arc<str>)> = rates
        .iter()
        .map(|(basis, rate)| (basis.as_str(), (rate, rate.words(basis).into())))
        .collect();
    let cells = std::mem::take(&mut totals.cells);
    for (mut key, mut cell) in cells {
        let rate = words
            .get(&*key.basis)
            .filter(|_| key.provenance == Provenance::Estimated);
        if let Some((rate, words)) = rate {
            key.basis = Arc::clone(words);
            cell.key.basis = Arc::clone(words);
            cell.impressions = rate.applied(cell.impressions);
            cell.reach = rate.applied(cell.reach);
        }
        totals.cells.insert(key, cell);
    }
    let estimated = |people: &&mut People| people.provenance == Provenance::Estimated;
    for people in totals.audiences.values_mut().filter(estimated) {
        if let Some((rate, words)) = words.get(&*people.basis) {
            people.basis = Arc::clone(words);
            people.reach = rate.applied(people.reach);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{Scope, rollup, sample::mention};
    use crate::model::Platform;
    use proptest::prelude::{prop_assert, proptest};

    fn sums(rates: &[f64]) -> LogSums {
        LogSums {
            posts: u32::try_from(rates.len()).unwrap(),
            logs: rates.iter().map(|rate| parts(rate.ln())).sum(),
        }
    }

    #[test]
    fn own_posts_move_a_rate_by_their_number() {
        for (own, rate, factor) in [
            (vec![], 0.21, 1.6),
            (vec![0.21; 5], 0.21, 1.6),
            // exp((10 ln 0.21 + 10 ln 0.42) / 20) = 0.21 √2
            (vec![0.42; 10], 0.297, 1.6),
            (vec![0.42; 1_000], 0.417, 1.6),
        ] {
            let moved = OwnRate::shrunk(0.21, 1.6, sums(&own));
            assert!((moved.rate - rate).abs() < 5e-4, "{own:?}: {moved:?}");
            assert!((moved.factor - factor).abs() < 1e-9);
        }
        let wide = OwnRate::shrunk(0.045, 4.0, sums(&[0.05; 30]));
        assert!(
            (wide.factor - 2.0).abs() < 1e-9,
            "half the logarithm of 4: {wide:?}"
        );
    }

    #[test]
    fn estimates_follow_what_was_counted_and_counts_stay() {
        let mut day = Rollup::default();
        let say = |day: &mut Rollup, n: u128, views: Option<u64>, adding: bool| {
            let mut mention = mention(n, "2026-11-17T12:00:00Z");
            mention.platform = Platform::Instagram;
            mention.followers = Some(20_000);
            mention.engagement.views = views;
            mention.exposure = exposure::estimate(&mention, None);
            if adding {
                rollup::add(day, &mention);
            } else {
                rollup::remove(day, &mention);
            }
        };
        for n in 0..10 {
            say(&mut day, n, Some(8_400), true);
        }
        say(&mut day, 99, None, true);
        let rates = of([&day]);
        let mut totals = Totals::of([&day], Scope::default());
        move_to(&mut totals, &rates);
        let views: Vec<f64> = totals
            .cells
            .values()
            .map(|cell| cell.impressions.value.round())
            .collect();
        assert_eq!(
            views,
            [84_000.0, 5_940.0],
            "counted, and 20,000 × 0.297 instead of × 0.21"
        );
        let moved = totals
            .cells
            .keys()
            .find(|key| key.basis.contains("own posts"))
            .unwrap();
        assert!(
            moved.basis.contains("view rate 0.21 ") && moved.basis.contains("10 own posts"),
            "{}",
            moved.basis
        );
        for n in 0..10 {
            say(&mut day, n, Some(8_400), false);
        }
        assert!(day.view_rates.is_empty());
    }

    proptest! {
        #[test]
        fn a_moved_rate_lies_between_the_published_and_the_own(
            published in 0.01..0.9, factor in 1.6..4.0, own in proptest::collection::vec(0.001..1.0, 1..60),
        ) {
            let moved = OwnRate::shrunk(published, factor, sums(&own));
            let least = own.iter().copied().fold(published, f64::min);
            let most = own.iter().copied().fold(published, f64::max);
            prop_assert!(moved.rate >= least * 0.999 && moved.rate <= most * 1.001);
            prop_assert!(moved.factor <= factor + 1e-9 && moved.factor >= 1.6 - 1e-9);
            let range = moved.applied(Range { low: 1.0, value: 100.0 * published, high: 9.0 });
            prop_assert!(range.low <= range.value && range.value <= range.high);
        }
    }
}
