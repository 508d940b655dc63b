//! `run`: the daemon.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::{Global, Out, setup};
use crate::{
    app::{
        daemon::{Daemon, Outlet},
        lifecycle,
    },
    io::logs,
};

/// Arguments of `run`.
#[derive(Debug, Args)]
pub(super) struct Run {
    /// Where the log goes: `auto` is the journal under systemd and text elsewhere
    #[arg(long, value_enum, default_value_t = LogForm::Auto)]
    log: LogForm,
}

/// Forms of the log.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum LogForm {
    Auto,
    Text,
    Json,
    Journald,
}

pub(super) fn run(args: &Run, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    let _log = logs::start(match args.log {
        LogForm::Auto => logs::Form::Auto,
        LogForm::Text => logs::Form::Text,
        LogForm::Json => logs::Form::Json,
        LogForm::Journald => logs::Form::Journald,
    });
    let file = setup::config_file(global)?;
    let settings = setup::settings(global, out)?;
    let plan = setup::plan(settings)?;
    let store = setup::store(&plan.settings)?;
    let poller = setup::poller(&plan.settings, store)?;
    if let Some(why) = poller.fetcher.https_trouble() {
        tracing::error!("{why}");
    }
    setup::block_on(async move {
        let daemon = Daemon::new(plan, poller, Outlet::Configured).await?;
        lifecycle::run(&daemon, move || setup::reloaded(&file)).await?;
        Ok(ExitCode::SUCCESS)
    })
}
