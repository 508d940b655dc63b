//! Short-term goals month by month: each month has its part of the target and its own verdict.

use jiff::civil::Date;

use super::measure::Measure;
use super::time::{elapsed, share_of};
use crate::metrics::pace::pace;
use crate::metrics::rate_ratio::overdispersion;
use crate::model::{Campaign, Goal, GoalMonth, Verdict, Window};
use crate::report::ledger::Ledger;

/// Most months shown, the latest.
const MOST_MONTHS: usize = 24;

/// The months of a goal's span that have begun; none for a span within one month.
pub(super) fn rows(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    goal: &Goal,
    measure: &Measure<'_>,
    span: Window,
) -> Vec<GoalMonth> {
    let months: Vec<Window> = months(span);
    if months.len() < 2 {
        return Vec::new();
    }
    let mut rows: Vec<GoalMonth> = months
        .into_iter()
        .filter(|month| month.from <= ledger.today)
        .map(|month| row(ledger, campaign, goal, measure, (month, span)))
        .collect();
    let skip = rows.len().saturating_sub(MOST_MONTHS);
    rows.drain(..skip);
    rows
}

/// A span cut where months begin.
fn months(span: Window) -> Vec<Window> {
    let mut months = Vec::new();
    let mut from = span.from;
    while from < span.to {
        let next = from.last_of_month().tomorrow().unwrap_or(Date::MAX);
        let to = next.min(span.to);
        months.push(Window { from, to });
        from = to;
    }
    months
}

fn row(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    goal: &Goal,
    measure: &Measure<'_>,
    (month, span): (Window, Window),
) -> GoalMonth {
    let target = if measure.is_sum() {
        goal.target * share_of(campaign, month, span)
    } else {
        goal.target
    };
    let actual = measure.figure(month);
    let time = elapsed(ledger, campaign, measure.lead(), month);
    let verdict = match actual.value() {
        None => Verdict::NoData,
        Some(value) if value >= target && (measure.is_sum() || time.is_over()) => Verdict::Reached,
        Some(_) if time.is_over() => Verdict::Missed,
        Some(value) if measure.is_sum() => {
            let days = measure.daily(ledger.complete(month));
            let pace = pace(value, target, time.done, time.left, overdispersion(&[&days]));
            let early = super::is_early(time.done_days, measure.events(month));
            match pace.filter(|_| !early) {
                Some(pace) => super::by_chance(pace.probability),
                None => Verdict::TooEarly,
            }
        }
        Some(value) if value >= target => Verdict::OnTrack,
        Some(_) => Verdict::AtRisk,
    };
    GoalMonth {
        from: month.from,
        to: month.to.yesterday().unwrap_or(month.from),
        target,
        actual,
        verdict,
    }
}

#[cfg(test)]
mod tests {
    use super::months;
    use crate::model::Window;
    use jiff::civil::date;

    #[test]
    fn a_span_is_cut_where_months_begin() {
        let cut = |from, to| -> Vec<(i8, u32)> {
            let months = months(Window { from, to });
            months
                .iter()
                .map(|month| (month.from.month(), month.days()))
                .collect()
        };
        assert_eq!(
            cut(date(2026, 3, 2), date(2026, 6, 1)),
            [(3, 30), (4, 30), (5, 31)]
        );
        assert_eq!(cut(date(2026, 3, 2), date(2026, 3, 9)), [(3, 7)]);
        assert_eq!(cut(date(2026, 12, 31), date(2027, 1, 2)), [(12, 1), (1, 1)]);
        assert_eq!(cut(date(2026, 3, 2), date(2026, 3, 2)), []);
    }
}
