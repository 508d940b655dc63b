//! From tokens to a tree, with the reasons why not.

use super::lexer::{Kind, Token, words_of};
use super::{Expr, MAX_DEPTH, MAX_TERMS, QueryError};
use crate::text::url::{ascii_host, canonical};

/// Builds the tree and refuses what would match everything.
pub(super) fn parse(source: &str, tokens: &[Token]) -> Result<Expr, QueryError> {
    let end = (source.len(), source.len());
    if tokens.is_empty() {
        let help = "write the words that a mention contains, as in `acme OR \"acme rockets\"`";
        return Err(QueryError::new("the query is empty", (0, source.len()), help));
    }
    let terms = tokens
        .iter()
        .filter(|t| matches!(t.kind, Kind::Words(_) | Kind::Field(..)))
        .count();
    if terms > MAX_TERMS {
        let message = format!("the query has {terms} words and fields");
        let help = format!("at most {MAX_TERMS} are read; split it into several brands");
        return Err(QueryError::new(message, (0, source.len()), help));
    }
    let mut parser = Parser { tokens, at: 0, end };
    let expr = parser.whole(0)?;
    if let Some(token) = parser.peek() {
        // Everything else is consumed by `whole`, so this can only be a closing parenthesis.
        return Err(QueryError::new(
            "this `)` closes nothing",
            token.span,
            "remove it, or open a `(` before it",
        ));
    }
    if !selects(&expr) {
        let help = "every alternative needs a word, phrase, `site:` or `author:` that a mention must have";
        return Err(QueryError::new(
            "the query matches almost everything",
            (0, source.len()),
            help,
        ));
    }
    Ok(expr)
}

/// Whether an expression demands something, so that it cannot hold for any text at all.
fn selects(expr: &Expr) -> bool {
    match expr {
        Expr::Words(_) | Expr::Near(..) | Expr::Site { .. } | Expr::Author(_) => true,
        Expr::And(all) => all.iter().any(selects),
        Expr::Or(any) => any.iter().all(selects),
        Expr::Not(_) | Expr::Lang(_) => false,
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    end: (usize, usize),
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self, kind: &Kind) -> bool {
        let found = self.peek().is_some_and(|token| token.kind == *kind);
        self.at += usize::from(found);
        found
    }

    fn starts_operand(&self) -> bool {
        self.peek()
            .is_some_and(|token| matches!(token.kind, Kind::Open | Kind::Words(_) | Kind::Field(..)))
    }

    /// One pair of parentheses or the whole query: alternatives, from which each loose `NOT` takes out.
    fn whole(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let mut left = self.alternatives(depth)?;
        loop {
            if self.take(&Kind::Not) {
                let out = self.negated(depth)?;
                left = and(left, Expr::Not(Box::new(out)));
            } else if self.take(&Kind::Or) {
                let right = self.alternatives(depth)?;
                left = or(left, right);
            } else if self.take(&Kind::And) || self.starts_operand() {
                let right = self.conjunction(depth)?;
                left = and(left, right);
            } else {
                return Ok(left);
            }
        }
    }

    fn alternatives(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let mut left = self.conjunction(depth)?;
        while self.take(&Kind::Or) {
            let right = self.conjunction(depth)?;
            left = or(left, right);
        }
        Ok(left)
    }

    fn conjunction(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let mut left = self.unary(depth)?;
        while self.take(&Kind::And) || self.starts_operand() {
            let right = self.unary(depth)?;
            left = and(left, right);
        }
        Ok(left)
    }

    fn unary(&mut self, depth: usize) -> Result<Expr, QueryError> {
        if self.take(&Kind::Not) {
            return Ok(Expr::Not(Box::new(self.negated(depth)?)));
        }
        self.near(depth)
    }

    /// Operand of a `NOT` that was just read; `NOT NOT a` is refused rather than guessed at.
    fn negated(&mut self, depth: usize) -> Result<Expr, QueryError> {
        if let Some(token) = self.peek().filter(|token| token.kind == Kind::Not) {
            return Err(QueryError::new(
                "`NOT` follows `NOT`",
                token.span,
                "remove one of them",
            ));
        }
        self.near(depth)
    }

    fn near(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let start = self.peek().map_or(self.end.0, |token| token.span.0);
        let mut left = self.operand(depth)?;
        while let Some(Token {
            kind: Kind::Near(distance),
            span,
        }) = self.peek()
        {
            self.at += 1;
            check_near(&left, (start, span.0))?;
            let from = self.peek().map_or(self.end.0, |token| token.span.0);
            let right = self.operand(depth)?;
            let to = self
                .tokens
                .get(self.at.saturating_sub(1))
                .map_or(self.end.1, |token| token.span.1);
            check_near(&right, (from, to))?;
            left = Expr::Near(Box::new(left), *distance, Box::new(right));
        }
        Ok(left)
    }

    fn operand(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let Some(token) = self.peek() else {
            let help = "write a word, a phrase or a `(` after the operator, or remove it";
            return Err(QueryError::new("the query ends too early", self.end, help));
        };
        self.at += 1;
        match &token.kind {
            Kind::Words(words) => Ok(Expr::Words(words.clone())),
            Kind::Field(name, value) => field(name, value, token.span),
            Kind::Open => self.group(token.span, depth),
            Kind::Close => Err(QueryError::new(
                "a `)` stands where a word is expected",
                token.span,
                "write a word or phrase before it, or remove the operator or the empty `()`",
            )),
            Kind::And | Kind::Or | Kind::Near(_) => Err(QueryError::new(
                "an operator stands where a word is expected",
                token.span,
                "operators stand between two operands; put it in quotes to look for the word",
            )),
            Kind::Not => Err(QueryError::new(
                "`NOT` cannot stand here",
                token.span,
                "`NEAR/n` joins words and phrases; write `… NOT word` after it",
            )),
        }
    }

    fn group(&mut self, open: (usize, usize), depth: usize) -> Result<Expr, QueryError> {
        if depth >= MAX_DEPTH {
            let message = format!("parentheses are nested more than {MAX_DEPTH} deep");
            return Err(QueryError::new(message, open, "simplify the query"));
        }
        let inner = self.whole(depth + 1)?;
        if self.take(&Kind::Close) {
            return Ok(inner);
        }
        Err(QueryError::new("this `(` is never closed", open, "add a `)`"))
    }
}

fn field(name: &str, value: &str, span: (usize, usize)) -> Result<Expr, QueryError> {
    match name {
        "site" => site(value, span),
        "author" => words_of(value.trim_start_matches('@'), span).map(Expr::Author),
        _ => {
            let code = value
                .split(['-', '_'])
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            if matches!(code.len(), 2 | 3) && code.bytes().all(|b| b.is_ascii_lowercase()) {
                return Ok(Expr::Lang(code));
            }
            let message = format!("`{value}` is no language code");
            Err(QueryError::new(
                message,
                span,
                "use a two-letter code, as in `lang:sv`",
            ))
        }
    }
}

fn site(value: &str, span: (usize, usize)) -> Result<Expr, QueryError> {
    let key = canonical(value);
    let bare = value.split("://").last().unwrap_or(value);
    let host = bare.split(['/', '?', '#']).next().and_then(ascii_host);
    let Some(host) = host.filter(|host| host.contains('.') && key.is_some()) else {
        let message = format!("`{value}` is no host name");
        return Err(QueryError::new(
            message,
            span,
            "write for example `site:jobs.example`",
        ));
    };
    let host = host.strip_prefix("www.").unwrap_or(&host).to_owned();
    let path = key.and_then(|key| key.find('/').and_then(|at| key.get(at..)).map(str::to_owned));
    Ok(Expr::Site {
        host,
        path: path.unwrap_or_default(),
    })
}

/// `NEAR` needs places in the text, which only words, phrases and choices of them have.
fn check_near(expr: &Expr, span: (usize, usize)) -> Result<(), QueryError> {
    let placed = match expr {
        Expr::Words(_) | Expr::Near(..) => true,
        Expr::Or(any) => any.iter().all(|one| check_near(one, span).is_ok()),
        _ => false,
    };
    if placed {
        return Ok(());
    }
    let help = "use a word, a `\"phrase\"` or `(one OR another)` on both sides";
    Err(QueryError::new(
        "`NEAR` cannot measure the distance to this",
        span,
        help,
    ))
}

fn and(left: Expr, right: Expr) -> Expr {
    let mut all = if let Expr::And(all) = left {
        all
    } else {
        vec![left]
    };
    match right {
        Expr::And(more) => all.extend(more),
        one => all.push(one),
    }
    Expr::And(all)
}

fn or(left: Expr, right: Expr) -> Expr {
    let mut any = if let Expr::Or(any) = left { any } else { vec![left] };
    match right {
        Expr::Or(more) => any.extend(more),
        one => any.push(one),
    }
    Expr::Or(any)
}
