//! The keys at the top, `retention` and `[polling]`.

use crate::text::nearest::nearest;
use std::{path::PathBuf, time::Duration};

use jiff::tz::TimeZone;

use crate::config::{
    CONCURRENCY, Polling, Retention,
    currencies::CURRENCIES,
    reader::{Reader, Table, Value, shown},
    shape, values,
};
use crate::model::{Cadence, Currency, Manners};

use super::delivery::path;
use super::reading::{all_parsed, duration, parsed, size};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
/// Longest time anything is kept: a hundred years.
const LONGEST: Duration = Duration::from_hours(24 * 36_525);
/// Longest interval between two polls.
const RAREST: Duration = Duration::from_hours(24 * 31);
/// Most bytes of an answer that may be asked for.
const LARGEST_BODY: u64 = 256 << 20;

/// `timezone`: the zone and its name.
pub(in crate::config) fn timezone(r: &mut Reader<'_>, top: &Table<'_>) -> (TimeZone, String) {
    let read = top.get("timezone").and_then(|value| {
        let name = r.string(&value)?;
        if let Ok(zone) = TimeZone::get(&name) {
            return Some((zone, name));
        }
        let known: Vec<String> = jiff::tz::db()
            .available()
            .map(|name| name.as_str().to_owned())
            .collect();
        let near = nearest(&name, known.iter().map(String::as_str));
        let help = near.map(|near| format!("did you mean `{near}`?"));
        let problem = r.error(&value, format!("there is no time zone `{}`", shown(&name)));
        problem.expected("an IANA name such as `Europe/Stockholm`").help = help;
        None
    });
    read.unwrap_or_else(|| (TimeZone::UTC, "UTC".to_owned()))
}

/// `currency`.
pub(in crate::config) fn currency(r: &mut Reader<'_>, top: &Table<'_>) -> Currency {
    let read = top.get("currency").and_then(|value| currency_of(r, &value));
    read.unwrap_or_default()
}

/// A currency by its code.
pub(super) fn currency_of(r: &mut Reader<'_>, value: &Value<'_>) -> Option<Currency> {
    let code = r.string(value)?;
    let upper = code.trim().to_ascii_uppercase();
    if CURRENCIES.contains(&upper.as_str()) {
        return Currency::parse(&upper);
    }
    let near = nearest(&code, CURRENCIES.iter().copied()).map(|near| format!("did you mean `{near}`?"));
    let problem = r.error(value, format!("there is no currency `{}`", shown(&code)));
    problem.expected("an ISO 4217 code such as `EUR`").help = near;
    None
}

/// `data_dir`, else `$STATE_DIRECTORY`, else `./mentiond-data`.
pub(in crate::config) fn data_dir(r: &mut Reader<'_>, top: &Table<'_>) -> PathBuf {
    let written = parsed(r, top, "data_dir", "a directory", path);
    written
        .or_else(|| r.state_directory())
        .unwrap_or_else(|| PathBuf::from("mentiond-data"))
}

/// `retention`.
pub(in crate::config) fn retention(r: &mut Reader<'_>, top: &Table<'_>) -> Retention {
    let mut retention = Retention::default();
    let Some(table) = top
        .get("retention")
        .and_then(|value| r.table(&value, &shape::RETENTION))
    else {
        return retention;
    };
    if let Some(mentions) = duration(r, &table, "mentions", (DAY, LONGEST)) {
        retention.mentions = mentions;
        retention.text = retention.text.min(mentions);
    }
    if let Some(text) = duration(r, &table, "text", (DAY, LONGEST)) {
        retention.text = text;
    }
    if let Some(value) = table.get("text")
        && retention.text > retention.mentions
    {
        r.error(&value, "a text cannot be kept longer than its mention")
            .expected(format!("at most `{}`", values::duration_text(retention.mentions)));
    }
    retention
}

/// `[polling]`: defaults of sources, and the number of requests in flight.
pub(in crate::config) fn polling(r: &mut Reader<'_>, top: &Table<'_>) -> (Polling, usize) {
    let defaults = Polling::default();
    let Some(table) = top
        .get("polling")
        .and_then(|value| r.table(&value, &shape::POLLING))
    else {
        return (defaults, CONCURRENCY);
    };
    let concurrency = table
        .get("concurrency")
        .and_then(|value| r.integer(&value, 1, 1_024));
    let agent = parsed(
        r,
        &table,
        "user_agent",
        "a line such as `mentiond/0.1 (+https://acme.example/bot)`",
        values::header_value,
    );
    let mut manners = manners(r, &table, &defaults.manners);
    if let Some(agent) = agent {
        manners.user_agent = agent;
    }
    let polling = Polling {
        cadence: cadence(r, &table, &defaults.cadence),
        manners,
        ask_again: table
            .get("ask_again")
            .and_then(|value| r.boolean(&value))
            .unwrap_or(defaults.ask_again),
        short_hosts: all_parsed(
            r,
            &table,
            "short_hosts",
            "a host such as `acme.link`",
            values::domain,
        ),
    };
    let concurrency = concurrency.and_then(|count| usize::try_from(count).ok());
    (polling, concurrency.unwrap_or(CONCURRENCY))
}

/// `every`, `min_every` and `max_every` over what is inherited; bounds that are not given give way to `every`.
pub(super) fn cadence(r: &mut Reader<'_>, table: &Table<'_>, inherited: &Cadence) -> Cadence {
    let mut read = |key: &str| duration(r, table, key, (SECOND, RAREST));
    let (every, min, max) = (read("every"), read("min_every"), read("max_every"));
    let wanted = every.unwrap_or_else(|| {
        let at_least = min.map_or(inherited.every, |min| inherited.every.max(min));
        max.map_or(at_least, |max| at_least.min(max))
    });
    let cadence = Cadence {
        every: wanted,
        min_every: min.unwrap_or_else(|| inherited.min_every.min(wanted)),
        max_every: max.unwrap_or_else(|| inherited.max_every.max(wanted)),
    };
    for (key, wrong, what) in [
        ("min_every", cadence.min_every > cadence.every, "longer"),
        ("max_every", cadence.max_every < cadence.every, "shorter"),
    ] {
        if let (Some(value), true) = (table.get(key), wrong) {
            r.error(&value, format!("`{key}` is {what} than `every`"))
                .expected(format!(
                    "`min_every` ≤ `every` ≤ `max_every`, with `every` = `{}`",
                    values::duration_text(cadence.every)
                ));
        }
    }
    cadence
}

/// `timeout`, `spacing`, `max_body`, `robots` and `resolve_links` over what is inherited.
pub(super) fn manners(r: &mut Reader<'_>, table: &Table<'_>, inherited: &Manners) -> Manners {
    let mut manners = inherited.clone();
    if let Some(timeout) = duration(r, table, "timeout", (SECOND / 10, HOUR)) {
        manners.timeout = timeout;
    }
    if let Some(spacing) = duration(r, table, "spacing", (Duration::ZERO, HOUR)) {
        manners.spacing = spacing;
    }
    if let Some(bytes) = size(r, table, "max_body", (1 << 10, LARGEST_BODY)) {
        manners.max_body_bytes = bytes;
    }
    if let Some(robots) = table.get("robots").and_then(|value| r.boolean(&value)) {
        manners.robots = robots;
    }
    if let Some(resolve) = table.get("resolve_links").and_then(|value| r.boolean(&value)) {
        manners.resolve_links = resolve;
    }
    manners
}
