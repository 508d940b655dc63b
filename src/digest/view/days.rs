//! The chart's numbers as text, its legend and its marks.

use serde::Serialize;

use super::{chart, chart_cid, show};
use crate::model::{DayCount, Report};
use crate::report;

#[derive(Debug, Serialize)]
pub(super) struct ChartView {
    cid: String,
    alt: String,
    first: String,
    last: String,
    tallest: String,
    weeks: Vec<WeekView>,
    marks: Vec<String>,
    positive: String,
    neutral: String,
    negative: String,
}

#[derive(Debug, Serialize)]
struct WeekView {
    from: String,
    positive: String,
    neutral: String,
    negative: String,
}

pub(super) fn chart_view(n: usize, report: &Report) -> Option<ChartView> {
    let (first, last) = (report.days.first()?, report.days.last()?);
    let total = |d: &DayCount| d.positive + d.neutral + d.negative;
    let tallest = report.days.iter().map(total).max().unwrap_or(0);
    let weeks = report.days.rchunks(7).rev().map(week);
    let mut marks: Vec<String> = Vec::new();
    if report.days.iter().any(|day| !day.heard) {
        marks.push("grey: nobody listened".to_owned());
    }
    for campaign in &report.campaigns {
        marks.push(format!(
            "blue line: {} starts {}",
            campaign.name,
            show::day(campaign.window.from)
        ));
        marks.extend(
            campaign
                .events
                .iter()
                .map(|e| format!("dashed: {} {}", show::day(e.on), e.note)),
        );
    }
    let colour = |[r, g, b]: [u8; 3]| format!("#{r:02x}{g:02x}{b:02x}");
    Some(ChartView {
        cid: chart_cid(n),
        alt: format!(
            "Mentions per day from {} to {}, most on one day: {tallest}. The numbers by week follow.",
            show::day(first.day),
            show::day(last.day)
        ),
        first: show::day(first.day),
        last: show::day(last.day),
        tallest: tallest.to_string(),
        weeks: weeks.collect(),
        marks,
        positive: colour(chart::POSITIVE),
        neutral: colour(chart::NEUTRAL),
        negative: colour(chart::NEGATIVE),
    })
}

/// The days that stand out, the newest first.
pub(super) fn unusual(report: &Report, limit: usize) -> Vec<String> {
    let days = report.unusual.iter().take(limit.min(5));
    days.map(|day| report::unusual_words(day, &[])).collect()
}

/// What moved around the posts of the roster.
pub(super) fn around_posts(report: &Report, limit: usize) -> Vec<String> {
    let posts = report.around_posts.iter().take(limit.min(5));
    posts.map(report::around_words).collect()
}

/// Up to seven days; those on which nobody listened are named, and a week of them has no numbers.
fn week(days: &[DayCount]) -> WeekView {
    let heard = days.iter().filter(|day| day.heard).count();
    let count = |of: fn(&DayCount) -> u32| {
        let sum: u32 = days.iter().map(of).sum();
        if heard == 0 && sum == 0 {
            "–".to_owned()
        } else {
            sum.to_string()
        }
    };
    let from = days.first().map(|day| show::day(day.day)).unwrap_or_default();
    WeekView {
        from: if heard < days.len() {
            format!("{from} (heard on {heard} of {} days)", days.len())
        } else {
            from
        },
        positive: count(|day| day.positive),
        neutral: count(|day| day.neutral),
        negative: count(|day| day.negative),
    }
}
