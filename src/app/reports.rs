//! Store → report: loads the roll-ups and the few mentions a report names, freezes baselines that are due.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{Timestamp, civil::Date};

use super::{expectations, plan::Plan, post_counts, recheck, roster, tellers::tellers};
use crate::{
    io::store::{Store, StoreError},
    metrics::Metric,
    model::{
        BrandId, Campaign, CampaignId, Engagement, EngagementReading, Expected, Explanation, Mention,
        MentionId, Report, Source, SourceName, SourceState, Subject, Window, day_of, start_of,
    },
    report::{
        self, FrozenBaseline, Inputs, Looked, Rollups, needed_days, needed_mentions, needed_stories,
        needed_subjects, needed_texts,
    },
};

/// Most mentions of one story that a report looks at, the earliest ones.
const MOST_OF_STORY: usize = 500;

/// Most mentions with a promo code that a report looks at, the newest ones.
const MOST_WITH_CODES: usize = 5_000;

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
    with_inputs(store, plan, wanted, true, report::build)
}

/// Explains a metric of the brand, or of the one campaign that is wanted; `None` if that campaign is another brand's.
///
/// # Errors
/// When the store cannot be read.
pub fn explain(
    store: &Store,
    plan: &Plan,
    wanted: &Wanted,
    metric: &'static Metric,
) -> Result<Option<Explanation>, StoreError> {
    let campaign = wanted.campaigns.as_ref().and_then(|ids| ids.first());
    with_inputs(store, plan, wanted, false, |inputs| {
        report::explain(inputs, metric, campaign)
    })
}

/// Loads what a report of this brand and window is computed from, with the mentions it names if they are needed, and
/// computes.
pub(super) fn with_inputs<T>(
    store: &Store,
    plan: &Plan,
    wanted: &Wanted,
    with_mentions: bool,
    compute: impl FnOnce(&Inputs<'_>) -> T,
) -> Result<T, StoreError> {
    let settings = &plan.settings;
    let campaigns = chosen(plan, wanted);
    let subjects = needed_subjects(&wanted.brand, &settings.brands, &campaigns);
    let days = needed_days(
        &wanted.brand,
        &campaigns,
        wanted.window,
        wanted.as_of,
        &settings.timezone,
    );
    let mut rollups = store.rollups(&subjects, days)?;
    load_year_ago(store, plan, wanted, &campaigns, &mut rollups)?;
    let outcomes = store.outcome_days(days)?;
    let tellers = tellers(store, settings)?;
    let mut top: BTreeMap<MentionId, Mention> = BTreeMap::new();
    let named = with_mentions.then(|| needed_mentions(&rollups, &wanted.brand, wanted.window));
    for id in named.into_iter().flatten() {
        if let Some(mention) = store.mention(id)? {
            top.insert(id, mention);
        }
    }
    post_counts::apply(
        store,
        plan,
        &campaigns,
        (&outcomes, &tellers),
        &mut rollups,
        &mut top,
    )?;
    let readings = readings(store, &top)?;
    let mut stories = BTreeMap::new();
    if with_mentions {
        for story in needed_stories(&rollups, &wanted.brand, wanted.window) {
            let told = store.story(&story, MOST_OF_STORY)?;
            stories.insert(story, told);
        }
    }
    let with_codes = if with_mentions && settings.influencers.iter().any(|one| !one.codes.is_empty()) {
        store.with_codes(MOST_WITH_CODES)?
    } else {
        Vec::new()
    };
    let texts = texts(store, with_mentions, &rollups, wanted)?;
    let mut states = store.source_states()?;
    let sources: Vec<(SourceName, SourceState)> = settings
        .sources
        .iter()
        .map(|source| {
            (
                source.name.clone(),
                states.remove(&source.name).unwrap_or_default(),
            )
        })
        .collect();
    // That nothing was pushed to a hook is no silence of ours.
    let sources: Vec<(SourceName, SourceState)> = settings
        .sources
        .iter()
        .zip(sources)
        .filter(|(source, (_, state))| source.kind.is_polled() || !state.days.is_empty())
        .map(|(_, source)| source)
        .collect();
    let former_sources: Vec<SourceState> = states.into_values().collect();
    let looked = if with_mentions {
        let since = start_of(wanted.window.from, &settings.timezone);
        recheck::looked(store, &wanted.brand, since)?
    } else {
        Looked::default()
    };
    let baselines = baselines(store, &campaigns)?;
    let dossier = if with_mentions {
        roster::dossier(store, settings, &campaigns, &outcomes)?
    } else {
        report::Dossier::default()
    };
    let expected = expectations::frozen(store, &campaigns)?;
    let (heard_since, brands_since) = (heard_since(store)?, brands_since(store)?);
    Ok(compute(&Inputs {
        brand: &wanted.brand,
        brands: &settings.brands,
        campaigns: &campaigns,
        all_campaigns: &settings.campaigns,
        influencers: &settings.influencers,
        tiers: settings.tiers,
        topics: &settings.topics,
        currency: settings.currency,
        cpm: &settings.cpm,
        emv: &settings.emv,
        timezone: &settings.timezone,
        timezone_name: &settings.timezone_name,
        window: wanted.window,
        as_of: wanted.as_of,
        rollups: &rollups,
        top_mentions: &top,
        stories: &stories,
        readings: &readings,
        people: settings.people,
        with_codes: &with_codes,
        texts: &texts,
        outcomes: &outcomes,
        tellers: &tellers,
        expected: &expected,
        baselines: &baselines,
        sources: &sources,
        former_sources: &former_sources,
        heard_since,
        brands_since: &brands_since,
        looked: &looked,
        dossier: &dossier,
        rest_days: rest_days(&settings.sources),
    }))
}

/// Adds the same weeks a year ago of campaigns that have begun, where that long ago somebody listened.
fn load_year_ago(
    store: &Store,
    plan: &Plan,
    wanted: &Wanted,
    campaigns: &[Campaign],
    rollups: &mut Rollups,
) -> Result<(), StoreError> {
    let today = day_of(wanted.as_of, &plan.settings.timezone);
    let listened = heard_since(store)?;
    let brand = [Subject::Brand(wanted.brand.clone())];
    for window in report::year_ago_windows(campaigns, today) {
        if listened.is_some_and(|since| since <= window.from) {
            rollups.extend(store.rollups(&brand, window)?);
        }
    }
    Ok(())
}

/// How the counts of the mentions that a report may name grew.
fn readings(
    store: &Store,
    mentions: &BTreeMap<MentionId, Mention>,
) -> Result<BTreeMap<MentionId, Vec<EngagementReading>>, StoreError> {
    let mut found = BTreeMap::new();
    let counted = |mention: &&Mention| mention.engagement != Engagement::default();
    for mention in mentions.values().filter(counted) {
        let readings = store.engagement_of(mention)?;
        if readings.len() > 1 {
            found.insert(mention.id, readings);
        }
    }
    Ok(found)
}

/// The mentions whose texts tell the themes.
fn texts(
    store: &Store,
    with_mentions: bool,
    rollups: &Rollups,
    wanted: &Wanted,
) -> Result<BTreeMap<MentionId, Mention>, StoreError> {
    let mut texts = BTreeMap::new();
    let named = with_mentions.then(|| needed_texts(rollups, &wanted.brand, wanted.window));
    for id in named.into_iter().flatten() {
        // A text that is kept no more tells nothing, and would make those who spoke then seem silent.
        if let Some(mention) = store
            .mention(id)?
            .filter(|mention| !mention.text.is_empty() || !mention.title.is_empty())
        {
            texts.insert(id, mention);
        }
    }
    Ok(texts)
}

/// Whole days that may pass without a poll while all is well: polls come up to a tenth later than wanted.
fn rest_days(sources: &[Source]) -> i32 {
    const DAY_SECS: u64 = 24 * 3600;
    let polled = sources.iter().filter(|source| source.kind.is_polled());
    let shortest = polled.map(|source| source.cadence.every.as_secs()).min();
    let days = shortest.map_or(0, |secs| secs.saturating_add(secs / 10) / DAY_SECS);
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// As [`build`], off the async threads.
///
/// # Errors
/// When the store cannot be read.
pub async fn build_async(store: &Store, plan: &Arc<Plan>, wanted: Wanted) -> Result<Report, StoreError> {
    let plan = Arc::clone(plan);
    store.read(move |store| build(store, &plan, &wanted)).await
}

/// Freezes the baseline of every campaign that has begun and has none yet; a frozen one never changes. Waits until every
/// source was polled once since then: what they still list is the baseline of a campaign that began before the daemon
/// did, or while it was away.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn freeze_baselines(store: &Store, plan: &Arc<Plan>, now: Timestamp) -> Result<(), StoreError> {
    // The states of all sources are read only where a campaign waits for its baseline: this is asked every few seconds.
    let begun: Vec<CampaignId> = plan
        .settings
        .campaigns
        .iter()
        .filter(|campaign| start_of(campaign.window.from, &plan.settings.timezone) <= now)
        .map(|campaign| campaign.id.clone())
        .collect();
    let waits = store.read(move |store| {
        let frozen = begun
            .iter()
            .map(|id| store.baseline(id).map(|known| known.is_some()));
        frozen.collect::<Result<Vec<bool>, _>>()
    });
    if waits.await?.into_iter().all(|frozen| frozen) {
        return Ok(());
    }
    let states = store.read(Store::source_states).await?;
    let polled = plan.settings.sources.iter();
    let polled = polled.filter(|source| source.kind.is_polled());
    let last_polls = polled.map(|source| {
        let state = states.get(&source.name);
        state.and_then(|state| state.last_poll)
    });
    // The source that was asked longest ago; one that was never asked holds everything up.
    let all_polled = last_polls.min().unwrap_or(Some(now));
    let zone = &plan.settings.timezone;
    let begun = plan.settings.campaigns.iter().filter(|campaign| {
        let from = start_of(campaign.window.from, zone);
        from <= now && all_polled.is_some_and(|polled| polled >= from)
    });
    for campaign in begun {
        let (plan, campaign, id) = (Arc::clone(plan), campaign.clone(), campaign.id.clone());
        let frozen = store
            .read(move |store| freeze(store, &plan, &campaign, now))
            .await?;
        if let Some(frozen) = frozen {
            store.put_baseline(&id, frozen).await?;
        }
    }
    Ok(())
}

/// The baseline to store, unless there is one already or nothing is known of the days before the campaign: what is not
/// known yet may still be heard of.
fn freeze(
    store: &Store,
    plan: &Plan,
    campaign: &Campaign,
    now: Timestamp,
) -> Result<Option<serde_json::Value>, StoreError> {
    if store.baseline(&campaign.id)?.is_some() {
        return Ok(None);
    }
    // This is asked every few seconds for as long as nothing is known: the whole report is not loaded for a plain no.
    let listened = brands_since(store)?.get(&campaign.brand).copied();
    let listened = listened.map_or_else(|| heard_since(store), |day| Ok(Some(day)))?;
    let brand = [Subject::Brand(campaign.brand.clone())];
    if listened.is_none_or(|day| day >= campaign.window.from)
        && store.rollups(&brand, campaign.baseline())?.is_empty()
    {
        return Ok(None);
    }
    let wanted = Wanted {
        brand: campaign.brand.clone(),
        campaigns: Some(vec![campaign.id.clone()]),
        window: campaign.baseline(),
        as_of: now,
    };
    let frozen = with_inputs(store, plan, &wanted, false, |inputs| {
        report::freeze(inputs, campaign)
    })?;
    Ok((frozen.days() > 0)
        .then(|| serde_json::to_value(frozen).ok())
        .flatten())
}

/// What a campaign is expected to bring, from what was known before it began.
pub(super) fn expectation(
    store: &Store,
    plan: &Plan,
    campaign: &Campaign,
    now: Timestamp,
) -> Result<Option<Expected>, StoreError> {
    let wanted = Wanted {
        brand: campaign.brand.clone(),
        campaigns: Some(vec![campaign.id.clone()]),
        window: campaign.baseline(),
        as_of: now,
    };
    with_inputs(store, plan, &wanted, false, |inputs| {
        report::expect(inputs, campaign)
    })
}

/// Name under which the day of the first start is kept.
const HEARD_SINCE: &str = "heard-since";
/// Name under which the first day of each brand is kept.
const BRANDS_SINCE: &str = "brands-since";

/// The day the daemon first listened, if it is known.
fn heard_since(store: &Store) -> Result<Option<Date>, StoreError> {
    let noted = store.notice(HEARD_SINCE)?;
    Ok(noted
        .as_ref()
        .and_then(serde_json::Value::as_str)
        .and_then(|day| day.parse().ok()))
}

/// The day each brand was first listened for, as far as it is known.
fn brands_since(store: &Store) -> Result<BTreeMap<BrandId, Date>, StoreError> {
    let noted = store.notice(BRANDS_SINCE)?;
    Ok(noted
        .and_then(|days| serde_json::from_value(days).ok())
        .unwrap_or_default())
}

/// Notes today as the day the daemon first listened, unless an earlier one is noted, and as the first day of every
/// brand that is new. A brand that is listened for no more is forgotten: nothing is known of the days until it is back.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn note_first_day(store: &Store, plan: &Plan, now: Timestamp) -> Result<(), StoreError> {
    let today = day_of(now, &plan.settings.timezone);
    let (first, noted) = store
        .read(|store| Ok((heard_since(store)?, brands_since(store)?)))
        .await?;
    if first.is_none() {
        store
            .put_notice(HEARD_SINCE, Some(today.to_string().into()))
            .await?;
    }
    // Where no brand is noted yet, all of them have been there from the beginning.
    let new = if noted.is_empty() {
        first.unwrap_or(today)
    } else {
        today
    };
    let brands = plan.settings.brands.iter();
    let since: BTreeMap<BrandId, Date> = brands
        .map(|brand| (brand.id.clone(), noted.get(&brand.id).copied().unwrap_or(new)))
        .collect();
    if since != noted {
        let since = serde_json::to_value(since).ok();
        store.put_notice(BRANDS_SINCE, since).await?;
    }
    Ok(())
}

fn baselines(
    store: &Store,
    campaigns: &[Campaign],
) -> Result<BTreeMap<CampaignId, FrozenBaseline>, StoreError> {
    let mut found = BTreeMap::new();
    for campaign in campaigns {
        let frozen = store
            .baseline(&campaign.id)?
            .and_then(|value| serde_json::from_value::<FrozenBaseline>(value).ok());
        if let Some(frozen) = frozen.filter(|frozen| frozen.days() > 0) {
            found.insert(campaign.id.clone(), frozen);
        }
    }
    Ok(found)
}

fn chosen(plan: &Plan, wanted: &Wanted) -> Vec<Campaign> {
    let of_brand = plan
        .settings
        .campaigns
        .iter()
        .filter(|campaign| campaign.brand == wanted.brand);
    match &wanted.campaigns {
        Some(ids) => of_brand
            .filter(|campaign| ids.contains(&campaign.id))
            .cloned()
            .collect(),
        None => of_brand.cloned().collect(),
    }
}
