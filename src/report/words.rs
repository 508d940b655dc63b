//! The report in a few plain sentences, written from rules: no claim without its number.

use jiff::{civil::Date, tz::TimeZone};

use super::effect_words;
use crate::metrics::rate_ratio::{overdispersion, rate_ratio};
use crate::metrics::{self, Unit, round_people};
use crate::model::{CampaignReport, Figure, GoalRow, Phase, Report, Tile, TopRow, Verdict, Window, day_of};
use crate::text::plain::{clean, thousands};

/// One to three sentences: what changed and whether it is real, what caused it, what to do now. `zone` is the one the
/// report's days are reckoned in.
pub fn summary(report: &Report, zone: &TimeZone) -> Vec<String> {
    let changed = what_changed(report);
    [Some(changed), what_caused(report, zone), what_to_do(report)]
        .into_iter()
        .flatten()
        .collect()
}

/// The subject of a mail: brand, primary metric with its change, standing of its goal, period, such as
/// `Acme: reach ≈ 49,000 (+32 %), on track · week 47`.
pub fn subject_line(report: &Report) -> String {
    let campaign = leading(report);
    let primary = campaign.map_or("mentions", |campaign| campaign.primary.as_str());
    let tile = tile(report, primary).or_else(|| tile(report, "mentions"));
    let figure = tile.map_or_else(
        || "no figures".to_owned(),
        |tile| {
            format!(
                "{} {}{}",
                lower(&tile.label),
                amount(&tile.value, &tile.unit),
                change(tile)
            )
        },
    );
    let standing = campaign
        .and_then(standing)
        .map_or_else(String::new, |verdict| format!(", {}", standing_words(verdict)));
    format!(
        "{}: {figure}{standing} · {}",
        report.brand_name,
        period(report.window)
    )
}

/// The campaign that leads: the newest that runs, else the newest that is over.
fn leading(report: &Report) -> Option<&CampaignReport> {
    report
        .campaigns
        .iter()
        .filter(|campaign| campaign.phase != Phase::Before)
        .max_by_key(|campaign| {
            (
                campaign.phase == Phase::Running,
                campaign.window.from,
                &campaign.id,
            )
        })
}

fn tile<'a>(report: &'a Report, metric: &str) -> Option<&'a Tile> {
    report.tiles.iter().find(|tile| tile.metric == metric)
}

/// Standing of the goal on the primary metric, else of the goal that stands worst.
fn standing(campaign: &CampaignReport) -> Option<Verdict> {
    let whole = |goal: &&GoalRow| goal.influencer.is_none() && goal.platform.is_none();
    let primary = campaign
        .goals
        .iter()
        .filter(whole)
        .find(|goal| goal.metric == campaign.primary);
    let judged = campaign
        .goals
        .iter()
        .filter(|goal| goal.verdict != Verdict::NoData);
    primary
        .filter(|goal| goal.verdict != Verdict::NoData)
        .or_else(|| judged.min_by_key(|goal| rank(goal.verdict)))
        .map(|goal| goal.verdict)
}

/// A verdict that stands by itself.
fn standing_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Reached => "goal reached",
        Verdict::AtRisk => "goal at risk",
        Verdict::Unlikely => "goal unlikely",
        Verdict::Missed => "goal missed",
        Verdict::TooEarly => "too early to tell",
        Verdict::OnTrack | Verdict::NoData | Verdict::Progress => verdict.as_words(),
    }
}

/// Worse first.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Missed => 0,
        Verdict::Unlikely => 1,
        Verdict::AtRisk => 2,
        Verdict::TooEarly => 3,
        Verdict::Progress => 4,
        Verdict::OnTrack => 5,
        Verdict::Reached => 6,
        Verdict::NoData => 7,
    }
}

/// `week 47` for a week that begins on a Monday, else a month's name or both ends.
pub fn period(window: Window) -> String {
    let last = window.to.yesterday().unwrap_or(window.from);
    if window.days() == 7 && window.from.weekday() == jiff::civil::Weekday::Monday {
        return format!("week {}", window.from.iso_week_date().week());
    }
    if window.from.day() == 1 && last == window.from.last_of_month() {
        return window.from.strftime("%B %Y").to_string();
    }
    if window.days() <= 1 {
        return day_words(window.from);
    }
    format!("{} to {}", day_words(window.from), day_words(last))
}

/// `in week 47`, `in November 2026`, `on 25 November`, `from 18 November to 24 November`.
fn during(window: Window) -> String {
    let period = period(window);
    if window.days() <= 1 {
        format!("on {period}")
    } else if period.contains(" to ") {
        format!("from {period}")
    } else {
        format!("in {period}")
    }
}

pub(super) fn day_words(day: Date) -> String {
    day.strftime("%-d %B").to_string()
}

/// `49000.0` → `49,000`; small numbers keep what digits they have.
pub(super) fn grouped(value: f64) -> String {
    let plain = if value.abs() >= 100.0 || value.fract().abs() < 1e-9 {
        format!("{value:.0}")
    } else if value.abs() >= 1.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    };
    thousands(&plain)
}

/// A figure with its unit: `312`, `≈ 49,000`, `≈ 660 USD`, `≥ 310`, `not known`.
fn amount(figure: &Figure, unit: &str) -> String {
    let unit = match unit {
        "" => String::new(),
        unit => format!(" {unit}"),
    };
    match figure {
        Figure::Exact { value } => format!("{}{unit}", grouped(tidy(*value))),
        Figure::Estimate { value, .. } if figure.bound().is_some() => {
            format!("≥ {}{unit}", grouped(tidy(*value)))
        }
        Figure::Estimate { value, .. } => format!("≈ {}{unit}", grouped(round_people(*value))),
        Figure::Unknown { .. } => "not known".to_owned(),
    }
}

/// Whole counts stay, rates get two digits.
fn tidy(value: f64) -> f64 {
    if value.fract().abs() < 1e-9 {
        value
    } else {
        round_people(value)
    }
}

/// ` (+32 %)`, or nothing when it cannot be told.
fn change(tile: &Tile) -> String {
    let points = metrics::get(&tile.metric).is_some_and(|metric| metric.unit == Unit::Points);
    if let (true, Some(now), Some(before)) = (points, tile.value.value(), tile.previous.value()) {
        return format!(" ({:+.0})", now - before);
    }
    match tile.change_percent {
        Some(percent) if percent.abs() < 0.5 => " (±0 %)".to_owned(),
        Some(percent) if percent >= 900.0 => format!(" ({:.0}×)", percent / 100.0 + 1.0),
        Some(percent) => format!(
            " ({}{:.0} %)",
            if percent < 0.0 { "−" } else { "+" },
            percent.abs()
        ),
        None => String::new(),
    }
}

/// Labels inside a sentence.
fn lower(label: &str) -> String {
    let mut chars = label.chars();
    match (chars.next(), label.chars().nth(1)) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            format!("{}{}", first.to_lowercase(), chars.as_str())
        }
        _ => label.to_owned(),
    }
}

fn what_changed(report: &Report) -> String {
    let Some(mentions) = tile(report, "mentions") else {
        return format!("Nothing is measured for {} yet.", report.brand_name);
    };
    let Some(count) = mentions.value.value() else {
        return format!(
            "Mentions of {} are not known: {}.",
            report.brand_name,
            why(&mentions.value)
        );
    };
    let number = if (count - 1.0).abs() < 0.5 {
        "mention"
    } else {
        "mentions"
    };
    let (least, basis) = mentions
        .value
        .bound()
        .map_or(("", String::new()), |basis| ("at least ", format!(" ({basis})")));
    let mut words = format!(
        "{} had {least}{} {number}{} {}{basis}",
        report.brand_name,
        grouped(count),
        change(mentions),
        during(report.window)
    );
    if let Some(reach) = tile(report, "reach").filter(|reach| reach.value.value().is_some_and(|v| v > 0.0)) {
        words = format!("{words}, reach {}{}", amount(&reach.value, ""), change(reach));
    }
    match leading(report)
        .and_then(effect_words::sentence)
        .or_else(|| trend_words(report))
    {
        Some(verdict) => format!("{words}; {verdict}."),
        None => format!("{words}."),
    }
}

pub(super) fn why(figure: &Figure) -> &str {
    match figure {
        Figure::Unknown { why } => why,
        _ => "",
    }
}

/// Without a campaign: the window against the days of the chart before it.
#[expect(clippy::cast_precision_loss, reason = "numbers of days are small")]
fn trend_words(report: &Report) -> Option<String> {
    let count = |day: &crate::model::DayCount| f64::from(day.positive + day.neutral + day.negative);
    let (now, before): (Vec<_>, Vec<_>) = report
        .days
        .iter()
        .filter(|day| day.heard)
        .partition(|day| report.window.contains(day.day));
    let (now, before): (Vec<f64>, Vec<f64>) = (
        now.into_iter().map(count).collect(),
        before.into_iter().map(count).collect(),
    );
    let (c1, c2) = (before.iter().sum::<f64>(), now.iter().sum::<f64>());
    let phi = overdispersion(&[&before, &now]);
    let test = rate_ratio(c1, before.len() as f64, c2, now.len() as f64, phi)?;
    if test.too_few || !test.ratio.is_finite() {
        return Some(format!(
            "too few to tell a trend ({c1:.0} in the {} days before)",
            before.len()
        ));
    }
    let range = format!(
        "{:.1}× the rate of the {} days before (95 % range {:.1}–{:.1})",
        test.ratio,
        before.len(),
        test.low,
        test.high
    );
    Some(match (test.is_real(), test.p_up < test.p_down) {
        (true, true) => format!("that is {range}, a real rise"),
        (true, false) => format!("that is {range}, a real fall"),
        (false, _) => format!("that is {range}, not distinguishable from normal"),
    })
}

/// The mention behind the loudest day, if one day carries the window; else the one that reached furthest.
fn what_caused(report: &Report, zone: &TimeZone) -> Option<String> {
    let count = |day: &crate::model::DayCount| day.positive + day.neutral + day.negative;
    let inside = || report.days.iter().filter(|day| report.window.contains(day.day));
    let total: u32 = inside().map(count).sum();
    let peak = inside().max_by_key(|day| (count(day), std::cmp::Reverse(day.day)))?;
    let said = || report.top.iter().chain(&report.negative);
    if count(peak) >= 3 && f64::from(count(peak)) >= 0.4 * f64::from(total) && report.window.days() > 2 {
        let on_peak = said().find(|row| day_of(row.at, zone) == peak.day);
        let behind = on_peak.map_or_else(String::new, |row| format!(", led by {}", quoted(row)));
        return Some(format!(
            "{} of the {total} came on {}{behind}.",
            count(peak),
            day_words(peak.day)
        ));
    }
    let loudest = said().max_by(|a, b| {
        let reach = |row: &TopRow| row.reach.value().unwrap_or(-1.0);
        reach(a).total_cmp(&reach(b)).then_with(|| b.id.cmp(&a.id))
    })?;
    Some(match &loudest.reach {
        Figure::Unknown { .. } => format!("Most notable: {}.", quoted(loudest)),
        reach => format!(
            "Furthest reached {} with {} people.",
            quoted(loudest),
            amount(reach, "")
        ),
    })
}

/// Longest quotation of a title inside a sentence, in characters.
const TITLE: usize = 80;
/// Longest name of a writer or place inside a sentence, in characters.
const NAME: usize = 60;

fn quoted(row: &TopRow) -> String {
    let who = clean(row.author.as_deref().unwrap_or(&row.place), NAME);
    let what = if row.title.trim().is_empty() {
        &row.excerpt
    } else {
        &row.title
    };
    let what = clean(what, TITLE);
    let copies = match row.copies {
        0 => String::new(),
        1 => " and one copy of it".to_owned(),
        n => format!(" and {n} copies of it"),
    };
    format!("“{what}” ({who}){copies}")
}

/// The most pressing thing: a complaint that asks, a goal in danger, a deaf source, a complaint, a new voice.
fn what_to_do(report: &Report) -> Option<String> {
    let asking = report.negative.iter().find(|row| row.question);
    let answer = |row: &TopRow| {
        let others = report.negative.len().saturating_sub(1);
        let more = if others > 0 {
            format!(", then {others} more that are negative")
        } else {
            String::new()
        };
        format!("To do: answer {}{more}.", quoted(row))
    };
    asking
        .map(answer)
        .or_else(|| goal_to_close(report))
        .or_else(|| deaf_source(report))
        .or_else(|| report.negative.first().map(answer))
        .or_else(|| {
            let voice = report.new_voices.first()?;
            let followers = voice
                .followers
                .map_or_else(String::new, |n| format!(", {n} followers"));
            Some(format!(
                "Worth a talk: {} on {} ({} mentions{followers}), not on the roster.",
                clean(&voice.name, NAME),
                voice.platform,
                voice.mentions
            ))
        })
}

fn goal_to_close(report: &Report) -> Option<String> {
    let goals = report.campaigns.iter().flat_map(|campaign| &campaign.goals);
    let worst = goals
        .filter(|goal| matches!(goal.verdict, Verdict::AtRisk | Verdict::Unlikely))
        .min_by(|a, b| {
            let likely = |goal: &GoalRow| goal.probability.unwrap_or(0.0);
            likely(a)
                .total_cmp(&likely(b))
                .then_with(|| a.label.cmp(&b.label))
        })?;
    let (needed, rate) = (worst.needed_per_day?, worst.rate_per_day?);
    let likely = match worst.probability? * 100.0 {
        percent if percent < 1.0 => "under 1".to_owned(),
        percent => format!("{percent:.0}"),
    };
    Some(format!(
        "To do: the goal for {} is {} ({likely} % likely): {} by {} takes {} a day from now on, against {} so far.",
        lower(&worst.label),
        worst.verdict.as_words(),
        grouped(worst.target),
        day_words(worst.by),
        grouped(round_people(needed)),
        grouped(round_people(rate)),
    ))
}

/// Share of polls below which a source needs care.
const DEAF_BELOW: f64 = 0.8;

fn deaf_source(report: &Report) -> Option<String> {
    let row = report
        .coverage
        .iter()
        .find(|row| row.share.is_some_and(|share| share < DEAF_BELOW) && row.polls > 3)?;
    let missed = match row.missed.value() {
        Some(missed) if missed >= 0.5 => format!(
            ", about {} mentions may be missing",
            grouped(round_people(missed))
        ),
        _ => String::new(),
    };
    Some(format!(
        "To do: look after the source {}, heard in {:.0} % of its polls{missed}.",
        row.source,
        row.share? * 100.0
    ))
}

#[cfg(test)]
mod tests {
    use super::{grouped, period};
    use crate::model::Window;
    use jiff::civil::date;

    #[test]
    fn periods_have_names() {
        for (from, to, words) in [
            (date(2026, 11, 16), date(2026, 11, 23), "week 47"),
            (date(2026, 11, 1), date(2026, 12, 1), "November 2026"),
            (
                date(2026, 11, 17),
                date(2026, 11, 24),
                "17 November to 23 November",
            ),
            (date(2026, 11, 17), date(2026, 11, 18), "17 November"),
        ] {
            assert_eq!(period(Window { from, to }), words);
        }
    }

    #[test]
    fn numbers_have_thousands() {
        for (value, words) in [
            (0.0, "0"),
            (999.0, "999"),
            (49_000.0, "49,000"),
            (-1_234_567.0, "-1,234,567"),
            (-123.0, "-123"),
            (5.94, "5.9"),
            (0.047, "0.05"),
        ] {
            assert_eq!(grouped(value), words);
        }
    }
}
