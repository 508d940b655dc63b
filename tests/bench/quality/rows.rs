//! Labelled rows, as they lie beside each other: what a program gets and what is expected.

use std::{collections::HashMap, fs, path::Path};

use serde_json::Value;

/// One row of a set, judged.
#[derive(Debug)]
pub(crate) struct Row {
    /// Its id.
    pub(crate) id: String,
    /// What is expected: label, and whatever the set says beside it.
    pub(crate) gold: Value,
    /// What was answered.
    pub(crate) label: String,
    /// The score of the answer, where it has one.
    pub(crate) score: Option<f64>,
}

impl Row {
    /// A word that the expectation holds under a key.
    pub(crate) fn told(&self, key: &str) -> &str {
        self.gold.get(key).and_then(Value::as_str).unwrap_or_default()
    }
}

/// Which rows of a set.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Half {
    /// All.
    Both,
    /// Those that may be read.
    Read,
    /// Those that are only scored.
    Scored,
}

impl Half {
    /// Whether a row belongs to it: CRC-32 of its id, even or odd.
    pub(crate) fn has(self, id: &str) -> bool {
        let mut crc = flate2::Crc::new();
        crc.update(id.as_bytes());
        match self {
            Self::Both => true,
            Self::Read => crc.sum().is_multiple_of(2),
            Self::Scored => !crc.sum().is_multiple_of(2),
        }
    }
}

/// Names of the sets that have both halves, sorted.
pub(crate) fn sets(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .expect("the folder of labelled sets")
        .filter_map(|file| file.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".input.jsonl").map(str::to_owned))
        .filter(|name| dir.join(format!("{name}.gold.jsonl")).exists())
        .collect();
    names.sort();
    names
}

/// Reads and judges a set.
pub(crate) fn read(dir: &Path, set: &str) -> Vec<Row> {
    let inputs = lines(&dir.join(format!("{set}.input.jsonl")));
    let mut golds: HashMap<String, Value> = lines(&dir.join(format!("{set}.gold.jsonl")))
        .into_iter()
        .map(|gold| (id_of(&gold), gold))
        .collect();
    let answers = super::ask::answers(set, &inputs);
    let mut rows: Vec<Row> = inputs
        .iter()
        .zip(answers)
        .filter_map(|(input, (label, score))| {
            let id = id_of(input);
            let gold = golds.remove(&id)?;
            Some(Row {
                id,
                gold,
                label,
                score,
            })
        })
        .collect();
    // What was not answered is wrong.
    rows.extend(golds.into_iter().map(|(id, gold)| Row {
        id,
        gold,
        label: String::new(),
        score: None,
    }));
    rows
}

fn id_of(row: &Value) -> String {
    row.get("id").and_then(Value::as_str).expect("an id").to_owned()
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("a set");
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| serde_json::from_str(line).expect("a row"))
        .collect()
}
