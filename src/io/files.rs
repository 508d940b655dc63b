//! What is read from disk and from the environment: the configuration, secrets, credentials.

use std::{
    fs::{File, Metadata},
    io::Read as _,
    path::{Path, PathBuf},
};

use crate::{
    config::{self, Checked, ConfigErrors, Problems, SecretSource},
    parse::opml,
};

/// Largest file that holds a secret, in bytes.
const MAX_SECRET_BYTES: usize = 64 << 10;
/// Places of the configuration when none is named, in order.
const SEARCHED: [&str; 2] = ["mentiond.toml", "/etc/mentiond/mentiond.toml"];

/// An environment variable; `None` if it is not set, or not UTF-8. The only place that reads the environment.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub fn env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// This program as it was called.
pub fn program() -> Option<String> {
    std::env::args().next()
}

/// Which configuration to read: the one named, else `$MENTIOND_CONFIG`, `./mentiond.toml`, `/etc/mentiond/mentiond.toml`.
///
/// # Errors
/// When none is named and none of them exists; says where it was looked for and what to do.
pub fn find_config(named: Option<&Path>) -> Result<PathBuf, String> {
    if let Some(path) = named {
        return Ok(path.to_owned());
    }
    if let Some(path) = env("MENTIOND_CONFIG").filter(|path| !path.is_empty()) {
        return Ok(PathBuf::from(path));
    }
    let found = SEARCHED.iter().map(Path::new).find(|path| path.exists());
    found.map(Path::to_owned).ok_or_else(|| {
        "there is no configuration: `--config` and `$MENTIOND_CONFIG` name none, and neither `./mentiond.toml` nor \
         `/etc/mentiond/mentiond.toml` exists; `mentiond init` writes one to start from"
            .to_owned()
    })
}

/// Reads and checks a configuration file.
///
/// # Errors
/// Why the file cannot be read, or every problem in it.
pub fn load_config(path: &Path) -> Result<Checked, ConfigErrors> {
    let name = path.display().to_string();
    let bytes = read_bounded(path, config::MAX_BYTES)
        .map_err(|why| Problems::whole_file(&name, why, Some("`--config FILE` names the configuration")))?;
    let text = config::text_of(&bytes, &name)?;
    config::load(text, &name, &Outside::beside(path))
}

/// Reads a regular file of at most `max_bytes`; directories, pipes, sockets and devices are refused unread.
///
/// # Errors
/// One sentence that names the file and says why it cannot be read.
pub fn read_bounded(path: &Path, max_bytes: usize) -> Result<Vec<u8>, String> {
    let refused = |why: &dyn std::fmt::Display| format!("`{}` cannot be read: {why}", path.display());
    // Before opening, because opening a pipe without a writer waits for one.
    check_regular(&path.metadata().map_err(|error| refused(&error))?).map_err(|why| refused(&why))?;
    let file = File::open(path).map_err(|error| refused(&error))?;
    check_regular(&file.metadata().map_err(|error| refused(&error))?).map_err(|why| refused(&why))?;
    let limit = u64::try_from(max_bytes).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    file.take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| refused(&error))?;
    if bytes.len() > max_bytes {
        return Err(refused(&format!("it is larger than {max_bytes} bytes")));
    }
    Ok(bytes)
}

fn check_regular(metadata: &Metadata) -> Result<(), &'static str> {
    if metadata.is_file() {
        Ok(())
    } else if metadata.is_dir() {
        Err("it is a directory")
    } else {
        Err("it is no regular file")
    }
}

/// The real environment, files and credentials around one configuration file.
#[derive(Clone, Debug)]
pub struct Outside {
    directory: PathBuf,
    credentials: Option<PathBuf>,
    readable_by_all: bool,
}

impl Outside {
    /// For the configuration at `path`: relative file names start in its directory.
    pub fn beside(path: &Path) -> Self {
        Self {
            directory: path.parent().unwrap_or_else(|| Path::new("")).to_owned(),
            credentials: env("CREDENTIALS_DIRECTORY").map(PathBuf::from),
            readable_by_all: path.metadata().is_ok_and(|metadata| readable_by_all(&metadata)),
        }
    }
}

#[cfg(unix)]
fn readable_by_all(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o004 != 0
}

#[cfg(not(unix))]
fn readable_by_all(_: &Metadata) -> bool {
    false
}

impl SecretSource for Outside {
    fn env(&self, name: &str) -> Option<String> {
        env(name)
    }

    fn file(&self, path: &Path) -> Result<String, String> {
        let path = self.directory.join(path);
        let bytes = read_bounded(&path, MAX_SECRET_BYTES)?;
        String::from_utf8(bytes).map_err(|_| format!("`{}` is not UTF-8", path.display()))
    }

    fn list(&self, path: &Path) -> Result<Vec<u8>, String> {
        read_bounded(&self.directory.join(path), opml::MAX_BYTES)
    }

    fn credential(&self, name: &str) -> Result<String, String> {
        let plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
        if !plain {
            return Err("the name of a credential is a plain file name".to_owned());
        }
        let Some(directory) = &self.credentials else {
            return Err(format!(
                "there is no credential `{name}`: `$CREDENTIALS_DIRECTORY` is not set"
            ));
        };
        let bytes = read_bounded(&directory.join(name), MAX_SECRET_BYTES)?;
        String::from_utf8(bytes).map_err(|_| format!("the credential `{name}` is not UTF-8"))
    }

    fn readable_by_all(&self) -> bool {
        self.readable_by_all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_within_the_bound_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.toml");
        std::fs::write(&file, "12345").unwrap();
        assert_eq!(read_bounded(&file, 5).unwrap(), b"12345");
        let why = |path: &Path| read_bounded(path, 4).unwrap_err();
        assert!(why(&file).ends_with("it is larger than 4 bytes"));
        assert!(why(dir.path()).ends_with("it is a directory"));
        assert!(why(Path::new("/dev/zero")).ends_with("it is no regular file"));
        assert!(why(&dir.path().join("none")).contains("No such file"));
    }

    #[cfg(unix)]
    #[test]
    fn pipes_and_loops_are_refused_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("pipe");
        assert!(
            std::process::Command::new("mkfifo")
                .arg(&pipe)
                .status()
                .unwrap()
                .success()
        );
        assert!(
            read_bounded(&pipe, 10)
                .unwrap_err()
                .ends_with("it is no regular file")
        );
        let looped = dir.path().join("loop");
        std::os::unix::fs::symlink(&looped, &looped).unwrap();
        assert!(read_bounded(&looped, 10).unwrap_err().contains("symbolic links"));
    }

    #[cfg(unix)]
    #[test]
    fn secrets_come_from_beside_the_file_and_from_credentials() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mentiond.toml");
        std::fs::write(
            &path,
            "[http]\ntoken = { file = \"secret\" }\n[[brand]]\nid = \"a\"\nmatch = \"acme\"\n",
        )
        .unwrap();
        std::fs::write(dir.path().join("secret"), "hunter22\nsecond line\n").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        let settings = load_config(&path).unwrap().settings;
        assert_eq!(settings.http.token.unwrap().expose(), "hunter22");

        let mut outside = Outside::beside(&path);
        assert!(!outside.readable_by_all());
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(Outside::beside(&path).readable_by_all());
        outside.credentials = Some(dir.path().to_owned());
        assert_eq!(
            outside.credential("secret").unwrap().lines().next(),
            Some("hunter22")
        );
        assert!(outside.credential("../secret").is_err());
        outside.credentials = None;
        assert!(
            outside
                .credential("secret")
                .unwrap_err()
                .contains("$CREDENTIALS_DIRECTORY")
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_located() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mentiond.toml");
        std::fs::write(&path, b"a = 1\nb = \"\xff\"\n").unwrap();
        let errors = load_config(&path).unwrap_err().to_string();
        assert!(errors.contains("byte 11 on line 2"), "{errors}");
    }
}
