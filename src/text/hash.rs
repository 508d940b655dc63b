//! A fast hash for tables of our own and the user's words, which every word of a text or query is looked up in.

use std::hash::{BuildHasherDefault, Hasher};

/// For `HashMap`s of our own tables.
pub(crate) type ShortHash = BuildHasherDefault<ShortHasher>;

/// A multiply and a rotate per eight bytes. What is kept is ours or the user's and only lookups meet fetched text, so nobody can fill
/// a bucket on purpose.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ShortHasher(u64);

const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

impl ShortHasher {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(29) ^ word).wrapping_mul(MIX);
    }
}

impl Hasher for ShortHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            self.add(chunk.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
        }
        let tail = chunks.remainder();
        if !tail.is_empty() {
            self.add(tail.iter().fold(1, |word, byte| word << 8 | u64::from(*byte)));
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.add(u64::from(byte));
    }

    fn write_u32(&mut self, word: u32) {
        self.add(u64::from(word));
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}
