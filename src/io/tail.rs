//! Files that grow and are rotated, read on from where the last reading ended.
//!
//! A file is known by the bytes it begins with, not by its name or inode, so that it is known again after it was renamed,
//! copied and truncated, or packed with gzip. Offsets count bytes as they were before packing.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read, Seek as _, SeekFrom},
    path::{Path, PathBuf},
    time::SystemTime,
};

use flate2::bufread::MultiGzDecoder;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::text::gzip::is_gzip;

/// Most bytes by which a file is known.
const HEAD_BYTES: usize = 1_024;
/// Longest line that is read; longer ones are passed over.
const MAX_LINE_BYTES: u64 = 64 * 1_024;
/// Most files that one pattern may match.
const MAX_FILES: usize = 1_000;
/// Most files that are remembered.
const MAX_KNOWN: usize = 2 * MAX_FILES;

/// How far files were read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Known(Vec<Place>);

/// How far one file was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    /// Hash of its first bytes …
    head: u64,
    /// … so many of them.
    bytes: usize,
    /// Where the next line begins.
    offset: u64,
    /// Length of the packed file of which everything was read: it is not unpacked again.
    #[serde(default)]
    ended: Option<u64>,
}

/// A file that matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it is.
    pub path: PathBuf,
    modified: SystemTime,
}

/// The regular files that a path with `*` in its last part matches, the one that was written last first.
///
/// # Errors
/// When the directory cannot be read, in a sentence.
pub fn matching(pattern: &Path) -> Result<Vec<Found>, String> {
    let directory = pattern.parent().unwrap_or_else(|| Path::new("/"));
    let name = pattern.file_name().unwrap_or_default().to_string_lossy();
    let refused = |error: io::Error| format!("`{}` cannot be read: {error}", directory.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        let own = path.file_name().unwrap_or_default().to_string_lossy();
        // Followed as a link is, since logs are often linked to; whatever is no file is left alone unopened.
        let metadata = path.metadata().ok().filter(fs::Metadata::is_file);
        if let (true, Some(metadata)) = (matches(&name, &own), metadata) {
            let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            found.push(Found { path, modified });
        }
    }
    found.sort_by(|a, b| b.modified.cmp(&a.modified).then_with(|| a.path.cmp(&b.path)));
    found.truncate(MAX_FILES);
    Ok(found)
}

/// Whether a name is one that the pattern means; `*` stands for anything.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = name.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    true
}

/// How a reading ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes taken.
    pub bytes: u64,
    /// Whether there is more.
    pub more: bool,
}

impl Known {
    /// Hands the lines that were not read yet to `line`, about `most` bytes of them. A last line that is not complete waits
    /// for the next reading.
    ///
    /// # Errors
    /// When the file cannot be opened or read; what was read before counts.
    pub fn read(&mut self, file: &Found, most: u64, line: &mut dyn FnMut(&[u8])) -> io::Result<Progress> {
        let mut open = Open::new(&file.path)?;
        let head = open.head()?;
        if head.is_empty() {
            return Ok(Progress::default());
        }
        let at = self.place(&head);
        let Some(place) = self.0.get_mut(at) else {
            return Ok(Progress::default());
        };
        let packed = open.packed_bytes.filter(|_| place.ended.is_some());
        if packed.is_some() && place.ended == packed {
            return Ok(Progress::default());
        }
        open.skip(place.offset)?;
        let before = place.offset;
        let ended = open.lines(&mut place.offset, before.saturating_add(most), line);
        let bytes = place.offset.saturating_sub(before);
        let more = ended?;
        place.ended = open.packed_bytes.filter(|_| !more);
        Ok(Progress { bytes, more })
    }

    /// The place of a file that begins so; known again by the longest beginning that is remembered.
    fn place(&mut self, head: &[u8]) -> usize {
        let is_known = |place: &Place| {
            head.get(..place.bytes)
                .is_some_and(|head| xxh3_64(head) == place.head)
        };
        let found = self
            .0
            .iter()
            .enumerate()
            .filter(|(_, place)| is_known(place))
            .max_by_key(|(_, place)| place.bytes);
        let (offset, ended) = found.map_or((0, None), |(_, place)| (place.offset, place.ended));
        let at = found.map(|(at, _)| at);
        if let Some(at) = at {
            // The one read last stands last.
            self.0.remove(at);
        }
        self.0.push(Place {
            head: xxh3_64(head),
            bytes: head.len(),
            offset,
            ended,
        });
        let surplus = self.0.len().saturating_sub(MAX_KNOWN);
        self.0.drain(..surplus);
        self.0.len().saturating_sub(1)
    }
}

/// An open file, unpacked if it is packed.
struct Open {
    reader: Box<dyn BufRead>,
    path: PathBuf,
    /// Length on disk, if it is packed.
    packed_bytes: Option<u64>,
}

impl Open {
    fn new(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        let mut file = BufReader::new(file);
        let is_packed = is_gzip(file.fill_buf()?);
        let reader: Box<dyn BufRead> = if is_packed {
            Box::new(BufReader::new(MultiGzDecoder::new(file)))
        } else {
            Box::new(file)
        };
        Ok(Self {
            reader,
            path: path.to_owned(),
            packed_bytes: is_packed.then_some(bytes),
        })
    }

    /// The bytes it begins with: whole lines, so that a line that is being written does not change them.
    fn head(&mut self) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        let most = u64::try_from(HEAD_BYTES).unwrap_or(u64::MAX);
        let read = (&mut self.reader).take(most).read_to_end(&mut head);
        self.unless_cut(read.map(|_| ()))?;
        if head.len() < HEAD_BYTES {
            let end = memchr::memrchr(b'\n', &head).map_or(0, |end| end + 1);
            if self.packed_bytes.is_none() {
                head.truncate(end);
            }
        }
        Ok(head)
    }

    /// A file that is still being packed ends early; the rest is read when it is there.
    fn unless_cut(&self, read: io::Result<()>) -> io::Result<()> {
        match read {
            Err(error) if self.packed_bytes.is_some() && error.kind() == io::ErrorKind::UnexpectedEof => {
                Ok(())
            }
            read => read,
        }
    }

    /// Begins anew, so many bytes on.
    fn skip(&mut self, offset: u64) -> io::Result<()> {
        let mut file = File::open(&self.path)?;
        if self.packed_bytes.is_some() {
            let mut reader = BufReader::new(MultiGzDecoder::new(BufReader::new(file)));
            let passed = io::copy(&mut (&mut reader).take(offset), &mut io::sink());
            self.unless_cut(passed.map(|_| ()))?;
            self.reader = Box::new(reader);
        } else {
            // A shorter copy of what was read already has nothing new.
            file.seek(SeekFrom::Start(offset))?;
            self.reader = Box::new(BufReader::new(file));
        }
        Ok(())
    }

    /// Reads whole lines up to byte `until`; whether there are more.
    fn lines(&mut self, at: &mut u64, until: u64, take: &mut dyn FnMut(&[u8])) -> io::Result<bool> {
        let mut line = Vec::new();
        while *at < until {
            line.clear();
            let read = (&mut self.reader)
                .take(MAX_LINE_BYTES)
                .read_until(b'\n', &mut line);
            let Ok(bytes) = read else {
                return self.unless_cut(read.map(|_| ())).map(|()| false);
            };
            let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
            if let Some(whole) = line.strip_suffix(b"\n") {
                take(whole);
                *at += bytes;
            } else if bytes >= MAX_LINE_BYTES {
                let Some(rest) = self.rest_of_line()? else {
                    return Ok(false);
                };
                *at += bytes + rest;
            } else {
                if self.packed_bytes.is_some() && bytes > 0 {
                    take(&line);
                    *at += bytes;
                }
                return Ok(false);
            }
        }
        match self.reader.fill_buf() {
            Ok(rest) => Ok(!rest.is_empty()),
            Err(error) => self.unless_cut(Err(error)).map(|()| false),
        }
    }

    /// Passes over the rest of a line that is too long; `None` if it does not end yet.
    fn rest_of_line(&mut self) -> io::Result<Option<u64>> {
        let mut passed = 0_u64;
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(None);
            }
            let end = memchr::memchr(b'\n', buffer);
            let bytes = end.map_or(buffer.len(), |end| end + 1);
            self.reader.consume(bytes);
            passed = passed.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
            if end.is_some() {
                return Ok(Some(passed));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::GzEncoder};
    use proptest::prelude::*;
    use tempfile::TempDir;

    use super::*;

    /// Reads everything that a pattern matches.
    fn read(known: &mut Known, dir: &TempDir, most: u64) -> Vec<String> {
        let mut lines = Vec::new();
        for file in matching(&dir.path().join("a.log*")).unwrap() {
            let mut take = |line: &[u8]| lines.push(String::from_utf8_lossy(line).into_owned());
            known.read(&file, most, &mut take).unwrap();
        }
        lines
    }

    fn append(dir: &TempDir, name: &str, text: &str) {
        let path = dir.path().join(name);
        let mut file = File::options().create(true).append(true).open(path).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut to = GzEncoder::new(Vec::new(), Compression::default());
        to.write_all(text).unwrap();
        to.finish().unwrap()
    }

    #[test]
    fn names_match_by_their_stars() {
        for (pattern, name, want) in [
            ("access.log", "access.log", true),
            ("access.log", "access.log.1", false),
            ("access.log*", "access.log", true),
            ("access.log*", "access.log.2.gz", true),
            ("*.log", "a.log", true),
            ("*.log", "a.log.1", false),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxcyyb", false),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(matches(pattern, name), want, "{pattern} {name}");
        }
    }

    #[test]
    fn a_growing_file_is_read_on() {
        let dir = tempfile::tempdir().unwrap();
        let mut known = Known::default();
        assert_eq!(read(&mut known, &dir, 1 << 20), [""; 0]);
        append(&dir, "a.log", "one\ntw");
        assert_eq!(read(&mut known, &dir, 1 << 20), ["one"]);
        append(&dir, "a.log", "o\nthree\n");
        assert_eq!(read(&mut known, &dir, 1 << 20), ["two", "three"]);
        append(&dir, "a.log", &format!("{}\nfour\n", "x".repeat(200_000)));
        let mut known: Known = serde_json::from_str(&serde_json::to_string(&known).unwrap()).unwrap();
        assert_eq!(
            read(&mut known, &dir, 1 << 20),
            ["four"],
            "too long a line is passed over"
        );
        assert_eq!(read(&mut known, &dir, 1 << 20), [""; 0]);
        append(&dir, "a.log", "five\nsix\nseven\n");
        assert_eq!(read(&mut known, &dir, 6), ["five", "six"]);
        assert_eq!(read(&mut known, &dir, 6), ["seven"]);
    }

    #[test]
    fn rotation_of_every_kind_costs_and_repeats_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        let mut known = Known::default();
        append(&dir, "a.log", "1 one\n2 two\n");
        assert_eq!(read(&mut known, &dir, 1 << 20).len(), 2);
        // Renamed, with a line written before the new file began.
        append(&dir, "a.log", "3 three\n");
        fs::rename(path("a.log"), path("a.log.1")).unwrap();
        append(&dir, "a.log", "4 four\n");
        let mut lines = read(&mut known, &dir, 1 << 20);
        lines.sort();
        assert_eq!(lines, ["3 three", "4 four"]);
        // Packed, and the next one copied and truncated.
        fs::write(path("a.log.2.gz"), gzip(&fs::read(path("a.log.1")).unwrap())).unwrap();
        append(&dir, "a.log", "5 five\n");
        fs::copy(path("a.log"), path("a.log.1")).unwrap();
        fs::write(path("a.log"), "").unwrap();
        assert_eq!(read(&mut known, &dir, 1 << 20), ["5 five"]);
        append(
            &dir,
            "a.log",
            "6 six is longer than all that was there before it was truncated\n",
        );
        assert_eq!(read(&mut known, &dir, 1 << 20).len(), 1);
        assert_eq!(read(&mut known, &dir, 1 << 20), [""; 0]);
    }

    #[test]
    fn packed_files_are_read_in_parts_and_damaged_ones_as_far_as_they_go() {
        let dir = tempfile::tempdir().unwrap();
        let mut known = Known::default();
        let lines: Vec<String> = (0..5_000)
            .map(|n| format!("{n} a line of some length {}\n", n * 7_919))
            .collect();
        let text = lines.concat();
        let packed = gzip(text.as_bytes());
        fs::write(dir.path().join("a.log.1.gz"), &packed[..packed.len() / 2]).unwrap();
        let first = read(&mut known, &dir, 1 << 20).len();
        assert!((1_000..4_000).contains(&first), "{first}");
        fs::write(dir.path().join("a.log.1.gz"), &packed).unwrap();
        let mut all = first;
        for _ in 0..20 {
            all += read(&mut known, &dir, 20_000).len();
        }
        assert_eq!(all, 5_000);
    }

    proptest! {
        /// However a file grows, every line is handed on once.
        #[test]
        fn every_line_is_read_once(parts in proptest::collection::vec("[a-z\n]{0,30}", 1..12), most in 1_u64..100) {
            let dir = tempfile::tempdir().unwrap();
            let (mut known, mut found, mut whole) = (Known::default(), Vec::new(), "begin\n".to_owned());
            append(&dir, "a.log", "begin\n");
            for part in parts {
                append(&dir, "a.log", &part);
                whole.push_str(&part);
                found.extend(read(&mut known, &dir, most));
            }
            loop {
                let more = read(&mut known, &dir, most);
                if more.is_empty() {
                    break;
                }
                found.extend(more);
            }
            let (whole, _) = whole.rsplit_once('\n').unwrap();
            let want: Vec<&str> = whole.split('\n').collect();
            prop_assert_eq!(found, want);
        }
    }
}
