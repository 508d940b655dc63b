//! What `/status` and `/sources` tell of asking again.

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    app::daemon::Daemon,
    io::store::{ErrandKind, Health, StoreError},
    model::Source,
};

/// Readings that wait are counted up to here.
const MOST: usize = 100_000;

/// Readings of known items' reactions.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct ReadingFacts {
    /// Items of which one is to come, at most 100,000.
    waiting: usize,
    /// When the next one is due.
    next_due: Option<Timestamp>,
    /// Taken since the start.
    taken: u64,
}

/// Gathers what `/status` tells; `None` while the store cannot be read.
pub(super) async fn facts(daemon: &Daemon) -> Result<Option<ReadingFacts>, StoreError> {
    if !matches!(daemon.store().health(), Health::Ready) {
        return Ok(None);
    }
    let waiting = daemon
        .store()
        .read(|store| store.errands_waiting(ErrandKind::Engagement, MOST))
        .await?;
    Ok(Some(ReadingFacts {
        waiting: waiting.count,
        next_due: waiting.next,
        taken: daemon.board.totals().readings,
    }))
}

/// How one source is asked again about items that it gave.
#[derive(Clone, Debug, Serialize)]
pub(super) struct AskAgain {
    /// Requests are at least so far apart.
    every_secs: f64,
    /// Not before this; `null` where nobody asked since the start.
    next: Option<Timestamp>,
    /// Requests in a row that failed.
    failures: u32,
    /// Why the last one failed.
    last_error: Option<String>,
}

/// What `/sources` tells of one source; `None` if it is not asked again.
pub(super) fn of_source(daemon: &Daemon, source: &Source) -> Option<AskAgain> {
    let every = source.again_every?;
    let turn = daemon.board.asked_again(&source.name).unwrap_or_default();
    Some(AskAgain {
        every_secs: every.as_secs_f64(),
        next: turn.next,
        failures: turn.failures,
        last_error: turn.why,
    })
}
