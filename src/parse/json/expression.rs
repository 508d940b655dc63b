//! Mapping expressions: alternatives, sums, templates and `JSONPath`s, compiled once.

use jsonpath_rust::parser::{errors::JsonPathError, model::JpQuery, parse_json_path};
use jsonpath_rust::query::js_path_process;
use serde_json::Value;

/// One compiled `JSONPath`.
#[derive(Clone, Debug)]
pub(super) struct Path {
    query: JpQuery,
    /// Whether it begins at the reply (`$$`) instead of the item.
    pub(super) of_reply: bool,
    /// The list whose members the path takes, for telling an empty list from a missing one.
    list: Option<JpQuery>,
}

/// A whole expression.
#[derive(Clone, Debug)]
pub(super) struct Expression {
    /// Alternatives, each a sum of terms.
    pub(super) alternatives: Vec<Vec<Term>>,
}

/// One term.
#[derive(Clone, Debug)]
pub(super) enum Term {
    /// A place in the item.
    Path(Path),
    /// Text with placeholders.
    Template(Vec<Piece>),
    /// A place in a record that the item names by its key.
    Lookup(Box<Lookup>),
}

/// `KEY -> RECORDS.member -> PLACE`: the record among the reply's `RECORDS` whose `member` is the item's `KEY`, as in
/// `$.author_id -> $$.users[*].id -> $.name`.
#[derive(Clone, Debug)]
pub(super) struct Lookup {
    /// Where the item holds the key.
    pub(super) key: Path,
    /// The records and the member that holds their key, as written: the name of the table that is made of them.
    pub(super) table: String,
    /// Every record.
    pub(super) records: Path,
    /// The member that holds a record's key.
    pub(super) member: String,
    /// What is wanted of the record.
    pub(super) place: Path,
}

/// A piece of a template.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// Literal text.
    Text(String),
    /// Another field by name.
    Field(String),
    /// A place in the item.
    Path(Path),
    /// What follows the last `/` of the text at a place.
    Last(Path),
}

/// Checks one `JSONPath`; the error says what is wrong at which character.
pub fn check_path(path: &str) -> Result<(), String> {
    Path::compile(path).map(|_| ())
}

/// Compiles an expression whose terms are all `JSONPath`s: alternatives of lists that are put together.
pub(super) fn paths(source: &str) -> Result<Vec<Vec<Path>>, String> {
    split(source, "|")
        .into_iter()
        .map(|lists| {
            split(lists, "+")
                .into_iter()
                .map(|path| Path::compile(path.trim()))
                .collect()
        })
        .collect()
}

impl Path {
    pub(super) fn compile(source: &str) -> Result<Self, String> {
        if !source.starts_with('$') {
            return Err(format!(
                "`{source}` is not a JSONPath: it must begin with `$`; a constant goes in 'single quotes'"
            ));
        }
        let of_reply = source.starts_with("$$");
        let relative = if of_reply {
            source.get(1..).unwrap_or(source)
        } else {
            source
        };
        if let Some(at) = stray_space(source) {
            return Err(format!(
                "`{source}` is not a JSONPath (RFC 9535): it cannot be read at character {at}"
            ));
        }
        let query = parse_json_path(relative).map_err(|error| explain(relative, &error))?;
        let list = relative
            .strip_suffix("[*]")
            .or_else(|| source.strip_suffix(']')?.rsplit_once("[?").map(|(list, _)| list))
            .and_then(|list| parse_json_path(list).ok());
        Ok(Self {
            query,
            of_reply,
            list,
        })
    }

    /// Every value at the path.
    pub(super) fn all<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        run(&self.query, value)
    }

    /// Whether it says that there are no items: it takes the members of a list that is there and empty, or leads to a
    /// count that is 0.
    pub(super) fn says_none(&self, value: &Value) -> bool {
        let counted = || matches!(self.all(value).as_slice(), [only] if only.as_u64() == Some(0));
        self.is_empty_list(value) || counted()
    }

    fn is_empty_list(&self, value: &Value) -> bool {
        self.list.as_ref().is_some_and(|list| {
            run(list, value)
                .first()
                .and_then(|list| list.as_array())
                .is_some_and(Vec::is_empty)
        })
    }
}

fn run<'v>(query: &JpQuery, value: &'v Value) -> Vec<&'v Value> {
    js_path_process(query, value)
        .map(|found| found.into_iter().map(|one| one.val).collect())
        .unwrap_or_default()
}

/// Where white space outside brackets is followed by what is no segment; the parser would pass over it in silence.
fn stray_space(source: &str) -> Option<usize> {
    let (mut depth, mut spaced) = (0_i32, false);
    for (at, c) in source.chars().enumerate() {
        match c {
            '[' | '(' => (depth, spaced) = (depth + 1, false),
            ']' | ')' => depth -= 1,
            _ if depth > 0 => {}
            _ if c.is_whitespace() => spaced = true,
            _ if spaced && c != '.' => return Some(at + 1),
            _ => spaced = false,
        }
    }
    None
}

fn explain(source: &str, error: &JsonPathError) -> String {
    // The crate's error holds the place only in the drawing it prints: ` --> 1:5`.
    let drawing = error.to_string();
    let column = drawing
        .split_once("--> 1:")
        .and_then(|(_, rest)| rest.split(|c: char| !c.is_ascii_digit()).next())
        .filter(|digits| !digits.is_empty());
    match column {
        Some(column) => {
            format!("`{source}` is not a JSONPath (RFC 9535): it cannot be read at character {column}")
        }
        None => format!(
            "`{source}` is not a JSONPath (RFC 9535): {}",
            drawing.to_lowercase()
        ),
    }
}

impl Expression {
    pub(super) fn compile(source: &str) -> Result<Self, String> {
        let alternatives = split(source, "|")
            .into_iter()
            .map(|alternative| {
                split(alternative, "+")
                    .into_iter()
                    .map(|term| Term::compile(term.trim()))
                    .collect()
            })
            .collect::<Result<_, String>>()?;
        Ok(Self { alternatives })
    }
}

impl Term {
    fn compile(source: &str) -> Result<Self, String> {
        match (source.strip_prefix('\''), split(source, "->").as_slice()) {
            (None, [key, records, place]) => Lookup::compile(key.trim(), records.trim(), place.trim())
                .map(|found| Self::Lookup(Box::new(found))),
            (Some(rest), _) => {
                let text = rest.strip_suffix('\'').ok_or_else(|| {
                    format!("`{source}`: the text begins with a single quote but does not end with one")
                })?;
                template(text).map(Self::Template)
            }
            (None, _) => Path::compile(source).map(Self::Path),
        }
    }
}

impl Lookup {
    fn compile(key: &str, records: &str, place: &str) -> Result<Self, String> {
        let (list, member) = records
            .rsplit_once('.')
            .filter(|(list, member)| list.ends_with(']') && !member.contains([']', '*']))
            .ok_or_else(|| {
                format!("`{records}` must lead to the key of every record, as in `$$.users[*].id`")
            })?;
        Ok(Self {
            key: Path::compile(key)?,
            table: records.to_owned(),
            records: Path::compile(list)?,
            member: member.to_owned(),
            place: Path::compile(place)?,
        })
    }
}

fn template(source: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = source;
    while let Some((before, after)) = rest.split_once('{') {
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        let (name, tail) = after
            .split_once('}')
            .ok_or_else(|| format!("`{source}`: a `{{` is not closed by a `}}`"))?;
        if let Some(path) = name.strip_prefix("last:") {
            pieces.push(Piece::Last(Path::compile(path)?));
        } else if name.starts_with('$') {
            pieces.push(Piece::Path(Path::compile(name)?));
        } else if super::FIELDS.iter().any(|(known, _)| *known == name) {
            pieces.push(Piece::Field(name.to_owned()));
        } else {
            return Err(format!("`{{{name}}}` is neither a field nor a JSONPath"));
        }
        rest = tail;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    Ok(pieces)
}

/// Splits at `separator` where it stands between spaces, outside brackets and quotes.
fn split<'s>(source: &'s str, separator: &str) -> Vec<&'s str> {
    let (mut parts, mut start, mut depth, mut quote, mut before) = (Vec::new(), 0, 0_i32, None, ' ');
    for (at, c) in source.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth -= 1,
            (None, _) if depth <= 0 && before == ' ' => {
                let rest = source.get(at..).and_then(|rest| rest.strip_prefix(separator));
                if rest.is_some_and(|rest| rest.starts_with(' ')) {
                    parts.extend(source.get(start..at));
                    start = at + separator.len();
                }
            }
            _ => {}
        }
        before = c;
    }
    parts.extend(source.get(start..));
    parts
}
