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
//! - In scripts without spaces each character counts as a word, but katakana is read in runs: a name begins one or is all of it.
//!
//! Everything else is told by [`REFERENCE`], whose examples are tested.

mod explain;
mod expr;
mod fields;
mod lexer;
mod parser;
mod reference;
mod report;
mod saved;
mod strange;
mod values;
mod wildcards;
mod words;

pub use explain::{Explanation, Truth};
pub use reference::{Operator, REFERENCE};
pub use saved::{Library, MAX_ID_BYTES, READY_MADE, SavedQuery};

pub(super) use expr::{Expr, Fact, Figure, Place, Sign, Tag};
pub(super) use wildcards::{is_wild, shape_of};
pub(super) use words::labels;

/// Longest query, in bytes.
pub const MAX_BYTES: usize = 8 * 1024;
/// Deepest nesting of parentheses.
pub const MAX_DEPTH: usize = 64;
/// Most levels of a tree, those of saved queries included.
pub const MAX_LEVELS: usize = 128;
/// Most words, phrases and fields, those of saved queries included.
pub const MAX_TERMS: usize = 1_000;
/// Largest distance of `NEAR/n`.
pub const MAX_DISTANCE: u32 = 100;
/// Largest number of `ATLEAST/n`.
pub const MAX_COUNT: u32 = 1_000;

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
    /// An error that no part of the query is to blame for.
    pub(crate) fn nowhere(message: impl Into<String>) -> Self {
        Self::new(message, (0, 0), "please report it with the query")
    }

    pub(super) fn new(message: impl Into<String>, span: (usize, usize), help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            start: span.0,
            end: span.1,
            help: help.into(),
        }
    }
}

impl Query {
    /// Reads a query that names ready-made queries at most.
    pub fn parse(source: &str) -> Result<Self, QueryError> {
        Self::parse_with(source, Library::ready_made())
    }

    /// Reads a query that may name these saved ones.
    pub fn parse_with(source: &str, library: &Library) -> Result<Self, QueryError> {
        let tokens = lexer::lex(source)?;
        let expr = parser::parse(source, &tokens, &|id, span| library.get(id, span))?;
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

    /// Whether it asks for the language of a document.
    pub fn asks_language(&self) -> bool {
        self.expr.asks_language()
    }

    pub(super) fn expr(&self) -> &Expr {
        &self.expr
    }
}

#[cfg(test)]
mod refusals;
#[cfg(test)]
mod tests;
