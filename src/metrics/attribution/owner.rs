//! To whom and to which campaign an outcome is owed.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::lookup::{self, Lookup};
use super::{Credit, Ground};
use crate::model::{Campaign, CreditRule, InfluencerId, Marks, OutcomeKey};
use crate::watch::tagged::MEDIUM;

/// Leads outcomes back.
#[derive(Debug)]
pub(super) struct Owners<'a> {
    lookup: Lookup<'a>,
    /// Campaigns of the brand, the one that began last first.
    campaigns: Vec<&'a Campaign>,
    /// Who is in any of them.
    booked: BTreeSet<&'a InfluencerId>,
}

/// What becomes of an outcome that somebody brought.
enum Owed<'a> {
    /// It is a campaign's.
    To(&'a Campaign),
    /// It is the influencer's, and no campaign's.
    Themselves,
    /// It came outside of every campaign and its purchase window.
    Nobody,
}

impl<'a> Owners<'a> {
    pub(super) fn new(lookup: Lookup<'a>, ground: &Ground<'a>) -> Self {
        let of_brand = ground.campaigns.iter();
        let mut campaigns: Vec<&Campaign> = of_brand
            .filter(|campaign| campaign.brand == *ground.brand)
            .collect();
        campaigns.sort_by(|a, b| b.window.from.cmp(&a.window.from).then_with(|| a.id.cmp(&b.id)));
        let booked = campaigns.iter().flat_map(|campaign| &campaign.influencers);
        Self {
            lookup,
            booked: booked.collect(),
            campaigns,
        }
    }

    /// Whose a cell of a day is.
    pub(super) fn credit(&mut self, key: &'a OutcomeKey, day: Date) -> Credit {
        let led = self.lookup.led(&key.marks, key.lead.as_deref(), key.provenance);
        let mut credit = Credit {
            kind: key.kind,
            influencer: None,
            campaign: None,
            platform: lookup::platform(&key.marks),
            rule: None,
            source: key.source.clone(),
            provenance: key.provenance,
            assisted: Vec::new(),
            channel: String::new(),
            new_customer: key.new_customer,
            subscription: key.subscription,
            bought: key.bought,
            currency: key.currency,
        };
        let named = self.named(&key.marks);
        match led
            .owner
            .and_then(|(place, rule)| Some((self.lookup.at(place)?, rule)))
        {
            Some((influencer, rule)) => match self.owed(influencer, rule, named, day) {
                Owed::To(campaign) => {
                    credit.campaign = Some(campaign.id.clone());
                    credit.owe(influencer, rule);
                }
                Owed::Themselves => credit.owe(influencer, rule),
                Owed::Nobody => {}
            },
            None => {
                if let Some(campaign) = named
                    .filter(|campaign| !is_other_channel(&key.marks) && campaign.purchases().contains(day))
                {
                    credit.campaign = Some(campaign.id.clone());
                    credit.rule = Some(CreditRule::Utm);
                }
            }
        }
        let assisted = led.others.into_iter().filter_map(|place| self.lookup.at(place));
        credit.assisted = assisted.cloned().collect();
        if credit.rule.is_none() {
            credit.channel = channel(&key.marks);
        }
        credit
    }

    /// The campaign that the marks name.
    fn named(&self, marks: &Marks) -> Option<&'a Campaign> {
        let told = marks.campaign.as_ref().map(crate::model::CampaignId::as_str);
        let name = told.or(marks.utm.campaign.as_deref())?.trim();
        let mut campaigns = self.campaigns.iter().copied();
        campaigns.find(|campaign| campaign.id.as_str().eq_ignore_ascii_case(name))
    }

    fn owed(
        &self,
        influencer: &InfluencerId,
        rule: CreditRule,
        named: Option<&'a Campaign>,
        day: Date,
    ) -> Owed<'a> {
        let holds = |campaign: &Campaign| {
            if rule.is_lasting() {
                campaign.window.from <= day
            } else {
                campaign.purchases().contains(day)
            }
        };
        let theirs = self.campaigns.iter().copied();
        let mut theirs = theirs.filter(|campaign| campaign.influencers.contains(influencer));
        if let Some(campaign) = named
            .filter(|campaign| holds(campaign))
            .or_else(|| theirs.find(|campaign| holds(campaign)))
        {
            return Owed::To(campaign);
        }
        if rule.is_lasting() || !self.booked.contains(influencer) {
            Owed::Themselves
        } else {
            Owed::Nobody
        }
    }
}

impl Credit {
    fn owe(&mut self, influencer: &InfluencerId, rule: CreditRule) {
        self.influencer = Some(influencer.clone());
        self.rule = Some(rule);
    }
}

/// Media of advertisements and mails.
const OTHERS: [&str; 12] = [
    "cpc",
    "ppc",
    "cpm",
    "cpv",
    "ads",
    "ad",
    "display",
    "banner",
    "email",
    "e-mail",
    "newsletter",
    "sms",
];

/// Whether the medium says that it was an advertisement, a mail or a search rather than the campaign's own link: those are
/// channels of their own, with costs of their own.
fn is_other_channel(marks: &Marks) -> bool {
    let medium = marks.utm.medium.as_deref().unwrap_or_default().to_lowercase();
    let medium = medium.trim();
    medium != MEDIUM && (OTHERS.contains(&medium) || medium.starts_with("paid") || medium == "organic")
}

/// The channel that the marks of something unattributed name.
fn channel(marks: &Marks) -> String {
    let utm = &marks.utm;
    match (&utm.source, &utm.medium) {
        (Some(source), Some(medium)) => format!("{source} / {medium}"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => match (marks.codes.first(), &marks.referrer) {
            (Some(code), _) => format!("code {code}"),
            (None, Some(host)) => host.clone(),
            (None, None) => String::new(),
        },
    }
}
