//! The new pages of a site, as its sitemaps list them: each is read once, and again when it is said to have changed.

mod find;
mod listing;
mod marks;
mod sitemaps;
mod visited;
mod walk;

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use self::{
    find::Root,
    visited::{Visited, Waiting},
    walk::Walk,
};
use super::{
    follow::{Page as OwnPage, complete},
    poll::failed,
    read::{Reader, Reading},
};
use crate::{
    model::{Document, FOLLOW_LIMIT, Outcome, Source, SourceState},
    parse::Context,
};

/// Polls in which a page is tried before what its sitemap says has to do.
const TRIES: u8 = 3;

impl Reader<'_> {
    /// Reads what is new on a site.
    pub(super) async fn site(
        &self,
        source: &Arc<Source>,
        url: &Url,
        state: &SourceState,
        seen: Timestamp,
    ) -> Result<Reading, Outcome> {
        let visited: Visited = self.memory(source, state).await?;
        let root = match self.root(source, url, state, seen).await {
            Ok(root) => root,
            Err(Outcome::NotModified { .. }) if !visited.waiting.is_empty() => unchanged_root(state),
            Err(outcome) => return Err(outcome),
        };
        let lists_all_news = root.listing.is_news;
        let mut walk = Walk::begin(source, url, visited, (state, seen));
        walk.take_root(root.listing, root.hash.is_none());
        self.walk(&mut walk).await;
        let (mut reading, visited) = walk.finish(state);
        reading.lists_all_news = lists_all_news;
        (reading.moved_to, reading.fresh_secs) = (root.moved_to, root.fresh_secs);
        reading.found_feed = root.found.map(String::from);
        if reading.complete {
            (reading.validators, reading.body_hash) = (root.validators, root.hash);
        }
        reading.complete = true;
        self.visit(source, visited, &mut reading, seen).await?;
        Ok(reading)
    }

    /// Reads the pages that wait, as many as one poll may, and keeps the others waiting.
    async fn visit(
        &self,
        source: &Arc<Source>,
        mut visited: Visited,
        reading: &mut Reading,
        seen: Timestamp,
    ) -> Result<(), Outcome> {
        let (mut left, mut failures) = (FOLLOW_LIMIT, 0_usize);
        let mut still = Vec::new();
        for mut item in std::mem::take(&mut visited.waiting) {
            if left == 0 {
                still.push(item);
                continue;
            }
            left -= 1;
            match self.own_page(source, &item.page.url, seen).await {
                OwnPage::Read(article) => {
                    let mut document = document(source, item, seen);
                    complete(&mut document, *article);
                    reading.documents.push(document);
                }
                OwnPage::Throttled => {
                    // The others would only be asked for in vain.
                    left = 0;
                    still.push(item);
                }
                OwnPage::Failed if item.tries + 1 < TRIES => {
                    item.tries += 1;
                    failures += 1;
                    still.push(item);
                }
                OwnPage::Failed | OwnPage::Refused => {
                    failures += 1;
                    if !item.page.title.is_empty() {
                        reading.documents.push(document(source, item, seen));
                    }
                }
            }
        }
        visited.waiting = still;
        if !visited.waiting.is_empty() {
            reading.issues.push(format!(
                "{} pages wait for the next poll: at most {FOLLOW_LIMIT} are read in one, and failed ones again",
                visited.waiting.len()
            ));
        }
        if failures > 0 {
            reading.issues.push(format!(
                "{failures} pages could not be read; those whose title the sitemap tells are heard by it"
            ));
        }
        let memory = serde_json::to_value(&visited)
            .map_err(|why| failed(format!("what is known of the site cannot be written: {why}")))?;
        reading.remember.memory = Some(memory);
        Ok(())
    }
}

/// A root that did not change while pages wait.
fn unchanged_root(state: &SourceState) -> Root {
    Root {
        validators: state.validators.clone(),
        hash: state.body_hash,
        found: state
            .found_feed
            .as_deref()
            .and_then(|found| Url::parse(found).ok()),
        ..Root::default()
    }
}

fn document(source: &Source, item: Waiting, seen: Timestamp) -> Document {
    item.page.document(&Context {
        source: &source.name,
        base_url: None,
        content_type: None,
        seen,
        platform: source.platform,
        language: source.language.as_deref(),
    })
}
