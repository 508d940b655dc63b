//! The narrow waist: what a storage engine must be able to do, and one that lives in memory.

use std::{
    collections::BTreeMap,
    ops::{Bound, ControlFlow},
    sync::{PoisonError, RwLock},
};

use super::StoreError;

/// Ordered keys and values with atomic batches. Anything that can do this can carry the store.
pub trait Engine: Send + Sync {
    /// The value of a key.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Visits the entries of a range in key order, or backwards, until the visitor breaks.
    fn scan(&self, range: &KeyRange, order: Order, visit: Visit<'_>) -> Result<(), StoreError>;

    /// Applies all changes, or none of them even if the process dies meanwhile. Not yet durable.
    fn apply(&self, batch: &Batch) -> Result<(), StoreError>;

    /// Returns once everything applied before survives a power cut.
    fn sync(&self) -> Result<(), StoreError>;

    /// Bytes on disk.
    fn bytes(&self) -> Result<u64, StoreError>;
}

/// Called with key and value of every entry of a scan.
pub type Visit<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> ControlFlow<()>;

/// Changes that belong together: the new value of a key, or `None` to remove it.
pub type Batch = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// Direction of a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Smallest key first.
    Up,
    /// Largest key first.
    Down,
}

/// Keys from `start` (included) to `end` (excluded; `None` is the end of everything).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRange {
    /// First key.
    pub start: Vec<u8>,
    /// First key after the range.
    pub end: Option<Vec<u8>>,
}

impl KeyRange {
    /// Every key that begins with `prefix`.
    pub fn prefix(prefix: impl Into<Vec<u8>>) -> Self {
        let start = prefix.into();
        let mut end = start.clone();
        while let Some(last) = end.last_mut() {
            if *last < u8::MAX {
                *last += 1;
                break;
            }
            end.pop();
        }
        let end = (!end.is_empty()).then_some(end);
        Self { start, end }
    }

    /// As bounds for a map or a tree.
    pub fn bounds(&self) -> (Bound<&[u8]>, Bound<&[u8]>) {
        let end = self.end.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        (Bound::Included(&self.start), end)
    }

    /// Whether no key can lie in it.
    pub fn is_empty(&self) -> bool {
        self.end.as_ref().is_some_and(|end| *end <= self.start)
    }
}

/// An engine that forgets: for tests and for trying things out.
#[derive(Debug, Default)]
pub struct Memory(RwLock<BTreeMap<Vec<u8>, Vec<u8>>>);

impl Engine for Memory {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(key)
            .cloned())
    }

    fn scan(&self, range: &KeyRange, order: Order, visit: Visit<'_>) -> Result<(), StoreError> {
        if range.is_empty() {
            return Ok(());
        }
        let map = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut entries = map.range::<[u8], _>(range.bounds());
        while let Some((key, value)) = match order {
            Order::Up => entries.next(),
            Order::Down => entries.next_back(),
        } {
            if visit(key, value).is_break() {
                break;
            }
        }
        drop(map);
        Ok(())
    }

    fn apply(&self, batch: &Batch) -> Result<(), StoreError> {
        let mut map = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (key, value) in batch {
            match value {
                Some(value) => map.insert(key.clone(), value.clone()),
                None => map.remove(key),
            };
        }
        drop(map);
        Ok(())
    }

    fn sync(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn bytes(&self) -> Result<u64, StoreError> {
        let map = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let bytes: usize = map.iter().map(|(key, value)| key.len() + value.len()).sum();
        Ok(u64::try_from(bytes).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefix_ranges_end_where_the_prefix_does() {
        for (prefix, end) in [
            (&b"a"[..], Some(&b"b"[..])),
            (b"a\xff", Some(b"b")),
            (b"\xff\xff", None),
            (b"", None),
        ] {
            let range = KeyRange::prefix(prefix);
            assert_eq!(range.end.as_deref(), end, "{prefix:?}");
        }
    }

    #[test]
    fn memory_scans_both_ways_and_stops_when_told() {
        let engine = Memory::default();
        let batch = ["a1", "a2", "a3", "b1"]
            .iter()
            .map(|key| (key.as_bytes().to_vec(), Some(Vec::new())))
            .collect();
        engine.apply(&batch).unwrap();
        let seen = |order, limit| {
            let mut seen = Vec::new();
            engine
                .scan(&KeyRange::prefix("a"), order, &mut |key, _| {
                    seen.push(String::from_utf8_lossy(key).into_owned());
                    if seen.len() == limit {
                        return ControlFlow::Break(());
                    }
                    ControlFlow::Continue(())
                })
                .unwrap();
            seen
        };
        assert_eq!(seen(Order::Up, 9), ["a1", "a2", "a3"]);
        assert_eq!(seen(Order::Down, 2), ["a3", "a2"]);
    }
}
