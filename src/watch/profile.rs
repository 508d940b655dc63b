//! The accounts that a document stands under, from its author and its addresses.

use crate::{
    model::{Document, Handle, Platform},
    text::url,
};

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

/// The account in an address: `https://social.example/@kristal/1` on Mastodon, `https://x.com/acme/status/1`, …
fn of_address(address: &str, platform: Platform) -> Option<Handle> {
    let parsed = url::parse_loose(address)?;
    let host = parsed
        .host_str()?
        .trim_start_matches("www.")
        .trim_start_matches("m.");
    let mut segments = parsed.path_segments()?.filter(|segment| !segment.is_empty());
    let first = segments.next()?;
    let at = |name: &str| name.strip_prefix('@').map(str::to_owned);
    let (platform, name) = match host {
        "instagram.com" => (
            Platform::Instagram,
            unreserved(first, &["p", "reel", "reels", "stories", "tv", "explore"]),
        ),
        "youtube.com" => (Platform::YouTube, at(first)),
        "x.com" | "twitter.com" | "mobile.twitter.com" => (
            Platform::X,
            unreserved(first, &["i", "search", "hashtag", "home", "intent", "share"]),
        ),
        "tiktok.com" => (Platform::TikTok, at(first)),
        "threads.net" | "threads.com" => (Platform::Threads, at(first)),
        "facebook.com" => (
            Platform::Facebook,
            unreserved(
                first,
                &[
                    "groups",
                    "pages",
                    "watch",
                    "sharer",
                    "events",
                    "photo",
                    "story.php",
                    "permalink.php",
                    "reel",
                ],
            ),
        ),
        "linkedin.com" if first == "in" || first == "company" => {
            (Platform::LinkedIn, segments.next().map(str::to_owned))
        }
        "pinterest.com" => (
            Platform::Pinterest,
            unreserved(first, &["pin", "search", "ideas"]),
        ),
        "twitch.tv" => (Platform::Twitch, unreserved(first, &["videos", "directory"])),
        "bsky.app" if first == "profile" => (Platform::Bluesky, segments.next().map(str::to_owned)),
        "reddit.com" | "old.reddit.com" if first == "user" || first == "u" => {
            (Platform::Reddit, segments.next().map(str::to_owned))
        }
        "snapchat.com" if first == "add" => (Platform::Snapchat, segments.next().map(str::to_owned)),
        _ if platform == Platform::Mastodon && first.starts_with('@') => {
            let name = first.trim_start_matches('@');
            let full = if name.contains('@') {
                name.to_owned()
            } else {
                format!("{name}@{host}")
            };
            (Platform::Mastodon, Some(full))
        }
        _ => return None,
    };
    let name = name?.to_lowercase();
    (!name.is_empty()).then_some(Handle { platform, name })
}

fn unreserved(segment: &str, reserved: &[&str]) -> Option<String> {
    (!reserved.contains(&segment)).then(|| segment.trim_start_matches('@').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_read_from_addresses() {
        for (address, platform, expected) in [
            (
                "https://www.instagram.com/kristalsky/",
                Platform::Web,
                Some("instagram:kristalsky"),
            ),
            ("https://www.instagram.com/p/abc/", Platform::Web, None),
            ("https://x.com/Acme/status/1", Platform::X, Some("x:acme")),
            (
                "https://www.youtube.com/@KristalSky",
                Platform::YouTube,
                Some("youtube:kristalsky"),
            ),
            ("https://www.youtube.com/watch?v=1", Platform::YouTube, None),
            (
                "https://social.example/@kristal/1",
                Platform::Mastodon,
                Some("mastodon:kristal@social.example"),
            ),
            (
                "https://one.example/@kristal@two.example",
                Platform::Mastodon,
                Some("mastodon:kristal@two.example"),
            ),
            (
                "https://bsky.app/profile/acme.example/post/1",
                Platform::Bluesky,
                Some("bluesky:acme.example"),
            ),
            ("https://news.example/@odd", Platform::Web, None),
            ("not an address", Platform::Web, None),
        ] {
            let found = of_address(address, platform).map(|handle| handle.to_string());
            assert_eq!(found.as_deref(), expected, "{address}");
        }
    }
}
