//! `report`: the numbers of a digest.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use jiff::tz::TimeZone;

use super::{Global, Out, output::columns, remote, setup, wanted::Reckoning};
use crate::{
    app::{
        plan::Plan,
        reports::{self, Wanted},
    },
    digest::show,
    model::{BrandId, CampaignId, Figure, Report},
    report as numbers,
};

/// Arguments of `report`.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// This campaign only
    #[arg(long)]
    campaign: Option<String>,
    /// This brand; the first one of the configuration by default
    #[arg(long)]
    brand: Option<String>,
    /// First day: `2026-11-01` or `7d` for seven days ago [default: seven days before the end]
    #[arg(long)]
    since: Option<String>,
    /// Day after the last one [default: today]
    #[arg(long)]
    until: Option<String>,
    /// As it was known at this instant
    #[arg(long)]
    as_of: Option<String>,
}

pub(super) fn report(args: &ReportArgs, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    let plan = setup::plan(setup::settings(global, out)?)?;
    let clock = Reckoning::new(&plan.settings);
    let as_of = args
        .as_of
        .as_deref()
        .map_or_else(|| Ok(clock.now()), |text| clock.instant(text))?;
    let (brand, campaigns) = subject(&plan, args)?;
    let mut window = clock.window(args.since.as_deref(), args.until.as_deref(), as_of)?;
    if let (Some(id), None, None) = (&args.campaign, &args.since, &args.until) {
        let campaign = plan
            .settings
            .campaigns
            .iter()
            .find(|campaign| campaign.id.as_str() == id);
        if let Some(campaign) = campaign.filter(|campaign| campaign.window.from < window.to) {
            window.from = campaign.window.from;
            window.to = window.to.min(campaign.window.to);
        }
    }
    let report = match remote::access(&plan.settings)? {
        remote::Access::Store(store) => {
            let wanted = Wanted {
                brand,
                campaigns,
                window,
                as_of,
            };
            let report = reports::build(&store, &plan, &wanted)?;
            store.close().wait()?;
            report
        }
        remote::Access::Daemon(daemon) => {
            let campaign = campaigns
                .as_ref()
                .and_then(|ids| ids.first())
                .map(ToString::to_string);
            let answer = daemon.get(
                "report",
                &[
                    ("brand", Some(brand.to_string())),
                    ("campaign", campaign),
                    ("since", Some(window.from.to_string())),
                    ("until", Some(window.to.to_string())),
                    ("as_of", Some(as_of.to_string())),
                ],
            )?;
            serde_json::from_slice(&answer)?
        }
    };
    if out.json {
        out.json(&report)?;
    } else {
        print(&report, &plan.settings.timezone, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn subject(plan: &Plan, args: &ReportArgs) -> anyhow::Result<(BrandId, Option<Vec<CampaignId>>)> {
    let settings = &plan.settings;
    if let Some(id) = &args.campaign {
        let Some(campaign) = settings
            .campaigns
            .iter()
            .find(|campaign| campaign.id.as_str() == id)
        else {
            let known: Vec<&str> = settings
                .campaigns
                .iter()
                .map(|campaign| campaign.id.as_str())
                .collect();
            bail!("there is no campaign `{id}`; there are: {}", known.join(", "));
        };
        return Ok((campaign.brand.clone(), Some(vec![campaign.id.clone()])));
    }
    let brand = match &args.brand {
        Some(id) => settings.brands.iter().find(|brand| brand.id.as_str() == id),
        None => settings.brands.first(),
    };
    let Some(brand) = brand else {
        let known: Vec<&str> = settings.brands.iter().map(|brand| brand.id.as_str()).collect();
        bail!("there is no such brand; there are: {}", known.join(", "));
    };
    Ok((brand.id.clone(), None))
}

/// The report in columns.
fn print(report: &Report, zone: &TimeZone, out: &mut Out) -> anyhow::Result<()> {
    out.line(&format!("{}: {}", report.brand_name, show::window(report.window)))?;
    for sentence in numbers::summary(report, zone) {
        out.line(&sentence)?;
    }
    out.line("")?;
    let mut rows = vec![
        ["metric", "value", "range", "previous", "change"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for tile in &report.tiles {
        rows.push(vec![
            tile.label.clone(),
            show::figure(&tile.value, &tile.unit),
            ranged(&tile.value),
            show::figure(&tile.previous, ""),
            tile.change_percent
                .map(|percent| format!("{percent:+.0} %"))
                .unwrap_or_default(),
        ]);
    }
    block("", &rows, out)?;
    for campaign in &report.campaigns {
        let mut rows = vec![
            ["goal", "so far", "target", "by", "pace", "chance", "verdict"]
                .map(str::to_owned)
                .to_vec(),
        ];
        for goal in &campaign.goals {
            rows.push(vec![
                goal.label.clone(),
                show::figure(&goal.actual, ""),
                show::figure(&Figure::exact(goal.target), ""),
                goal.by.to_string(),
                goal.pace.map(|pace| format!("{pace:.2}")).unwrap_or_default(),
                goal.probability
                    .map(|p| format!("{:.0} %", p * 100.0))
                    .unwrap_or_default(),
                goal.verdict.as_words().to_owned(),
            ]);
        }
        block(
            &format!("{} ({})", campaign.name, show::window(campaign.window)),
            &rows,
            out,
        )?;
        let mut rows = vec![
            ["per day", "before", "during", "after", "ratio"]
                .map(str::to_owned)
                .to_vec(),
        ];
        for effect in &campaign.effects {
            let ratio = format!("{} {}", show::figure(&effect.ratio, ""), ranged(&effect.ratio));
            rows.push(vec![
                effect.label.clone(),
                show::figure(&effect.before, ""),
                show::figure(&effect.during, ""),
                show::figure(&effect.after, ""),
                ratio.trim().to_owned(),
            ]);
        }
        block("", &rows, out)?;
    }
    let mut rows = vec![
        ["influencer", "posts", "reach", "engagement", "rate", "cost"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for row in &report.influencers {
        rows.push(vec![
            row.name.clone(),
            row.posts.to_string(),
            show::figure(&row.reach, ""),
            show::figure(&row.engagement, ""),
            show::figure(&row.engagement_rate, ""),
            format!("{:.2} {}", row.cost.major(), row.cost.currency),
        ]);
    }
    block("", &rows, out)?;
    for method in &report.methods {
        out.line(&format!("· {method}"))?;
    }
    Ok(())
}

fn block(title: &str, rows: &[Vec<String>], out: &mut Out) -> anyhow::Result<()> {
    if rows.len() < 2 {
        return Ok(());
    }
    if !title.is_empty() {
        out.line(title)?;
    }
    for line in columns(rows) {
        out.line(&line)?;
    }
    out.line("")?;
    Ok(())
}

/// The range of a figure, or why it has none.
fn ranged(figure: &Figure) -> String {
    match show::range(figure, "") {
        range if range.is_empty() => show::why(figure).to_owned(),
        range => range,
    }
}
