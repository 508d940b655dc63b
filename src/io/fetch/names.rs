//! Host names to addresses, with the guard inside the connector: what is checked is what is connected to.

use std::{
    collections::BTreeMap,
    error::Error,
    fmt,
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::Semaphore;

use super::guard;

/// Look-ups that may run at once. A look-up cannot be cancelled and may hold its thread for half a minute; this keeps
/// the thread pool (512) from being filled with them.
const LOOKUPS: usize = 192;

/// Who turns host names into addresses.
#[derive(Clone, Debug, Default)]
pub enum Names {
    /// The system.
    #[default]
    System,
    /// A fixed table; other names do not exist.
    Fixed(Arc<BTreeMap<String, Vec<IpAddr>>>),
}

/// A host is at private addresses only.
#[derive(Debug)]
pub(super) struct Private {
    host: String,
    ip: IpAddr,
}

impl fmt::Display for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&guard::refusal(&self.host, self.ip))
    }
}

impl Error for Private {}

/// A host has no address, or no name server told.
#[derive(Debug)]
pub(super) struct Unresolved(pub(super) String);

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` cannot be resolved", self.0)
    }
}

impl Error for Unresolved {}

/// The resolver of one client.
#[derive(Clone, Debug)]
pub(super) struct Resolver {
    names: Names,
    allow_private: bool,
    lookups: Arc<Semaphore>,
}

impl Resolver {
    /// A resolver that lets private addresses through or not.
    pub(super) fn new(names: Names, allow_private: bool) -> Self {
        Self {
            names,
            allow_private,
            lookups: Arc::new(Semaphore::new(LOOKUPS)),
        }
    }

    /// Addresses of a host that may be contacted, their port 0.
    pub(super) async fn addresses(self, host: &str) -> Result<Vec<SocketAddr>, Box<dyn Error + Send + Sync>> {
        let found = match self.names {
            Names::Fixed(table) => table
                .get(host)
                .into_iter()
                .flatten()
                .map(|&ip| SocketAddr::new(ip, 0))
                .collect(),
            Names::System => look_up(host.to_owned(), self.lookups).await?,
        };
        let first = found
            .first()
            .copied()
            .ok_or_else(|| Unresolved(host.to_owned()))?;
        let kept: Vec<_> = found
            .into_iter()
            .filter(|at| self.allow_private || guard::is_public(at.ip()))
            .collect();
        if kept.is_empty() {
            return Err(Box::new(Private {
                host: host.to_owned(),
                ip: first.ip(),
            }));
        }
        Ok(kept)
    }
}

/// Those of `hosts` that the system cannot resolve, in order.
pub async fn unresolved(hosts: impl IntoIterator<Item = String>) -> Vec<String> {
    let lookups = Arc::new(Semaphore::new(LOOKUPS));
    let mut tasks = tokio::task::JoinSet::new();
    for host in hosts {
        let lookups = Arc::clone(&lookups);
        tasks.spawn(async move { look_up(host, lookups).await.err() });
    }
    let mut lost: Vec<String> = tasks
        .join_all()
        .await
        .into_iter()
        .flatten()
        .map(|Unresolved(host)| host)
        .collect();
    lost.sort();
    lost
}

async fn look_up(host: String, lookups: Arc<Semaphore>) -> Result<Vec<SocketAddr>, Unresolved> {
    let name = host.clone();
    let Ok(permit) = lookups.acquire_owned().await else {
        return Err(Unresolved(host));
    };
    let found = tokio::task::spawn_blocking(move || {
        let found = (name.as_str(), 0)
            .to_socket_addrs()
            .map(Iterator::collect::<Vec<_>>);
        drop(permit);
        found
    })
    .await;
    match found {
        Ok(Ok(found)) => Ok(found),
        _ => Err(Unresolved(host)),
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let resolver = self.clone();
        Box::pin(async move {
            let found = resolver.addresses(name.as_str()).await?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolver(ips: &[&str], allow_private: bool) -> Resolver {
        let ips = ips.iter().map(|ip| ip.parse().unwrap()).collect();
        Resolver::new(
            Names::Fixed(Arc::new(BTreeMap::from([("a.example".to_owned(), ips)]))),
            allow_private,
        )
    }

    #[tokio::test]
    async fn private_answers_are_dropped() {
        let both = ["10.0.0.1", "93.184.216.34", "::1"];
        let kept = resolver(&both, false).addresses("a.example").await.unwrap();
        assert_eq!(kept, ["93.184.216.34:0".parse().unwrap()]);
        assert_eq!(
            resolver(&both, true).addresses("a.example").await.unwrap().len(),
            3
        );

        let why = resolver(&["169.254.169.254"], false)
            .addresses("a.example")
            .await
            .unwrap_err();
        assert!(
            why.to_string().contains("`a.example` is at `169.254.169.254`"),
            "{why}"
        );
        assert!(
            resolver(&[], false)
                .addresses("b.example")
                .await
                .unwrap_err()
                .is::<Unresolved>()
        );
    }
}
