//! What sources say of a whole site: `include` of a sitemap, and `log`.

use std::path::PathBuf;

use crate::config::{
    reader::{Reader, Table, Value},
    shape, values,
};
use crate::model::SourceKind;
use crate::parse::sitemap::Paths;

use super::delivery;
use super::reading::parsed;

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

/// `log = { path, site }`.
pub(super) fn log(r: &mut Reader<'_>, value: &Value<'_>) -> Option<SourceKind> {
    let table = r.table(value, &shape::LOG)?;
    if !table.has("path") {
        r.missing(&table, "path", "path such as `/var/log/nginx/access.log*`");
    }
    let path = parsed(
        r,
        &table,
        "path",
        "a path such as `/var/log/nginx/access.log*`",
        log_path,
    );
    let site = parsed(
        r,
        &table,
        "site",
        "a domain such as `acme.example`",
        values::domain,
    );
    Some(SourceKind::Log { path: path?, site })
}

fn log_path(text: &str) -> Result<PathBuf, String> {
    let path = delivery::path(text)?;
    if !path.is_absolute() {
        return Err("the path of a log begins with `/`".to_owned());
    }
    let directory = path
        .parent()
        .map(|directory| directory.to_string_lossy().into_owned());
    if path.file_name().is_none() || directory.is_none_or(|directory| directory.contains('*')) {
        return Err("`*` may stand in the file's name only".to_owned());
    }
    Ok(path)
}
