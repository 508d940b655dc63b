//! Whole configurations: what is accepted, and how each mistake is told.

use std::{collections::BTreeMap, path::Path, time::Duration};

use proptest::prelude::*;

use super::*;
use crate::model::{ApiAuth, Platform, SourceKind};

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

#[test]
fn the_example_is_accepted_without_a_word() {
    let checked = good(EXAMPLE);
    assert_eq!(checked.warnings.to_string(), "");
    let settings = checked.settings;
    assert_eq!(settings.sources.len(), 4);
    assert_eq!(settings.brands[0].domains, ["acme.example", "shop.acme.example"]);
    assert_eq!(settings.campaigns[0].window.to.to_string(), "2026-06-01");
    assert_eq!(settings.campaigns[0].baseline_days, 56);
    assert_eq!(settings.campaigns[0].costs[4].amount.amount_minor, 7500);
    assert_eq!(settings.sources[0].cadence.every, Duration::from_secs(900));
    assert_eq!(settings.sources[1].platform, Platform::Forum);
    assert_eq!(settings.cpm[&Platform::Instagram].value.to_string(), "8");
    assert_eq!(settings.digests[0].to, ["marketing@acme.example"]);
}

#[test]
fn every_supported_key_stands_in_the_example() {
    for shape in shape::SHAPES {
        for key in shape.keys {
            let word = format!(r"(?m)(^|[\s{{\[#,]){}(\s*=|\]|\.)", key.name);
            let found = regex::Regex::new(&word).unwrap().is_match(EXAMPLE);
            assert_eq!(
                found,
                key.support == Support::Built,
                "{}.{}",
                shape.path,
                key.name
            );
        }
    }
}

#[test]
fn look() {
    for text in [
        "",
        "timezone = ",
        "colour = 1\n",
        "timezone = 3",
        "[[brand]]\nname = \"x\"",
        "a = 1\na = 2\n",
        "[http]\n[http]\n",
        "timezone = \"Europe/Stokholm\"\r\ncurrency = \"EURO\"\r\n",
        "timezone = \"a\u{0}b\"",
        "[brand]\nid = \"x\"\n",
        "[[source]]\nname = \"x\"\nfed = \"https://x.example/\"\nopml = \"x\"",
    ] {
        println!("-----\n{text}\n>>>>>");
        match try_load(text) {
            Ok(c) => println!("{}", c.warnings.render(false)),
            Err(e) => println!("{}\n{}", e.render(false), e),
        }
    }
}
