//! Labelled texts, read from `$MENTIOND_CORPORA/labelled`.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

/// A labelled text.
#[derive(Clone, Debug)]
pub(crate) struct Labelled {
    /// Its name in the file.
    pub(crate) id: String,
    /// The text.
    pub(crate) text: String,
    /// 0 negative, 1 neutral, 2 positive.
    pub(crate) label: usize,
}

/// Folder of the labelled files.
pub(crate) fn folder() -> Option<PathBuf> {
    std::env::var_os("MENTIOND_CORPORA").map(|dir| Path::new(&dir).join("labelled"))
}

/// Reads a file; also what its bytes hash to.
pub(crate) fn read(dir: &Path, file: &str) -> std::io::Result<(Vec<Labelled>, u64)> {
    let bytes = std::fs::read(dir.join(file))?;
    let text = String::from_utf8_lossy(&bytes);
    let rows = text.lines().filter_map(row).collect();
    Ok((rows, xxhash_rust::xxh3::xxh3_64(&bytes)))
}

fn row(line: &str) -> Option<Labelled> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    let told = |name: &str| value.get(name).and_then(serde_json::Value::as_str);
    let text = told("text")?.to_owned();
    let label = ["negative", "neutral", "positive"]
        .iter()
        .position(|name| told("label") == Some(name))?;
    Some(Labelled {
        id: told("id")?.to_owned(),
        label,
        text,
    })
}

/// A text that is labelled towards something in it.
#[derive(Clone, Debug)]
pub(crate) struct Towards {
    /// The text.
    pub(crate) text: String,
    /// Bytes of what it is judged towards.
    pub(crate) target: Range<usize>,
    /// 0 negative, 1 neutral, 2 positive.
    pub(crate) label: usize,
}

/// Reads a file whose rows tell from which to which letter their target stands; also what its bytes hash to.
pub(crate) fn read_towards(dir: &Path, file: &str) -> std::io::Result<(Vec<Towards>, u64)> {
    let bytes = std::fs::read(dir.join(file))?;
    let text = String::from_utf8_lossy(&bytes);
    let rows = text.lines().filter_map(towards).collect();
    Ok((rows, xxhash_rust::xxh3::xxh3_64(&bytes)))
}

fn towards(line: &str) -> Option<Towards> {
    let Labelled { text, label, .. } = row(line)?;
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    let byte = |name: &str| {
        let letters = usize::try_from(value.get(name)?.as_u64()?).ok()?;
        text.char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .nth(letters)
    };
    let target = byte("from")?..byte("to")?;
    Some(Towards { text, target, label })
}
