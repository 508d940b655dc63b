//! What a source with `sitemap` says besides its address.

use crate::config::reader::{Reader, Table};
use crate::parse::sitemap::Paths;

/// `include`: one path or several, as in robots.txt.
pub(super) fn include(r: &mut Reader<'_>, table: &Table<'_>) -> Vec<String> {
    let Some(value) = table.get("include") else {
        return Vec::new();
    };
    let values = if value.is_string_like() {
        vec![value]
    } else {
        r.array(&value)
    };
    let expected = "a path such as `/blog/*`, or `!/blog/tag/` for what is left out";
    let checked = |text: &str| Paths::new([text]).map(|_| text.trim().to_owned());
    values
        .iter()
        .filter_map(|value| r.parsed(value, expected, checked))
        .collect()
}
