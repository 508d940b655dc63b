//! `backtest`: what a query would gain and lose, replayed over what is stored.

use std::process::ExitCode;

use clap::Args;
use jiff::tz::TimeZone;
use serde_json::json;

use super::{Global, Out, inspect, output::columns, remote, setup};
use crate::{
    app::{
        asked,
        backtest::{Backtest, LIMITS, Outcome, Sample},
    },
    config::Settings,
    io::store::Filter,
    model::Brand,
    watch::Query,
};

/// Arguments of `backtest`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The query; it may name the saved queries of the configuration
    query: String,
    /// In the place of this brand's query; default: the first brand
    #[arg(long)]
    brand: Option<String>,
    /// From this day or instant on: `2026-11-01`, `2026-11-01T08:00:00Z`, `30d`
    #[arg(long)]
    since: Option<String>,
    /// Up to, not including, this day or instant
    #[arg(long)]
    until: Option<String>,
    /// So many samples of what is gained and of what is lost
    #[arg(long, default_value_t = 10)]
    samples: usize,
}

pub(super) fn backtest(args: &Arguments, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    let settings = setup::settings(global, out)?;
    let brand = brand(&settings, args.brand.as_deref())?.clone();
    if let Err(error) = Query::parse_with(&args.query, &settings.library()) {
        return inspect::query::refused(&args.query, &error, out);
    }
    let clock = setup::reckoning(&settings);
    let instant = |text: &Option<String>| {
        let text = text.as_deref();
        text.map(|text| clock.instant(text))
            .transpose()
            .map_err(setup::BadUsage)
    };
    let filter = Filter {
        since: instant(&args.since)?,
        until: instant(&args.until)?,
        ..Filter::default()
    };
    let mut replay = match Backtest::new(&settings, &brand.id, &args.query, args.samples) {
        Ok(replay) => replay,
        Err(error) => return inspect::query::refused(&args.query, &error, out),
    };
    let stored = remote::access(&settings)?;
    stored.visit_mentions(&filter, &mut |listed| {
        replay.ask(&listed.mention);
        Ok(())
    })?;
    stored.close()?;
    let outcome = replay.outcome();
    if out.json {
        let mut told = json!({
            "query": args.query, "brand": brand.id, "present": brand.query,
            "since": filter.since, "until": filter.until, "limits": LIMITS,
        });
        if let (Some(told), serde_json::Value::Object(more)) =
            (told.as_object_mut(), serde_json::to_value(&outcome)?)
        {
            told.extend(more);
        }
        out.json(&told)?;
    } else {
        for line in lines(&brand, &outcome, &settings.timezone) {
            out.line(&line)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn brand<'s>(settings: &'s Settings, id: Option<&str>) -> anyhow::Result<&'s Brand> {
    let found = match id {
        Some(id) => settings.brands.iter().find(|brand| brand.id.as_str() == id),
        None => settings.brands.first(),
    };
    found.ok_or_else(|| {
        let known: Vec<&str> = settings.brands.iter().map(|brand| brand.id.as_str()).collect();
        setup::BadUsage(asked::unknown("brand", id.unwrap_or_default(), &known)).into()
    })
}

fn lines(brand: &Brand, outcome: &Outcome, zone: &TimeZone) -> Vec<String> {
    let counts = outcome.counts;
    let mut lines = vec![format!(
        "in the place of the query of {}: {} mentions kept, {} gained, {} lost, of {} asked",
        brand.name, counts.kept, counts.gained, counts.lost, outcome.asked
    )];
    if outcome.unknown > 0 {
        lines.push(format!(
            "{} of the brand could not be judged: what is stored of them no longer says why they were mentions",
            outcome.unknown
        ));
    }
    if !outcome.weeks.is_empty() {
        let mut rows = vec![["week of", "kept", "gained", "lost"].map(str::to_owned).to_vec()];
        for week in &outcome.weeks {
            let counts = week.counts;
            let row = [
                week.week.to_string(),
                counts.kept.to_string(),
                counts.gained.to_string(),
                counts.lost.to_string(),
            ];
            rows.push(row.to_vec());
        }
        lines.push(String::new());
        lines.extend(columns(&rows));
    }
    for (what, samples) in [
        ("gained", &outcome.gained_samples),
        ("lost", &outcome.lost_samples),
    ] {
        if !samples.is_empty() {
            lines.push(format!("\n{what}:"));
            lines.extend(samples.iter().map(|sample| shown(sample, zone)));
        }
    }
    lines.push(format!("\n{LIMITS}"));
    lines
}

fn shown(sample: &Sample, zone: &TimeZone) -> String {
    let words: Vec<String> = sample.words.iter().map(|word| format!("`{word}`")).collect();
    let at = sample
        .at
        .to_zoned(zone.clone())
        .strftime("%Y-%m-%d %H:%M")
        .to_string();
    let place = sample.url.as_deref().unwrap_or(sample.source.as_str());
    format!("{at}  {}: {}\n    {place}", words.join(", "), sample.excerpt)
}
