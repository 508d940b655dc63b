//! Where a figure comes from, for every metric by one mechanism: what a figure is computed from is what changes it. Each count
//! that the day totals hold is changed in turn, and those that move the figure are its inputs; so a new metric is explained
//! without a word of its own.

mod ingredients;

use std::collections::BTreeSet;

use super::Inputs;
use super::ledger::{Ledger, one_day};
use super::{campaign, effect_words, methods, value};
use crate::metrics::{Better, Metric, Scope, Totals, outcomes, rates, share_of_voice};
use crate::model::{CampaignId, ExplainedEffect, Explanation, Figure, InputRow, PartRow, Subject, Window};
use crate::text::plain::counted;

use ingredients::{INGREDIENTS, Pantry};

/// Most days told one by one.
const DAYS: u32 = 400;
/// Words of a figure that hang on the views of its mentions.
const OF_VIEWS: [&str; 3] = ["views", "people", "prices"];

/// Explains a metric of the brand in the window, or of a campaign of it; `None` if the campaign is not among the inputs.
pub fn explain(
    inputs: &Inputs<'_>,
    metric: &'static Metric,
    campaign: Option<&CampaignId>,
) -> Option<Explanation> {
    let ledger = Ledger::new(inputs);
    let (subject, of) = if let Some(id) = campaign {
        let known = inputs.campaigns.iter().find(|campaign| campaign.id == *id)?;
        (Subject::Campaign(id.clone()), known.name.clone())
    } else {
        let known = inputs.brands.iter().find(|brand| brand.id == *inputs.brand);
        let name = known.map_or_else(|| inputs.brand.to_string(), |brand| brand.name.clone());
        (ledger.brand(), name)
    };
    let window = ledger.clip(inputs.window);
    let totals = ledger.totals(&subject, window, Scope::default());
    let rows = input_rows(&ledger, metric, (&subject, window), &totals);
    let hangs_on_views = rows.iter().any(|row| OF_VIEWS.contains(&row.name.as_str()));
    Some(Explanation {
        metric: metric.name.to_owned(),
        label: metric.label.to_owned(),
        unit: metric.unit.words(&ledger.prices).to_owned(),
        more_is_better: metric.better == Better::Higher,
        formula: metric.formula.to_owned(),
        source: metric.source.to_owned(),
        of,
        window: inputs.window,
        as_of: inputs.as_of,
        value: ledger.measure(metric, &subject, inputs.window, Scope::default()),
        days: window.days(),
        known_days: ledger.known_days_of(metric, window),
        parts: parts(&ledger, metric, &subject, &totals),
        daily: daily(&ledger, metric, &subject, window),
        effects: effects(&ledger, metric, campaign),
        views: if hangs_on_views {
            value::views(&totals)
        } else {
            Vec::new()
        },
        rates: rates_of(&ledger, &rows, &totals),
        rate_table: format!(
            "{}; prices {}",
            rates::TABLE_VERSION,
            ledger.prices.table_version()
        ),
        left_out: left_out(&ledger, metric, hangs_on_views, window, &totals),
        inputs: rows,
    })
}

/// How the campaigns in question compare it.
fn effects(ledger: &Ledger<'_>, metric: &Metric, campaign: Option<&CampaignId>) -> Vec<ExplainedEffect> {
    let reports = campaign::active(ledger).into_iter().map(|active| active.report);
    let reports = reports.filter(|report| campaign.is_none_or(|id| report.id == *id));
    reports
        .filter_map(|report| {
            let mut rows = report.effects.into_iter();
            Some(ExplainedEffect {
                campaign: report.name,
                baseline: report.baseline,
                row: rows.find(|row| row.metric == metric.name)?,
                method: effect_words::method(metric).to_owned(),
            })
        })
        .collect()
}

/// The counts that change the figure.
fn input_rows(
    ledger: &Ledger<'_>,
    metric: &Metric,
    (subject, window): (&Subject, Window),
    totals: &Totals,
) -> Vec<InputRow> {
    let competitors = if metric.name == share_of_voice::METRIC.name {
        ledger.competitors(window)
    } else {
        Vec::new()
    };
    let pantry = Pantry {
        ledger,
        totals,
        competitors: &competitors,
        brought: &ledger.brought(subject, window, Scope::default()),
    };
    let as_it_is = pantry.compute(metric);
    let used = INGREDIENTS.iter().filter(|ingredient| {
        let other = pantry.without(ingredient, metric);
        differs(&as_it_is, &other)
    });
    used.map(|ingredient| InputRow {
        name: ingredient.name.to_owned(),
        what: ingredient.what.to_owned(),
        value: (ingredient.amount)(&pantry),
    })
    .collect()
}

/// Whether two figures differ in more than their words.
fn differs(a: &Figure, b: &Figure) -> bool {
    let numbers = |figure: &Figure| {
        let (low, high) = figure.range()?;
        Some([low, figure.value()?, high])
    };
    match (numbers(a), numbers(b)) {
        (Some(a), Some(b)) => a
            .iter()
            .zip(b)
            .any(|(a, b)| (a - b).abs() > 1e-9 * (1.0 + a.abs())),
        (None, None) => false,
        _ => true,
    }
}

/// The figure by platform, influencer and tier; rows that are not known are left out.
fn parts(ledger: &Ledger<'_>, metric: &Metric, subject: &Subject, totals: &Totals) -> Vec<PartRow> {
    if metric.name == share_of_voice::METRIC.name {
        return Vec::new();
    }
    let window = ledger.inputs.window;
    let mut rows = Vec::new();
    let mut add = |by: &str, name: String, scope: Scope<'_>| {
        let value = ledger.measure(metric, subject, window, scope);
        // «At least 0» says nothing.
        let is_empty =
            value.bound().is_some() && value.value().is_some_and(|value| value.abs() < f64::EPSILON);
        if value.is_known() && !is_empty {
            rows.push(PartRow {
                by: by.to_owned(),
                name,
                value,
            });
        }
    };
    let keys = || totals.cells.keys();
    for platform in keys().map(|key| key.platform).collect::<BTreeSet<_>>() {
        let scope = Scope {
            platform: Some(platform),
            ..Scope::default()
        };
        add("platform", platform.to_string(), scope);
    }
    let brought = ledger.attribution.influencers();
    let spoke = keys().filter_map(|key| key.influencer.as_ref());
    for id in spoke.chain(brought).collect::<BTreeSet<_>>() {
        let scope = Scope {
            influencer: Some(id),
            ..Scope::default()
        };
        let known = ledger.inputs.influencers.iter().find(|one| one.id == *id);
        add(
            "influencer",
            known.map_or_else(|| id.to_string(), |one| one.name.clone()),
            scope,
        );
    }
    for tier in keys().map(|key| key.tier).collect::<BTreeSet<_>>() {
        let scope = Scope {
            tier: Some(tier),
            ..Scope::default()
        };
        add(
            "tier",
            tier.map_or("unknown", crate::model::Tier::as_str).to_owned(),
            scope,
        );
    }
    rows
}

fn daily(
    ledger: &Ledger<'_>,
    metric: &Metric,
    subject: &Subject,
    window: Window,
) -> Vec<(jiff::civil::Date, Option<f64>)> {
    if window.days() > DAYS {
        return Vec::new();
    }
    let value = |day| {
        ledger
            .measure(metric, subject, one_day(day), Scope::default())
            .value()
    };
    window.iter().map(|day| (day, value(day))).collect()
}

fn rates_of(ledger: &Ledger<'_>, rows: &[InputRow], totals: &Totals) -> Vec<String> {
    let has = |name: &str| rows.iter().any(|row| row.name == name);
    let mut list = Vec::new();
    if has("views") || has("people") {
        list.extend(methods::view_methods(totals));
    }
    if has("prices") {
        list.extend(methods::prices(ledger, totals));
    }
    list
}

fn left_out(
    ledger: &Ledger<'_>,
    metric: &Metric,
    hangs_on_views: bool,
    window: Window,
    totals: &Totals,
) -> Vec<String> {
    let unknown = window.days().saturating_sub(ledger.known_days_of(metric, window));
    if let Some(kind) = outcomes::kind_of(metric) {
        let untold = (unknown > 0).then(|| {
            format!(
                "{unknown} of {} days, which no import tells: they are unknown, not 0.",
                window.days()
            )
        });
        let twice = ledger
            .attribution
            .left_out()
            .iter()
            .filter(|((left, _), _)| *left == kind);
        let twice = twice.map(|((_, source), count)| {
            format!("{count} that `{source}` tells: another import tells them too, and they count once.")
        });
        return untold.into_iter().chain(twice).collect();
    }
    let mut list = Vec::new();
    if totals.set_aside > 0 {
        list.push(format!(
            "{} of these days, set aside as spam or look-alike.",
            counted(u64::from(totals.set_aside), "mention")
        ));
    }
    if hangs_on_views && totals.unexposed() > 0 {
        list.push(format!(
            "{} of {}, of whose views nothing is known.",
            totals.unexposed(),
            counted(u64::from(totals.mentions()), "mention")
        ));
    }
    if unknown > 0 {
        list.push(format!(
            "{unknown} of {} days, on which no source was heard: they are unknown, not 0.",
            window.days()
        ));
    }
    list.extend(methods::late_competitor(ledger).filter(|_| !ledger.competitors.is_empty()));
    list
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::metrics::{self, ALL};
    use crate::model::{Backlink, Platform, Polarity};
    use crate::report::scene::Scene;

    fn rich() -> Scene {
        let mut scene = Scene::new();
        scene.listen(date(2026, 11, 9), &[Some(4); 15]);
        scene.campaign(date(2026, 11, 9), 28, Vec::new());
        let ours = scene.brand.clone();
        for (n, (platform, tone)) in [
            (Platform::Instagram, Polarity::Positive),
            (Platform::TikTok, Polarity::Negative),
            (Platform::Web, Polarity::Neutral),
        ]
        .into_iter()
        .enumerate()
        {
            scene.say(date(2026, 11, 17), |mention| {
                mention.platform = platform;
                mention.followers = Some(20_000);
                mention.author.name = Some(format!("Author {n}"));
                mention.sentiment.label = tone;
                mention.engagement.likes = Some(70);
                mention.engagement.comments = Some(7);
                mention.engagement.shares = Some(3);
                mention.campaigns = vec!["spring".into()];
                mention.backlinks.push(Backlink {
                    brand: ours.clone(),
                    ..Backlink::default()
                });
            });
        }
        scene.say(date(2026, 11, 18), |mention| {
            mention.brands = vec!["coyote".into()];
        });
        scene
    }

    #[test]
    fn every_metric_explains_itself() {
        let scene = rich();
        for metric in ALL {
            for campaign in [None, Some(&scene.campaigns[0].id)] {
                let told = explain(&scene.inputs(), metric, campaign).unwrap();
                let known = if outcomes::kind_of(metric).is_some() { 0 } else { 7 };
                assert_eq!((told.days, told.known_days), (7, known), "{}", metric.name);
                assert!(!told.formula.is_empty() && !told.source.is_empty());
                match &told.value {
                    Figure::Unknown { why } => assert!(!why.is_empty(), "{}", metric.name),
                    _ => assert!(!told.inputs.is_empty(), "{} has no inputs", metric.name),
                }
                let text = serde_json::to_string(&told).unwrap();
                assert_eq!(serde_json::from_str::<Explanation>(&text).unwrap(), told);
            }
        }
        assert!(explain(&scene.inputs(), &ALL[0], Some(&"autumn".into())).is_none());
    }

    #[test]
    fn inputs_are_what_changes_a_figure() {
        let scene = rich();
        let inputs = |name: &str| -> Vec<String> {
            let told = explain(&scene.inputs(), metrics::get(name).unwrap(), None).unwrap();
            told.inputs.into_iter().map(|row| row.name).collect()
        };
        for (metric, expected) in [
            ("mentions", &["mentions"][..]),
            ("authors", &["authors"]),
            ("reach", &["people"]),
            ("impressions", &["views"]),
            ("engagement", &["likes", "comments", "shares"]),
            ("likes", &["likes"]),
            ("engagement_rate", &["reactions", "followers"]),
            ("emv", &["views", "prices"]),
            ("net_sentiment", &["mentions", "tone"]),
            ("share_of_voice", &["mentions", "competitors"]),
            ("backlinks", &["links"]),
        ] {
            assert_eq!(inputs(metric), expected, "{metric}");
        }
    }

    #[test]
    fn an_explanation_adds_up_and_says_what_is_missing() {
        let scene = rich();
        let told = explain(&scene.inputs(), metrics::get("impressions").unwrap(), None).unwrap();
        let of_platforms: f64 = told
            .parts
            .iter()
            .filter(|part| part.by == "platform")
            .filter_map(|part| part.value.value())
            .sum();
        assert!((of_platforms - told.value.value().unwrap()).abs() < 1e-6);
        let days: f64 = told.daily.iter().filter_map(|(_, value)| *value).sum();
        assert!((days - of_platforms).abs() < 1e-6);
        assert!(
            told.left_out
                .iter()
                .any(|line| line.starts_with("1 of 3 mentions")),
            "{:?}",
            told.left_out
        );
        assert!(
            told.rates.iter().any(|line| line.contains("view rate")),
            "{:?}",
            told.rates
        );
        assert!((told.views.iter().map(|row| row.share_percent).sum::<f64>() - 100.0).abs() < 1e-9);
    }
}
