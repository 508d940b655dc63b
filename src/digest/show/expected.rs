//! What was expected beside what came, and where people are lost.

use super::{figure, range};
use crate::model::{Diagnosis, Expected, ExpectedTotal, Figure};

/// `1,240 clicks brought 3 orders (…). People come and do not buy: look at …`.
pub fn diagnosis(found: &Diagnosis) -> String {
    format!("{}. {}.", found.finding, found.advice)
}

/// A row for each figure of which something was expected: `Clicks: expected ≈ 243 (120–490), 210 so far (86 %)`.
pub fn expected_rows(expected: &Expected) -> Vec<String> {
    let known = expected.totals.iter().filter(|total| total.expected.is_known());
    known.map(row).collect()
}

fn row(total: &ExpectedTotal) -> String {
    let around = match range(&total.expected, "") {
        around if around.is_empty() => String::new(),
        around => format!(" ({around})"),
    };
    let head = format!(
        "{}: expected {}{around}",
        total.label,
        figure(&total.expected, &total.unit)
    );
    match &total.actual {
        None => head,
        Some(Figure::Unknown { .. }) => format!("{head}, not known so far"),
        Some(actual) => {
            let share = actual.value().zip(total.expected.value());
            let share = share.filter(|(_, expected)| *expected > 0.0 && total.unit != "%");
            let share = share.map_or_else(String::new, |(actual, expected)| {
                format!(" ({:.0} %)", actual / expected * 100.0)
            });
            format!("{head}, {} so far{share}", figure(actual, &total.unit))
        }
    }
}
