//! Roll-ups kept current with every commit, and written out only now and then.
//!
//! Rewriting a day's total for every mention would cost more than storing the mention. Instead each commit notes, in
//! the same atomic batch, which mentions the stored totals do not hold yet as they are now (one `p` key a commit: how each
//! stands in them, or nothing). The current totals live here in memory; writing them out removes the notes in the same
//! batch. After a crash the notes bring the totals up to date, so they always equal a recount.

use std::{
    collections::{BTreeMap, HashSet},
    ops::ControlFlow,
};

use jiff::civil::Date;

use super::{
    StoreError, codec, day_total,
    engine::{Batch, Engine, KeyRange, Order},
    keys,
    merge::Record,
    tx::Notes,
};

use crate::{
    metrics::rollup,
    model::{Mention, MentionId, Rollup, Subject, Window},
};
/// One mention's step from how it was counted to how it counts now.
#[derive(Debug, Default)]
pub(super) struct Delta {
    /// Counted until now.
    pub old: Option<(Date, Mention)>,
    /// Counted from now on.
    pub new: Option<(Date, Mention)>,
}

/// Totals that differ from the stored ones.
#[derive(Debug, Default)]
pub(super) struct Tally {
    dirty: BTreeMap<(Subject, Date), Rollup>,
    /// Mentions noted since the totals were last written.
    noted: HashSet<MentionId>,
    /// Steps taken since then.
    steps: usize,
}

impl Tally {
    /// Reads the notes a crash left behind.
    pub(super) fn recover(engine: &dyn Engine) -> Result<Self, StoreError> {
        let mut tally = Self::default();
        for (key, value) in notes(engine)? {
            let notes: Vec<(MentionId, Option<Record>)> = codec::decode(&key, &value)?;
            for (id, was) in notes {
                let key = keys::mention(id);
                let is = engine.get(&key)?;
                let is: Option<Record> = is.map(|value| codec::decode(&key, &value)).transpose()?;
                let counted = |record: Record| (record.day, record.mention);
                let delta = Delta {
                    old: was.map(counted),
                    new: is.map(counted),
                };
                // A mention is noted once, so its first note is the one that counts.
                if tally.noted.insert(id) {
                    tally.apply(engine, &delta)?;
                }
            }
        }
        Ok(tally)
    }

    /// Mentions that the stored totals do not hold as they are now.
    pub(super) fn noted(&self) -> &HashSet<MentionId> {
        &self.noted
    }

    /// Remembers that these are noted.
    pub(super) fn note(&mut self, notes: &Notes) {
        self.noted.extend(notes.keys());
    }

    /// Moves the totals by one step.
    pub(super) fn apply(&mut self, engine: &dyn Engine, delta: &Delta) -> Result<(), StoreError> {
        self.steps += 1;
        if let Some((day, mention)) = &delta.old {
            for subject in rollup::subjects(mention) {
                rollup::remove_for(self.total(engine, subject.clone(), *day)?, mention, &subject);
            }
        }
        if let Some((day, mention)) = &delta.new {
            for subject in rollup::subjects(mention) {
                rollup::add_for(self.total(engine, subject.clone(), *day)?, mention, &subject);
            }
        }
        Ok(())
    }

    fn total(&mut self, engine: &dyn Engine, subject: Subject, day: Date) -> Result<&mut Rollup, StoreError> {
        use std::collections::btree_map::Entry;
        match self.dirty.entry((subject, day)) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => {
                let (subject, day) = entry.key();
                let stored = load(engine, subject, *day)?.unwrap_or_default();
                Ok(entry.insert(stored))
            }
        }
    }

    /// Whether there is anything to write out.
    pub(super) fn is_clean(&self) -> bool {
        self.steps == 0
    }

    /// Whether so much waits that it should be written out without waiting for a quiet moment.
    pub(super) fn is_full(&self) -> bool {
        self.steps >= 20_000 || self.dirty.len() >= 2_000
    }

    /// The batch that brings the stored totals up to date and removes the notes.
    pub(super) fn fold(&self, engine: &dyn Engine) -> Result<Batch, StoreError> {
        let mut batch = Batch::new();
        for ((subject, day), total) in &self.dirty {
            let value = (*total != Rollup::default())
                .then(|| day_total::encode(total))
                .transpose()?;
            batch.insert(keys::rollup(subject, *day), value);
        }
        batch.extend(notes(engine)?.into_iter().map(|(key, _)| (key, None)));
        Ok(batch)
    }

    /// Totals of one subject in a window, as of the last commit.
    pub(super) fn read(
        &self,
        engine: &dyn Engine,
        subject: &Subject,
        window: Window,
        into: &mut BTreeMap<(Subject, Date), Rollup>,
    ) -> Result<(), StoreError> {
        let mut failure = None;
        engine.scan(&keys::rollups(subject, window), Order::Up, &mut |key, value| {
            let Some(day) = keys::day_of(key) else {
                return ControlFlow::Continue(());
            };
            let at = (subject.clone(), day);
            if self.dirty.contains_key(&at) {
                return ControlFlow::Continue(());
            }
            match day_total::decode(key, value) {
                Ok(total) => {
                    into.insert(at, total);
                    ControlFlow::Continue(())
                }
                Err(error) => {
                    failure = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        if let Some(error) = failure {
            return Err(error);
        }
        let days = (subject.clone(), window.from)..(subject.clone(), window.to);
        if window.from < window.to {
            let current = self
                .dirty
                .range(days)
                .filter(|(_, total)| **total != Rollup::default());
            into.extend(current.map(|(at, total)| (at.clone(), total.clone())));
        }
        Ok(())
    }
}

fn load(engine: &dyn Engine, subject: &Subject, day: Date) -> Result<Option<Rollup>, StoreError> {
    let key = keys::rollup(subject, day);
    engine
        .get(&key)?
        .map(|value| day_total::decode(&key, &value))
        .transpose()
}

/// Key and value.
type Entry = (Vec<u8>, Vec<u8>);

/// The notes of every commit since the totals were last written, oldest first.
fn notes(engine: &dyn Engine) -> Result<Vec<Entry>, StoreError> {
    let mut notes = Vec::new();
    engine.scan(&KeyRange::prefix(keys::NOTES), Order::Up, &mut |key, value| {
        notes.push((key.to_vec(), value.to_vec()));
        ControlFlow::Continue(())
    })?;
    Ok(notes)
}
