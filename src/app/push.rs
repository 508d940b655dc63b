//! Documents that are pushed to a hook: heard, judged and stored as those of a poll, and acknowledged once they are on disk.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::Mutex as FairMutex;

use super::{
    daemon::Daemon,
    plan::Plan,
    poll::{Polled, Poller},
    read::{Reading, times, without_markup},
};
use crate::{
    io::store::StoreError,
    model::{Document, Issue, Source, SourceName, SourceState},
    parse::{
        Context,
        push::{self, NotTaken},
    },
};

/// What was pushed.
#[derive(Clone, Debug)]
pub struct Push {
    /// Its body, unpacked.
    pub bytes: Vec<u8>,
    /// Its `Content-Type`.
    pub content_type: Option<String>,
}

/// What became of a push: every document of it is on disk, or known not to be about anybody who is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Documents that were read.
    pub accepted: usize,
    /// Mentions that were new.
    pub new_mentions: usize,
    /// What was noticed and survived.
    pub issues: Vec<String>,
}

/// Why a push was not taken.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// It cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// It is too much.
    #[error("{0}")]
    TooMany(String),
    /// It could not be stored: the same push again adds nothing twice.
    #[error("{0}; push it again later")]
    Store(#[from] StoreError),
    /// A fault of ours.
    #[error("reading it went wrong inside mentiond; please report it with what was pushed")]
    Inside,
}

/// Whose turn it is at each hook: a source's state is written by one push after the other.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<BTreeMap<SourceName, Arc<FairMutex<()>>>>);

impl Turns {
    fn of(&self, source: &SourceName) -> Arc<FairMutex<()>> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(source.clone()).or_default())
    }
}

impl Daemon {
    /// Takes what was pushed to a hook; returns once it is durable.
    ///
    /// # Errors
    /// When nothing of it can be read, or the store takes no writes.
    pub async fn push(&self, source: &Arc<Source>, push: Push) -> Result<Taken, PushError> {
        let (documents, issues) = self.poller.pushed(source, push).await?;
        let turn = self.poller.turns.of(&source.name);
        let _held = turn.lock().await;
        let accepted = documents.len();
        let (plan, state) = (self.board.plan(), self.board.state(&source.name));
        let issues: Vec<String> = issues.into_iter().map(|Issue(issue)| issue).collect();
        let polled = self
            .poller
            .take(&plan, source, state, (documents, issues.clone()))
            .await?;
        self.board.note_poll(&polled.record, polled.state);
        Ok(Taken {
            accepted,
            new_mentions: polled.new.len(),
            issues,
        })
    }
}

impl Poller {
    /// Reads what was pushed, on a blocking thread, few at a time.
    async fn pushed(
        &self,
        source: &Arc<Source>,
        push: Push,
    ) -> Result<(Vec<Document>, Vec<Issue>), PushError> {
        let permit = Arc::clone(&self.workers).acquire_owned().await;
        let (source, seen) = (Arc::clone(source), self.clock.now());
        let parsed = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let context = Context {
                source: &source.name,
                base_url: None,
                content_type: push.content_type.as_deref(),
                seen,
                platform: source.platform,
                language: source.language.as_deref(),
            };
            push::parse(&push.bytes, &context)
        })
        .await;
        match parsed {
            Ok(Ok(parsed)) => Ok(parsed),
            Ok(Err(NotTaken::Unreadable(why))) => Err(PushError::Unreadable(why)),
            Ok(Err(NotTaken::TooMany(why))) => Err(PushError::TooMany(why)),
            Err(_) => Err(PushError::Inside),
        }
    }

    async fn take(
        &self,
        plan: &Arc<Plan>,
        source: &Arc<Source>,
        state: SourceState,
        (documents, issues): (Vec<Document>, Vec<String>),
    ) -> Result<Polled, StoreError> {
        let state = plan.renewed(source, state, self.clock.now());
        let reading = Reading {
            shown: documents.len(),
            times: times(&documents).collect(),
            documents: documents.into_iter().map(without_markup).collect(),
            issues,
            complete: true,
            ..Reading::default()
        };
        let told = self.told(source, &state, reading).await;
        self.keep(plan, source, (state, told), 0.0).await
    }
}
