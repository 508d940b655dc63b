//! Access logs in JSON, by the names that servers give their fields.

use jiff::Timestamp;
use serde_json::Value;

use super::{
    Request,
    line::{host_only, method_and_target, time_of, told},
};

const TIMES: [&str; 8] = [
    "ts",
    "time",
    "timestamp",
    "@timestamp",
    "time_iso8601",
    "time_local",
    "msec",
    "StartUTC",
];
const HOSTS: [&str; 8] = [
    "host",
    "http_host",
    "vhost",
    "server_name",
    "request_host",
    "domain",
    "RequestHost",
    "authority",
];
const CLIENTS: [&str; 8] = [
    "client_ip",
    "remote_ip",
    "remote_addr",
    "remoteIP",
    "remote_host",
    "clientip",
    "client",
    "ClientHost",
];
const METHODS: [&str; 4] = ["method", "request_method", "requestMethod", "RequestMethod"];
const TARGETS: [&str; 6] = ["request_uri", "uri", "path", "url", "requestUri", "RequestPath"];
const REFERRERS: [&str; 5] = [
    "http_referer",
    "referer",
    "referrer",
    "http_referrer",
    "request_Referer",
];
const AGENTS: [&str; 6] = [
    "http_user_agent",
    "user_agent",
    "agent",
    "useragent",
    "userAgent",
    "request_User-Agent",
];

/// One line; `None` if it has no time or no status.
pub(super) fn request(text: &str) -> Option<Request> {
    let line: Value = serde_json::from_str(text).ok()?;
    let inner = line.get("request").filter(|inner| inner.is_object());
    let find = |names: &[&str]| {
        let places = [inner, Some(&line)].into_iter().flatten();
        places
            .flat_map(|place| names.iter().filter_map(|name| place.get(*name)))
            .find_map(text_of)
    };
    let header = |name: &str| {
        let headers = inner.unwrap_or(&line).get("headers")?.as_object()?;
        let (_, value) = headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        text_of(
            value
                .as_array()
                .and_then(|values| values.first())
                .unwrap_or(value),
        )
    };
    // nginx: `"request": "GET / HTTP/1.1"`.
    let asked = line.get("request").and_then(Value::as_str);
    let (method, target) = match asked.map(method_and_target) {
        Some((method, target)) if !method.is_empty() => (method, target),
        _ => (
            find(&METHODS).unwrap_or_default(),
            find(&TARGETS).unwrap_or_default(),
        ),
    };
    let target = match (target.contains('?'), find(&["query_string", "args", "query"])) {
        (false, Some(query)) if query != "-" => format!("{target}?{}", query.trim_start_matches('?')),
        _ => target,
    };
    Some(Request {
        at: find(&TIMES).and_then(|time| time_in(&time))?,
        host: told(find(&HOSTS)).map(|host| host_only(&host)),
        client: find(&CLIENTS)
            .map(|client| host_only(&client))
            .unwrap_or_default(),
        method,
        target,
        status: find(&["status", "response_code", "DownstreamStatus"])?
            .parse()
            .ok()?,
        referrer: told(find(&REFERRERS).or_else(|| header("Referer"))),
        agent: told(find(&AGENTS).or_else(|| header("User-Agent"))),
    })
}

fn time_in(text: &str) -> Option<Timestamp> {
    if let Ok(secs) = text.parse::<f64>() {
        // Milliseconds where seconds would lie far beyond any log.
        let secs = if secs > 1.0e11 { secs / 1.0e3 } else { secs };
        let span = jiff::SignedDuration::try_from_secs_f64(secs).ok()?;
        return Timestamp::from_duration(span).ok();
    }
    time_of(text)
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
