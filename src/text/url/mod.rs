//! Addresses: one key for every spelling of the same page, hosts and their owners, campaign parameters.

mod canonical;
mod network;
mod redirect;
mod short;
mod tracking;

pub use canonical::{canonical, destination};
pub use network::special_network;
pub use short::{is_short_host, short_hosts};

use url::{Host, Url, form_urlencoded};

use crate::model::Utm;

/// Parses an address as people and feeds write it: with or without a scheme, with `//`, in `<…>`, with spaces around.
/// Only `http` and `https` addresses with a host are taken; everything else (`mailto:`, `tag:`, a bare word) is `None`.
pub fn parse_loose(address: &str) -> Option<Url> {
    let address: String = address
        .trim_matches(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '\u{feff}'))
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'))
        .collect();
    let whole = match scheme_of(&address) {
        Some(scheme) if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") => {
            address
        }
        Some(_) => return None,
        None => format!("http://{}", address.trim_start_matches('/')),
    };
    let url = Url::parse(&whole).ok()?;
    let host = url.host_str()?;
    // Without a scheme only something that looks like a host counts: `acme` alone is a word.
    (host.contains('.') || host.contains(':') || host == "localhost").then_some(url)
}

/// The scheme an address begins with: `a+b:` before any `/`, `?`, `#`, unless what follows is a port number.
fn scheme_of(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once(':')?;
    let mut letters = scheme.chars();
    let is_scheme = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let port: &str = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_port = !rest.starts_with("//") && !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    (is_scheme && !is_port).then_some(scheme)
}

/// Host in lower case and ASCII (`Bücher.example.` → `xn--bcher-kva.example`); `None` for what is no host name.
/// IP addresses come back as written.
pub fn ascii_host(host: &str) -> Option<String> {
    let host = host.trim().trim_end_matches('.');
    if host.is_empty() || host.starts_with('.') {
        return None;
    }
    let plain = host
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    if plain && !host.contains("..") {
        return Some(host.to_owned());
    }
    Host::parse(host).ok().map(|host| host.to_string())
}

/// Host in the letters it stands for (`xn--bcher-kva.example` → `bücher.example`); empty where it stands for none.
pub fn readable_host(host: &str) -> String {
    url::quirks::domain_to_unicode(host)
}

/// Host of an address, ASCII and lower case, as in [`ascii_host`].
pub fn host_of(address: &str) -> Option<String> {
    parse_loose(address).and_then(|url| ascii_host(url.host_str()?))
}

/// The domain somebody registered: `shop.acme.co.uk` → `acme.co.uk`, by the Public Suffix List with its private section
/// (`me.github.io` → `me.github.io`). `None` for IP addresses, for a bare suffix and for single words.
pub fn registrable_domain(host: &str) -> Option<String> {
    let host = ascii_host(host)?;
    if matches!(Host::parse(&host), Ok(Host::Ipv4(_) | Host::Ipv6(_))) {
        return None;
    }
    psl::domain_str(&host).map(str::to_owned)
}

/// Whether `host` is `domain` or lies below it. `www.` in front of either does not matter, nor do case and spelling of
/// international names.
pub fn host_matches(host: &str, domain: &str) -> bool {
    let (Some(host), Some(domain)) = (ascii_host(host), ascii_host(domain)) else {
        return false;
    };
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let domain = domain.strip_prefix("www.").unwrap_or(&domain);
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

/// A user name or password as it stands in an address, with its percent signs undone; those before anything but two
/// hexadecimal digits stay, and so does `+`.
pub fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let hex = |digit: Option<u8>| digit.and_then(|digit| char::from(digit).to_digit(16));
        match (byte, hex(ahead.next()), hex(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The five UTM parameters of a link, decoded; names in any case; empty values are `None`.
pub fn utm(address: &str) -> Utm {
    let mut utm = Utm::default();
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let name = name.to_ascii_lowercase();
        // A link taken from badly escaped HTML still says `&amp;`.
        let slot = match name.strip_prefix("amp;").unwrap_or(&name) {
            "utm_source" => &mut utm.source,
            "utm_medium" => &mut utm.medium,
            "utm_campaign" => &mut utm.campaign,
            "utm_term" => &mut utm.term,
            "utm_content" => &mut utm.content,
            _ => continue,
        };
        if slot.is_none() && !value.trim().is_empty() {
            *slot = Some(value.trim().to_owned());
        }
    }
    utm
}

#[cfg(test)]
mod tests;
