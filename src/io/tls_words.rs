//! TLS trouble in words, the same for sources and mail servers.

use std::{error::Error, io};

use rustls::CertificateError;

/// What an I/O error was made from, however deep: connectors wrap errors in I/O errors, which do not name what they
/// wrap as their source.
pub(super) fn unwrapped<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => unwrapped(inner),
        None => error,
    }
}

/// The TLS error behind an error, if there is one.
pub(super) fn tls_trouble<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let mut cause = Some(error);
    while let Some(this) = cause.map(unwrapped) {
        if let Some(trouble) = this.downcast_ref() {
            return Some(trouble);
        }
        cause = this.source();
    }
    None
}

/// What it means.
pub(super) fn tls(error: &rustls::Error) -> &'static str {
    match error {
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
                tls(unwrapped(&hidden).downcast_ref().unwrap()).contains(want),
                "{error}"
            );
        }
    }
}
