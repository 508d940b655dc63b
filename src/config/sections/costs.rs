//! Costs of a campaign.

use crate::config::{
    reader::{Reader, Table},
    shape, values,
};
use crate::model::{Commission, Cost, Currency, Exchange, InfluencerId, Money, Spread};

use super::campaign::Cast;
use super::reading::parsed;
use super::top::currency_of;

/// Largest amount of money, far above any real one.
const LARGEST: f64 = 1e12;
/// How an amount may be given.
const WAYS: &str = "`amount`, or `planned` and `actual` or one of them, or `hours` and `rate`";

/// `costs = [ { what, amount, … } ]`.
pub(super) fn costs(r: &mut Reader<'_>, table: &Table<'_>, cast: &Cast<'_>) -> Vec<Cost> {
    let tables = r.tables(table, "costs", &shape::COST);
    tables.iter().filter_map(|cost| one_cost(r, cost, cast)).collect()
}

fn one_cost(r: &mut Reader<'_>, cost: &Table<'_>, cast: &Cast<'_>) -> Option<Cost> {
    if !cost.has("what") {
        r.missing(cost, "what", "kind of cost");
    }
    let choices = Cost::KINDS.map(|what| (what, what));
    let what = cost.get("what").and_then(|value| r.choice(&value, &choices));
    let influencer = cost
        .get("influencer")
        .and_then(|value| cast.influencers.reference(r, &value));
    let exchange = exchange(r, cost, cast.currency);
    let rate = exchange.map_or(1.0, |exchange| exchange.rate);
    let money = |amount: f64| Money::from_major(amount * rate, cast.currency);
    let commission = commission(r, cost, what, money);
    let follows = cost.has("percent") || cost.has("per_order");
    let (planned, actual) = amounts(r, cost, follows)?;
    let (planned, actual) = (planned.map(money), actual.map(money));
    Some(Cost {
        what: what?.to_owned(),
        spread: spread(r, cost, cast),
        influencer: influencer.map(InfluencerId::new),
        amount: actual.or(planned).unwrap_or_else(|| money(0.0)),
        planned,
        actual,
        commission,
        exchange,
        on: cost.get("on").and_then(|value| r.date(&value)),
        paid_to: parsed(r, cost, "paid_to", "a name", values::name),
        note: parsed(r, cost, "note", "a note", values::name),
    })
}

/// Planned and actual amount, as written.
pub(super) fn amounts(
    r: &mut Reader<'_>,
    cost: &Table<'_>,
    may_lack: bool,
) -> Option<(Option<f64>, Option<f64>)> {
    let mut number = |key: &str| cost.get(key).and_then(|value| r.number(&value, 0.0, LARGEST));
    let (amount, planned, actual) = (number("amount"), number("planned"), number("actual"));
    let (hours, planned_hours, rate) = (number("hours"), number("planned_hours"), number("rate"));
    let has = |keys: &[&str]| keys.iter().any(|key| cost.has(key));
    let ways = (
        has(&["amount"]),
        has(&["planned", "actual"]),
        has(&["hours", "planned_hours"]),
        has(&["rate"]),
    );
    match ways {
        (true, false, false, false) => Some((Some(amount?), Some(amount?))),
        (false, true, false, false) => Some((planned, actual)),
        (false, false, true, true) => {
            let rate = rate?;
            let (planned, worked) = (planned_hours.map(|h| h * rate), hours.map(|h| h * rate));
            // Hours alone are both, as an amount alone is.
            let planned = planned.or_else(|| worked.filter(|_| !has(&["planned_hours"])));
            Some((planned, worked))
        }
        (false, false, false, false) if may_lack => Some((None, None)),
        _ => {
            r.error(cost, "the cost is not clear").expected(WAYS);
            None
        }
    }
}

/// `percent` or `per_order`, which only a commission has.
fn commission(
    r: &mut Reader<'_>,
    cost: &Table<'_>,
    what: Option<&str>,
    money: impl Fn(f64) -> Money,
) -> Option<Commission> {
    let percent = cost.get("percent");
    let per_order = cost.get("per_order");
    let place = percent.clone().or_else(|| per_order.clone())?;
    if what.is_some_and(|what| what != "commission") {
        r.error(&place.key_place(), "only a commission follows from orders")
            .help("write `what = \"commission\"`, or give an `amount`");
        return None;
    }
    match (percent, per_order) {
        (Some(_), Some(second)) => {
            r.error(&second.key_place(), "a commission is reckoned in one way")
                .help("keep `percent` or `per_order`; two commissions are two lines");
            None
        }
        (Some(value), None) => r.number(&value, 0.0, 100.0).map(Commission::Percent),
        (None, Some(value)) => {
            let amount = r.number(&value, 0.0, LARGEST)?;
            Some(Commission::PerOrder(money(amount)))
        }
        (None, None) => None,
    }
}

/// Another currency, with what one unit of it is worth.
pub(super) fn exchange(r: &mut Reader<'_>, cost: &Table<'_>, ours: Currency) -> Option<Exchange> {
    let written = cost.get("currency");
    let from = written.as_ref().and_then(|value| currency_of(r, value));
    let rate = cost.get("exchange").and_then(|value| r.number(&value, 1e-9, 1e9));
    match (from, cost.get("exchange")) {
        (Some(from), None) if from != ours => {
            r.error(
                written.as_ref()?,
                format!("what one {from} is worth in {ours} is not said"),
            )
            .help("add `exchange = …`, the rate of the day it was paid; rates are never guessed");
            None
        }
        (Some(from), Some(value)) if from == ours => {
            r.error(
                &value.key_place(),
                format!("the amount is in {ours} already, so nothing is exchanged"),
            );
            None
        }
        (None, Some(value)) if written.is_none() => {
            r.error(&value.key_place(), "from which currency is not said")
                .help("add `currency = \"USD\"` or whichever it is, or leave `exchange` out");
            None
        }
        (Some(from), Some(_)) => Some(Exchange { from, rate: rate? }),
        _ => None,
    }
}

fn spread(r: &mut Reader<'_>, cost: &Table<'_>, cast: &Cast<'_>) -> Spread {
    let Some(value) = cost.get("spread") else {
        return Spread::default();
    };
    let spread = r.choice(&value, &Spread::ALL);
    if cost.has("influencer") {
        r.error(
            &value.key_place(),
            "the cost is one influencer's, so there is nothing to spread",
        )
        .help("leave out `spread`, or `influencer` for a shared cost");
    } else if cast.influencers.names.is_empty() {
        r.warn(
            &value.key_place(),
            "there is no `[[influencer]]` to spread it over",
        );
    }
    spread.unwrap_or_default()
}
