//! Looking through everything that is stored: what cannot be read, what leads nowhere, what is not found by its indices.

use std::ops::ControlFlow;

use serde::de::IgnoredAny;

use super::outcomes::Counted;
use super::{
    Result, Store, StoreError, codec, day_total,
    engine::{Engine, KeyRange, Order},
    ingest::{WITH_TEXT, indices},
    keys::{self, Index},
    merge::Record,
    outcome_total, stories,
};
use crate::model::MentionId;

/// Entries looked at under one lock.
const PIECE: usize = 512;
/// Faults that are told in words; the rest is counted.
const TOLD: usize = 20;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Entries looked at.
    pub entries: u64,
    /// Mentions among them.
    pub mentions: u64,
    /// Outcomes among them.
    pub outcomes: u64,
    /// Outcomes that the days' sums hold.
    pub summed: u64,
    /// Entries that something is wrong with.
    pub faults: u64,
    /// The first of the faults, a sentence each.
    pub told: Vec<String>,
}

impl Store {
    /// Reads every entry and follows what leads from one to another. Changes nothing; `seen` is told how many entries were
    /// looked at so far.
    ///
    /// # Errors
    /// When the store cannot be read at all; a value that cannot be read is a fault, not an error.
    pub fn verify(&self, seen: &mut dyn FnMut(u64)) -> Result<Verified> {
        let mut found = Verified::default();
        let mut range = KeyRange::prefix([]);
        loop {
            let state = self.handle.core.read();
            let engine = state.engine()?;
            let entries = piece(engine, &range)?;
            let Some((last, _)) = entries.last() else { break };
            // The least key after the last one.
            range.start = [last.as_slice(), &[0]].concat();
            for (key, value) in &entries {
                found.look_at(engine, key, value)?;
            }
            drop(state);
            seen(found.entries);
        }
        let counted = self.stats().mentions;
        if counted != found.mentions {
            found.fault(format!(
                "{counted} mentions are counted, {} are there",
                found.mentions
            ));
        }
        if found.outcomes != found.summed {
            found.fault(format!(
                "{} outcomes are there, the sums by day hold {}",
                found.outcomes, found.summed
            ));
        }
        Ok(found)
    }
}

fn piece(engine: &dyn Engine, range: &KeyRange) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
    let mut entries = Vec::with_capacity(PIECE);
    engine.scan(range, Order::Up, &mut |key, value| {
        entries.push((key.to_vec(), value.to_vec()));
        if entries.len() < PIECE {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    Ok(entries)
}

impl Verified {
    fn fault(&mut self, what: String) {
        self.faults += 1;
        if self.told.len() < TOLD {
            self.told.push(what);
        }
    }

    /// A value that does not decode is a fault; anything else that goes wrong ends the look.
    fn or_fault<T>(&mut self, read: Result<T>) -> Result<Option<T>> {
        match read {
            Ok(value) => Ok(Some(value)),
            Err(error @ StoreError::Value { .. }) => {
                self.fault(error.to_string());
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn look_at(&mut self, engine: &dyn Engine, key: &[u8], value: &[u8]) -> Result<()> {
        self.entries += 1;
        match key.first() {
            // A bare number.
            Some(b'm') if keys::is_errand_due(key) => {}
            Some(b'm') => {
                self.mentions += 1;
                if let Some(record) = self.or_fault(codec::decode::<Record>(key, value))? {
                    self.follow(engine, &record)?;
                }
            }
            Some(b't') => {
                self.leads(engine, key, keys::id_of(key))?;
                if value.len() > WITH_TEXT.len() && stories::read_entry(value).is_none() {
                    self.fault(format!(
                        "what `{}` says about its text cannot be read",
                        key.escape_ascii()
                    ));
                }
            }
            Some(b'b' | b'c' | b'I' | b'j' | b'q') => self.leads(engine, key, keys::id_of(key))?,
            Some(b'a') => self.leads(engine, key, keys::id_of(value))?,
            Some(b'x') => {
                let about = keys::errand_parts(key).map(|(_, id)| id);
                self.leads(engine, key, about)?;
                self.or_fault(codec::decode::<IgnoredAny>(key, value))?;
            }
            Some(b'i') => {
                self.outcomes += 1;
                self.or_fault(codec::decode::<Counted>(key, value))?;
            }
            Some(b'J') => {
                let there = match keys::outcome_of(key) {
                    Some(outcome) => engine.get(&outcome)?.is_some(),
                    None => false,
                };
                if !there {
                    self.fault(format!("`{}` leads to no outcome", key.escape_ascii()));
                }
            }
            Some(b'Q') => {
                if let Some(day) = self.or_fault(outcome_total::decode(key, value))? {
                    self.summed += day.cells().map(|(_, sums)| sums.outcomes).sum::<u64>();
                }
            }
            Some(b'r') => {
                self.or_fault(day_total::decode(key, value))?;
            }
            // Counters are bare numbers.
            Some(b'k') => {}
            Some(b'y') => {
                let read = codec::decode_bytes(key, value);
                self.or_fault(read)?;
            }
            // Some kinds of entry are keys alone.
            _ if value.is_empty() => {}
            _ => {
                self.or_fault(codec::decode::<IgnoredAny>(key, value))?;
            }
        }
        Ok(())
    }

    /// Whether everything by which a mention is found leads to it.
    fn follow(&mut self, engine: &dyn Engine, record: &Record) -> Result<()> {
        let (id, at) = (record.mention.id, record.mention.at);
        // Mentions that were stored before those with codes and those of influencers were listed are not among them.
        let listed = indices(&record.mention)
            .filter(|index| !matches!(index, Index::Codes | Index::Influencer(_)))
            .chain([Index::Time]);
        for index in listed {
            if engine.get(&index.key(at, id))?.is_none() {
                self.fault(format!("the mention {id} is not in its list {index:?}"));
            }
        }
        for alias in &record.keys {
            let found = engine.get(&keys::alias(alias.0))?;
            if found.as_deref().and_then(keys::id_of) != Some(id) {
                self.fault(format!(
                    "the mention {id} is not found by its identity key {alias}"
                ));
            }
        }
        Ok(())
    }

    fn leads(&mut self, engine: &dyn Engine, key: &[u8], id: Option<MentionId>) -> Result<()> {
        let there = match id {
            Some(id) => engine.get(&keys::mention(id))?.is_some(),
            None => false,
        };
        if !there {
            self.fault(format!("`{}` leads to no mention", key.escape_ascii()));
        }
        Ok(())
    }
}
