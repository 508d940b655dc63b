//! `report`: the numbers of a digest.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use jiff::tz::TimeZone;

use super::{
    Global, Out, campaigns, effects, explain, output::columns, remote, returns, roster, setup, talk,
};
use crate::{
    app::{
        asked::{self, Question},
        frozen,
        plan::Plan,
        reports::{self, Wanted},
    },
    digest::show,
    metrics::Metric,
    model::{Explanation, Figure, Report},
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
    /// As it was known at this instant: whole weeks and recent days are frozen and always told the same
    #[arg(long)]
    as_of: Option<String>,
    /// Where this metric comes from: inputs, rates, method, what is left out
    #[arg(long, value_name = "METRIC")]
    explain: Option<String>,
    #[command(flatten)]
    roster: roster::RosterArgs,
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
    if let Some(name) = &args.explain {
        let metric = asked::metric(name).map_err(setup::BadUsage)?;
        return explained(args, &plan, &wanted, metric, out);
    }
    let report = match remote::access(&plan.settings)? {
        remote::Access::Store(store) => {
            let report = frozen::answer(&store, &plan, &wanted, args.as_of.is_some())?;
            store.close().wait()?;
            report
        }
        remote::Access::Daemon(daemon) => {
            let answer = daemon.get("report", &parameters(args, &wanted))?;
            serde_json::from_slice(&answer)?
        }
    };
    let campaign = args.campaign.as_deref();
    if args.roster.print(&report, campaign, &plan.settings, out)? {
        return Ok(ExitCode::SUCCESS);
    }
    if out.json {
        out.json(&report)?;
    } else {
        print(&report, &plan.settings.timezone, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The question as the daemon takes it.
fn parameters(args: &ReportArgs, wanted: &Wanted) -> [(&'static str, Option<String>); 6] {
    let campaign = wanted.campaigns.as_ref().and_then(|ids| ids.first());
    [
        ("brand", Some(wanted.brand.to_string())),
        ("campaign", campaign.map(ToString::to_string)),
        ("since", Some(wanted.window.from.to_string())),
        ("until", Some(wanted.window.to.to_string())),
        ("as_of", args.as_of.is_some().then(|| wanted.as_of.to_string())),
        ("explain", args.explain.clone()),
    ]
}

/// Where a metric comes from.
fn explained(
    args: &ReportArgs,
    plan: &Plan,
    wanted: &Wanted,
    metric: &'static Metric,
    out: &mut Out,
) -> anyhow::Result<ExitCode> {
    let told = match remote::access(&plan.settings)? {
        remote::Access::Store(store) => {
            let told = reports::explain(&store, plan, wanted, metric)?;
            store.close().wait()?;
            told.context("that campaign is another brand's")?
        }
        remote::Access::Daemon(daemon) => {
            serde_json::from_slice::<Explanation>(&daemon.get("report", &parameters(args, wanted))?)?
        }
    };
    if out.json {
        out.json(&told)?;
    } else {
        explain::print(&told, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The report in columns.
fn print(report: &Report, zone: &TimeZone, out: &mut Out) -> anyhow::Result<()> {
    out.line(&format!("{}: {}", report.brand_name, show::window(report.window)))?;
    if let Some(at) = report.frozen_at {
        let at = at.to_zoned(zone.clone()).strftime("%-d %b %Y, %H:%M");
        out.line(&format!(
            "As frozen on {at}: nothing that came in later is in it."
        ))?;
    }
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
            show::figure(&tile.previous, &tile.unit),
            tile.change_percent.map(show::change).unwrap_or_default(),
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
        returns::campaign(campaign, out)?;
        effects::table(campaign, out)?;
        for effect in &campaign.effects {
            for words in numbers::checks_words(effect) {
                out.line(&format!("{}: {words}.", effect.label))?;
            }
        }
        for warning in &campaign.warnings {
            out.line(warning)?;
        }
    }
    roster::influencers(report, out)?;
    returns::influencers(report, out)?;
    roster::judged(report, zone, out)?;
    for post in &report.around_posts {
        out.line(&numbers::around_words(post))?;
    }
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
    value(report, out)?;
    talk::print(report, out)?;
    links(report, out)?;
    for method in &report.methods {
        out.line(&format!("· {method}"))?;
    }
    Ok(())
}

/// How much was seen, and what it would have cost: of the brand, then of each campaign.
fn value(report: &Report, out: &mut Out) -> anyhow::Result<()> {
    let of_campaigns = report.campaigns.iter().map(|one| (one.name.as_str(), &one.value));
    for (name, value) in std::iter::once(("", &report.value)).chain(of_campaigns) {
        let before = if name.is_empty() {
            String::new()
        } else {
            format!("{name}, ")
        };
        for (label, words) in show::value(value) {
            out.line(&format!("{before}{label}: {}", show::clean(&words, 400)))?;
        }
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
pub(super) fn ranged(figure: &Figure) -> String {
    match show::range(figure, "") {
        range if range.is_empty() => show::why(figure).to_owned(),
        range => range,
    }
}
