//! Asking the running daemon: it holds the store, so its endpoint answers for it.

use std::{net::IpAddr, time::Duration};

use anyhow::{Context as _, bail};
use url::Url;

use super::setup;
use crate::{
    config::{Listen, Polling, Settings},
    io::{
        fetch::{Ask, Fetched, Fetcher, Options},
        store::{Store, StoreError},
    },
    model::{ApiAuth, Manners},
};

/// Most bytes of one answer.
const ANSWER_LIMIT_BYTES: usize = 256 << 20;

/// Who answers for the store.
#[derive(Debug)]
pub(super) enum Access {
    /// Nobody else has it open.
    Store(Store),
    /// The daemon has.
    Daemon(Daemon),
}

/// The endpoint of the running daemon.
#[derive(Debug)]
pub(super) struct Daemon {
    base: Url,
    auth: ApiAuth,
}

/// Opens the store, or finds the daemon that has it open.
pub(super) fn access(settings: &Settings) -> anyhow::Result<Access> {
    match setup::store(settings) {
        Ok(store) => Ok(Access::Store(store)),
        Err(error) if matches!(error.downcast_ref(), Some(StoreError::InUse { .. })) => {
            let Listen::Tcp(mut address) = settings.http.listen.clone() else {
                return Err(error);
            };
            if address.ip().is_unspecified() {
                address.set_ip(IpAddr::from([127, 0, 0, 1]));
            }
            let auth = settings.http.token.clone().map_or(ApiAuth::None, ApiAuth::Bearer);
            let base = Url::parse(&format!("http://{address}/")).context("the endpoint's address")?;
            Ok(Access::Daemon(Daemon { base, auth }))
        }
        Err(error) => Err(error),
    }
}

impl Daemon {
    /// What the daemon answers on a path with these parameters; empty ones are left out.
    pub(super) fn get(&self, path: &str, parameters: &[(&str, Option<String>)]) -> anyhow::Result<Vec<u8>> {
        let mut url = self.base.join(path)?;
        for (name, value) in parameters {
            if let Some(value) = value {
                url.query_pairs_mut().append_pair(name, value);
            }
        }
        let manners = Manners {
            timeout: Duration::from_mins(2),
            max_body_bytes: ANSWER_LIMIT_BYTES,
            spacing: Duration::ZERO,
            robots: false,
            allow_private: true,
            ..Polling::default().manners
        };
        setup::block_on(async {
            let fetcher = Fetcher::new(Options::default())?;
            let ask = Ask::stranger(&url, &manners)
                .with_auth(&self.auth)
                .accepting("*/*");
            match fetcher.get(&ask).await {
                Fetched::Modified(body) => Ok(body.bytes),
                Fetched::Blocked { why } | Fetched::Failed { why, .. } => {
                    bail!("the running daemon has the store open, and its endpoint did not answer: {why}")
                }
                _ => bail!("the running daemon has the store open, and its endpoint gave no answer"),
            }
        })
    }
}
