//! Bytes in any encoding → UTF-8, piece by piece.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes read at a time.
const PIECE_BYTES: usize = 16 * 1024;

/// The encoding of a file by how it begins, and the length of its byte order mark. Spreadsheets write UTF-8 with and without
/// mark, UTF-16 and the encoding of the country.
pub(super) fn encoding_of(head: &[u8]) -> (&'static Encoding, usize) {
    if let Some((encoding, bytes)) = Encoding::for_bom(head) {
        return (encoding, bytes);
    }
    let is_zero = |at: usize| head.iter().skip(at).step_by(2).take(64).all(|byte| *byte == 0);
    if head.len() >= 4 && is_zero(1) {
        return (UTF_16LE, 0);
    }
    if head.len() >= 4 && is_zero(0) {
        return (UTF_16BE, 0);
    }
    // A character that the end of the head cuts is no fault.
    let is_utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    if is_utf8 {
        return (UTF_8, 0);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, true);
    (detector.guess(None, Utf8Detection::Deny), 0)
}

/// A piece as text; what is cut or wrong becomes U+FFFD.
pub(super) fn whole(encoding: &'static Encoding, bytes: &[u8]) -> String {
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Reads UTF-8 out of whatever the file is written in.
pub(super) struct Utf8Reader<R> {
    from: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// Where in `raw` what is not decoded yet begins and ends.
    pending: (usize, usize),
    ended: bool,
    finished: bool,
}

impl<R> std::fmt::Debug for Utf8Reader<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Utf8Reader").finish_non_exhaustive()
    }
}

impl<R: Read> Utf8Reader<R> {
    pub(super) fn new(from: R, encoding: &'static Encoding) -> Self {
        Self {
            from,
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: vec![0; PIECE_BYTES],
            pending: (0, 0),
            ended: false,
            finished: false,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.pending.0 < self.pending.1 || self.ended {
            return Ok(());
        }
        let read = self.from.read(&mut self.raw)?;
        self.pending = (0, read);
        self.ended = read == 0;
        Ok(())
    }
}

impl<R: Read> Read for Utf8Reader<R> {
    /// `into` must have room for a character, at least 16 bytes.
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while !self.finished {
            self.fill()?;
            let raw = self.raw.get(self.pending.0..self.pending.1).unwrap_or_default();
            let (result, read, written, _) = self.decoder.decode_to_utf8(raw, into, self.ended);
            self.pending.0 += read;
            self.finished = self.ended && result == CoderResult::InputEmpty;
            if written > 0 || result == CoderResult::OutputFull {
                return Ok(written);
            }
        }
        Ok(0)
    }
}
