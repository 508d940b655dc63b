//! `{ bundle = …, metrics = { … } }`: several metrics as one goal.

use crate::config::{
    reader::{Reader, Table, Value},
    shape, values,
};
use crate::metrics;
use crate::model::{Bundle, BundlePart};

use super::goals::{metric_named, target};
use super::reading::parsed;

/// What a score is to reach unless told otherwise: every part its target.
pub(super) const WHOLE_SCORE: f64 = 100.0;

/// The bundle's name and its parts.
pub(super) fn bundle(r: &mut Reader<'_>, goal: &Table<'_>) -> Option<(String, Bundle)> {
    if let Some(value) = goal.get("metric") {
        r.error(
            &value.key_place(),
            "a goal has one metric or a bundle of them, not both",
        )
        .help("leave out `metric`, or `bundle` and `metrics`");
    }
    for (key, kind) in [
        ("bundle", "name for the bundle, e.g. `engagement`"),
        ("metrics", "table such as `{ likes = 1, comments = 3 }`"),
    ] {
        if !goal.has(key) {
            r.missing(goal, key, kind);
        }
    }
    let name = parsed(r, goal, "bundle", "a name", values::name);
    let value = goal.get("metrics")?;
    let table = r.free_table(&value)?;
    let mut parts = Vec::new();
    for entry in table.entries() {
        parts.extend(part(r, &entry));
    }
    if parts.is_empty() && table.entries().next().is_none() {
        r.error(&value, "the bundle has no metrics")
            .expected("metrics with their weights, e.g. `{ likes = 1, comments = 3 }`");
    }
    one_kind(r, &value, &parts);
    (!parts.is_empty()).then_some((name?, Bundle { parts }))
}

/// `likes = 1`, or `reach = { weight = 2, target = 50_000 }`.
fn part(r: &mut Reader<'_>, entry: &Value<'_>) -> Option<BundlePart> {
    let metric = metric_named(r, &entry.key_place(), &entry.name())?.to_owned();
    if entry.as_table().is_none() {
        let weight = weight(r, entry)?;
        return Some(BundlePart {
            metric,
            weight,
            target: None,
        });
    }
    let table = r.table(entry, &shape::BUNDLE_PART)?;
    for (key, kind) in [("weight", "number above 0"), ("target", "number above 0")] {
        if !table.has(key) {
            r.missing(&table, key, kind);
        }
    }
    let weight = table.get("weight").and_then(|value| weight(r, &value));
    let target = table.get("target").and_then(|value| target(r, &value));
    Some(BundlePart {
        metric,
        weight: weight?,
        target: Some(target?),
    })
}

fn weight(r: &mut Reader<'_>, value: &Value<'_>) -> Option<f64> {
    let weight = r.number(value, 0.0, 1e6)?;
    if weight > 0.0 {
        return Some(weight);
    }
    r.error(value, "a weight of 0 counts nothing")
        .help("leave the metric out, or give it a number above 0");
    None
}

/// A sum adds like to like; a score compares each metric with its own target.
fn one_kind(r: &mut Reader<'_>, value: &Value<'_>, parts: &[BundlePart]) {
    let with_target = parts.iter().filter(|part| part.target.is_some()).count();
    if with_target != 0 && with_target != parts.len() {
        r.error(
            value,
            "some metrics of the bundle have a target of their own and some have not",
        )
        .help("give all of them one for a score in per cent, or none for a weighted sum");
        return;
    }
    let level = parts
        .iter()
        .filter(|part| part.target.is_none())
        .find(|part| metrics::get(&part.metric).is_some_and(|metric| !metric.additive));
    if let Some(level) = level {
        r.error(
            value,
            format!("`{}` is a level, so it cannot be added to others", level.metric),
        )
        .help("give each metric a target of its own: `{ weight = 1, target = … }` makes a score");
    }
}
