//! Tables and values with the path that leads to them.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::text::plain::is_unseen;

/// A place in the file with the key path that leads there.
pub(in crate::config) trait Place {
    /// Key path.
    fn path(&self) -> &str;
    /// Bytes of the file.
    fn span(&self) -> Range<usize>;
}

/// A table whose keys are known to its shape.
#[derive(Clone)]
pub(in crate::config) struct Table<'d> {
    pub(super) path: String,
    pub(super) span: Range<usize>,
    pub(super) map: &'d DeTable<'d>,
}

/// A value with the key it belongs to.
#[derive(Clone)]
pub(in crate::config) struct Value<'d> {
    pub(super) path: String,
    pub(super) span: Range<usize>,
    pub(super) key_span: Range<usize>,
    pub(super) node: &'d DeValue<'d>,
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

impl<'d> Table<'d> {
    /// The value of a key.
    pub(in crate::config) fn get(&self, key: &str) -> Option<Value<'d>> {
        let (name, node) = self.map.get_key_value(key)?;
        Some(Value {
            path: self.child_path(key),
            span: node.span(),
            key_span: name.span(),
            node: node.get_ref(),
        })
    }

    /// Every key with its value.
    pub(in crate::config) fn entries(&self) -> impl Iterator<Item = Value<'d>> + use<'_, 'd> {
        self.map.iter().map(|(name, node)| Value {
            path: self.child_path(name.get_ref()),
            span: node.span(),
            key_span: name.span(),
            node: node.get_ref(),
        })
    }

    /// Whether a key is there.
    pub(in crate::config) fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    pub(super) fn child_path(&self, key: &str) -> String {
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
    pub(in crate::config) fn key_place(&self) -> Self {
        Self {
            span: self.key_span.clone(),
            ..self.clone()
        }
    }

    /// The last part of the path: the key as the user wrote it.
    pub(in crate::config) fn name(&self) -> String {
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
    pub(in crate::config) fn plain(&self) -> Option<&'d str> {
        match self.node {
            DeValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// A number or boolean as it would be written in an address.
    pub(in crate::config) fn number_text(&self) -> Option<String> {
        match self.node {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .ok()
                .map(|n| n.to_string()),
            DeValue::Float(number) => Some(number.as_str().to_owned()),
            DeValue::Boolean(answer) => Some(answer.to_string()),
            _ => None,
        }
    }

    /// The table, if it is one. A `[header]` table spans its header only, an inline one itself.
    pub(in crate::config) fn as_table(&self) -> Option<Table<'d>> {
        let DeValue::Table(map) = self.node else {
            return None;
        };
        Some(Table {
            path: self.path.clone(),
            span: self.span.clone(),
            map,
        })
    }

    /// Whether it is an array.
    pub(in crate::config) fn is_array(&self) -> bool {
        matches!(self.node, DeValue::Array(_))
    }

    /// Whether it may be a string: as written or kept elsewhere.
    pub(in crate::config) fn is_string_like(&self) -> bool {
        matches!(self.node, DeValue::String(_) | DeValue::Table(_))
    }

    pub(super) fn describe(&self) -> String {
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
pub(in crate::config) fn shown(text: &str) -> String {
    let clean = text.chars().map(|c| match c {
        c if c.is_control() || is_unseen(c) => '\u{fffd}',
        c => c,
    });
    let mut out: String = clean.take(80).collect();
    if text.chars().nth(80).is_some() {
        out.push('…');
    }
    out
}
