//! Addresses that only lead to another address: search engines, social networks, AMP caches.

use url::Url;

use super::{parse_loose, registrable_domain};

/// Redirectors: registrable-domain label (`google` matches every `google.…`), beginning of the path, parameters that
/// may hold the target, in order.
const WRAPPERS: &[(&str, &str, &[&str])] = &[
    ("google.", "/url", &["url", "q"]),
    ("google.", "/imgres", &["imgrefurl"]),
    ("facebook.com", "/l.php", &["u"]),
    ("facebook.com", "/sharer", &["u"]),
    ("facebook.com", "/flx/warn", &["u"]),
    ("instagram.com", "/", &["u"]),
    ("youtube.com", "/redirect", &["q"]),
    ("youtube.com", "/attribution_link", &["u"]),
    ("reddit.com", "/", &["url"]),
    ("vk.com", "/away.php", &["to"]),
    ("steamcommunity.com", "/linkfilter", &["url", "u"]),
    ("duckduckgo.com", "/l/", &["uddg"]),
    ("bing.com", "/news/apiclick.aspx", &["url"]),
    ("linkedin.com", "/redir", &["url"]),
    ("linkedin.com", "/safety/go", &["url"]),
    ("slack-redir.net", "/link", &["url"]),
    ("umblr.com", "/redirect", &["z"]),
    ("yahoo.com", "/_ylt", &["RU"]),
    ("outlook.com", "/", &["url"]),
    ("deviantart.com", "/users/outgoing", &[]),
    ("href.li", "/", &[]),
];

/// Hosts below a wrapper's domain on which only these names redirect; the site itself is an ordinary site.
const ONLY_HOSTS: &[(&str, &[&str])] = &[
    ("instagram.com", &["l.instagram.com"]),
    ("reddit.com", &["out.reddit.com"]),
    ("umblr.com", &["t.umblr.com"]),
    ("yahoo.com", &["r.search.yahoo.com"]),
];

/// The address behind a redirector or an AMP cache, if this is one and tells it.
pub(super) fn unwrap(url: &Url) -> Option<Url> {
    let host = url.host_str()?.trim_end_matches('.');
    amp_target(url, host).or_else(|| wrapped_target(url, host))
}

fn wrapped_target(url: &Url, host: &str) -> Option<Url> {
    let domain = psl::domain_str(host)?;
    let (_, _, names) = WRAPPERS.iter().find(|(owner, path, _)| {
        let owned = owner
            .strip_suffix('.')
            .map_or(domain == *owner, |label| domain.split('.').next() == Some(label));
        owned && url.path().starts_with(path)
    })?;
    let elsewhere = ONLY_HOSTS
        .iter()
        .any(|(owner, hosts)| *owner == domain && !hosts.contains(&host));
    if elsewhere || (domain == "outlook.com" && !host.ends_with("safelinks.protection.outlook.com")) {
        return None;
    }
    if names.is_empty() {
        let query = url.query()?;
        return query.starts_with("http").then(|| parse_loose(query)).flatten();
    }
    names
        .iter()
        .find_map(|name| url.query_pairs().find(|(key, _)| key == name))
        .and_then(|(_, value)| target(&value, url))
}

/// A target must be a whole address, one without its scheme but with a path, or a page of the same site: `q=rockets` of a
/// search page is none.
fn target(value: &str, at: &Url) -> Option<Url> {
    if value.starts_with('/') && !value.starts_with("//") {
        return at.join(value).ok().filter(|target| target != at);
    }
    let whole = value.starts_with("http://") || value.starts_with("https://");
    let bare = || {
        let (host, _) = value.split_once('/')?;
        registrable_domain(host).filter(|_| !value.contains(char::is_whitespace))
    };
    (whole || bare().is_some()).then(|| parse_loose(value)).flatten()
}

/// `google.com/amp/s/host/path`, `bing.com/amp/s/…`, `…cdn.ampproject.org/c/s/host/path`.
fn amp_target(url: &Url, host: &str) -> Option<Url> {
    let path = url.path();
    let rest = if host == "cdn.ampproject.org" || host.ends_with(".cdn.ampproject.org") {
        path.strip_prefix("/c/")
            .or_else(|| path.strip_prefix("/v/"))
            .or_else(|| path.strip_prefix("/wp/"))?
    } else {
        let label = psl::domain_str(host)?.split('.').next()?;
        path.strip_prefix("/amp/")
            .filter(|_| matches!(label, "google" | "bing"))?
    };
    let rest = rest.strip_prefix("s/").unwrap_or(rest);
    let query = url.query().map_or_else(String::new, |query| format!("?{query}"));
    parse_loose(&format!("https://{rest}{query}"))
}
