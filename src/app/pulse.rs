//! What the watchdog must know of the store: whether its writer is at work, whatever the state of the disk.

use std::time::{Duration, Instant};

use crate::io::{
    clock::monotonic,
    store::{Ack, Store},
};

/// How long the store may take to answer before the watchdog goes hungry.
const STORE_PATIENCE: Duration = Duration::from_secs(20);

/// Whether the store's writer is at work: a question on its way, and when the last one was answered.
pub(super) struct Pulse {
    asked: Ack<()>,
    answered: Instant,
}

impl Pulse {
    pub(super) fn new(store: &Store) -> Self {
        Self {
            asked: store.ping(),
            answered: monotonic(),
        }
    }

    /// Looks for the answer, asks again once it is there.
    pub(super) fn beats(&mut self, store: &Store) -> bool {
        if self.asked.is_answered() {
            self.answered = monotonic();
            self.asked = store.ping();
        }
        self.answered.elapsed() < STORE_PATIENCE
    }
}
