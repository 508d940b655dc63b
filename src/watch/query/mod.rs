//! Boolean queries: what a marketer writes to say what counts as a mention.
//!
//! ```text
//! acme OR "acme rockets" OR (rocket NEAR/5 skates) NOT ("acme clinic" OR site:jobs.example)
//! ```
//!
//! - `AND`, `OR`, `NOT` in capitals, parentheses; two words side by side mean `AND`. `NOT` binds tightest, then `NEAR/n`,
//!   `AND`, `OR`. A `NOT` without operator before it (or `-word`) takes out of everything before it in the same
//!   parentheses.
//! - `"a phrase"`: its words one after the other, whatever signs stand between them. A hyphen or `/` inside a word makes a
//!   phrase too: `coca-cola` finds `Coca Cola`.
//! - `a NEAR/n b`: both in one field in either order, with at most *n* words between; operands are words, phrases,
//!   `(a OR b)` or another `NEAR`. In scripts without spaces each character counts as a word.
//! - `rocket*`, `sky*rocket`, `*rocket`, `organi?e`: `*` stands for any number of letters of one word, `?` for exactly one;
//!   at least two letters in a row, three where the word begins with a wildcard.
//! - `site:`, `author:`, `lang:`: host (with subdomains, and path if given), author's name or handle, language
//!   as declared, else as judged.

mod explain;
mod lexer;
mod parser;
mod wildcards;

pub use explain::Explanation;
pub(super) use wildcards::shape_of;

use std::fmt;

/// Longest query, in bytes.
pub const MAX_BYTES: usize = 8 * 1024;
/// Deepest nesting of parentheses.
pub const MAX_DEPTH: usize = 64;
/// Most words, phrases and fields.
pub const MAX_TERMS: usize = 1_000;
/// Largest distance of `NEAR/n`.
pub const MAX_DISTANCE: u32 = 100;

/// A query that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    source: String,
    expr: Expr,
}

/// Why a query was not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} (at byte {start}): {help}")]
pub struct QueryError {
    /// What is wrong.
    pub message: String,
    /// Byte offset in the query where it begins.
    pub start: usize,
    /// Byte offset where it ends.
    pub end: usize,
    /// What to do.
    pub help: String,
}

impl QueryError {
    pub(super) fn new(message: impl Into<String>, span: (usize, usize), help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            start: span.0,
            end: span.1,
            help: help.into(),
        }
    }
}

/// A query as a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expr {
    /// A word or phrase.
    Words(Words),
    /// Two operands within so many words of each other.
    Near(Box<Self>, u32, Box<Self>),
    /// All of them.
    And(Vec<Self>),
    /// Any of them.
    Or(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
    /// Published on this host, below this path.
    Site {
        /// Host, ASCII and lower case, without `www.`.
        host: String,
        /// Path in the spelling of canonical keys, may be empty.
        path: String,
    },
    /// Written by somebody whose name or handle has these words.
    Author(Words),
    /// Declared to be in this language (primary subtag, lower case).
    Lang(String),
}

/// Words in a row, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// At least one; signs that only separate are gone, signs that belong (`c++`, `at&t`) are kept, and so are the
    /// wildcards `*` and `?`.
    pub(super) parts: Vec<String>,
}

impl Query {
    /// Reads a query.
    pub fn parse(source: &str) -> Result<Self, QueryError> {
        let tokens = lexer::lex(source)?;
        let expr = parser::parse(source, &tokens)?;
        Ok(Self {
            source: source.to_owned(),
            expr,
        })
    }

    /// The query as written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// How it was understood, as a tree, one line per part.
    pub fn explain(&self) -> String {
        explain::tree(&self.expr)
    }

    pub(super) fn expr(&self) -> &Expr {
        &self.expr
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts.as_slice() {
            [one] => write!(f, "`{one}`"),
            parts => write!(f, "phrase `{}`", parts.join(" ")),
        }
    }
}

#[cfg(test)]
mod tests;
