//! The words around a match, short enough for a mail, with the match marked.

/// Most characters of an excerpt, ellipses included.
const LIMIT: usize = 300;
/// Characters kept before the first match.
const LEAD: usize = 110;
/// How far the beginning may move forward to start at a word.
const TO_NEXT_WORD: usize = 20;

/// A piece of a text with marks as byte ranges into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The words; white space folded to single spaces.
    pub(super) text: String,
    /// Ascending, never overlapping, on character boundaries.
    pub(super) marks: Vec<(usize, usize)>,
}

/// Cuts at most 300 characters around the first of `spans` (byte ranges into `text`; bad ones are ignored).
pub(super) fn cut(text: &str, spans: &[(usize, usize)]) -> Excerpt {
    let spans = merged(text, spans);
    let first = spans.first().map_or(0, |span| span.0);
    let begin = beginning(text, first);
    let mut out = Writer::new(begin > 0);
    for (offset, c) in text.char_indices().skip_while(|(offset, _)| *offset < begin) {
        if out.is_full() {
            out.cut_short();
            break;
        }
        out.push(
            c,
            spans.iter().any(|(start, end)| *start <= offset && offset < *end),
        );
    }
    out.finish()
}

/// Valid spans in order, overlaps joined.
fn merged(text: &str, spans: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut valid: Vec<(usize, usize)> = spans
        .iter()
        .copied()
        .filter(|(start, end)| start < end && text.get(*start..*end).is_some())
        .collect();
    valid.sort_unstable();
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (start, end) in valid {
        match joined.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

/// Where to begin so that the first match stays in view: at a word, if one begins nearby.
fn beginning(text: &str, first: usize) -> usize {
    let Some(before) = text.get(..first) else { return 0 };
    let Some((start, _)) = before.char_indices().rev().nth(LEAD) else {
        return 0;
    };
    let lead = before.get(start..).unwrap_or_default();
    lead.char_indices()
        .take(TO_NEXT_WORD)
        .find(|(_, c)| c.is_whitespace())
        .map_or(start, |(offset, space)| start + offset + space.len_utf8())
}

/// Writes characters, folds white space and follows the marks.
#[derive(Debug)]
struct Writer {
    out: Excerpt,
    chars: usize,
    space_due: bool,
    open: Option<usize>,
}

impl Writer {
    fn new(cut_before: bool) -> Self {
        let mut out = Excerpt::default();
        if cut_before {
            out.text.push('…');
        }
        Self {
            chars: out.text.chars().count(),
            out,
            space_due: false,
            open: None,
        }
    }

    fn is_full(&self) -> bool {
        // One for a space that is due, one for the ellipsis.
        self.chars + 2 >= LIMIT
    }

    fn push(&mut self, c: char, marked: bool) {
        if c.is_whitespace() {
            self.space_due = !self.out.text.is_empty() && !self.out.text.ends_with('…');
            return;
        }
        if !marked {
            self.close();
        }
        if self.space_due {
            self.out.text.push(' ');
            self.chars += 1;
            self.space_due = false;
        }
        if marked && self.open.is_none() {
            self.open = Some(self.out.text.len());
        }
        self.out.text.push(c);
        self.chars += 1;
    }

    fn close(&mut self) {
        if let Some(start) = self.open.take() {
            self.out.marks.push((start, self.out.text.len()));
        }
    }

    fn cut_short(&mut self) {
        self.close();
        self.out.text.push('…');
    }

    fn finish(mut self) -> Excerpt {
        self.close();
        self.out
    }
}

/// Whether a text asks something: a question mark that is not part of an address.
pub(super) fn asks(text: &str) -> bool {
    text.split_whitespace()
        .filter(|word| !word.contains("://") && !word.starts_with("www."))
        .any(|word| word.contains(['?', '？', '؟', '⁇', '՞']))
}

#[cfg(test)]
mod tests {
    use super::{asks, cut};
    use proptest::prelude::{any, prop_assert, proptest};

    #[test]
    fn the_match_is_marked_in_the_middle_of_a_long_text() {
        let text = format!("{} Acme  \n skates {}", "before ".repeat(60), "after ".repeat(80));
        let start = text.find("Acme").unwrap();
        let excerpt = cut(&text, &[(start, start + 15)]);
        assert!(excerpt.text.starts_with('…') && excerpt.text.ends_with('…'));
        let (from, to) = excerpt.marks[0];
        assert_eq!(excerpt.text.get(from..to), Some("Acme skates"));
        assert!(excerpt.text.chars().count() <= 300);
    }

    #[test]
    fn short_texts_stay_whole() {
        let excerpt = cut("Ａcme föll vom Fahrrad", &[(0, 6), (4, 6), (90, 95), (1, 2)]);
        assert_eq!(excerpt.text, "Ａcme föll vom Fahrrad");
        assert_eq!(excerpt.marks, [(0, 6)]);
        assert_eq!(cut("", &[]).text, "");
    }

    #[test]
    fn questions_are_not_addresses() {
        for (text, question) in [
            ("Does Acme ship to Norway?", true),
            ("Acmeは買うべき？", true),
            ("see https://acme.example/?a=b", false),
            ("No question here.", false),
        ] {
            assert_eq!(asks(text), question, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_any_spans(text in any::<String>(), spans in proptest::collection::vec((0usize..400, 0usize..400), 0..6)) {
            let excerpt = cut(&text, &spans);
            prop_assert!(excerpt.text.chars().count() <= 300);
            prop_assert!(excerpt.marks.iter().all(|(a, b)| excerpt.text.get(*a..*b).is_some_and(|m| !m.is_empty())));
            prop_assert!(excerpt.marks.is_sorted());
        }
    }
}
