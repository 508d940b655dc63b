//! `[tiers]`: where the follower tiers begin.

use crate::config::{
    reader::{Reader, Table},
    shape,
};
use crate::model::Tiers;

/// Most followers a bound may have.
const MOST: i64 = 10_000_000_000;

/// Reads the bounds; those that are not given keep their default.
pub(in crate::config) fn tiers(r: &mut Reader<'_>, top: &Table<'_>) -> Tiers {
    let defaults = Tiers::default();
    let Some(table) = top.get("tiers").and_then(|value| r.table(&value, &shape::TIERS)) else {
        return defaults;
    };
    let mut bound = |key: &str, default: u64| {
        let read = table.get(key).and_then(|value| r.integer(&value, 1, MOST));
        read.and_then(|bound| u64::try_from(bound).ok())
            .unwrap_or(default)
    };
    let tiers = Tiers {
        micro: bound("micro", defaults.micro),
        mid: bound("mid", defaults.mid),
        macro_: bound("macro", defaults.macro_),
        mega: bound("mega", defaults.mega),
    };
    let steps = [
        ("mid", tiers.micro, tiers.mid, "micro"),
        ("macro", tiers.mid, tiers.macro_, "mid"),
        ("mega", tiers.macro_, tiers.mega, "macro"),
    ];
    for (key, below, bound, name) in steps {
        if bound <= below {
            let place = table.get(key).or_else(|| table.get(name));
            if let Some(value) = place {
                r.error(
                    &value,
                    format!("`{key}` begins at {bound} followers, `{name}` at {below}"),
                )
                .expected("`micro` < `mid` < `macro` < `mega`");
            }
        }
    }
    tiers
}
