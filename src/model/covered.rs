//! Which days a file of outcomes tells of.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days that a file tells everything of, both included; what is not said is told by its rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Covered {
    /// The first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The last of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub through: Option<Date>,
}

impl Covered {
    /// Whether anything is said.
    pub fn is_told(&self) -> bool {
        self.from.is_some() || self.through.is_some()
    }

    /// With what else is said, where this says nothing.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            from: self.from.or(other.from),
            through: self.through.or(other.through),
        }
    }

    /// The days of both: imports grow file by file.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let (first, last) = ([self.from, other.from], [self.through, other.through]);
        Self {
            from: first.into_iter().flatten().min(),
            through: last.into_iter().flatten().max(),
        }
    }

    /// Without the days that are not over by a day: what is told of them is not all.
    #[must_use]
    pub fn before(self, today: Date) -> Self {
        let last = today.yesterday().unwrap_or(today);
        Self {
            from: self.from.filter(|from| *from < today),
            through: self.through.map(|through| through.min(last)),
        }
    }
}
