//! Which addresses may be contacted: nothing inside a private network unless its source allows it in so many words.

use std::net::IpAddr;

use url::{Host, Url};

use crate::text::url::special_network;

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

/// Whether an address is reachable from everywhere.
pub(super) fn is_public(ip: IpAddr) -> bool {
    special_network(ip).is_none()
}

#[cfg(test)]
mod tests {
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
}
