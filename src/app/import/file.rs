//! One file.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufReader, Read as _},
    path::Path,
};

use jiff::Timestamp;
use serde::Serialize;
use xxhash_rust::xxh3::Xxh3;

use super::Ground;
use crate::{
    config::{Covers, Import},
    io::{
        files::read_bounded,
        store::{ImportedFile, Taken},
    },
    model::{CampaignOutcome, Covered, day_of},
    parse::outcomes::{Reading, ReplyMapping, Sink, of_name, of_writing, read_csv, read_reply},
};

/// Largest table, in bytes: it is read piece by piece, so this bounds time, not memory.
const MAX_TABLE_BYTES: u64 = 4 << 30;
/// Largest JSON file, in bytes: it is read whole.
const MAX_JSON_BYTES: usize = 128 << 20;
/// Outcomes of one commit.
const PART: usize = 1_000;
/// Outcomes that a trial shows.
const SHOWN: usize = 10;

/// What came of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Imported {
    /// Name of the import.
    pub import: String,
    /// Rows with something in them.
    pub rows: u64,
    /// Rows that could not be read.
    pub bad: u64,
    /// Outcomes by kind.
    pub kinds: BTreeMap<&'static str, u64>,
    /// What became of them.
    pub taken: Taken,
    /// Days that it covers, as far as that is said.
    #[serde(skip_serializing_if = "is_silent")]
    pub covered: Covered,
    /// Bad rows with line and reason, and what else was noticed.
    pub issues: Vec<String>,
    /// When the very same file was imported before; then nothing was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<ImportedFile>,
}

fn is_silent(covered: &Covered) -> bool {
    !covered.is_told()
}

impl Imported {
    fn read(&mut self, reading: Reading) {
        self.rows = reading.rows;
        self.bad = reading.bad;
        self.covered = reading.covered;
        self.issues = reading.issues;
    }
}

/// The first outcomes of a file, and what would become of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Sample {
    /// What was read.
    #[serde(flatten)]
    pub imported: Imported,
    /// The first outcomes.
    pub outcomes: Vec<CampaignOutcome>,
}

/// Imports a file. Blocks; for threads outside the async runtime. That it was imported is noted with its last outcomes, so
/// that a file that was read in part is read again, which changes nothing that is stored.
///
/// # Errors
/// Why it could not be read or stored; what was stored before stands.
pub fn import_file(ground: &Ground, import: &Import, path: &Path) -> Result<Imported, String> {
    let fingerprint = fingerprint_of(import, path)?;
    let before = ground
        .store
        .imported_file(&import.name, fingerprint)
        .map_err(|error| error.to_string())?;
    let mut imported = Imported {
        import: import.name.clone(),
        ..Imported::default()
    };
    if before.is_some() {
        again(ground, import, fingerprint, before.as_ref())?;
        imported.before = before;
        return Ok(imported);
    }
    let (mut part, mut stored) = (Vec::with_capacity(PART), Ok(()));
    let reading = {
        let (taken, kinds) = (&mut imported.taken, &mut imported.kinds);
        let mut sink = |outcome: CampaignOutcome| {
            *kinds.entry(outcome.kind.as_str()).or_default() += 1;
            part.push(outcome);
            if part.len() >= PART && stored.is_ok() {
                let full = std::mem::replace(&mut part, Vec::with_capacity(PART));
                stored = ground
                    .store
                    .put_outcomes(full, None)
                    .wait()
                    .map(|more| taken.add(more));
            }
            if stored.is_err() {
                part.clear();
            }
        };
        read(ground, import, path, &mut sink)?
    };
    stored.map_err(|error| error.to_string())?;
    imported.read(reading);
    let covered = covered(ground, import, path, imported.covered);
    imported.covered = covered;
    let file = ImportedFile {
        name: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        at: ground.now,
        rows: imported.rows,
        bad: imported.bad,
        covered: covered.is_told().then_some(covered),
    };
    let last = ground
        .store
        .put_outcomes(part, Some((import.name.clone(), fingerprint, file)))
        .wait();
    imported.taken.add(last.map_err(|error| error.to_string())?);
    Ok(imported)
}

/// The very same file handed over once more: what is said of its days now counts too.
fn again(
    ground: &Ground,
    import: &Import,
    fingerprint: u128,
    before: Option<&ImportedFile>,
) -> Result<(), String> {
    let (Covers::Said(said), Some(before)) = (import.covers, before) else {
        return Ok(());
    };
    let today = day_of(ground.now, &ground.zone);
    let file = ImportedFile {
        covered: Some(said.before(today).or(before.covered.unwrap_or_default())),
        ..before.clone()
    };
    let put = ground
        .store
        .put_outcomes(Vec::new(), Some((import.name.clone(), fingerprint, file)));
    put.wait().map(drop).map_err(|error| error.to_string())
}

/// The days a file covers: as whoever hands it over says, as it says itself, or by the import's rule. Days that are not over are
/// never covered.
fn covered(ground: &Ground, import: &Import, path: &Path, itself: Covered) -> Covered {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let written = || path.metadata().and_then(|metadata| metadata.modified());
    let by_rule = match import.covers {
        Covers::Rows => Covered::default(),
        Covers::Said(said) => return said.or(itself).before(day_of(ground.now, &ground.zone)),
        Covers::Name => of_name(&name),
        Covers::Written => written()
            .ok()
            .and_then(|at| Timestamp::try_from(at).ok())
            .map_or_else(Covered::default, |at| of_writing(at, &ground.zone)),
    };
    itself.or(by_rule).before(day_of(ground.now, &ground.zone))
}

/// Reads a file and stores nothing.
///
/// # Errors
/// Why it could not be read.
pub fn try_file(ground: &Ground, import: &Import, path: &Path) -> Result<Sample, String> {
    let mut sample = Sample::default();
    sample.imported.import.clone_from(&import.name);
    let reading = {
        let (outcomes, kinds) = (&mut sample.outcomes, &mut sample.imported.kinds);
        read(ground, import, path, &mut |outcome| {
            *kinds.entry(outcome.kind.as_str()).or_default() += 1;
            if outcomes.len() < SHOWN {
                outcomes.push(outcome);
            }
        })?
    };
    sample.imported.read(reading);
    Ok(sample)
}

fn read(ground: &Ground, import: &Import, path: &Path, sink: Sink<'_>) -> Result<Reading, String> {
    let style = ground.style(import);
    let refused = |why: &dyn std::fmt::Display| format!("`{}` cannot be read: {why}", path.display());
    if import.is_table() {
        let columns = import.columns().map_err(|errors| errors.join("; "))?;
        let file = File::open(path).map_err(|error| refused(&error))?;
        return read_csv(BufReader::new(file), &columns, &style, sink).map_err(|error| refused(&error));
    }
    let mapping = ReplyMapping::compile(&import.items, &import.map).map_err(|errors| errors.join("; "))?;
    let bytes = read_bounded(path, MAX_JSON_BYTES)?;
    let reply = serde_json::from_slice(&bytes).map_err(|why| refused(&format!("it is not JSON: {why}")))?;
    drop(bytes);
    Ok(read_reply(&[reply], &mapping, &style, sink))
}

/// What tells a file, and how it is read, from others: 128 bits of its bytes and of the mapping.
///
/// # Errors
/// Why it cannot be read.
pub fn fingerprint_of(import: &Import, path: &Path) -> Result<u128, String> {
    let refused = |why: &dyn std::fmt::Display| format!("`{}` cannot be read: {why}", path.display());
    // Before opening, because opening a pipe without a writer waits for one.
    let metadata = path.metadata().map_err(|error| refused(&error))?;
    if !metadata.is_file() {
        return Err(refused(&"it is no regular file"));
    }
    if metadata.len() > MAX_TABLE_BYTES {
        return Err(refused(&"it is larger than 4 GiB"));
    }
    let mut hash = Xxh3::new();
    let how = (&import.map, &import.items, import.wish, import.dates);
    hash.update(
        format!(
            "{how:?}{:?}{}{:?}",
            import.currency, import.daily, import.provenance
        )
        .as_bytes(),
    );
    let mut file = File::open(path).map_err(|error| refused(&error))?;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut buffer).map_err(|error| refused(&error))?;
        if read == 0 {
            return Ok(hash.digest128());
        }
        hash.update(buffer.get(..read).unwrap_or_default());
    }
}
