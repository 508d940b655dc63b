//! The outbox: rendered once, frozen, one entry per recipient.

use super::{Ack, Result, Store, codec, keys, tx::Tx};
use crate::model::{DigestId, DigestState, OutboxEntry};

impl Store {
    /// Freezes rendered mails (entry and exact bytes) together with their digest's new state. An entry whose id is
    /// there already is left as it is: what was rendered once is never rendered again.
    pub fn outbox_add(
        &self,
        mails: Vec<(OutboxEntry, Vec<u8>)>,
        state: Option<(DigestId, DigestState)>,
    ) -> Ack<()> {
        self.write(move |tx| {
            for (entry, bytes) in &mails {
                let key = keys::named(b'o', &entry.id);
                if tx.get(&key)?.is_none() {
                    tx.put(&key, entry)?;
                    tx.set(keys::named(b'y', &entry.id), codec::encode_bytes(bytes));
                }
            }
            put_state(tx, state.as_ref())
        })
    }

    /// Every entry, by id.
    pub fn outbox(&self) -> Result<Vec<OutboxEntry>> {
        let entries = self.values(b'o')?;
        Ok(entries.into_iter().map(|(_, entry)| entry).collect())
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
                let key = keys::named(b'o', &entry.id);
                if tx.get(&key)?.is_some() {
                    tx.put(&key, entry)?;
                }
            }
            put_state(tx, state.as_ref())
        })
    }

    /// Removes an entry and its bytes; says whether it was there.
    pub fn outbox_remove(&self, id: &str) -> Ack<bool> {
        let (entry, bytes) = (keys::named(b'o', id), keys::named(b'y', id));
        self.write(move |tx| {
            let there = tx.get(&entry)?.is_some();
            if there {
                tx.unset(entry);
                tx.unset(bytes);
            }
            Ok(there)
        })
    }
}

fn put_state(tx: &mut Tx<'_>, state: Option<&(DigestId, DigestState)>) -> Result<()> {
    match state {
        Some((digest, state)) => tx.put(&keys::named(b'd', digest.as_str()), state),
        None => Ok(()),
    }
}
