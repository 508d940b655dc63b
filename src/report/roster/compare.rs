//! What each brought for the cost, against the rest: by the number one metric, or by what the objective is about.

use std::collections::BTreeMap;

use super::{Case, words};
use crate::metrics::keep::{self, Brought, Count, Gap, Judged, Keep};
use crate::metrics::rate_ratio::overdispersion;
use crate::metrics::{self, Metric, Scope, Totals, Unit, contribution};
use crate::model::{
    Figure, InfluencerId, KeepRow, KeepVerdict, MemberRow, Mention, Objective, ShareRow, Window,
};

/// Metrics that count what somebody brings, with what they count for people. Mentions are not among them: how often
/// somebody posts was agreed on.
const COUNTABLE: [(&str, &str); 13] = [
    ("orders", "orders"),
    ("revenue", "of revenue"),
    ("new_customers", "new customers"),
    ("leads", "leads"),
    ("follows", "new followers"),
    ("visits", "visits"),
    ("clicks", "clicks"),
    ("engagement", "reactions"),
    ("likes", "likes"),
    ("comments", "comments"),
    ("shares", "shares"),
    ("reach", "people reached"),
    ("impressions", "views"),
];
/// Those of them that are told post by post.
const BY_POST: [&str; 6] = [
    "engagement",
    "likes",
    "comments",
    "shares",
    "reach",
    "impressions",
];
/// Posts beyond the first of each that it takes to see how much they scatter.
const LEAST_FREEDOM: usize = 3;

/// By what a roster is compared.
pub(super) struct Measure {
    pub(super) metric: &'static Metric,
    /// What it counts, for people.
    pub(super) counted: String,
    /// Why this metric.
    pub(super) why: String,
    /// What each brought.
    pub(super) counts: BTreeMap<InfluencerId, Figure>,
    /// The same for comparing them: a day on which nothing was heard is missing of everybody alike, and makes nobody's count
    /// a lower bound.
    pub(super) compared: BTreeMap<InfluencerId, Figure>,
    /// What came in all, through whomever.
    pub(super) all: Figure,
    /// Variance over mean of what came; `None` if too little tells it.
    pub(super) phi: Option<f64>,
}

impl Measure {
    /// The number one metric where it counts what somebody brings and is known; else what the objective is about; else
    /// reactions.
    pub(super) fn choose(case: &Case<'_, '_>) -> Self {
        let primary = case.campaign.primary.as_str();
        let wanted = [primary]
            .into_iter()
            .chain(objective(case.campaign.objective).iter().copied());
        let mut first = None;
        for name in wanted {
            let Some(measure) = Self::of(case, name, primary) else {
                continue;
            };
            if measure
                .counts
                .values()
                .any(|count| count.value().is_some_and(|value| value > 0.0))
            {
                return measure;
            }
            first.get_or_insert(measure);
        }
        first.unwrap_or_else(|| Self {
            metric: &metrics::engagement::METRIC,
            counted: "reactions".to_owned(),
            why: "nothing that is counted is known yet".to_owned(),
            counts: BTreeMap::new(),
            compared: BTreeMap::new(),
            all: Figure::unknown("nothing is counted yet"),
            phi: None,
        })
    }

    fn of(case: &Case<'_, '_>, name: &str, primary: &str) -> Option<Self> {
        let (_, counted) = COUNTABLE.iter().find(|(known, _)| *known == name)?;
        let metric = metrics::get(name)?;
        let window = span(case, metric);
        let of = |id: &InfluencerId| {
            let scope = Scope {
                influencer: Some(id),
                ..Scope::default()
            };
            case.ledger.measure(metric, &case.subject, window, scope)
        };
        let roster = case.campaign.influencers.iter();
        let counts = roster.clone().map(|id| (id.clone(), of(id))).collect();
        let compared = roster
            .map(|id| (id.clone(), compared(case, metric, id)))
            .collect();
        let all = case
            .ledger
            .measure(metric, &case.subject, window, Scope::default());
        let counted = if metric.unit == Unit::Sales {
            format!("{} {counted}", case.ledger.inputs.currency)
        } else {
            (*counted).to_owned()
        };
        Some(Self {
            why: if name == primary {
                "the campaign's number one metric".to_owned()
            } else {
                format!(
                    "`{primary}`, the number one metric, is not known of anybody or counts nothing that one of them brings"
                )
            },
            metric,
            counted,
            counts,
            compared,
            all,
            phi: scatter(case, metric),
        })
    }

    /// What somebody brought.
    pub(super) fn count(&self, id: &InfluencerId) -> Figure {
        let known = self.counts.get(id).cloned();
        known.unwrap_or_else(|| Figure::unknown("nothing is counted yet"))
    }

    /// What somebody brought, as it is compared.
    pub(super) fn compared(&self, id: &InfluencerId) -> Figure {
        self.compared.get(id).cloned().unwrap_or_else(|| self.count(id))
    }

    /// The scatter used in tests: where nothing tells it, no number of counts is worth more than one event.
    pub(super) fn phi_or_cautious(&self) -> f64 {
        self.phi.unwrap_or_else(|| {
            let values = self.counts.values().filter_map(Figure::value);
            values.fold(1.0, f64::max)
        })
    }
}

/// What somebody brought on the days that are known.
fn compared(case: &Case<'_, '_>, metric: &Metric, id: &InfluencerId) -> Figure {
    if !metrics::outcomes::is_outcome(metric) {
        return case.ledger.compute(metric, case.totals(id), &[]);
    }
    let scope = Scope {
        influencer: Some(id),
        ..Scope::default()
    };
    let mut brought = case.ledger.brought(&case.subject, span(case, metric), scope);
    // Days of which no import tells yet are missing of everybody alike.
    for count in brought.counts.values_mut() {
        count.gap = None;
    }
    case.ledger
        .compute_with(metric, &Totals::default(), &[], &brought)
}

/// What an objective is about, the surest first.
fn objective(objective: Objective) -> &'static [&'static str] {
    match objective {
        Objective::Sales => &["orders", "clicks", "engagement"],
        Objective::Audience => &["follows", "clicks", "engagement"],
        Objective::Awareness => &["reach", "engagement"],
        Objective::Engagement | Objective::Reputation => &["engagement"],
    }
}

/// The days of a campaign in which a metric counts: what it brought may come after its end.
fn span(case: &Case<'_, '_>, metric: &Metric) -> Window {
    if metrics::outcomes::is_outcome(metric) {
        case.outcomes()
    } else {
        case.until_now
    }
}

/// How much more the counts scatter than independent events would: from post to post where posts tell them, else from
/// day to day, in the hands of one influencer each.
fn scatter(case: &Case<'_, '_>, metric: &Metric) -> Option<f64> {
    let roster = case.campaign.influencers.iter();
    if BY_POST.contains(&metric.name) {
        let by_post: Vec<Vec<f64>> = roster
            .map(|id| {
                let posts = case.posts(id);
                posts
                    .iter()
                    .filter_map(|post| of_post(post, metric.name))
                    .collect()
            })
            .collect();
        let freedom: usize = by_post
            .iter()
            .map(|posts: &Vec<f64>| posts.len().saturating_sub(1))
            .sum();
        let windows: Vec<&[f64]> = by_post.iter().map(Vec::as_slice).collect();
        return (freedom >= LEAST_FREEDOM).then(|| overdispersion(&windows));
    }
    let by_day: Vec<Vec<f64>> = roster
        .map(|id| {
            let scope = Scope {
                influencer: Some(id),
                ..Scope::default()
            };
            let days = case
                .ledger
                .daily(metric, &case.subject, span(case, metric), scope);
            days.iter().map(|day| day.value).collect()
        })
        .collect();
    let windows: Vec<&[f64]> = by_day.iter().map(Vec::as_slice).collect();
    Some(overdispersion(&windows))
}

/// What one post tells of a metric.
fn of_post(post: &Mention, metric: &str) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "reactions stay far below 2^53")]
    let whole = |count: Option<u64>| count.map(|count| count as f64);
    match metric {
        "likes" => whole(post.engagement.likes),
        "comments" => whole(post.engagement.comments),
        "shares" => whole(post.engagement.shares),
        "reach" => post.exposure.reach.map(|range| range.value),
        "impressions" => post.exposure.impressions.map(|range| range.value),
        _ => whole(post.engagement.actions()),
    }
}

/// Fills in the verdict of every member.
pub(super) fn judge(case: &Case<'_, '_>, measure: &Measure, members: &mut [MemberRow]) {
    let brought: Vec<Brought> = members
        .iter()
        .map(|member| Brought {
            count: count_of(&measure.compared(&member.id)),
            cost: member.cost.major(),
        })
        .collect();
    let judged = keep::judge(&brought, measure.phi_or_cautious());
    let currency = case.ledger.inputs.currency.to_string();
    for ((member, brought), judged) in members.iter_mut().zip(&brought).zip(&judged) {
        member.keep = row(measure, brought, judged, &currency, "the rest");
    }
}

/// A figure as a count with its range; what is known at least has no high end.
pub(super) fn count_of(figure: &Figure) -> Option<Count> {
    let (value, (low, high)) = (figure.value()?, figure.range()?);
    let high = if figure.bound().is_some() {
        f64::INFINITY
    } else {
        high
    };
    Some(Count { low, value, high })
}

/// A verdict with its numbers and its sentence.
pub(super) fn row(
    measure: &Measure,
    brought: &Brought,
    judged: &Judged,
    currency: &str,
    against: &str,
) -> KeepRow {
    let verdict = match judged.keep {
        Keep::Keep => KeepVerdict::Keep,
        Keep::InLine => KeepVerdict::InLine,
        Keep::Replace => KeepVerdict::Replace,
        Keep::TooEarly => KeepVerdict::TooEarly,
        Keep::Unknown(_) => KeepVerdict::Unknown,
    };
    let ratio = match (judged.keep, judged.test) {
        (Keep::Unknown(gap), _) => Figure::unknown(gap_words(gap, measure)),
        (_, Some(test)) if test.ratio.is_finite() && test.high.is_finite() => Figure::Estimate {
            low: test.low,
            value: test.ratio,
            high: test.high,
            basis: format!("{} for the cost, against {against}, exact test", measure.counted),
        },
        (_, Some(test)) if test.ratio.is_finite() => {
            Figure::unknown(format!("{} are not known of every post", measure.counted))
        }
        _ => Figure::unknown(format!("nothing came of {against}")),
    };
    KeepRow {
        verdict,
        sentence: sentence(measure, brought, judged, &ratio, (currency, against)),
        ratio,
        p_adjusted: judged.p_adjusted,
    }
}

fn gap_words(gap: Gap, measure: &Measure) -> String {
    match gap {
        Gap::Cost => "no cost is entered".to_owned(),
        Gap::Count => format!("no {} are known", measure.counted),
        Gap::Rest => "there is nobody to compare with".to_owned(),
    }
}

/// `42 orders for 1,200 EUR (28.57 EUR each); the rest 95 for 5,600 EUR (58.95 EUR each): 2.06 times as much for the
/// money (95 % range 1.4–3)`.
fn sentence(
    measure: &Measure,
    brought: &Brought,
    judged: &Judged,
    ratio: &Figure,
    (currency, against): (&str, &str),
) -> String {
    let ours = match brought.count {
        Some(count) => for_money(
            &words::sure(&count, &measure.counted),
            count.value,
            brought.cost,
            currency,
        ),
        None => String::new(),
    };
    if let Keep::Unknown(gap) = judged.keep {
        let why = gap_words(gap, measure);
        return if ours.is_empty() || gap == Gap::Cost {
            why
        } else {
            format!("{ours}; {why}")
        };
    }
    let rest = for_money(
        &words::number(judged.rest_count),
        judged.rest_count,
        judged.rest_cost,
        currency,
    );
    let times = match (ratio.value(), ratio.range()) {
        (Some(value), Some((low, high))) => format!(
            ": {} times as much for the money (95 % range {}–{})",
            words::number(value),
            words::number(low),
            words::number(high)
        ),
        _ => String::new(),
    };
    let chance = match judged.keep {
        Keep::TooEarly if brought.count.is_some_and(|count| count.high > count.low) => {
            ", which chance and what is only estimated may explain"
        }
        Keep::TooEarly => ", which chance alone may explain",
        _ => "",
    };
    format!("{ours}; {against} {rest}{times}{chance}")
}

/// `42 orders for 1,200 EUR (28.57 EUR each)`.
fn for_money(what: &str, count: f64, cost: f64, currency: &str) -> String {
    let each = if count > 0.0 {
        format!(" ({} each)", words::amount_of(cost / count, currency))
    } else {
        String::new()
    };
    format!("{what} for {}{each}", words::amount_of(cost, currency))
}

/// Where budget should go: from each that brings provenly less to the one that brings provenly most.
pub(super) fn shift(measure: &Measure, members: &[MemberRow]) -> Vec<String> {
    let ratio = |member: &&MemberRow| member.keep.ratio.value().unwrap_or(f64::INFINITY);
    let of = |verdict: KeepVerdict| {
        members
            .iter()
            .filter(move |member| member.keep.verdict == verdict)
    };
    let Some(best) = of(KeepVerdict::Keep).max_by(|a, b| ratio(a).total_cmp(&ratio(b))) else {
        return Vec::new();
    };
    let told = |member: &MemberRow| {
        let count = count_of(&measure.compared(&member.id)).unwrap_or_else(|| Count::exact(0.0));
        let currency = member.cost.currency.to_string();
        for_money(
            &words::sure(&count, &measure.counted),
            count.value,
            member.cost.major(),
            &currency,
        )
    };
    let range = |member: &MemberRow| {
        let (value, ends) = (member.keep.ratio.value(), member.keep.ratio.range());
        value.zip(ends).map_or_else(String::new, |(value, (low, high))| {
            format!(
                "{} times the rest, 95 % range {}–{}",
                words::number(value),
                words::number(low),
                words::number(high)
            )
        })
    };
    let mut worst: Vec<&MemberRow> = of(KeepVerdict::Replace).collect();
    worst.sort_by(|a, b| ratio(a).total_cmp(&ratio(b)));
    worst
        .into_iter()
        .map(|member| {
            format!(
                "Shift budget from {} ({}; {}) to {} ({}; {}): both are proven.",
                member.name,
                told(member),
                range(member),
                best.name,
                told(best),
                range(best)
            )
        })
        .collect()
}

/// Fills in the share of every member in all that came, and gives that of everybody else.
pub(super) fn shares(case: &Case<'_, '_>, measure: &Measure, members: &mut [MemberRow]) -> Option<ShareRow> {
    // Estimated reach does not add up to that of the campaign: the same people follow several.
    if measure.metric.name == metrics::reach::METRIC.name && case.campaign.influencers.len() > 1 {
        return None;
    }
    let known: Vec<Option<f64>> = members.iter().map(|member| member.brought.value()).collect();
    let sum: f64 = known.iter().flatten().sum();
    let rest = (measure.all.value()? - sum).max(0.0);
    let mut counts: Vec<f64> = known.iter().map(|count| count.unwrap_or(0.0)).collect();
    counts.push(rest);
    let mut shares = contribution::shares(&counts, measure.phi_or_cautious());
    let others = shares.pop().flatten();
    for ((member, known), share) in members.iter_mut().zip(known).zip(shares) {
        member.share = known.and(share).map(share_row);
    }
    others.map(share_row)
}

fn share_row(share: contribution::Share) -> ShareRow {
    ShareRow {
        percent: share.percent,
        low: share.low,
        high: share.high,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::scene::euro;

    fn measure(phi: f64) -> Measure {
        Measure {
            metric: &metrics::engagement::METRIC,
            counted: "orders".to_owned(),
            why: String::new(),
            counts: BTreeMap::new(),
            compared: BTreeMap::new(),
            all: Figure::unknown(""),
            phi: Some(phi),
        }
    }

    fn sentence_of(roster: &[(f64, f64)]) -> KeepRow {
        let brought: Vec<Brought> = roster
            .iter()
            .map(|(count, cost)| Brought {
                count: Some(Count::exact(*count)),
                cost: *cost,
            })
            .collect();
        let judged = keep::judge(&brought, 1.0);
        row(
            &measure(1.0),
            &brought[0],
            &judged[0],
            &euro().to_string(),
            "the rest",
        )
    }

    #[test]
    fn verdicts_are_told_with_their_numbers() {
        let keep = sentence_of(&[(42.0, 1_200.0), (95.0, 5_600.0)]);
        assert_eq!(keep.verdict, KeepVerdict::Keep);
        assert_eq!(
            keep.sentence,
            "42 orders for 1,200 EUR (28.57 EUR each); the rest 95 for 5,600 EUR (58.95 EUR each): 2.06 times as much \
             for the money (95 % range 1.4–3)"
        );
        let early = sentence_of(&[(1.0, 150.0), (136.0, 6_650.0)]);
        assert_eq!(early.verdict, KeepVerdict::TooEarly);
        assert!(
            early.sentence.starts_with("1 order for 150 EUR"),
            "{}",
            early.sentence
        );
        assert!(
            early.sentence.ends_with("which chance alone may explain"),
            "{}",
            early.sentence
        );
        let alone = sentence_of(&[(5.0, 100.0)]);
        assert_eq!(
            alone.sentence,
            "5 orders for 100 EUR (20 EUR each); there is nobody to compare with"
        );
    }
}
