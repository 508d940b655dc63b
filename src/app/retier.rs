//! Tiers that begin elsewhere than when mentions were stored.

use serde_json::json;

use crate::{
    io::store::{Store, StoreError},
    model::Tiers,
};

/// Name under which it is kept by which tiers the stored mentions are counted.
const NOTICE: &str = "tiers";

/// Puts stored mentions into the tiers of the configuration in force, unless they are in them.
///
/// # Errors
/// When the store cannot be read or written; what was not reached is done at the next call.
pub(super) async fn round(store: &Store, tiers: Tiers) -> Result<(), StoreError> {
    let drawn = json!({ "micro": tiers.micro, "mid": tiers.mid, "macro": tiers.macro_, "mega": tiers.mega });
    if store.read(|store| store.notice(NOTICE)).await?.as_ref() == Some(&drawn) {
        return Ok(());
    }
    let changed = store.retier(tiers).await?;
    store.put_notice(NOTICE, Some(drawn)).await?;
    if changed > 0 {
        tracing::info!(
            mentions = changed,
            "stored mentions were put into the tiers of the configuration"
        );
    }
    Ok(())
}
