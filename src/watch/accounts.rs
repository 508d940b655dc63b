//! Which accounts are a brand's: named in texts, linked to, or speaking for themselves.

use std::collections::{HashMap, HashSet};

use crate::model::{Document, Handle, Platform};
use crate::text::url::{canonical, host_matches, host_of};

use super::site;

#[derive(Clone, Debug)]
struct Account {
    platform: Platform,
    /// Server of a federated account.
    server: Option<String>,
    brand: usize,
}

/// All accounts of brands.
#[derive(Clone, Debug, Default)]
pub(super) struct Accounts {
    /// By name without server, lower case.
    by_name: HashMap<String, Vec<Account>>,
    /// By canonical key of the profile's address, lower case.
    by_profile: HashMap<String, Vec<usize>>,
    profile_hosts: HashSet<String>,
    /// By account, for the many ways in which its address is written.
    by_handle: HashMap<Handle, Vec<usize>>,
    /// Hosts of those platforms.
    sites: Vec<&'static str>,
    /// Platforms on which a brand has an account.
    present: HashSet<(usize, Platform)>,
}

impl Accounts {
    pub(super) fn add(&mut self, brand: usize, handle: &Handle) {
        // A site is no account: nobody is named by it.
        if handle.platform == Platform::Web {
            return;
        }
        let name = handle.name.trim_start_matches('@').to_lowercase();
        for key in profiles(handle.platform, &name) {
            if let Some(host) = key.split('/').next() {
                self.profile_hosts.insert(host.to_owned());
            }
            self.by_profile.entry(key).or_default().push(brand);
        }
        self.present.insert((brand, handle.platform));
        self.sites.extend(site::hosts(handle.platform));
        self.sites.sort_unstable();
        self.sites.dedup();
        let account = Handle {
            platform: handle.platform,
            name: name.clone(),
        };
        self.by_handle.entry(account).or_default().push(brand);
        let (user, server) = match name.split_once('@') {
            Some((user, server)) => (user.to_owned(), Some(server.to_owned())),
            None => (name, None),
        };
        let account = Account {
            platform: handle.platform,
            server,
            brand,
        };
        self.by_name.entry(user).or_default().push(account);
    }

    /// Brands meant by `@name` in a document. On a platform with accounts only its own count, unless a brand has none
    /// there; `@user` alone on a federated platform is a user of the document's server.
    pub(super) fn named(&self, name: &str, doc: &Document) -> Vec<usize> {
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
                && (!has_accounts(doc.platform) || !self.present.contains(&(account.brand, doc.platform)))
        });
        let mut meant: Vec<usize> = meant.map(|account| account.brand).collect();
        meant.sort_unstable();
        meant.dedup();
        meant
    }

    /// Brands whose profile an address is.
    pub(super) fn profile(&self, address: &str, host: &str) -> &[usize] {
        let bare = ["www.", "m.", "mobile."]
            .iter()
            .find_map(|label| host.strip_prefix(label))
            .unwrap_or(host);
        if self.sites.iter().any(|site| host.ends_with(site))
            && let Some(account) = site::of_address(address, Platform::Web)
            && let Some(brands) = self.by_handle.get(&account)
        {
            return brands;
        }
        if !self.profile_hosts.contains(bare) {
            return &[];
        }
        canonical(address)
            .and_then(|key| self.by_profile.get(&key.to_lowercase()))
            .map_or(&[], Vec::as_slice)
    }

    /// Brands under whose account a document stands. A handle counts on its own platform only: names are taken by others
    /// elsewhere.
    pub(super) fn published_by(&self, doc: &Document) -> Vec<usize> {
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
                    .map(|account| account.brand),
            );
        }
        if let Some(url) = doc.author.url.as_deref()
            && let Some(host) = host_of(url)
        {
            by.extend(self.profile(url, &host));
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
        Platform::Telegram => at(&["t.me/"]),
        Platform::Medium => at(&["medium.com/@"]),
        Platform::Substack => at(&["substack.com/@"]),
        Platform::Web | Platform::Forum | Platform::Podcast => Vec::new(),
    }
}
