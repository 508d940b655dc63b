//! `[[import]]`: where outcomes come from.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use crate::config::{
    ApiImport, Covers, Import, ImportFrom, Polling,
    reader::{Reader, Table, Value, shown},
    shape, values,
};
use crate::model::{Brand, BrandId, Currency, Manners, Provenance};
use crate::parse::outcomes::{Columns, DateOrder, ReplyMapping, fields};
use crate::parse::table::Decimal;
use crate::presets::imports::{self, ImportFormat, ImportPreset};
use crate::text::nearest::suggestion;

use super::delivery;
use super::reading::{Known, Taken, duration, parsed};
use super::top::currency_of;

/// How often APIs are asked unless told otherwise: figures of a day are complete days later anyway.
const EVERY: Duration = Duration::from_hours(6);

/// Reads every import.
pub(in crate::config) fn imports(
    r: &mut Reader<'_>,
    top: &Table<'_>,
    currency: Currency,
    polling: &Polling,
    brands: &[Brand],
) -> Vec<Import> {
    let brands = Known {
        what: "brand",
        names: brands.iter().map(|brand| brand.id.as_str()).collect(),
    };
    let tables = r.tables(top, "import", &shape::IMPORT);
    let mut taken = Taken::default();
    let mut found = Vec::with_capacity(tables.len());
    for table in &tables {
        let import = import(r, table, currency, polling);
        let import = import.map(|mut import| {
            import.brand = table
                .get("brand")
                .and_then(|value| brands.reference(r, &value))
                .map(BrandId::new);
            import.counts = flag(r, table, "counts");
            if let Some(value) = table.get("covers") {
                import.covers = covers(r, &value, &import);
            }
            import
        });
        if let (Some(value), Some(import)) = (table.get("name"), &import) {
            taken.take(r, &value, "this import's name", &import.name);
        }
        found.extend(import);
    }
    found
}

fn import(r: &mut Reader<'_>, table: &Table<'_>, currency: Currency, polling: &Polling) -> Option<Import> {
    for (key, kind) in [("name", "name"), ("preset", "preset")] {
        if !table.has(key) {
            r.missing(table, key, kind);
        }
    }
    let name = parsed(r, table, "name", "a name", values::name);
    let preset = table.get("preset").and_then(|value| preset(r, &value));
    let currency = table
        .get("currency")
        .and_then(|value| currency_of(r, &value))
        .unwrap_or(currency);
    let preset = preset?;
    let mut import = Import {
        name: name?,
        ..Import::of(preset, currency)
    };
    dialect(r, table, &mut import);
    import.daily = flag(r, table, "daily").unwrap_or(import.daily);
    if let Some(value) = table.get("provenance") {
        import.provenance = r.choice(&value, &Provenance::ALL).unwrap_or(import.provenance);
    }
    import.from = match preset.format {
        ImportFormat::Api => api(r, table, &mut import, polling),
        _ => files(r, table, preset),
    };
    // The places of an API hold its parameters.
    if preset.format != ImportFormat::Api || import.from.is_some() {
        mapping(r, table, &mut import);
    }
    Some(import)
}

fn preset(r: &mut Reader<'_>, value: &Value<'_>) -> Option<&'static ImportPreset> {
    let name = r.string(value)?;
    let found = imports::get(&name);
    if found.is_none() {
        let known: Vec<&str> = imports::ALL.iter().map(|preset| preset.name.as_str()).collect();
        r.unknown(value, "import preset", &name, &known);
    }
    found
}

fn covers(r: &mut Reader<'_>, value: &Value<'_>, import: &Import) -> Covers {
    let covers = r.choice(value, &Covers::ALL).unwrap_or_default();
    if import.preset.format == ImportFormat::Api {
        r.error(&value.key_place(), "an API tells up to when it was asked")
            .help("leave it out: `covers` is about files");
    }
    covers
}

fn flag(r: &mut Reader<'_>, table: &Table<'_>, key: &str) -> Option<bool> {
    table.get(key).and_then(|value| r.boolean(&value))
}

fn dialect(r: &mut Reader<'_>, table: &Table<'_>, import: &mut Import) {
    let separators = [(",", ','), (";", ';'), ("\t", '\t'), ("tab", '\t'), ("|", '|')];
    let decimals = [(".", Decimal::Point), (",", Decimal::Comma)];
    if let Some(value) = table.get("separator") {
        import.wish.separator = r.choice(&value, &separators);
    }
    if let Some(value) = table.get("decimal") {
        import.wish.decimal = r.choice(&value, &decimals);
    }
    if let Some(value) = table.get("dates") {
        import.dates = r.choice(&value, &DateOrder::ALL);
    }
    if !import.is_table()
        && let Some(value) = table.get("separator")
    {
        r.error(&value.key_place(), "JSON has no separator")
            .help("leave it out");
    }
}

/// `path`, of what comes in files.
fn files(r: &mut Reader<'_>, table: &Table<'_>, preset: &ImportPreset) -> Option<ImportFrom> {
    for key in ["with", "every", "allow_private"] {
        if let Some(value) = table.get(key) {
            r.error(
                &value.key_place(),
                format!("`{}` comes in files, nothing is asked", preset.name),
            )
            .help("leave it out");
        }
    }
    if !table.has("path") {
        r.missing(table, "path", "path such as `inbox/orders*.csv`");
    }
    parsed(r, table, "path", "a path such as `inbox/orders*.csv`", inbox_path).map(ImportFrom::Files)
}

/// A path whose last part may hold `*`.
fn inbox_path(text: &str) -> Result<PathBuf, String> {
    let path = delivery::path(text)?;
    let directory = path
        .parent()
        .and_then(|parent| parent.to_str())
        .unwrap_or_default();
    if directory.is_empty() {
        return Err("the files need a folder of their own".to_owned());
    }
    if directory.contains('*') {
        return Err("`*` may stand in the last part only".to_owned());
    }
    if path.components().any(|part| part.as_os_str() == "..") {
        return Err("`..` leads out of the data directory".to_owned());
    }
    Ok(path)
}

/// `with`, of what is asked for.
fn api(r: &mut Reader<'_>, table: &Table<'_>, import: &mut Import, polling: &Polling) -> Option<ImportFrom> {
    if let Some(value) = table.get("path") {
        r.error(
            &value.key_place(),
            format!("`{}` is an API, it has no files", import.preset.name),
        )
        .help("leave it out; `mentiond presets` lists the exports that come in files");
    }
    let bounds = (Duration::from_mins(5), Duration::from_hours(7 * 24));
    let every = duration(r, table, "every", bounds).unwrap_or(EVERY);
    let allow_private = flag(r, table, "allow_private").unwrap_or(false);
    let (plain, secret) = parameters(r, table, import.preset)?;
    let mut all = plain.clone();
    for parameter in import
        .preset
        .parameters()
        .iter()
        .filter(|parameter| !parameter.secret)
    {
        all.entry(parameter.name.clone())
            .or_insert_with(|| parameter.default.clone());
    }
    import.map = import.preset.map_with(&all);
    match import.preset.plan(&plain, &secret) {
        Ok(plan) => Some(ImportFrom::Api(Box::new(ApiImport {
            plan: plan?,
            manners: Manners {
                allow_private,
                auth: None,
                ..polling.manners.clone()
            },
            every,
        }))),
        Err(errors) => {
            for error in errors {
                match table.get("with") {
                    Some(with) => r.error(&with, error),
                    None => r.error(table, error),
                };
            }
            None
        }
    }
}

type Given = (BTreeMap<String, String>, BTreeMap<String, crate::model::Secret>);

/// The parameters given; `None` if they are not what the preset takes, which is reported.
fn parameters(r: &mut Reader<'_>, table: &Table<'_>, preset: &ImportPreset) -> Option<Given> {
    let before = r.errors();
    let with = table.get("with").and_then(|value| r.free_table(&value));
    let (mut plain, mut secret) = (BTreeMap::new(), BTreeMap::new());
    for value in with.iter().flat_map(Table::entries) {
        let name = value.name();
        let Some(parameter) = preset
            .parameters()
            .iter()
            .find(|parameter| parameter.name == name)
        else {
            let known: Vec<&str> = preset.parameters().iter().map(|p| p.name.as_str()).collect();
            let message = format!("the import `{}` has no parameter `{}`", preset.name, shown(&name));
            r.error(&value.key_place(), message).help = suggestion(&name, &known);
            continue;
        };
        if parameter.secret {
            secret.extend(r.secret(&value).map(|value| (name, value)));
        } else if let Some(text) = value.number_text().or_else(|| r.string(&value)) {
            plain.insert(name, text);
        }
    }
    for parameter in preset.parameters().iter().filter(|parameter| parameter.required) {
        if with.as_ref().is_none_or(|with| !with.has(&parameter.name)) {
            let what = format!(
                "the import `{}` needs the parameter `{}`",
                preset.name, parameter.name
            );
            let help = format!("{}; e.g. `{}`", parameter.help, parameter.example);
            match &with {
                Some(with) => r.error(with, what).help(help),
                None => r.error(table, what).help(help),
            };
        }
    }
    (r.errors() == before).then_some((plain, secret))
}

/// `map` and `items`: what is written takes the place of the preset's.
fn mapping(r: &mut Reader<'_>, table: &Table<'_>, import: &mut Import) {
    let before = r.errors();
    let map = table.get("map").and_then(|value| r.free_table(&value));
    let all = fields();
    let known: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    for value in map.iter().flat_map(Table::entries) {
        let name = value.name();
        if !known.contains(&name.as_str()) {
            r.unknown(&value.key_place(), "field of an outcome", &name, &known);
            continue;
        }
        let places = if value.is_string_like() {
            r.string(&value).into_iter().collect()
        } else {
            let elements = r.array(&value);
            elements
                .iter()
                .filter_map(|element| r.string(element))
                .collect::<Vec<_>>()
        };
        import.map.insert(name, places);
    }
    if let Some(items) = table.get("items").and_then(|value| r.string(&value)) {
        import.items = items;
    }
    let lacking = [("at", true), ("id", !import.daily)]
        .into_iter()
        .find(|(field, needed)| *needed && !import.map.contains_key(*field));
    if let Some((field, _)) = lacking {
        let what = match field {
            "at" => "no column tells when it happened",
            _ => "no column tells the rows apart",
        };
        let help = match field {
            "at" => "add `at = \"…\"` to `map`",
            _ => "add `id = \"…\"` to `map`, or `daily = true` if rows are counts of a day",
        };
        r.error(table, what).help(help);
    }
    let wrong = if import.is_table() {
        Columns::new(&import.map).map(|_| ())
    } else {
        // The day is filled in when it is asked for.
        let mut map = import.map.clone();
        for place in map.values_mut().flatten() {
            *place = place.replace("{day}", "2026-03-01");
        }
        ReplyMapping::compile(&import.items, &map).map(|_| ())
    };
    if let (Err(errors), true) = (wrong, r.errors() == before) {
        for error in errors {
            match table.get("map") {
                Some(value) => r.error(&value, error),
                None => r.error(table, error),
            };
        }
    }
}
