//! What was said and who linked: fetched text made safe to print.

use serde::Serialize;

use super::{RenderContext, show};
use crate::model::{BacklinkRow, LinkState, Polarity, StoryRow, TopRow};
use crate::text::plain::is_unseen;

/// Most tokens of a link's `rel` that are shown; those that mean something are three.
const REL_TOKENS: usize = 4;
/// Longest of them shown, in characters.
const REL_CHARS: usize = 24;

#[derive(Debug, Serialize)]
pub(super) struct SaidView {
    title: String,
    parts: Vec<(String, bool)>,
    excerpt: String,
    about: String,
    url: Option<String>,
    sentiment: &'static str,
    words: String,
    copies: u32,
    /// Where the story was told first and how far it went; empty for one that was told once.
    spread: String,
    /// How it grew and whether it still does; empty when there is nothing to say.
    growth: String,
    question: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct LinkView {
    site: String,
    from: Option<String>,
    to: String,
    anchor: String,
    notes: String,
}

/// How far a story went, and who was first: `one story in 14 places, first: example.com on 17 Nov 09:12`.
fn spread(row: &TopRow, stories: &[StoryRow], context: &RenderContext) -> String {
    let Some(story) = stories
        .iter()
        .find(|story| story.id == row.story && !row.story.is_empty())
    else {
        return String::new();
    };
    let who = show::clean(&story.first.place, 60);
    let when = show::moment(story.first.at, &context.zone);
    let reach = if story.reach.is_known() {
        format!(", reach of all {}", show::figure(&story.reach, ""))
    } else {
        String::new()
    };
    format!(
        "one story in {} places, first: {who} on {when}{reach}",
        story.places
    )
}

pub(super) fn said(row: &TopRow, stories: &[StoryRow], context: &RenderContext) -> SaidView {
    let mut about = vec![show::clean(&row.place, 60)];
    about.extend(row.author.as_deref().map(|author| show::clean(author, 60)));
    about.push(show::moment(row.at, &context.zone));
    if row.reach.is_known() {
        about.push(format!("reach {}", show::figure(&row.reach, "")));
    }
    about.extend(row.engagement.map(|n| show::counted(n, "reaction")));
    let parts = marked(&row.excerpt, &row.marks);
    SaidView {
        title: show::clean(&row.title, 140),
        excerpt: parts.iter().map(|(text, _)| text.as_str()).collect(),
        parts,
        about: about.join(" · "),
        url: show::safe_url(row.url.as_deref()),
        sentiment: row.sentiment.as_str(),
        words: row
            .words
            .iter()
            .map(|w| show::clean(w, 30))
            .collect::<Vec<_>>()
            .join(", "),
        copies: row.copies,
        spread: spread(row, stories, context),
        growth: show::growth(row),
        question: row.question && row.sentiment != Polarity::Positive,
    }
}

/// Cuts the excerpt at its marks; marks that do not fit the text are ignored.
fn marked(excerpt: &str, marks: &[(usize, usize)]) -> Vec<(String, bool)> {
    let mut parts = Vec::new();
    let mut at = 0;
    for &(start, end) in marks {
        if start < at || end <= start {
            continue;
        }
        if let (Some(before), Some(hit)) = (excerpt.get(at..start), excerpt.get(start..end)) {
            parts.push((spaced(before), false));
            parts.push((spaced(hit), true));
            at = end;
        }
    }
    parts.push((spaced(excerpt.get(at..).unwrap_or_default()), false));
    parts.retain(|(text, _)| !text.is_empty());
    parts
}

/// As [`show::clean`], but keeps the blanks at the edges: they separate the parts.
fn spaced(text: &str) -> String {
    text.chars()
        .filter(|c| !is_unseen(*c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

pub(super) fn link(row: &BacklinkRow) -> LinkView {
    let mut notes: Vec<String> = match row.state {
        Some(LinkState::Lost) => vec!["lost since".to_owned()],
        Some(LinkState::PageGone) => vec!["page gone since".to_owned()],
        _ => Vec::new(),
    };
    notes.push(if row.followed {
        "followed".to_owned()
    } else {
        "not followed".to_owned()
    });
    notes.extend(
        row.rel
            .iter()
            .map(|rel| show::clean(rel, REL_CHARS))
            .filter(|rel| !matches!(rel.as_str(), "" | "noopener" | "noreferrer"))
            .take(REL_TOKENS),
    );
    notes.extend(row.quality.map(|points| format!("quality {points:.0} of 100")));
    notes.push(if row.utm {
        "with UTM".to_owned()
    } else {
        "without UTM".to_owned()
    });
    LinkView {
        site: show::clean(&row.site, 60),
        from: show::safe_url(row.from.as_deref()),
        to: show::clean(&row.to, 90),
        anchor: show::clean(&row.anchor, 60),
        notes: notes.join(", "),
    }
}
