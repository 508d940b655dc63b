//! Files beside the engine: who holds the directory, and how far it got.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use super::StoreError;

/// Holds a data directory against other processes for as long as it lives. The operating system lets go of it when the
/// process dies, however it dies.
#[derive(Debug)]
pub(super) struct Guard {
    _lock: File,
    mark: File,
    mark_path: PathBuf,
}

impl Guard {
    /// Takes the directory, or names who holds it.
    pub(super) fn take(data_dir: &Path) -> Result<Self, StoreError> {
        create_private(data_dir)?;
        let mut lock = open(&data_dir.join("store.pid"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let known = lock.read_to_string(&mut holder).is_ok();
                return Err(StoreError::InUse {
                    dir: data_dir.to_path_buf(),
                    holder: match holder.trim().parse::<u32>() {
                        Ok(pid) if known => format!("process {pid}"),
                        _ => "another process".to_owned(),
                    },
                });
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        lock.set_len(0)?;
        lock.seek(SeekFrom::Start(0))?;
        writeln!(lock, "{}", std::process::id())?;
        let mark_path = data_dir.join("store.mark");
        let mark = open(&mark_path)?;
        Ok(Self {
            _lock: lock,
            mark,
            mark_path,
        })
    }

    /// How many commits were known to be durable when the mark was last written: fewer in the store means that some
    /// were lost afterwards. Unreadable marks (a torn write, a first start) count as 0.
    pub(super) fn durable_commits(&mut self) -> u64 {
        let mut text = String::new();
        let read = self
            .mark
            .seek(SeekFrom::Start(0))
            .and_then(|_| self.mark.read_to_string(&mut text));
        match text.strip_suffix('\n') {
            Some(number) if read.is_ok() && number.len() == 20 => number.parse().unwrap_or(0),
            _ => 0,
        }
    }

    /// Notes that so many commits are durable. Deliberately not synced: it may lag behind the store, never run ahead.
    pub(super) fn note(&mut self, commits: u64) {
        let noted = self
            .mark
            .seek(SeekFrom::Start(0))
            .and_then(|_| self.mark.write_all(format!("{commits:020}\n").as_bytes()));
        if let Err(error) = noted {
            tracing::debug!(%error, "could not note the number of durable commits");
        }
    }

    /// Where the mark lies, for the message that asks to remove it.
    pub(super) fn mark_path(&self) -> &Path {
        &self.mark_path
    }
}

fn open(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(path)?)
}

/// Creates a directory that only we may read.
pub(super) fn create_private(dir: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    Ok(builder.create(dir)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_is_refused_by_name() {
        let dir = tempfile::tempdir().unwrap();
        let guard = Guard::take(dir.path()).unwrap();
        let refusal = Guard::take(dir.path()).unwrap_err().to_string();
        assert!(
            refusal.contains(&format!("process {}", std::process::id())),
            "{refusal}"
        );
        assert!(refusal.contains(&dir.path().display().to_string()), "{refusal}");
        drop(guard);
        drop(Guard::take(dir.path()).unwrap());
    }

    #[test]
    fn the_mark_comes_back_and_a_torn_one_counts_as_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let mut guard = Guard::take(dir.path()).unwrap();
        assert_eq!(guard.durable_commits(), 0);
        guard.note(7);
        guard.note(1_234);
        assert_eq!(guard.durable_commits(), 1_234);
        fs::write(guard.mark_path(), "000000").unwrap();
        assert_eq!(guard.durable_commits(), 0);
    }
}
