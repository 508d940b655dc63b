//! Whose an outcome is: clicks, leads and orders led back to the influencer and the campaign that brought them.
//!
//! - Each order counts once and is one person's. The strongest mark decides ([`CreditRule`]): an article that only one
//!   influencer sells, then a code, a tracked link, UTM parameters, the landing page, a `ref`, the own site, an earlier lead,
//!   and last what influencers say themselves. Where the strongest mark names several (two codes in one order), the next one
//!   chooses among them; where none does, the order stays nobody's, and each of them is said to have assisted.
//! - Codes and exclusive articles hold for ever; everything else until the campaign's purchase window is over.
//! - What is nobody's stays *unattributed*; it is never called «direct».
//! - Tests and what was called off do not count; refunds are subtracted, whether told with the order or apart.
//! - What two imports tell counts once: see [`believed`].
//!
//! The precedence follows avada.io and ugcsignal (codes before clicks) and Refersion (codes without a window); windows are
//! avada.io's.

mod believed;
mod lookup;
mod owner;
mod query;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

pub use query::Whose;
pub use told::Told;

use believed::Sources;
use lookup::Lookup;
use owner::Owners;

use crate::model::{
    BrandId, Campaign, CampaignId, CreditRule, Currency, Influencer, InfluencerId, OutcomeDay, OutcomeKind,
    OutcomeSums, Platform, Provenance, Teller, Window,
};

/// What attribution goes by.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// Whose outcomes.
    pub brand: &'a BrandId,
    /// Whether the brand competes with another one: shops tell nothing of it.
    pub is_competitor: bool,
    /// The roster.
    pub influencers: &'a [Influencer],
    /// Campaigns; those of other brands are left out.
    pub campaigns: &'a [Campaign],
    /// Imports in the order of the configuration, which is that of trust where nothing else decides.
    pub tellers: &'a [Teller],
    /// Currency in which money counts.
    pub currency: Currency,
}

/// Whose an outcome is, and what else tells it apart from others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Credit {
    /// What happened.
    pub kind: OutcomeKind,
    /// Who brought it; `None` if it is unattributed, or the campaign's own link brought it.
    pub influencer: Option<InfluencerId>,
    /// For which campaign.
    pub campaign: Option<CampaignId>,
    /// On which platform, where that is told.
    pub platform: Option<Platform>,
    /// Why; `None` if it is unattributed.
    pub rule: Option<CreditRule>,
    /// Which import told it.
    pub source: String,
    /// How it is known.
    pub provenance: Provenance,
    /// Who else had a part in it.
    pub assisted: Vec<InfluencerId>,
    /// Of what is unattributed: the channel that its marks name, such as `google / cpc`; empty if they name none.
    pub channel: String,
    /// Whether it was the customer's first order.
    pub new_customer: Option<bool>,
    /// Whether it was part of a subscription.
    pub subscription: Option<bool>,
    /// Of leads: whether they have bought since.
    pub bought: Option<bool>,
    /// Of their money.
    pub currency: Option<Currency>,
}

/// What a credit of one day adds up to.
pub type Credited = (Credit, OutcomeSums);

/// Outcomes of a brand, led back.
#[derive(Clone, Debug, Default)]
pub struct Attribution {
    /// Each day's credits in their order, each once.
    days: BTreeMap<Date, Vec<Credited>>,
    /// Where in `days` stands what an influencer brought or assisted, in order: a roster of fifty asks for little each.
    by_influencer: BTreeMap<InfluencerId, Vec<(Date, usize)>>,
    told: BTreeMap<OutcomeKind, Told>,
    left_out: BTreeMap<(OutcomeKind, String), u64>,
    currency: Currency,
}

impl Attribution {
    /// Leads the outcomes of days back.
    pub fn of(days: &BTreeMap<Date, OutcomeDay>, ground: &Ground<'_>) -> Self {
        if ground.is_competitor || days.is_empty() {
            return Self {
                currency: ground.currency,
                ..Self::default()
            };
        }
        let sources = Sources::of(days, ground);
        let mut owners = Owners::new(Lookup::new(ground.influencers), ground);
        let mut found = Self {
            told: sources.told(),
            currency: ground.currency,
            ..Self::default()
        };
        let mut items = Vec::new();
        for (day, cells) in days {
            for (key, sums) in cells.cells().filter(|(key, _)| key.counts) {
                if sources.is_foreign(&key.source) {
                    continue;
                }
                if sources.believes(key, *day) {
                    items.push((*day, owners.credit(key, *day), *sums));
                } else {
                    found.leave_out(key.kind, &key.source, sums);
                }
            }
        }
        let known = sources.best_known(items.iter().map(|(_, credit, _)| credit));
        for (day, credit, sums) in items {
            if sources.is_best_known(&known, &credit) {
                found.days.entry(day).or_default().push((credit, sums));
            } else {
                found.leave_out(credit.kind, &credit.source, &sums);
            }
        }
        found.days.values_mut().for_each(add_up);
        found.by_influencer = index(&found.days);
        found
    }

    fn leave_out(&mut self, kind: OutcomeKind, source: &str, sums: &OutcomeSums) {
        let left = self.left_out.entry((kind, source.to_owned())).or_default();
        *left = left.saturating_add(sums.count);
    }

    /// What was left out because another import tells it too, by kind and import.
    pub fn left_out(&self) -> &BTreeMap<(OutcomeKind, String), u64> {
        &self.left_out
    }

    /// Which days are told, by kind.
    pub fn told(&self, kind: OutcomeKind) -> Option<&Told> {
        self.told.get(&kind)
    }

    /// Every day with its credits.
    pub fn days(&self) -> impl Iterator<Item = (Date, &[Credited])> {
        self.days.iter().map(|(day, credits)| (*day, credits.as_slice()))
    }

    /// The credits of a window, in order.
    pub fn credits(&self, window: Window) -> impl Iterator<Item = (Date, &Credited)> {
        let days = self.days.range(window.from..window.to.max(window.from));
        days.flat_map(|(day, credits)| credits.iter().map(|credited| (*day, credited)))
    }

    /// Those credits of a window that an influencer brought or assisted, in order.
    pub fn credits_of(
        &self,
        influencer: &InfluencerId,
        window: Window,
    ) -> impl Iterator<Item = (Date, &Credited)> {
        let theirs = self.by_influencer.get(influencer).map_or(&[][..], Vec::as_slice);
        let from = theirs.partition_point(|(day, _)| *day < window.from);
        let theirs = theirs.iter().skip(from);
        theirs
            .take_while(move |(day, _)| *day < window.to)
            .filter_map(|(day, place)| Some((*day, self.days.get(day)?.get(*place)?)))
    }

    /// Everybody who brought or assisted anything.
    pub fn influencers(&self) -> BTreeSet<&InfluencerId> {
        self.by_influencer.keys().collect()
    }
}

/// Where stands what each influencer brought or assisted.
fn index(days: &BTreeMap<Date, Vec<Credited>>) -> BTreeMap<InfluencerId, Vec<(Date, usize)>> {
    let mut found: BTreeMap<InfluencerId, Vec<(Date, usize)>> = BTreeMap::new();
    for (day, credits) in days {
        for (place, (credit, _)) in credits.iter().enumerate() {
            let at = (*day, place);
            for influencer in credit.influencer.iter().chain(&credit.assisted) {
                let places = match found.get_mut(influencer) {
                    Some(places) => places,
                    None => found.entry(influencer.clone()).or_default(),
                };
                // Who assists what they brought themselves stands in it once.
                if places.last() != Some(&at) {
                    places.push(at);
                }
            }
        }
    }
    found
}

/// Puts credits in order and makes one of those that are alike.
fn add_up(credits: &mut Vec<Credited>) {
    credits.sort_by(|(a, _), (b, _)| a.cmp(b));
    credits.dedup_by(|(credit, more), (known, sum)| {
        let is_alike = credit == known;
        if is_alike {
            add(sum, more);
        }
        is_alike
    });
}

fn add(sum: &mut OutcomeSums, more: &OutcomeSums) {
    sum.outcomes = sum.outcomes.saturating_add(more.outcomes);
    sum.count = sum.count.saturating_add(more.count);
    sum.uncounted = sum.uncounted.saturating_add(more.uncounted);
    sum.gross_minor = sum.gross_minor.saturating_add(more.gross_minor);
    sum.refunded_minor = sum.refunded_minor.saturating_add(more.refunded_minor);
    sum.squares = sum.squares.saturating_add(more.squares);
}

#[cfg(test)]
mod tests;
