//! Before, during and after a campaign, as `report` prints it.

use super::{
    Out,
    report::{block, ranged},
};
use crate::{
    digest::show,
    model::{CampaignReport, ExplainedEffect, Finding},
};

/// Before, during and after: first what comes day by day, then shares, rates and means.
pub(super) fn table(campaign: &CampaignReport, out: &mut Out) -> anyhow::Result<()> {
    for (head, is_level) in [("per day", false), ("level", true)] {
        let change = if is_level { "change" } else { "ratio" };
        let head = [head, "before", "during", "after", change].map(str::to_owned);
        let rows = campaign
            .effects
            .iter()
            .filter(|effect| effect.difference.is_some() == is_level);
        let rows = rows.map(|effect| {
            let level = effect.difference.as_ref();
            let unit = level.map_or(effect.unit.as_str(), |level| level.value_unit.as_str());
            let change = if effect.finding == Finding::NotTested {
                "not tested".to_owned()
            } else if is_level {
                show::effect_finding(effect)
            } else {
                format!("{} {}", show::figure(&effect.ratio, ""), ranged(&effect.ratio))
            };
            vec![
                effect.label.clone(),
                show::figure(&effect.before, unit),
                show::figure(&effect.during, unit),
                show::figure(&effect.after, unit),
                change.trim().to_owned(),
            ]
        });
        let rows: Vec<Vec<String>> = std::iter::once(head.to_vec()).chain(rows).collect();
        block("", &rows, out)?;
    }
    Ok(())
}

/// Before, during and after a campaign, and how they are compared.
pub(super) fn explained(effect: &ExplainedEffect, out: &mut Out) -> anyhow::Result<()> {
    let row = &effect.row;
    let [before, during, after] =
        [&row.before, &row.during, &row.after].map(|value| show::effect_value(row, value));
    let baseline = effect
        .baseline
        .map_or_else(String::new, |window| format!(" ({})", show::window(window)));
    out.line(&format!(
        "{}: before{baseline} {before}, during {during}, after {after}. {}.",
        effect.campaign,
        show::effect_finding(row)
    ))?;
    let values = [
        ("before", &row.before),
        ("during", &row.during),
        ("after", &row.after),
    ];
    for (when, value) in values
        .into_iter()
        .filter(|(_, value)| row.difference.is_some() || !value.is_known())
    {
        let why = show::why(value);
        let range = show::range(value, "");
        if !why.is_empty() || !range.is_empty() {
            out.line(&format!(
                "  {when}: {}{why}",
                if range.is_empty() {
                    range
                } else {
                    format!("95 % range {range}")
                }
            ))?;
        }
    }
    if let Some(p) = row.p_value {
        let together = row.checks.tested_together;
        let adjusted = row.checks.p_adjusted.filter(|_| together > 1);
        let adjusted = adjusted.map_or_else(String::new, |p| format!(", {p:.3} as one of {together} (Holm)"));
        out.line(&format!("  p {p:.3}{adjusted}"))?;
    }
    out.line(&format!("  How: {}", effect.method))?;
    out.line("")?;
    Ok(())
}
