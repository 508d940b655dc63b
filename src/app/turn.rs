//! From the first page of a list to those behind it, while their items are new.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;
use url::Url;

use super::read::{OVERLAP, Reader, Reading, deadline, wanted_pause};
use crate::{
    io::fetch::Ask,
    model::{ApiAuth, Document, Issue, PageItems, Source, SourceKind, SourceState, Validators},
    parse::{Context, Refusal, page, paging},
};

/// One page of a list: its items and where the list goes on.
pub(super) type ListPage = (Vec<Document>, Vec<Issue>, Option<Url>);

/// Reads one page of a list; where it goes on is looked for only if that is `wanted`.
pub(super) fn list_page(
    bytes: &[u8],
    items: &PageItems,
    wanted: bool,
    context: &Context<'_>,
) -> Result<ListPage, Refusal> {
    let (documents, issues) = page::items_within(bytes, items, context, &mut deadline())?;
    let next = wanted
        .then(|| paging::next_page_within(bytes, context, &mut deadline()))
        .flatten();
    Ok((documents, issues, next))
}

impl Reader<'_> {
    /// Adds the items of the pages behind the first one, up to the source's bound. A page that cannot be read ends it;
    /// what was read before is kept, and the list is read again by the next poll.
    pub(super) async fn turn(
        &self,
        source: &Arc<Source>,
        state: &SourceState,
        first_next: Option<Url>,
        reading: &mut Reading,
        seen: Timestamp,
    ) {
        let SourceKind::Page { items, max_pages, .. } = &source.kind else {
            return;
        };
        let mut known = Known::of(state);
        let (mut next, mut page_no) = (first_next.filter(|_| known.adds_any(&reading.documents)), 1);
        let mut asked = BTreeSet::new();
        while let Some(url) = next
            .take()
            .filter(|url| page_no < *max_pages && asked.insert(url.clone()))
        {
            page_no += 1;
            let (wanted, items) = (page_no < *max_pages, items.clone());
            let body = match self.fetch(&later(source, &url)).await {
                Ok(body) => body,
                Err(outcome) => {
                    reading.retry_after_secs = reading.retry_after_secs.max(wanted_pause(&outcome));
                    cut_short(reading, page_no, "fetched");
                    return;
                }
            };
            let parsed = self
                .parse(source, &body, seen, move |bytes, context| {
                    list_page(bytes, &items, wanted, context)
                })
                .await;
            let Ok((documents, issues, further)) = parsed else {
                cut_short(reading, page_no, "read");
                return;
            };
            let is_new = known.adds_any(&documents);
            reading.shown += documents.len();
            reading.issues.extend(
                issues
                    .into_iter()
                    .map(|Issue(issue)| format!("page {page_no}: {issue}")),
            );
            reading.documents.extend(documents);
            next = further.filter(|_| is_new);
        }
    }
}

/// A request for a later page. Only the origin that the source names gets its credentials.
fn later<'a>(source: &'a Source, url: &'a Url) -> Ask<'a> {
    let own = match &source.kind {
        SourceKind::Page { url: first, .. } => first.origin() == url.origin(),
        _ => false,
    };
    let auth = source.manners.auth.as_ref().filter(|_| own);
    Ask::stranger(url, &source.manners).with_auth(auth.unwrap_or(&ApiAuth::None))
}

/// What lies behind a page that is missing is read by the next poll, even if the first page is the same then.
fn cut_short(reading: &mut Reading, page_no: u32, what: &str) {
    reading.issues.push(format!(
        "page {page_no} could not be {what}; the pages before it were kept, the list is read again by the next poll"
    ));
    reading.complete = false;
    (reading.validators, reading.body_hash) = (Validators::default(), None);
}

/// The items of one poll, and what the polls before it reached.
struct Known {
    items: BTreeSet<String>,
    /// Items before this were read by an earlier poll.
    since: Option<Timestamp>,
}

impl Known {
    fn of(state: &SourceState) -> Self {
        // Without a hash the list is to be read anew.
        let since = state.body_hash.and(state.newest);
        Self {
            items: BTreeSet::new(),
            since: since.and_then(|newest| newest.checked_sub(OVERLAP).ok()),
        }
    }

    /// Takes the items of one page; says whether any of them may be new.
    fn adds_any(&mut self, documents: &[Document]) -> bool {
        let fresh = documents
            .iter()
            .filter(|document| {
                let is_old = self
                    .since
                    .is_some_and(|since| document.published.is_some_and(|at| at < since));
                let name = document
                    .url
                    .clone()
                    .unwrap_or_else(|| format!("{}\n{}", document.title, document.text));
                self.items.insert(name) && !is_old
            })
            .count();
        fresh > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(url: &str, at: Option<&str>) -> Document {
        Document {
            url: Some(url.to_owned()),
            published: at.map(|at| at.parse().unwrap()),
            ..Document::default()
        }
    }

    #[test]
    fn pages_are_turned_while_items_are_new() {
        let state = SourceState {
            body_hash: Some(1),
            newest: Some("2026-03-02T00:00:00Z".parse().unwrap()),
            ..SourceState::default()
        };
        let (old, new) = (Some("2026-03-01T00:00:00Z"), Some("2026-03-03T00:00:00Z"));
        let mut known = Known::of(&state);
        for (documents, want) in [
            (vec![document("a", new), document("b", old)], true),
            (vec![document("a", new)], false),
            (vec![document("c", old), document("d", old)], false),
            (vec![document("c", old), document("e", None)], true),
            (vec![], false),
        ] {
            assert_eq!(known.adds_any(&documents), want, "{documents:?}");
        }
        let mut anew = Known::of(&SourceState {
            body_hash: None,
            ..state
        });
        assert!(anew.adds_any(&[document("c", old)]));
    }
}
