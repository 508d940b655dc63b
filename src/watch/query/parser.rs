//! From tokens to a tree, with the reasons why not.

use std::sync::Arc;

use super::expr::{Expr, Fact, Near, Sign};
use super::fields::{FieldName, Of};
use super::lexer::{Kind, Token};
use super::words::{tag, tag_of, words_in, words_of};
use super::{MAX_DEPTH, MAX_LEVELS, MAX_TERMS, QueryError, values};
use crate::watch::patterns::Field;

type Span = (usize, usize);

/// Gives what a saved query says.
pub(super) type Lookup<'a> = &'a dyn Fn(&str, Span) -> Result<Arc<Expr>, QueryError>;

/// Builds the tree and refuses what would match everything.
pub(super) fn parse(source: &str, tokens: &[Token<'_>], saved: Lookup<'_>) -> Result<Expr, QueryError> {
    let whole = (0, source.len());
    if tokens.is_empty() {
        let help = "write the words that a mention contains, as in `acme OR \"acme rockets\"`";
        return Err(QueryError::new("the query is empty", whole, help));
    }
    let terms = tokens
        .iter()
        .filter(|t| matches!(t.kind, Kind::Words(_) | Kind::Fact(_)));
    check_terms(terms.count(), whole)?;
    let mut parser = Parser {
        tokens,
        at: 0,
        end: (source.len(), source.len()),
        saved,
        within: None,
    };
    let expr = parser.whole(0)?;
    if let Some(token) = parser.peek() {
        // Everything else is consumed by `whole`, so this can only be a closing parenthesis.
        let help = "remove it, or open a `(` before it";
        return Err(QueryError::new("this `)` closes nothing", token.span, help));
    }
    check_terms(expr.terms(), whole)?;
    if expr.depth() > MAX_LEVELS {
        let message = format!("the query has more than {MAX_LEVELS} levels, saved queries included");
        return Err(QueryError::new(
            message,
            whole,
            "simplify it, or split it into several brands",
        ));
    }
    if !selects(&expr) {
        let help = "every alternative needs a word, phrase, tag, `site:`, `link:`, `url:`, `source:` or `author:` that a \
                    mention must have";
        return Err(QueryError::new(
            "the query matches almost everything",
            whole,
            help,
        ));
    }
    Ok(expr)
}

fn check_terms(terms: usize, whole: Span) -> Result<(), QueryError> {
    if terms <= MAX_TERMS {
        return Ok(());
    }
    let message = format!("the query has {terms} words and fields");
    let help = format!(
        "at most {MAX_TERMS} are read, those of saved queries included; split it into several brands"
    );
    Err(QueryError::new(message, whole, help))
}

/// Whether an expression demands something, so that it cannot hold for any text at all.
fn selects(expr: &Expr) -> bool {
    match expr {
        Expr::Fact(Fact::Lang(_) | Fact::Figure(..)) | Expr::Not(_) => false,
        Expr::Words(_) | Expr::Raw(_) | Expr::Tag(_) | Expr::Near(..) | Expr::Count(..) | Expr::Fact(_) => {
            true
        }
        Expr::And(all) => all.iter().any(selects),
        Expr::Or(any) => any.iter().all(selects),
        Expr::Saved(_, inner) => selects(inner),
    }
}

struct Parser<'a, 's> {
    tokens: &'a [Token<'s>],
    at: usize,
    end: Span,
    saved: Lookup<'a>,
    /// The field whose group or value is read.
    within: Option<&'static FieldName>,
}

impl<'a, 's> Parser<'a, 's> {
    fn peek(&self) -> Option<&'a Token<'s>> {
        self.tokens.get(self.at)
    }

    fn take(&mut self, kind: &Kind<'_>) -> bool {
        let found = self.peek().is_some_and(|token| token.kind == *kind);
        self.at += usize::from(found);
        found
    }

    fn starts_operand(&self) -> bool {
        self.peek().is_some_and(|token| {
            matches!(
                token.kind,
                Kind::Open | Kind::Words(_) | Kind::Field(_) | Kind::Fact(_) | Kind::AtLeast(_)
            )
        })
    }

    /// Where the token to be read begins, and where the one read last ends.
    fn from(&self) -> usize {
        self.peek().map_or(self.end.0, |token| token.span.0)
    }

    fn to(&self) -> usize {
        let last = self.at.checked_sub(1).and_then(|last| self.tokens.get(last));
        last.map_or(self.end.1, |token| token.span.1)
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
            let help = "remove one of them";
            return Err(QueryError::new("`NOT` follows `NOT`", token.span, help));
        }
        self.near(depth)
    }

    fn near(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let start = self.from();
        let mut left = self.operand(depth)?;
        while let Some(&Token {
            kind: Kind::Near { distance, ordered },
            span,
        }) = self.peek()
        {
            self.at += 1;
            check_placed(&left, "NEAR", (start, span.0))?;
            let from = self.from();
            let right = self.operand(depth)?;
            check_placed(&right, "NEAR", (from, self.to()))?;
            let (one, other) = (fields_of(&left), fields_of(&right));
            if one & other == 0 {
                let help = "a distance is measured within one field: use the same on both sides";
                let message = "the two sides of `NEAR` stand in different fields";
                return Err(QueryError::new(message, (start, self.to()), help));
            }
            left = Expr::Near(Near {
                left: Box::new(left),
                right: Box::new(right),
                distance,
                ordered,
            });
        }
        Ok(left)
    }

    fn operand(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let Some(token) = self.peek() else {
            let help = "write a word, a phrase or a `(` after the operator, or remove it";
            return Err(QueryError::new("the query ends too early", self.end, help));
        };
        self.at += 1;
        let refuse = |message: &str, help: &str| Err(QueryError::new(message, token.span, help));
        match &token.kind {
            Kind::Words(text) => self.leaf(text, token.span),
            Kind::Fact(fact) => match self.within {
                None => Ok(Expr::Fact(fact.clone())),
                Some(field) => Err(inside(field, "a comparison", token.span)),
            },
            Kind::Field(field) => self.field(field, token.span, depth),
            Kind::AtLeast(least) => self.at_least(*least, token.span, depth),
            Kind::Open => self.group(token.span, depth),
            Kind::Close => refuse(
                "a `)` stands where a word is expected",
                "write a word or phrase before it, or remove the operator or the empty `()`",
            ),
            Kind::And | Kind::Or | Kind::Near { .. } => refuse(
                "an operator stands where a word is expected",
                "operators stand between two operands; put it in quotes to look for the word",
            ),
            Kind::Not => refuse(
                "`NOT` cannot stand here",
                "`NEAR/n` and `ATLEAST/n` take words and phrases; write `… NOT word` after them",
            ),
        }
    }

    fn group(&mut self, open: Span, depth: usize) -> Result<Expr, QueryError> {
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

    fn at_least(&mut self, least: u32, span: Span, depth: usize) -> Result<Expr, QueryError> {
        if let Some(token) = self.peek().filter(|token| matches!(token.kind, Kind::AtLeast(_))) {
            let help = "keep the larger number";
            return Err(QueryError::new("`ATLEAST` follows `ATLEAST`", token.span, help));
        }
        let from = self.from();
        let inner = self.operand(depth)?;
        let at = (from.min(self.to()).max(span.1), self.to());
        check_placed(&inner, "ATLEAST", at)?;
        Ok(Expr::Count(least, Box::new(inner)))
    }

    /// What follows `name:`: a value, or a group to each word of which it applies.
    fn field(&mut self, field: &'static FieldName, span: Span, depth: usize) -> Result<Expr, QueryError> {
        let raw_in = field.of == Of::Raw
            && self
                .within
                .is_some_and(|outer| matches!(outer.of, Of::Title | Of::Text));
        if let Some(outer) = self.within
            && !raw_in
        {
            return Err(inside(outer, &format!("`{}:`", field.name), span));
        }
        if raw_in {
            let Some(Token {
                kind: Kind::Words(text),
                span,
            }) = self.peek()
            else {
                return Err(QueryError::new(
                    "`raw:` takes one text",
                    span,
                    "write for example `raw:\"C++\"`",
                ));
            };
            self.at += 1;
            return Ok(Expr::Raw(values::raw(
                text.trim(),
                self.searched(),
                (span.0, span.1),
            )?));
        }
        let grouped = self.peek().is_some_and(|token| token.kind == Kind::Open);
        if grouped && matches!(field.of, Of::Raw | Of::Query) {
            let message = format!("`{}:` takes no group", field.name);
            let help = format!("write it before each: `{}:{}`", field.name, field.example);
            return Err(QueryError::new(message, span, help));
        }
        self.within = Some(field);
        let inner = self.operand(depth);
        self.within = None;
        // The caret of a refused value stands under its field too.
        inner.map_err(|error| QueryError {
            start: if grouped {
                error.start
            } else {
                error.start.min(span.0)
            },
            ..error
        })
    }

    /// The only part of a document that is searched, inside `title:` and `text:`.
    fn searched(&self) -> Option<Field> {
        match self.within?.of {
            Of::Title => Some(Field::Title),
            Of::Text => Some(Field::Text),
            _ => None,
        }
    }

    /// A written value, read as the field around it asks.
    fn leaf(&self, text: &str, span: Span) -> Result<Expr, QueryError> {
        let text = text.trim();
        let Some(field) = self.within else {
            return placed(text, None, span);
        };
        let fact = match field.of {
            Of::Title | Of::Text => return placed(text, self.searched(), span),
            Of::Raw => return Ok(Expr::Raw(values::raw(text, None, span)?)),
            Of::Hashtag => return wide(Sign::Hash, text, span),
            Of::Handle => return wide(Sign::At, text, span),
            Of::Query => return Ok(Expr::Saved(text.to_owned(), (self.saved)(text, span)?)),
            Of::Author => Fact::Author(words_of(text.trim_start_matches('@'), span)?),
            Of::Source => Fact::Source(words_of(text, span)?),
            Of::Site => Fact::Site(values::place("site", text, span)?),
            Of::Link => Fact::Link(values::place("link", text, span)?),
            Of::Url => values::letters(text, span)?,
            Of::Lang => values::language(text, span)?,
        };
        Ok(Expr::Fact(fact))
    }
}

/// A word, phrase or tag.
fn placed(text: &str, within: Option<Field>, span: Span) -> Result<Expr, QueryError> {
    let words = match tag_of(text, within, span) {
        Some(tag) => return Ok(Expr::Tag(tag?)),
        None => words_in(text, within, span)?,
    };
    // Punctuation around it makes no other token of it.
    let tag = match words.parts.as_slice() {
        [only] => tag_of(only, within, span),
        _ => None,
    };
    match tag {
        Some(tag) => Ok(Expr::Tag(tag?)),
        None => Ok(Expr::Words(words)),
    }
}

/// `hashtag:` and `handle:`.
fn wide(sign: Sign, text: &str, span: Span) -> Result<Expr, QueryError> {
    let name = text.trim_start_matches(['#', '＃', '@', '＠']);
    let Some(tag) = tag(sign, name, None, span) else {
        let (what, help) = match sign {
            Sign::Hash => (
                "hashtag",
                "a hashtag has letters, digits and `_`, as in `hashtag:acmelaunch`".to_owned(),
            ),
            Sign::At => ("account", account_help(name, span)),
        };
        return Err(QueryError::new(format!("`{text}` is no {what}"), span, help));
    };
    Ok(Expr::Tag(super::expr::Tag { wide: true, ..tag? }))
}

/// What to write for an account. Brands' accounts are configured as `platform:name` or by their address, of which a query
/// takes the name.
fn account_help(written: &str, span: Span) -> String {
    let (_, name) = written
        .trim_end_matches('/')
        .rsplit_once([':', '/'])
        .unwrap_or_default();
    match tag(Sign::At, name.trim_start_matches('@'), None, span) {
        Some(Ok(tag)) => format!(
            "write the name alone: `handle:{0}`; beside `site:`, as in `handle:{0} site:social.example`, it counts on one \
             platform only",
            tag.name
        ),
        _ => "write the name without spaces, as in `handle:acme` or `handle:acme@social.example`".to_owned(),
    }
}

fn inside(field: &FieldName, what: &str, span: Span) -> QueryError {
    let message = format!("{what} cannot stand inside `{}:( )`", field.name);
    let help = format!("move it out: `{}:(…) AND …`", field.name);
    QueryError::new(message, span, help)
}

/// `NEAR` and `ATLEAST` need places in the text, which only words, phrases, tags and choices of them have.
fn check_placed(expr: &Expr, operator: &str, span: Span) -> Result<(), QueryError> {
    if is_placed(expr) {
        return Ok(());
    }
    let message = match operator {
        "NEAR" => "`NEAR` cannot measure the distance to this",
        _ => "`ATLEAST` cannot count this",
    };
    let help = match operator {
        "NEAR" => "use a word, a `\"phrase\"` or `(one OR another)` on both sides",
        _ => "use a word, a `\"phrase\"` or `(one OR another)`",
    };
    Err(QueryError::new(message, span, help))
}

fn is_placed(expr: &Expr) -> bool {
    match expr {
        Expr::Words(_) | Expr::Raw(_) | Expr::Near(_) => true,
        Expr::Tag(tag) => !tag.wide,
        Expr::Or(any) => any.iter().all(is_placed),
        Expr::Saved(_, inner) => is_placed(inner),
        Expr::And(_) | Expr::Not(_) | Expr::Count(..) | Expr::Fact(_) => false,
    }
}

/// The fields in which something with a place may stand, one bit each.
fn fields_of(expr: &Expr) -> u8 {
    let bits = |within: Option<Field>| match within {
        Some(Field::Title) => 1,
        Some(Field::Text) => 2,
        None => 3,
    };
    match expr {
        Expr::Words(words) => bits(words.within),
        Expr::Raw(raw) => bits(raw.within),
        Expr::Tag(tag) => bits(tag.within),
        Expr::Near(near) => fields_of(&near.left) & fields_of(&near.right),
        Expr::Or(any) => any.iter().fold(0, |all, one| all | fields_of(one)),
        Expr::Saved(_, inner) => fields_of(inner),
        _ => 3,
    }
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
