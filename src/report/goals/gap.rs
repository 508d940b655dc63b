//! What closes the gap: how much a day instead of how much, and how many posts that is like the best poster's.

use super::measure::Measure;
use crate::metrics::totals::wide;
use crate::metrics::{Scope, round_people};
use crate::model::{Campaign, Figure, GoalRow, InfluencerId, Verdict, Window};
use crate::report::ledger::Ledger;
use crate::report::words::{day_words, grouped};

/// Posts that somebody must have published before the next one is reckoned by them.
const FEWEST_POSTS: u32 = 3;
/// More posts than this are no advice.
const MOST_POSTS: f64 = 200.0;

/// One sentence without its dot; empty where nothing has to change.
pub(super) fn closing(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    row: &GoalRow,
    measure: &Measure<'_>,
) -> String {
    if !matches!(
        row.verdict,
        Verdict::AtRisk | Verdict::Unlikely | Verdict::TooEarly
    ) {
        return String::new();
    }
    let (Some(needed), Some(rate), Some(so_far)) = (row.needed_per_day, row.rate_per_day, row.actual.value())
    else {
        return String::new();
    };
    if needed <= rate {
        return String::new();
    }
    let gap = row.target - so_far;
    let more = if rate > 0.0 && needed / rate < 10.0 {
        format!(", {:.0} % more", (needed / rate - 1.0) * 100.0)
    } else {
        String::new()
    };
    let mut words = format!(
        "{} to go: {} a day until {} instead of {} so far{more}",
        grouped(round_people(gap)),
        grouped(round_people(needed)),
        day_words(row.by),
        grouped(round_people(rate)),
    );
    // What is already on the way at the usual rate needs no further post.
    let missing = gap - rate * gap / needed;
    if let Some(posts) = posts_like(ledger, campaign, row, measure, missing) {
        words = format!("{words}; {posts}");
    }
    words
}

/// How many further posts would bring what is missing, reckoned by the poster whose posts brought most each.
fn posts_like(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    row: &GoalRow,
    measure: &Measure<'_>,
    missing: f64,
) -> Option<String> {
    // A post is one mention, and reaches whom the last one reached.
    let told_by_posts = |name: &str| {
        matches!(
            name,
            "impressions" | "engagement" | "likes" | "comments" | "shares"
        )
    };
    if missing <= 0.0 || !measure.metrics().all(|(metric, _)| told_by_posts(metric.name)) {
        return None;
    }
    let roster: Vec<&InfluencerId> = match &row.influencer {
        Some(id) => vec![id],
        None => campaign.influencers.iter().collect(),
    };
    let span = Window {
        from: row.detail.from.unwrap_or(campaign.window.from),
        to: campaign.window.to,
    };
    let best = roster
        .into_iter()
        .filter_map(|id| Some((id, per_post(ledger, campaign, row, measure, (id, span))?)))
        .max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.cmp(a.0)))?;
    let posts = (missing / best.1).ceil();
    if !(1.0..=MOST_POSTS).contains(&posts) {
        return None;
    }
    let known = ledger.inputs.influencers.iter();
    let name = known
        .clone()
        .find(|influencer| influencer.id == *best.0)
        .map_or(best.0.as_str(), |influencer| influencer.name.as_str());
    let word = if posts < 1.5 { "post" } else { "posts" };
    Some(format!(
        "that is about {} more {word} like {name}’s, at {} each so far",
        grouped(posts),
        grouped(round_people(best.1)),
    ))
}

/// What one post of somebody brought on average, if they published enough.
fn per_post(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    row: &GoalRow,
    measure: &Measure<'_>,
    (id, span): (&InfluencerId, Window),
) -> Option<f64> {
    let subject = crate::model::Subject::Campaign(campaign.id.clone());
    let scope = Scope {
        influencer: Some(id),
        platform: row.platform,
        tier: None,
    };
    let posts = ledger.cells(&subject, span, scope).mentions();
    let brought: Option<f64> = measure
        .metrics()
        .map(|(metric, weight)| {
            let figure = ledger.measure(metric, &subject, ledger.clip(span), scope);
            figure.value().map(|value| value * weight)
        })
        .sum();
    brought
        .filter(|brought| posts >= FEWEST_POSTS && *brought > 0.0)
        .map(|brought| brought / wide(posts.into()))
}

/// What one of it cost so far: of the goal's influencer with their part of shared costs, else of the whole campaign.
pub(super) fn cost_per(ledger: &Ledger<'_>, campaign: &Campaign, row: &GoalRow) -> Option<Figure> {
    use crate::metrics::Unit;
    use crate::metrics::outcomes::cost_per;
    // Levels and money have no price, and costs are not kept by platform or source.
    let metric = crate::metrics::get(&row.metric).filter(|_| row.detail.bundle.is_none())?;
    if !metric.additive || metric.unit != Unit::Count || row.detail.source.is_some() {
        return None;
    }
    let scope = Scope {
        influencer: row.influencer.as_ref(),
        platform: row.platform,
        tier: None,
    };
    let spent = ledger.spent(&campaign.id, scope)?;
    let per = if matches!(metric.name, "reach" | "impressions") {
        1000.0
    } else {
        1.0
    };
    let cost = cost_per(&spent.cost, &row.actual, per);
    cost.is_known().then_some(cost)
}
