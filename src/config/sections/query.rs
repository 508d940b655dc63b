//! `[[query]]`: queries saved under a name, and queries wherever they are written.

use crate::config::{
    reader::{Reader, Table, Value},
    shape,
};
use crate::watch::{
    Query,
    query::{Library, MAX_ID_BYTES, READY_MADE, SavedQuery},
};

use super::reading::{Taken, id};

/// Reads every saved query; from here on queries may name them.
pub(in crate::config) fn saved(r: &mut Reader<'_>, top: &Table<'_>) -> Vec<SavedQuery> {
    let tables = r.tables(top, "query", &shape::QUERY);
    let mut taken = Taken::default();
    let (mut queries, mut places) = (Vec::new(), Vec::new());
    for table in &tables {
        let id = id(r, table);
        if let (Some(value), Some(id)) = (table.get("id"), &id) {
            taken.take(r, &value, "this query's id", id);
            check_id(r, &value, id);
        }
        if !table.has("match") {
            r.missing(
                table,
                "match",
                "a query, e.g. `match = 'clinic OR \"job offer\"'`",
            );
        }
        let (Some(id), Some(value)) = (id, table.get("match")) else {
            continue;
        };
        let Some(query) = written(r, &value) else {
            continue;
        };
        let about = table.get("about").and_then(|value| r.string(&value));
        queries.push(SavedQuery {
            id,
            about: about.unwrap_or_default(),
            query,
        });
        places.push(value);
    }
    let (library, errors) = Library::new(&queries);
    for (index, error) in errors {
        if let Some(value) = places.get(index) {
            r.error_inside(value, error.start..error.end, error.message)
                .help(error.help);
        }
    }
    r.library = library;
    queries
}

fn check_id(r: &mut Reader<'_>, value: &Value<'_>, id: &str) {
    if READY_MADE.iter().any(|ready| ready.id == id) {
        r.error(value, format!("`{id}` is a ready-made query"))
            .help("choose another id; yours may name it: `query:noise OR …`");
    } else if id.len() > MAX_ID_BYTES {
        r.error(value, format!("the id has more than {MAX_ID_BYTES} bytes"))
            .help("shorten it");
    }
}

/// A query as a string that is not empty.
fn written(r: &mut Reader<'_>, value: &Value<'_>) -> Option<String> {
    let text = r.string(value)?;
    if text.trim().is_empty() {
        r.error(value, "the query is empty")
            .expected("words to look for, e.g. `acme OR \"acme rockets\"`");
        return None;
    }
    Some(text)
}

/// A boolean query, checked; empty if absent or refused.
pub(super) fn query(r: &mut Reader<'_>, table: &Table<'_>, key: &str) -> String {
    let Some(value) = table.get(key) else {
        return String::new();
    };
    let Some(text) = written(r, &value) else {
        return String::new();
    };
    if let Err(error) = Query::parse_with(&text, &r.library) {
        r.error_inside(&value, error.start..error.end, error.message)
            .help(error.help);
        return String::new();
    }
    warn_short_words(r, &value, &text);
    text
}

/// A word of one letter matches nearly everything.
fn warn_short_words(r: &mut Reader<'_>, value: &Value<'_>, text: &str) {
    // Phrases stand between quotes: every second piece.
    let outside = text.split('"').step_by(2);
    for word in outside.flat_map(|piece| piece.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')'))) {
        let mut chars = word.chars();
        if let (Some(only), None) = (chars.next(), chars.next())
            && only.is_alphabetic()
            && only.is_ascii()
        {
            r.warn(
                value,
                format!("the word `{only}` is a single letter and will match far too much"),
            )
            .help("put it in a phrase (`\"plan b\"`) or near another word (`b NEAR/3 plan`)");
        }
    }
}
