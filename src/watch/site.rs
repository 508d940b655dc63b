//! Whose account an address is: how each platform writes the addresses of profiles and posts.

use crate::{
    model::{Handle, Platform},
    text::url,
};

/// Where an address has the name of an account.
#[derive(Clone, Copy, Debug)]
enum Shape {
    /// `/@name`.
    At,
    /// `/name`, unless it is one of these, which are the platform's own.
    Name(&'static [&'static str]),
    /// `/word/name`, after one of these words.
    After(&'static [&'static str]),
    /// `name.host`.
    Label,
    /// `?id=name` on this path.
    Query(&'static str),
}

/// Hosts, without what stands before them for a device, a language or an old look, and the shapes of their addresses.
const SITES: &[(Platform, &[&str], &[Shape])] = &[
    (
        Platform::Instagram,
        &["instagram.com", "instagr.am", "ddinstagram.com"],
        &[
            Shape::After(&["stories", "_u"]),
            Shape::Name(&[
                "p", "reel", "reels", "tv", "explore", "accounts", "direct", "about", "legal", "share",
            ]),
        ],
    ),
    (
        Platform::YouTube,
        &["youtube.com", "youtube-nocookie.com"],
        &[
            Shape::At,
            Shape::After(&["c", "user", "channel"]),
            Shape::Name(&[
                "watch",
                "shorts",
                "live",
                "playlist",
                "results",
                "feed",
                "embed",
                "v",
                "e",
                "hashtag",
                "post",
                "redirect",
                "about",
                "clip",
                "attribution_link",
                "premium",
                "gaming",
                "source",
                "t",
                "s",
            ]),
        ],
    ),
    (
        Platform::X,
        &[
            "x.com",
            "twitter.com",
            "fxtwitter.com",
            "vxtwitter.com",
            "fixupx.com",
            "nitter.net",
        ],
        &[Shape::Name(&[
            "i",
            "search",
            "hashtag",
            "home",
            "intent",
            "share",
            "explore",
            "settings",
            "messages",
            "notifications",
            "tos",
            "privacy",
            "login",
            "about",
        ])],
    ),
    (Platform::TikTok, &["tiktok.com"], &[Shape::At]),
    (Platform::Threads, &["threads.net", "threads.com"], &[Shape::At]),
    (
        Platform::Facebook,
        &["facebook.com", "fb.com"],
        &[
            Shape::After(&["people", "pg"]),
            Shape::Name(&[
                "groups",
                "pages",
                "watch",
                "sharer",
                "sharer.php",
                "events",
                "photo",
                "photo.php",
                "photos",
                "story.php",
                "permalink.php",
                "profile.php",
                "reel",
                "share",
                "marketplace",
                "hashtag",
                "gaming",
                "login",
                "help",
                "dialog",
                "l.php",
                "business",
                "policies",
                "video.php",
                "media",
                "stories",
            ]),
        ],
    ),
    (
        Platform::LinkedIn,
        &["linkedin.com"],
        &[Shape::After(&["in", "company", "school", "showcase", "pub"])],
    ),
    (
        Platform::Pinterest,
        &[
            "pinterest.com",
            "pinterest.de",
            "pinterest.fr",
            "pinterest.es",
            "pinterest.it",
            "pinterest.se",
            "pinterest.ca",
            "pinterest.co.uk",
            "pinterest.com.au",
            "pinterest.com.mx",
            "pinterest.pt",
            "pinterest.at",
            "pinterest.ch",
            "pinterest.dk",
            "pinterest.jp",
            "pinterest.co.kr",
            "pinterest.nz",
            "pinterest.cl",
            "pinterest.ie",
            "pinterest.ph",
            "pinterest.ru",
        ],
        &[Shape::Name(&[
            "pin",
            "search",
            "ideas",
            "today",
            "explore",
            "business",
            "settings",
            "topics",
            "categories",
            "_",
        ])],
    ),
    (
        Platform::Twitch,
        &["twitch.tv"],
        &[Shape::Name(&[
            "videos",
            "directory",
            "p",
            "downloads",
            "settings",
            "search",
            "jobs",
            "team",
            "popout",
            "embed",
        ])],
    ),
    (
        Platform::Bluesky,
        &["bsky.app", "fxbsky.app", "deck.blue", "main.bsky.dev"],
        &[Shape::After(&["profile"])],
    ),
    (
        Platform::Reddit,
        &["reddit.com", "redd.it"],
        &[Shape::After(&["user", "u"])],
    ),
    (
        Platform::Snapchat,
        &["snapchat.com"],
        &[Shape::At, Shape::After(&["add", "p"])],
    ),
    (
        Platform::Telegram,
        &["t.me", "telegram.me", "telegram.dog"],
        &[
            Shape::After(&["s"]),
            Shape::Name(&[
                "joinchat",
                "addstickers",
                "share",
                "c",
                "proxy",
                "socks",
                "iv",
                "setlanguage",
                "addemoji",
                "login",
            ]),
        ],
    ),
    (Platform::Medium, &["medium.com"], &[Shape::At, Shape::Label]),
    (
        Platform::Substack,
        &["substack.com"],
        &[Shape::At, Shape::After(&["pub", "profile"]), Shape::Label],
    ),
    (
        Platform::GitHub,
        &["github.com"],
        &[Shape::Name(&[
            "search",
            "topics",
            "features",
            "marketplace",
            "explore",
            "settings",
            "orgs",
            "sponsors",
            "apps",
            "about",
            "login",
            "notifications",
            "issues",
            "pulls",
            "trending",
            "collections",
            "events",
        ])],
    ),
    (
        Platform::HackerNews,
        &["news.ycombinator.com"],
        &[Shape::Query("/user")],
    ),
];

/// What may stand before a host without meaning another one: devices, old looks, and languages (`de.`, `pt-br.`).
const BEFORE: &[&str] = &[
    "www", "m", "mobile", "touch", "web", "old", "new", "np", "i", "amp", "music", "business", "story",
    "open", "clips", "out", "sh",
];

/// Hosts on which a platform has profiles.
pub(super) fn hosts(platform: Platform) -> impl Iterator<Item = &'static str> {
    let of = SITES.iter().filter(move |(site, _, _)| *site == platform);
    of.flat_map(|(_, hosts, _)| hosts.iter().copied())
}

/// The account in an address: `https://social.example/@kristal/1` on Mastodon, `https://x.com/acme/status/1`, …
pub(super) fn of_address(address: &str, platform: Platform) -> Option<Handle> {
    // Bluesky's own addresses of posts.
    if let Some(rest) = address.strip_prefix("at://") {
        let name = rest.split('/').next()?.to_lowercase();
        return (!name.is_empty()).then_some(Handle {
            platform: Platform::Bluesky,
            name,
        });
    }
    let parsed = url::parse_loose(address)?;
    let host = parsed.host_str()?;
    let found = SITES.iter().find_map(|(site, hosts, shapes)| {
        let (known, label) = hosts
            .iter()
            .find_map(|known| Some((known, label_of(host, known)?)))?;
        let plain = label.is_empty() || is_before(label);
        shapes
            .iter()
            .find_map(|shape| name_in(&parsed, *shape, label, plain))
            .map(|name| (*site, name, known))
    });
    let (platform, name) = match found {
        Some((site, name, _)) => (site, name),
        None if platform == Platform::Mastodon => (Platform::Mastodon, federated(&parsed, host)?),
        None => return None,
    };
    let name = url::percent_decoded(&name).trim_start_matches('@').to_lowercase();
    (!name.is_empty()).then_some(Handle { platform, name })
}

/// What stands before a known host; `None` where the host is another.
fn label_of<'h>(host: &'h str, known: &str) -> Option<&'h str> {
    let before = host.strip_suffix(known)?;
    match before.strip_suffix('.') {
        Some(label) => Some(label),
        None => before.is_empty().then_some(before),
    }
}

/// A device, an old look or a language.
fn is_before(label: &str) -> bool {
    let letters = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic());
    BEFORE.contains(&label) || label.split('-').all(letters) && label.len() <= 5
}

fn name_in(address: &::url::Url, shape: Shape, label: &str, plain: bool) -> Option<String> {
    let mut segments = address.path_segments()?.filter(|segment| !segment.is_empty());
    let first = segments.next();
    if let Shape::Label = shape {
        return (!plain).then(|| label.to_owned());
    }
    // On a host of its own the path holds something else.
    if !plain {
        return None;
    }
    match shape {
        Shape::At => first?
            .strip_prefix('@')
            .or_else(|| first?.strip_prefix("%40"))
            .map(str::to_owned),
        Shape::Name(reserved) => {
            let first = first?;
            (!reserved.contains(&first.to_ascii_lowercase().as_str())).then(|| first.to_owned())
        }
        Shape::After(words) => words
            .contains(&first?)
            .then(|| segments.next().map(str::to_owned))?,
        Shape::Query(path) => {
            let mut pairs = address.query_pairs();
            let id = pairs
                .find(|(name, _)| name == "id")
                .map(|(_, id)| id.into_owned());
            id.filter(|_| address.path() == path)
        }
        Shape::Label => None,
    }
}

/// `@user` or `@user@elsewhere` or `users/user` on a server of the fediverse, with its server.
fn federated(address: &::url::Url, host: &str) -> Option<String> {
    let mut segments = address.path_segments()?.filter(|segment| !segment.is_empty());
    let first = segments.next()?;
    let name = match first.strip_prefix('@').or_else(|| first.strip_prefix("%40")) {
        Some(name) => name,
        None if first == "users" || first == "u" => segments.next()?,
        None if first == "web" => segments.next()?.strip_prefix('@')?,
        None => return None,
    };
    let host = host.trim_start_matches("www.");
    Some(if name.contains('@') {
        name.to_owned()
    } else {
        format!("{name}@{host}")
    })
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
            (
                "https://m.youtube.com/c/KristalSky/videos",
                Platform::Web,
                Some("youtube:kristalsky"),
            ),
            (
                "https://www.youtube.com/channel/UCabc",
                Platform::Web,
                Some("youtube:ucabc"),
            ),
            (
                "https://youtube.com/KristalSky",
                Platform::Web,
                Some("youtube:kristalsky"),
            ),
            ("https://youtu.be/abc", Platform::Web, None),
            (
                "https://de.linkedin.com/in/kristal-sky/",
                Platform::Web,
                Some("linkedin:kristal-sky"),
            ),
            (
                "https://pt-br.facebook.com/kristalsky/posts/1",
                Platform::Web,
                Some("facebook:kristalsky"),
            ),
            ("https://www.facebook.com/profile.php?id=1", Platform::Web, None),
            (
                "https://www.instagram.com/stories/kristalsky/1/",
                Platform::Web,
                Some("instagram:kristalsky"),
            ),
            (
                "https://www.instagram.com/kristalsky/reel/1/",
                Platform::Web,
                Some("instagram:kristalsky"),
            ),
            (
                "https://www.tiktok.com/@kristal.sky/video/1?lang=en",
                Platform::Web,
                Some("tiktok:kristal.sky"),
            ),
            (
                "https://www.threads.com/%40kristalsky",
                Platform::Web,
                Some("threads:kristalsky"),
            ),
            (
                "https://www.pinterest.co.uk/kristalsky/board",
                Platform::Web,
                Some("pinterest:kristalsky"),
            ),
            ("https://fr.pinterest.com/pin/1", Platform::Web, None),
            (
                "https://www.twitch.tv/kristalsky/about",
                Platform::Web,
                Some("twitch:kristalsky"),
            ),
            (
                "https://np.reddit.com/u/kristalsky",
                Platform::Web,
                Some("reddit:kristalsky"),
            ),
            ("https://www.reddit.com/r/skates/comments/1", Platform::Web, None),
            (
                "https://t.me/s/kristalsky",
                Platform::Web,
                Some("telegram:kristalsky"),
            ),
            (
                "https://t.me/kristalsky/17",
                Platform::Web,
                Some("telegram:kristalsky"),
            ),
            (
                "https://medium.com/@kristalsky/a-post",
                Platform::Web,
                Some("medium:kristalsky"),
            ),
            (
                "https://kristalsky.medium.com/a-post",
                Platform::Web,
                Some("medium:kristalsky"),
            ),
            (
                "https://kristalsky.substack.com/p/a-post",
                Platform::Web,
                Some("substack:kristalsky"),
            ),
            (
                "https://open.substack.com/pub/kristalsky/p/a-post",
                Platform::Web,
                Some("substack:kristalsky"),
            ),
            (
                "https://substack.com/@kristalsky",
                Platform::Web,
                Some("substack:kristalsky"),
            ),
            (
                "https://news.ycombinator.com/user?id=Kristal",
                Platform::Web,
                Some("hackernews:kristal"),
            ),
            (
                "at://did:plc:abc/app.bsky.feed.post/1",
                Platform::Bluesky,
                Some("bluesky:did:plc:abc"),
            ),
            (
                "https://bsky.app/profile/did:plc:abc/post/1",
                Platform::Web,
                Some("bluesky:did:plc:abc"),
            ),
            (
                "https://social.example/users/kristal/statuses/1",
                Platform::Mastodon,
                Some("mastodon:kristal@social.example"),
            ),
            ("https://notx.com/acme", Platform::Web, None),
            ("https://acme.x.com/other", Platform::Web, None),
            ("not an address", Platform::Web, None),
        ] {
            let found = of_address(address, platform).map(|handle| handle.to_string());
            assert_eq!(found.as_deref(), expected, "{address}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_address_is_read(host in "[a-z.]{0,20}", path in "\\PC{0,40}") {
            drop(of_address(&format!("https://{host}/{path}"), Platform::Mastodon));
            drop(of_address(&path, Platform::Web));
        }
    }
}
