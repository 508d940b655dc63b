//! From what an answer tells to changed mentions.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{SignedDuration, Timestamp};

use super::{
    answer::{Counts, Told},
    batch::{Batch, Due},
    note::Next,
};
use crate::{
    app::plan::Plan,
    classify::tier,
    io::store::{Change, Errand, Settled, Store, StoreError},
    metrics::exposure,
};

/// How long items are left alone of which an answer tells nothing that can be believed.
const NOT_SANE_PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// How old a measured following may be before it is asked for again.
const FOLLOWING_AGE: SignedDuration = SignedDuration::from_hours(24);

/// Account names of the authors of items whose following nobody told lately, by what the item is asked by.
pub(super) async fn unknown_authors(
    store: &Store,
    due: &[Due],
    told: &Told,
    now: Timestamp,
) -> Result<BTreeMap<String, String>, StoreError> {
    let silent = due.iter().filter(|due| {
        let counts = told.counts.get(&due.note.key);
        counts.is_some_and(|counts| counts.followers.is_none())
    });
    let items: Vec<_> = silent
        .map(|due| (due.note.key.clone(), due.errand.mention))
        .collect();
    let look_up = move |store: &Store| {
        let mut unknown = BTreeMap::new();
        for (key, id) in items {
            let Some(mention) = store.mention(id)? else {
                continue;
            };
            let Some(handle) = mention.author.handle else {
                continue;
            };
            let known = store.author(mention.platform, &handle)?;
            if known.is_none_or(|known| now.duration_since(known.at) >= FOLLOWING_AGE) {
                unknown.insert(key, handle);
            }
        }
        Ok(unknown)
    };
    store.read(look_up).await
}

/// Adds what was told of the authors of items.
pub(super) fn add_followers(told: &mut Told, authors_of: &BTreeMap<String, String>, authors: &Told) {
    for (key, handle) in authors_of {
        let followers = authors.counts.get(handle).and_then(|counts| counts.followers);
        if let (Some(counts), Some(_)) = (told.counts.get_mut(key), followers) {
            counts.followers = followers;
        }
    }
}

impl Told {
    /// Items of a batch that it tells counts of.
    pub(super) fn found_in<'b>(&self, batch: &'b Batch) -> impl Iterator<Item = &'b Due> {
        batch
            .now
            .iter()
            .filter(|due| self.counts.contains_key(&due.note.key))
    }
}

/// Errands as an answer settles them: a reading each, or a step towards being gone; an answer that is not sane is no sign
/// of that.
pub(super) fn settled(
    plan: &Arc<Plan>,
    due: Vec<Due>,
    told: &Told,
    is_sane: bool,
    now: Timestamp,
) -> Vec<Settled> {
    let settled = due.into_iter().map(|Due { errand, note }| {
        if let Some(counts) = told.counts.get(&note.key) {
            return settle(errand, now, Some(take(plan, *counts)), note.read(now));
        }
        if !is_sane {
            let later = now.saturating_add(NOT_SANE_PAUSE).unwrap_or(now);
            return settle(errand, now, None, note.failed(later));
        }
        let next = if told.gone.contains(&note.key) {
            None
        } else {
            note.missed(now)
        };
        let is_gone = next.is_none();
        let change = is_gone.then(|| -> Change { Box::new(move |mention| mention.gone = Some(now)) });
        settle(errand, now, change, next)
    });
    settled.collect()
}

/// An errand that came to something.
pub(super) fn settle(errand: Errand, now: Timestamp, change: Option<Change>, next: Next) -> Settled {
    let again = next.and_then(|(due, note)| Some((due, serde_json::to_value(note).ok()?)));
    Settled {
        errand,
        at: now,
        change,
        again,
    }
}

/// A mention with newer counts, estimated as a poll would have done.
fn take(plan: &Arc<Plan>, counts: Counts) -> Change {
    let plan = Arc::clone(plan);
    Box::new(move |mention| {
        mention.engagement = mention.engagement.updated(counts.engagement);
        mention.gone = None;
        if counts.followers.is_some() {
            mention.author.followers = counts.followers;
            (mention.followers, mention.tier) = tier::judge(counts.followers, None, &plan.settings.tiers);
        }
        let visits = plan
            .source(&mention.source)
            .and_then(|source| source.monthly_visits);
        mention.exposure = exposure::estimate(mention, plan.visits(mention, visits));
    })
}
