//! TLS with the system's roots, and plain HTTP even where there are none.

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore,
    crypto::{CryptoProvider, ring},
    pki_types::CertificateDer,
};
use rustls_platform_verifier::Verifier;

/// A TLS configuration, and why `https:` cannot work if it cannot.
#[derive(Clone, Debug)]
pub(super) struct Tls {
    /// For the client.
    pub(super) config: ClientConfig,
    /// One sentence if the machine has no roots of trust; every `https:` request fails with it.
    pub(super) trouble: Option<String>,
}

impl Tls {
    /// Reads the system's roots (`SSL_CERT_FILE` and `SSL_CERT_DIR` are honoured).
    ///
    /// A machine without any is no reason to stop: sources over plain HTTP still work.
    ///
    /// # Errors
    /// One sentence if the cryptography itself cannot be set up.
    pub(super) fn new(extra_roots: &[Vec<u8>]) -> Result<Self, String> {
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| format!("TLS cannot be set up: {error}"))?;
        let (mut config, trouble) = match verifier(provider, extra_roots) {
            Ok(verifier) => {
                let verified = builder
                    .dangerous()
                    .with_custom_certificate_verifier(Arc::new(verifier));
                (verified.with_no_client_auth(), None)
            }
            Err(error) => {
                let nobody = builder.with_root_certificates(RootCertStore::empty());
                (nobody.with_no_client_auth(), Some(without_roots(&error)))
            }
        };
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { config, trouble })
    }

    /// The same for what is not HTTP.
    pub(super) fn without_http(&self) -> ClientConfig {
        let mut config = self.config.clone();
        config.alpn_protocols.clear();
        config
    }
}

/// Trusts the system's roots and these certificates.
fn verifier(provider: Arc<CryptoProvider>, extra_roots: &[Vec<u8>]) -> Result<Verifier, rustls::Error> {
    if extra_roots.is_empty() {
        return Verifier::new(provider);
    }
    let roots = extra_roots.iter().map(|der| CertificateDer::from(der.clone()));
    Verifier::new_with_extra_roots(roots, provider)
}

fn without_roots(error: &rustls::Error) -> String {
    format!(
        "this machine has no root certificates, so no `https:` address can be trusted: install the `ca-certificates` \
         package (or set `SSL_CERT_FILE`) and restart ({error})"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_for_a_bare_machine_names_the_package() {
        let why = without_roots(&rustls::Error::General(
            "No CA certificates were loaded".to_owned(),
        ));
        assert!(why.contains("`ca-certificates`"), "{why}");
    }

    #[test]
    fn it_can_be_set_up_and_offers_both_protocols() {
        assert_eq!(
            Tls::new(&[]).unwrap().config.alpn_protocols,
            [b"h2".to_vec(), b"http/1.1".to_vec()]
        );
    }
}
