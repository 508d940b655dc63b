//! Kinds of mentions as a line of words.

use crate::model::KindRow;

/// `12 questions (before 7), 3 reviews (2 positive, 1 negative)`.
pub fn kinds(kinds: &[KindRow]) -> String {
    let count = |row: &KindRow| {
        let name = row.kind.as_str();
        let plural = match name {
            "news" => "news items".to_owned(),
            "copy" => "copies".to_owned(),
            name => format!("{name}s"),
        };
        let noun = match (row.mentions, name) {
            (1, "news") => "news item",
            (1, name) => name,
            _ => plural.as_str(),
        };
        let tones = [(row.positive, "positive"), (row.negative, "negative")];
        let mut notes: Vec<String> = tones
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, tone)| format!("{n} {tone}"))
            .collect();
        notes.extend(row.before.map(|before| format!("before {before}")));
        let notes = if notes.is_empty() {
            String::new()
        } else {
            format!(" ({})", notes.join(", "))
        };
        format!("{} {noun}{notes}", row.mentions)
    };
    kinds.iter().map(count).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    #[test]
    fn counts_are_words() {
        let row = |kind, mentions, positive, negative, before| KindRow {
            kind,
            mentions,
            positive,
            negative,
            before,
        };
        assert_eq!(
            kinds(&[
                row(Kind::Question, 1, 0, 0, None),
                row(Kind::Review, 3, 2, 1, Some(0)),
                row(Kind::News, 2, 0, 0, Some(4)),
                row(Kind::Copy, 2, 0, 0, None),
            ]),
            "1 question · 3 reviews (2 positive, 1 negative, before 0) · 2 news items (before 4) · 2 copies"
        );
        assert_eq!(kinds(&[]), "");
    }
}
