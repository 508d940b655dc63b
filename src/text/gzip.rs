//! Gzip (RFC 1952) undone under a byte bound.

use std::io::{self, Read};

use flate2::bufread::GzDecoder;

/// What a member of a gzip file begins with.
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Whether bytes begin as a gzip file does.
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// Appends what is in all members of a gzip file (RFC 1952 section 2.2). What follows the last one and is no member is
/// padding.
///
/// # Errors
/// [`io::ErrorKind::FileTooLarge`] when that makes `out` longer than `cap` bytes; any other kind when the file is damaged
/// or cut off, with what came out before left in `out`.
pub fn gunzip(out: &mut Vec<u8>, packed: &[u8], cap: usize) -> io::Result<()> {
    let mut rest = packed;
    loop {
        let mut member = GzDecoder::new(rest);
        fill(&mut member, out, cap)?;
        rest = member.into_inner();
        if !is_gzip(rest) {
            return Ok(());
        }
    }
}

/// Appends everything, unless that makes more than `cap` bytes.
///
/// # Errors
/// As [`gunzip`].
pub fn fill(from: &mut impl Read, out: &mut Vec<u8>, cap: usize) -> io::Result<()> {
    let room = u64::try_from(cap.saturating_sub(out.len())).unwrap_or(u64::MAX);
    let read = from.take(room.saturating_add(1)).read_to_end(out)?;
    if u64::try_from(read).unwrap_or(u64::MAX) > room {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(())
}
