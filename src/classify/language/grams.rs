//! Runs of letters, each with what it says for and against every language of one script.
//!
//! A word, with a space on either side, is cut into all runs of one to five characters; each run is hashed to a row of a
//! table that was learnt once (`LICENSE-grams` says from what and how), and the rows are added. What one row says is
//! weak; twenty of them tell Danish from Norwegian. Runs that share a row share its weight, which learning has seen too.

/// Longest run of characters that counts.
const LONGEST: usize = 5;

/// Letters of a word that are looked at.
pub(super) const WORD_LETTERS: usize = 30;

/// FNV-1a, 32 bits, one step per character.
const HASH_START: u32 = 0x811C_9DC5;
const HASH_STEP: u32 = 0x0100_0193;
/// Spreads the hash over its upper bits, which choose the row.
const HASH_SPREAD: u32 = 0x85EB_CA6B;

/// A table for `LANES` languages; places that no language takes are never named.
#[derive(Clone, Debug)]
pub(super) struct Grams<const LANES: usize> {
    rows: &'static [[u8; LANES]],
    shift: u32,
    codes: Vec<&'static str>,
    /// What every language begins with.
    bias: [f32; LANES],
    /// What one step of the table is worth.
    unit: f32,
}

/// What the runs of a text add up to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Votes<const LANES: usize> {
    sums: [i32; LANES],
    grams: u32,
}

impl<const LANES: usize> Default for Votes<LANES> {
    fn default() -> Self {
        Self {
            sums: [0; LANES],
            grams: 0,
        }
    }
}

impl<const LANES: usize> Votes<LANES> {
    /// Adds what another stretch of text says.
    pub(super) fn add(&mut self, other: &Self) {
        for (sum, more) in self.sums.iter_mut().zip(&other.sums) {
            *sum = sum.saturating_add(*more);
        }
        self.grams = self.grams.saturating_add(other.grams);
    }
}

impl<const LANES: usize> Grams<LANES> {
    /// A table of signed bytes, row by row, under its line of the heading file: unit, then `code:bias` in the order of
    /// the columns. The number of rows is a power of two.
    pub(super) fn new(table: &'static [u8], heading: &'static str) -> Self {
        let (rows, _) = table.as_chunks::<LANES>();
        let (unit, columns) = heading.split_once('\t').unwrap_or(("0", ""));
        let mut codes = Vec::with_capacity(LANES);
        let mut bias = [0.0; LANES];
        for (column, value) in columns.split(' ').zip(&mut bias) {
            let (code, start) = column.split_once(':').unwrap_or((column, "0"));
            codes.push(code);
            *value = start.parse().unwrap_or(0.0);
        }
        Self {
            rows,
            shift: 32 - rows.len().max(2).ilog2(),
            codes,
            bias,
            unit: unit.parse().unwrap_or(0.0),
        }
    }

    /// Adds what the runs of a word say; `word` begins and ends with a space and has at most [`WORD_LETTERS`] between.
    pub(super) fn count(&self, word: &[char], votes: &mut Votes<LANES>) {
        // At most 150 rows of at most ±127 each: no overflow.
        let mut sums = [0_i16; LANES];
        for start in 0..word.len() {
            let mut hash = HASH_START;
            for (length, c) in word
                .get(start..)
                .unwrap_or_default()
                .iter()
                .take(LONGEST)
                .enumerate()
            {
                hash = (hash ^ u32::from(*c)).wrapping_mul(HASH_STEP);
                if length == 0 && *c == ' ' {
                    continue;
                }
                if let Some(row) = usize::try_from(spread(hash) >> self.shift)
                    .ok()
                    .and_then(|row| self.rows.get(row))
                {
                    for (sum, weight) in sums.iter_mut().zip(row) {
                        *sum += i16::from(weight.cast_signed());
                    }
                    votes.grams += 1;
                }
            }
        }
        for (sum, more) in votes.sums.iter_mut().zip(sums) {
            *sum += i32::from(more);
        }
    }

    /// Log-odds of every language, in the order of the columns.
    pub(super) fn odds(&self, votes: &Votes<LANES>) -> [f32; LANES] {
        // Runs of a text are not independent: their sum grows faster than what is known.
        let grams = f32::from(u16::try_from(votes.grams.max(1)).unwrap_or(u16::MAX));
        let scale = self.unit / grams.sqrt();
        let mut odds = self.bias;
        for (value, sum) in odds.iter_mut().zip(votes.sums) {
            #[expect(clippy::cast_precision_loss, reason = "sums stay below 2^24")]
            let sum = sum as f32;
            *value += sum * scale;
        }
        odds
    }

    /// The likeliest language with its probability; `declared` gets `bonus` on its log-odds.
    pub(super) fn best(
        &self,
        votes: &Votes<LANES>,
        declared: Option<(&str, f32)>,
    ) -> Option<(&'static str, f32)> {
        let mut odds = self.odds(votes);
        if let Some((code, bonus)) = declared
            && let Some(value) = self.column(code).and_then(|column| odds.get_mut(column))
        {
            *value += bonus;
        }
        let known = odds.get(..self.codes.len()).unwrap_or_default();
        let (column, top) = highest(known)?;
        let all: f32 = known.iter().map(|value| (value - top).exp()).sum();
        Some((self.codes.get(column)?, 1.0 / all))
    }

    /// How much likelier the best language is than `code`, in log-odds.
    pub(super) fn rival(&self, votes: &Votes<LANES>, code: &str) -> Option<(&'static str, f32)> {
        let odds = self.odds(votes);
        let known = odds.get(..self.codes.len())?;
        let (column, top) = highest(known)?;
        let other = self.column(code).and_then(|column| known.get(column)).copied();
        Some((self.codes.get(column)?, top - other.unwrap_or(f32::NEG_INFINITY)))
    }

    /// The code as the table holds it, if it does.
    pub(super) fn known(&self, code: &str) -> Option<&'static str> {
        self.codes.iter().copied().find(|known| *known == code)
    }

    fn column(&self, code: &str) -> Option<usize> {
        self.codes.iter().position(|known| *known == code)
    }

    /// Languages of the table.
    #[cfg(test)]
    pub(super) fn codes(&self) -> &[&'static str] {
        &self.codes
    }
}

fn highest(values: &[f32]) -> Option<(usize, f32)> {
    let values = values.iter().copied().enumerate();
    values.max_by(|a, b| a.1.total_cmp(&b.1))
}

fn spread(hash: u32) -> u32 {
    (hash ^ (hash >> 15)).wrapping_mul(HASH_SPREAD)
}
