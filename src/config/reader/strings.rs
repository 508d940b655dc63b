//! Strings: as written, or from the environment, a file or a credential.

use std::path::{Path, PathBuf};

use toml::de::DeValue;

use super::{Reader, Value, shown};
use crate::model::Secret;

impl Reader<'_> {
    /// `$STATE_DIRECTORY`, which systemd sets; the first if it names several.
    pub(in crate::config) fn state_directory(&self) -> Option<PathBuf> {
        let list = self.outside.env("STATE_DIRECTORY")?;
        let first = list.split(':').find(|path| !path.is_empty())?;
        Some(PathBuf::from(first))
    }

    /// A string: as written, or from the environment, a file or a credential.
    pub(in crate::config) fn string(&mut self, value: &Value<'_>) -> Option<String> {
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
    pub(in crate::config) fn secret(&mut self, value: &Value<'_>) -> Option<Secret> {
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
        Some(Secret::new(text))
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
    pub(in crate::config) fn parsed<T>(
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
}

fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
