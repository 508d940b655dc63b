//! What a write does: its changes on top of those of its group, and who is told when they are durable.

use std::collections::{BTreeMap, HashSet};

use jiff::tz::TimeZone;
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::oneshot;

use super::{
    StoreError, codec,
    engine::{Batch, Engine},
    keys,
    merge::Record,
    tally::Delta,
};
use crate::{classify::story::Index, model::MentionId};

/// A write as the queue carries it.
pub(super) trait Job: Send {
    /// Adds its changes to the group; an error leaves the group as it was.
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<(), StoreError>;
    /// How much it is about to change, in mentions; at least 1.
    fn weight(&self) -> usize;
    /// Answers the caller once the group is durable, or could not be made so.
    fn finish(self: Box<Self>, outcome: Result<(), StoreError>);
}

/// A closure as a [`Job`].
pub(super) struct Task<T, F> {
    work: Option<F>,
    weight: usize,
    value: Option<T>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Task<T, F> {
    pub(super) fn new(work: F, weight: usize, reply: oneshot::Sender<Result<T, StoreError>>) -> Self {
        Self {
            work: Some(work),
            weight: weight.max(1),
            value: None,
            reply,
        }
    }
}

impl<T, F> Job for Task<T, F>
where
    T: Send,
    F: FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let work = self.work.take().ok_or(StoreError::Closed)?;
        self.value = Some(work(tx)?);
        Ok(())
    }

    fn weight(&self) -> usize {
        self.weight
    }

    fn finish(self: Box<Self>, outcome: Result<(), StoreError>) {
        let Self { value, reply, .. } = *self;
        let answer = outcome.and_then(|()| value.ok_or(StoreError::Closed));
        // Nobody waits any more when the caller gave up; the write stands all the same.
        drop(reply.send(answer));
    }
}

/// Changes of one job on top of those of its group and of what is stored.
pub(super) struct Tx<'a> {
    engine: &'a dyn Engine,
    group: &'a Changes,
    noted: &'a HashSet<MentionId>,
    zone: &'a TimeZone,
    stories: &'a mut Index,
    changes: Changes,
}

impl<'a> Tx<'a> {
    /// `noted` are the mentions that earlier commits noted for the totals, `stories` what was told lately, those of the
    /// group included.
    pub(super) fn new(
        engine: &'a dyn Engine,
        group: &'a Changes,
        noted: &'a HashSet<MentionId>,
        zone: &'a TimeZone,
        stories: &'a mut Index,
    ) -> Self {
        Self {
            engine,
            group,
            noted,
            zone,
            stories,
            changes: Changes::default(),
        }
    }

    /// What was changed.
    pub(super) fn into_changes(self) -> Changes {
        self.changes
    }

    pub(super) fn zone(&self) -> &TimeZone {
        self.zone
    }

    pub(super) fn stories(&mut self) -> &mut Index {
        self.stories
    }

    pub(super) fn engine(&self) -> &dyn Engine {
        self.engine
    }

    pub(super) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.changes.batch.get(key).or_else(|| self.group.batch.get(key)) {
            Some(value) => Ok(value.clone()),
            None => self.engine.get(key),
        }
    }

    pub(super) fn value<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>, StoreError> {
        self.get(key)?.map(|value| codec::decode(key, &value)).transpose()
    }

    pub(super) fn record(&self, id: MentionId) -> Result<Option<Record>, StoreError> {
        self.value(&keys::mention(id))
    }

    /// The mention an identity key leads to.
    pub(super) fn alias(&self, key: u128) -> Result<Option<MentionId>, StoreError> {
        let value = self.get(&keys::alias(key))?;
        Ok(value.as_deref().and_then(keys::id_of))
    }

    pub(super) fn set(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.changes.batch.insert(key, Some(value));
    }

    pub(super) fn unset(&mut self, key: Vec<u8>) {
        self.changes.batch.insert(key, None);
    }

    pub(super) fn put<T: Serialize>(&mut self, key: &[u8], value: &T) -> Result<(), StoreError> {
        self.changes
            .batch
            .insert(key.to_vec(), Some(codec::encode(value)?));
        Ok(())
    }

    /// Counts mentions that come or go.
    pub(super) fn count(&mut self, by: i64) {
        self.changes.counted += by;
    }

    /// Moves the totals, and notes how the mention stands in the stored ones unless that is noted already.
    pub(super) fn note(&mut self, id: MentionId, delta: Delta, was: Option<&Record>) {
        if !self.is_noted(id) {
            self.changes.notes.insert(id, was.cloned());
        }
        self.changes.deltas.push(delta);
    }

    /// Whether the stored totals do not hold the mention as it is now.
    pub(super) fn is_noted(&self, id: MentionId) -> bool {
        let written = [&self.changes.notes, &self.group.notes];
        written.iter().any(|notes| notes.contains_key(&id)) || self.noted.contains(&id)
    }
}

/// Mentions with how they stand in the stored totals, `None` for not at all.
pub(super) type Notes = BTreeMap<MentionId, Option<Record>>;

/// What a write, or a group of them, changes.
#[derive(Default)]
pub(super) struct Changes {
    pub batch: Batch,
    /// Steps of the totals.
    pub deltas: Vec<Delta>,
    /// How mentions that they concern stand in the stored totals.
    pub notes: Notes,
    /// Mentions that came, less those that went.
    pub counted: i64,
    /// Whether the batch holds every total, so that none waits any more.
    pub folded: bool,
}

impl Changes {
    /// Takes over those of a write that went well.
    pub(super) fn add(&mut self, more: Self) {
        self.batch.extend(more.batch);
        self.deltas.extend(more.deltas);
        self.notes.extend(more.notes);
        self.counted += more.counted;
    }
}
