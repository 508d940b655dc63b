//! Phrases put into a sentence that has nothing to do with them, mostly around a link that somebody paid for.

use crate::{
    model::Link,
    text::url::{host_of, registrable_domain},
};

use super::shown;

/// Links looked at.
const MOST_LINKS: usize = 50;
/// Words of a name in capitals that stands in a sentence: fewer are names like any.
const NAME_WORDS: usize = 3;
/// Longest phrase, in bytes.
const LONGEST: usize = 120;
const WEIGHT: f32 = 0.3;

/// The first phrase that was put in, if there is one.
pub(super) fn judge(said: &str, links: &[Link], url: Option<&str>) -> Option<(f32, String)> {
    let own = url.and_then(site);
    let phrase = links
        .iter()
        .filter(|link| link.in_main && site(link.target()).is_some_and(|site| Some(site) != own))
        .take(MOST_LINKS)
        .find_map(|link| anchored(said, link.text.trim()))
        .or_else(|| said.lines().find_map(in_line))?;
    Some((
        WEIGHT,
        format!("a phrase put into a sentence of its own: {}", shown(phrase)),
    ))
}

fn site(url: &str) -> Option<String> {
    let host = host_of(url)?;
    Some(registrable_domain(&host).unwrap_or(host))
}

/// The words of a link, if they make no part of the sentence around them: a whole question or another script's words.
fn anchored<'t>(said: &str, words: &'t str) -> Option<&'t str> {
    if words.is_empty() || words.len() > LONGEST {
        return None;
    }
    let start = said.find(words)?;
    let (before, after) = (said.get(..start)?, said.get(start + words.len()..)?);
    if !continues(before, after) {
        return None;
    }
    // `Who Moved My Rocket?` is the title of a book, which people link to within a sentence.
    let is_no_title = words.contains(": ") || words.starts_with(char::is_lowercase);
    let asks = words.ends_with(['?', '!']) && is_no_title && words.split_whitespace().count() >= NAME_WORDS;
    let other = words.chars().filter(|c| c.is_alphabetic()).all(|c| !is_latin(c))
        && words.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    (asks || other).then_some(words)
}

/// Whether one Latin sentence goes on around a place: a small letter before it and one after it, on the same line.
fn continues(before: &str, after: &str) -> bool {
    let small = |c: char| c.is_lowercase() && is_latin(c);
    let last = before.strip_suffix(' ').and_then(|text| text.chars().next_back());
    let next = after.strip_prefix(' ').and_then(|text| text.chars().next());
    last.is_some_and(small) && next.is_some_and(small)
}

/// Latin letters with and without marks.
fn is_latin(c: char) -> bool {
    matches!(u32::from(c), 0x41..=0x5A | 0x61..=0x7A | 0xC0..=0x24F | 0x1E00..=0x1EFF)
}

/// `… your business Lund Rocket Clinic: Is it any good? reaching out …`: a name, a colon and a question in a sentence
/// that goes on after it as if nothing had been.
fn in_line(line: &str) -> Option<&str> {
    let mut rest = line;
    let mut at = 0;
    while let Some(found) = rest.find(['?', '!']) {
        let end = at + found + 1;
        if let (Some(before), Some(after)) = (line.get(..end), line.get(end..))
            && after
                .strip_prefix(' ')
                .is_some_and(|next| next.starts_with(char::is_lowercase))
            && let Some(phrase) = named_question(ending(before))
        {
            return Some(phrase);
        }
        at = end;
        rest = line.get(end..)?;
    }
    None
}

/// The end of what stands before, longer than any phrase and the word before it: a line may have a mark at every word.
fn ending(before: &str) -> &str {
    let from = before.floor_char_boundary(before.len().saturating_sub(2 * LONGEST));
    before.get(from..).unwrap_or(before)
}

/// The name, colon and question at the end of what stands before; `None` where anything of it is quoted.
fn named_question(before: &str) -> Option<&str> {
    let (head, question) = before.rsplit_once(": ")?;
    if question.contains(['"', '“', '”', '«', '»', '\'', '.', ';'])
        || !question.starts_with(char::is_uppercase)
    {
        return None;
    }
    let mut start = head.len();
    let mut words = 0;
    for word in head.rsplit(' ') {
        if !word.starts_with(char::is_uppercase) || !word.chars().all(char::is_alphanumeric) {
            break;
        }
        words += 1;
        start = start.saturating_sub(word.len() + usize::from(words > 1));
    }
    let inside = head
        .get(..start)?
        .trim_end()
        .ends_with(|c: char| c.is_lowercase());
    let phrase = before.get(start..)?.trim_start();
    (words >= NAME_WORDS && inside && phrase.len() <= LONGEST).then_some(phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(text: &str, url: &str) -> Link {
        Link {
            url: url.into(),
            text: text.into(),
            in_main: true,
            ..Link::default()
        }
    }

    #[test]
    fn phrases_within_strange_sentences_are_found() {
        for (text, phrase) in [
            (
                "It shows that your business Lund Rocket Clinic: Is it any good? reaching out with care.",
                Some("Lund Rocket Clinic: Is it any good?"),
            ),
            ("Lund Rocket Clinic: Is it any good? we asked.", None),
            (
                "In his book \"Lund Rocket Clinic: Is it any good?\" he says so.",
                None,
            ),
            (
                "He asked the Acme Rocket Company: Is it any good? They said yes.",
                None,
            ),
            ("I like Acme! but not Yahoo! news: Is it? no.", None),
            ("", None),
        ] {
            let found = judge(text, &[], None).map(|(_, reason)| reason);
            assert_eq!(found.is_some(), phrase.is_some(), "{text} {found:?}");
            if let (Some(found), Some(phrase)) = (found, phrase) {
                assert!(found.ends_with(&format!("«{phrase}»")), "{found}");
            }
        }
    }

    #[test]
    fn links_that_make_no_part_of_their_sentence_are_found() {
        let own = Some("https://blog.example/rockets");
        for (text, anchor, url, is_put_in) in [
            (
                "we fly with 안전놀이터 every day",
                "안전놀이터",
                "https://x.example/",
                true,
            ),
            (
                "we fly is it any good? every day",
                "is it any good?",
                "https://x.example/",
                true,
            ),
            (
                "we fly to Москва (Москва) at once",
                "Москва",
                "https://blog.example/m",
                false,
            ),
            (
                "the word for it (Москва) is old",
                "Москва",
                "https://x.example/",
                false,
            ),
            (
                "we read Who Moved My Rocket? every day",
                "Who Moved My Rocket?",
                "https://books.example/",
                false,
            ),
            (
                "we fly with Acme every day",
                "Acme",
                "https://acme.example/",
                false,
            ),
            (
                "мы летаем с Акме каждый день",
                "Акме",
                "https://acme.example/",
                false,
            ),
        ] {
            let found = judge(text, &[link(anchor, url)], own);
            assert_eq!(found.is_some(), is_put_in, "{text} {found:?}");
        }
    }

    #[test]
    fn only_the_end_of_a_long_line_is_looked_at() {
        let line = "Lund Rocket Clinic: Is it any good? ".repeat(1_000);
        assert!(ending(&line).len() <= 2 * LONGEST + 3);
        let line = format!(
            "{}and your Lund Rocket Clinic: Is it any good? said he",
            "why? so ".repeat(1_000)
        );
        assert_eq!(in_line(&line), Some("Lund Rocket Clinic: Is it any good?"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_judged(text in "(Ab|Cd Ef|: |\\? |! |é|x| |\n|\"|한){0,30}", anchor in "(Ab|한|x|\\?| ){0,5}") {
            drop(judge(&text, &[link(&anchor, "https://x.example/")], None));
        }
    }
}
