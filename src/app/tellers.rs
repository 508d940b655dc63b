//! Imports, as far as attribution needs to know them.

use crate::{
    app::import::asked_until,
    config::{Import, ImportFrom, Settings},
    io::store::{Store, StoreError},
    model::{Teller, day_of},
    presets::imports,
};

/// The imports of a configuration in its order, then every preset under its own name: files that are handed over by hand carry
/// that.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn tellers(store: &Store, settings: &Settings) -> Result<Vec<Teller>, StoreError> {
    let configured = settings
        .imports
        .iter()
        .map(|import| configured(store, settings, import));
    let mut tellers = configured.collect::<Result<Vec<Teller>, _>>()?;
    for preset in imports::ALL.iter() {
        if !tellers.iter().any(|teller| teller.name == preset.name) {
            let covered = store.covered(&preset.name)?;
            tellers.push(Teller {
                name: preset.name.clone(),
                preset: preset.name.clone(),
                since: covered.from,
                until: covered.through,
                daily: preset.daily,
                programme: preset.programme,
                ..Teller::default()
            });
        }
    }
    Ok(tellers)
}

fn configured(store: &Store, settings: &Settings, import: &Import) -> Result<Teller, StoreError> {
    // Of an API it is known up to when everything was told; the day of asking itself is not over.
    let until = match &import.from {
        Some(ImportFrom::Api(_)) => asked_until(store, import)?,
        _ => None,
    };
    let until = until.map(|until| day_of(until, &settings.timezone));
    let until = until.and_then(|day| day.yesterday().ok());
    let covered = store.covered(&import.name)?;
    Ok(Teller {
        name: import.name.clone(),
        preset: import.preset.name.clone(),
        brand: import.brand.clone(),
        daily: import.daily,
        programme: import.preset.programme,
        counts: import.counts,
        since: covered.from,
        until: until.max(covered.through),
    })
}
