//! What must stand beside an anchor before its query is worth a look.
//!
//! Most anchors stand alone: the other word of a two-word name is not next to it, no word of its trade is in the text. Where
//! a query can tell so by hashes of atoms, its tree is not touched. A gate is a row of clauses, all of which must hold, in one
//! table for all queries: a header ([`ANY`], [`BEFORE`], [`AFTER`] or [`AFTER_HEAD`], whether [`CLOSE`], how far and how many),
//! then the hashes, one of which must be there. It never says no wrongly.

use super::Owner;
use super::heads::Head;
use super::word::{halves, whole};

/// Anywhere in the document.
pub(super) const ANY: u32 = 0;
/// In the same field, beginning so many bytes before the anchor's atom at most.
pub(super) const BEFORE: u32 = 1;
/// The same after it.
pub(super) const AFTER: u32 = 2;
/// After it as well, by the first letters: four numbers, as of [`Clause::head`].
pub(super) const AFTER_HEAD: u32 = 3;
/// Added to the last three where no word may stand between.
pub(super) const CLOSE: u32 = 4;
/// Bits of a header that say what is asked for.
const KIND_BITS: u32 = 3;

/// Most hashes of a clause; what needs one of more is hardly ever missing.
const MOST_HASHES: usize = 24;
/// Most clauses of a gate.
const MOST_CLAUSES: usize = 6;

/// A thing that a query needs beside an anchor, as literals of a [`Collector`](super::Collector).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::watch) enum Need {
    /// One of these, anywhere.
    Any(Vec<u32>),
    /// The next word of a row, `after` or before the anchor.
    Neighbour {
        /// Its number.
        literal: u32,
        /// On which side.
        after: bool,
        /// Whether nothing but signs may stand between.
        close: bool,
    },
}

impl Need {
    /// The same wherever it stands.
    pub(super) fn anywhere(&self) -> Self {
        match self {
            Self::Any(literals) => Self::Any(literals.clone()),
            Self::Neighbour { literal, .. } => Self::Any(vec![*literal]),
        }
    }
}

/// Adds a clause to a gate; one with nothing to tell, or too much, is left out.
pub(super) fn push(gate: &mut Vec<u32>, kind: u32, within: usize, hashes: &[u32]) {
    let within = u32::try_from(within).unwrap_or(u32::MAX);
    let fits = !hashes.is_empty() && hashes.len() <= MOST_HASHES && within < 1 << 16;
    if fits && clauses(gate).count() < MOST_CLAUSES {
        let count = u32::try_from(hashes.len()).unwrap_or_default();
        gate.push(kind | count << KIND_BITS | within << 16);
        gate.extend(hashes);
    }
}

/// The numbers of an [`AFTER_HEAD`]: lower half first, what is to be compared last.
pub(super) fn head_numbers(head: Head) -> [u32; 4] {
    let ([low, high], [low_mask, high_mask]) = (halves(head.bytes), halves(head.mask));
    [low, high, low_mask, high_mask]
}

/// One clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clause<'g> {
    /// [`ANY`], [`BEFORE`], [`AFTER`] or [`AFTER_HEAD`].
    pub(super) kind: u32,
    /// Whether no word may stand between.
    pub(super) close: bool,
    /// How many bytes away.
    pub(super) within: usize,
    /// Hashes of atoms.
    pub(super) hashes: &'g [u32],
}

impl Clause<'_> {
    /// How a word begins that an [`AFTER_HEAD`] asks for.
    pub(super) fn head(&self) -> Option<Head> {
        let &[low, high, low_mask, high_mask] = self.hashes else {
            return None;
        };
        Some(Head {
            bytes: whole([low, high]),
            mask: whole([low_mask, high_mask]),
        })
    }
}

/// The clauses of a gate.
pub(super) fn clauses(gate: &[u32]) -> Clauses<'_> {
    Clauses { rest: gate }
}

/// Iterator of [`clauses`].
#[derive(Clone, Debug)]
pub(super) struct Clauses<'g> {
    rest: &'g [u32],
}

impl<'g> Iterator for Clauses<'g> {
    type Item = Clause<'g>;

    #[inline]
    fn next(&mut self) -> Option<Clause<'g>> {
        let (header, rest) = self.rest.split_first()?;
        let (hashes, rest) = rest.split_at_checked((header >> KIND_BITS & 0x1fff) as usize)?;
        self.rest = rest;
        Some(Clause {
            kind: header & 3,
            close: header & CLOSE != 0,
            within: (header >> 16) as usize,
            hashes,
        })
    }
}

/// Whoever is told of a literal, with the gate before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Watcher<'g> {
    pub(super) owner: Owner,
    pub(super) gate: &'g [u32],
}

/// Adds a watcher to a table: all that is to be known where a literal was found stands in one stretch of memory.
pub(super) fn push_watcher(table: &mut Vec<u32>, owner: Owner, gate: &[u32]) {
    let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    table.push(match owner {
        Owner::Rule(rule) => short(rule) << 2,
        Owner::Address => 1,
        Owner::Code(code) => short(code) << 2 | 2,
    });
    table.push(short(gate.len()));
    table.extend_from_slice(gate);
}

/// The watchers in a stretch of a table.
pub(super) fn watchers(table: &[u32]) -> Watchers<'_> {
    Watchers { rest: table }
}

/// Iterator of [`watchers`].
#[derive(Clone, Debug)]
pub(super) struct Watchers<'g> {
    rest: &'g [u32],
}

impl<'g> Iterator for Watchers<'g> {
    type Item = Watcher<'g>;

    #[inline]
    fn next(&mut self) -> Option<Watcher<'g>> {
        let [owner, length, rest @ ..] = self.rest else {
            return None;
        };
        let (gate, rest) = rest.split_at_checked(*length as usize)?;
        self.rest = rest;
        let number = (owner >> 2) as usize;
        let owner = match owner & 3 {
            0 => Owner::Rule(number),
            1 => Owner::Address,
            _ => Owner::Code(number),
        };
        Some(Watcher { owner, gate })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn watchers_come_back() {
        let (all, mut table) = (
            [
                Owner::Rule(0),
                Owner::Address,
                Owner::Rule(70_000),
                Owner::Code(3),
            ],
            Vec::new(),
        );
        for (n, owner) in all.into_iter().enumerate() {
            push_watcher(&mut table, owner, &[9, 8, 7][..n.min(3)]);
        }
        let found: Vec<(Owner, usize)> = watchers(&table).map(|one| (one.owner, one.gate.len())).collect();
        assert_eq!(found, [(all[0], 0), (all[1], 1), (all[2], 2), (all[3], 3)]);
    }

    #[test]
    fn clauses_come_back() {
        let mut gate = Vec::new();
        push(&mut gate, ANY, 0, &[7, 8, 9]);
        push(&mut gate, ANY, 0, &[]);
        push(&mut gate, AFTER | CLOSE, 18, &[5]);
        push(&mut gate, ANY, 0, &[1; MOST_HASHES + 1]);
        let all: Vec<(u32, bool, usize, &[u32])> = clauses(&gate)
            .map(|clause| (clause.kind, clause.close, clause.within, clause.hashes))
            .collect();
        assert_eq!(
            all,
            [(ANY, false, 0, &[7, 8, 9][..]), (AFTER, true, 18, &[5][..])]
        );
        let head = Head::new(0x1122_3344_5566_7788, 5);
        let mut gate = Vec::new();
        push(&mut gate, AFTER_HEAD, 9, &head_numbers(head));
        assert_eq!(clauses(&gate).next().and_then(|clause| clause.head()), Some(head));
        let mut gate = Vec::new();
        for _ in 0..20 {
            push(&mut gate, BEFORE, 1, &[1]);
        }
        assert_eq!(clauses(&gate).count(), MOST_CLAUSES);
    }
}
