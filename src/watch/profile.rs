//! The accounts that a document stands under, from its author and its addresses.

use crate::model::{Document, Handle, Platform};

use super::site::of_address;

/// Accounts of the author: the handle on the document's platform, the profile address, and the document's own address
/// where it carries the account. None for pages.
pub fn accounts(document: &Document) -> Vec<Handle> {
    let mut found = Vec::new();
    let addresses = [&document.author.url, &document.url];
    for address in addresses.into_iter().flatten() {
        found.extend(of_address(address, document.platform));
    }
    if let Some(handle) = &document.author.handle
        && !matches!(document.platform, Platform::Web | Platform::Forum)
    {
        let name = handle.trim().trim_start_matches('@').to_lowercase();
        // A local Mastodon name needs its server, which the profile address tells.
        let complete = document.platform != Platform::Mastodon || name.contains('@');
        if complete && !name.is_empty() {
            found.push(Handle {
                platform: document.platform,
                name,
            });
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The account whose profile, or whose post, an address is; on a host that is no platform's, `/@name` is one of the fediverse.
pub fn of_profile(address: &str) -> Option<Handle> {
    of_address(address, Platform::Web).or_else(|| of_address(address, Platform::Mastodon))
}
