//! Days that stand out, tested against the four weeks before each, with what probably explains them.

use jiff::{Span, civil::Date};

use super::around_posts::KINDS;
use super::inputs::{needed_days, next_day};
use super::ledger::{Ledger, one_day};
use super::{Inputs, explained};
use crate::metrics::Scope;
use crate::metrics::rate_ratio::RateTest;
use crate::metrics::spike::{self, BASELINE_DAYS, GAP_DAYS, Level, Normal, known_before};
use crate::metrics::totals::wide;
use crate::model::{Cell, Counted, Figure, MediaKind, Polarity, Subject, Unusual, Window};

/// Days looked at before the one in question: those that say what is normal, and the gap.
const REACH_BACK: i64 = (BASELINE_DAYS + GAP_DAYS) as i64;
/// Longest silence looked for, with the days before it.
const SILENCE_REACH: i64 = REACH_BACK + 7;
/// Most days of a window that are looked at, the newest.
const MOST_DAYS: usize = 62;
/// Most days listed in a report.
const ROWS: usize = 10;

/// The days of the window on which more was counted than chance explains, oldest first. What explains a day is found among
/// `inputs.top_mentions`.
pub fn unusual_days(inputs: &Inputs<'_>, counted: &Counted, level: Level) -> Vec<Unusual> {
    days(&Ledger::new(inputs), counted, level)
}

/// Days that a report lists, the newest first: of all mentions, of the negative ones, and of what imports tell.
pub(super) fn rows(ledger: &Ledger<'_>) -> Vec<Unusual> {
    let told = KINDS.map(Counted::Outcomes);
    let mentions = [Counted::Mentions, Counted::Negative];
    let mut rows: Vec<Unusual> = mentions
        .iter()
        .chain(&told)
        .flat_map(|counted| days(ledger, counted, Level::Page))
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.day));
    rows.truncate(ROWS);
    rows
}

/// [`unusual_days`] with the inputs already looked through.
pub(super) fn days(ledger: &Ledger<'_>, counted: &Counted, level: Level) -> Vec<Unusual> {
    let window = ledger.clip(ledger.inputs.window);
    let days: Vec<Date> = window.iter().collect();
    let newest = days.len().saturating_sub(MOST_DAYS);
    let found = days
        .into_iter()
        .skip(newest)
        .filter_map(|day| one(ledger, counted, day, level));
    found
        .map(|mut unusual| {
            explained::explain(ledger, &mut unusual);
            unusual
        })
        .collect()
}

/// Whether the days before today are silent: fewer mentions than chance explains though sources were heard.
pub fn silence(inputs: &Inputs<'_>, level: Level) -> Option<Unusual> {
    let ledger = Ledger::new(inputs);
    let series = series(&ledger, &Counted::Mentions, ledger.today, SILENCE_REACH);
    let silence = spike::silence(&series, level)?;
    let mut unusual = told(
        ledger.today.yesterday().ok()?,
        &Counted::Mentions,
        &silence.normal,
        silence.events,
        &silence.test,
    );
    unusual.days = u32::try_from(silence.days).unwrap_or(1);
    unusual.p_value = silence.test.p_down;
    explained::explain_silence(&ledger, &mut unusual);
    Some(unusual)
}

fn one(ledger: &Ledger<'_>, counted: &Counted, day: Date, level: Level) -> Option<Unusual> {
    let events = count(ledger, counted, day)?;
    let normal = Normal::of(&known_before(&series(ledger, counted, day, REACH_BACK)))?;
    let test = spike::spike(&normal, events, level)?;
    let mut unusual = told(day, counted, &normal, events, &test);
    unusual.so_far = day >= ledger.today;
    Some(unusual)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts that came from u32, and a few days"
)]
fn told(day: Date, counted: &Counted, normal: &Normal, events: f64, test: &RateTest) -> Unusual {
    Unusual {
        day,
        days: 1,
        counted: counted.clone(),
        count: events as u32,
        so_far: false,
        usual_per_day: normal.per_day(),
        baseline_days: normal.days as u32,
        left_out: u32::try_from(normal.left_out).unwrap_or(0),
        ratio: if test.ratio.is_finite() {
            Figure::Estimate {
                low: test.low,
                value: test.ratio,
                high: test.high,
                basis: format!(
                    "exact test of one day against {} before it, overdispersion {:.1}; 95 % range",
                    normal.days, normal.phi
                ),
            }
        } else {
            Figure::unknown(format!("none in the {} days before", normal.days))
        },
        p_value: test.p_up,
        cause: None,
        notes: Vec::new(),
    }
}

/// The days before one (excluded), oldest first; `None` for a day of which nothing is known.
fn series(ledger: &Ledger<'_>, counted: &Counted, before: Date, days: i64) -> Vec<Option<f64>> {
    let inputs = ledger.inputs;
    let loaded = needed_days(
        inputs.brand,
        inputs.campaigns,
        inputs.window,
        inputs.as_of,
        inputs.timezone,
    );
    let window = Window {
        from: before.checked_sub(Span::new().days(days)).unwrap_or(Date::MIN),
        to: before,
    };
    // Of the time before anybody listened only what the sources still listed is known: less the longer ago, so that the
    // present would look like a spike.
    let from = match counted {
        Counted::Outcomes(_) => loaded.from,
        _ => loaded.from.max(listened_since(ledger).unwrap_or(Date::MAX)),
    };
    let days = window.iter();
    days.map(|day| (day >= from).then(|| count(ledger, counted, day)).flatten())
        .collect()
}

/// First day on which the brand was listened for.
fn listened_since(ledger: &Ledger<'_>) -> Option<Date> {
    let added = ledger.inputs.brands_since.get(ledger.inputs.brand).copied();
    added.max(ledger.hearing.polled_since)
}

/// What was counted on a day, if anything is known of it. What the brand says itself is no news to it.
pub(super) fn count(ledger: &Ledger<'_>, counted: &Counted, day: Date) -> Option<f64> {
    if let Counted::Outcomes(kind) = counted {
        let told = ledger.attribution.told(*kind)?.knows(day);
        let brought = ledger.brought(&ledger.brand(), one_day(day), Scope::default());
        return told.then(|| wide(brought.count(*kind).unwrap_or(0)));
    }
    if !ledger.hearing.knows(ledger.inputs.brand, day) {
        return None;
    }
    let subject = Subject::Brand(ledger.inputs.brand.clone());
    let cells = ledger
        .days(&subject, one_day(day))
        .flat_map(|rollup| &rollup.cells);
    let ours = cells.filter(|cell| counts(counted, cell));
    Some(ours.map(|cell| f64::from(cell.mentions)).sum())
}

fn counts(counted: &Counted, cell: &Cell) -> bool {
    cell.key.media != MediaKind::Owned
        && match counted {
            Counted::Mentions | Counted::Outcomes(_) => true,
            Counted::Negative => cell.key.sentiment == Polarity::Negative,
            Counted::Influencer(id) => cell.key.influencer.as_ref() == Some(id),
        }
}

/// The day after the last one that may be told of, so that a caller knows how far to load.
pub fn watched_window(today: Date) -> Window {
    Window {
        from: today.yesterday().unwrap_or(today),
        to: next_day(today),
    }
}
