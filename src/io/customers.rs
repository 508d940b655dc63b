//! The key of customers' hashes: made once, kept in the data directory, readable by its owner alone.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use ring::rand::{SecureRandom as _, SystemRandom};

use crate::parse::outcomes::CustomerKey;

/// Name of the file.
const NAME: &str = "customer.key";

/// The key of a data directory; made if there is none yet.
///
/// # Errors
/// One sentence that names the file and says what to do.
pub fn key(data_dir: &Path) -> Result<CustomerKey, String> {
    let path = data_dir.join(NAME);
    let refused = |error: io::Error| format!("the key of customers' hashes, `{}`: {error}", path.display());
    match fs::read(&path) {
        Ok(bytes) => read(&path, &bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make(data_dir, &path).map_err(refused)?;
            // Whoever came first made it.
            read(&path, &fs::read(&path).map_err(refused)?)
        }
        Err(error) => Err(refused(error)),
    }
}

fn read(path: &Path, bytes: &[u8]) -> Result<CustomerKey, String> {
    let bytes: Result<&[u8; CustomerKey::BYTES], _> = bytes.try_into();
    bytes.map(CustomerKey::new).map_err(|_| {
        format!(
            "the key of customers' hashes, `{}`, is damaged: bring it back from a backup; with a new one nobody is known \
             again, and customers of before count as new",
            path.display()
        )
    })
}

/// Writes a key beside its place and links it there, so that it is there whole or not at all, and never replaced.
fn make(data_dir: &Path, path: &Path) -> io::Result<()> {
    fs::create_dir_all(data_dir)?;
    let mut bytes = [0_u8; CustomerKey::BYTES];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| io::Error::other("no random numbers are to be had"))?;
    let fresh = data_dir.join(format!("{NAME}.{}", std::process::id()));
    let written = write(&fresh, &bytes).and_then(|()| match fs::hard_link(&fresh, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    });
    fs::remove_file(&fresh).ok();
    written?;
    File::open(data_dir)?.sync_all()
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_for_its_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let first = key(dir.path()).unwrap();
        let again = key(dir.path()).unwrap();
        assert_eq!(first.hash("ann@x.example"), again.hash("ann@x.example"));
        let mode = fs::metadata(dir.path().join(NAME)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        fs::write(dir.path().join(NAME), b"short").unwrap();
        assert!(
            key(dir.path())
                .unwrap_err()
                .contains("bring it back from a backup")
        );
    }
}
