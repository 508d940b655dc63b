//! Rows of shops, analytics services, platforms and people → outcomes, by a mapping that is data.
//!
//! A row that cannot be read is named with its line and the reason and costs nothing but itself.

mod build;
mod collect;
mod csv;
mod customer;
mod fields;
mod number;
mod reply;
mod span;
mod when;

use jiff::tz::TimeZone;

use crate::model::{CampaignId, CampaignOutcome, Covered, Currency, Influencer, InfluencerId, Provenance};
use crate::parse::table::Decimal;

pub use collect::MOST_OPEN;
pub use csv::{Columns, ReadError, read_csv};
pub use customer::CustomerKey;
pub use fields::{Told, fields};
pub use reply::{ReplyMapping, read_reply};
pub use span::{of_name, of_writing};
pub use when::DateOrder;

/// Most bad rows that are named one by one.
pub const MOST_NAMED: usize = 50;

/// How an import's rows are to be understood.
#[derive(Clone, Debug)]
pub struct Style<'a> {
    /// Name of the import.
    pub source: &'a str,
    /// Zone of days, and of times that tell none.
    pub zone: &'a TimeZone,
    /// Currency of money that tells none.
    pub currency: Currency,
    /// In which order days are written with numbers.
    pub dates: Option<DateOrder>,
    /// Which sign stands before decimals.
    pub decimal: Decimal,
    /// How the outcomes are known.
    pub provenance: Provenance,
    /// Whether rows are counts of a day, told apart by what they are about; else each row has an id.
    pub daily: bool,
    /// Key of customers' hashes.
    pub key: &'a CustomerKey,
    /// Who and what may be named.
    pub cast: &'a Cast,
}

/// Whom and what rows may name.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    /// Every name of an influencer, folded, with the id.
    names: Vec<(String, InfluencerId)>,
    campaigns: Vec<CampaignId>,
}

impl Cast {
    /// The cast of a configuration.
    pub fn new(influencers: &[Influencer], campaigns: impl IntoIterator<Item = CampaignId>) -> Self {
        let mut names = Vec::new();
        for influencer in influencers {
            let handles = influencer.handles.iter();
            let own = handles.flat_map(|handle| [handle.to_string(), handle.name.clone()]);
            let own = own.chain([influencer.id.to_string(), influencer.name.clone()]);
            names.extend(own.map(|name| (folded(&name), influencer.id.clone())));
        }
        Self {
            names,
            campaigns: campaigns.into_iter().collect(),
        }
    }

    /// The influencer of a name, id or account.
    pub fn influencer(&self, name: &str) -> Option<&InfluencerId> {
        let name = folded(name);
        let found = self.names.iter().find(|(known, _)| *known == name);
        found.map(|(_, id)| id)
    }

    /// Names to choose from.
    pub fn influencer_names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(_, id)| id.as_str())
    }

    /// The campaigns.
    pub fn campaigns(&self) -> &[CampaignId] {
        &self.campaigns
    }
}

fn folded(name: &str) -> String {
    name.trim().trim_start_matches('@').to_lowercase()
}

/// What a reading came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Rows with something in them.
    pub rows: u64,
    /// Rows that could not be read.
    pub bad: u64,
    /// The first of them, with line and reason, and what else was noticed.
    pub issues: Vec<String>,
    /// Which days are covered, as far as remarks or columns say so.
    pub covered: Covered,
}

impl Reading {
    /// Notes a bad row.
    pub(crate) fn refuse(&mut self, place: &str, why: &str) {
        self.bad += 1;
        if self.issues.len() < MOST_NAMED {
            self.issues.push(format!("{place}: {why}"));
        }
    }

    /// Notes something about the whole.
    pub(crate) fn notice(&mut self, what: String) {
        if self.issues.len() < MOST_NAMED && !self.issues.contains(&what) {
            self.issues.push(what);
        }
    }
}

/// Takes outcomes as they are read.
pub type Sink<'a> = &'a mut dyn FnMut(CampaignOutcome);

#[cfg(test)]
mod tests;
