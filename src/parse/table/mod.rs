//! Tables as spreadsheets, shops and analytics services export them: CSV in any dialect → rows, one by one, in bounded
//! memory.
//!
//! The first part of a file tells its encoding, its separator and its decimal sign. A quote that is never closed costs the
//! line that it stands on, not the rest of the file.

mod decode;
mod dialect;
mod split;

use std::io::{self, Read};

pub use dialect::{Decimal, Dialect, Wish};

use decode::Utf8Reader;
use split::Splitter;

/// How much of a file is looked at for its dialect, in bytes.
const HEAD_BYTES: usize = 64 * 1024;

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The line that it begins on, counted from 1.
    pub line: u64,
    /// Its cells, without quotes and without blanks around them.
    pub cells: Vec<String>,
    /// What had to be repaired.
    pub fault: Option<&'static str>,
}

impl Row {
    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }
}

/// The rows of a table.
#[derive(Debug)]
pub struct Rows<R> {
    /// How the table is written.
    pub dialect: Dialect,
    /// Name of its encoding.
    pub encoding: &'static str,
    splitter: Splitter<Utf8Reader<io::Chain<io::Cursor<Vec<u8>>, R>>>,
}

impl<R: Read> Rows<R> {
    /// Begins to read; `wish` says what of the dialect is known.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn new(mut from: R, wish: &Wish) -> io::Result<Self> {
        let mut head = Vec::new();
        let limit = u64::try_from(HEAD_BYTES).unwrap_or(u64::MAX);
        (&mut from).take(limit).read_to_end(&mut head)?;
        let (encoding, mark_bytes) = decode::encoding_of(&head);
        let shown = decode::whole(encoding, head.get(mark_bytes..).unwrap_or_default());
        let dialect = Dialect::of(&shown, wish);
        let rest = head.split_off(mark_bytes.min(head.len()));
        let bytes = io::Cursor::new(rest).chain(from);
        Ok(Self {
            dialect,
            encoding: encoding.name(),
            splitter: Splitter::new(Utf8Reader::new(bytes, encoding), dialect.separator),
        })
    }

    /// The next row; `None` at the end. Lines in which nothing at all stands are rows without cells.
    ///
    /// # Errors
    /// When the file cannot be read on.
    pub fn next_row(&mut self) -> io::Result<Option<Row>> {
        self.splitter.next_row()
    }
}

#[cfg(test)]
mod tests;
