//! Influencers of the roster: what each brought and what it cost.

use std::collections::BTreeSet;

use super::campaign::Active;
use super::influencer_return;
use super::inputs::next_day;
use super::ledger::Ledger;
use crate::metrics::outcomes::cost_per;
use crate::metrics::totals::wide;
use crate::metrics::{
    Scope, Totals, benchmark, emv, engagement, engagement_rate, impressions, net_sentiment, reach,
};
use crate::model::{Figure, Influencer, InfluencerId, InfluencerRow, Money, Platform, Tier, Window};

/// Influencers with anything to report: who brought most revenue first, where that is told, then by reach.
pub(super) fn rows(ledger: &Ledger<'_>, campaigns: &[Active<'_>]) -> Vec<InfluencerRow> {
    let roster = ledger.inputs.influencers.iter();
    let mut rows: Vec<InfluencerRow> = roster
        .filter_map(|influencer| row(ledger, campaigns, influencer))
        .collect();
    rows.sort_by(|a, b| {
        let reach = |row: &InfluencerRow| row.reach.value().unwrap_or(-1.0);
        let revenue = |row: &InfluencerRow| row.brought.revenue.value().unwrap_or(0.0);
        revenue(b)
            .total_cmp(&revenue(a))
            .then_with(|| reach(b).total_cmp(&reach(a)))
            .then_with(|| b.posts.cmp(&a.posts))
            .then_with(|| a.id.cmp(&b.id))
    });
    rows
}

/// Campaigns that have begun and name the influencer.
fn theirs<'b, 'a>(campaigns: &'b [Active<'a>], id: &InfluencerId) -> Vec<&'b Active<'a>> {
    campaigns
        .iter()
        .filter(|active| active.campaign.influencers.contains(id))
        .filter(|active| active.report.phase != crate::model::Phase::Before)
        .collect()
}

/// From the start of the earliest campaign that names the influencer until now; without one, the window.
fn span(ledger: &Ledger<'_>, campaigns: &[&Active<'_>]) -> Window {
    let spans = campaigns.iter().map(|active| active.campaign.window);
    let whole = spans.reduce(|a, b| Window {
        from: a.from.min(b.from),
        to: a.to.max(b.to),
    });
    ledger.clip(whole.unwrap_or(ledger.inputs.window))
}

fn row(ledger: &Ledger<'_>, campaigns: &[Active<'_>], influencer: &Influencer) -> Option<InfluencerRow> {
    let theirs = theirs(campaigns, &influencer.id);
    let scope = Scope {
        influencer: Some(&influencer.id),
        ..Scope::default()
    };
    let totals = ledger.totals(&ledger.brand(), span(ledger, &theirs), scope);
    let posts = totals.mentions();
    let cost = cost(ledger, &theirs, &influencer.id);
    let brought = influencer_return::of(
        ledger,
        &influencer.id,
        Window {
            to: next_day(ledger.today),
            ..span(ledger, &theirs)
        },
        cost,
        theirs.iter().all(|active| is_complete(ledger, active)),
    );
    let came = [&brought.orders, &brought.clicks, &brought.leads];
    let brought_any = came
        .iter()
        .any(|figure| figure.value().is_some_and(|value| value > 0.0));
    if posts == 0 && cost.amount_minor == 0 && theirs.is_empty() && !brought_any {
        return None;
    }
    let platforms: BTreeSet<Platform> = totals.cells.keys().map(|key| key.platform).collect();
    let tier = tier(ledger, influencer, &totals);
    let reactions = ledger.compute(&engagement::METRIC, &totals, &[]);
    Some(InfluencerRow {
        id: influencer.id.clone(),
        name: influencer.name.clone(),
        category: influencer.category.clone(),
        tier,
        posts,
        reach: ledger.compute(&reach::METRIC, &totals, &[]),
        engagement_rate: ledger.compute(&engagement_rate::METRIC, &totals, &[]),
        benchmark_rate: tier.and_then(|tier| benchmark_rate(ledger, influencer, tier, &totals)),
        emv: ledger.compute(&emv::METRIC, &totals, &[]),
        net_sentiment: ledger.compute(&net_sentiment::METRIC, &totals, &[]),
        cpe: cost_per(&cost, &reactions, 1.0),
        cpm: cost_per(&cost, &ledger.compute(&impressions::METRIC, &totals, &[]), 1000.0),
        engagement: reactions,
        platforms: platforms.into_iter().collect(),
        cost,
        brought,
    })
}

/// Costs of the campaigns that name the influencer, with the part of shared ones that is theirs.
fn cost(ledger: &Ledger<'_>, campaigns: &[&Active<'_>], id: &InfluencerId) -> Money {
    let sheets = campaigns
        .iter()
        .filter_map(|active| ledger.sheets.get(&active.campaign.id));
    Money {
        amount_minor: sheets.fold(0, |sum: i64, sheet| sum.saturating_add(sheet.of(id))),
        currency: ledger.inputs.currency,
    }
}

/// Whether all costs of a campaign are known.
fn is_complete(ledger: &Ledger<'_>, active: &Active<'_>) -> bool {
    let sheet = ledger.sheets.get(&active.campaign.id);
    sheet.is_none_or(|sheet| sheet.total().1)
}

/// By the largest following known: configured, or measured with a post.
pub(super) fn tier(ledger: &Ledger<'_>, influencer: &Influencer, totals: &Totals) -> Option<Tier> {
    let configured = influencer
        .followers
        .values()
        .max()
        .map(|followers| ledger.inputs.tiers.of(*followers));
    let measured = totals.cells.keys().filter_map(|key| key.tier).max();
    configured.max(measured)
}

/// What is usual for the tier on the platform the influencer posts on most: the published rate, pulled towards what
/// the brand's other authors of that tier reach there.
pub(super) fn benchmark_rate(
    ledger: &Ledger<'_>,
    influencer: &Influencer,
    tier: Tier,
    totals: &Totals,
) -> Option<f64> {
    let platforms: BTreeSet<Platform> = totals.cells.keys().map(|key| key.platform).collect();
    let configured = influencer.followers.keys().copied();
    let candidates = if platforms.is_empty() {
        configured.collect()
    } else {
        platforms
    };
    let posts = |platform: Platform| -> u32 {
        let cells = totals.cells.values().filter(|cell| cell.key.platform == platform);
        cells.map(|cell| cell.mentions).sum()
    };
    let published = candidates.into_iter().filter_map(|platform| {
        Some((
            posts(platform),
            platform,
            benchmark::engagement_rate(platform, tier)?,
        ))
    });
    let (_, platform, default) =
        published.max_by_key(|(posts, platform, _)| (*posts, std::cmp::Reverse(*platform)))?;
    let others = ledger.cells(
        &ledger.brand(),
        Window {
            from: ledger.hearing.since(ledger.inputs.brand)?,
            to: ledger.inputs.window.to,
        },
        Scope {
            platform: Some(platform),
            tier: Some(Some(tier)),
            ..Scope::default()
        },
    );
    let others = others
        .cells
        .values()
        .filter(|cell| cell.key.influencer.as_ref() != Some(&influencer.id));
    let (actions, followers, posts) = others.fold((0, 0, 0), |(a, f, n), cell| {
        (
            a + cell.engaged_actions,
            f + cell.engaged_followers,
            n + u64::from(cell.engaged),
        )
    });
    if followers == 0 {
        return Some(default);
    }
    Some(benchmark::shrink(
        default,
        wide(actions) / wide(followers) * 100.0,
        wide(posts),
    ))
}

/// Whether a figure of the row is known at all, for the methods list.
pub(super) fn any_rate(rows: &[InfluencerRow]) -> bool {
    rows.iter()
        .any(|row| matches!(row.engagement_rate, Figure::Exact { .. }) && row.benchmark_rate.is_some())
}
