//! Who came through a campaign and did not buy: they may be reached again while their orders would still be the campaign's.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::ledger::Ledger;
use crate::model::{Brought, Campaign, InfluencerId, OutcomeKind, RetargetReport};

/// Fewer who came are no audience: ad networks take lists of a hundred people and more.
const FEWEST: u64 = 100;
/// Most influencers named.
const MOST: usize = 3;

/// Who came and did not buy, where imports tell both and the purchase window is open; `own` is what the campaign brought.
pub(super) fn of(ledger: &Ledger<'_>, campaign: &Campaign, own: &Brought) -> Option<RetargetReport> {
    let until = campaign.purchases().to.yesterday().ok()?;
    if ledger.today > until {
        return None;
    }
    let clicks = own.count(OutcomeKind::Click);
    let came = clicks.or_else(|| own.count(OutcomeKind::Visit))?;
    let orders = own.count(OutcomeKind::Order)?;
    if came.saturating_sub(orders) < FEWEST {
        return None;
    }
    let kind = if clicks.is_some() {
        OutcomeKind::Click
    } else {
        OutcomeKind::Visit
    };
    let counted = Counted::of(ledger, campaign, kind);
    Some(RetargetReport {
        clicks: clicks.is_some(),
        came,
        orders,
        leads: counted.leads,
        leads_open: counted.leads_open,
        through: through(ledger, counted),
        until,
    })
}

/// What is needed of the campaign's credits, in one go over them.
#[derive(Default)]
struct Counted<'l> {
    /// Who came and orders, by influencer.
    through: BTreeMap<&'l InfluencerId, (u64, u64)>,
    /// Leads of whom it is known whether they bought.
    leads: u64,
    /// Of those, how many have not.
    leads_open: u64,
}

impl<'l> Counted<'l> {
    fn of(ledger: &'l Ledger<'_>, campaign: &Campaign, came: OutcomeKind) -> Self {
        let window = ledger.since(campaign);
        let mut counted = Self::default();
        for (_, (credit, sums)) in ledger.attribution.credits(window) {
            if credit.campaign.as_ref() != Some(&campaign.id) {
                continue;
            }
            match (&credit.influencer, credit.kind) {
                (Some(influencer), kind) if kind == came => {
                    counted.through.entry(influencer).or_default().0 += sums.count;
                }
                (Some(influencer), OutcomeKind::Order) => {
                    counted.through.entry(influencer).or_default().1 += sums.count;
                }
                (_, OutcomeKind::Lead) if credit.bought.is_some() => {
                    counted.leads += sums.count;
                    counted.leads_open += if credit.bought == Some(false) {
                        sums.count
                    } else {
                        0
                    };
                }
                _ => {}
            }
        }
        counted
    }
}

/// Through whom most came and did not buy.
fn through(ledger: &Ledger<'_>, counted: Counted<'_>) -> Vec<(InfluencerId, String, u64, u64)> {
    let found = counted.through.into_iter();
    let mut found: Vec<_> = found.filter(|(_, (came, orders))| came > orders).collect();
    found.sort_by_key(|(id, (came, orders))| (Reverse(came - orders), *id));
    let found = found.into_iter().take(MOST);
    let named = found.map(|(id, (came, orders))| {
        let mut known = ledger.inputs.influencers.iter();
        let name = known.find(|known| known.id == *id);
        let name = name.map_or_else(|| id.to_string(), |known| known.name.clone());
        (id.clone(), name, came, orders)
    });
    named.collect()
}
