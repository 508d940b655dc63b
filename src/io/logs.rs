//! The log: to the journal, as text or as JSON lines. No secret, no mail address, no body of anything fetched.

use std::io::IsTerminal as _;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    EnvFilter, Layer, Registry, filter::Directive, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

/// Forms of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The journal when systemd connected standard error to it, text otherwise.
    Auto,
    /// Lines for people on standard error.
    Text,
    /// JSON lines on standard error.
    Json,
    /// The journal, with fields.
    Journald,
}

/// Starts logging; `MENTIOND_LOG` filters (`info` by default, `mentiond=debug`, …). A second call does nothing.
pub fn start(form: Form) {
    let filter = filter(LevelFilter::INFO);
    let journal = matches!(form, Form::Journald)
        || (matches!(form, Form::Auto) && std::env::var_os("JOURNAL_STREAM").is_some());
    let layer: Box<dyn Layer<Registry> + Send + Sync> = match tracing_journald::layer() {
        Ok(layer) if journal => layer.boxed(),
        _ if form == Form::Json => tracing_subscriber::fmt::layer()
            .json()
            .with_writer(std::io::stderr)
            .boxed(),
        _ => tracing_subscriber::fmt::layer()
            .with_writer(std::io::stderr)
            .with_ansi(std::io::stderr().is_terminal())
            .with_target(false)
            .boxed(),
    };
    tracing_subscriber::registry()
        .with(layer.with_filter(filter))
        .try_init()
        .ok();
}

/// Starts a log that shows errors only, for commands whose output is their result.
pub fn start_quiet() {
    let filter = filter(LevelFilter::ERROR);
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_target(false);
    tracing_subscriber::registry()
        .with(layer.with_filter(filter))
        .try_init()
        .ok();
}

/// What `MENTIOND_LOG` asks for, else `default`. sled's own traces stay out: it writes some while a thread's local values
/// are being dropped, when the formatter's are gone already, and that would abort the process.
fn filter(default: LevelFilter) -> EnvFilter {
    let filter = EnvFilter::builder()
        .with_env_var("MENTIOND_LOG")
        .with_default_directive(default.into())
        .from_env_lossy();
    match "sled=warn".parse::<Directive>() {
        Ok(quiet) => filter.add_directive(quiet),
        Err(_) => filter,
    }
}
