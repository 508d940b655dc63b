//! The outbox: rendered once, frozen, one entry per recipient.

use std::ops::ControlFlow;

use jiff::Timestamp;

use super::{
    Ack, Result, Store, StoreError, codec,
    engine::{KeyRange, Order},
    keys,
    tx::Tx,
};
use crate::model::{DeliveryState, DigestId, DigestState, OutboxEntry};

impl Store {
    /// Freezes rendered mails (entry and exact bytes) together with their digest's new state. An entry whose id is
    /// there already is left as it is: what was rendered once is never rendered again.
    pub fn outbox_add(
        &self,
        mails: Vec<(OutboxEntry, Vec<u8>)>,
        state: Option<(DigestId, DigestState)>,
    ) -> Ack<()> {
        self.write(move |tx| {
            freeze(tx, &mails)?;
            put_state(tx, state.as_ref())
        })
    }

    /// Every entry, by id. One that cannot be read is left out with a word in the log: it must not hold up the others.
    pub fn outbox(&self) -> Result<Vec<OutboxEntry>> {
        self.entries(b'o')
    }

    /// Every entry that is not settled yet, by id.
    pub fn outbox_waiting(&self) -> Result<Vec<OutboxEntry>> {
        self.entries(b'w')
    }

    fn entries(&self, listed: u8) -> Result<Vec<OutboxEntry>> {
        let state = self.handle.core.read();
        let engine = state.engine()?;
        let mut found = Vec::new();
        engine.scan(&KeyRange::prefix([listed]), Order::Up, &mut |key, _| {
            let name = key.get(1..).unwrap_or_default();
            found.push([b"o", name].concat());
            ControlFlow::Continue(())
        })?;
        let mut entries = Vec::with_capacity(found.len());
        for key in found {
            let Some(value) = engine.get(&key)? else { continue };
            match codec::decode(&key, &value) {
                Ok(entry) => entries.push(entry),
                Err(error) => {
                    tracing::error!(%error, "a mail in the outbox cannot be read and is passed over");
                }
            }
        }
        Ok(entries)
    }

    /// One entry.
    pub fn outbox_entry(&self, id: &str) -> Result<Option<OutboxEntry>> {
        self.value(b'o', id)
    }

    /// The frozen bytes of an entry.
    pub fn outbox_bytes(&self, id: &str) -> Result<Option<Vec<u8>>> {
        let key = keys::named(b'y', id);
        let value = self.handle.core.read().engine()?.get(&key)?;
        value.map(|value| codec::decode_bytes(&key, &value)).transpose()
    }

    /// Writes entries back, with their digest's state where it changes too. Ids that are not there (dropped meanwhile)
    /// are ignored.
    pub fn outbox_update(
        &self,
        entries: Vec<OutboxEntry>,
        state: Option<(DigestId, DigestState)>,
    ) -> Ack<()> {
        self.write(move |tx| {
            for entry in &entries {
                if tx.get(&keys::named(b'o', &entry.id))?.is_some() {
                    put_entry(tx, entry)?;
                }
            }
            put_state(tx, state.as_ref())
        })
    }

    /// Removes an entry and its bytes; says whether it was there.
    pub fn outbox_remove(&self, id: &str) -> Ack<bool> {
        let id = id.to_owned();
        self.write(move |tx| remove(tx, &id))
    }

    /// Removes entries that were settled before an instant; answers how many. Their digest's state remembers that their
    /// period is done, so none of them is ever rendered again.
    pub async fn outbox_expire(&self, before: Timestamp) -> Result<usize> {
        let entries = self.read(Self::outbox).await?;
        let old: Vec<String> = entries
            .into_iter()
            .filter(|entry| settled_at(&entry.state).is_some_and(|at| at < before))
            .map(|entry| entry.id)
            .collect();
        if old.is_empty() {
            return Ok(0);
        }
        let removed = old.len();
        self.write(move |tx| old.iter().try_for_each(|id| remove(tx, id).map(|_| ())))
            .await?;
        Ok(removed)
    }
}

/// Puts rendered mails in; one whose id is there already is left as it is.
pub(super) fn freeze(tx: &mut Tx<'_>, mails: &[(OutboxEntry, Vec<u8>)]) -> Result<()> {
    for (entry, bytes) in mails {
        if tx.get(&keys::named(b'o', &entry.id))?.is_none() {
            put_entry(tx, entry)?;
            tx.set(keys::named(b'y', &entry.id), codec::encode_bytes(bytes));
        }
    }
    Ok(())
}

fn settled_at(state: &DeliveryState) -> Option<Timestamp> {
    match state {
        DeliveryState::Sent { at } | DeliveryState::Rejected { at } => Some(*at),
        _ => None,
    }
}

/// Writes an entry and lists it among those that wait, or takes it off that list.
fn put_entry(tx: &mut Tx<'_>, entry: &OutboxEntry) -> Result<()> {
    tx.put(&keys::named(b'o', &entry.id), entry)?;
    let waiting = keys::named(b'w', &entry.id);
    if entry.state.is_final() {
        tx.unset(waiting);
    } else {
        tx.set(waiting, Vec::new());
    }
    Ok(())
}

fn remove(tx: &mut Tx<'_>, id: &str) -> std::result::Result<bool, StoreError> {
    let entry = keys::named(b'o', id);
    let there = tx.get(&entry)?.is_some();
    if there {
        tx.unset(entry);
        tx.unset(keys::named(b'y', id));
        tx.unset(keys::named(b'w', id));
    }
    Ok(there)
}

fn put_state(tx: &mut Tx<'_>, state: Option<&(DigestId, DigestState)>) -> Result<()> {
    match state {
        Some((digest, state)) => tx.put(&keys::named(b'd', digest.as_str()), state),
        None => Ok(()),
    }
}
