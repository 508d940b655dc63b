//! Retention: what is old goes, in small steps; day totals stay.

use std::ops::ControlFlow;

use jiff::Timestamp;

use super::{
    Expired, KnownAuthor, StoreError, codec,
    engine::{KeyRange, Order},
    errands,
    ingest::{WITH_TEXT, indices},
    keys::{self, Index},
    merge::{Record, blank},
    stories::story_key,
    tx::Tx,
};
use crate::model::MentionId;

/// Index entries looked at in one step.
const LOOKS: usize = 4_000;
/// Mentions changed in one step.
const CHANGES: usize = 250;

/// Which part of the time index comes next.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub mentions_before: Timestamp,
    pub text_before: Timestamp,
    /// First key not looked at yet.
    pub from: Option<Vec<u8>>,
}

/// One step; `from` of the answer is `None` when everything was looked at.
pub(super) fn expire(tx: &mut Tx<'_>, mut step: Step) -> Result<(Expired, Step), StoreError> {
    let (found, next) = look(tx, &step)?;
    let mut done = Expired::default();
    for (id, with_text) in found {
        // A mention whose day total is not written out yet is needed to bring it up to date after a crash.
        if tx.is_noted(id) {
            continue;
        }
        let Some(record) = tx.record(id)? else { continue };
        let mention = &record.mention;
        if mention.at.max(mention.last_seen) < step.mentions_before {
            drop_mention(tx, &record)?;
            done.mentions += 1;
        } else if with_text && mention.at < step.text_before {
            blank_text(tx, record)?;
            done.texts += 1;
        }
    }
    step.from = next;
    Ok((done, step))
}

/// Candidates of one step, with the key to go on from.
type Found = (Vec<(MentionId, bool)>, Option<Vec<u8>>);

fn look(tx: &Tx<'_>, step: &Step) -> Result<Found, StoreError> {
    let until = step.mentions_before.max(step.text_before);
    let mut range = Index::Time.range(None, Some(until));
    if let Some(from) = &step.from {
        range.start.clone_from(from);
    }
    let old = Index::Time.range(None, Some(step.mentions_before)).end;
    let mut found = Vec::new();
    let mut next = None;
    let mut looked = 0;
    tx.engine().scan(&range, Order::Up, &mut |key, value| {
        if looked == LOOKS || found.len() == CHANGES {
            next = Some(key.to_vec());
            return ControlFlow::Break(());
        }
        looked += 1;
        let with_text = value.starts_with(WITH_TEXT);
        if with_text || old.as_deref().is_some_and(|end| key < end) {
            found.extend(keys::id_of(key).map(|id| (id, with_text)));
        }
        ControlFlow::Continue(())
    })?;
    Ok((found, next))
}

/// Forgets accounts whose following was last measured before an instant: nobody whose mentions are gone is remembered.
pub(super) fn expire_authors(tx: &mut Tx<'_>, before: Timestamp) -> Result<(), StoreError> {
    let mut old = Vec::new();
    tx.engine()
        .scan(&KeyRange::prefix(keys::AUTHORS), Order::Up, &mut |key, value| {
            let known: Result<KnownAuthor, _> = codec::decode(key, value);
            if known.is_ok_and(|known| known.at < before) && old.len() < LOOKS {
                old.push(key.to_vec());
            }
            ControlFlow::Continue(())
        })?;
    for key in old {
        tx.unset(key);
    }
    Ok(())
}

fn drop_mention(tx: &mut Tx<'_>, record: &Record) -> Result<(), StoreError> {
    let mention = &record.mention;
    for key in &record.keys {
        if tx.alias(key.0)? == Some(mention.id) {
            tx.unset(keys::alias(key.0));
        }
    }
    for index in indices(mention).chain([Index::Time]) {
        tx.unset(index.key(mention.at, mention.id));
    }
    if let Some(listed) = story_key(mention)
        && tx.get(&listed)?.is_some()
    {
        tx.unset(listed);
    }
    errands::forget(tx, mention.id)?;
    tx.unset(keys::engagement(mention.id));
    tx.unset(keys::mention(mention.id));
    tx.count(-1);
    Ok(())
}

fn blank_text(tx: &mut Tx<'_>, mut record: Record) -> Result<(), StoreError> {
    blank(&mut record.mention);
    record.blank = true;
    let (at, id) = (record.mention.at, record.mention.id);
    tx.put(&keys::mention(id), &record)?;
    tx.set(Index::Time.key(at, id), Vec::new());
    Ok(())
}
