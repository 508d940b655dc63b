//! Asking an API again about items that it gave: whether (`ask_again`), how (`again` of a mapping by hand), and how often
//! without taking from polls what they need.

use std::time::Duration;

use crate::config::{
    Polling,
    reader::{Reader, Table},
    shape,
};
use crate::model::{Again, ApiRequest, Lookup, Pacing, Source, SourceKind};

use super::api::strings_of;

/// Of requests that polls and questions about known items share, one in so many is for the latter.
pub(super) const SHARE: u32 = 4;
/// Most items asked about in one request.
const MOST_IDS: i64 = 1_000;

/// Whether a source is asked again; the time in between is reckoned once everything is read, in [`keep`].
pub(super) fn wanted(
    r: &mut Reader<'_>,
    table: &Table<'_>,
    kind: &SourceKind,
    polling: &Polling,
) -> Option<Duration> {
    let value = table.get("ask_again");
    let said = value.as_ref().and_then(|value| r.boolean(value));
    let again = match kind {
        SourceKind::Api(plan) => plan.again.as_ref(),
        _ => None,
    };
    let Some(again) = again else {
        if let (Some(value), Some(true)) = (value, said) {
            r.error(&value, "this API cannot be asked again about items that it gave")
                .help("`mentiond presets NAME` tells what can; `json` needs a table `again`");
        }
        return None;
    };
    said.unwrap_or(polling.ask_again && !again.costs)
        .then_some(Duration::ZERO)
}

/// The time between two requests that ask again: their share of what the API allows, among `members` sources that spend
/// the same allowance, and of the source's own budget; `None` if that is no request at all.
pub(super) fn keep(source: &mut Source, members: u32) {
    if source.again_every.is_none() {
        return;
    }
    let SourceKind::Api(plan) = &source.kind else {
        return;
    };
    let own = plan.again.as_ref().and_then(|again| again.pacing);
    let limit = own.or_else(|| plan.pacing.map(share));
    let allowed = limit.map(|limit| limit.per * members.max(1) / limit.requests.max(1));
    let mut every = source.manners.spacing.max(allowed.unwrap_or_default());
    if let Some(budget) = source.budget {
        let part = reserved(source);
        if part == 0 {
            source.again_every = None;
            return;
        }
        // As far apart that any stretch of `per`, both ends included, holds no more than the part.
        every = every.max(budget.per / part.saturating_sub(1).max(1));
    }
    source.again_every = Some(every);
}

/// Requests of a source's budget that are kept for asking again: a quarter, rounded down.
pub(super) fn reserved(source: &Source) -> u32 {
    match (source.again_every, source.budget) {
        (Some(_), Some(budget)) => budget.requests / SHARE,
        _ => 0,
    }
}

/// Whether asking again takes from what the API allows for polls.
pub(super) fn shares(source: &Source) -> bool {
    let SourceKind::Api(plan) = &source.kind else {
        return false;
    };
    let own = plan.again.as_ref().and_then(|again| again.pacing);
    source.again_every.is_some() && own.is_none()
}

fn share(pacing: Pacing) -> Pacing {
    Pacing {
        per: pacing.per * SHARE,
        ..pacing
    }
}

/// Reads `again` of a mapping by hand.
pub(super) fn by_hand(r: &mut Reader<'_>, table: &Table<'_>) -> Option<Again> {
    let table = table
        .get("again")
        .and_then(|value| r.table(&value, &shape::AGAIN))?;
    for key in ["url", "items", "fields"] {
        if !table.has(key) {
            r.missing(&table, key, "as in the source itself, for known items");
        }
    }
    let mut text = |key: &str| table.get(key).and_then(|value| r.string(&value));
    let (url, items, join) = (text("url"), text("items"), text("join"));
    let per_request = table
        .get("per_request")
        .and_then(|value| r.integer(&value, 1, MOST_IDS))
        .and_then(|count| u32::try_from(count).ok());
    Some(Again {
        items: Lookup {
            request: ApiRequest {
                method: "GET".to_owned(),
                url: url?,
                query: strings_of(r, &table, "query").into_iter().collect(),
                ..ApiRequest::default()
            },
            join,
            per_request: per_request.unwrap_or(1),
            items: items?,
            fields: strings_of(r, &table, "fields"),
        },
        alone: None,
        authors: None,
        at_once: false,
        costs: false,
        anywhere: false,
        pacing: None,
    })
}
