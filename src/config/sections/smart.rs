//! Whether goals are specific, measurable, attainable, relevant and timed, as far as the file alone can tell. What is
//! wrong here is a warning: it is the marketer's goal.

mod measurable;
mod relevant;
mod timed;

use crate::config::{
    Import,
    reader::{Reader, Table, Value},
};
use crate::metrics;
use crate::model::{Campaign, Goal, Influencer, Source};

/// Everything that a goal's worth hangs on.
pub(in crate::config) struct Around<'a> {
    pub(in crate::config) campaigns: &'a [Campaign],
    pub(in crate::config) influencers: &'a [Influencer],
    pub(in crate::config) sources: &'a [Source],
    pub(in crate::config) imports: &'a [Import],
}

/// A campaign with the table it was read from.
struct Read<'a, 'd> {
    campaign: &'a Campaign,
    table: &'a Table<'d>,
    goals: Vec<(&'a Goal, Table<'d>)>,
}

/// Looks at every campaign's goals.
pub(in crate::config) fn lint(r: &mut Reader<'_>, top: &Table<'_>, around: &Around<'_>) {
    // With errors in the file, what is missing may be only what was refused.
    if r.errors() > 0 {
        return;
    }
    let Some(value) = top.get("campaign") else { return };
    let tables: Vec<Table<'_>> = r.array(&value).iter().filter_map(Value::as_table).collect();
    for (campaign, table) in around.campaigns.iter().zip(&tables) {
        let goals = table
            .get("goals")
            .map(|value| r.array(&value))
            .unwrap_or_default();
        let goals = goals.iter().filter_map(Value::as_table);
        let read = Read {
            campaign,
            table,
            goals: campaign.goals.iter().zip(goals).collect(),
        };
        one(r, &read, around);
    }
}

fn one(r: &mut Reader<'_>, read: &Read<'_, '_>, around: &Around<'_>) {
    specific(r, read);
    for (goal, table) in &read.goals {
        measurable::check(r, (goal, table), around);
        timed::check(r, read.campaign, (goal, table));
    }
    relevant::check(r, read);
    timed::baseline(r, read.campaign, read.table);
}

/// S: there is something to reach, and the number one metric has a number.
fn specific(r: &mut Reader<'_>, read: &Read<'_, '_>) {
    let campaign = read.campaign;
    if campaign.goals.is_empty() {
        r.warn(
            read.table,
            "not specific: the campaign has no goals, so nothing says whether it worked",
        )
        .help("add `goals = [ { metric = \"…\", target = … } ]`: what is to be reached, and how much of it");
        return;
    }
    let Some(value) = read.table.get("primary") else {
        return;
    };
    let has_goal = campaign
        .goals
        .iter()
        .any(|goal| goal.parts().iter().any(|(metric, _)| *metric == campaign.primary));
    if !has_goal {
        let label = metrics::get(&campaign.primary).map_or(campaign.primary.as_str(), |metric| metric.label);
        r.warn(
            &value,
            format!(
                "not specific: the number one metric, {}, has no target",
                label.to_lowercase()
            ),
        )
        .help("set a goal for it, or name a metric that has one");
    }
}
