//! Two words in a row, looked up as one.
//!
//! Most names of two words are made of ordinary ones, which stand everywhere; together they stand nearly nowhere. Only
//! words of ASCII letters are looked up so: where their atoms stand, they stand.

use super::gate::Need;
use super::index::Index;
use super::told::Told;
use super::{Collector, Layer, Owner, rarity};
use crate::text::words::atoms::bigram_hash;

/// What is found of two words in a row is no literal.
const NO_LITERAL: u32 = u32::MAX;

/// Two words in a row that a query is looked at for.
#[derive(Debug)]
pub(super) struct Bigram {
    hash: u32,
    pub(super) layer: Layer,
    owner: Owner,
    gate: Vec<u32>,
}

impl Collector {
    /// What it costs to look for two words in a row; `None` if they cannot be looked up so.
    pub(in crate::watch) fn bigram_cost(&self, first: u32, second: u32) -> Option<f32> {
        self.bigram(first, second)?;
        let (one, other) = (self.cost(first), self.cost(second));
        Some(one.min(other) * (one.max(other) * rarity::COMPANY).min(1.0))
    }

    /// As [`watch`](Self::watch), of two words in a row.
    pub(in crate::watch) fn watch_bigram(&mut self, first: u32, second: u32, owner: Owner, needs: &[Need]) {
        if let Some((hash, layer)) = self.bigram(first, second) {
            // What stands beside two words is not compared by place.
            let needs: Vec<Need> = needs.iter().map(Need::anywhere).collect();
            let gate = self.gate(first, &needs);
            self.bigrams.push(Bigram {
                hash,
                layer,
                owner,
                gate,
            });
        }
    }

    fn bigram(&self, first: u32, second: u32) -> Option<(u32, Layer)> {
        let hash = bigram_hash(self.hash(first)?, self.hash(second)?);
        let layer = self.drafts.get(first as usize)?.layer;
        (self.is_word(first) && self.is_word(second)).then_some((hash, layer))
    }
}

/// Those of one side.
pub(super) fn index(all: Vec<Bigram>, told: &mut Told) -> Index {
    let stretches: Vec<(u32, u32)> = all
        .into_iter()
        .map(|bigram| {
            let stretch = told.push(NO_LITERAL, None, &[(bigram.owner, bigram.gate)]);
            (bigram.hash, stretch)
        })
        .collect();
    Index::new(&stretches, told)
}
