//! Alerts: what is out of the ordinary is told at once, decided once and kept with its mails in one commit.
//!
//! A round looks at each `[[alert]]` after new mentions came in, and every hour: silence comes by itself. What was told is
//! remembered by day, or by mention and link, so that neither a restart nor another poll tells it again; after it spoke an
//! alert keeps still, and gathers what comes meanwhile.

mod days;
mod news;
mod posting;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

use super::{daemon::Daemon, plan::Plan, wall::Standing};
use crate::{
    io::store::{Store, StoreError},
    model::{Alert, AlertId, AlertKind, AlertPlan, AlertState},
    report::About,
};

/// Without news a round is due this often.
const IDLE: SignedDuration = SignedDuration::from_hours(1);
/// How often backlinks are gone through.
const LINKS_EVERY: SignedDuration = SignedDuration::from_mins(30);

/// When a round is worth its while; in memory only.
#[derive(Debug, Default)]
pub struct Alarms {
    /// Mentions heard since the start when the last round looked, and when that was.
    last: Mutex<Option<(u64, Timestamp)>>,
    /// When backlinks were gone through last, by alert.
    links: Mutex<BTreeMap<AlertId, Timestamp>>,
}

impl Alarms {
    /// Whether anything can have changed since the last round; notes this one if so.
    fn is_due(&self, heard: u64, now: Timestamp) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let due = last.is_none_or(|(before, at)| before != heard || !is_within(at, IDLE, now));
        if due {
            *last = Some((heard, now));
        }
        due
    }

    fn links_due(&self, alert: &AlertId, now: Timestamp) -> bool {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        let due = links
            .get(alert)
            .is_none_or(|at| !is_within(*at, LINKS_EVERY, now));
        if due {
            links.insert(alert.clone(), now);
        }
        due
    }
}

/// Whether `then` is less than `pause` ago; an instant in the future was written by a clock that was ahead.
fn is_within(then: Timestamp, pause: SignedDuration, now: Timestamp) -> bool {
    let age = now.duration_since(then);
    age < pause && !age.is_negative()
}

impl Daemon {
    /// Looks at every alert and puts what is to be told into the outbox; how many spoke.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn alert_round(&self) -> Result<usize, StoreError> {
        let (plan, now) = (self.board.plan(), self.clock().now());
        let clock_is_wrong = matches!(self.clock_standing(now), Standing::Wrong(_));
        // What the sources list of the time the daemon was away is not heard yet: a day would look half told.
        if plan.settings.alerts.is_empty() || clock_is_wrong || self.is_catching_up(now) {
            return Ok(0);
        }
        let mut told = 0;
        for alert in &plan.settings.alerts {
            if alert.when == AlertKind::LostBacklink && !self.alarms.links_due(&alert.id, now) {
                continue;
            }
            told += usize::from(look(self.store(), &plan, alert, now).await?);
        }
        Ok(told)
    }

    /// A round, if anything can have changed.
    pub(super) async fn alert_step(self) -> Result<(), StoreError> {
        let heard = self.board.totals().mentions;
        if self.alarms.is_due(heard, self.clock().now()) {
            self.alert_round().await?;
        }
        Ok(())
    }
}

/// What a look found: the alert with what is remembered once it is told.
#[derive(Debug)]
struct Found {
    alert: Alert,
    state: AlertState,
}

/// Looks at one alert. One that was never seen before tells nothing from before it.
async fn look(
    store: &Store,
    plan: &Arc<Plan>,
    alert: &AlertPlan,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let id = alert.id.clone();
    let known = store.read(move |store| store.alert_state(&id)).await?;
    let state = known.clone().unwrap_or_else(|| AlertState {
        since: Some(now),
        ..AlertState::default()
    });
    if known.is_none() {
        store.put_alert_state(&alert.id, state.clone()).await?;
    }
    let (looked, wanted) = (Arc::clone(plan), alert.clone());
    let found = store
        .read(move |store| {
            let lookout = Lookout {
                store,
                plan: &looked,
                alert: &wanted,
                now,
            };
            lookout.find(state)
        })
        .await?;
    let Some(Found { alert: told, state }) = found else {
        return Ok(false);
    };
    let mails = match posting::mails(plan, alert, &told) {
        Ok(mails) => mails,
        Err(why) => {
            tracing::error!(
                alert = alert.id.as_str(),
                why,
                "an alert could not be put together"
            );
            return Ok(false);
        }
    };
    let (id, recipients) = (told.id.clone(), mails.len());
    let new = store.alert_add(told, mails, state).await?;
    if new {
        tracing::info!(alert = id, recipients, "alert");
    }
    Ok(new)
}

/// One look at one alert: what is looked through, for what, and when.
#[derive(Clone, Copy)]
struct Lookout<'a> {
    store: &'a Store,
    plan: &'a Plan,
    alert: &'a AlertPlan,
    now: Timestamp,
}

impl<'a> Lookout<'a> {
    fn find(&self, state: AlertState) -> Result<Option<Found>, StoreError> {
        match self.alert.when {
            AlertKind::Spike | AlertKind::NegativeSpike => self.spike(state),
            AlertKind::Silence => self.silence(state),
            AlertKind::Influencer | AlertKind::Keyword => self.posts(state),
            AlertKind::LostBacklink => self.lost_links(state),
        }
    }

    /// Whether the alert keeps still because it spoke a while ago.
    fn keeps_still(&self, state: &AlertState) -> bool {
        let quiet = SignedDuration::try_from(self.alert.quiet).unwrap_or(SignedDuration::MAX);
        state
            .last_told
            .is_some_and(|last| is_within(last, quiet, self.now))
    }

    fn about(&self) -> About<'a> {
        let (alert, settings) = (self.alert, &self.plan.settings);
        let brand = settings.brands.iter().find(|brand| brand.id == alert.brand);
        About {
            plan: alert,
            brand_name: brand.map_or(alert.brand.as_str(), |brand| brand.name.as_str()),
            influencers: &settings.influencers,
            at: self.now,
            zone: &settings.timezone,
        }
    }
}
