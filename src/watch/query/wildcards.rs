//! `*` and `?` in words: which are wildcards, and how many letters they need beside them.

use super::QueryError;
use crate::text::words::{is_cjk_like, is_hangul, is_word};
use crate::watch::glob::MAX_GLOB_CHARS;
use crate::watch::patterns::Shape;

/// Fewest letters in a row beside wildcards: fewer stand almost everywhere.
const MIN_RUN: usize = 2;
/// Fewest letters in a row where the beginning of the word is open: `*ed` ends half of all English verbs.
const MIN_RUN_OPEN: usize = 3;

/// Whether a character of a word is a wildcard.
pub(in crate::watch) fn is_wild(c: char) -> bool {
    matches!(c, '*' | '?')
}

/// Whether a word has a wildcard.
pub(super) fn has_wild(part: &str) -> bool {
    part.bytes().any(|byte| is_wild(char::from(byte)))
}

/// How a word is looked for.
pub(in crate::watch) fn shape_of(part: &str, last: bool) -> Shape {
    match part.strip_suffix('*') {
        Some(beginning) if last && !beginning.contains(is_wild) => Shape::Prefix,
        None if !has_wild(part) => Shape::Word,
        _ => Shape::Glob,
    }
}

/// Refuses words whose wildcards leave too little to look for.
pub(super) fn check(part: &str, span: (usize, usize)) -> Result<(), QueryError> {
    if !has_wild(part) {
        return Ok(());
    }
    let refuse = |message: String, help: &str| Err(QueryError::new(message, span, help));
    if part.chars().count() > MAX_GLOB_CHARS {
        let message = format!("a word with wildcards is longer than {MAX_GLOB_CHARS} characters");
        return refuse(message, "shorten it, or write it out without `*` and `?`");
    }
    if part.contains("**") {
        return refuse(
            "`**` says no more than `*`".to_owned(),
            "write one `*` for any number of letters",
        );
    }
    // A character of a script without spaces is a word or a syllable of its own.
    if part.chars().any(|c| is_cjk_like(c) || is_hangul(c)) {
        return Ok(());
    }
    let runs = part.split(is_wild);
    let longest = runs.map(|run| run.chars().filter(|&c| is_word(c)).count()).max();
    let open = part.starts_with(is_wild);
    let needed = if open { MIN_RUN_OPEN } else { MIN_RUN };
    if longest.unwrap_or(0) >= needed {
        return Ok(());
    }
    let help = if open {
        "give at least three letters in a row where the word may begin with anything, as in `*rocket`"
    } else {
        "give at least two letters in a row beside the wildcards, as in `ac*` or `organi?e`"
    };
    refuse(format!("`{part}` would match too much"), help)
}
