//! UTF-8 → rows of cells (RFC 4180, leniently).

use std::io::{self, Read};

use super::Row;

/// Longest row, in bytes.
const ROW_BYTES: usize = 1 << 20;
/// Most cells of a row.
const CELLS: usize = 2_000;
/// Bytes read at a time.
const PIECE_BYTES: usize = 32 * 1024;

/// A quote that is not closed within the longest row.
const OPEN_QUOTE: &str = "a quote that begins here is never closed, so it was read as an ordinary character";
const TOO_LONG: &str = "the line is longer than 1 MiB; only its beginning was read";
const TOO_MANY: &str = "the line has more than 2000 cells; the others were passed over";

/// Splits what it reads.
#[derive(Debug)]
pub(super) struct Splitter<R> {
    from: R,
    separator: u8,
    buffer: Vec<u8>,
    /// Where in the buffer the next row begins.
    at: usize,
    line: u64,
    ended: bool,
}

/// Where a row ends.
struct End {
    /// Bytes of the row.
    bytes: usize,
    /// Bytes with its line end.
    whole: usize,
    /// Line ends within quotes.
    lines: u64,
}

impl<R: Read> Splitter<R> {
    pub(super) fn new(from: R, separator: u8) -> Self {
        Self {
            from,
            separator,
            buffer: Vec::with_capacity(PIECE_BYTES),
            at: 0,
            line: 1,
            ended: false,
        }
    }

    pub(super) fn next_row(&mut self) -> io::Result<Option<Row>> {
        let Some((end, fault)) = self.find_end()? else {
            return Ok(None);
        };
        let raw = self.buffer.get(self.at..self.at + end.bytes).unwrap_or_default();
        let quotes = fault != Some(OPEN_QUOTE);
        let (cells, many) = cells(raw, self.separator, quotes);
        let row = Row {
            line: self.line,
            cells,
            fault: fault.or_else(|| many.then_some(TOO_MANY)),
        };
        self.at += end.whole;
        self.line += end.lines + 1;
        if fault == Some(TOO_LONG) {
            self.pass_line()?;
        }
        Ok(Some(row))
    }

    /// Reads until a whole row is in the buffer.
    fn find_end(&mut self) -> io::Result<Option<(End, Option<&'static str>)>> {
        // What was looked at already is not looked at again, unless quotes turn out not to count.
        let mut scan = Scan::default();
        loop {
            let raw = self.buffer.get(self.at..).unwrap_or_default();
            if let Some(end) = scan.go_on(raw, self.separator, true) {
                return Ok(Some((end, None)));
            }
            let is_full = raw.len() >= ROW_BYTES;
            if self.ended || is_full {
                if raw.is_empty() {
                    return Ok(None);
                }
                return Ok(Some(self.broken_end(scan.quoted, is_full)));
            }
            self.fill()?;
        }
    }

    /// The end of a row that has none: the last line, an open quote, or a line that is too long.
    fn broken_end(&self, quoted: bool, is_full: bool) -> (End, Option<&'static str>) {
        let raw = self.buffer.get(self.at..).unwrap_or_default();
        let all = End {
            bytes: raw.len(),
            whole: raw.len(),
            lines: 0,
        };
        if !quoted {
            return (all, is_full.then_some(TOO_LONG));
        }
        let end = Scan::default().go_on(raw, self.separator, false);
        match end {
            Some(end) => (end, Some(OPEN_QUOTE)),
            None if is_full => (all, Some(TOO_LONG)),
            None => (all, Some(OPEN_QUOTE)),
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.at > 0 {
            self.buffer.drain(..self.at);
            self.at = 0;
        }
        let before = self.buffer.len();
        self.buffer.resize(before + PIECE_BYTES, 0);
        let read = match self.buffer.get_mut(before..) {
            Some(room) => self.from.read(room)?,
            None => 0,
        };
        self.buffer.truncate(before + read);
        self.ended = read == 0;
        Ok(())
    }

    /// Passes over the rest of a line.
    fn pass_line(&mut self) -> io::Result<()> {
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            if let Some(end) = memchr::memchr(b'\n', rest) {
                self.at += end + 1;
                return Ok(());
            }
            self.at = self.buffer.len();
            if self.ended {
                return Ok(());
            }
            self.fill()?;
        }
    }
}

/// How far a row was looked at.
#[derive(Default)]
struct Scan {
    at: usize,
    quoted: bool,
    lines: u64,
    /// Whether a cell begins here, so that a quote opens it.
    begins: Option<bool>,
}

impl Scan {
    /// Looks for the end of the row in `raw`, which begins with what was looked at before.
    fn go_on(&mut self, raw: &[u8], separator: u8, quotes: bool) -> Option<End> {
        let mut begins = self.begins.unwrap_or(true);
        while let Some(&byte) = raw.get(self.at) {
            let at = self.at;
            self.at += 1;
            match byte {
                b'"' if quotes && self.quoted => {
                    // Doubled quotes open again at once.
                    self.quoted = false;
                    begins = true;
                    continue;
                }
                b'"' if quotes && begins => self.quoted = true,
                b'\n' if self.quoted => self.lines += 1,
                b'\n' => {
                    let before = raw.get(..at).unwrap_or_default();
                    let bytes = before.strip_suffix(b"\r").unwrap_or(before).len();
                    return Some(End {
                        bytes,
                        whole: at + 1,
                        lines: self.lines,
                    });
                }
                _ => {}
            }
            begins = byte == separator || (begins && byte == b' ');
            self.begins = Some(begins);
        }
        self.begins = Some(begins);
        None
    }
}

/// The cells of a row, and whether there were too many.
fn cells(raw: &[u8], separator: u8, quotes: bool) -> (Vec<String>, bool) {
    if raw.is_empty() {
        return (Vec::new(), false);
    }
    let mut found = Vec::new();
    let (mut cell, mut quoted, mut bytes) = (Vec::new(), false, raw.iter().copied().peekable());
    let text = |cell: &mut Vec<u8>| {
        let text = String::from_utf8_lossy(cell).trim().to_owned();
        cell.clear();
        text
    };
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if quotes && quoted && bytes.peek() == Some(&b'"') => {
                bytes.next();
                cell.push(b'"');
            }
            b'"' if quotes && quoted => quoted = false,
            b'"' if quotes && cell.iter().all(|byte| *byte == b' ') => {
                cell.clear();
                quoted = true;
            }
            byte if byte == separator && !quoted => {
                if found.len() + 1 >= CELLS {
                    return (found, true);
                }
                found.push(text(&mut cell));
            }
            byte => cell.push(byte),
        }
    }
    found.push(text(&mut cell));
    (found, false)
}
