//! Freezes what was expected of a campaign at the moment it begins, so that later it stands beside what came.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;

use super::{plan::Plan, reports};
use crate::{
    io::store::{Store, StoreError},
    model::{Campaign, CampaignId, Expected, start_of},
};

/// Whether there is anything to reckon with.
fn plans_posts(campaign: &Campaign) -> bool {
    !campaign.plan.posts.is_empty() || !campaign.terms.deliverables.is_empty()
}

/// Name under which a campaign's expectation is kept.
fn key(campaign: &CampaignId) -> String {
    format!("expected:{campaign}")
}

/// Freezes the expectation of every campaign that has begun and has none yet; a frozen one never changes.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn freeze(store: &Store, plan: &Arc<Plan>, now: Timestamp) -> Result<(), StoreError> {
    let zone = &plan.settings.timezone;
    let begun = plan
        .settings
        .campaigns
        .iter()
        .filter(|campaign| plans_posts(campaign) && start_of(campaign.window.from, zone) <= now);
    for campaign in begun {
        let (plan, campaign, name) = (Arc::clone(plan), campaign.clone(), key(&campaign.id));
        let known = name.clone();
        let frozen = store
            .read(move |store| {
                if store.notice(&known)?.is_some() {
                    return Ok(None);
                }
                reports::expectation(store, &plan, &campaign, now)
            })
            .await?;
        if let Some(value) = frozen.and_then(|expected| serde_json::to_value(expected).ok()) {
            store.put_notice(&name, Some(value)).await?;
        }
    }
    Ok(())
}

/// The expectations frozen so far.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn frozen(
    store: &Store,
    campaigns: &[Campaign],
) -> Result<BTreeMap<CampaignId, Expected>, StoreError> {
    let mut found = BTreeMap::new();
    for campaign in campaigns.iter().filter(|campaign| plans_posts(campaign)) {
        let stored = store.notice(&key(&campaign.id))?;
        // One of a newer version that cannot be read is reckoned anew from the days before.
        let expected = stored.and_then(|value| serde_json::from_value::<Expected>(value).ok());
        found.extend(expected.map(|expected| (campaign.id.clone(), expected)));
    }
    Ok(found)
}
