//! What mentions are about, by rules of the user.

use super::BrandId;

/// One `[[topic]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topic {
    /// Its id, as mentions carry it.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Query in the language of `match`.
    pub query: String,
    /// Only mentions of this brand; `None`: of every brand.
    pub brand: Option<BrandId>,
}
