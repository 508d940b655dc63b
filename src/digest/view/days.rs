//! The chart's numbers as text, its legend and its marks.

use serde::Serialize;

use super::{chart, chart_cid, show};
use crate::model::{DayCount, Report};

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
    positive: u32,
    neutral: u32,
    negative: u32,
}

pub(super) fn chart_view(n: usize, report: &Report) -> Option<ChartView> {
    let (first, last) = (report.days.first()?, report.days.last()?);
    let total = |d: &DayCount| d.positive + d.neutral + d.negative;
    let tallest = report.days.iter().map(total).max().unwrap_or(0);
    let weeks = report.days.rchunks(7).rev().map(|days| WeekView {
        from: days.first().map(|d| show::day(d.day)).unwrap_or_default(),
        positive: days.iter().map(|d| d.positive).sum(),
        neutral: days.iter().map(|d| d.neutral).sum(),
        negative: days.iter().map(|d| d.negative).sum(),
    });
    let mut marks: Vec<String> = Vec::new();
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
