//! The common and combined log formats.

use jiff::{Timestamp, fmt::strtime};

use super::Request;

/// `[host[:port] ]client ident user [time] "METHOD target HTTP/x" status bytes["referrer" "agent" …]`.
pub(super) fn request(text: &str) -> Option<Request> {
    let (front, rest) = text.split_once('[')?;
    let (time, rest) = rest.split_once(']')?;
    let mut names = front.split_whitespace();
    let (first, second) = (names.next()?, names.next()?);
    // A virtual host stands before the client, its identity and its user.
    let more = names.count();
    let (host, client) = if more >= 2 && !looks_like_address(first) {
        (Some(host_only(first)), second)
    } else {
        (None, first)
    };
    let (asked, rest) = quoted(rest)?;
    let mut fields = rest.split_whitespace();
    let status = fields.next()?.parse().ok()?;
    let (method, target) = method_and_target(&asked);
    let rest = rest.split_once('"').map(|(_, rest)| format!("\"{rest}"));
    let (referrer, rest) = rest.as_deref().and_then(quoted).unzip();
    let agent = rest.and_then(quoted).map(|(agent, _)| agent);
    Some(Request {
        at: time_of(time)?,
        host: host.filter(|host| !host.is_empty() && host != "-" && host != "_"),
        client: client.to_owned(),
        method,
        target,
        status,
        referrer: told(referrer),
        agent: told(agent),
    })
}

/// `10/Oct/2000:13:55:36 -0700`, or any form with a `T` (RFC 3339).
pub(super) fn time_of(text: &str) -> Option<Timestamp> {
    if text.contains('T') {
        return text.trim().parse().ok();
    }
    strtime::parse("%d/%b/%Y:%H:%M:%S %z", text.trim())
        .ok()?
        .to_timestamp()
        .ok()
}

/// Method and target of a request line; a line that is none (an attack, a broken client) has neither.
pub(super) fn method_and_target(asked: &str) -> (String, String) {
    let mut parts = asked.split(' ');
    match (parts.next(), parts.next()) {
        (Some(method), Some(target)) if !target.is_empty() => (method.to_owned(), target.to_owned()),
        _ => (String::new(), String::new()),
    }
}

/// What a log writes for nothing.
pub(super) fn told(value: Option<String>) -> Option<String> {
    value.filter(|value| !value.is_empty() && value != "-")
}

/// A host without its port.
pub(super) fn host_only(host: &str) -> String {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => name.to_owned(),
        _ => host.to_owned(),
    }
}

fn looks_like_address(text: &str) -> bool {
    text.parse::<std::net::IpAddr>().is_ok()
}

/// The text between the next two quotes, escapes undone (`\"` of Apache, `\x22` of nginx), and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let (_, inner) = text.split_once('"')?;
    let mut out: Vec<u8> = Vec::new();
    let mut bytes = inner.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => {
                return Some((
                    String::from_utf8_lossy(&out).into_owned(),
                    inner.get(at + 1..).unwrap_or_default(),
                ));
            }
            b'\\' => match bytes.next() {
                Some((at, b'x')) => {
                    let code = inner.get(at + 1..at + 3);
                    match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
                        Some(code) => {
                            out.push(code);
                            bytes.nth(1);
                        }
                        None => out.extend(b"\\x"),
                    }
                }
                Some((_, b'n' | b't' | b'r')) => out.push(b' '),
                Some((_, byte)) => out.push(byte),
                None => break,
            },
            byte => out.push(byte),
        }
    }
    None
}
