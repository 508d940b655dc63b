//! What is to be done later about a mention: asked for in the commit that stores it, done in the commit that stores what
//! came of it, gone when its mention goes.
//!
//! One errand of a kind waits for a mention, never two. Its place in the key order is the time it is due, so that finding
//! what is due costs as much as there is of it, however much waits.

use std::{fmt, ops::ControlFlow};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    Ack, Result, Store, codec,
    engine::{Order, Visit},
    ingest::{add_reading, note_author, store_change},
    keys,
    merge::settle_drift,
    tx::Tx,
};
use crate::model::{EngagementReading, Mention, MentionId, SourceName};

/// The least time between two keys.
const INSTANT: SignedDuration = SignedDuration::from_micros(1);
/// Errands moved in one step by [`Store::pull_errands_in`].
const MOVES: usize = 500;

/// What an errand is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrandKind {
    /// Reading a mention's reactions again.
    Engagement,
    /// Looking at a mention's backlinks again.
    Backlinks,
}

impl ErrandKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Engagement, Self::Backlinks];

    /// Its letter in keys; never changes.
    pub(super) fn letter(self) -> u8 {
        match self {
            Self::Engagement => b'e',
            Self::Backlinks => b'b',
        }
    }
}

/// An errand that a mention's coming asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What is to be done.
    pub kind: ErrandKind,
    /// Not before this.
    pub due: Timestamp,
    /// What the kind wants to remember, small.
    pub note: serde_json::Value,
}

/// An errand that waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Errand {
    /// What is to be done.
    pub kind: ErrandKind,
    /// About which mention.
    pub mention: MentionId,
    /// Not before this.
    pub due: Timestamp,
    /// The source whose poll asked for it: its manners and its budget hold.
    pub source: SourceName,
    /// What the kind remembers, small.
    pub note: serde_json::Value,
}

/// An errand as it is stored under its due time.
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    source: SourceName,
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    note: serde_json::Value,
}

/// What an errand came to.
pub struct Settled {
    /// The errand as it was handed out.
    pub errand: Errand,
    /// When it was done.
    pub at: Timestamp,
    /// What it changes about the mention as it is stored by then; identity, first source and times stay whatever it does.
    /// After one of [`ErrandKind::Engagement`] the mention's reactions are a reading of the series, even if they are the same,
    /// unless it is gone.
    pub change: Option<Change>,
    /// When it is to be done again, with the new note; `None` if it is done for good.
    pub again: Option<(Timestamp, serde_json::Value)>,
}

/// A change of a stored mention.
pub type Change = Box<dyn FnOnce(&mut Mention) + Send>;

impl fmt::Debug for Settled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settled")
            .field("errand", &self.errand)
            .field("changes", &self.change.is_some())
            .field("again", &self.again)
            .finish_non_exhaustive()
    }
}

/// How many errands of a kind wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// So many, counted up to the bound that was given.
    pub count: usize,
    /// When the next one is due.
    pub next: Option<Timestamp>,
}

impl Store {
    /// Errands of a kind that are due at `until` or before, those due first at the front, at most so many.
    pub fn errands_due(&self, kind: ErrandKind, until: Timestamp, most: usize) -> Result<Vec<Errand>> {
        let mut found = Vec::new();
        let end = until.checked_add(INSTANT).unwrap_or(until);
        self.visit_errands(kind, end, &mut |key, value| {
            if found.len() >= most {
                return ControlFlow::Break(());
            }
            found.extend(read(kind, key, value));
            ControlFlow::Continue(())
        })?;
        Ok(found)
    }

    /// How many errands of a kind wait, counted up to `most`.
    pub fn errands_waiting(&self, kind: ErrandKind, most: usize) -> Result<Waiting> {
        let mut waiting = Waiting::default();
        self.visit_errands(kind, Timestamp::MAX, &mut |key, _| {
            if waiting.count >= most {
                return ControlFlow::Break(());
            }
            waiting.next = waiting
                .next
                .or_else(|| keys::errand_parts(key).map(|(due, _)| due));
            waiting.count += 1;
            ControlFlow::Continue(())
        })?;
        Ok(waiting)
    }

    /// The errand of a kind that waits for a mention.
    pub fn errand(&self, kind: ErrandKind, mention: MentionId) -> Result<Option<Errand>> {
        let state = self.handle.core.read();
        let engine = state.engine()?;
        let Some(due) = engine
            .get(&keys::errand_due(mention, kind))?
            .as_deref()
            .and_then(keys::instant_of)
        else {
            return Ok(None);
        };
        let key = keys::errand(kind, due, mention);
        Ok(engine.get(&key)?.and_then(|value| read(kind, &key, &value)))
    }

    /// Stores what errands came to: the changes of their mentions, and that they are done or when they are to be done
    /// again, in one commit. Errands that wait no more as they were handed out (done already, or their mention is gone)
    /// are left as they are. Answers how many were settled.
    pub fn settle_errands(&self, settled: Vec<Settled>) -> Ack<usize> {
        self.weigh_and_write(settled.len(), move |tx| {
            let mut done = 0;
            for one in settled {
                done += usize::from(settle(tx, one)?);
            }
            Ok(done)
        })
    }

    /// Makes errands of a kind that are due later than `latest` due then: whoever planned them had a clock that was ahead.
    /// Answers how many that were.
    pub async fn pull_errands_in(&self, kind: ErrandKind, latest: Timestamp) -> Result<usize> {
        let mut moved = 0;
        loop {
            let (here, more) = self.write(move |tx| pull_in(tx, kind, latest)).await?;
            moved += here;
            if !more {
                return Ok(moved);
            }
        }
    }

    fn visit_errands(&self, kind: ErrandKind, until: Timestamp, visit: Visit<'_>) -> Result<()> {
        let state = self.handle.core.read();
        let range = keys::errands(kind, None, Some(until));
        state.engine()?.scan(&range, Order::Up, visit)
    }
}

/// An errand as it was stored; one that cannot be read is passed over with a word in the log, it must not hold up others.
fn read(kind: ErrandKind, key: &[u8], value: &[u8]) -> Option<Errand> {
    let (due, mention) = keys::errand_parts(key)?;
    match codec::decode::<Stored>(key, value) {
        Ok(Stored { source, note }) => Some(Errand {
            kind,
            mention,
            due,
            source,
            note,
        }),
        Err(error) => {
            tracing::error!(%error, "an errand cannot be read and is passed over");
            None
        }
    }
}

/// One step of [`Store::pull_errands_in`]: how many were moved, and whether there may be more.
fn pull_in(tx: &mut Tx<'_>, kind: ErrandKind, latest: Timestamp) -> Result<(usize, bool)> {
    let mut late = Vec::new();
    let after = latest.checked_add(INSTANT).unwrap_or(Timestamp::MAX);
    let range = keys::errands(kind, Some(after), None);
    tx.engine().scan(&range, Order::Up, &mut |key, value| {
        late.extend(read(kind, key, value));
        if late.len() < MOVES {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    let mut moved = 0;
    for errand in &late {
        // Others of this group may have moved it meanwhile.
        if still_waits(tx, errand)? {
            lift(tx, errand);
            lay(tx, errand, latest, &errand.note)?;
            moved += 1;
        }
    }
    Ok((moved, late.len() == MOVES))
}

/// Lays an errand in place unless one of its kind waits for the mention already.
pub(super) fn ask(tx: &mut Tx<'_>, mention: MentionId, source: &SourceName, asked: &Asked) -> Result<()> {
    if waiting(tx, asked.kind, mention)?.is_some() {
        return Ok(());
    }
    let errand = Errand {
        kind: asked.kind,
        mention,
        due: asked.due,
        source: source.clone(),
        note: serde_json::Value::Null,
    };
    lay(tx, &errand, asked.due, &asked.note)
}

/// Removes whatever waits for a mention that goes.
pub(super) fn forget(tx: &mut Tx<'_>, mention: MentionId) -> Result<()> {
    for kind in ErrandKind::ALL {
        if let Some(due) = waiting(tx, kind, mention)? {
            tx.unset(keys::errand(kind, due, mention));
            tx.unset(keys::errand_due(mention, kind));
        }
    }
    Ok(())
}

fn settle(tx: &mut Tx<'_>, settled: Settled) -> Result<bool> {
    let Settled {
        errand,
        at,
        change,
        again,
    } = settled;
    if !still_waits(tx, &errand)? {
        return Ok(false);
    }
    lift(tx, &errand);
    let Some(old) = tx.record(errand.mention)? else {
        return Ok(false);
    };
    if let Some((due, note)) = again {
        lay(tx, &errand, due, &note)?;
    }
    if let Some(change) = change {
        let mut mention = old.mention.clone();
        change(&mut mention);
        let was = &old.mention;
        if mention.author.followers != was.author.followers {
            note_author(tx, &mention, at)?;
        }
        settle_drift(was, &mut mention);
        (mention.id, mention.at, mention.first_seen) = (was.id, was.at, was.first_seen);
        (mention.source, mention.last_seen) = (was.source.clone(), was.last_seen);
        let is_reading = errand.kind == ErrandKind::Engagement && mention.gone.is_none();
        if is_reading || mention.engagement != was.engagement {
            let engagement = mention.engagement;
            add_reading(tx, &old, EngagementReading { at, engagement })?;
        }
        store_change(tx, &old, mention)?;
    }
    Ok(true)
}

/// When the errand of a kind that waits for a mention is due.
fn waiting(tx: &Tx<'_>, kind: ErrandKind, mention: MentionId) -> Result<Option<Timestamp>> {
    let due = tx.get(&keys::errand_due(mention, kind))?;
    Ok(due.as_deref().and_then(keys::instant_of))
}

/// Whether an errand waits as it was handed out. One that nothing leads to is not handed out again.
fn still_waits(tx: &mut Tx<'_>, errand: &Errand) -> Result<bool> {
    let waits = waiting(tx, errand.kind, errand.mention)? == Some(errand.due);
    if !waits {
        tx.unset(keys::errand(errand.kind, errand.due, errand.mention));
    }
    Ok(waits)
}

fn lift(tx: &mut Tx<'_>, errand: &Errand) {
    tx.unset(keys::errand(errand.kind, errand.due, errand.mention));
    tx.unset(keys::errand_due(errand.mention, errand.kind));
}

fn lay(tx: &mut Tx<'_>, errand: &Errand, due: Timestamp, note: &serde_json::Value) -> Result<()> {
    let stored = Stored {
        source: errand.source.clone(),
        note: note.clone(),
    };
    tx.put(&keys::errand(errand.kind, due, errand.mention), &stored)?;
    tx.set(
        keys::errand_due(errand.mention, errand.kind),
        keys::instant(due).to_vec(),
    );
    Ok(())
}
