//! `compare = [ { name, channels, amount, … } ]`: channels that are no influencer, with costs of their own.

use std::collections::BTreeMap;

use crate::config::{
    reader::{Reader, Table},
    shape, values,
};
use crate::model::{Comparator, Money, OutcomeKind};

use super::campaign::Cast;
use super::costs::{amounts, exchange};
use super::reading::{all_parsed, parsed};

/// Largest count that can be told by hand.
const MOST: i64 = 1_000_000_000;

/// Reads every channel that a campaign is compared with.
pub(super) fn compare(r: &mut Reader<'_>, table: &Table<'_>, cast: &Cast<'_>) -> Vec<Comparator> {
    let mut found: Vec<Comparator> = Vec::new();
    for line in r.tables(table, "compare", &shape::COMPARE) {
        let Some(one) = comparator(r, &line, cast) else {
            continue;
        };
        if let Some(taken) = found
            .iter()
            .flat_map(|other| &other.channels)
            .find(|taken| one.channels.contains(taken))
        {
            r.error(&line, format!("`{taken}` is compared twice"))
                .help("each channel belongs to one line; add its costs up");
        }
        found.push(one);
    }
    found
}

fn comparator(r: &mut Reader<'_>, line: &Table<'_>, cast: &Cast<'_>) -> Option<Comparator> {
    if !line.has("name") {
        r.missing(line, "name", "name, such as `Search ads`");
    }
    let name = parsed(r, line, "name", "a name", values::name);
    let channels = all_parsed(
        r,
        line,
        "channels",
        "a channel as reports name it, `source / medium`",
        |text| values::name(text).map(|name| Comparator::channel_key(&name)),
    );
    let rate = exchange(r, line, cast.currency).map_or(1.0, |exchange| exchange.rate);
    let money = |amount: f64| Money::from_major(amount * rate, cast.currency);
    let told = told(r, line);
    let revenue = line
        .get("revenue")
        .and_then(|value| r.number(&value, 0.0, 1e12))
        .map(money);
    if channels.is_empty() && told.is_empty() && !line.has("channels") {
        r.error(line, "nothing says what it brought").help(
            "add `channels = [\"google / cpc\"]`, as imports tell source and medium, or its figures, e.g. `orders = 12`",
        );
        return None;
    }
    let (planned, actual) = amounts(r, line, false)?;
    let cost = money(actual.or(planned).unwrap_or(0.0));
    if cost.amount_minor <= 0 {
        r.error(line, "what costs nothing cannot be compared by its cost")
            .help("give what it costs over the campaign; work counts too: `hours` and `rate`");
    }
    Some(Comparator {
        name: name?,
        channels,
        cost,
        quality: quality(r, line),
        told,
        revenue,
    })
}

/// What it brought, told by hand.
fn told(r: &mut Reader<'_>, line: &Table<'_>) -> BTreeMap<OutcomeKind, u64> {
    let kinds = OutcomeKind::ALL.into_iter();
    let kinds = kinds.filter(|(kind, ..)| Comparator::KINDS.contains(kind));
    let told = kinds.filter_map(|(kind, _, many)| {
        let count = r.integer(&line.get(many)?, 0, MOST)?;
        Some((kind, u64::try_from(count).ok()?))
    });
    told.collect()
}

/// What one of its outcomes is worth beside one of an influencer.
fn quality(r: &mut Reader<'_>, line: &Table<'_>) -> f64 {
    let Some(value) = line.get("quality") else {
        return 1.0;
    };
    let quality = r.number(&value, 0.0, 100.0).unwrap_or(1.0);
    if quality > 0.0 {
        return quality;
    }
    r.error(&value, "outcomes that are worth nothing cannot be compared")
        .expected("a number above 0, such as `0.5` if two are as good as one of an influencer");
    1.0
}
