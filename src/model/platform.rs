//! Where something was said.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! platforms {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),* $(,)?) => {
        /// A place where people publish; decides rate tables and how handles are read.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum Platform {
            $($(#[$doc])* $variant,)*
        }

        impl Platform {
            /// Every platform, in table order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its name in TOML, JSON and reports.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

platforms! {
    /// News sites, blogs and anything else with a page.
    #[default]
    Web = "web",
    /// Boards and review sites.
    Forum = "forum",
    /// Mastodon and other `ActivityPub` servers.
    Mastodon = "mastodon",
    /// Bluesky.
    Bluesky = "bluesky",
    /// Reddit.
    Reddit = "reddit",
    /// Hacker News.
    HackerNews = "hackernews",
    /// `YouTube`.
    YouTube = "youtube",
    /// GitHub issues and discussions.
    GitHub = "github",
    /// X, formerly Twitter.
    X = "x",
    /// Instagram.
    Instagram = "instagram",
    /// Threads.
    Threads = "threads",
    /// TikTok.
    TikTok = "tiktok",
    /// Facebook.
    Facebook = "facebook",
    /// LinkedIn.
    LinkedIn = "linkedin",
    /// Pinterest.
    Pinterest = "pinterest",
    /// Snapchat.
    Snapchat = "snapchat",
    /// Twitch.
    Twitch = "twitch",
    /// Podcasts.
    Podcast = "podcast",
    /// Telegram.
    Telegram = "telegram",
    /// Medium.
    Medium = "medium",
    /// Substack.
    Substack = "substack",
}

impl Platform {
    /// Whether posts there can be stories, which vanish within a day and which nobody but their author can count.
    pub fn has_stories(self) -> bool {
        matches!(self, Self::Instagram | Self::Facebook | Self::Snapchat)
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Platform {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|p| p.as_str() == name).ok_or(())
    }
}

/// An account: `mastodon:acme@mastodon.example`, or a bare domain, which is the web site of its owner.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Handle {
    /// Where the account lives.
    pub platform: Platform,
    /// Its name without a leading `@`, lower case.
    pub name: String,
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.platform, self.name)
    }
}
