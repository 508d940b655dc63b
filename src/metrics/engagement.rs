//! How many reactions mentions drew, all together and by kind.

use super::totals::{Totals, wide};
use super::{Better, Facts, Metric, Unit};
use crate::model::{Cell, Figure};

/// Likes, comments and shares together.
pub const METRIC: Metric = Metric {
    name: "engagement",
    label: "Engagement",
    unit: Unit::Count,
    formula: "likes + comments + shares, a lower bound where not every mention tells its own",
    source: "count",
    better: Better::Higher,
    goal: true,
    headline: true,
    additive: true,
    compute: |facts| {
        told(facts.totals, "reactions", |cell| {
            (cell.engaged, cell.likes + cell.comments + cell.shares)
        })
    },
};

/// Likes alone.
pub const LIKES: Metric = part(
    "likes",
    "Likes",
    "likes, favourites, up-votes and points",
    |facts| told(facts.totals, "likes", |cell| (cell.told.0, cell.likes)),
);

/// Comments alone.
pub const COMMENTS: Metric = part("comments", "Comments", "comments and replies", |facts| {
    told(facts.totals, "comments", |cell| (cell.told.1, cell.comments))
});

/// Shares alone.
pub const SHARES: Metric = part(
    "shares",
    "Shares",
    "shares, boosts, reposts and quotes",
    |facts| told(facts.totals, "shares", |cell| (cell.told.2, cell.shares)),
);

const fn part(
    name: &'static str,
    label: &'static str,
    formula: &'static str,
    compute: fn(&Facts<'_>) -> Figure,
) -> Metric {
    Metric {
        name,
        label,
        unit: Unit::Count,
        formula,
        source: "count",
        better: Better::Higher,
        goal: true,
        headline: false,
        additive: true,
        compute,
    }
}

/// The sum of one kind of reaction: unknown when no mention tells it, a lower bound when not all do. Most pages tell
/// none whatever they drew, so nothing is made up for those that are silent.
fn told(totals: &Totals, what: &str, of: impl Fn(&Cell) -> (u32, u64)) -> Figure {
    let (tellers, sum) = totals
        .cells
        .values()
        .map(of)
        .fold((0, 0), |(n, sum), (tellers, part)| {
            (n + tellers, u64::saturating_add(sum, part))
        });
    let mentions = totals.mentions();
    if tellers == 0 && mentions > 0 {
        return Figure::unknown(format!("none of {mentions} mentions tells its {what}"));
    }
    if tellers < mentions {
        return Figure::at_least(wide(sum), &format!("told by {tellers} of {mentions} mentions"));
    }
    Figure::exact(wide(sum))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{COMMENTS, LIKES, METRIC, SHARES};
    use crate::metrics::{Facts, Prices, Scope, Totals, rollup, sample::mention};
    use crate::model::{BrandId, Currency, Figure, Rollup};

    /// Likes and comments as each mention tells them.
    fn figures(told: &[(Option<u64>, Option<u64>)]) -> [Figure; 4] {
        let mut day = Rollup::default();
        for (n, (likes, comments)) in (1..).zip(told) {
            let mut mention = mention(n, "2026-11-17T12:00:00Z");
            (mention.engagement.likes, mention.engagement.comments) = (*likes, *comments);
            rollup::add(&mut day, &mention);
        }
        let prices = Prices {
            currency: Currency::parse("USD").unwrap(),
            configured: &BTreeMap::new(),
            emv: &crate::model::EmvPlan::DEFAULT,
        };
        let facts = Facts {
            brand: &BrandId::new("acme"),
            totals: &Totals::of([&day], Scope::default()),
            competitors: &[],
            prices: &prices,
            brought: &crate::model::Brought::default(),
        };
        [METRIC, LIKES, COMMENTS, SHARES].map(|metric| (metric.compute)(&facts))
    }

    #[test]
    fn only_what_every_mention_tells_is_exact() {
        let all = figures(&[(Some(7), Some(1)), (Some(0), Some(2))]);
        assert_eq!(all[0], Figure::exact(10.0));
        assert_eq!((&all[1], &all[2]), (&Figure::exact(7.0), &Figure::exact(3.0)));
        assert!(!all[3].is_known());

        let some = figures(&[(Some(7), None), (Some(2), Some(5)), (None, None), (None, None)]);
        assert_eq!(some[0], Figure::at_least(14.0, "told by 2 of 4 mentions"));
        assert_eq!(some[1], Figure::at_least(9.0, "told by 2 of 4 mentions"));
        assert_eq!(some[2].bound(), Some("told by 1 of 4 mentions"));
        assert_eq!(some[0].range(), Some((14.0, 14.0)));
        assert!(!figures(&[(None, None)])[0].is_known());
    }
}
