//! One request about known items, and what came of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde_json::Value;

use crate::{
    app::{
        poll::Poller,
        read::{Reader, without_keys},
    },
    io::fetch::{ACCEPT_JSON, Ask, Fetched},
    model::{Again, ApiPlan, Engagement, Issue, Lookup, Outcome, Source},
    parse::{Refusal, json::Mapping},
    presets::{
        again::{self, COUNTS},
        request::HttpRequest,
    },
};

/// What an answer tells of one thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Of an item.
    pub(super) engagement: Engagement,
    /// Of an author, or of an item's.
    pub(super) followers: Option<u64>,
}

/// What an answer tells, by the ids asked for, and for how many seconds it wants to be left alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) counts: BTreeMap<String, Counts>,
    /// What it says was deleted.
    pub(super) gone: BTreeSet<String>,
    pub(super) pause_secs: Option<u64>,
}

impl Told {
    fn is_empty(&self) -> bool {
        self.counts.is_empty() && self.gone.is_empty()
    }
}

/// How a request ended.
#[derive(Debug)]
pub(super) enum Answer {
    /// It can be read; what is missing from it is not there.
    Told(Told),
    /// The request itself is not accepted, which may be the fault of one of the ids.
    Refused(String),
    /// It could not be asked, or wants to be left alone.
    Failed {
        /// One sentence.
        why: String,
        /// For how long it wants to be left alone, if it says so.
        retry_after_secs: Option<u64>,
    },
}

/// Asks about items.
pub(super) async fn items(
    poller: &Poller,
    source: &Arc<Source>,
    (plan, again): (&ApiPlan, &Again),
    keys: &[&str],
    alone: bool,
) -> Answer {
    // Only where one item has an address of its own does nothing there mean that it is gone.
    let single = again.items.per_request == 1 || (alone && again.alone.is_some());
    match again::about_items(plan, again, keys, alone) {
        Ok(request) => ask(poller, source, plan, &again.items, &request, single).await,
        Err(why) => Answer::Refused(why),
    }
}

/// Asks about authors.
pub(super) async fn authors(
    poller: &Poller,
    source: &Arc<Source>,
    plan: &ApiPlan,
    lookup: &Lookup,
    handles: &[&str],
) -> Answer {
    match again::about_authors(lookup, handles) {
        Ok(request) => ask(poller, source, plan, lookup, &request, false).await,
        Err(why) => Answer::Refused(why),
    }
}

async fn ask(
    poller: &Poller,
    source: &Arc<Source>,
    plan: &ApiPlan,
    lookup: &Lookup,
    request: &HttpRequest,
    single: bool,
) -> Answer {
    let ask = Ask {
        url: &request.url,
        method: &request.method,
        headers: &request.headers,
        body: request.body.as_deref(),
        validators: None,
        manners: &source.manners,
        auth: again::credentials(plan, request),
        accept: ACCEPT_JSON,
        obeys_robots: false,
        beginning_will_do: false,
    };
    let body = match poller.fetcher.get(&ask).await {
        Fetched::Modified(body) => body,
        other => return ended(other, single),
    };
    let (reader, lookup, asked) = (poller.reader(), lookup.clone(), plan.clone());
    let seen = poller.clock.now();
    let read = read(&reader, source, &body, seen, move |value, context| {
        let pause_secs = again::pause_secs(&asked, value);
        let mapping = Mapping::compile_counts(&lookup.items, &lookup.fields, &COUNTS)
            .map_err(|errors| Refusal(errors.join("; ")))?;
        let (documents, issues) = mapping.documents(value, context);
        let mut told = Told {
            pause_secs,
            ..Told::default()
        };
        for document in documents {
            let Some(id) = document.id else { continue };
            if document.gone {
                told.gone.insert(id);
                continue;
            }
            let counts = Counts {
                engagement: document.engagement,
                followers: document.author.followers,
            };
            told.counts.insert(id, counts);
        }
        Ok((told, issues))
    });
    match read.await {
        // An answer that tells nothing, and not because there is nothing, is one that we do not understand.
        Ok((told, issues)) if told.is_empty() && !issues.is_empty() => Answer::Failed {
            why: first(without_keys(plan, issues)),
            retry_after_secs: told.pause_secs,
        },
        Ok((told, _)) => Answer::Told(told),
        Err(Outcome::Failed { why, .. }) => Answer::Failed {
            why,
            retry_after_secs: None,
        },
        Err(_) => Answer::Failed {
            why: "its answer could not be read".to_owned(),
            retry_after_secs: None,
        },
    }
}

async fn read(
    reader: &Reader<'_>,
    source: &Arc<Source>,
    body: &crate::io::fetch::Body,
    seen: jiff::Timestamp,
    take: impl FnOnce(&Value, &crate::parse::Context<'_>) -> Result<(Told, Vec<Issue>), Refusal> + Send + 'static,
) -> Result<(Told, Vec<Issue>), Outcome> {
    reader
        .parse(source, body, seen, move |bytes, context| {
            let value: Value = serde_json::from_slice(bytes)
                .map_err(|why| Refusal(format!("the answer about known items is not JSON: {why}")))?;
            take(&value, context)
        })
        .await
}

fn first(issues: Vec<Issue>) -> String {
    issues
        .into_iter()
        .next()
        .map_or_else(String::new, |Issue(issue)| issue)
}

/// A request that brought no body. One item that the API says is not there is missing; of several, or for another reason
/// that lies in the request, nobody knows which is at fault.
fn ended(fetched: Fetched, single: bool) -> Answer {
    match fetched {
        Fetched::Gone
        | Fetched::Failed {
            status: Some(404), ..
        } if single => Answer::Told(Told::default()),
        Fetched::Gone => Answer::Refused("it says that this is gone for good (410)".to_owned()),
        Fetched::Failed {
            why,
            status: Some(400 | 404 | 405 | 413 | 414 | 422),
            ..
        } => Answer::Refused(why),
        Fetched::Failed {
            why,
            retry_after_secs,
            ..
        } => Answer::Failed {
            why,
            retry_after_secs,
        },
        Fetched::Throttled {
            retry_after_secs,
            status,
        } => Answer::Failed {
            why: format!("asked to slow down ({status})"),
            retry_after_secs,
        },
        Fetched::Blocked { why } => Answer::Failed {
            why,
            retry_after_secs: None,
        },
        Fetched::NotModified { .. } | Fetched::Modified(_) => Answer::Failed {
            why: "it answered that nothing changed, although nothing was asked conditionally".to_owned(),
            retry_after_secs: None,
        },
    }
}
