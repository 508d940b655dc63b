//! Whose handle is whose: brands named in texts, authors on the roster.

use std::collections::{HashMap, HashSet};

use super::Who;
use crate::model::{Document, Handle, Platform};
use crate::text::fold::fold_key;
use crate::text::url::{canonical, host_matches, host_of};

#[derive(Clone, Debug)]
struct Account {
    platform: Platform,
    /// Server of a federated account.
    server: Option<String>,
    who: Who,
}

/// All accounts of brands and influencers.
#[derive(Clone, Debug, Default)]
pub(super) struct Accounts {
    /// By name without server, lower case.
    by_name: HashMap<String, Vec<Account>>,
    /// By canonical key of the profile's address, lower case.
    by_profile: HashMap<String, Vec<Who>>,
    profile_hosts: HashSet<String>,
    /// Own sites: a host and whose it is.
    sites: Vec<(String, Who)>,
    /// Bylines, folded.
    by_byline: HashMap<String, Vec<Who>>,
    /// Platforms on which somebody has an account.
    present: HashSet<(Who, Platform)>,
}

impl Accounts {
    pub(super) fn add(&mut self, who: Who, handle: &Handle) {
        let name = handle.name.trim_start_matches('@').to_lowercase();
        if handle.platform == Platform::Web {
            self.sites.push((name, who));
            return;
        }
        for key in profiles(handle.platform, &name) {
            if let Some(host) = key.split('/').next() {
                self.profile_hosts.insert(host.to_owned());
            }
            self.by_profile.entry(key).or_default().push(who);
        }
        self.present.insert((who, handle.platform));
        let (user, server) = match name.split_once('@') {
            Some((user, server)) => (user.to_owned(), Some(server.to_owned())),
            None => (name, None),
        };
        let account = Account {
            platform: handle.platform,
            server,
            who,
        };
        self.by_name.entry(user).or_default().push(account);
    }

    pub(super) fn add_byline(&mut self, who: Who, name: &str) {
        // A single word is no byline: too many people share it.
        let name = fold_key(name.trim());
        if name.split_whitespace().nth(1).is_some() {
            self.by_byline.entry(name).or_default().push(who);
        }
    }

    /// Who is meant by `@name` in a document. On a platform with accounts only its own count, unless somebody has none
    /// there; `@user` alone on a federated platform is a user of the document's server.
    pub(super) fn named(&self, name: &str, doc: &Document) -> Vec<Who> {
        let name = name.trim_start_matches('@').to_lowercase();
        let (user, server) = match name.split_once('@') {
            Some((user, server)) => (user, Some(server)),
            None => (name.as_str(), None),
        };
        let Some(accounts) = self.by_name.get(user) else {
            return Vec::new();
        };
        let home = doc.url.as_deref().and_then(host_of);
        let meant = accounts.iter().filter(|account| {
            if let Some(server) = server {
                return account.server.as_deref() == Some(server);
            }
            if account.platform == doc.platform {
                let same_server = |own: &String| home.as_deref().is_some_and(|home| host_matches(home, own));
                return account.server.as_ref().is_none_or(same_server);
            }
            account.server.is_none()
                && (!has_accounts(doc.platform) || !self.present.contains(&(account.who, doc.platform)))
        });
        let mut meant: Vec<Who> = meant.map(|account| account.who).collect();
        meant.sort_unstable();
        meant.dedup();
        meant
    }

    /// Whose profile an address is.
    pub(super) fn profile(&self, address: &str, host: &str) -> &[Who] {
        let bare = ["www.", "m.", "mobile."]
            .iter()
            .find_map(|label| host.strip_prefix(label))
            .unwrap_or(host);
        if !self.profile_hosts.contains(bare) && bare != "twitter.com" {
            return &[];
        }
        canonical(address)
            .and_then(|key| self.by_profile.get(&key.to_lowercase()))
            .map_or(&[], Vec::as_slice)
    }

    /// Who published a document and how that is known: `handle`, `site` or `byline`.
    pub(super) fn published_by(&self, doc: &Document) -> Vec<(Who, &'static str)> {
        let mut by = self.by_handle(doc);
        if let Some(host) = doc
            .url
            .as_deref()
            .filter(|_| !self.sites.is_empty())
            .and_then(host_of)
        {
            let own = self.sites.iter().filter(|(site, _)| host_matches(&host, site));
            by.extend(own.map(|(_, who)| (*who, "site")));
        }
        if let Some(name) = doc.author.name.as_deref().filter(|_| !self.by_byline.is_empty()) {
            let known = self.by_byline.get(&fold_key(name.trim())).into_iter().flatten();
            by.extend(known.map(|who| (*who, "byline")));
        }
        by
    }

    /// An author's handle counts on its own platform only: names are taken by others elsewhere.
    fn by_handle(&self, doc: &Document) -> Vec<(Who, &'static str)> {
        let mut by = Vec::new();
        if let Some(handle) = doc.author.handle.as_deref() {
            let handle = handle.trim_start_matches('@').to_lowercase();
            let (user, server) = match handle.split_once('@') {
                Some((user, server)) => (user, Some(server.to_owned())),
                None => (handle.as_str(), doc.author.url.as_deref().and_then(host_of)),
            };
            let known = self.by_name.get(user).into_iter().flatten();
            by.extend(
                known
                    .filter(|account| account.platform == doc.platform)
                    .filter(|account| account.server.is_none() || account.server == server)
                    .map(|account| (account.who, "handle")),
            );
        }
        if let Some(url) = doc.author.url.as_deref()
            && let Some(host) = host_of(url)
        {
            by.extend(self.profile(url, &host).iter().map(|who| (*who, "handle")));
        }
        by
    }
}

/// Whether people on a platform are named by `@`.
fn has_accounts(platform: Platform) -> bool {
    !matches!(
        platform,
        Platform::Web | Platform::Forum | Platform::Podcast | Platform::HackerNews
    )
}

/// Addresses of an account's profile as canonical keys in lower case.
fn profiles(platform: Platform, name: &str) -> Vec<String> {
    let at = |bases: &[&str]| bases.iter().map(|base| format!("{base}{name}")).collect();
    match platform {
        Platform::Mastodon => match name.split_once('@') {
            Some((user, server)) => vec![format!("{server}/@{user}"), format!("{server}/users/{user}")],
            None => Vec::new(),
        },
        Platform::Bluesky => at(&["bsky.app/profile/"]),
        Platform::Reddit => at(&["reddit.com/user/", "reddit.com/u/", "reddit.com/r/"]),
        Platform::HackerNews => at(&["news.ycombinator.com/user?id="]),
        Platform::YouTube => at(&[
            "youtube.com/@",
            "youtube.com/c/",
            "youtube.com/user/",
            "youtube.com/channel/",
        ]),
        Platform::GitHub => at(&["github.com/"]),
        Platform::X => at(&["x.com/"]),
        Platform::Instagram => at(&["instagram.com/"]),
        Platform::Threads => at(&["threads.net/@", "threads.com/@"]),
        Platform::TikTok => at(&["tiktok.com/@"]),
        Platform::Facebook => at(&["facebook.com/"]),
        Platform::LinkedIn => at(&["linkedin.com/company/", "linkedin.com/in/"]),
        Platform::Pinterest => at(&["pinterest.com/"]),
        Platform::Snapchat => at(&["snapchat.com/add/"]),
        Platform::Twitch => at(&["twitch.tv/"]),
        Platform::Web | Platform::Forum | Platform::Podcast => Vec::new(),
    }
}
