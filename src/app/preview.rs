//! A digest as it would be mailed at some instant, without mailing it.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    digests::{self, Due},
    plan::Plan,
};
use crate::{
    digest::Digest,
    io::store::{Store, StoreError},
    model::{DigestPlan, Report},
};

/// The newest period of a digest that has ended at `now`.
///
/// # Errors
/// One sentence when it was never due before.
pub fn latest(plan: &Plan, digest: &DigestPlan, now: Timestamp) -> Result<Due, String> {
    let zone = &plan.settings.timezone;
    let Some(schedule) = plan.schedules.get(&digest.id) else {
        return Err(format!("digest `{}` has no schedule", digest.id));
    };
    let at = schedule
        .latest_at_or_before(now, zone)
        .ok_or_else(|| format!("digest `{}` was never due before {now}", digest.id))?;
    Ok(Due {
        at,
        period: schedule.period_key(at, zone),
        window: schedule.window(at, zone),
        missed: Vec::new(),
    })
}

/// Reports and digest of the newest period that has ended at `now`. The outer error is the store's, the inner one says
/// why there is none. A period in the past (`is_past`) that was mailed is made from what was frozen with its mail.
///
/// # Errors
/// When the store cannot be read.
pub async fn preview(
    store: &Store,
    plan: &Arc<Plan>,
    digest: &DigestPlan,
    now: Timestamp,
    is_past: bool,
) -> Result<Result<(Vec<Report>, Digest), String>, StoreError> {
    match latest(plan, digest, now) {
        Ok(due) => digests::compose(store, plan, digest, &due, is_past).await,
        Err(why) => Ok(Err(why)),
    }
}
