//! `poll`: poll now, print what matched and what went wrong.

use std::{process::ExitCode, sync::Arc};

use clap::Args;
use jiff::tz::TimeZone;
use serde_json::json;

use super::{Global, Out, check::verdict, mentions, setup};
use crate::{
    app::{
        plan::Plan,
        poll::{Polled, Poller},
        reports,
    },
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
    let good = setup::block_on(async {
        if !dry {
            reports::note_first_day(&store, &plan, poller.clock.now()).await?;
        }
        let mut waiting = sources.into_iter();
        let mut tasks = tokio::task::JoinSet::new();
        let mut good = true;
        loop {
            // As many at a time as the daemon would ask; what is done is printed and forgotten.
            while tasks.len() < plan.settings.concurrency {
                let Some(source) = waiting.next() else { break };
                let (poller, plan) = (poller.clone(), Arc::clone(&plan));
                tasks.spawn(async move { one(&poller, &plan, &source, dry).await });
            }
            let Some(ended) = tasks.join_next().await else {
                break;
            };
            good &= print(&ended??, (&store, &plan.settings.timezone), dry, out)?;
        }
        Ok(good)
    })?;
    store.close().wait()?;
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn one(poller: &Poller, plan: &Arc<Plan>, source: &Arc<Source>, dry: bool) -> anyhow::Result<Polled> {
    if dry {
        return Ok(poller.try_out(plan, source).await);
    }
    let name = source.name.clone();
    let state = poller.store.read(move |store| store.source_state(&name)).await?;
    Ok(poller.poll(plan, source, state.unwrap_or_default(), 0.5).await?)
}

fn chosen(plan: &Plan, names: &[String]) -> anyhow::Result<Vec<Arc<Source>>> {
    if names.is_empty() {
        let polled = plan.sources().filter(|source| source.kind.is_polled());
        return Ok(polled.cloned().collect());
    }
    names
        .iter()
        .map(|name| {
            plan.source(&SourceName::new(name.as_str()))
                .cloned()
                .ok_or_else(|| {
                    let known: Vec<&str> = plan.sources().map(|source| source.name.as_str()).collect();
                    setup::BadUsage::unknown("source", name, &known)
                })
        })
        .collect()
}

/// Mentions of one source that are shown to people.
const SHOWN: usize = 10;

fn print(
    polled: &Polled,
    (store, zone): (&Store, &TimeZone),
    dry: bool,
    out: &mut Out,
) -> anyhow::Result<bool> {
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
    for mention in found.iter().take(SHOWN) {
        out.line(&format!("    {}", mentions::one_line(mention, None, zone)))?;
    }
    if found.len() > SHOWN {
        out.line(&format!("    … and {} more", found.len() - SHOWN))?;
    }
    Ok(good)
}
