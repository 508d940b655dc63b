//! Whether a text asks something: a sentence with a question mark that wants an answer, or words that ask without one.

use std::ops::Range;

use crate::text::words;

/// Longest words of a question shown, in characters.
const SHOWN_CHARS: usize = 80;

/// The first sentence that ends in a question mark and asks something. `rhetorical` are the byte offsets of words in whose
/// sentences nothing is asked (`did you know`, `right?`).
pub(super) fn sentence<'t>(text: &'t str, rhetorical: &[usize]) -> Option<&'t str> {
    // Most texts ask nothing.
    if !text.contains(['?', '？', '؟', '⁇', '՞', '፧']) {
        return None;
    }
    let mut start = 0;
    for (at, mark) in text.char_indices() {
        if !matches!(
            mark,
            '.' | '!' | '?' | '？' | '؟' | '⁇' | '՞' | '፧' | '。' | '！' | '\n'
        ) || is_inside(text, at, mark)
        {
            continue;
        }
        let end = at + mark.len_utf8();
        if !matches!(mark, '.' | '!' | '。' | '！' | '\n') {
            let silent = rhetorical.iter().any(|word| (start..end).contains(word));
            if let Some(asked) = asked(text, start..end).filter(|_| !silent) {
                return Some(asked);
            }
        }
        start = end;
    }
    None
}

/// Whether a mark stands inside an address or a number.
fn is_inside(text: &str, at: usize, mark: char) -> bool {
    let after = text
        .get(at + mark.len_utf8()..)
        .and_then(|rest| rest.chars().next());
    if mark == '.' && after.is_some_and(words::is_word) {
        return true;
    }
    if mark != '?'
        || !after.is_some_and(|after| words::is_word(after) || matches!(after, '=' | '&' | '%' | '/'))
    {
        return false;
    }
    let before = text.get(..at).unwrap_or_default();
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    word.contains("://") || word.contains('/') || word.starts_with("www.")
}

/// The words of a sentence, cut from the left where it is long: the mark is what matters. One word alone (`Really?`) is an
/// exclamation.
fn asked(text: &str, range: Range<usize>) -> Option<&str> {
    let sentence = text.get(range)?.trim();
    let mut spans = words::spans(sentence).filter(|span| {
        let before = sentence.get(..span.start).unwrap_or_default();
        !before.ends_with(['@', '#'])
    });
    spans.next()?;
    spans.next()?;
    let cut = sentence.char_indices().rev().nth(SHOWN_CHARS.saturating_sub(1));
    sentence.get(cut.map_or(0, |(at, _)| at)..)
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn questions_end_in_a_mark_and_have_words() {
        for (text, expected) in [
            (
                "I like it. Does it come in red? Thanks",
                Some("Does it come in red?"),
            ),
            ("Any news?", Some("Any news?")),
            ("Really?", None),
            ("@acme #skates ?", None),
            ("see https://acme.example/a?b=c", None),
            ("see acme.example/search?q=skates", None),
            ("¿Alguien sabe?", Some("¿Alguien sabe?")),
            ("これは何ですか？", Some("これは何ですか？")),
            ("هل تعمل هذه الزلاجات؟", Some("هل تعمل هذه الزلاجات؟")),
            ("It costs 3.50. Is that a lot?", Some("Is that a lot?")),
            ("no mark here", None),
        ] {
            assert_eq!(sentence(text, &[]), expected, "{text}");
        }
        assert_eq!(sentence("Did you know? It is red.", &[0]), None);
        assert_eq!(
            sentence("Great! Did you know? Is it red?", &[7]),
            Some("Is it red?")
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,120}", at in 0_usize..130) {
            let asked = sentence(&text, &[at]);
            proptest::prop_assert!(asked.is_none_or(|asked| text.contains(asked)));
        }
    }
}
