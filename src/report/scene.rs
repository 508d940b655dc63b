//! A scene for tests: an invented brand, its competitor, one influencer and a campaign, told day by day.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::{Dossier, FrozenBaseline, Inputs, Looked, Rollups};
use crate::metrics::{exposure, rollup, sample};
use crate::model::{
    Brand, BrandId, Campaign, CampaignId, Cost, Currency, Goal, Influencer, InfluencerId, Mention, MentionId,
    Money, Objective, OutcomeDay, Platform, PollDay, SourceName, SourceState, Teller, Tiers, Topic, Window,
};

/// Owns what [`Inputs`] borrows.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) brand: BrandId,
    pub(crate) brands: Vec<Brand>,
    pub(crate) campaigns: Vec<Campaign>,
    pub(crate) influencers: Vec<Influencer>,
    pub(crate) topics: Vec<Topic>,
    pub(crate) cpm: BTreeMap<Platform, crate::model::Range>,
    pub(crate) emv: crate::model::EmvPlan,
    pub(crate) zone: TimeZone,
    pub(crate) window: Window,
    pub(crate) as_of: Timestamp,
    pub(crate) rollups: Rollups,
    pub(crate) mentions: BTreeMap<MentionId, Mention>,
    pub(crate) stories: BTreeMap<String, Vec<Mention>>,
    pub(crate) readings: BTreeMap<MentionId, Vec<crate::model::EngagementReading>>,
    pub(crate) people: Option<u64>,
    pub(crate) with_codes: Vec<Mention>,
    pub(crate) outcomes: BTreeMap<Date, OutcomeDay>,
    pub(crate) tellers: Vec<Teller>,
    pub(crate) expected: BTreeMap<CampaignId, crate::model::Expected>,
    pub(crate) baselines: BTreeMap<CampaignId, FrozenBaseline>,
    pub(crate) sources: Vec<(SourceName, SourceState)>,
    pub(crate) former_sources: Vec<SourceState>,
    pub(crate) heard_since: Option<Date>,
    pub(crate) brands_since: BTreeMap<BrandId, Date>,
    pub(crate) looked: Looked,
    pub(crate) dossier: Dossier,
}

impl Scene {
    /// Week 47 of 2026, seen on the Monday after it.
    pub(crate) fn new() -> Self {
        let brand = |id: &str, name: &str, of: Option<&str>| Brand {
            id: BrandId::new(id),
            name: name.to_owned(),
            competitor_of: of.map(BrandId::from),
            ..Brand::default()
        };
        Self {
            brand: BrandId::new("acme"),
            brands: vec![
                brand("acme", "Acme", None),
                brand("coyote", "Coyote Inc", Some("acme")),
            ],
            campaigns: Vec::new(),
            influencers: vec![Influencer {
                id: InfluencerId::new("kristal"),
                name: "Kristal Sky".to_owned(),
                followers: BTreeMap::from([(Platform::Instagram, 48_200)]),
                ..Influencer::default()
            }],
            topics: Vec::new(),
            cpm: BTreeMap::new(),
            emv: crate::model::EmvPlan::DEFAULT,
            zone: TimeZone::UTC,
            window: Window {
                from: date(2026, 11, 16),
                to: date(2026, 11, 23),
            },
            as_of: "2026-11-23T07:00:00Z".parse().unwrap(),
            rollups: Rollups::new(),
            mentions: BTreeMap::new(),
            stories: BTreeMap::new(),
            readings: BTreeMap::new(),
            people: None,
            with_codes: Vec::new(),
            outcomes: BTreeMap::new(),
            tellers: Vec::new(),
            expected: BTreeMap::new(),
            baselines: BTreeMap::new(),
            sources: Vec::new(),
            former_sources: Vec::new(),
            heard_since: None,
            brands_since: BTreeMap::new(),
            looked: Looked::default(),
            dossier: Dossier::default(),
        }
    }

    /// A campaign of the brand with 28 days of baseline and 14 days after it.
    pub(crate) fn campaign(&mut self, from: Date, days: i64, goals: Vec<Goal>) -> &mut Campaign {
        self.campaigns.push(Campaign {
            id: CampaignId::new("spring"),
            name: "Spring launch".to_owned(),
            brand: self.brand.clone(),
            objective: Objective::Awareness,
            window: Window {
                from,
                to: from.checked_add(Span::new().days(days)).unwrap(),
            },
            baseline_days: 28,
            after_days: 14,
            purchase_days: Campaign::PURCHASE_DAYS,
            margin: None,
            hashtags: Vec::new(),
            query: String::new(),
            primary: "mentions".to_owned(),
            goals,
            costs: vec![Cost::plain(
                "fee",
                Some(InfluencerId::new("kristal")),
                Money::from_major(1_500.0, euro()),
            )],
            influencers: vec![InfluencerId::new("kristal")],
            audience: crate::model::TargetAudience::default(),
            terms: crate::model::Terms::default(),
            events: Vec::new(),
            plan: crate::model::CampaignPlan::default(),
        });
        self.campaigns.last_mut().unwrap()
    }

    /// A goal of the whole campaign.
    pub(crate) fn goal(metric: &str, target: f64) -> Goal {
        Goal {
            metric: metric.to_owned(),
            target,
            ..Goal::default()
        }
    }

    /// Adds a mention at noon of a day, after `change`, to the roll-ups and the loaded mentions.
    pub(crate) fn say(&mut self, day: Date, change: impl FnOnce(&mut Mention)) {
        let id = self.mentions.len() as u128 + 1;
        let mut mention = sample::mention(id, &format!("{day}T12:00:00Z"));
        change(&mut mention);
        if mention.exposure.basis.is_empty() {
            mention.exposure = exposure::estimate(&mention, None);
        }
        for subject in rollup::subjects(&mention) {
            let day_total = self.rollups.entry((subject.clone(), day)).or_default();
            rollup::add_for(day_total, &mention, &subject);
        }
        self.mentions.insert(mention.id, mention);
    }

    /// Adds that many plain mentions on each day from `from` on, of the campaign where asked.
    pub(crate) fn run(&mut self, from: Date, counts: &[u32], of_campaign: bool) {
        for (n, count) in (0_i64..).zip(counts) {
            for _ in 0..*count {
                self.say(from.checked_add(Span::new().days(n)).unwrap(), |mention| {
                    if of_campaign {
                        mention.campaigns = vec![CampaignId::new("spring")];
                    }
                });
            }
        }
    }

    /// A source with that many good ones of four polls on each day from `from` on; a day with `None` has no poll at all.
    pub(crate) fn listen(&mut self, from: Date, good: &[Option<u32>]) {
        let days = (0_i64..).zip(good).filter_map(|(n, good)| {
            Some(PollDay {
                day: from.checked_add(Span::new().days(n)).unwrap(),
                good: (*good)?,
                all: 4,
                mentions: 0,
            })
        });
        let state = SourceState {
            days: days.collect(),
            ..SourceState::default()
        };
        let name = SourceName::new(format!("Source {}", self.sources.len() + 1));
        self.sources.push((name, state));
    }

    pub(crate) fn inputs(&self) -> Inputs<'_> {
        Inputs {
            brand: &self.brand,
            brands: &self.brands,
            campaigns: &self.campaigns,
            all_campaigns: &self.campaigns,
            influencers: &self.influencers,
            tiers: Tiers::default(),
            topics: &self.topics,
            currency: euro(),
            cpm: &self.cpm,
            emv: &self.emv,
            timezone: &self.zone,
            timezone_name: "UTC",
            window: self.window,
            as_of: self.as_of,
            rollups: &self.rollups,
            top_mentions: &self.mentions,
            stories: &self.stories,
            readings: &self.readings,
            people: self.people,
            with_codes: &self.with_codes,
            texts: &self.mentions,
            outcomes: &self.outcomes,
            tellers: &self.tellers,
            expected: &self.expected,
            baselines: &self.baselines,
            sources: &self.sources,
            former_sources: &self.former_sources,
            heard_since: self.heard_since,
            brands_since: &self.brands_since,
            looked: &self.looked,
            dossier: &self.dossier,
            rest_days: 0,
        }
    }
}

/// Euros.
pub(crate) fn euro() -> Currency {
    Currency::parse("EUR").unwrap()
}
