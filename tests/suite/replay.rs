//! Presets over real HTTP: recordings of their APIs are played by the fake web, page by page, after a request to slow down.
//!
//! Needs the corpora directory in `MENTIOND_CORPORA`; says so and passes without it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::Path,
};

use jiff::{SignedDuration, Timestamp};
use mentiond::{
    model::{ApiAuth, ApiPlan, Secret, SourceHealth, SourceName},
    parse::{Context, json},
    presets::{
        self, Format, Preset,
        request::{self, Cursor, HttpRequest},
    },
};
use serde_json::Value;
use url::Url;

use super::recordings::{FAMILIES, corpora, outside, reply, text_of};
use crate::support::{
    smtp::Mode,
    web::Reply,
    world::{START, World, in_world},
};

/// Recordings played of one preset, at most.
const PAGES: usize = 3;

/// Recordings by preset: answers with items, as they were recorded.
fn recorded(root: &Path) -> BTreeMap<&'static str, Vec<(String, Value)>> {
    let oracle = text_of(&root.join("api/_oracle/items.jsonl.gz"));
    let mut found: BTreeMap<&'static str, Vec<(String, Value)>> = BTreeMap::new();
    for row in oracle.split('\n').filter(|line| !line.is_empty()) {
        let row: Value = serde_json::from_str(row).unwrap();
        let (file, asked) = (row["file"].as_str().unwrap(), row["url"].as_str().unwrap_or(""));
        let has_items = !row["items"].as_array().unwrap().is_empty();
        for (family, part, preset) in FAMILIES {
            let is_of = file.starts_with(family) && (file.contains(part) || asked.contains(part));
            let pages = found.entry(preset).or_default();
            if is_of && has_items && outside(preset, file, asked).is_none() && pages.len() < PAGES {
                pages.push((asked.to_owned(), reply(root, &row)));
            }
        }
    }
    found
}

/// The source of a preset: every server it takes is the fake web, every other parameter its example.
fn source(preset: &Preset) -> String {
    let mut with = String::new();
    for parameter in &preset.parameters {
        let value = match parameter.format {
            Format::Origin => "http://api.example:@PORT@",
            _ if parameter.required => &parameter.example,
            _ => continue,
        };
        writeln!(with, "{} = '{value}'", parameter.name).unwrap();
    }
    format!(
        "[polling]\nspacing = \"0s\"\ntimeout = \"5s\"\n[[brand]]\nid = \"acme\"\nmatch = \"acme\"\n[[source]]\nname = \"{0}\"\napi = \"{0}\"\n\
         allow_private = true\n[source.with]\n{with}",
        preset.name
    )
}

fn plan(preset: &Preset, origin: &str) -> ApiPlan {
    let (mut with, mut secrets) = (BTreeMap::new(), BTreeMap::new());
    for parameter in &preset.parameters {
        let value = match parameter.format {
            Format::Origin => origin.to_owned(),
            _ if parameter.required => parameter.example.clone(),
            _ => continue,
        };
        if parameter.secret {
            secrets.insert(parameter.name.clone(), Secret::new(value));
        } else {
            with.insert(parameter.name.clone(), value);
        }
    }
    preset.plan(&with, &secrets).unwrap()
}

/// A page as the fake web answers it: what was recorded, with the API's address in it replaced by our own.
struct Page {
    body: String,
    value: Value,
    link: Option<String>,
}

fn page(asked: &str, value: &Value, origin: &str, plan: &ApiPlan, nth: usize) -> Page {
    let mut body = value.to_string();
    if let Ok(url) = Url::parse(asked) {
        body = body.replace(&url.origin().ascii_serialization(), origin);
    }
    let path = Url::parse(&plan.request.url.replace(['{', '}'], "x"))
        .unwrap()
        .path()
        .to_owned();
    // What was recorded has no headers.
    let link = plan
        .paging
        .link_header
        .then(|| format!("<{origin}{path}?page={}>; rel=\"next\"", nth + 2));
    Page {
        value: serde_json::from_str(&body).unwrap(),
        body,
        link,
    }
}

impl Page {
    fn answer(&self) -> Reply {
        let link = self.link.as_ref().map(|link| format!("Link: {link}"));
        let headers: Vec<&str> = ["Content-Type: application/json"]
            .into_iter()
            .chain(link.as_deref())
            .collect();
        Reply::new(200, &headers, &self.body)
    }
}

/// The requests that reading these pages takes, and how many items they bring.
fn expected(plan: &ApiPlan, pages: &[Page]) -> (Vec<HttpRequest>, usize) {
    let source = SourceName::from("recording");
    let base = Url::parse("http://api.example/").unwrap();
    let ctx = Context {
        source: &source,
        base_url: Some(&base),
        content_type: None,
        seen: Timestamp::UNIX_EPOCH,
        platform: presets::get(&plan.preset).unwrap().platform,
        language: None,
    };
    let cursor = Cursor {
        now: Some(START.parse().unwrap()),
        ..Cursor::default()
    };
    let (mut asked, mut items) = (Vec::new(), 0);
    let mut next = Some(request::first(plan, &cursor).unwrap());
    while let Some(request) = next.take() {
        let nth = asked.len();
        let page = pages.get(nth).or_else(|| pages.last()).unwrap();
        let count = json::documents(&page.value, plan, &ctx).0.len();
        items += count;
        if count > 0 {
            let page_no = u32::try_from(nth + 1).unwrap();
            next = request::next(plan, &request, page.link.as_deref(), &page.value, page_no);
        }
        asked.push(request);
    }
    (asked, items)
}

/// Polls until the source was read; it must have been left alone for as long as it asked.
async fn play(world: &mut World, (preset, config): (&str, &str), paths: &[&str]) -> usize {
    let asked = |world: &World| {
        let log = world.web.log();
        log.iter()
            .filter(|request| paths.contains(&request.target.split('?').next().unwrap()))
            .count()
    };
    world.poll_due().await;
    let state = world.state(preset);
    assert_eq!(
        (state.health, asked(world)),
        (SourceHealth::Throttled, 1),
        "{preset}: {state:?}"
    );
    // A restart forgets the pace of the requests, not what the source asked for.
    world.restart(config, SignedDuration::from_secs(90)).await;
    assert!(world.daemon.due().is_empty(), "{preset} is asked before its time");
    for _ in 0..100 {
        if world.daemon.due().is_empty() {
            world.pass(SignedDuration::from_mins(15));
        } else {
            world.poll_due().await;
            break;
        }
    }
    asked(world) - 1
}

#[test]
fn recordings_are_read_page_by_page_after_a_pause() {
    let Some(root) = corpora() else { return };
    let (mut paged, mut told) = (0, Vec::new());
    for (name, pages) in recorded(&root) {
        let preset = presets::get(name).unwrap();
        let config = source(preset);
        in_world(Mode::Good, &config, async |world| {
            let origin = format!("http://api.example:{}", world.web.address.port());
            let plan = plan(preset, &origin);
            let pages: Vec<Page> = pages
                .iter()
                .enumerate()
                .map(|(nth, (asked, value))| page(asked, value, &origin, &plan, nth))
                .collect();
            if let ApiAuth::OAuth2 { token_url: url, .. } | ApiAuth::Session { session_url: url, .. } =
                &plan.auth
            {
                let token = r#"{"access_token":"t","accessJwt":"t","expires_in":86400}"#;
                world
                    .web
                    .on(Url::parse(url).unwrap().path(), [Reply::json(token)]);
            }
            let (requests, items) = expected(&plan, &pages);
            let mut by_path: BTreeMap<&str, Vec<Reply>> = BTreeMap::new();
            let first = requests[0].url.path();
            by_path
                .entry(first)
                .or_default()
                .push(Reply::new(429, &["Retry-After: 120"], ""));
            for (nth, request) in requests.iter().enumerate() {
                let page = pages.get(nth).or_else(|| pages.last()).unwrap();
                by_path.entry(request.url.path()).or_default().push(page.answer());
            }
            let paths: Vec<&str> = by_path.keys().copied().collect();
            for (path, replies) in &by_path {
                world.web.on(path, replies.clone());
            }
            let asked = play(world, (name, &config), &paths).await;
            let state = world.state(name);
            assert_eq!(state.health, SourceHealth::Ok, "{name}: {state:?}");
            assert_eq!(usize::try_from(state.last_items).unwrap(), items, "{name}");
            assert_eq!(asked, requests.len(), "{name}");
            paged += usize::from(asked > 1);
            told.push(format!("{name}: {items} items of {asked} pages"));
        });
    }
    println!("{}", told.join("\n"));
    let presets: BTreeSet<&str> = FAMILIES.iter().map(|(_, _, preset)| *preset).collect();
    assert_eq!(told.len(), presets.len(), "presets with recordings");
    assert!(paged >= 6, "only {paged} presets turned pages");
}
