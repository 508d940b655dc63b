//! `estimate`: what a campaign should be expected to bring, before it starts.

use std::process::ExitCode;

use anyhow::anyhow;
use clap::Args;
use jiff::ToSpan as _;

use super::{Global, Out, remote, report::block, setup};
use crate::{
    app::{asked::Question, reports},
    digest::show,
    model::{Expected, Figure, Report},
};

/// Arguments of `estimate`.
#[derive(Debug, Args)]
pub(super) struct EstimateArgs {
    /// Which campaign
    #[arg(long)]
    campaign: String,
}

/// Days before today that are looked at for what is known of the roster.
const LOOK_BACK_DAYS: i64 = 180;

pub(super) fn estimate(args: &EstimateArgs, global: &Global, out: &mut Out) -> anyhow::Result<ExitCode> {
    let plan = setup::plan(setup::settings(global, out)?)?;
    let question = Question {
        campaign: Some(&args.campaign),
        ..Question::default()
    };
    let clock = setup::reckoning(&plan.settings);
    let mut wanted = question.wanted(&plan, &clock).map_err(setup::BadUsage)?;
    let campaign = plan
        .settings
        .campaigns
        .iter()
        .find(|one| one.id.as_str() == args.campaign);
    let campaign = campaign.ok_or_else(|| anyhow!("there is no campaign `{}`", args.campaign))?;
    // What is known of the roster may be older than the last week.
    wanted.window.from = wanted
        .window
        .from
        .checked_sub(LOOK_BACK_DAYS.days())
        .unwrap_or(wanted.window.from);
    wanted.window.to = wanted.window.to.max(campaign.window.to);
    let report: Report = match remote::access(&plan.settings)? {
        remote::Access::Store(store) => {
            let report = reports::build(&store, &plan, &wanted)?;
            store.close().wait()?;
            report
        }
        remote::Access::Daemon(daemon) => {
            let answer = daemon.get(
                "report",
                &[
                    ("campaign", Some(args.campaign.clone())),
                    ("since", Some(wanted.window.from.to_string())),
                    ("until", Some(wanted.window.to.to_string())),
                    ("as_of", Some(wanted.as_of.to_string())),
                ],
            )?;
            serde_json::from_slice(&answer)?
        }
    };
    let mut campaigns = report.campaigns.into_iter();
    let found = campaigns.find(|one| one.id.as_str() == args.campaign);
    let Some(expected) = found.and_then(|found| found.plan.expected) else {
        return Err(setup::BadUsage(format!(
            "campaign `{}` plans no posts, so there is nothing to reckon with; promise some as `deliverables`, or add `posts = [ {{ influencer = \"…\", platform = \
             \"instagram\", posts = 3 }} ]` to it",
            args.campaign
        ))
        .into());
    };
    if out.json {
        out.json(&expected)?;
    } else {
        print(&campaign.name, &expected, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print(name: &str, expected: &Expected, out: &mut Out) -> anyhow::Result<()> {
    let since = if expected.frozen {
        ", frozen when it began"
    } else {
        ""
    };
    out.line(&format!("{name}: what to expect{since}"))?;
    let head = [
        "influencer",
        "platform",
        "posts",
        "impressions",
        "reach",
        "engagement",
        "clicks",
        "orders",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for line in &expected.lines {
        let mut row = vec![
            line.name.clone(),
            line.platform.to_string(),
            line.posts.to_string(),
        ];
        let figures = [
            &line.impressions,
            &line.reach,
            &line.engagement,
            &line.clicks,
            &line.orders,
        ];
        row.extend(figures.map(|figure| show::figure(figure, "")));
        rows.push(row);
    }
    block("", &rows, out)?;
    let mut rows = vec![
        ["altogether", "expected", "range", "how"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for total in &expected.totals {
        let how = match &total.expected {
            Figure::Exact { .. } => String::new(),
            Figure::Estimate { basis, .. } => basis.clone(),
            Figure::Unknown { why } => why.clone(),
        };
        rows.push(vec![
            total.label.clone(),
            show::figure(&total.expected, &total.unit),
            show::range(&total.expected, &total.unit),
            how,
        ]);
    }
    block("", &rows, out)?;
    for line in &expected.lines {
        for (what, figure) in [
            ("impressions", &line.impressions),
            ("engagement", &line.engagement),
            ("orders", &line.orders),
        ] {
            if let Figure::Estimate { basis, .. } = figure {
                out.line(&format!("· {} on {}, {what}: {basis}", line.name, line.platform))?;
            }
        }
    }
    out.line(&format!("· rate tables of {}", expected.table_version))?;
    Ok(())
}
