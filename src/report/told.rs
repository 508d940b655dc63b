//! What influencers and their platforms told of themselves, picked out of the outcomes.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::model::{CampaignId, InfluencerId, OutcomeDay, OutcomeKind, Platform, Provenance};

/// Most figures that are kept; beyond that an export lists things one by one, and what is left tells as much.
const MOST: usize = 50_000;

/// A figure that was told of an influencer by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Of whom.
    pub influencer: InfluencerId,
    /// For which campaign, where that is told.
    pub campaign: Option<CampaignId>,
    /// What.
    pub kind: OutcomeKind,
    /// Where, if that is told.
    pub platform: Option<Platform>,
    /// Of which post, if that is told: an address or a name.
    pub post: Option<String>,
    /// By whom: the influencer, or an export.
    pub provenance: Provenance,
    /// On which day it counts.
    pub day: Date,
    /// How many.
    pub count: u64,
}

/// The figures of the days given that name an influencer.
pub fn told(days: &BTreeMap<Date, OutcomeDay>) -> Vec<Told> {
    let cells = days
        .iter()
        .flat_map(|(day, sums)| sums.cells().map(|(key, sums)| (*day, key, sums)));
    cells
        .filter_map(|(day, key, sums)| {
            let influencer = key.marks.influencer.clone()?;
            let counted = key.counts && sums.outcomes > sums.uncounted;
            counted.then(|| Told {
                influencer,
                campaign: key.marks.campaign.clone(),
                kind: key.kind,
                platform: key.marks.platform,
                post: key.marks.post.clone(),
                provenance: key.provenance,
                day,
                count: sums.count,
            })
        })
        .take(MOST)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CampaignOutcome, Marks};

    #[test]
    fn only_what_names_somebody_and_counts_is_told() {
        let mut day = OutcomeDay::default();
        let outcome = |influencer: Option<&str>, count: Option<u64>, test: bool| CampaignOutcome {
            kind: OutcomeKind::StoryView,
            count,
            test,
            provenance: Provenance::SelfReported,
            marks: Marks {
                influencer: influencer.map(InfluencerId::from),
                post: Some("story 1".to_owned()),
                ..Marks::default()
            },
            ..CampaignOutcome::default()
        };
        day.add(&outcome(Some("kristal"), Some(420), false));
        day.add(&outcome(Some("tom"), None, false));
        day.add(&outcome(Some("maja"), Some(9), true));
        day.add(&outcome(None, Some(7), false));
        let all = told(&[(Date::constant(2026, 3, 3), day)].into());
        assert_eq!(all.len(), 1, "{all:?}");
        assert_eq!((all[0].influencer.as_str(), all[0].count), ("kristal", 420));
    }
}
