//! One source's turn: one request about its known items, and what it came to.

use std::{collections::BTreeSet, sync::Arc};

use jiff::{SignedDuration, Timestamp};

use super::{
    answer::{self, Answer, Told},
    batch::{Batch, Due, put_off},
    note::{Next, Note},
    reading,
    turn::{Turn, seconds},
};
use crate::{
    app::{daemon::Daemon, plan::Plan},
    io::store::{Errand, Settled, StoreError},
    model::{Again, ApiPlan, Source, SourceKind, SourceName},
};

/// Rounds come no more often than this, so that what waits need not be due sooner.
pub(in crate::app) const TICK_SECS: i64 = 10;
/// Of so many items at once not all are gone.
const MANY: usize = 4;
/// How long an item is left alone when a request about it alone was not accepted.
const REFUSED_PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// A source that is asked again, with how.
struct Asking<'p> {
    source: &'p Arc<Source>,
    api: &'p ApiPlan,
    again: &'p Again,
    /// Least time between two requests.
    every: SignedDuration,
}

impl<'p> Asking<'p> {
    fn of(plan: &'p Plan, name: &SourceName) -> Option<Self> {
        let source = plan.source(name)?;
        let SourceKind::Api(api) = &source.kind else {
            return None;
        };
        Some(Self {
            source,
            api,
            again: api.again.as_ref()?,
            every: SignedDuration::try_from(source.again_every?).ok()?,
        })
    }

    /// The pause after a turn: as long as its requests may be many.
    fn pause(&self) -> SignedDuration {
        let requests = i32::try_from(self.api.most_requests_again()).unwrap_or(1);
        self.every.checked_mul(requests).unwrap_or(self.every)
    }

    fn put_off(&self, waiting: Vec<Due>, turn: &Turn, now: Timestamp) -> Vec<Settled> {
        let every = self.pause().max(SignedDuration::from_secs(TICK_SECS));
        let from = turn.wait(now).unwrap_or_else(|| {
            let tick = SignedDuration::from_secs(TICK_SECS);
            now.saturating_add(tick).unwrap_or(now)
        });
        put_off(waiting, from, every, self.again.items.per_request, now)
    }
}

impl Daemon {
    /// Asks one source about the items of its errands, as many as go into one request; answers how many readings that
    /// gave. Errands of a source that is no longer asked again are let go of.
    pub(super) async fn ask_again(
        &self,
        name: &SourceName,
        errands: Vec<Errand>,
    ) -> Result<usize, StoreError> {
        let (plan, now) = (self.board.plan(), self.clock().now());
        let Some(asking) = Asking::of(&plan, name) else {
            self.store().settle_errands(let_go(errands, now)).await?;
            Turn::forget(self.store(), name).await?;
            return Ok(0);
        };
        let (due, odd) = readable(errands);
        let mut settled = let_go(odd, now);
        let mut turn = Turn::load(self.store(), name, asking.pause(), now).await?;
        if due.is_empty() || turn.wait(now).is_some() {
            settled.extend(asking.put_off(due, &turn, now));
            self.store().settle_errands(settled).await?;
            return Ok(0);
        }
        let mut batch = Batch::of(due, asking.again.items.per_request);
        // On disk before anybody is asked: whatever happens then, the budget holds.
        turn.next = now.checked_add(asking.pause()).ok();
        turn.save(self.store(), name).await?;
        let answer = answer::items(
            &self.poller,
            asking.source,
            (asking.api, asking.again),
            &batch.keys(),
            batch.alone,
        )
        .await;
        let later = std::mem::take(&mut batch.later);
        let (taken, done) = self.came_to(&plan, &asking, batch, answer, &mut turn).await?;
        settled.extend(done);
        settled.extend(asking.put_off(later, &turn, self.clock().now()));
        turn.save(self.store(), name).await?;
        self.store().settle_errands(settled).await?;
        self.board.note_asked_again(name, turn);
        Ok(taken)
    }

    /// What a request came to: readings taken, and the errands of the batch settled.
    async fn came_to(
        &self,
        plan: &Arc<Plan>,
        asking: &Asking<'_>,
        batch: Batch,
        answer: Answer,
        turn: &mut Turn,
    ) -> Result<(usize, Vec<Settled>), StoreError> {
        let now = self.clock().now();
        match answer {
            Answer::Told(told) => self.read_again(plan, asking, batch, told, turn).await,
            Answer::Refused(why) => {
                tracing::info!(
                    source = asking.source.name.as_str(),
                    why,
                    items = batch.now.len(),
                    "asked again: not accepted"
                );
                Ok((0, refused(batch, now)))
            }
            Answer::Failed {
                why,
                retry_after_secs,
            } => {
                tracing::warn!(source = asking.source.name.as_str(), why, "asked again: failed");
                turn.went_wrong(why, retry_after_secs, now);
                let due = turn.wait(now).unwrap_or(now);
                Ok((0, each(batch, now, |note| note.failed(due))))
            }
        }
    }

    async fn read_again(
        &self,
        plan: &Arc<Plan>,
        asking: &Asking<'_>,
        batch: Batch,
        mut told: Told,
        turn: &mut Turn,
    ) -> Result<(usize, Vec<Settled>), StoreError> {
        turn.went_well();
        let now = self.clock().now();
        if let Some(secs) = told.pause_secs {
            turn.not_before(now, seconds(secs));
        } else {
            self.add_authors(asking, &batch, &mut told, turn).await?;
        }
        let taken = told.found_in(&batch).count();
        // An API that does not answer polls, or knows none of many, has lost its mind rather than its items.
        let is_sane = self.board.state(&asking.source.name).failures == 0
            && (taken > 0 || !told.gone.is_empty() || batch.now.len() < MANY);
        Ok((taken, reading::settled(plan, batch.now, &told, is_sane, now)))
    }

    /// Asks about authors whose following the items do not tell.
    async fn add_authors(
        &self,
        asking: &Asking<'_>,
        batch: &Batch,
        told: &mut Told,
        turn: &mut Turn,
    ) -> Result<(), StoreError> {
        let Some(lookup) = &asking.again.authors else {
            return Ok(());
        };
        let now = self.clock().now();
        let wanted = reading::unknown_authors(self.store(), &batch.now, told, now).await?;
        let handles: BTreeSet<&str> = wanted.values().map(String::as_str).collect();
        let most = usize::try_from(lookup.per_request).unwrap_or(1);
        let handles: Vec<&str> = handles.into_iter().take(most).collect();
        if handles.is_empty() {
            return Ok(());
        }
        match answer::authors(&self.poller, asking.source, asking.api, lookup, &handles).await {
            Answer::Told(authors) => {
                if let Some(secs) = authors.pause_secs {
                    turn.not_before(now, seconds(secs));
                }
                reading::add_followers(told, &wanted, &authors);
            }
            Answer::Refused(why) => {
                tracing::info!(source = asking.source.name.as_str(), why, "authors: not accepted");
            }
            Answer::Failed {
                why,
                retry_after_secs,
            } => turn.went_wrong(why, retry_after_secs, now),
        }
        Ok(())
    }
}

/// Errands that are not asked about any more.
fn let_go(errands: Vec<Errand>, now: Timestamp) -> Vec<Settled> {
    let ended = errands.into_iter().map(|errand| Settled {
        errand,
        at: now,
        change: None,
        again: None,
    });
    ended.collect()
}

/// Errands whose note can be read, and the others.
fn readable(errands: Vec<Errand>) -> (Vec<Due>, Vec<Errand>) {
    let (mut due, mut odd) = (Vec::new(), Vec::new());
    for errand in errands {
        match Note::of(&errand) {
            Some(note) => due.push(Due { errand, note }),
            None => odd.push(errand),
        }
    }
    (due, odd)
}

/// Several items that were refused together are asked about one by one; one alone is left in peace for a while.
fn refused(batch: Batch, now: Timestamp) -> Vec<Settled> {
    if batch.alone {
        let due = now.saturating_add(REFUSED_PAUSE).unwrap_or(now);
        return each(batch, now, |note| note.failed(due));
    }
    each(batch, now, |note| Some((now, Note { alone: true, ..note })))
}

fn each(batch: Batch, now: Timestamp, next: impl Fn(Note) -> Next) -> Vec<Settled> {
    let settled = batch
        .now
        .into_iter()
        .map(|Due { errand, note }| reading::settle(errand, now, None, next(note)));
    settled.collect()
}
