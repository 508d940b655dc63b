//! What many rows of a stored value have in common, written once.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{StoreError, codec};

/// What is written once, in the order in which it came.
#[derive(Debug)]
pub(super) struct Table<T> {
    places: BTreeMap<T, u32>,
    rows: Vec<T>,
}

impl<T: Ord + Clone + Serialize> Table<T> {
    pub(super) fn new() -> Self {
        Self {
            places: BTreeMap::new(),
            rows: Vec::new(),
        }
    }

    /// The place of a row, which is entered when it is new.
    pub(super) fn place(&mut self, row: T) -> u32 {
        if let Some(place) = self.places.get(&row) {
            return *place;
        }
        let place = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.rows.push(row.clone());
        self.places.insert(row, place);
        place
    }

    /// The rows as JSON.
    pub(super) fn json(&self) -> Result<String, StoreError> {
        serde_json::to_string(&self.rows).map_err(|error| codec::bad("", &error))
    }
}

/// A row of a table that was read; `what` stands at that place.
pub(super) fn at<'t, T>(rows: &'t [T], place: u32, what: &str) -> Result<&'t T, String> {
    let row = usize::try_from(place).ok().and_then(|place| rows.get(place));
    row.ok_or_else(|| format!("{what} is of kind {place} of {}", rows.len()))
}
