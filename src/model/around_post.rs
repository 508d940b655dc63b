//! What clicks, visits, leads, orders and follows did around a post.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Figure, Finding, OutcomeKind, UnusualCause};

/// A post of the roster with the days before and after it, laid side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AroundPost {
    /// Name of the influencer.
    pub who: String,
    /// The post.
    pub post: UnusualCause,
    /// Its day.
    pub day: Date,
    /// What moved and what did not, of what imports tell.
    pub moves: Vec<Moved>,
    /// Other posts of the roster within the same days: what moved may be theirs.
    pub others: u32,
}

/// One kind of outcome before and after a post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// Of what.
    pub kind: OutcomeKind,
    /// A day, over the days before.
    pub before_per_day: f64,
    /// Days before that some import tells.
    pub before_days: u32,
    /// A day, from the day of the post on.
    pub after_per_day: f64,
    /// Days from the post on that some import tells.
    pub after_days: u32,
    /// After over before with its 95 % range.
    pub ratio: Figure,
    /// Two-sided p, once it counts how many such comparisons were made (Holm).
    pub p_value: f64,
    /// What that says.
    pub finding: Finding,
}
