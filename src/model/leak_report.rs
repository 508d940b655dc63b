//! Promo codes seen where they should not be.

use serde::{Deserialize, Serialize};

use super::{FirstMover, InfluencerId};

/// A code of the roster that others hand out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodeLeak {
    /// The code.
    pub code: String,
    /// To whom it was given.
    pub influencer: InfluencerId,
    /// Their name.
    pub name: String,
    /// Coupon sites that list it, sorted, at most [`CodeLeak::SITES`].
    pub coupon_sites: Vec<String>,
    /// How many coupon sites those are in all.
    pub coupon_site_count: u32,
    /// Other sites and accounts that hand it out.
    pub other_places: u32,
    /// Mentions with it, not counting those of whom it was given to.
    pub mentions: u32,
    /// Those of them in the window.
    pub in_window: u32,
    /// Where it was seen first.
    pub first: FirstMover,
}

impl CodeLeak {
    /// Most coupon sites named.
    pub const SITES: usize = 8;
}
