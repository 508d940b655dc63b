//! What a mention is: question, complaint, review, news. One may be several; copies are found elsewhere.
//!
//! Questions end in a question mark or say that something is asked. A complaint and a review are told by turns of phrase of
//! the language (`cues/`), weighed, with the sentiment as one more sign. The words that decided are kept.

mod denied;
mod news;
mod pitch;
mod question;

use std::ops::Range;

use crate::model::{Document, Kind, MediaKind, Platform, Polarity};

use super::cues::{Cues, Found};

use news::News;
use pitch::Pitches;

/// The lists by language; a text whose language cannot be told is compared with all of them.
const LISTS: &[(&str, &str)] = &[
    ("da", include_str!("cues/da.txt")),
    ("de", include_str!("cues/de.txt")),
    ("en", include_str!("cues/en.txt")),
    ("es", include_str!("cues/es.txt")),
    ("fi", include_str!("cues/fi.txt")),
    ("fr", include_str!("cues/fr.txt")),
    ("it", include_str!("cues/it.txt")),
    ("nb", include_str!("cues/nb.txt")),
    ("nl", include_str!("cues/nl.txt")),
    ("pt", include_str!("cues/pt.txt")),
    ("sv", include_str!("cues/sv.txt")),
];

/// How much of a text is read, in bytes: what an article is, its beginning tells.
const READ_BYTES: usize = 6_000;
/// Pages longer than this are articles: their question marks are figures of speech.
const ARTICLE_BYTES: usize = 1_500;
/// Weight from which a text is a complaint, or a review.
const ENOUGH: i32 = 2;
/// Turns of phrase shown as reasons.
const SHOWN: usize = 3;

/// What is known of a document beside its words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Circumstances<'a> {
    /// ISO 639-1 code of its language, where it is sure.
    pub language: Option<&'a str>,
    /// Whose media it is.
    pub media: MediaKind,
    /// Judged sentiment of the whole.
    pub polarity: Polarity,
    /// Whether its source brings news only.
    pub from_news: bool,
}

/// Judges kinds; built once.
#[derive(Clone, Debug)]
pub struct Kinds {
    by_language: Vec<(&'static str, Cues<Kind>)>,
    any_language: Cues<Kind>,
    news: News,
    pitches: Pitches,
}

impl Default for Kinds {
    fn default() -> Self {
        Self::new()
    }
}

impl Kinds {
    /// Reads the built-in lists.
    pub fn new() -> Self {
        let named = |name: &str| Kind::ALL.into_iter().find(|kind| kind.as_str() == name);
        let all: Vec<&str> = LISTS.iter().map(|(_, list)| *list).collect();
        Self {
            by_language: LISTS
                .iter()
                .map(|(code, list)| (*code, Cues::read(&[list], named)))
                .collect(),
            any_language: Cues::read(&all, named),
            news: News::new(),
            pitches: Pitches::new(),
        }
    }

    /// The kinds of a document in the order of [`Kind::ALL`], each with what decided it, in words.
    pub fn judge(&self, document: &Document, around: Circumstances<'_>) -> Vec<(Kind, String)> {
        let parts = [beginning(&document.title), beginning(&document.text)];
        let mut found: Vec<(usize, Found<'_, Kind>)> = Vec::new();
        if let Some(cues) = self.cues(around.language) {
            for (part, text) in parts.iter().enumerate() {
                found.extend(cues.find(text).map(|cue| (part, cue)));
            }
        }
        let pitches = parts.map(|text| self.pitches.find(text));
        found.retain(|(part, cue)| {
            let is_pitch = pitches
                .get(*part)
                .is_some_and(|pitches| pitches.iter().any(|pitch| pitch.contains(&cue.start)));
            let text = parts.get(*part).copied().unwrap_or_default();
            !(is_pitch || cue.section == Kind::Complaint && denied::is_denied(text, cue))
        });
        let of = |kind: Kind| found.iter().filter(move |(_, cue)| cue.section == kind);
        let worded = distinct(of(Kind::News).map(|(_, cue)| (cue.words, cue.weight)));
        let news = self.news.judge(document, around.from_news, &worded);
        // What a brand says of itself asks for attention, complains of nothing and reviews nothing.
        let earned = around.media != MediaKind::Owned;
        let mut kinds = Vec::new();
        if earned && around.media != MediaKind::Paid && (news.is_none() || document.platform != Platform::Web)
        {
            kinds.extend(asks(document, parts, &found, &pitches).map(|words| (Kind::Question, words)));
        }
        let tone = |kind: Kind| match (kind, around.polarity) {
            (Kind::Complaint, Polarity::Positive) => -1,
            (_, Polarity::Neutral) => 0,
            _ => 1,
        };
        for kind in [Kind::Complaint, Kind::Review] {
            // News tell of the complaints of others.
            let possible = earned && (kind != Kind::Complaint || news.is_none());
            let stars = if kind == Kind::Review { stars(parts) } else { None };
            if possible {
                let weighed = weighed(of(kind).map(|(_, cue)| cue), stars, tone(kind));
                kinds.extend(weighed.map(|words| (kind, words)));
            }
        }
        kinds.extend(news.map(|reasons| (Kind::News, reasons)));
        kinds
    }

    fn cues(&self, language: Option<&str>) -> Option<&Cues<Kind>> {
        let Some(code) = language else {
            return Some(&self.any_language);
        };
        let code = if matches!(code, "no" | "nn") { "nb" } else { code };
        let own = self.by_language.iter().find(|(known, _)| *known == code);
        own.map(|(_, cues)| cues)
    }
}

/// The beginning of a text, cut at a character's end.
fn beginning(text: &str) -> &str {
    let mut end = text.len().min(READ_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// Words of a question, from the text or, failing that, the title.
fn asks(
    document: &Document,
    parts: [&str; 2],
    found: &[(usize, Found<'_, Kind>)],
    pitches: &[Vec<Range<usize>>; 2],
) -> Option<String> {
    let questions = found.iter().filter(|(_, cue)| cue.section == Kind::Question);
    let is_article = document.platform == Platform::Web && document.text.len() > ARTICLE_BYTES;
    // `How many there are is not known` opens a sentence of an article as well.
    let said = questions
        .clone()
        .find(|(_, cue)| cue.weight > 0 && !(is_article && cue.opens));
    let marked = parts
        .into_iter()
        .enumerate()
        .rev()
        .filter(|_| !is_article)
        .find_map(|(part, text)| {
            let rhetorical = questions
                .clone()
                .filter(|(of, cue)| *of == part && cue.weight < 0);
            let pitched = pitches.get(part).into_iter().flatten().map(|pitch| pitch.start);
            let rhetorical: Vec<usize> = rhetorical.map(|(_, cue)| cue.start).chain(pitched).collect();
            question::sentence(text, &rhetorical)
        });
    marked
        .or_else(|| said.map(|(_, cue)| cue.words))
        .map(|words| format!("`{words}`"))
}

/// The turns of phrase that decided, if they are enough together with a rating and the tone.
fn weighed<'t>(
    cues: impl Iterator<Item = &'t Found<'t, Kind>>,
    stars: Option<&str>,
    tone: i32,
) -> Option<String> {
    let mut seen: Vec<(&str, i32)> = Vec::new();
    for cue in cues.filter(|cue| cue.weight > 0) {
        if !seen
            .iter()
            .any(|(words, _)| words.eq_ignore_ascii_case(cue.words))
        {
            seen.push((cue.words, i32::from(cue.weight)));
        }
    }
    seen.extend(stars.map(|stars| (stars, if is_of_five(stars) { ENOUGH } else { 1 })));
    let total: i32 = seen.iter().map(|(_, weight)| weight).sum();
    if seen.is_empty() || total + tone < ENOUGH {
        return None;
    }
    seen.sort_by_key(|(_, weight)| -weight);
    let words: Vec<String> = seen
        .iter()
        .take(SHOWN)
        .map(|(words, _)| format!("`{words}`"))
        .collect();
    let tone = match tone {
        ..0 => " in spite of the praise",
        0 => "",
        _ => " and the tone",
    };
    // The tone is named where it was needed.
    let tone = if total >= ENOUGH && !tone.contains("spite") {
        ""
    } else {
        tone
    };
    Some(format!("{}{tone}", words.join(", ")))
}

/// A rating: three stars or more in a row, or `4/5`, `8/10`, `87/100`.
fn stars(parts: [&str; 2]) -> Option<&str> {
    parts.into_iter().find_map(|text| {
        let star = |c: char| matches!(c, '★' | '☆' | '⭐');
        if let Some(at) = (!text.is_ascii()).then(|| text.find(star)).flatten() {
            let run = text.get(at..)?;
            let end = run
                .find(|c: char| !star(c) && c != '\u{fe0f}')
                .unwrap_or(run.len());
            let run = run.get(..end)?;
            return (run.chars().filter(|c| star(*c)).count() >= 3).then_some(run);
        }
        if !text.contains('/') {
            return None;
        }
        let mut words = text.split_whitespace();
        words.find(|word| {
            let word = word
                .trim_end_matches(['.', ',', '!', ':', ';', ')'])
                .trim_start_matches('(');
            let Some((given, most)) = word.split_once('/') else {
                return false;
            };
            let most = match most {
                "5" => 5.0,
                "10" => 10.0,
                "100" => 100.0,
                _ => return false,
            };
            given
                .parse::<f32>()
                .is_ok_and(|given| (0.0..=most).contains(&given))
        })
    })
}

/// Whether stars are given out of five, as shops print them: `★★★★☆`. Rows of others decorate.
fn is_of_five(stars: &str) -> bool {
    stars.chars().filter(|c| *c != '\u{fe0f}').count() == 5 && stars.chars().all(|c| !c.is_ascii())
}

fn distinct<'t>(words: impl Iterator<Item = (&'t str, i8)>) -> Vec<(&'t str, i8)> {
    let mut seen: Vec<(&str, i8)> = Vec::new();
    for (word, weight) in words {
        if !seen.iter().any(|(known, _)| known.eq_ignore_ascii_case(word)) {
            seen.push((word, weight));
        }
    }
    seen.sort_by_key(|(_, weight)| -weight);
    seen
}

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod tests;
