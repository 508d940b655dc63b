//! Delivery of one frozen mail as a state machine: due → rendered → sending → sent | deferred | rejected | uncertain.
//!
//! The caller stores and syncs every state before the next effect. `sending` found at start means the process died
//! between handing the mail over and learning what became of it: the same bytes are sent again.

use std::time::Duration;

use jiff::Timestamp;

use crate::model::{DeliveryState, OutboxEntry};

/// What one attempt came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendOutcome {
    /// The server took responsibility (250 after the final dot), or the file is written.
    Accepted(String),
    /// Refused for now (4xx).
    Deferred(String),
    /// Refused for good (5xx).
    Rejected(String),
    /// The login was refused (535 and kin): concerns every mail, not this one.
    LoginRefused(String),
    /// It broke before the final dot: surely not delivered.
    NotSent(String),
    /// It broke between the final dot and its reply: perhaps delivered.
    Uncertain(String),
}

/// Pauses between attempts; the last one repeats until [`GIVE_UP_AFTER`].
pub const PAUSES: [Duration; 5] = [
    Duration::from_secs(60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(15 * 60),
    Duration::from_secs(3_600),
    Duration::from_secs(4 * 3_600),
];

/// How long a mail is tried for (RFC 5321 section 4.5.4.1: at least four to five days).
pub const GIVE_UP_AFTER: Duration = Duration::from_secs(5 * 86_400);

/// What the operator must be told after an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// This mail will not be tried again.
    GivenUp,
    /// No mail leaves until the login is repaired; the whole outbox waits until then.
    Login {
        /// Until when nothing is tried.
        until: Timestamp,
    },
}

/// Whether the entry may be sent at `now`.
pub fn is_due(entry: &OutboxEntry, now: Timestamp) -> bool {
    match &entry.state {
        DeliveryState::Rendered => true,
        DeliveryState::Deferred { until } | DeliveryState::Uncertain { until } => *until <= now,
        DeliveryState::Sending { .. } | DeliveryState::Sent { .. } | DeliveryState::Rejected { .. } => false,
    }
}

/// The entry as it must be stored at start, when the process may have died while sending it.
#[must_use]
pub fn recover(entry: OutboxEntry, now: Timestamp) -> OutboxEntry {
    let _ = now;
    entry
}

/// The entry as it must be stored and synced before the transport gets it; `None` when it is not due.
pub fn begin(entry: &OutboxEntry, now: Timestamp) -> Option<OutboxEntry> {
    let _ = (entry, now);
    None
}

/// The entry as it must be stored after the attempt, and what the operator must be told.
pub fn settle(entry: OutboxEntry, outcome: SendOutcome, now: Timestamp) -> (OutboxEntry, Option<Trouble>) {
    let _ = (outcome, now);
    (entry, None)
}

/// When to look again: the earliest instant at which an entry becomes due.
pub fn next_due(entries: &[OutboxEntry], now: Timestamp) -> Option<Timestamp> {
    let _ = (entries, now);
    None
}
