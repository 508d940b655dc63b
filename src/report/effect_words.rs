//! Before, during and after in sentences: the change with its range, whether it is real, whether others rose too, what
//! remains, what the campaign cannot be seen behind.

use super::words::{grouped, why};
use crate::metrics::{Metric, mentions, round_people};
use crate::model::{
    CampaignReport, ControlBy, DifferenceControl, EffectControl, EffectRow, Figure, Finding, Phase,
};

/// The campaign's test on mentions, as a part of a sentence.
pub(super) fn sentence(campaign: &CampaignReport) -> Option<String> {
    let effect = campaign
        .effects
        .iter()
        .find(|effect| effect.metric == mentions::METRIC.name)?;
    let Figure::Estimate { low, value, high, .. } = &effect.ratio else {
        return match effect.finding {
            Finding::TooFew => Some(format!("{}: {}", campaign.name, why(&effect.ratio))),
            Finding::NoBaseline => Some(format!(
                "nothing was heard before {}, so no uplift can be claimed",
                campaign.name
            )),
            _ => None,
        };
    };
    let range = format!(
        "{value:.1}× the rate before {} (95 % range {low:.1}–{high:.1})",
        campaign.name
    );
    let controls = effect.checks.controls.iter();
    let against: Vec<String> = controls.map(|one| control(one, "mentions")).collect();
    let against = if against.is_empty() {
        String::new()
    } else {
        format!("; {}", against.join("; "))
    };
    Some(match effect.finding {
        Finding::Rise => format!(
            "mentions ran at {range}, a real rise{against}{}",
            lasting(campaign, effect)
        ),
        Finding::Fall => format!("mentions ran at {range}, a real fall{against}"),
        _ => format!("mentions ran at {range}, not distinguishable from normal"),
    })
}

/// `; two weeks later 20 % of the lift remains, not distinguishable from normal`.
fn lasting(campaign: &CampaignReport, effect: &EffectRow) -> String {
    let (Phase::After, Some(percent)) = (campaign.phase, effect.retained_percent) else {
        return String::new();
    };
    let Some(after) = &effect.checks.after else {
        return format!("; {percent:.0} % of the lift remains since");
    };
    let verdict = match after.finding {
        Finding::Rise => "a lasting rise",
        Finding::Fall => "less than before it",
        Finding::TooFew => "too few to tell more",
        Finding::NoChange | Finding::NoBaseline | Finding::NotTested => "not distinguishable from normal",
    };
    let later = span(after.days);
    if percent <= 0.5 {
        return format!("; {later} later nothing of the lift remains");
    }
    format!("; {later} later {percent:.0} % of the lift remains, {verdict}")
}

/// `two weeks`, `10 days`.
fn span(days: u32) -> String {
    let number = |n: u32| match n {
        2 => "two".to_owned(),
        3 => "three".to_owned(),
        4 => "four".to_owned(),
        5 => "five".to_owned(),
        6 => "six".to_owned(),
        n => n.to_string(),
    };
    match days {
        1 => "a day".to_owned(),
        7 => "a week".to_owned(),
        days if days.is_multiple_of(7) => format!("{} weeks", number(days / 7)),
        days => format!("{} days", number(days)),
    }
}

/// `competitors rose 1.2× in the same weeks`.
fn who(by: ControlBy, moved: &str, what: &str) -> String {
    match by {
        ControlBy::Competitors => format!("competitors {moved} in the same weeks"),
        ControlBy::YearAgo => format!("in the same weeks a year ago {what} {moved}"),
    }
}

/// `competitors rose 1.2× in the same weeks, adjusted 1.9× (95 % range 1.0–3.4)`, with whether that is still a change.
fn control(control: &EffectControl, what: &str) -> String {
    let ratio = control.control_ratio;
    let moved = match ratio {
        ratio if (ratio - 1.0).abs() < 0.05 => "stood still".to_owned(),
        ratio if ratio > 1.0 => format!("rose {ratio:.1}×"),
        ratio => format!("fell to {ratio:.1}×"),
    };
    let who = who(control.by, &moved, what);
    let (low, high) = control.adjusted.range().unwrap_or_default();
    let verdict = or_chance(control.p_value);
    format!(
        "{who}, adjusted {:.1}× (95 % range {low:.1}–{high:.1}){verdict}",
        control.adjusted.value().unwrap_or_default()
    )
}

/// `competitors rose by 5 points in the same weeks, adjusted +3 points (95 % range −4 to +10)`.
fn level_control(control: &DifferenceControl, unit: &str, what: &str) -> String {
    let decimals = |value: f64| usize::from(value.abs() < 10.0);
    let signed = |value: f64| format!("{value:+.*}", decimals(value)).replacen('-', "−", 1);
    let moved = match control.change {
        change if change.abs() < 0.05 => "stood still".to_owned(),
        change if change > 0.0 => format!("rose by {change:.*} {unit}", decimals(change)),
        change => format!("fell by {:.*} {unit}", decimals(change), -change),
    };
    let who = who(control.by, &moved, what);
    let (low, high) = control.adjusted.range().unwrap_or_default();
    let verdict = or_chance(control.p_value);
    format!(
        "{who}, adjusted {} {unit} (95 % range {} to {}){verdict}",
        signed(control.adjusted.value().unwrap_or_default()),
        signed(low),
        signed(high)
    )
}

/// What is said behind a difference that chance may explain.
fn or_chance(p_value: f64) -> &'static str {
    if p_value < crate::metrics::rate_ratio::LEVEL {
        ""
    } else {
        ", which chance may explain"
    }
}

/// What the checks of a row say beside its finding, a part of a sentence each.
pub fn checks_words(row: &EffectRow) -> Vec<String> {
    let checks = &row.checks;
    let what = row.label.to_lowercase();
    let controls = checks.controls.iter();
    let mut words: Vec<String> = controls.map(|one| control(one, &what)).collect();
    if let Some(difference) = &row.difference {
        let controls = difference.controls.iter();
        words.extend(controls.map(|one| level_control(one, &difference.unit, &what)));
    }
    if let (Some(plain), Some(adjusted)) = (row.p_value, checks.p_adjusted)
        && plain < crate::metrics::rate_ratio::LEVEL
        && row.finding == Finding::NoChange
    {
        words.push(format!(
            "by itself it would pass (p {plain:.3}), but {} metrics were tested (p {adjusted:.3})",
            checks.tested_together
        ));
    }
    if let Some(after) = &checks.after {
        if let (Some(percent), true) = (row.retained_percent, after.finding != Finding::TooFew) {
            let verdict = match after.finding {
                Finding::Rise => "still above normal",
                Finding::Fall => "below normal",
                _ => "not distinguishable from normal",
            };
            words.push(format!(
                "{percent:.0} % of the lift remains over the {} after, {verdict}",
                span(after.days)
            ));
        }
        match after.late {
            None | Some(0) => {}
            Some(1) => words.push("one mention of the campaign came after its end".to_owned()),
            Some(late) => words.push(format!("{late} mentions of the campaign came after its end")),
        }
    }
    if let Some(lift) = &checks.lift
        && let (Some(extra), Some(possible)) = (lift.extra.value(), lift.possible.value())
        && extra >= 0.5
    {
        let (low, high) = lift.extra.range().unwrap_or_default();
        let people = |n: f64| grouped(round_people(n));
        let beyond = if possible < 0.5 {
            String::new()
        } else {
            format!(
                "; ≈ {} are possibly its effect too, not counted as it",
                people(possible)
            )
        };
        let unit = if row.unit.is_empty() {
            String::new()
        } else {
            format!("{} ", row.unit)
        };
        words.push(format!(
            "≈ {} {unit}more than usual ({}–{}), of which {} are seen to be the campaign's{beyond}",
            people(extra),
            people(low),
            people(high),
            people(lift.tracked.min(extra)),
        ));
    }
    words
}

/// How before and during are compared, with who published it.
pub(super) fn method(metric: &Metric) -> &'static str {
    if metric.additive {
        "rates per day by the conditional exact test of two Poisson rates (Przyborowski and Wilenski 1940), counts divided by how much \
         more days scatter than independent events"
    } else {
        "ratios of sums over whole windows: days are drawn, not mentions; linearised with the variance of leaving out one day after \
         the other (Cochran 1977, Tukey 1958), at least that of single values (Agresti and Caffo 2000), Student's t with the \
         freedom of Welch 1947 at the days that carry it"
    }
}

/// How a campaign's effect was checked, for the methods.
pub(super) fn methods(campaign: &CampaignReport) -> Vec<String> {
    let rows = || campaign.effects.iter();
    let mut list: Vec<String> = rows()
        .flat_map(|row| row.checks.controls.iter().map(|one| (row.label.to_lowercase(), one)))
        .map(|(what, one)| {
            let (value, (low, high)) = (
                one.adjusted.value().unwrap_or_default(),
                one.adjusted.range().unwrap_or_default(),
            );
            let by = match one.by {
                ControlBy::Competitors => "competitors ran at",
                ControlBy::YearAgo => "the same weeks a year ago ran at",
            };
            format!(
                "{}: {by} {:.1}× over the same days; measured against them, {what} changed {value:.1}× (95 % range \
                 {low:.1}–{high:.1}, p {:.3}; log-normal, bursts of both allowed for).",
                campaign.name, one.control_ratio, one.p_value
            )
        })
        .collect();
    let levels: Vec<String> = rows()
        .filter(|row| row.difference.is_some() && row.p_value.is_some())
        .map(|row| row.label.to_lowercase())
        .collect();
    if !levels.is_empty() {
        list.push(format!(
            "{}: {} are compared by their difference, with days drawn at random, so that a loud day widens the range (ratio \
             of sums, delete-one-day jackknife, Welch's t).",
            campaign.name,
            levels.join(", ")
        ));
    }
    let together = rows().map(|row| row.checks.tested_together).max();
    if let Some(together) = together.filter(|together| *together > 1) {
        list.push(format!(
            "{}: {together} metrics were tested together, so each must stand out more (Holm); the primary one was named \
             beforehand and is tested alone.",
            campaign.name
        ));
    }
    list
}
