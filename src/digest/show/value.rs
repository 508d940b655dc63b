//! How much was seen, how far that is known and what it would have cost, in lines of words.

use super::{figure, number, range};
use crate::model::{
    EngagementReading, Figure, GrowingRow, LinksRow, Provenance, TargetRow, TopRow, ValueReport, ViewsRow,
};

/// Label and words of each part of which there is anything to say, in a fixed order.
pub fn value(report: &ValueReport) -> Vec<(&'static str, String)> {
    [
        ("Views", views(report)),
        ("EMV by tone", emv(report)),
        ("Still growing", growing(&report.growing)),
        ("Found for years", lives_on(report.lives_on)),
        ("Beyond looking", intent(&report.intent)),
        (
            "Link quality",
            report.links.as_ref().map(links).unwrap_or_default(),
        ),
        ("On target", on_target(&report.on_target)),
        ("After the end", late(&report.late)),
    ]
    .into_iter()
    .filter(|(_, words)| !words.is_empty())
    .collect()
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().collect::<Vec<_>>().join(" · ")
}

/// `≈ 49,000 (44,000–57,000)`.
fn ranged(shown: &Figure, unit: &str) -> String {
    match range(shown, "") {
        ends if ends.is_empty() => figure(shown, unit),
        ends => format!("{} ({ends})", figure(shown, unit)),
    }
}

/// How something is known, for people.
pub fn provenance(how: Provenance) -> &'static str {
    match how {
        Provenance::Observed => "observed",
        Provenance::Imported => "imported",
        Provenance::SelfReported => "self-reported",
        Provenance::Estimated => "estimated",
    }
}

fn views(report: &ValueReport) -> String {
    let row = |row: &ViewsRow| {
        format!(
            "{:.0} % {} ({})",
            row.share_percent,
            provenance(row.provenance),
            figure(&row.views, "")
        )
    };
    let unknown = (report.views_unknown > 0).then(|| match report.views_unknown {
        1 => "not known of 1 mention, which is in no sum".to_owned(),
        mentions => format!("not known of {mentions} mentions, which are in no sum"),
    });
    joined(report.views.iter().map(row).chain(unknown))
}

fn emv(report: &ValueReport) -> String {
    if report.emv.iter().all(|(_, figure)| !figure.is_known()) {
        return String::new();
    }
    let known = report.emv.iter().filter(|(_, figure)| figure.is_known());
    joined(
        known
            .map(|(name, value)| format!("{name} {}", figure(value, &report.emv_unit)))
            .chain([report.emv_method.clone()]),
    )
}

fn growing(rows: &[GrowingRow]) -> String {
    joined(rows.iter().map(|row| {
        let posts = if row.posts == 1 { "post" } else { "posts" };
        format!(
            "{} {posts} on {}, about {:.0} % seen so far",
            row.posts, row.platform, row.seen_percent
        )
    }))
}

fn lives_on(mentions: u32) -> String {
    match mentions {
        0 => String::new(),
        1 => "1 page or pin".to_owned(),
        mentions => format!("{mentions} pages and pins"),
    }
}

fn intent(rows: &[(String, Figure)]) -> String {
    let what = |name: &str| match name {
        "virality" => "shares for 100 views",
        "amplification" => "shares for 100 followers",
        "saves" => "saves",
        "follows" => "new followers",
        _ => "",
    };
    joined(
        rows.iter()
            .filter(|(_, figure)| figure.is_known())
            .map(|(name, value)| format!("{} {}", ranged(value, ""), what(name)).trim().to_owned()),
    )
}

fn links(row: &LinksRow) -> String {
    let count = |n: u32, one: &str| {
        if n == 1 {
            format!("1 {one}")
        } else {
            format!("{n} {one}s")
        }
    };
    let mean = row.quality.value().map_or_else(String::new, number_of);
    let (low, high) = row.quality.range().unwrap_or_default();
    format!(
        "{mean} of 100 ({}–{}), {} from {}",
        number_of(low),
        number_of(high),
        count(row.links, "link"),
        count(row.domains, "site")
    )
}

fn number_of(value: f64) -> String {
    number(value.round())
}

fn on_target(rows: &[TargetRow]) -> String {
    joined(rows.iter().filter(|row| row.share_percent.is_known()).map(|row| {
        format!(
            "{} in {} (known of {} of {} mentions)",
            ranged(&row.share_percent, "%"),
            row.wanted.join(", "),
            row.known,
            row.mentions
        )
    }))
}

fn late(rows: &[(String, Figure)]) -> String {
    let known = rows.iter().filter(|(_, figure)| figure.is_known());
    joined(known.map(|(name, value)| format!("{name} {}", figure(value, ""))))
}

/// Readings shown of a series.
const READINGS: usize = 5;

/// How a post grew and whether it still does: `views 1,200 → 3,400 → 5,000 in 7 days`; empty if there is nothing to say.
pub fn growth(row: &TopRow) -> String {
    let series = series(&row.readings);
    let still = row
        .seen_percent
        .map(|seen| format!("still growing, about {seen:.0} % seen so far"));
    [Some(series).filter(|words| !words.is_empty()), still]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// Views as they were read, or where none are told the reactions.
fn series(readings: &[EngagementReading]) -> String {
    let views = |reading: &EngagementReading| reading.engagement.views;
    let actions = |reading: &EngagementReading| reading.engagement.actions();
    let with = |of: &dyn Fn(&EngagementReading) -> Option<u64>| -> Vec<(jiff::Timestamp, u64)> {
        let told = readings
            .iter()
            .filter_map(|reading| Some((reading.at, of(reading)?)));
        let mut told: Vec<_> = told.collect();
        told.dedup_by_key(|(_, count)| *count);
        told
    };
    let (what, told) = match with(&views) {
        told if told.len() > 1 => ("views", told),
        _ => ("reactions", with(&actions)),
    };
    let (Some((first, _)), Some((last, _)), true) = (told.first(), told.last(), told.len() > 1) else {
        return String::new();
    };
    let spare = told.len().saturating_sub(READINGS);
    let mut shown: Vec<String> = told.iter().map(|(_, count)| group(*count)).collect();
    if spare > 0 {
        shown.drain(1..=spare);
    }
    let hours = last.duration_since(*first).as_hours();
    let time = match hours {
        0 => "within an hour".to_owned(),
        1..48 => format!("in {hours} hours"),
        _ => format!("in {} days", hours / 24),
    };
    format!("{what} {} {time}", shown.join(" → "))
}

fn group(count: u64) -> String {
    number(crate::metrics::totals::wide(count))
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::model::{Engagement, Platform};

    #[test]
    fn only_what_is_known_is_said() {
        assert!(value(&ValueReport::default()).is_empty());
        let report = ValueReport {
            views: vec![ViewsRow {
                provenance: Provenance::SelfReported,
                views: Figure::exact(1_200.0),
                share_percent: 100.0,
                mentions: 2,
            }],
            views_unknown: 1,
            emv: vec![("net".to_owned(), Figure::exact(12.5))],
            emv_unit: "USD".to_owned(),
            emv_method: "views at advertising prices, rates 2026-11".to_owned(),
            growing: vec![GrowingRow {
                platform: Platform::YouTube,
                posts: 1,
                seen_percent: 49.6,
            }],
            lives_on: 3,
            intent: vec![("virality".to_owned(), Figure::exact(0.5))],
            on_target: vec![TargetRow {
                by: "language".to_owned(),
                wanted: vec!["sv".to_owned()],
                share_percent: Figure::exact(66.0),
                known: 3,
                mentions: 4,
            }],
            late: vec![("mentions".to_owned(), Figure::exact(7.0))],
            ..ValueReport::default()
        };
        let lines: Vec<String> = value(&report)
            .into_iter()
            .map(|(label, words)| format!("{label}: {words}"))
            .collect();
        assert_eq!(
            lines,
            [
                "Views: 100 % self-reported (1,200) · not known of 1 mention, which is in no sum",
                "EMV by tone: net 12.5 USD · views at advertising prices, rates 2026-11",
                "Still growing: 1 post on youtube, about 50 % seen so far",
                "Found for years: 3 pages and pins",
                "Beyond looking: 0.5 shares for 100 views",
                "On target: 66 % in sv (known of 3 of 4 mentions)",
                "After the end: mentions 7",
            ]
        );
    }

    #[test]
    fn growth_is_told_by_what_was_read() {
        let reading = |hours: i64, views: Option<u64>, likes: Option<u64>| EngagementReading {
            at: Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours),
            engagement: Engagement {
                likes,
                views,
                ..Engagement::default()
            },
        };
        for (readings, words) in [
            (vec![], ""),
            (vec![reading(0, Some(1_200), None)], ""),
            (
                vec![
                    reading(0, Some(1_200), Some(1)),
                    reading(6, Some(3_400), Some(2)),
                    reading(170, Some(5_000), None),
                ],
                "views 1,200 → 3,400 → 5,000 in 7 days",
            ),
            (
                vec![reading(0, None, Some(1)), reading(24, None, Some(9))],
                "reactions 1 → 9 in 24 hours",
            ),
        ] {
            assert_eq!(series(&readings), words);
        }
    }
}
