//! Sources that say that they moved for good (301, 308): after some polls that all led to the same place they are asked
//! there directly. The configuration stays what counts: it is asked again once a week, and whenever the new address fails;
//! the operator is told to change it.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::read::{Reader, Reading};
use crate::{
    model::{Outcome, Source, SourceKind, SourceState},
    text::plain,
};

/// So many answers in a row must have come from the same new address before it is believed: sites redirect for a day.
pub const SETTLED_AFTER: u32 = 3;
/// Most characters of an address that are shown.
const ADDRESS_CHARS: usize = 300;
/// How often the configured address is asked all the same.
const CHECK_EVERY: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Where a source answers now, if it moved for good and may be asked there: never without encryption where there was one,
/// never at another host with the source's credentials, and never an API, whose address is part of what it means.
pub(super) fn settled(source: &Source, state: &SourceState) -> Option<Url> {
    let (to, times) = state.moved_to.as_ref()?;
    let (SourceKind::Feed { url } | SourceKind::Page { url, .. }) = &source.kind else {
        return None;
    };
    // A page's feed is found by the page, so that it is the page's redirect that would be remembered.
    if *times < SETTLED_AFTER || state.found_feed.is_some() {
        return None;
    }
    let to = Url::parse(to).ok().filter(|to| to != url)?;
    let is_plain = to.scheme() == "http";
    let encrypted = to.scheme() == "https" || (is_plain && url.scheme() == "http");
    let stays = to.host() == url.host()
        && (to.port_or_known_default() == url.port_or_known_default()
            || (to.port().is_none() && url.port().is_none()));
    (encrypted && (source.manners.auth.is_none() || stays)).then_some(to)
}

/// An address for people: without its query, which may hold a key.
pub fn shown(address: &str) -> String {
    match address.split_once('?') {
        Some((page, _)) => format!("{}?…", plain::clean(page, ADDRESS_CHARS)),
        None => plain::clean(address, ADDRESS_CHARS),
    }
}

/// The address to ask instead of the configured one this time. Notes when it is the configured one's turn.
pub(super) fn direct(source: &Source, state: &mut SourceState, now: Timestamp) -> Option<Url> {
    let to = settled(source, state)?;
    let checked = state.moved_checked.is_some_and(|last| {
        let age = now.duration_since(last);
        !age.is_negative() && age < CHECK_EVERY
    });
    if checked {
        return Some(to);
    }
    state.moved_checked = Some(now);
    None
}

/// Reads a source where it moved to, else, or if it does not answer well there, at the configured address.
pub(super) async fn read(
    reader: &Reader<'_>,
    source: &Arc<Source>,
    moved: Option<Url>,
    state: &SourceState,
    now: Timestamp,
) -> Result<Reading, Outcome> {
    let Some(to) = moved else {
        return reader.read(source, state, now).await;
    };
    match reader.read(&Arc::new(at(source, to.clone())), state, now).await {
        Ok(reading) => Ok(Reading {
            moved_to: reading.moved_to.or_else(|| Some(to.into())),
            ..reading
        }),
        Err(Outcome::Failed { .. } | Outcome::Blocked { .. } | Outcome::Gone) => {
            reader.read(source, state, now).await
        }
        Err(outcome) => Err(outcome),
    }
}

/// The source under another address.
fn at(source: &Source, to: Url) -> Source {
    let mut moved = source.clone();
    if let SourceKind::Feed { url } | SourceKind::Page { url, .. } = &mut moved.kind {
        *url = to;
    }
    moved
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::{ApiAuth, Cadence, Manners, Platform, Secret, SourceName};

    fn source(address: &str, with_key: bool) -> Source {
        Source {
            name: SourceName::from("s"),
            kind: SourceKind::Feed {
                url: Url::parse(address).unwrap(),
            },
            cadence: Cadence {
                every: Duration::from_mins(15),
                min_every: Duration::from_mins(5),
                max_every: Duration::from_hours(24),
            },
            manners: Manners {
                timeout: Duration::from_secs(30),
                max_body_bytes: 1 << 20,
                spacing: Duration::ZERO,
                user_agent: "test".to_owned(),
                robots: true,
                allow_private: false,
                resolve_links: true,
                auth: with_key.then(|| ApiAuth::Bearer(Secret::new("key"))),
            },
            platform: Platform::Web,
            monthly_visits: None,
            language: None,
            budget: None,
            again_every: None,
            identity: crate::model::Identity::Ladder,
        }
    }

    fn moved(to: &str, times: u32) -> SourceState {
        SourceState {
            moved_to: Some((to.to_owned(), times)),
            ..SourceState::default()
        }
    }

    #[test]
    fn only_safe_moves_are_followed() {
        for (from, to, with_key, times, follows) in [
            ("http://a.example/f", "http://a.example/g", false, 3, true),
            ("http://a.example/f", "http://a.example/g", false, 2, false),
            ("http://a.example/f", "https://b.example/g", false, 9, true),
            ("https://a.example/f", "http://a.example/f", false, 9, false),
            ("https://a.example/f", "https://a.example/g", true, 3, true),
            ("http://a.example/f", "https://a.example/f", true, 3, true),
            ("https://a.example/f", "https://b.example/f", true, 3, false),
            ("https://a.example/f", "https://a.example:8443/f", true, 3, false),
            ("https://a.example/f", "ftp://a.example/f", false, 3, false),
            ("https://a.example/f", "no address", false, 3, false),
            ("https://a.example/f", "https://a.example/f", false, 3, false),
        ] {
            let found = settled(&source(from, with_key), &moved(to, times));
            assert_eq!(found.is_some(), follows, "{from} {to} {with_key} {times}");
        }
        let mut at_a_page = moved("http://a.example/g", 3);
        at_a_page.found_feed = Some("http://a.example/rss".to_owned());
        assert_eq!(settled(&source("http://a.example/", false), &at_a_page), None);
    }

    #[test]
    fn the_configured_address_is_asked_once_a_week() {
        let source = source("http://a.example/f", false);
        let mut state = moved("http://b.example/f", 3);
        let mut asked = Vec::new();
        for day in 0..16 {
            let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * day);
            if direct(&source, &mut state, now).is_none() {
                asked.push(day);
            }
        }
        assert_eq!(asked, [0, 7, 14]);
        // A clock that was ahead does not put it off.
        state.moved_checked = Some(Timestamp::MAX);
        assert_eq!(direct(&source, &mut state, Timestamp::UNIX_EPOCH), None);
    }
}
