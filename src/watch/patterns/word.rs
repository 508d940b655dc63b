//! Words that stand wherever their atom does.

use super::{Patterns, Route, Shape, is_word};

/// One word of ASCII letters and digits, as it is compared with the atoms of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::watch) struct Word {
    pub(in crate::watch) hash: u32,
    pub(in crate::watch) letters: Letters,
}

/// What proves that an atom of the same hash is the word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::watch) enum Letters {
    /// All of them, less than eight, the first lowest, zeros beyond.
    Short(u64),
    /// Too many to be told so: those of this literal.
    Long(u32),
}

impl Word {
    /// How long it is.
    pub(super) fn bytes(self, patterns: &Patterns) -> usize {
        match self.letters {
            Letters::Short(letters) => 8 - letters.leading_zeros() as usize / 8,
            Letters::Long(literal) => patterns.letters(literal).len(),
        }
    }
}

/// Letters that are told by eight bytes with a zero behind them.
const SHORT_BYTES: usize = 7;

/// Eight bytes as two numbers for a table, the lower first.
pub(in crate::watch) fn halves(bytes: u64) -> [u32; 2] {
    [low(bytes), low(bytes >> 32)]
}

/// Eight bytes from two numbers.
pub(in crate::watch) fn whole([low, high]: [u32; 2]) -> u64 {
    u64::from(low) | u64::from(high) << 32
}

/// The first four of eight bytes.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the lower half is wanted")]
pub(super) fn low(bytes: u64) -> u32 {
    bytes as u32
}

impl Patterns {
    /// A literal as a word, if it is one.
    pub(in crate::watch) fn word(&self, literal: u32) -> Option<Word> {
        let (hash, letters) = (self.hash(literal)?, self.letters(literal));
        let own = self.literals.get(literal as usize)?;
        if own.shape != Shape::Word || !is_word(letters) {
            return None;
        }
        let short = || {
            letters
                .bytes()
                .rev()
                .fold(0, |all, byte| all << 8 | u64::from(byte))
        };
        let letters = if letters.len() <= SHORT_BYTES {
            Letters::Short(short())
        } else {
            Letters::Long(literal)
        };
        Some(Word { hash, letters })
    }

    /// What is noted wherever a literal stands, if it is one that is noted and not looked for again.
    pub(in crate::watch) fn noted(&self, literal: u32) -> Option<u32> {
        let own = self.literals.get(literal as usize)?;
        (own.is_watched() && !own.route.is_atom()).then_some(own.told)
    }

    /// Hash of the atom without which a literal stands nowhere, if there is one.
    pub(in crate::watch) fn hash(&self, literal: u32) -> Option<u32> {
        match self.literals.get(literal as usize)?.route {
            Route::Atom {
                hash, pair: false, ..
            } => Some(hash),
            _ => None,
        }
    }
}
