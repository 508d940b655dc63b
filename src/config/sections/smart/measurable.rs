//! M: something tells the number.

use super::Around;
use crate::config::{
    Import,
    reader::{Reader, Table},
};
use crate::metrics::stages;
use crate::model::{Goal, OutcomeKind, Platform, SourceKind};
use crate::presets::imports::ImportFormat;

pub(super) fn check(r: &mut Reader<'_>, (goal, table): (&Goal, &Table<'_>), around: &Around<'_>) {
    for (metric, _) in goal.parts() {
        if stages::is_outcome(metric) {
            by_imports(r, table, metric, around);
        }
    }
    if goal.parts().iter().any(|(metric, _)| !stages::is_outcome(metric)) {
        by_sources(r, goal, table, around);
    }
    steps(r, goal, table, around);
}

/// What shops and sites count must be told by an import.
fn by_imports(r: &mut Reader<'_>, table: &Table<'_>, metric: &str, around: &Around<'_>) {
    if is_told(metric, around.imports) {
        return;
    }
    let place = table.get("metric").or_else(|| table.get("metrics"));
    let Some(place) = place else { return };
    let why = if around.imports.is_empty() {
        format!("not measurable: `{metric}` is known from imports only, and there is no `[[import]]`")
    } else {
        format!("not measurable: no `[[import]]` tells `{metric}`")
    };
    r.warn(&place, why)
        .help("`mentiond presets` lists shops, link shorteners and analytics services that tell it; `form` is filled in by hand");
}

/// A platform must be listened to, and the influencer must be there.
fn by_sources(r: &mut Reader<'_>, goal: &Goal, table: &Table<'_>, around: &Around<'_>) {
    // That there is no source at all is told elsewhere.
    if around.sources.is_empty() {
        return;
    }
    let heard = |platform: Platform| {
        around.sources.iter().any(|source| {
            // What is pushed or mapped by hand may be about anything.
            source.platform == platform || matches!(source.kind, SourceKind::Hook { .. })
        })
    };
    let roster = around.influencers.iter();
    let influencer = roster
        .clone()
        .find(|one| Some(&one.id) == goal.influencer.as_ref());
    if let (Some(platform), Some(value)) = (goal.platform, table.get("platform")) {
        if !heard(platform) {
            r.warn(&value, format!("not measurable: no `[[source]]` listens to {platform}"))
                .help(format!(
                    "add one: `mentiond presets` lists what listens to {platform}, or give a source `platform = \"{platform}\"`"
                ));
        } else if let Some(one) = influencer
            && !one.handles.is_empty()
            && !one.handles.iter().any(|handle| handle.platform == platform)
        {
            r.warn(
                &value,
                format!("not measurable: `{}` has no handle on {platform}", one.id),
            )
            .help(format!("add `\"{platform}:…\"` to the influencer's `handles`"));
        }
    } else if let (Some(one), Some(value)) = (influencer, table.get("influencer"))
        && !one.handles.is_empty()
        && !one.handles.iter().any(|handle| heard(handle.platform))
    {
        r.warn(
            &value,
            format!(
                "not measurable: no `[[source]]` listens where `{}` speaks",
                one.id
            ),
        )
        .help("add a source for one of the platforms of the influencer's `handles`");
    }
}

/// The steps before what is counted: without them nobody can tell where people were lost.
fn steps(r: &mut Reader<'_>, goal: &Goal, table: &Table<'_>, around: &Around<'_>) {
    if let Some(value) = table.get("requires") {
        let steps: Vec<&String> = goal.requires.iter().collect();
        for step in steps {
            if stages::is_outcome(step) && !is_told(step, around.imports) {
                r.warn(&value, format!("a step is missing: no `[[import]]` tells `{step}`"))
                    .help("without it nobody can tell where people were lost; `mentiond presets` lists what tells it");
            }
        }
        return;
    }
    for (metric, _) in goal.parts() {
        let steps = stages::steps_before(metric);
        // What is not measured itself was told already.
        if steps.is_empty() || !is_told(metric, around.imports) {
            continue;
        }
        if !steps.iter().any(|step| is_told(step, around.imports)) {
            let Some(place) = table.get("metric").or_else(|| table.get("metrics")) else {
                return;
            };
            r.warn(
                &place,
                format!("a step is missing: nothing tells {}, by which people come to {metric}", steps.join(" or ")),
            )
            .help("import them too (bitly, ga4, plausible, matomo, umami …), or say `requires = []` if nobody clicks");
        }
    }
}

/// Whether an import tells what a metric is made of.
fn is_told(metric: &str, imports: &[Import]) -> bool {
    let wanted = stages::outcomes_of(metric);
    imports
        .iter()
        .any(|import| wanted.iter().any(|kind| tells(import, *kind)))
}

/// Whether an import tells outcomes of a kind, as far as its mapping says.
fn tells(import: &Import, wanted: OutcomeKind) -> bool {
    let many = OutcomeKind::ALL.iter().find(|(kind, ..)| *kind == wanted);
    if many.is_some_and(|(_, _, many)| import.map.contains_key(*many)) {
        return true;
    }
    match import.map.get("kind") {
        // A text in quotes is meant itself; a column may tell any kind.
        Some(places) => places.iter().any(|place| match place.strip_prefix('\'') {
            Some(quoted) => OutcomeKind::named(quoted.trim_end_matches('\'')) == Some(wanted),
            None => true,
        }),
        // Forms and APIs whose mapping is not laid open here are given the benefit of the doubt.
        None => import.map.is_empty() && import.preset.format == ImportFormat::Api,
    }
}
