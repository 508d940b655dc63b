//! A query as a tree, and how a tree is written.

use std::fmt;
use std::sync::Arc;

use crate::watch::patterns::Field;

/// A query as a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::watch) enum Expr {
    /// A word or phrase.
    Words(Words),
    /// A text exactly as it stands.
    Raw(Raw),
    /// A hashtag or an account.
    Tag(Tag),
    /// Two operands within so many words of each other.
    Near(Near),
    /// An operand that stands at least so often.
    Count(u32, Box<Self>),
    /// All of them.
    And(Vec<Self>),
    /// Any of them.
    Or(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
    /// A saved query by its id, and what it says.
    Saved(String, Arc<Self>),
    /// Something about the document beside its words.
    Fact(Fact),
}

/// `left NEAR/n right` or `left ONEAR/n right`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::watch) struct Near {
    pub(in crate::watch) left: Box<Expr>,
    pub(in crate::watch) right: Box<Expr>,
    /// Most words between them.
    pub(in crate::watch) distance: u32,
    /// Whether the left one must come first.
    pub(in crate::watch) ordered: bool,
}

/// Words in a row, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::watch) struct Words {
    /// At least one; signs that only separate are gone, signs that belong (`c++`, `at&t`) are kept, and so are the
    /// wildcards `*` and `?`.
    pub(in crate::watch) parts: Vec<String>,
    /// The only field that is searched.
    pub(in crate::watch) within: Option<Field>,
}

/// A text compared in case and signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::watch) struct Raw {
    /// As written between the quotes, without spaces around.
    pub(in crate::watch) text: String,
    /// The only field that is searched.
    pub(in crate::watch) within: Option<Field>,
}

/// A hashtag or an account as one token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::watch) struct Tag {
    /// Which of them.
    pub(in crate::watch) sign: Sign,
    /// Without the sign, as written; may hold wildcards.
    pub(in crate::watch) name: String,
    /// The only field that is searched.
    pub(in crate::watch) within: Option<Field>,
    /// Whether the platform's own tags, or the author's account, count too (`hashtag:`, `handle:`).
    pub(in crate::watch) wide: bool,
}

/// What a tag begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::watch) enum Sign {
    /// `#`
    Hash,
    /// `@`
    At,
}

impl Sign {
    pub(in crate::watch) fn as_char(self) -> char {
        match self {
            Self::Hash => '#',
            Self::At => '@',
        }
    }
}

/// Something about a document beside its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::watch) enum Fact {
    /// Published on this host, below this path.
    Site(Place),
    /// Links to this host, below this path.
    Link(Place),
    /// Its address holds these letters (lower case).
    Url(String),
    /// Written by somebody whose name or handle has these words.
    Author(Vec<String>),
    /// Found by a source whose name has these words.
    Source(Vec<String>),
    /// Declared to be in this language (primary subtag, lower case).
    Lang(String),
    /// A number compared with a bound.
    Figure(Figure, Ordering, u64),
}

/// A host and what is below a path of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::watch) struct Place {
    /// ASCII and lower case, without `www.`.
    pub(in crate::watch) host: String,
    /// In the spelling of canonical keys, may be empty.
    pub(in crate::watch) path: String,
}

/// A number that a source may tell about a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::watch) enum Figure {
    Followers,
    Engagement,
    Likes,
    Comments,
    Shares,
    Views,
}

impl Figure {
    /// All of them, by the names a query uses.
    pub(super) const ALL: [(&'static str, Self); 6] = [
        ("followers", Self::Followers),
        ("engagement", Self::Engagement),
        ("likes", Self::Likes),
        ("comments", Self::Comments),
        ("shares", Self::Shares),
        ("views", Self::Views),
    ];

    pub(in crate::watch) fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, figure)| *figure == self)
            .map_or("", |(name, _)| name)
    }
}

/// How a number is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::watch) enum Ordering {
    Above,
    AtLeast,
    Below,
    AtMost,
    Equal,
}

impl Ordering {
    /// All of them, the longer sign before the one it begins with.
    pub(super) const ALL: [(&'static str, Self); 5] = [
        (">=", Self::AtLeast),
        ("<=", Self::AtMost),
        (">", Self::Above),
        ("<", Self::Below),
        ("=", Self::Equal),
    ];

    fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, ordering)| *ordering == self)
            .map_or("", |(sign, _)| sign)
    }

    /// In words: `more than`.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Above => "more than",
            Self::AtLeast => "at least",
            Self::Below => "fewer than",
            Self::AtMost => "at most",
            Self::Equal => "exactly",
        }
    }

    pub(in crate::watch) fn holds(self, value: u64, bound: u64) -> bool {
        match self {
            Self::Above => value > bound,
            Self::AtLeast => value >= bound,
            Self::Below => value < bound,
            Self::AtMost => value <= bound,
            Self::Equal => value == bound,
        }
    }
}

impl Expr {
    /// Number of words, phrases and facts, those of saved queries included.
    pub(super) fn terms(&self) -> usize {
        match self {
            Self::And(all) | Self::Or(all) => all.iter().fold(0, |sum, one| sum.saturating_add(one.terms())),
            Self::Near(near) => near.left.terms().saturating_add(near.right.terms()),
            Self::Count(_, inner) | Self::Not(inner) => inner.terms(),
            Self::Saved(_, inner) => inner.terms(),
            Self::Words(_) | Self::Raw(_) | Self::Tag(_) | Self::Fact(_) => 1,
        }
    }

    /// Whether any part asks for the language of a document.
    pub(super) fn asks_language(&self) -> bool {
        match self {
            Self::Fact(fact) => matches!(fact, Fact::Lang(_)),
            Self::And(all) | Self::Or(all) => all.iter().any(Self::asks_language),
            Self::Near(near) => near.left.asks_language() || near.right.asks_language(),
            Self::Count(_, inner) | Self::Not(inner) => inner.asks_language(),
            Self::Saved(_, inner) => inner.asks_language(),
            Self::Words(_) | Self::Raw(_) | Self::Tag(_) => false,
        }
    }

    /// Number of levels.
    pub(super) fn depth(&self) -> usize {
        let inner = match self {
            Self::And(all) | Self::Or(all) => all.iter().map(Self::depth).max().unwrap_or(0),
            Self::Near(near) => near.left.depth().max(near.right.depth()),
            Self::Count(_, inner) | Self::Not(inner) => inner.depth(),
            Self::Saved(_, inner) => inner.depth(),
            Self::Words(_) | Self::Raw(_) | Self::Tag(_) | Self::Fact(_) => 0,
        };
        inner + 1
    }
}

/// As a query that is read back as the same tree: every group in parentheses, every word in quotes.
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => {
                prefix(f, words.within)?;
                write!(f, "\"{}\"", words.parts.join(" "))
            }
            Self::Raw(raw) => {
                prefix(f, raw.within)?;
                write!(f, "raw:\"{}\"", raw.text)
            }
            Self::Tag(tag) => {
                prefix(f, tag.within)?;
                match (tag.wide, tag.sign) {
                    (false, sign) => write!(f, "{}{}", sign.as_char(), tag.name),
                    (true, Sign::Hash) => write!(f, "hashtag:{}", tag.name),
                    (true, Sign::At) => write!(f, "handle:{}", tag.name),
                }
            }
            Self::Near(near) => {
                let name = if near.ordered { "ONEAR" } else { "NEAR" };
                group(f, &near.left)?;
                write!(f, " {name}/{} ", near.distance)?;
                group(f, &near.right)
            }
            Self::Count(least, inner) => {
                write!(f, "ATLEAST/{least} ")?;
                group(f, inner)
            }
            Self::And(all) => joined(f, all, " AND "),
            Self::Or(any) => joined(f, any, " OR "),
            Self::Not(inner) => {
                f.write_str("NOT ")?;
                group(f, inner)
            }
            Self::Saved(id, _) => write!(f, "query:{id}"),
            Self::Fact(fact) => fmt::Display::fmt(fact, f),
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Site(place) => write!(f, "site:\"{}{}\"", place.host, place.path),
            Self::Link(place) => write!(f, "link:\"{}{}\"", place.host, place.path),
            Self::Url(letters) => write!(f, "url:\"{letters}\""),
            Self::Author(words) => write!(f, "author:\"{}\"", words.join(" ")),
            Self::Source(words) => write!(f, "source:\"{}\"", words.join(" ")),
            Self::Lang(code) => write!(f, "lang:{code}"),
            Self::Figure(figure, ordering, bound) => {
                write!(f, "{}{}{bound}", figure.as_str(), ordering.as_str())
            }
        }
    }
}

fn prefix(f: &mut fmt::Formatter<'_>, within: Option<Field>) -> fmt::Result {
    within.map_or(Ok(()), |field| write!(f, "{}:", field.as_str()))
}

fn group(f: &mut fmt::Formatter<'_>, expr: &Expr) -> fmt::Result {
    match expr {
        Expr::And(_) | Expr::Or(_) | Expr::Near(_) | Expr::Not(_) | Expr::Count(..) => write!(f, "({expr})"),
        _ => fmt::Display::fmt(expr, f),
    }
}

fn joined(f: &mut fmt::Formatter<'_>, all: &[Expr], operator: &str) -> fmt::Result {
    for (n, one) in all.iter().enumerate() {
        if n > 0 {
            f.write_str(operator)?;
        }
        // A `NOT` stands by itself: in parentheses it would be the same.
        match one {
            Expr::Not(inner) => {
                f.write_str("NOT ")?;
                group(f, inner)?;
            }
            one => group(f, one)?,
        }
    }
    Ok(())
}
