//! From the letters of a query to its tokens.

use super::wildcards::{self, is_wild};
use super::{MAX_BYTES, MAX_DISTANCE, QueryError, Words};
use crate::text::words::is_word;

/// Fields that a query understands.
const FIELDS: &[&str] = &["site", "author", "lang"];
/// Fields that are designed but not built.
const LATER: &[&str] = &[
    "title",
    "text",
    "url",
    "link",
    "links",
    "hashtag",
    "handle",
    "source",
    "raw",
    "followers",
    "engagement",
];

/// One token and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: (usize, usize),
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    And,
    Or,
    Not,
    Near(u32),
    Words(Words),
    Field(&'static str, String),
}

/// Reads all tokens.
pub(super) fn lex(source: &str) -> Result<Vec<Token>, QueryError> {
    if source.len() > MAX_BYTES {
        let message = format!("the query is {} bytes long", source.len());
        let help = format!("at most {MAX_BYTES} bytes are read; split it into several brands");
        return Err(QueryError::new(message, (MAX_BYTES, source.len()), help));
    }
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = source.get(at..)
        && let Some(c) = rest.chars().next()
    {
        let len = c.len_utf8();
        match c {
            _ if c.is_whitespace() => at += len,
            '(' | ')' => {
                let kind = if c == '(' { Kind::Open } else { Kind::Close };
                tokens.push(Token {
                    kind,
                    span: (at, at + len),
                });
                at += len;
            }
            _ if is_quote(c) => {
                let (text, end) = quoted(source, at)?;
                let words = words_of(text, (at, end))?;
                tokens.push(Token {
                    kind: Kind::Words(words),
                    span: (at, end),
                });
                at = end;
            }
            '-' if rest
                .get(len..)
                .is_some_and(|next| next.starts_with(|c| is_quote(c) || c == '(' || is_word(c))) =>
            {
                tokens.push(Token {
                    kind: Kind::Not,
                    span: (at, at + len),
                });
                at += len;
            }
            _ => {
                let token = bare(source, at)?;
                at = token.span.1;
                tokens.push(token);
            }
        }
    }
    Ok(tokens)
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

/// Text between the quote at `at` and the next one, and the offset after it.
fn quoted(source: &str, at: usize) -> Result<(&str, usize), QueryError> {
    let open = source
        .get(at..)
        .and_then(|rest| rest.chars().next())
        .map_or(1, char::len_utf8);
    let inner = source.get(at + open..).unwrap_or_default();
    let Some(close) = inner.find(is_quote) else {
        let help = "close the phrase with `\"`";
        return Err(QueryError::new(
            "the quote is never closed",
            (at, source.len()),
            help,
        ));
    };
    let text = inner.get(..close).unwrap_or_default();
    let width = inner
        .get(close..)
        .and_then(|rest| rest.chars().next())
        .map_or(1, char::len_utf8);
    Ok((text, at + open + close + width))
}

/// A run without spaces, parentheses and quotes: operator, field or word.
fn bare(source: &str, at: usize) -> Result<Token, QueryError> {
    let rest = source.get(at..).unwrap_or_default();
    let len = rest
        .find(|c: char| c.is_whitespace() || is_quote(c) || c == '(' || c == ')')
        .unwrap_or(rest.len());
    let run = rest.get(..len).unwrap_or_default();
    let span = (at, at + len);
    if let Some(kind) = operator(run, span)? {
        return Ok(Token { kind, span });
    }
    if let Some((name, value)) = run.split_once(':')
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphabetic())
    {
        return field(source, at, name, value, span);
    }
    if let Some((name, _)) = run.split_once(['>', '<'])
        && LATER.contains(&name.to_ascii_lowercase().as_str())
    {
        return Err(unknown_field(name, span));
    }
    let words = words_of(run, span)?;
    Ok(Token {
        kind: Kind::Words(words),
        span,
    })
}

fn operator(run: &str, span: (usize, usize)) -> Result<Option<Kind>, QueryError> {
    let kind = match run {
        "AND" | "&&" | "&" => Kind::And,
        "OR" | "||" | "|" => Kind::Or,
        "NOT" => Kind::Not,
        "and" | "or" | "not" | "And" | "Or" | "Not" => {
            let message = format!("`{run}` is read as a plain word");
            let help = format!(
                "write `{}` for the operator, `\"{run}\"` for the word",
                run.to_uppercase()
            );
            return Err(QueryError::new(message, span, help));
        }
        _ => {
            let upper = run.to_ascii_uppercase();
            let Some(distance) = upper
                .strip_prefix("NEAR/")
                .or_else(|| (run == "NEAR").then_some(""))
            else {
                return Ok(None);
            };
            return near(run, distance, span).map(Some);
        }
    };
    Ok(Some(kind))
}

fn near(run: &str, distance: &str, span: (usize, usize)) -> Result<Kind, QueryError> {
    match distance.parse::<u32>() {
        Ok(distance) if distance <= MAX_DISTANCE => Ok(Kind::Near(distance)),
        _ => {
            let message = format!("`{run}` needs a distance from 0 to {MAX_DISTANCE} words");
            Err(QueryError::new(
                message,
                span,
                "write for example `rocket NEAR/5 skates`",
            ))
        }
    }
}

/// `name:value` or `name:"value"`.
fn field(
    source: &str,
    at: usize,
    name: &str,
    value: &str,
    span: (usize, usize),
) -> Result<Token, QueryError> {
    let Some(known) = FIELDS.iter().find(|known| known.eq_ignore_ascii_case(name)) else {
        return Err(unknown_field(name, span));
    };
    let (value, end) = if value.is_empty()
        && source
            .get(span.1..)
            .is_some_and(|rest| rest.starts_with(is_quote))
    {
        quoted(source, span.1)?
    } else {
        (value, span.1)
    };
    if value.trim().is_empty() {
        let message = format!("`{name}:` has no value");
        let help = format!("write it without a space, as in `{known}:{}`", example_of(known));
        return Err(QueryError::new(message, (at, end), help));
    }
    Ok(Token {
        kind: Kind::Field(known, value.trim().to_owned()),
        span: (at, end),
    })
}

fn example_of(field: &str) -> &'static str {
    match field {
        "site" => "jobs.example",
        "author" => "\"Jo Doe\"",
        _ => "en",
    }
}

fn unknown_field(name: &str, span: (usize, usize)) -> QueryError {
    let lower = name.to_ascii_lowercase();
    if LATER.contains(&lower.as_str()) {
        let help = "the fields are `site:`, `author:` and `lang:`";
        return QueryError::new(format!("`{name}:` is not supported yet"), span, help);
    }
    if matches!(lower.as_str(), "http" | "https") {
        let help = "write `site:acme.example` for where it was said, or put the address in quotes to find it in texts";
        return QueryError::new("an address is no query word", span, help);
    }
    let close = FIELDS.iter().find(|field| {
        field.starts_with(&lower)
            || lower.starts_with(*field)
            || (field.len() == lower.len() && differs_by_little(field, &lower))
    });
    let help = close.map_or_else(
        || "the fields are `site:`, `author:` and `lang:`; put the words in quotes to look for them as they stand".to_owned(),
        |field| format!("did you mean `{field}:`?"),
    );
    QueryError::new(format!("there is no field `{name}:`"), span, help)
}

fn differs_by_little(a: &str, b: &str) -> bool {
    a.bytes().zip(b.bytes()).filter(|(x, y)| x != y).count() <= 2
}

/// Splits written words into what must stand in a row.
pub(super) fn words_of(written: &str, span: (usize, usize)) -> Result<Words, QueryError> {
    let parts: Vec<String> = written
        .split(|c: char| c.is_whitespace() || is_separator(c))
        .filter_map(|part| Some(core_of(part)).filter(|part| !part.is_empty()))
        .map(str::to_owned)
        .collect();
    if parts.is_empty() {
        let message = if written.contains('*') {
            "a bare `*` matches everything"
        } else {
            "there is no word to look for here"
        };
        let help = "write the word or phrase that a mention contains";
        return Err(QueryError::new(message, span, help));
    }
    for part in &parts {
        wildcards::check(part, span)?;
    }
    Ok(Words { parts })
}

/// Signs that only hold words apart; texts write any of them for any other.
fn is_separator(c: char) -> bool {
    matches!(c, '-' | '_' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// A word without the punctuation around it; `*` and `?` are wildcards and belong to it. `#` and `@` before it, `+` and `#` after it belong to it, as in `c++`.
fn core_of(part: &str) -> &str {
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
