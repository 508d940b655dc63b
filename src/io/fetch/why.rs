//! What went wrong on the wire, as a sentence: short, teaching, and without anything that may be secret.

use std::{error::Error, io};

use url::Url;

use super::{
    Fetched,
    names::{Private, Unresolved},
};
use crate::io::tls_words::{tls, unwrapped};

/// Host and, where unusual, port of a URL: all of an address that is ever shown.
pub(super) fn place(url: &Url) -> String {
    let host = url.host_str().unwrap_or("?");
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// How a request ended that got no complete answer.
pub(super) fn explain(error: &reqwest::Error, url: &Url) -> Fetched {
    let at = place(url);
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    let mut last = None;
    while let Some(this) = cause.map(unwrapped) {
        if let Some(private) = this.downcast_ref::<Private>() {
            return Fetched::blocked(private.to_string());
        }
        if this.is::<Unresolved>() {
            return Fetched::failed(unresolved(&at));
        }
        if let Some(why) = this.downcast_ref() {
            return Fetched::failed(format!("no safe connection to `{at}`: {}", tls(why)));
        }
        last = Some(this);
        cause = this.source();
    }
    if error.is_timeout() {
        return Fetched::failed(if error.is_connect() {
            no_connection(&at)
        } else {
            silent(&at)
        });
    }
    if error.is_connect() {
        let why = last
            .and_then(|last| last.downcast_ref::<io::Error>())
            .map_or("no connection", refused);
        return Fetched::failed(format!("`{at}` cannot be reached: {why}"));
    }
    let told: String = last.map_or_else(|| "unreadable".to_owned(), ToString::to_string);
    let told: String = told.chars().filter(|c| !c.is_control()).take(120).collect();
    Fetched::failed(format!(
        "the answer of `{at}` broke off or is not proper HTTP ({told})"
    ))
}

/// No byte for too long.
pub(super) fn silent(at: &str) -> String {
    format!("`{at}` fell silent before its answer was complete; it may be overloaded")
}

/// No connection in time.
pub(super) fn no_connection(at: &str) -> String {
    format!("`{at}` cannot be reached: no connection in time; it may be down or behind a firewall")
}

/// The deadline of the whole request.
pub(super) fn too_slow(at: &str, secs: f64) -> String {
    format!("`{at}` did not complete its answer within the `timeout` of {secs} s")
}

/// No such name.
pub(super) fn unresolved(at: &str) -> String {
    format!(
        "`{at}` cannot be found: no such name, or no name server answered; check the spelling of the address"
    )
}

/// No connection.
pub(super) fn refused(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "nothing listens there (connection refused)",
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::UnexpectedEof => {
            "it hung up while the connection was made"
        }
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => {
            "no route to it; check this machine's network"
        }
        io::ErrorKind::TimedOut => "no connection in time; it may be down or behind a firewall",
        _ => "no connection",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_anything_secret() {
        for (url, want) in [
            ("https://jo:pw@news.example/private/token?key=1#x", "news.example"),
            ("http://127.0.0.1:8080/a?b=c", "127.0.0.1:8080"),
            ("http://[::1]/", "[::1]"),
        ] {
            assert_eq!(place(&Url::parse(url).unwrap()), want);
        }
    }
}
