//! One influencer in one campaign: the row that everything about them stands in.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::Measure;
use super::{Case, data, deliver, posts, slips};
use crate::metrics::outcomes::cost_per;
use crate::metrics::score::{self, Parts, ScoreWeights};
use crate::metrics::{self, Scope, Totals, emv, engagement, median, net_sentiment, reach};
use crate::model::{
    Figure, Influencer, InfluencerId, KeepRow, KeepVerdict, Kind, MemberRow, Mention, Money, PageFigure,
    PivotRow, ScorePart, ScoreRow, TopRow,
};
use crate::report::{influencers, ledger::Ledger, said};

/// Metrics that count what came through somebody.
const OUTCOMES: [&str; 6] = ["clicks", "visits", "leads", "orders", "new_customers", "follows"];
/// Most questions shown of one influencer.
const ASKED: usize = 5;

/// A row for everybody on the roster that the configuration knows; verdicts, shares and scores follow.
pub(super) fn rows(
    case: &Case<'_, '_>,
    measure: &Measure,
    costs: &BTreeMap<InfluencerId, Money>,
) -> Vec<MemberRow> {
    let roster = case.ledger.inputs.influencers.iter();
    roster
        .filter(|influencer| case.campaign.influencers.contains(&influencer.id))
        .map(|influencer| row(case, measure, influencer, costs))
        .collect()
}

fn row(
    case: &Case<'_, '_>,
    measure: &Measure,
    influencer: &Influencer,
    costs: &BTreeMap<InfluencerId, Money>,
) -> MemberRow {
    let (ledger, id) = (case.ledger, &influencer.id);
    let totals = case.totals(id);
    let (stored, told) = (case.posts(id), case.told(id));
    let tier = influencers::tier(ledger, influencer, totals);
    let cost = costs.get(id).copied().unwrap_or(Money {
        amount_minor: 0,
        currency: ledger.inputs.currency,
    });
    let brought = measure.count(id);
    let (now, before) = posts::rates(case, id, &stored);
    let told_rows = data::told_rows(&stored, &told);
    let data = data::row(case, influencer, &stored, &told);
    MemberRow {
        id: id.clone(),
        name: influencer.name.clone(),
        tier,
        category: influencer.category.clone(),
        posts: totals.mentions(),
        cost_each: cost_per(&cost, &brought, 1.0),
        brought,
        cost,
        share: None,
        keep: KeepRow {
            verdict: KeepVerdict::Unknown,
            ratio: Figure::unknown(""),
            p_adjusted: None,
            sentence: String::new(),
        },
        score: ScoreRow::default(),
        deliverables: deliver::rows(case, influencer, totals, &stored, &told),
        delivered: posts::rows(id, &stored, &told),
        slips: slips::rows(case, influencer, &stored),
        reliability: data::reliability(&data, &told_rows),
        data,
        told: told_rows,
        rate: median::median(&now, "post"),
        usual_rate: median::median(&before, "earlier post"),
        tier_rate: tier.and_then(|tier| influencers::benchmark_rate(ledger, influencer, tier, totals)),
        asked: asked(ledger, influencer),
        outcomes: outcomes(case, id),
    }
}

/// What imports tell that came through somebody since the campaign began, counts only.
fn outcomes(case: &Case<'_, '_>, id: &InfluencerId) -> Vec<PageFigure> {
    let scope = Scope {
        influencer: Some(id),
        ..Scope::default()
    };
    let since = case.ledger.since(case.campaign);
    let all = OUTCOMES.iter().filter_map(|name| metrics::get(name));
    all.map(|metric| PageFigure {
        label: metric.label.to_owned(),
        unit: String::new(),
        value: case.ledger.measure(metric, &case.subject, since, scope),
    })
    .filter(|told| told.value.is_known())
    .collect()
}

/// Who brought most first; those of whom that is not known last.
pub(super) fn sorted(mut members: Vec<MemberRow>) -> Vec<MemberRow> {
    let brought = |member: &MemberRow| member.brought.value().unwrap_or(-1.0);
    members.sort_by(|a, b| brought(b).total_cmp(&brought(a)).then_with(|| a.id.cmp(&b.id)));
    members
}

/// Fills in the scores.
pub(super) fn score(case: &Case<'_, '_>, members: &mut [MemberRow]) {
    let weights = case.ledger.inputs.dossier.weights;
    let parts: Vec<Parts> = members.iter().map(|member| parts(case, member)).collect();
    let all: f64 = weights.all().iter().sum();
    for (member, scored) in members.iter_mut().zip(score::score(&parts, &weights)) {
        let named = ScoreWeights::PARTS.iter().zip(weights.all()).zip(scored.ranks);
        member.score = ScoreRow {
            score: scored.score,
            coverage: scored.coverage,
            parts: named
                .map(|(((name, label), weight), rank)| ScorePart {
                    name: (*name).to_owned(),
                    label: (*label).to_owned(),
                    weight: if all > 0.0 { weight / all } else { 0.0 },
                    rank,
                })
                .collect(),
        };
    }
}

/// What a score is made of, in the order of its weights.
fn parts(case: &Case<'_, '_>, member: &MemberRow) -> Parts {
    let cost = member.cost.major();
    let brought = member.brought.value();
    let against_tier = member
        .rate
        .value()
        .zip(member.tier_rate.filter(|rate| *rate > 0.0));
    let sentiment = case
        .ledger
        .compute(&net_sentiment::METRIC, case.totals(&member.id), &[]);
    [
        brought,
        brought.filter(|_| cost > 0.0).map(|brought| brought / cost),
        against_tier.map(|(rate, usual)| rate / usual),
        sentiment.value(),
        member.reliability.value(),
    ]
}

/// Questions of the window that people put to an influencer: under their name, or on their own site.
fn asked(ledger: &Ledger<'_>, influencer: &Influencer) -> Vec<TopRow> {
    let candidates = said::candidates(ledger);
    let theirs = candidates.into_iter().filter(|mention| {
        mention.kinds.contains(&Kind::Question)
            && !mention.automated
            && mention.influencer.as_ref() != Some(&influencer.id)
            && concerns(mention, influencer)
    });
    theirs
        .take(ASKED)
        .map(|mention| said::row(ledger, mention))
        .collect()
}

/// Whether a mention names an account of somebody, or one of their codes, or stands on their site.
fn concerns(mention: &Mention, influencer: &Influencer) -> bool {
    let named = |name: &str| {
        let same = |handle: &String| handle.trim_start_matches('@').eq_ignore_ascii_case(name);
        mention.handles.iter().any(same) || mention.site.as_deref() == Some(name)
    };
    let accounts = influencer.handles.iter();
    let code = |code: &String| mention.codes.iter().any(|seen| seen.eq_ignore_ascii_case(code));
    accounts
        .map(|handle| handle.name.trim_start_matches('@'))
        .any(named)
        || influencer.codes.iter().any(code)
}

/// The campaign's figures by category of the influencers, most mentions first; those of nobody's category apart.
pub(crate) fn by_category(case: &Case<'_, '_>) -> Vec<PivotRow> {
    let inputs = case.ledger.inputs;
    let categories: BTreeSet<&str> = inputs
        .influencers
        .iter()
        .filter(|one| case.campaign.influencers.contains(&one.id))
        .filter_map(|one| one.category.as_deref())
        .collect();
    let mut rows: Vec<PivotRow> = categories
        .into_iter()
        .map(|category| {
            let of = inputs
                .influencers
                .iter()
                .filter(|one| one.category.as_deref() == Some(category));
            let ids: Vec<&InfluencerId> = of.map(|one| &one.id).collect();
            pivot(case, category, &ids)
        })
        .filter(|row| row.mentions > 0)
        .collect();
    rows.sort_by(|a, b| b.mentions.cmp(&a.mentions).then_with(|| a.name.cmp(&b.name)));
    rows
}

/// Figures of several influencers together.
fn pivot(case: &Case<'_, '_>, name: &str, ids: &[&InfluencerId]) -> PivotRow {
    let mut all = Totals::default();
    for id in ids {
        let totals = case.totals(id);
        all.narrow = true;
        all.cells.extend(totals.cells.clone());
        let audiences = totals.audiences.iter();
        all.audiences
            .tree()
            .extend(audiences.map(|(key, people)| (*key, people.clone())));
    }
    PivotRow {
        name: name.to_owned(),
        mentions: all.mentions(),
        reach: case.ledger.compute(&reach::METRIC, &all, &[]),
        engagement: case.ledger.compute(&engagement::METRIC, &all, &[]),
        emv: case.ledger.compute(&emv::METRIC, &all, &[]),
        net_sentiment: case.ledger.compute(&net_sentiment::METRIC, &all, &[]),
    }
}
