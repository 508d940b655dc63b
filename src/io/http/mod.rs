//! A small HTTP/1.1 server for the status endpoint: bounded connections, bounded time, guarded against rebinding.

mod guard;
mod pieces;

use std::{io, os::unix::fs::FileTypeExt as _, path::Path, pin::pin, sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{rt::TokioIo, rt::TokioTimer, service::TowerToHyperService};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, UnixListener, UnixStream},
    sync::Semaphore,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};

pub use guard::{Guard, carries, problem};
pub use pieces::{NoReader, Pieces, in_pieces};

use crate::config::Listen;

/// Connections served at a time; more wait in the backlog.
const CONNECTIONS: usize = 512;
/// Longest time for the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(2);
/// Longest time for an answer to be made.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection takes requests.
const CONNECTION_TIMEOUT: Duration = Duration::from_mins(1);
/// How long the answer under way may take beyond that: nobody holds a place for ever.
const LAST_ANSWER_TIMEOUT: Duration = Duration::from_mins(10);

/// A socket that listens.
#[derive(Debug)]
pub enum Bound {
    /// TCP.
    Tcp(TcpListener),
    /// Unix socket.
    Unix(UnixListener),
}

impl Bound {
    /// Starts to listen. A Unix socket left behind by a dead process is replaced; anything else at its path is left alone.
    ///
    /// # Errors
    /// When the address is in use or may not be used.
    pub async fn listen(at: &Listen) -> io::Result<Self> {
        match at {
            Listen::Tcp(address) => TcpListener::bind(address).await.map(Self::Tcp),
            Listen::Unix(path) => {
                clear(path).await?;
                UnixListener::bind(path).map(Self::Unix)
            }
        }
    }

    /// Where it listens, for people: `http://127.0.0.1:8787` or `unix:/run/…`.
    pub fn address(&self) -> String {
        match self {
            Self::Tcp(listener) => listener
                .local_addr()
                .map_or_else(|_| "http://?".to_owned(), |address| format!("http://{address}")),
            Self::Unix(listener) => listener
                .local_addr()
                .ok()
                .and_then(|address| {
                    address
                        .as_pathname()
                        .map(|path| format!("unix:{}", path.display()))
                })
                .unwrap_or_else(|| "unix:?".to_owned()),
        }
    }
}

/// Removes the socket of a dead process: one that is a socket indeed and that nobody answers on. Anything else may be
/// somebody's, whatever the reason for which it could not be talked to.
async fn clear(path: &Path) -> io::Result<()> {
    let found = match tokio::fs::symlink_metadata(path).await {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if !found.file_type().is_socket() {
        let why = "there is a file that is no socket";
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, why));
    }
    match UnixStream::connect(path).await {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => tokio::fs::remove_file(path).await,
        // Listening will say that it is in use.
        _ => Ok(()),
    }
}

/// Serves until told to stop. Every connection is a tracked task.
pub async fn serve(bound: Bound, routes: Router, guard: Guard, stop: CancellationToken, tasks: TaskTracker) {
    let service = routes
        .layer(axum::middleware::from_fn_with_state(
            Arc::new(guard),
            guard::check,
        ))
        .layer(CatchPanicLayer::custom(guard::panicked))
        .layer(TimeoutLayer::with_status_code(
            axum::http::StatusCode::GATEWAY_TIMEOUT,
            ANSWER_TIMEOUT,
        ));
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let (routes, connection_stop) = (service.clone(), stop.clone());
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = accept(&bound) => accepted,
        };
        match accepted {
            Ok(stream) => {
                tasks.spawn(async move {
                    let _place = place;
                    tokio::select! {
                        () = connection_stop.cancelled() => {}
                        () = talk(stream, routes) => {}
                    }
                });
            }
            // Out of file descriptors or the like: others will close some.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

/// Either kind of connection.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

async fn accept(bound: &Bound) -> io::Result<Box<dyn Stream>> {
    match bound {
        Bound::Tcp(listener) => listener
            .accept()
            .await
            .map(|(stream, _)| Box::new(stream) as Box<dyn Stream>),
        Bound::Unix(listener) => listener
            .accept()
            .await
            .map(|(stream, _)| Box::new(stream) as Box<dyn Stream>),
    }
}

async fn talk(stream: Box<dyn Stream>, routes: Router) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes));
    let mut connection = pin!(connection);
    let mut ended = tokio::time::timeout(CONNECTION_TIMEOUT, connection.as_mut()).await;
    if ended.is_err() {
        connection.as_mut().graceful_shutdown();
        ended = tokio::time::timeout(LAST_ANSWER_TIMEOUT, connection).await;
    }
    // A client that goes away or talks nonsense is its own trouble.
    if let Ok(Err(error)) = ended {
        tracing::debug!(%error, "a connection to the status endpoint ended early");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_socket_of_a_dead_process_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("status.sock");
        let at = Listen::Unix(path.clone());

        std::fs::write(&path, "somebody's notes").unwrap();
        let why = Bound::listen(&at).await.unwrap_err();
        assert_eq!(why.to_string(), "there is a file that is no socket");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "somebody's notes");
        std::fs::remove_file(&path).unwrap();

        let alive = Bound::listen(&at).await.unwrap();
        let why = Bound::listen(&at).await.unwrap_err();
        assert_eq!(why.kind(), io::ErrorKind::AddrInUse);
        UnixStream::connect(&path).await.unwrap();

        drop(alive);
        assert!(path.exists(), "a dead process leaves its socket behind");
        drop(Bound::listen(&at).await.unwrap());
    }
}
