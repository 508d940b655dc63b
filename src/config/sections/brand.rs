//! `[[brand]]`: whom we listen for.

use crate::config::{
    reader::{Reader, Table},
    shape, values,
};
use crate::model::{Brand, BrandId, CaseRule};

use super::query::query;
use super::rates;
use super::reading::{Known, Taken, all_parsed, id, name_or};

/// Reads every brand.
pub(in crate::config) fn brands(r: &mut Reader<'_>, top: &Table<'_>) -> Vec<Brand> {
    let tables = r.tables(top, "brand", &shape::BRAND);
    let mut taken = Taken::default();
    let mut brands = Vec::with_capacity(tables.len());
    for table in &tables {
        let brand = brand(r, table);
        if let Some(value) = table.get("id") {
            taken.take(r, &value, "this brand's id", brand.id.as_str());
        }
        brands.push(brand);
    }
    competitors(r, &tables, &mut brands);
    brands
}

fn brand(r: &mut Reader<'_>, table: &Table<'_>) -> Brand {
    let id = id(r, table);
    let name = name_or(r, table, id.as_deref());
    let case = [("fold", CaseRule::Fold), ("exact", CaseRule::Exact)];
    let domain_form = "a domain such as `acme.example`";
    let brand = Brand {
        id: BrandId::new(id.unwrap_or_default()),
        name,
        competitor_of: None,
        query: query(r, table, "match"),
        hashtags: all_parsed(r, table, "hashtags", "a hashtag without `#`", values::hashtag),
        handles: all_parsed(
            r,
            table,
            "handles",
            "an account such as `mastodon:acme@mastodon.example`",
            values::handle,
        ),
        domains: all_parsed(r, table, "domains", domain_form, values::domain),
        owned: all_parsed(r, table, "owned", domain_form, values::domain),
        case: table
            .get("case")
            .and_then(|value| r.choice(&value, &case))
            .unwrap_or_default(),
        lookalikes: table
            .get("lookalikes")
            .and_then(|value| r.boolean(&value))
            .unwrap_or(true),
        plurals: table
            .get("plurals")
            .and_then(|value| r.boolean(&value))
            .unwrap_or(false),
        languages: all_parsed(
            r,
            table,
            "languages",
            "a language code such as `en`",
            values::language,
        ),
        sentiment: rates::brand_words(r, table),
    };
    let listens = ["match", "hashtags", "handles", "domains"];
    if !listens.iter().any(|key| table.has(key)) {
        r.error(table, "nothing says what to listen for")
            .expected("at least one of `match`, `hashtags`, `handles` and `domains`");
    }
    brand
}

/// `competitor_of`, once every brand is known.
fn competitors(r: &mut Reader<'_>, tables: &[Table<'_>], brands: &mut [Brand]) {
    let ids: Vec<String> = brands.iter().map(|brand| brand.id.as_str().to_owned()).collect();
    let known = Known {
        what: "brand",
        names: ids.iter().map(String::as_str).collect(),
    };
    for (table, brand) in tables.iter().zip(brands) {
        let Some(value) = table.get("competitor_of") else {
            continue;
        };
        let Some(of) = known.reference(r, &value) else {
            continue;
        };
        if of == brand.id.as_str() {
            r.error(&value, "a brand cannot be its own competitor");
        }
        brand.competitor_of = Some(BrandId::new(of));
    }
}
