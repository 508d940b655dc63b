//! Where results go (standard output) and where everything else goes (standard error).

use std::io::{self, BufWriter, IsTerminal as _, Write};

use serde::Serialize;

use crate::text::plain::is_unseen;

/// The two streams of a command.
#[derive(Debug)]
pub struct Out {
    /// Whether JSON was asked for.
    pub json: bool,
    stdout: BufWriter<io::Stdout>,
}

impl Out {
    /// Streams of this process.
    pub fn new(json: bool) -> Self {
        Self {
            json,
            stdout: BufWriter::new(io::stdout()),
        }
    }

    /// One line of the result.
    ///
    /// # Errors
    /// When standard output is closed.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.stdout, "{}", printable(text))
    }

    /// Several lines of the result, as they are.
    ///
    /// # Errors
    /// When standard output is closed.
    pub fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stdout.write_all(bytes)
    }

    /// One JSON value on one line.
    ///
    /// # Errors
    /// When standard output is closed.
    pub fn json(&mut self, value: &impl Serialize) -> anyhow::Result<()> {
        serde_json::to_writer(&mut self.stdout, value)?;
        self.stdout.write_all(b"\n")?;
        Ok(())
    }

    /// A note beside the result.
    pub fn note(&mut self, text: &str) {
        self.flush().ok();
        writeln!(io::stderr(), "{}", printable(text)).ok();
    }

    /// Why it failed.
    pub fn problem(&mut self, text: &str) {
        self.note(&format!("mentiond: {text}"));
    }

    /// Writes out what is buffered.
    ///
    /// # Errors
    /// When standard output is closed.
    pub fn flush(&mut self) -> io::Result<()> {
        self.stdout.flush()
    }

    /// Whether a person watches standard error, where progress is drawn.
    pub fn watched() -> bool {
        io::stderr().is_terminal()
    }

    /// Whether standard error takes colours.
    pub fn coloured() -> bool {
        io::stderr().is_terminal()
    }
}

impl Drop for Out {
    fn drop(&mut self) {
        self.stdout.flush().ok();
    }
}

/// Fetched text may carry escape sequences and direction marks: they never reach a terminal.
pub(super) fn printable(text: &str) -> String {
    text.chars()
        .filter(|c| (!c.is_control() || matches!(c, '\n' | '\t')) && !is_unseen(*c))
        .collect()
}

/// Whether the reader of our output has gone, which is no failure of ours.
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
            || cause
                .downcast_ref::<serde_json::Error>()
                .is_some_and(|e| e.io_error_kind() == Some(io::ErrorKind::BrokenPipe))
    })
}

/// Lays rows out in columns, two blanks apart; the last column is not padded.
pub(super) fn columns(rows: &[Vec<String>]) -> Vec<String> {
    let width_of = |text: &str| text.chars().count();
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count)
        .map(|n| {
            rows.iter()
                .filter_map(|row| row.get(n))
                .map(|cell| width_of(cell))
                .max()
                .unwrap_or(0)
        })
        .collect();
    rows.iter()
        .map(|row| {
            let mut line = String::new();
            for (n, (cell, width)) in row.iter().zip(&widths).enumerate() {
                line.push_str(cell);
                if n + 1 < row.len() {
                    line.extend(std::iter::repeat_n(' ', width.saturating_sub(width_of(cell)) + 2));
                }
            }
            line.trim_end().to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_never_reach_a_terminal() {
        assert_eq!(printable("a\u{1b}[31mred\u{202E}x\r"), "a[31mredx");
    }

    #[test]
    fn columns_line_up() {
        let rows = vec![
            vec!["a".to_owned(), "b".to_owned()],
            vec!["long".to_owned(), "c".to_owned()],
        ];
        assert_eq!(columns(&rows), ["a     b", "long  c"]);
    }
}
