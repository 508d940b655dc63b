//! What `report` prints of a campaign beside its tables.

use super::Out;
use crate::{
    digest::show,
    model::{CampaignReport, Report},
};

/// What stands behind each goal, where people are lost, what was expected, and what was noted.
pub(super) fn goals(campaign: &CampaignReport, report: &Report, out: &mut Out) -> anyhow::Result<()> {
    let currency = campaign.cost.currency.to_string();
    let mut any = false;
    for goal in &campaign.goals {
        let lines = show::goal_lines(goal, show::goal_unit(goal, report), &currency);
        if !lines.is_empty() {
            out.line(&format!("{}: {}", show::clean(&goal.label, 120), lines.join(" ")))?;
            any = true;
        }
    }
    for found in &campaign.plan.diagnosis {
        out.line(&format!("Where people are lost: {}", show::diagnosis(found)))?;
        any = true;
    }
    for row in campaign.plan.expected.iter().flat_map(show::expected_rows) {
        out.line(&format!("Expected beforehand: {row}"))?;
        any = true;
    }
    for note in &campaign.plan.notes {
        out.line(&format!(
            "Also came of it: {}",
            show::clean(&show::note(note, report), 300)
        ))?;
        any = true;
    }
    if any {
        out.line("")?;
    }
    Ok(())
}
