//! Tiers and categories of a roster, compared as its influencers are.

use std::collections::BTreeMap;

use super::compare::{Measure, count_of, row};
use crate::metrics::keep::{self, Brought};
use crate::metrics::outcomes::cost_per;
use crate::model::{Figure, GroupRow, MemberRow, Money};

/// A row for each group of those whose group is known; none unless there are two to compare.
pub(super) fn rows(
    measure: &Measure,
    members: &[MemberRow],
    group: impl Fn(&MemberRow) -> Option<String>,
) -> Vec<GroupRow> {
    let mut groups: BTreeMap<String, Vec<&MemberRow>> = BTreeMap::new();
    for member in members {
        if let Some(name) = group(member) {
            groups.entry(name).or_default().push(member);
        }
    }
    if groups.len() < 2 {
        return Vec::new();
    }
    let sums: Vec<(String, u32, Figure, Money)> = groups
        .into_iter()
        .filter_map(|(name, members)| {
            let (brought, cost) = sum(measure, &members)?;
            let count = u32::try_from(members.len()).unwrap_or(u32::MAX);
            Some((name, count, brought, cost))
        })
        .collect();
    let brought: Vec<Brought> = sums
        .iter()
        .map(|(_, _, brought, cost)| Brought {
            count: count_of(brought),
            cost: cost.major(),
        })
        .collect();
    let judged = keep::judge(&brought, measure.phi_or_cautious());
    let mut rows: Vec<GroupRow> = sums
        .into_iter()
        .zip(brought.iter().zip(&judged))
        .map(
            |((name, influencers, figure, cost), (brought, judged))| GroupRow {
                name,
                influencers,
                cost_each: cost_per(&cost, &figure, 1.0),
                keep: row(measure, brought, judged, &cost.currency.to_string(), "the others"),
                brought: figure,
                cost,
            },
        )
        .collect();
    rows.sort_by(|a, b| {
        let each = |row: &GroupRow| row.cost_each.value().unwrap_or(f64::INFINITY);
        each(a).total_cmp(&each(b)).then_with(|| a.name.cmp(&b.name))
    });
    rows
}

/// What several brought and cost: those whose count is not known are left out of both, so that no cost stands without
/// what it brought; `None` for nobody.
fn sum(measure: &Measure, members: &[&MemberRow]) -> Option<(Figure, Money)> {
    let currency = members.first()?.cost.currency;
    let known: Vec<(Figure, i64)> = members
        .iter()
        .filter(|member| member.cost.currency == currency)
        .map(|member| (measure.compared(&member.id), member.cost.amount_minor))
        .filter(|(brought, _)| brought.is_known())
        .collect();
    let amount_minor = known
        .iter()
        .fold(0_i64, |sum, (_, cost)| sum.saturating_add(*cost));
    let (low, value, high) = known
        .iter()
        .fold((0.0, 0.0, 0.0), |(low, value, high), (figure, _)| {
            let (least, most) = figure.range().unwrap_or_default();
            (low + least, value + figure.value().unwrap_or(0.0), high + most)
        });
    let is_bound = known.len() < members.len() || known.iter().any(|(figure, _)| figure.bound().is_some());
    let figure = if known.is_empty() {
        Figure::unknown("not known of any of them")
    } else if is_bound {
        Figure::at_least(low, &format!("told in full of fewer than {}", members.len()))
    } else if high > low {
        Figure::Estimate {
            low,
            value,
            high,
            basis: "added up over them".to_owned(),
        }
    } else {
        Figure::exact(value)
    };
    Some((
        figure,
        Money {
            amount_minor,
            currency,
        },
    ))
}
