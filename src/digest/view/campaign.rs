//! A campaign in strings: goals with their bars, effects with their findings, costs.

use serde::Serialize;

use super::returns::{ReturnView, returns};
use super::{show, with_range};
use crate::model::{CampaignReport, EffectRow, Expected, Figure, Finding, GoalRow, Phase, Report, Verdict};
use crate::report;

#[derive(Debug, Serialize)]
pub(super) struct CampaignView {
    name: String,
    phase: &'static str,
    window: String,
    baseline: String,
    goals: Vec<GoalView>,
    effects: Vec<EffectView>,
    cost: String,
    cost_lines: Vec<(String, String)>,
    unit_costs: Vec<(String, String)>,
    events: Vec<(String, String)>,
    brought: Option<ReturnView>,
    warnings: Vec<String>,
    /// How much was seen, and what came after the end: label and words.
    value: Vec<(&'static str, String)>,
    notes: Vec<String>,
    diagnosis: Vec<String>,
    expected_head: String,
    expected: Vec<String>,
}

#[derive(Debug, Serialize)]
struct GoalView {
    label: String,
    actual: String,
    target: String,
    by: String,
    filled: Option<u32>,
    mark: Option<u32>,
    verdict: &'static str,
    tone: &'static str,
    detail: String,
    lines: Vec<String>,
}

#[derive(Debug, Serialize)]
struct EffectView {
    label: String,
    before: String,
    during: String,
    after: String,
    finding: String,
}

pub(super) fn campaign(row: &CampaignReport, report: &Report) -> CampaignView {
    let unit = row.cost.currency.to_string();
    CampaignView {
        name: row.name.clone(),
        phase: match row.phase {
            Phase::Before => "not begun",
            Phase::Running => "running",
            Phase::After => "over",
        },
        window: show::window(row.window),
        baseline: row
            .baseline
            .map_or_else(|| "no baseline".to_owned(), show::window),
        goals: row
            .goals
            .iter()
            .map(|goal| goal_view(goal, report, &unit))
            .collect(),
        effects: row
            .effects
            .iter()
            .filter(|row| is_tested(row))
            .map(effect)
            .collect(),
        cost: if row.cost_lines.is_empty() {
            String::new()
        } else {
            show::money(row.cost)
        },
        cost_lines: row
            .cost_lines
            .iter()
            .map(|line| (line.what.clone(), show::money(line.amount)))
            .collect(),
        unit_costs: row
            .unit_costs
            .iter()
            .filter(|(_, figure)| figure.is_known())
            .map(|(name, figure)| (name.to_uppercase(), with_range(figure, &unit)))
            .collect(),
        value: show::value(&row.value),
        events: row
            .events
            .iter()
            .map(|event| (show::day(event.on), event.note.clone()))
            .collect(),
        brought: returns(row),
        warnings: row.warnings.clone(),
        diagnosis: row.plan.diagnosis.iter().map(show::diagnosis).collect(),
        expected_head: row.plan.expected.as_ref().map(expected_head).unwrap_or_default(),
        expected: row
            .plan
            .expected
            .as_ref()
            .map(show::expected_rows)
            .unwrap_or_default(),
        notes: row
            .plan
            .notes
            .iter()
            .map(|note| show::note(note, report))
            .collect(),
    }
}

impl CampaignView {
    /// Leaves everything out but goals and warnings; whether there was anything else.
    pub(super) fn only_goals(&mut self) -> bool {
        let lists = [
            !self.effects.is_empty(),
            !self.cost_lines.is_empty(),
            !self.unit_costs.is_empty(),
            self.brought.is_some(),
            !self.value.is_empty(),
            !self.notes.is_empty(),
            !self.diagnosis.is_empty(),
            !self.expected.is_empty(),
        ];
        self.effects.clear();
        self.cost_lines.clear();
        self.unit_costs.clear();
        self.brought = None;
        self.value.clear();
        self.notes.clear();
        self.diagnosis.clear();
        self.expected.clear();
        lists.contains(&true)
    }
}

/// Since when the expectation stands.
fn expected_head(expected: &Expected) -> String {
    if expected.frozen {
        "frozen when it began".to_owned()
    } else {
        "from the days before".to_owned()
    }
}

fn goal_view(goal: &GoalRow, report: &Report, currency: &str) -> GoalView {
    let unit = show::goal_unit(goal, report);
    let filled = show::filled(&goal.actual, goal.target);
    GoalView {
        label: goal.label.clone(),
        actual: with_range(&goal.actual, unit),
        target: show::figure(&Figure::exact(goal.target), unit),
        by: show::day(goal.by),
        filled,
        mark: filled.and_then(|_| show::share(goal.expected, goal.target)),
        verdict: goal.verdict.as_words(),
        tone: match goal.verdict {
            Verdict::Reached | Verdict::OnTrack => "good",
            Verdict::AtRisk => "warn",
            Verdict::Unlikely | Verdict::Missed => "bad",
            Verdict::TooEarly | Verdict::NoData | Verdict::Progress => "plain",
        },
        detail: goal_detail(goal, unit),
        lines: show::goal_lines(goal, unit, currency),
    }
}

/// What the bar cannot show: chance, forecast and what closes the gap.
pub(crate) fn goal_detail(goal: &GoalRow, unit: &str) -> String {
    let mut parts = Vec::new();
    if let Figure::Unknown { why } = &goal.actual {
        parts.push(why.clone());
    }
    if let Some(probability) = goal.probability {
        parts.push(format!("{:.0} % likely", probability * 100.0));
    }
    if goal.forecast.is_known() && !matches!(goal.verdict, Verdict::Reached | Verdict::Missed) {
        parts.push(format!("forecast {}", with_range(&goal.forecast, unit)));
    }
    if let (Some(needed), Some(rate)) = (goal.needed_per_day, goal.rate_per_day)
        && needed > rate
        && goal.detail.closing.is_empty()
        && !matches!(goal.verdict, Verdict::Reached | Verdict::Missed)
    {
        let (needed, rate) = (show::about(needed), show::about(rate));
        parts.push(format!("needs {needed} a day, now {rate}"));
    }
    parts.join(" · ")
}

/// The mail tells what was asked of a campaign; the report shows all.
fn is_tested(row: &EffectRow) -> bool {
    row.finding != Finding::NotTested
}

fn effect(row: &EffectRow) -> EffectView {
    let checks = report::checks_words(row);
    let finding = std::iter::once(show::effect_finding(row)).chain(checks);
    EffectView {
        label: row.label.clone(),
        before: show::effect_value(row, &row.before),
        during: show::effect_value(row, &row.during),
        after: show::effect_value(row, &row.after),
        finding: finding.collect::<Vec<_>>().join("; "),
    }
}
