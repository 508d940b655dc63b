//! Where outcomes come from: one data file for each export and API, no code for each.
//!
//! A file says whether rows are events with an id or counts of a day, which columns or places tell which field
//! ([`crate::parse::outcomes::fields`]), and of an API how it is asked.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use super::file::{Auth, Kind, RawPacing, RawParameter, Recipe, Request};
use super::{Parameter, Preset};
use crate::model::{ApiPlan, Pacing, Paging, Platform, Provenance, Secret};
use crate::text::nearest::nearest;

/// One export or API.
#[derive(Debug)]
pub struct ImportPreset {
    /// Name in `preset = "…"`.
    pub name: String,
    /// One line for a table.
    pub title: String,
    /// What it brings, where to find it and what to watch out for, in Markdown.
    pub docs: String,
    /// What is read.
    pub format: ImportFormat,
    /// Whether rows are counts of a day; else each has an id.
    pub daily: bool,
    /// How its outcomes are known.
    pub provenance: Provenance,
    /// Lines that begin with it are remarks.
    pub comment: Option<char>,
    /// Whether several tables may stand one below the other.
    pub stacked: bool,
    /// Whether the API tells no days, so that it is asked for one day at a time: `{day}` in the mapping is that day.
    pub each_day: bool,
    /// Whether it sees only a part of the orders: an affiliate programme or agency, whose orders the shop tells too.
    pub programme: bool,
    /// Whether the columns of the export are not published: the mapping is a template to adapt.
    pub template: bool,
    /// Where the records of a JSON reply are.
    pub items: String,
    /// By field the columns or places that may tell it, the first one that is there counting.
    pub map: BTreeMap<String, Vec<String>>,
    /// How an API is asked.
    api: Option<Preset>,
}

/// What an import reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ImportFormat {
    /// Tables.
    Csv,
    /// JSON files.
    Json,
    /// An API that answers in JSON.
    Api,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    title: String,
    docs: String,
    format: ImportFormat,
    #[serde(default)]
    daily: bool,
    #[serde(default = "imported")]
    provenance: Provenance,
    comment: Option<char>,
    #[serde(default)]
    stacked: bool,
    #[serde(default)]
    template: bool,
    #[serde(default)]
    programme: bool,
    #[serde(default)]
    items: String,
    #[serde(default)]
    map: BTreeMap<String, Places>,
    #[serde(default)]
    each_day: bool,
    #[serde(default)]
    parameters: Vec<RawParameter>,
    #[serde(default)]
    request: Request,
    #[serde(default)]
    auth: Auth,
    #[serde(default)]
    paging: Paging,
    pacing: Option<RawPacing>,
}

fn imported() -> Provenance {
    Provenance::Imported
}

/// One place, or several of which the first that is there counts.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Places {
    One(String),
    Several(Vec<String>),
}

/// Texts of the shipped files, in table order; the last two are mapped by hand.
const FILES: [(&str, &str); 20] = [
    ("shopify-orders-csv", include_str!("shopify-orders-csv.toml")),
    ("shopify", include_str!("shopify.toml")),
    ("ga4-csv", include_str!("ga4-csv.toml")),
    ("ga4", include_str!("ga4.toml")),
    ("ga4-oauth", include_str!("ga4-oauth.toml")),
    ("bitly", include_str!("bitly.toml")),
    ("plausible", include_str!("plausible.toml")),
    ("matomo", include_str!("matomo.toml")),
    ("umami", include_str!("umami.toml")),
    ("goaffpro", include_str!("goaffpro.toml")),
    ("hubspot", include_str!("hubspot.toml")),
    ("upfluence-csv", include_str!("upfluence-csv.toml")),
    ("traackr-csv", include_str!("traackr-csv.toml")),
    ("keyhole-csv", include_str!("keyhole-csv.toml")),
    ("neoreach-csv", include_str!("neoreach-csv.toml")),
    ("tapinfluence-csv", include_str!("tapinfluence-csv.toml")),
    ("popularpays-csv", include_str!("popularpays-csv.toml")),
    ("form", include_str!("form.toml")),
    ("csv", include_str!("csv.toml")),
    ("json", include_str!("json.toml")),
];

/// Every preset, in table order.
pub static ALL: LazyLock<Vec<ImportPreset>> = LazyLock::new(|| {
    FILES
        .iter()
        .filter_map(|(name, text)| read(name, text).ok())
        .collect()
});

fn read(name: &str, text: &str) -> Result<ImportPreset, toml::de::Error> {
    let raw: Raw = toml::from_str(text)?;
    let map: BTreeMap<String, Vec<String>> = raw
        .map
        .into_iter()
        .map(|(field, places)| match places {
            Places::One(place) => (field, vec![place]),
            Places::Several(places) => (field, places),
        })
        .collect();
    let api = (raw.format == ImportFormat::Api).then(|| Preset {
        name: name.to_owned(),
        title: String::new(),
        docs: String::new(),
        platform: Platform::Web,
        news: false,
        parameters: raw.parameters.into_iter().map(RawParameter::parameter).collect(),
        pacing: raw.pacing.as_ref().map(RawPacing::pacing),
        recipe: Recipe {
            kind: Kind::Api,
            request: raw.request,
            auth: raw.auth,
            paging: raw.paging,
            items: raw.items.clone(),
            fields: BTreeMap::new(),
            pause: None,
            again: None,
        },
    });
    Ok(ImportPreset {
        name: name.to_owned(),
        title: raw.title,
        docs: raw.docs,
        format: raw.format,
        daily: raw.daily,
        provenance: raw.provenance,
        comment: raw.comment,
        stacked: raw.stacked,
        each_day: raw.each_day,
        template: raw.template,
        programme: raw.programme,
        items: raw.items,
        map,
        api,
    })
}

/// The preset called `name`.
pub fn get(name: &str) -> Option<&'static ImportPreset> {
    ALL.iter().find(|preset| preset.name == name)
}

/// Why there is no preset called `name`, with the nearest name that there is.
pub fn unknown(name: &str) -> String {
    let known: Vec<&str> = ALL.iter().map(|preset| preset.name.as_str()).collect();
    nearest(name, known.iter().copied()).map_or_else(
        || format!("there is no import `{name}`; there are {}", known.join(", ")),
        |near| format!("there is no import `{name}`; did you mean `{near}`?"),
    )
}

impl ImportPreset {
    /// What `with` takes; nothing for files.
    pub fn parameters(&self) -> &[Parameter] {
        self.api.as_ref().map_or(&[], |api| &api.parameters)
    }

    /// Requests the API allows.
    pub fn pacing(&self) -> Option<Pacing> {
        self.api.as_ref()?.pacing
    }

    /// Whether the mapping is written in the configuration.
    pub fn is_by_hand(&self) -> bool {
        self.map.is_empty()
    }

    /// The mapping with the values of parameters where it names them in braces.
    pub fn map_with(&self, with: &BTreeMap<String, String>) -> BTreeMap<String, Vec<String>> {
        let fill = |place: &String| {
            with.iter().fold(place.clone(), |place, (name, value)| {
                place.replace(&format!("{{{name}}}"), &value.replace(['\'', '{', '}'], ""))
            })
        };
        let fields = self.map.iter();
        fields
            .map(|(field, places)| (field.clone(), places.iter().map(fill).collect()))
            .collect()
    }

    /// How the API is asked with these parameters; `None` for files.
    ///
    /// # Errors
    /// A sentence for each parameter that is missing, wrong or unknown.
    pub fn plan(
        &self,
        with: &BTreeMap<String, String>,
        secrets: &BTreeMap<String, Secret>,
    ) -> Result<Option<ApiPlan>, Vec<String>> {
        self.api.as_ref().map(|api| api.filled(with, secrets)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::outcomes::{Columns, ReplyMapping};
    use crate::presets::request::{self, Cursor};

    #[test]
    fn every_file_is_read_and_explains_itself() {
        for (name, text) in FILES {
            let preset = read(name, text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(preset.title.len() > 10 && preset.docs.len() > 100, "{name}");
            let says = preset.docs.contains("not published");
            assert_eq!(preset.template, says, "{name} says whether its columns are known");
        }
    }

    #[test]
    fn every_mapping_conforms() {
        for preset in ALL.iter().filter(|preset| !preset.is_by_hand()) {
            let name = &preset.name;
            let has = |field: &str| preset.map.contains_key(field);
            assert!(has("at"), "{name} tells when");
            assert!(preset.daily || has("id"), "{name} tells its rows apart");
            if preset.format == ImportFormat::Csv {
                assert!(Columns::new(&preset.map).is_ok(), "{name}");
                continue;
            }
            let example = |name: &str| (name.to_owned(), "x".to_owned());
            let names = preset
                .parameters()
                .iter()
                .map(|parameter| example(&parameter.name));
            let map = preset.map_with(&names.chain([example("day")]).collect());
            let compiled = ReplyMapping::compile(&preset.items, &map);
            assert!(compiled.is_ok(), "{name}: {compiled:?}");
        }
    }

    #[test]
    fn every_api_is_asked_within_bounds() {
        for preset in ALL.iter().filter(|preset| preset.format == ImportFormat::Api) {
            let name = &preset.name;
            let (mut with, mut secrets) = (BTreeMap::new(), BTreeMap::new());
            for parameter in preset.parameters() {
                assert!(
                    !parameter.help.is_empty() && !parameter.example.is_empty(),
                    "{name}"
                );
                if parameter.secret {
                    secrets.insert(parameter.name.clone(), Secret::new(&parameter.example));
                } else {
                    with.insert(parameter.name.clone(), parameter.example.clone());
                }
            }
            let plan = preset
                .plan(&with, &secrets)
                .unwrap_or_else(|e| panic!("{name}: {e:?}"))
                .unwrap();
            assert!(plan.pacing.is_some(), "{name} knows its limit");
            assert!(
                plan.paging.window_days.is_some(),
                "{name} bounds how far back it asks"
            );
            let cursor = Cursor {
                now: Some("2026-03-20T10:00:00Z".parse().unwrap()),
                ..Cursor::default()
            };
            let request = request::first(&plan, &cursor).unwrap();
            assert!(
                !request.url.as_str().contains(['{', '}']),
                "{name}: {}",
                request.url
            );
            assert_eq!(request.url.scheme(), "https", "{name}");
            if let Some(body) = &request.body {
                let body: Result<serde_json::Value, _> = serde_json::from_str(body);
                assert!(body.is_ok(), "{name}: {body:?}");
            }
        }
    }
}
