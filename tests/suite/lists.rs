//! Items and next pages of real list pages.
//!
//! Needs the corpora directory in `MENTIOND_CORPORA`; says so and passes without it. Sites are split in two halves by a
//! hash of their name: the pages of the first may be looked at when the code is changed, of the second only totals are
//! printed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

use jiff::Timestamp;
use mentiond::model::{Document, PageItems, Platform, SourceName};
use mentiond::parse::{Context, page, paging};
use mentiond::text::charset;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use url::Url;

/// Least share of list pages whose items are found.
const ITEMS_FLOOR: f64 = 0.80;
/// Least share of labelled next pages that are found.
const NEXT_FLOOR: f64 = 0.90;
/// Two lists of one site may share one of so many links: what they share more of is a menu.
const SHARED_PARTS: usize = 2;

/// One labelled page, read.
struct Listed {
    name: String,
    url: Url,
    is_seen: bool,
    is_list: bool,
    items: Vec<Document>,
    /// Addresses that lead to other pages of the list.
    pages: BTreeSet<String>,
    wanted: BTreeSet<String>,
    next: Option<String>,
}

fn bytes_of(path: &Path) -> Vec<u8> {
    let packed = path.with_extension("html.gz");
    if let Ok(bytes) = std::fs::read(path) {
        return bytes;
    }
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(std::fs::File::open(packed).unwrap())
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

/// FNV-1a, so that the halves stay what they are.
fn is_seen(host: &str) -> bool {
    let host = host.trim_start_matches("www.");
    let hash = host.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash >> 32).is_multiple_of(2)
}

fn key(mut url: Url) -> String {
    url.set_fragment(None);
    url.into()
}

/// Where the links lead that a label's selectors match.
fn labelled(html: &Html, selectors: &str, base: &Url) -> BTreeSet<String> {
    let Ok(selector) = Selector::parse(selectors) else {
        return BTreeSet::new();
    };
    let link = |element: ElementRef<'_>| {
        element
            .attr("href")
            .or_else(|| {
                element
                    .ancestors()
                    .filter_map(ElementRef::wrap)
                    .find_map(|up| up.attr("href"))
            })
            .or_else(|| element.descendent_elements().find_map(|inner| inner.attr("href")))
            .map(str::to_owned)
    };
    html.select(&selector)
        .filter_map(link)
        .filter_map(|href| base.join(href.trim()).ok())
        .filter(|url| url.scheme().starts_with("http"))
        .map(key)
        .collect()
}

fn read(root: &Path, row: &Value) -> Listed {
    let text = |name: &str| row[name].as_str().unwrap_or_default();
    let url: Url = text("Page URL").parse().unwrap();
    let bytes = bytes_of(&root.join(text("file")));
    let content_type = format!("text/html; charset={}", text("Encoding"));
    let source = SourceName::from("list");
    let context = Context {
        source: &source,
        base_url: Some(&url),
        content_type: Some(&content_type),
        seen: Timestamp::UNIX_EPOCH,
        platform: Platform::Web,
        language: None,
    };
    let html = Html::parse_document(&charset::decode(&bytes, Some(&content_type)).text);
    let base = html
        .select(&Selector::parse("base[href]").unwrap())
        .next()
        .and_then(|base| url.join(base.attr("href")?).ok())
        .unwrap_or_else(|| url.clone());
    let own = key(url.clone());
    let links = |name: &str| {
        let mut links = labelled(&html, text(name), &base);
        links.remove(&own);
        links
    };
    let wanted = links("NEXT");
    let (items, _) = page::items(&bytes, &PageItems::Auto, &context).unwrap();
    Listed {
        name: text("File Name").to_owned(),
        is_seen: is_seen(url.host_str().unwrap_or_default()),
        is_list: ["NEXT", "PREV", "PAGE"].iter().any(|name| !text(name).is_empty()),
        items,
        pages: ["NEXT", "PREV", "PAGE", "LAST", "FIRST"]
            .iter()
            .flat_map(|name| links(name))
            .collect(),
        wanted,
        next: paging::next_page_within(&bytes, &context, &mut || true).map(key),
        url,
    }
}

/// Why what was found is no list of items; `None` if it is one.
fn complaint(page: &Listed, all: &[Listed]) -> Option<String> {
    let urls = |page: &Listed| -> BTreeSet<String> {
        page.items.iter().filter_map(|item| item.url.clone()).collect()
    };
    let mine = urls(page);
    if page.items.len() < 3 || mine.len() < 3 {
        return Some(format!("{} items", page.items.len()));
    }
    let named = page
        .items
        .iter()
        .filter(|item| item.title.chars().any(char::is_alphabetic) || item.text.chars().count() > 80)
        .count();
    if named * 10 < page.items.len() * 8 {
        return Some(format!("{named} of {} have a title or text", page.items.len()));
    }
    let turning = mine.intersection(&page.pages).count();
    if turning * 4 > mine.len() {
        return Some(format!(
            "{turning} of {} links lead to other pages of the list",
            mine.len()
        ));
    }
    all.iter()
        .filter(|other| {
            other.is_list && other.name != page.name && other.url.host_str() == page.url.host_str()
        })
        .find_map(|other| {
            let theirs = urls(other);
            let shared = mine.intersection(&theirs).count();
            (shared * SHARED_PARTS > mine.len().min(theirs.len()))
                .then(|| format!("{shared} of {} links are on page {} too", mine.len(), other.name))
        })
}

#[derive(Default)]
struct Tally {
    lists: u32,
    listed: u32,
    wanted: u32,
    found: u32,
    others: u32,
    invented: u32,
}

#[test]
fn lists_of_real_pages_are_read() {
    let Some(root) = std::env::var_os("MENTIOND_CORPORA") else {
        println!("skipped: MENTIOND_CORPORA is not set");
        return;
    };
    let root = Path::new(&root).join("pages/autopager-lists");
    let labels = std::fs::read_to_string(root.join("labels.jsonl")).unwrap();
    let pages: Vec<Listed> = labels
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|row| row["Page URL"].as_str().is_some_and(|url| !url.is_empty()))
        .map(|row| read(&root, &row))
        .collect();
    let mut tallies: BTreeMap<bool, Tally> = BTreeMap::new();
    for page in &pages {
        let tally = tallies.entry(page.is_seen).or_default();
        let mut notes = Vec::new();
        if page.is_list {
            let complaint = complaint(page, &pages);
            tally.lists += 1;
            tally.listed += u32::from(complaint.is_none());
            notes.extend(complaint);
        }
        if page.wanted.is_empty() {
            tally.others += 1;
            let invented = page.next.as_ref().filter(|next| !page.pages.contains(*next));
            tally.invented += u32::from(invented.is_some());
            notes.extend(invented.map(|next| format!("no next page, but `{next}`")));
        } else {
            tally.wanted += 1;
            let is_found = page.next.as_ref().is_some_and(|next| page.wanted.contains(next));
            tally.found += u32::from(is_found);
            if !is_found {
                notes.push(format!("next is {:?}, not {:?}", page.wanted, page.next));
            }
        }
        if page.is_seen && !notes.is_empty() {
            println!("page {}: {}", page.name, notes.join("; "));
        }
    }
    println!("half    list pages  items found   next pages  found   without  invented");
    for (is_seen, t) in &tallies {
        println!(
            "{:7} {:10}  {:11}   {:10}  {:5}   {:7}  {:8}",
            if *is_seen { "seen" } else { "unseen" },
            t.lists,
            t.listed,
            t.wanted,
            t.found,
            t.others,
            t.invented
        );
    }
    for (is_seen, t) in &tallies {
        let share = |part: u32, of: u32| f64::from(part) / f64::from(of.max(1));
        assert!(share(t.listed, t.lists) >= ITEMS_FLOOR, "items, seen: {is_seen}");
        assert!(
            share(t.found, t.wanted) >= NEXT_FLOOR,
            "next pages, seen: {is_seen}"
        );
    }
}
