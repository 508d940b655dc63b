//! `audience` of a campaign: whom it is meant for.

use crate::config::{
    reader::{Reader, Table},
    shape, values,
};
use crate::model::TargetAudience;

use super::reading::all_parsed;

/// Reads it; without it the campaign is for everybody.
pub(super) fn audience(r: &mut Reader<'_>, campaign: &Table<'_>) -> TargetAudience {
    let table = campaign.get("audience");
    let Some(table) = table.and_then(|value| r.table(&value, &shape::TARGET)) else {
        return TargetAudience::default();
    };
    TargetAudience {
        languages: all_parsed(
            r,
            &table,
            "languages",
            "a language code such as `en`",
            values::language,
        ),
        countries: all_parsed(r, &table, "countries", "a country code such as `se`", country),
    }
}

fn country(text: &str) -> Result<String, String> {
    let code = text.trim().to_ascii_lowercase();
    let plain = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase());
    match code.as_str() {
        _ if !plain => {
            Err("a country has two letters, as in ISO 3166 and in the addresses of its sites".to_owned())
        }
        // What the country's own top-level domain is called.
        "gb" => Ok("uk".to_owned()),
        _ => Ok(code),
    }
}
