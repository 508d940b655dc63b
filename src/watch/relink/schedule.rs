//! When a mention's page is looked at again.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Look;
use crate::model::{BrandId, LinkState, Mention};

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Looks by the age of a mention: links that are removed mostly go in the first weeks, when a text is corrected, moved
/// behind a wall or taken down.
const AGES: [SignedDuration; 3] = [
    DAY,
    SignedDuration::from_hours(7 * 24),
    SignedDuration::from_hours(30 * 24),
];
/// Afterwards they are so far apart.
const EVERY: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What is remembered with a look that waits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Note {
    /// Looks in a row that could not read the page.
    pub failures: u32,
    /// How the mention's links stand, so that a report need not load the mention to count them.
    pub links: Vec<Standing>,
}

/// How one backlink stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Standing {
    /// Whose domain it leads to.
    pub brand: BrandId,
    /// How it stands; `None` before the first look.
    pub state: Option<LinkState>,
    /// When something happened to it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<Timestamp>,
}

impl Note {
    /// How a mention's links stand.
    pub fn of(mention: &Mention, failures: u32) -> Self {
        let links = mention.backlinks.iter().map(|backlink| {
            let check = backlink.check.as_deref();
            Standing {
                brand: backlink.brand.clone(),
                state: check.map(|check| check.state),
                changed: check
                    .and_then(|check| check.history.last())
                    .map(|change| change.at),
            }
        });
        Self {
            failures,
            links: links.collect(),
        }
    }
}

/// When a mention first seen then is looked at for the first time.
pub fn first_due(first_seen: Timestamp) -> Timestamp {
    let [first, ..] = AGES;
    first_seen.saturating_add(first).unwrap_or(first_seen)
}

/// When it is looked at after this look, with what is remembered until then; `None` if it has no backlinks any more.
/// A page that could not be read is tried again after 1, 2, 4, … days, never later than a regular look; a missed link
/// after one day.
pub fn next_due(mention: &Mention, look: &Look, before: &Note, at: Timestamp) -> Option<(Timestamp, Note)> {
    if mention.backlinks.is_empty() {
        return None;
    }
    let failed = matches!(look, Look::Failed(_));
    let failures = if failed {
        before.failures.saturating_add(1)
    } else {
        0
    };
    let checks = || {
        mention
            .backlinks
            .iter()
            .filter_map(|backlink| backlink.check.as_deref())
    };
    let doubtful = checks().any(|check| check.missing_since.is_some());
    let age = at.duration_since(mention.first_seen);
    let next = AGES.into_iter().find(|next| *next > age);
    let regular = next.map_or(EVERY, |next| next.saturating_sub(age));
    let wait = if failed {
        let doubled = DAY.saturating_mul(1_i32 << failures.saturating_sub(1).min(5));
        doubled.min(regular)
    } else if doubtful {
        // A little longer, so that the second look surely comes late enough.
        super::CONFIRM.saturating_add(SignedDuration::from_mins(1))
    } else {
        regular
    };
    let due = at.saturating_add(wait).unwrap_or(at);
    Some((due, Note::of(mention, failures)))
}
