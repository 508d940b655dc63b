//! The log: to the journal, as text or as JSON lines. No secret, no mail address, no body of anything fetched.
//!
//! Standard error is written by a thread of its own ([`Flush`]): a pipe that nobody reads holds up no work.

mod queue;

use std::{io::IsTerminal as _, panic};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    EnvFilter, Layer, Registry, filter::Directive, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

pub use queue::Flush;

use super::files;
use queue::Queue;

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
pub fn start(form: Form) -> Flush {
    let journal = form == Form::Journald || (form == Form::Auto && files::env("JOURNAL_STREAM").is_some());
    if journal && let Ok(layer) = tracing_journald::layer() {
        install(layer.boxed(), LevelFilter::INFO);
        return Flush::of(None);
    }
    to_standard_error(form, LevelFilter::INFO)
}

/// Starts a log that shows errors only, for commands whose output is their result.
pub fn start_quiet() -> Flush {
    to_standard_error(Form::Text, LevelFilter::ERROR)
}

fn to_standard_error(form: Form, default: LevelFilter) -> Flush {
    let lost: fn(u64) -> String = if form == Form::Json {
        |count| {
            format!(
                "{{\"level\":\"WARN\",\"fields\":{{\"message\":\"lines of the log were dropped\",\"lines\":{count}}}}}\n"
            )
        }
    } else {
        |count| format!("WARN {count} lines of the log were dropped: nobody read them in time\n")
    };
    // Without room for a thread there is little to log for, and no log.
    let Ok(queue) = Queue::start(std::io::stderr(), lost) else {
        return Flush::of(None);
    };
    let layer = tracing_subscriber::fmt::layer().with_writer(queue.clone());
    let layer: Box<dyn Layer<Registry> + Send + Sync> = if form == Form::Json {
        layer.json().boxed()
    } else {
        layer
            .with_ansi(std::io::stderr().is_terminal())
            .with_target(false)
            .boxed()
    };
    if install(layer, default) {
        // A panic is told through the log, too: its own way to standard error would wait for a reader.
        panic::set_hook(Box::new(|info| tracing::error!("{info}")));
    }
    Flush::of(Some(queue))
}

/// Whether it was the first.
fn install(layer: Box<dyn Layer<Registry> + Send + Sync>, default: LevelFilter) -> bool {
    tracing_subscriber::registry()
        .with(layer.with_filter(filter(default)))
        .try_init()
        .is_ok()
}

/// What `MENTIOND_LOG` asks for, else `default`. sled's own traces stay out: it writes some while a thread's local values
/// are being dropped, when the formatter's are gone already, and that would abort the process.
fn filter(default: LevelFilter) -> EnvFilter {
    let filter = EnvFilter::builder()
        .with_default_directive(default.into())
        .parse_lossy(files::env("MENTIOND_LOG").unwrap_or_default());
    // What the IMAP client traces is every line it sends, the login among them.
    let quiet = ["sled=warn", "async_imap=off", "async_imap::imap_stream=off"];
    quiet
        .iter()
        .filter_map(|directive| directive.parse::<Directive>().ok())
        .fold(filter, EnvFilter::add_directive)
}
