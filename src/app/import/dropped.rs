//! Folders in which files are dropped. A file is read once it lies still; then it is moved to `done`, or to `failed` if
//! nothing of it could be read, with a report beside it where there is something to say.
//!
//! The outcomes and that the file was imported are in the store before it is moved: whatever happens in between, the file
//! is found again, known again, and moved. The same file dropped again changes nothing.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use super::{Ground, Imported, import_file};
use crate::{
    app::daemon::Daemon,
    config::{Import, ImportFrom},
    io::{store::StoreError, tail},
    model::day_of,
};

/// Most files that are remembered as lying there.
const MOST_SEEN: usize = 10_000;

/// What was seen of the folders at the last look.
#[derive(Debug, Default)]
pub struct Dropped(Mutex<HashMap<PathBuf, Seen>>);

/// A file as it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    bytes: u64,
    modified: SystemTime,
    /// Whether it was dealt with and could not be moved.
    stays: bool,
}

impl Dropped {
    /// Whether a file lies still: it looks as it did at the last look, and was not dealt with.
    fn lies_still(&self, path: &Path) -> bool {
        let Ok(metadata) = path.metadata() else {
            return false;
        };
        let now = Seen {
            bytes: metadata.len(),
            modified: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
            stays: false,
        };
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = seen.get(path).copied();
        if before.is_some_and(|before| {
            before.stays
                && Seen {
                    stays: false,
                    ..before
                } == now
        }) {
            return false;
        }
        if seen.len() >= MOST_SEEN {
            seen.clear();
        }
        seen.insert(path.to_owned(), now);
        before == Some(now)
    }

    /// Notes that a file was moved, or could not be.
    fn dealt_with(&self, path: &Path, moved: bool) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if moved {
            seen.remove(path);
        } else if let Some(seen) = seen.get_mut(path) {
            seen.stays = true;
        }
    }
}

impl Daemon {
    pub(in crate::app) async fn dropped_step(self) -> Result<(), StoreError> {
        self.dropped_round().await.map(|_| ())
    }

    /// Looks into the folders of all imports and imports what lies still since the last look. Answers how many files were
    /// dealt with.
    ///
    /// # Errors
    /// When the store takes no writes.
    pub async fn dropped_round(&self) -> Result<usize, StoreError> {
        let plan = self.board.plan();
        let mut dealt = 0;
        for import in &plan.settings.imports {
            let Some(ImportFrom::Files(pattern)) = &import.from else {
                continue;
            };
            let pattern = plan.settings.data_dir.join(pattern);
            for path in self.waiting(&pattern).await {
                if self.stop.is_cancelled() {
                    return Ok(dealt);
                }
                self.take(import, path).await?;
                dealt += 1;
            }
        }
        Ok(dealt)
    }

    /// The files that lie still.
    async fn waiting(&self, pattern: &Path) -> Vec<PathBuf> {
        let (dropped, pattern) = (std::sync::Arc::clone(&self.dropped), pattern.to_owned());
        let looked = tokio::task::spawn_blocking(move || {
            let folder = pattern.parent().unwrap_or_else(|| Path::new("/"));
            if !folder.exists()
                && let Err(error) = fs::create_dir_all(folder)
            {
                tracing::warn!(folder = %folder.display(), %error, "the folder of an import cannot be made");
            }
            let mut found: Vec<PathBuf> = tail::matching(&pattern)
                .unwrap_or_default()
                .into_iter()
                .map(|found| found.path)
                .collect();
            // The oldest first, so that what was told last stands.
            found.reverse();
            found.retain(|path| dropped.lies_still(path));
            found
        });
        looked.await.unwrap_or_default()
    }

    async fn take(&self, import: &Import, path: PathBuf) -> Result<(), StoreError> {
        let plan = self.board.plan();
        let (store, now) = (self.store().clone(), self.clock().now());
        let (import, file, settings) = (import.clone(), path.clone(), plan.settings.clone());
        let name = import.name.clone();
        let worked = tokio::task::spawn_blocking(move || {
            let ground = Ground::new(&settings, store, now)?;
            import_file(&ground, &import, &file)
        });
        let worked = worked
            .await
            .unwrap_or_else(|_| Err("reading it went wrong inside mentiond; please report it".to_owned()));
        if worked.is_err() && !matches!(self.store().health(), crate::io::store::Health::Ready) {
            return Err(StoreError::Degraded("the file is read again later".to_owned()));
        }
        match &worked {
            Ok(imported) => tracing::info!(
                import = name,
                file = %path.display(),
                rows = imported.rows,
                bad = imported.bad,
                new = imported.taken.new,
                changed = imported.taken.changed,
                "imported"
            ),
            Err(why) => tracing::warn!(import = name, file = %path.display(), why, "could not be imported"),
        }
        let day = day_of(now, &plan.settings.timezone).to_string();
        let dropped = std::sync::Arc::clone(&self.dropped);
        let moving = tokio::task::spawn_blocking(move || {
            let moved = put_away(&path, &day, &worked);
            if let Err(error) = &moved {
                tracing::warn!(file = %path.display(), %error, "the file was dealt with and cannot be moved; it stays");
            }
            dropped.dealt_with(&path, moved.is_ok());
        });
        moving.await.ok();
        Ok(())
    }
}

/// Moves a file to `done` or `failed` beside it, with a report where there is something to say.
fn put_away(path: &Path, day: &str, worked: &Result<Imported, String>) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or_else(|| Path::new("/"));
    let folder = folder.join(if worked.is_ok() { "done" } else { "failed" });
    fs::create_dir_all(&folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let place = (1..1000)
        .map(|n| match n {
            1 => folder.join(format!("{day}-{name}")),
            n => folder.join(format!("{day}-{n}-{name}")),
        })
        .find(|place| !place.exists())
        .ok_or_else(|| std::io::Error::other("too many files of that name"))?;
    let report = match worked {
        Err(why) => format!("{why}\n"),
        Ok(imported) if imported.issues.is_empty() => String::new(),
        Ok(imported) => {
            let head = format!("{} of {} rows could not be read.\n", imported.bad, imported.rows);
            let more = imported.issues.iter().map(|issue| format!("{issue}\n"));
            std::iter::once(head).chain(more).collect()
        }
    };
    if !report.is_empty() {
        let mut beside = place.clone().into_os_string();
        beside.push(".report.txt");
        fs::write(beside, report)?;
    }
    fs::rename(path, place)
}
