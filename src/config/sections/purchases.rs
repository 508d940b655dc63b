//! How long purchases are a campaign's, and what is left of them.

use std::time::Duration;

use crate::config::{
    reader::{Reader, Table},
    values,
};
use crate::model::Campaign;

const DAY_SECS: u64 = 24 * 3600;
/// Longest purchase window, in days: a year.
const LONGEST_DAYS: u64 = 365;
/// Days by what is sold: impulse purchases 7 to 14, general goods 30, considered purchases 60, big tickets 90 (avada.io);
/// software for companies 60 to 90 (affiliatebase.io).
const BY_GOODS: [(&str, u32); 5] = [
    ("impulse", 14),
    ("general", Campaign::PURCHASE_DAYS),
    ("considered", 60),
    ("big-ticket", 90),
    ("b2b", 90),
];

/// `purchase_window`: a duration of whole days, or what is sold.
pub(super) fn purchase_days(r: &mut Reader<'_>, table: &Table<'_>) -> u32 {
    let Some(value) = table.get("purchase_window") else {
        return Campaign::PURCHASE_DAYS;
    };
    let words = BY_GOODS.map(|(word, _)| format!("`{word}`")).join(", ");
    let days = r.parsed(&value, &format!("a duration such as `30d`, or {words}"), |text| {
        if let Some((_, days)) = BY_GOODS.iter().find(|(word, _)| *word == text) {
            return Ok(*days);
        }
        let secs = values::duration(text)?.as_secs();
        let days = secs / DAY_SECS;
        if secs % DAY_SECS != 0 {
            return Err("the window is not whole days".to_owned());
        }
        if days > LONGEST_DAYS {
            let longest = values::duration_text(Duration::from_secs(LONGEST_DAYS * DAY_SECS));
            return Err(format!("the window is longer than `{longest}`"));
        }
        u32::try_from(days).map_err(|_| "the window is too long".to_owned())
    });
    days.unwrap_or(Campaign::PURCHASE_DAYS)
}

/// `margin`: what is left of the revenue after the goods are paid.
pub(super) fn margin(r: &mut Reader<'_>, table: &Table<'_>) -> Option<f64> {
    let value = table.get("margin")?;
    let margin = r.number(&value, 0.0, 100.0)?;
    if margin > 0.0 && margin <= 1.0 {
        return Some(margin);
    }
    let problem = r.error(&value, "a margin is a part of the revenue");
    problem.expected("a number above 0, at most 1");
    if margin > 1.0 {
        problem.help(format!("{margin} per cent is written `{}`", margin / 100.0));
    }
    None
}
