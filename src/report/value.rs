//! How much was seen, how far that is known, what it would have cost.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::ledger::Ledger;
use super::{growing, quality};
use crate::metrics::post_counts::SELF_REPORTED_FACTOR;
use crate::metrics::totals::{Part, combine, wide};
use crate::metrics::{self, Scope, Totals, emv, intent, interval, range, rates};
use crate::model::{
    Brought, Campaign, Figure, Objective, OutcomeKind, Provenance, Range, Subject, TargetAudience, TargetRow,
    ValueReport, ViewsRow, Window,
};

/// Metrics told of what came after the end of a campaign.
const LATE: [&str; 4] = ["mentions", "reach", "impressions", "engagement"];

/// Of the brand's window; the languages are those it is listened for in.
pub(super) fn of_window(ledger: &Ledger<'_>, now: &Totals) -> ValueReport {
    let inputs = ledger.inputs;
    let brand = inputs.brands.iter().find(|brand| brand.id == *inputs.brand);
    let target = TargetAudience {
        languages: brand.map(|brand| brand.languages.clone()).unwrap_or_default(),
        countries: Vec::new(),
    };
    ValueReport {
        links: quality::of(ledger, |_| true),
        growing: growing::rows(ledger, &ledger.brand(), inputs.window),
        lives_on: growing::lives_on(now),
        on_target: on_target(ledger, &ledger.brand(), inputs.window, now, &target),
        ..value(ledger, now, (&ledger.brand(), inputs.window), true)
    }
}

/// Of a campaign until now, its long tail included.
pub(super) fn of_campaign(ledger: &Ledger<'_>, campaign: &Campaign) -> ValueReport {
    let (subject, window) = (
        Subject::Campaign(campaign.id.clone()),
        ledger.clip(campaign.window),
    );
    let totals = ledger.totals(&subject, window, Scope::default());
    ValueReport {
        links: quality::of(ledger, |mention| mention.campaigns.contains(&campaign.id)),
        growing: growing::rows(ledger, &subject, window),
        lives_on: growing::lives_on(&totals),
        on_target: on_target(ledger, &subject, window, &totals, &campaign.audience),
        late: late(ledger, campaign),
        ..value(ledger, &totals, (&subject, window), shows_emv(ledger, campaign))
    }
}

/// Whether earned media value is shown for a campaign: advertising prices say nothing of a reputation.
pub(super) fn shows_emv(ledger: &Ledger<'_>, campaign: &Campaign) -> bool {
    campaign.objective != Objective::Reputation || ledger.inputs.emv.reputation
}

/// Why it is not shown.
pub(super) const EMV_OFF: &str = "not shown for reputation campaigns: the price of advertising says nothing of a reputation; `[emv] reputation = true` \
     shows it";

fn value(
    ledger: &Ledger<'_>,
    totals: &Totals,
    (subject, window): (&Subject, Window),
    with_emv: bool,
) -> ValueReport {
    let prices = &ledger.prices;
    let asked = told_intents(ledger, subject, window);
    ValueReport {
        views: views(totals),
        views_unknown: totals.unexposed(),
        emv: if with_emv {
            tones(ledger, totals)
        } else {
            Vec::new()
        },
        emv_unit: prices.currency().to_owned(),
        emv_method: if with_emv {
            format!(
                "{}, rates {}",
                prices.emv.method.as_words(),
                prices.table_version()
            )
        } else {
            EMV_OFF.to_owned()
        },
        rate_table: rates::TABLE_VERSION.to_owned(),
        intent: intents(totals).into_iter().chain(asked).collect(),
        ..ValueReport::default()
    }
}

fn tones(ledger: &Ledger<'_>, totals: &Totals) -> Vec<(String, Figure)> {
    if totals.mentions() == 0 {
        return Vec::new();
    }
    let apart = emv::by_tone(&ledger.facts(totals, &Brought::default()));
    [
        ("positive", apart.positive),
        ("neutral", apart.neutral),
        ("negative", apart.negative),
        ("net", apart.net),
    ]
    .map(|(name, figure)| (name.to_owned(), figure))
    .into()
}

/// Views by how they are known; nothing without any.
pub(super) fn views(totals: &Totals) -> Vec<ViewsRow> {
    let mut by_kind: BTreeMap<Provenance, (Vec<Part>, u32)> = BTreeMap::new();
    for cell in totals.cells.values().filter(|cell| cell.is_exposed()) {
        let (parts, mentions) = by_kind.entry(cell.key.provenance).or_default();
        *mentions += cell.mentions - cell.unexposed;
        parts.push(Part {
            provenance: cell.key.provenance,
            basis: Arc::clone(&cell.key.basis),
            range: cell.impressions,
        });
    }
    let sum = |parts: &[Part]| parts.iter().map(|part| part.range.value).sum::<f64>();
    let all: f64 = by_kind.values().map(|(parts, _)| sum(parts)).sum();
    let rows = by_kind
        .into_iter()
        .map(|(provenance, (parts, mentions))| ViewsRow {
            provenance,
            share_percent: if all > 0.0 { sum(&parts) / all * 100.0 } else { 0.0 },
            views: combine(parts, mentions.max(1), 0, &[]),
            mentions,
        });
    rows.collect()
}

/// Shares against who saw and who follows.
fn intents(totals: &Totals) -> Vec<(String, Figure)> {
    let (mut shares, mut views, mut all, mut followers) = (0_u64, Vec::new(), 0_u64, 0_u64);
    for cell in totals.others() {
        all = all.saturating_add(cell.shares);
        // Only where both are told can one be measured against the other.
        if cell.told.2 > 0 && cell.is_exposed() {
            shares = shares.saturating_add(cell.shares);
            views.push(cell.impressions);
        }
        if cell.told.2 > 0 {
            followers = followers.saturating_add(cell.engaged_followers);
        }
    }
    let seen = range::add_independent(views);
    let mut list = Vec::new();
    if let Some(value) = intent::virality(wide(shares), seen.value) {
        let of = |views: f64| intent::virality(wide(shares), views).unwrap_or(value);
        list.push((
            "virality".to_owned(),
            ranged(
                Range {
                    low: of(seen.high),
                    value,
                    high: of(seen.low),
                },
                "shares ÷ views × 100, where both are told",
            ),
        ));
    }
    if let Some(value) = intent::amplification(wide(all), wide(followers)) {
        list.push(("amplification".to_owned(), Figure::exact(value)));
    }
    list
}

/// Saves and new followers, where an import or an influencer tells of them.
fn told_intents(ledger: &Ledger<'_>, subject: &Subject, window: Window) -> Vec<(String, Figure)> {
    let brought = ledger.brought(subject, window, Scope::default());
    let figure = |kind: OutcomeKind| {
        let told = brought.counts.get(&kind)?;
        Some(match &told.gap {
            Some(gap) => Figure::at_least(wide(told.count), gap),
            None if told.self_reported > 0 => ranged(
                range::by_factor(wide(told.count), SELF_REPORTED_FACTOR),
                "in part told by whoever posted",
            ),
            None => Figure::exact(wide(told.count)),
        })
    };
    [(OutcomeKind::Save, "saves"), (OutcomeKind::Follow, "follows")]
        .into_iter()
        .filter_map(|(kind, name)| Some((name.to_owned(), figure(kind)?)))
        .collect()
}

fn ranged(range: Range, basis: &str) -> Figure {
    if (range.high - range.low).abs() < f64::EPSILON {
        return Figure::exact(range.value);
    }
    Figure::Estimate {
        low: range.low,
        value: range.value,
        high: range.high,
        basis: basis.to_owned(),
    }
}

/// The share of mentions in the languages and countries that are meant.
fn on_target(
    ledger: &Ledger<'_>,
    subject: &Subject,
    window: Window,
    totals: &Totals,
    target: &TargetAudience,
) -> Vec<TargetRow> {
    let mut rows = Vec::new();
    if !target.languages.is_empty() {
        let known = totals
            .languages
            .iter()
            .map(|(name, count)| (name.as_str(), *count));
        rows.push(target_row(
            "language",
            &target.languages,
            known,
            totals.mentions(),
        ));
    }
    if !target.countries.is_empty() {
        let mut countries: BTreeMap<&str, u32> = BTreeMap::new();
        for (site, count) in ledger.days(subject, window).flat_map(|day| day.sites.iter()) {
            if let Some(country) = country_of(site) {
                *countries.entry(country).or_default() += count;
            }
        }
        rows.push(target_row(
            "country",
            &target.countries,
            countries.into_iter(),
            totals.mentions(),
        ));
    }
    rows
}

/// Top-level domains of two letters that the whole world uses.
const WORLDWIDE: [&str; 12] = [
    "ai", "ac", "am", "cc", "co", "fm", "gg", "io", "me", "tv", "ws", "to",
];

/// The country that a site's top-level domain names.
fn country_of(site: &str) -> Option<&str> {
    let (_, last) = site.rsplit_once('.')?;
    (last.len() == 2 && last.bytes().all(|byte| byte.is_ascii_lowercase()) && !WORLDWIDE.contains(&last))
        .then_some(last)
}

fn target_row<'s>(
    by: &str,
    wanted: &[String],
    counts: impl Iterator<Item = (&'s str, u32)>,
    mentions: u32,
) -> TargetRow {
    let (known, on) = counts.fold((0_u32, 0_u32), |(known, on), (name, count)| {
        let is_wanted = wanted.iter().any(|wanted| wanted == name);
        (
            known.saturating_add(count),
            on.saturating_add(if is_wanted { count } else { 0 }),
        )
    });
    let share_percent = match interval::wilson(on.into(), known.into()) {
        Some((low, high)) => Figure::Estimate {
            low: low * 100.0,
            value: f64::from(on) / f64::from(known) * 100.0,
            high: high * 100.0,
            basis: format!("{on} of the {known} mentions whose {by} is known; 95 % range"),
        },
        None => Figure::unknown(format!("no mention tells its {by}")),
    };
    TargetRow {
        by: by.to_owned(),
        wanted: wanted.to_vec(),
        share_percent,
        known,
        mentions,
    }
}

/// What the campaign's hashtags, codes and links brought after its end; empty before.
fn late(ledger: &Ledger<'_>, campaign: &Campaign) -> Vec<(String, Figure)> {
    let end = campaign.window.to;
    if ledger.today < end {
        return Vec::new();
    }
    let window = ledger.clip(Window {
        from: end,
        to: Date::MAX,
    });
    let subject = Subject::Campaign(campaign.id.clone());
    let wanted: BTreeSet<&str> = LATE.into();
    metrics::ALL
        .iter()
        .filter(|metric| wanted.contains(metric.name))
        .map(|metric| {
            let figure = ledger.measure(metric, &subject, window, Scope::default());
            (metric.name.to_owned(), figure)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::model::{EmvMethod, Figure, Objective, Platform, Polarity, Provenance, TargetAudience};
    use crate::report::{build, scene::Scene};

    #[test]
    fn views_are_told_apart_by_how_they_are_known() {
        let mut scene = Scene::new();
        scene.listen(date(2026, 11, 9), &[Some(4); 14]);
        scene.say(date(2026, 11, 17), |mention| {
            mention.platform = Platform::TikTok;
            mention.engagement.views = Some(3_000);
            mention.engagement.shares = Some(30);
            mention.sentiment.label = Polarity::Positive;
        });
        scene.say(date(2026, 11, 18), |mention| {
            mention.platform = Platform::Instagram;
            mention.followers = Some(50_000 / 10);
            mention.sentiment.label = Polarity::Negative;
        });
        scene.say(date(2026, 11, 18), |mention| mention.platform = Platform::Web);
        let value = build(&scene.inputs()).value;
        let told: Vec<(Provenance, f64, u32)> = value
            .views
            .iter()
            .map(|row| (row.provenance, row.share_percent.round(), row.mentions))
            .collect();
        assert_eq!(
            told,
            [(Provenance::Observed, 68.0, 1), (Provenance::Estimated, 32.0, 1)]
        );
        assert_eq!(value.views_unknown, 1);
        let figure = |name: &str| {
            value
                .intent
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, f)| f.clone())
        };
        assert_eq!(figure("virality"), Some(Figure::exact(1.0)));
        let net = &value.emv.last().unwrap().1;
        // 3,000 TikTok views at 10 less 1,400 Instagram views at 8.
        assert!((net.value().unwrap() - (30.0 - 11.2)).abs() < 1e-9, "{net:?}");
        assert!(value.emv_method.contains("rates 2026-11"), "{}", value.emv_method);
    }

    #[test]
    fn the_tail_of_a_campaign_and_its_audience_are_told() {
        let mut scene = Scene::new();
        scene.listen(date(2026, 10, 1), &[Some(4); 60]);
        let campaign = scene.campaign(date(2026, 11, 2), 14, Vec::new());
        campaign.audience = TargetAudience {
            languages: vec!["sv".to_owned()],
            countries: vec!["se".to_owned()],
        };
        campaign.objective = Objective::Reputation;
        let id = campaign.id.clone();
        for (day, language, site) in [
            (date(2026, 11, 3), "sv", "nyheter.se"),
            (date(2026, 11, 4), "sv", "news.example"),
            (date(2026, 11, 5), "en", "blog.co.uk"),
            (date(2026, 11, 18), "en", "late.example"),
        ] {
            scene.say(day, |mention| {
                mention.campaigns = vec![id.clone()];
                mention.language.code = Some(language.to_owned());
                mention.site = Some(site.to_owned());
            });
        }
        let report = build(&scene.inputs());
        let value = &report.campaigns[0].value;
        let shares: Vec<(&str, f64, u32)> = value
            .on_target
            .iter()
            .map(|row| {
                (
                    row.by.as_str(),
                    row.share_percent.value().unwrap().round(),
                    row.known,
                )
            })
            .collect();
        assert_eq!(shares, [("language", 67.0, 3), ("country", 50.0, 2)]);
        assert_eq!(value.late[0], ("mentions".to_owned(), Figure::exact(1.0)));
        assert!(value.emv.is_empty() && value.emv_method.contains("reputation"));
        let totals = &report.campaigns[0].totals;
        let emv = &totals.iter().find(|(name, _)| name == "emv").unwrap().1;
        assert!(!emv.is_known(), "{emv:?}");
        scene.emv.reputation = true;
        scene.emv.method = EmvMethod::Impressions;
        assert!(!build(&scene.inputs()).campaigns[0].value.emv.is_empty());
    }
}
