//! `metrics`: what is measured, and how.

use std::process::ExitCode;

use serde_json::json;

use super::Out;
use crate::metrics as known;

pub(super) fn metrics(out: &mut Out) -> anyhow::Result<ExitCode> {
    if out.json {
        let all: Vec<_> = known::ALL
            .iter()
            .map(|m| json!({ "name": m.name, "label": m.label, "unit": m.unit.to_string(), "formula": m.formula, "source": m.source }))
            .collect();
        out.json(&all)?;
        return Ok(ExitCode::SUCCESS);
    }
    for metric in known::ALL {
        out.line(&format!("{} ({}): {}", metric.name, metric.unit, metric.label))?;
        out.line(&format!("    {}", metric.formula))?;
        out.line(&format!("    source: {}", metric.source))?;
    }
    Ok(ExitCode::SUCCESS)
}
