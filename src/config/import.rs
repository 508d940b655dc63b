//! Where outcomes come from, after every check.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use crate::model::{ApiPlan, BrandId, Covered, Currency, Manners, Provenance};
use crate::parse::{
    outcomes::{Columns, DateOrder},
    table::Wish,
};
use crate::presets::imports::{ImportFormat, ImportPreset};

/// One `[[import]]`, or a preset by itself.
#[derive(Clone, Debug)]
pub struct Import {
    /// Its name.
    pub name: String,
    /// Its preset.
    pub preset: &'static ImportPreset,
    /// Where it comes from; `None` for a preset by itself, to which files are handed.
    pub from: Option<ImportFrom>,
    /// By field the columns or places that may tell it.
    pub map: BTreeMap<String, Vec<String>>,
    /// Where the records of JSON are.
    pub items: String,
    /// What of a table's dialect is known.
    pub wish: Wish,
    /// In which order days are written with numbers.
    pub dates: Option<DateOrder>,
    /// Currency of money that tells none.
    pub currency: Currency,
    /// Whether rows are counts of a day.
    pub daily: bool,
    /// How what it tells is known.
    pub provenance: Provenance,
    /// Whose outcomes it tells; `None` means every brand that is no competitor.
    pub brand: Option<BrandId>,
    /// Which days its files cover, where they do not say so themselves.
    pub covers: Covers,
    /// Whether it counts; `None` leaves it to the rule that nothing counts twice.
    pub counts: Option<bool>,
}

/// How the days are known that a file covers: what it says itself comes first, then this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Covers {
    /// From its first row to its last.
    #[default]
    Rows,
    /// To the last day in its name, from the first of several.
    Name,
    /// To the day before it was written.
    Written,
    /// As whoever hands it over says.
    Said(Covered),
}

impl Covers {
    /// What may be configured, with its name.
    pub const ALL: [(&str, Self); 3] = [
        ("rows", Self::Rows),
        ("name", Self::Name),
        ("written", Self::Written),
    ];
}

/// Where an import comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportFrom {
    /// Files: a path with `*` in its last part. A relative one starts in the data directory.
    Files(PathBuf),
    /// An API.
    Api(Box<ApiImport>),
}

/// How an API is asked for outcomes.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiImport {
    /// Request, credentials, paging.
    pub plan: ApiPlan,
    /// How politely.
    pub manners: Manners,
    /// How often.
    pub every: Duration,
}

impl Import {
    /// A preset by itself, as it stands.
    pub fn of(preset: &'static ImportPreset, currency: Currency) -> Self {
        Self {
            name: preset.name.clone(),
            preset,
            from: None,
            map: preset.map.clone(),
            items: preset.items.clone(),
            wish: Wish {
                comment: preset.comment,
                ..Wish::default()
            },
            dates: None,
            currency,
            daily: preset.daily,
            provenance: preset.provenance,
            brand: None,
            covers: Covers::default(),
            counts: None,
        }
    }

    /// Whether it reads tables.
    pub fn is_table(&self) -> bool {
        self.preset.format == ImportFormat::Csv
    }

    /// Its columns, if it reads tables.
    ///
    /// # Errors
    /// What is wrong with the mapping.
    pub fn columns(&self) -> Result<Columns, Vec<String>> {
        let mut columns = Columns::new(&self.map)?;
        columns.wish = self.wish;
        columns.stacked = self.preset.stacked;
        Ok(columns)
    }
}
