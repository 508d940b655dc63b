//! sled 0.34 as an engine, with what it leaves to its callers: healing before opening, fsync after flushing.

use std::{
    fs::{self, File, TryLockError},
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    time::Duration,
};

use super::{
    StoreError,
    engine::{Batch, Engine, KeyRange, Order, Visit},
    guard::create_private,
};

/// Length of sled's `conf` with default settings; any other length is a first start that was killed half way.
const CONF_BYTES: u64 = 62;
/// Pages kept in memory. sled's own default is a gigabyte.
const CACHE_BYTES: u64 = 12 << 20;

/// How often and how long to wait for an earlier handle to let go: five seconds in all.
const RELEASE_TRIES: u32 = 250;
/// Pause between two looks.
const RELEASE_PAUSE: Duration = Duration::from_millis(20);

/// An open sled database.
pub(super) struct Sled {
    db: ::sled::Db,
    file: File,
    dir: PathBuf,
}

impl Sled {
    /// Opens the database of a directory, creating it if there is none.
    ///
    /// Reproduced with 0.34.7: a process killed while opening leaves `snap.*.generating` (read as a snapshot and
    /// refused for ever) or half a `conf`. Snapshots only shorten recovery: without them the whole log is replayed, so
    /// on damage they are moved aside and opening is tried once more.
    pub(super) fn open(dir: &Path) -> Result<Self, StoreError> {
        create_private(dir)?;
        wait_for_release(dir)?;
        heal(dir)?;
        let db = match open_unhealed(dir) {
            Err(first @ StoreError::Damaged { .. }) => {
                let moved = set_snapshots_aside(dir)?;
                if moved.is_empty() {
                    return Err(first);
                }
                tracing::warn!(dir = %dir.display(), "a snapshot of the store is damaged, replaying its whole log");
                open_unhealed(dir).inspect_err(|_| put_back(&moved))?
            }
            answer => answer?,
        };
        for name in ["conf", "db"] {
            File::open(dir.join(name))?.sync_all()?;
        }
        sync_dir(dir)?;
        if let Some(parent) = dir.parent() {
            sync_dir(parent)?;
        }
        let file = File::open(dir.join("db"))?;
        Ok(Self {
            db,
            file,
            dir: dir.to_path_buf(),
        })
    }
}

impl Sled {
    fn trouble(&self, error: ::sled::Error) -> StoreError {
        match error {
            ::sled::Error::Io(error) => error.into(),
            other => StoreError::Damaged {
                dir: self.dir.clone(),
                why: other.to_string(),
            },
        }
    }
}

impl Engine for Sled {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let value = self.db.get(key).map_err(|error| self.trouble(error))?;
        Ok(value.map(|value| value.to_vec()))
    }

    fn scan(&self, range: &KeyRange, order: Order, visit: Visit<'_>) -> Result<(), StoreError> {
        if range.is_empty() {
            return Ok(());
        }
        let mut entries = self.db.range::<&[u8], _>(range.bounds());
        while let Some(entry) = match order {
            Order::Up => entries.next(),
            Order::Down => entries.next_back(),
        } {
            let (key, value) = entry.map_err(|error| self.trouble(error))?;
            if let ControlFlow::Break(()) = visit(&key, &value) {
                break;
            }
        }
        Ok(())
    }

    fn apply(&self, batch: &Batch) -> Result<(), StoreError> {
        let mut changes = ::sled::Batch::default();
        for (key, value) in batch {
            match value {
                Some(value) => changes.insert(key.as_slice(), value.as_slice()),
                None => changes.remove(key.as_slice()),
            }
        }
        self.db.apply_batch(changes).map_err(|error| self.trouble(error))
    }

    fn sync(&self) -> Result<(), StoreError> {
        // sled's flush writes but does not fsync, whatever its documentation says; without the second line a power
        // cut takes acknowledged writes with it. Nothing else in the program flushes.
        self.db.flush().map_err(|error| self.trouble(error))?;
        Ok(self.file.sync_all()?)
    }

    fn bytes(&self) -> Result<u64, StoreError> {
        self.db.size_on_disk().map_err(|error| self.trouble(error))
    }
}

fn open_unhealed(dir: &Path) -> Result<::sled::Db, StoreError> {
    let config = ::sled::Config::new()
        .path(dir)
        .cache_capacity(CACHE_BYTES)
        .flush_every_ms(None);
    let damaged = |why: String| StoreError::Damaged {
        dir: dir.to_path_buf(),
        why,
    };
    // Damaged input has made sled panic before; a panic here is one more way to say "damaged".
    match catch_unwind(AssertUnwindSafe(|| config.open())) {
        Ok(Ok(db)) => Ok(db),
        Ok(Err(::sled::Error::Io(error))) => match error.kind() {
            std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::InvalidData => {
                Err(damaged(error.to_string()))
            }
            _ => Err(error.into()),
        },
        Ok(Err(error)) => Err(damaged(error.to_string())),
        Err(_) => Err(damaged("the engine stumbled over it".to_owned())),
    }
}

/// Waits until an earlier handle of this process has let go: sled's threads do so a moment after it is dropped. Other
/// processes are kept away by our own lock.
fn wait_for_release(dir: &Path) -> Result<(), StoreError> {
    let file = match File::open(dir.join("db")) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        answer => answer?,
    };
    for _ in 0..RELEASE_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file.unlock()?),
            Err(TryLockError::WouldBlock) => std::thread::sleep(RELEASE_PAUSE),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
    Err(std::io::Error::from(std::io::ErrorKind::WouldBlock).into())
}

/// Removes what a kill during an earlier opening left behind.
fn heal(dir: &Path) -> Result<(), StoreError> {
    for path in snapshots(dir)? {
        if path.to_string_lossy().ends_with(".generating") {
            fs::remove_file(&path)?;
        }
    }
    let conf = dir.join("conf");
    match fs::metadata(&conf) {
        Ok(meta) if meta.len() != CONF_BYTES => fs::remove_file(&conf)?,
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

fn snapshots(dir: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with("snap.") {
            found.push(entry.path());
        }
    }
    Ok(found)
}

/// Renames every snapshot so that sled does not see it; answers (new, old) names.
fn set_snapshots_aside(dir: &Path) -> Result<Vec<(PathBuf, PathBuf)>, StoreError> {
    let mut moved = Vec::new();
    for old in snapshots(dir)? {
        let Some(name) = old.file_name() else { continue };
        let new = dir.join(format!("aside.{}", name.to_string_lossy()));
        fs::rename(&old, &new)?;
        moved.push((new, old));
    }
    Ok(moved)
}

fn put_back(moved: &[(PathBuf, PathBuf)]) {
    for (new, old) in moved {
        if let Err(error) = fs::rename(new, old) {
            tracing::warn!(%error, file = %new.display(), "could not put a snapshot of the store back");
        }
    }
}

fn sync_dir(dir: &Path) -> Result<(), StoreError> {
    Ok(File::open(dir)?.sync_all()?)
}
