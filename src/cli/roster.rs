//! Influencers of a report: how they were judged, figures by any dimension, and the page for one of them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use jiff::tz::TimeZone;

use super::{Out, report::block, setup};
use crate::{
    app::import::form_for,
    config::Settings,
    digest::{influencer_html, influencer_text, show},
    model::{CampaignId, InfluencerId, PivotRow, Report},
    report::influencer_page,
};

/// Arguments of `report` about influencers.
#[derive(Debug, Args)]
pub(super) struct RosterArgs {
    /// The page to share with this influencer: theirs alone, without costs, verdicts and anybody else's figures
    #[arg(long, requires = "campaign")]
    influencer: Option<String>,
    /// Write that page to a file a browser shows
    #[arg(long, value_name = "FILE", requires = "influencer")]
    html: Option<PathBuf>,
    /// Write the form of the figures that are asked of this influencer, a row for each post, to be filled in and
    /// imported with the preset `form`
    #[arg(long, value_name = "FILE", requires = "influencer")]
    form: Option<PathBuf>,
    /// Only the figures by this dimension
    #[arg(long, conflicts_with = "influencer")]
    by: Option<Dimension>,
}

/// By what figures may be split.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Dimension {
    Influencer,
    Tier,
    Platform,
    Category,
}

impl RosterArgs {
    /// Prints what these arguments ask for instead of the whole report; `false` if they ask for nothing.
    pub(super) fn print(
        &self,
        report: &Report,
        campaign: Option<&str>,
        settings: &Settings,
        out: &mut Out,
    ) -> anyhow::Result<bool> {
        if let Some(by) = self.by {
            print_by(by, report, out)?;
            return Ok(true);
        }
        let (Some(influencer), Some(campaign)) = (&self.influencer, campaign) else {
            return Ok(false);
        };
        self.page(report, (campaign, influencer), settings, out)?;
        Ok(true)
    }

    fn page(
        &self,
        report: &Report,
        (campaign, influencer): (&str, &str),
        settings: &Settings,
        out: &mut Out,
    ) -> anyhow::Result<()> {
        let known: Vec<&str> = settings.influencers.iter().map(|one| one.id.as_str()).collect();
        if !known.contains(&influencer) {
            return Err(setup::BadUsage::unknown("influencer", influencer, &known));
        }
        let page = influencer_page(report, &CampaignId::new(campaign), &InfluencerId::new(influencer));
        let page = page.map_err(setup::BadUsage)?;
        let zone = &settings.timezone;
        let broken = |why: String| anyhow::anyhow!(why);
        if let Some(file) = &self.html {
            write(file, &influencer_html(&page, zone).map_err(broken)?, out)?;
        }
        if let Some(file) = &self.form {
            write(file, &form_for(&page, settings), out)?;
        }
        if out.json {
            out.json(&page)?;
        } else if self.html.is_none() && self.form.is_none() {
            out.raw(influencer_text(&page, zone).map_err(broken)?.as_bytes())?;
        }
        Ok(())
    }
}

fn write(file: &Path, text: &str, out: &mut Out) -> anyhow::Result<()> {
    fs::write(file, text).with_context(|| format!("cannot write `{}`", file.display()))?;
    out.note(&format!("written to {}", file.display()));
    Ok(())
}

fn print_by(by: Dimension, report: &Report, out: &mut Out) -> anyhow::Result<()> {
    let categories: Vec<PivotRow> = report
        .campaigns
        .iter()
        .filter_map(|campaign| campaign.roster.as_ref())
        .flat_map(|roster| roster.by_category.iter().cloned())
        .collect();
    match by {
        Dimension::Influencer if out.json => out.json(&report.influencers)?,
        Dimension::Influencer => influencers(report, out)?,
        Dimension::Tier => pivots("tier", &report.tiers, out)?,
        Dimension::Platform => pivots("platform", &report.platforms, out)?,
        Dimension::Category => pivots("category", &categories, out)?,
    }
    Ok(())
}

fn pivots(what: &str, rows: &[PivotRow], out: &mut Out) -> anyhow::Result<()> {
    if out.json {
        out.json(&rows)?;
        return Ok(());
    }
    let head = [what, "mentions", "reach", "engagement", "EMV", "net sentiment"];
    let mut table = vec![head.map(str::to_owned).to_vec()];
    for row in rows {
        table.push(vec![
            show::clean(&row.name, 40),
            row.mentions.to_string(),
            show::figure(&row.reach, ""),
            show::figure(&row.engagement, ""),
            show::figure(&row.emv, ""),
            show::figure(&row.net_sentiment, ""),
        ]);
    }
    if table.len() < 2 {
        out.line(&format!("Nothing is known by {what} in these days."))?;
    }
    block("", &table, out)
}

/// Influencers in columns.
pub(super) fn influencers(report: &Report, out: &mut Out) -> anyhow::Result<()> {
    let head = ["influencer", "posts", "reach", "engagement", "rate", "cost"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
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
    block("", &rows, out)
}

/// The rosters of the campaigns: each influencer as judged, then what is to be said of all.
pub(super) fn judged(report: &Report, zone: &TimeZone, out: &mut Out) -> anyhow::Result<()> {
    for campaign in &report.campaigns {
        let Some(roster) = &campaign.roster else { continue };
        out.line(&format!("Influencers of {}", campaign.name))?;
        for member in &roster.members {
            out.line(&member.name)?;
            for line in show::member(member, roster, zone) {
                let word = [line.word.as_str(), line.text.as_str()]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join("; ");
                out.line(&format!("  {}: {word}", line.about))?;
            }
        }
        if !roster.trial.is_empty() {
            out.line(&roster.trial)?;
        }
        for sentence in &roster.shift {
            out.line(sentence)?;
        }
        for (title, rows) in [("By tier", &roster.tiers), ("By category", &roster.categories)] {
            for line in show::groups(rows, roster) {
                out.line(&format!("{title}: {line}"))?;
            }
        }
        for post in &roster.top_posts {
            let name = roster.members.iter().find(|member| member.id == post.influencer);
            let name = name.map_or(post.influencer.as_str(), |member| member.name.as_str());
            out.line(&format!(
                "Did best: {} ({})",
                show::clean(&post.title, 80),
                show::post(post, name, zone)
            ))?;
        }
        out.line(&show::basis(roster))?;
        out.line("")?;
    }
    Ok(())
}
