//! Which referrers are pages that link to a site.

use url::Url;

use super::Request;
use crate::text::url::{canonical, destination, host_matches, registrable_domain};

/// Longest address of a page.
const MAX_ADDRESS_BYTES: usize = 2_048;

/// Search engines and portals by the first label of their domain: what they send is a search, not a page that links.
const SEARCH: [&str; 24] = [
    "google",
    "bing",
    "yahoo",
    "yandex",
    "duckduckgo",
    "baidu",
    "ecosia",
    "qwant",
    "startpage",
    "seznam",
    "naver",
    "kagi",
    "ask",
    "aol",
    "sogou",
    "mojeek",
    "metager",
    "swisscows",
    "dogpile",
    "presearch",
    "so",
    "daum",
    "brave",
    "ya",
];
/// Hosts below the domain of a search engine that show pages of people.
const NO_SEARCH: [&str; 8] = [
    "groups", "sites", "docs", "blog", "news", "cafe", "forum", "support",
];

/// The page that sent somebody; `None` if it is none, or none of others.
pub(super) fn page(request: &Request, own: &[&str]) -> Option<Url> {
    let address = request.referrer.as_deref()?;
    let is_web = address.starts_with("http://") || address.starts_with("https://");
    if !is_web || address.len() > MAX_ADDRESS_BYTES {
        return None;
    }
    let mut url = destination(address)?;
    let host = url.host_str()?.to_owned();
    let domain = registrable_domain(&host)?;
    if is_search(&host, &domain) || own.iter().any(|own| is_own(&host, &domain, own)) {
        return None;
    }
    url.set_fragment(None);
    if url.set_username("").is_err() || url.set_password(None).is_err() {
        return None;
    }
    // A query of which nothing chooses the page is junk.
    if canonical(url.as_str()).is_none_or(|key| !key.contains('?')) {
        url.set_query(None);
    }
    Some(url)
}

fn is_own(host: &str, domain: &str, own: &str) -> bool {
    host_matches(host, own) || registrable_domain(own).as_deref() == Some(domain)
}

fn is_search(host: &str, domain: &str) -> bool {
    let name = domain.split('.').next().unwrap_or_default();
    let below = host.strip_suffix(domain).unwrap_or_default();
    SEARCH.contains(&name) && !NO_SEARCH.contains(&below.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_others_are_referrers() {
        for (referrer, want) in [
            (
                "https://blog.example/review?utm_source=x&fbclid=1#top",
                Some("https://blog.example/review"),
            ),
            (
                "https://forum.example/t?id=7&utm_medium=y",
                Some("https://forum.example/t?id=7&utm_medium=y"),
            ),
            ("https://user:pw@blog.example/", Some("https://blog.example/")),
            ("https://www.google.com/", None),
            ("https://www.google.co.uk/search?q=acme", None),
            (
                "https://groups.google.com/g/skates",
                Some("https://groups.google.com/g/skates"),
            ),
            ("https://duckduckgo.com/", None),
            ("https://www.acme.example/cart", None),
            ("https://checkout.acme.example/", None),
            ("android-app://com.example.app/", None),
            ("http://localhost:3000/", None),
            ("http://192.0.2.7/", None),
            ("http://intranet/", None),
            ("null", None),
            ("", None),
        ] {
            let request = Request {
                referrer: Some(referrer.to_owned()),
                ..Request::default()
            };
            let page = page(&request, &["shop.acme.example"]);
            assert_eq!(page.as_ref().map(Url::as_str), want, "{referrer}");
        }
    }
}
