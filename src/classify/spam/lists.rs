//! What the user has decided about who speaks.

use crate::{
    model::{Document, Party, Platform, Spam, SpamLists},
    text::url::{host_matches, host_of},
    watch::profile,
};

/// The verdict that the user's lists give a document, if they name who speaks.
pub(super) fn judge(lists: &SpamLists, document: &Document) -> Option<Spam> {
    if lists.trust.is_empty() && lists.block.is_empty() {
        return None;
    }
    let speaker = Speaker::of(document);
    if let Some(party) = lists.trust.iter().find(|party| speaker.is(party)) {
        return Some(Spam {
            score: 0.0,
            reasons: vec![format!("trusted by your configuration: {party}")],
            weights: vec![0.0],
            set_aside: false,
        });
    }
    let party = lists.block.iter().find(|party| speaker.is(party))?;
    Some(Spam {
        score: 1.0,
        reasons: vec![format!("blocked by your configuration: {party}")],
        weights: vec![1.0],
        set_aside: true,
    })
}

/// Who speaks in a document.
struct Speaker<'d> {
    document: &'d Document,
    accounts: Vec<crate::model::Handle>,
    host: Option<String>,
}

impl<'d> Speaker<'d> {
    fn of(document: &'d Document) -> Self {
        Self {
            document,
            accounts: profile::accounts(document),
            host: document.url.as_deref().and_then(host_of),
        }
    }

    fn is(&self, party: &Party) -> bool {
        match party {
            Party::Source(source) => self.document.source == *source,
            Party::Account(handle) if handle.platform == Platform::Web => self
                .host
                .as_deref()
                .is_some_and(|host| host_matches(host, &handle.name)),
            Party::Account(handle) => self.accounts.contains(handle),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Author, Handle};

    fn account(platform: Platform, name: &str) -> Party {
        Party::Account(Handle {
            platform,
            name: name.to_owned(),
        })
    }

    #[test]
    fn sites_accounts_and_sources_are_decided_about() {
        let lists = SpamLists {
            trust: vec![
                account(Platform::Web, "good.example"),
                account(Platform::X, "friend"),
            ],
            block: vec![
                account(Platform::Web, "bad.example"),
                account(Platform::X, "pest"),
                Party::Source("Farm".into()),
                account(Platform::X, "friend"),
            ],
        };
        for (url, handle, source, expected) in [
            ("https://shop.good.example/1", None, "News", Some(false)),
            ("https://bad.example/1", None, "News", Some(true)),
            ("https://notbad.example/1", None, "News", None),
            ("https://x.com/pest/status/1", Some("pest"), "News", Some(true)),
            (
                "https://x.com/friend/status/1",
                Some("friend"),
                "Farm",
                Some(false),
            ),
            ("https://else.example/1", None, "Farm", Some(true)),
        ] {
            let document = Document {
                url: Some(url.to_owned()),
                source: source.into(),
                platform: if handle.is_some() {
                    Platform::X
                } else {
                    Platform::Web
                },
                author: Author {
                    handle: handle.map(str::to_owned),
                    ..Author::default()
                },
                ..Document::default()
            };
            let verdict = judge(&lists, &document);
            assert_eq!(verdict.as_ref().map(|spam| spam.set_aside), expected, "{url}");
            if let Some(spam) = verdict {
                assert!(spam.reasons[0].contains("your configuration"), "{spam:?}");
            }
        }
    }
}
