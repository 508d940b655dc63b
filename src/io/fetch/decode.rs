//! Content coding undone by us, whole or not at all, under a byte bound.
//!
//! The client's own decompression would cut a body of several gzip members to its first, hand over unknown codings
//! undecoded, and allow a zstd window of 128 MiB.

use std::io;

use flate2::{Decompress, FlushDecompress, Status};
use reqwest::header::{CONTENT_ENCODING, HeaderMap};

use crate::text::gzip::{fill, gunzip};

/// What we say we understand.
pub(super) const ACCEPT_ENCODING: &str = "gzip, br, zstd, deflate";

/// Largest zstd window, as a power of two: 8 MiB, the bound RFC 9659 sets for the `zstd` content coding.
const ZSTD_WINDOW_LOG: u32 = 23;

/// How a body was packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// Not at all.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 1950, or bare RFC 1951 as some servers have it.
    Deflate,
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
}

impl Coding {
    /// Reads `Content-Encoding`.
    ///
    /// # Errors
    /// One sentence if the coding is unknown or several are stacked.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, String> {
        let mut found = Self::Identity;
        for value in headers.get_all(CONTENT_ENCODING) {
            for token in String::from_utf8_lossy(value.as_bytes()).split(',') {
                let coding = Self::named(token.trim())?;
                if found != Self::Identity && coding != Self::Identity {
                    return Err("the body is packed several times over (`Content-Encoding` names more than one coding)"
                        .to_owned());
                }
                if coding != Self::Identity {
                    found = coding;
                }
            }
        }
        Ok(found)
    }

    fn named(token: &str) -> Result<Self, String> {
        let is = |name: &str| token.eq_ignore_ascii_case(name);
        if token.is_empty() || is("identity") {
            Ok(Self::Identity)
        } else if is("gzip") || is("x-gzip") {
            Ok(Self::Gzip)
        } else if is("deflate") {
            Ok(Self::Deflate)
        } else if is("br") {
            Ok(Self::Brotli)
        } else if is("zstd") {
            Ok(Self::Zstd)
        } else {
            let shown: String = token.chars().filter(char::is_ascii_graphic).take(20).collect();
            Err(format!(
                "the body is packed as `{shown}`, which was not asked for and cannot be read"
            ))
        }
    }
}

/// Unpacks a complete body.
///
/// # Errors
/// One sentence if the body is damaged, cut off or longer than `cap` bytes.
pub(super) fn unpack(coding: Coding, wire: Vec<u8>, cap: usize) -> Result<Vec<u8>, String> {
    let name = match coding {
        Coding::Identity => return Ok(wire),
        Coding::Gzip => "gzip",
        Coding::Deflate => "deflate",
        Coding::Brotli => "brotli",
        Coding::Zstd => "zstd",
    };
    let mut out = Vec::new();
    unpack_into(&mut out, coding, &wire, cap).map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => too_long(cap),
        _ => format!("the body calls itself {name} but is damaged or cut off"),
    })?;
    Ok(out)
}

/// The beginning of a body of which perhaps only the beginning is there: what comes out of it, at most `cap` bytes.
pub(super) fn unpack_beginning(coding: Coding, wire: &[u8], cap: usize) -> Vec<u8> {
    let mut out = Vec::new();
    if unpack_into(&mut out, coding, wire, cap).is_err() {
        // Cut off or too long, as may be.
        out.truncate(cap);
    }
    out
}

fn unpack_into(out: &mut Vec<u8>, coding: Coding, wire: &[u8], cap: usize) -> io::Result<()> {
    match coding {
        Coding::Identity => fill(&mut &*wire, out, cap),
        Coding::Gzip => gunzip(out, wire, cap),
        Coding::Deflate => inflate(out, wire, cap),
        Coding::Brotli => fill(&mut brotli::Decompressor::new(wire, 4096), out, cap),
        Coding::Zstd => unzstd(out, wire, cap),
    }
}

/// The sentence for a body over the bound.
pub(super) fn too_long(cap: usize) -> String {
    format!(
        "the body is longer than the {cap} bytes that `max_body` allows; raise it for this source if that is right"
    )
}

fn inflate(out: &mut Vec<u8>, wire: &[u8], cap: usize) -> io::Result<()> {
    let has_header = match wire {
        [cmf, flg, ..] => cmf & 0x0f == 8 && u16::from_be_bytes([*cmf, *flg]).is_multiple_of(31),
        _ => false,
    };
    let mut stream = Decompress::new(has_header);
    out.reserve(wire.len().saturating_mul(4).min(cap).max(1024));
    loop {
        let read = usize::try_from(stream.total_in()).unwrap_or(usize::MAX);
        let rest = wire.get(read..).unwrap_or_default();
        let before = (stream.total_in(), stream.total_out());
        let status = stream
            .decompress_vec(rest, out, FlushDecompress::None)
            .map_err(io::Error::from)?;
        if out.len() > cap {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        if status == Status::StreamEnd {
            return Ok(());
        }
        if out.len() == out.capacity() {
            out.reserve(out.len().max(1024));
        } else if before == (stream.total_in(), stream.total_out()) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

fn unzstd(out: &mut Vec<u8>, wire: &[u8], cap: usize) -> io::Result<()> {
    let mut decoder = zstd::stream::read::Decoder::new(wire)?;
    decoder.window_log_max(ZSTD_WINDOW_LOG)?;
    fill(&mut decoder, out, cap)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{
        Compression,
        write::{DeflateEncoder, GzEncoder, ZlibEncoder},
    };
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    use super::*;

    const CAP: usize = 1 << 20;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut to = GzEncoder::new(Vec::new(), Compression::default());
        to.write_all(text).unwrap();
        to.finish().unwrap()
    }

    fn zlib(text: &[u8]) -> Vec<u8> {
        let mut to = ZlibEncoder::new(Vec::new(), Compression::default());
        to.write_all(text).unwrap();
        to.finish().unwrap()
    }

    fn bare(text: &[u8]) -> Vec<u8> {
        let mut to = DeflateEncoder::new(Vec::new(), Compression::default());
        to.write_all(text).unwrap();
        to.finish().unwrap()
    }

    fn zstd_(text: &[u8]) -> Vec<u8> {
        zstd::encode_all(text, 3).unwrap()
    }

    fn brotli_(text: &[u8]) -> Vec<u8> {
        let mut wire = Vec::new();
        let mut to = brotli::CompressorWriter::new(&mut wire, 4096, 5, 20);
        to.write_all(text).unwrap();
        drop(to);
        wire
    }

    fn sample() -> Vec<u8> {
        b"hello world ".repeat(40)
    }

    #[test]
    fn every_coding_that_was_offered_is_undone() {
        let text = sample();
        for (coding, wire) in [
            (Coding::Identity, text.clone()),
            (Coding::Gzip, gzip(&text)),
            (Coding::Deflate, zlib(&text)),
            (Coding::Deflate, bare(&text)),
            (Coding::Zstd, zstd_(&text)),
            (Coding::Brotli, brotli_(&text)),
        ] {
            assert_eq!(unpack(coding, wire, CAP), Ok(text.clone()), "{coding:?}");
        }
    }

    #[test]
    fn gzip_members_are_all_read_and_padding_is_not() {
        let mut wire = gzip(b"one ");
        wire.extend(gzip(b""));
        wire.extend(gzip(b"two"));
        wire.extend([0; 9]);
        assert_eq!(unpack(Coding::Gzip, wire, CAP), Ok(b"one two".to_vec()));
        assert_eq!(
            unpack(Coding::Gzip, [gzip(b""), gzip(b"x")].concat(), CAP),
            Ok(b"x".to_vec())
        );
    }

    #[test]
    fn a_cut_or_damaged_body_is_never_taken_for_whole() {
        let text: Vec<u8> = (0..4000_u32)
            .flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes())
            .collect();
        for (coding, wire) in [
            (Coding::Gzip, gzip(&text)),
            (Coding::Gzip, [gzip(b"whole"), gzip(&text)].concat()),
            (Coding::Deflate, zlib(&text)),
            (Coding::Deflate, bare(&text)),
            (Coding::Zstd, zstd_(&text)),
            (Coding::Brotli, brotli_(&text)),
        ] {
            for cut in [wire.len() - 1, wire.len() - 5, wire.len() / 2, 3, 1] {
                let why = unpack(coding, wire[..cut].to_vec(), CAP).expect_err(&format!("{coding:?} {cut}"));
                assert!(why.contains("damaged or cut off"), "{why}");
            }
            assert!(
                unpack(coding, b"<rss>not packed</rss>".to_vec(), CAP).is_err(),
                "{coding:?}"
            );
            assert!(unpack(coding, Vec::new(), CAP).is_err(), "{coding:?} empty");
        }
    }

    #[test]
    fn bombs_are_cut_at_the_bound() {
        let zeros = vec![0; CAP + 1];
        for (coding, wire) in [
            (Coding::Gzip, gzip(&zeros)),
            (Coding::Gzip, gzip(&zeros[..CAP / 64]).repeat(65)),
            (Coding::Deflate, zlib(&zeros)),
            (Coding::Zstd, zstd_(&zeros)),
            (Coding::Brotli, brotli_(&zeros)),
        ] {
            let why = unpack(coding, wire, CAP).expect_err(&format!("{coding:?}"));
            assert!(why.contains("max_body"), "{why}");
        }
        assert_eq!(
            unpack(Coding::Gzip, gzip(&zeros[..CAP]), CAP).map(|out| out.len()),
            Ok(CAP)
        );
    }

    #[test]
    fn a_zstd_window_beyond_eight_mebibytes_is_refused() {
        let mut to = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
        to.window_log(27).unwrap();
        to.write_all(&sample()).unwrap();
        assert!(unpack(Coding::Zstd, to.finish().unwrap(), CAP).is_err());
    }

    #[test]
    fn unknown_and_stacked_codings_are_refused_by_name() {
        let of = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(CONTENT_ENCODING, HeaderValue::from_str(value).unwrap());
            }
            Coding::of(&headers)
        };
        assert_eq!(of(&[]), Ok(Coding::Identity));
        assert_eq!(of(&[""]), Ok(Coding::Identity));
        assert_eq!(of(&["identity"]), Ok(Coding::Identity));
        assert_eq!(of(&["X-GZIP"]), Ok(Coding::Gzip));
        assert_eq!(of(&["identity, br"]), Ok(Coding::Brotli));
        assert!(of(&["compress"]).unwrap_err().contains("`compress`"));
        assert!(of(&["gzip, gzip"]).unwrap_err().contains("more than one"));
        assert!(of(&["gzip", "br"]).unwrap_err().contains("more than one"));
    }

    proptest! {
        #[test]
        fn noise_never_panics_and_never_exceeds_the_bound(wire: Vec<u8>, cap in 0_usize..4096) {
            for coding in [Coding::Gzip, Coding::Deflate, Coding::Brotli, Coding::Zstd] {
                if let Ok(out) = unpack(coding, wire.clone(), cap) {
                    prop_assert!(out.len() <= cap);
                }
            }
        }

        #[test]
        fn what_was_packed_comes_back(text: Vec<u8>) {
            for (coding, wire) in
                [(Coding::Gzip, gzip(&text)), (Coding::Deflate, zlib(&text)), (Coding::Zstd, zstd_(&text))]
            {
                prop_assert_eq!(unpack(coding, wire, CAP), Ok(text.clone()));
            }
        }
    }
}
