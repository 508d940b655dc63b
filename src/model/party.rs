//! Whose texts the user has decided about, whatever they look like.

use std::fmt;

use super::{Handle, Platform, SourceName};

/// A site, an account or a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Party {
    /// An account; on [`Platform::Web`] a site with everything below it.
    Account(Handle),
    /// Everything that a source lists.
    Source(SourceName),
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(handle) if handle.platform == Platform::Web => f.write_str(&handle.name),
            Self::Account(handle) => write!(f, "{handle}"),
            Self::Source(source) => write!(f, "source:{source}"),
        }
    }
}

/// Whose texts are never set aside as spam, and whose always.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpamLists {
    /// Never.
    pub trust: Vec<Party>,
    /// Always; who stands in both is trusted.
    pub block: Vec<Party>,
}
