//! The key under which all spellings of one address meet.

use std::fmt::Write as _;

use url::Url;

use super::redirect::unwrap;
use super::tracking::is_tracking;
use super::{ascii_host, parse_loose};

/// Redirectors followed inside one address; a longer chain is a trap.
const MAX_UNWRAPS: usize = 4;
/// Characters without a width, which come along when an address is copied: U+200B to U+200F, U+2060 and U+FEFF.
const UNSEEN: [&str; 7] = [
    "%E2%80%8B",
    "%E2%80%8C",
    "%E2%80%8D",
    "%E2%80%8E",
    "%E2%80%8F",
    "%E2%81%A0",
    "%EF%BB%BF",
];
/// Rounds until nothing changes (`/amp/amp/index.html`).
const MAX_ROUNDS: usize = 8;

/// The dedupe key of an address: no scheme, user, default port, `www.`, `m.`, `amp.`, index page, trailing slash,
/// tracking parameter or fragment (`#!…` stays: it names a page); lower-case ASCII host; sorted query; one spelling of
/// percent-encoding; redirectors and AMP caches replaced by what they lead to; `youtu.be/ID`, `twitter.com` and
/// `old.reddit.com` under their main name. `None` when it is no web address. The key of a key is the key itself.
pub fn canonical(address: &str) -> Option<String> {
    let mut key = key_of(address)?;
    for _ in 0..MAX_ROUNDS {
        match key_of(&key) {
            Some(next) if next != key => key = next,
            _ => break,
        }
    }
    Some(key)
}

/// Where an address leads: itself, or what the redirectors and AMP caches wrapped around it tell.
pub fn destination(address: &str) -> Option<Url> {
    let mut url = parse_loose(address)?;
    for _ in 0..MAX_UNWRAPS {
        match unwrap(&url) {
            Some(inner) => url = inner,
            None => break,
        }
    }
    Some(url)
}

fn key_of(address: &str) -> Option<String> {
    let url = destination(address)?;
    let host = main_host(url.host_str()?)?;
    let (host, path, video) = main_page(host, &url);
    let mut key = host;
    // The scheme is not part of the key, so the default port of either scheme must not be one.
    if let Some(port) = url.port().filter(|port| !matches!(port, 80 | 443)) {
        let _infallible = write!(key, ":{port}");
    }
    key.push_str(&path);
    let mut pairs = query_pairs(&key, &url);
    pairs.extend(video.map(|id| format!("v={id}")));
    pairs.sort_unstable();
    pairs.dedup();
    for (n, pair) in pairs.iter().enumerate() {
        key.push(if n == 0 { '?' } else { '&' });
        key.push_str(pair);
    }
    if let Some(route) = url.fragment().and_then(|fragment| fragment.strip_prefix('!')) {
        let route = route.split(":~:").next().unwrap_or_default();
        if !route.is_empty() {
            key.push_str("#!");
            key.push_str(&respell(route, b"#"));
        }
    }
    Some(key)
}

/// Host without the labels that only choose a rendering.
fn main_host(host: &str) -> Option<String> {
    let mut host = ascii_host(host)?;
    if host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok() {
        return Some(host);
    }
    let owned = psl::domain_str(&host).map_or(host.len(), str::len);
    while let Some((label, rest)) = host.split_once('.') {
        let (label, rest) = match label.strip_prefix("amp-") {
            Some(inner) if !inner.is_empty() => ("amp", format!("{inner}.{rest}")),
            _ => (label, rest.to_owned()),
        };
        if !is_rendering_label(label) || rest.len() < owned {
            break;
        }
        host = rest;
    }
    // `en.m.wikipedia.org`: the same label in second place.
    if let Some((first, rest)) = host.split_once('.')
        && let Some(tail) = rest.strip_prefix("m.")
        && tail.len() >= owned
    {
        host = format!("{first}.{tail}");
    }
    Some(host)
}

fn is_rendering_label(label: &str) -> bool {
    matches!(label, "m" | "mobile" | "amp" | "touch")
        || label
            .strip_prefix("www")
            .is_some_and(|rest| rest.len() <= 2 && rest.bytes().all(|b| b.is_ascii_digit()))
}

/// Host, path and video of sites with more than one name.
fn main_page(host: String, url: &Url) -> (String, String, Option<String>) {
    let path = main_path(url.path());
    let host = match host.as_str() {
        "twitter.com" => "x.com".to_owned(),
        "old.reddit.com" | "new.reddit.com" | "np.reddit.com" | "i.reddit.com" => "reddit.com".to_owned(),
        "youtube-nocookie.com" | "music.youtube.com" => "youtube.com".to_owned(),
        _ => host,
    };
    let video = match host.as_str() {
        "youtu.be" => path.strip_prefix('/'),
        "youtube.com" => ["/shorts/", "/embed/", "/live/", "/v/"]
            .iter()
            .find_map(|prefix| path.strip_prefix(prefix)),
        _ => None,
    };
    match video.filter(|id| is_video_id(id)) {
        Some(id) => ("youtube.com".to_owned(), "/watch".to_owned(), Some(id.to_owned())),
        None => (host, path, None),
    }
}

/// Ids of videos have eleven characters of the URL-safe base64 alphabet.
fn is_video_id(id: &str) -> bool {
    id.len() == 11
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// Path in one spelling, without index page, AMP marks, session and trailing slash; empty for the front page.
fn main_path(path: &str) -> String {
    let path = respell(path, b"/?#");
    let mut segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    if segments.len() > 1 && segments.first() == Some(&"amp") {
        segments.remove(0);
    }
    while segments
        .last()
        .is_some_and(|last| is_index(last) || *last == "amp")
    {
        segments.pop();
    }
    let mut main = String::with_capacity(path.len());
    for segment in segments {
        main.push('/');
        main.push_str(without_session(segment));
    }
    if let Some(stem) = main.strip_suffix(".amp") {
        main.truncate(stem.len());
    } else if let Some(stem) = main.strip_suffix(".amp.html") {
        main.truncate(stem.len());
        main.push_str(".html");
    }
    main
}

fn is_index(segment: &str) -> bool {
    let lower = segment.to_ascii_lowercase();
    let (stem, extension) = lower.split_once('.').unwrap_or((lower.as_str(), ""));
    match stem {
        "index" => matches!(
            extension,
            "" | "html" | "htm" | "xhtml" | "shtml" | "php" | "php5" | "asp" | "aspx" | "jsp" | "cgi" | "cfm"
        ),
        "default" => matches!(extension, "html" | "htm" | "asp" | "aspx"),
        _ => false,
    }
}

fn without_session(segment: &str) -> &str {
    let lower = segment.to_ascii_lowercase();
    match lower.find(";jsessionid=") {
        Some(at) => segment.get(..at).unwrap_or(segment),
        None => segment,
    }
}

/// Pairs of the query that choose the page, respelt. `host` begins with the host that decides which names count.
fn query_pairs(host: &str, url: &Url) -> Vec<String> {
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let domain = psl::domain_str(host).unwrap_or(host);
    url.query()
        .unwrap_or_default()
        .split('&')
        .map(|pair| pair.strip_prefix("amp;").unwrap_or(pair))
        .filter_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = respell(&name.replace('+', "%20"), b"&=+#");
            let value = respell(&value.replace('+', "%20"), b"&+#");
            let empty = name.is_empty() && value.is_empty();
            let kept = !empty && !is_tracking(domain, &name, &value);
            kept.then(|| {
                if value.is_empty() {
                    name
                } else {
                    format!("{name}={value}")
                }
            })
        })
        .collect()
}

/// One spelling of percent-encoding: printable ASCII stands as it is, everything else is `%XX` in upper case. Bytes of
/// `reserved` keep the form they came in, because there the two forms mean different things.
fn respell(part: &str, reserved: &[u8]) -> String {
    let bytes = part.as_bytes();
    let mut out = String::with_capacity(part.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let decoded = (byte == b'%')
            .then(|| Some((hex(*bytes.get(at + 1)?)? << 4) | hex(*bytes.get(at + 2)?)?))
            .flatten();
        at += if decoded.is_some() { 3 } else { 1 };
        let value = decoded.unwrap_or(byte);
        let keeps_code = decoded.is_some() && reserved.contains(&value);
        if value.is_ascii_graphic()
            && !keeps_code
            && !matches!(
                value,
                b'%' | b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'}'
            )
        {
            out.push(char::from(value));
        } else {
            let _infallible = write!(out, "%{value:02X}");
        }
    }
    for unseen in UNSEEN {
        if out.contains(unseen) {
            out = out.replace(unseen, "");
        }
    }
    out
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}
