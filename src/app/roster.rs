//! Store → dossier: the posts of the influencers whose campaigns a report is about, and what was told of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::{
    config::Settings,
    io::store::{Store, StoreError},
    model::{Campaign, InfluencerId, OutcomeDay},
    report::{Dossier, told},
};

/// Most posts of one influencer that a report looks at, the newest ones.
const MOST_POSTS: usize = 200;

/// What the influencers of some campaigns are judged by; `outcomes` are those of the days that the report reads.
pub(super) fn dossier(
    store: &Store,
    settings: &Settings,
    campaigns: &[Campaign],
    outcomes: &BTreeMap<Date, OutcomeDay>,
) -> Result<Dossier, StoreError> {
    let mut dossier = Dossier {
        weights: settings.score,
        ..Dossier::default()
    };
    let roster: BTreeSet<&InfluencerId> = campaigns.iter().flat_map(|one| &one.influencers).collect();
    if roster.is_empty() {
        return Ok(dossier);
    }
    for id in roster {
        dossier.posts.insert(id.clone(), store.posts_of(id, MOST_POSTS)?);
    }
    dossier.told = told(outcomes);
    Ok(dossier)
}
