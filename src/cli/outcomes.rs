//! `outcomes`: what was imported.

use std::process::ExitCode;

use clap::Args;
use jiff::tz::TimeZone;

use super::{Global, Out, remote, setup};
use crate::{
    io::store::OutcomeFilter,
    model::{CampaignOutcome, Money, OutcomeKind},
};

/// Arguments of `outcomes`.
#[derive(Debug, Args)]
pub(super) struct Outcomes {
    /// Of this import
    #[arg(long)]
    import: Option<String>,
    /// Of this kind: order, click, lead …
    #[arg(long)]
    kind: Option<String>,
    /// From this day on: `2026-11-01`, `7d`
    #[arg(long)]
    since: Option<String>,
    /// Up to, not including, this day
    #[arg(long)]
    until: Option<String>,
    /// At most so many, the newest day first
    #[arg(long)]
    limit: Option<usize>,
}

pub(super) fn outcomes(args: &Outcomes, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    let settings = setup::settings(global, out)?;
    let clock = setup::reckoning(&settings);
    let day = |text: &Option<String>| {
        let day = text.as_deref().map(|text| clock.day(text)).transpose();
        day.map_err(setup::BadUsage)
    };
    let kind = args.kind.as_deref().map(|name| {
        let known: Vec<&str> = OutcomeKind::ALL.iter().map(|(_, one, _)| *one).collect();
        OutcomeKind::named(name).ok_or_else(|| setup::BadUsage::unknown("kind of outcome", name, &known))
    });
    let filter = OutcomeFilter {
        source: args.import.clone(),
        kind: kind.transpose()?,
        since: day(&args.since)?,
        until: day(&args.until)?,
        limit: args.limit.or_else(|| (!out.json).then_some(50)),
    };
    let stored = remote::access(&settings)?;
    for outcome in stored.outcomes(&filter)? {
        if out.json {
            out.json(&outcome)?;
        } else {
            out.line(&one_line(&outcome, &settings.timezone))?;
        }
    }
    stored.close()?;
    Ok(ExitCode::SUCCESS)
}

/// One outcome on one line.
pub(super) fn one_line(outcome: &CampaignOutcome, zone: &TimeZone) -> String {
    let when = match outcome.day {
        Some(day) => format!("{day}      "),
        None => outcome
            .at
            .to_zoned(zone.clone())
            .strftime("%Y-%m-%d %H:%M")
            .to_string(),
    };
    let count = outcome
        .count
        .map_or_else(|| "?".to_owned(), |count| count.to_string());
    let marks = &outcome.marks;
    let mut parts = vec![format!("{count} {}", outcome.kind.as_str())];
    parts.extend(outcome.money.map(|money| amount(&money)));
    parts.extend(
        outcome
            .refunded
            .map(|money| format!("refunded {}", amount(&money))),
    );
    let told = [
        (
            "code",
            Some(marks.codes.join(" ")).filter(|codes| !codes.is_empty()),
        ),
        ("by", marks.influencer.as_ref().map(ToString::to_string)),
        ("on", marks.platform.map(|platform| platform.to_string())),
        ("post", marks.post.clone()),
        ("source", marks.utm.source.clone()),
        ("campaign", marks.utm.campaign.clone()),
        ("content", marks.utm.content.clone()),
        ("link", marks.link.clone()),
        ("landing", marks.landing.clone()),
        ("ref", marks.reference.clone()),
        ("sku", Some(marks.skus.join(" ")).filter(|skus| !skus.is_empty())),
    ];
    let told = told.into_iter();
    parts.extend(told.filter_map(|(name, value)| Some(format!("{name} {}", value?))));
    parts.extend(outcome.test.then(|| "test, not counted".to_owned()));
    parts.extend(outcome.cancelled.then(|| "cancelled, not counted".to_owned()));
    format!(
        "{when} {} · {} · {}",
        outcome.source,
        outcome.provenance.as_str(),
        parts.join(" · ")
    )
}

fn amount(money: &Money) -> String {
    let decimals = usize::try_from(money.currency.decimals()).unwrap_or(2);
    format!("{:.decimals$} {}", money.major(), money.currency)
}
