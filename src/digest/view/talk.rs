//! What the mentions are and what they are about, made printable.

use std::collections::BTreeSet;

use serde::Serialize;

use super::said::{SaidView, said};
use super::{RenderContext, show};
use crate::model::{MentionId, Report, ThemeRow, TopRow, TopicRow};

/// Most questions, and most complaints, that are quoted.
const QUOTED: usize = 5;

#[derive(Debug, Default, Serialize)]
pub(super) struct TalkView {
    /// `12 questions (before 7), …`; empty where there is nothing to count.
    counts: String,
    asked: Vec<SaidView>,
    complained: Vec<SaidView>,
    topics: Vec<TopicView>,
    themes: Vec<ThemeView>,
}

impl TalkView {
    /// Leaves everything out but the counts; whether there was anything else.
    pub(super) fn leave_out(&mut self) -> bool {
        let any = !(self.asked.is_empty()
            && self.complained.is_empty()
            && self.topics.is_empty()
            && self.themes.is_empty());
        *self = Self {
            counts: std::mem::take(&mut self.counts),
            ..Self::default()
        };
        any
    }
}

#[derive(Debug, Serialize)]
struct TopicView {
    name: String,
    about: String,
}

#[derive(Debug, Serialize)]
struct ThemeView {
    term: String,
    about: String,
    example: String,
    url: Option<String>,
}

/// What is quoted elsewhere in the mail is not quoted again: `shown` are the lists above.
pub(super) fn talk(
    report: &Report,
    shown: [&[TopRow]; 2],
    context: &RenderContext,
    limit: usize,
) -> TalkView {
    let mut told: BTreeSet<MentionId> = shown
        .into_iter()
        .flat_map(|rows| rows.iter().take(limit))
        .map(|row| row.id)
        .collect();
    let mut quoted = |rows: &[TopRow]| {
        let fresh = rows.iter().filter(|row| told.insert(row.id));
        fresh
            .take(limit.min(QUOTED))
            .map(|row| said(row, &report.stories, context))
            .collect()
    };
    let talk = &report.talk;
    TalkView {
        counts: show::kinds(&talk.kinds),
        asked: quoted(&talk.asked),
        complained: quoted(&talk.complained),
        themes: talk.themes.rows.iter().take(limit).map(theme).collect(),
        topics: talk.topics.iter().take(limit.max(5) * 2).map(topic).collect(),
    }
}

fn topic(row: &TopicRow) -> TopicView {
    let mut about = vec![show::counted(u64::from(row.mentions), "mention")];
    about.extend(row.before.map(|before| format!("before {before}")));
    if row.net_sentiment.is_known() {
        about.push(format!(
            "net sentiment {}",
            show::figure(&row.net_sentiment, "points")
        ));
    }
    about.extend((row.negative > 0).then(|| format!("{} negative", row.negative)));
    TopicView {
        name: show::clean(&row.name, 60),
        about: about.join(" · "),
    }
}

/// `18 % of authors (before 2 %), 3 positive, 5 negative`.
fn theme(row: &ThemeRow) -> ThemeView {
    let mut about = vec![format!(
        "{:.0} % of authors, before {:.0} %",
        row.share_percent, row.before_percent
    )];
    about.extend((row.positive > 0).then(|| format!("{} positive", row.positive)));
    about.extend((row.negative > 0).then(|| format!("{} negative", row.negative)));
    let example = row.example.as_ref();
    ThemeView {
        term: format!(
            "{} {}",
            if row.rising { "▲" } else { "▼" },
            show::clean(&row.term, 60)
        ),
        about: about.join(" · "),
        example: example
            .map(|example| show::clean(&example.excerpt, 140))
            .unwrap_or_default(),
        url: example.and_then(|example| show::safe_url(example.url.as_deref())),
    }
}
