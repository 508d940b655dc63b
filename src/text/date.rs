//! Dates in every form that feeds and pages write them.

use jiff::Timestamp;

/// The instant a date means; a date without a time is its midnight, one without a zone is UTC. `None` if it is no date.
pub fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse().ok().or_else(|| {
        jiff::fmt::rfc2822::parse(text)
            .ok()
            .map(|zoned| zoned.timestamp())
    })
}
