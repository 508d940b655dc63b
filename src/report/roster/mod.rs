//! The influencers of a campaign, judged fairly: promises ticked off, figures asked for and come, what each brought for
//! the cost, and what to do.

mod compare;
mod data;
mod deliver;
mod groups;
mod member;
mod must;
mod posts;
mod slips;
#[cfg(test)]
pub(super) mod tests;
mod trial;
mod words;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::ledger::Ledger;
use super::told::Told;
use crate::metrics::score::ScoreWeights;
use crate::metrics::{Scope, Totals};
use crate::model::{Campaign, InfluencerId, Mention, Money, Phase, Roster, Subject, Window};

use self::compare::Measure;

pub(super) use member::by_category;

/// What the judgement of influencers is made from, beside the roll-ups.
#[derive(Clone, Debug, Default)]
pub struct Dossier {
    /// The newest posts of each influencer, newest first, as far as they are still stored.
    pub posts: BTreeMap<InfluencerId, Vec<Mention>>,
    /// What they and their platforms told.
    pub told: Vec<Told>,
    /// What the score is made of.
    pub weights: ScoreWeights,
}

/// A campaign whose roster is judged.
pub(super) struct Case<'a, 'l> {
    pub(super) ledger: &'l Ledger<'a>,
    pub(super) campaign: &'l Campaign,
    /// The days in which what was agreed may come: the campaign and what follows it, until now.
    pub(super) until_now: Window,
    /// Outcomes count before this day: those of a trial end with it.
    outcomes_until: jiff::civil::Date,
    /// Its mentions, as a subject.
    pub(super) subject: Subject,
    /// Figures of each influencer in the campaign until now, added up once.
    totals: BTreeMap<&'l InfluencerId, Rc<Totals>>,
    /// Those of somebody who is not on the roster.
    nobody: Totals,
}

impl<'a, 'l> Case<'a, 'l> {
    fn new(ledger: &'l Ledger<'a>, campaign: &'l Campaign) -> Self {
        let window = Window {
            from: campaign.window.from,
            to: campaign.after().to,
        };
        Self {
            outcomes_until: jiff::civil::Date::MAX,
            ..Self::within(ledger, campaign, window)
        }
    }

    /// As if nothing had come on other days.
    fn within(ledger: &'l Ledger<'a>, campaign: &'l Campaign, window: Window) -> Self {
        let (until_now, subject) = (ledger.clip(window), Subject::Campaign(campaign.id.clone()));
        let of = |id: &'l InfluencerId| {
            let scope = Scope {
                influencer: Some(id),
                ..Scope::default()
            };
            (id, ledger.totals(&subject, until_now, scope))
        };
        Self {
            ledger,
            campaign,
            totals: campaign.influencers.iter().map(of).collect(),
            nobody: Totals::default(),
            outcomes_until: window.to,
            until_now,
            subject,
        }
    }

    /// The days whose outcomes count: what a campaign brought may come after its end.
    fn outcomes(&self) -> Window {
        let since = self.ledger.since(self.campaign);
        Window {
            from: since.from,
            to: since.to.min(self.outcomes_until),
        }
    }

    /// The stored posts of one influencer in the campaign, newest first.
    fn posts(&self, id: &InfluencerId) -> Vec<&'a Mention> {
        let (inputs, window) = (self.ledger.inputs, self.until_now);
        let all = inputs.dossier.posts.get(id).into_iter().flatten();
        all.filter(|post| post.counts() && post.campaigns.contains(&self.campaign.id))
            .filter(|post| window.contains(crate::model::day_of(post.at, inputs.timezone)))
            .filter(|post| post.at <= inputs.as_of)
            .collect()
    }

    /// What was told of one influencer in the campaign.
    fn told(&self, id: &InfluencerId) -> Vec<&'a Told> {
        let told = self.ledger.inputs.dossier.told.iter();
        told.filter(|told| told.influencer == *id && self.until_now.contains(told.day))
            .filter(|told| {
                told.campaign
                    .as_ref()
                    .is_none_or(|known| *known == self.campaign.id)
            })
            .collect()
    }

    /// The day of an instant.
    fn day(&self, at: jiff::Timestamp) -> jiff::civil::Date {
        crate::model::day_of(at, self.ledger.inputs.timezone)
    }

    /// Figures of one influencer in the campaign until now.
    fn totals(&self, id: &InfluencerId) -> &Totals {
        self.totals.get(id).map_or(&self.nobody, |totals| totals)
    }
}

/// The roster of a campaign that has begun; `costs` are what each of them costs, shared costs included. `None` before
/// it begins, and where nobody is on it.
pub(super) fn roster(
    ledger: &Ledger<'_>,
    campaign: &Campaign,
    phase: Phase,
    costs: &BTreeMap<InfluencerId, Money>,
) -> Option<Roster> {
    if phase == Phase::Before || campaign.influencers.is_empty() {
        return None;
    }
    let case = Case::new(ledger, campaign);
    let measure = Measure::choose(&case);
    let mut members = member::rows(&case, &measure, costs);
    compare::judge(&case, &measure, &mut members);
    let tiers = groups::rows(&measure, &members, |member| {
        member.tier.map(|tier| tier.as_str().to_owned())
    });
    let categories = groups::rows(&measure, &members, |member| member.category.clone());
    let shift = compare::shift(&measure, &members);
    let trial = trial::words(ledger, campaign, costs);
    let others = compare::shares(&case, &measure, &mut members);
    member::score(&case, &mut members);
    let top_posts = posts::top(&members);
    Some(Roster {
        metric: measure.metric.name.to_owned(),
        counted: measure.counted.clone(),
        why: measure.why.clone(),
        scatter: measure.phi,
        others,
        shift,
        trial,
        tiers,
        categories,
        by_category: by_category(&case),
        top_posts,
        members: member::sorted(members),
    })
}
