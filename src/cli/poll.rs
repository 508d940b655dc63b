//! `poll`: poll now, print what matched and what went wrong.

use std::{process::ExitCode, sync::Arc};

use clap::Args;
use serde_json::json;

use super::{Global, Out, check::verdict, mentions, setup};
use crate::{
    app::{plan::Plan, poll::Polled},
    io::store::Store,
    model::{Mention, Outcome, Source, SourceName},
};

/// Arguments of `poll`.
#[derive(Debug, Args)]
pub(super) struct Poll {
    /// Names of the sources; all of them when none is given
    sources: Vec<String>,
    /// Store nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn poll(args: &Poll, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    let plan = Arc::new(setup::plan(setup::settings(global, out)?)?);
    let sources = chosen(&plan, &args.sources)?;
    let store = if args.dry_run {
        Store::in_memory(plan.settings.timezone.clone())?
    } else {
        setup::store(&plan.settings)?
    };
    let poller = setup::poller(&plan.settings, store.clone())?;
    let dry = args.dry_run;
    let polled = setup::block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for source in sources {
            let (poller, plan) = (poller.clone(), Arc::clone(&plan));
            tasks.spawn(async move {
                if dry {
                    return anyhow::Ok(poller.try_out(&plan, &source).await);
                }
                let name = source.name.clone();
                let state = poller
                    .store
                    .read(move |store| store.source_state(&name))
                    .await?
                    .unwrap_or_default();
                Ok(poller.poll(&plan, &source, state, 0.5).await?)
            });
        }
        let mut all = Vec::new();
        while let Some(ended) = tasks.join_next().await {
            all.push(ended??);
        }
        all.sort_by(|a: &Polled, b: &Polled| a.record.source.cmp(&b.record.source));
        Ok(all)
    })?;
    let mut good = true;
    for polled in &polled {
        good &= print(polled, &store, dry, out)?;
    }
    store.close().wait()?;
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn chosen(plan: &Plan, names: &[String]) -> anyhow::Result<Vec<Arc<Source>>> {
    if names.is_empty() {
        return Ok(plan.sources().cloned().collect());
    }
    names
        .iter()
        .map(|name| {
            plan.source(&SourceName::new(name.as_str()))
                .cloned()
                .ok_or_else(|| {
                    let known: Vec<String> = plan
                        .sources()
                        .map(|source| format!("`{}`", source.name))
                        .collect();
                    anyhow::anyhow!("there is no source `{name}`; there are {}", known.join(", "))
                })
        })
        .collect()
}

fn print(polled: &Polled, store: &Store, dry: bool, out: &mut Out) -> anyhow::Result<bool> {
    let found: Vec<Mention> = if dry {
        polled.heard.clone()
    } else {
        let loaded = polled.new.iter().map(|id| store.mention(*id));
        loaded.filter_map(Result::transpose).collect::<Result<_, _>>()?
    };
    let (good, words) = verdict(&polled.record.outcome, found.len());
    if out.json {
        let issues = match &polled.record.outcome {
            Outcome::Modified { issues, .. } => issues.clone(),
            _ => Vec::new(),
        };
        out.json(&json!({
            "source": polled.record.source, "ok": good, "outcome": words, "issues": issues, "mentions": found,
        }))?;
        return Ok(good);
    }
    out.line(&format!(
        "{} {}: {words}",
        if good { "✓" } else { "✗" },
        polled.record.source
    ))?;
    for mention in &found {
        out.line(&format!("    {}", mentions::one_line(mention)))?;
    }
    Ok(good)
}
