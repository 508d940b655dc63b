//! `report --explain METRIC`: where a figure comes from.

use super::{Out, effects, report::block};
use crate::{
    digest::show,
    model::{Explanation, Figure},
};

/// Days printed, the newest ones.
const DAYS: usize = 14;

/// The explanation in lines.
pub(super) fn print(told: &Explanation, out: &mut Out) -> anyhow::Result<()> {
    out.line(&format!(
        "{} of {}: {}",
        told.label,
        told.of,
        show::window(told.window)
    ))?;
    out.line(&format!(
        "{}{}",
        show::figure(&told.value, &told.unit),
        more(&told.value)
    ))?;
    out.line("")?;
    out.line(&format!("How: {}", told.formula))?;
    out.line(&format!("From: {}; rate table {}", told.source, told.rate_table))?;
    out.line(&format!(
        "{} is better; heard on {} of {} days.",
        if told.more_is_better { "More" } else { "Less" },
        told.known_days,
        told.days
    ))?;
    out.line("")?;
    table(
        "Computed from",
        ["input", "what", "how much"],
        told.inputs
            .iter()
            .map(|row| [row.name.clone(), row.what.clone(), shown(&row.value)]),
        out,
    )?;
    table(
        "Views behind it",
        ["how known", "views", "share"],
        told.views.iter().map(|row| {
            let share = format!(
                "{:.0} % ({})",
                row.share_percent,
                show::counted(u64::from(row.mentions), "mention")
            );
            [
                show::provenance(row.provenance).to_owned(),
                shown(&row.views),
                share,
            ]
        }),
        out,
    )?;
    table(
        "Whose",
        ["by", "name", "value"],
        told.parts
            .iter()
            .map(|row| [row.by.clone(), show::clean(&row.name, 60), shown(&row.value)]),
        out,
    )?;
    let skipped = told.daily.len().saturating_sub(DAYS);
    table(
        "Day by day",
        ["day", "value", ""],
        told.daily.iter().skip(skipped).map(|(day, value)| {
            let value = value.map_or_else(|| "unknown".to_owned(), show::number);
            [show::day(*day), value, String::new()]
        }),
        out,
    )?;
    for effect in &told.effects {
        effects::explained(effect, out)?;
    }
    for line in &told.rates {
        out.line(&format!("· {line}"))?;
    }
    for line in &told.left_out {
        out.line(&format!("· Not in it: {line}"))?;
    }
    Ok(())
}

fn table(
    title: &str,
    head: [&str; 3],
    rows: impl Iterator<Item = [String; 3]>,
    out: &mut Out,
) -> anyhow::Result<()> {
    let head = head.map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows.map(Vec::from)).collect();
    block(title, &rows, out)
}

/// Range and method behind a figure, or why there is none.
fn more(figure: &Figure) -> String {
    match figure {
        Figure::Exact { .. } => String::new(),
        Figure::Estimate { basis, .. } => {
            let range = show::range(figure, "");
            let range = if range.is_empty() {
                range
            } else {
                format!(" ({range})")
            };
            format!("{range}: {basis}")
        }
        Figure::Unknown { why } => format!(": {why}"),
    }
}

fn shown(figure: &Figure) -> String {
    let range = show::range(figure, "");
    let value = show::figure(figure, "");
    if range.is_empty() {
        value
    } else {
        format!("{value} ({range})")
    }
}
