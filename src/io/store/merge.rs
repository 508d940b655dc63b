//! Seeing a known document again: what of it is taken over, and what must not move.

use jiff::{SignedDuration, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    model::{Backlink, EngagementReading, Kind, Mention, MentionId},
    text::url::canonical,
    watch::MAX_BACKLINKS,
};

/// A mention as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Record {
    /// The day it is counted in; stays when the zone of the configuration changes.
    pub day: Date,
    /// Identity keys that lead to it.
    pub keys: Vec<MentionId>,
    /// Whether retention has removed its text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blank: bool,
    /// The mention.
    pub mention: Mention,
}

/// What seeing it again came to.
#[derive(Debug, PartialEq)]
pub(super) enum Merged {
    /// Nothing worth writing.
    Same,
    /// Only the time it was last seen moved on.
    Touched(Box<Record>),
    /// Something that counts changed.
    Changed(Box<Record>, Option<EngagementReading>),
}

/// How far `last_seen` must move before that alone is written.
const TOUCH_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// Followings that differ by less than one in so many are the same: APIs count anew with every answer.
const DRIFT: u64 = 100;
/// Most identity keys kept of one mention: a publisher whose ids change with every poll would add them for ever.
const MOST_KEYS: usize = 64;

/// Merges what was judged now into what is stored. Identity, first source and the time it counts stay as they were, so
/// that a publisher who dates everything «now» moves nothing between days.
pub(super) fn merge(old: &Record, new: Mention) -> Merged {
    let seen = new.last_seen;
    let mut next = if same_item(&old.mention, &new) {
        retell(old, new)
    } else {
        enrich(&old.mention, new)
    };
    next.first_seen = old.mention.first_seen;
    next.last_seen = old.mention.last_seen;
    if old.blank {
        blank(&mut next);
    }
    settle_drift(&old.mention, &mut next);
    let changed = next != old.mention;
    let moved_on = seen.duration_since(old.mention.last_seen) >= TOUCH_AFTER;
    next.last_seen = old.mention.last_seen.max(seen);
    let reading = (next.engagement != old.mention.engagement).then_some(EngagementReading {
        at: seen,
        engagement: next.engagement,
    });
    let record = |mention| {
        Box::new(Record {
            day: old.day,
            keys: old.keys.clone(),
            blank: old.blank,
            mention,
        })
    };
    match (changed, moved_on) {
        (true, _) => Merged::Changed(record(next), reading),
        (false, true) => Merged::Touched(record(next)),
        (false, false) => Merged::Same,
    }
}

/// Adds keys that lead to the record; answers those that are new and fit.
pub(super) fn take_keys(record: &mut Record, keys: impl IntoIterator<Item = u128>) -> Vec<u128> {
    let mut added = Vec::new();
    for key in keys {
        let id = MentionId(key);
        if record.keys.len() < MOST_KEYS && !record.keys.contains(&id) {
            record.keys.push(id);
            added.push(key);
        }
    }
    added
}

/// Removes the text and what quotes it.
pub(super) fn blank(mention: &mut Mention) {
    mention.text = String::new();
    mention.evidence.clear();
    mention.sentiment.words = Vec::new();
    for sentiment in mention.towards.values_mut() {
        sentiment.words = Vec::new();
    }
    mention.matches.retain(|found| found.field != "text");
}

/// Whether both were told by the same publisher through the same channel: then the newer telling is the valid one.
fn same_item(old: &Mention, new: &Mention) -> bool {
    old.source == new.source
        || (old.platform == new.platform
            && old.published_id.is_some()
            && old.published_id == new.published_id
            && old.url == new.url)
}

/// The same item, told anew: edits, reactions and today's judgement win.
fn retell(old: &Record, new: Mention) -> Mention {
    let was = &old.mention;
    let mut next = new;
    keep_checks(was, &mut next.backlinks);
    next.corrections.clone_from(&was.corrections);
    keep_story(was, &mut next);
    next.id = was.id;
    next.source = was.source.clone();
    next.at = was.at;
    // Ids and addresses that carry a new token with every poll must not count as edits.
    next.published_id = was.published_id.clone().or(next.published_id);
    next.url = was.url.clone().or(next.url);
    if next.title.is_empty() {
        next.title.clone_from(&was.title);
    }
    if next.text.is_empty() && !was.text.is_empty() {
        next.text.clone_from(&was.text);
        next.matches.clone_from(&was.matches);
        next.sentiment = was.sentiment.clone();
        next.towards.clone_from(&was.towards);
        next.kinds.clone_from(&was.kinds);
        next.topics.clone_from(&was.topics);
        next.evidence.clone_from(&was.evidence);
        next.language = was.language.clone();
    }
    next.engagement = was.engagement.updated(next.engagement);
    next.author.name = next.author.name.or_else(|| was.author.name.clone());
    next.author.handle = next.author.handle.or_else(|| was.author.handle.clone());
    next.author.url = next.author.url.or_else(|| was.author.url.clone());
    next.author.followers = next.author.followers.or(was.author.followers);
    next
}

/// Which story is told, and whether it is a copy, was decided among all that was told then; an edit does not move it.
fn keep_story(was: &Mention, next: &mut Mention) {
    if !was.story.is_empty() {
        next.story.clone_from(&was.story);
    }
    next.kinds.retain(|kind| *kind != Kind::Copy);
    if was.kinds.contains(&Kind::Copy) {
        next.kinds.push(Kind::Copy);
        next.kinds.sort_unstable();
    }
}

/// What became of backlinks goes on with them. One that is told no more stays if it was ever looked at: whether it is lost
/// its page decides, not an excerpt that was cut shorter.
fn keep_checks(was: &Mention, told: &mut Vec<Backlink>) {
    for old in was.backlinks.iter().filter(|old| old.check.is_some()) {
        let room = told.len() < MAX_BACKLINKS;
        let again = told
            .iter_mut()
            .find(|new| new.brand == old.brand && canonical(&new.link.url) == canonical(&old.link.url));
        match again {
            Some(new) => new.check.clone_from(&old.check),
            None if room => told.push(old.clone()),
            None => {}
        }
    }
}

/// The same story through another channel: it fills gaps and adds subjects, it does not rewrite.
fn enrich(was: &Mention, new: Mention) -> Mention {
    let mut next = was.clone();
    union(&mut next.brands, new.brands);
    union(&mut next.campaigns, new.campaigns);
    union(&mut next.codes, new.codes);
    for link in new.backlinks {
        let known = next
            .backlinks
            .iter()
            .any(|other| other.brand == link.brand && other.link.url == link.link.url);
        if !known {
            next.backlinks.push(link);
        }
    }
    next.engagement = new.engagement.updated(next.engagement);
    next.followers = next.followers.or(new.followers);
    next.author.followers = next.author.followers.or(new.author.followers);
    if next.influencer.is_none() {
        next.influencer = new.influencer;
        next.influencer_by = new.influencer_by;
    }
    next
}

fn union<T: Ord>(into: &mut Vec<T>, more: Vec<T>) {
    let before = into.len();
    for item in more {
        if !into.contains(&item) {
            into.push(item);
        }
    }
    if into.len() > before {
        into.sort();
    }
}

/// Undoes changes that say nothing: a following that drifted, and an estimate that moved with it alone.
pub(super) fn settle_drift(was: &Mention, next: &mut Mention) {
    if drifted(was.author.followers, next.author.followers) {
        next.author.followers = was.author.followers;
    }
    if drifted(was.followers, next.followers) {
        next.followers = was.followers;
    }
    let same_method = was.exposure.basis == next.exposure.basis
        && was.exposure.provenance == next.exposure.provenance
        && was.exposure.reach.is_some() == next.exposure.reach.is_some()
        && was.exposure.impressions.is_some() == next.exposure.impressions.is_some();
    if same_method {
        let estimate = std::mem::replace(&mut next.exposure, was.exposure.clone());
        if next != was {
            next.exposure = estimate;
        }
    }
}

fn drifted(old: Option<u64>, new: Option<u64>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => old.abs_diff(new).saturating_mul(DRIFT) < old,
        _ => false,
    }
}
