//! `[[influencer]]`: who speaks.

use std::collections::BTreeMap;

use crate::config::{
    reader::{Reader, Table},
    shape, values,
};
use crate::model::{Brand, Influencer, InfluencerId, Platform};

use super::reading::{Taken, all_parsed, id, name_or, parsed, platform_named};

/// Reads every influencer.
pub(in crate::config) fn influencers(
    r: &mut Reader<'_>,
    top: &Table<'_>,
    brands: &[Brand],
) -> Vec<Influencer> {
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
        not_the_brands(r, table, &influencer, brands);
        namesakes(r, table, &influencer, &influencers);
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
        landing: all_parsed(r, table, "landing", "a path such as `/kristal`", values::landing),
        skus: all_parsed(r, table, "skus", "an article number", values::name),
        refs: all_parsed(r, table, "refs", "a `ref` such as `kristal`", values::name),
        utm_source,
        utm_content,
        category: parsed(r, table, "category", "a word", values::name),
    };
    let marks = ["handles", "codes", "links", "landing", "skus", "refs", "utm"];
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
    let utm = influencer.utm_source.iter().map(|source| {
        let content = influencer.utm_content.as_deref().unwrap_or_default();
        format!("{source} {content}").to_lowercase()
    });
    for (key, what, names) in [
        ("handles", "this account", handles),
        ("codes", "this promo code", influencer.codes.clone()),
        ("links", "this link", influencer.links.clone()),
        ("utm", "this pair of UTM values", utm.collect()),
        ("landing", "this landing page", influencer.landing.clone()),
        ("skus", "this article", influencer.skus.clone()),
        ("refs", "this `ref`", influencer.refs.clone()),
    ] {
        let Some(value) = table.get(key) else { continue };
        for name in names {
            marks.take(r, &value, what, &format!("{key} {name}"));
        }
    }
}

/// An account or site of a brand is the brand's: what stands there is owned, whoever wrote it.
fn not_the_brands(r: &mut Reader<'_>, table: &Table<'_>, influencer: &Influencer, brands: &[Brand]) {
    let Some(value) = table.get("handles") else { return };
    for handle in &influencer.handles {
        let owner = brands.iter().find(|brand| {
            let sites = brand.domains.iter().chain(&brand.owned);
            brand.handles.contains(handle)
                || (handle.platform == Platform::Web && sites.into_iter().any(|site| *site == handle.name))
        });
        if let Some(brand) = owner {
            r.error(&value, format!("`{handle}` is of brand `{}` too", brand.id))
                .help("give it to one of them: what a brand publishes itself is owned media, not an influencer's");
        }
    }
}

/// Two of one name: a byline proves nothing about either.
fn namesakes(r: &mut Reader<'_>, table: &Table<'_>, influencer: &Influencer, before: &[Influencer]) {
    let same = before
        .iter()
        .find(|other| other.name.eq_ignore_ascii_case(&influencer.name));
    if let (Some(other), Some(value)) = (same, table.get("name").or_else(|| table.get("id"))) {
        r.warn(
            &value,
            format!(
                "influencer `{}` has this name too: a byline will tell neither",
                other.id
            ),
        )
        .help("accounts, codes, links and UTM values still tell them apart");
    }
}
