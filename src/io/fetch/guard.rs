//! Which addresses may be contacted: nothing inside a private network unless its source allows it in so many words.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Checks scheme and literal address of a URL; names are checked when they are resolved.
///
/// The same parser (`url`) reads the address here and for the connection, so decimal, octal, hexadecimal and mapped
/// spellings of an address are all seen for what they are.
///
/// # Errors
/// One sentence for the operator.
pub(super) fn check_url(url: &Url, allow_private: bool) -> Result<(), String> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!(
            "`{}:` addresses are not fetched, only `http:` and `https:`",
            url.scheme()
        ));
    }
    let ip = match url.host() {
        None => return Err("the address has no host".to_owned()),
        Some(Host::Domain(_)) => return Ok(()),
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip),
    };
    if allow_private || is_public(ip) {
        Ok(())
    } else {
        Err(refusal(&ip.to_string(), ip))
    }
}

/// The sentence for a host that is at a private address.
pub(super) fn refusal(host: &str, ip: IpAddr) -> String {
    let at = if host == ip.to_string() {
        String::new()
    } else {
        format!(" is at `{ip}`, which")
    };
    format!(
        "`{host}`{at} is an address inside a private or reserved network; set `allow_private = true` on the source if \
         that is intended"
    )
}

/// Whether an address is reachable from everywhere. IANA special-purpose registries, RFC 6890, as of 2025.
pub(super) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, _, _)      // this network, private, loopback, multicast, reserved, broadcast
            | (100, 64..=127, _)              // shared by carriers (CGNAT)
            | (169, 254, _)                   // link-local, cloud metadata
            | (172, 16..=31, _)               // private
            | (192, 168, _)                   // private
            | (192, 0, 0 | 2)                 // protocol assignments, documentation
            | (192, 88, 99)                   // 6to4 relays, withdrawn
            | (198, 18 | 19, _)               // benchmarks
            | (198, 51, 100)                  // documentation
            | (203, 0, 113) // documentation
    )
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    match ip.segments() {
        // IPv4-mapped, and NAT64.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            is_public_pair(high, low)
        }
        // 6to4.
        [0x2002, high, low, ..] => is_public_pair(high, low),
        // Teredo, ORCHID and other assignments; documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // All global unicast is in 2000::/3.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// An IPv4 address inside an IPv6 one.
fn is_public_pair(high: u16, low: u16) -> bool {
    is_public_v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(url: &str) -> Result<(), String> {
        check_url(&Url::parse(url).unwrap(), false)
    }

    #[test]
    fn private_addresses_are_refused_however_they_are_spelt() {
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://127.1/",
            "http://0/",
            "http://10.1.2.3/",
            "http://172.31.255.255/",
            "http://192.168.0.1/",
            "http://100.64.0.1/",
            "http://169.254.169.254/latest/meta-data/",
            "http://192.0.0.8/",
            "http://198.18.0.1/",
            "http://224.0.0.1/",
            "http://255.255.255.255/",
            "http://[::1]/",
            "http://[::]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:a9fe:a9fe]/",
            "http://[::127.0.0.1]/",
            "http://[64:ff9b::10.0.0.1]/",
            "http://[64:ff9b:1::8.8.8.8]/",
            "http://[2002:7f00:1::]/",
            "http://[2001::1]/",
            "http://[fc00::1]/",
            "http://[fd00:ec2::254]/",
            "http://[fe80::1]/",
            "http://[fec0::1]/",
            "http://[ff02::1]/",
            "http://[2001:db8::1]/",
        ] {
            let why = check(url).expect_err(url);
            assert!(why.contains("allow_private"), "{url}: {why}");
            assert_eq!(check_url(&Url::parse(url).unwrap(), true), Ok(()), "{url}");
        }
    }

    #[test]
    fn public_addresses_and_names_pass() {
        for url in [
            "https://news.example/feed",
            "http://8.8.8.8/",
            "http://172.32.0.1/",
            "http://100.128.0.1/",
            "http://[2606:4700::1111]/",
            "http://[64:ff9b::8.8.8.8]/",
            "http://[2001:4860:4860::8888]/",
        ] {
            assert_eq!(check(url), Ok(()), "{url}");
        }
    }

    #[test]
    fn only_http_is_fetched() {
        for url in [
            "file:///etc/passwd",
            "data:text/plain,x",
            "ftp://ftp.example/",
            "gopher://127.0.0.1/",
        ] {
            assert!(
                check_url(&Url::parse(url).unwrap(), true)
                    .expect_err(url)
                    .contains("only `http:`"),
                "{url}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_mapped_address_is_judged_like_its_original(bits: u32) {
            let v4 = Ipv4Addr::from(bits);
            prop_assert_eq!(is_public(IpAddr::V6(v4.to_ipv6_mapped())), is_public(IpAddr::V4(v4)));
            if v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_multicast() {
                prop_assert!(!is_public(IpAddr::V4(v4)));
            }
        }
    }
}
