//! Engagement ripens: reactions and followings are read again when a mention is 1 h, 6 h, 1 d, 3 d and 7 d old, by asking the
//! API that gave it about what it gave.
//!
//! Each mention that can be asked about has an errand in the store ([`crate::io::store::ErrandKind::Engagement`]), due at its
//! next age. A round takes what is due, source by source: one request each, about as many items as fit, as soon as the
//! source's share of its budget allows; what has to wait is put off to when it is likely to have its turn. Ages that
//! passed while nobody asked are made up for by one reading.

mod answer;
mod batch;
mod note;
mod reading;
mod source;
mod turn;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;

use super::{
    daemon::Daemon,
    wall::{self, Standing},
};
use crate::{
    io::store::{Errand, ErrandKind, StoreError},
    model::{LAST_READING_AGE, SourceName},
};

pub(super) use note::asked;
pub(in crate::app) use turn::Turn;

/// Errands looked at in one round; what is due behind them has its turn in the next.
const MOST_DUE: usize = 1_000;
/// Sources asked at the same time.
const LANES: usize = 8;
/// Longest time from a round to the time that an errand is put off to: the last age, or a pause and its queue.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(2 * 7 * 24);

impl Daemon {
    /// Asks about known items whose reactions are to be read again; answers how many readings were taken.
    ///
    /// # Errors
    /// When the store cannot be read or written; what was asked by then is asked again.
    pub async fn ripen_round(&self) -> Result<usize, StoreError> {
        let now = self.clock().now();
        let told = self.poller.fetcher.clock_offset();
        if let Standing::Wrong(_) = wall::standing(told, self.board.newest(), now) {
            return Ok(0);
        }
        let latest = now.saturating_add(LONGEST_WAIT).unwrap_or(now);
        self.store()
            .pull_errands_in(ErrandKind::Engagement, latest)
            .await?;
        let mut groups = self.due_by_source(now).await?.into_iter();
        let (mut asking, mut readings) = (JoinSet::new(), 0);
        loop {
            while asking.len() < LANES
                && let Some((name, errands)) = groups.next()
            {
                let daemon = self.clone();
                asking.spawn(async move { daemon.ask_again(&name, errands).await });
            }
            match asking.join_next().await {
                Some(Ok(taken)) => readings += taken?,
                // What went wrong inside costs one source its turn.
                Some(Err(_)) => self.board.count(|totals| totals.restarts += 1),
                None => break,
            }
        }
        let taken = u64::try_from(readings).unwrap_or(u64::MAX);
        self.board
            .count(|totals| totals.readings = totals.readings.saturating_add(taken));
        Ok(readings)
    }

    async fn due_by_source(&self, now: Timestamp) -> Result<BTreeMap<SourceName, Vec<Errand>>, StoreError> {
        let due = self
            .store()
            .read(move |store| store.errands_due(ErrandKind::Engagement, now, MOST_DUE))
            .await?;
        let mut groups: BTreeMap<SourceName, Vec<Errand>> = BTreeMap::new();
        for errand in due {
            groups.entry(errand.source.clone()).or_default().push(errand);
        }
        Ok(groups)
    }

    /// As [`Daemon::ripen_round`], given up when the daemon has to stop.
    pub(super) async fn ripen_step(self) -> Result<(), StoreError> {
        tokio::select! {
            round = self.ripen_round() => round.map(|_| ()),
            () = self.stop_hard() => Ok(()),
        }
    }
}

const _: () = assert!(LONGEST_WAIT.as_secs() > LAST_READING_AGE.as_secs());
