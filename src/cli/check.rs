//! `check`: every error of the configuration at once, and with `--online` whether the world answers.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{Global, Out, setup};
use crate::{
    app::plan::Plan,
    io::{clock::Clock, files, mail, store::Store},
    model::Outcome,
};

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Also ask every source, the mail server and the clock
    #[arg(long)]
    online: bool,
}

pub(super) fn check(args: &Check, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    let file = setup::config_file(global)?;
    let checked = match files::load_config(&file) {
        Ok(checked) => checked,
        Err(errors) => {
            if out.json {
                out.json(&errors.to_json())?;
            } else {
                out.note(errors.render(Out::coloured()).trim_end());
            }
            return Ok(ExitCode::from(2));
        }
    };
    setup::warn(&checked, out);
    let plan = setup::plan(checked.settings)?;
    if !out.json {
        summary(&plan, &file.display().to_string(), out)?;
    }
    let ok = if args.online { online(plan, out)? } else { true };
    if out.json {
        out.json(&json!({ "ok": ok, "file": file.display().to_string() }))?;
    }
    Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn summary(plan: &Plan, file: &str, out: &mut Out) -> anyhow::Result<()> {
    let settings = &plan.settings;
    out.line(&format!(
        "{file} is fine: {} brands, {} sources, {} influencers, {} campaigns, {} digests.",
        settings.brands.len(),
        settings.sources.len(),
        settings.influencers.len(),
        settings.campaigns.len(),
        settings.digests.len()
    ))?;
    let now = Clock::System.now();
    for (id, schedule) in &plan.schedules {
        let runs = schedule.next_n(now, &settings.timezone, 3);
        let runs: Vec<String> = runs
            .iter()
            .map(|at| {
                at.to_zoned(settings.timezone.clone())
                    .strftime("%a %-d %b %Y %H:%M")
                    .to_string()
            })
            .collect();
        out.line(&format!(
            "Digest `{id}` is next due {} ({}).",
            runs.join(", "),
            settings.timezone_name
        ))?;
    }
    Ok(())
}

/// Asks every source once, without storing anything, and greets the mail server.
fn online(plan: Plan, out: &mut Out) -> anyhow::Result<bool> {
    let plan = std::sync::Arc::new(plan);
    let store = Store::in_memory(plan.settings.timezone.clone())?;
    let poller = setup::poller(&plan.settings, store)?;
    let asked = std::sync::Arc::clone(&plan);
    let (results, mail) = setup::block_on(async move {
        let mut tasks = tokio::task::JoinSet::new();
        for source in asked.sources().cloned() {
            let (poller, plan) = (poller.clone(), std::sync::Arc::clone(&asked));
            tasks.spawn(async move {
                let polled = poller.try_out(&plan, &source).await;
                (source.name.clone(), polled.record.outcome, polled.heard.len())
            });
        }
        let mut results = tasks.join_all().await;
        results.sort_by(|a, b| a.0.cmp(&b.0));
        Ok((results, mail::check(&asked.settings.mail).await))
    })?;
    let mut ok = true;
    for (name, outcome, heard) in results {
        let (good, words) = verdict(&outcome, heard);
        ok &= good;
        out.line(&format!("{} {name}: {words}", if good { "✓" } else { "✗" }))?;
    }
    match mail {
        Ok(()) => out.line("✓ mail: ready")?,
        Err(why) => {
            ok = false;
            out.line(&format!("✗ mail: {why}"))?;
        }
    }
    Ok(ok)
}

/// Whether an outcome is good, and what it means in words.
pub(super) fn verdict(outcome: &Outcome, heard: usize) -> (bool, String) {
    match outcome {
        Outcome::Modified { items, issues, .. } => {
            let repairs = if issues.is_empty() {
                String::new()
            } else {
                format!("; {}", issues.join("; "))
            };
            (true, format!("{items} items, {heard} mentions{repairs}"))
        }
        Outcome::NotModified { .. } => (true, "not changed since the last poll".to_owned()),
        Outcome::Throttled {
            retry_after_secs,
            status,
        } => {
            let when = retry_after_secs
                .map(|secs| format!(", again in {secs} s"))
                .unwrap_or_default();
            (true, format!("asks us to slow down ({status}){when}"))
        }
        Outcome::Gone => (
            false,
            "is gone (410); remove it from the configuration".to_owned(),
        ),
        Outcome::Blocked { why } | Outcome::Failed { why, .. } => (false, why.clone()),
    }
}
