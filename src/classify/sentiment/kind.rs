//! What kind of text it is, and between which scores it is neutral. People who label single posts call most of them neutral;
//! a sentence of a review or an article leans one way as soon as a word does; who writes to a company asks or complains and
//! says praise in so many words.

use serde::{Deserialize, Serialize};

use super::{grams, tokens::Scan};

/// Kind of text, by how it is written where nobody tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextKind {
    /// A post: accounts, tags, addresses, faces, exclamations, no full stop.
    Post,
    /// A post about things by name: two words or more are written as names inside its sentences, which makes it more often a report
    /// than a feeling.
    Report,
    /// A message that opens with the account it is for.
    Message,
    /// Sentences of a review or an article.
    Prose,
}

/// Scores between these are neutral.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// At or below: negative.
    pub negative: f32,
    /// At or above: positive.
    pub positive: f32,
}

impl Band {
    /// The same where it is as wide on both sides, else so wide.
    pub(super) fn at_least(self, width: f32) -> Self {
        Self {
            negative: self.negative.min(-width),
            positive: self.positive.max(width),
        }
    }

    /// The same with both ends on another scale.
    pub(super) fn map(self, scale: impl Fn(f32) -> f32) -> Self {
        Self {
            negative: scale(self.negative),
            positive: scale(self.positive),
        }
    }
}

/// The band of each kind of text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bands {
    /// Of posts.
    pub post: Band,
    /// Of posts that name things.
    pub report: Band,
    /// Of messages to an account.
    pub message: Band,
    /// Of reviews and articles.
    pub prose: Band,
}

impl Default for Bands {
    /// Chosen on one half of labelled posts that the weights were not learnt from: people label most posts that name things neutral,
    /// and hardly any in which somebody speaks of himself. Messages: on one half of posts to airlines. Prose: ±0.01, anything that
    /// leans. The marks of a post move its band further.
    fn default() -> Self {
        Self {
            post: Band {
                negative: -0.22,
                positive: 0.37,
            },
            report: Band {
                negative: -0.46,
                positive: 0.33,
            },
            message: Band {
                negative: -0.01,
                positive: 0.44,
            },
            prose: Band {
                negative: -0.01,
                positive: 0.01,
            },
        }
    }
}

impl Bands {
    /// The band of a kind.
    pub fn of(&self, kind: TextKind) -> Band {
        match kind {
            TextKind::Post => self.post,
            TextKind::Report => self.report,
            TextKind::Message => self.message,
            TextKind::Prose => self.prose,
        }
    }
}

/// Sums towards one thing between which it is neither praised nor blamed, on the −4 … 4 scale of words; chosen on the
/// training parts of sets of targeted sentiment. In a post much is said beside the point, and who writes without any capital
/// writes one, however he ends it; a review may exclaim.
pub(super) fn towards(text: &str, scan: &Scan) -> Band {
    let (negative, positive) = if is_edited(text, scan) {
        (-0.35, 0.35)
    } else {
        (-0.7, 1.4)
    };
    Band { negative, positive }
}

/// Whether a text is written as people write who are read by others first: in sentences, with capitals.
pub(super) fn is_edited(text: &str, scan: &Scan) -> bool {
    text.chars().any(char::is_uppercase) && is_prose(text, scan)
}

/// Whether posts use a word and edited sentences do not.
pub(super) fn is_casual(word: &str) -> bool {
    matches!(
        word,
        "lol"
            | "lmao"
            | "omg"
            | "u"
            | "ur"
            | "im"
            | "dont"
            | "cant"
            | "gonna"
            | "wanna"
            | "gotta"
            | "rt"
            | "tho"
            | "ya"
            | "haha"
            | "hahaha"
            | "pls"
            | "plz"
            | "thx"
            | "idk"
    )
}

/// The kind of a text by its marks: prose ends its sentences and holds nothing that only posts hold.
pub(super) fn told_by_marks(text: &str, scan: &Scan) -> TextKind {
    if scan.exclamations == 0 && is_prose(text, scan) {
        TextKind::Prose
    } else {
        named(text, scan, TextKind::Post)
    }
}

/// Whether the text ends its sentences and holds no account, tag, address, face or casual word.
fn is_prose(text: &str, scan: &Scan) -> bool {
    let closed = text.trim_end().trim_end_matches(['"', '\'', ')', '”', '’']);
    let casual = |key: &str| key.is_empty() || is_casual(key);
    closed.ends_with(['.', '?', '!'])
        && !closed.ends_with("..")
        && memchr::memchr2(b'@', b'#', text.as_bytes()).is_none()
        && !scan
            .tokens
            .iter()
            .any(|token| token.face || token.long || casual(scan.key(token)))
}

/// A post that names two things or more is a report, unless it answers somebody.
pub(super) fn named(text: &str, scan: &Scan, kind: TextKind) -> TextKind {
    if kind == TextKind::Post && names(text, scan, 2) && !opens_with_account(text) {
        return TextKind::Report;
    }
    kind
}

/// Whether so many words or more are written as names inside the sentences.
pub(super) fn names(text: &str, scan: &Scan, least: usize) -> bool {
    let name = |at: &usize| grams::is_capital_inside(text, scan, *at);
    (0..scan.tokens.len()).filter(name).take(least).count() == least
}

/// Whether a text opens with an account.
pub(super) fn opens_with_account(text: &str) -> bool {
    text.trim_start().starts_with('@')
}
