//! From the letters of a query to its tokens.

use super::expr::Fact;
use super::fields::{self, FieldName, Of};
use super::{MAX_BYTES, MAX_COUNT, MAX_DISTANCE, QueryError, strange, values};
use crate::text::words::is_word;

/// One token and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'s> {
    pub(super) kind: Kind<'s>,
    pub(super) span: (usize, usize),
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind<'s> {
    Open,
    Close,
    And,
    Or,
    Not,
    Near {
        distance: u32,
        ordered: bool,
    },
    AtLeast(u32),
    /// A word, or what stands between quotes.
    Words(&'s str),
    /// `name:`; what it applies to follows without a space.
    Field(&'static FieldName),
    Fact(Fact),
}

/// Fewest bytes that a token of a usual query takes with the space behind it.
const TOKEN_BYTES: usize = 4;

/// Reads all tokens.
pub(super) fn lex(source: &str) -> Result<Vec<Token<'_>>, QueryError> {
    if source.len() > MAX_BYTES {
        let message = format!("the query is {} bytes long", source.len());
        let help =
            format!("at most {MAX_BYTES} bytes are read; split it into several brands or saved queries");
        let start = source.floor_char_boundary(MAX_BYTES);
        return Err(QueryError::new(message, (start, source.len()), help));
    }
    let mut lexer = Lexer {
        source,
        at: 0,
        tokens: Vec::with_capacity(source.len() / TOKEN_BYTES + 1),
    };
    while let Some(c) = lexer.rest().chars().next() {
        lexer.step(c)?;
    }
    Ok(lexer.tokens)
}

struct Lexer<'s> {
    source: &'s str,
    at: usize,
    tokens: Vec<Token<'s>>,
}

impl<'s> Lexer<'s> {
    fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or_default()
    }

    /// Adds a token of so many bytes.
    fn push(&mut self, kind: Kind<'s>, bytes: usize) {
        let span = (self.at, self.at + bytes);
        self.tokens.push(Token { kind, span });
        self.at += bytes;
    }

    fn step(&mut self, c: char) -> Result<(), QueryError> {
        let (rest, len) = (self.rest(), c.len_utf8());
        let negates =
            |next: &str| next.starts_with(|c| is_quote(c) || matches!(c, '(' | '#' | '@') || is_word(c));
        match c {
            _ if c.is_whitespace() => self.at += len,
            '(' => self.push(Kind::Open, len),
            ')' => self.push(Kind::Close, len),
            _ if is_quote(c) => self.quoted()?,
            '-' if rest.get(len..).is_some_and(negates) => self.push(Kind::Not, len),
            _ => self.bare()?,
        }
        Ok(())
    }

    /// Text between the quote here and the next one.
    fn quoted(&mut self) -> Result<(), QueryError> {
        let rest = self.rest();
        let open = rest.chars().next().map_or(1, char::len_utf8);
        let inner = rest.get(open..).unwrap_or_default();
        let Some((close, quote)) = inner.char_indices().find(|(_, c)| is_quote(*c)) else {
            let span = (self.at, self.source.len());
            let help = "close the phrase with `\"`";
            return Err(QueryError::new("the quote is never closed", span, help));
        };
        let text = inner.get(..close).unwrap_or_default();
        self.push(Kind::Words(text), open + close + quote.len_utf8());
        Ok(())
    }

    /// A run without spaces, parentheses and quotes: operator, field, comparison or word.
    fn bare(&mut self) -> Result<(), QueryError> {
        let rest = self.rest();
        let run = run_of(rest);
        let span = (self.at, self.at + run.len());
        if let Some(kind) = operator(run, span)? {
            self.push(kind, run.len());
            return Ok(());
        }
        if let Some((name, _)) = run.split_once(':')
            && !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_')
        {
            return self.field(name, span);
        }
        // Operators of other products are in capitals or have signs in them.
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if run.bytes().all(is_plain) {
            self.push(Kind::Words(run), run.len());
            return Ok(());
        }
        strange::refuse(run, span)?;
        strange::single_quotes(rest, self.at)?;
        if let Some(Token {
            kind: Kind::Words(before),
            ..
        }) = self.tokens.last()
        {
            strange::parted_field(before, run, span)?;
        }
        if let Some(fact) = values::figure(run, span) {
            self.push(Kind::Fact(fact?), run.len());
            return Ok(());
        }
        strange::foreign(run, span)?;
        strange::list(run, None, self.at)?;
        self.push(Kind::Words(run), run.len());
        Ok(())
    }

    /// `name:` and the value, group or `raw:` behind it.
    fn field(&mut self, name: &str, span: (usize, usize)) -> Result<(), QueryError> {
        let field = fields::find(name).ok_or_else(|| fields::unknown(name, span))?;
        self.push(Kind::Field(field), name.len() + 1);
        let rest = self.rest();
        let shown = field.name;
        if rest.starts_with('(') {
            return Ok(());
        }
        if rest.starts_with(is_quote) {
            let (start, end) = (self.at, self.tokens.len());
            self.quoted()?;
            let empty = self
                .tokens
                .get(end)
                .is_some_and(|token| matches!(token.kind, Kind::Words(text) if text.trim().is_empty()));
            return if empty {
                Err(no_value(shown, field.example, (span.0, self.at.max(start))))
            } else {
                Ok(())
            };
        }
        let run = run_of(rest);
        if run.is_empty() {
            return Err(no_value(shown, field.example, (span.0, self.at)));
        }
        let inner = run.split_once(':').and_then(|(name, _)| fields::find(name));
        match inner {
            Some(raw) if raw.of == Of::Raw && matches!(field.of, Of::Title | Of::Text) => {
                let name = run.split(':').next().unwrap_or_default();
                self.field(name, (self.at, self.at + run.len()))
            }
            Some(inner) if !matches!(field.of, Of::Raw | Of::Url) => {
                let message = format!("`{}:` stands inside `{shown}:`", inner.name);
                let help = format!("write two parts: `{shown}:… {}:…`", inner.name);
                Err(QueryError::new(message, (self.at, self.at + run.len()), help))
            }
            _ => {
                // Addresses may hold any of these signs, behind their host at least.
                let listed = match field.of {
                    Of::Raw | Of::Url => "",
                    Of::Site | Of::Link => run.split('/').next().unwrap_or_default(),
                    _ => run,
                };
                strange::list(listed, Some(shown), self.at)?;
                self.push(Kind::Words(run), run.len());
                Ok(())
            }
        }
    }
}

fn run_of(rest: &str) -> &str {
    let end = rest.find(|c: char| c.is_whitespace() || is_quote(c) || c == '(' || c == ')');
    rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

fn no_value(name: &str, example: &str, span: (usize, usize)) -> QueryError {
    let help = format!("write it without a space, as in `{name}:{example}`");
    QueryError::new(format!("`{name}:` has no value"), span, help)
}

fn operator(run: &str, span: (usize, usize)) -> Result<Option<Kind<'static>>, QueryError> {
    let kind = match run {
        "AND" | "&&" | "&" => Kind::And,
        "OR" | "||" | "|" => Kind::Or,
        "NOT" => Kind::Not,
        "and" | "or" | "not" | "And" | "Or" | "Not" => {
            let message = format!("`{run}` is read as a plain word");
            let upper = run.to_uppercase();
            let help = format!("write `{upper}` for the operator, `\"{run}\"` for the word");
            return Err(QueryError::new(message, span, help));
        }
        _ => return counted(run, span),
    };
    Ok(Some(kind))
}

/// `NEAR/n`, `ONEAR/n`, `ATLEAST/n`.
fn counted(run: &str, span: (usize, usize)) -> Result<Option<Kind<'static>>, QueryError> {
    // Most words begin with another letter.
    if !run.starts_with(['N', 'n', 'O', 'o', 'A', 'a']) {
        return Ok(None);
    }
    let upper = run.to_ascii_uppercase();
    let (name, number) = upper.split_once('/').unwrap_or((upper.as_str(), ""));
    let bare = run == name;
    let kind = match name {
        "NEAR" | "ONEAR" if bare || upper.contains('/') => {
            let ordered = name == "ONEAR";
            let distance = number.parse::<u32>().ok().filter(|n| *n <= MAX_DISTANCE);
            let Some(distance) = distance else {
                return Err(bad_distance(run, name, number, span));
            };
            Kind::Near { distance, ordered }
        }
        "ATLEAST" if bare || upper.contains('/') => {
            let least = number.parse::<u32>().ok().filter(|n| (1..=MAX_COUNT).contains(n));
            let Some(least) = least else {
                let message = format!("`{run}` needs a number from 1 to {MAX_COUNT}");
                return Err(QueryError::new(
                    message,
                    span,
                    "write for example `ATLEAST/3 acme`",
                ));
            };
            Kind::AtLeast(least)
        }
        _ => return Ok(None),
    };
    Ok(Some(kind))
}

fn bad_distance(run: &str, name: &str, number: &str, span: (usize, usize)) -> QueryError {
    let ordered = number.strip_suffix('F').filter(|n| n.parse::<u32>().is_ok());
    let help = match ordered {
        Some(distance) => format!("did you mean `ONEAR/{distance}`, which keeps the order?"),
        None => format!("write for example `rocket {name}/5 skates`"),
    };
    let message = format!("`{run}` needs a distance from 0 to {MAX_DISTANCE} words");
    QueryError::new(message, span, help)
}
