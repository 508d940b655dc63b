//! What a weight is looked up by: a hash of a word, a pair, or a piece of a word, made without copying it.

/// Hash of a key. In files a key is spelt `word`, `first_second` (two neighbours), `¬word` (a word that is negated) or
/// `~piece` (letters of a word, `^` and `$` being its ends); `<` and `>` before it say that it stands before or after a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(pub(super) u64);

const MIX: u64 = 0x9E37_79B9_7F4A_7C15;
const START: u64 = 0x243F_6A88_85A3_08D3;
const NEGATED: u64 = 0x1319_8A2E_0370_7344;
const BEFORE: u64 = 0x082E_FA98_EC4E_6C89;
const AFTER: u64 = 0x4528_21E6_38D0_1377;
const PIECE: u64 = 0xA409_3822_299F_31D0;

impl Key {
    /// A word in lower case. Letters drawn out count twice at most: `soooo` is `soo`.
    pub fn word(word: &str) -> Self {
        let (mut state, mut last, mut same) = (START, '\0', 0_u32);
        for c in word.chars() {
            same = if c == last { same + 1 } else { 1 };
            last = c;
            if same <= 2 {
                state = step(state, u64::from(u32::from(c)));
            }
        }
        Self(finish(state))
    }

    /// Two words next to each other.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        Self(finish(step(step(START, self.0), next.0)))
    }

    /// The word, negated.
    #[must_use]
    pub fn negated(self) -> Self {
        Self(finish(step(self.0, NEGATED)))
    }

    /// The same where it stands before a name.
    #[must_use]
    pub fn before(self) -> Self {
        Self(finish(step(self.0, BEFORE)))
    }

    /// The same where it stands after a name.
    #[must_use]
    pub fn after(self) -> Self {
        Self(finish(step(self.0, AFTER)))
    }

    /// Letters of a word.
    pub fn piece(letters: impl Iterator<Item = char>) -> Self {
        Self(finish(
            letters.fold(PIECE, |state, c| step(state, u64::from(u32::from(c)))),
        ))
    }

    /// A key as a file spells it.
    pub fn spelt(key: &str) -> Self {
        if let Some(rest) = key.strip_prefix('<').filter(|rest| !rest.is_empty()) {
            Self::spelt(rest).before()
        } else if let Some(rest) = key.strip_prefix('>').filter(|rest| !rest.is_empty()) {
            Self::spelt(rest).after()
        } else if let Some(piece) = key.strip_prefix('~') {
            Self::piece(piece.chars())
        } else if let Some(word) = key.strip_prefix('¬') {
            Self::word(word).negated()
        } else if let Some((first, second)) = key.split_once('_') {
            Self::word(first).then(Self::word(second))
        } else {
            Self::word(key)
        }
    }
}

fn step(state: u64, word: u64) -> u64 {
    (state.rotate_left(23) ^ word).wrapping_mul(MIX)
}

fn finish(state: u64) -> u64 {
    state ^ (state >> 29)
}
