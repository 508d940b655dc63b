//! Where each hash stands among many, for long texts that are asked often: built in one pass, without sorting.

/// Numbers of hashes, chained by their lowest bits.
#[derive(Debug)]
pub(super) struct Chains {
    /// First number of each chain, from one; 0 is none.
    firsts: Vec<u32>,
    /// The next of each number's chain.
    nexts: Vec<u32>,
}

impl Chains {
    /// Of all hashes of a text.
    pub(super) fn new(hashes: &[u32]) -> Self {
        let mut firsts = vec![0; hashes.len().next_power_of_two()];
        let mut nexts = vec![0; hashes.len()];
        let buckets = firsts.as_mut_slice();
        // From the last to the first: a chain goes on in order.
        let mut number = u32::try_from(hashes.len()).unwrap_or(u32::MAX);
        for (hash, next) in hashes.iter().zip(nexts.as_mut_slice()).rev() {
            let at = bucket(*hash, buckets.len());
            if let Some(first) = buckets.get_mut(at) {
                *next = std::mem::replace(first, number);
            }
            number = number.wrapping_sub(1);
        }
        Self { firsts, nexts }
    }

    /// Numbers of the hashes that share a chain with one, in order.
    pub(super) fn of(&self, hash: u32) -> impl Iterator<Item = usize> {
        let at = bucket(hash, self.firsts.len());
        let index = |number: u32| (number as usize).checked_sub(1);
        let first = self.firsts.get(at).copied().and_then(index);
        std::iter::successors(first, move |number| {
            self.nexts.get(*number).copied().and_then(index)
        })
    }
}

/// Atoms are hashed well: their lowest bits are as good as any.
#[inline]
fn bucket(hash: u32, buckets: usize) -> usize {
    hash as usize & buckets.wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_hash_is_found_in_order(hashes in prop::collection::vec(0_u32..60, 0..300), asked in 0_u32..80) {
            let chains = Chains::new(&hashes);
            let found: Vec<usize> = chains.of(asked).filter(|number| hashes.get(*number) == Some(&asked)).collect();
            let expected: Vec<usize> =
                hashes.iter().enumerate().filter(|(_, hash)| **hash == asked).map(|(number, _)| number).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
