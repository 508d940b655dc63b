//! Before, during, after: what changed, and whether chance alone explains it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::Span;

use super::baseline::{FrozenBaseline, mean};
use super::competition::FrozenCompetitors;
use super::control::{self, Change};
use super::lasting;
use super::ledger::{Ledger, Series};
use super::levels;
use crate::metrics::rate_ratio::{LEVEL, RateTest, overdispersion, rate_ratio, retained};
use crate::metrics::several::holm;
use crate::metrics::{self, ALL, Metric, Scope, mentions, outcomes};
use crate::model::{Campaign, EffectChecks, EffectRow, Figure, Finding, Lift, Subject, Window};

/// Metrics compared for every campaign, besides its primary metric and those of its goals.
const ALWAYS: [&str; 4] = ["mentions", "reach", "engagement", "backlinks"];

/// A row for each metric, measured on all mentions of the brand (before a campaign, none of its own exist).
pub(super) fn rows(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    baseline: Option<&FrozenBaseline>,
) -> Vec<EffectRow> {
    let goals = campaign.goals.iter().flat_map(|goal| goal.parts());
    let goals = goals.map(|(metric, _)| metric);
    let wanted: BTreeSet<&str> = ALWAYS
        .into_iter()
        .chain([campaign.primary.as_str()])
        .chain(goals)
        .collect();
    // What imports tell is compared without being asked for.
    let is_told = |metric: &Metric| {
        let kind = outcomes::kind_of(metric).filter(|_| metric.headline);
        kind.is_some_and(|kind| ledger.attribution.told(kind).is_some())
    };
    let competitors = baseline.map(|baseline| Competitors::of(ledger, campaign, baseline));
    let competitors = competitors.as_ref().map(Competitors::windows);
    let mut rows: Vec<EffectRow> = ALL
        .iter()
        .filter_map(|metric| {
            let is_wanted = wanted.contains(metric.name);
            if !metric.additive {
                return levels::row(ledger, campaign, baseline, metric, is_wanted);
            }
            if is_wanted || is_told(metric) {
                return Some(row(ledger, campaign, baseline, metric, competitors));
            }
            untested(ledger, campaign, baseline, metric)
        })
        .collect();
    adjust(&mut rows, &campaign.primary);
    for row in &mut rows {
        lasting_words(ledger, campaign, row);
    }
    rows
}

/// What competitors did before a campaign and during it.
struct Competitors<'b> {
    before: Cow<'b, FrozenCompetitors>,
    during: FrozenCompetitors,
}

impl<'b> Competitors<'b> {
    fn of(ledger: &Ledger<'_>, campaign: &Campaign, baseline: &'b FrozenBaseline) -> Self {
        let measure = |window| FrozenCompetitors::measure(ledger, window);
        Self {
            before: match &baseline.competitors {
                Some(frozen) => Cow::Borrowed(frozen),
                None => Cow::Owned(measure(baseline.window)),
            },
            during: measure(compared(ledger, campaign.window)),
        }
    }

    fn windows(&self) -> (&FrozenCompetitors, &FrozenCompetitors) {
        (&self.before, &self.during)
    }
}

/// Minds that several metrics were tested: the primary one was named beforehand and stands alone, the others share the risk
/// of an error among them.
fn adjust(rows: &mut [EffectRow], primary: &str) {
    let tested = |row: &&mut EffectRow| row.p_value.is_some();
    let (alone, mut together): (Vec<_>, Vec<_>) = rows
        .iter_mut()
        .filter(tested)
        .partition(|row| row.metric == primary);
    for row in alone {
        row.checks.p_adjusted = row.p_value;
        row.checks.tested_together = 1;
    }
    let plain: Vec<f64> = together.iter().filter_map(|row| row.p_value).collect();
    let count = u32::try_from(plain.len()).unwrap_or(u32::MAX);
    for (row, adjusted) in together.iter_mut().zip(holm(&plain)) {
        row.checks.p_adjusted = Some(adjusted);
        row.checks.tested_together = count;
        if matches!(row.finding, Finding::Rise | Finding::Fall) && adjusted >= LEVEL {
            row.finding = Finding::NoChange;
        }
    }
}

/// Nothing lasts of a rise that is none once the others are minded.
fn lasting_words(ledger: &Ledger<'_>, campaign: &Campaign, row: &mut EffectRow) {
    if row.finding != Finding::Rise {
        row.retained_percent = None;
        row.checks.lift = None;
    }
    if row.metric == mentions::METRIC.name
        && let Some(after) = &mut row.checks.after
    {
        after.late = lasting::late(ledger, campaign);
    }
}

/// The first whole weeks of a window; a window shorter than a week stays as it is.
fn whole_weeks(window: Window) -> Window {
    let spare = if window.days() < 7 { 0 } else { window.days() % 7 };
    Window {
        from: window.from,
        to: window
            .to
            .checked_sub(Span::new().days(i64::from(spare)))
            .unwrap_or(window.from),
    }
}

/// The days of a campaign that are compared with its baseline.
pub(super) fn compared(ledger: &Ledger<'_>, window: Window) -> Window {
    whole_weeks(ledger.complete(window))
}

/// Days of a metric in the whole weeks of a window that are over; `None` when there are none or too little is known.
fn series(ledger: &Ledger<'_>, metric: &Metric, window: Window) -> Option<Series> {
    ledger.brand_series(metric, compared(ledger, window))
}

fn row(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    baseline: Option<&FrozenBaseline>,
    metric: &Metric,
    competitors: Option<(&FrozenCompetitors, &FrozenCompetitors)>,
) -> EffectRow {
    let during = series(ledger, metric, campaign.window);
    let after = series(ledger, metric, campaign.after());
    let mut row = values(ledger, baseline, metric, [during.as_ref(), after.as_ref()]);
    let before = baseline.and_then(|baseline| baseline.values(metric.name));
    let (Some(before), Some(during)) = (before, during) else {
        if row.before.is_known() {
            row.finding = Finding::TooFew;
            row.ratio = Figure::unknown("nothing to compare yet");
        }
        return row;
    };
    let during = during.values();
    compare(&mut row, &before, &during, after.map(|series| series.values()));
    let of_mentions = metric.name == mentions::METRIC.name;
    // Nobody tells what competitors sell.
    let has_control = outcomes::kind_of(metric).is_none() && row.finding != Finding::TooFew;
    if let (true, Some(baseline), Some((before_them, during_them))) = (has_control, baseline, competitors) {
        let change = Change {
            metric,
            competitors: (before_them, during_them),
            before: &before,
            during: &during,
            windows: (baseline.window, compared(ledger, campaign.window)),
            year_ago: baseline.year_ago.as_ref(),
        };
        row.checks.controls = control::controls(ledger, change);
    }
    if of_mentions || outcomes::kind_of(metric).is_some() {
        row.checks.lift = lift(ledger, campaign, metric, &row.ratio, (&before, &during));
    }
    row
}

/// Values of a metric before, during and after, not compared yet.
fn values(
    ledger: &Ledger<'_>,
    baseline: Option<&FrozenBaseline>,
    metric: &Metric,
    [during, after]: [Option<&Series>; 2],
) -> EffectRow {
    let per_day = |series: Option<&Series>, why: &str| match series {
        Some(Series { days, is_bound }) => mean(days, *is_bound, &format!("mean of {} days", days.len())),
        None => Figure::unknown(why),
    };
    let no_baseline = || Figure::unknown("no baseline: nothing was heard before the campaign");
    EffectRow {
        metric: metric.name.to_owned(),
        label: metric.label.to_owned(),
        unit: metric.unit.words(&ledger.prices).to_owned(),
        before: baseline.map_or_else(no_baseline, |baseline| baseline.per_day(metric.name)),
        during: per_day(
            during,
            "no day of the campaign is over, or nothing is known of them",
        ),
        after: per_day(after, "the campaign has no day after it yet"),
        ratio: no_baseline(),
        p_value: None,
        retained_percent: None,
        finding: Finding::NoBaseline,
        checks: EffectChecks::default(),
        difference: None,
    }
}

/// What a metric was before, during and after that nobody asked a test of; `None` where nothing tells it.
fn untested(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    baseline: Option<&FrozenBaseline>,
    metric: &Metric,
) -> Option<EffectRow> {
    let series = [campaign.window, campaign.after()].map(|window| series(ledger, metric, window));
    let row = values(ledger, baseline, metric, series.each_ref().map(Option::as_ref));
    let is_known = row.before.is_known() || row.during.is_known() || row.after.is_known();
    is_known.then(|| EffectRow {
        ratio: Figure::unknown("not tested: no goal names it"),
        finding: Finding::NotTested,
        ..row
    })
}

/// How many more than usual, and how many of them can be led back to the campaign.
#[expect(clippy::cast_precision_loss, reason = "numbers of days are small")]
fn lift(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    metric: &Metric,
    ratio: &Figure,
    (before, during): (&[f64], &[f64]),
) -> Option<Lift> {
    let subject = Subject::Campaign(campaign.id.clone());
    let window = compared(ledger, campaign.window);
    let tracked = ledger.measure(metric, &subject, window, Scope::default());
    let per_day = before.iter().sum::<f64>() / before.len() as f64;
    lasting::lift(per_day, during.len() as f64, ratio, tracked.value()?)
}

#[expect(clippy::cast_precision_loss, reason = "numbers of days are small")]
fn compare(row: &mut EffectRow, before: &[f64], during: &[f64], after: Option<Vec<f64>>) {
    let (e1, e2) = (before.len() as f64, during.len() as f64);
    let (c1, c2) = (before.iter().sum::<f64>(), during.iter().sum::<f64>());
    let phi = overdispersion(&[before, during]);
    let Some(test) = rate_ratio(c1, e1, c2, e2, phi) else {
        row.finding = Finding::TooFew;
        row.ratio = Figure::unknown("nothing before and nothing during");
        return;
    };
    row.p_value = Some(test.p);
    row.finding = finding(&test, test.p);
    row.ratio = ratio(
        &test,
        (c1, c2),
        &format!("exact test of {e1} and {e2} days, overdispersion {phi:.1}"),
    );
    row.checks.after = after.as_deref().and_then(|after| lasting::after(before, after));
    if let (Finding::Rise, Some(after)) = (row.finding, after) {
        let rate = after.iter().sum::<f64>() / after.len() as f64;
        row.retained_percent = retained(c1 / e1, c2 / e2, rate).map(|share| share * 100.0);
    }
}

/// What a test says, with this p.
pub(super) fn finding(test: &RateTest, p: f64) -> Finding {
    if test.too_few {
        Finding::TooFew
    } else if p >= LEVEL {
        Finding::NoChange
    } else if test.p_up < test.p_down {
        Finding::Rise
    } else {
        Finding::Fall
    }
}

fn ratio(test: &RateTest, (before, during): (f64, f64), basis: &str) -> Figure {
    if test.too_few {
        return Figure::unknown(format!(
            "too few to tell: {} before, {} during",
            metrics::round_people(before),
            metrics::round_people(during)
        ));
    }
    if !test.ratio.is_finite() {
        return Figure::unknown(format!("none before, so no ratio; at least {:.1}×", test.low));
    }
    Figure::Estimate {
        low: test.low,
        value: test.ratio,
        high: test.high,
        basis: format!("{basis}; 95 % range"),
    }
}
