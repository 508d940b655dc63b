//! What imports and influencers tell of posts, put in the place of what was estimated of them before a report is made.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::plan::Plan;
use crate::{
    io::store::{Store, StoreError},
    metrics::{
        post_counts::{self, PostCounts, Poster},
        rollup,
    },
    model::{
        Campaign, Mention, MentionId, OutcomeDay, OutcomeKey, OutcomeKind, OutcomeSums, Platform, Rollup,
        Subject, Teller,
    },
    report::Rollups,
    watch::{identity, tagged},
};

/// Most posts that are looked up one by one; of more the days' sums are told.
const MOST_POSTS: usize = 5_000;

/// What is told of the days of a window, by what it is told of.
#[derive(Debug, Default)]
struct Tellings {
    /// Of posts with an address, by the key that the address makes.
    posts: BTreeMap<u128, PostCounts>,
    /// Whose they are and on which day it was told, should nobody have heard of them.
    unheard: BTreeMap<u128, (Date, Poster)>,
    /// Of all posts of somebody on a day.
    days: BTreeMap<(Date, Poster), PostCounts>,
    /// Of stories and posts without an address.
    extra: BTreeMap<(Date, Poster), PostCounts>,
}

/// Puts what is told in the place of what was estimated, in the day totals and in the mentions that a report names.
pub(super) fn apply(
    store: &Store,
    plan: &Plan,
    campaigns: &[Campaign],
    (days, tellers): (&BTreeMap<Date, OutcomeDay>, &[Teller]),
    rollups: &mut Rollups,
    named: &mut BTreeMap<MentionId, Mention>,
) -> Result<(), StoreError> {
    let mut tellings = Tellings::default();
    for (day, sums) in days {
        for (key, sums) in sums.cells().filter(|(key, _)| {
            key.counts && post_counts::KINDS.contains(&key.kind) && counts(tellers, &key.source)
        }) {
            let Some(poster) = poster(plan, key) else { continue };
            tellings.note(*day, poster, key, sums);
        }
    }
    let first = rollups.keys().map(|(_, day)| *day).min();
    tellings.posts(store, rollups, named)?;
    for ((day, poster), told) in &tellings.days {
        each(rollups, campaigns, *day, poster, first, |total| {
            post_counts::replace(total, poster, told);
        });
    }
    for ((day, poster), told) in &tellings.extra {
        let of_day = tellings.days.get(&(*day, poster.clone()));
        // A count of the whole day holds them already.
        if of_day.is_none_or(|told| told.best(OutcomeKind::Impression).is_none()) {
            each(rollups, campaigns, *day, poster, first, |total| {
                post_counts::add_unheard(total, poster, told);
            });
        }
    }
    Ok(())
}

/// Whether what an import tells counts, by what the configuration says of it.
fn counts(tellers: &[Teller], source: &str) -> bool {
    let known = tellers.iter().find(|teller| teller.name == source);
    known.is_none_or(|teller| teller.counts != Some(false))
}

/// Whose post it is told of, and on which platform.
fn poster(plan: &Plan, key: &OutcomeKey) -> Option<Poster> {
    let influencers = &plan.settings.influencers;
    let named = key.marks.influencer.as_ref();
    let influencer = named.or_else(|| tagged::influencer_of(&key.marks.utm, influencers))?;
    let known = influencers.iter().find(|known| known.id == *influencer)?;
    let only = || -> Option<Platform> {
        let platforms: BTreeSet<Platform> = known.handles.iter().map(|handle| handle.platform).collect();
        let mut social = platforms
            .into_iter()
            .filter(|platform| !rollup::is_site(*platform));
        let first = social.next()?;
        social.next().is_none().then_some(first)
    };
    let platform = key.marks.platform.or_else(only)?;
    let account = known.handles.iter().find(|handle| handle.platform == platform);
    let account = account.map_or(influencer.as_str(), |handle| &handle.name);
    Some(Poster {
        influencer: influencer.clone(),
        platform,
        author: rollup::account_key(platform, account),
    })
}

impl Tellings {
    fn note(&mut self, day: Date, poster: Poster, key: &OutcomeKey, sums: &OutcomeSums) {
        let post = key
            .marks
            .post
            .as_deref()
            .map(str::trim)
            .filter(|post| !post.is_empty());
        let address = post.and_then(identity::of_address);
        let told = match (address, post, key.kind) {
            (Some(address), ..) if self.posts.len() < MOST_POSTS || self.posts.contains_key(&address) => {
                self.unheard.entry(address).or_insert((day, poster));
                self.posts.entry(address).or_default()
            }
            (_, Some(_), _) | (.., OutcomeKind::StoryView) => self.extra.entry((day, poster)).or_default(),
            (_, None, _) => self.days.entry((day, poster)).or_default(),
        };
        told.add(key.kind, key.provenance, &key.source, sums.count);
    }

    /// Posts that were heard are told one by one; the others join what nobody heard.
    fn posts(
        &mut self,
        store: &Store,
        rollups: &mut Rollups,
        named: &mut BTreeMap<MentionId, Mention>,
    ) -> Result<(), StoreError> {
        for (address, told) in std::mem::take(&mut self.posts) {
            let Some((day, mention)) = store.counted(&[address])? else {
                if let Some((day, poster)) = self.unheard.remove(&address) {
                    self.extra.entry((day, poster)).or_default().join(told);
                }
                continue;
            };
            let mut better = mention.clone();
            better.engagement = told.engagement(mention.engagement);
            if let Some(exposure) = told.exposure(mention.platform, &mention.exposure) {
                better.exposure = exposure;
            }
            for subject in rollup::subjects(&mention) {
                if let Some(total) = rollups.get_mut(&(subject.clone(), day)) {
                    rollup::remove_for(total, &mention, &subject);
                    rollup::add_for(total, &better, &subject);
                }
            }
            if let Some(known) = named.get_mut(&mention.id) {
                known.engagement = better.engagement;
                known.exposure = better.exposure;
            }
        }
        Ok(())
    }
}

/// The campaigns whose roster somebody is on on a day, and their brands.
fn subjects(campaigns: &[Campaign], day: Date, poster: &Poster) -> BTreeSet<Subject> {
    let theirs = campaigns.iter().filter(|campaign| {
        campaign.influencers.contains(&poster.influencer)
            && campaign.window.from <= day
            && day < campaign.after().to
    });
    theirs
        .flat_map(|campaign| {
            [
                Subject::Brand(campaign.brand.clone()),
                Subject::Campaign(campaign.id.clone()),
            ]
        })
        .collect()
}

/// Changes the totals of a day of everybody it is told for. Days before anything was heard are left alone: they would look as
/// if they had been listened to.
fn each(
    rollups: &mut Rollups,
    campaigns: &[Campaign],
    day: Date,
    poster: &Poster,
    first: Option<Date>,
    change: impl Fn(&mut Rollup),
) {
    if first.is_none_or(|first| day < first) {
        return;
    }
    for subject in subjects(campaigns, day, poster) {
        change(rollups.entry((subject, day)).or_default());
    }
}
