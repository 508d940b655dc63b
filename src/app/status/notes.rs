//! What the page tells of a brand beside its figures: what the mentions are and what they are about.

use serde::Serialize;

use crate::{
    digest::show,
    model::{Report, ThemeRow, TopicRow, VoiceRow},
    report::unusual_words,
};

/// Days named that stand out.
const DAYS: usize = 2;
/// Themes named.
const THEMES: usize = 5;
/// New voices named.
const VOICES: usize = 3;

/// A line: what it is about, and what there is to say.
#[derive(Debug, Serialize)]
pub(super) struct Note {
    label: &'static str,
    text: String,
}

/// The lines of a report that have anything to say.
pub(super) fn notes(report: &Report) -> Vec<Note> {
    let kinds = show::kinds(&report.talk.kinds);
    let topics: Vec<String> = report.talk.topics.iter().map(topic).collect();
    let themes: Vec<String> = report.talk.themes.rows.iter().take(THEMES).map(theme).collect();
    let voices: Vec<String> = report.new_voices.iter().take(VOICES).map(voice).collect();
    let days = report.unusual.iter().take(DAYS);
    let days: Vec<String> = days.map(|day| unusual_words(day, &[])).collect();
    [
        ("Out of the ordinary", days.join(" ")),
        ("What they are", kinds),
        ("Themes", themes.join(" · ")),
        ("Topics", topics.join(" · ")),
        ("New voices", voices.join(" · ")),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(label, text)| Note { label, text })
    .collect()
}

fn topic(row: &TopicRow) -> String {
    let negative = if row.negative > 0 {
        format!(" ({} negative)", row.negative)
    } else {
        String::new()
    };
    format!("{} {}{negative}", show::clean(&row.name, 40), row.mentions)
}

fn voice(row: &VoiceRow) -> String {
    let authority = match row.authority.value() {
        Some(score) => format!(", authority {score:.0}"),
        None => String::new(),
    };
    format!("{} ({}{authority})", show::clean(&row.name, 40), row.platform)
}

fn theme(row: &ThemeRow) -> String {
    let term = show::clean(&row.term, 40);
    format!(
        "{term} {:.0} % (before {:.0} %)",
        row.share_percent, row.before_percent
    )
}
