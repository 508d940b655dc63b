//! Outcomes into the store: from files that are handed over or dropped in a folder, and from APIs that are asked.

mod asking;
mod dropped;
mod file;
mod form;

use jiff::{Timestamp, tz::TimeZone};

pub(super) use asking::asked_until;
pub use dropped::Dropped;
pub use file::{Imported, Sample, fingerprint_of, import_file, try_file};
pub use form::{form, form_for};

use crate::{
    config::{Import, Settings},
    io::{customers, store::Store},
    parse::{
        outcomes::{Cast, CustomerKey, Style},
        table::Decimal,
    },
};

/// What every import needs.
#[derive(Clone, Debug)]
pub struct Ground {
    /// Where outcomes go.
    pub store: Store,
    /// Zone of days, and of times that tell none.
    pub zone: TimeZone,
    /// Whom and what rows may name.
    pub cast: Cast,
    /// Key of customers' hashes.
    pub key: CustomerKey,
    /// Now.
    pub now: Timestamp,
}

impl Ground {
    /// The ground of a configuration.
    ///
    /// # Errors
    /// When the key of customers' hashes cannot be had.
    pub fn new(settings: &Settings, store: Store, now: Timestamp) -> Result<Self, String> {
        Ok(Self {
            store,
            zone: settings.timezone.clone(),
            cast: cast(settings),
            key: customers::key(&settings.data_dir)?,
            now,
        })
    }

    /// How the rows of an import are understood here.
    pub fn style<'a>(&'a self, import: &'a Import) -> Style<'a> {
        Style {
            source: &import.name,
            zone: &self.zone,
            currency: import.currency,
            dates: import.dates,
            decimal: import.wish.decimal.unwrap_or(Decimal::Point),
            provenance: import.provenance,
            daily: import.daily,
            key: &self.key,
            cast: &self.cast,
        }
    }
}

fn cast(settings: &Settings) -> Cast {
    let campaigns = settings.campaigns.iter().map(|campaign| campaign.id.clone());
    Cast::new(&settings.influencers, campaigns)
}
