//! `[[source]]`: where we listen.

use std::collections::BTreeMap;

use url::Url;

use crate::config::{
    Polling,
    reader::{Place, Reader, Table, Value},
    shape, values,
};
use crate::model::{ApiAuth, CssItems, Manners, PageItems, Platform, Secret, Source, SourceKind, SourceName};
use crate::parse::page::check_selector;
use crate::text::url::percent_decoded;

use super::delivery::login;
use super::opml;
use super::reading::{Taken, identity, parsed, platform};
use super::top::{cadence, manners};
use super::{again, api, mailbox, pacing, site};

/// The ways to listen; exactly one is given.
const KINDS: [&str; 7] = ["feed", "page", "sitemap", "log", "hook", "mailbox", "api"];
/// Those that are asked over the network.
const ASKED: &[&str] = &["feed", "page", "sitemap", "mailbox", "api"];
/// Those that are polled.
const POLLED: &[&str] = &["feed", "page", "sitemap", "log", "mailbox", "api"];
/// Keys that belong to some kinds only.
const KEYS_OF: [(&str, &[&str]); 20] = [
    ("items", &["page", "mailbox", "api"]),
    ("from", &["mailbox"]),
    ("follow", &["page"]),
    ("auth", &["feed", "page", "sitemap"]),
    ("include", &["sitemap"]),
    ("with", &["api"]),
    ("request", &["api"]),
    ("paging", &["page", "api"]),
    ("fields", &["api"]),
    ("every", POLLED),
    ("min_every", POLLED),
    ("max_every", POLLED),
    ("timeout", ASKED),
    ("spacing", ASKED),
    ("robots", &["feed", "page", "sitemap", "api"]),
    ("allow_private", ASKED),
    ("budget", ASKED),
    ("again", &["api"]),
    ("ask_again", &["api"]),
    ("max_body", &["feed", "page", "sitemap", "hook", "mailbox", "api"]),
];

/// Reads every source.
pub(in crate::config) fn sources(r: &mut Reader<'_>, top: &Table<'_>, polling: &Polling) -> Vec<Source> {
    let tables = r.tables(top, "source", &shape::SOURCE);
    let (mut names, mut requests) = (Taken::default(), Taken::default());
    let mut sources = Vec::with_capacity(tables.len());
    let mut lists = Vec::new();
    let mut apis = Vec::new();
    for table in &tables {
        if table.has("opml") {
            lists.push(table);
            continue;
        }
        let Some(source) = source(r, table, polling) else {
            take_name(r, table, &mut names);
            continue;
        };
        take_name(r, table, &mut names);
        let kind = KINDS.iter().find_map(|key| table.get(key));
        if let (Some(value), Some(asked)) = (kind, what_is_asked(&source.kind)) {
            requests.take(r, &value, "this address", &asked);
        }
        apis.extend(table.get("api").map(|value| (value, sources.len())));
        sources.push(source);
    }
    // Sources with a name of their own come first: a list repeats some of them, and adds nothing to those.
    for table in lists {
        opml::add(r, table, polling, &mut sources);
    }
    pacing::keep_limits(r, &apis, &mut sources);
    pacing::keep_budgets(&mut sources);
    sources
}

fn take_name(r: &mut Reader<'_>, table: &Table<'_>, names: &mut Taken) {
    if let Some(value) = table.get("name")
        && let Some(name) = value.plain()
    {
        names.take(r, &value, "this source's name", name.trim());
    }
}

/// What makes two sources the same, without credentials; nothing is asked of a hook.
fn what_is_asked(kind: &SourceKind) -> Option<String> {
    Some(match kind {
        SourceKind::Feed { url } | SourceKind::Page { url, .. } => url.to_string(),
        SourceKind::Sitemap { url, include } => format!("{url} {}", include.join(" ")),
        SourceKind::Api(plan) => format!("{:?} {}", plan.request, plan.items),
        SourceKind::Log { path, .. } => path.display().to_string(),
        SourceKind::Mailbox(mailbox) => mailbox::what_is_asked(mailbox),
        SourceKind::Hook { .. } => return None,
    })
}

fn source(r: &mut Reader<'_>, table: &Table<'_>, polling: &Polling) -> Option<Source> {
    if !table.has("name") {
        r.missing(table, "name", "name, unique among the sources");
    }
    let name = parsed(r, table, "name", "a name", values::name);
    let cadence = cadence(r, table, &polling.cadence);
    let mut manners = manners(r, table, &polling.manners);
    manners.allow_private = table
        .get("allow_private")
        .and_then(|value| r.boolean(&value))
        .unwrap_or(false);
    manners.auth = table
        .get("auth")
        .and_then(|value| r.table(&value, &shape::AUTH))
        .and_then(|auth| self::auth(r, &auth));
    let platform = table.get("platform").and_then(|value| platform(r, &value));
    let language = parsed(
        r,
        table,
        "language",
        "a language code such as `en`",
        values::language,
    );
    let monthly_visits = monthly_visits(r, table);
    let budget = pacing::budget(r, table);
    let (kind, usual) = kind(r, table, &mut manners)?;
    let again_every = again::wanted(r, table, &kind, polling);
    Some(Source {
        name: SourceName::new(name?),
        kind,
        cadence,
        manners,
        platform: platform.unwrap_or(usual),
        monthly_visits,
        language,
        budget,
        identity: identity(r, table),
        again_every,
    })
}

/// The kind and the platform its documents are usually on.
fn kind(r: &mut Reader<'_>, table: &Table<'_>, manners: &mut Manners) -> Option<(SourceKind, Platform)> {
    let given: Vec<&str> = KINDS.into_iter().filter(|key| table.has(key)).collect();
    let [kind] = given.as_slice() else {
        let ways = format!("one of {}", listed(&KINDS));
        if given.is_empty() {
            r.error(table, "nothing says what to poll").expected(ways);
        } else {
            r.error(table, "a source is asked in one way only")
                .expected(ways)
                .found(format!("`{}`", given.join("` and `")));
        }
        return None;
    };
    for (key, kinds) in KEYS_OF {
        if let (Some(value), false) = (table.get(key), kinds.contains(kind)) {
            r.error(
                &value.key_place(),
                format!("`{key}` has no meaning for a source with `{kind}`"),
            );
        }
    }
    let value = table.get(kind)?;
    match *kind {
        "feed" => {
            let url = url(r, &value, manners)?;
            Some((SourceKind::Feed { url }, Platform::Web))
        }
        "page" => {
            let items = page_items(r, table);
            let follow = table
                .get("follow")
                .and_then(|value| r.boolean(&value))
                .unwrap_or(false);
            let max_pages = max_pages(r, table);
            let (url, items) = (url(r, &value, manners)?, items?);
            let kind = SourceKind::Page {
                url,
                items,
                max_pages,
                follow,
            };
            Some((kind, Platform::Web))
        }
        "sitemap" => {
            let include = site::include(r, table);
            let url = url(r, &value, manners)?;
            Some((SourceKind::Sitemap { url, include }, Platform::Web))
        }
        "log" => site::log(r, &value).map(|kind| (kind, Platform::Web)),
        "mailbox" => {
            let kind = mailbox::kind(r, table, &value)?;
            if let Some(url) = kind.address() {
                check_private(r, &value, &url, manners.allow_private);
            }
            Some((kind, Platform::Web))
        }
        "hook" => {
            let hook = r.table(&value, &shape::HOOK)?;
            if !hook.has("token") {
                r.missing(&hook, "token", "secret, e.g. `{ credential = \"hook\" }`");
            }
            let token = hook.get("token").and_then(|value| r.secret(&value))?;
            Some((SourceKind::Hook { token }, Platform::Web))
        }
        _ => {
            let (kind, platform) = api::kind(r, table, &value)?;
            match kind
                .address()
                .filter(|url| url.host_str().is_some_and(|host| !host.contains('{')))
            {
                Some(url) => check_private(r, &value, &url, manners.allow_private),
                None => {
                    r.error(&value, "the server of the request cannot be told").help(
                        "placeholders stand in the path, the query or the body, not in the server's name",
                    );
                }
            }
            Some((kind, platform))
        }
    }
}

/// `a`, `b` and `c`.
fn listed(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("`{}` and `{last}`", rest.join("`, `")),
        _ => format!("`{}`", names.concat()),
    }
}

/// The address of a feed or page. A password in it moves to the source's credentials, where nothing shows it.
fn url(r: &mut Reader<'_>, value: &Value<'_>, manners: &mut Manners) -> Option<Url> {
    let mut url = r.parsed(
        value,
        "an address such as `https://news.example/feed.xml`",
        values::http_url,
    )?;
    if let Some(password) = url.password() {
        let password = percent_decoded(password);
        r.secrets.hide_value(&password);
        let username = percent_decoded(url.username());
        r.warn(value, "a password stands in the address")
            .help("write it as `auth = { username = …, password = { credential = … } }`");
        if manners.auth.is_some() {
            r.error(value, "the address has a password and `auth` is given too");
        }
        manners.auth = Some(ApiAuth::Basic {
            username,
            password: Secret::new(password),
        });
        if url
            .set_username("")
            .and_then(|()| url.set_password(None))
            .is_err()
        {
            return None;
        }
    }
    check_private(r, value, &url, manners.allow_private);
    Some(url)
}

fn check_private(r: &mut Reader<'_>, place: &impl Place, url: &Url, allowed: bool) {
    if let (Some(where_to), false) = (values::private(url), allowed) {
        r.error(place, format!("the address leads to {where_to}"))
            .help("if that is meant, add `allow_private = true` to this source");
    }
}

fn page_items(r: &mut Reader<'_>, table: &Table<'_>) -> Option<PageItems> {
    let Some(value) = table.get("items") else {
        r.missing(
            table,
            "items",
            "`\"auto\"` or a table such as `{ each = \"article\", title = \"h2\", link = \"h2 a@href\" }`",
        );
        return None;
    };
    if value.plain() == Some("auto") {
        return Some(PageItems::Auto);
    }
    let items = r.table(&value, &shape::ITEMS)?;
    let mut fields: BTreeMap<&str, String> = BTreeMap::new();
    for key in shape::ITEMS.names() {
        let field = parsed(r, &items, key, "a CSS selector", |text| selector(key, text));
        fields.extend(field.map(|field| (key, field)));
    }
    if !items.has("each") {
        r.missing(&items, "each", "CSS selector of one item");
    }
    if !items.has("title") && !items.has("link") && !items.has("text") {
        r.error(&items, "the items have nothing to read")
            .expected("at least one of `title`, `link` and `text`");
    }
    let mut take = |key: &str| fields.remove(key);
    Some(PageItems::Css(Box::new(CssItems {
        each: take("each")?,
        title: take("title"),
        link: take("link"),
        date: take("date"),
        author: take("author"),
        text: take("text"),
    })))
}

/// How many pages of a list one poll reads. Where the next one is, the page itself says.
fn max_pages(r: &mut Reader<'_>, table: &Table<'_>) -> u32 {
    let Some(paging) = table
        .get("paging")
        .and_then(|value| r.table(&value, &shape::PAGING))
    else {
        return 1;
    };
    for key in shape::PAGING
        .names()
        .into_iter()
        .filter(|key| *key != "max_pages")
    {
        if let Some(value) = paging.get(key) {
            r.error(
                &value.key_place(),
                format!("`{key}` has no meaning for the paging of a page"),
            )
            .help("its next page is found by its links; only `max_pages` can be given");
        }
    }
    paging
        .get("max_pages")
        .and_then(|value| r.integer(&value, 1, 100))
        .and_then(|pages| u32::try_from(pages).ok())
        .unwrap_or(1)
}

fn selector(key: &str, text: &str) -> Result<String, String> {
    if key == "each" && text.contains('@') {
        return Err("`each` selects whole elements, so it takes no `@attribute`".to_owned());
    }
    check_selector(text)?;
    Ok(text.to_owned())
}

fn monthly_visits(r: &mut Reader<'_>, table: &Table<'_>) -> Option<u64> {
    let audience = table
        .get("audience")
        .and_then(|value| r.table(&value, &shape::AUDIENCE))?;
    let value = audience.get("monthly_visits")?;
    r.integer(&value, 0, 1_000_000_000_000)
        .and_then(|visits| u64::try_from(visits).ok())
}

/// `bearer`, or `username` and `password`, or `header`; in `auth` of a feed or page and in `request` of an API.
pub(super) fn auth(r: &mut Reader<'_>, table: &Table<'_>) -> Option<ApiAuth> {
    let bearer = table
        .get("bearer")
        .and_then(|value| r.secret(&value))
        .map(ApiAuth::Bearer);
    let basic = login(r, table).map(|(username, password)| ApiAuth::Basic { username, password });
    let header = table.get("header").and_then(|value| header(r, &value));
    let ways = [
        table.has("bearer"),
        table.has("username") || table.has("password"),
        table.has("header"),
    ];
    if ways.into_iter().filter(|given| *given).count() > 1 {
        r.error(table, "only one kind of login can be sent")
            .expected("`bearer`, or `username` and `password`, or `header`");
    }
    bearer.or(basic).or(header)
}

fn header(r: &mut Reader<'_>, value: &Value<'_>) -> Option<ApiAuth> {
    let table = r.table(value, &shape::AUTH_HEADER)?;
    for key in shape::AUTH_HEADER.names() {
        if !table.has(key) {
            r.missing(&table, key, "string");
        }
    }
    let name = parsed(r, &table, "name", "a header's name", values::header_name);
    let value = table.get("value").and_then(|value| r.secret(&value));
    Some(ApiAuth::Header {
        name: name?,
        value: value?,
    })
}
