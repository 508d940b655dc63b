//! One item as published, whatever it came from.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Platform, SourceName};

/// A post, article, comment, video or issue, before anybody asked whom it is about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// The source that gave it.
    pub source: SourceName,
    /// Id as published (guid, atom:id, API id). `None` where the publisher gives none; never invented.
    pub id: Option<String>,
    /// What the API that gave it is asked again about it by; `None` if it cannot be.
    #[serde(skip)]
    pub again: Option<String>,
    /// Whether the API that gave it says that it was deleted.
    #[serde(skip)]
    pub gone: bool,
    /// Address of the item as published, made absolute.
    pub url: Option<String>,
    /// Title in plain text, may be empty.
    pub title: String,
    /// Body in plain text: entities decoded, tags gone, paragraphs separated by a newline.
    pub text: String,
    /// Body as published, where it was markup. Never shown to anybody unescaped.
    pub html: Option<String>,
    /// Words that stand around the text on its page (menus, labels, buttons), as far as they were looked at; empty where it
    /// came from no page.
    #[serde(skip)]
    pub chrome: String,
    /// Links of the body, in order.
    pub links: Vec<Link>,
    /// Who wrote it.
    pub author: Author,
    /// Reactions at `seen`.
    pub engagement: Engagement,
    /// When it was published, if the source says so.
    pub published: Option<Timestamp>,
    /// When it was last changed, if the source says so.
    pub updated: Option<Timestamp>,
    /// When we fetched it. `UNIX_EPOCH` in tests that do not care.
    pub seen: Timestamp,
    /// Language the source declares (BCP 47, lower case primary tag).
    pub language: Option<String>,
    /// Categories or tags the source gives, hashtags without `#`.
    pub categories: Vec<String>,
    /// Attached files.
    pub enclosures: Vec<Enclosure>,
    /// Platform it was said on.
    pub platform: Platform,
    /// Whether the platform itself flags it as paid partnership.
    pub paid_flag: bool,
}

impl Document {
    /// When the item counts for reports: published, else updated, else seen; never later than `now`, since what can be
    /// read has been said, whatever date it bears.
    pub fn at(&self, now: Timestamp) -> Timestamp {
        self.published.or(self.updated).unwrap_or(self.seen).min(now)
    }
}

/// A link out of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Link {
    /// Absolute address.
    pub url: String,
    /// Tokens of `rel`, lower case.
    pub rel: Vec<String>,
    /// Anchor text.
    pub text: String,
    /// Whether it stands in the main text rather than in navigation or a footer.
    pub in_main: bool,
    /// Where it leads, if `url` is a short link that was asked; see [`Link::target`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved: Option<String>,
}

impl Link {
    /// Where it leads, as far as known: the address behind a short link, else its own.
    pub fn target(&self) -> &str {
        self.resolved.as_deref().unwrap_or(&self.url)
    }
}

/// Who wrote something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Author {
    /// Name shown, or byline.
    pub name: Option<String>,
    /// Account name without `@`; on Mastodon with its server (`user@host`).
    pub handle: Option<String>,
    /// Profile address.
    pub url: Option<String>,
    /// Followers as measured by the API that gave the document.
    pub followers: Option<u64>,
    /// Lists it is on, or subscribers to its feed, as told by the API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listed: Option<u64>,
    /// Whether the platform marks the account as automated.
    pub bot: bool,
}

/// Reactions; `None` means the source does not tell, which is not 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Engagement {
    /// Likes, favourites, up-votes, score.
    pub likes: Option<u64>,
    /// Comments, replies.
    pub comments: Option<u64>,
    /// Shares, boosts, reposts, quotes.
    pub shares: Option<u64>,
    /// Views, plays, impressions as the platform counts them.
    pub views: Option<u64>,
}

impl Engagement {
    /// What a newer answer tells, and of the rest what was known.
    #[must_use]
    pub fn updated(self, newer: Self) -> Self {
        Self {
            likes: newer.likes.or(self.likes),
            comments: newer.comments.or(self.comments),
            shares: newer.shares.or(self.shares),
            views: newer.views.or(self.views),
        }
    }

    /// Likes + comments + shares, if at least one of them is told.
    pub fn actions(&self) -> Option<u64> {
        [self.likes, self.comments, self.shares]
            .into_iter()
            .flatten()
            .fold(None, |sum: Option<u64>, n| {
                Some(sum.unwrap_or(0).saturating_add(n))
            })
    }
}

/// A file attached to a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Enclosure {
    /// Absolute address.
    pub url: String,
    /// Media type as declared.
    #[serde(rename = "type")]
    pub media_type: Option<String>,
    /// Size in bytes as declared.
    pub bytes: Option<u64>,
}

/// Something a parser noticed and survived, in one sentence for the operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Issue(pub String);
