//! One poll into the store.

use jiff::{SignedDuration, Timestamp};

use super::{
    Candidate, Ingested, KnownAuthor, PollCommit, StoreError, errands,
    keys::{self, Index},
    merge::{Merged, Record, merge, take_keys},
    stories,
    tally::Delta,
    tx::Tx,
};
use crate::{
    model::{DayVisits, EngagementReading, Mention, MentionId, day_of, keep_reading},
    watch::identity::{self, Again, Kind, Reappearance, Rotation, Telling},
};

/// Readings kept of one mention; beyond, the older half is thinned.
const MOST_READINGS: usize = 256;
/// How old a following may grow before the same number is noted anew.
const FOLLOWING_AGE: SignedDuration = SignedDuration::from_hours(24);
/// How the value of a time index entry begins whose mention has its text.
pub(super) const WITH_TEXT: &[u8] = b"t";

/// Stores what a poll found.
pub(super) fn ingest(tx: &mut Tx<'_>, commit: PollCommit) -> Result<Ingested, StoreError> {
    let mut done = Ingested::default();
    let rotation = rotation(tx, &commit.candidates)?;
    for mut candidate in commit.candidates {
        let too_old = commit
            .not_before
            .is_some_and(|limit| candidate.mention.at < limit);
        note_author(tx, &candidate.mention, candidate.mention.last_seen)?;
        let known = Known::look_up(tx, &candidate, rotation, commit.reappearance)?;
        let is_old = commit
            .reappearance
            .old_before
            .is_some_and(|before| candidate.mention.at < before);
        let errands = std::mem::take(&mut candidate.errands);
        let id = match known.record {
            Some(record) => {
                done.updated += usize::from(update(tx, &record, candidate.mention, &known.free)?);
                record.mention.id
            }
            None if too_old => continue,
            None => {
                let mut mention = candidate.mention;
                let listed = stories::place(tx, &mut mention, &candidate.telling)?;
                let id = insert(tx, mention, listed, known.free)?;
                if is_old {
                    done.reappeared += 1;
                } else {
                    done.new.push(id);
                }
                id
            }
        };
        for asked in &errands {
            errands::ask(tx, id, &commit.source, asked)?;
        }
    }
    done.state = commit.state;
    if let Some(day) = done.state.days.last_mut() {
        let new = u32::try_from(done.new.len()).unwrap_or(u32::MAX);
        day.mentions = day.mentions.saturating_add(new);
    }
    tx.put(&keys::named(b's', commit.source.as_str()), &done.state)?;
    if let Some(memory) = &commit.remember.memory {
        tx.put(&keys::named(b'v', commit.source.as_str()), memory)?;
    }
    if let Some(listed) = &commit.listed {
        tx.put(&keys::named(b'l', commit.source.as_str()), listed)?;
    }
    for (day, more) in commit.remember.visits {
        let key = keys::visits(&commit.source, day);
        let mut known: DayVisits = tx.value(&key)?.unwrap_or_default();
        known.merge(more);
        tx.put(&key, &known)?;
    }
    Ok(done)
}

/// What a poll shows about the ids and links of its source. Only documents that have both a strong and a weak key are
/// asked: others are never found by less than they have.
fn rotation(tx: &Tx<'_>, candidates: &[Candidate]) -> Result<Rotation, StoreError> {
    let mut rotation = Rotation::default();
    for candidate in candidates {
        let (strong, weak): (Vec<u128>, Vec<u128>) =
            candidate.keys.iter().partition(|key| Kind::of(**key).is_strong());
        if strong.is_empty() || weak.is_empty() {
            continue;
        }
        if first_known(tx, &strong)?.is_some() {
            rotation.note_kept();
        } else {
            let known = first_known(tx, &weak)?;
            rotation.note_new(known.map(|known| again(candidate, &known)));
        }
    }
    Ok(rotation)
}

fn first_known(tx: &Tx<'_>, keys: &[u128]) -> Result<Option<Record>, StoreError> {
    for key in keys {
        if let Some(id) = tx.alias(*key)?
            && let Some(record) = tx.record(id)?
        {
            return Ok(Some(record));
        }
    }
    Ok(None)
}

/// Whether a candidate tells again what a stored mention told.
fn again(candidate: &Candidate, known: &Record) -> Again {
    Again::of(
        Telling::of(&candidate.mention, false),
        &candidate.keys,
        Telling::of(&known.mention, known.blank),
    )
}

/// What the store knows of a candidate.
struct Known {
    /// The mention that the strongest known key leads to.
    record: Option<Record>,
    /// Keys that lead nowhere yet, strongest first.
    free: Vec<u128>,
}

impl Known {
    fn look_up(
        tx: &Tx<'_>,
        candidate: &Candidate,
        rotation: Rotation,
        reappearance: Reappearance,
    ) -> Result<Self, StoreError> {
        let own = candidate.mention.id.0;
        let missing = (!candidate.keys.contains(&own)).then_some(own);
        let (mut record, mut free): (Option<Record>, Vec<u128>) = (None, Vec::new());
        for key in candidate.keys.iter().copied().chain(missing) {
            let taken = match (tx.alias(key)?, &record) {
                (None, _) => false,
                (Some(id), Some(found)) if found.mention.id == id => true,
                (Some(id), found) => {
                    let other = tx.record(id)?;
                    let taken = other.is_some();
                    if found.is_none() {
                        record = other.filter(|other| leads(key, candidate, other, rotation));
                    }
                    taken
                }
            };
            if !taken {
                free.push(key);
            }
        }
        if let Some(told) = candidate.told {
            let holder = tx.alias(told)?.map(|id| tx.record(id)).transpose()?.flatten();
            match holder {
                None => free.push(told),
                Some(holder) if record.is_none() && reappearance.is_renamed() => {
                    record = Some(holder).filter(|known| tells_again(candidate, known));
                }
                Some(_) => {}
            }
        }
        Ok(Self { record, free })
    }
}

/// Whether a candidate of a source that came under new names is this mention of it.
fn tells_again(candidate: &Candidate, known: &Record) -> bool {
    candidate.mention.source == known.mention.source
        && identity::tells_alike(
            Telling::of(&candidate.mention, false),
            Telling::of(&known.mention, known.blank),
        )
}

/// Whether a key that leads to a mention says that the candidate is that mention.
fn leads(key: u128, candidate: &Candidate, known: &Record, rotation: Rotation) -> bool {
    let theirs: Vec<u128> = known.keys.iter().map(|key| key.0).collect();
    Kind::of(key).is_strong()
        || !identity::are_apart(&candidate.keys, &theirs)
        || rotation.overrules(again(candidate, known))
}

/// Stores a new mention; `listed` is what its entry in the time index says.
fn insert(
    tx: &mut Tx<'_>,
    mention: Mention,
    listed: Vec<u8>,
    free: Vec<u128>,
) -> Result<MentionId, StoreError> {
    let id = mention.id;
    let mut record = Record {
        day: day_of(mention.at, tx.zone()),
        keys: Vec::with_capacity(free.len()),
        blank: false,
        mention,
    };
    add_keys(tx, &mut record, free);
    tx.put(&keys::mention(id), &record)?;
    tx.set(Index::Time.key(record.mention.at, id), listed);
    for index in indices(&record.mention) {
        tx.set(index.key(record.mention.at, id), Vec::new());
    }
    tx.count(1);
    tx.note(
        id,
        Delta {
            old: None,
            new: Some((record.day, record.mention)),
        },
        None,
    );
    Ok(id)
}

/// Merges a candidate into its mention; says whether anything that counts changed.
fn update(tx: &mut Tx<'_>, old: &Record, told: Mention, free: &[u128]) -> Result<bool, StoreError> {
    let id = old.mention.id;
    let (mut record, counts) = match merge(old, told) {
        Merged::Same => (Box::new(old.clone()), false),
        Merged::Touched(record) => (record, false),
        Merged::Changed(record, reading) => {
            if let Some(reading) = reading {
                add_reading(tx, old, reading)?;
            }
            (record, true)
        }
    };
    add_keys(tx, &mut record, free.iter().copied());
    if *record == *old {
        return Ok(false);
    }
    if counts {
        replace(tx, old, *record)?;
    } else {
        tx.put(&keys::mention(id), &*record)?;
    }
    Ok(counts)
}

/// Stores a mention that was changed by something else than a poll; says whether anything is different.
pub(super) fn store_change(tx: &mut Tx<'_>, old: &Record, mention: Mention) -> Result<bool, StoreError> {
    if mention == old.mention {
        return Ok(false);
    }
    let record = Record {
        mention,
        ..old.clone()
    };
    replace(tx, old, record)?;
    Ok(true)
}

/// Puts a record in the place of another one of the same mention, in indices and totals too.
pub(super) fn replace(tx: &mut Tx<'_>, old: &Record, record: Record) -> Result<(), StoreError> {
    let id = old.mention.id;
    tx.put(&keys::mention(id), &record)?;
    reindex(tx, &old.mention, &record.mention);
    tx.note(
        id,
        Delta {
            old: Some((old.day, old.mention.clone())),
            new: Some((record.day, record.mention)),
        },
        Some(old),
    );
    Ok(())
}

/// Lets keys that led nowhere lead to the record.
fn add_keys(tx: &mut Tx<'_>, record: &mut Record, free: impl IntoIterator<Item = u128>) {
    for key in take_keys(record, free) {
        tx.set(keys::alias(key), record.mention.id.0.to_be_bytes().to_vec());
    }
}

/// The indices a mention is listed in beside the one by time.
pub(super) fn indices(mention: &Mention) -> impl Iterator<Item = Index> {
    let brands = mention.brands.iter().cloned().map(Index::Brand);
    let campaigns = mention.campaigns.iter().cloned().map(Index::Campaign);
    let codes = (!mention.codes.is_empty()).then_some(Index::Codes);
    let influencer = mention.influencer.clone().map(Index::Influencer);
    brands.chain(campaigns).chain(codes).chain(influencer)
}

fn reindex(tx: &mut Tx<'_>, old: &Mention, new: &Mention) {
    let before: Vec<Index> = indices(old).collect();
    let after: Vec<Index> = indices(new).collect();
    for index in before.iter().filter(|index| !after.contains(index)) {
        tx.unset(index.key(old.at, old.id));
    }
    for index in after.iter().filter(|index| !before.contains(index)) {
        tx.set(index.key(old.at, old.id), Vec::new());
    }
}

/// Adds a reading of reactions; the series begins with the reading the mention was stored with.
pub(super) fn add_reading(
    tx: &mut Tx<'_>,
    old: &Record,
    reading: EngagementReading,
) -> Result<(), StoreError> {
    let key = keys::engagement(old.mention.id);
    let mut series: Vec<EngagementReading> = tx.value(&key)?.unwrap_or_else(|| first_reading(&old.mention));
    keep_reading(&mut series, reading, old.mention.at);
    if series.len() > MOST_READINGS {
        let half = series.len() / 2;
        let mut position = 0;
        series.retain(|_| {
            position += 1;
            position > half || position % 2 == 1
        });
    }
    tx.put(&key, &series)
}

/// The series of a mention whose reactions never changed.
pub(super) fn first_reading(mention: &Mention) -> Vec<EngagementReading> {
    let told = mention.engagement != crate::model::Engagement::default();
    told.then_some(EngagementReading {
        at: mention.first_seen,
        engagement: mention.engagement,
    })
    .into_iter()
    .collect()
}

/// Notes the following of a mention's author as measured then.
pub(super) fn note_author(tx: &mut Tx<'_>, mention: &Mention, at: Timestamp) -> Result<(), StoreError> {
    let (Some(handle), Some(followers)) = (&mention.author.handle, mention.author.followers) else {
        return Ok(());
    };
    let key = keys::author(mention.platform, handle);
    let known: Option<KnownAuthor> = tx.value(&key)?;
    let stale = known.is_none_or(|known| {
        let age = at.duration_since(known.at);
        age >= FOLLOWING_AGE || (age > SignedDuration::ZERO && known.followers != followers)
    });
    if stale {
        tx.put(&key, &KnownAuthor { followers, at })?;
    }
    Ok(())
}
