//! Goals: how far, how fast, how likely.

use jiff::{Span, civil::Date};

use super::inputs::next_day;
use super::ledger::Ledger;
use crate::metrics::pace::{Pace, pace};
use crate::metrics::rate_ratio::overdispersion;
use crate::metrics::{self, Better, Metric, Scope};
use crate::model::{Campaign, Figure, Goal, GoalRow, Horizon, Subject, Verdict, Window, start_of};

/// Days that must have passed before a forecast is given.
const FEWEST_DAYS: f64 = 7.0;
/// Days that must have passed before a pace is given.
const FEWEST_DAYS_OF_PACE: f64 = 1.0;
/// Mentions that must have come before a forecast is given.
const FEWEST_EVENTS: u32 = 5;
/// Days after which a long-term goal is judged.
const LONG_TERM_DAYS: f64 = 182.0;

/// One goal with its pace.
pub(super) fn row(ledger: &Ledger<'_>, campaign: &Campaign, goal: &Goal) -> GoalRow {
    let last = campaign.window.to.yesterday().unwrap_or(campaign.window.from);
    let by = goal.by.unwrap_or(last);
    let span = Window {
        from: campaign.window.from,
        to: next_day(by).max(campaign.window.from),
    };
    let mut row = GoalRow {
        metric: goal.metric.clone(),
        label: label(ledger, goal),
        influencer: goal.influencer.clone(),
        platform: goal.platform,
        horizon: goal.horizon,
        target: goal.target,
        by,
        actual: Figure::unknown("not measured"),
        expected: 0.0,
        pace: None,
        probability: None,
        forecast: Figure::unknown("not measured"),
        needed_per_day: None,
        rate_per_day: None,
        verdict: Verdict::NoData,
    };
    let Some(metric) = metrics::get(&goal.metric) else {
        row.actual = Figure::unknown(format!("`{}` is not measured", goal.metric));
        return row;
    };
    if ledger.today < span.from {
        row.actual = Figure::unknown(format!("begins on {}", span.from));
        row.verdict = Verdict::TooEarly;
        return row;
    }
    let scope = Scope {
        influencer: goal.influencer.as_ref(),
        platform: goal.platform,
        tier: None,
    };
    let subject = Subject::Campaign(campaign.id.clone());
    row.actual = ledger.measure(metric, &subject, ledger.clip(span), scope);
    let time = elapsed(ledger, metric, span);
    row.expected = if metric.additive {
        goal.target * time.0 / (time.0 + time.1).max(f64::EPSILON)
    } else {
        goal.target
    };
    let Some(so_far) = row.actual.value() else {
        let why = "no data so far";
        row.forecast = Figure::unknown(why);
        return row;
    };
    let events = ledger.events(metric, &subject, span, scope);
    if metric.additive {
        let phi = scatter(ledger, metric, &subject, span, scope);
        if let Some(pace) = pace(so_far, goal.target, time.0, time.1, phi) {
            fill_sum(&mut row, so_far, time, events, pace);
        }
    } else {
        fill_level(&mut row, metric.better, so_far, time, events);
    }
    if goal.horizon == Horizon::Long
        && row.verdict != Verdict::Reached
        && time.0 < LONG_TERM_DAYS
        && time.1 > 0.0
    {
        row.verdict = Verdict::Progress;
    }
    row
}

fn label(ledger: &Ledger<'_>, goal: &Goal) -> String {
    let mut label =
        metrics::get(&goal.metric).map_or_else(|| goal.metric.clone(), |metric| metric.label.to_owned());
    if let Some(id) = &goal.influencer {
        let known = ledger
            .inputs
            .influencers
            .iter()
            .find(|influencer| influencer.id == *id);
        label = format!(
            "{label} by {}",
            known.map_or(id.as_str(), |influencer| &influencer.name)
        );
    }
    if let Some(platform) = goal.platform {
        label = format!("{label} on {platform}");
    }
    label
}

/// Days passed of which something is known, and days left; as fractions.
#[expect(
    clippy::cast_precision_loss,
    reason = "seconds of a campaign stay far below 2^53"
)]
fn elapsed(ledger: &Ledger<'_>, metric: &Metric, span: Window) -> (f64, f64) {
    let zone = ledger.inputs.timezone;
    let (from, to) = (start_of(span.from, zone), start_of(span.to, zone));
    let now = ledger.inputs.as_of.clamp(from, to.max(from));
    let days = |a: jiff::Timestamp, b: jiff::Timestamp| (b.as_second() - a.as_second()) as f64 / 86_400.0;
    let passed = ledger.clip(span);
    let unknown = f64::from(passed.days() - ledger.known_days_of(metric, passed).min(passed.days()));
    ((days(from, now) - unknown).max(0.0), days(now, to))
}

/// Overdispersion of the days that are over.
fn scatter(ledger: &Ledger<'_>, metric: &Metric, subject: &Subject, span: Window, scope: Scope<'_>) -> f64 {
    let days: Vec<f64> = ledger
        .daily(metric, subject, ledger.complete(span), scope)
        .into_iter()
        .map(|day| day.value)
        .collect();
    overdispersion(&[&days])
}

fn fill_sum(row: &mut GoalRow, so_far: f64, (done, left): (f64, f64), events: u32, pace: Pace) {
    // A few hours say nothing of a pace.
    if done >= FEWEST_DAYS_OF_PACE {
        row.pace = Some(pace.pace);
        row.rate_per_day = Some(pace.rate);
    }
    row.needed_per_day = (left > 0.0).then_some(pace.needed);
    let early = is_early(done, events);
    let over = left <= 0.0;
    row.verdict = match pace.probability {
        _ if so_far >= row.target => Verdict::Reached,
        _ if over => Verdict::Missed,
        _ if early => Verdict::TooEarly,
        likely if likely >= 0.8 => Verdict::OnTrack,
        likely if likely >= 0.4 => Verdict::AtRisk,
        _ => Verdict::Unlikely,
    };
    if early && !over {
        let is_outcome = metrics::get(&row.metric).is_some_and(metrics::outcomes::is_outcome);
        let what = if is_outcome { "events" } else { "mentions" };
        row.forecast = Figure::unknown(format!(
            "too early: a forecast needs {FEWEST_DAYS} days and {FEWEST_EVENTS} {what}"
        ));
        return;
    }
    row.probability = Some(pace.probability);
    row.forecast = if over {
        row.actual.clone()
    } else {
        Figure::Estimate {
            low: pace.interval.0,
            value: pace.projection,
            high: pace.interval.1,
            basis: format!("{so_far:.0} in {done:.0} days carried on for {left:.0} more; 80 % interval"),
        }
    };
}

/// Whether too little has been seen to say how it goes.
fn is_early(done: f64, events: u32) -> bool {
    done < FEWEST_DAYS || events < FEWEST_EVENTS
}

/// A rate or a balance does not add up over days: it is where it is.
fn fill_level(row: &mut GoalRow, better: Better, so_far: f64, (done, left): (f64, f64), events: u32) {
    row.pace = (row.target > 0.0).then(|| so_far / row.target);
    row.forecast = Figure::unknown("a level, not a sum: no forecast");
    let range = row.actual.range();
    // Of costs less is better.
    let (is_met, could_be) = match better {
        Better::Higher => (
            so_far >= row.target,
            range.is_some_and(|(_, high)| high >= row.target),
        ),
        Better::Lower => (
            so_far <= row.target,
            range.is_some_and(|(low, _)| low <= row.target),
        ),
    };
    row.verdict = match (is_met, left > 0.0) {
        (_, true) if is_early(done, events) => Verdict::TooEarly,
        (true, true) => Verdict::OnTrack,
        (true, false) => Verdict::Reached,
        (false, false) => Verdict::Missed,
        (false, true) if could_be => Verdict::AtRisk,
        (false, true) => Verdict::Unlikely,
    };
}

/// Days from one day to another, not negative.
pub(super) fn days_until(from: Date, to: Date) -> i32 {
    from.until((jiff::Unit::Day, to))
        .as_ref()
        .map_or(0, Span::get_days)
        .max(0)
}
