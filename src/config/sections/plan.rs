//! What a campaign plans: its life, its course, its posts, and what else came of it.

use std::time::Duration;

use crate::config::{
    reader::{Reader, Table},
    shape, values,
};
use crate::model::{CampaignNote, CampaignPlan, InfluencerId, Lifespan, PlannedPosts, Window};

use super::campaign::{Cast, whole_days};
use super::compare::compare;
use super::reading::{parsed, platform};

const DAY: Duration = Duration::from_hours(24);
/// Most posts one influencer may plan on one platform.
const MOST_POSTS: i64 = 10_000;

/// Reads everything that is planned of one campaign.
pub(super) fn plan(r: &mut Reader<'_>, table: &Table<'_>, cast: &Cast<'_>, window: Window) -> CampaignPlan {
    CampaignPlan {
        lifespan: lifespan(r, table),
        burst_days: burst_days(r, table, window),
        curve: curve(r, table, window),
        posts: posts(r, table, cast),
        order_value: table
            .get("order_value")
            .and_then(|value| r.number(&value, 0.01, 1e9)),
        click_rate: table
            .get("click_rate")
            .and_then(|value| r.number(&value, 0.001, 100.0))
            .map(|percent| percent / 100.0),
        compare: compare(r, table, cast),
        notes: notes(r, table, cast),
    }
}

fn lifespan(r: &mut Reader<'_>, table: &Table<'_>) -> Option<Lifespan> {
    let choices = [("evergreen", Lifespan::Evergreen), ("timely", Lifespan::Timely)];
    table.get("lifespan").and_then(|value| r.choice(&value, &choices))
}

fn burst_days(r: &mut Reader<'_>, table: &Table<'_>, window: Window) -> Option<u32> {
    let days = whole_days(r, table, "burst", (DAY, DAY * 365))?;
    let value = table.get("burst")?;
    if days >= window.days() {
        r.error(
            &value,
            "the trial lasts as long as the campaign, so nothing is left to decide",
        )
        .help(format!("write less than the campaign's {} days", window.days()));
    }
    Some(days)
}

fn curve(r: &mut Reader<'_>, table: &Table<'_>, window: Window) -> Vec<(jiff::civil::Date, f64)> {
    let mut curve: Vec<(jiff::civil::Date, f64)> = Vec::new();
    for point in r.tables(table, "curve", &shape::CURVE) {
        for (key, kind) in [
            ("by", "day such as `2026-03-15`"),
            ("percent", "number up to 100"),
        ] {
            if !point.has(key) {
                r.missing(&point, key, kind);
            }
        }
        let by = point.get("by").and_then(|value| r.date(&value));
        let percent = point
            .get("percent")
            .and_then(|value| r.number(&value, 0.0, 100.0));
        let (Some(by), Some(percent)) = (by, percent) else {
            continue;
        };
        let (last_day, last) = curve.last().copied().unwrap_or((window.from, 0.0));
        if !window.contains(by) {
            r.error(&point, "the day is not one of the campaign's");
        } else if !curve.is_empty() && by <= last_day || percent / 100.0 < last {
            r.error(
                &point,
                "days and percentages of the course must rise from line to line",
            );
        } else {
            curve.push((by, percent / 100.0));
        }
    }
    curve
}

fn posts(r: &mut Reader<'_>, table: &Table<'_>, cast: &Cast<'_>) -> Vec<PlannedPosts> {
    let mut planned: Vec<PlannedPosts> = Vec::new();
    for line in r.tables(table, "posts", &shape::PLANNED_POSTS) {
        for (key, kind) in [("influencer", "known influencer's id"), ("platform", "platform")] {
            if !line.has(key) {
                r.missing(&line, key, kind);
            }
        }
        let influencer = line
            .get("influencer")
            .and_then(|value| cast.influencers.reference(r, &value));
        let platform = line.get("platform").and_then(|value| platform(r, &value));
        let posts = line
            .get("posts")
            .map_or(Some(1), |value| r.integer(&value, 1, MOST_POSTS));
        let (Some(influencer), Some(platform), Some(posts)) = (influencer, platform, posts) else {
            continue;
        };
        planned.push(PlannedPosts {
            influencer: InfluencerId::new(influencer),
            platform,
            posts: u32::try_from(posts).unwrap_or(1),
        });
    }
    planned
}

fn notes(r: &mut Reader<'_>, table: &Table<'_>, cast: &Cast<'_>) -> Vec<CampaignNote> {
    let mut notes = Vec::new();
    for line in r.tables(table, "notes", &shape::NOTE) {
        if !line.has("note") {
            r.missing(&line, "note", "note");
        }
        let on = line.get("on").and_then(|value| r.date(&value));
        let influencer = line
            .get("influencer")
            .and_then(|value| cast.influencers.reference(r, &value));
        let note = parsed(r, &line, "note", "a note", values::name);
        notes.extend(note.map(|note| CampaignNote {
            on,
            influencer: influencer.map(InfluencerId::new),
            note,
        }));
    }
    notes
}
