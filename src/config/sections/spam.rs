//! `[spam]`: whose texts are set aside, and whose never.

use crate::config::{
    reader::{Reader, Table},
    shape, values,
};
use crate::{
    model::{Party, Source, SpamLists},
    text::nearest::suggestion,
};

use super::reading::all_parsed;

/// Reads both lists. A source must be one that is configured, or one out of an OPML list.
pub(in crate::config) fn lists(r: &mut Reader<'_>, top: &Table<'_>, sources: &[Source]) -> SpamLists {
    let Some(table) = top.get("spam").and_then(|value| r.table(&value, &shape::SPAM)) else {
        return SpamLists::default();
    };
    let parse = |text: &str| party(text, sources);
    let expected = "a site, an account (`x:name`) or a source (`source:NAME`)";
    let lists = SpamLists {
        trust: all_parsed(r, &table, "trust", expected, parse),
        block: all_parsed(r, &table, "block", expected, parse),
    };
    if let Some(both) = lists.block.iter().find(|party| lists.trust.contains(party)) {
        r.error(&table, format!("`{both}` stands in `trust` and in `block`"))
            .help("remove it from one of them");
    }
    lists
}

fn party(text: &str, sources: &[Source]) -> Result<Party, String> {
    let Some(name) = text.trim().strip_prefix("source:") else {
        return values::handle(text).map(Party::Account);
    };
    let name = name.trim();
    let known = sources.iter().find(|source| source.name.as_str() == name);
    if let Some(source) = known {
        return Ok(Party::Source(source.name.clone()));
    }
    let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    let help = suggestion(name, &names).unwrap_or_default();
    Err(format!("no source is named `{name}`; {help}"))
}
