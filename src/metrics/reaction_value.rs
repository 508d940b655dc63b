//! What reactions would have cost: a price for each like, comment and share.
//!
//! Such prices differ by a factor of ten between tables, and `SocialToaster` gave the idea up because reactions cannot really be
//! bought; so the ranges are wide.

use super::totals::wide;
use super::{Prices, range};
use crate::model::{Cell, Figure, Range, ReactionPrices};

/// US dollars of one reaction: central values from a zloadr book excerpt, low ends from the least, high ends from the dearest
/// published table.
pub const USD: [(&str, Range, &str); 3] = [
    (
        "like",
        price(0.04, 0.10, 0.60),
        "zloadr; Ayzenberg 2017 (0.04), SocialToaster (0.60)",
    ),
    (
        "comment",
        price(0.12, 0.75, 3.17),
        "zloadr; Ayzenberg 2017 (0.12–3.17)",
    ),
    (
        "share",
        price(0.10, 1.50, 2.14),
        "zloadr; Ayzenberg 2017 (0.10–2.14)",
    ),
];

const fn price(low: f64, value: f64, high: f64) -> Range {
    Range { low, value, high }
}

/// Prices in force: own ones if any is given (what has none is left out), else the built-in table.
pub fn prices(own: ReactionPrices, only_own: bool) -> [(&'static str, Option<Range>); 3] {
    let [like, comment, share] = USD;
    [(like, own.like), (comment, own.comment), (share, own.share)].map(|((name, published, _), own_price)| {
        let built_in = (!own.any() && !only_own).then_some(published);
        (name, own_price.map(Range::point).or(built_in))
    })
}

/// The value of the reactions of cells; a lower bound where not every mention tells its own, unknown where none does.
pub fn value<'a>(cells: impl Iterator<Item = &'a Cell>, prices_of: &Prices<'_>) -> Figure {
    let (mut mentions, mut told) = (0_u32, 0_u32);
    let mut counts = [0_u64; 3];
    for cell in cells {
        mentions = mentions.saturating_add(cell.mentions);
        told = told.saturating_add(cell.engaged);
        for (sum, more) in counts.iter_mut().zip([cell.likes, cell.comments, cell.shares]) {
            *sum = sum.saturating_add(more);
        }
    }
    if mentions == 0 {
        return Figure::exact(0.0);
    }
    if told == 0 {
        return Figure::unknown(format!("none of {mentions} mentions tells its reactions"));
    }
    let only_own = prices_of.emv.method == crate::model::EmvMethod::CustomEngagement;
    let priced = prices(prices_of.emv.reactions, only_own);
    let (mut parts, mut words) = (Vec::new(), Vec::new());
    for ((name, price), count) in priced.iter().zip(counts) {
        if let Some(price) = price {
            let price = if prices_of.emv.reactions.any() {
                *price
            } else {
                prices_of.published(*price)
            };
            parts.push(range::scale(price, wide(count)));
            words.push(format!("{name} {}", price.value));
        }
    }
    let sum = range::add_independent(parts);
    let left_out = if told < mentions {
        format!("; told by {told} of {mentions} mentions")
    } else {
        String::new()
    };
    Figure::Estimate {
        low: sum.low,
        value: sum.value,
        high: sum.high,
        basis: format!(
            "reactions × price in {} ({}){}{left_out}",
            prices_of.currency(),
            words.join(", "),
            prices_of.exchange_words()
        ),
    }
}
