//! What several parts read in the same way.

use std::time::Duration;

use crate::config::{
    reader::{Place, Reader, Table, Value},
    values,
};
use crate::model::{Identity, Platform};

/// A string put through one of the forms of `values`; absent or refused gives `None`.
pub(super) fn parsed<T>(
    r: &mut Reader<'_>,
    table: &Table<'_>,
    key: &str,
    expected: &str,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Option<T> {
    let value = table.get(key)?;
    r.parsed(&value, expected, parse)
}

/// Every string of an array put through one of the forms; repeated ones are reported once and dropped.
pub(super) fn all_parsed<T: PartialEq>(
    r: &mut Reader<'_>,
    table: &Table<'_>,
    key: &str,
    expected: &str,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Vec<T> {
    let Some(value) = table.get(key) else {
        return Vec::new();
    };
    let mut out: Vec<T> = Vec::new();
    for element in r.array(&value) {
        let Some(parsed) = r.parsed(&element, expected, &parse) else {
            continue;
        };
        if out.contains(&parsed) {
            r.warn(&element, "this stands here twice");
        } else {
            out.push(parsed);
        }
    }
    out
}

/// `id` of a table; reports it when it is missing.
pub(super) fn id(r: &mut Reader<'_>, table: &Table<'_>) -> Option<String> {
    if !table.has("id") {
        r.missing(table, "id", "short name, e.g. `id = \"acme\"`");
    }
    parsed(r, table, "id", "an id such as `acme`", values::id)
}

/// `name` of a table, or its id.
pub(super) fn name_or(r: &mut Reader<'_>, table: &Table<'_>, id: Option<&str>) -> String {
    parsed(r, table, "name", "a name", values::name).unwrap_or_else(|| id.unwrap_or_default().to_owned())
}

/// A duration within bounds.
pub(super) fn duration(
    r: &mut Reader<'_>,
    table: &Table<'_>,
    key: &str,
    bounds: (Duration, Duration),
) -> Option<Duration> {
    let value = table.get(key)?;
    if !value.is_string_like() {
        r.wrong_type(&value, "a duration such as \"15m\"")
            .help("put it in quotes, with a unit: `\"15m\"`");
        return None;
    }
    r.parsed(&value, "a duration such as `15m`", |text| {
        let duration = values::duration(text)?;
        if (bounds.0..=bounds.1).contains(&duration) {
            return Ok(duration);
        }
        let (low, high) = (values::duration_text(bounds.0), values::duration_text(bounds.1));
        Err(format!("the duration is out of bounds: `{low}` to `{high}`"))
    })
}

/// A size in bytes within bounds.
pub(super) fn size(r: &mut Reader<'_>, table: &Table<'_>, key: &str, bounds: (u64, u64)) -> Option<usize> {
    let value = table.get(key)?;
    if !value.is_string_like() {
        r.wrong_type(&value, "a size such as \"8MiB\"")
            .help("put it in quotes, with a unit: `\"8MiB\"`");
        return None;
    }
    r.parsed(&value, "a size such as `8MiB`", |text| {
        let bytes = values::size(text)?;
        let inside = (bounds.0..=bounds.1).contains(&bytes);
        let bytes = usize::try_from(bytes).ok().filter(|_| inside);
        bytes.ok_or_else(|| format!("the size is out of bounds: {} to {} bytes", bounds.0, bounds.1))
    })
}

/// One of the platforms.
pub(super) fn platform(r: &mut Reader<'_>, value: &Value<'_>) -> Option<Platform> {
    let text = r.string(value)?;
    platform_named(r, value, &text)
}

/// One of the platforms by name, as the key of a table for instance.
pub(super) fn platform_named(r: &mut Reader<'_>, place: &impl Place, name: &str) -> Option<Platform> {
    let found = name.parse().ok();
    if found.is_none() {
        let known: Vec<&str> = Platform::ALL.iter().map(|platform| platform.as_str()).collect();
        r.unknown(place, "platform", name, &known);
    }
    found
}

/// Names that other tables refer to, each with the line of its first use.
#[derive(Debug, Default)]
pub(super) struct Taken(std::collections::BTreeMap<String, usize>);

impl Taken {
    /// Takes a name; reports it if it was taken before.
    pub(super) fn take(&mut self, r: &mut Reader<'_>, place: &impl Place, what: &str, name: &str) {
        let line = r.line(place);
        if let Some(first) = self.0.get(name) {
            r.error(place, format!("{what} is used twice, first on line {first}"));
        } else {
            self.0.insert(name.to_owned(), line);
        }
    }
}

/// What may be referred to, with the word for it.
#[derive(Clone, Debug)]
pub(super) struct Known<'a> {
    pub(super) what: &'static str,
    pub(super) names: Vec<&'a str>,
}

impl Known<'_> {
    /// A reference; reported when nothing has that name.
    pub(super) fn reference(&self, r: &mut Reader<'_>, value: &Value<'_>) -> Option<String> {
        let name = r.string(value)?;
        if self.names.contains(&name.as_str()) {
            return Some(name);
        }
        r.unknown(value, self.what, &name, &self.names);
        None
    }

    /// An array of references, without repeats.
    pub(super) fn references(&self, r: &mut Reader<'_>, table: &Table<'_>, key: &str) -> Vec<String> {
        let Some(value) = table.get(key) else {
            return Vec::new();
        };
        let elements = r.array(&value);
        let mut out = Vec::new();
        for element in &elements {
            out.extend(self.reference(r, element).filter(|name| !out.contains(name)));
        }
        out
    }
}

/// Reads `identity`: by what a source's items are told apart.
pub(super) fn identity(r: &mut Reader<'_>, table: &Table<'_>) -> Identity {
    let ways = [
        ("guid", Identity::Guid),
        ("link", Identity::Link),
        ("content", Identity::Content),
    ];
    table
        .get("identity")
        .and_then(|value| r.choice(&value, &ways))
        .unwrap_or_default()
}
