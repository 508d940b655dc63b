//! T: there is a day by which it is to be reached, while somebody still looks; and days before, to compare with.

use jiff::Span;

use crate::config::reader::{Reader, Table};
use crate::model::{Campaign, Goal, Horizon};

/// Fewest days before a campaign with which a change can be told from chance, as a rule.
const SHORT_BASELINE_DAYS: u32 = 28;
/// Months after which a long-term goal can be judged at the earliest.
const LONG_TERM_MONTHS: i64 = 6;

pub(super) fn check(r: &mut Reader<'_>, campaign: &Campaign, (goal, table): (&Goal, &Table<'_>)) {
    let last = campaign.window.to.yesterday().unwrap_or(campaign.window.from);
    let by = goal.by.unwrap_or(last);
    let after = campaign.after().to;
    if let Some(value) = table.get("by")
        && by >= after
    {
        r.warn(
            &value,
            format!(
                "not timed: the campaign is followed until {} only",
                after.yesterday().unwrap_or(after)
            ),
        )
        .help("set an earlier day, or follow the campaign longer with `after`");
    }
    let from = goal.from.unwrap_or(campaign.window.from);
    let earliest = from
        .checked_add(Span::new().months(LONG_TERM_MONTHS))
        .unwrap_or(by);
    if let Some(value) = table.get("horizon")
        && goal.horizon == Horizon::Long
        && by < earliest
    {
        r.warn(
            &value,
            format!("not timed: a long-term goal shows after 6 or 12 months, and this one is due on {by}"),
        )
        .help(format!(
            "write `by = {earliest}` or later, or make it a short-term goal"
        ));
    }
}

/// Without what was normal before, nothing proves that the campaign changed it.
pub(super) fn baseline(r: &mut Reader<'_>, campaign: &Campaign, table: &Table<'_>) {
    if let Some(value) = table.get("baseline")
        && campaign.baseline_days < SHORT_BASELINE_DAYS
    {
        r.warn(
            &value,
            format!(
                "{} days before are few to tell what is normal, so that little can be proved",
                campaign.baseline_days
            ),
        )
        .help("write `\"4w\"` or more; `\"8w\"` is the default");
    }
}
