//! The way from the address asked to the one that answers: at most five hops, and no key leaves its origin.

use reqwest::{
    Method,
    header::{HeaderMap, LOCATION},
};
use url::{Origin, Url};

use super::{Ask, Fetched, auth::Key, why::place};

/// Most redirects followed.
const HOPS: u32 = 5;

/// Where a request has got to.
#[derive(Debug)]
pub(super) struct Trip<'a> {
    ask: &'a Ask<'a>,
    key: &'a Key,
    home: Origin,
    /// Where to ask next; never holds credentials.
    pub(super) url: Url,
    /// How.
    pub(super) method: Method,
    /// With what.
    pub(super) body: Option<&'a str>,
    /// Whether credentials and the source's own headers still go along.
    pub(super) at_home: bool,
    /// Where permanent redirects led, while no temporary one was among them.
    pub(super) moved_to: Option<String>,
    only_permanent: bool,
    hops: u32,
}

impl<'a> Trip<'a> {
    /// Sets out.
    ///
    /// # Errors
    /// If the method is none.
    pub(super) fn new(ask: &'a Ask<'a>, key: &'a Key) -> Result<Self, Fetched> {
        let method = Method::from_bytes(ask.method.as_bytes())
            .map_err(|_| Fetched::failed(format!("`{}` is no HTTP method", ask.method)))?;
        let mut url = ask.url.clone();
        clean(&mut url);
        Ok(Self {
            home: url.origin(),
            url,
            method,
            body: ask.body,
            ask,
            key,
            at_home: true,
            moved_to: None,
            only_permanent: true,
            hops: 0,
        })
    }

    /// Whether anything secret is on board.
    pub(super) fn has_key(&self) -> bool {
        self.at_home && (!self.key.is_none() || self.ask.headers.iter().any(|(name, _)| !is_harmless(name)))
    }

    /// Whether a status is a redirect that can be followed.
    pub(super) fn is_redirect(status: u16) -> bool {
        matches!(status, 301 | 302 | 303 | 307 | 308)
    }

    /// Takes a redirect.
    ///
    /// # Errors
    /// If it leads nowhere, too far, out of the web, or would carry a key along.
    pub(super) fn follow(&mut self, status: u16, headers: &HeaderMap) -> Result<(), Fetched> {
        let at = place(&self.url);
        self.hops += 1;
        if self.hops > HOPS {
            return Err(Fetched::failed(format!(
                "redirected more than {HOPS} times, last by `{at}`; check the address"
            )));
        }
        let next = self.target(&at, status, headers)?;
        let leaves = next.origin() != self.home;
        if self.url.scheme() == "https" && next.scheme() == "http" && self.has_key() {
            return Err(Fetched::blocked(format!(
                "`{at}` redirects from `https:` to plain `http:`, where the key would be readable; not followed"
            )));
        }
        if leaves && self.key.is_in(&next) {
            return Err(Fetched::blocked(format!(
                "`{at}` redirects to `{}` with the key in the address",
                place(&next)
            )));
        }
        self.change_method(status, leaves, &at)?;
        self.at_home &= !leaves;
        self.only_permanent &= matches!(status, 301 | 308);
        if self.only_permanent {
            self.moved_to = Some(next.to_string());
        }
        self.url = next;
        Ok(())
    }

    fn target(&self, at: &str, status: u16, headers: &HeaderMap) -> Result<Url, Fetched> {
        let location = headers
            .get(LOCATION)
            .map(|value| String::from_utf8_lossy(value.as_bytes()));
        let location = location.as_deref().map(str::trim).unwrap_or_default();
        if location.is_empty() {
            return Err(Fetched::failed(format!(
                "`{at}` redirects ({status}) without saying where to"
            )));
        }
        let mut next = self.url.join(location).map_err(|_| {
            Fetched::failed(format!(
                "`{at}` redirects ({status}) to something that is no address"
            ))
        })?;
        if !matches!(next.scheme(), "http" | "https") || next.host().is_none() {
            return Err(Fetched::blocked(format!(
                "`{at}` redirects to a `{}:` address; only `http:` and `https:` are followed",
                next.scheme()
            )));
        }
        clean(&mut next);
        self.key.strip_from(&mut next);
        Ok(next)
    }

    /// 303, and by custom 301 and 302, turn a POST into a GET; 307 and 308 repeat it, but not to strangers.
    fn change_method(&mut self, status: u16, leaves: bool, at: &str) -> Result<(), Fetched> {
        if self.method == Method::GET || self.method == Method::HEAD {
            return Ok(());
        }
        if matches!(status, 307 | 308) {
            return if leaves {
                Err(Fetched::blocked(format!(
                    "`{at}` redirects what was sent to it to another site; not followed"
                )))
            } else {
                Ok(())
            };
        }
        self.method = Method::GET;
        self.body = None;
        Ok(())
    }
}

/// Whether a header of the source's own may go to anybody.
pub(super) fn is_harmless(name: &str) -> bool {
    ["accept", "accept-language", "content-type", "user-agent"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

/// Takes user, password and fragment out of a URL.
fn clean(url: &mut Url) {
    // Both fail only for addresses without a host, which hold neither.
    let _without_user: Result<(), ()> = url.set_username("");
    let _without_password: Result<(), ()> = url.set_password(None);
    url.set_fragment(None);
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use reqwest::header::HeaderValue;

    use crate::model::{ApiAuth, Manners, Secret};

    use super::*;

    fn manners() -> Manners {
        Manners {
            timeout: Duration::from_secs(1),
            max_body_bytes: 1,
            spacing: Duration::ZERO,
            user_agent: "t".to_owned(),
            robots: false,
            resolve_links: false,
            allow_private: false,
            auth: None,
        }
    }

    fn to(location: &str) -> HeaderMap {
        HeaderMap::from_iter([(LOCATION, HeaderValue::from_str(location).unwrap())])
    }

    /// Follows `(status, location)` pairs from `start` with an optional query key; the last step's result.
    fn walk(
        start: &str,
        auth: &ApiAuth,
        hops: &[(u16, &str)],
    ) -> Result<(String, bool, Option<String>), Fetched> {
        let (url, manners) = (Url::parse(start).unwrap(), manners());
        let ask = Ask::stranger(&url, &manners).with_auth(auth);
        let key = Key::new(&ask, None, jiff::Timestamp::UNIX_EPOCH).unwrap();
        let mut trip = Trip::new(&ask, &key)?;
        for (status, location) in hops {
            trip.follow(*status, &to(location))?;
        }
        Ok((trip.url.to_string(), trip.at_home, trip.moved_to.clone()))
    }

    fn why(result: Result<(String, bool, Option<String>), Fetched>) -> String {
        match result.expect_err("refused") {
            Fetched::Blocked { why } | Fetched::Failed { why, .. } => why,
            other => panic!("{other:?}"),
        }
    }

    const NONE: ApiAuth = ApiAuth::None;

    #[test]
    fn relative_addresses_are_resolved_and_origins_compared() {
        for (location, want, at_home) in [
            ("/b", "https://a.example/b", true),
            ("c?d=1", "https://a.example/c?d=1", true),
            ("//a.example/b#f", "https://a.example/b", true),
            ("https://a.example:443/b", "https://a.example/b", true),
            ("https://a.example:444/b", "https://a.example:444/b", false),
            ("https://jo:pw@b.example/", "https://b.example/", false),
        ] {
            let (url, home, _) = walk("https://a.example/feed", &NONE, &[(302, location)]).unwrap();
            assert_eq!((url.as_str(), home), (want, at_home), "{location}");
        }
        let back = [(302, "https://b.example/"), (302, "https://a.example/")];
        assert!(
            !walk("https://a.example/", &NONE, &back).unwrap().1,
            "a key that was left behind stays behind"
        );
    }

    #[test]
    fn a_redirect_must_lead_somewhere_on_the_web() {
        for (location, want) in [
            ("file:///etc/passwd", "`file:` address"),
            ("data:text/plain,x", "`data:` address"),
            ("", "without saying where"),
            ("https://[", "no address"),
        ] {
            assert!(
                why(walk("https://a.example/", &NONE, &[(302, location)])).contains(want),
                "{location}"
            );
        }
        assert!(why(walk("https://a.example/", &NONE, &[(302, "/x"); 6])).contains("more than 5"));
        assert!(walk("https://a.example/", &NONE, &[(302, "/x"); 5]).is_ok());
    }

    #[test]
    fn only_permanent_redirects_are_remembered() {
        let moved = |hops: &[(u16, &str)]| walk("http://a.example/", &NONE, hops).unwrap().2;
        assert_eq!(
            moved(&[(301, "/b"), (308, "/c")]).as_deref(),
            Some("http://a.example/c")
        );
        assert_eq!(
            moved(&[(301, "/b"), (302, "/c"), (301, "/d")]).as_deref(),
            Some("http://a.example/b")
        );
        assert_eq!(moved(&[(302, "/b"), (301, "/c")]), None);
    }

    #[test]
    fn keys_stay_at_home() {
        let bearer = ApiAuth::Bearer(Secret::new("canary-key"));
        assert!(
            why(walk("https://a.example/", &bearer, &[(302, "http://a.example/")])).contains("plain `http:`")
        );
        assert!(walk("https://a.example/", &NONE, &[(302, "http://a.example/")]).is_ok());
        let echoed = why(walk(
            "https://a.example/",
            &bearer,
            &[(302, "https://b.example/canary-key")],
        ));
        assert!(
            echoed.contains("with the key in the address") && !echoed.contains("canary"),
            "{echoed}"
        );

        let query = ApiAuth::Query {
            name: "key".to_owned(),
            value: Secret::new("canary-key"),
        };
        let (url, _, moved) = walk("https://a.example/", &query, &[(301, "/b?key=canary-key&q=1")]).unwrap();
        assert_eq!(
            url, "https://a.example/b?q=1",
            "the key is put back when the request is sent"
        );
        assert_eq!(moved.as_deref(), Some("https://a.example/b?q=1"));
        let (url, ..) = walk(
            "https://a.example/",
            &query,
            &[(302, "https://b.example/?key=canary-key")],
        )
        .unwrap();
        assert_eq!(url, "https://b.example/");
    }

    #[test]
    fn a_post_is_not_repeated_to_strangers() {
        let (url, manners) = (Url::parse("https://a.example/").unwrap(), manners());
        let ask = Ask {
            method: "POST",
            body: Some("{}"),
            ..Ask::stranger(&url, &manners)
        };
        let key = Key::new(&ask, None, jiff::Timestamp::UNIX_EPOCH).unwrap();
        for (status, location, want) in [
            (302, "/b", Some((Method::GET, None))),
            (303, "https://b.example/", Some((Method::GET, None))),
            (307, "/b", Some((Method::POST, Some("{}")))),
            (308, "https://b.example/", None),
        ] {
            let mut trip = Trip::new(&ask, &key).unwrap();
            let got = trip
                .follow(status, &to(location))
                .ok()
                .map(|()| (trip.method.clone(), trip.body));
            assert_eq!(got, want, "{status} {location}");
        }
    }
}
