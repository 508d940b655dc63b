//! A goal's lines: what its bar cannot show.

use super::{about, day, figure, number, range, with_unit};
use crate::model::{BundleReport, CampaignNote, GoalMonth, GoalRow, Report, Verdict};

/// Most months named in one line, the latest.
const MONTHS: usize = 12;

/// `4 May 2026, Kristal Sky: wants to go on next year`.
pub fn note(note: &CampaignNote, report: &Report) -> String {
    let name = note.influencer.as_ref().map(|id| {
        let row = report.influencers.iter().find(|row| row.id == *id);
        row.map_or_else(|| id.to_string(), |row| row.name.clone())
    });
    let head: Vec<String> = note.on.map(day).into_iter().chain(name).collect();
    match head.as_slice() {
        [] => note.note.clone(),
        head => format!("{}: {}", head.join(", "), note.note),
    }
}

/// The unit of a goal's numbers: per cent of a score, nothing of another bundle, else its metric's.
pub fn goal_unit<'a>(goal: &GoalRow, report: &'a Report) -> &'a str {
    if let Some(bundle) = &goal.detail.bundle {
        return if bundle.score { "%" } else { "" };
    }
    // As its tile or the block of what came of it shows it.
    let tiles = report.tiles.iter();
    let tiles = tiles.map(|tile| (tile.metric.as_str(), tile.unit.as_str()));
    let brought = report.campaigns.iter().filter_map(|row| row.brought.as_ref());
    let rows = brought.flat_map(|brought| brought.clicks.iter().chain(&brought.returns));
    let mut units = tiles.chain(rows.map(|row| (row.metric.as_str(), row.unit.as_str())));
    units
        .find(|(metric, _)| *metric == goal.metric)
        .map_or("", |(_, unit)| unit)
}

/// What closes the gap, how the months went, what a bundle is made of, when it is judged, what one of it cost.
pub fn goal_lines(goal: &GoalRow, unit: &str, currency: &str) -> Vec<String> {
    let detail = &goal.detail;
    let mut lines = Vec::new();
    if !detail.closing.is_empty() {
        lines.push(format!("To close the gap: {}.", detail.closing));
    }
    if !detail.months.is_empty() {
        lines.push(format!("By month: {}.", months(&detail.months, unit)));
    }
    lines.extend(detail.bundle.as_ref().map(bundle));
    if let (Some(on), Verdict::Progress) = (detail.judged_on, goal.verdict) {
        lines.push(format!("A long-term goal: progress only, judged on {}.", day(on)));
    }
    if let Some(cost) = &detail.cost_per {
        let each = if matches!(goal.metric.as_str(), "reach" | "impressions") {
            "Each thousand"
        } else {
            "Each one"
        };
        let around = match range(cost, "") {
            around if around.is_empty() => String::new(),
            around => format!(" ({around})"),
        };
        lines.push(format!("{each} cost {}{around} so far.", figure(cost, currency)));
    }
    lines
}

/// `March 120 of 168 (missed), April 31 of 50 (on track)`.
fn months(months: &[GoalMonth], unit: &str) -> String {
    let latest = months.len().saturating_sub(MONTHS);
    let month = |month: &GoalMonth| {
        format!(
            "{} {} of {} ({})",
            month.from.strftime("%B"),
            figure(&month.actual, unit),
            with_unit(&short(month.target), unit),
            month.verdict.as_words()
        )
    };
    let shown: Vec<String> = months.iter().skip(latest).map(month).collect();
    shown.join(", ")
}

/// `Made of likes 400 × 1, comments 30 × 3; 4 of 10 parts by weight are not known`.
fn bundle(bundle: &BundleReport) -> String {
    let parts = bundle.parts.iter().map(|part| match part.target {
        Some(target) => format!(
            "{} {} of {} (weight {})",
            part.label.to_lowercase(),
            figure(&part.actual, ""),
            short(target),
            number(part.weight)
        ),
        None => format!(
            "{} {} × {}",
            part.label.to_lowercase(),
            figure(&part.actual, ""),
            number(part.weight)
        ),
    });
    let parts: Vec<String> = parts.collect();
    let known = if bundle.coverage < 0.999 {
        format!("; {:.0} % of the weights known", bundle.coverage * 100.0)
    } else {
        String::new()
    };
    format!("Made of {}{known}.", parts.join(", "))
}

/// A target as it was written, or two digits of one that was reckoned.
fn short(target: f64) -> String {
    if target.fract().abs() < 1e-9 {
        number(target)
    } else {
        about(target)
    }
}
