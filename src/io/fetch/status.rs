//! What an answer's status means for us.

use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, ETAG, HeaderMap, HeaderName, LAST_MODIFIED, LINK};
use url::Url;

use crate::{model::Validators, text::plain};

use super::{Body, Fetched, hints, why::place};

/// What was sent, as far as it matters for reading the answer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked {
    /// The request carried validators.
    pub(super) conditional: bool,
    /// Credentials went along.
    pub(super) with_key: bool,
    /// Credentials were left behind at a redirect to another origin.
    pub(super) key_left: bool,
}

/// An answer that was read to its end.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    /// Decoded; of an answer that is no success only what helps to understand it.
    pub(super) bytes: Vec<u8>,
}

impl Answer {
    /// Whether the token that was sent is no good any more. Some APIs say so with 400 (`ExpiredToken` in AT Protocol).
    pub(super) fn rejects_token(&self) -> bool {
        let says = |word: &[u8]| memchr::memmem::find(&self.bytes, word).is_some();
        self.status == 401 || (self.status == 400 && (says(b"ExpiredToken") || says(b"InvalidToken")))
    }
}

/// Where APIs put the reason of a refusal, the most telling place first.
const REASONS: [&str; 10] = [
    "/error/message",
    "/errors/0/message",
    "/errors/0/detail",
    "/error_description",
    "/message",
    "/detail",
    "/error/errors/0/reason",
    "/errors/0",
    "/error",
    "/title",
];
/// Most characters of a reason that are repeated.
const REASON_CHARS: usize = 160;

/// What an API says of its refusal, one line of plain text.
pub(super) fn remark(answer: &Answer) -> Option<String> {
    if !(400..500).contains(&answer.status) {
        return None;
    }
    let told: serde_json::Value = serde_json::from_slice(&answer.bytes).ok()?;
    let reason = REASONS.iter().find_map(|place| told.pointer(place)?.as_str())?;
    let shown = plain::clean(reason, REASON_CHARS);
    (!shown.is_empty()).then_some(shown)
}

/// The outcome of an answer that is no redirect.
pub(super) fn judge(
    answer: Answer,
    url: Url,
    moved_to: Option<String>,
    asked: Asked,
    now: Timestamp,
) -> Fetched {
    let at = place(&url);
    let status = answer.status;
    let headers = &answer.headers;
    let wait = hints::retry_after_secs(headers, now).or_else(|| hints::quota_secs(headers, now));
    let failed = |why: String| Fetched::Failed {
        why,
        retry_after_secs: wait,
        status: Some(status),
    };
    match status {
        200 | 203 if answer.bytes.is_empty() => {
            failed(format!("`{at}` answered {status} with an empty body"))
        }
        200 | 203 => Fetched::Modified(Box::new(body(answer, url, moved_to, now))),
        304 if asked.conditional => Fetched::NotModified {
            fresh_secs: hints::fresh_secs(headers, now),
        },
        304 => failed(format!(
            "`{at}` answered 304 (not modified) although nothing was asked conditionally"
        )),
        410 => Fetched::Gone,
        429 | 420 => Fetched::Throttled {
            retry_after_secs: wait,
            status,
        },
        503 | 403 if wait.is_some() || hints::is_quota_used_up(headers) => Fetched::Throttled {
            retry_after_secs: wait,
            status,
        },
        401 | 402 | 403 | 407 | 451 | 600.. => Fetched::blocked(refusal(status, &at, headers, asked)),
        206 => failed(format!("`{at}` answered 206, a part instead of the whole")),
        404 => failed(format!(
            "`{at}` has nothing at this address (404); check it, the page may have moved"
        )),
        408 | 504 => failed(format!("`{at}` gave up waiting ({status}); it may be overloaded")),
        400..=499 => failed(format!("`{at}` does not accept the request ({status})")),
        500..=599 => failed(format!("`{at}` has trouble of its own ({status})")),
        _ => failed(format!(
            "`{at}` answered {status}, which is no answer to this request"
        )),
    }
}

fn refusal(status: u16, at: &str, headers: &HeaderMap, asked: Asked) -> String {
    let challenge = headers
        .get("cf-mitigated")
        .is_some_and(|value| value.as_bytes() == b"challenge");
    match status {
        _ if challenge => format!(
            "`{at}` wants a browser to prove itself (Cloudflare challenge); ask its owner to let this `user_agent` in, \
             or use its feed or API"
        ),
        401 | 403 if asked.key_left => format!(
            "`{at}` refuses us ({status}) after a redirect from another site, to which credentials never go along; put \
             the new address into the configuration"
        ),
        401 | 403 if asked.with_key => {
            format!(
                "`{at}` refuses the credentials ({status}); check whether the key is right, allowed and not expired"
            )
        }
        401 => format!("`{at}` asks for a login (401); give the source its credentials"),
        402 => format!("`{at}` asks for payment (402)"),
        407 => format!("a proxy on the way to `{at}` asks for a login (407)"),
        451 => format!("`{at}` may not be shown here for legal reasons (451)"),
        403 => format!(
            "`{at}` refuses us (403); it may not welcome robots or this `user_agent`: ask its owner, or use its API"
        ),
        _ => format!("`{at}` turns robots away ({status}); use its API or exports instead"),
    }
}

fn body(answer: Answer, url: Url, moved_to: Option<String>, now: Timestamp) -> Body {
    let Answer {
        status,
        headers,
        bytes,
    } = answer;
    let links: Vec<_> = headers
        .get_all(LINK)
        .iter()
        .map(|value| latin1(value.as_bytes()))
        .collect();
    Body {
        url,
        status,
        content_type: first(&headers, &CONTENT_TYPE),
        bytes,
        validators: Validators {
            etag: first(&headers, &ETAG),
            last_modified: first(&headers, &LAST_MODIFIED),
        },
        link_header: (!links.is_empty()).then(|| links.join(", ")),
        moved_to,
        fresh_secs: hints::fresh_secs(&headers, now),
    }
}

/// A header as text, byte for byte: each byte is the character of the same number, so that [`bytes_of`] restores it.
fn first(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers
        .get(name)
        .filter(|value| !value.is_empty())
        .map(|value| latin1(value.as_bytes()))
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// The bytes that [`first`] made into text; `None` if the text is from elsewhere.
pub(super) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(c).ok()).collect()
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    const PLAIN: Asked = Asked {
        conditional: false,
        with_key: false,
        key_left: false,
    };

    fn judged(status: u16, lines: &[(&'static str, &[u8])], bytes: &[u8], asked: Asked) -> Fetched {
        let mut headers = HeaderMap::new();
        for &(name, value) in lines {
            headers.append(name, HeaderValue::from_bytes(value).unwrap());
        }
        let url = Url::parse("https://a.example/feed?token=canary").unwrap();
        let now = "2026-03-01T12:00:00Z".parse().unwrap();
        judge(
            Answer {
                status,
                headers,
                bytes: bytes.to_vec(),
            },
            url,
            None,
            asked,
            now,
        )
    }

    /// The kind of outcome and the sentence, if any.
    fn shown(fetched: &Fetched) -> String {
        match fetched {
            Fetched::Modified(_) => "modified".to_owned(),
            Fetched::NotModified { .. } => "not modified".to_owned(),
            Fetched::Throttled {
                retry_after_secs,
                status,
            } => format!("throttled {status} {retry_after_secs:?}"),
            Fetched::Gone => "gone".to_owned(),
            Fetched::Blocked { why } => format!("blocked: {why}"),
            Fetched::Failed {
                why,
                retry_after_secs,
                ..
            } => format!("failed {retry_after_secs:?}: {why}"),
        }
    }

    #[test]
    fn an_api_may_say_why_it_refuses() {
        let quota = r#"{"error":{"code":403,"message":"You have exceeded your quota."}}"#;
        for (status, body, want) in [
            (403, quota, Some("You have exceeded your quota.")),
            (
                400,
                r#"{"errors":[{"message":"Invalid\n'query'"}]}"#,
                Some("Invalid 'query'"),
            ),
            (
                401,
                r#"{"message":"Bad credentials","documentation_url":"x"}"#,
                Some("Bad credentials"),
            ),
            (
                400,
                r#"{"error":"invalid_grant","error_description":"expired"}"#,
                Some("expired"),
            ),
            (400, r#"{"error":"invalid_request"}"#, Some("invalid_request")),
            (400, "<html>no</html>", None),
            (404, r#"{"other":"x"}"#, None),
            (500, r#"{"message":"trouble"}"#, None),
        ] {
            let answer = Answer {
                status,
                headers: HeaderMap::new(),
                bytes: body.as_bytes().to_vec(),
            };
            assert_eq!(remark(&answer).as_deref(), want, "{body}");
        }
    }

    #[test]
    fn each_status_means_one_thing() {
        let key = Asked {
            with_key: true,
            ..PLAIN
        };
        let left = Asked {
            key_left: true,
            ..PLAIN
        };
        let cond = Asked {
            conditional: true,
            ..PLAIN
        };
        let wait: &[(&'static str, &[u8])] = &[("retry-after", b"120")];
        let none: &[(&'static str, &[u8])] = &[];
        for (status, lines, asked, want) in [
            (200, none, PLAIN, "modified"),
            (203, none, PLAIN, "modified"),
            (204, none, PLAIN, "failed None: `a.example` answered 204"),
            (206, none, PLAIN, "failed None: `a.example` answered 206, a part"),
            (226, none, PLAIN, "failed None"),
            (300, none, PLAIN, "failed None"),
            (304, none, cond, "not modified"),
            (304, none, PLAIN, "failed None: `a.example` answered 304"),
            (400, wait, PLAIN, "failed Some(120)"),
            (401, none, PLAIN, "blocked: `a.example` asks for a login"),
            (
                401,
                none,
                key,
                "blocked: `a.example` refuses the credentials (401)",
            ),
            (
                403,
                none,
                left,
                "blocked: `a.example` refuses us (403) after a redirect",
            ),
            (403, none, PLAIN, "blocked: `a.example` refuses us (403)"),
            (403, wait, PLAIN, "throttled 403 Some(120)"),
            (
                403,
                &[("x-ratelimit-remaining", b"0"), ("x-ratelimit-reset", b"60")],
                key,
                "throttled 403 Some(60)",
            ),
            (
                403,
                &[("cf-mitigated", b"challenge")],
                PLAIN,
                "blocked: `a.example` wants a browser",
            ),
            (503, &[("cf-mitigated", b"challenge")], PLAIN, "failed None"),
            (404, none, PLAIN, "failed None: `a.example` has nothing"),
            (407, none, PLAIN, "blocked: a proxy"),
            (410, none, PLAIN, "gone"),
            (429, none, PLAIN, "throttled 429 None"),
            (429, wait, PLAIN, "throttled 429 Some(120)"),
            (
                429,
                &[("retry-after", b"Sun, 01 Mar 2026 12:00:09 GMT")],
                PLAIN,
                "throttled 429 Some(9)",
            ),
            (429, &[("retry-after", b"soon")], PLAIN, "throttled 429 None"),
            (451, none, PLAIN, "blocked: `a.example` may not be shown"),
            (500, none, PLAIN, "failed None: `a.example` has trouble"),
            (503, none, PLAIN, "failed None"),
            (503, wait, PLAIN, "throttled 503 Some(120)"),
            (502, wait, PLAIN, "failed Some(120)"),
            (999, none, PLAIN, "blocked: `a.example` turns robots away"),
        ] {
            let got = shown(&judged(status, lines, b"body", asked));
            assert!(got.starts_with(want), "{status}: {got}");
            assert!(!got.contains("canary"), "{got}");
        }
        assert!(shown(&judged(200, none, b"", PLAIN)).contains("empty body"));
    }

    #[test]
    fn validators_come_back_byte_for_byte() {
        let odd = b"W/\"a b\"\xe9,\x80";
        let Fetched::Modified(body) = judged(
            200,
            &[("etag", odd), ("last-modified", b"yesterday")],
            b"x",
            PLAIN,
        ) else {
            panic!("a body")
        };
        assert_eq!(bytes_of(&body.validators.etag.unwrap()).unwrap(), odd);
        assert_eq!(body.validators.last_modified.as_deref(), Some("yesterday"));
        assert_eq!(bytes_of("€"), None);
    }

    #[test]
    fn links_are_joined() {
        let Fetched::Modified(body) =
            judged(200, &[("link", b"<a>; rel=next"), ("link", b"<b>")], b"x", PLAIN)
        else {
            panic!("a body")
        };
        assert_eq!(body.link_header.as_deref(), Some("<a>; rel=next, <b>"));
    }

    #[test]
    fn a_stale_token_is_recognised() {
        let says = |status, bytes: &[u8]| Answer {
            status,
            headers: HeaderMap::new(),
            bytes: bytes.to_vec(),
        };
        assert!(says(401, b"").rejects_token());
        assert!(says(400, br#"{"error":"ExpiredToken"}"#).rejects_token());
        assert!(!says(400, b"bad query").rejects_token());
        assert!(!says(403, b"").rejects_token());
    }
}
