//! Goals: how far, how fast, how likely.

mod gap;
mod measure;
mod months;
mod past;
mod time;

use jiff::{Span, civil::Date};

use self::measure::Measure;
use self::time::{Elapsed, elapsed};
use super::inputs::next_day;
use super::ledger::Ledger;
use crate::metrics::pace::{Pace, pace};
use crate::metrics::rate_ratio::overdispersion;
use crate::metrics::{self, Better, stages};
use crate::model::{Campaign, Figure, Goal, GoalDetail, GoalRow, Horizon, Verdict, Window};

/// Days that must have passed before a forecast is given.
const FEWEST_DAYS: f64 = 7.0;
/// Days that must have passed before a pace is given.
const FEWEST_DAYS_OF_PACE: f64 = 1.0;
/// Events that must have come before a forecast is given.
const FEWEST_EVENTS: f64 = 5.0;
/// Months after which a long-term goal is judged for the first and for the second time.
const LONG_TERM_MONTHS: [i64; 2] = [6, 12];

/// One goal with its pace.
pub(super) fn row(ledger: &Ledger<'_>, campaign: &Campaign, goal: &Goal) -> GoalRow {
    let span = span(campaign, goal);
    let mut row = empty(ledger, goal, span);
    let Some(measure) = Measure::new(ledger, campaign, goal) else {
        row.actual = Figure::unknown(format!("`{}` is not measured", goal.metric));
        return row;
    };
    if let Some(brand) = Measure::new(ledger, campaign, goal) {
        row.detail.best_past = past::best(ledger, &brand.of_brand(), span);
    }
    if ledger.today < span.from {
        row.actual = Figure::unknown(format!("begins on {}", span.from));
        row.verdict = Verdict::TooEarly;
        return row;
    }
    row.actual = measure.figure(span);
    row.detail.bundle = measure.bundle(span);
    row.detail.cost_per = gap::cost_per(ledger, campaign, &row);
    let time = elapsed(ledger, campaign, measure.lead(), span);
    row.expected = if measure.is_sum() || measure.is_score() {
        goal.target * time.share()
    } else {
        goal.target
    };
    let Some(so_far) = row.actual.value() else {
        row.forecast = Figure::unknown("no data so far");
        return row;
    };
    let events = measure.events(span);
    if measure.is_score() {
        fill_score(&mut row, so_far, time, events, &measure, span);
    } else if measure.is_sum() {
        let phi = overdispersion(&[&measure.daily(ledger.complete(span))]);
        if let Some(pace) = pace(so_far, goal.target, time.done, time.left, phi) {
            fill_sum(&mut row, so_far, time, (events, measure.events_word()), pace);
        }
    } else {
        fill_level(&mut row, measure.lead().better, so_far, time, events);
    }
    match goal.horizon {
        Horizon::Short => row.detail.months = months::rows(ledger, campaign, goal, &measure, span),
        Horizon::Long => hold_back(&mut row, ledger.today, span),
    }
    row.detail.closing = gap::closing(ledger, campaign, &row, &measure);
    row
}

/// The days that count for a goal.
pub(super) fn span(campaign: &Campaign, goal: &Goal) -> Window {
    let last = campaign.window.to.yesterday().unwrap_or(campaign.window.from);
    let from = goal.from.unwrap_or(campaign.window.from);
    Window {
        from,
        to: next_day(goal.by.unwrap_or(last)).max(from),
    }
}

/// A row of which nothing is known yet.
fn empty(ledger: &Ledger<'_>, goal: &Goal, span: Window) -> GoalRow {
    let metric = metrics::get(&goal.metric).filter(|_| goal.bundle.is_none());
    let first = goal.parts().first().map(|(metric, _)| *metric);
    GoalRow {
        metric: goal.metric.clone(),
        label: label(ledger, goal, metric.map(|metric| metric.label)),
        influencer: goal.influencer.clone(),
        platform: goal.platform,
        horizon: goal.horizon,
        target: goal.target,
        by: span.to.yesterday().unwrap_or(span.from),
        actual: Figure::unknown("not measured"),
        expected: 0.0,
        pace: None,
        probability: None,
        forecast: Figure::unknown("not measured"),
        needed_per_day: None,
        rate_per_day: None,
        verdict: Verdict::NoData,
        detail: GoalDetail {
            from: Some(span.from),
            stage: goal.stage.or_else(|| stages::stage_of(first?)),
            source: goal.source.as_ref().map(ToString::to_string),
            ..GoalDetail::default()
        },
    }
}

fn label(ledger: &Ledger<'_>, goal: &Goal, metric: Option<&str>) -> String {
    let mut label = metric.unwrap_or(&goal.metric).to_owned();
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
    match &goal.source {
        Some(source) => format!("{label} from {source}"),
        None => label,
    }
}

fn fill_sum(row: &mut GoalRow, so_far: f64, time: Elapsed, (events, what): (f64, &str), pace: Pace) {
    let (done, left) = (time.done_days, time.left_days);
    // A few hours say nothing of a pace.
    if done >= FEWEST_DAYS_OF_PACE {
        row.pace = Some(pace.pace);
        row.rate_per_day = Some(so_far / done);
    }
    let gap = (row.target - so_far).max(0.0);
    row.needed_per_day = (left > 0.0).then(|| gap / left);
    let early = is_early(done, events);
    let over = time.is_over();
    row.verdict = match pace.probability {
        _ if so_far >= row.target => Verdict::Reached,
        _ if over => Verdict::Missed,
        _ if early => Verdict::TooEarly,
        likely => by_chance(likely),
    };
    if early && !over {
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

/// The word for a probability: at least 80 % on track, 40 to 80 at risk, below unlikely.
fn by_chance(likely: f64) -> Verdict {
    match likely {
        likely if likely >= 0.8 => Verdict::OnTrack,
        likely if likely >= 0.4 => Verdict::AtRisk,
        _ => Verdict::Unlikely,
    }
}

/// Whether too little has been seen to say how it goes.
fn is_early(done: f64, events: f64) -> bool {
    done < FEWEST_DAYS || events < FEWEST_EVENTS
}

/// A score: each of its sums runs on as it did; no probability, as its parts hang together.
fn fill_score(
    row: &mut GoalRow,
    so_far: f64,
    time: Elapsed,
    events: f64,
    measure: &Measure<'_>,
    span: Window,
) {
    row.pace = (row.expected > 0.0 && time.done_days >= FEWEST_DAYS_OF_PACE).then(|| so_far / row.expected);
    let early = is_early(time.done_days, events);
    if time.is_over() {
        row.forecast = row.actual.clone();
    } else if early {
        row.forecast = Figure::unknown(format!(
            "too early: a forecast needs {FEWEST_DAYS} days and {FEWEST_EVENTS} {}",
            measure.events_word()
        ));
    } else {
        row.forecast = measure.score_carried_on(span, time.left / time.done.max(f64::EPSILON));
    }
    let (low, high) = row.forecast.range().unwrap_or((so_far, so_far));
    row.verdict = match (time.is_over(), so_far >= row.target) {
        (_, true) => Verdict::Reached,
        (true, false) => Verdict::Missed,
        (false, _) if early => Verdict::TooEarly,
        _ if low >= row.target => Verdict::OnTrack,
        _ if high >= row.target * NEARLY => Verdict::AtRisk,
        _ => Verdict::Unlikely,
    };
}

/// Share of its target at which a score that is carried on is not out of reach yet.
const NEARLY: f64 = 0.9;

/// A rate or a balance does not add up over days: it is where it is.
fn fill_level(row: &mut GoalRow, better: Better, so_far: f64, time: Elapsed, events: f64) {
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
    row.verdict = match (is_met, !time.is_over()) {
        (_, true) if is_early(time.done_days, events) => Verdict::TooEarly,
        (true, true) => Verdict::OnTrack,
        (true, false) => Verdict::Reached,
        (false, false) => Verdict::Missed,
        (false, true) if could_be => Verdict::AtRisk,
        (false, true) => Verdict::Unlikely,
    };
}

/// A long-term goal shows its progress only, until it is judged after 6 and 12 months or when its time is up: what it is
/// for takes that long to show, and a verdict before would be about something else.
fn hold_back(row: &mut GoalRow, today: Date, span: Window) {
    let judged = LONG_TERM_MONTHS
        .into_iter()
        .filter_map(|months| span.from.checked_add(Span::new().months(months)).ok())
        .map(|day| day.min(span.to));
    let mut judged: Vec<Date> = judged.chain([span.to]).collect();
    judged.sort_unstable();
    row.detail.judged_on = judged.iter().copied().find(|day| *day > today);
    let first = judged.first().copied().unwrap_or(span.to);
    if today >= first || row.verdict == Verdict::Reached || row.verdict == Verdict::NoData {
        return;
    }
    row.verdict = Verdict::Progress;
    row.probability = None;
    row.forecast = Figure::unknown(format!("a long-term goal is judged on {first}"));
}

/// Days from one day to another, not negative.
pub(super) fn days_until(from: Date, to: Date) -> i32 {
    from.until((jiff::Unit::Day, to))
        .as_ref()
        .map_or(0, Span::get_days)
        .max(0)
}
