//! Goals and costs of a campaign.

use crate::config::{
    reader::{Reader, Table, Value},
    shape, values,
};
use crate::metrics;
use crate::model::{Cost, Goal, Horizon, InfluencerId, Money, Window};
use crate::text::nearest::nearest;

use super::campaign::{Cast, metric_names};
use super::reading::{parsed, platform};

/// Metrics that count what happened in shops and on sites, known only from imported outcomes.
const NEED_IMPORTS: [&str; 18] = [
    "orders",
    "clicks",
    "revenue",
    "leads",
    "visits",
    "sales",
    "signups",
    "conversions",
    "conversion_rate",
    "roi",
    "roas",
    "cpa",
    "cpc",
    "ctr",
    "aov",
    "ltv",
    "cac",
    "sessions",
];
/// Largest amount of money and largest target, far above any real one.
const LARGEST: f64 = 1e12;
/// Kinds of cost.
const COSTS: [&str; 8] = [
    "fee",
    "product",
    "shipping",
    "travel",
    "agency",
    "admin",
    "commission",
    "other",
];

/// A metric by name, one that a goal may have.
pub(super) fn metric(r: &mut Reader<'_>, value: &Value<'_>) -> Option<&'static str> {
    let name = r.string(value)?;
    let names = metric_names();
    if let Some(known) = names.iter().find(|known| **known == name) {
        return Some(known);
    }
    if NEED_IMPORTS.contains(&name.as_str()) {
        r.error(
            value,
            format!("`{name}` needs imported outcomes, not supported yet"),
        )
        .expected(format!("one of `{}`", names.join("`, `")));
    } else if metrics::ALL.iter().any(|metric| metric.name == name) {
        r.error(
            value,
            format!("`{name}` is reported, but no goal can be set for it"),
        )
        .expected(format!("one of `{}`", names.join("`, `")));
    } else if let Some(near) = nearest(&name, names.iter().copied()) {
        r.unknown(value, "metric", &name, &[near]);
    } else {
        r.unknown(value, "metric", &name, &names);
    }
    None
}

/// `goals = [ { metric, target, … } ]`.
pub(super) fn goals(r: &mut Reader<'_>, table: &Table<'_>, cast: &Cast<'_>, window: Window) -> Vec<Goal> {
    let tables = r.tables(table, "goals", &shape::GOAL);
    tables
        .iter()
        .filter_map(|goal| one_goal(r, goal, cast, window))
        .collect()
}

fn one_goal(r: &mut Reader<'_>, goal: &Table<'_>, cast: &Cast<'_>, window: Window) -> Option<Goal> {
    if goal.has("bundle") || goal.has("metrics") {
        // Reported as not supported; that it has no `metric` follows from that.
        return None;
    }
    for (key, kind) in [("metric", "metric"), ("target", "number")] {
        if !goal.has(key) {
            r.missing(goal, key, kind);
        }
    }
    let metric = goal.get("metric").and_then(|value| metric(r, &value));
    let target = goal.get("target").and_then(|value| target(r, &value));
    let horizons = [("short", Horizon::Short), ("long", Horizon::Long)];
    let influencer = goal
        .get("influencer")
        .and_then(|value| cast.influencers.reference(r, &value));
    let platform = goal.get("platform").and_then(|value| platform(r, &value));
    let horizon = goal
        .get("horizon")
        .and_then(|value| r.choice(&value, &horizons))
        .unwrap_or_default();
    let by = deadline(r, goal, window);
    Some(Goal {
        metric: metric?.to_owned(),
        target: target?,
        influencer: influencer.map(InfluencerId::new),
        platform,
        by,
        horizon,
    })
}

fn target(r: &mut Reader<'_>, value: &Value<'_>) -> Option<f64> {
    let target = r.number(value, 0.0, LARGEST)?;
    if target > 0.0 {
        return Some(target);
    }
    r.error(value, "a target of 0 is reached before anything happens")
        .expected("a number above 0");
    None
}

fn deadline(r: &mut Reader<'_>, goal: &Table<'_>, window: Window) -> Option<jiff::civil::Date> {
    let value = goal.get("by")?;
    let by = r.date(&value)?;
    if by < window.from {
        r.error(&value, "the goal is due before the campaign starts")
            .expected(format!("a day from {} on", window.from));
    }
    Some(by)
}

/// `costs = [ { what, amount, … } ]`.
pub(super) fn costs(r: &mut Reader<'_>, table: &Table<'_>, cast: &Cast<'_>) -> Vec<Cost> {
    let tables = r.tables(table, "costs", &shape::COST);
    tables.iter().filter_map(|cost| one_cost(r, cost, cast)).collect()
}

fn one_cost(r: &mut Reader<'_>, cost: &Table<'_>, cast: &Cast<'_>) -> Option<Cost> {
    if !cost.has("what") {
        r.missing(cost, "what", "kind of cost");
    }
    let choices = COSTS.map(|what| (what, what));
    let what = cost.get("what").and_then(|value| r.choice(&value, &choices));
    let influencer = cost
        .get("influencer")
        .and_then(|value| cast.influencers.reference(r, &value));
    let paid_to = parsed(r, cost, "paid_to", "a name", values::name);
    let amount = amount(r, cost);
    Some(Cost {
        what: what?.to_owned(),
        influencer: influencer.map(InfluencerId::new),
        amount: Money::from_major(amount?, cast.currency),
        paid_to,
    })
}

/// `amount`, or `hours` times `rate`.
fn amount(r: &mut Reader<'_>, cost: &Table<'_>) -> Option<f64> {
    let mut number = |key: &str| cost.get(key).and_then(|value| r.number(&value, 0.0, LARGEST));
    let (amount, hours, rate) = (number("amount"), number("hours"), number("rate"));
    match (cost.has("amount"), cost.has("hours"), cost.has("rate")) {
        (true, false, false) => amount,
        (false, true, true) => Some(hours? * rate?),
        _ => {
            r.error(cost, "the cost is not clear")
                .expected("either `amount`, or `hours` and `rate`");
            None
        }
    }
}
