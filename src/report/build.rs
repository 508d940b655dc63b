//! The report, put together.

use jiff::{Span, civil::Date};

use super::ledger::Ledger;
use super::{
    Inputs, around_posts, campaign, coverage, influencers, inputs, leaks, links, methods, returns, said,
    shifts, stories, talk, themes, tiles, unusual, value, voices,
};
use crate::metrics::Scope;
use crate::model::{Cell, DayCount, Polarity, Report, Talk, Window};

/// Most weeks a chart reaches back to show a baseline.
const LONGEST_CHART_WEEKS: i64 = 26;

/// Computes the report.
pub fn build(inputs: &Inputs<'_>) -> Report {
    let ledger = Ledger::new(inputs);
    let window = inputs.window;
    let now = ledger.totals(&ledger.brand(), window, Scope::default());
    let before = ledger.totals(&ledger.brand(), window.previous(), Scope::default());
    let campaigns = campaign::active(&ledger);
    let brand = inputs.brands.iter().find(|brand| brand.id == *inputs.brand);
    let said = said::rows(&ledger);
    let voices = voices::Voices::new(&ledger);
    let (themes, new_voices) = (themes::themes(&ledger), voices.rows(&ledger, &now));
    let influencers = influencers::rows(&ledger, &campaigns);
    let value = value::of_window(&ledger, &now);
    let methods = methods::list(&ledger, &now, &campaigns, &influencers)
        .into_iter()
        .chain(methods::talk(&themes, &new_voices))
        .chain(methods::value(&ledger, &value))
        .chain(returns::methods(
            &ledger,
            &campaigns.iter().map(|active| &active.report).collect::<Vec<_>>(),
        ))
        .collect();
    Report {
        brand: inputs.brand.clone(),
        brand_name: brand.map_or_else(|| inputs.brand.to_string(), |brand| brand.name.clone()),
        window,
        as_of: inputs.as_of,
        timezone: inputs.timezone_name.to_owned(),
        tiles: tiles::rows(&ledger, &campaigns),
        days: days(&ledger, &campaigns),
        platforms: tiles::platforms(&ledger, &now),
        tiers: tiles::tiers(&ledger, &now),
        top: said.top,
        negative: said.negative,
        stories: stories::rows(&ledger),
        leaks: leaks::rows(&ledger),
        unusual: unusual::rows(&ledger),
        around_posts: around_posts::rows(&ledger),
        talk: Talk {
            kinds: talk::kinds(&ledger, &now, &before),
            topics: talk::topics(&ledger, &now, &before),
            themes,
            asked: said.asked,
            complained: said.complained,
        },
        backlinks: shifts::backlinks(&ledger),
        backlink_checks: links::checks(&ledger),
        new_voices,
        automated: voices.automated(&now),
        hashtags: shifts::hashtags(&now, &before),
        languages: shifts::languages(&now, &before),
        coverage: coverage::rows(&ledger),
        set_aside: now.set_aside,
        value,
        frozen_at: None,
        methods,
        influencers,
        campaigns: campaigns.into_iter().map(|active| active.report).collect(),
    }
}

/// The chart's days.
fn days(ledger: &Ledger<'_>, campaigns: &[campaign::Active<'_>]) -> Vec<DayCount> {
    let window = ledger.clip(ledger.inputs.window);
    let back = |days: i64| window.to.checked_sub(Span::new().days(days)).unwrap_or(Date::MIN);
    let baselines = campaigns.iter().filter_map(|active| active.report.baseline);
    let first = baselines
        .map(|baseline| baseline.from)
        .filter(|from| *from >= back(LONGEST_CHART_WEEKS * 7))
        .chain([window.from, back(inputs::CHART_DAYS)])
        .min()
        .unwrap_or(window.from);
    let span = ledger.heard(Window {
        from: first,
        to: window.to,
    });
    // Days before we listened are drawn only as far as they belong to the window itself.
    let span = Window {
        from: span.from.min(window.from),
        to: span.to,
    };
    span.iter().map(|day| day_count(ledger, day)).collect()
}

fn day_count(ledger: &Ledger<'_>, day: Date) -> DayCount {
    let one = Window {
        from: day,
        to: inputs::next_day(day),
    };
    let mut count = DayCount {
        day,
        heard: ledger.hearing.knows(ledger.inputs.brand, day),
        positive: 0,
        neutral: 0,
        negative: 0,
    };
    for rollup in ledger.days(&ledger.brand(), one) {
        for Cell { key, mentions, .. } in &rollup.cells {
            match key.sentiment {
                Polarity::Positive => count.positive += mentions,
                Polarity::Neutral => count.neutral += mentions,
                Polarity::Negative => count.negative += mentions,
            }
        }
    }
    count
}
