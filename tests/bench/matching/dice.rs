//! Chance, the same every time.

#![expect(clippy::indexing_slicing, reason = "places are drawn within the tables")]

/// A small generator of numbers, the same every time.
pub(crate) struct Dice(u64);

const HEADS: [&str; 20] = [
    "b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "pl", "ch", "sh", "br", "k",
];
const HEARTS: [&str; 8] = ["a", "e", "i", "o", "u", "ea", "ou", "ai"];
const TAILS: [&str; 8] = ["", "", "", "n", "r", "s", "l", "nt"];
/// How coined names end.
const ENDS: [&str; 8] = ["ora", "ify", "ex", "io", "a", "on", "ly", ""];

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn bits(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        usize::try_from(self.bits()).expect("64 bits") % sides.max(1)
    }

    /// A rank from `from` to `to`, each as frequent as one divided by it.
    pub(crate) fn zipf(&mut self, from: usize, to: usize) -> usize {
        let part = self.bits() as f64 / f64::from(1_u32 << 31);
        let rank = (from as f64 + 1.0) * ((to as f64 + 1.0) / (from as f64 + 1.0)).powf(part) - 1.0;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank")]
        let rank = rank as usize;
        rank.clamp(from, to.saturating_sub(1))
    }

    pub(crate) fn syllables(&mut self, count: usize) -> String {
        let mut one = || {
            let (head, heart, tail) = (self.roll(20), self.roll(8), self.roll(8));
            format!("{}{}{}", HEADS[head], HEARTS[heart], TAILS[tail])
        };
        (0..count).map(|_| one()).collect()
    }

    /// A word that was none before it was a name.
    pub(crate) fn coinage(&mut self) -> String {
        let stem = self.syllables(2);
        stem + ENDS[self.roll(ENDS.len())]
    }
}
