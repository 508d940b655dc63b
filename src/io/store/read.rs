//! Reading mentions: by id, and filtered, newest first, in bounded memory.

use std::ops::ControlFlow;

use jiff::civil::Date;

use super::{
    Filter, StoreError, codec,
    engine::{Engine, KeyRange, Order},
    keys::{self, Index},
    merge::Record,
    stories,
    writer::Core,
};
use crate::{
    model::{InfluencerId, Mention, MentionId},
    text::fold::fold_key,
};

/// Mentions read under one lock; writers wait no longer than that takes.
const PIECE: usize = 128;

/// One mention.
pub(super) fn mention(core: &Core, id: MentionId) -> Result<Option<Mention>, StoreError> {
    let state = core.read();
    Ok(record(state.engine()?, id)?.map(|record| record.mention))
}

/// The mention that the first known key leads to.
pub(super) fn known(core: &Core, identity: &[u128]) -> Result<Option<Mention>, StoreError> {
    Ok(counted(core, identity)?.map(|(_, mention)| mention))
}

/// The same with the day that it is counted on.
pub(super) fn counted(core: &Core, identity: &[u128]) -> Result<Option<(Date, Mention)>, StoreError> {
    let state = core.read();
    let engine = state.engine()?;
    for key in identity {
        let id = engine.get(&keys::alias(*key))?;
        if let Some(id) = id.as_deref().and_then(keys::id_of)
            && let Some(record) = record(engine, id)?
        {
            return Ok(Some((record.day, record.mention)));
        }
    }
    Ok(None)
}

/// Characters of a text that stay with a mention listed among those of its story.
const BEGINNING: usize = 200;
/// Characters of a text that stay with a post of an influencer: what it must carry is looked for in them.
const POST: usize = 4_000;

/// The mentions of a story that is told more than once, the earliest first, with no more of their texts than a title is
/// made of.
pub(super) fn story(core: &Core, story: &str, most: usize) -> Result<Vec<Mention>, StoreError> {
    match stories::number(story) {
        Some(story) => beginnings(core, &keys::story_of(story), Order::Up, most, BEGINNING),
        None => Ok(Vec::new()),
    }
}

/// The newest mentions with promo codes.
pub(super) fn with_codes(core: &Core, most: usize) -> Result<Vec<Mention>, StoreError> {
    beginnings(
        core,
        &Index::Codes.range(None, None),
        Order::Down,
        most,
        BEGINNING,
    )
}

/// The newest mentions that one of the roster published.
pub(super) fn posts_of(
    core: &Core,
    influencer: &InfluencerId,
    most: usize,
) -> Result<Vec<Mention>, StoreError> {
    let index = Index::Influencer(influencer.clone());
    beginnings(core, &index.range(None, None), Order::Down, most, POST)
}

/// The mentions that entries lead to, with no more than the beginnings of their texts.
fn beginnings(
    core: &Core,
    range: &KeyRange,
    order: Order,
    most: usize,
    characters: usize,
) -> Result<Vec<Mention>, StoreError> {
    let state = core.read();
    let engine = state.engine()?;
    let mut ids = Vec::new();
    engine.scan(range, order, &mut |key, _| {
        ids.extend(keys::id_of(key));
        if ids.len() < most {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    let mut told = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(found) = record(engine, id)? else {
            continue;
        };
        let mut mention = found.mention;
        mention.text = mention.text.chars().take(characters).collect();
        told.push(mention);
    }
    Ok(told)
}

fn record(engine: &dyn Engine, id: MentionId) -> Result<Option<Record>, StoreError> {
    let key = keys::mention(id);
    engine
        .get(&key)?
        .map(|value| codec::decode(&key, &value))
        .transpose()
}

/// Calls the visitor with every mention that passes, newest first, until it breaks or the limit is reached.
pub(super) fn visit(
    core: &Core,
    filter: &Filter,
    visit: &mut dyn FnMut(Mention) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let test = Test::new(filter);
    let mut range = index_of(filter).range(filter.since, filter.until);
    let mut left = filter.limit.unwrap_or(usize::MAX);
    while left > 0 {
        let piece = piece(core, &mut range)?;
        if piece.is_empty() {
            break;
        }
        for mention in piece.into_iter().filter(|mention| test.passes(mention)) {
            left -= 1;
            if visit(mention).is_break() || left == 0 {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The index that leaves least to look through.
fn index_of(filter: &Filter) -> Index {
    match (&filter.campaign, &filter.brand) {
        (Some(campaign), _) => Index::Campaign(campaign.clone()),
        (None, Some(brand)) => Index::Brand(brand.clone()),
        (None, None) => Index::Time,
    }
}

/// The newest mentions of a range, which is cut to what lies before them.
fn piece(core: &Core, range: &mut KeyRange) -> Result<Vec<Mention>, StoreError> {
    let state = core.read();
    let engine = state.engine()?;
    loop {
        let mut ids = Vec::with_capacity(PIECE);
        let mut last = None;
        engine.scan(range, Order::Down, &mut |key, _| {
            ids.extend(keys::id_of(key));
            last = Some(key.to_vec());
            if ids.len() < PIECE {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })?;
        let Some(last) = last else {
            return Ok(Vec::new());
        };
        range.end = Some(last);
        let mut mentions = Vec::with_capacity(ids.len());
        for id in ids {
            mentions.extend(record(engine, id)?.map(|record| record.mention));
        }
        if !mentions.is_empty() {
            return Ok(mentions);
        }
    }
}

/// A filter made ready.
struct Test<'a> {
    filter: &'a Filter,
    text: Option<String>,
}

impl<'a> Test<'a> {
    fn new(filter: &'a Filter) -> Self {
        let text = filter.text.as_deref().map(fold).filter(|text| !text.is_empty());
        Self { filter, text }
    }

    fn passes(&self, mention: &Mention) -> bool {
        let wanted = self.filter;
        holds(wanted.brand.as_ref(), |brand| mention.brands.contains(brand))
            && holds(wanted.campaign.as_ref(), |campaign| {
                mention.campaigns.contains(campaign)
            })
            && holds(wanted.influencer.as_ref(), |influencer| {
                mention.influencer.as_ref() == Some(influencer)
            })
            && holds(wanted.source.as_ref(), |source| mention.source == *source)
            && holds(wanted.sentiment.as_ref(), |label| {
                mention.polarity_listed(wanted.brand.as_ref()) == *label
            })
            && holds(wanted.kind.as_ref(), |kind| mention.kinds.contains(kind))
            && holds(wanted.topic.as_ref(), |topic| mention.topics.contains(topic))
            && holds(wanted.language.as_ref(), |code| {
                mention.language.code.as_ref() == Some(code)
            })
            && holds(wanted.set_aside.as_ref(), |aside| {
                mention.spam.set_aside == *aside
            })
            && holds(wanted.story.as_ref(), |story| mention.story == *story)
            && holds(self.text.as_ref(), |text| {
                fold(&mention.title).contains(text.as_str()) || fold(&mention.text).contains(text.as_str())
            })
    }
}

fn holds<T>(condition: Option<&T>, test: impl FnOnce(&T) -> bool) -> bool {
    condition.is_none_or(test)
}

/// Letters as they are compared.
fn fold(text: &str) -> String {
    fold_key(text.trim())
}
