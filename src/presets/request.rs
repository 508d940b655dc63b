//! A plan + what is known so far → the next request. Nothing is sent here, and no credential is added: whoever sends it
//! does that, so that it can take them away again where a redirect leaves the source's own origin.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use url::Url;

use super::plan::{encode_segment, json_inside};
use crate::model::{ApiAuth, ApiPlan};
use crate::parse::json::at;

/// Placeholders of a request that are filled in at every poll.
pub const PLACEHOLDERS: [&str; 9] = [
    "since:rfc3339",
    "since:unix",
    "since:unix_ms",
    "since:date",
    "since:yyyymmdd",
    "now:rfc3339",
    "now:date",
    "now:yyyymmdd",
    "cursor",
];

/// What is known before a poll.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// Time of the newest document seen; `None` on the first poll.
    pub since: Option<Timestamp>,
    /// Cursor of the page wanted; `None` for the first.
    pub cursor: Option<String>,
    /// Time of the poll; `None` where nothing is asked.
    pub now: Option<Timestamp>,
}

impl Cursor {
    /// With a start that is no further back than the plan's window; a plan with a window always has a start.
    fn within(&self, plan: &ApiPlan) -> Self {
        let days = plan.paging.window_days.map(i64::from);
        let earliest = days
            .and_then(|days| SignedDuration::try_from_hours(days.checked_mul(24)?))
            .and_then(|window| self.now?.checked_sub(window).ok());
        Self {
            since: earliest.max(self.since),
            ..self.clone()
        }
    }
}

/// A request that lacks nothing but the credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// `GET` or `POST`.
    pub method: String,
    /// Address.
    pub url: Url,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// JSON body of a POST.
    pub body: Option<String>,
    pub(super) cursor: Cursor,
}

/// The first request of a poll.
///
/// # Errors
/// One sentence when the address, filled in, is none.
pub fn first(plan: &ApiPlan, cursor: &Cursor) -> Result<HttpRequest, String> {
    let template = &plan.request;
    let cursor = &cursor.within(plan);
    let mut address = fill_url(&template.url, cursor);
    let mut join = if address.contains('?') { '&' } else { '?' };
    for (name, value) in &template.query {
        let Some(value) = fill(value, cursor, encode_query).filter(|value| !value.is_empty()) else {
            continue;
        };
        address.push(join);
        address.push_str(&encode_query(name));
        address.push('=');
        address.push_str(&value);
        join = '&';
    }
    let headers = template
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.clone(), fill(value, cursor, str::to_owned)?)))
        .collect();
    let body = template.body.as_ref().map(|body| fill_body(body, cursor));
    HttpRequest::new(&template.method, &address, headers, body, cursor.clone())
}

impl HttpRequest {
    /// A filled template, with the headers that JSON is asked for and sent with.
    ///
    /// # Errors
    /// If the address is none.
    pub(super) fn new(
        method: &str,
        address: &str,
        mut headers: Vec<(String, String)>,
        body: Option<String>,
        cursor: Cursor,
    ) -> Result<Self, String> {
        let url = Url::parse(address).map_err(|why| format!("`{address}` is not an address: {why}"))?;
        default_header(&mut headers, "accept", "application/json");
        if body.is_some() {
            default_header(&mut headers, "content-type", "application/json");
        }
        Ok(Self {
            method: method.to_owned(),
            url,
            headers,
            body,
            cursor,
        })
    }
}

/// The request for the page after `previous`, or `None` if there is none or the bound is reached. `link_header` is the
/// reply's `Link`, `page_no` how many pages have been fetched (1 after the first). A next page on another host is not
/// followed: it would be handed the credentials.
pub fn next(
    plan: &ApiPlan,
    previous: &HttpRequest,
    link_header: Option<&str>,
    body: &Value,
    page_no: u32,
) -> Option<HttpRequest> {
    let paging = &plan.paging;
    if page_no >= paging.max_pages.max(1) {
        return None;
    }
    if paging
        .has_more
        .as_deref()
        .and_then(|path| at(path, body))
        .is_some_and(|more| more == &Value::Bool(false))
    {
        return None;
    }
    if let Some(path) = &paging.next {
        return same_site(plan, previous, previous.url.join(at(path, body)?.as_str()?).ok()?);
    }
    if paging.link_header {
        return same_site(plan, previous, previous.url.join(link_next(link_header?)?).ok()?);
    }
    if let Some(path) = &paging.cursor {
        let value = match at(path, body)? {
            Value::String(text) if !text.is_empty() => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        return match &paging.cursor_param {
            Some(name) => same_site(plan, previous, with_parameter(&previous.url, name, &value)),
            None => by_template(plan, previous, value),
        };
    }
    let name = paging.page_param.as_deref()?;
    let empty = crate::parse::json::is_empty(&plan.items, body);
    let grown = page_no.checked_mul(paging.page_step.max(1))?;
    let page = paging.first_page.checked_add(grown)?.to_string();
    (!empty)
        .then(|| same_site(plan, previous, with_parameter(&previous.url, name, &page)))
        .flatten()
}

/// Names of the placeholders in a template.
pub(super) fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template
        .split('{')
        .skip(1)
        .filter_map(|after| after.split_once('}').map(|(name, _)| name))
}

fn default_header(headers: &mut Vec<(String, String)>, name: &str, value: &str) {
    if !headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
        headers.push((name.to_owned(), value.to_owned()));
    }
}

fn same_site(plan: &ApiPlan, previous: &HttpRequest, url: Url) -> Option<HttpRequest> {
    let safe = url.host_str() == previous.url.host_str()
        && url.port_or_known_default() == previous.url.port_or_known_default()
        && url.scheme() == previous.url.scheme();
    let url = without_key(plan, url);
    (safe && url != previous.url).then(|| HttpRequest {
        url,
        ..previous.clone()
    })
}

/// An API may echo the key in the address of the next page; it is added again when the request leaves.
fn without_key(plan: &ApiPlan, url: Url) -> Url {
    match &plan.auth {
        ApiAuth::Query { name, .. } if url.query_pairs().any(|(found, _)| found == *name) => {
            without_parameter(&url, name)
        }
        _ => url,
    }
}

fn without_parameter(url: &Url, name: &str) -> Url {
    let mut changed = url.clone();
    let kept = url.query_pairs().filter(|(known, _)| known != name);
    changed.query_pairs_mut().clear().extend_pairs(kept);
    if changed.query() == Some("") {
        changed.set_query(None);
    }
    changed
}

fn with_parameter(url: &Url, name: &str, value: &str) -> Url {
    let mut changed = without_parameter(url, name);
    changed.query_pairs_mut().append_pair(name, value);
    changed
}

fn by_template(plan: &ApiPlan, previous: &HttpRequest, value: String) -> Option<HttpRequest> {
    if previous.cursor.cursor.as_ref() == Some(&value) {
        return None;
    }
    let cursor = Cursor {
        cursor: Some(value),
        ..previous.cursor.clone()
    };
    first(plan, &cursor).ok()
}

/// Target of `rel="next"` in a `Link` header (RFC 8288).
fn link_next(header: &str) -> Option<&str> {
    header.split('<').skip(1).find_map(|link| {
        let (target, parameters) = link.split_once('>')?;
        let is_next = parameters
            .split(';')
            .filter_map(|parameter| parameter.split_once('='))
            .any(|(name, value)| {
                let value = value.trim().trim_end_matches(',').trim().trim_matches('"');
                name.trim().eq_ignore_ascii_case("rel")
                    && value.split_ascii_whitespace().any(|rel| rel == "next")
            });
        is_next.then_some(target.trim())
    })
}

/// Fills a template; `None` if it holds a placeholder whose value is not known.
fn fill(template: &str, cursor: &Cursor, encode: fn(&str) -> String) -> Option<String> {
    if !template.contains('{') {
        return Some(encode(template));
    }
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(&encode(before));
        let placeholder = after
            .split_once('}')
            .filter(|(name, _)| PLACEHOLDERS.contains(name));
        if let Some((name, tail)) = placeholder {
            out.push_str(&encode(&known(name, cursor)?));
            rest = tail;
        } else {
            out.push_str(&encode("{"));
            rest = after;
        }
    }
    out.push_str(&encode(rest));
    Some(out)
}

/// As [`fill`] for an address that is written as it is: values are percent-encoded, and a parameter whose value is not
/// known is left out.
fn fill_url(template: &str, cursor: &Cursor) -> String {
    let replace = |text: &str| {
        let mut text = text.to_owned();
        for name in PLACEHOLDERS {
            let placeholder = format!("{{{name}}}");
            if text.contains(&placeholder) {
                text = text.replace(&placeholder, &encode_segment(&known(name, cursor)?));
            }
        }
        Some(text)
    };
    let Some((path, query)) = template.split_once('?') else {
        return replace(template).unwrap_or_else(|| template.to_owned());
    };
    let pairs: Vec<String> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .filter_map(replace)
        .collect();
    let path = replace(path).unwrap_or_else(|| path.to_owned());
    if pairs.is_empty() {
        path
    } else {
        format!("{path}?{}", pairs.join("&"))
    }
}

/// As [`fill`] for a JSON body: a string that is one placeholder whose value is not known becomes `null`, inside a longer
/// string such a value is empty.
fn fill_body(template: &str, cursor: &Cursor) -> String {
    PLACEHOLDERS.iter().fold(template.to_owned(), |body, name| {
        let placeholder = format!("{{{name}}}");
        match known(name, cursor) {
            Some(value) => body.replace(&placeholder, &json_inside(&value)),
            None => body
                .replace(&format!("\"{placeholder}\""), "null")
                .replace(&placeholder, ""),
        }
    })
}

fn known(name: &str, cursor: &Cursor) -> Option<String> {
    let (time, form) = match name.split_once(':') {
        Some(("since", form)) => (cursor.since?, form),
        Some(("now", form)) => (cursor.now?, form),
        _ => return cursor.cursor.clone().filter(|_| name == "cursor"),
    };
    Some(match form {
        "rfc3339" => time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "unix" => time.as_second().to_string(),
        "unix_ms" => time.as_millisecond().to_string(),
        "date" => time.strftime("%Y-%m-%d").to_string(),
        "yyyymmdd" => time.strftime("%Y%m%d").to_string(),
        _ => return None,
    })
}

pub(super) fn encode_query(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::model::{ApiRequest, Paging, Secret};

    fn plan(url: &str, paging: Paging) -> ApiPlan {
        ApiPlan {
            preset: "json".to_owned(),
            request: ApiRequest {
                method: "GET".to_owned(),
                url: url.to_owned(),
                ..ApiRequest::default()
            },
            auth: ApiAuth::None,
            paging: Paging {
                max_pages: 3,
                ..paging
            },
            items: "$.items[*]".to_owned(),
            fields: [("text".to_owned(), "$.t".to_owned())].into(),
            pacing: None,
            pause: None,
            again: None,
        }
    }

    fn since() -> Cursor {
        Cursor {
            since: Some("2026-03-01T10:00:00.5Z".parse().unwrap()),
            ..Cursor::default()
        }
    }

    fn start(plan: &ApiPlan) -> HttpRequest {
        first(plan, &Cursor::default()).unwrap()
    }

    fn follow(plan: &ApiPlan, link: Option<&str>, body: &Value, page: u32) -> Option<String> {
        next(plan, &start(plan), link, body, page).map(|request| request.url.to_string())
    }

    #[test]
    fn a_window_bounds_how_far_back_is_asked() {
        let mut plan = plan(
            "https://a.example/s?from={since:yyyymmdd}&to={now:yyyymmdd}",
            Paging::default(),
        );
        let asked = |plan: &ApiPlan, since: Option<&str>| {
            let cursor = Cursor {
                since: since.map(|since| since.parse().unwrap()),
                now: Some("2026-03-20T10:00:00Z".parse().unwrap()),
                ..Cursor::default()
            };
            first(plan, &cursor).unwrap().url.query().map(str::to_owned)
        };
        for (days, since, query) in [
            (None, None, "to=20260320"),
            (None, Some("2026-03-01T10:00:00Z"), "from=20260301&to=20260320"),
            (Some(6), None, "from=20260314&to=20260320"),
            (Some(6), Some("2026-03-01T10:00:00Z"), "from=20260314&to=20260320"),
            (Some(6), Some("2026-03-19T10:00:00Z"), "from=20260319&to=20260320"),
        ] {
            plan.paging.window_days = days;
            assert_eq!(asked(&plan, since).as_deref(), Some(query));
        }
    }

    #[test]
    fn placeholders_are_filled_or_left_out() {
        let mut plan = plan(
            "https://a.example/s?q=acme%20x&since={since:rfc3339}&c={cursor}",
            Paging::default(),
        );
        plan.request.query = vec![
            ("after".to_owned(), "t>{since:unix}".to_owned()),
            ("day".to_owned(), "{since:date}".to_owned()),
        ];
        assert_eq!(start(&plan).url.as_str(), "https://a.example/s?q=acme%20x");
        assert_eq!(
            first(&plan, &since()).unwrap().url.as_str(),
            "https://a.example/s?q=acme%20x&since=2026-03-01T10%3A00%3A00Z&after=t%3E1772359200&day=2026-03-01"
        );
        plan.request.body = Some(r#"{"since":"{since:rfc3339}","cursor":"{cursor}"}"#.to_owned());
        let posted = first(&plan, &since()).unwrap();
        assert_eq!(
            posted.body.as_deref(),
            Some(r#"{"since":"2026-03-01T10:00:00Z","cursor":null}"#)
        );
        assert!(
            posted
                .headers
                .contains(&("content-type".to_owned(), "application/json".to_owned()))
        );
    }

    #[test]
    fn pages_are_followed() {
        let some = |path: &str| Some(path.to_owned());
        let by_url = plan(
            "https://a.example/s",
            Paging {
                next: some("$.next"),
                ..Paging::default()
            },
        );
        assert_eq!(
            follow(&by_url, None, &json!({ "next": "/s?p=2" }), 1).as_deref(),
            Some("https://a.example/s?p=2")
        );
        for stop in [
            json!({}),
            json!({ "next": null }),
            json!({ "next": "https://a.example/s" }),
        ] {
            assert_eq!(follow(&by_url, None, &stop, 1), None);
        }
        assert_eq!(
            follow(&by_url, None, &json!({ "next": "/s?p=4" }), 3),
            None,
            "the bound on pages"
        );
        assert_eq!(
            follow(&by_url, None, &json!({ "next": "https://b.example/s" }), 1),
            None,
            "another host"
        );

        let by_link = plan(
            "https://a.example/s?tag=x",
            Paging {
                link_header: true,
                ..Paging::default()
            },
        );
        let header = r#"<https://a.example/s?min=9>; rel="prev", <https://a.example/s?max=1,2>; rel="next""#;
        assert_eq!(
            follow(&by_link, Some(header), &json!([]), 1).as_deref(),
            Some("https://a.example/s?max=1,2")
        );
        assert_eq!(follow(&by_link, None, &json!([]), 1), None);

        let cursor = Paging {
            cursor: some("$.c"),
            cursor_param: some("after"),
            ..Paging::default()
        };
        let by_cursor = plan("https://a.example/s?q=x&after=old", cursor);
        let url = follow(&by_cursor, None, &json!({ "c": "n&w" }), 1);
        assert_eq!(url.as_deref(), Some("https://a.example/s?q=x&after=n%26w"));
        assert_eq!(follow(&by_cursor, None, &json!({ "c": null }), 1), None);

        let paging = Paging {
            page_param: some("page"),
            has_more: some("$.more"),
            ..Paging::default()
        };
        let by_page = plan("https://a.example/s", paging);
        let full = json!({ "items": [1], "more": true });
        assert_eq!(
            follow(&by_page, None, &full, 2).as_deref(),
            Some("https://a.example/s?page=2")
        );
        assert_eq!(
            follow(&by_page, None, &json!({ "items": [], "more": true }), 1),
            None
        );
        assert_eq!(
            follow(&by_page, None, &json!({ "items": [1], "more": false }), 1),
            None
        );

        let paging = Paging {
            cursor: some("$.c"),
            ..Paging::default()
        };
        let by_template = plan("https://a.example/s?c={cursor}&since={since:unix}", paging);
        let begun = first(&by_template, &since()).unwrap();
        let second = next(&by_template, &begun, None, &json!({ "c": 7 }), 1).unwrap();
        assert_eq!(second.url.as_str(), "https://a.example/s?c=7&since=1772359200");
        assert_eq!(
            next(&by_template, &second, None, &json!({ "c": 7 }), 2),
            None,
            "a cursor that stands still"
        );
    }

    #[test]
    fn a_key_echoed_in_the_address_of_the_next_page_is_taken_out() {
        let mut plan = plan(
            "https://a.example/s",
            Paging {
                next: Some("$.n".to_owned()),
                ..Paging::default()
            },
        );
        plan.auth = ApiAuth::Query {
            name: "key".to_owned(),
            value: Secret::new("s3cret"),
        };
        assert_eq!(start(&plan).url.as_str(), "https://a.example/s");
        for (echoed, want) in [
            (
                "https://a.example/s?key=s3cret&p=2",
                Some("https://a.example/s?p=2"),
            ),
            ("https://a.example/t?key=s3cret", Some("https://a.example/t")),
            ("https://a.example/s?p=a%20b", Some("https://a.example/s?p=a%20b")),
            ("https://a.example/s?key=s3cret", None),
        ] {
            let next = follow(&plan, None, &json!({ "n": echoed }), 1);
            assert_eq!(next.as_deref(), want, "{echoed}");
        }
    }

    proptest! {
        #[test]
        fn any_template_is_survived(url in "https://a.example/[a-z?&={}:/]{0,30}", link in ".{0,60}") {
            let plan = plan(&url, Paging { link_header: true, ..Paging::default() });
            if let Ok(request) = first(&plan, &since()) {
                let after = next(&plan, &request, Some(&link), &Value::Null, 1);
                prop_assert!(after.is_none_or(|after| after.url.host_str() == request.url.host_str()));
            }
        }
    }
}
