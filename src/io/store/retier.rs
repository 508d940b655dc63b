//! Tiers drawn anew over what is stored: mentions keep the followers that were measured, and where the tiers begin is the
//! user's to change. Day totals move with the mentions; those of days whose mentions are gone stay as they were counted.

use std::ops::ControlFlow;

use super::{
    Ack, Result, Store, StoreError,
    engine::Order,
    ingest::store_change,
    keys::{self, Index},
    tx::Tx,
};
use crate::model::Tiers;

/// Mentions looked at in one step, so that polls are not held up.
const LOOKS: usize = 500;

impl Store {
    /// Puts every stored mention into the tier of its followers; answers how many changed.
    pub async fn retier(&self, tiers: Tiers) -> Result<usize> {
        let (mut changed, mut from) = (0, None);
        loop {
            let (more, next) = self.retier_step(tiers, from).await?;
            changed += more;
            if next.is_none() {
                return Ok(changed);
            }
            from = next;
        }
    }

    fn retier_step(&self, tiers: Tiers, from: Option<Vec<u8>>) -> Ack<(usize, Option<Vec<u8>>)> {
        self.write(move |tx| step(tx, tiers, from))
    }
}

/// How many changed, and the first key not looked at yet.
fn step(
    tx: &mut Tx<'_>,
    tiers: Tiers,
    from: Option<Vec<u8>>,
) -> std::result::Result<(usize, Option<Vec<u8>>), StoreError> {
    let mut range = Index::Time.range(None, None);
    if let Some(from) = from {
        range.start = from;
    }
    let (mut ids, mut next) = (Vec::new(), None);
    tx.engine().scan(&range, Order::Up, &mut |key, _| {
        if ids.len() == LOOKS {
            next = Some(key.to_vec());
            return ControlFlow::Break(());
        }
        ids.extend(keys::id_of(key));
        ControlFlow::Continue(())
    })?;
    let mut changed = 0;
    for id in ids {
        let Some(old) = tx.record(id)? else { continue };
        let tier = old.mention.followers.map(|followers| tiers.of(followers));
        if tier != old.mention.tier {
            let mut mention = old.mention.clone();
            mention.tier = tier;
            changed += usize::from(store_change(tx, &old, mention)?);
        }
    }
    Ok((changed, next))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::tz::TimeZone;

    use super::*;
    use crate::{
        classify::story::Telling,
        io::store::{Candidate, PollCommit, Remember},
        metrics::sample,
        model::{Mention, SourceState, Subject, Tier, Window, day_of},
        watch::identity::Reappearance,
    };

    fn mention(n: u128, followers: Option<u64>) -> Mention {
        let mut mention = sample::mention(n, "2026-11-17T12:00:00Z");
        mention.at += Duration::from_secs(u64::try_from(n).unwrap());
        mention.followers = followers;
        mention.tier = followers.map(|followers| Tiers::default().of(followers));
        mention
    }

    #[test]
    fn mentions_and_their_days_move_into_the_tiers_as_they_are_now() {
        let store = Store::in_memory(TimeZone::UTC).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mentions: Vec<Mention> = (1..=1_200_u128)
            .map(|n| {
                mention(
                    n,
                    [None, Some(6_000), Some(60_000)][usize::try_from(n % 3).unwrap()],
                )
            })
            .collect();
        let subject = Subject::Brand(mentions[0].brands[0].clone());
        let day = day_of(mentions[0].at, &TimeZone::UTC);
        store.ingest(commit(mentions)).wait().unwrap();
        let of_tier = |tier: Option<Tier>| -> u32 {
            let window = Window {
                from: day,
                to: day.tomorrow().unwrap(),
            };
            let days = store.rollups(std::slice::from_ref(&subject), window).unwrap();
            let cells = days.values().flat_map(|rollup| &rollup.cells);
            cells
                .filter(|cell| cell.key.tier == tier)
                .map(|cell| cell.mentions)
                .sum()
        };
        let counts = || [None, Some(Tier::Nano), Some(Tier::Micro), Some(Tier::Mid)].map(of_tier);
        assert_eq!(counts(), [400, 400, 0, 400]);
        let lower = Tiers {
            micro: 5_000,
            mid: 100_000,
            ..Tiers::default()
        };
        assert_eq!(runtime.block_on(store.retier(lower)).unwrap(), 800);
        assert_eq!(counts(), [400, 0, 800, 0]);
        assert_eq!(runtime.block_on(store.retier(lower)).unwrap(), 0);
        runtime.block_on(store.retier(Tiers::default())).unwrap();
        assert_eq!(counts(), [400, 400, 0, 400]);
    }

    fn commit(mentions: Vec<Mention>) -> PollCommit {
        let candidates = mentions.into_iter().map(|mention| Candidate {
            keys: vec![mention.id.0],
            mention,
            told: None,
            telling: Telling::default(),
            errands: Vec::new(),
        });
        PollCommit {
            source: "news".into(),
            state: SourceState::default(),
            candidates: candidates.collect(),
            remember: Remember::default(),
            not_before: None,
            reappearance: Reappearance::default(),
            listed: None,
        }
    }
}
