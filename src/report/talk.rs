//! What the mentions are and what they are about: kinds and topics, counted.

use super::ledger::Ledger;
use crate::metrics::{Totals, net_sentiment};
use crate::model::{Figure, Kind, KindRow, Tones, TopicRow};

/// Mentions by what they are.
pub(super) fn kinds(ledger: &Ledger<'_>, now: &Totals, before: &Totals) -> Vec<KindRow> {
    let comparable = is_comparable(ledger);
    let rows = Kind::ALL.into_iter().map(|kind| {
        let tones = now.kinds.get(&kind).copied().unwrap_or_default();
        let previous = before.kinds.get(&kind).map_or(0, |tones| tones.mentions);
        KindRow {
            kind,
            mentions: tones.mentions,
            positive: tones.positive,
            negative: tones.negative,
            before: comparable.then_some(previous),
        }
    });
    rows.filter(|row| row.mentions > 0 || row.before.is_some_and(|before| before > 0))
        .collect()
}

/// Every topic of the brand.
pub(super) fn topics(ledger: &Ledger<'_>, now: &Totals, before: &Totals) -> Vec<TopicRow> {
    let inputs = ledger.inputs;
    if ledger.unheard(inputs.window).is_some() {
        return Vec::new();
    }
    let comparable = is_comparable(ledger);
    let ours = inputs
        .topics
        .iter()
        .filter(|topic| topic.brand.as_ref().is_none_or(|brand| brand == inputs.brand));
    ours.map(|topic| {
        let tones = now.topics.get(&topic.id).copied().unwrap_or_default();
        let previous = before.topics.get(&topic.id).map_or(0, |tones| tones.mentions);
        TopicRow {
            id: topic.id.clone(),
            name: topic.name.clone(),
            mentions: tones.mentions,
            positive: tones.positive,
            negative: tones.negative,
            net_sentiment: balance(tones),
            before: comparable.then_some(previous),
        }
    })
    .collect()
}

fn balance(tones: Tones) -> Figure {
    let others = tones.mentions.saturating_sub(tones.owned);
    let neutral = others
        .saturating_sub(tones.positive)
        .saturating_sub(tones.negative);
    match net_sentiment::net(tones.positive.into(), tones.negative.into(), neutral.into()) {
        Some((low, value, high)) => Figure::Estimate {
            low,
            value,
            high,
            basis: format!(
                "{} positive, {} negative, {neutral} neutral; 95 % range",
                tones.positive, tones.negative
            ),
        },
        None => Figure::unknown("nobody else spoke of it"),
    }
}

/// Whether the window before was heard as a whole, so that its counts are no lower bounds.
fn is_comparable(ledger: &Ledger<'_>) -> bool {
    let before = ledger.inputs.window.previous();
    ledger.known_days(before) >= before.days()
}
