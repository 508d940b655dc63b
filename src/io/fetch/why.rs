//! What went wrong on the wire, as a sentence: short, teaching, and without anything that may be secret.

use std::{error::Error, io};

use rustls::CertificateError;
use url::Url;

use super::{
    Fetched,
    names::{Private, Unresolved},
};

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
            return Fetched::failed(tls(why, &at));
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

fn unresolved(at: &str) -> String {
    format!(
        "`{at}` cannot be found: no such name, or no name server answered; check the spelling of the address"
    )
}

fn refused(error: &io::Error) -> &'static str {
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

/// What an I/O error was made from, however deep: the connector wraps errors in I/O errors, which do not name what they
/// wrap as their source.
fn unwrapped<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => unwrapped(inner),
        None => error,
    }
}

fn tls(error: &rustls::Error, at: &str) -> String {
    let why = match error {
        rustls::Error::InvalidCertificate(bad) => match bad {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "its certificate has expired"
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "its certificate is not valid yet; check this machine's clock"
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "its certificate is for another name"
            }
            CertificateError::UnknownIssuer => "its certificate is signed by nobody this machine trusts",
            CertificateError::Revoked => "its certificate was revoked",
            _ => "its certificate is not valid",
        },
        rustls::Error::InvalidMessage(_) => "it does not speak TLS; is the address meant to be `http:`?",
        rustls::Error::AlertReceived(_) => "it refuses the TLS handshake",
        rustls::Error::PeerIncompatible(_) => "its TLS is too old",
        _ => "the TLS handshake failed",
    };
    format!("no safe connection to `{at}`: {why}")
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

    #[test]
    fn certificate_trouble_is_told_apart() {
        for (error, want) in [
            (
                rustls::Error::InvalidCertificate(CertificateError::Expired),
                "expired",
            ),
            (
                rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer),
                "nobody this machine trusts",
            ),
            (
                rustls::Error::InvalidCertificate(CertificateError::NotValidForName),
                "another name",
            ),
            (rustls::Error::HandshakeNotComplete, "handshake failed"),
        ] {
            let hidden = io::Error::other(io::Error::other(error.clone()));
            assert!(
                tls(unwrapped(&hidden).downcast_ref().unwrap(), "a.example").contains(want),
                "{error}"
            );
        }
    }
}
