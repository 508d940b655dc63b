//! Alerts about single things: posts and links. What comes while an alert keeps still is told together afterwards.

use jiff::{SignedDuration, Timestamp};

use super::{Found, Lookout};
use crate::{
    app::{backtest, recheck},
    io::store::{Filter, StoreError},
    model::{AlertKind, AlertState, LinkChange, LinkEvent, MediaKind, Mention},
    report,
};

/// Older posts are no news: the digest has them.
const FRESH: SignedDuration = SignedDuration::from_hours(48);
/// What was told is remembered so long: longer than it can be found again.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(2 * 48);
/// Most mentions gone through, the newest ones.
const MOST: usize = 5_000;

impl Lookout<'_> {
    /// Posts of the roster, of people with many followers, or that meet a query.
    pub(super) fn posts(&self, state: AlertState) -> Result<Option<Found>, StoreError> {
        let now = self.now;
        if self.keeps_still(&state) {
            return Ok(None);
        }
        let filter = Filter {
            brand: Some(self.alert.brand.clone()),
            since: now.checked_sub(FRESH).ok(),
            set_aside: Some(false),
            limit: Some(MOST),
            ..Filter::default()
        };
        let mentions = self.store.mentions(&filter)?;
        let since = state.since.unwrap_or(now);
        let new: Vec<&Mention> = mentions
            .iter()
            .filter(|mention| mention.first_seen >= since && mention.media != MediaKind::Owned)
            .filter(|mention| !state.told.contains_key(&mention.id.to_string()))
            .filter(|mention| self.is_meant(mention))
            .collect();
        if new.is_empty() {
            return Ok(None);
        }
        let about = self.about();
        let told = report::posts(&about, &key(now), &new);
        let names = new.iter().map(|mention| mention.id.to_string());
        Ok(Some(Found {
            alert: told,
            state: remembering(state, names, now),
        }))
    }

    fn is_meant(&self, mention: &Mention) -> bool {
        let alert = self.alert;
        if alert.when == AlertKind::Keyword {
            let document = backtest::document(mention);
            let met = self.plan.alert_words.of(&document, &mention.brands);
            return met.iter().any(|id| id == alert.id.as_str());
        }
        match (&alert.influencer, &mention.influencer) {
            (Some(wanted), published) => published.as_ref() == Some(wanted),
            (None, Some(_)) => true,
            (None, None) => {
                let least = alert.followers.unwrap_or(u64::MAX);
                mention.followers.is_some_and(|followers| followers >= least)
            }
        }
    }

    /// Links to the brand that were removed, or whose page is gone.
    pub(super) fn lost_links(&self, state: AlertState) -> Result<Option<Found>, StoreError> {
        let now = self.now;
        if self.keeps_still(&state) {
            return Ok(None);
        }
        let since = now.checked_sub(FRESH).unwrap_or(Timestamp::MIN);
        let since = since.max(state.since.unwrap_or(now));
        let looked = recheck::looked(self.store, &self.alert.brand, since)?;
        let mut lost: Vec<(&Mention, &str, &LinkChange)> = Vec::new();
        for mention in looked.changed.iter().filter(|mention| mention.counts()) {
            let ours = mention
                .backlinks
                .iter()
                .filter(|link| link.brand == self.alert.brand);
            for link in ours {
                let history = link.check.iter().filter_map(|check| check.history.last());
                let gone = history.filter(|change| change.at >= since && change.what.is_loss());
                lost.extend(gone.map(|change| (mention, link.link.url.as_str(), change)));
            }
        }
        lost.retain(|(mention, link, change)| !state.told.contains_key(&name(mention, link, change)));
        if lost.is_empty() {
            return Ok(None);
        }
        lost.sort_by(|a, b| b.2.at.cmp(&a.2.at).then_with(|| a.0.id.cmp(&b.0.id)));
        let about = self.about();
        let told = report::lost_links(&about, &key(now), &lost);
        let names: Vec<String> = lost
            .iter()
            .map(|(mention, link, change)| name(mention, link, change))
            .collect();
        Ok(Some(Found {
            alert: told,
            state: remembering(state, names.into_iter(), now),
        }))
    }
}

fn name(mention: &Mention, link: &str, change: &LinkChange) -> String {
    let what = match change.what {
        LinkEvent::PageGone => "page gone",
        _ => "lost",
    };
    format!("{} {what} {link}", mention.id)
}

/// Names the moment: with what was told kept in the same commit, no two alerts share one.
fn key(now: Timestamp) -> String {
    now.strftime("%Y%m%dT%H%M%S").to_string()
}

/// The state once these were told: names that can be found no more are forgotten, then the oldest beyond the bound.
fn remembering(mut state: AlertState, names: impl Iterator<Item = String>, now: Timestamp) -> AlertState {
    state.last_told = Some(now);
    state
        .told
        .retain(|_, at| now.duration_since(*at).abs() < REMEMBERED);
    state.told.extend(names.map(|name| (name, now)));
    while state.told.len() > AlertState::NAMES {
        let oldest = state.told.iter().min_by_key(|(_, at)| **at);
        let Some(oldest) = oldest.map(|(name, _)| name.clone()) else {
            break;
        };
        state.told.remove(&oldest);
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_found_no_more_is_forgotten() {
        let now: Timestamp = "2026-11-17T12:00:00Z".parse().unwrap();
        let state = remembering(AlertState::default(), ["a".to_owned()].into_iter(), now);
        let later = now + SignedDuration::from_hours(50);
        let state = remembering(state, ["b".to_owned()].into_iter(), later);
        assert_eq!(state.told.keys().collect::<Vec<_>>(), ["a", "b"]);
        let later = later + SignedDuration::from_hours(50);
        let state = remembering(state, ["c".to_owned()].into_iter(), later);
        assert_eq!(state.told.keys().collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(state.last_told, Some(later));
    }
}
