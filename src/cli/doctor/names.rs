//! Whether the names of sources and mail server can be resolved.

use std::collections::BTreeSet;

use super::Finding;
use crate::{cli::setup, config::Settings, io::fetch::unresolved};

/// Names told one by one; the rest is counted.
const TOLD: usize = 5;

/// Tries every name once. Whether any is known comes with it: without names there is no use in asking the sources.
pub(super) fn finding(settings: &Settings) -> anyhow::Result<(Finding, bool)> {
    let names: BTreeSet<String> = settings
        .sources
        .iter()
        .filter_map(|source| source.kind.address()?.domain().map(str::to_owned))
        .collect();
    let count = names.len();
    let lost = setup::block_on(async { Ok(unresolved(names).await) })?;
    Ok((verdict(count, &lost), count == 0 || lost.len() < count))
}

fn verdict(count: usize, lost: &[String]) -> Finding {
    const ABOUT: &str = "names";
    if lost.is_empty() {
        return Finding::good(ABOUT, format!("{count} names of servers are known"));
    }
    if lost.len() == count && count > 1 {
        return Finding::bad(
            ABOUT,
            "no name of a server can be resolved",
            "see whether this machine is connected and `/etc/resolv.conf` names a server that answers",
        );
    }
    let told: Vec<&str> = lost.iter().take(TOLD).map(String::as_str).collect();
    let more = match lost.len() - told.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Finding::bad(
        ABOUT,
        format!("not known: {}{more}", told.join(", ")),
        "see whether they are spelt right in the configuration, or have gone",
    )
}

#[cfg(test)]
mod tests {
    use super::super::Grade;
    use super::*;

    #[test]
    fn one_lost_name_is_a_typing_error_and_all_of_them_a_lost_network() {
        let lost = |count: usize| -> Vec<String> { (0..count).map(|n| format!("host{n}.example")).collect() };
        for (lost, grade, words) in [
            (lost(0), Grade::Good, "9 names"),
            (lost(1), Grade::Bad, "not known: host0.example"),
            (
                lost(7),
                Grade::Bad,
                "not known: host0.example, host1.example, host2.example, host3.example, host4.example and 2 more",
            ),
            (lost(9), Grade::Bad, "no name of a server"),
        ] {
            let found = verdict(9, &lost);
            assert!(found.found.starts_with(words), "{found:?}");
            assert_eq!(found.grade, grade);
        }
    }
}
