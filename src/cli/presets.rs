//! `presets`: the APIs that are known, with their parameters.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{Out, output::columns};
use crate::presets::{self as known, AskedAgain, Preset};

/// Arguments of `presets`.
#[derive(Debug, Args)]
pub(super) struct Presets {
    /// Explain this one
    name: Option<String>,
}

pub(super) fn presets(args: &Presets, out: &mut Out) -> anyhow::Result<ExitCode> {
    if let Some(name) = &args.name {
        let preset = known::get(name).ok_or_else(|| super::setup::BadUsage(known::unknown(name)))?;
        if out.json {
            out.json(&as_json(preset))?;
        } else {
            explain(preset, out)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if out.json {
        out.json(&known::ALL.iter().map(as_json).collect::<Vec<_>>())?;
        return Ok(ExitCode::SUCCESS);
    }
    let rows: Vec<Vec<String>> = known::ALL
        .iter()
        .map(|p| vec![p.name.clone(), p.title.clone()])
        .collect();
    for line in columns(&rows) {
        out.line(&line)?;
    }
    out.line("\n`mentiond presets NAME` explains one.")?;
    Ok(ExitCode::SUCCESS)
}

fn explain(preset: &Preset, out: &mut Out) -> anyhow::Result<()> {
    out.line(&format!("{}: {}\n", preset.name, preset.title))?;
    out.line(preset.docs.trim())?;
    if let Some(again) = preset.asked_again() {
        out.line(&format!("\n{}", sentence(&again)))?;
    }
    out.line("\nParameters (in `with = { … }`):")?;
    let rows: Vec<Vec<String>> = preset
        .parameters
        .iter()
        .map(|parameter| {
            let need = if parameter.required {
                "required"
            } else {
                "optional"
            };
            vec![
                format!("  {}", parameter.name),
                need.to_owned(),
                parameter.help.clone(),
            ]
        })
        .collect();
    for line in columns(&rows) {
        out.line(&line)?;
    }
    Ok(())
}

/// What a preset is asked again, in one sentence.
fn sentence(again: &AskedAgain) -> String {
    let when = "known items are asked about again at 1 h, 6 h, 1 d, 3 d and 7 d";
    let many = match again.per_request {
        1 => "one a request".to_owned(),
        most => format!("up to {most} a request"),
    };
    let first = if again.at_once { ", first at once" } else { "" };
    let costs = if again.costs {
        "; that costs money, so only with `ask_again = true`"
    } else {
        ""
    };
    format!(
        "Counts that grow: {}; {when}{first}, {many}{costs}.",
        again.counts.join(", ")
    )
}

fn as_json(preset: &Preset) -> serde_json::Value {
    let parameters: Vec<_> = preset
        .parameters
        .iter()
        .map(|p| json!({ "name": p.name, "required": p.required, "secret": p.secret, "default": p.default, "help": p.help }))
        .collect();
    json!({ "name": preset.name, "title": preset.title, "docs": preset.docs, "parameters": parameters,
            "asked_again": preset.asked_again().map(|again| json!({
                "counts": again.counts, "per_request": again.per_request, "at_once": again.at_once, "costs": again.costs,
            })) })
}
