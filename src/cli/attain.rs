//! `check`: are the goals attainable, by what was seen before?

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use serde_json::json;

use super::{remote, setup};
use crate::{
    app::{asked::Question, plan::Plan, reports},
    digest::show,
    model::{BestPast, GoalRow, Report},
};

/// Days looked back at most: as far as one would remember.
const LOOK_BACK_DAYS: i64 = 400;

/// What the past says of the goals of one configuration.
pub(super) struct Past {
    /// Goals that were never reached in so many days, one sentence each.
    pub(super) doubts: Vec<String>,
    /// Why nothing was looked at, if so.
    pub(super) unseen: Option<String>,
}

impl Past {
    pub(super) fn to_json(&self) -> serde_json::Value {
        json!({ "doubts": self.doubts, "not_looked": self.unseen })
    }
}

/// Compares each goal of a campaign that is not over with the best window of the same length; `None` where no campaign has a
/// goal.
pub(super) fn attainable(plan: &Plan) -> Option<Past> {
    let clock = setup::reckoning(&plan.settings);
    let today = crate::model::day_of(clock.now(), &plan.settings.timezone);
    let campaigns = plan.settings.campaigns.iter();
    let campaigns: Vec<_> = campaigns
        .filter(|campaign| !campaign.goals.is_empty() && campaign.window.to > today)
        .collect();
    if campaigns.is_empty() {
        return None;
    }
    let unseen = |why: String| Past {
        doubts: Vec::new(),
        unseen: Some(why),
    };
    let dir = &plan.settings.data_dir;
    if !dir.exists() {
        return Some(unseen(format!("nothing is stored yet in `{}`", dir.display())));
    }
    let access = match remote::access(&plan.settings) {
        Ok(access) => access,
        Err(error) => return Some(unseen(format!("{error:#}"))),
    };
    let mut past = Past {
        doubts: Vec::new(),
        unseen: None,
    };
    for campaign in campaigns {
        let question = Question {
            campaign: Some(campaign.id.as_str()),
            ..Question::default()
        };
        let report = question
            .wanted(plan, &clock)
            .map_err(anyhow::Error::msg)
            .and_then(|mut wanted| {
                let from = today.checked_sub(LOOK_BACK_DAYS.days());
                wanted.window.from = from.unwrap_or(today);
                wanted.window.to = wanted.window.to.max(campaign.window.to);
                ask(&access, plan, &wanted, campaign.id.as_str())
            });
        match report {
            Ok(report) => past.doubts.extend(doubts(&report, campaign)),
            Err(error) => past.unseen = Some(format!("{error:#}")),
        }
    }
    // What was read is told all the same.
    if let Err(error) = access.close() {
        past.unseen = Some(format!("{error:#}"));
    }
    Some(past)
}

fn ask(
    access: &remote::Access,
    plan: &Plan,
    wanted: &reports::Wanted,
    campaign: &str,
) -> anyhow::Result<Report> {
    match access {
        remote::Access::Store(store) => Ok(reports::build(store, plan, wanted)?),
        remote::Access::Daemon(daemon) => {
            let answer = daemon.get(
                "report",
                &[
                    ("campaign", Some(campaign.to_owned())),
                    ("since", Some(wanted.window.from.to_string())),
                    ("until", Some(wanted.window.to.to_string())),
                    ("as_of", Some(wanted.as_of.to_string())),
                ],
            )?;
            Ok(serde_json::from_slice(&answer)?)
        }
    }
}

fn doubts(report: &Report, campaign: &crate::model::Campaign) -> Vec<String> {
    let lines: BTreeMap<usize, usize> = campaign.goals.iter().map(|goal| goal.line).enumerate().collect();
    let rows = report.campaigns.iter().filter(|row| row.id == campaign.id);
    rows.flat_map(|row| row.goals.iter().enumerate())
        .filter_map(|(n, goal)| {
            let best = goal.detail.best_past.as_ref()?;
            (goal.target > best.value).then(|| doubt(goal, best, campaign, lines.get(&n).copied()))
        })
        .collect()
}

fn doubt(goal: &GoalRow, best: &BestPast, campaign: &crate::model::Campaign, line: Option<usize>) -> String {
    let days = crate::model::Window {
        from: best.from,
        to: best.to.tomorrow().unwrap_or(best.to),
    };
    format!(
        "line {}: campaign `{}`: not attainable by what was seen: {} {} in {} days; the best so many days brought {} ({}), \
         {} times less",
        line.unwrap_or_default(),
        campaign.id,
        goal.label,
        show::number(goal.target),
        days.days(),
        show::number(best.value),
        show::window(days),
        show::about(goal.target / best.value),
    )
}
