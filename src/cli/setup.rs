//! From the command line to what a command works on: configuration, store, fetcher.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context as _;

use super::{Global, Out};
use crate::{
    app::{asked, plan::Plan, poll::Poller, reckoning::Reckoning},
    config::{Checked, Settings},
    io::{
        clock::Clock,
        fetch::{Fetcher, Options},
        files,
        store::Store,
    },
};

/// A configuration that cannot be used; the message holds every error of it.
#[derive(Debug)]
pub(super) struct BadConfig(pub(super) String);

impl fmt::Display for BadConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadConfig {}

/// A command line that cannot be understood; the message says how it is meant.
#[derive(Debug)]
pub(super) struct BadUsage(pub(super) String);

impl fmt::Display for BadUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadUsage {}

impl BadUsage {
    /// For a name that is not known.
    pub(super) fn unknown(what: &str, name: &str, known: &[&str]) -> anyhow::Error {
        Self(asked::unknown(what, name, known)).into()
    }
}

/// Reckons days and instants from now, in the configured zone.
pub(super) fn reckoning(settings: &Settings) -> Reckoning {
    Reckoning::new(Clock::System.now(), &settings.timezone)
}

/// The configuration file that this command is to use.
pub(super) fn config_file(global: &Global) -> anyhow::Result<PathBuf> {
    files::find_config(global.config.as_deref()).map_err(|why| BadConfig(why).into())
}

/// Reads and checks the configuration; warnings are printed beside the result.
pub(super) fn settings(global: &Global, out: &mut Out) -> anyhow::Result<Settings> {
    let checked = load(&config_file(global)?)?;
    warn(&checked, out);
    Ok(checked.settings)
}

/// Prints the warnings of a configuration beside the result.
pub(super) fn warn(checked: &Checked, out: &mut Out) {
    if !checked.warnings.is_empty() {
        out.note(checked.warnings.render(Out::coloured()).trim_end());
    }
}

/// Reads and checks one file.
pub(super) fn load(file: &Path) -> anyhow::Result<Checked> {
    files::load_config(file)
        .map_err(|errors| BadConfig(errors.render(Out::coloured()).trim_end().to_owned()).into())
}

/// The compiled configuration.
pub(super) fn plan(settings: Settings) -> anyhow::Result<Plan> {
    Plan::new(settings).map_err(|why| BadConfig(why).into())
}

/// The store of a configuration.
pub(super) fn store(settings: &Settings) -> anyhow::Result<Store> {
    Store::open(&settings.data_dir, settings.timezone.clone())
        .with_context(|| format!("cannot open the store in `{}`", settings.data_dir.display()))
}

/// Asks the real web.
pub(super) fn fetcher(settings: &Settings) -> anyhow::Result<Fetcher> {
    let options = Options {
        concurrency: settings.concurrency,
        ..Options::default()
    };
    Ok(Fetcher::new(options)?)
}

/// A poller over this store that asks the real web at the real time.
pub(super) fn poller(settings: &Settings, store: Store) -> anyhow::Result<Poller> {
    Ok(Poller::new(fetcher(settings)?, store, Clock::System))
}

/// How long work on other threads may delay the end: a name look-up cannot be called off.
const LAST_WORK: Duration = Duration::from_secs(1);

/// Runs asynchronous work to its end.
pub(super) fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the runtime could not be started")?;
    let done = runtime.block_on(work);
    runtime.shutdown_timeout(LAST_WORK);
    done
}

/// The configuration anew, for a daemon that runs; errors without colours, since they are shown on its pages.
pub(super) fn reloaded(file: &Path) -> Result<Plan, String> {
    let checked = files::load_config(file).map_err(|errors| errors.render(false).trim_end().to_owned())?;
    Plan::new(checked.settings)
}
