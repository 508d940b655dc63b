//! Goals of a campaign.

use crate::config::{
    reader::{Reader, Table, Value, shown},
    shape,
};
use crate::metrics;
use crate::model::{Goal, Horizon, InfluencerId, Window};
use crate::text::nearest::nearest;

use super::campaign::{Cast, metric_names};
use super::reading::platform;

/// Largest target, far above any real one.
const LARGEST: f64 = 1e12;

/// A metric by name, one that a goal may have.
pub(super) fn metric(r: &mut Reader<'_>, value: &Value<'_>) -> Option<&'static str> {
    let name = r.string(value)?;
    let names = metric_names();
    if let Some(known) = names.iter().find(|known| **known == name) {
        return Some(known);
    }
    if metrics::ALL.iter().any(|metric| metric.name == name) {
        r.error(
            value,
            format!("`{name}` is reported, but no goal can be set for it"),
        )
        .expected(format!("one of `{}`", names.join("`, `")));
    } else if let Some(near) = nearest(&name, names.iter().copied()) {
        r.unknown(value, "metric", &name, &[near]);
    } else {
        r.error(value, format!("there is no metric `{}`", shown(&name)))
            .help("`mentiond metrics` lists them");
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
