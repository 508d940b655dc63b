//! What a report tells of a campaign's plan: what was noted.

use serde::{Deserialize, Serialize};

use super::CampaignNote;

/// Beside goals, effects and costs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanReport {
    /// What came of it that no number tells, as it was written down.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<CampaignNote>,
}
