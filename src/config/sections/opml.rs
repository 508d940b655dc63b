//! `opml = "…"`: every feed of a list as a source.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{
    Polling,
    reader::{Reader, Table},
    values,
};
use crate::model::{Platform, Source, SourceKind, SourceName};
use crate::parse::opml::{self, List, Listed, MAX_FEEDS};

use super::delivery::path;
use super::reading::{parsed, platform};
use super::top::{cadence, manners};

/// Keys beside `opml` that hold for every feed of the list.
const SHARED: [&str; 15] = [
    "allow_private",
    "budget",
    "identity",
    "opml",
    "name",
    "every",
    "min_every",
    "max_every",
    "timeout",
    "spacing",
    "max_body",
    "robots",
    "resolve_links",
    "platform",
    "language",
];

/// Adds the feeds of a list to the sources; those that are there already stay as they are.
pub(super) fn add(r: &mut Reader<'_>, table: &Table<'_>, polling: &Polling, sources: &mut Vec<Source>) {
    for key in [
        "feed",
        "page",
        "sitemap",
        "log",
        "hook",
        "api",
        "include",
        "items",
        "follow",
        "with",
        "request",
        "paging",
        "fields",
        "again",
        "ask_again",
        "auth",
        "audience",
    ] {
        if let Some(value) = table.get(key) {
            r.error(
                &value.key_place(),
                format!("`{key}` has no meaning for a list of feeds"),
            )
            .help(format!(
                "what holds for each feed of a list: `{}`",
                SHARED.join("`, `")
            ));
        }
    }
    let group = parsed(r, table, "name", "a name", values::name);
    let (cadence, mut manners) = (
        cadence(r, table, &polling.cadence),
        manners(r, table, &polling.manners),
    );
    manners.allow_private = table
        .get("allow_private")
        .and_then(|value| r.boolean(&value))
        .unwrap_or(false);
    let platform = table
        .get("platform")
        .and_then(|value| platform(r, &value))
        .unwrap_or(Platform::Web);
    let language = parsed(
        r,
        table,
        "language",
        "a language code such as `en`",
        values::language,
    );
    let budget = super::pacing::budget(r, table);
    let identity = super::reading::identity(r, table);
    let Some(listed) = read(r, table) else { return };
    let mut names = Names::of(sources);
    let mut addresses: BTreeSet<String> = sources
        .iter()
        .filter_map(|source| match &source.kind {
            SourceKind::Feed { url } => Some(url.to_string()),
            _ => None,
        })
        .collect();
    let mut odd = 0_usize;
    for feed in &listed {
        let Ok(url) = values::http_url(&feed.url) else {
            odd += 1;
            continue;
        };
        if !addresses.insert(url.to_string()) {
            continue;
        }
        let host = url.host_str().unwrap_or_default();
        let name = names.free(&title(group.as_deref(), feed, host));
        sources.push(Source {
            name: SourceName::new(name),
            kind: SourceKind::Feed { url },
            cadence,
            manners: manners.clone(),
            platform,
            monthly_visits: None,
            language: language.clone(),
            budget,
            identity,
            again_every: None,
        });
    }
    if let (true, Some(value)) = (odd > 0, table.get("opml")) {
        r.warn(
            &value,
            format!("{odd} entries of this list have no http or https address and are left out"),
        );
    }
}

fn read(r: &mut Reader<'_>, table: &Table<'_>) -> Option<Vec<Listed>> {
    let value = table.get("opml")?;
    let path = r.parsed(&value, "the path of an OPML file", path)?;
    if values::http_url(&path.to_string_lossy()).is_ok() {
        r.error(&value, "a list is read from a file, not from the web")
            .help("download it and name the file here");
        return None;
    }
    let listed = r
        .list(&path)
        .and_then(|bytes| opml::parse(&bytes).map_err(|why| format!("`{}`: {why}", path.display())));
    match listed {
        Ok(List { feeds, cut }) => {
            if feeds.is_empty() {
                r.warn(&value, "this list holds no feed");
            }
            if cut {
                r.warn(
                    &value,
                    format!("only the first {MAX_FEEDS} feeds of this list are read"),
                )
                .help("nobody listens to the others; split the list among several machines");
            }
            Some(feeds)
        }
        Err(why) => {
            r.error(&value, why);
            None
        }
    }
}

/// The feed's title, or its host; behind the name of the list where that has one.
fn title(group: Option<&str>, feed: &Listed, host: &str) -> String {
    let seen: String = feed.title.chars().filter(|c| !c.is_control()).take(60).collect();
    let title = match seen.trim() {
        "" => host,
        title => title,
    };
    match group {
        Some(group) => format!("{group}: {title}"),
        None => title.to_owned(),
    }
}

/// Names that are taken.
struct Names {
    taken: BTreeSet<String>,
    /// The number that a name was last given: a list may name thousands of feeds alike.
    numbers: BTreeMap<String, usize>,
}

impl Names {
    fn of(sources: &[Source]) -> Self {
        Self {
            taken: sources.iter().map(|source| source.name.to_string()).collect(),
            numbers: BTreeMap::new(),
        }
    }

    /// The name itself, or with a number behind it where it is taken.
    fn free(&mut self, name: &str) -> String {
        if self.taken.insert(name.to_owned()) {
            return name.to_owned();
        }
        let number = self.numbers.entry(name.to_owned()).or_insert(1);
        loop {
            *number += 1;
            let free = format!("{name} ({number})");
            if self.taken.insert(free.clone()) {
                return free;
            }
        }
    }
}
