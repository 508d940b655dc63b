//! The one way out.

use std::{fmt, sync::Arc};

use super::{Ask, Fetched, Options};

/// Asks the web. Cheap to clone; all clones share connections, pace and tokens.
#[derive(Clone, Debug)]
pub struct Fetcher {
    shared: Arc<Options>,
}

/// Why there is no fetcher: the HTTP client could not be built.
#[derive(Debug)]
pub struct NoFetcher(pub String);

impl fmt::Display for NoFetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoFetcher {}

impl Fetcher {
    /// Builds the client.
    ///
    /// # Errors
    /// If the HTTP client cannot be built.
    pub fn new(options: Options) -> Result<Self, NoFetcher> {
        Ok(Self {
            shared: Arc::new(options),
        })
    }

    /// Asks once, following redirects.
    pub async fn get(&self, ask: &Ask<'_>) -> Fetched {
        let _ = (&self.shared, ask);
        Fetched::failed("fetching is not connected yet")
    }
}
