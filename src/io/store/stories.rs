//! Stories: which mentions tell the same, known when a mention is stored.
//!
//! What is compared is kept in memory ([`Index`]) and, in a mention's entry in the time index, on disk: so it comes and goes
//! in the commits in which mentions do, costs no key of its own, and is read again when the store is opened. A text that is
//! wholly told by one that is known needs no entry of its own. Mentions of a story that is told more than once are listed
//! under its id.

use std::{cell::OnceCell, collections::HashMap, ops::ControlFlow};

use jiff::{SignedDuration, Timestamp};
use xxhash_rust::xxh3::xxh3_64;

use super::{
    StoreError,
    engine::{Engine, Order},
    ingest::{WITH_TEXT, replace},
    keys::{self, Index as List},
    merge::Record,
    tx::Tx,
};
use crate::{
    classify::story::{self, FEWEST_WORDS, Index, Known, Like, Likeness, Side, Telling},
    metrics::rollup,
    model::{Kind, Mention},
};

/// Most texts that new ones are compared with, the newest; 20 to 30 MiB.
pub(super) const MOST: usize = 80_000;

/// A text is remembered beside the one whose story it tells when it has at least this many words more for each of them.
const TELLS_MORE: f32 = 1.1;

/// Beginning of each text that is compared, in bytes: some six hundred words tell a reprint from another article.
const COMPARED_BYTES: usize = 4096;

/// Longest time between two texts in different scripts that tell the same story.
const ACROSS_SCRIPTS: SignedDuration = SignedDuration::from_hours(4 * 24);

/// Version of the form in which a telling is stored.
const FORM: u8 = 1;

/// Tells a new mention its story, whether it is a copy, and lists it with the others; answers what its entry in the time
/// index says.
pub(super) fn place(
    tx: &mut Tx<'_>,
    mention: &mut Mention,
    telling: &Telling,
) -> Result<Vec<u8>, StoreError> {
    if telling.words < FEWEST_WORDS {
        return Ok(WITH_TEXT.to_vec());
    }
    let found = find(tx, mention, telling)?;
    let mut known = Known {
        id: mention.id,
        at: mention.at,
        who: who(mention),
        story: telling.fingerprint,
    };
    let Some((like, likeness)) = found else {
        tx.stories().insert(telling, known, None);
        return Ok(entry(telling, known));
    };
    known.story = like.known.story;
    mention.story = format!("{:016x}", known.story);
    let Some((first_place, first)) = tx.stories().first_of(like.entry) else {
        return Ok(WITH_TEXT.to_vec());
    };
    tx.set(keys::story(known.story, known.at, known.id), Vec::new());
    // The first one may be older than what is kept.
    if tx.get(&keys::mention(first.id))?.is_some() {
        tx.set(keys::story(known.story, first.at, first.id), Vec::new());
    }
    let is_earlier = mention.at.as_second() < first.at.as_second();
    if is_earlier {
        demote(tx, first, mention)?;
    } else if first.who != known.who && likeness.first_is_copy() {
        mark(mention);
    }
    // In another script it is what further copies of it are found by.
    let tells_more = likeness.across_scripts || f32::from(telling.words) > f32::from(like.words) * TELLS_MORE;
    if !(is_earlier || tells_more) {
        return Ok(WITH_TEXT.to_vec());
    }
    let place = tx.stories().insert(telling, known, Some(first_place));
    if is_earlier {
        tx.stories().lead(first_place, place);
    }
    Ok(entry(telling, known))
}

/// The likeliest text that tells the same, with how alike they are.
fn find(
    tx: &mut Tx<'_>,
    mention: &Mention,
    telling: &Telling,
) -> Result<Option<(Like, Likeness)>, StoreError> {
    let likes = tx.stories().like(telling, mention.at);
    let ours = OnceCell::new();
    for like in likes {
        // A post's fingerprint changes with any word; of an article what was not drawn may say the opposite.
        if like.known.story == telling.fingerprint && like.words == telling.words && telling.is_post() {
            return Ok(Some((like, Likeness::EQUAL)));
        }
        let Some(record) = tx.record(like.known.id)?.filter(|record| !record.blank) else {
            continue;
        };
        let likeness = ours
            .get_or_init(|| Side::of(said(mention)))
            .with(&Side::of(said(&record.mention)));
        let shares_brand = mention
            .brands
            .iter()
            .any(|brand| record.mention.brands.contains(brand));
        // Numbers and names of the same months show less than words: across scripts only what is told within days counts.
        let apart = mention.at.duration_since(record.mention.at).abs();
        let is_near = !likeness.across_scripts || shares_brand && apart <= ACROSS_SCRIPTS;
        // Posts from one template (`big sale at …`) differ in whom they name.
        if likeness.same_story && is_near && (shares_brand || !telling.is_post()) {
            return Ok(Some((like, likeness)));
        }
    }
    Ok(None)
}

/// What was taken for the first is a copy of what was told before it and heard of after it.
fn demote(tx: &mut Tx<'_>, first: Known, earlier: &Mention) -> Result<(), StoreError> {
    if first.who == who(earlier) {
        return Ok(());
    }
    let Some(old) = tx.record(first.id)? else {
        return Ok(());
    };
    if !story::compare(said(&old.mention), said(earlier)).first_is_copy() {
        return Ok(());
    }
    let mut mention = old.mention.clone();
    mark(&mut mention);
    if mention == old.mention {
        return Ok(());
    }
    let record = Record {
        mention,
        ..old.clone()
    };
    replace(tx, &old, record)
}

/// Where a mention is listed with others of its story, if it is.
pub(super) fn story_key(mention: &Mention) -> Option<Vec<u8>> {
    let story = number(&mention.story)?;
    Some(keys::story(story, mention.at, mention.id))
}

/// The number of a story's id.
pub(super) fn number(story: &str) -> Option<u64> {
    u64::from_str_radix(story, 16).ok().filter(|_| story.len() == 16)
}

fn mark(mention: &mut Mention) {
    if let Err(place) = mention.kinds.binary_search(&Kind::Copy) {
        mention.kinds.insert(place, Kind::Copy);
    }
}

/// What a mention says, as far as texts are compared with each other.
fn said(mention: &Mention) -> &str {
    let whole = if mention.text.trim().is_empty() {
        &mention.title
    } else {
        &mention.text
    };
    whole
        .get(..whole.floor_char_boundary(COMPARED_BYTES))
        .unwrap_or(whole)
}

/// Whose audience a mention reaches: what the same hands out again is no copy from elsewhere.
fn who(mention: &Mention) -> u32 {
    let hash = match &mention.influencer {
        Some(influencer) => xxh3_64(influencer.as_str().as_bytes()),
        None => rollup::audience_key(mention),
    };
    u32::try_from(hash >> 32).unwrap_or(u32::MAX)
}

/// The value of an entry in the time index: that the text is kept, and what it is found by.
fn entry(telling: &Telling, known: Known) -> Vec<u8> {
    let mut value = Vec::with_capacity(WITH_TEXT.len() + 19 + telling.runs.len() * 4);
    value.extend_from_slice(WITH_TEXT);
    value.push(FORM);
    value.extend_from_slice(&known.story.to_be_bytes());
    value.extend_from_slice(&known.who.to_be_bytes());
    value.extend_from_slice(&telling.words.to_be_bytes());
    value.extend_from_slice(&telling.numbers.to_be_bytes());
    for run in &telling.runs {
        value.extend_from_slice(&run.to_be_bytes());
    }
    value
}

/// The story, whose it is, and the telling of [`entry`]; `None` for an entry that has none, or that a later version wrote.
pub(super) fn read_entry(value: &[u8]) -> Option<(u64, u32, Telling)> {
    let rest = value.strip_prefix(WITH_TEXT)?.strip_prefix(&[FORM])?;
    let (story, rest) = rest.split_first_chunk()?;
    let (who, rest) = rest.split_first_chunk()?;
    let (words, rest) = rest.split_first_chunk()?;
    let (numbers, runs) = rest.split_first_chunk()?;
    let story = u64::from_be_bytes(*story);
    let (runs, cut) = runs.as_chunks::<4>();
    if !cut.is_empty() || runs.len() > Telling::MOST_RUNS {
        return None;
    }
    let telling = Telling {
        by_number: 0,
        fingerprint: story,
        words: u16::from_be_bytes(*words),
        numbers: u32::from_be_bytes(*numbers),
        runs: runs.iter().map(|run| u32::from_be_bytes(*run)).collect(),
    };
    Some((story, u32::from_be_bytes(*who), telling))
}

/// The index as it is on disk: the newest texts, as far back as they are compared.
pub(super) fn recover(engine: &dyn Engine) -> Result<Index, StoreError> {
    let window = SignedDuration::from_secs(Index::window_secs().into());
    let mut found: Vec<(Known, Telling)> = Vec::new();
    let mut oldest: Option<Timestamp> = None;
    engine.scan(&List::Time.range(None, None), Order::Down, &mut |key, value| {
        let (Some(at), Some(id)) = (keys::instant_of_index(key), keys::id_of(key)) else {
            return ControlFlow::Continue(());
        };
        let oldest = *oldest.get_or_insert_with(|| at.checked_sub(window).unwrap_or(Timestamp::MIN));
        if at < oldest || found.len() == MOST {
            return ControlFlow::Break(());
        }
        if let Some((story, who, telling)) = read_entry(value) {
            found.push((Known { id, at, who, story }, telling));
        }
        ControlFlow::Continue(())
    })?;
    let (mut index, mut firsts) = (Index::default(), HashMap::new());
    for (known, telling) in found.into_iter().rev() {
        let first = firsts.get(&known.story).copied();
        let place = index.insert(&telling, known, first);
        firsts.entry(known.story).or_insert(place);
    }
    Ok(index)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::MentionId;

    #[test]
    fn an_entry_comes_back() {
        let telling = Telling::of("Acme opens a shop with 20 rooms in Lund on Monday");
        let known = Known {
            id: MentionId(7),
            at: Timestamp::UNIX_EPOCH,
            who: 9,
            story: telling.fingerprint,
        };
        let value = entry(&telling, known);
        assert_eq!(read_entry(&value), Some((known.story, known.who, telling)));
        assert_eq!(read_entry(WITH_TEXT), None);
        assert_eq!(read_entry(&value[..value.len() - 1]), None);
    }

    proptest! {
        #[test]
        fn any_value_is_read_without_panic(value in proptest::collection::vec(any::<u8>(), 0..120)) {
            let _unused = read_entry(&value);
        }
    }
}
