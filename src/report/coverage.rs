//! What we may have missed: how well each source was heard.

use super::ledger::Ledger;
use crate::model::{CoverageRow, Figure, PollDay, SourceState, Window, day_of};
use jiff::tz::TimeZone;

/// A row for each source, the worst heard first.
pub(super) fn rows(ledger: &Ledger<'_>) -> Vec<CoverageRow> {
    let window = ledger.clip(ledger.inputs.window);
    let mut rows: Vec<CoverageRow> = ledger
        .inputs
        .sources
        .iter()
        .map(|(name, state)| row(name.as_str(), state, window))
        .collect();
    rows.sort_by(|a, b| {
        let share = |row: &CoverageRow| row.share.unwrap_or(-1.0);
        share(a)
            .total_cmp(&share(b))
            .then_with(|| a.source.cmp(&b.source))
    });
    rows
}

fn row(source: &str, state: &SourceState, window: Window) -> CoverageRow {
    // Days of polls are UTC days; at the edges of a window that makes hours of difference, not more.
    let inside: Vec<&PollDay> = state.days.iter().filter(|day| window.contains(day.day)).collect();
    let polls: u32 = inside.iter().map(|day| day.all).sum();
    let good: u32 = inside.iter().map(|day| day.good).sum();
    let share = (polls > 0).then(|| f64::from(good) / f64::from(polls));
    CoverageRow {
        source: source.to_owned(),
        share,
        polls,
        health: state.health.as_str().to_owned(),
        last_error: state.last_error.clone(),
        missed: missed(state, &inside),
        slipped: slipped(state, window),
    }
}

/// Items of the gaps that begin within the window.
fn slipped(state: &SourceState, window: Window) -> u32 {
    let within = |at: jiff::Timestamp| window.contains(day_of(at, &TimeZone::UTC));
    let gaps = state.gaps.iter().filter(|gap| within(gap.from));
    gaps.fold(0, |sum, gap| sum.saturating_add(gap.missed))
}

/// Usual mentions per well-heard day × days not heard. The low end is 0: what a source still lists when it answers
/// again is read then.
#[expect(clippy::cast_precision_loss, reason = "numbers of days are small")]
fn missed(state: &SourceState, inside: &[&PollDay]) -> Figure {
    if inside.is_empty() {
        return Figure::unknown("not polled in these days");
    }
    let heard = |day: &PollDay| {
        if day.all > 0 {
            f64::from(day.good) / f64::from(day.all)
        } else {
            0.0
        }
    };
    let unheard = inside.len() as f64 - inside.iter().map(|day| heard(day)).sum::<f64>();
    if unheard < 1e-9 {
        return Figure::exact(0.0);
    }
    let heard_days: f64 = state.days.iter().map(heard).sum();
    let mentions: f64 = state.days.iter().map(|day| f64::from(day.mentions)).sum();
    if heard_days <= 0.0 {
        return Figure::unknown("never heard, so its usual number of mentions is not known");
    }
    let value = mentions / heard_days * unheard;
    Figure::Estimate {
        low: 0.0,
        value,
        high: value + 2.0 * value.sqrt(),
        basis: format!(
            "{:.1} mentions a day × {unheard:.1} days not heard; less if the source still lists them",
            mentions / heard_days
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::row;
    use crate::model::{Figure, Gap, PollDay, SourceState, Window};
    use jiff::civil::date;

    #[test]
    fn failed_polls_become_an_estimate_of_what_was_missed() {
        let day = |d: i8, good: u32, mentions: u32| PollDay {
            day: date(2026, 11, d),
            good,
            all: 4,
            mentions,
        };
        let state = SourceState {
            days: vec![day(1, 4, 6), day(2, 4, 2), day(3, 2, 0), day(4, 0, 0)],
            ..SourceState::default()
        };
        let window = Window {
            from: date(2026, 11, 3),
            to: date(2026, 11, 10),
        };
        let row = row("Forum", &state, window);
        assert_eq!((row.polls, row.share), (8, Some(0.25)));
        // 8 mentions in 2.5 heard days, 1.5 days not heard.
        let value = row.missed.value().unwrap();
        assert!((value - 4.8).abs() < 1e-9, "{value}");
        let at = |text: &str| text.parse().unwrap();
        let gap = |from: &str, missed| Gap {
            from: at(from),
            to: at("2026-11-20T00:00:00Z"),
            missed,
        };
        let busy = SourceState {
            gaps: vec![
                gap("2026-11-02T23:00:00Z", 7),
                gap("2026-11-03T01:00:00Z", 5),
                gap("2026-11-09T01:00:00Z", 2),
            ],
            ..SourceState::default()
        };
        assert_eq!(super::row("Busy", &busy, window).slipped, 7);
        assert!(matches!(
            super::row("New", &SourceState::default(), window).missed,
            Figure::Unknown { .. }
        ));
    }
}
