//! Tables → outcomes.

use std::{
    collections::BTreeMap,
    io::{self, Read},
};

use super::{Reading, Sink, Style, Told, build::build, collect::Collector, fields, span};
use crate::parse::table::{Row, Rows, Wish};
use crate::text::nearest::nearest;

/// Rows that are sums of the others begin so.
const TOTALS: [&str; 6] = [
    "grand total",
    "total",
    "totals",
    "reserved_total",
    "summe",
    "totalt",
];

/// Which columns tell what, by the names in the table's head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// For each field the columns that may tell it, the first that the table has counting; a text in single quotes is meant
    /// itself.
    fields: BTreeMap<&'static str, Vec<String>>,
    /// What of the dialect is known.
    pub wish: Wish,
    /// Whether several tables may stand in one file, one below the other, and remarks before them.
    pub stacked: bool,
}

impl Columns {
    /// Checks a mapping.
    ///
    /// # Errors
    /// What is wrong, a sentence each.
    pub fn new(map: &BTreeMap<String, Vec<String>>) -> Result<Self, Vec<String>> {
        let (mut columns, mut errors) = (Self::default(), Vec::new());
        for (name, places) in map {
            match fields::known(name) {
                Some(name) => {
                    columns.fields.insert(name, places.clone());
                }
                None => errors.push(fields::unknown(name)),
            }
        }
        if errors.is_empty() {
            Ok(columns)
        } else {
            Err(errors)
        }
    }
}

/// A text in single quotes.
fn constant(place: &str) -> Option<&str> {
    place.strip_prefix('\'')?.strip_suffix('\'')
}

/// The columns of one table.
struct Head {
    /// Field and index of its column.
    places: Vec<(&'static str, usize)>,
    /// Field and constant.
    constants: Vec<(&'static str, String)>,
    cells: usize,
}

impl Head {
    /// Finds the columns in the head of a table.
    ///
    /// # Errors
    /// Why the table cannot be read, with what its head may have meant.
    fn find(row: &Row, columns: &Columns) -> Result<Self, String> {
        let names: Vec<String> = row.cells.iter().map(|name| folded(name)).collect();
        let index = |place: &String| names.iter().position(|name| *name == folded(place));
        let mut head = Self {
            places: Vec::new(),
            constants: Vec::new(),
            cells: row.cells.len(),
        };
        for (field, places) in &columns.fields {
            if let Some(at) = places.iter().find_map(index) {
                head.places.push((field, at));
            } else if let Some(text) = places.iter().find_map(|place| constant(place)) {
                head.constants.push((field, text.to_owned()));
            }
        }
        let has = |field: &str| head.places.iter().any(|(known, _)| *known == field);
        let is_told = |field: &str| {
            let constant = head.constants.iter().any(|(known, _)| *known == field);
            has(field) || constant
        };
        // Without a time nothing can be placed, and without an id or a count nothing told apart.
        for field in ["at", "id"] {
            if columns.fields.contains_key(field) && !is_told(field) {
                return Err(missing(field, columns, row));
            }
        }
        if head.places.is_empty() {
            return Err(missing("at", columns, row));
        }
        Ok(head)
    }

    /// Whether the row is one of a form in which nothing was entered.
    fn awaits_a_value(&self, told: &Told) -> bool {
        let has = |field: &str| self.places.iter().any(|(known, _)| *known == field);
        has("kind") && has("count") && told.text("count").is_none()
    }

    fn told(&self, row: &Row) -> Told {
        let mut told = Told::default();
        for (field, at) in &self.places {
            if let Some(text) = row.cells.get(*at) {
                told.add(field, text);
            }
        }
        if !told.is_empty() {
            for (field, text) in &self.constants {
                told.add(field, text);
            }
        }
        told
    }
}

/// A column's name without case, blanks and signs that exports add or lose.
fn folded(name: &str) -> String {
    let kept = name.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

fn missing(field: &str, columns: &Columns, row: &Row) -> String {
    let wanted = columns.fields.get(field).cloned().unwrap_or_default();
    let known: Vec<&str> = row
        .cells
        .iter()
        .map(String::as_str)
        .filter(|name| !name.is_empty())
        .collect();
    let near = wanted
        .iter()
        .find_map(|name| nearest(name, known.iter().copied()))
        .map(|near| format!("; did you mean the column `{}`?", super::number::shown(near)));
    let shown: Vec<String> = known
        .iter()
        .take(12)
        .map(|name| super::number::shown(name))
        .collect();
    let near = near.unwrap_or_else(|| {
        let names = shown.join("`, `");
        format!("; there are `{names}`: name the right one in `map = {{ {field} = \"…\" }}`")
    });
    format!(
        "there is no column `{}` for `{field}`{near}",
        wanted.join("` or `")
    )
}

/// Reads a table, in bounded memory.
///
/// # Errors
/// When the file cannot be read on, or is no table with these columns; what was handed on before stands.
pub fn read_csv(
    from: impl Read,
    columns: &Columns,
    style: &Style<'_>,
    sink: Sink<'_>,
) -> Result<Reading, ReadError> {
    let mut rows = Rows::new(from, &columns.wish)?;
    let mut table = Table {
        columns,
        style: Style {
            decimal: rows.dialect.decimal,
            ..style.clone()
        },
        head: None,
        before: None,
        readings: Reading::default(),
        collector: Collector::default(),
        heads: 0,
        refused: None,
    };
    while let Some(row) = rows.next_row()? {
        table.row(&row, sink);
    }
    table.end(sink)
}

/// Why a table could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is no table with the columns that were expected.
    #[error("{0}")]
    Table(String),
}

struct Table<'a> {
    columns: &'a Columns,
    style: Style<'a>,
    head: Option<Head>,
    /// Id and time of the row before, which line items of an order do not repeat.
    before: Option<(String, String)>,
    readings: Reading,
    collector: Collector,
    heads: usize,
    /// Why the first table could not be read.
    refused: Option<String>,
}

impl Table<'_> {
    fn row(&mut self, row: &Row, sink: Sink<'_>) {
        let sign = self.columns.wish.comment;
        let first = row.cells.first().map(String::as_str).unwrap_or_default();
        let is_remark = sign.is_some_and(|sign| first.starts_with(sign)) || first.starts_with("sep=");
        if is_remark {
            let covered = span::of_remark(&row.cells.join(" "), &self.style);
            self.readings.covered = self.readings.covered.with(covered);
        }
        if row.is_blank() || is_remark {
            if self.columns.stacked {
                self.head = None;
            }
            return;
        }
        let Some(head) = &self.head else {
            self.begin(row);
            return;
        };
        if head.cells == 0 {
            // A table of other things.
            return;
        }
        let told = head.told(row);
        if told.is_empty() || TOTALS.contains(&first.to_lowercase().as_str()) {
            return;
        }
        if head.awaits_a_value(&told) {
            return;
        }
        if let Some(fault) = row.fault {
            self.readings.notice(format!("line {}: {fault}", row.line));
        }
        self.readings.rows += 1;
        let told = self.carried(told);
        let covered = span::of_row(&told, &self.style);
        self.readings.covered = self.readings.covered.with(covered);
        match build(&told, &self.style) {
            Ok(outcomes) => {
                for outcome in outcomes {
                    self.collector.take(outcome, sink);
                }
            }
            Err(why) => self.readings.refuse(&format!("line {}", row.line), &why),
        }
    }

    fn begin(&mut self, row: &Row) {
        match Head::find(row, self.columns) {
            Ok(head) => {
                self.heads += 1;
                self.head = Some(head);
            }
            Err(why) => {
                if self.columns.stacked {
                    let what = format!("line {}: a table was passed over: {why}", row.line);
                    self.readings.notice(what);
                }
                self.refused
                    .get_or_insert_with(|| format!("line {}: {why}", row.line));
                self.head = Some(Head {
                    places: Vec::new(),
                    constants: Vec::new(),
                    cells: 0,
                });
            }
        }
    }

    /// Gives a further row of an order the time that only its first one tells.
    fn carried(&mut self, mut told: Told) -> Told {
        if self.style.daily {
            return told;
        }
        let Some(id) = told.text("id").map(str::to_owned) else {
            return told;
        };
        match (told.text("at").map(str::to_owned), &self.before) {
            (Some(at), _) => self.before = Some((id, at)),
            (None, Some((before, at))) if *before == id => told.add("at", &at.clone()),
            (None, _) => {}
        }
        told
    }

    fn end(self, sink: Sink<'_>) -> Result<Reading, ReadError> {
        self.collector.finish(sink);
        match (self.heads, self.refused) {
            (0, Some(why)) => Err(ReadError::Table(why)),
            (0, None) => Err(ReadError::Table("the file is empty".to_owned())),
            _ => Ok(self.readings),
        }
    }
}
