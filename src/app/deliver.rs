//! Outbox → transport: each state is on disk before the next effect.

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::{
    operator,
    webhook::{self, Hooks},
};
use crate::{
    config::MailSettings,
    digest::delivery::{self, SendOutcome, Trouble},
    io::{
        clock::Clock,
        mail::{Outgoing, Transport},
        store::{Store, StoreError},
    },
    model::{DeliveryState, DigestState, OutboxEntry},
};

/// What one round came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Mails accepted.
    pub sent: usize,
    /// Mails that wait for another attempt.
    pub waiting: usize,
    /// Mails given up.
    pub rejected: usize,
}

/// How what waits leaves.
#[derive(Clone, Copy, Debug)]
pub struct Route<'a> {
    /// Mails.
    pub transport: &'a Transport,
    /// Calls of webhooks; without it they wait.
    pub hooks: Option<Hooks<'a>>,
}

/// Marks mails that were being sent when the process died: they are sent again, same bytes, same Message-ID.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn recover(store: &Store, now: Timestamp) -> Result<(), StoreError> {
    let entries = store.read(Store::outbox_waiting).await?;
    let torn: Vec<OutboxEntry> = entries
        .iter()
        .filter_map(|entry| delivery::recover(entry, now))
        .collect();
    if !torn.is_empty() {
        tracing::warn!(
            mails = torn.len(),
            "found mails whose delivery was interrupted; they are sent again"
        );
        store.outbox_update(torn, None).await?;
    }
    Ok(())
}

/// Sends what is due, one mail after the other; one mail's trouble does not stop the next, a refused login does, and so
/// does `stop` before the next one is begun.
///
/// # Errors
/// When the store cannot be read or written: nothing is sent whose state is not on disk.
pub async fn send_due(
    store: &Store,
    route: &Route<'_>,
    mail: &MailSettings,
    clock: &Clock,
    stop: &CancellationToken,
) -> Result<Round, StoreError> {
    let mut round = Round::default();
    // One sender at a time: whatever is found in the middle of being sent was left so by an error or a crash.
    recover(store, clock.now()).await?;
    let entries = store.read(Store::outbox_waiting).await?;
    for entry in entries
        .into_iter()
        .filter(|entry| delivery::is_due(entry, clock.now()))
        .filter(|entry| route.hooks.is_some() || !webhook::is_call(entry))
    {
        if stop.is_cancelled() {
            break;
        }
        let Some(sending) = delivery::begin(&entry, clock.now()) else {
            continue;
        };
        let (entry, trouble) = attempt(store, route, sending, clock).await?;
        match entry.state {
            DeliveryState::Sent { .. } => round.sent += 1,
            DeliveryState::Rejected { .. } => round.rejected += 1,
            _ => round.waiting += 1,
        }
        if let Some(trouble) = trouble {
            operator::mail_trouble(store, mail, &entry, &trouble, clock.now()).await?;
            if let Trouble::Login { until } | Trouble::Server { until } = trouble {
                pause(store, until).await?;
                break;
            }
        }
    }
    Ok(round)
}

async fn attempt(
    store: &Store,
    route: &Route<'_>,
    sending: OutboxEntry,
    clock: &Clock,
) -> Result<(OutboxEntry, Option<Trouble>), StoreError> {
    let id = sending.id.clone();
    let bytes = store.read(move |store| store.outbox_bytes(&id)).await?;
    store.outbox_update(vec![sending.clone()], None).await?;
    let outcome = match (&bytes, route.hooks.filter(|_| webhook::is_call(&sending))) {
        (Some(bytes), Some(hooks)) => hooks.call(&sending, bytes).await,
        (Some(bytes), None) => {
            let mail = Outgoing {
                name: &sending.id,
                from: &sending.from,
                to: &sending.to,
                bytes,
            };
            route.transport.send(&mail).await
        }
        (None, _) => {
            SendOutcome::Rejected("its bytes are no longer in the store; nothing was sent".to_owned())
        }
    };
    let (settled, trouble) = delivery::settle(sending, outcome, clock.now());
    let state = match settled.state {
        DeliveryState::Sent { at } => {
            let digest = settled.digest.clone();
            let known = store.read(move |store| store.digest_state(&digest)).await?;
            known.map(|state| {
                (
                    settled.digest.clone(),
                    DigestState {
                        last_sent: Some(at),
                        ..state
                    },
                )
            })
        }
        _ => None,
    };
    store.outbox_update(vec![settled.clone()], state).await?;
    tracing::info!(
        mail = settled.id,
        state = settled.state.as_str(),
        attempts = settled.attempts,
        "delivery attempt"
    );
    Ok((settled, trouble))
}

/// Holds back everything that waits: a refused login concerns every mail.
async fn pause(store: &Store, until: Timestamp) -> Result<(), StoreError> {
    let entries = store.read(Store::outbox_waiting).await?;
    let held: Vec<OutboxEntry> = entries
        .iter()
        .filter_map(|entry| delivery::hold(entry, until))
        .collect();
    store.outbox_update(held, None).await
}
