//! How this was measured: every rate, table and method used, one sentence each.

use std::collections::{BTreeMap, BTreeSet};

use super::campaign::Active;
use super::inputs::next_day;
use super::ledger::Ledger;
use super::{effect_words, goals, growing, influencers, words};
use crate::metrics::{Totals, benchmark, net_sentiment, rates};
use crate::model::{
    BrandId, Horizon, InfluencerRow, Phase, Platform, Polarity, Provenance, Range, Themes, ValueReport,
    VoiceRow, Window,
};
use crate::text::plain::counted;

/// Stands for the name of a platform while methods are compared; no method has such a character in its words.
const PLATFORM: &str = "\u{0}";

/// Sentences, in the order of the report.
pub(super) fn list(
    ledger: &Ledger<'_>,
    now: &Totals,
    campaigns: &[Active<'_>],
    influencers: &[InfluencerRow],
) -> Vec<String> {
    let mut list = vec![scope(ledger)];
    list.extend(backfill(ledger));
    list.extend(outages(ledger));
    list.extend(late_competitor(ledger));
    list.extend(provenance(now));
    list.extend(view_methods(now));
    if now.mentions() > 0 {
        list.push(
            "Reach takes out the overlap between posts of one author (beta-binomial, ρ = 0.3), counts one site once a \
             day and adds up authors; ranges of one rate add up, those of different rates add in quadrature."
                .to_owned(),
        );
        list.extend(prices(ledger, now));
    }
    list.extend(tone(now));
    if !ledger.competitors.is_empty() {
        let names: Vec<&str> = ledger.competitors.iter().map(BrandId::as_str).collect();
        list.push(format!(
            "Share of voice compares mentions with those of {}, 95 % range by Wilson.",
            names.join(", ")
        ));
    }
    list.extend(campaign_methods(ledger, campaigns));
    list.extend(influencer_methods(influencers));
    list.push(format!(
        "Set aside as spam or look-alike, and counted nowhere else: {} of these days.",
        counted(u64::from(now.set_aside), "mention")
    ));
    list
}

/// How themes and new voices were come by, where there are any.
pub(super) fn talk(themes: &Themes, voices: &[VoiceRow]) -> Vec<String> {
    let compared = (!themes.rows.is_empty()).then(|| format!("Themes: {}.", themes.basis));
    let ranked = (!voices.is_empty()).then(|| {
        "New voices are ranked by authority (followers, lists, being named, shares and copies, likes; logarithms of what is \
         known) and by what they said; programs and the roster are left out."
            .to_owned()
    });
    compared.into_iter().chain(ranked).collect()
}

/// How exposure and value were come by, beside the rates.
pub(super) fn value(ledger: &Ledger<'_>, value: &ValueReport) -> Vec<String> {
    let mut list: Vec<String> = growing::method(&value.growing).into_iter().collect();
    if let Some(links) = &value.links {
        list.push(format!(
            "Quality of backlinks, 0 to 100: 35 rank of the site, 25 rel, 20 in the main text, 10 words that name the \
             brand, 10 standing after 30 days; what is not known is left out, further links of a site count half; {} \
             links judged (our recommendation).",
            links.links
        ));
    }
    list.extend(season(ledger.inputs.window));
    list
}

/// Advertising is dearer before Christmas, which the prices here do not follow.
fn season(window: Window) -> Option<String> {
    let dear = |day: jiff::civil::Date| {
        (day.month() == 11 && day.day() >= 20) || (day.month() == 12 && day.day() <= 24)
    };
    window.iter().any(dear).then(|| {
        "Season: advertising costs 50 to 70 % more around Black Friday (Meta; adscalculator.xyz); earned media value uses the \
         same prices all year, so that weeks can be compared."
            .to_owned()
    })
}

fn scope(ledger: &Ledger<'_>) -> String {
    let inputs = ledger.inputs;
    format!(
        "Days are reckoned in {}; a mention counts on the day it was published, else first seen. Each item counts once.",
        inputs.timezone_name
    )
}

/// Days before the first poll hold only what sources still listed.
fn backfill(ledger: &Ledger<'_>) -> Option<String> {
    let inputs = ledger.inputs;
    let added = inputs.brands_since.get(inputs.brand).copied();
    let (begun, heard) = (
        added.max(ledger.hearing.polled_since)?,
        ledger.hearing.since(inputs.brand)?,
    );
    (heard < begun).then(|| {
        format!(
            "Listening began on {begun}; days from {heard} until then hold only what the sources still listed and may \
             be incomplete."
        )
    })
}

/// Days of the window on which no source was heard.
fn outages(ledger: &Ledger<'_>) -> Option<String> {
    let window = ledger.clip(ledger.inputs.window);
    let days = ledger.hearing.deaf_days(window);
    let runs = days.chunk_by(|a, b| next_day(*a) == *b);
    let named: Vec<String> = runs
        .filter_map(|run| {
            Some(words::period(Window {
                from: *run.first()?,
                to: next_day(*run.last()?),
            }))
        })
        .collect();
    (!named.is_empty()).then(|| {
        format!(
            "No source was heard on {} of {} days ({}): what was said then is not known, and they count as unknown, not \
             as 0.",
            days.len(),
            window.days(),
            named.join(", ")
        )
    })
}

/// A competitor that was added later has no share of what was said before.
pub(super) fn late_competitor(ledger: &Ledger<'_>) -> Option<String> {
    let (since, brand) = ledger.all_since()?;
    let late = brand != ledger.inputs.brand && since > ledger.inputs.window.previous().from;
    late.then(|| format!("Share of voice counts from {since} on: nothing was heard of {brand} before."))
}

/// What share of the views was counted, what share estimated, and what is not known.
fn provenance(now: &Totals) -> Option<String> {
    let mut by_kind: BTreeMap<Provenance, f64> = BTreeMap::new();
    for cell in now.cells.values() {
        *by_kind.entry(cell.key.provenance).or_default() += cell.impressions.value;
    }
    let total: f64 = by_kind.values().sum();
    let (mentions, unknown) = (now.mentions(), now.unexposed());
    if mentions == 0 {
        return None;
    }
    if total <= 0.0 {
        return Some(format!(
            "Views: not known for {unknown} of {}; those are in no sum.",
            counted(u64::from(mentions), "mention")
        ));
    }
    let name = |kind: &Provenance| match kind {
        Provenance::Observed => "observed",
        Provenance::Imported => "imported",
        Provenance::SelfReported => "self-reported",
        Provenance::Estimated => "estimated",
    };
    let shares: Vec<String> = by_kind
        .iter()
        .filter(|(_, views)| **views > 0.0)
        .map(|(kind, views)| format!("{:.0} % {}", views / total * 100.0, name(kind)))
        .collect();
    Some(format!(
        "Views: {}; not known for {unknown} of {}, which are in no sum.",
        shares.join(", "),
        counted(u64::from(mentions), "mention")
    ))
}

/// Net sentiment two other ways, so that a reader can judge how much hangs on the formula.
fn tone(now: &Totals) -> Option<String> {
    let [positive, _, negative] = now.tones().map(f64::from);
    let polarity = net_sentiment::polarity(positive, negative)?;
    let heard_by = |label: Polarity| -> f64 {
        let cells = now.others().filter(|cell| cell.key.sentiment == label);
        cells.map(|cell| cell.reach.value).sum()
    };
    let reputation = net_sentiment::reputation(
        heard_by(Polarity::Positive),
        heard_by(Polarity::Negative),
        heard_by(Polarity::Neutral),
    );
    let by_reach = reputation.map_or_else(String::new, |points| format!("; weighted by reach {points:+.0}"));
    Some(format!(
        "Net sentiment counts all mentions but the brand's own; among those that take sides it is {polarity:+.0}{by_reach}."
    ))
}

/// Each method behind the views, with its source; those that differ by nothing but their platform in one sentence.
pub(super) fn view_methods(now: &Totals) -> Vec<String> {
    let mut methods: BTreeMap<(&str, Platform), u32> = BTreeMap::new();
    for (key, cell) in &now.cells {
        if cell.is_exposed() {
            *methods.entry((&*key.basis, key.platform)).or_default() += cell.mentions - cell.unexposed;
        }
    }
    let mut alike: BTreeMap<(bool, String, String), (Vec<&str>, u32)> = BTreeMap::new();
    for ((basis, platform), mentions) in methods {
        // Where the platform's name stands in the words of the method.
        let words = basis.replacen(platform.as_str(), PLATFORM, 1);
        let key = (mentions == 0, words, cited(basis, platform));
        let (platforms, sum) = alike.entry(key).or_default();
        platforms.push(platform.as_str());
        *sum = sum.saturating_add(mentions);
    }
    alike
        .into_iter()
        .map(|((beside, words, source), (mut platforms, mentions))| {
            platforms.dedup();
            let platforms = platforms.join(", ");
            let whose = if beside {
                format!("Views on {platforms} beside the mentions heard")
            } else {
                format!("Views of {}", counted(u64::from(mentions), "mention"))
            };
            format!("{whose}: {}{source}.", words.replacen(PLATFORM, &platforms, 1))
        })
        .collect()
}

fn cited(basis: &str, platform: Platform) -> String {
    let row = rates::VIEW_RATES.iter().find(|row| {
        row.platform == platform
            && basis.contains(&format!("view rate {} ", row.rate))
            && basis.contains(row.band)
    });
    let source = match row {
        Some(row) => row.source,
        None if basis.contains("fallback rate") => {
            "Sprinklr; published for other networks, so the range is a factor of 4"
        }
        None if basis.starts_with("points") => "harrisonbroadbent.com",
        None if basis.contains("a thread") => "Notified",
        None if basis.starts_with("views counted") => "people per view: Stellario",
        None => return String::new(),
    };
    format!(" ({source}; rate table {})", rates::TABLE_VERSION)
}

/// The prices behind earned media value.
pub(super) fn prices(ledger: &Ledger<'_>, now: &Totals) -> Option<String> {
    let rows: BTreeSet<Platform> = now
        .cells
        .values()
        .filter(|cell| cell.is_exposed())
        .map(|cell| cell.key.platform)
        .collect();
    let (priced, unpriced): (Vec<Platform>, Vec<Platform>) = rows
        .into_iter()
        .partition(|platform| ledger.prices.of(*platform).is_some());
    let mut alike: Vec<(String, Vec<&str>)> = Vec::new();
    for platform in priced {
        let price = ledger
            .prices
            .of(platform)
            .map(|price| price_words(ledger, platform, price));
        let Some(price) = price else { continue };
        match alike.iter_mut().find(|(words, _)| *words == price) {
            Some((_, platforms)) => platforms.push(platform.as_str()),
            None => alike.push((price, vec![platform.as_str()])),
        }
    }
    let words: Vec<String> = alike
        .into_iter()
        .map(|(price, platforms)| format!("{} {price}", platforms.join(", ")))
        .collect();
    let left_out = if unpriced.is_empty() {
        String::new()
    } else {
        let names: Vec<&str> = unpriced.iter().map(|platform| platform.as_str()).collect();
        format!(
            " Views on {} are left out of it: no price in {} is known; set `[estimate.cpm]`.",
            names.join(", "),
            ledger.prices.currency()
        )
    };
    let currency = ledger.prices.currency();
    let note = if ledger.prices.configured.is_empty() && currency != ledger.inputs.currency.as_str() {
        format!(
            " The built-in prices are in US dollars and are not converted; for {} set `[estimate.cpm]`, or `[emv] exchange`.",
            ledger.inputs.currency
        )
    } else if let Some(rate) = ledger.prices.emv.exchange {
        format!(" Published prices are in US dollars and were converted at 1 USD = {rate} {currency}.")
    } else {
        String::new()
    };
    (!words.is_empty()).then(|| {
        format!(
            "Earned media value prices a thousand views in {currency}: {}. It is an estimate to compare parts of this \
             report with, no return.{left_out}{note}",
            words.join("; ")
        )
    })
}

fn price_words(ledger: &Ledger<'_>, platform: Platform, price: Range) -> String {
    let row = rates::cpm_row(platform);
    let configured = ledger.prices.configured;
    let source = if configured.contains_key(&platform) || configured.contains_key(&row) {
        "configured"
    } else {
        let known = rates::CPM_USD.iter().find(|cpm| cpm.platform == row);
        known.map_or("", |cpm| cpm.source)
    };
    format!("{} ({}–{}; {source})", price.value, price.low, price.high)
}

fn campaign_methods(ledger: &Ledger<'_>, campaigns: &[Active<'_>]) -> Vec<String> {
    let mut list = Vec::new();
    for active in campaigns
        .iter()
        .filter(|active| active.report.phase != Phase::Before)
    {
        let name = &active.report.name;
        match &active.baseline {
            Some(baseline) => list.push(format!(
                "{name}: baseline of {} days from {} to before {}, rate table {}{}; rates compared by an exact test that \
                 allows for bursts.",
                baseline.days(),
                baseline.window.from,
                baseline.window.to,
                baseline.table_version,
                if active.report.baseline_frozen_at.is_some() { ", frozen" } else { "" },
            )),
            None => list.push(format!(
                "{name}: nothing was heard before it began, so no uplift can be claimed."
            )),
        }
        list.extend(effect_words::methods(&active.report));
        let left = goals::days_until(ledger.today, active.campaign.window.to);
        if active
            .campaign
            .goals
            .iter()
            .any(|goal| goal.horizon == Horizon::Short)
            && left > 0
        {
            list.push(format!(
                "{name}: goals are judged by the probability that the rest comes in the {left} days left (gamma-Poisson \
                 with overdispersion); on track from 80 %, at risk from 40 %."
            ));
        }
    }
    list
}

fn influencer_methods(rows: &[InfluencerRow]) -> Option<String> {
    influencers::any_rate(rows).then(|| {
        format!(
            "Influencers are measured from the start of their campaign; usual engagement rates of their tier from {}, \
             pulled towards the brand's own posts.",
            benchmark::SOURCE
        )
    })
}
