//! Walks the TOML document by the shapes, collects every problem, and resolves strings kept elsewhere.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use toml::de::{DeTable, DeValue};

use super::{
    SecretSource,
    masking::Secrets,
    nearest::{nearest, suggestion},
    problem::{Problem, Severity, line_starts},
    shape::{Shape, Support},
};

/// Everything found so far.
pub(super) struct Reader<'a> {
    text: &'a str,
    lines: Vec<usize>,
    errors: usize,
    outside: &'a dyn SecretSource,
    pub(super) problems: Vec<Problem>,
    pub(super) secrets: Secrets,
}

/// A place in the file with the key path that leads there.
pub(super) trait Place {
    /// Key path.
    fn path(&self) -> &str;
    /// Bytes of the file.
    fn span(&self) -> Range<usize>;
}

/// A table whose keys are known to its shape.
#[derive(Clone)]
pub(super) struct Table<'d> {
    path: String,
    span: Range<usize>,
    map: &'d DeTable<'d>,
}

/// A value with the key it belongs to.
#[derive(Clone)]
pub(super) struct Value<'d> {
    path: String,
    span: Range<usize>,
    key_span: Range<usize>,
    node: &'d DeValue<'d>,
}

impl Place for Table<'_> {
    fn path(&self) -> &str {
        &self.path
    }
    fn span(&self) -> Range<usize> {
        self.span.clone()
    }
}

impl Place for Value<'_> {
    fn path(&self) -> &str {
        &self.path
    }
    fn span(&self) -> Range<usize> {
        self.span.clone()
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, outside: &'a dyn SecretSource) -> Self {
        Self {
            text,
            lines: line_starts(text),
            errors: 0,
            outside,
            problems: Vec::new(),
            secrets: Secrets::default(),
        }
    }

    /// Records an error.
    pub(super) fn error(&mut self, place: &impl Place, message: impl Into<String>) -> &mut Problem {
        self.add(Severity::Error, place.path(), place.span(), message.into())
    }

    /// Records what the TOML parser says.
    pub(super) fn syntax(&mut self, message: &str, span: Range<usize>) {
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
    pub(super) fn errors_remain(&self) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.severity == Severity::Error)
    }

    /// How many errors there are so far.
    pub(super) fn errors(&self) -> usize {
        self.errors
    }

    /// Records a warning.
    pub(super) fn warn(&mut self, place: &impl Place, message: impl Into<String>) -> &mut Problem {
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
    pub(super) fn error_inside(
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
        let span = inner.map_or(value.span(), |inner| {
            value.span.start + inner.start..value.span.start + inner.end
        });
        self.add(Severity::Error, &value.path, span, message.into())
    }

    /// Records that a name is not among those known.
    pub(super) fn unknown(&mut self, place: &impl Place, what: &str, name: &str, known: &[&str]) {
        let help = suggestion(name, known);
        let problem = self.error(place, format!("there is no {what} `{}`", shown(name)));
        problem.help = help;
    }

    /// The top table.
    pub(super) fn top<'d>(&mut self, map: &'d DeTable<'d>, shape: &Shape) -> Table<'d> {
        let table = Table {
            path: String::new(),
            span: 0..0,
            map,
        };
        self.check_keys(&table, shape);
        table
    }

    /// A value as a table of a shape; keys the shape does not have are reported here.
    pub(super) fn table<'d>(&mut self, value: &Value<'d>, shape: &Shape) -> Option<Table<'d>> {
        let table = self.free_table(value)?;
        self.check_keys(&table, shape);
        Some(table)
    }

    /// A value as a table whose keys are the user's own.
    pub(super) fn free_table<'d>(&mut self, value: &Value<'d>) -> Option<Table<'d>> {
        let DeValue::Table(map) = value.node else {
            self.wrong_type(value, "a table");
            return None;
        };
        // A `[header]` table spans its header only; an inline one spans itself.
        Some(Table {
            path: value.path.clone(),
            span: value.span(),
            map,
        })
    }

    /// The same, without a word about anything else.
    pub(super) fn free_table_quietly<'d>(&self, value: &Value<'d>) -> Option<Table<'d>> {
        let DeValue::Table(map) = value.node else {
            return None;
        };
        Some(Table {
            path: value.path.clone(),
            span: value.span(),
            map,
        })
    }

    fn check_keys(&mut self, table: &Table<'_>, shape: &Shape) {
        for value in table.entries() {
            let name = value.name();
            let Some(key) = shape.key(&name) else {
                let known = shape.names();
                let help = nearest(&name, known.iter().copied())
                    .map(|near| format!("did you mean `{near}`?"))
                    .or_else(|| suggestion(&name, &known));
                let problem = self.error(&value.key_place(), format!("unknown key `{}`", shown(&name)));
                problem.help = help;
                continue;
            };
            if let Support::Later(instead) = key.support {
                let problem = self.error(&value.key_place(), format!("`{name}` is not supported yet"));
                problem.help(if instead.is_empty() {
                    "leave it out for now"
                } else {
                    instead
                });
            }
        }
    }

    /// The tables of an array such as `[[brand]]`; none if the key is absent.
    pub(super) fn tables<'d>(&mut self, table: &Table<'d>, key: &str, shape: &Shape) -> Vec<Table<'d>> {
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
    pub(super) fn array<'d>(&mut self, value: &Value<'d>) -> Vec<Value<'d>> {
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

    /// An array of strings with their places; absent means empty.
    pub(super) fn strings<'d>(&mut self, table: &Table<'d>, key: &str) -> Vec<(String, Value<'d>)> {
        let Some(value) = table.get(key) else {
            return Vec::new();
        };
        let elements = self.array(&value);
        let mut out = Vec::with_capacity(elements.len());
        for element in elements {
            if let Some(text) = self.string(&element) {
                out.push((text, element));
            }
        }
        out
    }

    /// Reports a missing key.
    pub(super) fn missing(&mut self, table: &Table<'_>, key: &str, kind: &str) -> &mut Problem {
        let path = table.child_path(key);
        self.add(
            Severity::Error,
            &path,
            table.span(),
            format!("`{key}` is missing"),
        )
        .expected(format!("a {kind}"))
    }

    /// `$STATE_DIRECTORY`, which systemd sets; the first if it names several.
    pub(super) fn state_directory(&self) -> Option<PathBuf> {
        let list = self.outside.env("STATE_DIRECTORY")?;
        let first = list.split(':').find(|path| !path.is_empty())?;
        Some(PathBuf::from(first))
    }

    /// A string: as written, or from the environment, a file or a credential.
    pub(super) fn string(&mut self, value: &Value<'_>) -> Option<String> {
        match value.node {
            DeValue::String(text) if text.contains("${") => self.expand(value, text),
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Table(_) => self.kept_elsewhere(value),
            _ => {
                self.wrong_type(value, "a string");
                None
            }
        }
    }

    /// A string that must never be shown.
    pub(super) fn secret(&mut self, value: &Value<'_>) -> Option<crate::model::Secret> {
        if let DeValue::String(text) = value.node
            && !text.contains("${")
        {
            let (start, end) = (value.span.start, value.span.end);
            self.secrets
                .hide_span(start + 1..end.saturating_sub(1).max(start + 1));
            self.secrets.hide_value(text);
            if self.outside.readable_by_all() {
                self.warn(
                    value,
                    "a secret stands in a file that every user of this machine can read",
                )
                .help("`chmod 600` the file, or use `\"${NAME}\"`, `{ file = … }` or `{ credential = … }`");
            }
        }
        let text = self.string(value)?;
        if text.is_empty() {
            self.error(value, "the secret is empty");
            return None;
        }
        if text.chars().any(char::is_control) {
            self.error(value, "the secret has a control character inside");
            return None;
        }
        Some(crate::model::Secret::new(text))
    }

    /// Fills in every `${NAME}` of a string.
    fn expand(&mut self, value: &Value<'_>, text: &str) -> Option<String> {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            out.push_str(before);
            let Some((name, behind)) = after.split_once('}').filter(|(name, _)| is_variable(name)) else {
                self.error(value, "`${` is not followed by a variable's name and `}`")
                    .help("write `${NAME}`, with letters, digits and `_`");
                return None;
            };
            let Some(content) = self.outside.env(name) else {
                self.error(value, format!("the environment variable `{name}` is not set"))
                    .help(format!(
                        "set `{name}` for the daemon, e.g. with `Environment=` or `EnvironmentFile=`"
                    ));
                return None;
            };
            self.secrets.hide_value(&content);
            out.push_str(&content);
            rest = behind;
        }
        out.push_str(rest);
        Some(out)
    }

    /// `{ file = "path" }` or `{ credential = "name" }`.
    fn kept_elsewhere(&mut self, value: &Value<'_>) -> Option<String> {
        let table = self.free_table(value)?;
        let entries: Vec<Value<'_>> = table.entries().collect();
        let pair = match entries.as_slice() {
            [entry] => match entry.node {
                DeValue::String(text) => Some((entry.name(), text.as_ref())),
                _ => None,
            },
            _ => None,
        };
        let (content, help) = match pair.as_ref().map(|(name, text)| (name.as_str(), *text)) {
            Some(("file", path)) => (
                self.outside.file(Path::new(path)),
                "the first line of that file is taken; a relative path starts at this file's directory",
            ),
            Some(("credential", name)) => (
                self.outside.credential(name),
                "systemd provides it: `LoadCredential=NAME:/path` in the unit",
            ),
            _ => {
                self.error(value, "this table does not say where the string is kept")
                    .expected("a string, `{ file = \"path\" }` or `{ credential = \"name\" }`");
                return None;
            }
        };
        match content {
            Ok(content) => {
                let line = content
                    .lines()
                    .next()
                    .unwrap_or("")
                    .trim_end_matches('\r')
                    .to_owned();
                self.secrets.hide_value(&line);
                Some(line)
            }
            Err(why) => {
                self.error(value, why).help(help);
                None
            }
        }
    }

    /// A string put through a parser whose refusal says what is wrong.
    pub(super) fn parsed<T>(
        &mut self,
        value: &Value<'_>,
        expected: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.string(value)?;
        match parse(&text) {
            Ok(parsed) => Some(parsed),
            Err(why) => {
                self.error(value, why)
                    .expected(expected)
                    .found(format!("`{}`", shown(&text)));
                None
            }
        }
    }

    /// A whole number between two bounds.
    pub(super) fn integer(&mut self, value: &Value<'_>, low: i64, high: i64) -> Option<i64> {
        let DeValue::Integer(integer) = value.node else {
            self.wrong_type(value, "a whole number");
            return None;
        };
        let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        let inside = number.filter(|number| (low..=high).contains(number));
        if inside.is_none() {
            self.error(value, "the number is out of bounds")
                .expected(format!("{low} to {high}"))
                .found(shown(&integer.to_string()));
        }
        inside
    }

    /// A finite number, whole or not, between two bounds.
    pub(super) fn number(&mut self, value: &Value<'_>, low: f64, high: f64) -> Option<f64> {
        let written = match value.node {
            #[expect(clippy::cast_precision_loss, reason = "amounts and targets need no 64 bits")]
            DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
                .map_or(f64::INFINITY, |number| number as f64),
            DeValue::Float(float) => float.as_str().parse().unwrap_or(f64::NAN),
            _ => {
                self.wrong_type(value, "a number");
                return None;
            }
        };
        if written.is_finite() && (low..=high).contains(&written) {
            return Some(written);
        }
        let raw = self.text.get(value.span()).unwrap_or("").to_owned();
        self.error(value, "the number is out of bounds")
            .expected(format!("{low} to {high}"))
            .found(shown(&raw));
        None
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, value: &Value<'_>) -> Option<bool> {
        if let DeValue::Boolean(answer) = value.node {
            return Some(*answer);
        }
        self.wrong_type(value, "`true` or `false`");
        None
    }

    /// A day without a time.
    pub(super) fn date(&mut self, value: &Value<'_>) -> Option<jiff::civil::Date> {
        let date = match value.node {
            DeValue::Datetime(when) if when.time.is_none() && when.offset.is_none() => when.date,
            _ => None,
        };
        let day = date.and_then(|date| {
            let (year, month) = (i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?);
            jiff::civil::Date::new(year, month, i8::try_from(date.day).ok()?).ok()
        });
        if day.is_none() {
            self.wrong_type(value, "a day such as 2026-03-02")
                .help("write the day alone, without quotes and without a time");
        }
        day
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&mut self, value: &Value<'_>, choices: &[(&str, T)]) -> Option<T> {
        let text = self.string(value)?;
        if let Some((_, chosen)) = choices.iter().find(|(name, _)| *name == text) {
            return Some(*chosen);
        }
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let near = nearest(&text, names.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        let problem = self.error(value, "this is none of the values it may have");
        problem
            .expected(quoted.join(", "))
            .found(format!("`{}`", shown(&text)));
        problem.help = near;
        None
    }

    /// Reports a value of the wrong type.
    pub(super) fn wrong_type(&mut self, value: &Value<'_>, expected: &str) -> &mut Problem {
        let found = value.describe();
        self.error(value, "wrong type").expected(expected).found(found)
    }

    /// Line of a place, counted from 1, for messages such as "first on line 4".
    pub(super) fn line(&self, place: &impl Place) -> usize {
        let at = place.span().start;
        self.lines.partition_point(|start| *start <= at)
    }
}

impl<'d> Table<'d> {
    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<Value<'d>> {
        let (name, node) = self.map.get_key_value(key)?;
        Some(Value {
            path: self.child_path(key),
            span: node.span(),
            key_span: name.span(),
            node: node.get_ref(),
        })
    }

    /// Every key with its value.
    pub(super) fn entries(&self) -> impl Iterator<Item = Value<'d>> + use<'_, 'd> {
        self.map.iter().map(|(name, node)| Value {
            path: self.child_path(name.get_ref()),
            span: node.span(),
            key_span: name.span(),
            node: node.get_ref(),
        })
    }

    /// Whether a key is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    fn child_path(&self, key: &str) -> String {
        let plain = !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        let key = if plain {
            key.to_owned()
        } else {
            format!("{:?}", shown(key))
        };
        if self.path.is_empty() {
            key
        } else {
            format!("{}.{key}", self.path)
        }
    }
}

impl<'d> Value<'d> {
    /// The key's own place.
    pub(super) fn key_place(&self) -> Self {
        Self {
            span: self.key_span.clone(),
            ..self.clone()
        }
    }

    /// The last part of the path: the key as the user wrote it.
    pub(super) fn name(&self) -> String {
        let last = self.path.rsplit('.').next().unwrap_or("");
        if self.path.ends_with('"') {
            let quoted = self
                .path
                .find('"')
                .and_then(|at| self.path.get(at..))
                .unwrap_or(last);
            return serde_json::from_str(quoted).unwrap_or_else(|_| quoted.trim_matches('"').to_owned());
        }
        last.to_owned()
    }

    /// The string as written in the file, if it is one.
    pub(super) fn plain(&self) -> Option<&'d str> {
        match self.node {
            DeValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// A number or boolean as it would be written in an address.
    pub(super) fn number_text(&self) -> Option<String> {
        match self.node {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .ok()
                .map(|n| n.to_string()),
            DeValue::Float(number) => Some(number.as_str().to_owned()),
            DeValue::Boolean(answer) => Some(answer.to_string()),
            _ => None,
        }
    }

    /// Whether it is an array.
    pub(super) fn is_array(&self) -> bool {
        matches!(self.node, DeValue::Array(_))
    }

    /// Whether it may be a string: as written or kept elsewhere.
    pub(super) fn is_string_like(&self) -> bool {
        matches!(self.node, DeValue::String(_) | DeValue::Table(_))
    }

    fn describe(&self) -> String {
        match self.node {
            DeValue::String(text) => format!("the string \"{}\"", shown(text)),
            DeValue::Integer(number) => format!("the number {}", shown(&number.to_string())),
            DeValue::Float(number) => format!("the number {}", shown(number.as_str())),
            DeValue::Boolean(answer) => format!("`{answer}`"),
            DeValue::Datetime(when) => format!("the time {when}"),
            DeValue::Array(_) => "an array".to_owned(),
            DeValue::Table(_) => "a table".to_owned(),
        }
    }
}

/// A text for a message: no control or invisible direction characters, and not too long.
pub(super) fn shown(text: &str) -> String {
    let clean = text.chars().map(|c| match c {
        c if c.is_control()
            || matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
        {
            '\u{fffd}'
        }
        c => c,
    });
    let mut out: String = clean.take(80).collect();
    if text.chars().nth(80).is_some() {
        out.push('…');
    }
    out
}

fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
