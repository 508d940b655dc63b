//! `outbox`: what waits to be delivered, what was, and why not.

use std::process::ExitCode;

use anyhow::anyhow;
use clap::{Args, Subcommand};

use super::{Global, Out, output::columns, remote, setup};
use crate::{
    model::{DeliveryState, OutboxEntry},
    text::plain::counted,
};

/// Arguments of `outbox`.
#[derive(Debug, Args)]
pub(super) struct Outbox {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Send it again at the next occasion, same bytes, same Message-ID
    Retry {
        /// As `outbox` lists it
        id: String,
    },
    /// Forget it
    Drop {
        /// As `outbox` lists it
        id: String,
    },
}

pub(super) fn outbox(args: &Outbox, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    let settings = setup::settings(global, out)?;
    let store = match remote::access(&settings)? {
        remote::Access::Store(store) => store,
        remote::Access::Daemon(daemon) if args.action.is_none() => {
            let entries: Vec<OutboxEntry> = serde_json::from_slice(&daemon.get("outbox", &[])?)?;
            list(entries, out)?;
            return Ok(ExitCode::SUCCESS);
        }
        remote::Access::Daemon(_) => {
            anyhow::bail!(
                "the running daemon has the outbox open; to change it, {}",
                remote::STOP_FIRST
            )
        }
    };
    match &args.action {
        None => list(store.outbox()?, out)?,
        Some(Action::Retry { id }) => {
            let entry = store.outbox_entry(id)?.ok_or_else(|| unknown(id))?;
            let again = OutboxEntry {
                state: DeliveryState::Rendered,
                attempts: 0,
                ..entry
            };
            store.outbox_update(vec![again], None).wait()?;
            out.line(&format!("{id} is sent again at the next occasion."))?;
        }
        Some(Action::Drop { id }) => {
            if !store.outbox_remove(id).wait()? {
                return Err(unknown(id));
            }
            out.line(&format!("{id} is forgotten."))?;
        }
    }
    store.close().wait()?;
    Ok(ExitCode::SUCCESS)
}

fn unknown(id: &str) -> anyhow::Error {
    anyhow!("there is no mail `{id}` in the outbox; `mentiond outbox` lists them")
}

fn list(entries: Vec<OutboxEntry>, out: &mut Out) -> anyhow::Result<()> {
    if out.json {
        for entry in entries {
            out.json(&entry)?;
        }
        return Ok(());
    }
    if entries.is_empty() {
        out.line("The outbox is empty.")?;
        return Ok(());
    }
    let rows: Vec<Vec<String>> = entries
        .iter()
        .map(|entry| {
            vec![
                entry.state.as_str().to_owned(),
                entry.id.clone(),
                entry.to.clone(),
                counted(u64::from(entry.attempts), "attempt"),
                entry.last_reply.clone().unwrap_or_default(),
            ]
        })
        .collect();
    for line in columns(&rows) {
        out.line(&line)?;
    }
    Ok(())
}
