//! `report`: the numbers of a digest.

use std::process::ExitCode;

use clap::Args;
use jiff::tz::TimeZone;

use super::{Global, Out, campaigns, output::columns, remote, setup, talk};
use crate::{
    app::{asked::Question, reports},
    digest::show,
    model::{Figure, Report},
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
    let question = Question {
        brand: args.brand.as_deref(),
        campaign: args.campaign.as_deref(),
        since: args.since.as_deref(),
        until: args.until.as_deref(),
        as_of: args.as_of.as_deref(),
    };
    let clock = setup::reckoning(&plan.settings);
    let wanted = question.wanted(&plan, &clock).map_err(setup::BadUsage)?;
    let report = match remote::access(&plan.settings)? {
        remote::Access::Store(store) => {
            let report = reports::build(&store, &plan, &wanted)?;
            store.close().wait()?;
            report
        }
        remote::Access::Daemon(daemon) => {
            let campaign = wanted.campaigns.as_ref().and_then(|ids| ids.first());
            let answer = daemon.get(
                "report",
                &[
                    ("brand", Some(wanted.brand.to_string())),
                    ("campaign", campaign.map(ToString::to_string)),
                    ("since", Some(wanted.window.from.to_string())),
                    ("until", Some(wanted.window.to.to_string())),
                    ("as_of", Some(wanted.as_of.to_string())),
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
                show::figure(&goal.actual, show::goal_unit(goal, report)),
                show::figure(&Figure::exact(goal.target), show::goal_unit(goal, report)),
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
        campaigns::goals(campaign, report, out)?;
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
    for day in &report.unusual {
        out.line(&numbers::unusual_words(day, &[]))?;
    }
    stories(report, zone, out)?;
    for leak in &report.leaks {
        let (first, words) = (&leak.first, numbers::leak_words(leak));
        let seen = show::moment(first.at, zone);
        out.line(&format!(
            "{}; first seen on {} at {seen}",
            show::clean(&words, 300),
            show::clean(&first.place, 60)
        ))?;
    }
    talk::print(report, out)?;
    links(report, out)?;
    for method in &report.methods {
        out.line(&format!("· {method}"))?;
    }
    Ok(())
}

/// Stories printed.
const STORIES: usize = 10;

/// Stories told more than once: who was first, how far they went.
fn stories(report: &Report, zone: &TimeZone, out: &mut Out) -> anyhow::Result<()> {
    if report.stories.is_empty() {
        return Ok(());
    }
    let mut rows = vec![
        ["story", "first told by", "on", "mentions", "places", "reach"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for story in report.stories.iter().take(STORIES) {
        rows.push(vec![
            show::clean(&story.title, 60),
            show::clean(&story.first.place, 40),
            show::moment(story.first.at, zone),
            story.mentions.to_string(),
            story.places.to_string(),
            show::figure(&story.reach, ""),
        ]);
    }
    block("Stories told more than once", &rows, out)
}

/// How backlinks stand and what happened to them.
fn links(report: &Report, out: &mut Out) -> anyhow::Result<()> {
    let checks = &report.backlink_checks;
    let standing = numbers::link_standing(checks);
    if standing.is_empty() {
        return Ok(());
    }
    out.line(&standing)?;
    let mut rows = vec![
        ["backlink", "site", "to", "before", "after"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for row in &checks.changes {
        rows.push(vec![
            row.what.as_words().to_owned(),
            show::clean(&row.site, 40),
            show::clean(&row.to, 60),
            show::clean(&row.before, 40),
            show::clean(&row.after, 40),
        ]);
    }
    block("", &rows, out)
}

pub(super) fn block(title: &str, rows: &[Vec<String>], out: &mut Out) -> anyhow::Result<()> {
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
