//! From start to stop: endpoint, loops, signals. SIGTERM ends it within ten seconds, SIGHUP reloads it whole or not at
//! all.

use tokio::signal::unix::{SignalKind, signal};

use super::{daemon::Daemon, plan::Plan, status};
use crate::io::systemd;

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
    loop {
        tokio::select! {
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
