//! From start to stop: endpoint, loops, signals. SIGTERM ends it within ten seconds, SIGHUP reloads it whole or not at
//! all.

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};

use super::{daemon::Daemon, plan::Plan, status};
use crate::{io::systemd, model::SourceHealth, text::plain::counted};

/// How often the service manager is told how things stand.
const STATUS_TICK: Duration = Duration::from_secs(30);

/// Runs a daemon until it is told to stop. `reload` reads and compiles the configuration anew.
///
/// # Errors
/// When the endpoint cannot listen or signals cannot be received.
pub async fn run(
    daemon: &Daemon,
    reload: impl Fn() -> Result<Plan, String> + Send + Sync + 'static,
) -> anyhow::Result<()> {
    run_announced(daemon, reload, |_| {}).await
}

/// As [`run`], telling the endpoint's address once it is up.
///
/// # Errors
/// As [`run`].
pub async fn run_announced(
    daemon: &Daemon,
    reload: impl Fn() -> Result<Plan, String> + Send + Sync + 'static,
    announce: impl FnOnce(&str),
) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let address = status::serve(daemon).await?;
    announce(&address);
    daemon.start();
    tracing::info!(%address, sources = daemon.board.plan().settings.sources.len(), "mentiond is up");
    systemd::ready();
    let mut tell = tokio::time::interval(STATUS_TICK);
    loop {
        tokio::select! {
            _ = tell.tick() => systemd::status(&standing(daemon)),
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            _ = hang_up.recv() => reload_once(daemon, &reload).await,
            () = daemon.stop.cancelled() => break,
        }
    }
    tracing::info!("stopping");
    systemd::stopping();
    daemon.shut_down().await;
    tracing::info!("stopped");
    Ok(())
}

/// How things stand, for `systemctl status`.
fn standing(daemon: &Daemon) -> String {
    let plan = daemon.board.plan();
    let (polls, failed) = daemon.board.last_hour(daemon.clock().now());
    let deaf = daemon.board.with_noteworthy(|states, names| {
        let not_heard = [SourceHealth::Failing, SourceHealth::Blocked, SourceHealth::Gone];
        names
            .iter()
            .filter(|name| plan.source(name).is_some())
            .filter_map(|name| states.get(name))
            .filter(|state| not_heard.contains(&state.health))
            .count()
    });
    let refused = match daemon.board.config_state() {
        (_, Some(_)) => "; the newest configuration was refused",
        (_, None) => "",
    };
    format!(
        "{}, {deaf} of them not heard; {} in the last hour, {failed} failed{refused}",
        counted(
            u64::try_from(plan.settings.sources.len()).unwrap_or(u64::MAX),
            "source"
        ),
        counted(u64::try_from(polls).unwrap_or(u64::MAX), "poll")
    )
}

async fn reload_once(daemon: &Daemon, reload: &impl Fn() -> Result<Plan, String>) {
    systemd::reloading();
    let result = match reload() {
        Ok(plan) => daemon.adopt(plan).await.map_err(|error| error.to_string()),
        Err(why) => Err(why),
    };
    match result {
        Ok(()) => tracing::info!("the configuration was reloaded"),
        Err(why) => {
            tracing::error!(
                why,
                "the new configuration was refused; the old one stays in force"
            );
            daemon.board.refuse_reload(why);
        }
    }
    systemd::ready();
}
