//! Who came through a campaign and did not buy: they may be reached again while their orders would still be the campaign's.

use super::ledger::Ledger;
use crate::metrics::Scope;
use crate::model::{Brought, Campaign, OutcomeKind, RetargetReport, Subject};

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
    let (leads, leads_open) = leads(ledger, campaign);
    Some(RetargetReport {
        clicks: clicks.is_some(),
        came,
        orders,
        through: through(ledger, campaign, kind),
        leads,
        leads_open,
        until,
    })
}

/// Through whom most came and did not buy.
fn through(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    kind: OutcomeKind,
) -> Vec<(crate::model::InfluencerId, String, u64, u64)> {
    let subject = Subject::Campaign(campaign.id.clone());
    let roster = campaign.influencers.iter().map(|influencer| {
        let scope = Scope {
            influencer: Some(influencer),
            ..Scope::default()
        };
        let theirs = ledger.brought(&subject, ledger.since(campaign), scope);
        let count = |kind| theirs.count(kind).unwrap_or(0);
        let mut known = ledger.inputs.influencers.iter();
        let name = known.find(|known| known.id == *influencer);
        let name = name.map_or_else(|| influencer.to_string(), |known| known.name.clone());
        (influencer.clone(), name, count(kind), count(OutcomeKind::Order))
    });
    let mut through: Vec<_> = roster.filter(|(.., came, orders)| came > orders).collect();
    through.sort_by_key(|(id, _, came, orders)| (std::cmp::Reverse(came - orders), id.clone()));
    through.truncate(MOST);
    through
}

/// Leads of the campaign of whom it is known whether they bought, and how many have not.
fn leads(ledger: &Ledger<'_>, campaign: &Campaign) -> (u64, u64) {
    let window = ledger.since(campaign);
    let days = ledger.attribution.days().filter(|(day, _)| window.contains(*day));
    let leads = days.flat_map(|(_, credits)| credits).filter(|(credit, _)| {
        credit.kind == OutcomeKind::Lead && credit.campaign.as_ref() == Some(&campaign.id)
    });
    leads.fold((0, 0), |(all, open), (credit, sums)| match credit.bought {
        Some(true) => (all + sums.count, open),
        Some(false) => (all + sums.count, open + sums.count),
        None => (all, open),
    })
}
