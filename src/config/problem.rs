//! What is wrong with a configuration, all of it, for people and for programs.

use std::{fmt, ops::Range};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::Serialize;

use super::masking;

/// Most problems shown to a person at once; the rest is counted.
const SHOWN: usize = 100;
/// Longest stretch of a line shown around a problem, in bytes each way.
const AROUND_BYTES: usize = 300;

/// Whether a problem keeps the configuration from being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The configuration is refused.
    Error,
    /// It works, though probably not as meant.
    Warning,
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// Path of the key, e.g. `source[2].with.tag`; empty for the file as a whole.
    pub key: String,
    /// What is wrong, one sentence without a final dot.
    pub message: String,
    /// What was found, where that helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What was expected instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Bytes of the file concerned; after masking, of the masked text.
    #[serde(skip)]
    pub(super) span: Range<usize>,
}

impl Problem {
    pub(super) fn new(severity: Severity, key: &str, span: Range<usize>, message: String) -> Self {
        Self {
            severity,
            line: 1,
            column: 1,
            key: key.to_owned(),
            message,
            found: None,
            expected: None,
            help: None,
            span,
        }
    }

    pub(super) fn found(&mut self, found: impl Into<String>) -> &mut Self {
        self.found = Some(found.into());
        self
    }

    pub(super) fn expected(&mut self, expected: impl Into<String>) -> &mut Self {
        self.expected = Some(expected.into());
        self
    }

    pub(super) fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    fn title(&self) -> String {
        if self.key.is_empty() {
            self.message.clone()
        } else {
            format!("`{}`: {}", self.key, self.message)
        }
    }

    fn label(&self) -> String {
        match (&self.expected, &self.found) {
            (Some(expected), Some(found)) => format!("expected {expected}, found {found}"),
            (Some(expected), None) => format!("expected {expected}"),
            (None, Some(found)) => format!("found {found}"),
            (None, None) => String::new(),
        }
    }
}

/// The problems of one file with the text they are about; secrets in it are already masked.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Problems {
    file: String,
    text: String,
    list: Vec<Problem>,
}

impl Problems {
    /// Sorts the problems by place, masks every secret in text and messages, and works out lines and columns.
    pub(super) fn new(file: &str, text: &str, mut list: Vec<Problem>, secrets: &masking::Secrets) -> Self {
        list.sort_by_key(|problem| (problem.span.start, problem.span.end));
        list.dedup();
        let masked = if list.is_empty() {
            masking::Masked::default()
        } else {
            masking::mask(text, secrets)
        };
        let starts = line_starts(&masked.text);
        for problem in &mut list {
            problem.span = masked.moved(problem.span.start)..masked.moved(problem.span.end);
            (problem.line, problem.column) = place(&masked.text, &starts, problem.span.start);
            for words in [&mut problem.found, &mut problem.expected, &mut problem.help]
                .into_iter()
                .flatten()
                .chain([&mut problem.message])
            {
                secrets.hide(words);
            }
        }
        Self {
            file: file.to_owned(),
            text: masked.text,
            list,
        }
    }

    /// A problem with a file as a whole, such as one that cannot be read.
    pub fn whole_file(file: &str, message: impl Into<String>, help: Option<&str>) -> Self {
        let mut problem = Problem::new(Severity::Error, "", 0..0, message.into());
        problem.help = help.map(str::to_owned);
        Self {
            file: file.to_owned(),
            text: String::new(),
            list: vec![problem],
        }
    }

    /// Every problem, in file order.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.list.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Name of the file as given to `load`.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// For people: each problem with the lines it is about, in colour if asked.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let starts = line_starts(&self.text);
        let mut out = String::new();
        for problem in self.list.iter().take(SHOWN) {
            out.push_str(&self.render_one(problem, &starts, &renderer));
            out.push_str("\n\n");
        }
        if self.list.len() > SHOWN {
            let more = self.list.len() - SHOWN;
            out.extend(["… and ", &more.to_string(), " more\n\n"]);
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }

    fn render_one(&self, problem: &Problem, starts: &[usize], renderer: &Renderer) -> String {
        let level = match problem.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let (excerpt, offset) = excerpt(&self.text, starts, problem);
        let first = problem.span.start.saturating_sub(offset).min(excerpt.len());
        let last = problem
            .span
            .end
            .saturating_sub(offset)
            .clamp(first, excerpt.len());
        let label = problem.label();
        let mut mark = AnnotationKind::Primary.span(first..last);
        if !label.is_empty() {
            mark = mark.label(label);
        }
        let about_all = self.text.is_empty() || (problem.key.is_empty() && problem.span == (0..0));
        let title = match (about_all, problem.label()) {
            (true, label) if !label.is_empty() => {
                level.primary_title(format!("{}; {label}", problem.title()))
            }
            _ => level.primary_title(problem.title()),
        };
        let mut group = if about_all {
            title.element(annotate_snippets::Origin::path(self.file.as_str()))
        } else {
            let snippet = Snippet::source(excerpt)
                .line_start(problem.line)
                .path(self.file.as_str())
                .annotation(mark);
            title.element(snippet)
        };
        if let Some(help) = &problem.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        renderer.render(&[group])
    }

    /// For programs.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({ "file": self.file, "problems": self.list })
    }
}

impl fmt::Display for Problems {
    /// One problem a line: `file:line:column: key: message; expected …, found … (help)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, problem) in self.list.iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            write!(
                f,
                "{}:{}:{}: {}",
                self.file,
                problem.line,
                problem.column,
                problem.title()
            )?;
            let label = problem.label();
            if !label.is_empty() {
                write!(f, "; {label}")?;
            }
            if let Some(help) = &problem.help {
                write!(f, " ({help})")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

impl fmt::Debug for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.list).finish()
    }
}

/// Where each line begins.
pub(super) fn line_starts(text: &str) -> Vec<usize> {
    let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect()
}

/// Line and column (in characters) of a byte, both from 1.
fn place(text: &str, starts: &[usize], at: usize) -> (usize, usize) {
    let line = starts.partition_point(|start| *start <= at).max(1);
    let start = starts.get(line - 1).copied().unwrap_or(0);
    let column = text.get(start..at).map_or(0, |before| before.chars().count());
    (line, column + 1)
}

/// The first line a problem is about, cut to a readable length, and where that excerpt begins.
fn excerpt<'t>(text: &'t str, starts: &[usize], problem: &Problem) -> (&'t str, usize) {
    let line_start = starts.get(problem.line - 1).copied().unwrap_or(0);
    let line_end = starts.get(problem.line).map_or(text.len(), |next| next - 1);
    let from = line_start.max(problem.span.start.saturating_sub(AROUND_BYTES));
    let to = line_end.min(problem.span.start.saturating_add(AROUND_BYTES));
    let from = (line_start..=from)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(line_start);
    let to = (to..=line_end)
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(line_end);
    (text.get(from..to).unwrap_or("").trim_end_matches('\r'), from)
}
