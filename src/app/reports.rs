//! Store → report: loads the roll-ups and the few mentions a report names, freezes baselines that are due.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;

use super::plan::Plan;
use crate::{
    io::store::{Store, StoreError},
    model::{BrandId, Campaign, CampaignId, Mention, MentionId, Report, SourceName, SourceState, Window, day_of},
    report::{self, FrozenBaseline, Inputs, Rollups, needed_days, needed_mentions, needed_subjects},
};

/// Which report is wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The brand.
    pub brand: BrandId,
    /// Campaigns to include; `None` means all of the brand's.
    pub campaigns: Option<Vec<CampaignId>>,
    /// Days reported.
    pub window: Window,
    /// Seen from when.
    pub as_of: Timestamp,
}

/// Builds a report from the store. Blocks: call it through [`Store::read`] from async code.
///
/// # Errors
/// When the store cannot be read.
pub fn build(store: &Store, plan: &Plan, wanted: &Wanted) -> Result<Report, StoreError> {
    let settings = &plan.settings;
    let campaigns = chosen(plan, wanted);
    let subjects = needed_subjects(&wanted.brand, &settings.brands, &campaigns);
    let days = needed_days(&wanted.brand, &campaigns, wanted.window, wanted.as_of, &settings.timezone);
    let rollups = store.rollups(&subjects, days)?;
    let mut top: BTreeMap<MentionId, Mention> = BTreeMap::new();
    for id in needed_mentions(&rollups, &wanted.brand, wanted.window) {
        if let Some(mention) = store.mention(id)? {
            top.insert(id, mention);
        }
    }
    let states = store.source_states()?;
    let sources: Vec<(SourceName, SourceState)> = settings
        .sources
        .iter()
        .map(|source| (source.name.clone(), states.get(&source.name).cloned().unwrap_or_default()))
        .collect();
    let baselines = baselines(store, &campaigns)?;
    Ok(report::build(&Inputs {
        brand: &wanted.brand,
        brands: &settings.brands,
        campaigns: &campaigns,
        influencers: &settings.influencers,
        currency: settings.currency,
        cpm: &settings.cpm,
        timezone: &settings.timezone,
        timezone_name: &settings.timezone_name,
        window: wanted.window,
        as_of: wanted.as_of,
        rollups: &rollups,
        top_mentions: &top,
        baselines: &baselines,
        sources: &sources,
        heard_since: None,
    }))
}

/// As [`build`], off the async threads.
///
/// # Errors
/// When the store cannot be read.
pub async fn build_async(store: &Store, plan: &Arc<Plan>, wanted: Wanted) -> Result<Report, StoreError> {
    let plan = Arc::clone(plan);
    store.read(move |store| build(store, &plan, &wanted)).await
}

/// Freezes the baseline of every campaign that has begun and has none yet; a frozen one never changes.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn freeze_baselines(store: &Store, plan: &Plan, now: Timestamp) -> Result<(), StoreError> {
    let today = day_of(now, &plan.settings.timezone);
    for campaign in plan.settings.campaigns.iter().filter(|campaign| campaign.window.from <= today) {
        let (id, brand, window) = (campaign.id.clone(), campaign.brand.clone(), campaign.baseline());
        let loaded: Option<Rollups> = store
            .read(move |store| {
                if store.baseline(&id)?.is_some() {
                    return Ok(None);
                }
                store.rollups(&[crate::model::Subject::Brand(brand)], window).map(Some)
            })
            .await?;
        if let Some(rollups) = loaded {
            let frozen = report::freeze(campaign, &rollups, None, now);
            if let Ok(value) = serde_json::to_value(&frozen) {
                store.put_baseline(&campaign.id, value).await?;
            }
        }
    }
    Ok(())
}

fn baselines(
    store: &Store,
    campaigns: &[Campaign],
) -> Result<BTreeMap<CampaignId, FrozenBaseline>, StoreError> {
    let mut found = BTreeMap::new();
    for campaign in campaigns {
        let frozen = store.baseline(&campaign.id)?.and_then(|value| serde_json::from_value(value).ok());
        if let Some(frozen) = frozen {
            found.insert(campaign.id.clone(), frozen);
        }
    }
    Ok(found)
}

fn chosen(plan: &Plan, wanted: &Wanted) -> Vec<Campaign> {
    let of_brand = plan.settings.campaigns.iter().filter(|campaign| campaign.brand == wanted.brand);
    match &wanted.campaigns {
        Some(ids) => of_brand.filter(|campaign| ids.contains(&campaign.id)).cloned().collect(),
        None => of_brand.cloned().collect(),
    }
}
