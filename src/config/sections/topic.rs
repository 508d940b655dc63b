//! `[[topic]]`: what mentions are about.

use crate::config::{
    reader::{Reader, Table},
    shape,
};
use crate::model::{Brand, BrandId, Topic};

use super::query::query;
use super::reading::{Known, Taken, id, name_or};

/// Reads every topic.
pub(in crate::config) fn topics(r: &mut Reader<'_>, top: &Table<'_>, brands: &[Brand]) -> Vec<Topic> {
    let tables = r.tables(top, "topic", &shape::TOPIC);
    let known = Known {
        what: "brand",
        names: brands.iter().map(|brand| brand.id.as_str()).collect(),
    };
    let mut taken = Taken::default();
    let mut topics = Vec::with_capacity(tables.len());
    for table in &tables {
        let id = id(r, table);
        if let (Some(value), Some(id)) = (table.get("id"), &id) {
            taken.take(r, &value, "this topic's id", id);
        }
        if !table.has("match") {
            r.missing(
                table,
                "match",
                "a query, e.g. `match = \"price OR expensive OR cheap\"`",
            );
        }
        let brand = table
            .get("brand")
            .and_then(|value| known.reference(r, &value))
            .map(BrandId::new);
        topics.push(Topic {
            name: name_or(r, table, id.as_deref()),
            id: id.unwrap_or_default(),
            query: query(r, table, "match"),
            brand,
        });
    }
    topics
}
