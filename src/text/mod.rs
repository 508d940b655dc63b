//! Letters, words, addresses and dates.

pub mod charset;
pub mod date;
pub mod fold;
pub mod gzip;
pub(crate) mod hash;
pub mod html;
pub mod language;
pub mod nearest;
pub(crate) mod pattern;
pub mod plain;
pub mod url;
pub mod words;

#[cfg(test)]
pub(crate) mod corpora;
