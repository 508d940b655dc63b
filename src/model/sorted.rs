//! Maps that are read far more often than changed: rows in order as long as nobody changes them, a tree from then on.
//!
//! A report reads day totals of a whole year and changes none: rows are made from disk in one piece and let go of at once, where
//! a tree asks for memory every few entries. Counting mentions in changes a total entry by entry: there a tree is right.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Entries by key, in the order of the keys, each key once.
#[derive(Clone)]
pub struct Sorted<K, V> {
    /// All entries in order, unless the tree has them.
    rows: Vec<(K, V)>,
    tree: BTreeMap<K, V>,
}

impl<K: Ord, V> Sorted<K, V> {
    /// How many entries.
    pub fn len(&self) -> usize {
        self.rows.len() + self.tree.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        if let Some(value) = self.tree.get(key) {
            return Some(value);
        }
        let at = self.rows.binary_search_by(|(known, _)| known.cmp(key)).ok()?;
        self.rows.get(at).map(|(_, value)| value)
    }

    /// Whether a key has an entry.
    pub fn contains_key(&self, key: &K) -> bool {
        self.get(key).is_some()
    }

    /// Entries in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> + Clone {
        let rows = self.rows.iter().map(|(key, value)| (key, value));
        rows.chain(&self.tree)
    }

    /// Keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// Values in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// Values in the order of their keys, to be changed where they are.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        let rows = self.rows.iter_mut().map(|(_, value)| value);
        rows.chain(self.tree.values_mut())
    }

    /// All entries as a tree, to add some and to take some out.
    pub fn tree(&mut self) -> &mut BTreeMap<K, V> {
        if !self.rows.is_empty() {
            self.tree = std::mem::take(&mut self.rows).into_iter().collect();
        }
        &mut self.tree
    }
}

impl<K, V> Default for Sorted<K, V> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            tree: BTreeMap::new(),
        }
    }
}

impl<K: Ord, V> From<Vec<(K, V)>> for Sorted<K, V> {
    /// From entries in any order; of one key the last one counts.
    fn from(rows: Vec<(K, V)>) -> Self {
        if rows.is_sorted_by(|(a, _), (b, _)| a < b) {
            return Self {
                rows,
                tree: BTreeMap::new(),
            };
        }
        let tree: BTreeMap<K, V> = rows.into_iter().collect();
        Self {
            rows: tree.into_iter().collect(),
            tree: BTreeMap::new(),
        }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Sorted<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self::from(entries.into_iter().collect::<Vec<_>>())
    }
}

impl<K: Ord, V: PartialEq> PartialEq for Sorted<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<K: Ord, V: Eq> Eq for Sorted<K, V> {}

impl<K: Ord + fmt::Debug, V: fmt::Debug> fmt::Debug for Sorted<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Ord + Serialize, V: Serialize> Serialize for Sorted<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, K: Ord + Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for Sorted<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::deserialize(deserializer).map(Self::from_iter)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_the_map_of_its_entries(
            entries in proptest::collection::vec((0_u64..40, any::<u32>()), 0..60),
            more in proptest::collection::vec((0_u64..40, any::<u32>(), any::<bool>()), 0..20),
        ) {
            let mut map: BTreeMap<u64, u32> = entries.iter().copied().collect();
            let mut sorted: Sorted<u64, u32> = entries.into_iter().collect();
            let same = |sorted: &Sorted<u64, u32>, map: &BTreeMap<u64, u32>| {
                sorted.iter().eq(map)
                    && sorted.len() == map.len()
                    && (0..40).all(|key| sorted.get(&key) == map.get(&key))
            };
            prop_assert!(same(&sorted, &map));
            let json = serde_json::to_string(&sorted).unwrap();
            prop_assert_eq!(&json, &serde_json::to_string(&map).unwrap());
            prop_assert_eq!(serde_json::from_str::<Sorted<u64, u32>>(&json).unwrap(), sorted.clone());
            for (key, value, adding) in more {
                if adding {
                    map.insert(key, value);
                    sorted.tree().insert(key, value);
                } else {
                    map.remove(&key);
                    sorted.tree().remove(&key);
                }
                sorted.values_mut().for_each(|value| *value /= 2);
                for value in map.values_mut() {
                    *value /= 2;
                }
                prop_assert!(same(&sorted, &map));
                prop_assert_eq!(&sorted, &map.clone().into_iter().collect());
            }
        }
    }
}
