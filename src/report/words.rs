//! The report in a few plain sentences, written from rules: no claim without its number.

use crate::model::Report;

/// One to three sentences: what changed, whether it is real, what caused it, what to do now.
pub fn summary(report: &Report) -> Vec<String> {
    let _ = report;
    Vec::new()
}

/// The subject of a mail: brand, primary metric with its change, standing, period.
pub fn subject_line(report: &Report) -> String {
    report.brand_name.clone()
}
