//! R: the numbers are about what the campaign is for, and one can be the part of another.

use super::Read;
use crate::config::reader::Reader;
use crate::metrics::stages;
use crate::model::{Campaign, Objective, Stage};

pub(super) fn check(r: &mut Reader<'_>, read: &Read<'_, '_>) {
    let campaign = read.campaign;
    // Without the key the objective was not chosen, so nothing is held against it.
    let Some(value) = read.table.get("objective").filter(|_| !campaign.goals.is_empty()) else {
        return;
    };
    let metrics = metrics(campaign);
    if !metrics
        .iter()
        .any(|metric| stages::fits(campaign.objective, metric))
    {
        let all_vanity = metrics.iter().all(|metric| stages::is_vanity(metric));
        let examples = stages::examples(campaign.objective);
        let why = match campaign.objective {
            Objective::Sales if all_vanity => {
                "not relevant: likes and views do not mirror revenue, and no goal counts clicks, leads or orders".to_owned()
            }
            objective => format!(
                "not relevant: no goal tells whether the objective, {}, is met",
                name(objective)
            ),
        };
        r.warn(&value, why).help(format!(
            "set a goal for one of `{}`, or change the objective",
            examples.join("`, `")
        ));
        return;
    }
    mismatched(r, read);
}

/// A number one metric that would mislead: sales asked of a campaign that is to make a name known.
fn mismatched(r: &mut Reader<'_>, read: &Read<'_, '_>) {
    let (objective, primary) = (read.campaign.objective, read.campaign.primary.as_str());
    if !matches!(objective, Objective::Awareness | Objective::Reputation) {
        return;
    }
    let is_sale = stages::stage_of(primary).is_some_and(|stage| stage >= Stage::Purchase);
    if let Some(value) = read.table.get("primary").filter(|_| is_sale) {
        r.warn(
            &value,
            format!("not relevant: sales judge a campaign for {} wrongly", name(objective)),
        )
        .help(
            "they come later and for many reasons: lead with a metric of the objective, or make it a campaign of its own \
             with `objective = \"sales\"`",
        );
    }
}

/// Every metric that a goal looks at.
fn metrics(campaign: &Campaign) -> Vec<&str> {
    let parts = campaign.goals.iter().flat_map(crate::model::Goal::parts);
    parts.map(|(metric, _)| metric).collect()
}

fn name(objective: Objective) -> &'static str {
    match objective {
        Objective::Awareness => "awareness",
        Objective::Audience => "audience",
        Objective::Engagement => "engagement",
        Objective::Sales => "sales",
        Objective::Reputation => "reputation",
    }
}
