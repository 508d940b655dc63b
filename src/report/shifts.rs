//! Hashtags and languages that moved, and links to the brand.

use std::collections::{BTreeMap, BTreeSet};

use super::ledger::Ledger;
use super::{quality, said};
use crate::metrics::{Totals, rollup::followed};
use crate::model::{BacklinkRow, LinkCheck, ShiftRow};

/// Most rows of hashtags or languages.
const ROWS: usize = 10;
/// Most links listed.
const LINKS: usize = 40;

/// Hashtags, those that moved most first.
pub(super) fn hashtags(now: &Totals, before: &Totals) -> Vec<ShiftRow> {
    let mut rows = shifts(&now.hashtags, &before.hashtags);
    rows.sort_by(|a, b| {
        let moved = |row: &ShiftRow| row.now.abs_diff(row.before);
        moved(b)
            .cmp(&moved(a))
            .then(b.now.cmp(&a.now))
            .then_with(|| a.name.cmp(&b.name))
    });
    rows.truncate(ROWS);
    rows
}

/// Languages, the most spoken first.
pub(super) fn languages(now: &Totals, before: &Totals) -> Vec<ShiftRow> {
    let mut rows = shifts(&now.languages, &before.languages);
    rows.sort_by(|a, b| {
        b.now
            .cmp(&a.now)
            .then(b.before.cmp(&a.before))
            .then_with(|| a.name.cmp(&b.name))
    });
    rows.truncate(ROWS);
    rows
}

fn shifts(now: &BTreeMap<String, u32>, before: &BTreeMap<String, u32>) -> Vec<ShiftRow> {
    let names: BTreeSet<&String> = now.keys().chain(before.keys()).collect();
    let rows = names.into_iter().map(|name| ShiftRow {
        name: name.clone(),
        now: now.get(name).copied().unwrap_or(0),
        before: before.get(name).copied().unwrap_or(0),
    });
    rows.collect()
}

/// Links to the brand in the window, followed ones first, then the newest.
pub(super) fn backlinks(ledger: &Ledger<'_>) -> Vec<BacklinkRow> {
    let (mut seen, mut domains) = (BTreeSet::new(), BTreeSet::new());
    let inputs = ledger.inputs;
    let brand = inputs.brands.iter().find(|brand| brand.id == *inputs.brand);
    let mut rows = Vec::new();
    for mention in said::candidates(ledger) {
        for backlink in mention
            .backlinks
            .iter()
            .filter(|link| link.brand == *ledger.inputs.brand)
        {
            let (link, utm) = (&backlink.link, &backlink.utm);
            if !seen.insert((mention.url.as_deref(), link.url.as_str())) {
                continue;
            }
            let utm = [&utm.source, &utm.medium, &utm.campaign, &utm.term, &utm.content];
            let check = backlink.check.as_deref();
            let repeated = !domains.insert(said::place(mention));
            let (quality, _) = quality::score(brand, ledger.inputs.as_of, mention, backlink, repeated);
            // What the page says is newer than what was heard.
            let rel = check
                .and_then(LinkCheck::sight)
                .map_or(&link.rel, |sight| &sight.rel);
            rows.push(BacklinkRow {
                from: mention.url.clone(),
                site: mention.site.clone().unwrap_or_else(|| mention.source.to_string()),
                to: link.url.clone(),
                anchor: link.text.clone(),
                rel: rel.clone(),
                followed: followed(rel),
                utm: utm.into_iter().any(Option::is_some),
                at: mention.first_seen,
                state: check.map(|check| check.state),
                quality: Some(quality),
            });
        }
    }
    rows.sort_by(|a, b| {
        let key = |row: &BacklinkRow| (row.site.clone(), row.to.clone(), row.from.clone());
        b.followed
            .cmp(&a.followed)
            .then(b.at.cmp(&a.at))
            .then_with(|| key(a).cmp(&key(b)))
    });
    rows.truncate(LINKS);
    rows
}
