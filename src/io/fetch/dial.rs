//! A connection for a protocol that is not HTTP, with the guard, the pace and the trust of requests.

use std::{
    error::Error,
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use rustls::pki_types::ServerName;
use tokio::{
    net::TcpStream,
    sync::OwnedSemaphorePermit,
    time::{Instant, timeout_at},
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use url::Url;

use super::{
    Fetched, Fetcher,
    fetcher::Shared,
    names::{Private, Resolver},
    why,
};
use crate::{
    io::tls_words,
    model::{Manners, Outcome},
};

/// A place among the requests in flight, held for as long as the connection is used.
#[derive(Debug)]
pub struct Held(#[expect(dead_code, reason = "held, not read")] OwnedSemaphorePermit);

/// An encrypted connection.
#[derive(Debug)]
pub struct Dialled {
    /// The connection; the server is who its certificate says.
    pub stream: TlsStream<TcpStream>,
    /// Its place.
    pub held: Held,
}

impl Fetcher {
    /// Connects to the host and port of an address and speaks TLS, within the source's `timeout`, once it is its domain's
    /// turn.
    ///
    /// # Errors
    /// How the poll ended.
    pub async fn dial(&self, url: &Url, manners: &Manners) -> Result<Dialled, Outcome> {
        Box::pin(self.shared.dial(url, manners))
            .await
            .map_err(|fetched| match fetched.into_outcome() {
                Ok(outcome) => outcome,
                Err(_) => Outcome::Gone,
            })
    }
}

impl Shared {
    async fn dial(&self, url: &Url, manners: &Manners) -> Result<Dialled, Fetched> {
        self.may_reach(url, manners.allow_private)?;
        let mut turn = self.take_turn(None, url, manners.spacing).await?;
        let slot = Arc::clone(&self.slots).acquire_owned().await;
        let slot = slot.map_err(|_| Fetched::failed("the daemon is stopping"))?;
        let at = why::place(url);
        let deadline = Instant::now() + manners.timeout;
        let connecting = self.connect(url, manners.allow_private, &at);
        let stream = timeout_at(deadline, connecting).await;
        turn.asked();
        let stream = stream.map_err(|_| Fetched::failed(why::no_connection(&at)))??;
        let name = url
            .host_str()
            .unwrap_or_default()
            .trim_matches(['[', ']'])
            .to_owned();
        let name = ServerName::try_from(name)
            .map_err(|_| Fetched::failed(format!("`{at}` is no name that a certificate could be for")))?;
        let encrypting = TlsConnector::from(Arc::clone(&self.tls)).connect(name, stream);
        let stream = timeout_at(deadline, encrypting)
            .await
            .map_err(|_| Fetched::failed(why::no_connection(&at)))?
            .map_err(|error| unsafe_connection(&error, &at))?;
        Ok(Dialled {
            stream,
            held: Held(slot),
        })
    }

    async fn connect(&self, url: &Url, allow_private: bool, at: &str) -> Result<TcpStream, Fetched> {
        let port = url.port_or_known_default().unwrap_or_default();
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let found = match host.parse::<IpAddr>() {
            // Checked by the guard already.
            Ok(ip) => vec![SocketAddr::new(ip, port)],
            Err(_) => Resolver::new(self.names.clone(), allow_private)
                .addresses(host)
                .await
                .map_err(|error| not_found(error.as_ref(), at))?,
        };
        let places: Vec<SocketAddr> = found
            .into_iter()
            .map(|place| SocketAddr::new(place.ip(), port))
            .collect();
        TcpStream::connect(places.as_slice())
            .await
            .map_err(|error| Fetched::failed(format!("`{at}` cannot be reached: {}", why::refused(&error))))
    }
}

fn not_found(error: &(dyn Error + 'static), at: &str) -> Fetched {
    match error.downcast_ref::<Private>() {
        Some(private) => Fetched::blocked(private.to_string()),
        None => Fetched::failed(why::unresolved(at)),
    }
}

fn unsafe_connection(error: &io::Error, at: &str) -> Fetched {
    let why = match tls_words::tls_trouble(error) {
        Some(rustls::Error::InvalidMessage(_)) => {
            "it does not speak TLS on this port; clear text and STARTTLS are not spoken, IMAP with TLS from the first byte \
             is usually on port 993"
        }
        Some(trouble) => tls_words::tls(trouble),
        None => why::refused(error),
    };
    Fetched::failed(format!("no safe connection to `{at}`: {why}"))
}
