//! The disk below a directory: what is free on it, whose the directory is, whether it can be written.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
};

/// Room on a file system, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// What we may still use.
    pub free_bytes: u64,
    /// What there is in all.
    pub all_bytes: u64,
}

/// Whose a directory is, and who may look into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights {
    /// User id of its owner.
    pub owner: u32,
    /// User id that this process acts as.
    pub we: u32,
    /// Whether others than the owner may list or read it.
    pub open_to_others: bool,
}

/// Room on the file system that holds `path`.
///
/// # Errors
/// When the path does not exist or the file system does not tell.
pub fn room(path: &Path) -> io::Result<Room> {
    let told = rustix::fs::statvfs(path)?;
    Ok(Room {
        free_bytes: told.f_bavail.saturating_mul(told.f_frsize),
        all_bytes: told.f_blocks.saturating_mul(told.f_frsize),
    })
}

/// Whose `dir` is.
///
/// # Errors
/// When it does not exist or may not be looked at.
pub fn rights(dir: &Path) -> io::Result<Rights> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = fs::metadata(dir)?;
    Ok(Rights {
        owner: metadata.uid(),
        we: rustix::process::geteuid().as_raw(),
        open_to_others: metadata.mode() & 0o077 != 0,
    })
}

/// Writes a small file into `dir`, syncs it and removes it again.
///
/// # Errors
/// The first thing that fails.
pub fn try_write(dir: &Path) -> io::Result<()> {
    let path = dir.join(format!(".written-by-{}", std::process::id()));
    let written = File::create_new(&path).and_then(|mut file| {
        file.write_all(b"mentiond tries whether it may write here\n")?;
        file.sync_all()
    });
    let removed = fs::remove_file(&path);
    written.and(removed)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_directory_tells_its_room_and_rights() {
        let dir = tempfile::tempdir().unwrap();
        let room = room(dir.path()).unwrap();
        assert!(room.free_bytes > 0 && room.all_bytes >= room.free_bytes);
        for (mode, open) in [(0o700, false), (0o750, true), (0o705, true)] {
            fs::set_permissions(dir.path(), fs::Permissions::from_mode(mode)).unwrap();
            let rights = rights(dir.path()).unwrap();
            assert_eq!(
                (rights.open_to_others, rights.owner),
                (open, rights.we),
                "{mode:o}"
            );
        }
        try_write(dir.path()).unwrap();
        assert_eq!(
            fs::read_dir(dir.path()).unwrap().count(),
            0,
            "nothing is left behind"
        );
        let missing = dir.path().join("no");
        assert!(super::room(&missing).is_err() && rights(&missing).is_err() && try_write(&missing).is_err());
    }
}
