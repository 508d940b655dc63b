//! Walks the TOML document by the shapes and collects every problem.

mod node;
mod scalars;
mod strings;

use crate::text::nearest::{nearest, suggestion};
use crate::watch::Library;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::{
    SecretSource,
    masking::Secrets,
    problem::{Problem, Severity, line_starts},
    shape::Shape,
};

pub(super) use node::{Place, Table, Value, shown};

/// Everything found so far.
pub(in crate::config) struct Reader<'a> {
    text: &'a str,
    lines: Vec<usize>,
    errors: usize,
    outside: &'a dyn SecretSource,
    pub(in crate::config) problems: Vec<Problem>,
    pub(in crate::config) secrets: Secrets,
    /// The saved queries that others may name.
    pub(in crate::config) library: Library,
}

impl<'a> Reader<'a> {
    pub(in crate::config) fn new(text: &'a str, outside: &'a dyn SecretSource) -> Self {
        Self {
            text,
            lines: line_starts(text),
            errors: 0,
            outside,
            problems: Vec::new(),
            secrets: Secrets::default(),
            library: Library::default(),
        }
    }

    /// Records an error.
    pub(in crate::config) fn error(
        &mut self,
        place: &impl Place,
        message: impl Into<String>,
    ) -> &mut Problem {
        self.add(Severity::Error, place.path(), place.span(), message.into())
    }

    /// Records what the TOML parser says.
    pub(in crate::config) fn syntax(&mut self, message: &str, span: Range<usize>) {
        if message.contains("duplicate key") {
            let key = shown(self.text.get(span.clone()).unwrap_or(""));
            self.add(Severity::Error, "", span, format!("`{key}` is given twice"))
                .help("keep one of them; tables that may be repeated are written `[[name]]`");
            return;
        }
        let lines: Vec<&str> = message.lines().map(str::trim).collect();
        let message = shown(&lines.join("; "));
        self.add(Severity::Error, "", span, message);
    }

    /// Whether anything recorded is an error.
    pub(in crate::config) fn errors_remain(&self) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.severity == Severity::Error)
    }

    /// The bytes of a file that holds a list.
    pub(in crate::config) fn list(&self, path: &std::path::Path) -> Result<Vec<u8>, String> {
        self.outside.list(path)
    }

    /// How many errors there are so far.
    pub(in crate::config) fn errors(&self) -> usize {
        self.errors
    }

    /// Records a warning.
    pub(in crate::config) fn warn(&mut self, place: &impl Place, message: impl Into<String>) -> &mut Problem {
        self.add(Severity::Warning, place.path(), place.span(), message.into())
    }

    #[expect(clippy::indexing_slicing, reason = "the element was pushed the line before")]
    fn add(&mut self, severity: Severity, path: &str, span: Range<usize>, message: String) -> &mut Problem {
        self.errors += usize::from(severity == Severity::Error);
        self.problems.push(Problem::new(severity, path, span, message));
        let last = self.problems.len() - 1;
        &mut self.problems[last]
    }

    /// Records an error at part of a string: `part` counts bytes of its decoded value.
    pub(in crate::config) fn error_inside(
        &mut self,
        value: &Value<'_>,
        part: Range<usize>,
        message: impl Into<String>,
    ) -> &mut Problem {
        let raw = self.text.get(value.span()).unwrap_or("");
        let inner = match value.node {
            DeValue::String(decoded) if !decoded.contains("${") => super::escapes::locate(raw, part),
            _ => None,
        };
        let span = inner.map_or_else(
            || value.span(),
            |inner| value.span.start + inner.start..value.span.start + inner.end,
        );
        self.add(Severity::Error, &value.path, span, message.into())
    }

    /// Records that a name is not among those known.
    pub(in crate::config) fn unknown(&mut self, place: &impl Place, what: &str, name: &str, known: &[&str]) {
        let help = suggestion(name, known);
        let problem = self.error(place, format!("there is no {what} `{}`", shown(name)));
        problem.help = help;
    }

    /// The top table.
    pub(in crate::config) fn top<'d>(&mut self, map: &'d DeTable<'d>, shape: &Shape) -> Table<'d> {
        let table = Table {
            path: String::new(),
            span: 0..0,
            map,
        };
        self.check_keys(&table, shape);
        table
    }

    /// A value as a table of a shape; keys the shape does not have are reported here.
    pub(in crate::config) fn table<'d>(&mut self, value: &Value<'d>, shape: &Shape) -> Option<Table<'d>> {
        let table = self.free_table(value)?;
        self.check_keys(&table, shape);
        Some(table)
    }

    /// A value as a table whose keys are the user's own.
    pub(in crate::config) fn free_table<'d>(&mut self, value: &Value<'d>) -> Option<Table<'d>> {
        let table = value.as_table();
        if table.is_none() {
            self.wrong_type(value, "a table");
        }
        table
    }

    fn check_keys(&mut self, table: &Table<'_>, shape: &Shape) {
        for value in table.entries() {
            let name = value.name();
            if shape.key(&name).is_none() {
                let known = shape.names();
                let help = nearest(&name, known.iter().copied())
                    .map(|near| format!("did you mean `{near}`?"))
                    .or_else(|| suggestion(&name, &known));
                let problem = self.error(&value.key_place(), format!("unknown key `{}`", shown(&name)));
                problem.help = help;
            }
        }
    }

    /// The tables of an array such as `[[brand]]`; none if the key is absent.
    pub(in crate::config) fn tables<'d>(
        &mut self,
        table: &Table<'d>,
        key: &str,
        shape: &Shape,
    ) -> Vec<Table<'d>> {
        let Some(value) = table.get(key) else {
            return Vec::new();
        };
        if let (DeValue::Table(_), true) = (value.node, table.path.is_empty()) {
            self.error(
                &value.key_place(),
                format!("`{key}` may be given several times, so it is an array of tables"),
            )
            .expected(format!("`[[{key}]]`"))
            .found(format!("`[{key}]`"));
            return Vec::new();
        }
        let elements = self.array(&value);
        elements
            .iter()
            .filter_map(|element| self.table(element, shape))
            .collect()
    }

    /// The elements of an array.
    pub(in crate::config) fn array<'d>(&mut self, value: &Value<'d>) -> Vec<Value<'d>> {
        let DeValue::Array(array) = value.node else {
            self.wrong_type(value, "an array");
            return Vec::new();
        };
        let element = |(n, node): (usize, &'d toml::Spanned<DeValue<'d>>)| Value {
            path: format!("{}[{n}]", value.path),
            span: node.span(),
            key_span: value.key_span.clone(),
            node: node.get_ref(),
        };
        array.iter().enumerate().map(element).collect()
    }

    /// Reports a missing key.
    pub(in crate::config) fn missing(&mut self, table: &Table<'_>, key: &str, kind: &str) -> &mut Problem {
        let path = table.child_path(key);
        self.add(
            Severity::Error,
            &path,
            table.span(),
            format!("`{key}` is missing"),
        )
        .expected(format!("a {kind}"))
    }

    /// Reports a value of the wrong type.
    pub(in crate::config) fn wrong_type(&mut self, value: &Value<'_>, expected: &str) -> &mut Problem {
        let found = value.describe();
        self.error(value, "wrong type").expected(expected).found(found)
    }

    /// Line of a place, counted from 1, for messages such as "first on line 4".
    pub(in crate::config) fn line(&self, place: &impl Place) -> usize {
        let at = place.span().start;
        self.lines.partition_point(|start| *start <= at)
    }
}
