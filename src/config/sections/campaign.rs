//! `[[campaign]]`: what we want to reach.

use std::time::Duration;

use jiff::{Span, civil::Date};

use crate::config::{
    reader::{Reader, Table},
    shape, values,
};
use crate::metrics;
use crate::model::{
    Brand, BrandId, Campaign, CampaignId, Event, Influencer, InfluencerId, Lifespan, Objective, Source,
    Window,
};

use super::audience;
use super::costs::costs;
use super::goals::{goals, metric};
use super::plan::plan;
use super::purchases::{margin, purchase_days};
use super::query::query;
use super::reading::{Known, Taken, all_parsed, duration, id, name_or, parsed};
use super::terms::terms;

const DAY: Duration = Duration::from_hours(24);
const WEEK: Duration = Duration::from_hours(7 * 24);
/// Weeks of baseline when none are named.
const BASELINE_WEEKS: u32 = 8;
/// Days of lasting effect when none are named: six weeks.
const AFTER_DAYS: u32 = 42;
/// Longest campaign, in days: five years.
const LONGEST_DAYS: i64 = 1827;

/// What campaigns may refer to.
pub(super) struct Cast<'a> {
    pub(super) brands: Known<'a>,
    pub(super) influencers: Known<'a>,
    pub(super) sources: Known<'a>,
    pub(super) currency: crate::model::Currency,
}

/// Reads every campaign.
pub(in crate::config) fn campaigns(
    r: &mut Reader<'_>,
    top: &Table<'_>,
    brands: &[Brand],
    influencers: &[Influencer],
    sources: &[Source],
    currency: crate::model::Currency,
) -> Vec<Campaign> {
    let cast = Cast {
        brands: Known {
            what: "brand",
            names: brands.iter().map(|brand| brand.id.as_str()).collect(),
        },
        influencers: Known {
            what: "influencer",
            names: influencers
                .iter()
                .map(|influencer| influencer.id.as_str())
                .collect(),
        },
        sources: Known {
            what: "source",
            names: sources.iter().map(|source| source.name.as_str()).collect(),
        },
        currency,
    };
    let tables = r.tables(top, "campaign", &shape::CAMPAIGN);
    let mut taken = Taken::default();
    let mut campaigns: Vec<Campaign> = Vec::with_capacity(tables.len());
    for table in &tables {
        let campaign = campaign(r, table, &cast, influencers);
        if let Some(value) = table.get("id") {
            taken.take(r, &value, "this campaign's id", campaign.id.as_str());
        }
        warn_overlap(r, table, &campaign, &campaigns);
        campaigns.push(campaign);
    }
    campaigns
}

fn campaign(r: &mut Reader<'_>, table: &Table<'_>, cast: &Cast<'_>, roster: &[Influencer]) -> Campaign {
    let id = id(r, table);
    let name = name_or(r, table, id.as_deref());
    let window = window(r, table);
    let goals = goals(r, table, cast, window);
    let costs = costs(r, table, cast);
    let terms = terms(r, table, cast, roster, window);
    let plan = plan(r, table, cast, window);
    let mut influencers = cast.influencers.references(r, table, "influencers");
    let named = goals.iter().filter_map(|goal| goal.influencer.as_ref());
    let named = named.chain(costs.iter().filter_map(|cost| cost.influencer.as_ref()));
    let named = named.chain(plan.posts.iter().map(|posts| &posts.influencer));
    let named = named.chain(terms.deliverables.iter().map(|line| &line.influencer));
    for id in named {
        if !influencers.iter().any(|known| known == id.as_str()) {
            influencers.push(id.as_str().to_owned());
        }
    }
    Campaign {
        id: CampaignId::new(id.unwrap_or_default()),
        name,
        brand: brand(r, table, cast),
        objective: objective(r, table),
        window,
        baseline_days: baseline_days(r, table),
        after_days: after_days(r, table, plan.lifespan),
        purchase_days: purchase_days(r, table),
        margin: margin(r, table),
        hashtags: all_parsed(r, table, "hashtags", "a hashtag without `#`", values::hashtag),
        query: query(r, table, "match"),
        primary: table
            .get("primary")
            .and_then(|value| metric(r, &value))
            .unwrap_or("reach")
            .to_owned(),
        goals,
        costs,
        influencers: influencers.into_iter().map(InfluencerId::new).collect(),
        audience: audience::audience(r, table),
        terms,
        events: events(r, table),
        plan,
    }
}

fn brand(r: &mut Reader<'_>, table: &Table<'_>, cast: &Cast<'_>) -> BrandId {
    let Some(value) = table.get("brand") else {
        r.missing(table, "brand", "brand's id");
        return BrandId::default();
    };
    BrandId::new(cast.brands.reference(r, &value).unwrap_or_default())
}

fn objective(r: &mut Reader<'_>, table: &Table<'_>) -> Objective {
    let choices = [
        ("awareness", Objective::Awareness),
        ("audience", Objective::Audience),
        ("engagement", Objective::Engagement),
        ("sales", Objective::Sales),
        ("reputation", Objective::Reputation),
    ];
    table
        .get("objective")
        .and_then(|value| r.choice(&value, &choices))
        .unwrap_or_default()
}

/// `from` and `to`, both included, as a window that excludes its end.
fn window(r: &mut Reader<'_>, table: &Table<'_>) -> Window {
    let mut day = |key: &str| {
        let Some(value) = table.get(key) else {
            r.missing(table, key, "day such as `2026-03-02`");
            return None;
        };
        r.date(&value)
    };
    let (from, last) = (day("from"), day("to"));
    let (Some(from), Some(last)) = (from, last) else {
        return Window {
            from: from.or(last).unwrap_or(Date::ZERO),
            to: last.or(from).unwrap_or(Date::ZERO),
        };
    };
    let to = last.checked_add(Span::new().days(1)).unwrap_or(last);
    let days = from.until(to).map_or(0, |span| i64::from(span.get_days()));
    if let Some(value) = table.get("to")
        && !(1..=LONGEST_DAYS).contains(&days)
    {
        let why = if days < 1 {
            "the campaign ends before it starts"
        } else {
            "the campaign is longer than five years"
        };
        r.error(&value, why)
            .expected(format!("a day from {from} on"))
            .found(last.to_string());
    }
    Window { from, to }
}

fn baseline_days(r: &mut Reader<'_>, table: &Table<'_>) -> u32 {
    let days = whole_days(r, table, "baseline", (WEEK, WEEK * 104)).unwrap_or(BASELINE_WEEKS * 7);
    if let Some(value) = table.get("baseline")
        && !days.is_multiple_of(7)
    {
        r.error(
            &value,
            "a baseline is whole weeks, so that every weekday counts alike",
        )
        .help(format!("write `\"{}w\"`", days.div_ceil(7)));
    }
    days
}

fn after_days(r: &mut Reader<'_>, table: &Table<'_>, lifespan: Option<Lifespan>) -> u32 {
    let usual = lifespan.map_or(AFTER_DAYS, Lifespan::after_days);
    whole_days(r, table, "after", (Duration::ZERO, DAY * 730)).unwrap_or(usual)
}

pub(super) fn whole_days(
    r: &mut Reader<'_>,
    table: &Table<'_>,
    key: &str,
    bounds: (Duration, Duration),
) -> Option<u32> {
    let length = duration(r, table, key, bounds)?;
    if length.as_secs() % DAY.as_secs() != 0 {
        let value = table.get(key)?;
        r.error(&value, "the time is not whole days");
    }
    u32::try_from(length.as_secs() / DAY.as_secs()).ok()
}

fn events(r: &mut Reader<'_>, table: &Table<'_>) -> Vec<Event> {
    let mut events = Vec::new();
    for event in r.tables(table, "events", &shape::EVENT) {
        for (key, kind) in [("on", "day such as `2026-04-05`"), ("note", "note")] {
            if !event.has(key) {
                r.missing(&event, key, kind);
            }
        }
        let on = event.get("on").and_then(|value| r.date(&value));
        let note = parsed(r, &event, "note", "a note", values::name);
        events.extend(on.zip(note).map(|(on, note)| Event { on, note }));
    }
    events
}

/// Two campaigns of a brand at the same time count some mentions for both.
fn warn_overlap(r: &mut Reader<'_>, table: &Table<'_>, campaign: &Campaign, earlier: &[Campaign]) {
    let overlapping = earlier.iter().find(|other| {
        other.brand == campaign.brand
            && other.window.from < campaign.window.to
            && campaign.window.from < other.window.to
    });
    if let Some(other) = overlapping {
        r.warn(
            table,
            format!("it runs at the same time as `{}` for the same brand", other.id),
        )
        .help("what both cause cannot be told apart; give each its own hashtag, code or influencer");
    }
}

/// Names of the metrics that goals may use.
pub(super) fn metric_names() -> Vec<&'static str> {
    metrics::ALL
        .iter()
        .filter(|metric| metric.goal)
        .map(|metric| metric.name)
        .collect()
}
