//! Whether a target was ever reached before: the best window of the same length among the days that are known.

use super::measure::Measure;
use crate::model::{BestPast, Window};
use crate::report::inputs::needed_days;
use crate::report::ledger::Ledger;

/// The best past window as long as the goal's span, of everything said of the brand; `None` where fewer days are known, or the
/// goal is no sum.
pub(super) fn best(ledger: &Ledger<'_>, measure: &Measure<'_>, span: Window) -> Option<BestPast> {
    let length = usize::try_from(span.days()).ok().filter(|days| *days > 0)?;
    let inputs = ledger.inputs;
    let loaded = needed_days(
        inputs.brand,
        inputs.campaigns,
        inputs.window,
        inputs.as_of,
        inputs.timezone,
    );
    let since = ledger.hearing.since(inputs.brand)?;
    let from = loaded.from.max(since);
    let past = Window {
        from,
        to: span.from.min(ledger.today).max(from),
    };
    if !measure.is_sum() || past.days() < span.days() || ledger.known_days(past) < past.days() {
        return None;
    }
    let days: Vec<f64> = measure.each_day(past);
    let mut sum: f64 = days.iter().take(length).sum();
    let (mut best, mut at) = (sum, 0);
    for (n, (gone, new)) in days.iter().zip(days.iter().skip(length)).enumerate() {
        sum += new - gone;
        if sum > best {
            (best, at) = (sum, n + 1);
        }
    }
    let first = past.iter().nth(at)?;
    let last = past.iter().nth(at + length - 1)?;
    (best > 0.0).then_some(BestPast {
        from: first,
        to: last,
        value: best,
    })
}
