//! Credits added up for one question.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Attribution, Credit, Credited};
use crate::model::{
    Brought, CampaignId, Count, Currency, InfluencerId, OutcomeKind, OutcomeSums, Platform, Provenance,
    Takings, Window,
};

/// Whose outcomes are asked for; the default is everybody's, unattributed ones included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Whose<'a> {
    /// Only those that this campaign brought.
    pub campaign: Option<&'a CampaignId>,
    /// Only those that this influencer brought.
    pub influencer: Option<&'a InfluencerId>,
    /// Only those of this platform.
    pub platform: Option<Platform>,
}

impl Whose<'_> {
    fn admits(&self, credit: &Credit) -> bool {
        self.is_of_campaign(credit)
            && self
                .influencer
                .is_none_or(|only| credit.influencer.as_ref() == Some(only))
    }

    fn is_of_campaign(&self, credit: &Credit) -> bool {
        self.campaign
            .is_none_or(|only| credit.campaign.as_ref() == Some(only))
    }

    fn assisted(&self, credit: &Credit) -> bool {
        match self.influencer {
            Some(only) => credit.assisted.contains(only),
            None => self.is_of_campaign(credit) && !credit.assisted.is_empty(),
        }
    }
}

impl Attribution {
    /// Sums of a question over a window, which ends not after the day from which it is asked.
    pub fn brought(&self, whose: Whose<'_>, window: Window) -> Brought {
        let mut brought = Brought::default();
        for (kind, told) in &self.told {
            let (known, days) = (told.days_of(window), window.days());
            let ends = told
                .ends()
                .map(|(first, last)| format!("told from {first} to {last}"));
            if known == 0 {
                brought.elsewhere.extend(ends.map(|ends| (*kind, ends)));
                continue;
            }
            let gap = ends.filter(|_| known < days);
            let count = Count {
                gap: gap.map(|ends| format!("{ends}, {known} of {days} days")),
                ..Count::default()
            };
            brought.counts.insert(*kind, count);
        }
        if brought.counts.contains_key(&OutcomeKind::Order) {
            brought.takings = Some(Takings {
                currency: self.currency,
                ..Takings::default()
            });
        }
        // Of what tells no platform, by kind: it may belong to the one asked for.
        let mut nowhere: BTreeMap<OutcomeKind, u64> = BTreeMap::new();
        let orders = self.told.get(&OutcomeKind::Order);
        self.each_of(whose, window, |day, (credit, sums)| {
            if credit.kind == OutcomeKind::Order && whose.assisted(credit) {
                brought.assists = brought.assists.saturating_add(sums.count);
            }
            if !whose.admits(credit) {
                return;
            }
            if whose.platform.is_some() && credit.platform.is_none() {
                *nowhere.entry(credit.kind).or_default() += sums.count;
            }
            if whose.platform.is_none() || credit.platform == whose.platform {
                // Only leads carry money, and only where no orders are told.
                let only_leads =
                    credit.kind == OutcomeKind::Lead && !orders.is_some_and(|told| told.knows(day));
                brought.take(credit, sums, self.currency, only_leads);
            }
        });
        for (kind, count) in nowhere.into_iter().filter(|(_, count)| *count > 0) {
            if let Some(known) = brought.counts.get_mut(&kind) {
                known
                    .gap
                    .get_or_insert_with(|| format!("{count} more tell no platform"));
            }
        }
        brought
    }

    /// The credits of a window among which the answer is.
    fn each_of(&self, whose: Whose<'_>, window: Window, mut take: impl FnMut(Date, &Credited)) {
        match whose.influencer {
            Some(influencer) => {
                for (day, credited) in self.credits_of(influencer, window) {
                    take(day, credited);
                }
            }
            None => {
                for (day, credited) in self.credits(window) {
                    take(day, credited);
                }
            }
        }
    }
}

impl Brought {
    /// Adds a credit; money of leads counts only where `only_leads`, as nothing tells of orders.
    pub fn take(&mut self, credit: &Credit, sums: &OutcomeSums, currency: Currency, only_leads: bool) {
        let count = self.counts.entry(credit.kind).or_default();
        count.count = count.count.saturating_add(sums.count);
        count.uncounted = count.uncounted.saturating_add(sums.uncounted);
        match credit.provenance {
            Provenance::SelfReported => {
                count.self_reported = count.self_reported.saturating_add(sums.count);
            }
            Provenance::Estimated => count.estimated = count.estimated.saturating_add(sums.count),
            Provenance::Observed | Provenance::Imported => {}
        }
        match credit.kind {
            OutcomeKind::Order => {
                self.take_order(credit, sums);
                self.take_money(credit, sums, currency);
            }
            OutcomeKind::Refund => self.take_refund(credit, sums, currency),
            OutcomeKind::Lead if only_leads && credit.currency.is_some() => {
                self.take_money(credit, sums, currency);
            }
            _ => {}
        }
    }

    fn take_order(&mut self, credit: &Credit, sums: &OutcomeSums) {
        let customers = &mut self.customers;
        let orders = match credit.new_customer {
            Some(true) => &mut customers.new,
            Some(false) => &mut customers.returning,
            None => &mut customers.unknown,
        };
        *orders = orders.saturating_add(sums.count);
        match credit.subscription {
            Some(true) => customers.subscriptions = customers.subscriptions.saturating_add(sums.count),
            Some(false) => customers.single = customers.single.saturating_add(sums.count),
            None => {}
        }
        if let Some(rule) = credit.rule {
            let orders = self.rules.entry(rule).or_default();
            *orders = orders.saturating_add(sums.count);
        }
    }

    fn take_money(&mut self, credit: &Credit, sums: &OutcomeSums, currency: Currency) {
        let takings = self.takings_in(currency);
        match credit.currency {
            Some(of) if of == currency => {
                takings.gross_minor = takings.gross_minor.saturating_add(sums.gross_minor);
                takings.refunded_minor = takings.refunded_minor.saturating_add(sums.refunded_minor);
                takings.squares = takings.squares.saturating_add(split(sums));
            }
            Some(_) => takings.foreign = takings.foreign.saturating_add(sums.count.max(sums.uncounted)),
            None => {}
        }
    }

    /// Money paid back, told apart from its order: whichever field its source tells it in.
    fn take_refund(&mut self, credit: &Credit, sums: &OutcomeSums, currency: Currency) {
        if credit.currency == Some(currency) {
            let paid_back = sums.gross_minor.saturating_abs();
            let paid_back = paid_back.saturating_add(sums.refunded_minor.saturating_abs());
            let takings = self.takings_in(currency);
            takings.refunded_minor = takings.refunded_minor.saturating_add(paid_back);
        }
    }

    fn takings_in(&mut self, currency: Currency) -> &mut Takings {
        self.takings.get_or_insert_with(|| Takings {
            currency,
            ..Takings::default()
        })
    }
}

/// Squares of what each order left: of a day's count only the sum is told, so that its orders are taken for equal.
fn split(sums: &OutcomeSums) -> u128 {
    let orders = u128::from(sums.count.max(sums.outcomes).max(1));
    sums.squares.saturating_mul(u128::from(sums.outcomes.max(1))) / orders
}
