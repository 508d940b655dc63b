//! `[[influencer]]`: who speaks.

use std::collections::BTreeMap;

use crate::config::{
    reader::{Reader, Table},
    shape, values,
};
use crate::model::{Influencer, InfluencerId, Platform};

use super::reading::{Taken, all_parsed, id, name_or, parsed, platform_named};

/// Reads every influencer.
pub(in crate::config) fn influencers(r: &mut Reader<'_>, top: &Table<'_>) -> Vec<Influencer> {
    let tables = r.tables(top, "influencer", &shape::INFLUENCER);
    let mut taken = Taken::default();
    let mut marks = Taken::default();
    let mut influencers = Vec::with_capacity(tables.len());
    for table in &tables {
        let influencer = influencer(r, table);
        if let Some(value) = table.get("id") {
            taken.take(r, &value, "this influencer's id", influencer.id.as_str());
        }
        take_marks(r, table, &influencer, &mut marks);
        influencers.push(influencer);
    }
    influencers
}

fn influencer(r: &mut Reader<'_>, table: &Table<'_>) -> Influencer {
    let id = id(r, table);
    let name = name_or(r, table, id.as_deref());
    let utm = table.get("utm").and_then(|value| r.table(&value, &shape::UTM));
    let mut mark = |key: &str| {
        let utm = utm.as_ref()?;
        parsed(r, utm, key, "the value of a UTM parameter", values::name)
    };
    let (utm_source, utm_content) = (mark("source"), mark("content"));
    let influencer = Influencer {
        id: InfluencerId::new(id.unwrap_or_default()),
        name,
        handles: all_parsed(
            r,
            table,
            "handles",
            "an account such as `instagram:kristalsky`",
            values::handle,
        ),
        followers: followers(r, table),
        codes: all_parsed(
            r,
            table,
            "codes",
            "a promo code such as `KRISTAL10`",
            values::code,
        ),
        links: all_parsed(
            r,
            table,
            "links",
            "a link such as `bit.ly/acme-kristal`",
            values::link,
        ),
        utm_source,
        utm_content,
        category: parsed(r, table, "category", "a word", values::name),
    };
    let marks = ["handles", "codes", "links", "utm"];
    if !marks.iter().any(|key| table.has(key)) {
        r.warn(table, "nothing but a byline can tell that this influencer spoke")
            .help("add `handles`, `codes`, `links` or `utm`");
    }
    influencer
}

fn followers(r: &mut Reader<'_>, table: &Table<'_>) -> BTreeMap<Platform, u64> {
    let mut counts = BTreeMap::new();
    let Some(by_platform) = table.get("followers").and_then(|value| r.free_table(&value)) else {
        return counts;
    };
    for value in by_platform.entries() {
        let platform = platform_named(r, &value.key_place(), &value.name());
        let count = r.integer(&value, 0, 10_000_000_000);
        if let (Some(platform), Some(count)) = (platform, count.and_then(|count| u64::try_from(count).ok())) {
            counts.insert(platform, count);
        }
    }
    counts
}

/// What tells influencers apart must not be shared.
fn take_marks(r: &mut Reader<'_>, table: &Table<'_>, influencer: &Influencer, marks: &mut Taken) {
    let handles = influencer.handles.iter().map(ToString::to_string).collect();
    for (key, what, names) in [
        ("handles", "this account", handles),
        ("codes", "this promo code", influencer.codes.clone()),
        ("links", "this link", influencer.links.clone()),
    ] {
        let Some(value) = table.get(key) else { continue };
        for name in names {
            marks.take(r, &value, what, &format!("{key} {name}"));
        }
    }
}
