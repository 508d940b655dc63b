//! Campaigns on the page: how their goals stand and pace, and who should stay.

use serde::Serialize;

use crate::{
    digest::{goal_detail, show},
    model::{CampaignReport, Figure, GoalRow, KeepVerdict, MemberRow, Report},
};

/// A campaign on the page.
#[derive(Debug, Serialize)]
pub(super) struct CampaignBox {
    id: String,
    name: String,
    window: String,
    goals: Vec<GoalBox>,
    members: Vec<MemberLine>,
    warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct GoalBox {
    label: String,
    actual: String,
    target: String,
    percent: Option<u32>,
    verdict: &'static str,
    /// Chance, forecast and what is needed a day, in words.
    pace: String,
}

/// One of the roster: keep, replace or too early, and what that rests on.
#[derive(Debug, Serialize)]
struct MemberLine {
    name: String,
    verdict: &'static str,
    tone: &'static str,
    why: String,
}

/// The campaigns of a report.
pub(super) fn boxes(report: &Report) -> Vec<CampaignBox> {
    let campaigns = report.campaigns.iter();
    campaigns.map(|campaign| campaign_box(campaign, report)).collect()
}

fn campaign_box(campaign: &CampaignReport, report: &Report) -> CampaignBox {
    let members = campaign.roster.iter().flat_map(|roster| &roster.members);
    CampaignBox {
        id: campaign.id.to_string(),
        name: campaign.name.clone(),
        window: show::window(campaign.window),
        warnings: campaign.warnings.clone(),
        goals: campaign.goals.iter().map(|goal| goal_box(goal, report)).collect(),
        members: members.map(member).collect(),
    }
}

fn goal_box(goal: &GoalRow, report: &Report) -> GoalBox {
    let unit = show::goal_unit(goal, report);
    let closing = &goal.detail.closing;
    let pace = [goal_detail(goal, unit), closing.clone()];
    let pace: Vec<String> = pace.into_iter().filter(|part| !part.is_empty()).collect();
    GoalBox {
        label: goal.label.clone(),
        actual: show::figure(&goal.actual, ""),
        target: show::figure(&Figure::exact(goal.target), ""),
        percent: show::filled(&goal.actual, goal.target),
        verdict: goal.verdict.as_words(),
        pace: pace.join("; "),
    }
}

fn member(row: &MemberRow) -> MemberLine {
    MemberLine {
        name: show::clean(&row.name, 60),
        verdict: row.keep.verdict.as_words(),
        tone: match row.keep.verdict {
            KeepVerdict::Keep => "positive",
            KeepVerdict::Replace => "negative",
            KeepVerdict::InLine | KeepVerdict::TooEarly | KeepVerdict::Unknown => "soft",
        },
        why: row.keep.sentence.clone(),
    }
}
