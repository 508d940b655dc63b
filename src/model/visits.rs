//! Visits of one's own site by marked links, as its access log tells them.

use serde::{Deserialize, Serialize};

use super::Utm;

/// Visits of one day that one source tells of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DayVisits {
    /// By the marks of the link that was followed.
    pub rows: Vec<VisitRow>,
    /// Visits by links beyond [`DayVisits::MAX_ROWS`], whose marks are not kept.
    pub others: u64,
}

/// Visits by one marked link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VisitRow {
    /// Its marks.
    pub utm: Utm,
    /// Pages that people asked for and got.
    pub visits: u64,
    /// Different visitors, as far as address and browser tell them apart.
    pub visitors: u64,
}

impl DayVisits {
    /// Most rows of one day: marks are made up by whoever links.
    pub const MAX_ROWS: usize = 500;

    /// Adds visits.
    pub fn add(&mut self, utm: Utm, visits: u64, visitors: u64) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.utm == utm) {
            row.visits = row.visits.saturating_add(visits);
            row.visitors = row.visitors.saturating_add(visitors);
        } else if self.rows.len() < Self::MAX_ROWS {
            self.rows.push(VisitRow {
                utm,
                visits,
                visitors,
            });
        } else {
            self.others = self.others.saturating_add(visits);
        }
    }

    /// Adds those of another part of the day.
    pub fn merge(&mut self, more: Self) {
        for row in more.rows {
            self.add(row.utm, row.visits, row.visitors);
        }
        self.others = self.others.saturating_add(more.others);
    }
}
