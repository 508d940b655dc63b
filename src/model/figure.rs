//! A number with its honesty attached.

use serde::{Deserialize, Serialize};

/// How the basis of a lower bound begins.
const AT_LEAST: &str = "at least: ";
/// How the basis of an upper bound begins.
const AT_MOST: &str = "at most: ";

/// One reported number: counted, estimated with a range, or not known. A figure without data is never 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Figure {
    /// Counted or computed from counts.
    Exact {
        /// The number.
        value: f64,
    },
    /// Modelled; the range is meant to hold the truth, `basis` says how it was reached in a few words. An estimate
    /// without width whose basis begins with `at least:` is a lower bound: counted as far as anybody tells.
    Estimate {
        /// Low end of the range.
        low: f64,
        /// Central value.
        value: f64,
        /// High end of the range.
        high: f64,
        /// Method and rates in words, e.g. `followers × view rate (instagram micro 0.21)`.
        basis: String,
    },
    /// No data to compute it from.
    Unknown {
        /// What is missing and, where it helps, how to provide it.
        why: String,
    },
}

impl Figure {
    /// A counted number.
    pub fn exact(value: impl Into<f64>) -> Self {
        Self::Exact { value: value.into() }
    }

    /// What was counted where not everything tells: the rest is neither taken for 0 nor made up.
    pub fn at_least(value: f64, basis: &str) -> Self {
        Self::Estimate {
            low: value,
            value,
            high: value,
            basis: format!("{AT_LEAST}{basis}"),
        }
    }

    /// Whether it is a lower bound, and on what basis.
    pub fn bound(&self) -> Option<&str> {
        match self {
            Self::Estimate { basis, .. } => basis.strip_prefix(AT_LEAST),
            Self::Exact { .. } | Self::Unknown { .. } => None,
        }
    }

    /// Whether it is an upper bound, as the cost of each of at least so many, and on what basis.
    pub fn ceiling(&self) -> Option<&str> {
        match self {
            Self::Estimate { basis, .. } => basis.strip_prefix(AT_MOST),
            Self::Exact { .. } | Self::Unknown { .. } => None,
        }
    }

    /// A number that cannot be given, with the reason.
    pub fn unknown(why: impl Into<String>) -> Self {
        Self::Unknown { why: why.into() }
    }

    /// The central value, if there is one.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Exact { value } | Self::Estimate { value, .. } => Some(*value),
            Self::Unknown { .. } => None,
        }
    }

    /// Low and high end; an exact figure has no width.
    pub fn range(&self) -> Option<(f64, f64)> {
        match self {
            Self::Exact { value } => Some((*value, *value)),
            Self::Estimate { low, high, .. } => Some((*low, *high)),
            Self::Unknown { .. } => None,
        }
    }

    /// Whether there is a number at all.
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown { .. })
    }
}

/// A range with a central value, for sums that are still being built up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// Low end.
    pub low: f64,
    /// Central value.
    pub value: f64,
    /// High end.
    pub high: f64,
}

impl Range {
    /// A range without width.
    pub fn point(value: f64) -> Self {
        Self {
            low: value,
            value,
            high: value,
        }
    }
}
