//! Before, during and after in words: values with their unit, and the change with its range.

use super::{about, figure, why};
use crate::model::{EffectRow, Figure, Finding};

/// A value before, during or after: `2.3 /day`, or of a metric whose days do not add up `≈ 12 points`; a dash where it is not known.
pub fn effect_value(row: &EffectRow, value: &Figure) -> String {
    match (&row.difference, value) {
        (_, Figure::Unknown { .. }) => "–".to_owned(),
        (Some(difference), _) => figure(value, &difference.value_unit),
        (None, Figure::Exact { value: mean } | Figure::Estimate { value: mean, .. }) => {
            let least = if value.bound().is_some() { "≥ " } else { "" };
            let unit = if row.unit.is_empty() {
                String::new()
            } else {
                format!("{} ", row.unit)
            };
            // `2.3 /day`, `190 EUR /day`.
            format!("{least}{} {unit}/day", about(*mean))
        }
    }
}

/// `2.3× (95 % range 1.3–3.9)`, or `+8 points (95 % range +3 to +13)`; empty where it cannot be told.
fn effect_change(row: &EffectRow) -> String {
    if let Some(difference) = &row.difference {
        return by(&difference.during, &difference.unit);
    }
    match &row.ratio {
        Figure::Estimate { low, value, high, .. } => {
            format!("{}× (95 % range {}–{})", about(*value), about(*low), about(*high))
        }
        Figure::Exact { value } => format!("{}×", about(*value)),
        Figure::Unknown { .. } => String::new(),
    }
}

fn by(difference: &Figure, unit: &str) -> String {
    match difference {
        Figure::Estimate { low, value, high, .. } => format!(
            "{} {unit} (95 % range {} to {})",
            signed(*value),
            signed(*low),
            signed(*high)
        ),
        Figure::Exact { value } => format!("{} {unit}", signed(*value)),
        Figure::Unknown { .. } => String::new(),
    }
}

/// `+8.1`, `−3`, `0`.
fn signed(value: f64) -> String {
    let words = about(value);
    let sign = if value > 0.0 && words != "0" { "+" } else { "" };
    format!("{sign}{words}")
}

/// What the test says, in words.
fn effect_verdict(finding: Finding) -> &'static str {
    match finding {
        Finding::Rise => "a real rise",
        Finding::Fall => "a real fall",
        Finding::NoChange => "not distinguishable from normal",
        Finding::NotTested => "not tested",
        Finding::TooFew => "too few to tell",
        Finding::NoBaseline => "no baseline to compare with",
    }
}

/// Change and verdict: `+8 points (95 % range +3 to +13): a real rise`; where it cannot be told, why.
pub fn effect_finding(row: &EffectRow) -> String {
    let (change, verdict) = (effect_change(row), effect_verdict(row.finding));
    if !change.is_empty() {
        return format!("{change}: {verdict}");
    }
    match &row.difference {
        Some(difference) if row.finding == Finding::TooFew => {
            format!("{verdict}: {}", why(&difference.during))
        }
        _ => verdict.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EffectChecks, EffectDifference};

    fn row(difference: Option<EffectDifference>) -> EffectRow {
        EffectRow {
            metric: "net_sentiment".to_owned(),
            label: "Net sentiment".to_owned(),
            unit: String::new(),
            before: Figure::at_least(1.5, "told by half"),
            during: Figure::exact(3.0),
            after: Figure::unknown("not over"),
            ratio: Figure::Estimate {
                low: 1.3,
                value: 2.31,
                high: 3.9,
                basis: String::new(),
            },
            p_value: Some(0.01),
            retained_percent: None,
            finding: Finding::Rise,
            checks: EffectChecks::default(),
            difference,
        }
    }

    #[test]
    fn rates_are_told_by_the_day_and_levels_in_their_unit() {
        let rate = row(None);
        assert_eq!(effect_value(&rate, &rate.before), "≥ 1.5 /day");
        assert_eq!(effect_value(&rate, &rate.after), "–");
        let money = EffectRow {
            unit: "EUR".to_owned(),
            ..row(None)
        };
        assert_eq!(effect_value(&money, &money.during), "3.0 EUR /day");
        assert_eq!(effect_finding(&rate), "2.3× (95 % range 1.3–3.9): a real rise");
        let level = row(Some(EffectDifference {
            value_unit: "%".to_owned(),
            unit: "points".to_owned(),
            during: Figure::Estimate {
                low: -3.0,
                value: 8.14,
                high: 19.0,
                basis: String::new(),
            },
            after: Figure::unknown("not over"),
            controls: Vec::new(),
        }));
        assert_eq!(effect_value(&level, &level.during), "3 %");
        assert_eq!(
            effect_finding(&level),
            "+8.1 points (95 % range −3.0 to +19): a real rise"
        );
    }
}
