//! What the same views would have cost as advertising.

use std::collections::{BTreeMap, BTreeSet};

use super::{Better, Facts, Metric, Unit, range, rates};
use crate::model::{Currency, Figure, MediaKind, Platform, Provenance, Range};

/// The metric.
pub const METRIC: Metric = Metric {
    name: "emv",
    label: "Earned media value",
    unit: Unit::Money,
    formula: "impressions ÷ 1000 × price of a thousand views on the platform, without the brand's own posts; for \
              comparison within this report only, never part of a return",
    source: "prices by platform in the rate table, or `[estimate.cpm]`",
    better: Better::Higher,
    goal: true,
    headline: true,
    additive: true,
    compute,
};

/// What a thousand views cost.
#[derive(Clone, Copy, Debug)]
pub struct Prices<'a> {
    /// Configured currency.
    pub currency: Currency,
    /// Configured prices, in that currency.
    pub configured: &'a BTreeMap<Platform, Range>,
}

impl Prices<'_> {
    /// ISO code of the currency results are in: the configured one if prices are configured in it or it is the US
    /// dollar, else `USD`, the currency of the built-in table. Nothing is ever converted.
    pub fn currency(&self) -> &str {
        if self.configured.is_empty() {
            "USD"
        } else {
            self.currency.as_str()
        }
    }

    /// Price of a thousand views on a platform, in [`Prices::currency`]; `None` where only dollars are published.
    pub fn of(&self, platform: Platform) -> Option<Range> {
        let row = rates::cpm_row(platform);
        let configured = self
            .configured
            .get(&platform)
            .or_else(|| self.configured.get(&row));
        configured.copied().or_else(|| {
            if self.currency() == "USD" {
                rates::cpm_usd(platform)
            } else {
                None
            }
        })
    }
}

fn compute(facts: &Facts<'_>) -> Figure {
    let mut left_out = BTreeSet::new();
    let mut by_platform: BTreeMap<Platform, BTreeMap<(Provenance, &str), Range>> = BTreeMap::new();
    let (mut mentions, mut unexposed) = (0, 0);
    for cell in facts
        .totals
        .cells
        .values()
        .filter(|cell| cell.key.media != MediaKind::Owned)
    {
        mentions += cell.mentions;
        unexposed += cell.unexposed;
        if cell.mentions == cell.unexposed {
            continue;
        }
        if facts.prices.of(cell.key.platform).is_none() {
            left_out.insert(cell.key.platform);
            continue;
        }
        let methods = by_platform.entry(cell.key.platform).or_default();
        let sum = methods
            .entry((cell.key.provenance, cell.key.basis.as_str()))
            .or_default();
        *sum = range::add_linear(*sum, cell.impressions);
    }
    if mentions == 0 {
        return Figure::exact(0.0);
    }
    let currency = facts.prices.currency();
    if by_platform.is_empty() {
        return Figure::unknown(match left_out.first() {
            Some(platform) => {
                format!("no price in {currency} for {platform}: set `{platform}` in `[estimate.cpm]`")
            }
            None => format!("views of none of {mentions} mentions are known"),
        });
    }
    let mut words = Vec::new();
    let mut parts = Vec::new();
    for (platform, methods) in &by_platform {
        let Some(price) = facts.prices.of(*platform) else {
            continue;
        };
        let views = range::add_independent(methods.values().copied());
        parts.push(range::multiply(range::scale(views, 0.001), price));
        words.push(format!("{platform} {}", price.value));
    }
    let sum = range::add_independent(parts);
    let mut basis = format!("impressions ÷ 1000 × price in {currency} ({})", words.join(", "));
    basis.push_str(&format_note(facts.prices, unexposed, mentions, &left_out));
    Figure::Estimate {
        low: sum.low,
        value: sum.value,
        high: sum.high,
        basis,
    }
}

fn format_note(prices: &Prices<'_>, unexposed: u32, mentions: u32, left_out: &BTreeSet<Platform>) -> String {
    let mut note = if prices.configured.is_empty() {
        format!("; rate table {}", rates::TABLE_VERSION)
    } else {
        "; configured prices".to_owned()
    };
    if unexposed > 0 {
        note.push_str(&format!(
            "; {unexposed} of {mentions} mentions left out: views unknown"
        ));
    }
    if !left_out.is_empty() {
        let names: Vec<&str> = left_out.iter().map(|platform| platform.as_str()).collect();
        note.push_str(&format!(
            "; left out for want of a price in {}: {}",
            prices.currency(),
            names.join(", ")
        ));
    }
    note
}
