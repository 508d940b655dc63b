//! A source with `api`: a preset with its parameters, or a mapping by hand.

use crate::text::nearest::suggestion;
use std::collections::BTreeMap;

use crate::config::{
    reader::{Reader, Table, Value, shown},
    shape, values,
};
use crate::model::{ApiAuth, ApiPlan, ApiRequest, Paging, Platform, SourceKind};
use crate::presets::{self, HandMapped, Preset};

use super::again;
use super::reading::parsed;
use super::source::auth;

/// Keys of a mapping by hand.
const BY_HAND: [&str; 5] = ["request", "paging", "items", "fields", "again"];
/// Most pages of one poll, unless told otherwise.
const MAX_PAGES: u32 = 5;

/// What an API source polls and the platform its documents are on.
pub(super) fn kind(
    r: &mut Reader<'_>,
    table: &Table<'_>,
    value: &Value<'_>,
) -> Option<(SourceKind, Platform)> {
    let name = r.string(value)?;
    let Some(preset) = presets::get(&name) else {
        let known: Vec<&str> = presets::ALL.iter().map(|preset| preset.name.as_str()).collect();
        r.unknown(value, "preset", &name, &known);
        return None;
    };
    let kind = if preset.is_by_hand() {
        by_hand(r, table).map(|plan| SourceKind::Api(Box::new(plan)))
    } else {
        by_preset(r, table, preset)
    };
    Some((kind?, preset.platform))
}

fn by_preset(r: &mut Reader<'_>, table: &Table<'_>, preset: &Preset) -> Option<SourceKind> {
    for value in BY_HAND.iter().filter_map(|key| table.get(key)) {
        r.error(
            &value.key_place(),
            format!("the preset `{}` has this already", preset.name),
        )
        .help("leave it out, or map the API by hand with `api = \"json\"`");
    }
    let before = r.errors();
    let with = table.get("with").and_then(|value| r.free_table(&value));
    let (mut plain, mut secret) = (BTreeMap::new(), BTreeMap::new());
    for value in with.iter().flat_map(Table::entries) {
        let name = value.name();
        let Some(parameter) = preset.parameters.iter().find(|parameter| parameter.name == name) else {
            let known: Vec<&str> = preset
                .parameters
                .iter()
                .map(|parameter| parameter.name.as_str())
                .collect();
            let help = suggestion(&name, &known);
            let message = format!("the preset `{}` has no parameter `{}`", preset.name, shown(&name));
            r.error(&value.key_place(), message).help = help;
            continue;
        };
        if parameter.secret {
            secret.extend(r.secret(&value).map(|value| (name, value)));
        } else if let Some(text) = scalar(r, &value) {
            plain.insert(name, text);
        }
    }
    let missing = preset.parameters.iter().filter(|parameter| parameter.required);
    for parameter in missing.filter(|parameter| !with.as_ref().is_some_and(|with| with.has(&parameter.name)))
    {
        let message = format!(
            "the preset `{}` needs the parameter `{}`",
            preset.name, parameter.name
        );
        let help = format!("{}; e.g. `{}`", parameter.help, parameter.example);
        match &with {
            Some(with) => r.error(with, message).help(help),
            None => r.error(table, message).help(help),
        };
    }
    if r.errors() > before {
        return None;
    }
    match preset.source_kind(&plain, &secret) {
        Ok(kind) => Some(kind),
        Err(wrong) => {
            let named = |error: &str| {
                let entries = with.as_ref()?.entries();
                let mut named = entries.filter(|value| error.contains(&format!("`{}`", value.name())));
                named.next()
            };
            for error in wrong {
                match (named(&error), &with) {
                    (Some(value), _) => r.error(&value, error),
                    (None, Some(with)) => r.error(with, error),
                    (None, None) => r.error(table, error),
                };
            }
            None
        }
    }
}

/// A string, number or boolean as text, for a parameter.
fn scalar(r: &mut Reader<'_>, value: &Value<'_>) -> Option<String> {
    let text = match value.number_text() {
        Some(number) => number,
        None => r.string(value)?,
    };
    if text.chars().any(char::is_control) {
        r.error(value, "a line break or another control character stands inside");
        return None;
    }
    Some(text)
}

fn by_hand(r: &mut Reader<'_>, table: &Table<'_>) -> Option<ApiPlan> {
    let before = r.errors();
    if let Some(value) = table.get("with") {
        r.error(&value.key_place(), "`json` has no parameters")
            .expected("`request`, `items`, `fields` and, if there are pages, `paging`");
    }
    for key in ["request", "items", "fields"] {
        if !table.has(key) {
            r.missing(
                table,
                key,
                if key == "items" {
                    "JSONPath such as `$.results[*]`"
                } else {
                    "table"
                },
            );
        }
    }
    let request = table
        .get("request")
        .and_then(|value| r.table(&value, &shape::REQUEST));
    let (request, auth) = request.map(|table| request_of(r, &table)).unwrap_or_default();
    let paging = table
        .get("paging")
        .and_then(|value| r.table(&value, &shape::PAGING));
    let paging = paging.map(|table| paging_of(r, &table)).unwrap_or_default();
    let items = table
        .get("items")
        .and_then(|value| r.string(&value))
        .unwrap_or_default();
    let fields = strings_of(r, table, "fields");
    let again = again::by_hand(r, table);
    if r.errors() > before {
        return None;
    }
    let mapped = HandMapped {
        request,
        auth,
        paging,
        items,
        fields,
        pacing: None,
        again,
    };
    match presets::by_hand(mapped) {
        Ok(plan) => Some(plan),
        Err(wrong) => {
            for error in wrong {
                blame(r, table, error);
            }
            None
        }
    }
}

/// Puts an error that begins with the key it is about (`` `paging.next` ``) where that key stands.
fn blame(r: &mut Reader<'_>, table: &Table<'_>, error: String) {
    let key = error.split('`').nth(1).unwrap_or("").to_owned();
    let mut place: Option<Value<'_>> = None;
    let mut inside = Some(table.clone());
    for part in key.split('.') {
        let Some(value) = inside.as_ref().and_then(|table| table.get(part)) else {
            break;
        };
        inside = value.as_table();
        place = Some(value);
    }
    match place {
        Some(value) => r.error(&value, error),
        None => r.error(table, error),
    };
}

fn request_of(r: &mut Reader<'_>, table: &Table<'_>) -> (ApiRequest, ApiAuth) {
    if !table.has("url") {
        r.missing(table, "url", "address to ask");
    }
    let methods = [("GET", "GET"), ("POST", "POST")];
    let url = parsed(r, table, "url", "an http or https address", |text| {
        values::http_url(&text.replace(['{', '}'], "")).map(|_| text.to_owned())
    });
    let request = ApiRequest {
        method: table
            .get("method")
            .and_then(|value| r.choice(&value, &methods))
            .unwrap_or("GET")
            .to_owned(),
        url: url.unwrap_or_default(),
        query: strings_of(r, table, "query").into_iter().collect(),
        headers: headers_of(r, table),
        body: table.get("body").and_then(|value| r.string(&value)),
    };
    (request, auth(r, table).unwrap_or_default())
}

fn headers_of(r: &mut Reader<'_>, table: &Table<'_>) -> Vec<(String, String)> {
    let Some(list) = table.get("headers").and_then(|value| r.free_table(&value)) else {
        return Vec::new();
    };
    let mut headers = Vec::new();
    for value in list.entries() {
        let name = value.name();
        if let Err(why) = values::header_name(&name) {
            r.error(&value.key_place(), why);
        } else if name.eq_ignore_ascii_case("authorization") {
            r.error(&value.key_place(), "a login does not stand among plain headers")
                .expected("`bearer`, or `username` and `password`, or `header`");
        }
        let text = r.parsed(&value, "a header's value", values::header_value);
        headers.extend(text.map(|text| (name, text)));
    }
    headers
}

fn paging_of(r: &mut Reader<'_>, table: &Table<'_>) -> Paging {
    let mut text = |key: &str| table.get(key).and_then(|value| r.string(&value));
    let (next, cursor, has_more) = (text("next"), text("cursor"), text("has_more"));
    let (cursor_param, page_param) = (text("cursor_param"), text("page_param"));
    let mut count = |key: &str, low: i64, high: i64| {
        let value = table.get(key)?;
        r.integer(&value, low, high)
            .and_then(|count| u32::try_from(count).ok())
    };
    let (first_page, page_step) = (count("first_page", 0, 1_000_000), count("page_step", 1, 10_000));
    let (window_days, max_pages) = (count("window_days", 1, 36_500), count("max_pages", 1, 1_000));
    Paging {
        next,
        cursor,
        cursor_param,
        page_param,
        first_page: first_page.unwrap_or(1),
        page_step: page_step.unwrap_or(1),
        window_days,
        link_header: table
            .get("link_header")
            .and_then(|value| r.boolean(&value))
            .unwrap_or(false),
        has_more,
        max_pages: max_pages.unwrap_or(MAX_PAGES),
    }
}

/// A table of strings (or numbers) with names of the user's own.
pub(super) fn strings_of(r: &mut Reader<'_>, table: &Table<'_>, key: &str) -> BTreeMap<String, String> {
    let Some(list) = table.get(key).and_then(|value| r.free_table(&value)) else {
        return BTreeMap::new();
    };
    let mut strings = BTreeMap::new();
    for value in list.entries() {
        strings.extend(scalar(r, &value).map(|text| (value.name(), text)));
    }
    strings
}
