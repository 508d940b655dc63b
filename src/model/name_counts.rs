//! Counts by name, of which a year has a million: read from disk they are one piece of text, and a tree once somebody counts.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Counts by name, in the order of the names, each name once.
#[derive(Clone, Default)]
pub struct NameCounts {
    /// All names in order, one after the other, unless the tree has them.
    text: String,
    /// Where each name ends in the text, in bytes, and its count.
    ends: Vec<(usize, u32)>,
    tree: BTreeMap<String, u32>,
}

impl NameCounts {
    /// From names in order, each once; `None` where they are not.
    pub fn of_sorted<'n>(names: impl Iterator<Item = (&'n str, u32)>) -> Option<Self> {
        let mut counts = Self {
            ends: Vec::with_capacity(names.size_hint().0),
            ..Self::default()
        };
        let mut last: Option<&str> = None;
        for (name, count) in names {
            if last.is_some_and(|last| last >= name) {
                return None;
            }
            last = Some(name);
            counts.text.push_str(name);
            counts.ends.push((counts.text.len(), count));
        }
        Some(counts)
    }

    /// How many names.
    pub fn len(&self) -> usize {
        self.ends.len() + self.tree.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The count of a name.
    pub fn get(&self, name: &str) -> Option<u32> {
        if let Some(count) = self.tree.get(name) {
            return Some(*count);
        }
        // There is no search in a range: as many halvings as there are names.
        let (mut from, mut to) = (0, self.ends.len());
        while from < to {
            let middle = from.midpoint(to);
            match self.name(middle).cmp(name) {
                Ordering::Less => from = middle + 1,
                Ordering::Greater => to = middle,
                Ordering::Equal => return self.ends.get(middle).map(|(_, count)| *count),
            }
        }
        None
    }

    fn name(&self, place: usize) -> &str {
        let begin = place.checked_sub(1).and_then(|before| self.ends.get(before));
        let begin = begin.map_or(0, |(end, _)| *end);
        let end = self.ends.get(place).map_or(begin, |(end, _)| *end);
        self.text.get(begin..end).unwrap_or_default()
    }

    /// Names with their counts, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32)> + Clone {
        let packed = self.ends.iter().enumerate();
        let packed = packed.map(|(place, (_, count))| (self.name(place), *count));
        let counted = self.tree.iter().map(|(name, count)| (name.as_str(), *count));
        packed.chain(counted)
    }

    /// All counts as a tree, to count more.
    pub fn tree(&mut self) -> &mut BTreeMap<String, u32> {
        if !self.ends.is_empty() {
            self.tree = self
                .iter()
                .map(|(name, count)| (name.to_owned(), count))
                .collect();
            self.text = String::new();
            self.ends = Vec::new();
        }
        &mut self.tree
    }
}

impl From<BTreeMap<String, u32>> for NameCounts {
    fn from(tree: BTreeMap<String, u32>) -> Self {
        Self {
            tree,
            ..Self::default()
        }
    }
}

impl PartialEq for NameCounts {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl Eq for NameCounts {}

impl fmt::Debug for NameCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Serialize for NameCounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for NameCounts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_out_of_order_or_twice_are_refused() {
        for names in [["b", "a"], ["a", "a"]] {
            assert_eq!(
                NameCounts::of_sorted(names.into_iter().map(|name| (name, 1))),
                None
            );
        }
    }

    proptest! {
        #[test]
        fn it_is_the_map_of_its_names(
            mut map in proptest::collection::btree_map("[a-cö]{0,4}", any::<u32>(), 0..40), name in "[a-cö]{0,4}",
        ) {
            let mut counts = NameCounts::of_sorted(map.iter().map(|(name, n)| (name.as_str(), *n))).unwrap();
            prop_assert_eq!(counts.len(), map.len());
            prop_assert_eq!(counts.get(&name), map.get(&name).copied());
            prop_assert!(map.iter().all(|(name, n)| counts.get(name) == Some(*n)));
            let json = serde_json::to_string(&counts).unwrap();
            prop_assert_eq!(&json, &serde_json::to_string(&map).unwrap());
            prop_assert_eq!(&serde_json::from_str::<NameCounts>(&json).unwrap(), &counts);
            counts.tree().insert(name.clone(), 7);
            map.insert(name, 7);
            prop_assert!(counts.iter().eq(map.iter().map(|(name, n)| (name.as_str(), *n))));
            prop_assert_eq!(counts, NameCounts::from(map));
        }
    }
}
