//! Which IP addresses everyone can reach: nothing inside a private or reserved network is asked unless a source allows
//! it in so many words, and the configuration and the fetcher judge by this one list.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// This machine itself.
const OURSELVES: &str = "this machine";
/// Reachable from inside only.
const PRIVATE: &str = "a private network";
/// Everyone, anyone or nobody in particular.
const NOBODY: &str = "no single host";
/// Set apart by standards; nobody's address.
const RESERVED: &str = "a reserved network";

/// Where an address leads, if not to a host that is reachable from everywhere; `None` for a public address. By the IANA
/// special-purpose registries (RFC 6890) as of 2025; an IPv4 address written as an IPv6 one is judged as what it is.
pub fn special_network(ip: IpAddr) -> Option<&'static str> {
    match ip {
        IpAddr::V4(ip) => special_v4(ip),
        IpAddr::V6(ip) => special_v6(ip),
    }
}

fn special_v4(ip: Ipv4Addr) -> Option<&'static str> {
    let [a, b, c, _] = ip.octets();
    match (a, b, c) {
        (127, _, _) => Some(OURSELVES),
        // Private; link-local with the metadata of clouds; shared by carriers (CGNAT).
        (10, _, _) | (172, 16..=31, _) | (192, 168, _) | (169, 254, _) | (100, 64..=127, _) => Some(PRIVATE),
        // This network; multicast, reserved, broadcast.
        (0 | 224..=255, _, _) => Some(NOBODY),
        // Protocol assignments and documentation, 6to4 relays (withdrawn), benchmarks, documentation twice more.
        (192, 0, 0 | 2) | (192, 88, 99) | (198, 18 | 19, _) | (198, 51, 100) | (203, 0, 113) => {
            Some(RESERVED)
        }
        _ => None,
    }
}

fn special_v6(ip: Ipv6Addr) -> Option<&'static str> {
    match ip.segments() {
        // IPv4-mapped, NAT64 and 6to4.
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => special_v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low))),
        [0, 0, 0, 0, 0, 0, 0, 1] => Some(OURSELVES),
        [0, 0, 0, 0, 0, 0, 0, 0] | [0xff00..=0xffff, ..] => Some(NOBODY),
        // Unique local, link-local, and what was site-local once.
        [0xfc00..=0xfdff | 0xfe80..=0xfeff, ..] => Some(PRIVATE),
        // Teredo, ORCHID and other assignments; documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Some(RESERVED),
        // All global unicast is in 2000::/3.
        [0x2000..=0x3fff, ..] => None,
        _ => Some(RESERVED),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_special_network_is_known() {
        for (ip, leads_to) in [
            ("127.0.0.1", Some(OURSELVES)),
            ("::1", Some(OURSELVES)),
            ("::ffff:127.0.0.1", Some(OURSELVES)),
            ("2002:7f00:1::", Some(OURSELVES)),
            ("10.1.2.3", Some(PRIVATE)),
            ("172.31.255.255", Some(PRIVATE)),
            ("192.168.0.1", Some(PRIVATE)),
            ("100.64.0.1", Some(PRIVATE)),
            ("169.254.169.254", Some(PRIVATE)),
            ("64:ff9b::10.0.0.1", Some(PRIVATE)),
            ("fd00:ec2::254", Some(PRIVATE)),
            ("fe80::1", Some(PRIVATE)),
            ("fec0::1", Some(PRIVATE)),
            ("0.0.0.0", Some(NOBODY)),
            ("224.0.0.1", Some(NOBODY)),
            ("255.255.255.255", Some(NOBODY)),
            ("::", Some(NOBODY)),
            ("ff02::1", Some(NOBODY)),
            ("192.0.0.8", Some(RESERVED)),
            ("192.0.2.1", Some(RESERVED)),
            ("192.88.99.1", Some(RESERVED)),
            ("198.19.0.1", Some(RESERVED)),
            ("198.51.100.7", Some(RESERVED)),
            ("203.0.113.7", Some(RESERVED)),
            ("::127.0.0.1", Some(RESERVED)),
            ("64:ff9b:1::8.8.8.8", Some(RESERVED)),
            ("2001::1", Some(RESERVED)),
            ("2001:db8::1", Some(RESERVED)),
            ("3fff::1", Some(RESERVED)),
            ("4000::1", Some(RESERVED)),
            ("8.8.8.8", None),
            ("172.32.0.1", None),
            ("100.128.0.1", None),
            ("198.20.0.1", None),
            ("64:ff9b::8.8.8.8", None),
            ("2606:4700::1111", None),
            ("2001:4860:4860::8888", None),
        ] {
            assert_eq!(special_network(ip.parse().unwrap()), leads_to, "{ip}");
        }
    }

    proptest! {
        #[test]
        fn a_mapped_address_is_judged_like_its_original(bits: u32) {
            let v4 = Ipv4Addr::from(bits);
            let leads_to = special_network(v4.into());
            prop_assert_eq!(special_network(v4.to_ipv6_mapped().into()), leads_to);
            if v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_multicast() {
                prop_assert!(leads_to.is_some());
            }
        }
    }
}
