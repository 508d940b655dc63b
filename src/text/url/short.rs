//! Hosts that only give others' addresses a shorter name: where such an address leads cannot be told without asking.

use std::{collections::HashSet, sync::LazyLock};

const LIST: &str = include_str!("short_hosts.txt");

static HOSTS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| short_hosts().collect());

/// Every host of the list, lower case.
pub fn short_hosts() -> impl Iterator<Item = &'static str> {
    LIST.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether a host (lower case, ASCII) is one of a public service that shortens addresses. `www.` in front does not
/// matter; other hosts below it do: they are the service's own pages.
pub fn is_short_host(host: &str) -> bool {
    HOSTS.contains(host.strip_prefix("www.").unwrap_or(host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::url::{ascii_host, host_of};

    #[test]
    fn the_list_is_made_of_hosts_each_once() {
        let all: Vec<&str> = short_hosts().collect();
        assert_eq!(all.len(), HOSTS.len(), "a host stands there twice");
        for host in all {
            assert_eq!(ascii_host(host).as_deref(), Some(host));
            assert!(host.contains('.') && !host.starts_with("www."), "{host}");
        }
    }

    #[test]
    fn services_are_known_and_their_neighbours_are_not() {
        for (address, short) in [
            ("https://bit.ly/1sNZMwL", true),
            ("https://www.tinyurl.com/x", true),
            ("t.co/yusF6sIMv7?amp=1", true),
            ("https://LNKD.in/x", true),
            ("https://support.bit.ly/x", false),
            ("https://notbit.ly/x", false),
            ("https://acme.example/bit.ly/x", false),
            ("https://192.168.0.1", false),
        ] {
            assert_eq!(is_short_host(&host_of(address).unwrap()), short, "{address}");
        }
    }
}
