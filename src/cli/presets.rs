//! `presets`: the APIs that are known, with their parameters.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{Out, output::columns};
use crate::parse::outcomes::fields;
use crate::presets::imports::{self, ImportPreset};
use crate::presets::{self as known, AskedAgain, Parameter, Preset};
use crate::text::nearest::nearest;

/// Arguments of `presets`.
#[derive(Debug, Args)]
pub(super) struct Presets {
    /// Explain this one
    name: Option<String>,
}

pub(super) fn presets(args: &Presets, out: &mut Out) -> anyhow::Result<ExitCode> {
    if let Some(name) = &args.name {
        if let Some(import) = imports::get(name) {
            return explain_import(import, out);
        }
        let preset = known::get(name).ok_or_else(|| super::setup::BadUsage(unknown(name)))?;
        if out.json {
            out.json(&as_json(preset))?;
        } else {
            explain(preset, out)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if out.json {
        let sources = known::ALL.iter().map(as_json);
        let imports = imports::ALL.iter().map(import_json);
        out.json(&sources.chain(imports).collect::<Vec<_>>())?;
        return Ok(ExitCode::SUCCESS);
    }
    let rows: Vec<Vec<String>> = known::ALL
        .iter()
        .map(|p| vec![p.name.clone(), p.title.clone()])
        .collect();
    for line in columns(&rows) {
        out.line(&line)?;
    }
    out.line("\nImports of clicks, sales and what else came of it:")?;
    let rows: Vec<Vec<String>> = imports::ALL
        .iter()
        .map(|p| vec![p.name.clone(), p.title.clone()])
        .collect();
    for line in columns(&rows) {
        out.line(&line)?;
    }
    out.line("\n`mentiond presets NAME` explains one.")?;
    Ok(ExitCode::SUCCESS)
}

/// Why there is neither a preset nor an import of that name.
fn unknown(name: &str) -> String {
    let sources = known::ALL.iter().map(|preset| preset.name.as_str());
    let all: Vec<&str> = sources
        .chain(imports::ALL.iter().map(|preset| preset.name.as_str()))
        .collect();
    match nearest(name, all.iter().copied()) {
        Some(near) => format!("there is no preset `{name}`; did you mean `{near}`?"),
        None => known::unknown(name),
    }
}

fn explain_import(preset: &ImportPreset, out: &mut Out) -> anyhow::Result<ExitCode> {
    if out.json {
        out.json(&import_json(preset))?;
        return Ok(ExitCode::SUCCESS);
    }
    out.line(&format!("{}: {}\n", preset.name, preset.title))?;
    out.line(preset.docs.trim())?;
    parameters(preset.parameters(), out)?;
    out.line("\nFields (in `map = { … }`), and where they are looked for:")?;
    let rows: Vec<Vec<String>> = fields()
        .into_iter()
        .map(|(field, meaning)| {
            let places = preset.map.get(field).map(|places| places.join(" | "));
            vec![format!("  {field}"), places.unwrap_or_default(), meaning]
        })
        .filter(|row| preset.is_by_hand() || row.get(1).is_some_and(|places| !places.is_empty()))
        .collect();
    for line in columns(&rows) {
        out.line(&line)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn import_json(preset: &ImportPreset) -> serde_json::Value {
    let parameters: Vec<_> = preset.parameters().iter().map(parameter_json).collect();
    json!({ "name": preset.name, "title": preset.title, "docs": preset.docs, "parameters": parameters,
            "import": true, "daily": preset.daily, "map": preset.map })
}

fn explain(preset: &Preset, out: &mut Out) -> anyhow::Result<()> {
    out.line(&format!("{}: {}\n", preset.name, preset.title))?;
    out.line(preset.docs.trim())?;
    if let Some(again) = preset.asked_again() {
        out.line(&format!("\n{}", sentence(&again)))?;
    }
    parameters(&preset.parameters, out)
}

fn parameters(all: &[Parameter], out: &mut Out) -> anyhow::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    out.line("\nParameters (in `with = { … }`):")?;
    let rows: Vec<Vec<String>> = all
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
    let parameters: Vec<_> = preset.parameters.iter().map(parameter_json).collect();
    json!({ "name": preset.name, "title": preset.title, "docs": preset.docs, "parameters": parameters,
            "asked_again": preset.asked_again().map(|again| json!({
                "counts": again.counts, "per_request": again.per_request, "at_once": again.at_once, "costs": again.costs,
            })) })
}

fn parameter_json(p: &Parameter) -> serde_json::Value {
    json!({ "name": p.name, "required": p.required, "secret": p.secret, "default": p.default, "help": p.help })
}
