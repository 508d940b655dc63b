//! Patterns that are written in the source.

use regex::Regex;

/// Compiles a pattern that is part of the program.
///
/// # Panics
/// Where `pattern` is no regular expression. It is a literal of the program and never comes from outside; every one is
/// compiled by the tests of the module that holds it.
#[expect(
    clippy::expect_used,
    reason = "a literal of the program, compiled in every test run"
)]
pub(crate) fn constant(pattern: &'static str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}
