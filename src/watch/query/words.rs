//! What a written run of letters asks for: a word, a phrase, a hashtag, an account.

use super::QueryError;
use super::expr::{Sign, Tag, Words};
use super::strange::unlisted;
use super::wildcards::{self, has_wild, is_wild};
use crate::text::words::{handles, hashtags, is_word};
use crate::watch::defanged::plain_dots;
use crate::watch::patterns::Field;

/// Splits written words into what must stand in a row.
pub(super) fn words_of(written: &str, span: (usize, usize)) -> Result<Vec<String>, QueryError> {
    if is_plain(written) {
        return Ok(vec![written.to_owned()]);
    }
    let unlisted = unlisted(written);
    let pieces = || unlisted.split(|c: char| c.is_whitespace() || is_separator(c));
    let is_bare = |piece: &str| piece.contains('*') && piece.chars().all(is_wild);
    let parts: Vec<String> = pieces()
        .filter_map(|part| Some(core_of(part)).filter(|part| !part.is_empty()))
        .map(|part| plain_dots(part).into_owned())
        .collect();
    if parts.is_empty() {
        return Err(no_word(written, span));
    }
    if has_wild(&unlisted)
        && let Some(bare) = pieces().find(|piece| is_bare(piece))
    {
        let message = format!("a bare `{bare}` inside a phrase stands for no word");
        let help =
            "leave it out, or write `acme ONEAR/1 rockets` for two words with at most one between them";
        return Err(QueryError::new(message, span, help));
    }
    for part in &parts {
        wildcards::check(part, span)?;
    }
    Ok(parts)
}

fn no_word(written: &str, span: (usize, usize)) -> QueryError {
    let trimmed = written.trim();
    if trimmed.contains('*') || trimmed.contains('?') {
        let message = format!("a bare `{trimmed}` matches everything");
        return QueryError::new(message, span, "write the word or phrase that a mention contains");
    }
    if trimmed.is_empty() {
        let help = "write the word or phrase that a mention contains between the quotes";
        return QueryError::new("there is no word to look for here", span, help);
    }
    let message = format!("there is no word in `{trimmed}`");
    let help = format!("write `raw:\"{trimmed}\"` to look for the signs as they stand");
    QueryError::new(message, span, help)
}

/// Reads `#name` or `@name` as one token, if it is one as the platforms read it.
pub(super) fn tag_of(
    written: &str,
    within: Option<Field>,
    span: (usize, usize),
) -> Option<Result<Tag, QueryError>> {
    let sign = match written.chars().next()? {
        '#' | '＃' => Sign::Hash,
        '@' | '＠' => Sign::At,
        _ => return None,
    };
    let name = written.trim_start_matches(['#', '＃', '@', '＠']);
    tag(sign, name, within, span)
}

/// A tag by its name without sign; `None` if no platform takes such a name.
pub(super) fn tag(
    sign: Sign,
    name: &str,
    within: Option<Field>,
    span: (usize, usize),
) -> Option<Result<Tag, QueryError>> {
    // A wildcard stands for letters, so letters stand for it.
    let tried = format!("{}{}", sign.as_char(), name.replace(['*', '?'], "x"));
    let read = match sign {
        Sign::Hash => hashtags(&tried),
        Sign::At => handles(&tried),
    };
    let whole = matches!(read.as_slice(), [only] if only.range == (0..tried.len()));
    if !whole {
        return None;
    }
    let beginning = name.split(is_wild).next().unwrap_or_default();
    let letters = beginning.chars().filter(|&c| is_word(c)).count();
    if name.contains(is_wild) && letters < 2 {
        let message = format!("`{}{name}` would match too much", sign.as_char());
        let help = "give at least two letters before the first wildcard";
        return Some(Err(QueryError::new(message, span, help)));
    }
    Some(Ok(Tag {
        sign,
        name: name.to_owned(),
        within,
        wide: false,
    }))
}

/// Signs that only hold words apart; texts write any of them for any other.
fn is_separator(c: char) -> bool {
    matches!(c, '-' | '_' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Whether it is one word of ASCII letters and digits, as most are: nothing about it needs a closer look.
fn is_plain(written: &str) -> bool {
    !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A word without the punctuation around it; `*` and `?` are wildcards and belong to it. `#` and `@` before it, `+` and `#`
/// after it belong to it, as in `c++`.
fn core_of(part: &str) -> &str {
    if is_plain(part) {
        return part;
    }
    let belongs =
        |c: char| is_word(c) || is_wild(c) || (!c.is_ascii() && !c.is_alphanumeric() && is_picture(c));
    let core = part.trim_start_matches(|c: char| !belongs(c) && !matches!(c, '#' | '@' | '.'));
    let core = core.trim_end_matches(|c: char| !belongs(c) && !matches!(c, '+' | '#'));
    let leading_dot = core.strip_prefix('.').filter(|rest| !rest.starts_with(is_word));
    let core = leading_dot.map_or(core, |rest| rest.trim_start_matches('.'));
    let letter = |c: char| belongs(c) && !is_wild(c);
    if core.chars().any(letter) { core } else { "" }
}

/// Emoji and other pictures, which may be looked for; quotes, dashes and full-width punctuation may not.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{a9}' | '\u{ae}' | '\u{2122}' | '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// The labels of a name with dots, such as a domain, which texts disguise (`acme[.]com`); `None` for everything else that
/// has a dot in it (`3.14`, `U.S.`, `.NET`).
pub(in crate::watch) fn labels(part: &str) -> Option<Vec<&str>> {
    if !part.contains('.') {
        return None;
    }
    let labels: Vec<&str> = part.split('.').collect();
    let (last, _) = labels.split_last().filter(|(_, rest)| !rest.is_empty())?;
    let sound = labels
        .iter()
        .all(|label| !label.is_empty() && label.chars().all(is_word));
    let ending = last.chars().count() >= 2 && last.chars().all(char::is_alphabetic);
    (sound && ending).then_some(labels)
}

/// Words with the field they are looked for in.
pub(super) fn words_in(
    written: &str,
    within: Option<Field>,
    span: (usize, usize),
) -> Result<Words, QueryError> {
    Ok(Words {
        parts: words_of(written, span)?,
        within,
    })
}
