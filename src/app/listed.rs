//! Mentions as lists show them: each with its reactions over time.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use crate::{
    io::store::{Filter, Store, StoreError},
    model::{EngagementReading, Mention},
};

/// A mention with the readings of its reactions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    /// The mention.
    #[serde(flatten)]
    pub mention: Mention,
    /// Its reactions as they were read, oldest first: at each age at which they are read again, and the newest. Empty where
    /// nobody tells any.
    #[serde(default)]
    pub engagement_series: Vec<EngagementReading>,
}

/// Visits mentions that pass, newest first, until the visitor breaks.
///
/// # Errors
/// When the store cannot be read.
pub fn visit(
    store: &Store,
    filter: &Filter,
    visit: &mut dyn FnMut(Listed) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let mut read = Ok(());
    store.visit_mentions(filter, &mut |mention| match store.engagement_of(&mention) {
        Ok(engagement_series) => visit(Listed {
            mention,
            engagement_series,
        }),
        Err(error) => {
            read = Err(error);
            ControlFlow::Break(())
        }
    })?;
    read
}
