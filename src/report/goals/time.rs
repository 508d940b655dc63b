//! How much of a goal's time is over: in days, or by the course that its campaign plans.

use jiff::Timestamp;

use crate::metrics::{Metric, curve::Curve};
use crate::model::{Campaign, Window, start_of};
use crate::report::ledger::{Ledger, one_day};

/// Time of a goal, past and to come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Elapsed {
    /// Days passed of which something is known.
    pub(super) done_days: f64,
    /// Days to come.
    pub(super) left_days: f64,
    /// What should have come by now, in days of an even pace; the same as the days unless a course is planned.
    pub(super) done: f64,
    /// What should come still, likewise.
    pub(super) left: f64,
}

impl Elapsed {
    /// Share of the target that should be there by now.
    pub(super) fn share(&self) -> f64 {
        self.done / (self.done + self.left).max(f64::EPSILON)
    }

    /// Whether the time is up.
    pub(super) fn is_over(&self) -> bool {
        self.left_days <= 0.0
    }
}

/// The time of a span of the campaign, as far as the days of a metric are known.
pub(super) fn elapsed(ledger: &Ledger<'_>, campaign: &Campaign, metric: &Metric, span: Window) -> Elapsed {
    let (done_days, left_days) = days(ledger, metric, span);
    let even = Elapsed {
        done_days,
        left_days,
        done: done_days,
        left: left_days,
    };
    let Some(curve) = course(campaign) else {
        return even;
    };
    let (mut done, mut left) = (0.0, 0.0);
    for day in span.iter() {
        let at = f64::from(super::days_until(campaign.window.from, day));
        let weight = curve.between(at, at + 1.0);
        let (passed, to_come) = days(ledger, metric, one_day(day));
        done += weight * passed;
        left += weight * to_come;
    }
    let whole = done + left;
    // What is to come after the campaign is not in its plan.
    if whole <= 0.0 || span.to > campaign.window.to || done <= 0.0 && done_days > 0.0 {
        return even;
    }
    let scale = (done_days + left_days) / whole;
    Elapsed {
        done: done * scale,
        left: if left_days > 0.0 { left * scale } else { 0.0 },
        ..even
    }
}

/// Share of a target that falls on a part of a goal's span, by the course planned or by days.
pub(super) fn share_of(campaign: &Campaign, part: Window, span: Window) -> f64 {
    let by_days = f64::from(part.days()) / f64::from(span.days()).max(1.0);
    let Some(curve) = course(campaign).filter(|_| span.to <= campaign.window.to) else {
        return by_days;
    };
    let offset = |day| f64::from(super::days_until(campaign.window.from, day));
    let whole = curve.between(offset(span.from), offset(span.to));
    if whole <= 0.0 {
        return by_days;
    }
    curve.between(offset(part.from), offset(part.to)) / whole
}

/// The planned course, if the campaign tells one.
fn course(campaign: &Campaign) -> Option<Curve> {
    let points = &campaign.plan.curve;
    // A day's share is to be there at its end.
    let points = points.iter().map(|(by, share)| {
        (
            f64::from(super::days_until(campaign.window.from, *by)) + 1.0,
            *share,
        )
    });
    (!campaign.plan.curve.is_empty()).then(|| Curve::new(f64::from(campaign.window.days()), points))
}

/// Days passed of which something is known, and days left; as fractions.
#[expect(
    clippy::cast_precision_loss,
    reason = "seconds of a campaign stay far below 2^53"
)]
fn days(ledger: &Ledger<'_>, metric: &Metric, span: Window) -> (f64, f64) {
    let zone = ledger.inputs.timezone;
    let (from, to) = (start_of(span.from, zone), start_of(span.to, zone));
    let now = ledger.inputs.as_of.clamp(from, to.max(from));
    let days = |a: Timestamp, b: Timestamp| (b.as_second() - a.as_second()) as f64 / 86_400.0;
    let passed = ledger.clip(span);
    let unknown = f64::from(passed.days() - ledger.known_days_of(metric, passed).min(passed.days()));
    ((days(from, now) - unknown).max(0.0), days(now, to))
}
