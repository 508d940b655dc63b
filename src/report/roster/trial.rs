//! A trial at the beginning of a campaign: who should stay, by what each brought in it for the cost.

use std::collections::BTreeMap;

use jiff::Span;

use super::compare::Measure;
use super::{Case, compare, member};
use crate::model::{Campaign, InfluencerId, KeepVerdict, Money, Window};
use crate::report::ledger::Ledger;

/// How the trial goes or went, in words; empty without one. Costs are those of the whole campaign, as they are agreed for it.
pub(super) fn words(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    costs: &BTreeMap<InfluencerId, Money>,
) -> String {
    let Some(days) = campaign.plan.burst_days else {
        return String::new();
    };
    let from = campaign.window.from;
    let to = from.checked_add(Span::new().days(i64::from(days)));
    let to = to.unwrap_or(campaign.window.to).min(campaign.window.to);
    let last = to.yesterday().unwrap_or(from).strftime("%-d %B %Y");
    if ledger.today < to {
        return format!("A trial until {last}: what each brings by then for the cost says who should stay.");
    }
    let case = Case::within(ledger, campaign, Window { from, to });
    let measure = Measure::choose(&case);
    let mut members = member::rows(&case, &measure, costs);
    compare::judge(&case, &measure, &mut members);
    let named = |verdict: KeepVerdict| -> Vec<&str> {
        let found = members.iter().filter(|member| member.keep.verdict == verdict);
        found.map(|member| member.name.as_str()).collect()
    };
    let parts = [
        ("keep", KeepVerdict::Keep),
        ("in line with the rest", KeepVerdict::InLine),
        ("replace", KeepVerdict::Replace),
        ("too early to tell", KeepVerdict::TooEarly),
        ("not known", KeepVerdict::Unknown),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(words, verdict)| (words, named(verdict)))
        .filter(|(_, names)| !names.is_empty())
        .map(|(words, names)| format!("{words}: {}", names.join(", ")))
        .collect();
    format!(
        "The trial ended on {last}. By {} in it for the cost: {}.",
        measure.counted,
        parts.join("; ")
    )
}
