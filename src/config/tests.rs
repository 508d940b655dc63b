//! Whole configurations: what is accepted, and how each mistake is told.

use std::{collections::BTreeMap, path::Path, time::Duration};

use super::*;
use crate::model::{ApiAuth, Identity, Platform, SourceKind};

mod alerts;
mod files;
mod mistakes;
mod secrets;
mod sources;

/// A world outside with a few variables, files and credentials.
#[derive(Default)]
struct World {
    strings: BTreeMap<&'static str, &'static str>,
    open: bool,
}

impl SecretSource for World {
    fn env(&self, name: &str) -> Option<String> {
        self.strings.get(name).map(|value| (*value).to_owned())
    }
    fn file(&self, path: &Path) -> Result<String, String> {
        let name = path.display().to_string();
        self.env(&name)
            .ok_or_else(|| format!("`{name}` cannot be read: no such file"))
    }
    fn credential(&self, name: &str) -> Result<String, String> {
        self.env(name)
            .ok_or_else(|| format!("there is no credential `{name}`"))
    }
    fn readable_by_all(&self) -> bool {
        self.open
    }
}

const BRAND: &str = "[[brand]]\nid = \"acme\"\nmatch = \"acme\"\n";

fn try_load(text: &str) -> Result<Checked, ConfigErrors> {
    load(text, "mentiond.toml", &World::default())
}

fn good(text: &str) -> Checked {
    try_load(text).unwrap_or_else(|errors| panic!("{}", errors.render(false)))
}

/// Every problem on a line of its own, as in a log.
fn told(text: &str) -> String {
    match try_load(text) {
        Ok(checked) => checked.warnings.to_string(),
        Err(errors) => errors.to_string(),
    }
}
