//! Goals of a campaign.

use crate::config::{
    reader::{Reader, Table, Value, shown},
    shape,
};
use crate::metrics::{self, Unit, stages};
use crate::model::{Bundle, Goal, Horizon, InfluencerId, SourceName, Stage, Window};
use crate::text::nearest::nearest;

use super::bundle::{WHOLE_SCORE, bundle};
use super::campaign::{Cast, metric_names};
use super::reading::platform;

/// Largest target, far above any real one.
const LARGEST: f64 = 1e12;

/// A metric by name, one that a goal may have.
pub(super) fn metric(r: &mut Reader<'_>, value: &Value<'_>) -> Option<&'static str> {
    let name = r.string(value)?;
    metric_named(r, value, &name)
}

/// A metric by a name that stands at `value`.
pub(super) fn metric_named(r: &mut Reader<'_>, value: &Value<'_>, name: &str) -> Option<&'static str> {
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
    } else if let Some(near) = nearest(name, names.iter().copied()) {
        r.unknown(value, "metric", name, &[near]);
    } else {
        r.error(value, format!("there is no metric `{}`", shown(name)))
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
    let (metric, bundle) = subject(r, goal);
    let target = match (goal.get("target"), &bundle) {
        (Some(value), _) => target(r, &value),
        (None, Some(bundle)) if bundle.is_score() => Some(WHOLE_SCORE),
        (None, _) => {
            r.missing(goal, "target", "number");
            None
        }
    };
    let horizons = [("short", Horizon::Short), ("long", Horizon::Long)];
    let influencer = goal
        .get("influencer")
        .and_then(|value| cast.influencers.reference(r, &value));
    let horizon = goal
        .get("horizon")
        .and_then(|value| r.choice(&value, &horizons))
        .unwrap_or_default();
    let found = Goal {
        metric: metric.unwrap_or_default(),
        bundle,
        target: target.unwrap_or_default(),
        influencer: influencer.map(InfluencerId::new),
        platform: goal.get("platform").and_then(|value| platform(r, &value)),
        source: source(r, goal, cast),
        from: first_day(r, goal, window),
        by: deadline(r, goal, window),
        horizon,
        stage: goal.get("stage").and_then(|value| r.choice(&value, &Stage::ALL)),
        requires: requires(r, goal),
        line: r.line(goal),
    };
    if let (Some(value), Some(from), Some(by)) = (goal.get("from"), found.from, found.by)
        && by < from
    {
        r.error(&value, "the goal is due before its first day");
    }
    possible(r, goal, &found);
    (!found.metric.is_empty() && target.is_some()).then_some(found)
}

/// What is to be reached: a metric, or several of them under one name.
fn subject(r: &mut Reader<'_>, goal: &Table<'_>) -> (Option<String>, Option<Bundle>) {
    if goal.has("bundle") || goal.has("metrics") {
        return bundle(r, goal).map_or((None, None), |(name, bundle)| (Some(name), Some(bundle)));
    }
    if !goal.has("metric") {
        r.missing(goal, "metric", "metric");
    }
    let metric = goal.get("metric").and_then(|value| metric(r, &value));
    (metric.map(str::to_owned), None)
}

pub(super) fn target(r: &mut Reader<'_>, value: &Value<'_>) -> Option<f64> {
    let target = r.number(value, 0.0, LARGEST)?;
    if target > 0.0 {
        return Some(target);
    }
    r.error(value, "a target of 0 is reached before anything happens")
        .expected("a number above 0");
    None
}

/// Day totals tell mentions by source, and nothing else by it.
fn source(r: &mut Reader<'_>, goal: &Table<'_>, cast: &Cast<'_>) -> Option<SourceName> {
    let value = goal.get("source")?;
    let name = cast.sources.reference(r, &value)?;
    let metric = goal.get("metric").and_then(|metric| metric.plain());
    if metric.is_some_and(|metric| metric != metrics::mentions::METRIC.name) || goal.has("bundle") {
        r.error(&value, "only `mentions` are counted by source")
            .help("leave `source` out, or narrow the goal by `platform` or `influencer`");
    } else if goal.has("platform") || goal.has("influencer") {
        r.error(
            &value,
            "mentions of a source are not counted by platform or influencer",
        )
        .help("leave out `source`, or `platform` and `influencer`");
    }
    Some(SourceName::new(name))
}

fn first_day(r: &mut Reader<'_>, goal: &Table<'_>, window: Window) -> Option<jiff::civil::Date> {
    let value = goal.get("from")?;
    let from = r.date(&value)?;
    if !window.contains(from) {
        let last = window.to.yesterday().unwrap_or(window.from);
        r.error(&value, "the goal's first day is not one of the campaign's")
            .expected(format!("a day from {} to {last}", window.from));
    }
    Some(from)
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

fn requires(r: &mut Reader<'_>, goal: &Table<'_>) -> Vec<String> {
    let Some(value) = goal.get("requires") else {
        return Vec::new();
    };
    let steps = r.array(&value);
    steps.iter().filter_map(|step| required(r, step)).collect()
}

/// A step of the way: what only imports tell may be named before it can be a goal.
fn required(r: &mut Reader<'_>, step: &Value<'_>) -> Option<String> {
    let name = r.string(step)?;
    if stages::stage_of(&name).is_none() {
        let known = metric_names();
        r.unknown(step, "metric", &name, &known);
        return None;
    }
    Some(name)
}

/// Per cent and points have an end.
fn possible(r: &mut Reader<'_>, goal: &Table<'_>, found: &Goal) {
    let most = match metrics::get(&found.metric).filter(|_| found.bundle.is_none()) {
        Some(metric) if metric.unit == Unit::Points => 100.0,
        Some(metric) if metric.name == metrics::share_of_voice::METRIC.name => 100.0,
        _ => match &found.bundle {
            Some(bundle) if bundle.is_score() => 150.0,
            _ => return,
        },
    };
    if let Some(value) = goal.get("target")
        && found.target > most
    {
        r.error(
            &value,
            format!("it cannot be more than {most}, so the goal can never be reached"),
        );
    }
}
