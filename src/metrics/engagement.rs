//! How many reactions mentions drew, all together and by kind.

use super::totals::{Totals, wide};
use super::{Better, Facts, Metric, Unit};
use crate::model::{Cell, Figure};

/// Likes, comments and shares together.
pub const METRIC: Metric = Metric {
    name: "engagement",
    label: "Engagement",
    unit: Unit::Count,
    formula: "likes + comments + shares, as far as the sources tell them",
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

/// The sum of one kind of reaction; unknown when no mention tells it.
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
    Figure::exact(wide(sum))
}
