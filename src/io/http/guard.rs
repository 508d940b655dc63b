//! Who may ask: the right method, the right `Host`, the right token.

use std::{any::Any, net::IpAddr, sync::Arc};

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use serde_json::json;

use crate::{
    config::{HttpSettings, Listen},
    model::Secret,
};

/// Where documents are pushed to.
const HOOKS: &str = "/hooks/";

/// What the endpoint asks of a request.
#[derive(Clone, Debug)]
pub struct Guard {
    /// Names that count as the endpoint's own in `Host`; a page on another name that was rebound to this address is
    /// refused.
    hosts: Vec<String>,
    /// Any address counts: who listens on every one is asked by each of them, and no name can be rebound to be one.
    by_any_address: bool,
    token: Option<Secret>,
}

impl Guard {
    /// The guard of the endpoint so configured.
    pub fn new(http: &HttpSettings) -> Self {
        let mut hosts: Vec<String> = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned).to_vec();
        hosts.extend_from_slice(&http.hosts);
        let mut by_any_address = false;
        if let Listen::Tcp(address) = &http.listen {
            by_any_address = !address.ip().is_loopback();
            hosts.push(match address.ip() {
                IpAddr::V4(ip) => ip.to_string(),
                IpAddr::V6(ip) => format!("[{ip}]"),
            });
        }
        Self {
            hosts,
            by_any_address,
            token: http.token.clone(),
        }
    }

    /// Why the request is refused, if it is.
    fn refusal(
        &self,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
    ) -> Option<(StatusCode, &'static str)> {
        let pushes = *method == Method::POST && path.starts_with(HOOKS);
        let corrects = *method == Method::POST && is_sentiment(path);
        if !pushes && !corrects && !matches!(*method, Method::GET | Method::HEAD) {
            return Some((
                StatusCode::METHOD_NOT_ALLOWED,
                "the endpoint is read-only but for `/hooks/` and `/mentions/{id}/sentiment`; use GET or HEAD",
            ));
        }
        if !self.is_own_host(headers) {
            return Some((
                StatusCode::MISDIRECTED_REQUEST,
                "`Host` does not name this endpoint; ask it by its own address, or add the name to `hosts` of [http]",
            ));
        }
        // A hook asks for a token of its own.
        let token = self.token.as_ref().filter(|_| !pushes)?;
        let why = "send the token of [http] as `Authorization: Bearer …`";
        (!carries(headers, token)).then_some((StatusCode::UNAUTHORIZED, why))
    }

    fn is_own_host(&self, headers: &HeaderMap) -> bool {
        // Two of them are a trick: whoever stands in between may have looked at the other one.
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next().and_then(|host| host.to_str().ok()), hosts.next()) else {
            return false;
        };
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => host,
        };
        let ip = || {
            name.trim_start_matches('[')
                .trim_end_matches(']')
                .parse::<IpAddr>()
        };
        self.hosts.iter().any(|own| own.eq_ignore_ascii_case(name)) || (self.by_any_address && ip().is_ok())
    }
}

/// Where a mention is corrected.
fn is_sentiment(path: &str) -> bool {
    path.strip_prefix("/mentions/")
        .and_then(|rest| rest.strip_suffix("/sentiment"))
        .is_some_and(|id| !id.is_empty() && !id.contains('/'))
}

/// Whether a request carries a bearer token; compares without telling by its duration where the first difference is.
pub fn carries(headers: &HeaderMap, token: &Secret) -> bool {
    let given = headers
        .get(header::AUTHORIZATION)
        .map(HeaderValue::as_bytes)
        .unwrap_or_default();
    let given = given.strip_prefix(b"Bearer ").unwrap_or_default();
    let wanted = token.expose().as_bytes();
    let differences = given.iter().zip(wanted).fold(0_u8, |acc, (a, b)| acc | (a ^ b));
    given.len() == wanted.len() && differences == 0 && !wanted.is_empty()
}

/// Lets a request through, or answers it with the reason; every answer gets the headers that keep a browser careful.
pub(super) async fn check(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let mut response = match guard.refusal(request.method(), request.uri().path(), request.headers()) {
        Some((status, why)) => problem(status, why),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'self'",
        ),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// `application/problem+json` (RFC 9457).
pub fn problem(status: StatusCode, detail: &str) -> Response {
    let title = status.canonical_reason().unwrap_or("error");
    let body =
        Json(json!({ "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail }));
    let mut response = (status, body).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    response
}

/// The answer when making one went wrong.
pub(super) fn panicked(_why: Box<dyn Any + Send>) -> Response {
    tracing::error!("an answer of the status endpoint went wrong inside mentiond");
    problem(
        StatusCode::INTERNAL_SERVER_ERROR,
        "the answer could not be made; the log has more",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(k, v)| (k.parse().unwrap(), HeaderValue::from_static(v)))
            .collect()
    }

    fn status(guard: &Guard, method: &Method, pairs: &[(&'static str, &'static str)]) -> Option<u16> {
        guard
            .refusal(method, "/status", &headers(pairs))
            .map(|(status, _)| status.as_u16())
    }

    fn guard(listen: &str, hosts: &[&str], token: Option<&str>) -> Guard {
        Guard::new(&HttpSettings {
            listen: Listen::Tcp(listen.parse().unwrap()),
            hosts: hosts.iter().map(|&host| host.to_owned()).collect(),
            token: token.map(Secret::new),
        })
    }

    #[test]
    fn only_the_endpoints_own_names_are_answered() {
        let token = ("authorization", "Bearer s3cret");
        let loopback = guard("127.0.0.1:8787", &[], None);
        let locked = guard("127.0.0.1:8787", &[], Some("s3cret"));
        let public = guard("0.0.0.0:8787", &["watch.acme.example"], Some("s3cret"));
        for (host, on_loopback, on_all) in [
            ("127.0.0.1:8787", None, None),
            ("localhost:8787", None, None),
            ("LOCALHOST", None, None),
            ("[::1]:8787", None, None),
            ("192.0.2.7:8787", Some(421), None),
            ("[2001:db8::7]", Some(421), None),
            ("watch.acme.example", Some(421), None),
            ("Watch.Acme.example:443", Some(421), None),
            ("evil.example", Some(421), Some(421)),
            ("localhost.evil.example:8787", Some(421), Some(421)),
            ("192.0.2.7.evil.example", Some(421), Some(421)),
            ("", Some(421), Some(421)),
        ] {
            let pairs = [("host", host), token];
            assert_eq!(status(&loopback, &Method::GET, &pairs), on_loopback, "{host}");
            assert_eq!(status(&locked, &Method::GET, &pairs), on_loopback, "{host}");
            assert_eq!(status(&public, &Method::GET, &pairs), on_all, "{host}");
        }
        assert_eq!(status(&loopback, &Method::GET, &[]), Some(421));
        assert_eq!(
            status(&loopback, &Method::POST, &[("host", "localhost")]),
            Some(405)
        );
    }

    #[test]
    fn only_hooks_take_more_than_questions() {
        let guard = guard("127.0.0.1:8787", &[], Some("s3cret"));
        let told = |method: &Method, path: &str, host: &'static str| {
            let refusal = guard.refusal(method, path, &headers(&[("host", host)]));
            refusal.map(|(status, _)| status.as_u16())
        };
        assert_eq!(
            told(&Method::POST, "/hooks/x", "localhost"),
            None,
            "it has a token of its own"
        );
        assert_eq!(told(&Method::POST, "/hooks/x", "evil.example"), Some(421));
        assert_eq!(told(&Method::POST, "/hooks", "localhost"), Some(405));
        assert_eq!(told(&Method::POST, "/status", "localhost"), Some(405));
        assert_eq!(told(&Method::DELETE, "/hooks/x", "localhost"), Some(405));
        assert_eq!(told(&Method::GET, "/hooks/x", "localhost"), Some(401));
    }

    #[test]
    fn a_token_is_asked_for_where_there_is_one() {
        let guard = guard("0.0.0.0:8787", &[], Some("s3cret"));
        for (given, expected) in [
            (None, Some(401)),
            (Some("Bearer s3crex"), Some(401)),
            (Some("Bearer "), Some(401)),
            (Some("s3cret"), Some(401)),
            (Some("Bearer s3cret"), None),
        ] {
            let mut pairs = vec![("host", "localhost")];
            pairs.extend(given.map(|given| ("authorization", given)));
            assert_eq!(status(&guard, &Method::GET, &pairs), expected, "{given:?}");
        }
    }
}
