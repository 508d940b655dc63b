//! Reports of the past, the same to the byte whenever they are asked for.
//!
//! Six hours after a day's end the report of the seven days before it is frozen for each brand, and of each campaign what it
//! brought so far: as they stand in the store, late mentions, corrections, refunds and readings that come later move nothing
//! in them. `--as-of` answers from there. Those of Mondays, whole weeks, are kept for ever, the others for eight weeks. What a
//! digest was made from is frozen with it.

use std::sync::Arc;

use jiff::{SignedDuration, Span, Timestamp, civil::Date, civil::Weekday};
use serde_json::Value;

use super::{
    plan::Plan,
    reports::{self, Wanted},
};
use crate::{
    io::store::{Store, StoreError},
    model::{BrandId, Campaign, DigestId, Report, Window, day_of, start_of},
};

/// Time after the end of a day at which its reports are frozen: by then what was said late at night was heard.
pub const FREEZE_AFTER: SignedDuration = SignedDuration::from_hours(6);
/// Days for which reports are kept that do not end with a week.
const KEPT_DAYS: i64 = 56;
/// Most days made up for after the daemon was away.
const MOST_MISSED: i64 = 14;
/// Name under which the newest frozen day is kept.
const NOTICE: &str = "reports-frozen";

/// A report as it is wanted. Of an instant in the past (`is_past`) what was frozen then, if anything was; else as it is known
/// now, with a sentence that it may differ from what was known then.
///
/// # Errors
/// When the store cannot be read.
pub fn answer(store: &Store, plan: &Plan, wanted: &Wanted, is_past: bool) -> Result<Report, StoreError> {
    if !is_past {
        return reports::build(store, plan, wanted);
    }
    for name in names(plan, wanted) {
        if let Some(report) = thaw(store, &name)? {
            return Ok(report);
        }
    }
    let mut report = reports::build(store, plan, wanted)?;
    report.methods.push(unfrozen(plan, wanted));
    Ok(report)
}

/// As [`answer`], off the async threads.
///
/// # Errors
/// As there.
pub async fn answer_async(
    store: &Store,
    plan: &Arc<Plan>,
    wanted: Wanted,
    is_past: bool,
) -> Result<Report, StoreError> {
    let plan = Arc::clone(plan);
    store
        .read(move |store| answer(store, &plan, &wanted, is_past))
        .await
}

/// A report that was frozen under a name. One that this version cannot read any more is as good as none.
pub(super) fn thaw(store: &Store, name: &str) -> Result<Option<Report>, StoreError> {
    let frozen = store.frozen(name)?;
    Ok(frozen.and_then(|value| serde_json::from_value(value).ok()))
}

/// A report as it is frozen.
pub(super) fn solid(mut report: Report, at: Timestamp) -> Option<Value> {
    report.frozen_at = Some(at);
    serde_json::to_value(report).ok()
}

/// What may differ from what was known then, and how to ask for what does not.
fn unfrozen(plan: &Plan, wanted: &Wanted) -> String {
    let whole = wanted.window.days() == 7 && wanted.window.from.weekday() == Weekday::Monday;
    let help = if whole {
        "reports are frozen from the day on which the daemon first ran"
    } else {
        "whole weeks, Monday to Monday, are frozen for ever, other days for eight weeks: `--since MONDAY --until MONDAY`"
    };
    format!(
        "Reckoned now, as of {}: no report of these days was frozen, so mentions that were found later, corrections, refunds \
         and newer readings are in it; {help}.",
        wanted
            .as_of
            .to_zoned(plan.settings.timezone.clone())
            .strftime("%-d %b %Y, %H:%M")
    )
}

/// The names under which a wanted report may be frozen, the best one first.
fn names(plan: &Plan, wanted: &Wanted) -> Vec<String> {
    let day = day_of(wanted.as_of, &plan.settings.timezone);
    let mut names = vec![name(wanted, day)];
    // Later instants know the same week as it was frozen at its end.
    if wanted.campaigns.is_none() && wanted.window.to < day {
        names.push(name(wanted, wanted.window.to));
    }
    names
}

fn name(wanted: &Wanted, day: Date) -> String {
    let campaigns = wanted.campaigns.iter().flatten();
    let campaigns: Vec<&str> = campaigns.map(crate::model::CampaignId::as_str).collect();
    format!(
        "report\u{1f}{}\u{1f}{}\u{1f}{}\u{1f}{}\u{1f}{day}",
        wanted.brand,
        campaigns.join("\u{1e}"),
        wanted.window.from,
        wanted.window.to
    )
}

/// The name under which the report behind a digest is frozen.
pub(super) fn digest_name(digest: &DigestId, period: &str, brand: &BrandId, window: Window) -> String {
    format!(
        "digest\u{1f}{digest}\u{1f}{period}\u{1f}{brand}\u{1f}{}\u{1f}{}",
        window.from, window.to
    )
}

/// The newest day whose reports are due at `now`.
fn newest_due(plan: &Plan, now: Timestamp) -> Date {
    let earlier = now.checked_sub(FREEZE_AFTER).unwrap_or(now);
    day_of(earlier, &plan.settings.timezone)
}

/// Freezes the reports of the days that are over, once each; days missed while the daemon was away are made up for as they
/// are known now. Waits while sources are yet to be asked after a start (`held`).
///
/// # Errors
/// When the store cannot be read or written.
pub async fn freeze_days(
    store: &Store,
    plan: &Arc<Plan>,
    now: Timestamp,
    held: bool,
) -> Result<(), StoreError> {
    if held {
        return Ok(());
    }
    let due = newest_due(plan, now);
    let noted = store.read(|store| store.notice(NOTICE)).await?;
    let done: Option<Date> = noted
        .as_ref()
        .and_then(Value::as_str)
        .and_then(|day| day.parse().ok());
    if done.is_some_and(|done| done >= due) {
        return Ok(());
    }
    let first = done.and_then(|day| day.tomorrow().ok()).unwrap_or(due);
    let oldest = due.checked_sub(Span::new().days(MOST_MISSED)).unwrap_or(first);
    let mut day = first.max(oldest);
    while day <= due {
        freeze_day(store, plan, day, now).await?;
        store.put_notice(NOTICE, Some(day.to_string().into())).await?;
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    Ok(())
}

async fn freeze_day(store: &Store, plan: &Arc<Plan>, day: Date, now: Timestamp) -> Result<(), StoreError> {
    let mut values = Vec::new();
    for wanted in wanted_on(plan, day) {
        let name = name(&wanted, day);
        let report = reports::build_async(store, plan, wanted).await?;
        values.extend(solid(report, now).map(|value| (name, value)));
    }
    let old = day.checked_sub(Span::new().days(KEPT_DAYS)).unwrap_or(Date::MIN);
    let let_go = match old.weekday() {
        Weekday::Monday => Vec::new(),
        _ => wanted_on(plan, old)
            .iter()
            .map(|wanted| name(wanted, old))
            .collect(),
    };
    store.freeze(values, let_go).await
}

/// The reports frozen on a day: of each brand that is no competitor the seven days before, of each campaign what it brought.
fn wanted_on(plan: &Plan, day: Date) -> Vec<Wanted> {
    let settings = &plan.settings;
    let begin = start_of(day, &settings.timezone);
    let as_of = begin.checked_add(FREEZE_AFTER).unwrap_or(begin);
    let week = Window {
        from: day.checked_sub(Span::new().days(7)).unwrap_or(Date::MIN),
        to: day,
    };
    let own = settings
        .brands
        .iter()
        .filter(|brand| brand.competitor_of.is_none());
    let brands = own.map(|brand| Wanted {
        brand: brand.id.clone(),
        campaigns: None,
        window: week,
        as_of,
    });
    let is_followed = |campaign: &&Campaign| campaign.window.from < day && day <= campaign.after().to;
    let campaigns = settings
        .campaigns
        .iter()
        .filter(is_followed)
        .map(|campaign| Wanted {
            brand: campaign.brand.clone(),
            campaigns: Some(vec![campaign.id.clone()]),
            window: Window {
                from: campaign.window.from,
                to: day.min(campaign.window.to),
            },
            as_of,
        });
    brands.chain(campaigns).collect()
}
