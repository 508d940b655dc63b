//! Outcomes in the ledger: led back once, then added up for whatever is asked, and the costs that go with them.

use std::collections::BTreeMap;

use super::Inputs;
use super::inputs::next_day;
use super::ledger::{Ledger, SHORT_DAYS, Series, range_of};
use crate::metrics::attribution::{Attribution, Ground, Whose};
use crate::metrics::costs::{Contribution, CostSheet, sheet};
use crate::metrics::{Metric, Scope, Totals, outcomes, reach};
use crate::model::{
    Brought, Campaign, CampaignId, Figure, InfluencerId, Money, OutcomeKind, Spent, Spread, Subject, Window,
};

/// Outcomes of the brand reported, led back.
pub(super) fn attribution(inputs: &Inputs<'_>) -> Attribution {
    let brand = inputs.brands.iter().find(|brand| brand.id == *inputs.brand);
    Attribution::of(
        inputs.outcomes,
        &Ground {
            brand: inputs.brand,
            is_competitor: brand.is_some_and(|brand| brand.competitor_of.is_some()),
            influencers: inputs.influencers,
            campaigns: inputs.all_campaigns,
            tellers: inputs.tellers,
            currency: inputs.currency,
        },
    )
}

/// What each campaign of the brand costs.
pub(super) fn sheets(ledger: &Ledger<'_>) -> BTreeMap<CampaignId, CostSheet> {
    let campaigns = ledger.inputs.campaigns.iter();
    campaigns
        .filter(|campaign| campaign.brand == *ledger.inputs.brand)
        .map(|campaign| {
            let did = contributions(ledger, campaign);
            (campaign.id.clone(), sheet(campaign, &did, ledger.inputs.currency))
        })
        .collect()
}

/// What each of a campaign's roster did, as far as its costs go by it.
fn contributions(ledger: &Ledger<'_>, campaign: &Campaign) -> BTreeMap<InfluencerId, Contribution> {
    let goes_by = |spread: Spread| campaign.costs.iter().any(|cost| cost.spread == spread);
    let (by_posts, by_reach) = (goes_by(Spread::Posts), goes_by(Spread::Reach));
    let by_orders = campaign.costs.iter().any(|cost| cost.commission.is_some());
    let subject = Subject::Campaign(campaign.id.clone());
    let roster = campaign.influencers.iter();
    roster
        .filter(|_| by_posts || by_reach || by_orders)
        .map(|influencer| {
            let scope = Scope {
                influencer: Some(influencer),
                ..Scope::default()
            };
            let mut did = Contribution::default();
            if by_posts || by_reach {
                let totals = ledger.totals(&subject, campaign.window, scope);
                did.posts = u64::from(totals.mentions());
                did.reach = ledger.compute(&reach::METRIC, &totals, &[]).value();
            }
            if by_orders {
                let brought = ledger.brought(&subject, ledger.since(campaign), scope);
                did.orders = brought.count(OutcomeKind::Order);
                did.net_revenue = brought.net();
            }
            (influencer.clone(), did)
        })
        .collect()
}

impl Ledger<'_> {
    /// The days from the start of a campaign until now: what it brought may come after its end.
    pub(super) fn since(&self, campaign: &Campaign) -> Window {
        Window {
            from: campaign.window.from,
            to: next_day(self.today).max(campaign.window.from),
        }
    }

    /// What came of it in a window: everything that imports tell of the brand, unattributed outcomes included, or what a
    /// campaign brought; under a scope only what that influencer brought, or what came from that platform. Of tiers and of other
    /// brands nothing is told.
    pub(super) fn brought(&self, subject: &Subject, window: Window, scope: Scope<'_>) -> Brought {
        let campaign = match subject {
            Subject::Brand(brand) if brand == self.inputs.brand => None,
            Subject::Campaign(campaign) => Some(campaign),
            Subject::Brand(_) => return Brought::default(),
        };
        if scope.tier.is_some() {
            return Brought::default();
        }
        let mut brought = self.led_back(
            Whose {
                campaign,
                influencer: scope.influencer,
                platform: scope.platform,
            },
            self.clip(window),
        );
        brought.spent = campaign.and_then(|campaign| self.spent(campaign, scope));
        brought
    }

    /// What attribution answers; of long windows each question is asked once, as every metric of outcomes asks it.
    fn led_back(&self, whose: Whose<'_>, window: Window) -> Brought {
        if window.days() <= SHORT_DAYS {
            return self.attribution.brought(whose, window);
        }
        let key = (
            whose.campaign.cloned(),
            whose.influencer.cloned(),
            whose.platform,
            window.from,
            window.to,
        );
        let mut known = self.led_back.borrow_mut();
        let answer = known
            .entry(key)
            .or_insert_with(|| self.attribution.brought(whose, window));
        answer.clone()
    }

    /// Figures of a campaign until now: of its mentions on its own days, and of what it brought since it began, which may come
    /// after its end.
    pub(super) fn campaign_totals(&self, campaign: &Campaign) -> Vec<(String, Figure)> {
        let subject = Subject::Campaign(campaign.id.clone());
        let late = self.brought(&subject, self.since(campaign), Scope::default());
        self.measure_all(&subject, self.clip(campaign.window))
            .into_iter()
            .map(|(metric, figure)| {
                let figure = match outcomes::kind_of(metric) {
                    Some(_) => self.compute_with(metric, &Totals::default(), &[], &late),
                    None => figure,
                };
                (metric.name.to_owned(), figure)
            })
            .collect()
    }

    /// What a campaign costs, or the part of it that is an influencer's; nothing is known by platform.
    pub(super) fn spent(&self, campaign: &CampaignId, scope: Scope<'_>) -> Option<Spent> {
        let sheet = self.sheets.get(campaign).filter(|_| scope.platform.is_none())?;
        let (total, complete) = sheet.total();
        let minor = scope.influencer.map_or(total, |influencer| sheet.of(influencer));
        let mut campaigns = self.inputs.campaigns.iter();
        let margin = campaigns.find(|known| known.id == *campaign)?.margin;
        Some(Spent {
            cost: Money {
                amount_minor: minor,
                currency: sheet.currency,
            },
            complete,
            margin,
        })
    }

    /// Days of a window that are known of a metric: of outcomes those that some import tells.
    pub(super) fn known_days_of(&self, metric: &Metric, window: Window) -> u32 {
        match outcomes::kind_of(metric) {
            Some(kind) => {
                let told = self.attribution.told(kind);
                told.map_or(0, |told| told.days_of(self.clip(window)))
            }
            None => self.known_days(window),
        }
    }

    /// What influencers brought outside of every campaign.
    pub(super) fn brought_outside(&self, window: Window) -> Brought {
        let mut brought = Brought::default();
        let credits = self.attribution.credits(window).map(|(_, credited)| credited);
        let outside = credits.filter(|(credit, _)| credit.influencer.is_some() && credit.campaign.is_none());
        for (credit, sums) in outside {
            brought.take(credit, sums, self.inputs.currency, false);
        }
        brought
    }

    /// How many events a metric rests on in a window: mentions, or outcomes of its kind.
    pub(super) fn events(&self, metric: &Metric, subject: &Subject, window: Window, scope: Scope<'_>) -> u32 {
        match outcomes::kind_of(metric) {
            Some(kind) => {
                let count = self.brought(subject, window, scope).count(kind);
                u32::try_from(count.unwrap_or(0)).unwrap_or(u32::MAX)
            }
            None => self.cells(subject, window, scope).mentions(),
        }
    }

    /// A metric of outcomes on the days of a window that some import tells.
    pub(super) fn outcome_series(&self, metric: &Metric, window: Window) -> Option<Series> {
        let told = self.attribution.told(outcomes::kind_of(metric)?)?;
        let mut series = Series {
            days: Vec::new(),
            is_bound: false,
        };
        for day in window.iter().filter(|day| told.knows(*day)) {
            let figure = self.brand_day(metric, day);
            series.is_bound |= figure.bound().is_some();
            series.days.extend(range_of(&figure));
        }
        (!series.days.is_empty()).then_some(series)
    }
}
