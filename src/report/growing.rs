//! Posts that are young: what was counted of them so far is not all that they will draw.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::ledger::Ledger;
use crate::metrics::{Totals, maturity};
use crate::model::{GrowingRow, MediaKind, Mention, Platform, Subject, Window, start_of};

/// Posts of a window that still grow, by platform. Of a day's posts their mean age is taken: that of the day's middle.
pub(super) fn rows(ledger: &Ledger<'_>, subject: &Subject, window: Window) -> Vec<GrowingRow> {
    let inputs = ledger.inputs;
    let mut found: BTreeMap<Platform, (u32, f64)> = BTreeMap::new();
    let window = ledger.clip(window);
    let days = (subject.clone(), window.from)..(subject.clone(), window.to);
    for ((_, day), total) in inputs.rollups.range(days) {
        let age = age_of_middle(start_of(*day, inputs.timezone), inputs.as_of);
        for cell in total
            .cells
            .iter()
            .filter(|cell| cell.key.media != MediaKind::Owned)
        {
            if let Some(seen) = maturity::growing(cell.key.platform, age) {
                let (posts, sum) = found.entry(cell.key.platform).or_default();
                *posts = posts.saturating_add(cell.mentions);
                *sum += seen * f64::from(cell.mentions);
            }
        }
    }
    let rows = found.into_iter().filter(|(_, (posts, _))| *posts > 0);
    rows.map(|(platform, (posts, sum))| GrowingRow {
        platform,
        posts,
        seen_percent: sum / f64::from(posts) * 100.0,
    })
    .collect()
}

/// Age of the middle of a day, or of what has passed of it.
fn age_of_middle(begin: Timestamp, now: Timestamp) -> SignedDuration {
    let passed = now.duration_since(begin).max(SignedDuration::ZERO);
    let day = SignedDuration::from_hours(24);
    passed - passed.min(day) / 2
}

/// Mentions on platforms where posts are found for years.
pub(super) fn lives_on(totals: &Totals) -> u32 {
    let cells = totals
        .others()
        .filter(|cell| maturity::lives_on(cell.key.platform));
    cells.map(|cell| cell.mentions).sum()
}

/// What has come, per cent, of what a mention will draw; `None` once it is grown or where nothing is published.
pub(super) fn seen_percent(mention: &Mention, now: Timestamp) -> Option<f64> {
    let seen = maturity::growing(mention.platform, now.duration_since(mention.at))?;
    Some((seen * 1000.0).round() / 10.0)
}

/// How it was reckoned, if any post still grows.
pub(super) fn method(rows: &[GrowingRow]) -> Option<String> {
    let posts: u32 = rows.iter().map(|row| row.posts).sum();
    (posts > 0).then(|| {
        format!(
            "{posts} posts of these days are younger than five half-lives of their platform and still grow: their figures \
             will rise ({}).",
            maturity::SOURCE
        )
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::report::{build, scene::Scene};

    #[test]
    fn young_posts_are_said_to_grow() {
        let mut scene = Scene::new();
        for (day, platform) in [
            (date(2026, 11, 16), Platform::Instagram),
            (date(2026, 11, 22), Platform::Instagram),
            (date(2026, 11, 22), Platform::X),
            (date(2026, 11, 22), Platform::Web),
        ] {
            scene.say(day, |mention| mention.platform = platform);
        }
        let report = build(&scene.inputs());
        // Noon of the 22nd was 19 hours ago: a half-life of Instagram.
        let row = GrowingRow {
            platform: Platform::Instagram,
            posts: 1,
            seen_percent: 50.0,
        };
        assert_eq!(report.value.growing, [row]);
        assert_eq!(report.value.lives_on, 1);
        assert!(
            report.methods.iter().any(|line| line.contains("still grow")),
            "{:?}",
            report.methods
        );
        let seen: Vec<Option<f64>> = report.top.iter().map(|row| row.seen_percent).collect();
        assert_eq!(seen.iter().flatten().count(), 1, "{seen:?}");
    }
}
